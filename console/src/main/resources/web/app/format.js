/** Numbers and times as people read them. Times are the viewer's; UTC is said beside them. */

const LANGUAGE = 'en-GB';
const whole = new Intl.NumberFormat(LANGUAGE, {maximumFractionDigits: 0});
const fine = new Intl.NumberFormat(LANGUAGE, {maximumSignificantDigits: 3});
const short = new Intl.NumberFormat(LANGUAGE, {notation: 'compact', maximumSignificantDigits: 3});
const dateTime = new Intl.DateTimeFormat(LANGUAGE, {dateStyle: 'medium', timeStyle: 'medium'});
const clock = new Intl.DateTimeFormat(LANGUAGE, {timeStyle: 'medium'});
const clockShort = new Intl.DateTimeFormat(LANGUAGE, {timeStyle: 'short'});
const day = new Intl.DateTimeFormat(LANGUAGE, {day: 'numeric', month: 'short'});
const utcDay = new Intl.DateTimeFormat(LANGUAGE, {day: 'numeric', month: 'short', timeZone: 'UTC'});

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What stands where there is nothing to say. */
export const NOTHING = '–';

const unlessMissing = format => value => (value === null || value === undefined ? NOTHING : format(value));

export const count = unlessMissing(value => whole.format(value));
/** Three digits: 0.123, 12.3, 1.23M. */
export const compact = unlessMissing(value => (Math.abs(value) < 1000 ? fine.format(value) : short.format(value)));
export const percent = unlessMissing(share => `${fine.format(share * 100)} %`);

/** @type {(ms: number | null) => string} */
export const duration = unlessMissing(ms => {
    if (ms < 1000) {
        return `${whole.format(ms)} ms`;
    }
    const seconds = ms / 1000;
    if (seconds < 60) {
        return `${fine.format(seconds)} s`;
    }
    if (seconds < 3600) {
        return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
    }
    const hours = Math.floor(seconds / 3600);
    return hours < 48 ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min` : `${Math.floor(hours / 24)} days`;
});

export const bytes = unlessMissing(value => {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit++;
    }
    return `${fine.format(value)} ${units[unit]}`;
});

/** 23 Nov 2026, 08:20:10 */
export const localTime = unlessMissing(iso => dateTime.format(new Date(iso)));
/** 08:20:10 */
export const localClock = unlessMissing(iso => clock.format(new Date(iso)));
/** 08:20 */
export const localMinute = unlessMissing(iso => clockShort.format(new Date(iso)));
/** 23 Nov */
export const localDay = unlessMissing(iso => day.format(new Date(iso)));
/** 23 Nov: for what is kept by days in UTC */
export const dayInUtc = unlessMissing(iso => utcDay.format(new Date(iso)));
/** 2026-11-23 08:20:10 UTC */
export const utc = unlessMissing(iso => `${new Date(iso).toISOString().replace('T', ' ').replace(/(\.000)?Z$/, '')} UTC`);

/** How long ago, never in the future however the clocks differ. */
export function ago(iso, now = Date.now()) {
    if (!iso) {
        return NOTHING;
    }
    const seconds = Math.floor((now - Date.parse(iso)) / 1000);
    return seconds < 1 ? 'now' : `${duration(seconds * 1000)} ago`;
}

/** @param {number} limit characters */
export function clip(text, limit) {
    const characters = [...String(text).slice(0, limit * 2 + 2)];
    return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : characters.join('');
}

/** As an input of type datetime-local wants it: the viewer's time, to the minute. */
export function toInput(iso) {
    const at = new Date(iso);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @returns {string | null} ISO-8601 in UTC; null if there is no such time */
export function fromInput(text) {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? null : at.toISOString().replace('.000Z', 'Z');
}
