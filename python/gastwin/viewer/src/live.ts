// SPDX-License-Identifier: Apache-2.0
// What if: click a pipe and see which valves to close and who loses gas; choose a leak or a rupture and see how much
// escapes; mark a valve that cannot be turned and see the next plan; keep one and compare. Only where a server is.
import type { Closure, Comparison, Incident } from "./answers";
import { Latest, post, Refused, type Problem } from "./ask";
import { addBudget } from "./budget";
import type { Desk } from "./desk";
import { el } from "./dom";
import { t } from "./i18n";
import { comparisonTable, customersNote, figuresOf, stepList, timelineOf } from "./live-answers";
import { drawForm, kindText, scenario, type Asked, type Kind } from "./live-form";
import { liveMap, type LiveMap } from "./live-map";

interface Shown {
    closure: Closure | null;
    incident: Incident | null;
    comparison: Comparison | null;
    /** Of the computation under way; null: none. */
    share: number | null;
    problem: Problem | null;
}

/** The section and all it remembers. */
interface Live {
    map: LiveMap;
    latest: Latest;
    asked: Asked;
    /** Valves that cannot be turned. */
    stuck: Set<string>;
    kept: Record<string, unknown> | null;
    shown: Shown;
    results: HTMLElement;
}

const NOTHING: Shown = { closure: null, incident: null, comparison: null, share: null, problem: null };

/** Is there a server? Its pages come without their data. */
export const isServed = (): boolean => Boolean(document.getElementById("data")?.dataset["src"]);

function show(live: Live, change: Partial<Shown>): void {
    live.shown = { ...live.shown, ...change };
    live.map.show(live.shown.incident?.plan ?? live.shown.closure, live.shown.incident);
    drawResults(live);
}

/** The answer; null where there is none, and then the section says why. */
async function answered<Answer>(live: Live, path: string, body: object): Promise<Answer | null> {
    show(live, { share: 0, problem: null });
    try {
        const tell = (_: string, share: number): void => show(live, { share });
        return await live.latest.ask((signal) => post<Answer>(path, body, signal, tell));
    } catch (error) {
        const lost = { code: "", message: t("live.lost"), fix: "" };
        show(live, { problem: error instanceof Refused && error.problem.message ? error.problem : lost });
        return null;
    }
}

/** The closure plan, at once; then, where a hole is asked about, what escapes. No answer: none of before stays either. */
async function ask(live: Live): Promise<void> {
    const { asked, stuck } = live;
    if (!asked.pipe) return show(live, NOTHING);
    show(live, { incident: null, comparison: null });
    const plain = scenario({ ...asked, kind: "closure" }, stuck);
    const closure = await answered<Closure>(live, "/what-if/closure", plain);
    if (!closure) {
        if (live.shown.problem) show(live, { closure: null });
        return;
    }
    show(live, { closure });
    if (asked.kind !== "closure") {
        const incident = await answered<Incident>(live, "/what-if/incident", scenario(asked, stuck));
        if (!incident) return;
        show(live, { incident });
    }
    show(live, { share: null });
    document.body.dataset["live"] = String(Number(document.body.dataset["live"] ?? 0) + 1);
}

async function compare(live: Live): Promise<void> {
    if (!live.kept || !live.asked.pipe) return;
    const both = { a: live.kept, b: scenario(live.asked, live.stuck) };
    const comparison = await answered<Comparison>(live, "/what-if/compare", both);
    if (comparison) show(live, { comparison, share: null });
}

function turn(live: Live, valve: string, cannot: boolean): void {
    if (cannot) live.stuck.add(valve);
    else live.stuck.delete(valve);
    void ask(live);
}

const button = (id: string, text: string, click: () => void): HTMLElement =>
    el("button", { type: "button", ...(id ? { id } : {}), click }, text);

/** What cannot be turned, each to be taken off the list. */
function stuckList(live: Live): HTMLElement | null {
    if (!live.stuck.size) return null;
    const chips = [...live.stuck].map((valve) => {
        const chip = button("", `${valve} ×`, () => turn(live, valve, false));
        chip.title = t("live.turnable");
        return chip;
    });
    return el("p", { id: "live-stuck" }, `${t("live.stuck")}: `, ...chips);
}

function progress(live: Live): HTMLElement | null {
    const { share, problem } = live.shown;
    if (share === null || problem) return null;
    const stop = (): void => {
        live.latest.stop();
        show(live, { share: null });
    };
    const bar = el("progress", { max: "1", value: String(share), "aria-label": t("live.working") });
    return el("p", { id: "live-progress" }, bar, button("", t("live.stop"), stop));
}

/** A scenario in a few words. */
function told(kept: Record<string, unknown>): string {
    const stuck = kept["inoperable"] as string[];
    const more = stuck.length ? ` (${t("live.stuck")}: ${stuck.join(", ")})` : "";
    return `${kindText(kept["kind"] as Kind)} ${String(kept["pipe"])}${more}`;
}

/** Keeping a scenario and comparing with it. */
function comparing(live: Live): Node[] {
    const { kept, shown } = live;
    const keep = (): void => {
        live.kept = scenario(live.asked, live.stuck);
        show(live, { comparison: null });
    };
    const again = kept && button("live-compare", t("live.compare"), () => void compare(live));
    const parts: Node[] = [el("p", {}, button("live-keep", t("live.keep"), keep), again)];
    if (kept) parts.push(el("p", { class: "note" }, `${t("live.kept")}: ${told(kept)}`));
    if (shown.comparison) parts.push(comparisonTable(shown.comparison));
    return parts;
}

function drawResults(live: Live): void {
    const { closure, incident, problem } = live.shown;
    const plan = incident?.plan ?? closure;
    const host = live.results;
    host.replaceChildren();
    if (problem) {
        const fix = problem.fix ? el("small", {}, problem.fix) : null;
        host.append(el("p", { id: "live-problem", role: "alert" }, `${problem.code} ${problem.message} `, fix));
    }
    host.append(...[stuckList(live), progress(live)].filter((each) => each !== null));
    if (!plan) return;
    host.append(...[figuresOf(plan, incident), customersNote(plan)].filter((each) => each !== null));
    host.append(stepList(plan, live.stuck, (valve, cannot) => turn(live, valve, cannot)));
    if (incident) host.append(timelineOf(incident));
    host.append(...comparing(live));
}

/** The two sections that need a server, where there is one. */
export function addLive(desk: Desk): void {
    if (!isServed()) return;
    const live: Live = {
        map: liveMap(desk),
        latest: new Latest(),
        asked: { kind: "closure", pipe: "", hole_mm: null, hour: null, squeeze: false },
        stuck: new Set(),
        kept: null,
        shown: { ...NOTHING },
        results: el("div"),
    };
    const find = (pipe: string): void => {
        const row = live.map.rowOf(pipe);
        if (row !== undefined) return desk.select({ kind: "pipe", row }, true);
        live.asked.pipe = pipe;
        desk.select(null);
        show(live, NOTHING);
        void ask(live); // the server says what is wrong with it
    };
    let field: HTMLInputElement | null = null;
    desk.addPanel({
        key: "live",
        title: () => t("live"),
        draw(host) {
            field = drawForm(host, live.asked, { find, ask: () => void ask(live) });
            live.results = el("div", { id: "live-results", "aria-live": "polite" });
            host.append(live.results);
            drawResults(live);
        },
    });
    desk.onSelect.on((found) => {
        if (found?.kind !== "pipe") return;
        live.asked.pipe = desk.data.pipes.id[found.row];
        if (field) field.value = live.asked.pipe;
        show(live, NOTHING);
        void ask(live);
    });
    addBudget(desk);
}
