// SPDX-License-Identifier: Apache-2.0
// The plane of the map. MapLibre thinks in longitude and latitude of a Mercator world; the survey is in projected metres
// (CGCS2000 and the like, or local ones). Turning one into the other and back would bend what the utility drew, and needs
// a datum that local systems do not have. So the survey's plane IS the Mercator plane here: a metre of the survey is a
// metre of Mercator at the equator, its middle at longitude 0, latitude 0. Lengths, angles and the scale bar are exactly
// those of the survey, up is grid north. What it cannot do: lie on a web map (there is none offline).

const RADIUS_M = 6378137;
/** Wider ones are drawn smaller: the Mercator world ends at 20 000 km, and a survey may have a point astray. */
const WIDEST_M = 5e6;
const TILE_PX = 512;

export type LngLat = [number, number];

export interface Plane {
    /** Steps from the corner to what MapLibre takes. */
    place(x: number, y: number): LngLat;
    /** Survey metres (east, north) of what MapLibre gives. */
    metres(at: { lng: number; lat: number }): [number, number];
    /** Survey metres in a pixel of the screen. */
    metresPerPixel(zoom: number): number;
    step: number;
}

export function planeOf(corner: { x: number; y: number; step: number }, xy: Int32Array): Plane {
    let east = 0;
    let north = 0;
    for (let i = 0; i + 1 < xy.length; i += 2) {
        east = Math.max(east, xy[i]);
        north = Math.max(north, xy[i + 1]);
    }
    const { step } = corner;
    const shrink = Math.min(1, WIDEST_M / Math.max(1, Math.max(east, north) * step));
    const k = (step * shrink) / RADIUS_M;
    const degrees = 180 / Math.PI;
    return {
        step,
        place: (x, y) => [(x - east / 2) * k * degrees, Math.atan(Math.sinh((y - north / 2) * k)) * degrees],
        metres: ({ lng, lat }) => [
            corner.x + (lng / degrees / k + east / 2) * step,
            corner.y + (Math.asinh(Math.tan(lat / degrees)) / k + north / 2) * step,
        ],
        metresPerPixel: (zoom) => (2 * Math.PI * RADIUS_M) / (TILE_PX * 2 ** zoom * shrink),
    };
}
