// SPDX-License-Identifier: Apache-2.0
// The explanation of what was clicked: why a pipe scores as it does, cause by cause, what is known of it and how it is
// known; what a mark is; what a problem of the survey means and what to do about it.
import { fieldOf, isText, numbersOf, type Field, type PageData } from "./data";
import type { Desk, Selection } from "./desk";
import { el, swatch } from "./dom";
import { figure, onLanguage, pick, t, unitOf, type TextKey } from "./i18n";
import { SEVERITY_COLOURS } from "./layers";

const HIDDEN_FIELDS = new Set(["source_row", "grade", "leaks_p10", "leaks_p90"]); // told elsewhere in the panel

export function mountExplanation(desk: Desk, host: HTMLElement): void {
    const draw = (): void => {
        const found = desk.selected;
        host.hidden = !found;
        host.replaceChildren();
        if (!found) return;
        const close = el("button", { class: "close", "aria-label": t("close"), click: () => desk.select(null) }, "×");
        host.append(close, ...content(desk, found));
        host.scrollTop = 0;
    };
    desk.onSelect.on(draw);
    onLanguage(draw);
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && desk.selected) desk.select(null);
    });
}

function content(desk: Desk, found: Selection): Node[] {
    const { data } = desk;
    if (found.kind === "pipe") return pipe(desk, found.row);
    if (found.kind === "issue") return [el("h2", {}, t("layer.issues")), issue(data, found.row)];
    const marks = data.marks[found.group];
    const title = el("h2", {}, `${pick(marks.label)} ${marks.id[found.row]}`);
    return [title, fieldTable(marks.fields, found.row)];
}

function pipe(desk: Desk, row: number): Node[] {
    const { data } = desk;
    const street = data.pipes.street.words[data.pipes.street.of[row]];
    const nodes: Node[] = [
        el("h2", {}, `${t("pipe")} ${data.pipes.id[row]}`, street ? el("small", {}, street) : null),
        ...grade(data, row),
        ...causes(data, row),
        ...scoreTable(data, row),
        ...sayings(data, row),
    ];
    const groups = [...new Set(data.fields.map((f) => f.group ?? ""))];
    for (const group of groups) {
        const table = fieldTable(
            data.fields.filter((f) => (f.group ?? "") === group),
            row,
            estimatesOf(data, row),
        );
        if (table.rows.length) nodes.push(el("h3", {}, t(`explain.${group}` as TextKey)), table);
    }
    const problems = [...data.issues.pipe.keys()].filter((i) => data.issues.pipe[i] === row + 1);
    if (problems.length) nodes.push(el("h3", {}, t("explain.issues")), ...problems.map((i) => issue(data, i)));
    return nodes;
}

function grade(data: PageData, row: number): Node[] {
    const theme = data.themes.find((each) => each.key === "risk");
    const rank = numbersOf(data.fields, "rank");
    if (!theme || !rank || !Number.isFinite(rank[row])) return [];
    const shade = theme.classes[theme.of[row]];
    return [el("p", { class: "grade" }, swatch(shade.color, 12), pick(shade.label))];
}

function causes(data: PageData, row: number): Node[] {
    if (!data.score) return [];
    const { clauses, start, of } = data.score;
    const sentence = [...of.subarray(start[row], start[row + 1])].map((c) => pick(clauses[c]));
    if (!sentence.length) return [];
    const join = t("language") === "中文" ? "; " : "；";
    return [el("p", { id: "why" }, el("b", {}, t("explain.why")), sentence.join(join))];
}

/** How the pipe compares, and what a change would do to it, where that was worked out. */
function sayings(data: PageData, row: number): Node[] {
    return (["beside", "changed"] as const).flatMap((key) => {
        const { pipe: pipes, said } = data.sayings[key];
        const lines = said.filter((_, i) => pipes[i] === row).map((pair) => el("li", {}, pick(pair)));
        return lines.length ? [el("h3", {}, t(`explain.${key}`)), el("ul", { class: key }, ...lines)] : [];
    });
}

