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
SETTLED = """() => new Promise(done => {
    gastwin.map.library.once("idle", done);
    gastwin.map.library.triggerRepaint();
})"""


def assessed(folder: Path) -> dict[str, Path]:
    """The page of one district in each language."""
    gt.write_survey(gt.synthetic_city(households=20000, seed=7), folder / "district", defects=True, seed=7)
    inputs = [str(folder / "district" / "survey"), str(folder / "district" / "registers")]
    for lang in ("en", "zh"):
        gt.assess(inputs, folder / lang, lang=lang)
    return {lang: folder / lang / "report.html" for lang in ("en", "zh")}


def take(page: Any, file: Path) -> None:
    """One picture, once the map stands still."""
    page.evaluate(SETTLED)
    page.screenshot(path=str(file))
    print(file)


def pictures(pages: dict[str, Path], folder: Path) -> None:
    """Overview and explanation in English, materials and plan in Chinese."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1400, "height": 860}, offline=True)
        for lang, file in pages.items():
            page = context.new_page()
            page.set_default_timeout(300_000)
            page.goto(file.as_uri())
            page.wait_for_selector("body[data-ready]", state="attached")
            take(page, folder / f"page-overview-{lang}.png")
            page.evaluate("gastwin.select({ kind: 'pipe', row: gastwin.data.highest[0] }, true)")
            take(page, folder / f"page-explanation-{lang}.png")
        page.evaluate("gastwin.select(null); gastwin.map.fitAll()")
        page.evaluate("gastwin.setTheme(gastwin.data.themes.find(theme => theme.key === 'plan'))")
        page.evaluate("document.getElementById('side').scrollTo(0, 1e6)")
        take(page, folder / "page-plan-zh.png")
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
