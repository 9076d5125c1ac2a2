# SPDX-License-Identifier: Apache-2.0
"""Scenarios as data: every kind there is, one row with its own status for each, and the published schema."""

from __future__ import annotations

import copy
import json
import math
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt
from gastwin.incident_file import kinds

ROOT = Path(__file__).resolve().parents[2]
EVERY_KIND = """
[[incident]]
pipe = ["10", "11"]
kind = ["leak", "puncture", "rupture"]
position = 0.5
load = ["average", 3, 19]
month = 1
[[incident]]
name = "strike"
at = [[250.0, 0.0], [750.0, 1.0]]
kind = "third_party"
machine = ["excavator", "drill"]
inoperable = ["v"]
load = "fixed"
[[incident]]
kind = "third_party"
pipe = 10
hole_mm = [10, 50]
hour = 15
load = "fixed"
[[incident]]
kind = "multiple"
load = "fixed"
[[incident.damage]]
pipe = "10"
kind = "rupture"
[[incident.damage]]
pipe = "11"
kind = "leak"
hole_mm = 5
[[incident]]
kind = "earthquake"
pgv_m_s = [0.5, 2.0]
draw = [1, 2]
load = "fixed"
[[incident]]
kind = "valve_closed"
valve = ["v", ["v", "w"]]
load = "fixed"
[[incident]]
kind = "regulator_closed"
regulator = "R"
load = "fixed"
hours = 2
[[incident]]
kind = "regulator_open"
regulator = "R"
load = "fixed"
[[incident]]
kind = "supply_loss"
source = "1"
hours = [0, 1.5]
load = "fixed"
[[incident]]
kind = "demand_surge"
factor = [1.2, 50]
customer_kind = ["household", "industrial"]
load = "fixed"
[[incident]]
kind = "enclosed_space"
hole_mm = {low = 2, high = 20}
gauge_pressure_kpa = 200
volume_m3 = [100, {low = 100, high = 1000}]
air_changes_per_h = 1
after_s = 3600
"""


@pytest.fixture
def network(line: Callable[..., gt.Network]) -> gt.Network:
    return line(
        5,
        gauge_pressure_pa=2e5,
        pipe={
            "id": [10, 11, 12],
            "from_node": [0, 1, 3],
            "to_node": [1, 2, 4],
            "length_m": [500.0] * 3,
            "inner_diameter_m": [0.1] * 3,
        },
        valve={"id": ["v", "w"], "pipe": [11, 12], "position": [0.5, 0.5]},
        regulator={"id": ["R"], "from_node": [2], "to_node": [3], "set_gauge_pressure_pa": [3000.0]},
        customer={"id": ["a", "b"], "node": [1, 4], "demand_kg_s": [0.01, 0.004], "households": [3, 40]},
    )


