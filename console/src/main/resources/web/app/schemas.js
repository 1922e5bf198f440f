import {diffLines} from 'diff';
import {html, nothing} from 'lit';
import {badge, empty, line, shown, text} from './parts.js';
import {Resource} from './resource.js';
import {change, here} from './router.js';
import {View} from './view.js';

/** Subjects, their versions, and what changed between two. */
class Schemas extends View {
    constructor() {
        super();
        this.subjects = new Resource(this, () => '/schemas');
        this.version = new Resource(this, () => this.#path(this.#chosen()?.version));
        this.before = new Resource(this, () => this.#path(this.#chosen()?.before));
    }

    #path(version) {
        const subject = this.#chosen()?.subject;
        return subject && version ? `/schemas/${encodeURIComponent(subject)}/${version}` : null;
    }

    /** What the URL names, else the newest version of the first subject, compared with the one before. */
    #chosen() {
        const subjects = this.subjects?.value?.subjects ?? [];
        const found = subjects.find(({subject}) => subject === this.params.get('subject')) ?? (this.params.has('subject') ? undefined : subjects[0]);
        if (!found) {
            return undefined;
        }
        const version = found.versions.find(each => String(each) === this.params.get('version')) ?? found.versions.at(-1);
        const before = this.params.has('with')
            ? found.versions.find(each => String(each) === this.params.get('with'))
            : found.versions.filter(each => each < version).at(-1);
        return {...found, version, before};
    }

    render() {
        return shown(this.subjects, ({subjects}) => {
            if (!subjects.length) {
                return empty('No schema is registered.', 'The function registers its schemas at its first tick; while the registry is away, nothing can be listed.');
            }
            const chosen = this.#chosen();
            return html`
                <div class="scroll" tabindex="0"><table class="rows">
                    <thead><tr><th scope="col">Subject</th><th scope="col">Compatibility</th><th scope="col">Versions</th></tr></thead>
                    <tbody>${subjects.map(({subject, compatibility, versions}) => html`<tr aria-current=${subject === chosen?.subject ? 'true' : nothing}>
                        <th scope="row"><a href=${here({subject, version: null, with: null})}>${line(subject)}</a></th><td>${text(compatibility)}</td><td>${versions.join(', ')}</td></tr>`)}</tbody>
                </table></div>
                ${chosen ? this.#compare(chosen) : empty('There is no such subject.', 'Choose one of the list.')}`;
        });
    }

    #compare({subject, versions, version, before}) {
        return html`<section aria-labelledby="version">
            <h2 id="version"><bdi>${subject}</bdi>, version ${version}${this.version.value ? html` <small>schema id ${this.version.value.id}</small>` : nothing}</h2>
            <div class="toolbar">
                <fieldset class="choice"><legend>Version</legend>${versions.map(each => html`<button type="button" aria-pressed=${each === version} @click=${() => change({subject, version: each, with: null})}>${each}</button>`)}</fieldset>
                ${versions.length > 1 ? html`<fieldset class="choice"><legend>Compared with</legend>
                    ${versions.filter(each => each !== version).map(each => html`<button type="button" aria-pressed=${each === before} @click=${() => change({subject, version, with: each})}>${each}</button>`)}
                    <button type="button" aria-pressed=${before === undefined} @click=${() => change({subject, version, with: 'none'})}>none</button></fieldset>` : nothing}
            </div>
            ${shown(this.version, current => before === undefined
                ? html`<pre tabindex="0"><bdi>${pretty(current)}</bdi></pre>`
                : shown(this.before, older => difference(pretty(older), pretty(current))))}
        </section>`;
    }
}

const pretty = ({schema}) => JSON.stringify(schema, null, 2);

function difference(older, newer) {
    const parts = diffLines(older, newer);
    if (parts.length === 1 && !parts[0].added && !parts[0].removed) {
        return html`<p>${badge('ok', 'the same')} The two versions do not differ.</p>`;
    }
    return html`<pre class="diff" tabindex="0">${parts.map(({added, removed, value}) => {
        const lines = value.replace(/\n$/, '').split('\n').map(each => `${added ? '+' : removed ? '-' : ' '} ${each}\n`).join('');
        return added ? html`<ins>${lines}</ins>` : removed ? html`<del>${lines}</del>` : html`<span>${lines}</span>`;
    })}</pre>`;
}

customElements.define('ts-schemas', Schemas);
