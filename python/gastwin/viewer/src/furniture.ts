// SPDX-License-Identifier: Apache-2.0
// Scale bar, coordinates under the pointer, zoom buttons, language and print.
import type { Desk } from "./desk";
import { el } from "./dom";
import { onLanguage, otherLanguage, setLanguage, t } from "./i18n";

const LONGEST_PX = 130;

/** The longest of 1, 2, 5 times a power of ten that is not beyond this. */
export function roundLength(most: number): number {
    const power = 10 ** Math.floor(Math.log10(most));
    return power * ([5, 2].find((d) => d * power <= most) ?? 1);
}

function scaleBar(metresPerPixel: number): { pixels: number; label: string } {
    const length = roundLength(LONGEST_PX * metresPerPixel);
    return { pixels: length / metresPerPixel, label: length >= 1000 ? `${length / 1000} km` : `${length} m` };
}

export function mountScale(desk: Desk, host: HTMLElement): void {
    const bar = el("div", { id: "scale" });
    const at = el("div", { id: "at" });
    host.append(bar, at);
    const { library, plane } = desk.map;
    const draw = (): void => {
        const { pixels, label } = scaleBar(plane.metresPerPixel(library.getZoom()));
        bar.style.width = `${pixels}px`;
        bar.textContent = label;
    };
    library.on("zoom", draw);
    library.on("mousemove", (event) => {
        const [x, y] = plane.metres(event.lngLat);
        const system = desk.data.crs || t("local_plane");
        at.textContent = `${t("east")} ${x.toFixed(1)}  ${t("north")} ${y.toFixed(1)}  ${system}`;
    });
    draw();
}

export function mountZoom(desk: Desk, host: HTMLElement): void {
    const { library } = desk.map;
    const draw = (): void =>
        host.replaceChildren(
            el("button", { "aria-label": t("zoom_in"), title: t("zoom_in"), click: () => void library.zoomIn() }, "+"),
            el(
                "button",
                { "aria-label": t("zoom_out"), title: t("zoom_out"), click: () => void library.zoomOut() },
                "−",
            ),
            el("button", { "aria-label": t("whole_map"), title: t("whole_map"), click: () => desk.map.fitAll() }, "⤢"),
        );
    draw();
    onLanguage(draw);
}

/** Paper gets a picture of the map: what a GPU has drawn is gone by the time a page is printed. The scale bar is part of
 *  it, for paper shrinks both alike. */
function takePicture(desk: Desk, picture: HTMLImageElement): void {
    const { library, plane } = desk.map;
    library.redraw();
    const drawn = library.getCanvas();
    const paper = el("canvas");
    [paper.width, paper.height] = [drawn.width, drawn.height];
    const c = paper.getContext("2d")!;
    c.drawImage(drawn, 0, 0);
    const ratio = drawn.width / drawn.clientWidth;
    c.scale(ratio, ratio);
    const { pixels, label } = scaleBar(plane.metresPerPixel(library.getZoom()));
    const [right, below] = [drawn.clientWidth - 20, drawn.clientHeight - 20];
    c.strokeStyle = c.fillStyle = "#1d2733";
    c.lineWidth = 2;
    c.strokeRect(right - pixels, below, pixels, 0);
    c.font = "14px sans-serif";
    c.textAlign = "center";
    c.fillText(label, right - pixels / 2, below - 6);
    picture.src = paper.toDataURL("image/png");
}

export function mountButtons(desk: Desk, host: HTMLElement, picture: HTMLImageElement): void {
    const draw = (): void =>
        host.replaceChildren(
            el("button", { id: "language", click: () => setLanguage(otherLanguage()) }, t("language")),
            el("button", { id: "print", click: () => window.print() }, t("print")),
        );
    window.addEventListener("beforeprint", () => takePicture(desk, picture));
    draw();
    onLanguage(draw);
}
