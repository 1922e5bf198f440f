import {html, LitElement, nothing} from 'lit';
import {isDark, themes} from './theme.js';

/** Okabe and Ito's colours, which colour-blind people tell apart. */
export const COLOURS = {blue: '#0072b2', sky: '#56b4e9', green: '#009e73', orange: '#e69f00', vermillion: '#d55e00', purple: '#cc79a7'};

/** @typedef {{text: string, faint: string, grid: string, surface: string}} Ink */

/** @returns {Ink} */
const ink = () => isDark()
    ? {text: '#e4e8ec', faint: '#aab4be', grid: '#3a434c', surface: '#1d2329'}
    : {text: '#1b232b', faint: '#52606d', grid: '#dde2e7', surface: '#ffffff'};

/**
 * One chart with its title and, for whoever cannot see or wants exact figures, the same as a table.
 *
 * @typedef {{title: string, unit: string, columns: string[], rows: string[][], option: (ink: Ink) => object}} Figure
 *     without rows there is no chart
 */
class Chart extends LitElement {
    static properties = {figure: {attribute: false}};
    #chart;
    #resized = new ResizeObserver(() => this.#chart?.resize());

    createRenderRoot() {
        return this;
    }

    connectedCallback() {
        super.connectedCallback();
        themes.addEventListener('change', this.#draw);
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        themes.removeEventListener('change', this.#draw);
        this.#resized.disconnect();
        this.#chart?.dispose();
        this.#chart = undefined;
    }

    updated() {
        this.#draw();
    }

    #draw = async () => {
        const {init} = await import('./echarts.js');
        const canvas = this.querySelector('.canvas');
        if (!this.isConnected || !canvas || !this.figure.rows.length) {
            return;
        }
        if (!this.#chart) {
            this.#chart = init(canvas);
            this.#resized.observe(canvas);
        }
        const colours = ink();
        this.#chart.setOption(
            {
                animation: false,
                textStyle: {fontFamily: getComputedStyle(this).fontFamily, color: colours.text},
                ...this.figure.option(colours),
            },
            {notMerge: true},
        );
    };

    render() {
        const {title, unit, columns, rows} = this.figure;
        return html`<figure class="panel">
            <figcaption><h2>${title}</h2><span class="quiet">${unit}</span></figcaption>
            <div class="canvas" role="img" aria-label="${title}, ${unit}; the figures are below" ?hidden=${!rows.length}></div>
            ${rows.length ? html`<details class="figures"><summary>Figures</summary>
                <div class="scroll" tabindex="0" role="region" aria-label="Figures of ${title}"><table>
                    <thead><tr>${columns.map(column => html`<th scope="col">${column}</th>`)}</tr></thead>
                    <tbody>${rows.map(([first, ...rest]) => html`<tr><th scope="row"><bdi class="line-of-text">${first}</bdi></th>${rest.map(cell => html`<td class="number">${cell}</td>`)}</tr>`)}</tbody>
                </table></div>
            </details>` : html`<p class="quiet">Nothing landed in this range.</p>`}
        </figure>`;
    }
}

customElements.define('ts-chart', Chart);
