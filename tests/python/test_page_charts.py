# SPDX-License-Identifier: Apache-2.0
"""What charts, projects, sayings and kept scenarios of the map page are told, against the tables they come from."""

import base64
import copy
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from page_container import data_of, points, unpacked
from programme_users import network

import gastwin as gt
from gastwin import _gis, kept_scenarios
from gastwin.answers import Scene, incident_answer
from gastwin.frames import Table
from gastwin.kept_scenarios import answer_rows, kept_rows, made_table, read_answers, scenario_row
from gastwin.viewer.charts import coverage
from gastwin.viewer.data import page_data

Assessed = tuple[gt.Assessment, Path]
Run = Callable[..., tuple[int, dict[str, Any], str]]


def results_of(file: Path) -> dict[str, Table]:
    return {name: Table(core) for name, core in _gis.read_results(str(file)).items()}


def page_of(file: Path) -> dict[str, Any]:
    """What the page of a twin file is told."""
    return unpacked(page_data(gt.Twin.open(file), results_of(file), {}, "en"))


def plain(told: Any) -> str:
    """As text that can be compared, arrays as lists."""
    return json.dumps(told, default=lambda a: a.tolist())


@pytest.fixture(scope="module")
def told(assessed: Assessed) -> dict[str, Any]:
    return data_of((assessed[1] / "report.html").read_text("utf-8"))


def test_the_page_of_the_twin_file_shows_what_the_assessment_showed(assessed: Assessed, told: dict[str, Any]) -> None:
    file = assessed[1] / "twin.gpkg"
    assert set(assessed[0].results) <= set(results_of(file))
    again = page_of(file)
    assert len(told["projects"]) > 5 and any(t["key"] == "plan" for t in told["themes"])
    for key in ("themes", "fields", "projects", "sayings", "charts", "places", "highest"):
        assert plain(again[key]) == plain(told[key]), key


def test_projects_and_charts_are_those_of_the_plan(told: dict[str, Any], assessed: Assessed) -> None:
    plan, pipes = assessed[0].plan.projects, assessed[0].plan.pipes
    assert [p["id"] for p in told["projects"]] == list(map(str, plan.id))
    assert [p["cost"] for p in told["projects"]] == plan.cost_cny.tolist()
    for shown in told["projects"]:
        members = {str(i) for i, p in zip(pipes.id, pipes.project, strict=True) if str(p) == shown["id"]}
        assert {told["pipes"]["id"][row] for row in shown["pipes"]} == members
    years = assessed[0].plan.years
    expected = zip(map(int, years.id), years.risk_kept_cny_per_year, years.risk_left_cny_per_year, strict=True)
    assert [(y["year"], y["kept"], y["left"]) for y in told["charts"]["residual"]] == list(expected)
    found = gt.plan_curve(assessed[0].twin, assessed[0].risk, [1.25e6, 2.5e6, 5e6, 7.5e6, 1e7])
    curve = [(p["budget"], p["cost"], p["benefit"], p["projects"]) for p in told["charts"]["curve"]]
    assert curve == [(p.budget_per_year, p.cost_cny, p.value, p.projects) for p in found]


def test_sayings_are_the_sentences_of_the_risk(told: dict[str, Any], assessed: Assessed) -> None:
    risk = assessed[0].risk
    for key, table in (("changed", risk.counterfactuals(most=1000)), ("beside", risk.comparisons(most=1000))):
        said = told["sayings"][key]
        shown = {(told["pipes"]["id"][row], en, zh) for row, (en, zh) in zip(said["pipe"], said["said"], strict=True)}
        rows = np.flatnonzero(table.object_table == "pipe")
        expected = {(str(table.object_id[i]), str(table.sentence[i]), str(table.sentence_zh[i])) for i in rows}
        assert shown == expected and len(expected) > 20


def test_no_chart_without_data(told: dict[str, Any], assessed: Assessed) -> None:
    assert set(told["charts"]) >= {"fn", "plan", "residual", "curve", "practice"}
    bare = unpacked(page_data(assessed[0].twin, {}, {}, "en"))
    assert set(bare["charts"]) <= {"coverage"}
    assert bare["projects"] == bare["scenarios"] == bare["sayings"]["beside"]["said"] == []
    assert unpacked(page_data(gt.Twin.from_network(network({"id": ["u"]})), {}, {}, "en"))["charts"] == {}