/** Factors of the leak frequency as bars to the right (more) or left (less); their logarithms add up. */
function scoreTable(data: PageData, row: number): Node[] {
    const leaks = numbersOf(data.fields, "leaks");
    if (!data.score || !leaks || !Number.isFinite(leaks[row])) return [];
    const isWhole = (key: string): boolean => key === "ln_base" || key === "ln_size";
    const parts = data.score.parts.filter(({ key, ln }) => isWhole(key) || Math.abs(ln[row]) > 0.005);
    const widest = Math.max(0.7, ...parts.filter((p) => !isWhole(p.key)).map((p) => Math.abs(p.ln[row])));
    const table = el("table", { id: "score" });
    for (const { key, label, ln } of parts) {
        const factor = Math.exp(ln[row]);
        const bar = el("i", { class: ln[row] > 0 ? "more" : "less" });
        bar.style.width = isWhole(key) ? "0" : `${(50 * Math.abs(ln[row])) / widest}%`;
        const shown = figure(factor, 2);
        table.append(
            el(
                "tr",
                {},
                el("th", { scope: "row" }, pick(label)),
                el("td", { class: "bar" }, bar),
                el("td", {}, key === "ln_base" ? shown : `× ${shown}`),
            ),
        );
    }
    table.append(
        el(
            "tr",
            { class: "sum" },
            el("th", { scope: "row" }, t("explain.result")),
            el("td", {}),
            el("td", {}, figure(leaks[row], 2)),
        ),
    );
    const [low, high] = ["leaks_p10", "leaks_p90"].map((key) => numbersOf(data.fields, key)?.[row] ?? Number.NaN);
    const between = { low: figure(low, 2), high: figure(high, 2) };
    const note = Number.isFinite(low) ? el("p", { class: "note" }, t("explain.between", between)) : null;
    return [el("h3", {}, t("explain.score")), table, ...(note ? [note] : [])];
}

/** Key of the field to how its value was found, for one pipe. */
function estimatesOf(data: PageData, row: number): Map<string, string> {
    const { pipe: pipes, field, how } = data.estimates;
    const found = new Map<string, string>();
    for (let i = 0; i < pipes.length; ++i) {
        if (pipes[i] !== row) continue;
        const [originEn, originZh, methodEn, methodZh] = how.words[how.of[i]];
        found.set(field.words[field.of[i]], pick([`${originEn}: ${methodEn}`, `${originZh}：${methodZh}`]));
    }
    return found;
}

/** The value of a field, "" where it is not known. */
export function shownValue(field: Field, row: number): string {
    if (isText(field)) return pick(field.words[field.of[row]]);
    const value = field.values[row];
    if (!Number.isFinite(value)) return "";
    const unit = unitOf(field.key);
    return figure(value, field.digits) + (unit ? ` ${unit}` : "");
}

function fieldTable(fields: Field[], row: number, estimates = new Map<string, string>()): HTMLTableElement {
    const table = el("table", { class: "fields" });
    for (const field of fields) {
        let value = HIDDEN_FIELDS.has(field.key) ? "" : shownValue(field, row);
        if (!value) continue;
        const sourceRow = fieldOf(fields, "source_row");
        if (field.key === "source" && sourceRow) {
            const at = shownValue(sourceRow, row);
            if (at) value = t("explain.row", { file: value, row: at });
        }
        const how = estimates.get(field.key);
        const badge = how ? el("small", { class: "estimate" }, how) : null;
        table.append(el("tr", {}, el("th", { scope: "row" }, pick(field.label)), el("td", {}, value, badge)));
    }
    return table;
}

function issue(data: PageData, i: number): HTMLElement {
    const { issues } = data;
    const severity = issues.severity[i];
    const facts = [issues.object[i], issues.value[i] && `${t("explain.found")}: ${issues.value[i]}`, issues.detail[i]];
    return el(
        "div",
        { class: "issue" },
        el("p", {}, swatch(SEVERITY_COLOURS[severity], 9), el("b", {}, pick(issues.severities[severity]))),
        el("p", {}, pick(issues.meanings[issues.kind[i]])),
        el("p", { class: "note" }, facts.filter(Boolean).join(" · ")),
        el("p", {}, pick(issues.advice[issues.kind[i]])),
    );
}
