import {html, nothing} from 'lit';
import {guard} from 'lit/directives/guard.js';
import {repeat} from 'lit/directives/repeat.js';
import './chart.js';
import {get, query} from './api.js';
import {companyDrawer} from './company.js';
import {figures} from './figures.js';
import {clip, compact, count} from './format.js';
import {Hears} from './live.js';
import {empty, line, shown, tile, time} from './parts.js';
import {bounds, range, rangeSelector} from './ranges.js';
import {Resource} from './resource.js';
import {change, here, href, replace} from './router.js';
import {View} from './view.js';

const REFRESH_MS = 10_000;
/** As many rows as the table holds, however long the page stays open. */
const NEWEST = 50;

/** What the companies say: eight panels, the newest as they land, and one in full. */
class Data extends View {
    static properties = {...View.properties, search: {state: true}};

    constructor() {
        super();
        this.search = '';
        this.summary = new Resource(this, () => query('/data/summary', this.#filters()), {
            ask: (key, signal) => get(this.#path(), signal),
            everyMs: REFRESH_MS,
        });
        this.newest = new Resource(this, () => query('/companies', {limit: NEWEST, q: this.params.get('q')}), {everyMs: REFRESH_MS});
        this.company = new Resource(this, () => this.params.has('company') ? `/companies/${this.params.get('company').split('/').map(encodeURIComponent).join('/')}` : null);
        new Hears(this, 'companies', ({companies}) => this.#landed(companies));
    }

    #filters() {
        return {...range(this.params, '24h'), countries: this.params.getAll('countries')};
    }

    #path() {
        const {countries, ...chosen} = this.#filters();
        return query('/data/summary', chosen.span === 'all' ? {all: true, countries} : {...bounds(chosen), countries});
    }

    /** A search stays what it was until it is asked again. */
    #landed(companies) {
        if (!this.newest.value || this.params.get('q')) {
            return;
        }
        const there = new Set(this.newest.value.companies.map(company => company.id));
        const fresh = companies.filter(company => !there.has(company.id));
        this.newest.value = {...this.newest.value, companies: [...fresh, ...this.newest.value.companies].slice(0, NEWEST)};
    }

    render() {
        const chosen = range(this.params, '24h');
        return html`
            <div class="toolbar">
                ${rangeSelector({chosen, spans: ['1h', '6h', '24h', '7d', '30d', '365d'], all: true})}
                ${this.#countries()}
            </div>
            ${shown(this.summary, summary => html`
                <div class="tiles">
                    ${tile('Companies', count(summary.total.companies))}
                    ${tile('Employees', compact(summary.total.employees))}
                    ${tile('Revenue', compact(summary.total.revenue), 'a year, no currency')}
                    ${tile('Investment', compact(summary.total.investment), 'no currency')}
                    ${tile('Valuation', compact(summary.total.valuation), 'no currency')}
                </div>
                ${summary.total.companies ? nothing : empty('No company landed in this range.', html`Choose a longer range, or <a href=${href('schedule')}>make a tick now</a>.`)}
                <div class="panels">${guard([summary], () => figures(summary).map(figure => html`<ts-chart .figure=${figure}></ts-chart>`))}</div>
                <p class="quiet">Sums by the ${summary.granularity}${summary.granularity === 'day' ? ', days in UTC' : ''}. Employees, sectors and amounts are simulated.</p>
            `)}
            <section aria-labelledby="newest">
                <h2 id="newest">Newest companies</h2>
                ${this.#table()}
            </section>
            ${this.params.has('company') ? companyDrawer(this.company, () => change({company: null})) : nothing}`;
    }

    #countries() {
        const chosen = this.params.getAll('countries');
        const all = this.summary.value?.countries ?? [];
        const wanted = this.search.toLowerCase();
        const offered = [...new Set([...chosen, ...all])].filter(country => country.toLowerCase().includes(wanted)).slice(0, 300);
        return html`<details class="select" @keydown=${closeOnEscape}>
            <summary>Countries: ${chosen.length ? clip(chosen.join(', '), 60) : 'all'}</summary>
            <div class="options">
                <input type="search" aria-label="Find a country" placeholder="Find a country" .value=${this.search} @input=${event => (this.search = event.target.value)}>
                <button type="button" ?disabled=${!chosen.length} @click=${() => change({countries: null})}>All countries</button>
                <ul>${repeat(offered, country => country, country => html`<li><label>
                    <input type="checkbox" .checked=${chosen.includes(country)} @change=${event => toggle(chosen, country, event.target.checked)}>
                    <bdi>${clip(country, 60)}</bdi>
                </label></li>`)}</ul>
                ${offered.length ? nothing : html`<p class="quiet">No country of this name has landed.</p>`}
            </div>
        </details>`;
    }

    #table() {
        const q = this.params.get('q') ?? '';
        return html`
            <input type="search" class="wide" aria-label="Search the newest companies by name, country, sector or mail address"
                placeholder="Search by name, country, sector or mail address" .value=${q} @input=${event => this.#searchSoon(event.target.value)}>
            ${shown(this.newest, ({companies, searched}) => companies.length
                ? html`<div class="scroll" tabindex="0"><table class="rows companies">
                    <thead><tr><th scope="col">Name</th><th scope="col">Country</th><th scope="col">Sector</th><th scope="col" class="number">Employees</th><th scope="col" class="number">Revenue</th><th scope="col">Tick</th></tr></thead>
                    <tbody>${repeat(companies, company => company.id, company => html`<tr>
                        <th scope="row"><a href=${here({company: `${company.tickId}/${company.id}`})}>${line(company.name)}</a></th>
                        <td>${line(company.country)}</td><td>${line(company.sector)}</td>
                        <td class="number">${count(company.employees)}</td><td class="number">${compact(company.revenue)}</td>
                        <td>${time(company.slot)}</td></tr>`)}</tbody>
                </table></div>
                ${q ? html`<p class="quiet">Found among the newest ${count(searched)}.</p>` : nothing}`
                : q ? empty('No company matches.', `Looked at the newest ${count(searched)}; try fewer letters.`)
                    : empty('No company has landed yet.', html`<a href=${href('schedule')}>Make a tick now</a>, or look where they are held up on the <a href=${href('overview')}>overview</a>.`))}`;
    }

    #searchSoon(text) {
        clearTimeout(this.typing);
        this.typing = setTimeout(() => replace({q: text}), 250);
    }

}

function toggle(chosen, country, on) {
    replace({countries: on ? [...chosen, country] : chosen.filter(each => each !== country)});
}

function closeOnEscape(event) {
    if (event.key === 'Escape' && event.currentTarget.open) {
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary').focus();
    }
}

customElements.define('ts-data', Data);
