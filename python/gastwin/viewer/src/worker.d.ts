// SPDX-License-Identifier: Apache-2.0
// What build.mjs makes of files that are not TypeScript: the library's worker comes as text, styles go their own way.
declare module "maplibre-gl/dist/maplibre-gl-worker.mjs" {
    const text: string;
    export default text;
}

declare module "*.css";
