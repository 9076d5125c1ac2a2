// SPDX-License-Identifier: Apache-2.0
// The layer of pipes, drawn by a shader of our own: the library would lay 100,000 lines out anew in its worker at every
// change of theme or filter, and draw them tile by tile. Here the segments go to the graphics memory once; a change puts
// their numbers in another order, and a frame takes one call per class.
//
// A segment is a quad around its course with room for round ends; how far a pixel lies from the course decides how much
// of it is covered. The map has no pitch and no bearing, and its plane is the survey's (plane.ts), so that steps become
// pixels by one factor. What is left of the eye's place beyond whole steps is taken off in pixels: single precision
// holds whole steps of a city exactly, not metres of the world.
import type { CustomLayerInterface, Map as LibraryMap } from "maplibre-gl";
import type { PageData, Theme } from "./data";
import type { Plane } from "./plane";
import { nearestPipe, orderBy, runsIn, segmentsOf, type Bounds, type Order, type Segments } from "./segments";

const VERTEX = `#version 300 es
precision highp float;
in vec4 ends;
uniform vec2 eye, rest, size;
uniform float scale, reach;
out vec2 at;
flat out float far;
void main() {
    vec2 a = (ends.xy - eye) * scale - rest, b = (ends.zw - eye) * scale - rest;
    far = length(b - a);
    vec2 along = far > 0.0 ? (b - a) / far : vec2(1.0, 0.0);
    int corner = gl_VertexID & 3;
    float room = reach + 0.5;
    at = vec2(corner < 2 ? -room : far + room, (corner & 1) == 0 ? -room : room);
    gl_Position = vec4((a + along * at.x + vec2(-along.y, along.x) * at.y) * 2.0 / size, 0.0, 1.0);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in vec2 at;
flat in float far;
uniform float reach;
uniform vec4 color;
out vec4 drawn;
void main() {
    float away = length(vec2(at.x - clamp(at.x, 0.0, far), at.y));
    drawn = color * clamp(reach + 0.5 - away, 0.0, 1.0);
}`;
const UNIFORMS = ["eye", "rest", "size", "scale", "reach", "color"] as const;
/** Zoom and width in relation to that of the class: thin from afar, broad nearby. */
const WIDTHS: [number, number][] = [
    [10, 0.35],
    [14, 0.9],
    [18, 2.2],
];
const GROWTH = 1.4;

function widthAt(zoom: number): number {
    const [first, last] = [WIDTHS[0], WIDTHS[WIDTHS.length - 1]];
    if (zoom <= first[0]) return first[1];
    if (zoom >= last[0]) return last[1];
    const i = WIDTHS.findIndex(([z]) => z > zoom);
    const [[z0, w0], [z1, w1]] = [WIDTHS[i - 1], WIDTHS[i]];
    return w0 + ((w1 - w0) * (GROWTH ** (zoom - z0) - 1)) / (GROWTH ** (z1 - z0) - 1);
}

interface Graphics {
    program: WebGLProgram;
    at: Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>;
    shape: WebGLVertexArrayObject;
    numbers: WebGLBuffer;
}

function programOf(gl: WebGL2RenderingContext): WebGLProgram {
    const program = gl.createProgram();
    for (const [kind, text] of [
        [gl.VERTEX_SHADER, VERTEX],
        [gl.FRAGMENT_SHADER, FRAGMENT],
    ] as const) {
        const shader = gl.createShader(kind)!;
        gl.shaderSource(shader, text);
        gl.compileShader(shader);
        gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    const ready = gl.isContextLost() || gl.getProgramParameter(program, gl.LINK_STATUS);
    if (!ready) throw new Error(gl.getProgramInfoLog(program) ?? "shader");
    return program;
}

/** Each segment's ends once for every corner of its quad. */
function cornersOf({ ends, count }: Segments): Float32Array {
    const corners = new Float32Array(16 * count);
    for (let s = 0; s < count; ++s)
        for (let corner = 0; corner < 4; ++corner)
            for (let i = 0; i < 4; ++i) corners[16 * s + 4 * corner + i] = ends[4 * s + i];
    return corners;
}

/** Two triangles for each segment. */
function trianglesOf({ segments }: Order): Uint32Array {
    const numbers = new Uint32Array(6 * segments.length);
    segments.forEach((s, i) => {
        const v = 4 * s;
        numbers[6 * i] = v;
        numbers[6 * i + 1] = numbers[6 * i + 4] = v + 1;
        numbers[6 * i + 2] = numbers[6 * i + 3] = v + 2;
        numbers[6 * i + 5] = v + 3;
    });
    return numbers;
}

function graphicsOf(gl: WebGL2RenderingContext, segments: Segments): Graphics {
    const program = programOf(gl);
    const at = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]));
    const shape = gl.createVertexArray();
    gl.bindVertexArray(shape);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, cornersOf(segments), gl.STATIC_DRAW);
    const ends = gl.getAttribLocation(program, "ends");
    gl.enableVertexAttribArray(ends);
    gl.vertexAttribPointer(ends, 4, gl.FLOAT, false, 0, 0);
    const numbers = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, numbers);
    gl.bindVertexArray(null);
    return { program, at: at as Graphics["at"], shape, numbers };
}

