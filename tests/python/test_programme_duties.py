# SPDX-License-Identifier: Apache-2.0
"""Duty rules of the device programme, case by case: both sides of each threshold, and what is not recorded."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from programme_users import AS_OF, found, network

import gastwin as gt
from gastwin.device_programme.coverage import months_left
from gastwin.device_programme.dates import day_argument, month_later, read_day, read_days
from gastwin.device_programme.rules import read_rules

OK = ("yes", "compliant", "ok")
NONE = ("yes", "lacking", "no_device")


def homes(ids: list[str], **columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"用户编号": ids, **columns})


def run(net: gt.Network, *registers: Any, as_of: str = AS_OF, **settings: Any) -> gt.Programme:
    return gt.programme(net, settings.pop("rules", None), registers=list(registers), as_of=as_of, **settings)


@pytest.mark.parametrize(
    ("connected", "state"),
    [
        ("2022-02-28", None),
        ("2022-03-01", NONE),
        ("20220301", NONE),
        ("2022年3月1日", NONE),
        ("1997", None),
        ("", ("unknown", "unknown", "no_device")),
        ("sometime", ("unknown", "unknown", "no_device")),
    ],
)
def test_new_households_need_a_valve_before_gas(connected: str, state: Any) -> None:  # COV-01
    net = network({"id": ["u", "v"]}, {"customer": ["v"], "kind": ["self_closing_valve"], "installed": ["2024-01-01"]})
    result = run(net, homes(["u", "v"], 通气日期=[connected, "2022-03-01"], 用户类别=["普通", "普通"]))
    cases = found(result, "COV-01-SCV")
    assert cases.get("u") == state and cases["v"] == OK
    if state == NONE:
        row = result.duty[(result.duty.duty == "COV-01-SCV") & (result.duty.customer == "u")].iloc[0]
        assert row.deadline == pd.Timestamp("2022-03-01")  # gas was not to be turned on without it
    if connected == "sometime":
        bad = result.issue[result.issue.kind == "bad_date"]
        assert bad.value.tolist() == ["sometime"] and bad.row.tolist() == [1]


@pytest.mark.parametrize(
    ("height_m", "floors", "state"),
    [
        (100.0, 33, None),
        (100.01, 33, NONE),
        (99.9, 40, None),  # a recorded height holds against the floors
        (None, 30, None),  # at most 99 m
        (None, 33, ("unknown", "unknown", "no_device")),
        (None, 36, NONE),  # at least 100.8 m
        (None, None, ("unknown", "unknown", "no_device")),
    ],
)
def test_flats_above_100_m_need_an_alarm(height_m: Any, floors: Any, state: Any) -> None:  # COV-02
    building: dict[str, list[Any]] = {"id": ["B"], "height_m": [height_m], "floors": [floors]}
    result = run(network({"id": ["u"], "building": ["B"]}, building=building), homes(["u"], 报警器安装日期=[""]))
    assert found(result, "COV-02-ALM").get("u") == state
    inlet = found(result, "COV-03-ESV")  # COV-03, of the building: no register tells what stands at its inlet
    assert bool(inlet) == (state is not None)
    assert set(inlet.values()) <= {("yes" if state == NONE else "unknown", "unknown", "not_in_register")}


def test_a_user_without_building_may_live_above_100_m() -> None:
    assert found(run(network({"id": ["u"]}), homes(["u"], 报警器安装日期=[""])), "COV-02-ALM") == {
        "u": ("unknown", "unknown", "no_device")
    }


@pytest.mark.parametrize(
    ("expires", "status", "what"),
    [
        ("2025-01-01", "compliant", "ok"),
        ("2024-12-31", "lacking", "past_life"),
        ("2024-12-30", "lacking", "past_life"),
        ("", "compliant", "ok"),
    ],
)
def test_an_alarm_past_its_life_is_as_good_as_none(expires: str, status: str, what: str) -> None:  # DEV-07
    device = {"customer": ["u"], "kind": ["alarm"], "installed": ["2019-12-31"], "expires": [expires]}
    net = network({"id": ["u"], "building": ["B"]}, device, {"id": ["B"], "height_m": [120.0]})
    assert found(run(net), "COV-02-ALM")["u"] == ("yes", status, what)


@pytest.mark.parametrize(
    ("user_class", "owes"),
    [("老旧小区", True), ("困难家庭", True), ("城镇低保户", True), ("普通", False), ("", None), ("神秘", None)],
)
def test_old_estates_and_hardship_need_a_valve(user_class: str, owes: bool | None) -> None:  # COV-05
    result = run(network({"id": ["u"]}), homes(["u"], 用户类别=[user_class], 自闭阀安装日期=[""]))
    case = found(result, "COV-05-SCV").get("u")
    assert case == (NONE if owes else None if owes is False else ("unknown", "unknown", "no_device"))
    assert found(result, "COV-07-SCV")["u"] == NONE  # COV-07 asks every urban household, by a later date
    assert (result.issue.kind == "unknown_code").sum() == (user_class == "神秘")


def test_without_a_register_the_building_tells_the_class() -> None:
    building: dict[str, list[Any]] = {"id": ["B", "C"], "old_estate": [True, False]}
    net = network({"id": ["u", "v", "w"], "building": ["B", "C", ""]}, building=building)
    cases = found(run(net), "COV-05-SCV")
    assert cases["u"][0] == "yes" and "v" not in cases and cases["w"][0] == "unknown"
    assert run(net).duty.status.isin(["unknown"]).all()  # no register of devices at all: nothing is said to be missing
    differ = run(net, homes(["u"], 用户类别=["普通"]))
    assert "u" not in found(differ, "COV-05-SCV") and "ambiguous_reference" in set(differ.issue.kind)


@pytest.mark.parametrize(
    ("hose", "state"),
    [
        ("不锈钢波纹软管", OK),
        ("橡胶软管", ("yes", "lacking", "wrong_type")),
        (" 橡胶 软管", ("yes", "lacking", "wrong_type")),
        ("铝塑管", OK),
    ],
)
def test_a_rubber_hose_is_no_dedicated_hose(hose: str, state: Any) -> None:  # COV-07, RET-07
    net = network(
        {"id": ["u", "v"]}, {"customer": ["u"], "kind": ["hose"], "type": [hose], "installed": ["2024-01-01"]}
    )
    cases = found(run(net), "COV-07-HOSE")
    assert cases == {"u": state, "v": NONE}


def test_rural_households_are_only_encouraged() -> None:  # COV-09
    register = homes(["u"], 用户类别=["农村"], 自闭阀安装日期=[""])
    result = run(network({"id": ["u"]}), register)
    assert not found(result, "COV-07-SCV") and found(result, "COV-09-SCV")["u"] == NONE
    assert result.summary["missing"] == 0 and len(result.work) == 0


def units(**columns: list[str]) -> pd.DataFrame:
    count = len(columns["编号"])
    return pd.DataFrame({"类别": ["餐饮"] * count, "用能方式": ["管道气"] * count, **columns})


@pytest.mark.parametrize(
    ("alarm", "status", "what"),
    [
        ("有", "compliant", "ok"),
        ("无", "lacking", "no_device"),
        ("过期", "lacking", "past_life"),
        ("故障", "lacking", "faulty"),
        ("", "unknown", "not_recorded"),
        ("也许", "unknown", "not_recorded"),
    ],
)
def test_unit_users_need_an_alarm_that_works(alarm: str, status: str, what: str) -> None:  # COV-04, COV-12
    device = {"customer": ["e"], "kind": ["alarm"], "type": [alarm]} if alarm in ("有", "过期", "故障") else None
    net = network({"id": ["e"], "kind": ["commercial"]}, device)
    result = run(net, units(编号=["e"], 报警器=[alarm]))
    for duty in ("COV-04-ALM", "COV-12-ALM"):
        assert found(result, duty)["e"] == ("yes", status, what)
    assert not found(result, "COV-07-SCV")  # a duty of households
    row = result.duty[result.duty.duty == "COV-04-ALM"].iloc[0]
    assert row.deadline == pd.Timestamp("2022-01-31")


@pytest.mark.parametrize(
    ("kind", "level", "obliged"),
    [
        ("学校", "二层", "yes"),
        ("商场", "", "yes"),
        ("餐饮", "地下一层", "yes"),
        ("餐饮", "半地下", "yes"),
        ("餐饮", "一层", None),
        ("餐饮", "", "unknown"),
        ("", "一层", "unknown"),
    ],
)
def test_special_places_need_an_interlocked_shut_off(kind: str, level: str, obliged: str | None) -> None:  # COV-06
    net = network({"id": ["e"], "kind": ["commercial"]})
    result = run(net, units(编号=["e"], 类别=[kind], 楼层位置=[level], 联锁切断=["无"]))
    cases = found(result, "COV-06-ESV")
    assert (cases["e"][0] if cases else None) == obliged
    if obliged == "yes":
        assert cases["e"] == NONE


def test_special_places_are_known_from_the_twin_alone() -> None:
    net = network({"id": ["e"], "kind": ["public_service"], "special": ["school"]})
    assert found(run(net), "COV-06-ALM")["e"][0] == "yes"


def test_a_device_installed_after_the_day_of_assessment_is_not_there_yet() -> None:
    device = {"customer": ["u"], "kind": ["self_closing_valve"], "installed": ["2024-06-01"]}
    net = network({"id": ["u"]}, device)
    assert found(run(net, as_of="2024-05-31"), "COV-07-SCV")["u"] == ("yes", "lacking", "not_yet_installed")
    assert found(run(net, as_of="2024-06-01"), "COV-07-SCV")["u"] == OK
    assert gt.programme(net).summary["as_of"] == "2024-06-01"  # the latest on record


def test_a_row_of_several_households_is_not_judged() -> None:
    device = {"customer": ["u"], "kind": ["self_closing_valve"], "installed": ["2024-01-01"]}
    result = run(network({"id": ["u"], "households": [40]}, device))
    assert found(result, "COV-07-SCV")["u"] == ("yes", "unknown", "several_households")
    whole = result.coverage[(result.coverage.level == "all") & (result.coverage.duty == "COV-07-SCV")].iloc[0]
    assert (whole.obliged, whole.compliant, whole.unknown, whole.coverage) == (40, 0, 40, 0.0)


def test_of_two_devices_the_later_row_holds_and_odd_registers_are_told() -> None:
    device = {
        "customer": ["u", "u"],
        "kind": ["hose", "hose"],
        "type": ["橡胶软管", "不锈钢波纹软管"],
        "installed": ["not a date", "2024-01-01"],
    }
    result = run(network({"id": ["u"]}, device), homes(["u", "ghost", "u"], 用户类别=["普通", "普通", "老旧小区"]))
    assert found(result, "COV-07-HOSE")["u"] == OK
    assert set(result.issue.kind) == {"bad_date", "dangling_reference", "duplicate_id", "missing_column"}
    assert "u" in found(result, "COV-05-SCV")  # the last of two rows
    ghost = result.issue[result.issue.kind == "dangling_reference"].iloc[0]
    assert (ghost.row, ghost.object_id) == (2, "ghost")


def test_coverage_of_the_worked_example() -> None:
    """practice-china.md section 2: 3120 of 4674 on 2022-09-30, deadline 2022-12-31: 66.75 %, 518 a month."""
    ids = [f"u{i}" for i in range(4674)]
    device = {"customer": ids[:3120], "kind": ["self_closing_valve"] * 3120, "installed": ["2022-01-01"] * 3120}
    building: dict[str, list[Any]] = {"id": ["B"], "old_estate": [True], "district": ["JD"], "community": ["SQ"]}
    net = network({"id": ids, "building": ["B"] * 4674}, device, building)
    coverage = run(net, as_of="2022-09-30").coverage
    rows = coverage[coverage.duty == "COV-05-SCV"]
    assert rows.level.tolist() == ["all", "district", "community", "estate"]
    for row in rows.itertuples():
        assert (row.obliged, row.compliant, row.lacking) == (4674, 3120, 1554)
        assert round(row.coverage, 4) == 0.6675 and row.required_per_month == 518 and row.days_to_deadline == 92
    past = run(net, as_of="2023-01-01").coverage
    assert past[past.duty == "COV-05-SCV"].required_per_month.isna().all()


def test_townships_rank_by_coverage_and_the_unreached_stay_in() -> None:
    ids = ["u", "v", "w"]
    building = {"id": ["B", "C"], "district": ["east", "west"], "community": ["e1", "w1"]}
    device = {"customer": ["u"], "kind": ["self_closing_valve"], "installed": ["2024-01-01"]}
    net = network({"id": ids, "building": ["B", "C", "C"]}, device, building)
    coverage = run(net, homes(ids, 入户状态=["正常", "拒改", "失联"], 用户类别=["普通"] * 3)).coverage
    rows = coverage[(coverage.duty == "COV-07-SCV") & (coverage.level == "district")].set_index("area")
    assert rows.obliged.to_dict() == {"east": 1, "west": 2} and rows["rank"].to_dict() == {"east": 1, "west": 2}
    assert rows.lacking_unreached.to_dict() == {"east": 0, "west": 2}
    assert rows.lacking_refused.to_dict() == {"east": 0, "west": 1}


def test_what_ends_when(tmp_path: Path) -> None:
    device = {
        "customer": ["u", "u", "v", "w"],
        "kind": ["alarm", "hose", "hose", "self_closing_valve"],
        "type": ["", "橡胶软管", "不锈钢波纹软管", ""],
        "installed": ["2020-03-01", "2023-08-31", "2023-01-01", ""],
        "expires": ["2025-02-28", "", "", ""],
    }
    result = run(network({"id": ["u", "v", "w"]}, device), horizon_months=3)
    listed = {(r.customer, str(r.device)): (r.month, r.basis, r.counts) for r in result.replacement.itertuples()}
    # 18 months after 31 August is 28 February; nothing is known of a valve without a date
    assert listed == {("u", "alarm"): ("2025-02", "registered", True), ("u", "hose"): ("2025-02", "life", False)}
    assert result.calendar[["month", "count"]].values.tolist() == [["2025-02", 1], ["2025-02", 1]]
    rules = tmp_path / "own.toml"
    rules.write_text('[[life]]\ndevice = "hose"\nmonths = 12\ncounts = true\nstatus = "U"\n', "utf-8")
    strict = run(network({"id": ["u", "v", "w"]}, device), rules=rules)
    assert found(strict, "COV-07-HOSE")["v"] == ("yes", "lacking", "past_life")


def test_hazards_at_users() -> None:  # HAZ-04, HAZ-06, CYL-02, CYL-05
    register = homes(
        ["u", "v", "w"], 灶具=["双眼灶（无熄火保护）", "双眼灶", ""], 热水器=["强排式", "直排式", "强排式"]
    )
    places = pd.DataFrame(
        {
            "编号": ["a", "b", "c", "d", "e"],
            "类别": ["餐饮"] * 5,
            "用能方式": ["瓶装气", "瓶装气", "瓶装气", "管道气+瓶装气", "电"],
            "楼层位置": ["半地下", "一层", "一层", "一层", "地下一层"],
            "瓶装气瓶总重kg": ["100", "100.5", "300", "", ""],
            "专用瓶间": ["无", "无", "有", "", ""],
        }
    )
    found_now = run(network({"id": ["u", "v", "w"]}), register, places).hazard
    assert sorted(found_now.id) == ["CYL-02:b", "CYL-05:d", "HAZ-04:a", "HAZ-06:u", "HAZ-06:v"]
    assert found_now.set_index("id").loc["HAZ-04:a", "level"] == "major"
    assert found_now.set_index("id").loc["HAZ-06:v", "source_row"] == 2
    part = run(network({"id": ["u"]}), homes(["u"], 灶具=["双眼灶"]))
    assert "HAZ-06" in part.issue.detail.iloc[0] and not len(part.hazard)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[duty]]\nid = 'a'\nrule = 'a'\ndevice = 'hoze'\nusers = 'household'\n", "hoze"),
        ("[[duty]]\nid = 'a'\nrule = 'a'\ndevice = 'hose'\n", "duty a.users"),
        ("[[duty]]\nid = 'a'\nrule = 'a'\ndevice = 'hose'\nusers = 'household'\ndeadlin = 2024-12-31\n", "deadline"),
        ("[[duty]]\nid = 'a'\nrule = 'a'\ndevice = 'hose'\nusers = 'household'\nclasses = ['poor']\n", "poor"),
        ("[[duty]]\nid = 'a'\nrule = 'a'\ndevice = 'hose'\nusers = 'household'\ndocuments = ['Z']\n", "Z"),
        ("[deadline]\nCOV-99 = 2025-01-01\n", "COV-99"),
        ("[deadline]\nCOV-05-SCV = 'soon'\n", "soon"),
        ("[unit_cost_cny]\nSUB-01 = 183.99\n", "184.00"),
        ("[unit_cost_cny]\nSUB-01 = 184.005\n", "fen"),
        ("[[hazard]]\nid = 'h'\nusers = 'unit'\nlevel = 'grave'\n", "grave"),
        ("[[hazard]]\nid = 'h'\nusers = 'unit'\nlevel = 'major'\n", "condition"),
        ("duty = 5\n", "duty"),
        ("[[duty]\n", "line"),
        ("[speed]\n", "speed"),
    ],
)
def test_wrong_rules_are_named(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(gt.Error) as caught:
        read_rules(path)
    assert caught.value.kind == "bad_scheme" and what in str(caught.value), str(caught.value)


def test_every_rule_has_its_source() -> None:
    rules = read_rules()
    entries: tuple[Any, ...] = (*rules.duties, *rules.packages, *rules.hazards)
    for entry in entries:
        assert entry.documents and entry.title and entry.title_zh and entry.status in "SDU", entry.id
    assert all(life.status == "U" and not life.counts for life in rules.lives)


def test_a_deadline_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("[deadline]\nCOV-07-SCV = 2026-06-30\n", "utf-8")
    result = run(network({"id": ["u"]}), homes(["u"], 自闭阀安装日期=[""]), rules=path)
    assert result.coverage[result.coverage.duty == "COV-07-SCV"].days_to_deadline.iloc[0] == 546


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-31", "2024-05-31"), ("2024.5.1", "2024-05-01"), ("2024/12/9", "2024-12-09"),
        ("20240531", "2024-05-31"),
        ("2024年5月31日", "2024-05-31"), ("2024-05-31T08:00", "2024-05-31"), ("2024-05-31 08:00", "2024-05-31"),
        ("2024年5月", "2024-05-01"), ("1997", "1997-01-01"), ("2024-02-30", None), ("2024-13-01", None), ("0000", None),
        ("无", None), ("", None), ("12", None), ("20240230", None), ("99999999", None),
    ],
)  # fmt: skip
def test_dates_as_registers_write_them(text: str, day: str | None) -> None:
    read = read_day(text)
    assert (None if read is None else read.isoformat()) == day
    days, bad = read_days([text, None])
    assert str(days[0]) == (day or "NaT") and bad.tolist() == [day is None and text != "", False]


def test_months() -> None:
    days, _ = read_days(["2024-01-31", "2023-12-31", "2024-02-29"])
    assert month_later(days, [1, 2, 12]).astype(str).tolist() == ["2024-02-29", "2024-02-29", "2025-02-28"]
    day = day_argument("2022-09-30", "x"), day_argument("2022-12-31", "x")
    assert months_left(*day) == 3.0 and months_left(day[0], day[0]) == 0.0 and months_left(*day[::-1]) == -3.0