def test_coverage_counts_households_by_area() -> None:
    """Six households in two districts: two have a valve, one has one past its life, three have none; hoses are not on
    record at all."""
    households = ["a", "b", "c", "d", "e", "f"]
    made = network(
        {"id": households, "building": ["n", "n", "s", "s", "s", "s"]},
        device={
            "customer": ["a", "c", "d"],
            "kind": ["self_closing_valve"] * 3,
            "installed": ["2023-05-01", "2024-05-01", "2001-05-01"],
            "expires": ["2033-05-01", "2034-05-01", "2011-05-01"],
        },
        building={"id": ["n", "s"], "district": ["North", "South"], "community": ["N1", "S1"]},
    )
    found = coverage(gt.Twin.from_network(made))
    assert found is not None and found["as_of"] == "2024-05-01"
    duty = next(d for d in found["duties"] if d["id"] == "COV-07-SCV")
    assert duty["deadline"] == "2024-12-31" and duty["binding"]
    areas = {(a["level"], a["area"]): (a["obliged"], a["compliant"], a["lacking"], a["unknown"]) for a in duty["areas"]}
    assert areas["all", ""] == (6, 2, 4, 0)
    assert areas["district", "North"] == areas["community", "N1"] == (2, 1, 1, 0)
    assert areas["district", "South"] == (4, 1, 3, 0)
    hose = next(d for d in found["duties"] if d["id"] == "COV-07-HOSE")["areas"][0]
    assert (hose["obliged"], hose["compliant"], hose["lacking"], hose["unknown"]) == (6, 0, 0, 6)


def test_the_curve_goes_with_its_plan(assessed: Assessed, tmp_path: Path, gastwin: Run) -> None:
    file = tmp_path / "twin.gpkg"
    file.write_bytes((assessed[1] / "twin.gpkg").read_bytes())
    status, summary, error = gastwin("plan", file, "--budget-per-year", "3e5", "--years", "2", "--curve", "2e5,3e5")
    assert (status, error) == (0, "")
    told = page_of(file)["charts"]
    assert [p["benefit"] for p in told["curve"]] == [p["value"] for p in summary["curve"]]
    assert len(told["residual"]) == 2 and sum(y["projects"] for y in told["plan"]) == summary["projects"]
    assert gastwin("plan", file, "--budget-per-year", "3e5", "--years", "2")[0] == 0
    assert "curve" not in page_of(file)["charts"]  # that of another plan must not stand beside this one


def test_scenarios_are_kept_by_name(assessed: Assessed, tmp_path: Path, gastwin: Run) -> None:
    file = tmp_path / "twin.gpkg"
    file.write_bytes((assessed[1] / "twin.gpkg").read_bytes())
    pipe = str(assessed[0].risk.assets.id[np.argmin(assessed[0].risk.assets["rank"])])
    runs = (
        ("incident", file, "--pipe", pipe, "--kind", "rupture", "--samples", 20, "--keep", "断裂"),
        ("shutoff", file, "--pipe", pipe, "--keep", "works"),
        ("shutoff", file, "--pipe", pipe, "--squeeze", "--keep", "works"),
    )
    for arguments in runs:
        status, summary, error = gastwin(*arguments)
        assert status in (0, 1) and error == "" and str(file) in summary["outputs"]
    rows = kept_rows(file)
    assert [(r["id"], r["kind"], r["pipe"]) for r in rows] == [("断裂", "rupture", pipe), ("works", "closure", pipe)]
    found = gt.incident(gt.Twin.open(file), pipe, kind="rupture", samples=20)
    assert rows[0]["released_kg"] == found.released_kg and rows[0]["customers_out"] == found.customers_out
    plan = gt.shutoff(gt.Twin.open(file), pipe, squeeze=True, state=gt.solve(gt.Twin.open(file)))
    shown = page_of(file)["scenarios"]
    assert [s["name"] for s in shown] == ["断裂", "works"]
    english, chinese = shown[1]["answer"]
    assert english["valves"] == chinese["valves"] == list(map(str, plan.valves))
    assert len(english["customers"]) == len(plan.customers)
    incident = shown[0]["answer"][1]
    assert incident["footprint"]["reach_m"] == found.footprint["reach_m"]
    events = [e["event"] for e in incident["timeline"] if e["event"]]
    assert events == [str(e) for e in found.timeline.event_zh if e]
    status, _, error = gastwin("export", file, "-o", tmp_path / "twin.xlsx")
    assert (status, error) == (0, "") and (tmp_path / "twin.xlsx").is_file()
    answers = [plain(kept_rows(f, "result_scenario_answer")) for f in (file, tmp_path / "twin.xlsx")]
    assert answers[0] == answers[1]
    status, _, error = gastwin("incident", file, "--pipe", pipe, "--keep", " ")
    assert status == 2 and error.startswith("GT-0901")