const colorOf = (hex: string): [number, number, number, number] => [
    ...([1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255) as [number, number, number]),
    1,
];

export interface PipeLayer {
    layer: CustomLayerInterface;
    setTheme(theme: Theme): void;
    setHidden(hidden: Map<string, Set<number>>): void;
    /** The pipe shown nearest to a place of the screen, at most so many pixels away. */
    nearest(at: { x: number; y: number }, pixels: number): number | null;
}

export function pipeLayer(data: PageData, plane: Plane, first: Theme): PipeLayer {
    const segments = segmentsOf(data.pipes.start, data.pipes.xy);
    let map: LibraryMap | null = null;
    let graphics: Graphics | null = null;
    let theme = first;
    let isShown: (pipe: number) => boolean = () => true;
    let order: Order | null = null; // null: to be found anew, and taken to the graphics memory

    const stepsOf = (at: { lng: number; lat: number }): [number, number] => {
        const [x, y] = plane.metres(at);
        const { x: left, y: below, step } = data.plane;
        return [(x - left) / step - segments.middle[0], (y - below) / step - segments.middle[1]];
    };
    const change = (): void => {
        order = null;
        map?.triggerRepaint();
    };

    function draw(gl: WebGL2RenderingContext, { program, at, shape, numbers }: Graphics, shown: LibraryMap): void {
        gl.bindVertexArray(shape);
        if (!order) {
            order = orderBy(segments, theme, isShown);
            gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, numbers);
            gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, trianglesOf(order), gl.DYNAMIC_DRAW);
        }
        const canvas = shown.getCanvas();
        const ratio = canvas.width / canvas.clientWidth;
        const scale = (plane.step / plane.metresPerPixel(shown.getZoom())) * ratio;
        const eye = stepsOf(shown.getCenter());
        const whole = eye.map(Math.round);
        const room = eye.map((_, i) => [canvas.width, canvas.height][i] / 2 / scale + 50 / scale);
        const view: Bounds = [eye[0] - room[0], eye[1] - room[1], eye[0] + room[0], eye[1] + room[1]];
        gl.useProgram(program);
        gl.uniform2f(at.eye, whole[0], whole[1]);
        gl.uniform2f(at.rest, (eye[0] - whole[0]) * scale, (eye[1] - whole[1]) * scale);
        gl.uniform2f(at.size, canvas.width, canvas.height);
        gl.uniform1f(at.scale, scale);
        const width = widthAt(shown.getZoom()) * ratio;
        for (const [nth, c] of order.classes.entries()) {
            gl.uniform1f(at.reach, (theme.classes[c].width * width) / 2);
            gl.uniform4fv(at.color, colorOf(theme.classes[c].color));
            for (const [from, to] of runsIn(view, segments, order, nth))
                gl.drawElements(gl.TRIANGLES, 6 * (to - from), gl.UNSIGNED_INT, 24 * from);
        }
        gl.bindVertexArray(null);
    }

    return {
        layer: {
            id: "pipes",
            type: "custom",
            onAdd(onto) {
                map = onto;
            },
            render(context) {
                const gl = context as WebGL2RenderingContext;
                // The graphics memory may be lost at any time, and comes back empty.
                if (!graphics || !gl.isProgram(graphics.program)) {
                    graphics = graphicsOf(gl, segments);
                    order = null;
                }
                draw(gl, graphics, map!);
            },
        },
        setTheme(wanted) {
            theme = wanted;
            change();
        },
        setHidden(hidden) {
            const filters = data.themes.flatMap(({ key, of }) => {
                const classes = hidden.get(key);
                return classes ? [{ of, classes }] : [];
            });
            isShown = (pipe) => filters.every(({ of, classes }) => !classes.has(of[pipe]));
            change();
        },
        nearest(at, pixels) {
            const within = (pixels * plane.metresPerPixel(map!.getZoom())) / plane.step;
            return nearestPipe(segments, stepsOf(map!.unproject([at.x, at.y])), within, isShown);
        },
    };
}
