import {html, nothing} from 'lit';
import {fromInput, toInput} from './format.js';
import {change} from './router.js';

/**
 * A range of time in the URL: range=24h ends now and moves on; from and to stand still.
 *
 * @typedef {{title: string, ms: number}} Span
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @type {Record<string, Span>} */
export const SPANS = {
    '15m': {title: '15 minutes', ms: 15 * MINUTE},
    '1h': {title: '1 hour', ms: HOUR},
    '6h': {title: '6 hours', ms: 6 * HOUR},
    '24h': {title: '24 hours', ms: DAY},
    '7d': {title: '7 days', ms: 7 * DAY},
    '30d': {title: '30 days', ms: 30 * DAY},
    '365d': {title: '365 days', ms: 365 * DAY},
};

/**
 * @param {URLSearchParams} params
 * @param {string} usual the span if the URL names none
 * @returns {{span: string | null, from: string | null, to: string | null}} span is null where from and to stand still
 */
export function range(params, usual) {
    const from = fromInput(params.get('from') ?? '');
    const to = fromInput(params.get('to') ?? '');
    if (from && to) {
        return {span: null, from, to};
    }
    const span = params.get('range');
    return {span: span === 'all' || SPANS[span] ? span : usual, from: null, to: null};
}

/** From and to of a range as of now, for the API. */
export function bounds({span, from, to}) {
    return span === null
        ? {from, to}
        : {from: new Date(Date.now() - SPANS[span].ms).toISOString(), to: new Date().toISOString()};
}

/**
 * Buttons of the spans, and two fields for a range that stands still.
 *
 * @param {{chosen: ReturnType<typeof range>, spans: string[], all?: boolean}} selector
 */
export function rangeSelector({chosen, spans, all = false}) {
    const {from, to} = chosen;
    return html`<fieldset class="choice"><legend>Range</legend>
            ${spans.map(span => choice(span, SPANS[span].title, chosen.span))}
            ${all ? choice('all', 'All time', chosen.span) : nothing}
        </fieldset>
        <form class="from-to" @submit=${standStill}>
            <label>From <input type="datetime-local" name="from" required .value=${from ? toInput(from) : ''}></label>
            <label>to <input type="datetime-local" name="to" required .value=${to ? toInput(to) : ''}></label>
            <button>Show</button>
        </form>`;
}

function choice(value, title, chosen) {
    return html`<button type="button" aria-pressed=${value === chosen} @click=${() => change({range: value, from: null, to: null})}>${title}</button>`;
}

function standStill(event) {
    event.preventDefault();
    const fields = event.target.elements;
    const from = fromInput(fields.from.value);
    const to = fromInput(fields.to.value);
    fields.to.setCustomValidity(from < to ? '' : 'The end must be later than the beginning.');
    if (event.target.reportValidity()) {
        change({range: null, from, to});
    }
    fields.to.setCustomValidity('');
}
