# SPDX-License-Identifier: Apache-2.0
"""Reporting tables by period: every sum is the same by period, by district and in all; nothing is invented or lost."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from page_browser import browser
from paper_print import printed

import gastwin as gt
from gastwin.papers.paper import Grid, Section
from gastwin.papers.progress_facts import OUTSIDE, UNDATED, Entry, Hazard, make_periods, period_of
from gastwin.papers.progress_paper import progress_paper

pd = pytest.importorskip("pandas")
Run = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture(scope="module")
def folder(city: gt.Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A twin with a plan, the plan as tables, and lists of what was done and paid: made up, and known to the cent."""
    out = tmp_path_factory.mktemp("progress")
    risk = gt.risk(city, year=2025, samples=0)
    plan = gt.plan(city, risk, budget_per_year=3e5, years=2)
    gt.Twin.from_network(city).save(out / "t.gpkg", plan)
    from gastwin.papers.plan_files import write_plan_files

    write_plan_files([plan.projects, plan.pipes, plan.risers], out / "plan", "en")
    assets = [*map(str, plan.pipes.id), *map(str, plan.risers.id)]
    random = np.random.default_rng(3)
    rows = [
        {"id": name, "year": 2026, "cost_cny": f"{random.uniform(10, 9000):.2f}", "date": ""}
        for name in random.permutation(assets)[:60]
    ]
    for n, row in enumerate(rows[:50]):
        row["date"] = f"2026-{1 + n % 7:02d}-{1 + n % 28:02d}"  # nothing from August on
    rows[0]["date"] = "2025-12-31"  # before the report
    write(out / "done.csv", rows)
    projects = [str(p) for p in plan.projects.id]
    paid = [
        {"date": "2026-02-03", "payer": "中央预算内", "amount_cny": "1000.01", "project": projects[0], "district": ""},
        {"date": "2026-02-28", "payer": "=owner", "amount_cny": "0.99", "project": "", "district": "JD01"},
        {"date": "2026-07-01", "payer": "中央预算内", "amount_cny": "7", "project": "", "district": ""},
        {"date": "2027-01-01", "payer": "中央预算内", "amount_cny": "5", "project": "", "district": ""},
    ]
    write(out / "paid.csv", paid)
    pipe = str(city.pipe.id[0])
    ledger = gt.HazardLedger.open(out / "t.gpkg")
    hazards = (
        ("H1", "2025-11-01", "2026-01-15", ""),
        ("H2", "2026-02-01", "2026-05-31", "2026-04-30"),
        ("H3", "2026-02-10", "2026-03-01", "2026-03-05"),
        ("H4", "2026-07-31", "", ""),
    )
    for name, found, due, closed in hazards:
        where = {"table_name": "pipe", "object_id": pipe} if name != "H4" else {}
        ledger.add(name, "found", at=found, by="x", kind="占压", **where)
        if due:
            ledger.add(name, "assign", at=found, by="x", unit="u", due=due)
        if closed:
            ledger.add(name, "close", at=closed, by="x", evidence=["photo"])
    ledger.add("H3", "reopen", at="2026-06-10", by="x", note="back")
    ledger.save()
    return out


