// SPDX-License-Identifier: Apache-2.0
// The map: a plan, north up, of the survey's own plane (plane.ts). Nothing is ever loaded from anywhere: the worker of
// the library comes from text in this script, labels from the reader's fonts, pictures from icons.ts.
import type { FeatureCollection } from "geojson";
import { Map as LibraryMap, setWorkerUrl, type GeoJSONSource } from "maplibre-gl";
import workerText from "maplibre-gl/dist/maplibre-gl-worker.mjs";
import type { PageData, Theme } from "./data";
import type { Selection } from "./desk";
import { buildingFeatures, coursePlaces, issueFeatures, markFeatures, pipeFeature, streetFeatures } from "./features";
import { iconData, iconNames } from "./icons";
import { FONTS, layers } from "./layers";
import { pipeLayer, type PipeLayer } from "./pipe-layer";
import { planeOf, type LngLat, type Plane } from "./plane";

export interface OverlayGroup {
    pipes: number[];
    color: string;
    width?: number;
}

export type LayerName = "issues" | "buildings" | "labels" | `mark-${string}`;

export interface MapView {
    /** For what is not here; adding layers and sources of one's own is fine, removing others' is not. */
    library: LibraryMap;
    plane: Plane;
    onClick(listener: (found: Selection | null) => void): void;
    setTheme(theme: Theme): void;
    setHidden(hidden: Map<string, Set<number>>): void;
    showSelected(found: Selection | null): void;
    bringIntoView(found: Selection): void;
    /** Pipes painted over the others, until called again with the same key; [] takes them away. */
    overlay(key: string, groups: OverlayGroup[]): void;
    /** Sets pipes off, as a selected one is; the next selection ends it. */
    highlight(rows: ArrayLike<number>): void;
    fitPipes(rows: ArrayLike<number>): void;
    fitAll(): void;
    setVisible(layer: LayerName, visible: boolean): void;
    isVisible(layer: LayerName): boolean;
}

const NEAR_PX = 7;
/** Where a selected pipe or mark is looked at: about 0.3 m a pixel. */
const CLOSE = 18;
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
/** Room for the legend at the left; less where the map is narrow. */
const margin = (container: HTMLElement): { top: number; bottom: number; left: number; right: number } => ({
    top: 40,
    bottom: 50,
    left: container.clientWidth > 800 ? 310 : 30,
    right: 60,
});

type Box = [LngLat, LngLat];

function boxOf(places: Iterable<LngLat>): Box | null {
    let box: Box | null = null;
    for (const [x, y] of places) {
        box ??= [
            [x, y],
            [x, y],
        ];
        box[0] = [Math.min(box[0][0], x), Math.min(box[0][1], y)];
        box[1] = [Math.max(box[1][0], x), Math.max(box[1][1], y)];
    }
    return box;
}

/** Where all but a few pipes are: one point astray must not make the district a dot. */
function homeBox(data: PageData, plane: Plane): Box | null {
    const { xy } = data.pipes;
    if (!xy.length) return null;
    const axis = (offset: 0 | 1): [number, number] => {
        const values = Int32Array.from({ length: xy.length / 2 }, (_, i) => xy[2 * i + offset]).sort();
        const last = values.length - 1;
        const [low, high] = [values[Math.floor(0.005 * last)], values[Math.ceil(0.995 * last)]];
        const reach = 0.25 * (high - low);
        return [Math.max(values[0], low - reach), Math.min(values[last], high + reach)];
    };
    const [x, y] = [axis(0), axis(1)];
    return [plane.place(x[0], y[0]), plane.place(x[1], y[1])];
}

