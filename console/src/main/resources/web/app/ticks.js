import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {get, query} from './api.js';
import {count, localMinute, localTime} from './format.js';
import {Hears} from './live.js';
import {badge, empty, line, shown, sign, time, words} from './parts.js';
import {bounds, range, rangeSelector} from './ranges.js';
import {Resource} from './resource.js';
import {change, here} from './router.js';
import {tickDrawer} from './tick.js';
import {View} from './view.js';

const REFRESH_MS = 10_000;
/** One group of cells in the strip. */
const GROUP_MS = 5 * 60_000;
const LISTED = 50;

/** In the legend's order. incomplete is the page's own: delivered, but not all of it has landed. */
const STATES = {
    delivered: 'All that was fetched is on Kafka or rejected.',
    incomplete: 'Something was fetched that neither landed nor was rejected.',
    empty: 'The source answered without a company.',
    rejected: 'Nothing of the answer could be read.',
    source_unavailable: 'The source did not answer in time.',
    publish_failed: 'Kafka did not take the records.',
    paused: 'The schedule was paused.',
    skipped_overlap: 'The tick before still ran.',
    missing: 'No tick came, or its receipt was lost.',
    pending: 'Not known yet.',
    idle: 'The schedule had not begun.',
};

/** The ledger: a cell for each slot, and what became of it. */
class Ticks extends View {
    static properties = {...View.properties, focused: {state: true}};

    constructor() {
        super();
        this.focused = null;
        this.ledger = new Resource(this, () => query('/ticks', range(this.params, '1h')), {
            ask: (key, signal) => get(query('/ticks', bounds(range(this.params, '1h'))), signal),
            everyMs: REFRESH_MS,
        });
        this.tick = new Resource(this, () => this.#path());
        new Hears(this, 'tick', slot => this.#changed(slot));
    }

    #path() {
        const slot = this.params.get('slot');
        const id = this.params.get('tick') ?? this.#slot(slot)?.ticks[0]?.id;
        return slot && id ? `/ticks/${encodeURIComponent(slot)}/${encodeURIComponent(id)}` : null;
    }

    #slot(at) {
        return this.ledger?.value?.slots.find(slot => Date.parse(slot.slot) === Date.parse(at));
    }

