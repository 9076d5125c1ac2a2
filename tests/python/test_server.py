# SPDX-License-Identifier: Apache-2.0
"""The HTTP interface answers what the engine answers, for each client as if it were alone."""

import itertools
import json
import math
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from served import Served, events, serving

import gastwin as gt
from gastwin.console import json_ready
from gastwin.summaries import shutoff_summary

Line = Callable[..., gt.Network]


@pytest.fixture(scope="module")
def twin(city: gt.Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "city.gpkg"
    gt.Twin.from_network(city).save(path)
    return path


@pytest.fixture(scope="module")
def served(twin: Path) -> Iterator[Served]:
    with serving(twin, twin.parent) as server:
        yield server


@pytest.fixture(scope="module")
def opened(twin: Path) -> gt.Twin:
    return gt.Twin.open(twin)


@pytest.fixture(scope="module")
def state(opened: gt.Twin) -> gt.State:
    return gt.solve(opened, "peak")


def some_pipes(twin: gt.Twin, n: int = 12) -> list[str]:
    ids = [str(i) for i in twin.pipe.id]
    return ids[:: max(1, len(ids) // n)]


def with_valves(twin: gt.Twin, state: gt.State) -> tuple[str, list[str]]:
    """A pipe that valves isolate, and these valves."""
    plans = ((pipe, gt.shutoff(twin, pipe, state=state)) for pipe in some_pipes(twin, 60))
    return next((pipe, plan.valves) for pipe, plan in plans if plan.status == "isolated" and len(plan.valves) > 1)


def assert_is_plan(answer: dict[str, Any], plan: gt.ClosurePlan) -> None:
    """The answer says what this plan says."""
    for key, value in shutoff_summary(plan).items():
        assert answer[key] == json_ready(value), key
    assert answer["status"] == plan.status and answer["inoperable_valves"] == plan.inoperable_valves
    tables = {"valve": plan.steps, "regulator": plan.stations}
    for element, table in tables.items():
        mine = [step for step in answer["steps"] if step["element"] == element]
        assert [step["id"] for step in mine] == [str(i) for i in table.id]
        assert [step["action"] for step in mine] == list(table.action)
    assert [step["step"] for step in answer["steps"]] == list(range(1, sum(map(len, tables.values())) + 1))
    assert answer["customers_total"] == len(plan.customers)
    assert [row["id"] for row in answer["customers"]] == [str(i) for i in plan.customers.id][:1000]


def test_closures_are_those_of_the_engine(served: Served, opened: gt.Twin, state: gt.State) -> None:
    for pipe in some_pipes(opened):
        assert_is_plan(served.post("/what-if/closure", {"pipe": pipe}), gt.shutoff(opened, pipe, state=state))
    pipe, valves = with_valves(opened, state)
    stuck = served.post("/what-if/closure", {"pipe": pipe, "inoperable": valves[:1]})
    assert valves[0] not in stuck["valves"] and stuck["valves"] != valves
    assert_is_plan(stuck, gt.shutoff(opened, pipe, state=state, inoperable=valves[:1]))
    squeezed = gt.shutoff(opened, pipe, state=state, squeeze=True)
    assert_is_plan(served.post("/what-if/closure", {"pipe": pipe, "squeeze": True}), squeezed)
    night = gt.shutoff(opened, pipe, state=gt.solve(opened, 3), aim="fewest_operations")
    assert_is_plan(served.post("/what-if/closure", {"pipe": pipe, "hour": 3, "aim": "fewest_operations"}), night)
    x, y = map(float, opened.network.pipe_lines()[5].mean(axis=0))
    there = gt.shutoff(opened, at=(x, y), state=state)
    assert_is_plan(served.post("/what-if/closure", {"x": x, "y": y}), there)
    assert_is_plan(served.post("/what-if/closure", {"at": [x, y]}), there)


def test_stations_are_operations_like_valves(two_stations: gt.Network, tmp_path: Path) -> None:
    twin = gt.Twin.from_network(two_stations)
    twin.save(tmp_path / "stations.gpkg")
    state = gt.solve(twin, "peak")
    with serving(tmp_path / "stations.gpkg", tmp_path) as server:
        answer = server.post("/what-if/closure?lang=zh", {"pipe": "P2"})
        assert_is_plan(answer, gt.shutoff(twin, "P2", state=state))
        told = {each["id"]: each for each in answer["steps"]}
        assert set(told) == {"R1", "V1"} and answer["stations"] == ["R1"] and answer["valves"] == ["V1"]
        assert (told["R1"]["element"], told["R1"]["action_text"], told["R1"]["x_m"]) == ("regulator", "关闭", 200.0)
        incident = server.post("/what-if/incident", {"pipe": "P2", "kind": "rupture", "samples": 5})
        assert [each["id"] for each in incident["plan"]["steps"]] == [each["id"] for each in answer["steps"]]
        schemas = {"components": server.get("/openapi.json")["components"]}
        for name, found in (("ClosureAnswer", answer), ("IncidentAnswer", incident)):
            schema = {**schemas, "$ref": f"#/components/schemas/{name}"}
            jsonschema.Draft202012Validator(schema).validate(found)
        del answer["steps"][0]["element"]
        assert not jsonschema.Draft202012Validator({**schemas, "$ref": "#/components/schemas/ClosureAnswer"}).is_valid(
            answer
        )


def test_incidents_are_those_of_the_engine(served: Served, opened: gt.Twin, state: gt.State) -> None:
    pipe, valves = with_valves(opened, state)
    machine = next(iter(gt.machines()))
    for kind, more in (("rupture", {}), ("third_party", {"machine": machine})):
        asked = {"pipe": pipe, "kind": kind, "samples": 20, "seed": 3, "inoperable": valves[:1], **more}
        answer = served.post("/what-if/incident", asked)
        found = gt.incident(opened, state=state, **asked)
        figures = {k: v for k, v in json_ready(found.figures()).items() if not k.startswith("footprint_")}
        assert {key: answer[key] for key in figures} == figures
        assert_is_plan(answer["plan"], found.plan)
        assert answer["timeline_total"] == len(found.timeline) >= len(answer["timeline"]) > 2
        assert answer["timeline"][-1]["released_kg"] == found.timeline.released_kg[-1]
        assert answer["customers_total"] == len(found.customers)
        assert answer["kind"] == kind


def test_scenarios_without_a_closure_plan(served: Served, opened: gt.Twin) -> None:
    space = {"kind": "enclosed_space", "hole_mm": 5, "gauge_pressure_kpa": 3, "volume_m3": 2, "air_changes_per_h": 1}
    for scenario in (
        {"kind": "valve_closed", "valve": str(opened.valve.id[3])},
        {"kind": "supply_loss", "source": str(opened.source.id[0])},
        {"kind": "demand_surge", "factor": 0.5, "load": 4, "month": 1},
        space,
    ):
        answer = served.post("/what-if/incident", {**scenario, "samples": 10})
        row = json_ready(gt.incidents(opened, [scenario], samples=10)[0])
        assert answer == {**{k: v for k, v in row.items() if k not in ("what", "load")}, "name": ""}


def test_a_comparison_says_what_differs(served: Served, opened: gt.Twin, state: gt.State) -> None:
    pipe, valves = with_valves(opened, state)
    a, b = {"kind": "closure", "pipe": pipe}, {"kind": "closure", "pipe": pipe, "inoperable": valves}
    told = served.post("/what-if/compare", {"a": a, "b": b})
    assert_is_plan(told["a"], gt.shutoff(opened, pipe, state=state))
    assert_is_plan(told["b"], plan_b := gt.shutoff(opened, pipe, state=state, inoperable=valves))
    lost = [set(gt.shutoff(opened, pipe, state=state).customers.id), set(plan_b.customers.id)]
    assert told["only_in_a"] == sorted(lost[0] - lost[1]) and told["only_in_b"] == sorted(lost[1] - lost[0])
    assert told["difference"]["customers_inside"] == plan_b.customers_inside - told["a"]["customers_inside"]
    mixed = served.post("/what-if/compare", {"a": a, "b": {"kind": "rupture", "pipe": pipe, "samples": 5}})
    assert mixed["b"]["released_kg"] > 0 and mixed["a"]["kind"] == "closure"


def test_plans_are_those_of_the_engine_and_the_curve_is_kept(served: Served, opened: gt.Twin) -> None:
    risk = gt.risk(opened)
    for query, years in (("budget_per_year=2e6", 5), ("budget_per_year=300000&years=2", 2)):
        answer = served.get(f"/plan?{query}")
        plan = gt.plan(opened, risk, budget_per_year=answer["budget_per_year"], years=years)
        assert answer["value"] == plan.value and answer["bound"] == plan.bound and answer["gap"] == plan.gap
        assert [p["id"] for p in answer["projects_listed"]] == [str(i) for i in plan.projects.id][:1000]
        assert dict(zip(answer["pipe_ids"], answer["pipe_years"], strict=True)) == dict(
            zip(map(str, plan.pipes.id), map(int, plan.pipes.year), strict=True)
        )
    must = [str(i) for i in opened.pipe.id[:2]]
    forced = served.post("/plan", {"budget_per_year": 2e6, "years": 3, "must": must})
    assert set(must) <= set(forced["pipe_ids"])
    assert not set(must) & set(served.post("/plan", {"budget_per_year": 2e6, "never": must})["pipe_ids"])
    curve = served.get("/plan/curve?years=5")["curve"]
    assert len(curve) > 8 and curve == sorted(curve, key=lambda row: row["budget_per_year"])
    assert all(a["bound"] <= b["bound"] * (1 + 1e-9) for a, b in itertools.pairwise(curve))
    assert curve[-1]["value"] > 3 * curve[0]["value"]
    again = served.get(f"/plan?budget_per_year={curve[4]['budget_per_year']}&years=5")
    assert again["value"] == curve[4]["value"] and again["projects"] == curve[4]["projects"]


def test_a_score_is_explained_by_its_factors(served: Served, opened: gt.Twin) -> None:
    assets = gt.risk(opened).assets
    for row in (0, len(assets) // 2, len(assets) - 1):
        answer = served.get(f"/score?pipe={assets.id[row]}&lang=zh")
        assert answer["rank"] == assets["rank"][row] and answer["causes"] == assets.causes_zh[row]
        product = math.prod(each["factor"] for each in answer["factors"])
        assert product == pytest.approx(assets.frequency_per_year[row], rel=1e-9)
        assert all(re.search(r"[\u4e00-\u9fff]", each["label"]) for each in answer["factors"])
    missing = served.ask("GET", "/score?pipe=nowhere&lang=zh")
    assert missing.status == 422 and missing.json["error"]["code"] == "GT-0501"
    assert "孪生体中没有该管线" in missing.json["error"]["message"]


def test_two_clients_do_not_disturb_each_other(served: Served, opened: gt.Twin, state: gt.State) -> None:
    pipe, valves = with_valves(opened, state)
    requests = [
        ("/what-if/closure", {"pipe": pipe, "inoperable": []}),
        ("/what-if/closure", {"pipe": pipe, "inoperable": valves[:1]}),
        ("/what-if/closure", {"pipe": pipe, "inoperable": valves}),
        ("/what-if/incident", {"pipe": pipe, "kind": "rupture", "samples": 5, "inoperable": valves[:1]}),
        ("/what-if/incident", {"pipe": pipe, "kind": "rupture", "samples": 5, "inoperable": valves}),
    ]
    solo = [served.post(path, body) for path, body in requests]
    assert len({json.dumps(answer["valves"] if "valves" in answer else answer["plan"]) for answer in solo}) > 2
    with ThreadPoolExecutor(10) as clients:
        together = list(clients.map(lambda i: served.post(*requests[i % len(requests)]), range(20)))
    assert all(answer == solo[i % len(requests)] for i, answer in enumerate(together))
    assert served.post(*requests[0]) == solo[0]  # and nothing stays


def test_progress_is_pushed_and_then_the_answer(served: Served, opened: gt.Twin) -> None:
    asked = {"pipe": str(opened.pipe.id[7]), "kind": "rupture", "samples": 5}
    reply = served.ask("POST", "/what-if/incident", asked, {"accept": "text/event-stream"})
    assert reply.headers["content-type"].startswith("text/event-stream") and reply.status == 200
    told = events(reply.body)
    assert told[0][0] == "progress" and told[-1] == ("answer", served.post("/what-if/incident", asked))
    shares = [data["share"] for name, data in told if name == "progress"]
    assert len(shares) > 1 and all(0 <= share <= 1 for share in shares)
    wrong = served.ask("POST", "/what-if/incident", {"pipe": "no"}, {"accept": "text/event-stream"})
    (name, data) = events(wrong.body)[-1]
    assert name == "error" and data["status"] == 422 and data["error"]["code"] == "GT-0501"


def test_the_twin_and_the_data_of_its_page(served: Served, opened: gt.Twin, state: gt.State) -> None:
    twin = served.get("/twin")
    assert twin["pipes"] == len(opened.pipe) and twin["peak"]["demand_kg_s"] == state.demand_kg_s
    data = served.get("/page-data")
    assert data["pipes"]["id"] == [str(i) for i in opened.pipe.id]
    assert {v["id"] for v in data["valves"]} == {str(i) for i in opened.valve.id}
    assert len(data["pipes"]["x_m"]) == data["pipes"]["start"][-1]


def test_the_description_is_openapi_and_fits_the_requests(served: Served, opened: gt.Twin) -> None:
    document = served.get("/openapi.json")
    assert document["openapi"].startswith("3.1") and set(document) == {"openapi", "info", "paths", "components"}
    for path, methods in document["paths"].items():
        for method in methods:
            reply = served.ask(method.upper(), path, {} if method == "post" else None)
            assert reply.status in (200, 400), (path, reply.body)
    schemas = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": document["components"]}

    def fits(name: str, value: Any) -> bool:
        schema = {**schemas, "$ref": f"#/components/schemas/{name}"}
        return bool(jsonschema.Draft202012Validator(schema).is_valid(value))

    pipe = str(opened.pipe.id[3])
    closure = {"kind": "closure", "pipe": pipe}
    for path, name, body in (
        ("/what-if/closure", "Closure", {"pipe": pipe, "inoperable": [], "squeeze": True, "hour": 7}),
        ("/what-if/incident", "Incident", {"pipe": pipe, "kind": "leak", "hole_mm": 3, "samples": 5, "load": 7}),
        ("/what-if/incident", "Incident", {"kind": "demand_surge", "factor": 1.5, "customer_kind": "household"}),
        ("/what-if/compare", "Comparison", {"a": closure, "b": closure}),
        ("/plan", "Plan", {"budget_per_year": 1e6, "years": 3, "never": [pipe]}),
    ):
        assert fits(name, body), (name, body)
        assert served.ask("POST", path, body).status == 200
        assert not fits(name, {**body, "wrong": 1}) and served.ask("POST", path, {**body, "wrong": 1}).status == 400


@pytest.mark.parametrize("path", ["/", "/docs"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_load_nothing_from_elsewhere(served: Served, path: str, lang: str) -> None:
    reply = served.ask("GET", f"{path}?lang={lang}")
    # The map library names its home page in a text; what a script may ask for is settled by the policy.
    page = re.sub(r"<script[^>]*>.*?</script>", "", reply.body.decode(), flags=re.DOTALL)
    assert reply.status == 200 and not re.search(r"""(src|href)=["']?(https?:)?//""", page) and "@import" not in page
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "http" not in policy and "unsafe-inline' 'sha" not in policy
    assert f'lang="{lang}"' in page or path == "/docs"
    packed = served.ask("GET", f"{path}?lang={lang}", headers={"accept-encoding": "gzip"})
    assert packed.headers.get("content-encoding") == ("gzip" if path == "/" else None)


def test_whole_number_ids_and_awkward_ones(line: Line, tmp_path: Path) -> None:
    network = line(4)
    tables = {name: getattr(network, name).to_pandas() for name in ("node", "pipe", "source", "customer")}
    tables["pipe"]["id"] = ["a b", "管/线?#", "../x"]
    tables["valve"] = {"id": ["v&1"], "pipe": ["管/线?#"], "position": [0.5]}
    gt.Twin.from_network(gt.Network.from_frames(tables)).save(tmp_path / "awkward.gpkg")
    with serving(tmp_path / "awkward.gpkg", tmp_path) as server:
        assert server.post("/what-if/closure", {"pipe": "管/线?#"})["pipes"]
        assert server.post("/what-if/closure", {"pipe": "../x"})["valves"] == ["v&1"]
        assert server.get("/score?pipe=%E7%AE%A1%2F%E7%BA%BF%3F%23")["id"] == "管/线?#"
        assert server.ask("GET", "/").status == 200
