// SPDX-License-Identifier: Apache-2.0
// The language of the page. Every word stands in texts.json, which the Python side reads too; tsc knows its keys.
import texts from "../texts.json";
import type { Pair } from "./data";
import { signal } from "./signal";

export type TextKey = keyof typeof texts;
export type Language = "en" | "zh";

const changed = signal<Language>();
let language: Language = "en";

/** Calls `redraw` whenever the language changes. */
export const onLanguage = (redraw: () => void): (() => void) => changed.on(redraw);

export function setLanguage(wanted: Language): void {
    language = wanted;
    document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
    document.title = t("title");
    changed.emit(wanted);
}

export const otherLanguage = (): Language => (language === "zh" ? "en" : "zh");

/** The text in the language of the page. */
export const pick = (text: Pair | string): string =>
    typeof text === "string" ? text : text[language === "zh" ? 1 : 0];

/** The text of this key; {name} in it is replaced. */
export function t(key: TextKey, values: Record<string, string> = {}): string {
    const pair = texts[key];
    return (language === "zh" ? pair[1] : pair[0]).replace(/\{(\w+)\}/g, (mark, name: string) => values[name] ?? mark);
}

/** The unit of a field, "" where it has none. */
export function unitOf(field: string): string {
    const key = `unit.${field}`;
    return key in texts ? t(key as TextKey) : "";
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number for people: so many significant digits, 0 a count with separators, -1 as it is. */
export function figure(value: number, digits: number): string {
    if (!Number.isFinite(value)) return "–";
    if (digits < 0) return String(value);
    if (digits === 0 || Math.abs(value) >= 10 ** Math.max(4, digits))
        return value.toLocaleString("en", { maximumFractionDigits: 0 });
    if (value === 0) return "0";
    const power = Math.floor(Math.log10(Math.abs(value)));
    if (power >= -3) return String(Number(value.toPrecision(digits)));
    const shown = [...String(-power)].map((d) => superscripts[Number(d)]).join("");
    return `${Number((value / 10 ** power).toPrecision(digits))}×10⁻${shown}`;
}

export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
