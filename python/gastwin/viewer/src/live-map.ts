// SPDX-License-Identifier: Apache-2.0
// What-if on the map: isolated and cut off pipes, operations by number, customers who lose their gas.
import type { Feature } from "geojson";
import type {
    DataDrivenPropertyValueSpecification,
    ExpressionSpecification,
    GeoJSONSource,
    Map as LibraryMap,
} from "maplibre-gl";
import type { Closure } from "./answers";
import type { Desk } from "./desk";
import { FONTS } from "./layers";

export const ISOLATED = "#c1121f";
export const CUT_OFF = "#f28c28";
const CUSTOMER = "#6a2c91";
const OPERATION = "#003049";

export interface LiveMap {
    show(plan: Closure | null): void;
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
    addLayers(library);

    const point = (at: { x_m: number | null; y_m: number | null }, properties: object): Feature[] => {
        if (at.x_m === null || at.y_m === null) return [];
        const { x, y, step } = data.plane;
        const coordinates = plane.place((at.x_m - x) / step, (at.y_m - y) / step);
        return [{ type: "Feature", properties, geometry: { type: "Point", coordinates } }];
    };

    return {
        rowOf: (pipe) => rows.get(pipe),
        show(plan) {
            const features = plan
                ? [
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
