# SPDX-License-Identifier: Apache-2.0
"""Incidents through Python and the command line."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

Run = Callable[..., tuple[int, dict[str, Any], str]]
Assessed = tuple[gt.Assessment, Path]


def test_an_incident_tells_what_escapes_and_who_is_out(city: gt.Network) -> None:
    found = gt.incident(city, city.pipe.id[5], kind="rupture", samples=50)
    figures = found.figures()
    assert figures["peak_release_kg_s"] > 0
    assert figures["released_p10"] <= figures["released_p50"] <= figures["released_p90"]
    assert found.duration_s >= found.isolated_s or found.released_kg == 0
    assert found.plan.status in ("isolated", "source_inside")
    timeline = found.timeline.to_pandas()
    assert timeline.t_s.is_monotonic_increasing
    assert timeline.event.iloc[0] == "damage" or "damage" in set(timeline.event)
    assert found.grade in ("", "I", "II", "III", "IV")


def test_one_bad_scenario_spoils_no_other(city: gt.Network) -> None:
    good = city.pipe.id[5]
    rows = gt.incidents(city, [{"pipe": good}, {"pipe": "nowhere"}, {"pipe": good, "kind": "leak"}], samples=10)
    assert [str(row["status"]).startswith("GT-") for row in rows] == [False, True, False]
    assert "nowhere" in rows[1]["explanation"]


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"pipe": "nowhere"},
        {"pipe": 0, "kind": "boom"},
        {"pipe": 0, "hole_mm": 1e6},
        {"pipe": 0, "hour": 25},
        {"pipe": 0, "position": 2},
        {"at": (1e9, 1e9)},
        {"at": "here"},
        {"pipe": 0, "inoperable": ["nowhere"]},
        {"pipe": 0, "samples": 0},
        {"pipe": 0, "kind": "third_party", "machine": "crane"},
    ],
)
def test_what_makes_no_sense_is_an_error(city: gt.Network, arguments: dict[str, Any]) -> None:
    if arguments.get("pipe") == 0:
        arguments = {**arguments, "pipe": city.pipe.id[5]}
    with pytest.raises(gt.Error):
        gt.incident(city, **{"samples": 10, **arguments})


def test_lists_in_a_scenario_file_stand_for_all_combinations(tmp_path: Path) -> None:
    file = tmp_path / "what_if.toml"
    file.write_text(
        '[[incident]]\nname = "night"\npipe = ["P1", "P2"]\nkind = ["leak", "rupture"]\ninoperable = ["V1", "V2"]\n'
        "[[incident]]\nat = [1.0, 2.0]\nhole_mm = 12\n",
        encoding="utf-8",
    )
    listed = gt.read_incidents(file)
    assert len(listed) == 5
    assert listed[0] == {"name": "night P1 leak", "pipe": "P1", "kind": "leak", "inoperable": ["V1", "V2"]}
    assert listed[4]["at"] == [1.0, 2.0]


def test_lists_that_multiply_without_end_are_refused_before_they_are_made(tmp_path: Path) -> None:
    file = tmp_path / "many.toml"
    numbers = ", ".join(map(str, range(2000)))
    file.write_text(f"[[incident]]\npipe = [{numbers}]\nhole_mm = [{numbers}]\nhour = [{numbers}]\n", encoding="utf-8")
    with pytest.raises(gt.Error) as error:
        gt.read_incidents(file)
    assert error.value.kind == "too_many_scenarios" and "8000000000" in str(error.value)
    file.write_text('[[incident]]\npipe = ["A", "B"]\nhour = [1, 2]\n[[incident]]\npipe = "C"\n', encoding="utf-8")
    assert len(gt.read_incidents(file, most=5)) == 5
    with pytest.raises(gt.Error) as error:
        gt.read_incidents(file, most=4)
    assert error.value.row == 2, "the limit is of all of them together"


def test_the_closure_plan_may_spare_operations(tmp_path: Path) -> None:
    city, pipe = gt.synthetic_city(8000, seed=3), "P000267"  # two valves bound it, one a wider section
    plans = {aim: gt.shutoff(city, pipe, aim=aim) for aim in ("fewest_customers", "fewest_operations")}
    assert [len(plan.valves) for plan in plans.values()] == [2, 1]
    for aim, plan in plans.items():
        assert gt.incident(city, pipe, aim=aim, samples=10).plan.valves == plan.valves
    file = tmp_path / "aims.toml"
    file.write_text(f'[[incident]]\npipe = "{pipe}"\naim = {list(plans)}\n', encoding="utf-8")
    careful, quick = gt.incidents(city, gt.read_incidents(file), samples=10)
    assert quick["isolated_s"] < careful["isolated_s"] and quick["name"].endswith("fewest_operations")
    assert quick["households_out"] > careful["households_out"]
    with pytest.raises(gt.Error):
        gt.incident(city, pipe, aim="least")


def test_who_is_visited_and_how_gas_comes_back(city: gt.Network) -> None:
    found = gt.incident(city, str(city.pipe.id[10]), kind="rupture", samples=10)
    out, back = found.customers.to_pandas(), found.restoration.to_pandas()
    assert len(out) == found.customers_out > 0
    assert out.households.sum() == found.households_out and out.visits.sum() == found.visits
    assert out.self_closing_valves.sum() == found.self_closing_valves_tripped
    assert out.out_s.between(0.0, found.gas_back_s, inclusive="neither").all()
    assert (back.t_s > found.gas_back_s).all() and back.t_s.iloc[-1] == found.restored_s
    for column in ("t_s", "visits", "crew_hours", "households_back", "share_back"):
        assert back[column].is_monotonic_increasing
    assert back.share_back.iloc[-1] == 1.0
    np.testing.assert_allclose(back.visits, 6.0 * back.crew_hours)  # the bundled scheme's six an hour
    assert back.visits.iloc[-1] > found.visits, "a fifth of the doors is closed"


@pytest.mark.parametrize(
    "text",
    [
        "[[incident]]\npip = 1\n",
        "[incidents]\n",
        "",
        "[[incident]]\npipe=1\nat=[1,2]\n",
        "[[incident]]\npipe=[]\n",
        "x",
    ],
)
def test_mistakes_in_a_scenario_file_are_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(gt.Error) as error:
        gt.read_incidents(file)
    assert "bad.toml" in str(error.value)


def test_the_verb_writes_tables_and_one_summary(gastwin: Run, assessed: Assessed, tmp_path: Path) -> None:
    path = tmp_path / "twin.gpkg"
    shutil.copy(assessed[1] / "twin.gpkg", path)
    twin = gt.Twin.open(path)
    state = gt.solve(twin, "peak")
    pipe = str(twin.network.pipe.id[int(np.argmax(np.abs(state.pipe.flow_kg_s)))])
    out = tmp_path / "out"
    code, summary, _ = gastwin("incident", str(path), "--pipe", pipe, "--samples", "20", "-o", str(out))
    assert code == 0
    for key in ("peak_release_kg_s", "released_kg", "duration_s", "customers_out", "grade", "valves", "status"):
        assert key in summary
    assert summary["released_kg"] > 0
    assert (out / "incident.csv").exists()
    scenario = tmp_path / "list.toml"
    scenario.write_text(f'[[incident]]\npipe = ["{pipe}", "nowhere"]\n', encoding="utf-8")
    code, summary, _ = gastwin("incident", str(path), str(scenario), "--samples", "20", "-o", str(out))
    assert (code, summary["failed"]) == (1, ["nowhere"])
    with (out / "incidents.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["what"] for row in csv.DictReader(file)] == [pipe, "nowhere"]


def test_every_kind_of_element_fails_in_turn(city: gt.Network) -> None:
    pipes, valves = gt.criticality(city), gt.criticality(city, "valves")
    assert (len(pipes), len(valves)) == (len(city.pipe), len(city.valve))
    stations = gt.criticality(city, "regulators")
    assert set(stations.failure) == {"fails_closed", "fails_open"}
    opened = stations.to_pandas().query("failure == 'fails_open'")
    assert opened.protected_outlet.all()  # monitors, slam-shut valves: the city is built with them
    assert opened.max_gauge_pressure_pa.isna().all()
    with pytest.raises(gt.Error):
        gt.criticality(city, "people")


def test_pressures_of_those_who_stay_connected(city: gt.Network) -> None:
    plain, rows = gt.criticality(city), gt.criticality(city, hydraulics=True, required_gauge_pressure_pa=2000.0)
    assert (rows.customers_out == plain.customers_out).all()
    assert set(plain.solve) == {"none"}
    assert "screened" in set(rows.solve)
    assert (rows.customers_low_pressure >= 0).all()
    table = rows.to_pandas()
    assert table.query("solve == 'screened'").min_gauge_pressure_pa.isna().all()
    with pytest.raises(gt.Error):
        gt.criticality(city, "valves", hydraulics=True)


def test_criticality_counts_low_pressure_in_the_summary(gastwin: Run, assessed: Assessed, tmp_path: Path) -> None:
    path = tmp_path / "twin.gpkg"
    shutil.copy(assessed[1] / "twin.gpkg", path)
    code, summary, _ = gastwin("criticality", str(path), "--hydraulics", "--required-pressure-pa", "1500")
    assert code == 0
    assert summary["with_low_pressure"] >= 0
    assert sum(summary["solve"].values()) == summary["rows"]


def test_criticality_is_written_into_the_twin(gastwin: Run, assessed: Assessed, tmp_path: Path) -> None:
    path = tmp_path / "twin.gpkg"
    shutil.copy(assessed[1] / "twin.gpkg", path)
    code, summary, _ = gastwin("criticality", str(path), "--what", "regulators", "-o", str(tmp_path / "r.csv"))
    assert code == 0
    assert summary["rows"] > 0
    assert (tmp_path / "r.csv").exists()
