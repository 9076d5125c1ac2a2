// SPDX-License-Identifier: Apache-2.0
// Safety devices of users by area, beside their deadline: one duty at a time, the one that lacks most first.
import { addChart, words, WIDTH, type Frame } from "./chart-frame";
import type { PageData } from "./data";
import { el, svg } from "./dom";
import { figure, percent, pick, t } from "./i18n";

type Coverage = NonNullable<PageData["charts"]["coverage"]>;
type Duty = Coverage["duties"][number];
type Area = Duty["areas"][number];

const PARTS = [
    { key: "compliant", color: "#2e7d4f", label: "coverage.compliant" },
    { key: "lacking", color: "#c81e1e", label: "coverage.lacking" },
    { key: "unknown", color: "#b4bac3", label: "coverage.unknown" },
] as const;
const MOST = 15;
const ROW = 28;

/** Whether the deadline of a duty has passed, and which day it is. */
function until({ as_of }: Coverage, { deadline }: Duty): string {
    if (!deadline) return t("coverage.no_deadline");
    return t(deadline < as_of ? "coverage.passed" : "coverage.until", { day: deadline });
}

const openIn = (area: Area): number => area.lacking + area.unknown;

/** Areas of the broadest level that has more than one, those with the lowest coverage first; below the whole. */
function areasOf(told: Coverage, duty: Duty): { level: string; areas: Area[] } {
    const level = told.levels.find(({ key }) => duty.areas.filter((a) => a.level === key).length > 1);
    const parts = level ? duty.areas.filter((a) => a.level === level.key) : [];
    parts.sort((a, b) => a.compliant / a.obliged - b.compliant / b.obliged || openIn(b) - openIn(a));
    const whole = duty.areas.filter((a) => a.level === "all");
    return { level: level ? pick(level.label) : "", areas: [...whole, ...parts] };
}

function draw(host: HTMLElement, told: Coverage, duty: Duty): void {
    const { level, areas } = areasOf(told, duty);
    const name = (area: Area): string => area.area || t("coverage.all");
    const shown = areas.slice(0, MOST + 1);
    const wide = WIDTH - 4;
    const at = (i: number): number => ROW * i;
    const drawn = shown.flatMap((area, i) => {
        let x = 0;
        const stripes = PARTS.map(({ key, color }) => {
            const width = (wide * area[key]) / area.obliged;
            x += width;
            return svg("rect", { x: x - width, y: at(i) + 14, width, height: 9, fill: color });
        });
        const share = `${percent(area.compliant / area.obliged)} · ${figure(area.obliged, 0)}`;
        return [words(0, at(i) + 11, name(area), "start", 11), words(wide, at(i) + 11, share, "end", 11), ...stripes];
    });
    const advice = duty.binding ? "" : ` ${t("coverage.advice")}`;
    const frame: Frame = { x: Number, y: Number, marks: [], height: ROW * shown.length + 2 };
    addChart(host, {
        key: "coverage",
        title: t("coverage"),
        shows: t("coverage.shows", { day: told.as_of }),
        frame,
        drawn,
        spots: shown.map((area, i) => ({
            x: (wide * area.compliant) / area.obliged,
            y: at(i) + 18,
            said: `${name(area)} · ${PARTS.map((p) => `${t(p.label)} ${figure(area[p.key], 0)}`).join(" · ")}`,
        })),
        head: [level || t("coverage.area"), t("coverage.obliged"), ...PARTS.map((p) => t(p.label))],
        rows: areas.map((a) => [name(a), ...[a.obliged, a.compliant, a.lacking, a.unknown].map((n) => figure(n, 0))]),
        legend: PARTS.map(({ color, label }) => ({ color, label: t(label) })),
        note: t("coverage.note", { duty: pick(duty.title), until: until(told, duty) }) + advice,
    });
}

export function coverage(host: HTMLElement, data: PageData): void {
    const told = data.charts.coverage;
    if (!told) return;
    const whole = (duty: Duty): number =>
        duty.areas.filter((a) => a.level === "all").reduce((s, a) => s + openIn(a), 0);
    const duties = [...told.duties].sort((a, b) => Number(b.binding) - Number(a.binding) || whole(b) - whole(a));
    const chart = el("div");
    const choice = el("select", {
        id: "duty",
        "aria-label": t("coverage.duty"),
        change: () => {
            chart.replaceChildren();
            draw(chart, told, duties[Number(choice.value)]);
        },
    });
    duties.forEach((duty, i) => choice.append(el("option", { value: String(i) }, pick(duty.title))));
    draw(chart, told, duties[0]);
    host.append(chart, el("label", { class: "duty" }, el("span", {}, t("coverage.duty")), choice));
}
