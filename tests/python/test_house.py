# SPDX-License-Identifier: Apache-2.0
"""The floor plan holds: who may include whom, how long files are, that generated files are up to date."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("models", "engine", "gis", "scenarios")
MAY_INCLUDE = {
    "models": {"models"},
    "engine": {"models", "engine"},
    "gis": {"models", "gis"},
    "scenarios": {"models", "engine", "scenarios"},
}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists()]


@pytest.mark.parametrize("room", ROOMS)
def test_includes_follow_the_arrows(room: str) -> None:
    wrong = []
    for file in tracked(f"{room}/*.hpp", f"{room}/*.cpp"):
        for included in re.findall(r'#include [<"]([^>"]+)[>"]', file.read_text("utf-8")):
            folder = included.split("/")[0]
            if folder in (*ROOMS, "python", "bench", "tests") and folder not in MAY_INCLUDE[room]:
                wrong.append(f"{file.relative_to(ROOT)} includes {included}")
            if room != "gis" and re.match(r"(gdal|ogr|cpl_)", included):
                wrong.append(f"{file.relative_to(ROOT)} includes {included}")
    assert not wrong, wrong


def test_files_can_be_read_in_one_sitting() -> None:
    limits = {".hpp": 250, ".cpp": 500, ".py": 500, ".ts": 500, ".mjs": 500}
    long = [
        f"{f.relative_to(ROOT)}: {n}"
        for f in tracked("*.hpp", "*.cpp", "*.py", "*.ts", "*.mjs")
        if (n := len(f.read_text("utf-8").splitlines())) > limits[f.suffix]
    ]
    assert not long, long


def test_sources_name_their_licence() -> None:
    bare = [
        str(f.relative_to(ROOT))
        for f in tracked("*.hpp", "*.cpp", "*.py", "*.ts", "*.mjs")
        if "SPDX-License-Identifier: Apache-2.0" not in f.read_text("utf-8")[:200]
    ]
    assert not bare, bare


def test_no_machine_paths_in_tracked_files() -> None:
    pattern = re.compile(r"(^|[^a-z.])/(wo" + r"rk|tm" + r"p/wt|ro" + r"ot)/[a-z.]")
    found = [
        str(f.relative_to(ROOT))
        for f in tracked()
        if f.suffix not in (".png", ".gpkg") and pattern.search(f.read_text("utf-8", errors="ignore"))
    ]
    assert not found, found


def test_packages_of_the_page_come_from_nowhere_in_particular() -> None:
    lock = (ROOT / "python" / "gastwin" / "viewer" / "package-lock.json").read_text("utf-8")
    assert '"integrity": "sha512-' in lock
    assert not re.search(r'"resolved": "(?!https://registry\.npmjs\.org/)', lock)


@pytest.mark.parametrize("generator", ["stubs", "dictionary"])
def test_generated_files_are_up_to_date(generator: str) -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "tools" / "generate.py", generator, "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
