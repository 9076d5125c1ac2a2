# SPDX-License-Identifier: Apache-2.0
"""A real Chromium, headless and without a network, with a page in it: what it says, what it asks for, its pixels."""

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
# WebGL by software: machines that run tests have no GPU.
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
PATIENCE_MS = 240_000

_PLACE_OF_PIPE = """row => {
    const { map, data } = gastwin, { start, xy } = data.pipes, k = start[row];
    const [a, b] = [k, k + 1].map(p => map.library.project(map.plane.place(xy[2 * p], xy[2 * p + 1])));
    const box = map.library.getCanvas().getBoundingClientRect();
    return [box.left + (a.x + b.x) / 2, box.top + (a.y + b.y) / 2];
}"""
_COUNT = """async ([png, colours, tolerance]) => {
    const bytes = Uint8Array.from(atob(png), c => c.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height), paper = canvas.getContext("2d");
    paper.drawImage(picture, 0, 0);
    const { data } = paper.getImageData(0, 0, picture.width, picture.height);
    return colours.map(colour => {
        const wanted = [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16));
        let found = 0;
        for (let i = 0; i < data.length; i += 4)
            if (wanted.every((w, c) => Math.abs(data[i + c] - w) <= tolerance)) ++found;
        return found;
    });
}"""


@dataclass
class Seen:
    """A page that is ready, and all it has asked for and complained of."""

    page: Any
    counter: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Waits until the map has drawn what was last asked of it."""
        self.page.evaluate(
            "() => new Promise(done => { const m = gastwin.map.library; m.once('idle', done); m.triggerRepaint(); })"
        )

    def pixels(self, *colours: str, tolerance: int = 6) -> list[int]:
        """Pixels of each of these colours on the map and on what lies over it, once all is drawn."""
        self.settle()
        png = base64.b64encode(self.page.locator("#map").screenshot()).decode()
        return list(map(int, self.counter.evaluate(_COUNT, [png, colours, tolerance])))

    def click_pipe(self, row: int) -> None:
        """Clicks the middle of a pipe's first stretch, as it lies on the screen."""
        self.page.mouse.click(*self.page.evaluate(_PLACE_OF_PIPE, row))


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium; the test is skipped, saying why, where there is none."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as driver:
        # Debian's wrapper script reads the profile of the user; a test must not.
        started = driver.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "HOME": "/nonexistent"}
        )
        try:
            yield started
        finally:
            started.close()


@contextmanager
def opened(started: Any, file: Path, width: int = 1400, height: int = 860) -> Iterator[Seen]:
    """The page of a file from disk, offline, ready."""
    context = started.new_context(viewport={"width": width, "height": height}, offline=True)
    try:
        page = context.new_page()
        seen = Seen(page, context.new_page())
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda said: said.type in ("error", "warning") and seen.complaints.append(said.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.goto(file.as_uri(), timeout=PATIENCE_MS)
        page.wait_for_selector("body[data-ready]", timeout=PATIENCE_MS, state="attached")
        yield seen
    finally:
        context.close()
