// SPDX-License-Identifier: Apache-2.0
// Charts as SVG: F-N curve, where the risk lies, length by grade, the plan by year and what other ways of choosing reach.
import { numbersOf, type PageData } from "./data";
import type { Desk } from "./desk";
import { el, svg } from "./dom";
import { figure, percent, pick, t } from "./i18n";

const WIDTH = 320;
const LEFT = 44;
const INK = "#1d2733";
const GRID = "#dde2e8";
const RISK = "#a50026";
const BLUE = "#2f6fb0";

interface Frame {
    x(share: number): number;
    y(share: number): number;
    marks: SVGElement[];
    height: number;
}

const words = (x: number, y: number, text: string, anchor: string, size = 10): SVGElement =>
    svg("text", { x, y, "text-anchor": anchor, "font-size": size, fill: INK }, text);

/** Axes with marks at shares of their lengths. */
function frame(height: number, xMarks: [number, string][], yMarks: [number, string][], xTitle: string): Frame {
    const [wide, tall] = [WIDTH - LEFT - 12, height - 48];
    const x = (share: number): number => LEFT + wide * share;
    const y = (share: number): number => 10 + tall * (1 - share);
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

function chart(host: HTMLElement, key: string, title: string, yTitle: string, at: Frame, ...drawn: SVGElement[]): void {
    const label = yTitle ? `${title}: ${yTitle}` : title;
    host.append(
        el("h3", {}, title, yTitle ? el("small", {}, yTitle) : null),
        svg(
            "svg",
            {
                viewBox: `0 0 ${WIDTH} ${at.height}`,
                role: "img",
                "aria-label": label,
                class: "chart",
                id: `chart-${key}`,
            },
            ...at.marks,
            ...drawn,
        ) as unknown as HTMLElement,
    );
}

const line = (points: [number, number][], color: string): SVGElement =>
    svg("path", { d: `M${points.map((p) => p.join(",")).join(" L")}`, fill: "none", stroke: color, "stroke-width": 2 });

const MOST_N = 100;
const DECADES = 6; // below the highest frequency: what lies deeper decides nothing
const power = (exponent: number): string => (exponent === 0 ? "1" : figure(10 ** exponent, 1).replace("1×", ""));

/** Both axes logarithmic, as criteria of societal risk are drawn. */
function fnCurve(host: HTMLElement, data: PageData): void {
    const points = data.charts.fn;
    if (!points?.length) return;
    const high = Math.ceil(Math.log10(points[0][1]));
    const low = Math.max(high - DECADES, Math.floor(Math.log10(points[points.length - 1][1])));
    const xOf = (n: number): number => Math.log10(n) / Math.log10(MOST_N);
    const yOf = (f: number): number => (Math.log10(f) - low) / Math.max(1, high - low);
    const yMarks = Array.from({ length: high - low + 1 }, (_, i): [number, string] => [
        i / Math.max(1, high - low),
        power(low + i),
    ]);
    const xMarks = [1, 2, 5, 10, 20, 50, 100].map((n): [number, string] => [xOf(n), String(n)]);
    const at = frame(210, xMarks, yMarks, t("chart.fn.x"));
    const shown = points.filter(([, f]) => Math.log10(f) >= low);
    // F(N) holds from above N - 1 up to N.
    const steps = shown.map(([n, f]) => `V${at.y(yOf(f))} H${at.x(xOf(n))}`).join(" ");
    const curve = svg("path", {
        d: `M${at.x(xOf(shown[0][0]))},${at.y(yOf(shown[0][1]))} ${steps}`,
        fill: "none",
        stroke: RISK,
        "stroke-width": 2,
    });
    chart(host, "fn", t("chart.fn"), t("chart.fn.y"), at, curve);
}

/** Share of the risk over share of the length, riskiest first: a steep start says that few streets matter. */
function concentration(host: HTMLElement, data: PageData): void {
    const [risk, length] = [numbersOf(data.fields, "risk"), numbersOf(data.fields, "length")];
    if (!risk || !length) return;
    const rows = [...risk.keys()].filter((r) => risk[r] > 0 && length[r] > 0);
    rows.sort((a, b) => risk[b] / length[b] - risk[a] / length[a]);
    const [allRisk, allLength] = [rows.reduce((s, r) => s + risk[r], 0), rows.reduce((s, r) => s + length[r], 0)];
    if (!rows.length) return;
    const points: [number, number][] = [[0, 0]];
    let [x, y, tenth] = [0, 0, -1];
    rows.forEach((r, i) => {
        x += length[r] / allLength;
        y += risk[r] / allRisk;
        if (tenth < 0 && x >= 0.1) tenth = y;
        if (x - points[points.length - 1][0] > 0.004 || i === rows.length - 1) points.push([x, y]);
    });
    const marks = [0, 0.25, 0.5, 0.75, 1].map((s): [number, string] => [s, percent(s)]);
    const at = frame(210, marks, marks, t("chart.share.x"));
    const drawn = line(
        points.map(([px, py]) => [at.x(px), at.y(py)]),
        RISK,
    );
    chart(host, "share", t("chart.share"), t("chart.share.y"), at, drawn);
    host.append(el("p", { class: "note" }, t("chart.share.note", { x: percent(0.1), y: percent(tenth) })));
}

interface Bar {
    label: string;
    value: number;
    shown: string;
    color: string;
}

/** Bars that lie, each with its label above and its figure behind. */
function bars(host: HTMLElement, key: string, title: string, yTitle: string, rows: Bar[], most?: number): void {
    const widest = most ?? Math.max(...rows.map((r) => r.value));
    const height = 30 * rows.length + 4;
    const drawn = rows.flatMap(({ label, value, shown, color }, i) => [
        words(0, 30 * i + 11, label, "start", 11),
        svg("rect", {
            x: 0,
            y: 30 * i + 15,
            width: Math.max(1, (200 * value) / (widest || 1)),
            height: 10,
            fill: color,
        }),
        words(206 - 200 + Math.max(1, (200 * value) / (widest || 1)), 30 * i + 24, shown, "start", 11),
    ]);
    chart(host, key, title, yTitle, { x: Number, y: Number, marks: [], height }, ...drawn);
}

function grades(host: HTMLElement, data: PageData): void {
    const theme = data.themes.find((each) => each.key === "risk");
    const length = numbersOf(data.fields, "length");
    if (!theme || !length) return;
    const km = new Float64Array(theme.classes.length);
    for (let row = 0; row < length.length; ++row) km[theme.of[row]] += length[row] / 1000;
    const rows = theme.classes.map((c, i) => ({
        label: pick(c.label),
        value: km[i],
        shown: `${figure(km[i], 3)} km`,
        color: c.color,
    }));
    bars(host, "grades", t("chart.grades"), "", rows);
}

function plan(host: HTMLElement, data: PageData): void {
    const years = data.charts.plan;
    if (years?.length) {
        const rows = years.map((y) => ({
            label: `${y.year} · ${t("chart.plan.km", { km: figure(y.km, 3), n: figure(y.projects, 0) })}`,
            value: y.cost,
            shown: figure(y.cost / 1e6, 3),
            color: BLUE,
        }));
        bars(host, "plan", t("chart.plan"), t("chart.plan.cost"), rows);
    }
    const practice = data.charts.practice;
    if (practice?.length) {
        const rows = practice.map((p) => ({
            label: pick(p.label),
            value: p.share,
            shown: percent(p.share),
            color: BLUE,
        }));
        bars(host, "practice", t("chart.practice"), t("chart.practice.y"), rows, 1);
    }
}

export function addCharts(desk: Desk): void {
    const { data } = desk;
    const parts = [grades, concentration, plan, fnCurve];
    const trial = el("div");
    for (const part of parts) part(trial, data);
    if (!trial.childElementCount) return;
    desk.addPanel({
        key: "charts",
        title: () => t("charts"),
        draw: (host) => parts.forEach((part) => part(host, data)),
    });
}
