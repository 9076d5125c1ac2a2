# SPDX-License-Identifier: Apache-2.0
"""From the click on a pipe to the valves on the page, in headless Chromium with `gastwin serve` behind it.

    python bench/serve_click.py [--households 20000] [--clicks 30] [--picture FILE.png]

The time is the page's own: from the selection of the pipe until its valves, customers and figures stand in the panel.
Incidents (a rupture) are timed until the gas lost stands there too. Needs playwright and chromium.
"""

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from serve_load import processor_s, started

import gastwin as gt

FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
PATIENCE_MS = 240_000
ANSWERED = """async row => {
    const before = document.body.dataset.live;
    const begin = performance.now();
    const done = new Promise(resolve => new MutationObserver(() => {
        if (document.body.dataset.live !== before) resolve(performance.now() - begin);
    }).observe(document.body, { attributes: true }));
    gastwin.select({ kind: "pipe", row }, true);
    return done;
}"""


def measured(page: Any, rows: list[int], kind: str) -> list[float]:
    """Milliseconds of each question."""
    page.select_option("#live-kind", kind)
    page.wait_for_timeout(10_000 if page.input_value("#live-pipe") else 0)  # the change itself asks about that pipe
    return [float(page.evaluate(ANSWERED, row)) for row in rows]


def told(name: str, times: list[float]) -> None:
    median, p95 = np.quantile(times, 0.5), np.quantile(times, 0.95)
    print(f"{name}: {len(times)} clicks, median {median:.0f} ms, p95 {p95:.0f} ms, longest {max(times):.0f} ms")


def picture(page: Any, twin: gt.Twin, file: Path) -> None:
    """The page with a closure of three valves or more that concerns most customers, and the plan of a budget."""
    ready = gt.prepare_shutoff(twin, state=gt.solve(twin, "peak"))
    plans = [ready.shutoff(pipe) for pipe in twin.pipe.id]
    row = max(range(len(plans)), key=lambda row: (len(plans[row].valves) > 2, plans[row].customers_inside))
    plan = plans[row]
    measured(page, [row], "closure")
    page.click("#panel-budget > summary")
    page.wait_for_selector("body[data-budget]", timeout=PATIENCE_MS, state="attached")
    page.evaluate("ids => gastwin.map.fitPipes(ids.map(id => gastwin.data.pipes.id.indexOf(id)))", plan.pipes)
    page.click("#details .close")
    page.evaluate("document.getElementById('side').scrollTop = 0")
    page.wait_for_timeout(5000)
    page.screenshot(path=file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=20_000)
    parser.add_argument("--clicks", type=int, default=30)
    parser.add_argument("--picture", type=Path)
    args = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "city.gpkg"
        gt.Twin.from_network(gt.synthetic_city(args.households, seed=7, household_rows=True)).save(path)
        server, port = started(path)
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS, env={**os.environ, "HOME": "/nonexistent"}
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900}, locale="en-GB")
        page.goto(f"http://127.0.0.1:{port}/", timeout=PATIENCE_MS)
        page.wait_for_selector("body[data-ready='true']", timeout=PATIENCE_MS, state="attached")
        pipes = int(page.evaluate("gastwin.data.pipes.id.length"))
        rows = np.random.default_rng(1).choice(pipes, args.clicks, replace=False).tolist()
        told("closure", measured(page, rows, "closure"))
        told("rupture", measured(page, rows[: max(1, args.clicks // 6)], "rupture"))
        print(f"server: {processor_s(server.pid):.1f} s of processor time in all")
        if args.picture:
            picture(page, gt.Twin.open(path), args.picture)
        browser.close()
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
