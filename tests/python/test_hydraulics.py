# SPDX-License-Identifier: Apache-2.0
"""Hydraulics seen from Python, against a district solved by others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

Line = Callable[..., gt.Network]


def test_statuses_are_strings_and_never_exceptions(line: Line) -> None:
    assert gt.solve(line(3)).status == "converged"
    assert gt.solve(line(3, demand_kg_s=50.0)).status == "infeasible"
    nowhere = gt.Network.from_frames({"node": {"id": [0]}, "customer": {"id": [0], "node": [0], "demand_kg_s": [1.0]}})
    assert gt.solve(nowhere).status == "no_source"
    low = gt.solve(line(3, gauge_pressure_pa=2000.0), required_gauge_pressure_pa=1999.0)
    assert low.status == "service_infeasible"


def test_customers_draw_what_their_pressure_gives_them(line: Line) -> None:
    fixed = gt.solve(line(3, demand_kg_s=50.0))
    state = gt.solve(line(3, demand_kg_s=50.0), pressure_dependent=True)
    assert (fixed.status, state.status) == ("infeasible", "service_infeasible")
    drawn, pressure = state.customer.supplied_kg_s[0], state.customer.gauge_pressure_pa[0]
    assert 0 < drawn < 50 and state.unmet_kg_s == pytest.approx(50 - drawn)
    assert (state.node.gauge_pressure_pa > 0).all() and 0 < pressure < 1500
    least = gt.solve(
        line(3, demand_kg_s=50.0), pressure_dependent=True, service_pressure={"household": (800.0, 1500.0)}
    )
    assert least.customer.gauge_pressure_pa[0] > 800
    enough = gt.solve(line(3), pressure_dependent=True)
    assert enough.status == "converged" and enough.unmet_kg_s == 0
    with pytest.raises(gt.Error, match="service_pressure"):
        gt.solve(line(3), pressure_dependent=True, service_pressure={"household": (1500.0, 800.0)})


def test_one_node_network_and_zero_demand(line: Line) -> None:
    lone = gt.Network.from_frames({"node": {"id": [0]}, "source": {"id": [0], "node": [0], "gauge_pressure_pa": [5e3]}})
    assert gt.solve(lone).node.gauge_pressure_pa.tolist() == [5e3]
    still = gt.solve(line(3, demand_kg_s=0.0))
    assert still.status == "converged"
    np.testing.assert_allclose(still.node.gauge_pressure_pa, 10_000.0, rtol=1e-12)


@pytest.mark.parametrize("law", sorted(gt.friction_laws()))
def test_every_friction_law_solves(line: Line, law: str) -> None:
    state = gt.solve(line(3), friction=law)
    most = 700 if law == "gb50028_cast_iron" else 600  # its λ is twice that of steel at this Reynolds number
    assert state.status == "converged" and 100 < 10_000 - state.node.gauge_pressure_pa[-1] < most


def test_a_regulator_that_fails_open_is_shut_off_and_the_household_shuts_for_want_of_gas() -> None:
    net = gt.Network.from_frames(
        {
            "node": {"id": ["source", "inlet", "outlet", "house"]},
            "pipe": {
                "id": ["above", "below"],
                "from_node": ["source", "outlet"],
                "to_node": ["inlet", "house"],
                "length_m": [500.0, 100.0],
                "inner_diameter_m": [0.1, 0.05],
            },
            "source": {"id": ["S"], "node": ["source"], "gauge_pressure_pa": [2e5]},
            "regulator": {
                "id": ["R"],
                "from_node": ["inlet"],
                "to_node": ["outlet"],
                "set_gauge_pressure_pa": [2500.0],
                "state": ["failed_open"],
                "trip_high_gauge_pressure_pa": [5000.0],
            },
            "customer": {"id": ["C"], "node": ["house"], "demand_kg_s": [1e-3]},
            "device": {"id": ["D"], "customer": ["C"], "kind": ["self_closing_valve"]},
        }
    )
    assert len(gt.solve(net).trip) == 0
    state = gt.solve(net, protection=True)
    assert state.trip.id.tolist() == ["R", "C"]
    assert state.trip.to_pandas().cause.tolist() == ["over_pressure", "under_pressure"]
    assert state.customer.supplied_kg_s.tolist() == [0.0]


def _station(opening: float = 0.5, **regulator: list[Any]) -> gt.Network:
    """Source - pipe - regulator - pipe with a valve on it - customer."""
    return gt.Network.from_frames(
        {
            "node": {"id": ["plant", "inlet", "outlet", "house"]},
            "pipe": {
                "id": ["M", "S"],
                "from_node": ["plant", "outlet"],
                "to_node": ["inlet", "house"],
                "length_m": [500.0, 500.0],
                "inner_diameter_m": [0.1, 0.1],
            },
            "source": {"id": ["P"], "node": ["plant"], "gauge_pressure_pa": [2e5]},
            "regulator": {
                "id": ["R"],
                "from_node": ["inlet"],
                "to_node": ["outlet"],
                "set_gauge_pressure_pa": [2500.0],
                **regulator,
            },
            "valve": {"id": ["V"], "pipe": ["S"], "position": [0.5], "opening": [opening], "type": ["butterfly"]},
            "customer": {"id": ["C"], "node": ["house"], "demand_kg_s": [1e-2]},
            "device": {"id": ["D"], "customer": ["C"], "kind": ["self_closing_valve"]},
        }
    )


def test_relief_valves_classes_and_partly_open_valves() -> None:
    failed = gt.solve(
        _station(state=["failed_open"], relief_gauge_pressure_pa=[4000.0], relief_capacity_kg_s=[0.5]), load="fixed"
    )
    relieved = float(failed.regulator.relieved_kg_s[0])
    assert failed.status == "converged"
    outlet = float(failed.regulator.outlet_gauge_pressure_pa[0])
    assert outlet > 4400.0  # beyond its accumulation of 10 % it is an orifice, here of small pressures
    assert relieved == pytest.approx(0.5 * (outlet / 4400.0) ** 0.5, rel=0.01)
    assert failed.pipe.flow_kg_s[0] == pytest.approx(0.01 + relieved)

    drooping = gt.solve(_station(accuracy_class=["AC10"], capacity_kg_s=[0.02]), load="fixed")
    assert drooping.regulator.outlet_gauge_pressure_pa[0] == pytest.approx(2500.0 * 0.95)
    throttled, whole = (gt.solve(_station(opening), load="fixed") for opening in (0.5, 1.0))
    assert whole.node.pressure_pa[3] > throttled.node.pressure_pa[3]
    with pytest.raises(gt.Error, match="AC7"):
        _station(accuracy_class=["AC7"])
    with pytest.raises(gt.Error, match="globe"):
        gt.Network.from_frames({"node": {"id": ["a"]}, "valve": {"id": ["v"], "type": ["globe"]}})


def test_simulation_reports_when_devices_shut() -> None:
    net = _station(trip_high_gauge_pressure_pa=[5000.0])
    events = [(600.0, "regulator_fail_open", "R", 0.0)]
    assert len(gt.simulate(net, to_s=1800.0, step_s=600.0, events=events).trip) == 0
    run = gt.simulate(net, to_s=1800.0, step_s=600.0, events=events, protection=True)
    assert run.trip.id.tolist()[0] == "R" and run.trip.to_pandas().cause[0] == "over_pressure"
    assert 602.0 < run.trip.time_s[0] < 620.0
    assert run.closure < 1e-12


def test_a_prepared_network_answers_every_hour_as_a_fresh_solve_does() -> None:
    city = gt.synthetic_city(3000)
    model = gt.prepare(city)
    kept = model.solve(load=3)
    before = kept.node.pressure_pa.copy()
    for hour in range(0, 24, 3):
        fresh, prepared = gt.solve(city, load=hour), model.solve(load=hour)
        assert prepared.status == fresh.status
        np.testing.assert_allclose(prepared.node.pressure_pa, fresh.node.pressure_pa, rtol=1e-9)
        np.testing.assert_allclose(prepared.pipe.flow_kg_s, fresh.pipe.flow_kg_s, rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(kept.node.pressure_pa, before)
    assert len(kept.trip) == 0


def test_threads_may_share_a_prepared_network() -> None:
    model = gt.prepare(gt.synthetic_city(3000))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda hour: model.solve(load=hour % 2), range(16)))
    for even, odd in zip(answers[::2], answers[1::2], strict=True):
        np.testing.assert_allclose(even.node.pressure_pa, answers[0].node.pressure_pa, rtol=1e-9)
        np.testing.assert_allclose(odd.node.pressure_pa, answers[1].node.pressure_pa, rtol=1e-9)


def test_preparing_refuses_what_solving_refuses(line: Line) -> None:
    with pytest.raises(gt.Error) as caught:
        gt.prepare(line(3), friction="colbrook")
    assert caught.value.kind == "unknown_friction_law"
    with pytest.raises(gt.Error):
        gt.prepare(line(3)).solve(load=np.zeros(99))


def test_unknown_law_is_an_error(line: Line) -> None:
    with pytest.raises(gt.Error) as caught:
        gt.solve(line(3), friction="colbrook")
    assert caught.value.kind == "unknown_friction_law"


def test_progress_may_stop_the_work(line: Line) -> None:
    with pytest.raises(gt.Error) as caught:
        gt.solve(line(3), progress=lambda stage, done: False)
    assert caught.value.kind == "interrupted"


def test_wuchang_peak_pressures_equal_the_sized_truth(shared_data: Path) -> None:
    """6,566 nodes, 58 regulators, 3 sources: every stored peak pressure within 1e-4 kPa (its stated tolerance)."""
    gpd = pytest.importorskip("geopandas")
    layers = {
        name: gpd.read_file(shared_data / "gis/wuchang/truth.gpkg", layer=name)
        for name in ("pipe", "node", "regulator", "valve", "source", "riser")
    }
    pipe, node = layers["pipe"], layers["node"]
    plastic = pipe.material.str.startswith("PE")
    flow_kg_s = 0.75 / 3600 * layers["riser"].peak_m3h
    closed = layers["valve"][layers["valve"].normally_open == 0]
    sources = layers["source"].drop_duplicates("node_id")
    network = gt.Network.from_frames(
        {
            "node": {"id": node.node_id},
            "pipe": {
                "id": pipe.pipe_id,
                "from_node": pipe.from_node,
                "to_node": pipe.to_node,
                "length_m": pipe.length_m,
                "inner_diameter_m": pipe.id_mm / 1e3,
                "roughness_m": np.where(plastic, 1e-5, 1e-4),
            },
            "valve": {
                "id": closed.valve_id,
                "pipe": closed.pipe_id,
                "position": [0.5] * len(closed),
                "open": [0] * len(closed),
            },
            "regulator": {
                "id": layers["regulator"].reg_id,
                "from_node": layers["regulator"].inlet_node,
                "to_node": layers["regulator"].outlet_node,
                "set_gauge_pressure_pa": layers["regulator"].p_set_kPa * 1e3,
            },
            "source": {"id": sources.source_id, "node": sources.node_id, "gauge_pressure_pa": sources.p_kPa * 1e3},
            "customer": {"id": layers["riser"].riser_id, "node": layers["riser"].node_id, "demand_kg_s": flow_kg_s},
        },
        gas=gt.Gas(temperature_k=288.15),
    )
    state = gt.solve(network)
    assert state.status == "converged"
    difference_kpa = np.abs(state.node.gauge_pressure_pa / 1e3 - node.p_peak_kPa)
    assert difference_kpa.max() < 1e-4
