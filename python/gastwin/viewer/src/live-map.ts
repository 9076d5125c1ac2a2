// SPDX-License-Identifier: Apache-2.0
// What-if on the map: isolated and cut off pipes, operations by number, customers who lose their gas.
import type { Feature } from "geojson";
import type {
    DataDrivenPropertyValueSpecification,
    ExpressionSpecification,
    GeoJSONSource,
    Map as LibraryMap,
} from "maplibre-gl";
import type { Closure, Incident } from "./answers";
import type { Desk } from "./desk";
import { FONTS } from "./layers";
import type { LngLat } from "./plane";

export const ISOLATED = "#c1121f";
export const CUT_OFF = "#f28c28";
const CUSTOMER = "#6a2c91";
const OPERATION = "#003049";
const DAMAGE = "#7f0000";
const ROUND = 64; // corners of a circle

/** A place in metres, where it is known. */
interface Spot {
    x_m: number | null;
    y_m: number | null;
}

export interface LiveMap {
    /** What to close and who is out; of an incident also where it is and how far it reaches. */
    show(plan: Closure | null, incident?: Incident | null): void;
    rowOf(pipe: string): number | undefined;
}

function addLayers(library: LibraryMap): void {
    const only = (what: string): ExpressionSpecification => ["==", ["get", "what"], what];
    const circle = (color: string, radius: DataDrivenPropertyValueSpecification<number>, width: number) => ({
        "circle-color": color,
        "circle-radius": radius,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": width,
    });
    const near = ["interpolate", ["linear"], ["zoom"], 11, 1.5, 17, 4] as ExpressionSpecification;
    const common = { type: "circle", source: "live" } as const;
    library.addSource("live", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    library.addLayer({
        id: "live-reach",
        type: "line",
        source: "live",
        filter: only("reach"),
        paint: { "line-color": DAMAGE, "line-width": 2, "line-dasharray": [3, 2] },
    });
    library.addLayer({ ...common, id: "live-damage", filter: only("damage"), paint: circle(DAMAGE, 7, 2) });
    library.addLayer({ ...common, id: "live-customers", filter: only("customer"), paint: circle(CUSTOMER, near, 0.8) });
    library.addLayer({ ...common, id: "live-operations", filter: only("operation"), paint: circle(OPERATION, 10, 2) });
    library.addLayer({
        id: "live-numbers",
        type: "symbol",
        source: "live",
        filter: only("operation"),
        layout: {
            "text-field": ["get", "label"],
            "text-font": [FONTS],
            "text-size": 13,
            "text-allow-overlap": true,
        },
        paint: { "text-color": "#ffffff" },
    });
}

export function liveMap(desk: Desk): LiveMap {
    const { data, map } = desk;
    const rows = new Map(data.pipes.id.map((id, row) => [id, row]));
    const rowsOf = (ids: string[]): number[] => ids.flatMap((id) => rows.get(id) ?? []);
    const { library, plane } = map;
    if (!library.getSource("live")) addLayers(library);

    const place = (x_m: number, y_m: number): LngLat =>
        plane.place((x_m - data.plane.x) / data.plane.step, (y_m - data.plane.y) / data.plane.step);
    const point = ({ x_m, y_m }: Spot, properties: object): Feature[] => {
        if (x_m === null || y_m === null) return [];
        return [{ type: "Feature", properties, geometry: { type: "Point", coordinates: place(x_m, y_m) } }];
    };
    const circle = ({ x_m, y_m }: Spot, radius_m: number): Feature[] => {
        if (x_m === null || y_m === null || !(radius_m > 0)) return [];
        const coordinates = Array.from({ length: ROUND + 1 }, (_, i) => {
            const turn = (2 * Math.PI * i) / ROUND;
            return place(x_m + radius_m * Math.cos(turn), y_m + radius_m * Math.sin(turn));
        });
        return [{ type: "Feature", properties: { what: "reach" }, geometry: { type: "LineString", coordinates } }];
    };
    const reachOf = ({ damages, footprint }: Incident): Feature[] => {
        const marks = damages.flatMap((each) => point(each, { what: "damage" }));
        // The footprint is that of the first damage.
        return [...marks, ...[footprint.reach_m, footprint.lethal_m].flatMap((far) => circle(damages[0], far))];
    };

    return {
        rowOf: (pipe) => rows.get(pipe),
        show(plan, incident) {
            const features = plan
                ? [
                      ...(incident ? reachOf(incident) : []),
                      ...plan.customers.flatMap((each) => point(each, { what: "customer" })),
                      ...plan.steps.flatMap((each) => point(each, { what: "operation", label: String(each.step) })),
                  ]
                : [];
            library.getSource<GeoJSONSource>("live")!.setData({ type: "FeatureCollection", features });
            map.overlay("live", [
                { pipes: rowsOf(plan?.pipes_cut_off ?? []), color: CUT_OFF, width: 5 },
                { pipes: rowsOf(plan?.pipes ?? []), color: ISOLATED, width: 6 },
            ]);
        },
    };
}