    #changed(changed) {
        const slots = this.ledger.value?.slots;
        if (!slots) {
            return;
        }
        const at = Date.parse(changed.slot);
        const index = slots.findIndex(slot => Date.parse(slot.slot) === at);
        if (index >= 0) {
            slots[index] = changed;
        } else if (range(this.params, '1h').span && slots.length && at > Date.parse(slots.at(-1).slot)) {
            slots.push(changed);
        }
    }

    render() {
        const chosen = range(this.params, '1h');
        const at = this.params.get('slot');
        return html`
            <div class="toolbar">${rangeSelector({chosen, spans: ['15m', '1h', '6h']})}</div>
            ${shown(this.ledger, ledger => ledger.slots.length ? html`
                ${this.#legend(ledger.slots)}
                ${this.#strip(ledger)}
                ${this.#list(ledger.slots)}
                <p class="quiet"><code>./tickstream audit</code> compares the same slots with what is on Kafka and in Cassandra.</p>`
                : empty('No slot lies in this range.', 'Choose a longer one, or one that is not in the future.'))}
            ${at ? tickDrawer({at, slot: this.#slot(at), resource: this.tick, id: this.params.get('tick'), close: () => change({slot: null, tick: null})}) : nothing}`;
    }

    #legend(slots) {
        const chosen = this.params.get('state');
        const counts = slots.reduce((sums, slot) => sums.set(stateOf(slot), (sums.get(stateOf(slot)) ?? 0) + 1), new Map());
        return html`<div class="legend" role="group" aria-label="List the slots of one state">
            ${Object.entries(STATES).filter(([state]) => counts.has(state) || state === chosen).map(([state, meaning]) => html`<button type="button" title=${meaning}
                aria-pressed=${state === chosen} @click=${() => change({state: state === chosen ? null : state})}>
                <span class="cell state-${state}" aria-hidden="true">${cellSign(state)}</span> ${words(state)} <strong>${count(counts.get(state) ?? 0)}</strong></button>`)}
        </div>`;
    }

    #strip({slots, periodSeconds}) {
        const perGroup = Math.max(1, Math.round(GROUP_MS / 1000 / periodSeconds));
        const current = this.#slot(this.focused) ?? this.#slot(this.params.get('slot')) ?? slots.at(-1);
        const chosen = this.params.get('state');
        return html`<div class="strip" role="toolbar" aria-label="Slots, oldest first; arrow keys move" @keydown=${event => this.#move(event, slots, periodSeconds)} @click=${event => this.#show(event)}>
            ${repeat(groups(slots), ([start]) => start, ([start, cells]) => html`<div class="group">
                <span class="at">${time(new Date(start).toISOString(), localMinute)}</span>
                <span class="cells">
                    ${spacers(Math.round((Date.parse(cells[0].slot) - start) / 1000 / periodSeconds))}
                    ${repeat(cells, slot => slot.slot, slot => cell(slot, {reachable: slot === current, faded: chosen && stateOf(slot) !== chosen, selected: Date.parse(slot.slot) === Date.parse(this.params.get('slot'))}))}
                    ${spacers(perGroup - cells.length - Math.round((Date.parse(cells[0].slot) - start) / 1000 / periodSeconds))}
                </span>
            </div>`)}
        </div>`;
    }

    #show(event) {
        const slot = event.target.closest('button')?.dataset.slot;
        if (slot) {
            this.focused = slot;
            change({slot, tick: null});
        }
    }

    /** One of the cells is in the order of Tab; the arrows go to the others. */
    #move(event, slots, periodSeconds) {
        const from = slots.findIndex(slot => slot.slot === event.target.dataset.slot);
        const minute = Math.max(1, Math.round(60 / periodSeconds));
        const steps = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -minute, ArrowDown: minute, PageUp: -5 * minute, PageDown: 5 * minute, Home: -slots.length, End: slots.length};
        if (from < 0 || !(event.key in steps)) {
            return;
        }
        event.preventDefault();
        const to = Math.max(0, Math.min(slots.length - 1, from + steps[event.key]));
        this.focused = slots[to].slot;
        this.querySelector(`[data-slot="${CSS.escape(this.focused)}"]`).focus();
    }

    #list(slots) {
        const chosen = this.params.get('state');
        const listed = slots.filter(slot => (chosen ? stateOf(slot) === chosen : !['delivered', 'pending', 'paused', 'idle'].includes(stateOf(slot)))).reverse();
        if (!listed.length) {
            return html`<p class="quiet">${chosen ? `No slot of this range is ${words(chosen)}.` : 'Every slot of this range adds up, was paused, or is not known yet.'}</p>`;
        }
        return html`<h2>${chosen ? html`Slots: ${words(chosen)}` : 'Slots that need a look'}</h2>
            <div class="scroll" tabindex="0"><table class="rows">
                <thead><tr><th scope="col">Slot</th><th scope="col">State</th><th scope="col">Trigger</th><th scope="col" class="number">Fetched</th><th scope="col" class="number">Published</th><th scope="col" class="number">Landed</th><th scope="col" class="number">Rejected</th></tr></thead>
                <tbody>${listed.slice(0, LISTED).map(rows)}</tbody>
            </table></div>
            ${listed.length > LISTED ? html`<p class="quiet">The newest ${LISTED} of ${count(listed.length)}.</p>` : nothing}`;
    }
}

function stateOf({state, ticks}) {
    return ticks.some(tick => tick.complete === false) ? 'incomplete' : state;
}

/** Most cells are delivered: theirs stay plain, so that the others stand out. */
const cellSign = state => (state === 'delivered' ? '' : sign(state));

function groups(slots) {
    const found = new Map();
    for (const slot of slots) {
        const start = Math.floor(Date.parse(slot.slot) / GROUP_MS) * GROUP_MS;
        found.set(start, [...(found.get(start) ?? []), slot]);
    }
    return [...found];
}

const spacers = number => Array.from({length: Math.max(0, number)}, () => html`<i></i>`);

function cell(slot, {reachable, faded, selected}) {
    const state = stateOf(slot);
    const sums = slot.ticks.map(tick => `${count(tick.fetched)} fetched, ${count(tick.landed)} landed, ${count(tick.rejected)} rejected`).join('; ');
    const label = `${localTime(slot.slot)}, ${words(state)}${sums && `, ${sums}`}`;
    return html`<button type="button" class="cell state-${STATES[state] ? state : 'unknown'} ${faded ? 'faded' : ''}" data-slot=${slot.slot} tabindex=${reachable ? 0 : -1}
        aria-label=${label} aria-current=${selected ? 'true' : nothing} title=${label}>${cellSign(state)}</button>`;
}

function rows(slot) {
    const state = badge(stateOf(slot));
    const link = tick => here({slot: slot.slot, tick});
    return slot.ticks.length
        ? slot.ticks.map(tick => html`<tr><th scope="row"><a href=${link(tick.id)}>${time(slot.slot)}</a></th><td>${state}</td><td>${line(tick.trigger)}</td>
            <td class="number">${count(tick.fetched)}</td><td class="number">${count(tick.published)}</td><td class="number">${count(tick.landed)}</td><td class="number">${count(tick.rejected)}</td></tr>`)
        : html`<tr><th scope="row"><a href=${link(null)}>${time(slot.slot)}</a></th><td>${state}</td><td colspan="5">–</td></tr>`;
}

customElements.define('ts-ticks', Ticks);