function start(container: HTMLElement, data: PageData, plane: Plane): LibraryMap {
    // The ending tells the library that this is a classic script.
    setWorkerUrl(`${URL.createObjectURL(new Blob([workerText], { type: "text/javascript" }))}#.cjs`);
    const empty = { type: "geojson", data: EMPTY } as const;
    const home = homeBox(data, plane);
    return new LibraryMap({
        container,
        style: {
            version: 8,
            sources: {
                buildings: { type: "geojson", data: buildingFeatures(data, plane) },
                streets: { type: "geojson", data: streetFeatures(data, plane) },
                issues: { type: "geojson", data: issueFeatures(data, plane) },
                ...Object.fromEntries(
                    data.marks.map((_, g) => [
                        `mark-${g}`,
                        { type: "geojson" as const, data: markFeatures(data, plane, g) },
                    ]),
                ),
                overlay: empty,
                selected: empty,
            },
            layers: layers(data),
        },
        ...(home ? { bounds: home, fitBoundsOptions: { padding: margin(container) } } : { center: [0, 0], zoom: 14 }),
        localIdeographFontFamily: FONTS,
        attributionControl: false,
        renderWorldCopies: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        maxPitch: 0,
        maxZoom: 22,
        fadeDuration: 0,
    });
}

/** The nearest of what lies under a click: a mark before an issue before a pipe. */
function under(map: LibraryMap, data: PageData, pipes: PipeLayer, at: { x: number; y: number }): Selection | null {
    for (const layer of [...data.marks.map((m) => `mark-${m.key}`), "issues"]) {
        const [found] = map.queryRenderedFeatures([at.x, at.y], { layers: [layer] });
        if (!found) continue;
        const row = Number(found.properties["i"]);
        if (layer === "issues") return { kind: "issue", row };
        return { kind: "mark", group: data.marks.findIndex((m) => `mark-${m.key}` === layer), row };
    }
    const row = pipes.nearest(at, NEAR_PX);
    return row === null ? null : { kind: "pipe", row };
}

/** Draws the map and resolves when everything is on it. */
export async function makeMap(container: HTMLElement, data: PageData): Promise<MapView> {
    const plane = planeOf(data.plane, data.pipes.xy);
    const map = start(container, data, plane);
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    for (const name of iconNames) map.addImage(name, iconData(name), { pixelRatio: 2 });
    await map.once("load");
    const pipes = pipeLayer(data, plane, data.themes[0]);
    map.addLayer(pipes.layer, "overlay");
    const overlays = new Map<string, OverlayGroup[]>();
    const source = (name: string): GeoJSONSource => map.getSource<GeoJSONSource>(name)!;
    const placeOf = (found: Selection): LngLat[] => {
        if (found.kind === "pipe") return coursePlaces(data, plane, found.row) as LngLat[];
        const points = found.kind === "issue" ? data.issues : data.marks[found.group];
        return points.drawn[found.row] ? [plane.place(points.xy[2 * found.row], points.xy[2 * found.row + 1])] : [];
    };
    const fit = (box: Box | null, maxZoom: number) => {
        if (box) map.fitBounds(box, { padding: margin(container), maxZoom, animate: false });
    };
    return {
        library: map,
        plane,
        onClick: (listener) => void map.on("click", (event) => listener(under(map, data, pipes, event.point))),
        setTheme: pipes.setTheme,
        setHidden: pipes.setHidden,
        showSelected(found) {
            const places = found ? placeOf(found) : [];
            const geometry =
                places.length > 1
                    ? { type: "LineString" as const, coordinates: places }
                    : { type: "Point" as const, coordinates: places[0] };
            source("selected").setData(places.length ? { type: "Feature", properties: {}, geometry } : EMPTY);
        },
        bringIntoView: (found) => fit(boxOf(placeOf(found)), CLOSE),
        overlay(key, groups) {
            overlays.set(key, groups);
            const features = [...overlays.values()]
                .flat()
                .flatMap(({ pipes, color, width = 5 }) =>
                    pipes.map((row) => pipeFeature(data, plane, row, { color, width })),
                );
            source("overlay").setData({ type: "FeatureCollection", features });
        },
        highlight(rows) {
            const features = Array.from(rows, (row) => pipeFeature(data, plane, row, {}));
            source("selected").setData({ type: "FeatureCollection", features });
        },
        fitPipes: (rows) => fit(boxOf(Array.from(rows).flatMap((r) => coursePlaces(data, plane, r) as LngLat[])), 17),
        fitAll: () => fit(homeBox(data, plane), 22),
        setVisible: (layer, visible) => void map.setLayoutProperty(layer, "visibility", visible ? "visible" : "none"),
        isVisible: (layer) => map.getLayoutProperty(layer, "visibility") !== "none",
    };
}
