// SPDX-License-Identifier: Apache-2.0
// Layers of the map, from below to above, but for the pipes: those (pipe-layer.ts) come below the overlay.
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { PageData } from "./data";

export const SEVERITY_COLOURS = ["#d7301f", "#f08c2a", "#7d8894"] as const;
/** Labels are drawn with fonts of the reader's machine, Latin and Chinese alike: no glyph is ever asked for. */
export const FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';

const INK = "#1d2733";
/** Zooms from which marks are drawn: from afar they would hide the pipes. 16.8: about 0.7 m a pixel; 13.3: 8 m. */
const MARKS_FROM: Record<string, number> = { valve: 16.8, special: 14, regulator: 12.5 };
/** Marks that are drawn only when asked for: records would cover what they are about. */
const ASKED_FOR = new Set(["hazard", "leak", "works"]);
const BUILDINGS_FROM = 13.3;

export function layers(data: PageData): LayerSpecification[] {
    const round = { "line-cap": "round", "line-join": "round" } as const;
    const marks = data.marks.map((group, g): LayerSpecification => ({
        id: `mark-${group.key}`,
        type: "symbol",
        source: `mark-${g}`,
        minzoom: MARKS_FROM[group.key] ?? 0,
        layout: {
            visibility: ASKED_FOR.has(group.key) ? "none" : "visible",
            "icon-image": ["get", "icon"],
            "icon-size": ["interpolate", ["linear"], ["zoom"], 11, 0.4, 15, 0.6, 18, 1],
            "icon-allow-overlap": true,
        },
    }));
    return [
        { id: "ground", type: "background", paint: { "background-color": "#f6f7f4" } },
        {
            id: "buildings",
            type: "fill",
            source: "buildings",
            minzoom: BUILDINGS_FROM,
            paint: { "fill-color": "#dfdbd1", "fill-antialias": false },
        },
        {
            id: "selected-halo",
            type: "line",
            source: "selected",
            layout: round,
            paint: { "line-color": INK, "line-opacity": 0.35, "line-width": 15 },
        },
        {
            id: "overlay",
            type: "line",
            source: "overlay",
            layout: round,
            paint: { "line-color": ["get", "color"], "line-width": ["get", "width"] },
        },
        {
            id: "selected",
            type: "line",
            source: "selected",
            layout: round,
            paint: { "line-color": INK, "line-width": 2, "line-dasharray": [1, 1.5] },
        },
        {
            id: "issues",
            type: "circle",
            source: "issues",
            layout: { visibility: "none" },
            paint: {
                "circle-color": [
                    "to-color",
                    ["at", ["get", "severity"], ["literal", [...SEVERITY_COLOURS]]],
                ] as ExpressionSpecification,
                "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 2.5, 16, 5],
                "circle-stroke-color": "#ffffff",
                "circle-stroke-width": 1,
            },
        },
        ...marks,
        {
            id: "labels",
            type: "symbol",
            source: "streets",
            layout: {
                "text-field": ["get", "name"],
                "text-font": [FONTS],
                "text-size": ["interpolate", ["linear"], ["zoom"], 11, 11, 16, 15],
                "text-rotate": ["get", "turn"],
                "text-rotation-alignment": "map",
                "text-offset": [0, -0.9],
                "symbol-sort-key": ["get", "first"],
                "text-padding": 6,
            },
            paint: { "text-color": "#3a4552", "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
        },
        {
            id: "selected-point",
            type: "circle",
            source: "selected",
            filter: ["==", ["geometry-type"], "Point"],
            paint: {
                "circle-radius": 15,
                "circle-color": "rgba(0,0,0,0)",
                "circle-stroke-color": INK,
                "circle-stroke-width": 3,
            },
        },
    ];
}
