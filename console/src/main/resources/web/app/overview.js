import {html, nothing, svg} from 'lit';
import {ago, clip, compact, count, duration} from './format.js';
import {Hears} from './live.js';
import {badge, empty, shown, tile, time} from './parts.js';
import {Resource} from './resource.js';
import {href} from './router.js';
import {View} from './view.js';

/** The pipeline as one line: what flows, what is late, what is broken and what to do. */
class Overview extends View {
    constructor() {
        super();
        this.overview = new Resource(this, () => '/overview');
        new Hears(this, 'overview', overview => {
            this.overview.value = overview;
            this.overview.error = undefined;
        });
    }

    render() {
        return shown(this.overview, overview => html`
            <ol class="hops" aria-label="The way of the data">${overview.hops.map(hop => drawHop(hop, overview.at))}</ol>
            <div class="tiles">
                ${tile('Freshness, tick to visible', overview.freshness ? duration(overview.freshness.p50Ms) : '–', drawFreshness(overview))}
                ${tile('Last tick', lastTick(overview.lastTick), overview.lastTick ? html`${badge(overview.lastTick.outcome)} ${time(overview.lastTick.slot)}` : html`None yet. <a href=${href('schedule')}>Tick now</a>`)}
                ${tile('Schedule', overview.schedule ? badge(overview.schedule.state) : badge('unknown'), scheduleNote(overview.schedule))}
                ${tile('Rows landed', count(overview.rowsLanded), 'since the landing job started')}
                ${tile('Rejected today', count(overview.rejectedToday), html`<a href=${href('dead-letters')}>dead letters</a>, day in UTC`)}
            </div>
            ${overview.lastTick ? nothing : empty('No tick has come yet.', html`Start the schedule, or make one tick by hand, on <a href=${href('schedule')}>Schedule</a>.`)}
        `);
    }
}

function drawHop(hop, now) {
    return html`<li class="hop hop-${hop.state}">
        <h2>${hop.title}</h2>
        ${badge(hop.state)}
        <p class="rate"><strong>${compact(hop.ratePerMinute)}</strong> ${hop.rateUnit ?? ''} a minute</p>
        <dl>
            <div><dt>Last success</dt><dd>${hop.lastSuccess ? time(hop.lastSuccess, iso => ago(iso, Date.parse(now))) : '–'}</dd></div>
            ${hop.lag === null || hop.lag === undefined ? nothing : html`<div><dt>Lag</dt><dd>${count(hop.lag)} ${hop.lagUnit ?? ''}</dd></div>`}
        </dl>
        ${hop.detail ? html`<p class="detail"><bdi>${clip(hop.detail, 400)}</bdi></p>` : nothing}
        ${hop.remedy ? html`<p class="remedy"><bdi>${clip(hop.remedy, 400)}</bdi></p>` : nothing}
    </li>`;
}

/** A bar up to twice the objective, which is the mark in its middle. */
function drawFreshness({freshness, sloMs}) {
    if (!freshness) {
        return html`objective ${duration(sloMs)}; known after the first batch`;
    }
    const met = freshness.maxMs <= sloMs;
    const width = ms => Math.max(1, Math.min(100, (ms / sloMs) * 50));
    return html`
        <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img"
            aria-label="Median ${duration(freshness.p50Ms)}, slowest ${duration(freshness.maxMs)}, objective ${duration(sloMs)}">
            ${svg`<rect class="track" width="100" height="8"/>
            <rect class="slowest" width=${width(freshness.maxMs)} height="8"/>
            <rect class="median" width=${width(freshness.p50Ms)} height="8"/>
            <rect class="mark" x="49.5" width="1" height="8"/>`}
        </svg>
        ${badge(met ? 'ok' : 'late', met ? 'met' : 'missed')} slowest ${duration(freshness.maxMs)}, objective ${duration(sloMs)}`;
}

function lastTick(tick) {
    return tick ? html`${count(tick.published)} <small>of ${count(tick.fetched)} companies</small>` : '–';
}

function scheduleNote(schedule) {
    return schedule?.changedAt
        ? html`by <bdi>${clip(schedule.changedBy ?? 'somebody', 40)}</bdi>, ${time(schedule.changedAt)} <a href=${href('schedule')}>change</a>`
        : html`<a href=${href('schedule')}>change</a>`;
}

customElements.define('ts-overview', Overview);
