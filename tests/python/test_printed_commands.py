# SPDX-License-Identifier: Apache-2.0
"""Every command printed in README and tutorial runs, in the order in which it is printed."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import tutorial
from failure_records import ageing_city

import gastwin as gt
from gastwin.compute import HORIZON_YEARS
from gastwin.summaries import import_summary

ROOT = Path(__file__).resolve().parents[2]
README_PAGES = ("README.md", "README.zh.md")


def printed(page: str) -> list[list[str]]:
    return tutorial.printed(ROOT / page)


def run(words: list[str], folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gastwin", *words, "--lang", "en", "--quiet"],
        cwd=folder,
        env=os.environ | {"PGCONNECT_TIMEOUT": "5"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    # 1: done, and the answer is negative, such as demand that cannot be met.
    assert done.returncode in (0, 1), f"gastwin {shlex.join(words)}: {done.returncode}\n{done.stderr}"


@pytest.fixture(scope="module")
def city_folder(city: gt.Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    gt.write_survey(city, folder, defects=True, seed=3)
    return folder


def test_commands_of_the_readme_run(city_folder: Path) -> None:
    commands = printed("README.md")
    assert len(commands) >= 15
    mains, breaks = ageing_city(seed=1, size=1500)
    mains.to_csv(city_folder / "mains.csv", index=False)
    breaks.to_csv(city_folder / "breaks.csv", index=False)
    for end in ("shp", "shx", "dbf", "prj", "cpg"):
        (city_folder / f"unknown.{end}").write_bytes((city_folder / "survey" / f"RQLINE.{end}").read_bytes())
    for words in commands:
        if words[0] != "serve":  # does not end by itself; tests of its own
            run(words, city_folder)


def test_commands_of_the_tutorial_run(tmp_path: Path) -> None:
    commands = printed("docs/tutorial.md")
    assert [c[0] for c in commands][:3] == ["synth", "import", "check"]
    for words in commands:
        run(words, tmp_path)
    sheets = ("report.html", "report.xlsx", "sheet.html", "programme.xlsx", "result/report.html")
    for name in ("twin.gpkg", "twin.qgz", *sheets):
        assert (tmp_path / name).stat().st_size > 1000, name


def test_both_readmes_print_the_same_commands() -> None:
    english, chinese = map(printed, README_PAGES)
    assert english == chinese


def test_both_readmes_lead_to_the_same_pages() -> None:
    english, chinese = (
        {
            link
            for link in re.findall(r"\]\(([^)]+)\)", (ROOT / page).read_text("utf-8"))
            if not link.startswith("README")
        }
        for page in README_PAGES
    )
    assert {link.replace("-en.png", "-zh.png") for link in english} == chinese
    for page in README_PAGES:
        text = (ROOT / page).read_text("utf-8")
        assert all(word in text for word in ("--force", "FlatGeobuf", "GasLib", "GeoPandas", "pip install pyarrow")), (
            page
        )


def test_python_of_the_readmes_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for page in README_PAGES:
        blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
        for block in blocks:
            exec(compile(block, page, "exec"), {})
        assert blocks and "converged" in capsys.readouterr().out


@pytest.fixture(scope="module")
def tutorial_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The twin of the tutorial with its plan, its registers, and the files that pages name."""
    folder = tmp_path_factory.mktemp("pages")
    gt.write_survey(gt.synthetic_city(households=2000, seed=7), folder, defects=True, seed=7)
    twin = gt.import_survey([str(folder / "survey"), str(folder / "registers")])
    risk = gt.risk(twin, samples=50)
    twin.save(folder / "twin.gpkg", risk, gt.plan(twin, risk, budget_per_year=3e6))
    (folder / "done.csv").write_text("id,year,cost_cny\n", "utf-8")
    (folder / "paid.csv").write_text("date,payer,amount_cny\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    "page", ["python.md", "programme.md", "conversion.md", "papers.md", "theory/schemes.md"], ids=lambda page: page[:-3]
)
def test_python_of_the_pages_runs(page: str, tutorial_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tutorial_folder)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), flags=re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, page, "exec"), names)
    assert blocks


def test_commands_of_the_programme_page_run(tutorial_folder: Path) -> None:
    commands = printed("docs/programme.md")
    assert len(commands) == 3 and any("--only-period" in words for words in commands)
    for words in commands:
        run(words, tutorial_folder)


def test_the_tutorial_says_what_check_says(tutorial_folder: Path) -> None:
    grade = import_summary(gt.Twin.open(tutorial_folder / "twin.gpkg"))["grade"]
    text = (ROOT / "docs/tutorial.md").read_text("utf-8")
    assert f"(here {grade})" in text and "costs most" not in text


def test_a_twin_opens_by_its_path(tutorial_folder: Path) -> None:
    path = tutorial_folder / "twin.gpkg"
    for given in (path, str(path)):
        assert list(gt.Twin(given).pipe.id) == list(gt.Twin.open(path).pipe.id)
    with pytest.raises(gt.Error, match="nowhere"):
        gt.Twin("nowhere")


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_run_cell_by_cell(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cells = [c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    names: dict[str, object] = {}
    for number, cell in enumerate(cells, start=1):
        assert cell["outputs"] == [], "notebooks are kept without results"
        exec(compile("".join(cell["source"]), f"{path.name}[{number}]", "exec"), names)
    assert len(cells) >= 5 and f"removed in {HORIZON_YEARS} years" in capsys.readouterr().out
