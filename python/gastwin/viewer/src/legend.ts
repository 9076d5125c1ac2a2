// SPDX-License-Identifier: Apache-2.0
// The legend: what the colours mean, a click on a class hides or shows it, and what else is drawn.
import { countShown, type Desk } from "./desk";
import { el, swatch } from "./dom";
import { figure, onLanguage, pick, t } from "./i18n";
import { icon } from "./icons";
import type { LayerName } from "./map";

/** Where map and legend share a small screen. */
const isNarrow = (): boolean => window.matchMedia("(max-width: 900px)").matches;

export function mountLegend(desk: Desk, host: HTMLElement): void {
    const draw = (): void => host.replaceChildren(themeChoice(desk), classList(desk), state(desk), otherLayers(desk));
    draw();
    desk.onView.on(draw);
    onLanguage(draw);
}

function themeChoice(desk: Desk): HTMLElement {
    const choice = el("select", {
        id: "theme",
        change: () => {
            desk.setTheme(desk.data.themes[Number(choice.value)]);
            document.getElementById("theme")?.focus();
        },
    });
    desk.data.themes.forEach((theme, i) =>
        choice.append(el("option", { value: String(i), selected: theme === desk.theme }, pick(theme.label))),
    );
    return el("label", { class: "theme" }, el("span", {}, t("legend.theme")), choice);
}

function toggle(desk: Desk, index: number): void {
    const hidden = new Set(desk.hidden.get(desk.theme.key));
    if (!hidden.delete(index)) hidden.add(index);
    desk.setHidden(desk.theme, hidden);
    document.querySelector<HTMLElement>(`#classes li:nth-child(${index + 1}) button`)?.focus();
}

function only(desk: Desk, index: number): void {
    desk.setHidden(desk.theme, new Set([...desk.theme.classes.keys()].filter((i) => i !== index)));
}

function classList(desk: Desk): HTMLElement {
    const hidden = desk.hidden.get(desk.theme.key);
    const list = el("ul", { id: "classes", title: t("legend.filter") });
    desk.theme.classes.forEach((shade, i) => {
        const label = pick(shade.label);
        list.append(
            el(
                "li",
                {},
                el(
                    "button",
                    { class: "class", "aria-pressed": String(!hidden?.has(i)), click: () => toggle(desk, i) },
                    swatch(shade.color, shade.width),
                    el("span", {}, label),
                    el("small", {}, figure(shade.count, 0)),
                ),
                el(
                    "button",
                    { class: "only", title: t("legend.only_hint", { class: label }), click: () => only(desk, i) },
                    t("legend.only"),
                ),
            ),
        );
    });
    return list;
}

function state(desk: Desk): HTMLElement {
    const all = desk.data.pipes.id.length;
    const shown = countShown(desk);
    return el(
        "p",
        { id: "shown", "aria-live": "polite" },
        t("legend.shown", { shown: figure(shown, 0), all: figure(all, 0) }),
        desk.hidden.size ? el("button", { id: "show-all", click: () => desk.showAll() }, t("legend.all")) : null,
    );
}

function otherLayers(desk: Desk): HTMLElement {
    const { data, map } = desk;
    const rows: [LayerName, string, Node | null][] = [
        ...data.marks.map((marks): [LayerName, string, Node | null] => [
            `mark-${marks.key}`,
            `${pick(marks.label)} (${figure(marks.id.length, 0)})`,
            icon(`${marks.key}-0`),
        ]),
    ];
    if (data.issues.object.length)
        rows.push(["issues", `${t("layer.issues")} (${figure(data.issues.object.length, 0)})`, null]);
    if (data.buildings.start.length > 1) rows.push(["buildings", t("layer.buildings"), null]);
    if (data.pipes.street.words.some(Boolean)) rows.push(["labels", t("layer.labels"), null]);
    const list = el("ul", { id: "layers" });
    for (const [layer, label, picture] of rows) {
        const box = el("input", {
            type: "checkbox",
            checked: map.isVisible(layer),
            change: () => map.setVisible(layer, box.checked),
        });
        box.dataset["layer"] = layer;
        list.append(el("li", {}, el("label", {}, box, picture, el("span", {}, label))));
    }
    return el("details", { open: !isNarrow() }, el("summary", {}, t("legend.also")), list);
}
