// SPDX-License-Identifier: Apache-2.0
// GeoJSON for the map library, made from the arrays of the page: marks, issues, buildings, names of streets, and the
// few pipes that are set off. All pipes together are drawn by pipe-layer.ts.
import type { Feature, FeatureCollection, Position } from "geojson";
import type { PageData } from "./data";
import type { Plane } from "./plane";

const collection = (features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });

export function coursePlaces(data: PageData, plane: Plane, row: number): Position[] {
    const { start, xy } = data.pipes;
    const line: Position[] = [];
    for (let k = start[row]; k < start[row + 1]; ++k) line.push(plane.place(xy[2 * k], xy[2 * k + 1]));
    return line;
}

export const pipeFeature = (data: PageData, plane: Plane, row: number, properties: object): Feature => ({
    type: "Feature",
    properties,
    geometry: { type: "LineString", coordinates: coursePlaces(data, plane, row) },
});

const pointFeature = (plane: Plane, xy: Int32Array, i: number, properties: object): Feature => ({
    type: "Feature",
    properties,
    geometry: { type: "Point", coordinates: plane.place(xy[2 * i], xy[2 * i + 1]) },
});

/** Marks of one group, with the picture of each. */
export function markFeatures(data: PageData, plane: Plane, group: number): FeatureCollection {
    const marks = data.marks[group];
    return collection(
        marks.id.flatMap((_, i) =>
            marks.drawn[i]
                ? [pointFeature(plane, marks.xy, i, { i, icon: `${marks.key}-${marks.look ? marks.look[i] : 0}` })]
                : [],
        ),
    );
}

export function issueFeatures(data: PageData, plane: Plane): FeatureCollection {
    const { issues } = data;
    return collection(
        issues.object.flatMap((_, i) =>
            issues.drawn[i] ? [pointFeature(plane, issues.xy, i, { i, severity: issues.severity[i] })] : [],
        ),
    );
}

export function buildingFeatures(data: PageData, plane: Plane): FeatureCollection {
    const { start, xy } = data.buildings;
    const features: Feature[] = [];
    for (let b = 0; b + 1 < start.length; ++b) {
        const ring: Position[] = [];
        for (let k = start[b]; k < start[b + 1]; ++k) ring.push(plane.place(xy[2 * k], xy[2 * k + 1]));
        if (ring.length < 3) continue;
        features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } });
    }
    return collection(features);
}

const LABELS_EACH = 4;
const APART_M = 500;

/** Names of streets, each along its longest main pipes and again where they are far apart. */
export function streetFeatures(data: PageData, plane: Plane): FeatureCollection {
    const { start, xy, street, main } = data.pipes;
    const best = new Map<number, { x: number; y: number; length: number; angle: number }[]>();
    for (let row = 0; row < main.length; ++row) {
        if (!main[row] || !street.words[street.of[row]]) continue;
        for (let k = start[row]; k + 1 < start[row + 1]; ++k) {
            const dx = xy[2 * k + 2] - xy[2 * k];
            const dy = xy[2 * k + 3] - xy[2 * k + 1];
            const found = { x: xy[2 * k] + dx / 2, y: xy[2 * k + 1] + dy / 2, length: Math.hypot(dx, dy) };
            const list = best.get(street.of[row]) ?? [];
            if (!list.length) best.set(street.of[row], list);
            list.push({ ...found, angle: (Math.atan2(dy, dx) * 180) / Math.PI });
        }
    }
    const features: Feature[] = [];
    for (const [word, places] of best) {
        const chosen: typeof places = [];
        for (const place of places.sort((a, b) => b.length - a.length)) {
            const near = chosen.some((c) => Math.hypot(c.x - place.x, c.y - place.y) * plane.step < APART_M);
            if (!near) chosen.push(place);
            if (chosen.length === LABELS_EACH) break;
        }
        for (const { x, y, length, angle } of chosen) {
            const upright = angle > 90 ? angle - 180 : angle <= -90 ? angle + 180 : angle;
            features.push({
                type: "Feature",
                properties: { name: street.words[word], turn: -upright, first: -length },
                geometry: { type: "Point", coordinates: plane.place(x, y) },
            });
        }
    }
    return collection(features);
}
