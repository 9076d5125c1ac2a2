// SPDX-License-Identifier: Apache-2.0
// Charts of risk and plan: length by grade, where the risk lies, F-N curve, the plan by year, the risk it leaves, what
// more money would buy, and what other ways of choosing reach. A chart without data is not there.
import { addChart, axes, line, roundMarks, shares, words, type Frame, type Spot } from "./chart-frame";
import { coverage } from "./coverage";
import { numbersOf, type PageData } from "./data";
import type { Desk } from "./desk";
import { el, svg } from "./dom";
import { figure, percent, pick, t } from "./i18n";

const RISK = "#a50026";
const BLUE = "#2f6fb0";
const GREY = "#6b7683";

const MOST_N = 100;
const DECADES = 6; // below the highest frequency: what lies deeper decides nothing
const power = (exponent: number): string => (exponent === 0 ? "1" : figure(10 ** exponent, 1).replace("1×", ""));
const million = (value: number): string => figure(value / 1e6, 3);

/** Millions, or where there is less than a tenth of one, yuan: how an amount is written, and the unit. */
function money(most: number): { scale: number; unit: string; told(value: number): string } {
    const [scale, unit] = most >= 1e5 ? [1e6, t("money.million")] : [1, t("money.cny")];
    return { scale, unit, told: (value) => figure(value / scale, 3) };
}

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
    const at = axes(210, xMarks, yMarks, t("chart.fn.x"));
    const shown = points.filter(([, f]) => Math.log10(f) >= low);
    // F(N) holds from above N - 1 up to N.
    const steps = shown.map(([n, f]) => `V${at.y(yOf(f))} H${at.x(xOf(n))}`).join(" ");
    const curve = svg("path", {
        d: `M${at.x(xOf(shown[0][0]))},${at.y(yOf(shown[0][1]))} ${steps}`,
        fill: "none",
        stroke: RISK,
        "stroke-width": 2,
    });
    addChart(host, {
        key: "fn",
        title: t("chart.fn"),
        shows: t("chart.fn.y"),
        frame: at,
        drawn: [curve],
        spots: shown.map(([n, f]) => ({
            x: at.x(xOf(n)),
            y: at.y(yOf(f)),
            said: t("chart.fn.said", { n: String(n), f: figure(f, 2) }),
        })),
        head: [t("chart.fn.x"), t("chart.fn.y")],
        rows: points.map(([n, f]) => [String(n), figure(f, 3)]),
    });
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
    const at = axes(210, marks, marks, t("chart.share.x"));
    const tenths = Array.from({ length: 11 }, (_, i) => points.find(([px]) => px >= i / 10 - 1e-9)!);
    addChart(host, {
        key: "share",
        title: t("chart.share"),
        shows: t("chart.share.y"),
        frame: at,
        drawn: [
            line(
                points.map(([px, py]) => [at.x(px), at.y(py)]),
                RISK,
            ),
        ],
        spots: points.map(([px, py]) => ({
            x: at.x(px),
            y: at.y(py),
            said: t("chart.share.note", { x: percent(px), y: percent(py) }),
        })),
        head: [t("chart.share.x"), t("chart.share.y")],
        rows: tenths.map(([px, py]) => [percent(px), percent(py)]),
        note: t("chart.share.note", { x: percent(0.1), y: percent(tenth) }),
    });
}

interface Bar {
    label: string;
    value: number;
    shown: string;
    color: string;
}

/** Bars that lie, each with its label above and its figure behind. */
function bars(host: HTMLElement, key: string, title: string, shows: string, rows: Bar[], most?: number): void {
    const widest = most ?? Math.max(...rows.map((r) => r.value));
    const long = (value: number): number => Math.max(1, (200 * value) / (widest || 1));
    const drawn = rows.flatMap(({ label, value, shown, color }, i) => [
        words(0, 30 * i + 11, label, "start", 11),
        svg("rect", { x: 0, y: 30 * i + 15, width: long(value), height: 10, fill: color }),
        words(6 + long(value), 30 * i + 24, shown, "start", 11),
    ]);
    const frame: Frame = { x: Number, y: Number, marks: [], height: 30 * rows.length + 4 };
    const table = rows.map(({ label, shown }) => [label, shown]);
    addChart(host, { key, title, shows, frame, drawn, spots: [], head: ["", shows || title], rows: table });
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
    if (!years?.length) return;
    const rows = years.map((y) => ({
        label: `${y.year} · ${t("chart.plan.km", { km: figure(y.km, 3), n: figure(y.projects, 0) })}`,
        value: y.cost,
        shown: million(y.cost),
        color: BLUE,
    }));
    bars(host, "plan", t("chart.plan"), t("chart.plan.cost"), rows);
}

