# SPDX-License-Identifier: Apache-2.0
"""Takes the pictures of papers that the documentation shows, from a district made up by `gastwin synth`.

    python tools/paper_pictures.py [FOLDER]        default docs/images

Needs playwright and Chromium. The district, and so each picture but for fonts and browser, is the same every time.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import gastwin as gt

ROOT = Path(__file__).resolve().parents[1]
A4_PX = (794, 1122)  # at 96 dpi
MARGIN_CSS = "body { margin: 11mm 12mm !important; } h1 { font-size: 1.4rem; }"


def papers(folder: Path) -> dict[str, Path]:
    """The papers of one district: its plan in Chinese, its risk list in English."""
    network = gt.synthetic_city(households=6000, seed=7)
    risk = gt.risk(network, year=2025, samples=200)
    plan = gt.plan(network, risk, budget_per_year=1e6, years=3)
    written = {name: folder / f"{name}.html" for name in ("plan-zh", "risk-en")}
    works = gt.check_works(network, plan)
    gt.write_plan_papers(network, risk, plan, written["plan-zh"], "zh", works=works, sheets=20)
    gt.write_risk_list(network, risk, written["risk-en"], "en", top=20)
    return written


def pictures(files: dict[str, Path], folder: Path) -> None:
    """The sheet of the first project that has one, and the first page of the risk list, as on paper."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(viewport=dict(zip(("width", "height"), A4_PX, strict=True)), offline=True).new_page()
        for name, file in files.items():
            page.goto(file.as_uri())
            page.add_style_tag(content=MARGIN_CSS)
            wanted = "section[id^='p-']" if name.startswith("plan") else "#summary"
            page.evaluate(
                "wanted => { const one = document.querySelector(wanted); document.body.replaceChildren(one); }", wanted
            )
            page.screenshot(path=str(folder / f"paper-{name}.png"), full_page=True)
            print(folder / f"paper-{name}.png")
        browser.close()


def main() -> int:
    """Writes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "images")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        pictures(papers(Path(scratch)), args.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
