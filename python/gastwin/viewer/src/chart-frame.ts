// SPDX-License-Identifier: Apache-2.0
// What every chart has: axes in units, values under the pointer or by arrow keys, and the table behind it.
import { el, svg } from "./dom";
import { figure, t } from "./i18n";

export const WIDTH = 320;
const LEFT = 46;
const TOP = 10;
export const INK = "#1d2733";
const GRID = "#dde2e8";

export interface Frame {
    /** Pixels of shares of the axes. */
    x(share: number): number;
    y(share: number): number;
    marks: SVGElement[];
    height: number;
}

/** A place of a chart and what it says there. */
export interface Spot {
    x: number;
    y: number;
    said: string;
}

export interface Chart {
    key: string;
    title: string;
    /** What the upright axis shows, with its unit. */
    shows: string;
    frame: Frame;
    drawn: SVGElement[];
    spots: Spot[];
    /** Headings and rows of the table behind. */
    head: string[];
    rows: string[][];
    /** Line or area, and what it stands for. */
    legend?: { color: string; label: string; dashed?: boolean }[];
    note?: string;
}

export const words = (x: number, y: number, text: string, anchor: string, size = 10): SVGElement =>
    svg("text", { x, y, "text-anchor": anchor, "font-size": size, fill: INK }, text);

/** Axes with marks at shares of their lengths. */
export function axes(height: number, xMarks: [number, string][], yMarks: [number, string][], xTitle: string): Frame {
    const [wide, tall] = [WIDTH - LEFT - 12, height - 48];
    const x = (share: number): number => LEFT + wide * share;
    const y = (share: number): number => TOP + tall * (1 - share);
    const marks = [
        ...yMarks.flatMap(([at, text]) => [
            svg("path", { d: `M${LEFT},${y(at)} h${wide}`, stroke: GRID }),
            words(LEFT - 5, y(at) + 3.5, text, "end"),
        ]),
        ...xMarks.flatMap(([at, text]) => [
            svg("path", { d: `M${x(at)},${y(0)} v4`, stroke: INK }),
            words(x(at), y(0) + 15, text, at < 0.99 ? "middle" : "end"),
        ]),
        words(x(0.5), height - 6, xTitle, "middle"),
    ];
    return { x, y, marks, height };
}

/** Round marks from 0 to the first that is not below `most`; the last one is the end of the axis. */
export function roundMarks(most: number): number[] {
    if (!(most > 0)) return [0, 1];
    const power = 10 ** Math.floor(Math.log10(most / 4));
    const step = power * ([1, 2, 2.5, 5].find((d) => d * power * 4 >= most) ?? 10);
    return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}

/** The marks of an axis from 0, as shares of it. */
export const shares = (marks: number[]): [number, string][] =>
    marks.map((value) => [value / marks[marks.length - 1], figure(value, 3)]);

export const line = (points: [number, number][], color: string, dashed = false): SVGElement =>
    svg("path", {
        d: `M${points.map((p) => p.join(",")).join(" L")}`,
        fill: "none",
        stroke: color,
        "stroke-width": 2,
        ...(dashed ? { "stroke-dasharray": "5 3" } : {}),
    });

/** Shows the spot nearest to the pointer, or the next by an arrow key. */
function follow(picture: SVGElement, spots: Spot[], told: HTMLElement): void {
    const dot = svg("circle", { r: 4, fill: "none", stroke: INK, "stroke-width": 2, visibility: "hidden" });
    picture.append(dot);
    let at = -1;
    const show = (i: number): void => {
        at = i;
        dot.setAttribute("cx", String(spots[i].x));
        dot.setAttribute("cy", String(spots[i].y));
        dot.setAttribute("visibility", "visible");
        told.textContent = spots[i].said;
    };
    picture.addEventListener("pointermove", (event) => {
        const box = picture.getBoundingClientRect();
        const scale = WIDTH / box.width;
        const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
        const far = spots.map((spot) => Math.hypot(spot.x - x, (spot.y - y) / 3));
        show(far.indexOf(Math.min(...far)));
    });
    picture.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        show(at < 0 ? 0 : Math.min(spots.length - 1, Math.max(0, at + step)));
    });
}

function tableBehind(head: string[], rows: string[][]): HTMLElement {
    const cells = (name: "th" | "td", row: string[]): HTMLElement =>
        el("tr", {}, ...row.map((text, i) => el(name === "td" && i === 0 ? "th" : name, {}, text)));
    const table = el("table", {}, cells("th", head), ...rows.map((row) => cells("td", row)));
    return el("details", { class: "behind" }, el("summary", {}, t("chart.table")), el("div", {}, table));
}

function keyOf(legend: Chart["legend"]): HTMLElement | null {
    if (!legend) return null;
    const entries = legend.map(({ color, label, dashed }) => {
        const mark = el("i", dashed ? { class: "dashed" } : {});
        mark.style.borderTopColor = color;
        return el("span", {}, mark, label);
    });
    return el("p", { class: "key" }, ...entries);
}

export function addChart(host: HTMLElement, chart: Chart): void {
    const { key, title, shows, frame, drawn, spots } = chart;
    const picture = svg(
        "svg",
        {
            viewBox: `0 0 ${WIDTH} ${frame.height}`,
            role: "img",
            "aria-label": shows ? `${title}: ${shows}` : title,
            class: "chart",
            id: `chart-${key}`,
            ...(spots.length ? { tabindex: 0 } : {}),
        },
        ...frame.marks,
        ...drawn,
    );
    const told = el("output", { class: "told" });
    if (spots.length) follow(picture, spots, told);
    const parts = [
        el("h3", {}, title, shows ? el("small", {}, shows) : null),
        picture as unknown as HTMLElement,
        told,
        keyOf(chart.legend),
        chart.note ? el("p", { class: "note" }, chart.note) : null,
        tableBehind(chart.head, chart.rows),
    ];
    host.append(el("section", { class: "figure" }, ...parts));
}
