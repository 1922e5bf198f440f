import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {query} from './api.js';
import {bytes, compact, count, NOTHING} from './format.js';
import {badge, empty, json, line, shown, text, time} from './parts.js';
import {Resource} from './resource.js';
import {change, here, href} from './router.js';
import {View} from './view.js';

const REFRESH_MS = 5_000;
const LIMIT = 20;
/** The topics whose messages the server shows. */
const READABLE = ['companies_created', 'ticks', 'companies_rejected'];

/** Topics with their partitions, and what lies in one. */
class Kafka extends View {
    constructor() {
        super();
        this.kafka = new Resource(this, () => '/kafka', {everyMs: REFRESH_MS});
        this.messages = new Resource(this, () => this.#path(), {everyMs: REFRESH_MS});
    }

    #path() {
        const topic = this.params.get('topic');
        return topic ? query(`/kafka/${encodeURIComponent(topic)}/messages`, {partition: this.params.get('partition') ?? 0, limit: LIMIT, before: this.params.get('before')}) : null;
    }

    render() {
        return html`
            ${shown(this.kafka, kafka => html`
                <p class="quiet">Brokers: ${kafka.brokers.map(broker => html`<code>${broker.id}: ${broker.host}:${broker.port}</code> `)}
                    ${kafka.notLanded === null ? nothing : html`Not landed yet: ${count(kafka.notLanded)} records.`}</p>
                ${kafka.topics.length ? topics(kafka.topics) : empty('There are no topics.', html`The first tick makes them: <a href=${href('schedule')}>tick now</a>.`)}`)}
            ${this.params.has('topic') ? this.#drawMessages() : html`<p class="quiet">Choose a topic to see its newest messages.</p>`}`;
    }

    #drawMessages() {
        const topic = this.params.get('topic');
        const chosen = Number(this.params.get('partition') ?? 0);
        const partitions = this.kafka.value?.topics.find(({name}) => name === topic)?.partitions ?? [{partition: chosen}];
        return html`<section aria-labelledby="messages">
            <h2 id="messages">Messages of <bdi>${topic}</bdi></h2>
            <div class="toolbar"><fieldset class="choice"><legend>Partition</legend>
                ${partitions.map(({partition}) => html`<button type="button" aria-pressed=${partition === chosen} @click=${() => change({partition, before: null})}>${partition}</button>`)}</fieldset>
                ${this.params.has('before') ? html`<a href=${here({before: null})}>Newest</a>` : html`<span class="quiet">Newest first, followed as they come.</span>`}
            </div>
            ${shown(this.messages, ({messages}) => messages.length ? html`
                <div class="scroll" tabindex="0"><table class="rows">
                    <thead><tr><th scope="col" class="number">Offset</th><th scope="col">Time</th><th scope="col">Key</th><th scope="col">Schema</th><th scope="col" class="number">Bytes</th><th scope="col">Value</th></tr></thead>
                    <tbody>${repeat(messages, ({partition, offset}) => `${partition}@${offset}`, message => drawMessage(topic, message))}</tbody>
                </table></div>
                ${messages.at(-1).offset > 0 ? html`<p><a href=${here({before: messages.at(-1).offset})}>Older ones</a></p>` : nothing}`
                : empty('This partition holds no messages here.', 'Choose another partition, or wait for the next tick.'))}
        </section>`;
    }
}

function topics(list) {
    return html`<div class="scroll" tabindex="0"><table class="rows">
        <thead><tr><th scope="col">Topic</th><th scope="col" class="number">Records</th><th scope="col" class="number">Rate a minute</th><th scope="col">Partitions: first to next offset</th></tr></thead>
        <tbody>${list.map(topic => html`<tr>
            <th scope="row">${READABLE.includes(topic.name) ? html`<a href=${href('kafka', {topic: topic.name})}>${topic.name}</a>` : line(topic.name)}</th>
            <td class="number">${count(topic.records)}</td><td class="number">${compact(topic.ratePerMinute)}</td>
            <td><details><summary>${count(topic.partitions.length)}</summary><ul class="plain-list">${topic.partitions.map(partition => html`<li>
                ${partition.partition}: ${count(partition.beginning)} to ${count(partition.end)}, leader ${partition.leader ?? NOTHING}, in sync ${[partition.inSync].flat().join(', ')}</li>`)}</ul></details></td></tr>`)}</tbody>
    </table></div>`;
}

function drawMessage(topic, {offset, timestamp, key, schemaId, bytes: size, value, error, raw}) {
    return html`<tr>
        <th scope="row" class="number">${count(offset)}</th><td>${time(timestamp)}</td><td>${line(key)}</td>
        <td>${schemaId === null || schemaId === undefined ? NOTHING : html`<a href=${href('schemas', {subject: `${topic}-value`})}>id ${schemaId}</a>`}</td>
        <td class="number">${bytes(size)}</td>
        <td>${error ? html`${badge('down', 'not decoded')} ${text(error)}` : nothing}
            <details><summary>${value ? 'Decoded' : 'Raw'}</summary>${value ? json(value) : nothing}<p class="quiet">The first bytes, hexadecimal</p><pre class="hex" tabindex="0">${raw}</pre></details></td>
    </tr>`;
}

customElements.define('ts-kafka', Kafka);