def _scenarios(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    (tmp_path / "s.toml").write_text(text, "utf-8")
    return gt.read_incidents(tmp_path / "s.toml")


def test_every_kind_runs_with_a_row_and_a_status_of_its_own(network: gt.Network, tmp_path: Path) -> None:
    listed = _scenarios(tmp_path, EVERY_KIND)
    assert {s.get("kind", "puncture") for s in listed} == set(kinds())
    assert len(listed) == 18 + 4 + 2 + 1 + 4 + 2 + 1 + 1 + 2 + 4 + 2
    rows = gt.incidents(network, listed, samples=10)
    assert len(rows) == len(listed)
    assert not [row for row in rows if str(row["status"]).startswith("GT-")]
    of = {kind: [row for row in rows if row["kind"] == kind] for kind in kinds()}
    assert [row["load"] for row in of["rupture"][:3]] == ["average", 3, 19]
    assert {row["hole_p10"] < row["hole_p90"] for row in of["third_party"][:4]} == {True}
    assert {row["hole_p10"] == row["hole_p90"] for row in of["third_party"][4:]} == {True}
    assert of["multiple"][0]["customers_out"] == 2
    assert [row["customers_out"] for row in of["valve_closed"]] == [1, 1]
    assert of["regulator_closed"][0]["households_out"] == 40
    assert of["regulator_closed"][0]["customers_out_then"] == 1 and of["regulator_closed"][0]["first_out_s"] > 0
    assert of["regulator_open"][0]["customers_over_pressure"] == 1
    instant, lasting = of["supply_loss"]
    assert instant["customers_out"] == 2 and "first_out_s" not in instant
    assert 0 < lasting["first_out_s"] < 5400 and lasting["unmet_kg"] > 0
    mild, nobody, wild, nobody_either = of["demand_surge"]
    assert mild["unmet_kg_s"] == 0 and wild["customers_low_pressure"] + wild["unmet_kg_s"] > 0
    assert nobody["unmet_kg_s"] == nobody_either["unmet_kg_s"] == 0
    assert all(0 <= row["flammable_share"] <= row["reached_share"] <= 1 for row in of["enclosed_space"])


def test_stronger_shaking_breaks_more(network: gt.Network) -> None:
    shaken = [{"kind": "earthquake", "pgv_m_s": v, "draw": 5, "load": "fixed"} for v in (0.0, 5.0)]
    calm, strong = gt.incidents(network, shaken, samples=5)
    assert calm["released_kg"] == 0 and calm["explanation"] == "no pipe is damaged"
    assert strong["released_kg"] >= calm["released_kg"]


def test_one_bad_scenario_of_each_kind_spoils_no_other(network: gt.Network) -> None:
    bad: list[dict[str, Any]] = [
        {"pipe": "nowhere"},
        {"kind": "valve_closed", "valve": "nowhere"},
        {"kind": "regulator_open", "regulator": "nowhere"},
        {"kind": "supply_loss", "source": "nowhere"},
        {"kind": "multiple", "damage": [{"pipe": "10"}, {"pipe": "nowhere"}]},
        {"kind": "earthquake", "pgv_m_s": 9.0},
        {"kind": "demand_surge", "factor": -1},
        {"kind": "boom"},
        {"pipe": "10", "load": "much"},
        {"kind": "enclosed_space", "hole_mm": 3},
        {"pipe": ["10", "11"]},
        {"pipe": []},
    ]
    rows = gt.incidents(network, [*bad, {"pipe": "10"}], load="fixed", samples=5)
    assert [str(row["status"]).startswith("GT-") for row in rows] == [True] * len(bad) + [False]
    assert all(row["explanation"] for row in rows[:-1])


def _schema() -> Any:
    schema = json.loads((ROOT / "docs/incident.schema.json").read_text("utf-8"))
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_published_schema_takes_every_kind() -> None:
    _schema().validate(tomllib.loads(EVERY_KIND))


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/**/*.toml")), ids=lambda p: p.stem)
def test_the_schema_takes_the_examples(path: Path) -> None:
    if not path.stem.endswith("_scheme"):
        _schema().validate(tomllib.loads(path.read_text("utf-8")))
        assert gt.read_incidents(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s[0].update(pip="P1"),
        lambda s: s[0].update(kind="boom"),
        lambda s: s[0].update(at=[1.0, 2.0]),
        lambda s: s[0].pop("pipe"),
        lambda s: s[0].update(pipe=[]),
        lambda s: s[0].update(pipe=1.5),
        lambda s: s[0].update(load="much"),
        lambda s: s[0].update(load=24),
        lambda s: s[0].update(month=13),
        lambda s: s[0].update(valve="v"),
        lambda s: s[1].update(machine="crane"),
        lambda s: s[1].update(at=[1.0]),
        lambda s: s[3].update(damage=[]),
        lambda s: s[3]["damage"][0].update(hour=3),
        lambda s: s[3]["damage"][0].pop("pipe"),
        lambda s: s[4].pop("pgv_m_s"),
        lambda s: s[4].update(draw=-1),
        lambda s: s[5].pop("valve"),
        lambda s: s[5].update(pipe="10"),
        lambda s: s[9].pop("factor"),
        lambda s: s[9].update(customer_kind="cats"),
        lambda s: s[10].pop("volume_m3"),
        lambda s: s[10].update(hole_mm={"low": 1}),
        lambda s: s[10].update(entering_share=2),
        lambda s: s[10].update(load="peak"),
    ],
)
def test_schema_and_reader_refuse_the_same(
    change: Callable[[Any], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    given = copy.deepcopy(tomllib.loads(EVERY_KIND))
    change(given["incident"])
    with pytest.raises(jsonschema.ValidationError):
        _schema().validate(given)
    monkeypatch.setattr("gastwin.incident_file.read_toml", lambda path: given)
    with pytest.raises(gt.Error) as error:
        _scenarios(tmp_path, "")
    assert "s.toml" in str(error.value)


def test_infinite_times_are_null_in_json(network: gt.Network) -> None:
    row = gt.incidents(network, [{"kind": "demand_surge", "factor": 1, "hours": 0.5}], load="fixed")[0]
    assert math.isinf(row["first_out_s"])
