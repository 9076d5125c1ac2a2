// SPDX-License-Identifier: Apache-2.0
// Incidents and closures that the twin keeps: choose one and see valves, customers, reach and what happens when.
import type { Closure, Incident } from "./answers";
import type { PageData } from "./data";
import type { Desk } from "./desk";
import { el } from "./dom";
import { otherLanguage, t } from "./i18n";
import { customersNote, figuresOf, stepList, timelineOf } from "./live-answers";
import { kindText, type Kind } from "./live-form";
import { liveMap, type LiveMap } from "./live-map";

type Kept = PageData["scenarios"][number];

const isIncident = (answer: Closure | Incident): answer is Incident => "plan" in answer;

/** The answer in the language of the page. */
const answerOf = (kept: Kept): Closure | Incident => kept.answer[otherLanguage() === "zh" ? 0 : 1];

function partsOf(kept: Kept): (HTMLElement | null)[] {
    const answer = answerOf(kept);
    const [plan, incident] = isIncident(answer) ? [answer.plan, answer] : [answer, null];
    return [
        el("p", { class: "note" }, `${kindText(kept.kind as Kind)} · ${kept.pipe}`),
        figuresOf(plan, incident),
        customersNote(plan),
        stepList(plan),
        incident && timelineOf(incident),
    ];
}

function show(desk: Desk, map: LiveMap, kept: Kept | undefined): void {
    desk.select(null);
    if (!kept) return map.show(null);
    const answer = answerOf(kept);
    const plan = isIncident(answer) ? answer.plan : answer;
    map.show(plan, isIncident(answer) ? answer : null);
    const rows = [...plan.pipes, ...plan.pipes_cut_off].flatMap((id) => map.rowOf(id) ?? []);
    if (rows.length) desk.map.fitPipes(rows);
}

export function addScenarios(desk: Desk): void {
    const { scenarios } = desk.data;
    if (!scenarios.length) return;
    const map = liveMap(desk);
    let chosen = -1;
    desk.addPanel({
        key: "scenarios",
        title: () => t("scenarios"),
        draw(host) {
            const told = el("div", { "aria-live": "polite" });
            const tell = (): void => {
                const parts = scenarios[chosen] ? partsOf(scenarios[chosen]) : [];
                told.replaceChildren(...parts.filter((part) => part !== null));
            };
            const choice = el("select", {
                id: "scenario",
                "aria-label": t("scenarios"),
                change: () => {
                    chosen = Number(choice.value);
                    show(desk, map, scenarios[chosen]);
                    tell();
                },
            });
            choice.append(el("option", { value: "-1" }, t("scenarios.none")));
            scenarios.forEach(({ name }, i) =>
                choice.append(el("option", { value: String(i), selected: i === chosen }, name)),
            );
            host.append(choice, told);
            tell();
        },
    });
}
