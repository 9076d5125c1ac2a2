// SPDX-License-Identifier: Apache-2.0
// Questions to the server behind the page (`gastwin serve`); a file opened from disk has none and asks nothing.
import { otherLanguage } from "./i18n";

/** What the server says when it does not answer. */
export interface Problem {
    code: string;
    message: string;
    fix: string;
}

export class Refused extends Error {
    constructor(
        readonly status: number,
        readonly problem: Problem,
    ) {
        super(problem.message);
    }
}

export type Tell = (stage: string, share: number) => void;

const SILENT: Problem = { code: "", message: "", fix: "" };

const address = (path: string, query: Record<string, string> = {}): string => {
    const lang = otherLanguage() === "en" ? "zh" : "en";
    return `${path}?${new URLSearchParams({ ...query, lang }).toString()}`;
};

async function refused(answer: Response): Promise<Refused> {
    const told = (await answer.json().catch(() => null)) as { error?: Problem } | null;
    return new Refused(answer.status, told?.error ?? { ...SILENT, message: String(answer.status) });
}

/** An answer as JSON. Throws Refused; what breaks off throws as fetch does. */
export async function get<Answer>(path: string, query: Record<string, string>, signal: AbortSignal): Promise<Answer> {
    const answer = await fetch(address(path, query), { signal });
    if (!answer.ok) throw await refused(answer);
    return (await answer.json()) as Answer;
}

async function* events(answer: Response): AsyncGenerator<[string, string]> {
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        text += value;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
            const found = /^event: (\w+)\ndata: (.*)$/s.exec(text.slice(0, end));
            text = text.slice(end + 2);
            if (found) yield [found[1], found[2]];
        }
    }
}

/** A question with a body; progress comes through `tell` while the server computes. Leaving (`signal`) stops it. */
export async function post<Answer>(path: string, body: object, signal: AbortSignal, tell: Tell): Promise<Answer> {
    const answer = await fetch(address(path), {
        method: "POST",
        headers: { "content-type": "application/json", accept: "text/event-stream" },
        body: JSON.stringify(body),
        signal,
    });
    if (!answer.ok) throw await refused(answer);
    for await (const [name, data] of events(answer)) {
        const told = JSON.parse(data) as unknown;
        if (name === "answer") return told as Answer;
        if (name === "error") {
            const { status, error } = told as { status: number; error: Problem };
            throw new Refused(status, error);
        }
        const { stage, share } = told as { stage: string; share: number };
        tell(stage, share);
    }
    throw new Refused(0, SILENT);
}

/** One question at a time: a new one ends the one before. */
export class Latest {
    #running: AbortController | null = null;

    /** Runs `ask`; null where another has taken its place. */
    async ask<Answer>(ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer | null> {
        this.stop();
        const mine = new AbortController();
        this.#running = mine;
        try {
            const answer = await ask(mine.signal);
            return mine.signal.aborted ? null : answer;
        } catch (error) {
            if (mine.signal.aborted) return null;
            throw error;
        } finally {
            if (this.#running === mine) this.#running = null;
        }
    }

    stop(): void {
        this.#running?.abort();
        this.#running = null;
    }
}
