// SPDX-License-Identifier: Apache-2.0
// A value or an event that others listen to.

export type Listener<T> = (value: T) => void;

export interface Signal<T> {
    /** Calls `listener` at every emit(); returns what stops it. */
    on(listener: Listener<T>): () => void;
    emit(value: T): void;
}

export function signal<T>(): Signal<T> {
    const listeners = new Set<Listener<T>>();
    return {
        on(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        emit(value) {
            for (const listener of [...listeners]) listener(value);
        },
    };
}
