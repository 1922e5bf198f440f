import {html, nothing} from 'lit';
import {useAccessToken} from './api.js';
import {Resource} from './resource.js';

/** Whether this browser may change something; if not, asks for the token that the console was started with. */
export class Access {
    constructor(host) {
        this.session = new Resource(host, () => '/session');
    }

    /** A form where a token is needed, else nothing. */
    form() {
        return this.session.value?.writable === false
            ? html`<form class="access" @submit=${use}>
                <label>Access token <input type="password" name="token" autocomplete="off" required></label>
                <button>Use it</button>
                <span class="quiet" role="status"></span>
                <p class="quiet">Changing something needs the token of the console's setting console.access-token. It is kept until the page is closed.</p>
            </form>`
            : nothing;
    }
}

function use(event) {
    event.preventDefault();
    useAccessToken(event.target.elements.token.value);
    event.target.querySelector('[role=status]').textContent = 'The next change uses it.';
}
