// SPDX-License-Identifier: Apache-2.0
// The district at a glance: main figures, streets by risk, pipes of the highest risk.
import { numbersOf, type PageData } from "./data";
import type { Desk } from "./desk";
import { el, swatch } from "./dom";
import { figure, pick, t, unitOf } from "./i18n";
import { showStreet } from "./search";

const HIGH = ["#c81e1e", "#f07f13"];

/** Sum over pipes, metres to kilometres where told; missing values count nothing. */
function total(data: PageData, key: string, keep: (row: number) => boolean = () => true): number {
    const values = numbersOf(data.fields, key);
    let sum = 0;
    for (let row = 0; values && row < values.length; ++row)
        if (keep(row) && Number.isFinite(values[row])) sum += values[row];
    return sum;
}

export function addOverview(desk: Desk): void {
    const { data } = desk;
    desk.addPanel({
        key: "overview",
        title: () => t("overview"),
        draw(host) {
            const cards: [string, string][] = [
                [figure(data.pipes.id.length, 0), t("overview.pipes")],
                [figure(total(data, "length") / 1000, 3), t("overview.km")],
            ];
            const risk = data.themes.find((theme) => theme.key === "risk");
            if (risk) {
                const high = risk.classes.map((c) => HIGH.includes(c.color));
                const km = total(data, "length", (row) => high[risk.of[row]]) / 1000;
                cards.push([figure(total(data, "leaks"), 3), t("overview.leaks")], [figure(km, 2), t("overview.high")]);
            }
            const all = el("table", {});
            for (const { label, value } of data.summary)
                all.append(el("tr", {}, el("th", { scope: "row" }, pick(label)), el("td", {}, pick(value))));
            host.append(
                el(
                    "div",
                    { class: "cards" },
                    ...cards.map(([value, label]) => el("div", {}, el("b", {}, value), el("span", {}, label))),
                ),
            );
            if (data.summary.length)
                host.append(el("details", { id: "summary" }, el("summary", {}, t("overview.all")), all));
        },
    });
}

export function addStreets(desk: Desk): void {
    const { places } = desk.data;
    if (!places.length) return;
    const widest = Math.max(...places.map((p) => p.density));
    desk.addPanel({
        key: "streets",
        title: () => t("streets"),
        draw(host) {
            const list = el("ol", { class: "places" });
            for (const place of places) {
                const bar = el("i", { class: "bar" });
                bar.style.width = `${(100 * place.density) / widest}%`;
                list.append(
                    el(
                        "li",
                        {},
                        el(
                            "button",
                            { click: () => void showStreet(desk, place.name) },
                            el("span", {}, place.name),
                            el(
                                "small",
                                {},
                                `${figure(place.density, 3)} ${unitOf("risk_density")} · ${figure(place.km, 2)} km`,
                            ),
                            bar,
                        ),
                    ),
                );
            }
            host.append(el("p", { class: "note" }, t("streets.note")), list);
        },
    });
}

export function addHighest(desk: Desk): void {
    const { data } = desk;
    const risk = data.themes.find((theme) => theme.key === "risk");
    const { score } = data;
    if (!risk || !score || !data.highest.length) return;
    desk.addPanel({
        key: "highest",
        title: () => t("highest"),
        draw(host) {
            const list = el("ol", { class: "places" });
            for (const row of data.highest) {
                const clauses = [...score.of.subarray(score.start[row], score.start[row + 1])];
                list.append(
                    el(
                        "li",
                        {},
                        el(
                            "button",
                            { click: () => desk.select({ kind: "pipe", row }, true) },
                            el("span", {}, swatch(risk.classes[risk.of[row]].color, 9), data.pipes.id[row]),
                            el("small", {}, clauses.map((c) => pick(score.clauses[c])).join(" · ")),
                        ),
                    ),
                );
            }
            host.append(el("p", { class: "note" }, t("highest.note")), list);
        },
    });
}
