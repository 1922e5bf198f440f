/**
 * What the server tells by itself: one EventSource for the whole page. Dispatches "overview", "tick" and "companies" with
 * the event's JSON as detail, and "state" when the connection comes or goes.
 */

const RETRY_MS = 3_000;
/** The overview comes every two seconds; a silence of ten times that means a connection that nobody has closed. */
const SILENCE_MS = 20_000;

class Live extends EventTarget {
    /** @type {'connecting' | 'open' | 'lost'} */
    state = 'connecting';
    #source;
    #watchdog;

    connect() {
        this.#source?.close();
        this.#source = new EventSource('/api/stream?topics=overview,ticks,companies');
        this.#source.onopen = () => this.#become('open');
        this.#source.onerror = () => {
            this.#become('lost');
            // after an answer other than 200 the browser gives up
            if (this.#source.readyState === EventSource.CLOSED) {
                this.#reconnectIn(RETRY_MS);
            }
        };
        for (const name of ['overview', 'tick', 'companies']) {
            this.#source.addEventListener(name, ({data}) => {
                this.#become('open');
                this.#reconnectIn(SILENCE_MS);
                this.dispatchEvent(new CustomEvent(name, {detail: JSON.parse(data)}));
            });
        }
        this.#reconnectIn(SILENCE_MS);
    }

    #reconnectIn(ms) {
        clearTimeout(this.#watchdog);
        this.#watchdog = setTimeout(() => {
            this.#become('lost');
            this.connect();
        }, ms);
    }

    #become(state) {
        if (state !== this.state) {
            this.state = state;
            this.dispatchEvent(new Event('state'));
        }
    }
}

export const live = new Live();

/** Hears one kind of live data for as long as its host is on the page. */
export class Hears {
    /**
     * @param {import('lit').ReactiveControllerHost} host
     * @param {'overview' | 'tick' | 'companies' | 'state'} name
     * @param {(detail: any) => void} then
     */
    constructor(host, name, then) {
        this.name = name;
        this.listener = event => {
            then(event.detail);
            host.requestUpdate();
        };
        host.addController(this);
    }

    hostConnected() {
        live.addEventListener(this.name, this.listener);
    }

    hostDisconnected() {
        live.removeEventListener(this.name, this.listener);
    }
}
