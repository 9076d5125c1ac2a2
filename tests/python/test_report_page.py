# SPDX-License-Identifier: Apache-2.0
"""The map page in a real browser: it draws, it explains, and it asks nothing of any network."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import gastwin as gt

CHROMIUM = shutil.which("chromium")


@pytest.fixture
def dump(assessed: tuple[gt.Assessment, Path], tmp_path: Path) -> str:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    done = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            f"--user-data-dir={tmp_path}",
            "--virtual-time-budget=10000",
            "--dump-dom",
            (assessed[1] / "report.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def test_page_runs_to_the_end_and_fills_its_panels(dump: str, assessed: tuple[gt.Assessment, Path]) -> None:
    assert 'data-ready="true"' in dump
    assert len(re.findall(r"<option", dump)) >= 5
    assert str(assessed[0].summary["top"][0]) in dump


def test_page_is_one_offline_file(assessed: tuple[gt.Assessment, Path]) -> None:
    page = (assessed[1] / "report.html").read_text("utf-8")
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert "fetch(" not in page and "XMLHttpRequest" not in page


def test_survey_text_cannot_run_in_the_page(tmp_path: Path) -> None:
    from gastwin.report_html import html_page

    nasty = "</script><script>alert(1)</script>"
    network = gt.Network.from_frames(
        {
            "node": {"id": ["a", "b"], "x_m": [0.0, 100.0], "y_m": [0.0, 0.0]},
            "pipe": {
                "id": [nasty],
                "from_node": ["a"],
                "to_node": ["b"],
                "length_m": [100.0],
                "inner_diameter_m": [0.1],
            },
        }
    )
    page = html_page(gt.Twin.from_network(network), {}, {"status": nasty}, "en")
    assert "<script>alert" not in page
