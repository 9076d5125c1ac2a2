// SPDX-License-Identifier: Apache-2.0
// Search by id, street or name. What begins with the words comes before what only contains them.
import type { Desk } from "./desk";
import { el } from "./dom";
import { onLanguage, pick, t } from "./i18n";

interface Found {
    name: string;
    kind: string;
    go(): void;
}

const MOST = 12;

function pipesOfStreet(desk: Desk, word: number): number[] {
    const { of } = desk.data.pipes.street;
    const rows: number[] = [];
    for (let row = 0; row < of.length; ++row) if (of[row] === word) rows.push(row);
    return rows;
}

/** Sets a street off and brings it into view; false where no pipe lies in it. */
export function showStreet(desk: Desk, name: string): boolean {
    const word = desk.data.pipes.street.words.indexOf(name);
    if (word < 0) return false;
    const rows = pipesOfStreet(desk, word);
    desk.select(null);
    desk.map.highlight(rows);
    desk.map.fitPipes(rows);
    return true;
}

function lookUp(desk: Desk, wanted: string): { found: Found[]; more: number } {
    const { data } = desk;
    const first: Found[] = [];
    const later: Found[] = [];
    const offer = (name: string, kind: string, go: () => void): void => {
        const at = name.toLowerCase().indexOf(wanted);
        if (at >= 0) (at === 0 ? first : later).push({ name, kind, go });
    };
    for (const word of data.pipes.street.words)
        if (word) offer(word, t("search.street"), () => void showStreet(desk, word));
    data.marks.forEach((marks, group) =>
        marks.id.forEach((id, row) => {
            if (marks.drawn[row]) offer(id, pick(marks.label), () => desk.select({ kind: "mark", group, row }, true));
        }),
    );
    data.pipes.id.forEach((id, row) => offer(id, t("search.pipe"), () => desk.select({ kind: "pipe", row }, true)));
    const all = [...first, ...later];
    return { found: all.slice(0, MOST), more: Math.max(0, all.length - MOST) };
}

export function mountSearch(desk: Desk, host: HTMLElement): void {
    const list = el("ul", { id: "found", role: "listbox", hidden: true });
    const input = el("input", { id: "search", type: "search", autocomplete: "off", role: "combobox" });
    input.setAttribute("aria-controls", "found");
    const label = (): void => {
        input.placeholder = t("search");
        input.setAttribute("aria-label", t("search"));
    };
    const close = (): void => void (list.hidden = true);
    const choose = (found: Found): void => {
        close();
        input.value = found.name;
        found.go();
    };
    const draw = (): Found[] => {
        const wanted = input.value.trim().toLowerCase();
        const { found, more } = wanted ? lookUp(desk, wanted) : { found: [], more: 0 };
        list.replaceChildren(
            ...found.map((f) =>
                el(
                    "li",
                    { role: "option" },
                    el("button", { click: () => choose(f) }, el("span", {}, f.name), el("small", {}, f.kind)),
                ),
            ),
        );
        if (more) list.append(el("li", { class: "note" }, t("search.more", { n: String(more) })));
        if (wanted && !found.length) list.append(el("li", { class: "note" }, t("search.none")));
        list.hidden = !wanted;
        return found;
    };
    const move = (step: number): void => {
        const stops = [input, ...list.querySelectorAll("button")];
        const now = stops.indexOf(document.activeElement as HTMLInputElement);
        stops[(now + step + stops.length) % stops.length].focus();
    };
    input.addEventListener("input", draw);
    host.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && event.target === input) {
            const [best] = draw();
            if (best) choose(best);
        } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            move(event.key === "ArrowDown" ? 1 : -1);
            event.preventDefault();
        } else if (event.key === "Escape") close();
    });
    host.addEventListener("focusout", (event) => {
        if (!host.contains(event.relatedTarget as Node | null)) close();
    });
    host.append(input, list);
    label();
    onLanguage(label);
}
