# SPDX-License-Identifier: Apache-2.0
"""The plan of a district of Wuchang against what ranked lists buy, and the works under gas."""

from __future__ import annotations

from pathlib import Path

import pytest

import gastwin as gt


@pytest.fixture(scope="module")
def wuchang(shared_data: Path) -> gt.Twin:
    data = shared_data / "gis" / "wuchang"
    if not data.exists():
        pytest.skip("the Wuchang survey (../shared/data/gis/wuchang) is not here")
    return gt.import_survey([data / "survey", data / "registers"])


def test_plan_beats_ranked_lists_and_keeps_the_pressure(wuchang: gt.Twin) -> None:
    risk = gt.risk(wuchang, samples=0)
    plan = gt.plan(wuchang, risk, budget_per_year=5e6, years=5)
    share = dict(zip(map(str, plan.practices.practice), plan.practices.share_of_bound, strict=True))
    print({k: round(float(v), 4) for k, v in share.items()}, float(plan.gap))
    assert plan.status == "done"
    assert share["plan"] > max(v for k, v in share.items() if k != "plan")
    assert plan.gap < 0.02
    rows = gt.check_works(wuchang, plan)
    out, by_valves = [r.customers_out for r in rows], [r.customers_out_by_valves for r in rows]
    ways = {way: sum(r.gas_way == way for r in rows) for way in sorted({r.gas_way for r in rows})}
    money = sum(r.closure_cny for r in rows)
    print(len(rows), "projects; most customers out", max(out), "by valves alone", max(by_valves), ways, money, "CNY")
    print(sum(r.pressure_met for r in rows), "keep their pressure")
    assert max(r.households_out for r in rows) <= 1000  # the bundled limit
    assert all(r.pressure_met for r in rows)  # replaced bore for bore
