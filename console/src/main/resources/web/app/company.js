import {html} from 'lit';
import {clip, compact, count, NOTHING} from './format.js';
import {facts, shown, text, time, weblink} from './parts.js';
import {href} from './router.js';
import {drawer} from './view.js';

/** One company with its addresses and contact, as landed. */
export function companyDrawer(resource, close) {
    return drawer({
        title: resource.value ? html`<bdi>${clip(resource.value.name, 120)}</bdi>` : 'Company',
        close,
        content: shown(resource, company => html`
            ${facts([
                ['Name', text(company.name)],
                ['Sector', text(company.sector)],
                ['Country', text(company.country)],
                ['Employees', count(company.employees)],
                ['Founded', company.founded ? html`<time datetime=${company.founded}>${company.founded}</time>` : NOTHING],
                ['Revenue a year', compact(company.revenue)],
                ['Valuation', compact(company.valuation)],
                ['Investment received', compact(company.investment)],
                ['VAT', text(company.vat)],
                ['Mail', text(company.email)],
                ['Phone', text(company.phone)],
                ['Website', weblink(company.website)],
                ['Picture', weblink(company.image)],
                ['Tick', html`<a href=${href('ticks', {slot: company.slot, tick: company.tickId, ...around(company.slot)})}>${time(company.slot)}</a>`],
                ['Id', html`<code>${company.id}</code>`],
                ['Id at the source', text(company.sourceId)],
            ])}
            <h3>Contact</h3>
            ${members(company.contact)}
            <h3>Addresses</h3>
            ${company.addresses?.length ? company.addresses.map(address => html`<div class="address">${members(address)}</div>`) : html`<p class="quiet">None was sent.</p>`}
        `),
    });
}

/** Ten minutes in which the slot is. */
export function around(slot) {
    const at = Date.parse(slot);
    return {from: new Date(at - 300_000).toISOString(), to: new Date(at + 300_000).toISOString()};
}

/** Every member as the source sent it, whatever it is. */
function members(value) {
    if (value === null || value === undefined) {
        return html`<p class="quiet">None was sent.</p>`;
    }
    if (typeof value !== 'object') {
        return text(value);
    }
    return facts(Object.entries(value).map(([name, member]) => [
        html`<bdi>${clip(name, 60)}</bdi>`,
        member !== null && typeof member === 'object' ? members(member) : /^https?:/i.test(member) ? weblink(member) : text(member),
    ]));
}
