import {html, nothing} from 'lit';
import {clip, count, localTime, NOTHING, utc} from './format.js';

/** Pieces that several views are made of. Whatever comes from records goes through text() or weblink(). */

/** Enough to recognise a value by; what is longer opens on demand. */
const LONG = 160;

/** A value of a record: isolated, so that right-to-left text leaves its surroundings alone, and clamped. */
export function text(value) {
    if (value === null || value === undefined || value === '') {
        return NOTHING;
    }
    const whole = String(value);
    if (whole.length <= LONG) {
        return html`<bdi>${whole}</bdi>`;
    }
    return html`<details class="long">
        <summary><bdi>${clip(whole, LONG)}</bdi> <small>all ${count(whole.length)} characters</small></summary>
        <bdi>${whole}</bdi>
    </details>`;
}

/** A value on one line; the whole of it is elsewhere, where the row leads. */
export function line(value) {
    return value === null || value === undefined || value === '' ? NOTHING : html`<bdi class="line-of-text">${clip(value, 80)}</bdi>`;
}

/** A link, if the value is an http(s) URL, else plain text. */
export function weblink(value, title = value) {
    let url = null;
    try {
        url = new URL(value);
    } catch {
        // shown as text
    }
    return url && (url.protocol === 'http:' || url.protocol === 'https:')
        ? html`<a href=${url.href} target="_blank" rel="noopener noreferrer"><bdi>${clip(title, LONG)}</bdi></a>`
        : text(value);
}

/** A moment in the viewer's zone, with UTC on hover. */
export function time(iso, format = localTime) {
    return iso ? html`<time datetime=${iso} title=${utc(iso)}>${format(iso)}</time>` : NOTHING;
}

const SIGNS = {
    ok: '✓', up: '✓', running: '✓', delivered: '✓',
    late: '▲', rejected: '!', incomplete: '≠',
    down: '✕', publish_failed: '✕', source_unavailable: '✕', missing: '?',
    paused: '‖', skipped_overlap: '»', idle: '○', empty: '○', pending: '…', unknown: '?',
};

/** The sign of a state, so that it is never told by colour alone. */
export const sign = state => SIGNS[state] ?? '•';

/** A state as a word, with its sign and colour. */
export function badge(state, word = words(state)) {
    return html`<span class="badge state-${SIGNS[state] ? state : 'unknown'}"><span aria-hidden="true">${sign(state)}</span> ${word}</span>`;
}

/** source_unavailable → source unavailable */
export const words = code => clip(code ?? 'unknown', 60).replaceAll('_', ' ');

/** Servers that were away when the answer was made. The rest of the answer stands. */
export function problems(list) {
    return list?.length
        ? html`<div class="problems" role="status"><ul>
            ${list.map(({server, what, remedy}) => html`<li>${badge('down', server)} <bdi>${clip(what, 600)}</bdi> <bdi class="remedy">${clip(remedy ?? '', 600)}</bdi></li>`)}
        </ul></div>`
        : nothing;
}

/** @param {import('./api.js').ApiError | undefined} error */
export function failure(error) {
    return error
        ? html`<div class="problems" role="alert">
            <strong>${error.title}${error.server ? html` (${error.server})` : nothing}.</strong> <bdi>${clip(error.message, 1000)}</bdi>
        </div>`
        : nothing;
}

/** What a view shows of a resource: its failure, the servers that are away, and the rest. */
export function shown(resource, template) {
    return html`${failure(resource.error)}
    ${resource.value === undefined
        ? resource.loading ? html`<p class="quiet" role="status">Loading…</p>` : nothing
        : html`${problems(resource.value.problems)}${template(resource.value)}`}`;
}

/** Nothing there, and what to do about it. */
export function empty(what, remedy) {
    return html`<p class="empty"><strong>${what}</strong> ${remedy}</p>`;
}

/** @param {Array<[string, unknown]>} facts names and what to show */
export function facts(entries) {
    return html`<dl class="facts">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** One figure of a view's head. */
export function tile(name, value, note = nothing) {
    return html`<div class="tile"><span class="name">${name}</span><span class="value">${value}</span><span class="note">${note}</span></div>`;
}

/** JSON of a record, as text. */
export function json(value) {
    return html`<pre class="json" tabindex="0"><bdi>${JSON.stringify(value, null, 2)}</bdi></pre>`;
}
