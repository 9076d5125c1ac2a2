# SPDX-License-Identifier: Apache-2.0
"""Plans: selection against a general solver, rules, re-planning, views, and works under gas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt
from gastwin import _core
from gastwin.column_labels import column_label
from gastwin.compute import HORIZON_YEARS
from gastwin.console import summary_lines
from gastwin.messages import label
from gastwin.summaries import plan_summary

scipy_optimize = pytest.importorskip("scipy.optimize")
scipy_sparse = pytest.importorskip("scipy.sparse")


def _instance(seed: int, projects: int = 40, years: int = 4) -> dict[str, Any]:
    """Projects of three segments with two offers, all in numbers."""
    random = np.random.default_rng(seed)
    segments, districts = 3 * projects, 3
    cost = random.uniform(5, 40, (segments, 2)) * [1.0, 0.6]
    first = random.uniform(-5, 60, (segments, 1)) * [1.0, 0.55]
    benefit = first[..., None] * (1 - 0.08 * np.arange(years))
    return {
        "project_start": list(range(0, segments + 1, 3)),
        "offer_start": list(range(0, 2 * segments + 1, 2)),
        "setup_cny": random.uniform(0, 20, projects).tolist(),
        "cost_cny": cost.ravel().tolist(),
        "benefit": benefit.ravel().tolist(),
        "must": (random.random(segments) < 0.03).astype(float).tolist(),
        "budget_cny": [0.05 * float(cost[:, 0].sum())] * years,
        "carry_over": bool(seed % 2),
        "crew_days": random.uniform(1, 5, 2 * segments).tolist(),
        "setup_days": random.uniform(0, 2, projects).tolist(),
        "crew_limit_days": [60.0] * years,
        "district": random.integers(0, districts, projects).tolist(),
        "least_money_share": [0.2, 0.2, 0.1],
        "least_benefit_share": [0.2, 0.1, 0.1],
        "years_allowed": random.choice([15, 14, 7, 12], projects).tolist(),
        "precedence": [0, 1, 1, 2, 5, 6],
    }


def _milp(p: dict[str, Any], seconds: float) -> Any:
    """The model of scenarios/retrofit.hpp as HiGHS takes it: y per project and year, x per offer and year."""
    years, projects = len(p["budget_cny"]), len(p["setup_cny"])
    offers = len(p["cost_cny"])
    of_offer = np.repeat(np.arange(projects), 6)
    cost, benefit = np.array(p["cost_cny"]), np.array(p["benefit"]).reshape(offers, years)

    def y(j: int, t: int) -> int:
        return j * years + t

    def x(k: int, t: int) -> int:
        return (projects + k) * years + t

    count = (projects + offers) * years
    rows: list[dict[int, float]] = []
    low: list[float] = []
    high: list[float] = []

    def add(row: dict[int, float], at_least: float, at_most: float) -> None:
        rows.append(row)
        low.append(at_least)
        high.append(at_most)

    for j in range(projects):
        add({y(j, t): 1.0 for t in range(years)}, 0, 1)
    for i, must in enumerate(p["must"]):
        for t in range(years):
            add({x(2 * i, t): 1.0, x(2 * i + 1, t): 1.0, y(i // 3, t): -1.0}, -np.inf, 0)
        if must:
            add({x(k, t): 1.0 for k in (2 * i, 2 * i + 1) for t in range(years)}, 1, 1)
    for j in range(projects):  # a project without works is not done
        for t in range(years):
            add({x(k, t): 1.0 for k in range(6 * j, 6 * j + 6)} | {y(j, t): -1.0}, 0, np.inf)
    used = [
        {x(k, t): cost[k] for k in range(offers)} | {y(j, t): p["setup_cny"][j] for j in range(projects)}
        for t in range(years)
    ]
    for t in range(years):
        span = range(t + 1) if p["carry_over"] else (t,)
        add({c: v for s in span for c, v in used[s].items()}, -np.inf, sum(p["budget_cny"][s] for s in span))
        days = {x(k, t): p["crew_days"][k] for k in range(offers)}
        add(days | {y(j, t): p["setup_days"][j] for j in range(projects)}, -np.inf, p["crew_limit_days"][t])
    for d in range(3):
        money, brought = {}, {}
        for t in range(years):
            for j in range(projects):
                money[y(j, t)] = p["setup_cny"][j] * ((p["district"][j] == d) - p["least_money_share"][d])
            for k in range(offers):
                here = p["district"][of_offer[k]] == d
                money[x(k, t)] = cost[k] * (here - p["least_money_share"][d])
                brought[x(k, t)] = benefit[k, t] * (here - p["least_benefit_share"][d])
        add(money, 0, np.inf)
        add(brought, 0, np.inf)
    for first, then in zip(p["precedence"][::2], p["precedence"][1::2], strict=True):
        for t in range(years):
            row = {y(then, s): 1.0 for s in range(t + 1)} | {y(first, s): -1.0 for s in range(t + 1)}
            add(row, -np.inf, 0)
    at = [(r, c, v) for r, row in enumerate(rows) for c, v in row.items()]
    matrix = scipy_sparse.csr_array(
        ([v for _, _, v in at], ([r for r, _, _ in at], [c for _, c, _ in at])), shape=(len(rows), count)
    )
    most = np.ones(count)
    for j, mask in enumerate(p["years_allowed"]):
        for t in range(years):
            most[y(j, t)] = float(mask >> t & 1)
    value = np.concatenate([np.zeros(projects * years), benefit.ravel()])
    return scipy_optimize.milp(
        -value,
        constraints=scipy_optimize.LinearConstraint(matrix, low, high),
        integrality=np.ones(count),
        bounds=scipy_optimize.Bounds(0, most),
        options={"time_limit": seconds, "mip_rel_gap": 1e-3},
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_selection_against_highs_with_every_kind_of_rule(seed: int) -> None:
    problem = _instance(seed, projects=20)
    ours = _core.solve_works(problem, 1)
    theirs = _milp(problem, seconds=6)
    assert ours["status"] == "done"
    if theirs.x is None:
        pytest.skip("HiGHS found no plan in its time")
    assert ours["bound"] >= -theirs.fun - 1e-6  # no plan of theirs is above our bound
    assert ours["value"] <= -theirs.mip_dual_bound + 1e-6  # nor any of ours above theirs
    assert ours["value"] >= -theirs.fun * (1 - max(0.02, ours["gap"]))


def _twin() -> tuple[gt.Network, gt.Risk]:
    city = gt.synthetic_city(600, seed=3)
    return city, gt.risk(city, year=2025, samples=50)


@pytest.fixture(scope="module")
def city() -> tuple[gt.Network, gt.Risk]:
    return _twin()


def test_plan_rules_text_is_valid_and_changes_nothing(city: tuple[gt.Network, gt.Risk], tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(gt.plan_rules_text(), "utf-8")
    plain = gt.plan(*city, budget_per_year=3e5, years=3)
    ruled = gt.plan(*city, budget_per_year=3e5, years=3, rules=rules)
    assert plain.value == ruled.value
    assert list(plain.pipes.id) == list(ruled.pipes.id)


def test_done_is_not_done_again_and_carries_money_over(city: tuple[gt.Network, gt.Risk], tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[budget]\ncarry_over = true\n", "utf-8")
    whole = gt.plan(*city, budget_per_year=3e5, years=3, rules=rules)
    first = int(whole.years.id[0])
    done = tmp_path / "done.csv"
    lines = ["id,year,cost_cny"]
    for table in (whole.pipes, whole.risers):
        lines += [
            f"{i},{y},{c}" for i, y, c in zip(table.id, table.year, table.cost_cny, strict=True) if int(y) == first
        ]
    assert len(lines) > 1
    done.write_text("\n".join(lines), "utf-8")
    rest = gt.plan(*city, budget_per_year=3e5, years=2, rules=rules, done=done)
    assert int(rest.years.id[0]) == first + 1
    gone = {line.split(",")[0] for line in lines[1:]}
    assert not gone & {str(i) for i in rest.pipes.id}
    assert rest.budget_cny[0] >= 3e5  # what the first year left
    assert rest.status == "done"


def test_a_wrong_list_of_works_done_is_named(city: tuple[gt.Network, gt.Risk], tmp_path: Path) -> None:
    done = tmp_path / "done.csv"
    done.write_text("id,year\nP1,2026\n", "utf-8")
    with pytest.raises(gt.Error, match="cost_cny"):
        gt.plan(*city, budget_per_year=3e5, done=done)
    done.write_text("id,year,cost_cny\nP1,soon,5\n", "utf-8")
    with pytest.raises(gt.Error):
        gt.plan(*city, budget_per_year=3e5, done=done)


def test_clashing_rules_are_rows(city: tuple[gt.Network, gt.Risk], tmp_path: Path) -> None:
    network, risk = city
    some = str(network.pipe.id[0])
    rules = tmp_path / "rules.toml"
    rules.write_text(f"[[window]]\nids = ['{some}']\nmust = true\nlatest = 2020\n", "utf-8")
    plan = gt.plan(network, risk, budget_per_year=1e8, rules=rules)
    assert plan.status == "infeasible"
    assert len(plan.projects) == 0
    assert {str(r) for r in plan.clashes.rule} == {"must", "years_allowed"}
    assert all(some in str(s) for s in plan.clashes.subject)


def test_curve_rises_with_the_budget(city: tuple[gt.Network, gt.Risk]) -> None:
    points = gt.plan_curve(*city, [1e5, 3e5, 1e6], years=3)
    values = [p.value for p in points]
    assert values == sorted(values)
    assert all(p.value <= p.bound for p in points)
    assert points[0].next_million_cny > points[-1].next_million_cny


def test_efficiency_adds_up(city: tuple[gt.Network, gt.Risk]) -> None:
    plan = gt.plan(*city, budget_per_year=3e5, years=3)
    found = gt.plan_efficiency(plan, city[1])
    assert found["cost_per_risk_removed"] == pytest.approx(plan.cost_cny / plan.value)
    assert found["cost_per_fatality_averted_cny"] == pytest.approx(plan.cost_cny / found["fatalities_averted"])


def test_stability_is_a_share_and_certain_without_uncertainty(city: tuple[gt.Network, gt.Risk]) -> None:
    plan = gt.plan(*city, budget_per_year=3e5, years=3)
    shares = gt.plan_stability(*city, plan, budget_per_year=3e5, years=3, samples=4)
    assert set(shares) == {str(p) for p in plan.projects.id}
    assert all(0.0 <= s <= 1.0 + 1e-9 for s in shares.values())
    known = gt.risk(city[0], year=2025, samples=0)  # no samples: nothing is uncertain
    sure = gt.plan_stability(city[0], known, plan, budget_per_year=3e5, years=3, samples=1)
    assert all(s == pytest.approx(1.0) for s in sure.values())


def test_works_are_checked_project_by_project(city: tuple[gt.Network, gt.Risk]) -> None:
    plan = gt.plan(*city, budget_per_year=1e6, years=2)
    rows = gt.check_works(city[0], plan)
    assert {r.project for r in rows} == {str(p) for p in plan.pipes.project}
    for row in rows:
        assert row.customers_out >= 0
        assert row.households_out <= 1000  # the bundled limit
        assert row.pressure_met and row.upsize == ""  # replacement keeps the bore
        assert row.lowest_pa >= row.lowest_before_pa - 1.0  # new pipes are no rougher


def test_a_bore_too_small_is_found_and_a_larger_one_proposed(city: tuple[gt.Network, gt.Risk]) -> None:
    plan = gt.plan(*city, budget_per_year=1e6, years=2)
    rows = gt.check_works(city[0], plan, bore_left={"replace": 0.25}, least_pa=1500.0)
    assert any(not r.pressure_met for r in rows)
    assert all(r.upsize for r in rows if not r.pressure_met)


def test_more_demand_takes_larger_bores_and_the_plan_pays_for_them(
    city: tuple[gt.Network, gt.Risk], tmp_path: Path
) -> None:
    network = city[0]
    peak = gt.solve(network, "peak").customer.demand_kg_s
    now = gt.plan(*city, budget_per_year=3e6, years=2, load="peak")
    steps, cost = [0], []
    for growth in (1.0, 1.5, 2.0, 3.0):
        grown = gt.plan(*city, budget_per_year=3e6, years=2, load="peak", load_later=growth * peak)
        steps.append(int(np.max(grown.projects.size_steps, initial=0)))
        cost.append(float(grown.cost_cny))
        if growth == 1.0:
            assert grown.value == now.value
    assert steps == sorted(steps)
    assert steps[-1] > 0
    rules = tmp_path / "rules.toml"
    rules.write_text("[[growth]]\nfactor = 2.0\n", "utf-8")
    ruled = gt.plan(*city, budget_per_year=3e6, years=2, load="peak", rules=rules)
    asked = gt.plan(*city, budget_per_year=3e6, years=2, load="peak", load_later=2.0 * peak)
    assert list(ruled.pipes.bore_m) == list(asked.pipes.bore_m)
    assert gt.works_shortfall(network, ruled, load="peak")["customers_short"] == 0
    with pytest.raises(gt.Error):
        gt.plan(*city, budget_per_year=3e6, load_later=[1.0])


def test_rules_of_closures_and_pressures_are_read(city: tuple[gt.Network, gt.Risk], tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[closure]\nhouseholds_at_once = 0\n", "utf-8")
    plan = gt.plan(*city, budget_per_year=1e6, years=2, rules=rules)
    digs = plan.projects.to_pandas().query("kind != 'riser'")
    assert (digs.households_out == 0).all()
    rules.write_text("[customer_pressure]\nids = ['x']\n", "utf-8")
    with pytest.raises(gt.Error, match="customer_pressure"):
        gt.plan(*city, budget_per_year=1e6, rules=rules)
    with pytest.raises(gt.Error):
        gt.check_works(city[0], plan, rules=rules, least_pa=1500.0)


def test_what_must_be_renewed_now_and_is_not_planned_is_said(urgent: tuple[gt.Network, gt.Risk]) -> None:
    network, risk = urgent
    plan = gt.plan(network, risk, budget_per_year=5e5, years=2)
    planned = {str(i) for table in (plan.pipes, plan.risers) for i in table.id}
    rows = list(zip(risk.assets.id, risk.assets.table_name, risk.assets.conclusion, strict=True))
    km = dict(zip(map(str, network.pipe.id), network.pipe.length_m / 1e3, strict=True))
    summary = plan_summary(plan, risk)
    for code in ("renew_now", "renew_by"):
        left = [(str(i), of) for i, of, said in rows if said == code and str(i) not in planned]
        assert summary[f"{code}_left_out"] == len(left)
        expected = sum(km[i] for i, of in left if of == "pipe")
        assert summary[f"{code}_left_out_km"] == pytest.approx(expected, abs=1e-5 * (len(left) + 100))
    count = summary["renew_now_left_out"]
    assert 0 < count < int((risk.assets.conclusion == "renew_now").sum()), "the case shows nothing"
    told = {lang: "\n".join(summary_lines({"verb": "plan", **summary}, lang)) for lang in ("en", "zh")}
    assert f"  {count} of " in told["en"] and "renewed now are not in the plan" in told["en"]
    assert f"有 {count} 个未列入计划" in told["zh"] and "renewed now" not in told["zh"]
    assert told["en"].count("warnings:") == 1 and told["zh"].count("警告:") == 1


def test_no_warning_where_everything_that_must_be_renewed_now_is_planned(urgent: tuple[gt.Network, gt.Risk]) -> None:
    network, risk = urgent
    now = [str(i) for i in risk.assets.id[risk.assets.conclusion == "renew_now"]]
    plan = gt.plan(network, risk, budget_per_year=1e9, years=1, must=now)
    summary = plan_summary(plan, risk)
    assert now and summary["renew_now_left_out"] == 0 and summary["renew_now_left_out_km"] == 0.0
    assert "plan_warnings" not in summary


def test_years_that_the_labels_of_removed_risk_name_are_those_of_the_engine(city: tuple[gt.Network, gt.Risk]) -> None:
    with pytest.raises(gt.Error, match=f"the {HORIZON_YEARS} years of the horizon"):
        gt.plan(*city, budget_per_year=1e5, years=HORIZON_YEARS + 1)
    page = json.loads((Path(gt.__file__).parent / "viewer" / "texts.json").read_text("utf-8"))
    for n, lang in enumerate(("en", "zh")):
        said = [label(key, lang) for key in ("value", "next_million_removes_cny", "fatalities_averted")]
        said += [column_label(key, lang) for key in ("benefit_cny", "bound_cny")]
        said += [page["chart.curve.y"][n]]
        for text in said:
            assert str(HORIZON_YEARS) in text and ("discounted", "折现")[n] in text, text
