# SPDX-License-Identifier: Apache-2.0
"""What scripts rely on: the keys of every verb's --json summary, their types, one line on stdout, the exit status."""

import json
import math
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from failure_records import invented

import gastwin as gt
from gastwin.cli import main
from gastwin.verbs import VERBS

Number = (int, float)
SURVEY: dict[str, Any] = {
    **dict.fromkeys(("rows_read", "pipes", "nodes", "valves", "regulators", "customers"), int),
    "issues": dict,
    "repairs": dict,
    "supplied_length_share": Number,
    "grade": str,
}
SOLVE: dict[str, Any] = {
    "iterations": int,
    "residual": Number,
    "worst_node": str,
    "worst_edge": str,
    **dict.fromkeys(("demand_kg_s", "unmet_kg_s", "min_gauge_pressure_pa", "max_velocity_m_s"), Number),
}
RISK: dict[str, Any] = {"assets": int, "leaks_per_year": Number, "serious_per_year": Number, "top": list}
PLAN: dict[str, Any] = {"projects": int, "years": list, **dict.fromkeys(("cost_cny", "value", "bound", "gap"), Number)}
KEYS: dict[str, dict[str, Any]] = {
    "assess": SURVEY | SOLVE | RISK | PLAN,
    "import": SURVEY,
    "check": SURVEY,
    "solve": SOLVE,
    "simulate": {"times": int, "min_gauge_pressure_pa": Number, "unmet_kg": Number, "linepack_kg": Number},
    "shutoff": {
        **dict.fromkeys(("pipes", "valves", "backfeed_valves", "redundant_valves"), list),
        **dict.fromkeys(("customers_inside", "customers_cut_off", "customers_low_pressure"), int),
        "linepack_s": Number,
    },
    "incident": {
        **dict.fromkeys(("peak_release_kg_s", "released_kg", "duration_s"), Number),
        "customers_out": int,
        "grade": str,
    },
    "criticality": {"what": str, "rows": int, "with_loss": int, "top": list},
    "risk": RISK,
    "plan": PLAN,
    "programme": {
        "households": int,
        "duties": int,
        "missing": int,
        "coverage": (dict, *Number),
        "cost_by_payer_cny": dict,
    },
    "conversion": {"bottled": int, "verdicts": dict},
    "hazards": {"hazards": int, "open": int, "overdue": int},
    "progress": {"periods": int, "pipes_done_m": Number, "paid_cny": Number, "open": int, "overdue": int},
    "calibrate": {"events_scored": int, "ranking": list},
    "batch": {"jobs": list, "failed_jobs": list},
    "report": {},
    "serve": {},
    "export": {"layers": list},
    "synth": {"pipes": int, "households": int},
    "completion": {"script": str},
}
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(survey: Path, assessed: tuple[gt.Assessment, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A twin and everything the verbs ask for."""
    out = tmp_path_factory.mktemp("verbs")
    shutil.copy(assessed[1] / "twin.gpkg", out / "twin.gpkg")
    shutil.copytree(survey, out / "district")
    mains, breaks = invented(seed=2)
    mains.to_csv(out / "mains.csv", index=False)
    breaks.to_csv(out / "breaks.csv", index=False)
    (out / "jobs.toml").write_text('[[job]]\nid = "one"\nverb = "check"\ninput = "twin.gpkg"\n')
    return out


def arguments(verb: str, pipe: str) -> list[str]:
    twin, registers = "twin.gpkg", ["--registers", "district/registers"]
    return {
        "assess": ["district/survey", "district/registers", "-o", "result"],
        "import": ["district/survey", "district/registers", "-o", "made.gpkg"],
        "check": [twin],
        "solve": [twin, "--load", "peak"],
        "simulate": [twin, "--to", "1h", "-o", "series"],
        "shutoff": [twin, "--pipe", pipe],
        "incident": [twin, "--pipe", pipe, "--kind", "rupture", "--samples", "20"],
        "criticality": [twin],
        "risk": [twin, "--samples", "20"],
        "plan": [twin, "--budget-per-year", "3e6", "--years", "3"],
        "programme": [twin, *registers],
        "conversion": [twin, *registers],
        "hazards": [twin, "--ledger", "hazards.jsonl", *registers],
        "progress": [twin, *registers, "-o", "progress.html"],
        "calibrate": ["mains.csv", "breaks.csv", "--split", "2012", "--samples", "50"],
        "batch": ["jobs.toml", "-o", "batch"],
        "report": [twin, "-o", "report.html"],
        "export": [twin, "-o", "twin.xlsx"],
        "synth": ["-o", "city", "--households", "500"],
        "completion": ["bash"],
    }[verb]


def check(summary: dict[str, Any], verb: str) -> None:
    common = {"verb": str, "version": str, "status": str, "seconds": Number, "outputs": list}
    for key, kind in (common | KEYS[verb]).items():
        assert key in summary, (verb, key)
        assert isinstance(summary[key], kind) and not isinstance(summary[key], bool), (verb, key, summary[key])
    assert summary["verb"] == verb and summary["version"] == gt.__version__ and summary["seconds"] > 0.0


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "serve"])
def test_every_verb_has_the_keys_of_the_contract(
    verb: str, folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    pipe = str(gt.Twin.open("twin.gpkg").pipe.id[5])
    status = main([verb, *arguments(verb, pipe), "--json", "--quiet", "--lang", "en"])
    out, err = capsys.readouterr()
    assert status in (0, 1) and err == "" and out.count("\n") == 1, err
    summary = json.loads(out, parse_constant=lambda name: pytest.fail(f"{verb}: {name} is not JSON"))
    check(summary, verb)
    for path in summary["outputs"]:
        assert Path(path).exists(), (verb, path)


def test_the_contract_is_of_every_verb() -> None:
    assert set(KEYS) == set(VERBS)


def test_serve_has_them_when_it_is_stopped(folder: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "gastwin", "serve", str(folder / "twin.gpkg"), "--port", "0", "--json", "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert run.stderr is not None
    while "http://" not in run.stderr.readline():
        assert run.poll() is None
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=60)
    assert run.returncode == 0
    check(json.loads(out), "serve")


def test_figures_agree_with_the_tables(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert main(["solve", "twin.gpkg", "--load", "peak", "--json", "--quiet"]) in (0, 1)
    summary = json.loads(capsys.readouterr().out)
    node = gt.read_results("twin.gpkg")["result_node"]
    known = node["gauge_pressure_pa"][~_nan(node["gauge_pressure_pa"])]
    assert math.isclose(summary["min_gauge_pressure_pa"], known.min(), rel_tol=1e-12)
    assert os.fspath(summary["outputs"][0]) == "twin.gpkg"


def _nan(values: Any) -> Any:
    return values != values


def test_statuses_of_mistakes(folder: Path, gastwin: Callable[..., tuple[int, dict[str, Any], str]]) -> None:
    assert gastwin("check", folder / "nowhere.gpkg")[0] == 2
    assert gastwin("risk", folder / "twin.gpkg", "--sampels", "3")[0] == 2
    status, summary, _ = gastwin("plan", folder / "twin.gpkg", "--budget-per-year", 0)
    assert status in (0, 1) and summary["status"] in ("done", "infeasible")
