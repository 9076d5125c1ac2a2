# SPDX-License-Identifier: Apache-2.0
"""Subsidies of the device programme to the fen, and instalments under a capacity."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programme_users import AS_OF, network

import gastwin as gt
from gastwin.device_programme.costs import payer_columns
from gastwin.device_programme.instalments import allot, plan_instalments
from gastwin.device_programme.money import MOST_FEN, fen_of, read_payers
from gastwin.papers.csv_tables import money_text

COSTS = st.lists(st.integers(0, MOST_FEN), min_size=1, max_size=20)


@given(COSTS, st.lists(st.integers(0, 10_000), min_size=1, max_size=6), st.booleans())
@settings(max_examples=300, deadline=None)
def test_parts_add_up_to_the_whole_whatever_the_whole(costs: list[int], weights: list[int], with_rest: bool) -> None:
    """Shares in steps of 0.0001 %, exactly 100 % or less with a payer of the rest."""
    total = max(1, sum(weights))
    shares = [w * 10**6 // total for w in weights]
    if not with_rest:
        shares[-1] += 10**6 - sum(shares)
    table = {f"p{i}": f"{s / 10**4:.4f}%" for i, s in enumerate(shares)} | ({"rest": "rest"} if with_rest else {})
    parts = read_payers(table).split(np.array(costs, dtype=np.int64))
    assert parts.sum(axis=1).tolist() == costs and (parts >= 0).all()
    for cost, row in zip(costs, parts.tolist(), strict=True):
        for share, part in zip(shares, row, strict=False):
            assert abs(part * 10**6 - cost * share) < 10**6  # never a whole fen off


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
@settings(deadline=None)
def test_fixed_amounts_leave_the_rest(city: int, user: int, rest: int) -> None:
    payers = read_payers({"city": money_text(city), "company": "rest", "user": money_text(user)})
    assert payers.split(np.array([city + user + rest])).tolist() == [[city, rest, user]]
    if rest:
        with pytest.raises(ValueError, match="the payers give"):
            payers.split(np.array([city + user - 1]))


def test_the_largest_cut_parts_get_the_fen_that_is_left() -> None:
    thirds = {"a": "33.3333%", "b": "33.3333%", "c": "33.3334%"}
    assert read_payers(thirds).split(np.array([100, 1, 2, 0])).tolist() == [
        [33, 33, 34],
        [0, 0, 1],
        [1, 0, 1],
        [0, 0, 0],
    ]
    assert read_payers({"a": "50%", "b": "50%"}).split(np.array([1, 3])).tolist() == [
        [1, 0],
        [2, 1],
    ]  # first named first


@pytest.mark.parametrize(
    "payers",
    [{}, {"a": "rest", "b": "rest"}, {"a": "101%"}, {"a": "60%", "b": "50%"}, {"a": "-1"}, {"a": "1.005"}, {"a": "x"},
     {"a": "0.00001%"}, {"a": True}, {"a": "nan"}, {"a": "1e30"}, {"a": "x%"}, []],
)  # fmt: skip
def test_payers_that_make_no_sense(payers: Any) -> None:
    with pytest.raises(ValueError):
        read_payers(payers)


def test_amounts() -> None:
    assert [fen_of(v) for v in ("184.00", 184, "0.01", 0)] == [18400, 18400, 1, 0]
    assert [money_text(v) for v in (18400, 1, 0, -5)] == ["184.00", "0.01", "0.00", "-0.05"]


def lacking(count: int, devices: dict[str, list[Any]] | None = None, **columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"用户编号": [f"u{i}" for i in range(count)], "自闭阀安装日期": "", "软管类型": "", **columns})


def plan(count: int, rules: Path | None = None, **options: Any) -> gt.Programme:
    register = options.pop("register", lacking(count, 用户类别=["普通"] * count))
    net = options.pop("net", network({"id": [f"u{i}" for i in range(count)]}))
    return gt.programme(net, rules, registers=[register], as_of=options.pop("as_of", AS_OF), **options)


def test_the_worked_example_of_the_reference(tmp_path: Path) -> None:
    """practice-china.md section 3: 1000 households, package 1, unit cost 260."""
    rules = tmp_path / "rules.toml"
    rules.write_text('[unit_cost_cny]\nSUB-01 = "260"\n', "utf-8")
    found = plan(1000, rules)
    money = {k: v for k, v in found.summary["cost_by_payer_cny"].items() if v}
    assert money == {"city": 42000.0, "district": 42000.0, "user": 100000.0, "company": 76000.0}
    assert found.summary["cost_cny"] == 260000.0 and set(found.work.packages) == {"SUB-01"}


def test_packages_by_what_is_lacking_and_by_class() -> None:
    ids = ["both", "hose", "valve", "fitted", "rural", "none"]
    device = {
        "customer": ["hose", "valve", "none", "none"],
        "kind": ["self_closing_valve", "hose", "hose", "self_closing_valve"],
        "type": ["", "不锈钢波纹软管", "不锈钢波纹软管", ""],
        "installed": ["2024-01-01"] * 4,
    }
    register = pd.DataFrame(
        {"用户编号": ids, "用户类别": ["普通"] * 3 + ["新建精装", "农村", "普通"], "报警器安装日期": ""}
    )
    found = plan(0, net=network({"id": ids}, device), register=register)
    work: Any = found.work.set_index("customer")
    assert work.packages.to_dict() == {"both": "SUB-01", "hose": "SUB-02", "valve": "SUB-03", "fitted": "SUB-05"}
    assert work.loc["hose", ["city_fen", "district_fen", "user_fen", "company_fen"]].tolist() == [1500, 1500, 3000, 0]
    assert work.loc["valve", ["city_fen", "district_fen", "user_fen", "company_fen"]].tolist() == [2700, 2700, 7000, 0]
    assert work.loc["both", "cost_fen"] == work.loc[["hose", "valve"], "cost_fen"].sum()  # SUB-02 + SUB-03 = SUB-01
    assert work.loc["fitted", "unpriced"] == "self_closing_valve+hose+alarm" and work.loc["fitted", "cost_fen"] == 0
    assert found.summary["users_without_price"] == 1


def test_parts_of_every_user_add_up_and_so_do_the_tables(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[package]]\nid = "P"\nusers = "household"\ndevices = ["hose"]\nunit_cost_cny = "99.99"\n'
        'payers = { city = "33.3333%", district = "33.3333%", user = "33.3334%" }\n'
        '[[package]]\nid = "Q"\nusers = "household"\ndevices = ["self_closing_valve"]\nunit_cost_cny = "0.07"\n'
        'payers = { user = "50%", company = "50%" }\n',
        "utf-8",
    )
    found = plan(37, rules, capacity=5)
    columns = payer_columns(found.payers)
    for table in (found.work, found.package, found.payer, found.instalment):
        assert (table.cost_fen == table[columns].sum(axis=1)).all()
        assert table.cost_fen.sum() == 37 * (9999 + 7)
        assert table[columns].sum().tolist() == [37 * 3333, 37 * 3333, 37 * (3333 + 4), 37 * 3]


def feasible_by_hand(groups: list[tuple[int, int]], capacity: int, periods: int) -> bool:
    """Earliest deadline first: every deadline has at most the visits until then."""
    total = sum(n for n, _ in groups)
    ends = [min(d, periods - 1) for _, d in groups]
    return total <= capacity * periods and all(
        sum(n for (n, _), e in zip(groups, ends, strict=True) if e <= t) <= capacity * (t + 1) for t in range(periods)
    )


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), min_size=1, max_size=5),
    st.integers(1, 5),
    st.integers(1, 5),
)
@settings(max_examples=400, deadline=None)
def test_allotment_keeps_deadlines_and_priorities(groups: list[tuple[int, int]], capacity: int, periods: int) -> None:
    given_visits = allot(groups, capacity, periods)
    assert (given_visits.sum(axis=0) <= capacity).all() and (given_visits >= 0).all()
    served = given_visits.sum(axis=1)
    assert (served <= [n for n, _ in groups]).all()
    assert served.sum() == min(sum(n for n, _ in groups), capacity * periods)
    if feasible_by_hand(groups, capacity, periods):
        for (size, last), row in zip(groups, given_visits, strict=True):
            assert row[: last + 1].sum() == size


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=3), st.integers(1, 3))
@settings(max_examples=80, deadline=None)
def test_the_first_period_is_the_best_there_is(groups: list[tuple[int, int]], capacity: int) -> None:
    """Of all first periods after which every deadline can still be met, the one best for the first groups."""
    periods = 4
    if not feasible_by_hand(groups, capacity, periods):
        return
    sizes = [n for n, _ in groups]
    choices = [
        take
        for take in itertools.product(*(range(n + 1) for n in sizes))
        if sum(take) <= capacity
        and all(n == x for (n, d), x in zip(groups, take, strict=True) if d == 0)
        and feasible_by_hand(
            [(n - x, d - 1) for (n, d), x in zip(groups, take, strict=True) if d > 0], capacity, periods - 1
        )
    ]
    assert tuple(allot(groups, capacity, periods)[:, 0]) == max(choices)


def test_old_estates_first_but_not_at_the_cost_of_a_deadline(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(
        "[deadline]\nCOV-05-SCV = 2025-12-31\nCOV-07-SCV = 2025-02-28\nCOV-07-HOSE = 2025-02-28\n", "utf-8"
    )
    classes = ["普通"] * 4 + ["老旧小区"] * 4
    register = lacking(8, 用户类别=classes)
    found = plan(8, rules, register=register, capacity=4)
    by_class = found.work.groupby("class").period.apply(list).to_dict()
    assert by_class == {"old_estate": ["2025-01"] * 4, "ordinary": ["2025-02"] * 4} and found.status == "done"
    tight = plan(8, rules, register=register, capacity=3)
    assert tight.status == "infeasible"
    assert tight.clash.values.tolist() == [["deadline", "2025-02-28", 8, 6, 2]]
    assert tight.summary["clashes"] == ["deadline 2025-02-28: 8 > 6"]
    short = plan(8, register=register, capacity=3, periods=2)
    assert short.clash.values.tolist() == [["last_period", "2025-02", 8, 6, 2]]
    assert (short.work.period == "").sum() == 2 and short.instalment.period.tolist() == ["", "2025-01", "2025-02"]
    within = plan(8, rules, register=register, capacity=8, start="2025-02-01")
    assert within.status == "done"  # the end of February is in time
    late = plan(8, rules, register=register, capacity=8, start="2025-03-01")
    assert late.clash.until.tolist() == ["2025-02-28"] and late.clash.visits.tolist() == [0]


def test_instalments_do_not_depend_on_the_order_of_rows() -> None:
    ids = [f"u{i}" for i in range(40)]
    register = lacking(40, 用户类别=["老旧小区" if i % 3 else "普通" for i in range(40)])
    plans = []
    for order in (ids, ids[::-1]):
        work = plan(0, net=network({"id": order}), register=register, capacity=7).work
        plans.append(work.set_index("customer").period.sort_index())
    pd.testing.assert_series_equal(plans[0], plans[1])


def test_whoever_cannot_be_reached_goes_later_and_years_are_periods() -> None:
    register = lacking(4, 用户类别=["普通"] * 4, 入户状态=["失联", "正常", "拒改", "无人"])
    work = plan(4, register=register, capacity=1, per="year").work.set_index("customer")
    assert work.period.loc["u1"] == "2025" and set(work.period) == {"2025", "2026", "2027", "2028"}


def test_numbers_out_of_range() -> None:
    for options in (
        {"capacity": 0},
        {"capacity": 1.5},
        {"per": "week"},
        {"periods": 0},
        {"as_of": "soon"},
        {"start": "x", "capacity": 1},
    ):
        with pytest.raises(gt.Error):
            plan(3, **options)
    work = pd.DataFrame({"deadline": pd.to_datetime([])})
    with pytest.raises(gt.Error, match="1200"):
        plan_instalments(work.reindex(range(5000)), 1, "month", np.datetime64("2025-01-01"), None, np.datetime64(AS_OF))
