# SPDX-License-Identifier: Apache-2.0
"""Files of the device programme: both languages, no formulas, there and back again, whole or not at all."""

import csv
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from programme_users import AS_OF, network

import gastwin as gt
from gastwin.papers.csv_tables import unguarded, write_csv
from gastwin.papers.xlsx import MOST_TEXT, _letters, write_xlsx

Run = Callable[..., tuple[int, dict[str, Any], str]]
NASTY = [
    "=1+1",
    "+2",
    "-3",
    "-x",
    "@SUM(A1)",
    "'=1",
    "''-y",
    "\tq",
    'a"b',
    "a,b",
    "两\n行",
    "<&>",
    "",
    "plain",
    "-2.5e3",
]


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    frame = pd.DataFrame({"=head": NASTY, "n_fen": range(len(NASTY))})
    write_csv(frame, tmp_path / "t.csv")
    rows = rows_of(tmp_path / "t.csv")
    assert rows[0] == ["'=head", "n_fen"]
    for text, (cell, _) in zip(NASTY, rows[1:], strict=True):
        assert cell[:1] not in tuple("=+-@\t") or cell in ("+2", "-3", "-2.5e3")  # numbers are no formulas
        assert unguarded([cell])[0] == text
    write_xlsx(tmp_path / "t.xlsx", {"=x": (frame, {"=head": "=1+2"})})
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    cells = [row[0] for row in sheet.iter_rows()]
    assert [c.value or "" for c in cells] == ["=1+2", *NASTY] and all(
        c.data_type in ("s", "inlineStr", "n") for c in cells
    )
    with zipfile.ZipFile(tmp_path / "t.xlsx") as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_the_workbook_holds_what_the_table_holds(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "text": pd.Categorical(["a", "b", "a"]),
            "number": [1.5, np.nan, np.inf],
            "whole": pd.array([1, None, 3], dtype="Int64"),
            "flag": pd.array([True, None, True], dtype="boolean"),
            "day": pd.to_datetime(["2024-02-29", "", "1999-01-01"]),
            "cost_fen": [10**15 + 1, 0, -5],
            "odd": ["\x00\x1f\ufffe x", "z" * 40_000, None],
        }
    )
    write_xlsx(tmp_path / "t.xlsx", {"one": (frame, {}), 'a"<b': (frame.head(0), {"text": "文字"})})
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["one", 'a"<b'] and book.worksheets[1]["A1"].value == "文字"
    rows = [[c.value for c in row] for row in book.worksheets[0].iter_rows()]
    assert rows[1] == ["a", 1.5, 1, True, "2024-02-29", 10000000000000.01, " x"]
    assert rows[2] == ["b", None, None, None, None, 0, "z" * MOST_TEXT]
    assert rows[3] == ["a", None, 3, True, "1999-01-01", -0.05, None]
    assert [_letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def small(**options: Any) -> gt.Programme:
    ids = ["=u", "v", "w"]
    building = {"id": ["B"], "district": ["JD"], "community": ["@SQ"], "estate": ["E"]}
    device = {"customer": ["w"], "kind": ["hose"], "type": ["不锈钢波纹软管"], "installed": ["2020-01-01"]}
    register = pd.DataFrame({"用户编号": ids, "用户类别": ["老旧小区", "普通", "普通"], "自闭阀安装日期": ""})
    net = network({"id": ids, "building": ["B"] * 3, "floor": [2, 3, 4]}, device, building)
    return gt.programme(net, registers=[register], as_of=options.pop("as_of", AS_OF), **options)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_in_both_languages(tmp_path: Path, lang: str) -> None:
    found = small(capacity=2)
    written = found.write(tmp_path / "csv", lang)
    found.write(tmp_path / "p.xlsx", lang)
    tables = {Path(p).stem: rows_of(Path(p)) for p in written}
    assert {"coverage", "work", "payer", "duty", "rule", "instalment", "summary"} <= set(tables)
    zh = lang == "zh"
    assert ("覆盖率" if zh else "coverage") in tables["coverage"][0]
    head, first = tables["work"][:2]
    assert first[0] == "'=u" and ("自闭阀、专用软管" if zh else "self-closing valve, dedicated hose") in first
    assert first[head.index("费用（元）" if zh else "cost, CNY")] == "184.00"
    assert "'@SQ" in first
    for table in tables.values():
        for name in table[0]:
            if not zh:
                assert not any("\u4e00" <= c <= "\u9fff" for c in name), name
            else:
                assert any("\u4e00" <= c <= "\u9fff" for c in name), name
        assert len(set(table[0])) == len(table[0]), table[0]
    book = openpyxl.load_workbook(tmp_path / "p.xlsx", read_only=True)
    assert ("待安装用户" if zh else "To install") in book.sheetnames and len(book.sheetnames) >= 8
    assert all(c[:1] != "=" for table in tables.values() for row in table for c in row)


def test_a_chinese_workbook_speaks_chinese_alone(tmp_path: Path) -> None:
    ids = ["u", "v"]
    building = {"id": ["B"], "district": ["JD"], "community": ["SQ"], "estate": ["E"]}
    register = pd.DataFrame({"用户编号": ids, "用户类别": ["老旧小区", "普通"]})
    hazard = pd.DataFrame({"用户编号": ["u"], "软管类型": ["橡胶软管"], "自闭阀安装日期": ["banana"]})
    net = network({"id": ids, "building": ["B"] * 2, "floor": [2, 3]}, None, building)
    found = gt.programme(net, registers=[register], installed=[hazard], as_of=AS_OF, capacity=1)
    found.write(tmp_path / "p.xlsx", "zh")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx", read_only=True)
    cells = [(s.title, row) for s in book for row in s.iter_rows(values_only=True)]
    words = {"customer", "city", "district", "user", "company", "developer", "warning", "valve_installed", "kind"}
    for title, row in cells:
        for cell in row:
            assert not isinstance(cell, bool) and cell not in words | {"True", "False"}, (title, row)
            assert not str(cell).endswith((": city", ": user")), (title, row)
    assert any("是" in row for title, row in cells if title == "覆盖率")
    assert ("各方分担（元）: 市级" in {row[0] for title, row in cells if title == "概况"}) is True
    assert any("自闭阀安装日期" in row and "警告" in row for title, row in cells if title == "台账问题")
    rules = [row for title, row in cells if title == "规则依据"]
    assert all(re.search("[\u4e00-\u9fff]", str(row[rules[0].index("类型（中文）")])) for row in rules[1:])


def test_a_period_that_is_not_planned_is_told_those_that_are(tmp_path: Path) -> None:
    for lang, words in (
        ("en", "its periods: 2025-01, 2025-02, 2025-03"),
        ("zh", "现有时段：2025-01, 2025-02, 2025-03"),
    ):
        with pytest.raises(gt.Error, match=words):
            small(capacity=1).write_worklist(tmp_path / "l.csv", lang, "2031-01")
    with pytest.raises(gt.Error, match="nothing is scheduled"):
        small().write_worklist(tmp_path / "l.csv", "en", "2031-01")


def test_rules_are_printed_with_their_documents() -> None:
    rule = small().rule.set_index("id")
    assert "渝府办发〔2021〕64号" in rule.loc["COV-06-ESV", "documents"] and rule.loc["COV-05-SCV", "tag"] == "S"
    assert "2021-12" in rule.loc["COV-04-ALM", "conflict"]


FILLED = {
    "zh": ("自闭阀安装日期", "软管类型", "软管安装日期", "入户状态", "办理状态"),
    "en": ("valve_installed", "hose_type", "hose_installed", "access", "payment_state"),
}


def fill_in(path: Path, filled: dict[str, dict[str, str]]) -> Path:
    """The list with these cells filled in as an office program would, by customer; "": a row of nobody's."""
    back = path.with_stem("back")
    if path.suffix == ".csv":
        rows = rows_of(path)
    else:
        book = openpyxl.load_workbook(path)
        rows = [[str(c.value or "") for c in row] for row in book.worksheets[0].iter_rows()]
    head = rows[0]
    rows.append([""] * len(head))
    for at, row in enumerate(rows[1:], start=1):
        for name, value in filled[row[0].lstrip("'")].items():
            row[head.index(name)] = value
            if path.suffix == ".xlsx":
                book.worksheets[0].cell(at + 1, head.index(name) + 1).value = value
    if path.suffix == ".xlsx":
        book.save(back)
    else:
        with back.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(rows)
    return back


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_work_list_comes_back(tmp_path: Path, ending: str, lang: str) -> None:
    before = small(capacity=2)
    assert before.summary["missing"] == 6
    path = tmp_path / f"list{ending}"
    before.write_worklist(path, lang)
    names = FILLED[lang]
    filled = {
        "=u": {names[0]: "2025.1.7", names[4]: "确认"},
        "v": {names[0]: "2025-01-08", names[1]: "不锈钢波纹软管", names[2]: "20250108"},
        "w": {names[0]: "nobody knows", names[3]: "拒改"},
        "": {names[0]: "2025-01-09"},
    }
    back = fill_in(path, filled)
    after = small(installed=back, as_of="2025-01-31")
    bad = after.issue[after.issue.kind == "bad_date"]
    assert bad.value.tolist() == ["nobody knows"] and bad.object_id.tolist() == ["w"] and bad.row.tolist() == [3]
    assert after.issue[after.issue.kind == "missing_value"].row.tolist() == [4]
    lacking = after.work.set_index("customer")
    assert lacking.devices.to_dict() == {"=u": "hose", "w": "self_closing_valve"}
    assert lacking.loc["w", "access"] == "refused"
    settled = after.settled.set_index("customer")
    assert settled.packages.to_dict() == {"=u": "SUB-03", "v": "SUB-01"}
    assert settled.payable.to_dict() == {"=u": True, "v": False}
    assert settled.period.to_dict() == {"=u": "2025-01", "v": "2025-01"}
    money = after.settlement.set_index("payable")
    assert money.cost_fen.to_dict() == {True: 12400, False: 18400} and money.city_fen.to_dict() == {
        True: 2700,
        False: 4200,
    }
    assert (after.settlement.cost_fen == after.settlement[[f"{p}_fen" for p in after.payers]].sum(axis=1)).all()


def test_a_later_return_takes_the_place_of_an_earlier_one() -> None:
    first = pd.DataFrame({"用户编号": ["v"], "自闭阀安装日期": ["2025-01-01"]})
    second = pd.DataFrame(
        {"用户编号": ["v", "ghost"], "软管类型": ["橡胶软管", ""], "软管安装日期": ["2025-01-02", "2025-01-02"]}
    )
    found = small(installed=[first, second], as_of="2025-02-01")
    cases = found.duty[found.duty.customer == "v"].set_index("duty").found
    assert cases["COV-07-SCV"] == "ok" and cases["COV-07-HOSE"] == "wrong_type"
    assert "dangling_reference" in set(found.issue.kind)


def test_only_one_period_of_the_work_list(tmp_path: Path) -> None:
    found = small(capacity=1)
    found.write_worklist(tmp_path / "l.csv", "en", "2025-02")
    assert len(rows_of(tmp_path / "l.csv")) == 2
    for wrong in (
        lambda: found.write_worklist(tmp_path / "l.csv", "en", "2031-01"),
        lambda: found.write_worklist(tmp_path / "l.txt"),
        lambda: found.write(tmp_path / "x", "fr"),
    ):
        with pytest.raises(gt.Error):
            wrong()


def test_the_register_goes_through_the_import_and_comes_back(survey: Path, tmp_path: Path) -> None:
    twin = gt.import_survey([str(survey / "survey"), str(survey / "registers")])
    register = survey / "registers" / "用户台账.csv"
    lacking = gt.programme(twin, registers=register, as_of=AS_OF).work.customer.tolist()[:5]
    done = pd.DataFrame(
        {
            "用户编号": lacking,
            "自闭阀安装日期": "2024-12-01",
            "软管类型": "不锈钢波纹软管",
            "软管安装日期": "2024-12-02",
        }
    )
    after = gt.programme(twin, registers=register, installed=done, as_of=AS_OF)
    others = tmp_path / "registers"
    others.mkdir()
    for file in (survey / "registers").iterdir():
        if file.name != register.name:
            (others / file.name).write_bytes(file.read_bytes())
    after.write_register(others / register.name)
    again = gt.import_survey([str(survey / "survey"), str(others)])
    kinds = [gt.programme(t, registers=r, as_of=AS_OF, installed=i) for t, r, i in (
        (twin, register, done), (again, others / register.name, None))]  # fmt: skip
    tables = [k.duty[["customer", "duty", "status", "found", "installed"]].reset_index(drop=True) for k in kinds]
    pd.testing.assert_frame_equal(tables[0], tables[1], check_categorical=False)


def test_an_existing_file_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = small()
    for name in ("p.xlsx", "l.csv"):
        (tmp_path / name).write_text("old")
    monkeypatch.setattr("gastwin.papers.xlsx._write_sheet", _interrupted)
    monkeypatch.setattr("gastwin.papers.csv_tables._cells", _interrupted)
    for write in (lambda: found.write(tmp_path / "p.xlsx"), lambda: found.write_worklist(tmp_path / "l.csv")):
        with pytest.raises(KeyboardInterrupt):
            write()
    assert sorted((f.name, f.read_text()) for f in tmp_path.iterdir()) == [("l.csv", "old"), ("p.xlsx", "old")]


def _interrupted(*_: Any) -> None:
    raise KeyboardInterrupt


def test_the_command_line(gastwin: Run, tmp_path: Path) -> None:
    ids = ["u", "v"]
    gt.Twin.from_network(network({"id": ids})).save(tmp_path / "t.gpkg")
    register = tmp_path / "registers" / "用户台账.csv"
    register.parent.mkdir()
    register.write_text("用户编号,用户类别,自闭阀安装日期\nu,老旧小区,\nv,普通,\n", "gbk")
    (register.parent / "other.csv").write_text("a,b\n1,2\n")
    common = ("programme", tmp_path / "t.gpkg", "--registers", register.parent, "--as-of", AS_OF)
    status, summary, stderr = gastwin(*common, "-o", tmp_path / "p.xlsx", "--worklist", tmp_path / "l.csv")
    assert status == 0, stderr
    assert {"households", "duties", "missing", "coverage", "cost_by_payer_cny"} <= set(summary)
    assert (summary["households"], summary["duties"], summary["missing"]) == (2, 5, 3)
    assert summary["cost_by_payer_cny"]["city"] == 54.0 and len(summary["outputs"]) == 2
    status, summary, _ = gastwin(*common, "--capacity", "1", "--periods", "1", "-o", tmp_path / "csv")
    assert status == 1 and summary["status"] == "infeasible" and summary["clashes"] == ["last_period 2025-01: 2 > 1"]
    (tmp_path / "r.toml").write_text("[deadlin]\n")
    status, _, stderr = gastwin(*common, "--rules", tmp_path / "r.toml")
    assert status == 2 and stderr.startswith("GT-0601") and "deadline" in stderr
    status, _, stderr = gastwin("programme", tmp_path / "t.gpkg", "--registers", tmp_path / "registers" / "other.csv")
    assert status == 2 and stderr.startswith("GT-0106") and "other.csv" in stderr
