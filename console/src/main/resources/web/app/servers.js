import {html} from 'lit';
import {ago, bytes, compact} from './format.js';
import {badge, empty, line, shown, text, time, weblink} from './parts.js';
import {Resource} from './resource.js';
import {View} from './view.js';

const REFRESH_MS = 5_000;

/** Every process: does it run, what does it take, where to look further. */
class Servers extends View {
    constructor() {
        super();
        this.servers = new Resource(this, () => '/servers', {everyMs: REFRESH_MS});
    }

    render() {
        return shown(this.servers, ({servers}) => servers.length ? html`<div class="scroll" tabindex="0"><table class="rows">
            <thead><tr><th scope="col">Server</th><th scope="col">State</th><th scope="col">Address</th><th scope="col" class="number">Process</th><th scope="col">Up since</th>
                <th scope="col" class="number">Memory</th><th scope="col" class="number">CPU, cores</th><th scope="col">Look further</th></tr></thead>
            <tbody>${servers.map(server => html`<tr>
                <th scope="row">${line(server.title)}</th><td>${badge(server.state)}</td><td><code>${line(server.address)}</code></td>
                <td class="number">${text(server.pid)}</td><td>${time(server.since, iso => ago(iso))}</td>
                <td class="number">${bytes(server.residentBytes)}</td><td class="number">${compact(server.cpuCores)}</td>
                <td>${server.links?.map(({url, title}) => html`${weblink(url, title)} `)}${server.log ? html`<code>${line(server.log)}</code>` : ''}</td></tr>`)}</tbody>
        </table></div>` : empty('No server is known.', 'Start them with ./tickstream up --detach.'));
    }
}

customElements.define('ts-servers', Servers);
