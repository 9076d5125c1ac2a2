// SPDX-License-Identifier: Apache-2.0
// The page: data in, map up, parts mounted. Parts know each other only through the Desk (desk.ts).
import "./page.css";
import { addCharts } from "./charts";
import { loadPage, type PageData } from "./data";
import { makeDesk, type Desk, type Panel } from "./desk";
import { el } from "./dom";
import { mountExplanation } from "./explain";
import { mountButtons, mountScale, mountZoom } from "./furniture";
import { onLanguage, setLanguage, t } from "./i18n";
import { mountLegend } from "./legend";
import { addLive } from "./live";
import { makeMap } from "./map";
import { addHighest, addOverview, addStreets } from "./overview";
import { addProjects } from "./plan-list";
import { addScenarios } from "./scenarios";
import { mountSearch } from "./search";

/** Parts that hang themselves into the side bar, from above to below. */
const parts: ((desk: Desk) => void)[] = [
    addLive,
    addScenarios,
    addOverview,
    addStreets,
    addHighest,
    addProjects,
    addCharts,
];

function frame() {
    const at = {
        title: el("h1"),
        search: el("div", { id: "search-box" }),
        buttons: el("div", { id: "buttons" }),
        side: el("aside", { id: "side" }),
        map: el("div", { id: "map" }),
        picture: el("img", { id: "picture", alt: "" }),
        legend: el("section", { id: "legend" }),
        explanation: el("section", { id: "details", "aria-live": "polite", hidden: true }),
        zoom: el("div", { id: "zoom" }),
        feet: el("div", { id: "feet" }),
    };
    document.body.append(
        el("header", {}, at.title, at.search, at.buttons),
        el(
            "main",
            {},
            at.side,
            el("div", { id: "stage" }, at.map, at.picture, at.legend, at.explanation, at.zoom, at.feet),
        ),
    );
    return at;
}

function panelAdder(side: HTMLElement): (panel: Panel) => void {
    return (panel) => {
        const title = el("summary");
        const body = el("div");
        const section = el("details", { id: `panel-${panel.key}`, class: "panel", open: !panel.folded }, title, body);
        const draw = (): void => {
            title.textContent = panel.title();
            body.replaceChildren();
            panel.draw(body);
        };
        side.append(section);
        draw();
        onLanguage(draw);
    };
}

async function show(data: PageData): Promise<void> {
    setLanguage(data.language);
    const at = frame();
    const label = (): void => {
        at.title.textContent = t("title");
        at.map.setAttribute("aria-label", t("map"));
        at.picture.alt = t("map");
    };
    label();
    onLanguage(label);
    const map = await makeMap(at.map, data);
    const desk = makeDesk(data, map, panelAdder(at.side));
    mountSearch(desk, at.search);
    mountButtons(desk, at.buttons, at.picture);
    mountLegend(desk, at.legend);
    mountExplanation(desk, at.explanation);
    mountZoom(desk, at.zoom);
    mountScale(desk, at.feet);
    for (const part of parts) part(desk);
    map.onClick((found) => desk.select(found));
    Object.assign(window, { gastwin: desk }); // for the console of the browser, and for tests
    await map.library.once("idle");
    document.body.dataset["ready"] = "true";
}

function complain(text: string): void {
    document.body.append(el("p", { id: "failure", role: "alert" }, text));
    document.body.dataset["ready"] = "failed";
}

loadPage().then(
    (data) =>
        show(data).catch((error: unknown) => {
            complain(t("map_failed"));
            throw error;
        }),
    (error: unknown) => {
        complain(t("damaged"));
        throw error;
    },
);
