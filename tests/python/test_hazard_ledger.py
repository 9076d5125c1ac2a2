# SPDX-License-Identifier: Apache-2.0
"""The ledger of hazards: what may follow what, that nothing is lost or changed, and where hazards come from."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programme_users import AS_OF, network

import gastwin as gt
from gastwin.hazard_ledger.events import scheme

Run = Callable[..., tuple[int, dict[str, Any], str]]
DAY = "2024-05-01"


def begun(folder: Path, level: str = "general") -> gt.HazardLedger:
    ledger = gt.HazardLedger.open(folder / "t.gpkg")
    ledger.add("H1", "found", at=DAY, by="a", kind="leak", level=level, table_name="pipe", object_id="P1")
    return ledger


def test_from_found_to_closed_and_back(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    ledger.add("H1", "assign", at="2024-05-02", by="b", unit="U1", due="2024-06-01")
    assert ledger.hazards("2024-06-01").overdue.tolist() == [False]
    late = ledger.hazards("2024-06-02")
    assert late.overdue.tolist() == [True] and late.days_overdue.tolist() == [1]
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"picture")
    ledger.add("H1", "close", at="2024-06-01", by="c", evidence=[str(photo), "WX1"])
    row = ledger.hazards("2024-06-02").iloc[0]
    assert (row.state, row.closed, row.on_time, row.overdue) == ("closed", "2024-06-01", True, False)
    assert hashlib.sha256(b"picture").hexdigest() in row.evidence and "WX1" in row.evidence
    ledger.add("H1", "reopen", at="2024-07-01", by="d", note="leaks again")
    row = ledger.hazards("2024-07-02").iloc[0]
    assert (row.state, row.reopened, row.closed, row.evidence) == ("registered", 1, "", "")
    assert ledger.history("H1").event.tolist() == ["found", "assign", "close", "reopen"]
    score = ledger.score("2024-07-02").iloc[0]
    assert (score.unit, score.open, score.overdue, score.reopened_share) == ("U1", 1, 1, 1.0)
    assert ledger.open_by_object("2024-07-02").values.tolist() == [["pipe", "P1", 1, 0, 1]]


@pytest.mark.parametrize(
    ("event", "fields", "why"),
    [
        ("close", {}, "evidence"),
        ("close", {"evidence": [" ", ""]}, "evidence"),
        ("recheck", {}, "evidence"),
        ("assign", {"unit": "U"}, "due"),
        ("assign", {"due": "2024-06-01"}, "unit"),
        ("assign", {"unit": "U", "due": "soon"}, "2024-12-31"),
        ("classify", {"level": "grave"}, "general"),
        ("reopen", {"note": "x"}, "follows closed"),
        ("found", {"kind": "x"}, "already"),
        ("delete", {}, "events are"),
        ("note", {"note": "x", "by": ""}, "who"),
        ("note", {"note": "x", "at": "2024-04-30"}, "before"),
        ("note", {"note": "x", "at": "never"}, "2024-12-31"),
    ],
)
def test_events_that_may_not_be(tmp_path: Path, event: str, fields: dict[str, Any], why: str) -> None:
    ledger = begun(tmp_path)
    with pytest.raises(gt.Error) as caught:
        ledger.add("H1", event, **{"at": DAY, "by": "a", **fields})
    assert why in str(caught.value) and len(ledger.history()) == 1


def test_a_major_hazard_is_rechecked_before_it_is_closed(tmp_path: Path) -> None:
    ledger = begun(tmp_path, "major")
    with pytest.raises(gt.Error, match="rechecked"):
        ledger.add("H1", "close", at=DAY, by="a", evidence=["p"])
    ledger.add("H1", "recheck", at=DAY, by="a", evidence=["p"])
    ledger.add("H1", "close", at=DAY, by="a", evidence=["p"])
    assert ledger.hazards(AS_OF).state.tolist() == ["closed"]


EVENTS = st.lists(st.sampled_from(sorted(scheme()["event"])), max_size=12)


@given(EVENTS, st.sampled_from(["general", "major"]))
@settings(max_examples=60, deadline=None)
def test_no_way_to_closed_without_evidence(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], level: str
) -> None:
    ledger = begun(tmp_path_factory.mktemp("l"), level)
    fields = {"unit": "U", "due": DAY, "note": "n", "kind": "k", "source": "s", "state": "closed"}
    for name in names:
        before = len(ledger.history())
        refused = ledger.try_add("H1", name, at=DAY, by="a", **fields)
        assert len(ledger.history()) == before + (not refused)  # taken, or nothing
        assert ledger.hazards(AS_OF).state[0] != "closed"
        now = scheme()["event"][name]
        if not refused and now["to"]:
            assert ledger.hazards(AS_OF).state[0] == now["to"]


def test_the_file_is_only_added_to_and_notices_changes(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    assert ledger.save() == ledger.save() != ""
    first = ledger.path.read_bytes()
    assert ledger.path.name == "t.hazards.jsonl"
    ledger.add("H1", "note", at=DAY, by="a", note="=1+1")
    ledger.save()
    assert ledger.path.read_bytes().startswith(first)
    again = gt.HazardLedger.open(ledger.path)
    pd.testing.assert_frame_equal(again.hazards(AS_OF), ledger.hazards(AS_OF))
    pd.testing.assert_frame_equal(again.history(), ledger.history())
    again.add("H1", "fix", at=DAY, by="a")
    again.save()
    ledger.add("H1", "fix", at=DAY, by="a")
    with pytest.raises(gt.Error, match="changed since"):
        ledger.save()
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    changed = lines[1].replace(b"leak", b"lake")
    for wrong in ([lines[0], changed, *lines[2:]], [lines[0], *lines[2:]], [lines[0], lines[2], lines[1]], lines[1:],
                  [*lines, b'{"prev":1}\n'], [*lines, b"x"], [b"{}\n"]):  # fmt: skip
        ledger.path.write_bytes(b"".join(wrong))
        with pytest.raises(gt.Error) as caught:
            gt.HazardLedger.open(ledger.path)
        assert caught.value.kind == "unreadable_file" and ledger.path.name in str(caught.value)


def test_an_interrupted_save_leaves_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = begun(tmp_path)
    ledger.save()
    before = ledger.path.read_bytes()
    ledger.add("H1", "fix", at=DAY, by="a")

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ledger.save()
    assert [f.name for f in tmp_path.iterdir()] == [ledger.path.name] and ledger.path.read_bytes() == before
    ledger.save()
    assert len(gt.HazardLedger.open(ledger.path).history()) == 2


def lacking(has: list[str]) -> pd.DataFrame:
    device = {"customer": has, "kind": ["self_closing_valve"] * len(has), "installed": ["2024-01-01"] * len(has)}
    register = pd.DataFrame({"用户编号": ["u", "v"], "用户类别": "普通", "自闭阀安装日期": ""})
    net = network({"id": ["u", "v"]}, device if has else None)
    return gt.programme(net, registers=[register], as_of=AS_OF).findings()


def test_what_rules_find_is_entered_once_and_never_closed_by_itself(tmp_path: Path) -> None:
    ledger = gt.HazardLedger.open(tmp_path / "t.gpkg")
    valves = ["device:self_closing_valve:u", "device:self_closing_valve:v"]
    assert ledger.collect(lacking([]), AS_OF)["new"] == valves
    assert ledger.collect(lacking([]), AS_OF) == {"new": [], "reopened": [], "gone": []}
    row = ledger.hazards(AS_OF).iloc[0]
    assert (row.rule, row.object_id, row.due, row.state) == ("COV-07-SCV", "u", "2024-12-31", "found")
    assert "自闭阀" in row.kind_zh
    assert ledger.collect(lacking(["u"]), AS_OF)["gone"] == valves[:1]
    assert ledger.hazards(AS_OF).state.tolist() == ["found", "found"]
    ledger.add(valves[0], "close", at=AS_OF, by="a", evidence=["SK1"])
    assert ledger.collect(lacking(["v"]), "2025-02-01") == {"new": [], "reopened": valves[:1], "gone": valves[1:]}


REGISTER = pd.DataFrame(
    {
        "隐患编号": ["A", "B", "C"],
        "对象编号": ["P1", "u", "P2"],
        "对象类型": ["管线", "居民用户", "管线"],
        "隐患类型": ["占压", "软管超期", "占压"],
        "隐患级别": ["重大", "一般", "重大"],
        "发现日期": ["2024-01-01", "2024.1.2", "bad"],
        "整改期限": ["2024-02-01", "2024-02-01", ""],
        "责任单位代码": ["Z1", "Z2", "Z1"],
        "状态": ["超期", "销号", "管控"],
        "销号日期": ["", "2024-01-31", ""],
    }
)


def test_registers_come_in_and_are_compared_later(tmp_path: Path) -> None:
    ledger = gt.HazardLedger.open(tmp_path / "t.gpkg")
    assert len(ledger.import_register(REGISTER)) == 0
    rows = ledger.hazards(AS_OF).set_index("hazard")
    assert rows.state.to_dict() == {"A": "assigned", "B": "closed", "C": "controlled"}
    assert rows.overdue.to_dict() == {"A": True, "B": False, "C": False} and rows.on_time["B"]
    assert rows.loc["A", ["table_name", "object_id", "unit", "level"]].tolist() == ["pipe", "P1", "Z1", "major"]
    assert "bad" in ledger.history("C").note[0]
    later = REGISTER.assign(
        状态=["销号", "整改中", "管控"], 销号日期=["2024-03-01", "", ""], 责任单位代码=["Z1", "Z2", "Z9"]
    )
    differs = ledger.import_register(later)
    assert sorted(zip(differs.hazard, differs.column, strict=True)) == [("B", "state"), ("C", "unit")]
    rows = ledger.hazards(AS_OF).set_index("hazard")
    assert rows.state["A"] == "closed" and rows.on_time["A"] is not True and rows.state["B"] == "closed"
    assert ledger.history("A").event.tolist() == ["import", "recheck", "close"]


def test_what_people_fill_in(tmp_path: Path) -> None:
    ledger = begun(tmp_path)
    done = pd.DataFrame(
        {
            "隐患编号": ["H1", "H1", "H1", "N1", "ghost"],
            "事项": ["限期整改", "销号", "销号", "发现", "整改"],
            "日期": ["2024-05-02", "2024-05-03", "2024-05-04", "2024-05-04", "2024-05-04"],
            "经办人": ["甲"] * 5,
            "责任单位": ["Z1", "", "", "", ""],
            "整改期限": ["2024-06-01", "", "", "", ""],
            "证据": ["", "", "照片1；照片2", "", ""],
            "隐患类型": ["", "", "", "私接三通", ""],
        }
    )
    refused = ledger.apply(done)
    assert refused[["row", "hazard", "event"]].values.tolist() == [[2, "H1", "close"], [5, "ghost", "fix"]]
    rows = ledger.hazards(AS_OF).set_index("hazard")
    assert rows.state.to_dict() == {"H1": "closed", "N1": "found"} and rows.evidence["H1"] == "照片1; 照片2"


def test_the_command_line(gastwin: Run, tmp_path: Path) -> None:
    twin = tmp_path / "t.gpkg"
    records = {"id": ["R1", "R2"], "kind": ["hazard", "leak"], "state": ["登记", ""], "cause": ["占压", ""]}
    record = {**records, "started": ["2024-01-01", "2024-01-01"], "level": ["重大", ""]}
    net = network({"id": ["u"]}, record=record)
    gt.Twin.from_network(net).save(twin)
    users = tmp_path / "users.csv"
    users.write_text("用户编号,用户类别,自闭阀安装日期\nu,普通,\n", "gbk")
    run = ("hazards", twin, "--registers", users, "--find", "--as-of", AS_OF)
    status, summary, stderr = gastwin(*run, "-o", tmp_path / "h.xlsx")
    assert status == 0, stderr
    assert (summary["hazards"], summary["added"], summary["open"], summary["major_open"]) == (2, 2, 2, 1)
    status, summary, _ = gastwin(*run, "-o", tmp_path / "csv")
    assert (status, summary["added"]) == (0, 0) and (tmp_path / "csv" / "history.csv").is_file()
    (tmp_path / "done.csv").write_text("hazard,event,at,by\nR1,close,2025-01-01,me\n")
    status, summary, _ = gastwin("hazards", twin, "--events", tmp_path / "done.csv")
    assert status == 1 and "rechecked" in summary["broken"][0]  # R1 is a major hazard
    ledger = tmp_path / "t.hazards.jsonl"
    assert len(summary["last_hash"]) == 64 and json.loads(ledger.read_text("utf-8").splitlines()[1])["hazard"] == "R1"
    ledger.write_text("{}\n")
    status, _, stderr = gastwin("hazards", twin)
    assert status == 2 and "t.hazards.jsonl" in stderr


def test_the_hazards_of_wuchang(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "gis" / "wuchang"
    if not (folder / "registers" / "隐患台账.csv").is_file():
        pytest.skip("the Wuchang registers (../shared/data/gis/wuchang) are not here")
    ledger = gt.HazardLedger.open(tmp_path / "w.gpkg")
    ledger.import_register(folder / "registers" / "隐患台账.csv")
    wanted = json.loads((folder / "registers_truth.json").read_text("utf-8"))["hazard_ledger"]["by_state"]
    words = {word: code for word, code in scheme()["register_words"].items()}
    assert ledger.hazards(AS_OF).state.value_counts().to_dict() == {words[w]: n for w, n in wanted.items()}
