// SPDX-License-Identifier: Apache-2.0
// Elements in few words. Texts become text nodes, never HTML.

type Child = Node | string | null | undefined | false;

export function el<Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    attributes: Record<string, string | boolean | EventListener> = {},
    ...children: Child[]
): HTMLElementTagNameMap[Name] {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (typeof value === "function") made.addEventListener(key, value);
        else if (typeof value === "boolean") made.toggleAttribute(key, value);
        else made.setAttribute(key, value);
    }
    for (const child of children) if (child) made.append(child);
    return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(name: string, attributes: Record<string, string | number>, ...children: Child[]): SVGElement {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    for (const child of children) if (child) made.append(child);
    return made;
}

/** A small patch of colour. Colours go through the style object: the page's policy allows no style attributes. */
export function swatch(color: string, width = 4): HTMLElement {
    const made = el("i", { class: "swatch" });
    made.style.background = color;
    made.style.height = `${Math.max(3, width + 1)}px`;
    return made;
}
