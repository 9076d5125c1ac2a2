// SPDX-License-Identifier: Apache-2.0
// Pictures of the marks, drawn here: the symbols a gas drawing has. Names are GROUP-LOOK as features.ts gives them.

const SIZE = 40; // device pixels at ratio 2

type Draw = (c: CanvasRenderingContext2D) => void;

function bowTie(fill: string, stroke: string): Draw {
    return (c) => {
        c.beginPath();
        c.moveTo(6, 11);
        c.lineTo(6, 29);
        c.lineTo(34, 11);
        c.lineTo(34, 29);
        c.closePath();
        c.fillStyle = fill;
        c.strokeStyle = stroke;
        c.lineWidth = 3;
        c.fill();
        c.stroke();
    };
}

/** A sign with three corners, as warnings have. */
function sign(fill: string, stroke: string): Draw {
    return (c) => {
        c.beginPath();
        c.moveTo(20, 6);
        c.lineTo(36, 34);
        c.lineTo(4, 34);
        c.closePath();
        c.fillStyle = fill;
        c.strokeStyle = stroke;
        c.lineWidth = 3;
        c.fill();
        c.stroke();
        c.fillStyle = stroke;
        c.fillRect(18, 16, 4, 9);
        c.fillRect(18, 27, 4, 4);
    };
}

const draws: Record<string, Draw> = {
    "valve-0": bowTie("#ffffff", "#1d3557"),
    "valve-1": bowTie("#1d3557", "#1d3557"),
    "valve-2": bowTie("#ffd7d7", "#c81e1e"),
    "regulator-0": (c) => {
        c.fillStyle = "#1d3557";
        c.fillRect(5, 5, 30, 30);
        c.strokeStyle = "#ffffff";
        c.lineWidth = 2;
        c.strokeRect(5, 5, 30, 30);
        c.fillStyle = "#ffffff"; // high pressure in, low pressure out
        c.beginPath();
        c.moveTo(11, 11);
        c.lineTo(30, 20);
        c.lineTo(11, 29);
        c.fill();
    },
    "source-0": (c) => {
        c.beginPath();
        c.arc(20, 20, 16, 0, 2 * Math.PI);
        c.fillStyle = "#f2c200";
        c.strokeStyle = "#1d2733";
        c.lineWidth = 3;
        c.fill();
        c.stroke();
        c.beginPath();
        c.moveTo(20, 9);
        c.lineTo(30, 27);
        c.lineTo(10, 27);
        c.closePath();
        c.fillStyle = "#1d2733";
        c.fill();
    },
    "hazard-0": sign("#ffd400", "#1d2733"),
    "works-0": sign("#f28c28", "#ffffff"),
    "leak-0": (c) => {
        c.beginPath();
        c.arc(20, 24, 10, -0.2 * Math.PI, 1.2 * Math.PI);
        c.lineTo(20, 5);
        c.closePath();
        c.fillStyle = "#c81e1e";
        c.strokeStyle = "#ffffff";
        c.lineWidth = 3;
        c.fill();
        c.stroke();
    },
    "special-0": (c) => {
        c.beginPath();
        c.moveTo(20, 4);
        c.lineTo(36, 20);
        c.lineTo(20, 36);
        c.lineTo(4, 20);
        c.closePath();
        c.fillStyle = "#6d28d9";
        c.strokeStyle = "#ffffff";
        c.lineWidth = 3;
        c.fill();
        c.stroke();
        c.fillStyle = "#ffffff";
        c.fillRect(18, 11, 4, 12);
        c.fillRect(18, 25, 4, 4);
    },
};

export const iconNames = Object.keys(draws);

/** The picture on a canvas of its own; looks that have none get that of the first look. */
export function icon(name: string): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE;
    const draw = draws[name] ?? draws[name.replace(/\d+$/, "0")];
    draw?.(canvas.getContext("2d")!);
    return canvas;
}

export const iconData = (name: string): ImageData => icon(name).getContext("2d")!.getImageData(0, 0, SIZE, SIZE);
