/** What the console's server is asked, and how it says that something is wrong. */

/** Longer than the server waits for the servers behind it. */
const TIMEOUT_MS = 20_000;

/** A request that failed; the message is for people and says what to do. */
export class ApiError extends Error {
    /**
     * @param {string} message
     * @param {{title?: string, status?: number, server?: string}} [problem]
     */
    constructor(message, {title = 'That did not work', status, server} = {}) {
        super(message);
        this.title = title;
        this.status = status;
        this.server = server;
    }
}

/** Kept for as long as the page is open, never stored. */
let accessToken = '';

export function useAccessToken(token) {
    accessToken = token;
}

/**
 * @param {string} path below /api
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export function get(path, signal) {
    return ask(path, {headers: {Accept: 'application/json'}}, signal);
}

/** Changes something: PUT or POST. */
export function send(method, path, body) {
    const headers = {Accept: 'application/json', 'X-Requested-With': 'tickstream'};
    if (body !== undefined) {
        headers['Content-Type'] = 'application/json';
    }
    if (accessToken) {
        headers.Authorization = `Bearer ${accessToken}`;
    }
    return ask(path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body)});
}

/** A path and its query, without what is null or empty; an array is a parameter that is repeated. */
export function query(path, params) {
    const given = Object.entries(params).flatMap(([name, value]) =>
        [value ?? []].flat().filter(each => each !== '').map(each => [name, each]));
    return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

async function ask(path, options, signal) {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    let response;
    let text;
    try {
        response = await fetch(`/api${path}`, {...options, signal: signal ? AbortSignal.any([signal, timeout]) : timeout});
        text = await response.text();
    } catch (cause) {
        if (signal?.aborted) {
            throw cause;
        }
        throw new ApiError(
            timeout.aborted
                ? `The console has not answered within ${TIMEOUT_MS / 1000} s. It tries again; ./tickstream logs console tells more.`
                : 'The console does not answer. Look at it with ./tickstream status, start it with ./tickstream up --detach.',
            {title: 'No answer', server: 'console'},
        );
    }
    const answer = parse(text);
    if (!response.ok) {
        throw new ApiError(answer?.detail ?? `The console answered ${response.status}. ./tickstream logs console tells why.`, {
            title: answer?.title,
            status: response.status,
            server: answer?.server,
        });
    }
    if (answer === undefined) {
        throw new ApiError('The console answered something other than JSON. Is another server on its port?');
    }
    return answer;
}

function parse(text) {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
