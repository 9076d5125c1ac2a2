# SPDX-License-Identifier: Apache-2.0
"""Loads by the hour, by the season and by chance, from Python and the command line."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

Line = Callable[..., gt.Network]
Run = Callable[..., tuple[int, dict[str, Any], str]]
BUNDLED = Path(__file__).resolve().parents[2] / "scenarios" / "schemes" / "loads.toml"


@pytest.fixture
def users(line: Line) -> gt.Network:
    """100 households, a restaurant by its connected load, and an industry of which only the demand is known."""
    return line(
        customer={
            "id": ["homes", "shop", "works"],
            "node": [2, 2, 1],
            "kind": ["household", "commercial", "industrial"],
            "households": [100, 0, 0],
            "connected_load_kg_s": [None, 0.01, None],
            "demand_kg_s": [0.0, 0.0, 0.02],
        }
    )


def test_the_bundled_file_is_what_the_program_uses() -> None:
    data, model = tomllib.loads(BUNDLED.read_text("utf-8")), gt.load_model()
    for part in ("hourly", "monthly"):
        assert set(data[part]) == set(model[part])
        for kind, row in data[part].items():
            np.testing.assert_allclose(model[part][kind], np.array(row) / np.mean(row), rtol=1e-12)
    assert model["appliance"] == data["appliance"] and model["peak"] == data["peak"]


def test_every_hour_of_the_mean_day_adds_up_to_the_average(users: gt.Network) -> None:
    average = gt.customer_demand(users, "average")
    hours = np.array([gt.customer_demand(users, hour) for hour in range(24)])
    np.testing.assert_allclose(hours.mean(axis=0), average, rtol=1e-12)
    months = np.array([gt.customer_demand(users, "average", month=month) for month in range(1, 13)])
    np.testing.assert_allclose(months.mean(axis=0), average, rtol=1e-12)
    model = gt.load_model()
    expected = average * [
        model["hourly"][k][18] * model["monthly"][k][0] for k in ("household", "commercial", "industrial")
    ]
    np.testing.assert_allclose(gt.customer_demand(users, 18, month=1), expected, rtol=1e-12)


def test_solving_for_an_hour(users: gt.Network) -> None:
    evening, night = gt.solve(users, load=18), gt.solve(users, load=3)
    assert evening.demand_kg_s == pytest.approx(gt.customer_demand(users, 18).sum())
    assert evening.node.gauge_pressure_pa[2] < night.node.gauge_pressure_pa[2]
    assert gt.solve(users, load=np.int64(18)).demand_kg_s == evening.demand_kg_s
    given = gt.solve(users, load=[0.001, 0.002, 0.003])
    assert given.demand_kg_s == pytest.approx(0.006)


def test_profiles_are_replaced_by_shape(users: gt.Network) -> None:
    readings = [0.0] * 18 + [480.0] + [0.0] * 5
    changes = {"hourly": {"household": readings}}
    assert gt.load_model(changes)["hourly"]["household"][18] == 24.0
    changed = gt.customer_demand(users, 18, load_model=changes)
    average = gt.customer_demand(users, "average")
    assert changed[0] == pytest.approx(24.0 * average[0])
    assert changed[1] == gt.customer_demand(users, 18)[1]
    again = gt.load_model(gt.load_model())
    for part in ("hourly", "monthly"):
        for kind, row in gt.load_model()[part].items():
            np.testing.assert_allclose(again[part][kind], row, rtol=1e-14)
    assert again["coincidence"] == gt.load_model()["coincidence"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"load": 24}, "GT-0203"),
        ({"load": -1}, "GT-0203"),
        ({"load": 7.5}, "GT-0203"),
        ({"load": True}, "GT-0203"),
        ({"load": "noon"}, "GT-0901"),
        ({"load": 7, "month": 0}, "GT-0203"),
        ({"load": 7, "month": 13}, "GT-0203"),
        ({"load": "peak", "month": 1}, "GT-0901"),
        ({"load": [1.0, 2.0]}, "GT-0901"),
        ({"load": [1.0, 2.0, float("nan")]}, "GT-0203"),
        ({"load": ["a", "b", "c"]}, "GT-0204"),
        ({"load": [1.0, 2.0, 3.0], "month": 1}, "GT-0901"),
        ({"load": 7, "load_model": {"hourly": 3}}, "GT-0901"),
        ({"load": 7, "load_model": {"hourly": {"household": [1.0]}}}, "GT-0901"),
        ({"load": 7, "load_model": {"hourly": {"household": "abc"}}}, "GT-0901"),
        ({"load": 7, "load_model": {"hourly": {"houses": [1.0] * 24}}}, "GT-0901"),
        ({"load": 7, "load_model": {"hourly": {"household": [0.0] * 24}}}, "GT-0203"),
        ({"load": 7, "load_model": {"monthly": {"household": [1.0] * 11 + [-1.0]}}}, "GT-0901"),
        ({"load": 7, "load_model": {"appliance": []}}, "GT-0203"),
        ({"load": 7, "load_model": {"appliance": [{"rated": 3}]}}, "GT-0901"),
        ({"load": 7, "load_model": {"appliance": [{"rated_m3_h": 1.0, "use_probability": 2.0}]}}, "GT-0203"),
        ({"load": 7, "load_model": {"peak": {"design_quantile": 1.0}}}, "GT-0203"),
        ({"load": 7, "load_model": {"peak": {"quantile": 0.9}}}, "GT-0901"),
        ({"load": 7, "load_model": {"nonsense": 1.0}}, "GT-0901"),
    ],
)
def test_loads_without_meaning_are_refused(users: gt.Network, arguments: dict[str, Any], code: str) -> None:
    for call in (gt.solve, gt.simulate, gt.customer_demand):
        with pytest.raises(gt.Error, match=code):
            call(users, **arguments)


def test_sampled_demand_is_repeatable_and_has_the_mean_of_the_hour(users: gt.Network) -> None:
    np.testing.assert_array_equal(gt.sample_demand(users, seed=5), gt.sample_demand(users, seed=5))
    assert gt.sample_demand(users, seed=5)[0] != gt.sample_demand(users, seed=6)[0]
    drawn = np.array([gt.sample_demand(users, hour=18, month=1, seed=seed) for seed in range(1500)])
    expected = gt.customer_demand(users, 18, month=1)
    np.testing.assert_allclose(drawn.mean(axis=0), expected, rtol=0.03)
    np.testing.assert_allclose(drawn[:, 1:], np.broadcast_to(expected[1:], (1500, 2)))
    assert gt.solve(users, load=drawn[0]).demand_kg_s == pytest.approx(drawn[0].sum())


def test_sampled_peaks_reproduce_the_coincidence_table(users: gt.Network) -> None:
    model = gt.load_model({"smallest_coincidence": 0.0, "largest_coincidence": 1.0})
    table = dict(model["coincidence"])
    drawn = [gt.sample_demand(users, seed=seed)[0] for seed in range(3000)]
    peak = gt.customer_demand(users, "peak", load_model={"smallest_coincidence": 0.0, "largest_coincidence": 1.0})[0]
    assert np.quantile(drawn, model["peak"]["design_quantile"]) == pytest.approx(peak, rel=0.11)
    for households in (1, 10, 100, 1000):
        tolerance = 0.2 if households < 25 else 0.11
        share = gt.simultaneous_share(households, draws=5000)
        assert share == pytest.approx(table[households], rel=tolerance), households


@pytest.mark.parametrize(
    "arguments",
    [{"households": 0}, {"households": 10, "draws": 0}, {"households": 10**6, "draws": 10**6}, {"households": 1.5}],
)
def test_impossible_samples_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(gt.Error, match="GT-0203"):
        gt.simultaneous_share(**arguments)


@pytest.mark.parametrize("moment", [{"hour": 24}, {"hour": -1}, {"month": 13}, {"month": 0}, {"seed": -1}])
def test_impossible_moments_are_refused(users: gt.Network, moment: dict[str, int]) -> None:
    with pytest.raises(gt.Error, match="GT-0203"):
        gt.sample_demand(users, **moment)


def test_command_line(gastwin: Run, users: gt.Network, tmp_path: Path) -> None:
    twin = tmp_path / "t.gpkg"
    gt.Twin.from_network(users).save(twin)
    status, summary, stderr = gastwin("solve", twin, "--load", "18", "--month", "1")
    assert status == 0, stderr
    assert summary["demand_kg_s"] == pytest.approx(gt.customer_demand(users, 18, month=1).sum())
    readings = tmp_path / "loads.toml"
    readings.write_text(f"[hourly]\nhousehold = {[0.0] * 18 + [480.0] + [0.0] * 5}\n")
    summary = gastwin("solve", twin, "--load", "18", "--load-model", readings)[1]
    changed = gt.customer_demand(users, 18, load_model={"hourly": {"household": [0.0] * 18 + [1.0] + [0.0] * 5}})
    assert summary["demand_kg_s"] == pytest.approx(changed.sum())
    for load in ("24", "-1", "noon"):
        status, _, stderr = gastwin("solve", twin, f"--load={load}")
        assert status == 2 and stderr.startswith("GT-0901") and "0 to 23" in stderr, stderr
    status, _, stderr = gastwin("solve", twin, "--month", "1")
    assert status == 2 and stderr.startswith("GT-0901") and "average" in stderr, stderr


def test_a_day_with_profiles(gastwin: Run, users: gt.Network, tmp_path: Path) -> None:
    import pandas as pd

    twin = tmp_path / "t.gpkg"
    gt.Twin.from_network(users).save(twin)
    status, _, stderr = gastwin(
        "simulate", twin, "--profiles", "--month", "1", "--quasi-steady", "-o", tmp_path / "out"
    )
    assert status == 0, stderr
    demand = pd.read_csv(tmp_path / "out" / "series_system.csv").demand_kg_s
    expected = [gt.customer_demand(users, hour % 24, month=1).sum() for hour in range(25)]
    np.testing.assert_allclose(demand, expected, rtol=1e-6)


def test_many_cases_agree_with_solves_one_by_one(users: gt.Network) -> None:
    drawn = gt.solve_cases(users, 20, seed=7, required_gauge_pressure_pa=1000.0)
    alone = [gt.solve(users, load=gt.sample_demand(users, seed=7 + k)) for k in range(20)]
    lowest = np.min([state.node.gauge_pressure_pa for state in alone], axis=0)
    np.testing.assert_allclose(drawn.node.min_gauge_pressure_pa, lowest, atol=1e-3)
    assert len(set(drawn.load_case.min_gauge_pressure_pa)) > 1
    table = np.stack([gt.sample_demand(users, seed=7 + k) for k in range(20)])
    given = gt.solve_cases(users, table, required_gauge_pressure_pa=1000.0)
    np.testing.assert_array_equal(drawn.node.min_gauge_pressure_pa, given.node.min_gauge_pressure_pa)
    assert len(given.load_case.to_pandas()) == 20
    assert given.status == max(state.status for state in alone)


def test_cases_of_the_wrong_shape_are_refused(users: gt.Network) -> None:
    for wrong in (np.zeros(3), np.zeros((2, 2)), 0):
        with pytest.raises(gt.Error):
            gt.solve_cases(users, wrong)
