# SPDX-License-Identifier: Apache-2.0
"""`gastwin check --fix safe` on twins edited after their import."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt
from gastwin import _core

Run = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def branched(gastwin: Run, tmp_path: Path) -> Path:
    """A main of 100 m with gas and a branch of 40 m drawn to its middle, with a node of its own; solved; then one depth
    by hand in cm."""
    network = gt.Network.from_frames(
        {
            "node": {"id": ["A", "B", "E", "F"], "x_m": [0.0, 100, 40, 40], "y_m": [0.0, 0, 0, 40]},
            "pipe": {
                "id": ["main", "branch"],
                "from_node": ["A", "E"],
                "to_node": ["B", "F"],
                "length_m": [100.0, 40],
                "inner_diameter_m": [0.1, 0.05],
                "depth_m": [1.1, 1.0],
            },
            "source": {"id": ["S"], "node": ["A"], "gauge_pressure_pa": [3000.0]},
            "customer": {"id": ["C"], "node": ["F"], "demand_kg_s": [1e-4]},
        }
    )
    path = tmp_path / "twin.gpkg"
    gt.Twin.from_network(network).save(path)
    assert gastwin("solve", path)[0] == 0
    with sqlite3.connect(path) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE pipe SET depth_m = 110 WHERE id = 'main'")
    base.close()
    return path


def test_safe_fixes_bring_gas_are_logged_and_are_done_once(gastwin: Run, branched: Path) -> None:
    status, summary, stderr = gastwin("check", branched)
    assert "fixed" not in summary and summary["supplied_length_share"] == pytest.approx(100 / 140), stderr
    before = branched.read_bytes()
    status, summary, stderr = gastwin("check", branched, "--fix", "safe")
    assert status == 0 and summary["status"] == "done", stderr
    assert summary["fixed"] == {"depth_in_cm": 1, "unsplit_T": 1}
    assert summary["fixed_supplied_m"] == {"depth_in_cm": 0.0, "unsplit_T": pytest.approx(40.0)}
    assert summary["supplied_length_share"] == 1.0 and summary["grade"] == "A"
    assert summary["repairs"] == {"depth_in_cm": 1, "unsplit_T": 1} and summary["outputs"] == [str(branched)]
    assert branched.read_bytes() != before
    twin = gt.Twin.open(branched)
    assert sorted(twin.pipe.id.tolist()) == ["branch", "main", "main~2"]
    assert np.isclose(twin.pipe.length_m.sum(), 140.0) and set(twin.repair.reversible.tolist()) == {1}
    with sqlite3.connect(branched) as base:  # what was done before stays on record, results of another network do not
        assert [verb for (verb,) in base.execute("SELECT verb FROM run")] == ["solve", "check"]
        assert not base.execute("SELECT name FROM sqlite_master WHERE name LIKE 'result_%'").fetchall()
    base.close()
    mended = branched.read_bytes()
    status, summary, stderr = gastwin("check", branched, "--fix", "safe")
    assert status == 0 and summary["fixed"] == {} and summary["outputs"] == [], stderr
    assert branched.read_bytes() == mended


def test_the_mended_twin_may_be_another_file(gastwin: Run, branched: Path, tmp_path: Path) -> None:
    before, out = branched.read_bytes(), tmp_path / "mended.gpkg"
    status, summary, stderr = gastwin("check", branched, "--fix", "safe", "-o", out)
    assert status == 0 and summary["outputs"] == [str(out)], stderr
    assert branched.read_bytes() == before and len(gt.Twin.open(out).pipe) == 3
    assert gastwin("check", branched, "-o", out)[0] == 2
    assert gastwin("check", branched, "--fix", "everything")[0] == 2


def test_help_names_every_kind_that_is_safe(capfd: pytest.CaptureFixture[str]) -> None:
    from gastwin.cli import main

    for lang in ("en", "zh"):
        with pytest.raises(SystemExit):
            main(["--lang", lang, "check", "--help"])
        text = "".join(capfd.readouterr().out.split())
        for kind, en, zh in _core.safe_fixes():
            assert kind in text and "".join((zh if lang == "zh" else en).split()) in text


def test_an_import_leaves_nothing_that_is_safe_to_fix(gastwin: Run, survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "twin.gpkg"
    assert gastwin("import", survey / "survey", survey / "registers", "-o", out)[0] == 0
    _, summary, stderr = gastwin("check", out, "--fix", "safe")
    assert summary["fixed"] == {}, stderr
