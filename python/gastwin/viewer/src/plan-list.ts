// SPDX-License-Identifier: Apache-2.0
// The projects of the plan, year by year; a click shows where one lies.
import type { PageData } from "./data";
import type { Desk } from "./desk";
import { el } from "./dom";
import { figure, pick, t } from "./i18n";

type Project = PageData["projects"][number];

const AT_FIRST = 20;

function show(desk: Desk, project: Project): void {
    desk.select(null);
    desk.map.highlight(project.pipes);
    if (project.pipes.length) desk.map.fitPipes(project.pipes);
}

function entry(desk: Desk, project: Project): HTMLElement {
    const { street, km, cost, risers, must } = project;
    const length = risers ? t("projects.risers", { n: figure(risers, 0) }) : `${figure(km, 2)} km`;
    const facts = [pick(project.kind), length, t("projects.cost", { n: figure(cost, 0) }), must && t("projects.must")];
    const button = el(
        "button",
        { click: () => show(desk, project), title: pick(project.why), disabled: !project.pipes.length },
        el("b", {}, `${project.id} `),
        street || t("projects.no_street"),
        el("small", {}, facts.filter(Boolean).join(" · ")),
    );
    return el("li", {}, button);
}

/** The first ones, and a button for the others. */
function listOf(desk: Desk, projects: Project[]): HTMLElement {
    const list = el("ol", { class: "projects" }, ...projects.slice(0, AT_FIRST).map((p) => entry(desk, p)));
    const more = projects.length - AT_FIRST;
    if (more <= 0) return list;
    const button = el("button", {
        class: "more",
        click: () => button.replaceWith(...projects.slice(AT_FIRST).map((p) => entry(desk, p))),
    });
    button.textContent = t("search.more", { n: figure(more, 0) });
    list.append(button);
    return list;
}

export function addProjects(desk: Desk): void {
    const { projects } = desk.data;
    if (!projects.length) return;
    const years = [...new Set(projects.map((p) => p.year))].sort((a, b) => a - b);
    desk.addPanel({
        key: "projects",
        title: () => t("projects"),
        draw(host) {
            for (const [i, year] of years.entries()) {
                const here = projects.filter((p) => p.year === year);
                const cost = here.reduce((sum, p) => sum + p.cost, 0) / 1e6;
                const head = t("projects.year", {
                    year: String(year),
                    n: figure(here.length, 0),
                    cost: figure(cost, 3),
                });
                host.append(el("details", { open: i === 0 }, el("summary", {}, head), listOf(desk, here)));
            }
        },
    });
}
