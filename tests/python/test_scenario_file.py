# SPDX-License-Identifier: Apache-2.0
"""What a simulation is told: every mistake names file and key, and no request is without end."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

Line = Callable[..., gt.Network]
Run = Callable[..., tuple[int, dict[str, Any], str]]
HOURS = "[" + "1.0, " * 23 + "1.0]"


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ("event = 3", "GT-0901", "event"),
        ("event = [3]", "GT-0901", "event"),
        ("[[event]]\nkind = 'hole'", "GT-0901", "event.time_s"),
        ("[[event]]\ntime_s = 'noon'\nkind = 'hole'", "GT-0204", "event.time_s"),
        ("[[event]]\ntime_s = true\nkind = 'hole'", "GT-0204", "event.time_s"),
        ("[[event]]\ntime_s = 0\nkind = 'explode'", "GT-0901", "event.kind"),
        ("[[event]]\ntime_s = 0\nkind = ['hole']", "GT-0901", "event.kind"),
        ("[[event]]\ntime_s = 0\nkind = 'hole'\nelement = [1]", "GT-0901", "event.element"),
        ("[[event]]\ntime_s = 0\nkind = 'hole'\nvalue = {}", "GT-0204", "event.value"),
        ("[[event]]\ntime_s = 0\nkind = 'hole'\nwhen = 3", "GT-0901", "event"),
        ("factors = 3", "GT-0901", "factors"),
        ("[factors]\nhousehold = 3", "GT-0901", "factors.household"),
        ("[factors]\nhousehold = 'abc'", "GT-0901", "factors.household"),
        ("[factors]\nhousehold = [1, 2]", "GT-0203", "factors.household"),
        (f"[factors]\nhousehold = {HOURS.replace('1.0]', 'false]')}", "GT-0204", "factors.household"),
        (f"[factors]\nhousehold = {HOURS.replace('1.0]', '[1.0]]')}", "GT-0204", "factors.household"),
        (f"[factors]\nhouses = {HOURS}", "GT-0901", "factors"),
        ("source = 3", "GT-0901", "source"),
        ("[source]\n1 = 3", "GT-0901", "source.1"),
        ("[source.1]\ntime_s = [0]", "GT-0901", "source.1"),
        ("[source.1]\ntime_s = [0]\nvalue = ['high']", "GT-0204", "source.1.value"),
        ("[demand.1]\ntime_s = 0\nvalue = [1]", "GT-0901", "demand.1.time_s"),
        ("[demand.1]\ntime_s = [0, 1]\nvalue = [1]", "GT-0901", "demand.1"),
        ("options = 3", "GT-0901", "options"),
        ("[options]\ninertia = 'yes'", "GT-0901", "options.inertia"),
        ("[options]\ntolerance = 'small'", "GT-0204", "options.tolerance"),
        ("[options]\nmax_iterations = 2.5", "GT-0203", "options.max_iterations"),
        ("[options]\nfrom_s = 3", "GT-0901", "options"),
        ("[options]\nrecord = 3", "GT-0901", "record"),
        ("[options.record]\npipe = 3", "GT-0901", "record.pipe"),
        ("[options.record]\npump = 'all'", "GT-0901", "record"),
        ("speed = 3", "GT-0901", "speed"),
    ],
)
def test_mistakes_in_a_scenario_file_name_file_and_key(tmp_path: Path, text: str, code: str, key: str) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(gt.Error) as caught:
        gt.read_scenario(path)
    assert caught.value.code == code and caught.value.file == str(path)
    assert key in (caught.value.column, caught.value.value), caught.value.messages["en"]


def test_a_whole_scenario_is_read(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(
        f"[[event]]\ntime_s = 60\nkind = 'demand_factor'\nelement = 1\nvalue = 2\n[factors]\nhousehold = {HOURS}\n"
        "[source.1]\ntime_s = [0, 600]\nvalue = [111325.0, 111325.0]\n[demand.1]\ntime_s = [0]\nvalue = [1.5]\n"
        "[options]\ninertia = false\nmax_iterations = 40\nrecord = {customer = 'all', node = [2]}\n",
        "utf-8",
    )
    run = gt.simulate(line(3), to_s=120, step_s=60, **gt.read_scenario(path))
    np.testing.assert_allclose(run.customer.demand_kg_s, [0.015, 0.015, 0.03])  # an event follows the row of its time
    assert set(run.node.id) == {"2"}


@pytest.mark.parametrize(
    "arguments",
    [
        {"factors": {"household": "abc"}},
        {"factors": {"household": ["x"] * 24}},
        {"events": [(0, "hole", "1", "big")]},
        {"events": "hole"},
        {"record": {"node": 5}},
        {"source_profiles": {1: 5}},
        {"demand_profiles": {1: ([0], ["x"])}},
        {"adaptive": "no"},
        {"speed": 3},
        {"to_s": "noon"},
        {"step_s": None},
    ],
)
def test_arguments_of_the_wrong_type_are_errors_of_the_catalogue(line: Line, arguments: dict[str, Any]) -> None:
    with pytest.raises(gt.Error, match=r"GT-0(901|204)"):
        gt.simulate(line(3), **arguments)


@pytest.mark.parametrize(
    ("arguments", "column"),
    [
        ({"step_s": 1e-9}, "step_s (--step)"),
        ({"step_s": 0.005}, "step_s (--step)"),
        ({"to_s": 1e300}, "to_s (--to)"),
        ({"to_s": 1e300, "step_s": 1e300}, "to_s (--to)"),
        ({"from_s": -1e300}, "from_s (--from)"),
        ({"to_s": float("inf")}, "to_s (--to)"),
        ({"step_s": float("nan")}, "step_s (--step)"),
        ({"to_s": 3e8, "step_s": 1.0, "record": {"node": [], "regulator": []}}, "step_s (--step)"),
    ],
)
@pytest.mark.parametrize("quasi_steady", [False, True])
def test_a_simulation_without_end_is_refused(
    line: Line, arguments: dict[str, Any], column: str, quasi_steady: bool
) -> None:
    with pytest.raises(gt.Error) as caught:
        gt.simulate(line(3), quasi_steady=quasi_steady, **arguments)
    assert caught.value.kind == "value_out_of_range" and caught.value.column == column


def test_the_refusal_counts_the_rows_and_says_what_to_do(line: Line, gastwin: Run, tmp_path: Path) -> None:
    gt.Twin.from_network(line(3)).save(tmp_path / "t.gpkg")
    status, _, stderr = gastwin("simulate", tmp_path / "t.gpkg", "--step", "0.001s", "-o", tmp_path / "out")
    assert status == 2 and stderr.startswith("GT-0203") and len(stderr.strip().splitlines()) == 2
    assert "3.46e+08 rows" in stderr and "50,000,000" in stderr and "choose a longer step_s (--step)" in stderr
    for option in ("--step=1e-9", "--to=1e300", "--from=-1e300"):
        status, _, stderr = gastwin("simulate", tmp_path / "t.gpkg", option, "-o", tmp_path / "out", timeout=60)
        assert status == 2 and stderr.startswith("GT-0203") and f"({option.split('=')[0]})" in stderr, stderr


def test_the_largest_number_of_rows_still_runs_and_one_more_does_not(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["gastwin.simulate"], "MOST_ROWS", 44)
    assert len(gt.simulate(line(3), to_s=600, step_s=60).node) == 33  # 11 times of 1 + 3 rows
    with pytest.raises(gt.Error, match="GT-0203"):
        gt.simulate(line(4), to_s=600, step_s=60)
