// SPDX-License-Identifier: Apache-2.0
// Reads the container that viewer/packing.py writes: a gzipped JSON document whose arrays lie behind it as raw bytes.
// Arrays are views into one buffer, not copies.

export type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array;

/** Texts, each different one once, and which one each row has. */
export interface Words<Text = string> {
    words: Text[];
    of: Numbers;
}

const arrayTypes = {
    u1: Uint8Array,
    u2: Uint16Array,
    u4: Uint32Array,
    i4: Int32Array,
    f4: Float32Array,
} as const;

interface Reference {
    $: keyof typeof arrayTypes;
    at: number;
    n: number;
}

const isReference = (value: unknown): value is Reference => typeof value === "object" && value !== null && "$" in value;

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; ++i) bytes[i] = binary.charCodeAt(i);
    return bytes;
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
}

/** The document, its arrays in place. */
export async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
    const buffer = await gunzip(bytes);
    const length = new DataView(buffer).getUint32(0, true);
    const arrays = Math.ceil((4 + length) / 8) * 8;
    const text = new TextDecoder().decode(new Uint8Array(buffer, 4, length));
    return JSON.parse(text, (_, value: unknown) =>
        isReference(value) ? new arrayTypes[value.$](buffer, arrays + value.at, value.n) : value,
    );
}

/** Points from their differences: x and y by turns, each pair less the one before. */
export function points(differences: Numbers): Int32Array {
    const xy = Int32Array.from(differences);
    for (let i = 2; i < xy.length; ++i) xy[i] += xy[i - 2];
    return xy;
}