def write(file: Path, rows: list[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def report(folder: Path, per: str = "month", **options: Any) -> gt.ProgressReport:
    given = {"first": "2026-01-01", "last": "2026-12-31", "done": folder / "done.csv", "paid": folder / "paid.csv"}
    return gt.progress_report(folder / "t.gpkg", per=per, **(given | options))


def sections(found: gt.ProgressReport, lang: str = "en") -> dict[str, Section]:
    return {s.key: s for s in progress_paper(found._found, found._done_cm, lang).sections}


def grids(found: Section) -> list[Grid]:
    return [block for block in found.blocks if isinstance(block, Grid)]


@pytest.mark.parametrize("per", ["month", "quarter", "year"])
def test_sums_tie_by_period_by_district_and_in_all(folder: Path, per: str) -> None:
    found = sections(report(folder, per))
    overall, detail = grids(found["overall"])[0], grids(found["detail"])[0]
    districts = grids(found["districts"])[0]
    assert overall.total and detail.total and districts.total
    for n in range(7):  # metres, risers, cost, paid, devices, found, closed
        by_period = sum(round(100 * row[1 + n]) for row in overall.rows)  # type: ignore[operator]
        by_both = sum(round(100 * row[2 + n]) for row in detail.rows)  # type: ignore[operator]
        by_district = sum(round(100 * row[4 + n]) for row in districts.rows)  # type: ignore[operator]
        total = round(100 * overall.total[1 + n])  # type: ignore[operator]
        assert by_period == by_both == by_district == total == round(100 * detail.total[2 + n])  # type: ignore[operator]
        assert total == round(100 * districts.total[4 + n])  # type: ignore[operator]
    assert len(detail.rows) == len(overall.rows) * len(districts.rows)


def test_amounts_are_those_of_the_lists(folder: Path, city: gt.Network) -> None:
    done = [row for row in read(folder / "done.csv") if not row["date"].startswith("2025")]
    overall = grids(sections(report(folder))["overall"])[0]
    assert overall.total
    assert overall.total[3] == sum(round(100 * float(row["cost_cny"])) for row in done)
    length = {str(i): float(m) for i, m in zip(city.pipe.id, city.pipe.length_m, strict=True)}
    pipes = [length[row["id"]] for row in done if row["id"] in length]
    assert overall.total[1] == pytest.approx(sum(pipes), abs=0.006 * len(pipes))
    assert overall.total[2] == len(done) - len(pipes)
    assert overall.total[4] == 100001 + 99 + 700
    by_month = {row[0]: row for row in overall.rows}
    march = [row for row in done if row["date"].startswith("2026-03")]
    assert by_month["2026-03"][3] == sum(round(100 * float(row["cost_cny"])) for row in march)


def test_empty_periods_are_zero_and_rows_without_a_month_stand_apart(folder: Path) -> None:
    overall = grids(sections(report(folder))["overall"])[0]
    names = [row[0] for row in overall.rows]
    assert names == [*(f"2026-{m:02d}" for m in range(1, 13)), "2026, month not told"]
    for row in overall.rows[8:12]:
        assert row[1:5] == [0, 0, 0, 0]
    undated = [row for row in read(folder / "done.csv") if not row["date"]]
    assert overall.rows[12][3] == sum(round(100 * float(row["cost_cny"])) for row in undated)
    yearly = grids(sections(report(folder, "year"))["overall"])[0]
    assert [row[0] for row in yearly.rows] == ["2026"] and yearly.total and yearly.total[3] == overall.total[3]  # type: ignore[index]


def test_what_lies_outside_is_said(folder: Path) -> None:
    told = str(sections(report(folder))["overall"].blocks)
    assert "cost of works done, CNY 1" in told and "paid, CNY 1" in told
    assert "Not given, so zero: devices of users." in told
    bare = str(sections(report(folder, done=None, paid=None))["overall"].blocks)
    assert "works done (--done), money paid (--paid), devices of users" in bare


def test_hazards_stand_as_they_stood(folder: Path) -> None:
    """By hand: H1 is overdue from 16 January on; H2 closed in April before its deadline; H3 closed late in March, open
    again from June; H4 found on the last of July, without a deadline and a place."""
    overall = grids(sections(report(folder))["overall"])[0]
    found = [row[6] for row in overall.rows[:12]]
    closed = [row[7] for row in overall.rows[:12]]
    still = [row[8] for row in overall.rows[:12]]
    overdue = [row[9] for row in overall.rows[:12]]
    assert found == [0, 2, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    assert closed == [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert still == [1, 3, 2, 1, 1, 2, 3, 3, 3, 3, 3, 3]
    assert overdue == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]
    opened = gt.HazardLedger.open(folder / "t.gpkg").hazards("2026-12-31")
    assert still[-1] == int((opened["state"] != "closed").sum()) and overdue[-1] == int(opened["overdue"].sum())
    districts = grids(sections(report(folder))["districts"])[0]
    assert sum(row[11] for row in districts.rows) == 3  # type: ignore[misc]


def test_money_is_by_payer(folder: Path) -> None:
    works = grids(sections(report(folder, "quarter"), "zh")["money"])[0]
    assert [c.head for c in works.columns] == ["期间", "=owner", "中央预算内", "合计"]
    assert works.rows[0] == ["2026Q1", 99, 100001, 100100] and works.rows[1][1:] == [0, 0, 0]
    assert works.total == ["合计", 99, 100701, 100800]


def test_devices_are_counted_when_and_where_they_were_installed(folder: Path, tmp_path: Path) -> None:
    network = gt.Network.from_frames(
        {
            "node": {"id": [0, 1]},
            "pipe": {"id": ["p"], "from_node": [0], "to_node": [1], "length_m": [9.0], "inner_diameter_m": [0.1]},
            "source": {"id": [1], "node": [0], "gauge_pressure_pa": [3000.0]},
            "building": {"id": ["B", "C"], "district": ["east", "west"]},
            "customer": {"id": ["u", "v"], "node": [1, 1], "demand_kg_s": [0.0, 0.0], "building": ["B", "C"],
                         "kind": ["household"] * 2, "households": [1, 1]},
            "device": {"id": [1, 2, 3], "customer": ["u", "u", "v"], "kind": ["hose", "alarm", "hose"],
                       "installed": ["2026-01-05", "2026-03-31", "2026-03-01"]},
        }
    )  # fmt: skip
    risk = gt.risk(network, year=2025, samples=0)
    gt.Twin.from_network(network).save(tmp_path / "t.gpkg", gt.plan(network, risk, budget_per_year=1.0, years=1))
    back = pd.DataFrame(
        {"用户编号": ["u", "v"], "自闭阀安装日期": ["2026-02-02", "2026-03-09"], "办理状态": ["拨付", ""]}
    )
    before = pd.DataFrame({"用户编号": ["u", "v"], "自闭阀安装日期": ""})
    given = {"registers": [before], "installed": back}
    found = gt.progress_report(tmp_path / "t.gpkg", first="2026-01-01", last="2026-03-31", **given)
    told = sections(found)
    devices = grids(told["devices"])[0]
    assert [c.head for c in devices.columns][1:5] == [
        "self-closing valves",
        "dedicated hoses",
        "alarms",
        "shut-off valves",
    ]
    assert [row[1:] for row in devices.rows] == [[0, 1, 0, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 0, 3]]
    assert devices.total == ["total", 2, 2, 1, 0, 5]
    districts = {row[0]: row for row in grids(told["districts"])[0].rows}
    assert (districts["east"][8], districts["west"][8]) == (3, 2)
    subsidies = grids(told["money"])[-1]
    programme = gt.programme(network, **given)
    paid = programme.settled[programme.settled["payment_state"] == "paid"]
    assert subsidies.total and subsidies.total[-1] == int(paid["cost_fen"].sum()) > 0
    assert subsidies.rows[1][-1] == subsidies.total[-1]


def test_the_plan_is_held_against_what_was_done(folder: Path, city: gt.Network) -> None:
    found = sections(report(folder))
    plan = grids(found["plan"])[0]
    results = gt.read_results(folder / "t.gpkg")
    assert plan.total and plan.total[1] == len(results["plan"])
    assert plan.total[6] == sum(round(100 * float(c)) for c in results["plan"].cost_cny)
    done = {row["id"] for row in read(folder / "done.csv")}
    pipes = {str(i) for i in results["plan_pipe"].id}
    length = {str(i): float(m) for i, m in zip(city.pipe.id, city.pipe.length_m, strict=True)}
    assert plan.total[3] == pytest.approx(sum(length[p] for p in pipes), abs=1.0)
    assert plan.total[4] == pytest.approx(sum(length[p] for p in pipes & done), abs=1.0)
    members: dict[str, set[str]] = {}
    for table in ("plan_pipe", "plan_riser"):
        for asset, project in zip(results[table].id, results[table].project, strict=True):
            members.setdefault(str(project), set()).add(str(asset))
    finished = {p for p, assets in members.items() if assets <= done}
    assert plan.total[2] == len(finished)
    late = grids(found["late"])[0]
    year = dict(zip(map(str, results["plan"].id), results["plan"].year, strict=True))
    assert {row[0] for row in late.rows} == {p for p in members if year[p] <= 2026 and p not in finished}
    for row in late.rows:
        assert row[5] == len(members[str(row[0])] - done)


def test_a_plan_as_approved_stands_for_the_one_in_the_twin(folder: Path) -> None:
    stored, approved = report(folder), report(folder, plan=folder / "plan")
    assert grids(sections(stored)["plan"])[0] == grids(sections(approved)["plan"])[0]
    with pytest.raises(gt.Error):
        report(folder, plan=folder / "nowhere")


@pytest.mark.parametrize(
    ("name", "content", "column"),
    [
        ("done", "id,year\nx,2026\n", "cost_cny"),
        ("done", "id,year,cost_cny\nnobody,2026,1\n", "nobody"),
        ("done", "id,year,cost_cny\n{p},soon,1\n", "year"),
        ("done", "id,year,cost_cny\n{p},2026,1.234\n", "cost_cny"),
        ("done", "id,year,cost_cny,date\n{p},2026,1,31st\n", "date"),
        ("done", "id,year,cost_cny\n{p},2026,1\n{p},2026,1\n", "twice"),
        ("paid", "date,payer,amount_cny\n2026-01-01,,1\n", "payer"),
        ("paid", "date,payer,amount_cny\n,x,1\n", "date"),
        ("paid", "date,payer,amount_cny\n2026-01-01,x,-1\n", "amount_cny"),
        ("paid", "date,amount_cny\n2026-01-01,1\n", "payer"),
    ],
)
def test_bad_lists_are_named(
    folder: Path, city: gt.Network, tmp_path: Path, name: str, content: str, column: str
) -> None:
    (tmp_path / "x.csv").write_text(content.format(p=city.pipe.id[0]), "utf-8")
    with pytest.raises(gt.Error, match=column) as raised:
        report(folder, **{name: tmp_path / "x.csv"})
    assert "x.csv" in str(raised.value)


def test_a_twin_without_a_plan_is_told_so(city: gt.Network, tmp_path: Path) -> None:
    gt.Twin.from_network(city).save(tmp_path / "t.gpkg")
    with pytest.raises(gt.Error, match="holds no plan"):
        gt.progress_report(tmp_path / "t.gpkg")


def test_periods() -> None:
    quarters = make_periods("quarter", date(2025, 11, 30), date(2026, 4, 1))
    assert [p.name for p in quarters] == ["2025Q4", "2026Q1", "2026Q2"]
    assert (quarters[0].first, quarters[-1].last) == (date(2025, 10, 1), date(2026, 6, 30))
    assert [p.name for p in make_periods("year", date(2024, 2, 29), date(2024, 2, 29))] == ["2024"]
    months = make_periods("month", date(2025, 12, 31), date(2026, 1, 1))
    assert [(p.first, p.last) for p in months] == [
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
    ]
    for day, at in (
        (date(2025, 9, 30), OUTSIDE),
        (date(2025, 10, 1), 0),
        (date(2026, 3, 31), 1),
        (date(2026, 7, 1), OUTSIDE),
    ):
        assert period_of(Entry("x", 1, "", day), quarters, "quarter") == at
    assert period_of(Entry("x", 1, "", None, 2026), quarters, "quarter") == UNDATED
    assert period_of(Entry("x", 1, "", None, 2024), quarters, "quarter") == OUTSIDE
    with pytest.raises(gt.Error):
        make_periods("month", date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(gt.Error):
        make_periods("week", date(2026, 1, 1), date(2026, 1, 1))


def test_a_hazard_over_time() -> None:
    hazard = Hazard(
        "", ["2026-01-01", "2026-03-01"], ["2026-02-01"], [("2026-01-01", "2026-01-10"), ("2026-03-01", "2026-04-01")]
    )
    days = ["2025-12-31", "2026-01-10", "2026-01-11", "2026-02-01", "2026-03-01", "2026-04-02"]
    assert [hazard.is_open(d) for d in days] == [False, True, True, False, True, True]
    assert [hazard.is_overdue(d) for d in days] == [False, False, True, False, False, True]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_prints_whole(folder: Path, tmp_path: Path, lang: str) -> None:
    report(folder).write(tmp_path / "r.html", lang)
    report(folder).write(tmp_path / "r.xlsx", lang)
    cells = [c for s in openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets for row in s.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f"] and "=owner" in {c.value for c in cells}
    with browser() as started:
        sheets, out, asked = printed(started, tmp_path / "r.html")
    assert 4 <= sheets <= 9 and not out and not asked


def test_the_verb(gastwin: Run, folder: Path, tmp_path: Path) -> None:
    span = ("--from", "2026-01", "--to", "2026-12-31", "--per", "quarter")
    given = ("--done", folder / "done.csv", "--paid", folder / "paid.csv")
    status, summary, error = gastwin("progress", folder / "t.gpkg", *span, *given, "-o", tmp_path / "r.xlsx")
    assert status == 0, error
    assert summary["periods"] == 4 and summary["paid_cny"] == 1008.0 and summary["open"] == 3
    assert summary["outputs"] == [str(tmp_path / "r.xlsx")]
    assert gastwin("progress", folder / "t.gpkg", "-o", tmp_path / "r.csv")[0] == 2
