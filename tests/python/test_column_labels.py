# SPDX-License-Identifier: Apache-2.0
"""Every column has a name in words, and the workbook speaks them."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import openpyxl
import pytest

import gastwin as gt
from gastwin import _core
from gastwin.column_labels import cells, code_label, column_label, heading, labels, shown_columns
from gastwin.console import ProgressLine, summary_lines
from gastwin.report_xlsx import write_workbook
from gastwin.summaries import solve_summary

TABLES = [t for name, t in sorted(vars(_core).items()) if name.endswith("_table") and hasattr(t, "schema")]


def test_every_column_has_a_label_and_no_label_is_left_over() -> None:
    columns = {str(c["name"]) for table in TABLES for c in table.schema()}
    assert columns == set(labels()["column"])


def test_labels_are_words_of_their_language() -> None:
    for name, (english, chinese) in [pair for part in labels().values() for pair in part.items()]:
        assert english and not re.search("[\u4e00-\u9fff_]", english), name
        assert re.search("[\u4e00-\u9fff]", chinese) or name.startswith("ln_"), name


def test_what_happens_a_year_says_so() -> None:
    for table in TABLES:
        for c in (c for c in table.schema() if c["unit"] in ("1/a", "CNY/a")):
            assert "year" in heading(c, "en") and "年" in heading(c, "zh"), c["name"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_two_columns_of_a_table_are_called_the_same(lang: str) -> None:
    for table in TABLES:
        names = {str(c["name"]) for c in table.schema()}
        shown = [n for n in names if not (n.endswith("_zh") and n[:-3] in names)]
        labels = [heading(c, lang) for c in table.schema() if c["name"] in shown]
        assert len(labels) == len(set(labels)), (table.name, sorted(x for x in labels if labels.count(x) > 1))


def net() -> gt.Network:
    return gt.Network.from_frames(
        {
            "node": {"id": ["a", "b"]},
            "pipe": {"id": ["p"], "from_node": ["a"], "to_node": ["b"], "length_m": [9.0], "inner_diameter_m": [0.1],
                     "material": ["grey_iron"]},
            "valve": {"id": ["v"], "pipe": ["p"], "position": [0.5], "open": [0]},
        }
    )  # fmt: skip


def column(table: Any, name: str) -> dict[str, Any]:
    return next(c for c in shown_columns(table, "en") if c["name"] == name)


def test_codes_flags_and_missing_years_are_shown_as_people_say_them() -> None:
    pipe, valve = net().pipe, net().valve
    assert cells(pipe, column(pipe, "material"), "zh") == ["灰口铸铁"]
    assert cells(pipe, column(pipe, "install_year"), "en") == [None]
    assert cells(valve, column(valve, "open"), "zh") == ["否"] and cells(valve, column(valve, "open"), "en") == ["no"]
    assert heading(column(pipe, "length_m"), "zh") == "长度（m）"
    assert heading(column(pipe, "install_year"), "en") == "laid in"
    assert column_label("a_column_of_ones_own", "zh") == "a_column_of_ones_own"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_workbook_shows_labels_and_the_engines_values(
    tmp_path: Path, lang: str, assessed: tuple[gt.Assessment, Path]
) -> None:
    demo_twin = assessed[0].twin
    risks = gt.risk(demo_twin, samples=0)
    write_workbook(tmp_path / "r.xlsx", demo_twin, {"result_risk": risks.assets}, {}, lang)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx", read_only=True)
    sheet = book["风险" if lang == "zh" else "Risk"]
    heads, *rows = sheet.iter_rows(values_only=True)
    shown = shown_columns(risks.assets, lang)
    assert list(heads) == [heading(c, lang) for c in shown]
    assert not any(re.search("[a-z]_[a-z]", str(h)) for h in heads)
    order = np.argsort(risks.assets["rank"], kind="stable")
    at = {str(c["name"]): k for k, c in enumerate(shown)}
    assert [r[at["id"]] for r in rows] == [str(i) for i in risks.assets.id[order]]
    assert np.allclose([r[at["risk_cny_per_year"]] for r in rows], risks.assets.risk_cny_per_year[order], rtol=1e-9)
    assert {r[at["table_name"]] for r in rows} == ({"管线", "立管"} if lang == "zh" else {"pipe", "riser"})
    grades = {r[at["grade"]] for r in rows}
    assert grades <= {c[1 + (lang == "zh")] for c in shown[at["grade"]]["names"]}
    legend = book["字段说明" if lang == "zh" else "Columns"]
    assert len(list(legend.iter_rows())) - 1 == sum(
        len(shown_columns(t, lang)) for t in (risks.assets, demo_twin.issue, demo_twin.repair)
    )


def test_summaries_say_codes_in_words() -> None:
    summary: dict[str, Any] = {
        "verb": "assess",
        "status": "infeasible",
        "grades": {"red": 2},
        "issues": {"missing_material": 3},
        "verdicts": {"convert": 1},
        "cost_by_payer_cny": {"city": 4.0},
        "rules_not_checkable": {},
        "rules_hold": {"RET-01": 5},
    }
    said = summary_lines(summary, "zh")
    assert said[0].endswith(": 不可行") and "重大风险（红）" in said[2] and "缺少材质" in said[4]
    assert "瓶改管：可接入" in said[6] and "市级" in said[8] and said[9].endswith(": -") and "RET-01" in said[11]
    assert summary_lines(summary, "en")[0].endswith(": infeasible")
    assert code_label("status", "no such status", "zh") == "no such status"


def test_stages_are_told_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine(lang="zh")
    for stage in ("read RQLINE.shp", "write pipe", "risk", "a stage of ones own"):
        line(stage, 0.0)
    line.close()
    said = capsys.readouterr().err.split("\n")[:4]
    assert said == ["读取 RQLINE.shp …", "写入 pipe …", "风险评估 …", "a stage of ones own …"]


def test_a_station_apart_is_named_where_gas_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    tables: dict[str, Any] = {
        "node": {"id": ["a", "b"]},
        "pipe": {"id": ["p"], "from_node": ["a"], "to_node": ["b"], "length_m": [900.0], "inner_diameter_m": [0.05]},
        "source": {"id": ["s"], "node": ["a"], "gauge_pressure_pa": [2000.0]},
        "customer": {"id": ["c"], "node": ["b"], "demand_kg_s": [5.0]},
    }
    twin = gt.Twin(_core.Twin(gt.Network.from_frames(tables)._core))
    state = gt.solve(twin, load="fixed")
    reasons = solve_summary(state, twin)["reasons"]
    assert len(reasons) == 1 and reasons[0].startswith("zone 0")
    issue = SimpleNamespace(object_id=["R7", "x"], kind=["regulator_unconnected", "near_miss"])
    monkeypatch.setattr(gt.Twin, "issue", issue, raising=False)
    assert solve_summary(state, twin)["reasons"][1].startswith("R7: GT-0318")
