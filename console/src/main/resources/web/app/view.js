import {html, LitElement, nothing} from 'lit';
import {ref} from 'lit/directives/ref.js';

/** A view of the page. Draws into the page itself, so that one style sheet serves all. */
export class View extends LitElement {
    static properties = {params: {attribute: false}};

    constructor() {
        super();
        /** What the URL says. @type {URLSearchParams} */
        this.params = new URLSearchParams();
    }

    createRenderRoot() {
        return this;
    }
}

/**
 * A dialog over the view; Escape closes it, and the focus returns to where it was.
 *
 * @param {{title: unknown, content: unknown, close: () => void, narrow?: boolean}} drawer
 */
export function drawer({title, content, close, narrow = false}) {
    return html`<dialog class=${narrow ? 'confirm' : 'drawer'} aria-labelledby="drawer-title" ${ref(open)} @close=${close} @click=${closeOutside}>
        <div class="drawer-body">
            <header>
                <h2 id="drawer-title">${title}</h2>
                <button type="button" class="plain" aria-label="Close" @click=${event => event.target.closest('dialog').close()}>✕</button>
            </header>
            ${content ?? nothing}
        </div>
    </dialog>`;
}

function open(dialog) {
    // the dialog joins the page after its template is filled
    queueMicrotask(() => {
        if (dialog?.isConnected && !dialog.open) {
            dialog.showModal();
        }
    });
}

function closeOutside(event) {
    if (event.target === event.currentTarget) {
        event.currentTarget.close();
    }
}
