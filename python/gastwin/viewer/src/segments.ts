// SPDX-License-Identifier: Apache-2.0
// Courses of the pipes as straight segments, in cells of the plane, and the order in which they are drawn. Nothing here
// knows of the screen: a change of theme or filter only puts the numbers of the segments in another order.
import type { Theme } from "./data";
import type { Numbers } from "./packing";

const PER_CELL = 1500;
const MOST_CELLS = 48; // along each axis

/** Left, below, right, above. */
export type Bounds = [number, number, number, number];

export interface Segments {
    count: number;
    /** Start and end of each, in steps from the middle of the plane. */
    ends: Float32Array;
    /** Row of the pipe that each belongs to. */
    pipe: Uint32Array;
    cell: Uint16Array;
    /** What the segments of each cell cover. */
    bounds: Bounds[];
    middle: [number, number];
}

/** How many segments a pipe is drawn with: one less than its points. */
function countOf(start: Numbers): number {
    let count = 0;
    for (let row = 0; row + 1 < start.length; ++row) count += Math.max(0, start[row + 1] - start[row] - 1);
    return count;
}

function extentOf(xy: Int32Array): Bounds {
    const box: Bounds = [0, 0, 0, 0];
    for (let i = 0; i + 1 < xy.length; i += 2) {
        box[2] = Math.max(box[2], xy[i]);
        box[3] = Math.max(box[3], xy[i + 1]);
    }
    return box;
}

export function segmentsOf(start: Numbers, xy: Int32Array): Segments {
    const count = countOf(start);
    const [, , east, north] = extentOf(xy);
    const middle: [number, number] = [Math.round(east / 2), Math.round(north / 2)];
    const across = Math.min(MOST_CELLS, Math.max(1, Math.ceil(Math.sqrt(count / PER_CELL))));
    const size = (Math.max(east, north) + 1) / across;
    const made: Segments = {
        count,
        ends: new Float32Array(4 * count),
        pipe: new Uint32Array(count),
        cell: new Uint16Array(count),
        bounds: Array.from({ length: across * across }, () => [Infinity, Infinity, -Infinity, -Infinity]),
        middle,
    };
    let s = 0;
    for (let row = 0; row + 1 < start.length; ++row)
        for (let k = start[row]; k + 1 < start[row + 1]; ++k, ++s) {
            const [x0, y0, x1, y1] = xy.subarray(2 * k, 2 * k + 4);
            made.ends.set([x0 - middle[0], y0 - middle[1], x1 - middle[0], y1 - middle[1]], 4 * s);
            made.pipe[s] = row;
            const cell = Math.floor((y0 + y1) / 2 / size) * across + Math.floor((x0 + x1) / 2 / size);
            made.cell[s] = cell;
            const box = made.bounds[cell];
            box[0] = Math.min(box[0], x0 - middle[0], x1 - middle[0]);
            box[1] = Math.min(box[1], y0 - middle[1], y1 - middle[1]);
            box[2] = Math.max(box[2], x0 - middle[0], x1 - middle[0]);
            box[3] = Math.max(box[3], y0 - middle[1], y1 - middle[1]);
        }
    return made;
}

/** Segments class by class, those of a class cell by cell; what matters most comes last and so lies on top. */
export interface Order {
    /** Numbers of the segments. */
    segments: Uint32Array;
    /** Classes of the theme, the first drawn first. */
    classes: number[];
    /** Where each cell of each class begins, and the end of the last. */
    begin: Uint32Array;
}

/** Broad lines are what matters: they lie on top, among equals the later class. */
function drawnOrder(theme: Theme): number[] {
    const weight = (i: number): number => 1000 * theme.classes[i].width + i;
    return [...theme.classes.keys()].sort((a, b) => weight(a) - weight(b));
}

/** Only of pipes that are shown. */
export function orderBy(segments: Segments, theme: Theme, isShown: (pipe: number) => boolean): Order {
    const cells = segments.bounds.length;
    const classes = drawnOrder(theme);
    const rank = new Uint32Array(classes.length);
    classes.forEach((c, i) => (rank[c] = i));
    const begin = new Uint32Array(classes.length * cells + 1);
    const place = new Int32Array(segments.count).fill(-1);
    for (let s = 0; s < segments.count; ++s) {
        const pipe = segments.pipe[s];
        if (!isShown(pipe)) continue;
        place[s] = rank[theme.of[pipe]] * cells + segments.cell[s];
        ++begin[place[s] + 1];
    }
    for (let i = 1; i < begin.length; ++i) begin[i] += begin[i - 1];
    const next = begin.slice();
    const ordered = new Uint32Array(begin[begin.length - 1]);
    for (let s = 0; s < segments.count; ++s) if (place[s] >= 0) ordered[next[place[s]]++] = s;
    return { segments: ordered, classes, begin };
}

/** Runs [from, to) of one class's segments in the cells that lie in view. */
export function runsIn(view: Bounds, segments: Segments, order: Order, nth: number): [number, number][] {
    const cells = segments.bounds.length;
    const runs: [number, number][] = [];
    for (let c = 0; c < cells; ++c) {
        const [from, to] = [order.begin[nth * cells + c], order.begin[nth * cells + c + 1]];
        const [left, below, right, above] = segments.bounds[c];
        if (from === to || left > view[2] || right < view[0] || below > view[3] || above < view[1]) continue;
        const last = runs[runs.length - 1];
        if (last && last[1] === from) last[1] = to;
        else runs.push([from, to]);
    }
    return runs;
}

/** The pipe that passes nearest to a point, in steps from the middle, at most `within` away; null: none. */
export function nearestPipe(
    segments: Segments,
    [x, y]: [number, number],
    within: number,
    isShown: (pipe: number) => boolean,
): number | null {
    const { ends } = segments;
    let best = within * within;
    let found: number | null = null;
    for (let s = 0; s < segments.count; ++s) {
        const [ax, ay] = [ends[4 * s] - x, ends[4 * s + 1] - y];
        const [dx, dy] = [ends[4 * s + 2] - x - ax, ends[4 * s + 3] - y - ay];
        const long = dx * dx + dy * dy;
        const share = long > 0 ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / long)) : 0;
        const far = (ax + share * dx) ** 2 + (ay + share * dy) ** 2;
        if (far > best || !isShown(segments.pipe[s])) continue;
        best = far;
        found = segments.pipe[s];
    }
    return found;
}
