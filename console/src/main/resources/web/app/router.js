/**
 * Where the page is, by its URL's fragment: #/view?name=value. A server sees none of it, so that any view can be
 * bookmarked without a rule of the server's.
 *
 * @typedef {{view: string, params: URLSearchParams}} Route
 */

/** @returns {Route} */
export function current() {
    const [view, query = ''] = location.hash.replace(/^#\/?/, '').split(/\?(.*)/s);
    return {view, params: new URLSearchParams(query)};
}

/**
 * @typedef {Record<string, string | number | string[] | null | undefined>} Parameters those that are null or empty are
 *     left out; an array's are repeated
 */

/**
 * @param {string} view
 * @param {Parameters} [params]
 */
export function href(view, params = {}) {
    return fragment(view, apply(new URLSearchParams(), params));
}

/** Where one is, with some parameters changed. */
export function here(changes) {
    const {view, params} = current();
    return fragment(view, apply(params, changes));
}

/** Sets some of the view's parameters, or removes those that are null, as a new entry of the history. */
export function change(changes) {
    location.hash = here(changes);
}

/** As change, without a new entry: for what changes at every key. */
export function replace(changes) {
    history.replaceState(null, '', here(changes));
    dispatchEvent(new HashChangeEvent('hashchange'));
}

function apply(params, changes) {
    for (const [name, value] of Object.entries(changes)) {
        params.delete(name);
        for (const each of [value ?? []].flat()) {
            if (each !== '') {
                params.append(name, String(each));
            }
        }
    }
    return params;
}

function fragment(view, params) {
    const query = params.toString();
    return `#/${view}${query && `?${query}`}`;
}
