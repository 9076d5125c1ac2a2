# SPDX-License-Identifier: Apache-2.0
"""The command line: summaries, exit statuses, errors that name place and remedy."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt

Run = Callable[..., tuple[int, dict[str, Any], str]]
Assessed = tuple[gt.Assessment, Path]


@pytest.fixture
def twin(assessed: Assessed, tmp_path: Path) -> Path:
    return Path(shutil.copy(assessed[1] / "twin.gpkg", tmp_path / "twin.gpkg"))


def test_import_and_check_report_the_contract_keys(gastwin: Run, survey: Path, tmp_path: Path) -> None:
    status, summary, _ = gastwin("import", survey / "survey", survey / "registers", "-o", tmp_path / "t.gpkg")
    keys = {
        "verb",
        "version",
        "status",
        "seconds",
        "outputs",
        "rows_read",
        "pipes",
        "nodes",
        "valves",
        "regulators",
        "customers",
        "issues",
        "repairs",
        "supplied_length_share",
        "grade",
    }
    assert status == 0 and keys <= set(summary)
    assert summary["supplied_length_share"] > 0.99
    status, checked, _ = gastwin("check", tmp_path / "t.gpkg")
    assert status == 0
    assert {k: checked[k] for k in ("pipes", "issues", "repairs")} == {
        k: summary[k] for k in ("pipes", "issues", "repairs")
    }


def test_solve_writes_results_into_the_twin(gastwin: Run, twin: Path, tmp_path: Path) -> None:
    status, summary, _ = gastwin("solve", twin, "--load", "peak", "-o", tmp_path / "csv")
    assert {
        "iterations",
        "residual",
        "worst_node",
        "worst_edge",
        "demand_kg_s",
        "unmet_kg_s",
        "min_gauge_pressure_pa",
        "max_velocity_m_s",
    } <= set(summary)
    assert status in (0, 1) and summary["status"] in ("converged", "no_source")
    assert (tmp_path / "csv" / "result_node.csv").read_text("utf-8-sig").startswith("id,pressure_pa")


def test_shutoff_lists_valves_and_customers(gastwin: Run, twin: Path) -> None:
    pipe = str(gt.Twin.open(twin).pipe.id[5])
    status, summary, _ = gastwin("shutoff", twin, "--pipe", pipe)
    assert status in (0, 1) and pipe in summary["pipes"]
    assert {"valves", "backfeed_valves", "redundant_valves", "customers_inside", "customers_cut_off"} <= set(summary)


def test_risk_and_plan(gastwin: Run, twin: Path) -> None:
    status, summary, _ = gastwin("risk", twin)
    assert status == 0 and summary["leaks_per_year"] > 0 and len(summary["top"]) == 10
    status, summary, _ = gastwin("plan", twin, "--budget-per-year", 3e6, "--years", 3)
    assert status == 0 and summary["value"] <= summary["bound"] and 0 <= summary["gap"] <= 1


def test_report_from_a_twin(gastwin: Run, twin: Path, tmp_path: Path) -> None:
    for name in ("r.html", "r.xlsx"):
        status, _summary, _ = gastwin("report", twin, "-o", tmp_path / name)
        assert status == 0 and (tmp_path / name).stat().st_size > 10_000


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("check", "nowhere.gpkg"), "GT-0101"),
        (("import", "nowhere", "-o", "t.gpkg"), "GT-0101"),
        (("solve",), "GT-0901"),
        (("slove", "t.gpkg"), "GT-0901"),
    ],
)
def test_bad_usage_is_one_line_and_a_remedy(
    gastwin: Run, tmp_path: Path, args: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, stderr = gastwin(*args)
    lines = stderr.strip().splitlines()
    assert status == 2 and lines[0].startswith(code) and len(lines) == 2, stderr
    assert "Traceback" not in stderr


def test_misspelt_verb_gets_a_suggestion(gastwin: Run) -> None:
    assert "did you mean solve?" in gastwin("slove")[2]


def test_messages_come_in_chinese() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gastwin", "check", "nowhere.gpkg", "--lang", "zh"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "文件或文件夹不存在" in done.stderr


def test_unwritable_output_is_said_before_the_work_starts(gastwin: Run, survey: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    status, _, stderr = gastwin("assess", survey / "survey", "-o", blocked / "out")
    assert status == 2 and stderr.startswith("GT-0801") and str(blocked) in stderr
    assert blocked.read_text() == "not a folder"


def test_a_killed_run_leaves_the_old_files(survey: Path, assessed: Assessed, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(assessed[1], out)
    before = {f.name: f.read_bytes() for f in out.iterdir()}
    run = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gastwin",
            "assess",
            str(survey / "survey"),
            str(survey / "registers"),
            "-o",
            str(out),
            "--lang",
            "en",
        ],
        stderr=subprocess.PIPE,
    )
    assert run.stderr is not None
    run.stderr.readline()  # the first stage is under way
    time.sleep(0.2)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    after = {f.name: f.read_bytes() for f in out.iterdir() if not f.name.startswith(".")}
    assert run.returncode == -signal.SIGKILL
    assert {name: after[name] == before[name] for name in before} == dict.fromkeys(before, True)


def test_ctrl_c_stops_and_leaves_nothing(survey: Path, tmp_path: Path) -> None:
    inputs = [str(survey / "survey"), str(survey / "registers")]
    run = subprocess.Popen(
        [sys.executable, "-m", "gastwin", "assess", *inputs, "-o", str(tmp_path / "out"), "--lang", "en"],
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background jobs ignore Ctrl-C, and what they start inherits that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert run.stderr is not None
    run.stderr.readline()  # the first stage is under way
    run.send_signal(signal.SIGINT)
    _, stderr = run.communicate(timeout=60)
    assert run.returncode == 130 and "GT-0903" in stderr and "Traceback" not in stderr, stderr
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder(gastwin: Run, survey: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    status, _, stderr = gastwin("import", survey / "survey", "-o", tmp_path / "t.gpkg")
    tmp_path.chmod(0o700)
    assert status == 2 and stderr.startswith("GT-0801")


def test_json_is_one_line_of_valid_json(twin: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gastwin", "check", str(twin), "--json"], capture_output=True, text=True, check=True
    )
    assert len(done.stdout.strip().splitlines()) == 1
    json.loads(done.stdout, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_reader_that_has_enough_is_no_internal_error(twin: Path, more: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "gastwin", "check", str(twin), "--quiet", *more],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert done.returncode == 128 + signal.SIGPIPE and done.stderr == ""
