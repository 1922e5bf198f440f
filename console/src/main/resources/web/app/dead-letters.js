import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Access} from './access.js';
import {query, send} from './api.js';
import {around} from './company.js';
import {bytes, count, NOTHING} from './format.js';
import {badge, empty, facts, failure, line, shown, text, time, weblink, words} from './parts.js';
import {Resource} from './resource.js';
import {change, here, href} from './router.js';
import {drawer, View} from './view.js';

const REFRESH_MS = 10_000;
/** As many as the server puts back at once. */
const AT_ONCE = 100;

/** What could not be read: by reason, one with its bytes, and the way back. */
class DeadLetters extends View {
    static properties = {...View.properties, chosen: {state: true}, confirming: {state: true}, busy: {state: true}, refusal: {state: true}, results: {state: true}};

    constructor() {
        super();
        /** The ids to put back, with their time. @type {Map<string, {at: string, id: string}>} */
        this.chosen = new Map();
        this.confirming = false;
        this.busy = false;
        this.refusal = undefined;
        this.results = [];
        this.access = new Access(this);
        this.letters = new Resource(this, () => query('/dead-letters', {
            days: this.#days(),
            reason: this.params.get('reason'),
            stage: this.params.get('stage'),
            cursor: this.params.get('cursor'),
            limit: 50,
        }), {everyMs: REFRESH_MS});
        this.letter = new Resource(this, () => this.params.has('letter') ? `/dead-letters/${this.params.get('letter').split('/').map(encodeURIComponent).join('/')}` : null);
    }

