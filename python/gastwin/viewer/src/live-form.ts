// SPDX-License-Identifier: Apache-2.0
// The question of the what-if section: which pipe, what happens to it, under which load.
import { el } from "./dom";
import { t, type TextKey } from "./i18n";

export const KINDS = ["closure", "leak", "puncture", "rupture", "third_party"] as const;
export type Kind = (typeof KINDS)[number];

export interface Asked {
    kind: Kind;
    pipe: string;
    hole_mm: number | null;
    hour: number | null;
    squeeze: boolean;
}

export interface Acts {
    /** A pipe was named. */
    find(pipe: string): void;
    ask(): void;
}

const SAMPLES = 200;

/** The scenario as the server takes it. */
export function scenario(asked: Asked, stuck: Set<string>): Record<string, unknown> {
    const { kind, pipe, hour, squeeze, hole_mm } = asked;
    const common = { kind, pipe, inoperable: [...stuck] };
    if (kind === "closure") return { ...common, squeeze, ...(hour === null ? {} : { hour }) };
    const when = hour === null ? {} : { hour, load: hour };
    return { ...common, ...when, samples: SAMPLES, ...(hole_mm === null ? {} : { hole_mm }) };
}

export const kindText = (kind: Kind): string => t(`live.kind.${kind}` as TextKey);

function kindChoice(asked: Asked, changed: () => void): HTMLSelectElement {
    const choice = el("select", { id: "live-kind" });
    for (const each of KINDS) choice.append(new Option(kindText(each), each));
    choice.value = asked.kind;
    choice.onchange = () => {
        asked.kind = choice.value as Kind;
        changed();
    };
    return choice;
}

function hourChoice(asked: Asked): HTMLSelectElement {
    const choice = el("select", { id: "live-hour" });
    choice.append(new Option(t("live.peak"), ""));
    for (let hour = 0; hour < 24; ++hour) choice.append(new Option(`${hour}:00`, String(hour)));
    choice.value = asked.hour === null ? "" : String(asked.hour);
    choice.onchange = () => (asked.hour = choice.value ? Number(choice.value) : null);
    return choice;
}

function holeField(asked: Asked): HTMLInputElement {
    const field = el("input", { id: "live-hole", type: "number", min: "0.1", max: "3000", step: "any" });
    field.value = asked.hole_mm === null ? "" : String(asked.hole_mm);
    field.onchange = () => (asked.hole_mm = field.value ? Number(field.value) : null);
    return field;
}

function squeezeBox(asked: Asked): HTMLInputElement {
    const box = el("input", { id: "live-squeeze", type: "checkbox" });
    box.checked = asked.squeeze;
    box.onchange = () => (asked.squeeze = box.checked);
    return box;
}

/** Draws the form and gives back its field for the pipe. */
export function drawForm(host: HTMLElement, asked: Asked, acts: Acts): HTMLInputElement {
    const pipe = el("input", { id: "live-pipe", type: "text", value: asked.pipe, autocomplete: "off" });
    pipe.onchange = () => acts.find(pipe.value.trim());
    const hole = el("label", {}, t("live.hole"), holeField(asked));
    const squeeze = el("label", {}, t("live.squeeze"), squeezeBox(asked));
    const fit = (): void => {
        hole.hidden = asked.kind === "closure";
        squeeze.hidden = !hole.hidden;
    };
    const kind = kindChoice(asked, () => (fit(), acts.ask()));
    fit();
    const send: EventListener = (event) => {
        event.preventDefault();
        acts.ask();
    };
    host.append(
        el("p", { class: "note" }, t("live.hint")),
        el(
            "form",
            { class: "ask", submit: send },
            el("label", {}, t("pipe"), pipe),
            el("label", {}, t("live.what"), kind),
            hole,
            el("label", {}, t("live.load"), hourChoice(asked)),
            squeeze,
            el("button", { id: "live-ask" }, t("live.ask")),
        ),
    );
    return pipe;
}