def test_kept_answers_have_every_operation_in_order(two_stations: gt.Network) -> None:
    plan = gt.incident(two_stations, "P2", kind="rupture", samples=5)
    answer = {lang: incident_answer(plan, lang, Scene.of(two_stations)) for lang in ("en", "zh")}
    before = copy.deepcopy(answer)  # as answers were kept once: regulators beside the valves, without places
    for each in before.values():
        steps = [{k: v for k, v in step.items() if k != "element"} for step in each["plan"]["steps"]]
        each["plan"]["steps"] = [step for step in steps if step["id"] == "V1"]
        without_place = [{k: v for k, v in step.items() if k not in ("x_m", "y_m")} for step in steps]
        each["plan"]["station_steps"] = [step for step in without_place if step["id"] == "R1"]
    for kept in (answer, before):
        content = "z" + base64.b64encode(gzip.compress(json.dumps(kept).encode())).decode()
        results = {
            "result_scenario": made_table("result_scenario", [scenario_row("x", plan)]),
            "result_scenario_answer": made_table(
                "result_scenario_answer", [{"scenario": "x", "part": 1, "content": content}]
            ),
        }
        both = unpacked(page_data(gt.Twin.from_network(two_stations), results, {}, "en"))["scenarios"][0]["answer"]
        for told, action in zip(both, ("close", "关闭"), strict=True):
            found = [(s["step"], s["element"], s["id"], s["action_text"], s["x_m"]) for s in told["plan"]["steps"]]
            assert found == [(1, "regulator", "R1", action, 200.0), (2, "valve", "V1", action, 700.0)]


def test_a_damaged_answer_is_told(assessed: Assessed) -> None:
    twin = assessed[0].twin
    plan = gt.shutoff(twin, twin.pipe.id[0])
    listed = made_table("result_scenario", [scenario_row("x", plan)])
    good = answer_rows(twin.network, "x", plan)
    whole = {"result_scenario": listed, "result_scenario_answer": made_table("result_scenario_answer", good)}
    assert unpacked(page_data(twin, whole, {}, "en"))["scenarios"][0]["answer"][0]["pipes"] == list(
        map(str, plan.pipes)
    )
    broken = [[{**good[0], "content": text}] for text in ("", "z", "z???", good[0]["content"][:-40])]
    for parts in (*broken, []):
        tables = {**whole, "result_scenario_answer": made_table("result_scenario_answer", parts)}
        with pytest.raises(gt.Error) as caught:
            page_data(twin, tables, {}, "en")
        assert caught.value.row == 1 and caught.value.layer.startswith("result_scenario")


def test_long_answers_come_in_parts_that_any_cell_holds(assessed: Assessed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_scenarios, "PART", 100)
    twin = assessed[0].twin
    plan = gt.shutoff(twin, twin.pipe.id[0])
    parts = answer_rows(twin.network, "x", plan)
    assert len(parts) > 3 and all(len(p["content"]) <= 101 and p["content"][0].isalpha() for p in parts)
    table = made_table("result_scenario_answer", parts[::-1])
    assert read_answers(table)["x"]["zh"]["valves"] == list(map(str, plan.valves))


def test_records_stand_where_they_are_or_where_their_asset_is() -> None:
    made = network(
        {"id": ["u"]},
        record={
            "id": ["1", "2", "3", "4"],
            "kind": ["hazard", "hazard", "leak", "works"],
            "table_name": ["customer", "", "customer", ""],
            "object_id": ["u", "", "nobody", ""],
            "level": ["重大", "一般", "", ""],
            "x_m": [np.nan, -50.0, np.nan, 5.0],
            "y_m": [np.nan, 4.0, np.nan, 6.0],
        },
    )
    told = unpacked(page_data(gt.Twin.from_network(made), {}, {}, "zh"))
    groups = {g["key"]: g for g in told["marks"]}
    hazards = groups["hazard"]
    assert hazards["id"] == ["1", "2"] and hazards["drawn"].tolist() == [1, 1]
    np.testing.assert_allclose(points(hazards["xy"], told["plane"]), [[10, 0], [-50, 4]])  # the customer is at node b
    level = next(f for f in hazards["fields"] if f["key"] == "level")
    assert [level["words"][i] for i in level["of"]] == ["重大", "一般"]
    assert groups["leak"]["drawn"].tolist() == [0] and groups["works"]["id"] == ["4"]
