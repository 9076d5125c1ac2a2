# SPDX-License-Identifier: Apache-2.0
"""User code as mypy --strict sees it: a notebook passes and runs, slips are found; what is declared is what comes."""

import os
import re
import subprocess
import sys
import types
import typing
from collections.abc import Callable
from pathlib import Path

import pytest

import gastwin as gt
from gastwin import tables
from gastwin.frames import Table
from gastwin.result import Result

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "python" / "typed_sample"
Line = Callable[..., gt.Network]


def strict(file: Path) -> list[str]:
    pytest.importorskip("mypy", reason="mypy is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--show-error-codes", "--no-error-summary", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout.splitlines()


def test_a_notebook_passes_mypy_strict_and_runs(tmp_path: Path) -> None:
    assert strict(SAMPLE / "notebook.py") == []
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SAMPLE / "notebook.py")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0 and "GT-" in done.stdout, done.stderr


def test_slips_are_found_and_nothing_else() -> None:
    text = (SAMPLE / "mistakes.py").read_text("utf-8").splitlines()
    wanted = {(n, mark[1]) for n, line in enumerate(text, 1) if (mark := re.search(r"  # ([a-z-]+)$", line))}
    reported = (re.search(r":(\d+): error: .*\[([a-z-]+)\]$", line) for line in strict(SAMPLE / "mistakes.py"))
    found = {(int(report[1]), report[2]) for report in reported if report}
    assert found == wanted and len(wanted) > 10


def kinds_of_results() -> list[type[Result]]:
    return [kind for kind in vars(gt).values() if isinstance(kind, type) and issubclass(kind, Result)]


def test_results_have_the_tables_and_figures_they_declare(line: Line) -> None:
    net = line(4)
    state, risks = gt.solve(net), gt.risk(net, samples=5)
    closure = gt.shutoff(net, 10, state=state)
    results = [
        state,
        closure,
        risks,
        gt.plan(net, risks, budget_per_year=1e6),
        gt.score(net, "points"),
        gt.conclusions(net),
        gt.incident(net, 10, load="fixed", samples=5),
        gt.simulate(net, to_s=3600.0),
        gt.solve_cases(net, [[0.01], [0.02]]),
    ]
    assert {type(result) for result in results} == set(kinds_of_results())
    for result in results:
        declared = dict(vars(type(result)).get("__annotations__", {}))
        assert set(result.tables) <= set(declared), type(result)
        for name, kind in declared.items():
            value = getattr(result, name)
            if name in result.tables:
                assert type(value).__name__ == kind, (type(result), name)
            else:
                wanted = eval(kind, {"Any": typing.Any})
                if not isinstance(wanted, types.UnionType):
                    wanted = typing.get_origin(wanted) or wanted
                assert isinstance(value, wanted) or (wanted is float and isinstance(value, int)), (type(result), name)


def test_tables_are_of_their_own_class(line: Line) -> None:
    net = line(3)
    for owner, names in ((net, gt.TABLES), (gt.Twin.from_network(net), (*gt.TABLES, "issue", "repair", "exposure"))):
        for name in names:
            table = getattr(owner, name)
            assert type(table) is tables.CLASSES[name] and isinstance(table, Table)
            assert type(table).__name__ == f"{name.capitalize()}Table"
    for what, kind in (("pipes", "ResultCriticalityTable"), ("valves", "ResultValveCriticalityTable")):
        assert type(gt.criticality(net, what)).__name__ == kind