    #days() {
        return this.params.get('days') ?? '7';
    }

    render() {
        return html`
            <div class="toolbar">
                <fieldset class="choice"><legend>Days</legend>${['1', '7', '30'].map(days => html`<button type="button" aria-pressed=${days === this.#days()} @click=${() => change({days, cursor: null})}>${days}</button>`)}</fieldset>
                <fieldset class="choice"><legend>Rejected by</legend>${[[null, 'both'], ['source', 'the function'], ['landing', 'the landing job']].map(([stage, title]) => html`<button type="button" aria-pressed=${stage === this.params.get('stage')} @click=${() => change({stage, cursor: null})}>${title}</button>`)}</fieldset>
            </div>
            ${this.access.form()}
            ${failure(this.confirming ? undefined : this.refusal)}
            ${this.#told()}
            ${shown(this.letters, letters => html`${this.#reasons(letters.reasons)}${this.#table(letters)}`)}
            ${this.confirming ? this.#confirm() : nothing}
            ${this.params.has('letter') ? this.#drawer() : nothing}`;
    }

    #reasons(reasons) {
        const chosen = this.params.get('reason');
        const all = Object.entries(reasons ?? {}).sort(([, a], [, b]) => b - a);
        return all.length || chosen ? html`<div class="legend" role="group" aria-label="Only one reason">
            ${all.map(([reason, number]) => html`<button type="button" aria-pressed=${reason === chosen} @click=${() => change({reason: reason === chosen ? null : reason, cursor: null})}>${words(reason)} <strong>${count(number)}</strong></button>`)}
            ${chosen && !(chosen in (reasons ?? {})) ? html`<button type="button" aria-pressed="true" @click=${() => change({reason: null})}>${words(chosen)} <strong>0</strong></button>` : nothing}
        </div>` : nothing;
    }

    #table({letters, next}) {
        if (!letters.length) {
            return empty('No dead letters here.', this.params.has('reason') || this.params.has('stage') || this.params.has('cursor')
                ? html`<a href=${href('dead-letters', {days: this.params.get('days')})}>Show all reasons and stages</a>, or more days.`
                : 'Everything that came could be read; there is nothing to do.');
        }
        return html`
            <p class="actions">
                <button type="button" class="main" ?disabled=${!this.chosen.size || this.busy} @click=${() => (this.confirming = true)}>Put back ${count(this.chosen.size)} chosen…</button>
                <span class="quiet">At most ${AT_ONCE} at once.</span>
            </p>
            <div class="scroll" tabindex="0"><table class="rows">
                <thead><tr><th scope="col"><input type="checkbox" aria-label="Choose all that are shown" .checked=${letters.every(({id}) => this.chosen.has(id))} @change=${event => this.#choose(letters, event.target.checked)}></th>
                    <th scope="col">When</th><th scope="col">Reason</th><th scope="col">Stage</th><th scope="col">Cause</th><th scope="col">Where</th><th scope="col" class="number">Size</th></tr></thead>
                <tbody>${repeat(letters, letter => letter.id, letter => html`<tr>
                    <td><input type="checkbox" aria-label="Choose the letter of ${letter.at}" .checked=${this.chosen.has(letter.id)} @change=${event => this.#choose([letter], event.target.checked)}></td>
                    <th scope="row"><a href=${here({letter: `${letter.at}/${letter.id}`})}>${time(letter.at)}</a></th>
                    <td>${words(letter.reason)}</td><td>${line(letter.stage)}</td><td>${line(letter.cause)}</td>
                    <td>${letter.topic ? `${letter.topic}-${letter.partition}@${letter.offset}` : line(letter.sourceUrl)}</td>
                    <td class="number">${bytes(letter.size)}</td></tr>`)}</tbody>
            </table></div>
            ${next ? html`<p><a href=${here({cursor: next})}>Older ones</a></p>` : nothing}`;
    }

    #choose(letters, on) {
        const chosen = new Map(this.chosen);
        for (const {at, id} of letters) {
            if (!on) {
                chosen.delete(id);
            } else if (chosen.size < AT_ONCE) {
                chosen.set(id, {at, id});
            }
        }
        this.chosen = chosen;
    }

    #confirm() {
        return drawer({
            title: `Put back ${count(this.chosen.size)}?`,
            narrow: true,
            close: () => {
                this.confirming = false;
                this.refusal = undefined;
            },
            content: html`
                <p>Their original bytes are published once more, or their tick is repeated. What still cannot be read comes back as a new dead letter.</p>
                ${failure(this.refusal)}
                <p class="actions"><button type="button" class="main" autofocus ?disabled=${this.busy} @click=${() => this.#replay()}>Put back</button>
                    <button type="button" @click=${event => event.target.closest('dialog').close()}>Cancel</button></p>`,
        });
    }

    async #replay() {
        this.busy = true;
        this.refusal = undefined;
        try {
            const {results} = await send('POST', '/dead-letters/replay', {ids: [...this.chosen.values()]});
            this.results = results;
            this.chosen = new Map();
            this.confirming = false;
            this.letters.reload();
        } catch (error) {
            this.refusal = error;
        } finally {
            this.busy = false;
        }
    }

    #told() {
        return this.results.length ? html`<section role="status" class="results">
            <p>${count(this.results.filter(({done}) => done).length)} of ${count(this.results.length)} put back. <button type="button" class="plain" @click=${() => (this.results = [])}>Hide</button></p>
            <ul class="plain-list">${this.results.map(({id, done, what}) => html`<li>${badge(done ? 'ok' : 'down', done ? 'done' : 'not done')} <code>${id}</code> ${text(what)}</li>`)}</ul>
        </section>` : nothing;
    }

    #drawer() {
        return drawer({
            title: html`Dead letter${this.letter.value ? html`: ${words(this.letter.value.reason)}` : nothing}`,
            close: () => change({letter: null}),
            content: shown(this.letter, letter => html`
                <p>${text(letter.cause)}</p>
                ${facts([
                    ['When', time(letter.at)],
                    ['Rejected by', letter.stage === 'source' ? 'the function, reading from the source' : 'the landing job, reading from Kafka'],
                    ['Kafka', letter.topic ? html`<a href=${href('kafka', {topic: letter.topic, partition: letter.partition, before: letter.offset + 1})}>${letter.topic}, partition ${letter.partition}, offset ${letter.offset}</a>` : NOTHING],
                    ['Source', letter.sourceUrl ? weblink(letter.sourceUrl) : NOTHING],
                    ['Schema id', text(letter.schemaId)],
                    ['Tick', letter.tickId ? html`<a href=${href('ticks', {slot: letter.at, tick: letter.tickId, ...around(letter.at)})}><code>${letter.tickId}</code></a>` : NOTHING],
                    ['Size', bytes(letter.size)],
                    ['Id', html`<code>${letter.id}</code>`],
                ])}
                <h3>Bytes</h3>
                ${letter.truncated ? html`<p class="quiet">The first part; <code>./tickstream dlq show ${letter.id}</code> has the rest.</p>` : nothing}
                ${letter.text ? html`<pre tabindex="0"><bdi>${letter.text}</bdi></pre>` : nothing}
                <details ?open=${!letter.text}><summary>Hexadecimal</summary><pre tabindex="0">${hexDump(letter.bytes)}</pre></details>`),
        });
    }
}

/** As much of a hex dump as helps: 4 KiB. */
function hexDump(base64) {
    const raw = Uint8Array.from(atob(base64 ?? ''), character => character.charCodeAt(0)).subarray(0, 4096);
    const lines = [];
    for (let at = 0; at < raw.length; at += 16) {
        const row = [...raw.subarray(at, at + 16)];
        const hex = row.map(byte => byte.toString(16).padStart(2, '0')).join(' ');
        const ascii = row.map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
        lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(48)} ${ascii}`);
    }
    return lines.join('\n') || 'no bytes';
}

customElements.define('ts-dead-letters', DeadLetters);
