import {html, LitElement, nothing} from 'lit';
import './data.js';
import './dead-letters.js';
import './kafka.js';
import './overview.js';
import './schedule.js';
import './schemas.js';
import './servers.js';
import './ticks.js';
import {get} from './api.js';
import {zone} from './format.js';
import {Hears, live} from './live.js';
import {current, href} from './router.js';
import {choose, theme, themes} from './theme.js';

/** In the order of the navigation; the first is what the bare address shows. */
const VIEWS = {
    overview: {title: 'Overview', draw: params => html`<ts-overview .params=${params}></ts-overview>`},
    data: {title: 'Data', draw: params => html`<ts-data .params=${params}></ts-data>`},
    ticks: {title: 'Ticks', draw: params => html`<ts-ticks .params=${params}></ts-ticks>`},
    schedule: {title: 'Schedule', draw: params => html`<ts-schedule .params=${params}></ts-schedule>`},
    kafka: {title: 'Kafka', draw: params => html`<ts-kafka .params=${params}></ts-kafka>`},
    schemas: {title: 'Schemas', draw: params => html`<ts-schemas .params=${params}></ts-schemas>`},
    'dead-letters': {title: 'Dead letters', draw: params => html`<ts-dead-letters .params=${params}></ts-dead-letters>`},
    servers: {title: 'Servers', draw: params => html`<ts-servers .params=${params}></ts-servers>`},
};

const THEMES = {system: 'System', light: 'Light', dark: 'Dark'};

const CONNECTION = {
    connecting: '○ Connecting…',
    open: '● Live',
    lost: '✕ Connection lost; trying again. What you see may be old.',
};

/** Head, navigation, the view that the URL names, foot. */
class Shell extends LitElement {
    static properties = {route: {state: true}, version: {state: true}};

    constructor() {
        super();
        this.route = current();
        this.version = '';
        new Hears(this, 'state', () => {});
    }

    createRenderRoot() {
        return this;
    }

    connectedCallback() {
        super.connectedCallback();
        addEventListener('hashchange', this.#follow);
        themes.addEventListener('change', this.#redraw);
        live.connect();
        get('/session').then(
            session => (this.version = session.console?.version ?? ''),
            () => {}, // the views say that the console does not answer
        );
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        removeEventListener('hashchange', this.#follow);
        themes.removeEventListener('change', this.#redraw);
    }

    #redraw = () => this.requestUpdate();

    #follow = async () => {
        const before = this.route.view;
        this.route = current();
        if (this.route.view !== before) {
            await this.updateComplete;
            this.querySelector('h1').focus({preventScroll: true});
            scrollTo(0, 0);
        }
    };

    render() {
        const name = this.route.view || Object.keys(VIEWS)[0];
        const view = VIEWS[name];
        document.title = `${view?.title ?? 'No such page'} · Tickstream`;
        return html`
            <a class="skip" href="#main" @click=${skip}>Skip to the content</a>
            <header class="head">
                <a class="brand" href=${href('overview')}>Tickstream</a>
                <nav aria-label="Views">
                    ${Object.entries(VIEWS).map(([each, {title}]) => html`<a href=${href(each)} aria-current=${each === name ? 'page' : nothing}>${title}</a>`)}
                </nav>
                <span class="connection ${live.state}" role="status">${CONNECTION[live.state]}</span>
                <label class="theme"><span class="for-readers">Colours</span>
                    <select @change=${event => choose(event.target.value)}>
                        ${Object.entries(THEMES).map(([value, title]) => html`<option value=${value} ?selected=${theme() === value}>${title}</option>`)}
                    </select>
                </label>
            </header>
            <main id="main" tabindex="-1">
                <h1 tabindex="-1">${view?.title ?? 'No such page'}</h1>
                ${view ? view.draw(this.route.params) : html`<p>There is no page of this name. <a href=${href('overview')}>Go to the overview</a></p>`}
            </main>
            <footer>Times are in ${zone}${zone === 'UTC' ? '' : '; UTC is on hover'}. <span>Tickstream ${this.version}</span></footer>`;
    }
}

/** The fragment is the route's, so the browser cannot be left to do this. */
function skip(event) {
    event.preventDefault();
    document.getElementById('main').focus();
}

customElements.define('ts-console', Shell);
