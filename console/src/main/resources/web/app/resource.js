import {get} from './api.js';

/**
 * What a view shows of the API. Asked for again when its key changes, and every so often while the page is seen. What was
 * there stays until the next answer is there, also after a failure.
 */
export class Resource {
    /** The last answer; undefined before the first. */
    value;
    /** Why the last request failed; undefined if it did not. */
    error;
    #host;
    #key;
    #ask;
    #everyMs;
    #asked = null;
    #abort;
    #timer;

    /**
     * @param {import('lit').ReactiveControllerHost} host
     * @param {() => string | null} key names what is wanted; null: nothing
     * @param {{ask?: (key: string, signal: AbortSignal) => Promise<any>, everyMs?: number}} [options] ask: by default
     *     the key is the path; everyMs: 0 for once
     */
    constructor(host, key, {ask = get, everyMs = 0} = {}) {
        this.#host = host;
        this.#key = key;
        this.#ask = ask;
        this.#everyMs = everyMs;
        host.addController(this);
    }

    get loading() {
        return this.#asked !== null && this.value === undefined && this.error === undefined;
    }

    hostConnected() {
        document.addEventListener('visibilitychange', this.#whenSeen);
    }

    hostDisconnected() {
        document.removeEventListener('visibilitychange', this.#whenSeen);
        this.#stop();
        this.#asked = null;
    }

    hostUpdate() {
        const key = this.#key();
        if (key === this.#asked) {
            return;
        }
        if (key?.split('?')[0] !== this.#asked?.split('?')[0]) {
            this.value = undefined;
        }
        this.error = undefined;
        this.#asked = key;
        this.reload();
    }

    /** Asks again now. */
    async reload() {
        this.#stop();
        const key = this.#asked;
        if (key === null) {
            return;
        }
        const abort = new AbortController();
        this.#abort = abort;
        try {
            this.value = await this.#ask(key, abort.signal);
            this.error = undefined;
        } catch (error) {
            if (abort.signal.aborted) {
                return;
            }
            this.error = error;
        }
        if (abort.signal.aborted) {
            return;
        }
        this.#host.requestUpdate();
        if (this.#everyMs) {
            this.#timer = setTimeout(this.#whenSeen, this.#everyMs);
        }
    }

    #whenSeen = () => {
        if (this.#everyMs && !document.hidden) {
            this.reload();
        }
    };

    #stop() {
        this.#abort?.abort();
        clearTimeout(this.#timer);
    }
}
