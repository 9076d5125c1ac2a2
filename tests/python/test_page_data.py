# SPDX-License-Identifier: Apache-2.0
"""What the map page is told: the container, the plane, themes and fields against the tables they come from."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from page_container import data_of, points, unpacked

import gastwin as gt
from gastwin import _core
from gastwin.kept_scenarios import made_table
from gastwin.report_html import html_page
from gastwin.viewer.data import page_data
from gastwin.viewer.packing import pack, smallest, words
from gastwin.viewer.pipes import quality_themes
from gastwin.viewer.plane import Plane

Assessed = tuple[gt.Assessment, Path]
Line = Callable[..., gt.Network]
VIEWER = Path(__file__).resolve().parents[2] / "python" / "gastwin" / "viewer"


@pytest.fixture(scope="module")
def told(assessed: Assessed) -> dict[str, Any]:
    return data_of((assessed[1] / "report.html").read_text("utf-8"))


def test_valves_and_regulators_tell_their_own_risk(assessed: Assessed, told: dict[str, Any]) -> None:
    pieces = assessed[0].risk.pieces.to_pandas().set_index(["table_name", "id"])
    for name in ("valve", "regulator"):
        group = next(g for g in told["marks"] if g["key"] == name)
        fields = {f["key"]: f for f in group["fields"]}
        assert any((name, i) in pieces.index for i in group["id"])
        for i, piece in enumerate(group["id"]):
            if (name, piece) not in pieces.index:
                assert np.isnan(fields["risk"]["values"][i])
                continue
            row = pieces.loc[(name, piece)]
            for key, column in (
                ("piece_rank", "rank"),
                ("risk", "risk_cny_per_year"),
                ("fatalities", "risk_fatalities_per_year"),
                ("leaks", "frequency_per_year"),
                ("leaks_on_record", "leaks_on_record"),
                ("people_near", "people_near"),
            ):
                assert fields[key]["values"][i] == pytest.approx(row[column], rel=1e-6), (piece, key)
            causes = fields["causes"]
            assert tuple(causes["words"][causes["of"][i]]) == (row["causes"], row["causes_zh"])


def test_the_risk_of_a_valve_is_not_that_of_a_regulator_of_the_same_id(assessed: Assessed) -> None:
    twin, pieces = assessed[0].twin, assessed[0].risk.pieces.to_pandas()
    both = pieces[pieces.table_name == "valve"].head(1), pieces[pieces.table_name == "regulator"].head(1)
    table = pd.concat([both[1].assign(id=both[0].id.iloc[0]), both[0]])  # a regulator comes first under the valve's id
    results = {"result_piece_risk": made_table("result_piece_risk", table.to_dict("records"))}
    valves = next(g for g in unpacked(page_data(twin, results, {}, "en"))["marks"] if g["key"] == "valve")
    risk = next(f for f in valves["fields"] if f["key"] == "risk")["values"][valves["id"].index(both[0].id.iloc[0])]
    assert risk == pytest.approx(both[0].risk_cny_per_year.iloc[0], rel=1e-6)


def by_key(parts: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next(part for part in parts if part["key"] == key)


def test_container_gives_back_what_went_in() -> None:
    arrays = {
        "a": np.arange(5, dtype=np.uint8),
        "b": np.array([-(2**31), 2**31 - 1], dtype=np.int32),
        "c": np.array([0.1, np.nan, np.inf], dtype=np.float32),
        "d": np.empty(0, dtype=np.uint32),
        "e": np.array([7, 65535], dtype=np.uint16),
    }
    document = {"text": "管线 </script> \udc80", "list": [arrays["a"], {"deep": arrays["b"]}], **arrays}
    back = unpacked(pack(document))
    assert back["text"] == "管线 </script> ?"
    np.testing.assert_array_equal(back["list"][0], arrays["a"])
    np.testing.assert_array_equal(back["list"][1]["deep"], arrays["b"])
    for key, array in arrays.items():
        np.testing.assert_array_equal(back[key], array)
        assert back[key].dtype == array.dtype
    assert pack(document) == pack(document)
    for wrong in (np.zeros(1, dtype=np.float64), object()):
        with pytest.raises(TypeError):
            pack({"x": wrong})
    with pytest.raises(ValueError, match="JSON"):
        pack({"x": float("nan")})


def test_words_and_widths() -> None:
    column = words(["b", "a", "b", ""])
    assert [column["words"][i] for i in column["of"]] == ["b", "a", "b", ""]
    for most, kind in ((0, "u1"), (255, "u1"), (256, "u2"), (65535, "u2"), (65536, "u4")):
        assert smallest(np.array([0, most])).dtype.str[1:] == kind


def test_courses_are_those_of_the_network(told: dict[str, Any], assessed: Assessed) -> None:
    lines = assessed[0].twin.network.pipe_lines()
    start, xy = told["pipes"]["start"], points(told["pipes"]["xy"], told["plane"])
    assert told["plane"]["step"] == 0.01
    for row, line in enumerate(lines):
        np.testing.assert_allclose(xy[start[row] : start[row + 1]], line, atol=0.00501)
    assert told["pipes"]["id"] == [str(i) for i in assessed[0].twin.pipe.id]


def test_classes_count_what_the_tables_hold(told: dict[str, Any], assessed: Assessed) -> None:
    pipe = assessed[0].twin.pipe
    names = {label[0]: code for code, label in zip(*_names(pipe, "material"), strict=True)}
    theme = by_key(told["themes"], "material")
    for shade in theme["classes"]:
        assert shade["count"] == np.count_nonzero(pipe.material == names[shade["label"][0]])
    assert told["themes"][0]["key"] == "risk"
    for each in told["themes"]:
        counts = np.bincount(each["of"], minlength=len(each["classes"]))
        assert [c["count"] for c in each["classes"]] == counts.tolist() and min(counts) > 0
        assert all(c["label"][0] and c["label"][1] for c in each["classes"]), each["key"]


def _names(table: Any, column: str) -> tuple[list[str], list[tuple[str, str]]]:
    names = next(c["names"] for c in gt.schema(table.name) if c["name"] == column)
    return [n[0] for n in names], [(n[1], n[2]) for n in names]


def test_the_score_adds_up(told: dict[str, Any], assessed: Assessed) -> None:
    total = sum(part["ln"].astype(float) for part in told["score"]["parts"])
    leaks = by_key(told["fields"], "leaks")["values"]
    assert np.isfinite(leaks).all()
    np.testing.assert_allclose(np.exp(total), leaks, rtol=1e-4)
    clauses, start, of = (told["score"][k] for k in ("clauses", "start", "of"))
    assets = assessed[0].risk.assets
    sentences = {str(i): (c, z) for i, c, z in zip(assets.id, assets.causes, assets.causes_zh, strict=True)}
    for row, name in enumerate(told["pipes"]["id"]):
        said = [clauses[k] for k in of[start[row] : start[row + 1]]]
        assert ("; ".join(s[0] for s in said), "；".join(s[1] for s in said)) == sentences[name]


def test_issues_say_which_pipe_and_what_to_do(told: dict[str, Any], assessed: Assessed) -> None:
    issue = assessed[0].twin.issue
    texts = {k["kind"]: (k["en"], k["zh"]) for k in _core.catalogue()}
    for i, (kind, name) in enumerate(zip(issue.kind, issue.object_id, strict=True)):
        assert tuple(told["issues"]["meanings"][told["issues"]["kind"][i]]) == texts[str(kind)]
        pipe = told["issues"]["pipe"][i]
        assert pipe == 0 or told["pipes"]["id"][pipe - 1] == str(name)
    assert np.count_nonzero(told["issues"]["pipe"]) > 20


def test_the_same_twin_gives_the_same_page(line: Line) -> None:
    twin = gt.Twin.from_network(line())
    pages = [html_page(twin, {}, {"status": "done"}, "zh") for _ in range(2)]
    assert pages[0] == pages[1] and '<html lang="zh"' in pages[0]


def test_pipes_without_a_place_are_told_but_not_drawn() -> None:
    network = gt.Network.from_frames(
        {
            "node": {"id": ["a", "b", "c"], "x_m": [0.0, 100.0, np.nan], "y_m": [5.0, 0.0, np.nan]},
            "pipe": {
                "id": ["1", "2"],
                "from_node": ["a", "b"],
                "to_node": ["b", "c"],
                "length_m": [100.0, 50.0],
                "inner_diameter_m": [0.1, 0.1],
            },
        }
    )
    told = unpacked(page_data(gt.Twin.from_network(network), {}, {}, "en"))
    assert told["pipes"]["start"].tolist() == [0, 2, 2]
    np.testing.assert_allclose(points(told["pipes"]["xy"], told["plane"]), [[0, 5], [100, 0]])
    empty = unpacked(page_data(gt.Twin.from_network(gt.Network.from_frames({})), {}, {}, "en"))
    assert empty["pipes"]["id"] == [] and empty["pipes"]["start"].tolist() == [0]


def test_points_astray_do_not_spoil_the_others() -> None:
    far = np.array([[0.0, 0.0], [1e12, 3.0], [5.0, -7e11], [np.nan, 1.0]])
    plane = Plane.around(far)
    back = points(plane.points(far), {"x": plane.x_m, "y": plane.y_m, "step": plane.step_m})
    np.testing.assert_allclose(back[:3], far[:3], atol=plane.step_m)
    assert Plane.around(np.empty((0, 2))).points(np.empty((0, 2))).size == 0
    city = Plane.around(np.array([[545000.0, 3341000.0], [585000.0, 3381000.0]]))
    assert (city.x_m, city.y_m, city.step_m) == (545000.0, 3341000.0, 0.01)


def test_every_word_of_the_page_is_in_both_languages_and_in_use() -> None:
    texts = json.loads((VIEWER / "texts.json").read_text("utf-8"))
    assert all(len(pair) == 2 and pair[0] and pair[1] for pair in texts.values())
    marks = {key: [set(re.findall(r"\{\w+\}", t)) for t in pair] for key, pair in texts.items()}
    assert [key for key, (en, zh) in marks.items() if en != zh] == []
    sources = [*VIEWER.glob("*.py"), *VIEWER.glob("src/*.ts"), VIEWER.parent / "report_html.py"]
    used = "\n".join(f.read_text("utf-8") for f in sources)
    made = ("field.", "unit.", "theme.", "mark.", "score.", "method.", "explain.", "severity.", "supply.", "estimates.")
    made += ("live.kind.", "live.status.", "live.figure.", "kind.", "level.")  # what if, plan, areas
    unused = [key for key in texts if f'"{key}"' not in used and not key.startswith(made)]
    assert unused == []
    ours = [key for key in texts if key.startswith(("field.", "theme.", "mark.", "supply.", "estimates."))]
    assert [key for key in ours if f'"{key.partition(".")[2]}"' not in used] == []


def _codes(field: dict[str, Any]) -> list[Any]:
    return [field["words"][i] for i in field["of"]]


def test_conclusions_and_grades_of_a_scheme_are_told(told: dict[str, Any], assessed: Assessed) -> None:
    twin, risk = assessed[0].twin, assessed[0].risk
    assets = {str(i): row for row, i in enumerate(risk.assets.id)}
    rows = [assets[name] for name in told["pipes"]["id"]]
    assert np.any(risk.assets.conclusion[rows] != "none")
    names = dict(zip(*_names(risk.assets, "conclusion"), strict=True))
    theme = by_key(told["themes"], "conclusion")
    shown = [theme["classes"][i]["label"] for i in theme["of"]]
    assert shown == [list(names[c]) for c in risk.assets.conclusion[rows]]
    rules = {str(i): str(zh) for i, zh in zip(risk.rules.id, risk.rules.name_zh, strict=True)}
    for ids, (_, chinese) in zip(risk.assets.rules[rows], _codes(by_key(told["fields"], "rules")), strict=True):
        assert all(rules[r] in chinese and r not in chinese for r in str(ids).split(",") if r)

    score = gt.score(twin, "points", quantitative=risk, critical=assessed[0].criticality).assets
    alone = unpacked(page_data(twin, {"result_score": score}, {}, "en"))
    assert alone["score"] is None and alone["places"] == []
    scored = {str(i): row for row, i in enumerate(score.id)}
    values = by_key(alone["fields"], "score")["values"]
    expected = np.array([score.score[scored[name]] for name in alone["pipes"]["id"]])
    np.testing.assert_allclose(values, expected, rtol=1e-6)
    assert by_key(alone["themes"], "score")["classes"][0]["count"] > 0
    assert by_key(alone["themes"], "conclusion")["of"].size == len(alone["pipes"]["id"])


def test_estimates_of_pipes_that_are_gone_do_not_end_the_page(line: Callable[..., gt.Network]) -> None:
    twin: Any = SimpleNamespace(
        network=line(),
        issue=SimpleNamespace(object_id=["gone"], severity=["error"]),
        provenance=SimpleNamespace(
            table_name=np.array(["pipe", "pipe"]),
            origin=np.array(["imputed", "imputed"]),
            object_id=np.array(["10", "gone"]),
        ),
    )
    quality = {theme["key"]: theme for theme in quality_themes(twin)}
    assert [c["count"] for c in quality["estimates"]["classes"]] == [1, 1]  # pipe 11 without, pipe 10 with one
