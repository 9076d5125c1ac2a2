# SPDX-License-Identifier: Apache-2.0
"""Closure plans of a network made ready once."""

import csv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt
from gastwin.verbs.incidents import _write_operations


@pytest.fixture(scope="module")
def city() -> gt.Network:
    return gt.synthetic_city(8000, seed=3)


@pytest.fixture(scope="module")
def state(city: gt.Network) -> gt.State:
    return gt.solve(city, load="peak")


def summary(plan: gt.ClosurePlan) -> dict[str, Any]:
    """All that a plan says, with pressures to the pascal."""
    figures = {
        name: getattr(plan, name)
        for name in (
            *("status", "valves", "backfeed_valves", "redundant_valves", "closed_valves", "resupply_valves", "pipes"),
            *("pipes_cut_off", "customers_inside", "customers_cut_off", "customers_low_pressure", "inoperable_valves"),
        )
    }
    figures |= {"customers": plan.customers.id.tolist(), "cause": plan.customers.cause.tolist()}
    figures |= {"steps": [str(row) for row in zip(*plan.steps.to_dict().values(), strict=True)]}
    return figures | {"left": np.round(plan.customers.gauge_pressure_pa).tolist()}


@pytest.mark.parametrize("aim", ["fewest_customers", "fewest_operations"])
def test_a_network_made_ready_gives_the_plans_of_one_that_is_not(city: gt.Network, state: gt.State, aim: str) -> None:
    ready, bare = gt.prepare_shutoff(city, state=state), gt.prepare_shutoff(city)
    for pipe in city.pipe.id[:: len(city.pipe) // 40]:
        expected = gt.shutoff(city, pipe, aim=aim, state=state)
        np.testing.assert_equal(summary(ready.shutoff(pipe, aim=aim)), summary(expected))
        assert ready.shutoff(pipe, aim=aim).linepack_s == pytest.approx(expected.linepack_s, nan_ok=True)
        np.testing.assert_equal(summary(bare.shutoff(pipe, aim=aim)), summary(gt.shutoff(city, pipe, aim=aim)))


def test_a_valve_found_stuck_is_passed_over(city: gt.Network, state: gt.State) -> None:
    ready = gt.prepare_shutoff(city, state=state)
    plans = ((p, ready.shutoff(p).steps.to_pandas()) for p in city.pipe.id)
    pipe = next(p for p, steps in plans if len(steps) > 1 and steps.why[0] == "supply_behind")
    stuck = ready.shutoff(pipe).valves[0]
    found = ready.shutoff(pipe, inoperable=[stuck])
    assert stuck not in found.valves and stuck in found.inoperable_valves
    np.testing.assert_equal(summary(found), summary(gt.shutoff(city, pipe, inoperable=[stuck], state=state)))
    known = gt.prepare_shutoff(city, state=state, inoperable=[stuck])
    np.testing.assert_equal(summary(known.shutoff(pipe)), summary(found))
    assert stuck in ready.shutoff(pipe).valves, "what was said once is not kept"


def test_threads_may_share_a_network_made_ready(city: gt.Network, state: gt.State) -> None:
    ready = gt.prepare_shutoff(city, state=state)
    pipes = city.pipe.id[:60].tolist()
    alone = [summary(ready.shutoff(pipe)) for pipe in pipes]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda pipe: summary(ready.shutoff(pipe)), pipes))
    np.testing.assert_equal(together, alone)


def test_mistakes_are_those_of_shutoff(city: gt.Network, state: gt.State, line: Callable[..., gt.Network]) -> None:
    ready = gt.prepare_shutoff(city, state=state)
    for arguments, code in (
        ({"pipe": "nowhere"}, "GT-0501"),
        ({}, "GT-0901"),
        ({"pipe": []}, "GT-0901"),
        ({"pipe": city.pipe.id[0], "aim": "least"}, "GT-0901"),
        ({"at": (1e9, 1e9)}, "GT-0504"),
    ):
        with pytest.raises(gt.Error) as caught:
            ready.shutoff(**arguments)
        assert caught.value.code.startswith(code)
    with pytest.raises(gt.Error):
        gt.prepare_shutoff(line(3), state=state)
    with pytest.raises(gt.Error):
        gt.prepare_shutoff(city, inoperable=["nothing"])
    with pytest.raises(gt.Error):
        gt.shutoff(city, city.pipe.id[0], friction="colbrook")


def test_the_file_of_operations_has_stations_too(tmp_path: Path) -> None:
    """A station in the section is the first thing to shut: it must not be missing from the list that is printed."""
    net = gt.Network.from_frames(
        {
            "node": {"id": ["s", "i", "o", "m", "e"]},
            "pipe": {"id": ["up", "broken", "end"], "from_node": ["s", "o", "m"], "to_node": ["i", "m", "e"],
                     "length_m": [100.0] * 3, "inner_diameter_m": [0.1] * 3},
            "regulator": {"id": ["R1"], "from_node": ["i"], "to_node": ["o"], "set_gauge_pressure_pa": [2500.0]},
            "valve": {"id": ["V1"], "pipe": ["end"], "position": [0.0]},
            "source": {"id": ["g"], "node": ["s"], "gauge_pressure_pa": [2e5]},
            "customer": {"id": ["c"], "node": ["e"], "demand_kg_s": [0.001]},
        }
    )  # fmt: skip
    plan = gt.shutoff(net, "broken")
    _write_operations(plan, str(tmp_path / "steps.csv"))
    with (tmp_path / "steps.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["step"], row["element"], row["id"]) for row in rows] == [
        ("1", "regulator", "R1"),
        ("2", "valve", "V1"),
    ]
    assert len(rows) == len(plan.steps) + len(plan.stations)
