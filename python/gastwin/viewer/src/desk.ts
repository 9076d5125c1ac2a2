// SPDX-License-Identifier: Apache-2.0
// What the parts of the page share: the data, the map, what is selected, how pipes are coloured and which are hidden.
//
// A part of the page is a function that takes the Desk; main.ts lists them. It hangs itself in with
//     desk.addPanel({ key, title, draw })       a section of the side bar; draw() again at a change of language,
//     desk.onSelect.on(found => ...)            "a pipe was clicked" (also a mark, an issue, or null: nothing),
//     desk.onView.on(() => ...)                 theme or filter changed,
//     desk.map.overlay(key, groups)             pipes painted over the map, and desk.map.fitPipes(rows).
// Rows are rows of data.pipes throughout; ids are data.pipes.id[row].
import type { PageData, Theme } from "./data";
import type { MapView } from "./map";
import { signal, type Signal } from "./signal";

export type Selection =
    { kind: "pipe"; row: number } | { kind: "mark"; group: number; row: number } | { kind: "issue"; row: number };

export interface Panel {
    key: string;
    title(): string;
    /** Fills the section; called anew when the language changes. */
    draw(host: HTMLElement): void;
    /** Folded at first. */
    folded?: boolean;
}

export interface Desk {
    data: PageData;
    map: MapView;
    selected: Selection | null;
    theme: Theme;
    /** Classes hidden by a click in the legend, by key of the theme; those of all themes count at once. */
    hidden: Map<string, Set<number>>;
    onSelect: Signal<Selection | null>;
    onView: Signal<void>;
    /** Selects; `centre` also brings it into view. */
    select(found: Selection | null, centre?: boolean): void;
    setTheme(theme: Theme): void;
    setHidden(theme: Theme, classes: Set<number>): void;
    showAll(): void;
    addPanel(panel: Panel): void;
}

export function makeDesk(data: PageData, map: MapView, addPanel: (panel: Panel) => void): Desk {
    const desk: Desk = {
        data,
        map,
        selected: null,
        theme: data.themes[0],
        hidden: new Map(),
        onSelect: signal(),
        onView: signal(),
        select(found, centre = false) {
            desk.selected = found;
            map.showSelected(found);
            if (found && centre) map.bringIntoView(found);
            desk.onSelect.emit(found);
        },
        setTheme(theme) {
            desk.theme = theme;
            map.setTheme(theme);
            desk.onView.emit();
        },
        setHidden(theme, classes) {
            if (classes.size) desk.hidden.set(theme.key, classes);
            else desk.hidden.delete(theme.key);
            map.setHidden(desk.hidden);
            desk.onView.emit();
        },
        showAll() {
            desk.hidden.clear();
            map.setHidden(desk.hidden);
            desk.onView.emit();
        },
        addPanel,
    };
    return desk;
}

/** How many pipes no filter hides. */
export function countShown(desk: Desk): number {
    const filters = desk.data.themes
        .map((theme) => ({ of: theme.of, hidden: desk.hidden.get(theme.key) }))
        .filter((filter) => filter.hidden);
    let shown = 0;
    for (let row = 0; row < desk.data.pipes.id.length; ++row)
        if (filters.every(({ of, hidden }) => !hidden!.has(of[row]))) ++shown;
    return shown;
}
