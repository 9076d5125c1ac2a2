// SPDX-License-Identifier: Apache-2.0
// Answers to what-if questions as tables: figures, operations in order, what happens when, two scenarios side by side.
import type { Closure, Comparison, Incident } from "./answers";
import { el } from "./dom";
import { figure, t, type TextKey } from "./i18n";

const MOST_EVENTS = 30;

/** Seconds below two minutes, minutes below two hours, then hours, then days; a dash for never. */
export function lasting(seconds: number | null): string {
    if (seconds === null || !Number.isFinite(seconds)) return "–";
    if (seconds < 120) return t("live.seconds", { n: figure(seconds, 2) });
    if (seconds < 7200) return t("live.minutes", { n: figure(seconds / 60, 2) });
    if (seconds < 172800) return t("live.hours", { n: figure(seconds / 3600, 2) });
    return t("live.days", { n: figure(seconds / 86400, 2) });
}

const row = (label: string, value: string, id = ""): HTMLElement =>
    el("tr", id ? { id } : {}, el("th", { scope: "row" }, label), el("td", {}, value));

/** A number within reach: unknown is not nobody, and what is known may not be all. */
function within(value: number | null, places = 0): string {
    if (value === null) return t("live.people.unknown");
    const n = figure(value, 0);
    return places > 0 ? t("live.people.more", { n, places: figure(places, 0) }) : n;
}

/** Who is out, how long the pressure holds, and what escapes. */
export function figuresOf(plan: Closure, incident: Incident | null): HTMLElement {
    const table = el("table", { id: "live-figures" });
    const known = ["isolated", "source_inside", "unsupplied", "no_gas"].includes(plan.status);
    const status = known ? t(`live.status.${plan.status}` as TextKey) : plan.status;
    const households = plan.households_inside + plan.households_cut_off;
    table.append(
        row(t("live.status"), status, "live-status"),
        row(t("live.inside"), figure(plan.customers_inside, 0), "live-inside"),
        row(t("live.cut_off"), figure(plan.customers_cut_off, 0), "live-cut-off"),
        row(t("live.low"), figure(plan.customers_low_pressure, 0), "live-low"),
        row(t("live.households"), figure(households, 0)),
    );
    if (plan.special.length) table.append(row(t("live.special"), plan.special.join(", ")));
    if (plan.linepack_s) table.append(row(t("live.linepack"), lasting(plan.linepack_s)));
    if (!incident) return table;
    table.append(
        row(t("live.released"), `${figure(incident.released_kg, 3)} kg`, "live-released"),
        row(t("live.rate"), `${figure(incident.peak_release_kg_s, 3)} kg/s`),
        row(t("live.closed"), lasting(incident.isolated_s)),
        row(t("live.over"), lasting(incident.duration_s)),
        row(t("live.out"), figure(incident.customers_out, 0), "live-out"),
        row(t("live.restored"), lasting(incident.restored_s)),
        row(t("live.hours_lost"), figure(incident.customer_hours, 3)),
        row(t("live.grade"), incident.grade || "–"),
    );
    const { reach_m, lethal_m, people, households: homes, ...unknown } = incident.footprint;
    table.append(
        row(t("live.reach"), `${figure(reach_m, 3)} m`, "live-reach"),
        row(t("live.lethal"), `${figure(lethal_m, 3)} m`),
        row(t("live.within"), within(homes, unknown.unknown_household_places), "live-households-within"),
        row(t("live.people"), within(people, unknown.unknown_people_places), "live-people-within"),
    );
    if (incident.explanation) table.append(row(t("live.note"), incident.explanation));
    return table;
}

/** Where more customers are out than the answer tells of. */
export function customersNote({ customers, customers_total: all }: Closure): HTMLElement | null {
    if (customers.length >= all) return null;
    const values = { shown: figure(customers.length, 0), all: figure(all, 0) };
    return el("p", { class: "note" }, t("live.customers", values));
}

/** Marks a valve as one that cannot be turned. */
type Turn = (valve: string, cannot: boolean) => void;

function stuckBox(valve: string, stuck: Set<string>, turn: Turn): HTMLElement {
    const cannot = el("input", { type: "checkbox", "data-valve": valve });
    cannot.checked = stuck.has(valve);
    cannot.onchange = () => turn(valve, cannot.checked);
    return el("label", {}, cannot, t("live.cannot"));
}

/** Operations in order, of valves and regulators; with `turn` each valve can be marked as one that cannot be turned. */
export function stepList(plan: Closure, stuck: Set<string> = new Set(), turn?: Turn): HTMLElement {
    const list = el("ol", { id: "live-steps" });
    for (const step of plan.steps) {
        const isStation = step.element === "regulator";
        const mark = turn && !isStation && step.action !== "squeeze" ? stuckBox(step.id, stuck, turn) : null;
        list.append(
            el(
                "li",
                {},
                el("b", {}, `${step.step}. ${step.id}`),
                ` ${isStation ? `${t("mark.regulator")} · ` : ""}${step.action_text} `,
                mark,
                el("small", {}, step.why_text),
            ),
        );
    }
    return el("section", {}, el("h3", {}, t("live.steps")), list);
}

/** What happens when. */
export function timelineOf(incident: Incident): HTMLElement {
    const table = el("table", { id: "live-timeline" });
    for (const each of incident.timeline.filter(({ event }) => event).slice(0, MOST_EVENTS))
        table.append(row(lasting(each.t_s), `${each.event} · ${figure(each.released_kg, 3)} kg`));
    return el("details", {}, el("summary", {}, t("live.timeline")), table);
}

const COMPARED = [
    "customers_inside",
    "customers_cut_off",
    "customers_low_pressure",
    "customers_total",
    "released_kg",
    "customers_out",
    "customer_hours",
    "restored_s",
] as const;

/** Figures that both scenarios have. */
export function comparisonTable(told: Comparison): HTMLElement {
    const head = el(
        "tr",
        {},
        ...["", t("live.kept"), t("live.now"), t("live.difference")].map((text) => el("th", {}, text)),
    );
    const table = el("table", { id: "live-comparison" }, head);
    const cell = (value: unknown): HTMLElement => el("td", {}, typeof value === "number" ? figure(value, 3) : "–");
    for (const key of COMPARED.filter((each) => each in told.difference)) {
        const label = el("th", { scope: "row" }, t(`live.figure.${key}` as TextKey));
        table.append(el("tr", {}, label, cell(told.a[key]), cell(told.b[key]), cell(told.difference[key])));
    }
    const only = t("live.only", { a: String(told.only_in_a_total), b: String(told.only_in_b_total) });
    return el("section", {}, el("h3", {}, t("live.compared")), table, el("p", { class: "note" }, only));
}
