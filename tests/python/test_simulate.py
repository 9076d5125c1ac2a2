# SPDX-License-Identifier: Apache-2.0
"""Flow over time from Python and the command line."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

Line = Callable[..., gt.Network]
Run = Callable[..., tuple[int, dict[str, Any], str]]


def test_a_lost_source_drains_the_line(line: Line) -> None:
    net = line(3)
    run = gt.simulate(net, to_s=600, step_s=60, events=[{"time_s": 120, "kind": "source_lose", "element": 1}])
    table = run.system
    assert run.status == "service_infeasible" and run.closure < 1e-12
    assert table.linepack_kg[0] - table.linepack_kg[-1] == pytest.approx(
        table.supplied_kg[-1] - table.inflow_kg[-1], rel=1e-9
    )
    assert table.unmet_kg[-1] > 0 and table.unmet_kg[-1] + table.supplied_kg[-1] == pytest.approx(6.0)
    assert len(run.node) == 3 * len(table) and len(run.pipe) == 0


def test_profiles_and_recorded_objects(line: Line) -> None:
    factors = {"household": [1.0] * 12 + [2.0] * 12}
    run = gt.simulate(
        line(3), factors=factors, record={"node": [2], "pipe": "all", "customer": "all"}, quasi_steady=True
    )
    assert len(run.node) == 25 and len(run.pipe) == 50 and set(run.node.id) == {"2"}
    np.testing.assert_allclose(run.customer.demand_kg_s[[0, 13]], [0.01, 0.02])
    steady = gt.solve(line(3, demand_kg_s=0.02))
    assert run.node.gauge_pressure_pa[13] == pytest.approx(steady.node.gauge_pressure_pa[2])


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({"events": [(0, "valve_close", "nowhere", 0)]}, "dangling_reference"),
        ({"events": [(0, "explode", "", 0)]}, "usage"),
        ({"events": [{"kind": "hole"}]}, "usage"),
        ({"factors": {"household": [1.0]}}, "value_out_of_range"),
        ({"record": {"node": [99]}}, "dangling_reference"),
        ({"speed": 3}, "usage"),
        ({"to_s": -1.0}, "value_out_of_range"),
    ],
)
def test_mistakes_are_errors(line: Line, arguments: dict[str, Any], kind: str) -> None:
    with pytest.raises(gt.Error) as caught:
        gt.simulate(line(3), **arguments)
    assert caught.value.kind == kind


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_command_line(gastwin: Run, assessed: tuple[gt.Assessment, Path], tmp_path: Path, file_format: str) -> None:
    import pandas as pd

    twin = Path(shutil.copy(assessed[1] / "twin.gpkg", tmp_path / "twin.gpkg"))
    valve = str(gt.Twin.open(twin).valve.id[0])
    scenario = tmp_path / "failure.toml"
    scenario.write_text(
        f'[[event]]\ntime_s = 21900\nkind = "valve_close"\nelement = "{valve}"\n'
        "[factors]\nhousehold = [1,1,1,1,1,1,2,3,1,1,1,1,1,1,1,1,1,2,4,2,1,1,1,1]\n",
        "utf-8",
    )
    out = tmp_path / "out"
    status, summary, error = gastwin(
        "simulate", twin, "--from", "06:00", "--to", "7h", "--step", "10min", "--scenario", scenario,
        "--format", file_format, "-o", out,
    )  # fmt: skip
    assert status in (0, 1), error
    assert {"status", "closure", "unmet_kg", "linepack_kg", "min_gauge_pressure_pa", "outputs"} <= set(summary)
    assert summary["times"] == 7 and summary["closure"] < 1e-10
    path = out / f"series_system.{file_format}"
    table = pd.read_parquet(path) if file_format == "parquet" else pd.read_csv(path)
    assert table.time_s.tolist() == [21600.0 + 600.0 * i for i in range(7)]
    status, _, error = gastwin("simulate", twin, "--to", "noon", "-o", out)
    assert status == 2 and "GT-0901" in error
