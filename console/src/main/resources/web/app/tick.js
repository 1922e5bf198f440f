import {html, nothing} from 'lit';
import {compact, count, duration, NOTHING} from './format.js';
import {badge, facts, line, shown, text, time, words} from './parts.js';
import {change, href} from './router.js';
import {drawer} from './view.js';

/** What a slot without a tick means. */
const HOLES = {
    missing: html`No receipt came for this slot. The function did not run, or its receipt never reached Kafka. <code>./tickstream audit</code> looks for traces of it;
        <code>./tickstream logs function</code> tells what the function did.`,
    paused: html`The schedule was paused, so no tick was made. Who paused it, and why, is on <a href=${href('schedule')}>Schedule</a>.`,
    pending: 'The tick of this slot may still come.',
    idle: 'The schedule had not begun; only ticks by hand were made.',
};

/** One tick: what called it, how long it took, what it brought, and where that went. */
export function tickDrawer({at, slot, resource, id, close}) {
    const ticks = slot?.ticks ?? [];
    const hole = !id && !ticks.length;
    return drawer({
        title: html`Tick of ${time(at)}`,
        close,
        content: html`
            ${ticks.length > 1 ? html`<fieldset class="choice"><legend>Ticks of this slot</legend>
                ${ticks.map(tick => html`<button type="button" aria-pressed=${tick.id === (id ?? ticks[0].id)} @click=${() => change({tick: tick.id})}>${tick.trigger} ${words(tick.outcome)}</button>`)}
            </fieldset>` : nothing}
            ${hole ? html`<p>${slot ? badge(slot.state) : nothing} ${HOLES[slot?.state] ?? 'This slot is not in the range; choose one that holds it.'}</p>` : shown(resource, details)}`,
    });
}

function details(tick) {
    return html`
        <p>${badge(tick.outcome)} ${added(tick)}</p>
        ${tick.reason ? html`<p class="detail">${text(tick.reason)}</p>` : nothing}
        ${facts([
            ['Trigger', text(tick.trigger)],
            ['Source', html`${text(tick.source)}${tick.sourceStatus ? `, HTTP ${tick.sourceStatus}` : ''}`],
            ['Began', time(tick.startedAt)],
            ['Ended', time(tick.finishedAt)],
            ['Fetching took', duration(tick.fetchMs)],
            ['Publishing took', duration(tick.publishMs)],
            ['Function', text(tick.functionVersion)],
            ['Tick id', html`<code>${tick.id}</code>`],
        ])}
        <h3>Account</h3>
        <table class="account"><thead><tr><th scope="col">Fetched</th><th scope="col">Published</th><th scope="col">Landed</th><th scope="col">Rejected</th></tr></thead>
            <tbody><tr><td>${count(tick.fetched)}</td><td>${count(tick.published)}</td><td>${count(tick.landed)}</td><td>${count(tick.rejected)}</td></tr></tbody></table>
        <h3>Path</h3>
        ${path(tick)}
        ${tick.rejections?.length ? html`<h3>Rejected</h3><ul class="plain-list">${tick.rejections.map(letter => html`<li>
            <a href=${href('dead-letters', {letter: `${letter.at}/${letter.id}`})}>${line(words(letter.reason))}</a> ${text(letter.cause)}</li>`)}</ul>` : nothing}
        <h3>Companies</h3>
        ${tick.companies?.length ? html`<div class="scroll" tabindex="0"><table class="rows">
            <thead><tr><th scope="col">Name</th><th scope="col">Country</th><th scope="col">Sector</th><th scope="col" class="number">Revenue</th></tr></thead>
            <tbody>${tick.companies.map(company => html`<tr>
                <th scope="row"><a href=${href('data', {company: `${tick.id}/${company.id}`})}>${line(company.name)}</a></th>
                <td>${line(company.country)}</td><td>${line(company.sector)}</td><td class="number">${compact(company.revenue)}</td></tr>`)}</tbody>
        </table></div>` : html`<p class="quiet">None has landed.</p>`}`;
}

function added({complete, fetched, outcome}) {
    if (complete === true) {
        return html`${badge('ok', 'adds up')} fetched = landed + rejected`;
    }
    if (outcome === 'publish_failed') {
        return html`Not all that was fetched reached Kafka; the source is asked anew at the next tick.`;
    }
    return complete === false
        ? html`${badge('incomplete', 'does not add up')} fetched is not landed + rejected; <code>./tickstream audit</code> says where the rest is.`
        : fetched ? 'Landing; not all of it is visible yet.' : nothing;
}

function path({path: way, slot}) {
    return html`<ol class="path">
        <li><strong>Event</strong> ${way?.eventId ? html`<code>${line(way.eventId)}</code>` : html`the function's own schedule, slot ${time(slot)}`}</li>
        <li><strong>Kafka</strong> ${way?.kafka?.length
            ? way.kafka.map(({topic, partition, firstOffset, lastOffset, records}) => html`<div><a href=${href('kafka', {topic, partition, before: lastOffset + 1})}>${topic}, partition ${partition}</a>,
                offsets ${firstOffset} to ${lastOffset}, ${count(records)} records</div>`)
            : NOTHING}</li>
        <li><strong>Cassandra</strong> ${way?.landed ? html`${way.landed.table}: ${count(way.landed.rows)} rows, written ${time(way.landed.writtenAt)}` : NOTHING}</li>
    </ol>`;
}
