import {html, nothing} from 'lit';
import {Access} from './access.js';
import {send} from './api.js';
import {around} from './company.js';
import {count, duration} from './format.js';
import {badge, empty, failure, line, shown, text, time, words} from './parts.js';
import {Resource} from './resource.js';
import {href} from './router.js';
import {drawer, View} from './view.js';

const REFRESH_MS = 5_000;

/** The gate of the tick: running or paused, by whom and why, and the switch. */
class Schedule extends View {
    static properties = {...View.properties, confirming: {state: true}, busy: {state: true}, refusal: {state: true}, receipt: {state: true}};

    constructor() {
        super();
        this.confirming = false;
        this.busy = false;
        this.refusal = undefined;
        this.receipt = undefined;
        this.access = new Access(this);
        this.schedule = new Resource(this, () => '/schedule', {everyMs: REFRESH_MS});
    }

    render() {
        return html`
            ${failure(this.confirming ? undefined : this.refusal)}
            ${shown(this.schedule, schedule => html`
                <section class="gate" aria-label="The schedule">
                    <p class="state">${badge(schedule.state)}</p>
                    <p>${schedule.changedAt
                        ? html`Since ${time(schedule.changedAt)}, by ${text(schedule.changedBy)}${schedule.reason ? html`: ${text(schedule.reason)}` : ''}`
                        : 'Nobody has changed it yet.'}</p>
                    ${this.access.form()}
                    <p class="actions">
                        <button type="button" class="main" @click=${() => (this.confirming = true)}>${verb(schedule)} the schedule…</button>
                        <button type="button" ?disabled=${this.busy} @click=${() => this.#tick()}>Tick now</button>
                    </p>
                    ${this.#told()}
                </section>
                <h2>Changes</h2>
                ${schedule.changes?.length ? html`<div class="scroll" tabindex="0"><table class="rows">
                    <thead><tr><th scope="col">When</th><th scope="col">State</th><th scope="col">Who</th><th scope="col">Why</th></tr></thead>
                    <tbody>${schedule.changes.map(change => html`<tr><th scope="row">${time(change.at)}</th><td>${badge(change.state)}</td><td>${line(change.by)}</td><td>${text(change.reason)}</td></tr>`)}</tbody>
                </table></div>` : empty('The schedule has never been changed.', 'It runs until somebody pauses it.')}
                ${this.confirming ? this.#confirm(schedule) : nothing}
            `)}`;
    }

    #confirm(schedule) {
        const pausing = schedule.state !== 'paused';
        return drawer({
            title: `${verb(schedule)} the schedule?`,
            narrow: true,
            close: () => {
                this.confirming = false;
                this.refusal = undefined;
            },
            content: html`<form @submit=${event => this.#change(event, pausing ? 'paused' : 'running')}>
                <p>${pausing
                    ? 'No companies will be fetched until somebody resumes it. Each tick that is asked for is recorded as paused.'
                    : 'Ticks come again from the next slot on. The slots of the pause stay empty.'}</p>
                <label>Reason, for those who look later <input name="reason" required maxlength="500" autofocus autocomplete="off"></label>
                ${failure(this.refusal)}
                <p class="actions"><button class="main" ?disabled=${this.busy}>${verb(schedule)}</button>
                    <button type="button" @click=${event => event.target.closest('dialog').close()}>Cancel</button></p>
            </form>`,
        });
    }

    async #change(event, state) {
        event.preventDefault();
        const reason = event.target.elements.reason.value.trim();
        await this.#attempt(async () => {
            this.schedule.value = await send('PUT', '/schedule', {state, reason});
            this.confirming = false;
        });
    }

    async #tick() {
        this.receipt = undefined;
        await this.#attempt(async () => (this.receipt = await send('POST', '/ticks')));
    }

    async #attempt(action) {
        this.busy = true;
        this.refusal = undefined;
        try {
            await action();
        } catch (error) {
            this.refusal = error;
        } finally {
            this.busy = false;
        }
    }

    #told() {
        if (this.busy && !this.confirming) {
            return html`<p role="status">The tick runs…</p>`;
        }
        if (!this.receipt) {
            return nothing;
        }
        const {id, slot, outcome, fetched, published, rejected, fetchMs, publishMs} = this.receipt;
        return html`<p role="status">${badge(outcome)} ${count(fetched)} fetched in ${duration(fetchMs)}, ${count(published)} published in ${duration(publishMs)}, ${count(rejected)} rejected.
            <a href=${href('ticks', {slot, tick: id, ...around(slot)})}>The tick ${words(outcome)} at ${time(slot)}</a></p>`;
    }
}

const verb = ({state}) => (state === 'paused' ? 'Resume' : 'Pause');

customElements.define('ts-schedule', Schedule);
