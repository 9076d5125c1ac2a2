// SPDX-License-Identifier: Apache-2.0
// What the page is told (viewer/data.py), and where it comes from: inline in <script id="data">, or, where that is
// empty, fetched from the address in its data-src, as a server hands it out.
import type { Closure, Incident } from "./answers";
import { fromBase64, points, unpack, type Numbers, type Words } from "./packing";

/** English, Chinese. */
export type Pair = readonly [string, string];

export interface Shade {
    label: Pair;
    color: string;
    width: number;
    count: number;
}

/** Classes that pipes are coloured by; `of` is the class of each pipe. */
export interface Theme {
    key: string;
    label: Pair;
    of: Numbers;
    classes: Shade[];
}

export interface NumberField {
    key: string;
    label: Pair;
    group?: string;
    /** Significant digits; 0: a count; -1: a year or a row, written as it is. */
    digits: number;
    values: Numbers;
}

export interface TextField extends Words<string | Pair> {
    key: string;
    label: Pair;
    group?: string;
}

export type Field = NumberField | TextField;

/** Points of one kind: stations, valves ... */
export interface Marks {
    key: string;
    label: Pair;
    id: string[];
    /** Steps from the corner of the plane, x and y by turns. */
    xy: Int32Array;
    drawn: Numbers;
    fields: Field[];
    /** Which of its pictures each has; all the first one where absent. */
    look?: Numbers;
}

export interface Issues {
    xy: Int32Array;
    drawn: Numbers;
    severity: Numbers;
    severities: Pair[];
    kind: Numbers;
    meanings: Pair[];
    advice: Pair[];
    object: string[];
    value: string[];
    detail: string[];
    /** Row of the pipe concerned, from 1; 0: none. */
    pipe: Numbers;
}

export interface Score {
    /** Natural logarithms of the factors of the leak frequency: they add up. */
    parts: { key: string; label: Pair; ln: Numbers }[];
    clauses: Pair[];
    start: Numbers;
    of: Numbers;
}

export interface PageData {
    version: string;
    language: "en" | "zh";
    crs: string;
    plane: { x: number; y: number; step: number };
    summary: { label: Pair; value: Pair }[];
    pipes: {
        id: string[];
        /** First point of each pipe, and the end of the last; no points: it has no place on the map. */
        start: Numbers;
        xy: Int32Array;
        street: Words;
        main: Numbers;
    };
    themes: Theme[];
    fields: Field[];
    score: Score | null;
    /** Values that are not as surveyed: origin and method in English and Chinese each. */
    estimates: { pipe: Numbers; field: Words; how: Words<readonly [string, string, string, string]> };
    marks: Marks[];
    issues: Issues;
    buildings: { start: Numbers; xy: Int32Array };
    places: { name: string; km: number; leaks: number; risk: number; density: number }[];
    /** Rows of the pipes of highest risk, the highest first. */
    highest: number[];
    /** Of the plan, by year. `pipes` are rows; a project of risers alone has none. */
    projects: {
        id: string;
        year: number;
        kind: Pair;
        street: string;
        km: number;
        cost: number;
        benefit: number;
        must: boolean;
        risers: number;
        why: Pair;
        pipes: Numbers;
    }[];
    /** Incidents and closures that the twin keeps; the answer in English and in Chinese. */
    scenarios: { name: string; kind: string; pipe: string; answer: [Closure | Incident, Closure | Incident] }[];
    /** Sentences about single pipes: row of the pipe and what is said. */
    sayings: Record<"beside" | "changed", { pipe: Numbers; said: Pair[] }>;
    charts: {
        fn?: [number, number][];
        plan?: { year: number; cost: number; benefit: number; km: number; projects: number }[];
        practice?: { label: Pair; share: number }[];
        residual?: { year: number; kept: number; left: number }[];
        curve?: { budget: number; cost: number; benefit: number; bound: number; projects: number }[];
        coverage?: {
            as_of: string;
            levels: { key: string; label: Pair }[];
            duties: {
                id: string;
                title: Pair;
                binding: boolean;
                deadline: string;
                areas: {
                    level: string;
                    area: string;
                    obliged: number;
                    compliant: number;
                    lacking: number;
                    unknown: number;
                }[];
            }[];
        };
    };
}

export const isText = (field: Field): field is TextField => "words" in field;

async function bytesOfPage(): Promise<Uint8Array<ArrayBuffer>> {
    const element = document.getElementById("data")!;
    const inline = element.textContent!.trim();
    if (inline) return fromBase64(inline);
    const answer = await fetch(element.dataset["src"]!);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
}

/** The data of this page. */
export async function loadPage(): Promise<PageData> {
    const data = (await unpack(await bytesOfPage())) as PageData;
    for (const shapes of [data.pipes, data.issues, data.buildings, ...data.marks]) shapes.xy = points(shapes.xy);
    document.getElementById("data")!.textContent = "";
    return data;
}

/** Field of this key, where the page has it. */
export const fieldOf = (fields: Field[], key: string): Field | undefined => fields.find((f) => f.key === key);

/** Numbers of this field, where the page has it. */
export function numbersOf(fields: Field[], key: string): Numbers | undefined {
    const field = fieldOf(fields, key);
    return field && !isText(field) ? field.values : undefined;
}
