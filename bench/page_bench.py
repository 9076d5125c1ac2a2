# SPDX-License-Identifier: Apache-2.0
"""The map page with a whole city in it, in headless Chromium: size, time to load, memory, frames per second.

    python bench/page_bench.py [--households N] [--out page.html]

Needs playwright and Chromium. WebGL is drawn by the processor (SwiftShader) on a machine without a GPU: frames per
second are then those of the software, far below what any graphics chip gives.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import gastwin as gt
from gastwin.report_html import html_page
from gastwin.result import result_tables

FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
FLAGS += ["--enable-precise-memory-info"]
PATIENCE_MS = 900_000

# Moves the map a little in every frame, for so many seconds, and counts the frames that were drawn.
PAN = """seconds => new Promise(done => {
    const map = gastwin.map.library;
    let frames = 0;
    const started = performance.now();
    const worst = { ms: 0 };
    let last = started;
    map.on("render", () => {
        ++frames;
        const now = performance.now();
        worst.ms = Math.max(worst.ms, now - last);
        last = now;
    });
    const step = () => {
        const s = (performance.now() - started) / 1000;
        if (s > seconds) return done({ frames, fps: frames / s, worst_ms: worst.ms });
        map.panBy([6 * Math.cos(s), 6 * Math.sin(s)], { animate: false });
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
})"""
IDLE = """action => new Promise(done => {
    const started = performance.now();
    gastwin.map.library.once("idle", () => done((performance.now() - started) / 1000));
    new Function("gastwin", action)(gastwin);
    gastwin.map.library.triggerRepaint();
})"""


def spent_s() -> dict[str, float]:
    """Processor time so far of the browser: of what stands in for a graphics chip, and of all else."""
    parent, spent = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            kind = "graphics" if b"--type=gpu-process" in (stat.parent / "cmdline").read_bytes() else "page"
        except OSError:
            continue  # it has ended meanwhile
        pid = int(stat.parent.name)
        parent[pid] = int(fields[1])
        spent[pid] = (kind, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
    ours = {os.getpid()}
    while more := {pid for pid, of in parent.items() if of in ours} - ours:
        ours |= more
    ours.remove(os.getpid())
    return {k: sum(s for pid in ours for kind, s in [spent[pid]] if kind == k) for k in ("page", "graphics")}


def since(before: dict[str, float], frames: int = 1) -> dict[str, float]:
    """Processor time since then, per frame."""
    return {f"{kind}_cpu_s": (now - before[kind]) / max(1, frames) for kind, now in spent_s().items()}


def city_page(households: int, file: Path) -> dict[str, float]:
    """Writes the page of a synthetic city with hydraulics and risk; what it took."""
    network = gt.synthetic_city(households=households, seed=7)
    twin = gt.Twin.from_network(network)
    state = gt.solve(twin)
    critical = gt.criticality(twin)
    risks = gt.risk(twin, samples=0, critical=critical)
    started = time.process_time()
    page = html_page(twin, result_tables(state, critical, risks), {}, "zh")
    took = time.process_time() - started
    file.write_text(page, "utf-8")
    return {"pipes": len(network.pipe), "page_cpu_s": took, "page_mb": file.stat().st_size / 1e6}


def in_browser(file: Path, seconds: float) -> dict[str, Any]:
    """Load, memory, panning, and the two slowest clicks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_context(viewport={"width": 1400, "height": 860}, offline=True).new_page()
        page.set_default_timeout(PATIENCE_MS)
        started, before = time.perf_counter(), spent_s()
        page.goto(file.as_uri())
        page.wait_for_selector("body[data-ready]", state="attached")
        found: dict[str, Any] = {"ready_s": time.perf_counter() - started}
        found["ready"] = since(before)
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        found["heap_mb"] = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        found["arrays_mb"] = page.evaluate("gastwin.data.pipes.xy.byteLength") / 1e6
        zoom = page.evaluate("gastwin.map.library.getZoom()")
        for name, more in (("city", 0), ("district", 2.5), ("street", 5)):
            page.evaluate(IDLE, f"gastwin.map.library.jumpTo({{ zoom: {zoom + more} }})")
            before = spent_s()
            panned = page.evaluate(PAN, seconds)
            found[f"pan_{name}"] = {**panned, **since(before, panned["frames"])}
        page.evaluate(IDLE, "gastwin.map.fitAll()")
        theme = "gastwin.setTheme(gastwin.data.themes.find(t => t.key === 'material'))"
        found["theme_s"] = page.evaluate(IDLE, theme)
        found["filter_s"] = page.evaluate(IDLE, "gastwin.setHidden(gastwin.theme, new Set([0]))")
        found["graphics"] = page.evaluate(
            "() => { const gl = document.createElement('canvas').getContext('webgl2'),"
            " name = gl.getExtension('WEBGL_debug_renderer_info');"
            " return gl.getParameter(name ? name.UNMASKED_RENDERER_WEBGL : gl.RENDERER); }"
        )
        browser.close()
    return found


def main() -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=1_300_000)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0, help="of panning, at each of three scales")
    parser.add_argument("--page", type=Path, help="a page that is there already")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = (args.page or args.out or Path(folder) / "page.html").resolve()
        found: dict[str, Any] = {} if args.page else city_page(args.households, file)
        print(json.dumps({**found, **in_browser(file, args.seconds)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