/** The risk that is left at the end of each year, beside that of doing nothing. */
function residual(host: HTMLElement, data: PageData): void {
    const years = data.charts.residual;
    if (!years?.length) return;
    const highest = Math.max(...years.flatMap((y) => [y.kept, y.left]));
    const { scale, unit, told } = money(highest);
    const marks = roundMarks(highest / scale);
    const most = marks[marks.length - 1] * scale;
    const xOf = (i: number): number => (years.length > 1 ? i / (years.length - 1) : 0.5);
    const every = Math.ceil(years.length / 6);
    const xMarks = years.flatMap((y, i): [number, string][] => (i % every ? [] : [[xOf(i), String(y.year)]]));
    const at = axes(190, xMarks, shares(marks), t("chart.residual.x"));
    const spots = (of: "kept" | "left", key: "chart.residual.kept" | "chart.residual.left"): Spot[] =>
        years.map((y, i) => ({
            x: at.x(xOf(i)),
            y: at.y(y[of] / most),
            said: t("chart.residual.said", { year: String(y.year), what: t(key), n: told(y[of]), unit }),
        }));
    const [kept, left] = [spots("kept", "chart.residual.kept"), spots("left", "chart.residual.left")];
    const place = ({ x, y }: Spot): [number, number] => [x, y];
    const dots = left.map(({ x, y }) => svg("circle", { cx: x, cy: y, r: 2.5, fill: RISK }));
    addChart(host, {
        key: "residual",
        title: t("chart.residual"),
        shows: t("chart.residual.y", { unit }),
        frame: at,
        drawn: [line(kept.map(place), GREY, true), line(left.map(place), RISK), ...dots],
        spots: [...kept, ...left],
        head: [t("chart.residual.x"), t("chart.residual.kept"), t("chart.residual.left")],
        rows: years.map((y) => [String(y.year), told(y.kept), told(y.left)]),
        legend: [
            { color: GREY, label: t("chart.residual.kept"), dashed: true },
            { color: RISK, label: t("chart.residual.left") },
        ],
    });
}

/** Risk removed against money: each point is a plan of its own. */
function curve(host: HTMLElement, data: PageData): void {
    const points = data.charts.curve;
    if (!points?.length) return;
    const [dearest, highest] = [Math.max(...points.map((p) => p.cost)), Math.max(...points.map((p) => p.bound))];
    const [spent, removed] = [money(dearest), money(highest)];
    const [xs, ys] = [roundMarks(dearest / spent.scale), roundMarks(highest / removed.scale)];
    const at = axes(200, shares(xs), shares(ys), t("chart.curve.x", { unit: spent.unit }));
    const place = (cost: number, benefit: number): [number, number] => [
        at.x(cost / spent.scale / xs[xs.length - 1]),
        at.y(benefit / removed.scale / ys[ys.length - 1]),
    ];
    const found = points.map((p) => place(p.cost, p.benefit));
    const dots = found.map(([cx, cy]) => svg("circle", { cx, cy, r: 3, fill: BLUE }));
    const bound = points.map((p) => place(p.cost, p.bound));
    addChart(host, {
        key: "curve",
        title: t("chart.curve"),
        shows: t("chart.curve.y", { unit: removed.unit }),
        frame: at,
        drawn: [line(bound, GREY, true), line(found, BLUE), ...dots],
        spots: points.map((p, i) => ({
            x: found[i][0],
            y: found[i][1],
            said: t("chart.curve.said", {
                budget: `${spent.told(p.budget)} ${spent.unit}`,
                cost: spent.told(p.cost),
                removed: removed.told(p.benefit),
                bound: removed.told(p.bound),
                unit: removed.unit,
                n: figure(p.projects, 0),
            }),
        })),
        head: [
            t("chart.curve.budget", { unit: spent.unit }),
            t("chart.curve.cost", { unit: spent.unit }),
            ...[t("chart.curve.removed"), t("chart.curve.bound")].map((what) => `${what} (${removed.unit})`),
            t("chart.curve.projects"),
        ],
        rows: points.map((p) => [
            ...[p.budget, p.cost].map(spent.told),
            ...[p.benefit, p.bound].map(removed.told),
            figure(p.projects, 0),
        ]),
        legend: [
            { color: BLUE, label: t("chart.curve.removed") },
            { color: GREY, label: t("chart.curve.bound"), dashed: true },
        ],
    });
}

function practice(host: HTMLElement, data: PageData): void {
    const ways = data.charts.practice;
    if (!ways?.length) return;
    const rows = ways.map((p) => ({
        label: pick(p.label),
        value: p.share,
        shown: percent(p.share),
        color: BLUE,
    }));
    bars(host, "practice", t("chart.practice"), t("chart.practice.y"), rows, 1);
}

export function addCharts(desk: Desk): void {
    const { data } = desk;
    const parts = [grades, concentration, plan, residual, curve, practice, fnCurve, coverage];
    const trial = el("div");
    for (const part of parts) part(trial, data);
    if (!trial.childElementCount) return;
    desk.addPanel({
        key: "charts",
        title: () => t("charts"),
        draw: (host) => parts.forEach((part) => part(host, data)),
    });
}
