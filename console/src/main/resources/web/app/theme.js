/** Light or dark: as the system says, unless somebody has said otherwise, which this browser keeps. */

const KEY = 'tickstream.theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** Dispatches "change". */
export const themes = new EventTarget();

/** @returns {'system' | 'light' | 'dark'} */
export function theme() {
    const kept = stored();
    return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function isDark() {
    return theme() === 'system' ? systemIsDark.matches : theme() === 'dark';
}

/** @param {'system' | 'light' | 'dark'} choice */
export function choose(choice) {
    try {
        localStorage.setItem(KEY, choice);
    } catch {
        // without storage the choice lasts for as long as the page
    }
    show(choice);
}

function show(choice) {
    document.documentElement.dataset.theme = choice;
    themes.dispatchEvent(new Event('change'));
}

function stored() {
    try {
        return localStorage.getItem(KEY) ?? document.documentElement.dataset.theme;
    } catch {
        return document.documentElement.dataset.theme;
    }
}

systemIsDark.addEventListener('change', () => themes.dispatchEvent(new Event('change')));
show(theme());
