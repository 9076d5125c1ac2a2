// SPDX-License-Identifier: Apache-2.0
// Drag the budget and see the plan. The server works out the plans of a row of budgets; the slider moves along them.
import type { Planned, PlanPoint } from "./answers";
import { get, Latest, Refused } from "./ask";
import type { Desk } from "./desk";
import { el } from "./dom";
import { figure, percent, t } from "./i18n";

const YEAR_COLOURS = ["#a50026", "#e8603c", "#fdae61", "#7fbfb5", "#2c7bb6", "#4b3f8f"];
const MOST_YEARS = 30;

/** The section and all it remembers. */
interface Budget {
    desk: Desk;
    rows: Map<string, number>;
    curves: Latest;
    plans: Latest;
    years: number;
    curve: PlanPoint[];
    at: number;
    told: HTMLElement;
    slider: HTMLInputElement;
}

const million = (value: number): string => t("budget.million", { n: figure(value / 1e6, 3) });

const colourOf = (year: number, listed: number[]): string =>
    YEAR_COLOURS[Math.min(YEAR_COLOURS.length - 1, Math.max(0, listed.indexOf(year)))];

/** Pipes in the colour of their year; null takes them off the map. */
function paint({ desk, rows }: Budget, plan: Planned | null): void {
    const rowsIn = (year: number): number[] =>
        plan!.pipe_ids.flatMap((id, i) => (plan!.pipe_years[i] === year ? (rows.get(id) ?? []) : []));
    const years = plan?.years ?? [];
    desk.map.overlay(
        "budget",
        years.map((year) => ({ pipes: rowsIn(year), color: colourOf(year, years), width: 4 })),
    );
}

function problem(budget: Budget, error: unknown): void {
    const text = error instanceof Refused && error.problem.message ? error.problem.message : t("live.lost");
    budget.told.replaceChildren(el("p", { role: "alert" }, text));
}

const line = (label: string, value: string): HTMLElement =>
    el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, value));

/** What the curve says of a budget. */
function summary(point: PlanPoint, highest: PlanPoint): HTMLTableElement {
    return el(
        "table",
        { id: "budget-figures" },
        line(t("budget.cost"), million(point.cost_cny)),
        line(t("budget.projects"), figure(point.projects, 0)),
        line(t("budget.km"), figure(point.length_m / 1e3, 3)),
        line(t("budget.removed"), percent(point.value / highest.value)),
    );
}

/** Year by year, with the colour each has on the map. */
function yearRows(plan: Planned): HTMLElement[] {
    return plan.years.map((year, i) => {
        const count = plan.pipe_years.filter((each) => each === year).length;
        const mark = el("span", { class: "year" });
        mark.style.background = colourOf(year, plan.years);
        const cells = t("budget.year", { n: figure(count, 0), cost: million(plan.spent_cny[i] ?? 0) });
        return el("tr", { class: "planned" }, el("th", { scope: "row" }, mark, String(year)), el("td", {}, cells));
    });
}

/** The curve's figures at once; then the plan itself. */
async function show(budget: Budget): Promise<void> {
    const { curve, at, years } = budget;
    if (!curve.length) return;
    const point = curve[at];
    const table = summary(point, curve[curve.length - 1]);
    budget.told.replaceChildren(el("b", { id: "budget-value" }, million(point.budget_per_year)), table);
    try {
        const query = { budget_per_year: String(point.budget_per_year), years: String(years) };
        const plan = await budget.plans.ask((signal) => get<Planned>("/plan", query, signal));
        if (!plan) return;
        paint(budget, plan);
        table.append(...yearRows(plan));
        document.body.dataset["budget"] = String(point.budget_per_year);
    } catch (error) {
        problem(budget, error);
    }
}

/** Asks for the curve of these years. */
async function load(budget: Budget): Promise<void> {
    budget.told.replaceChildren(el("p", { class: "note" }, t("live.working")));
    try {
        const query = { years: String(budget.years) };
        const found = await budget.curves.ask((signal) => get<{ curve: PlanPoint[] }>("/plan/curve", query, signal));
        if (!found) return;
        budget.curve = found.curve;
        const last = found.curve.length - 1;
        budget.at = Math.min(budget.at || Math.floor(last / 2), last);
        budget.slider.max = String(last);
        budget.slider.value = String(budget.at);
        await show(budget);
    } catch (error) {
        problem(budget, error);
    }
}

function draw(budget: Budget, host: HTMLElement): void {
    const limits = { min: "1", max: String(MOST_YEARS) };
    const horizon = el("input", { id: "budget-years", type: "number", ...limits, value: String(budget.years) });
    horizon.onchange = () => {
        budget.years = Math.min(MOST_YEARS, Math.max(1, Math.round(Number(horizon.value) || 5)));
        void load(budget);
    };
    budget.slider = el("input", { id: "budget", type: "range", min: "0", max: String(budget.curve.length - 1) });
    budget.slider.value = String(budget.at);
    budget.slider.oninput = () => {
        budget.at = Number(budget.slider.value);
        void show(budget);
    };
    budget.told = el("div", { id: "budget-told", "aria-live": "polite" });
    host.append(
        el("label", {}, t("budget.years"), horizon),
        el("label", {}, t("budget.per_year"), budget.slider),
        budget.told,
        el("button", { type: "button", click: () => paint(budget, null) }, t("budget.hide")),
    );
    const panel = host.parentElement as HTMLDetailsElement;
    panel.ontoggle = () => void (panel.open && !budget.curve.length && load(budget));
    void show(budget);
}

/** The section of the budget; nothing is asked before it is unfolded. */
export function addBudget(desk: Desk): void {
    const budget: Budget = {
        desk,
        rows: new Map(desk.data.pipes.id.map((id, row) => [id, row])),
        curves: new Latest(),
        plans: new Latest(),
        years: 5,
        curve: [],
        at: 0,
        told: el("div"),
        slider: el("input"),
    };
    desk.addPanel({ key: "budget", title: () => t("budget"), folded: true, draw: (host) => draw(budget, host) });
}
