# SPDX-License-Identifier: Apache-2.0
"""Takes the pictures of the map page that the documentation shows, from a district made up by `gastwin synth`.

    python tools/screenshots.py [FOLDER]        default docs/images

Needs playwright and Chromium. The district, and so each picture but for fonts and browser, is the same every time.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import gastwin as gt

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
BUDGET_CNY = 1e6  # a year: enough for a third of what the plan would do
SETTLED = """() => new Promise(done => {
    gastwin.map.library.once("idle", done);
    gastwin.map.library.triggerRepaint();
})"""


def assessed(folder: Path) -> dict[str, Path]:
    """The page of one district in each language, with an incident and a closure kept in its twin."""
    gt.write_survey(gt.synthetic_city(households=20000, seed=7), folder / "district", defects=True, seed=7)
    inputs = [str(folder / "district" / "survey"), str(folder / "district" / "registers")]
    found = gt.assess(inputs, folder / "result", budget_per_year=BUDGET_CNY)
    twin, file = found.twin, folder / "result" / "twin.gpkg"
    ranked = found.risk.assets.id[found.risk.assets["rank"].argsort()]
    pipe = next(str(i) for i in ranked if str(i) in set(map(str, twin.pipe.id)))
    gt.keep_scenario(file, f"{pipe} 断裂 / rupture", gt.incident(twin, pipe, kind="rupture"))
    gt.keep_scenario(file, f"{pipe} 停气 / works", gt.shutoff(twin, pipe), pipes=[pipe])
    return {lang: Path(gt.report(file, folder / f"{lang}.html", lang=lang)) for lang in ("en", "zh")}


def take(page: Any, file: Path) -> None:
    """One picture, once the map stands still."""
    page.evaluate(SETTLED)
    page.screenshot(path=str(file))
    print(file)


def only(panel: str, inside: str = "") -> str:
    """A script that leaves one section of the side bar open, and brings a part of it to the top."""
    return (
        f"for (const p of document.querySelectorAll('.panel')) p.open = p.id === 'panel-{panel}';"
        f"document.querySelector('{inside or '#panel-' + panel}').scrollIntoView();"
    )


STEPS = {  # what is done before each picture, one after the other
    "overview": "0",
    "explanation": "gastwin.select({ kind: 'pipe', row: gastwin.data.highest[0] }, true)",
    "plan": "gastwin.select(null); gastwin.map.fitAll();"
    "gastwin.setTheme(gastwin.data.themes.find(theme => theme.key === 'plan'));" + only("projects"),
    "charts": only("charts", "#chart-residual"),
    "scenario": "gastwin.setTheme(gastwin.data.themes[0]);" + only("scenarios") + "const choice ="
    " document.getElementById('scenario'); choice.value = '0'; choice.dispatchEvent(new Event('change'))",
}


def pictures(pages: dict[str, Path], folder: Path) -> None:
    """Each picture in each language."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1400, "height": 860}, offline=True)
        for lang, file in pages.items():
            page = context.new_page()
            page.set_default_timeout(300_000)
            page.goto(file.as_uri())
            page.wait_for_selector("body[data-ready]", state="attached")
            for name, script in STEPS.items():
                page.evaluate(f"() => {{ {script} }}")
                take(page, folder / f"page-{name}-{lang}.png")
        browser.close()


def main() -> int:
    """Writes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "images")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        pictures(assessed(Path(scratch)), args.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
