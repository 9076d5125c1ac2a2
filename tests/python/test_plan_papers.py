# SPDX-License-Identifier: Apache-2.0
"""The papers of a plan and the risk list: every figure is the engine's, sums come to the cent, all of it prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from page_browser import browser
from paper_print import printed

import gastwin as gt
from gastwin.papers.paper import Facts, Grid, Paper, Picture, Section, Words, fen
from gastwin.papers.plan_paper import plan_paper
from gastwin.papers.plan_sheets import sheet_key
from gastwin.papers.risk_paper import risk_paper

Run = Callable[..., tuple[int, dict[str, Any], str]]
SHEETS = 12


@dataclass
class Made:
    network: gt.Network
    risk: gt.Risk
    plan: gt.Plan
    works: list[gt.WorksRow]
    curve: list[gt.CurvePoint]
    never: list[str]


@pytest.fixture(scope="module")
def made(city: gt.Network) -> Made:
    risk = gt.risk(city, year=2025, samples=50)
    free = gt.plan(city, risk, budget_per_year=3e5, years=3)
    never = [str(free.pipes.id[0]), "nosuch"]
    plan = gt.plan(city, risk, budget_per_year=3e5, years=3, never=never[:1])
    curve = gt.plan_curve(city, risk, [1e5, 3e5], years=3)
    return Made(city, risk, plan, gt.check_works(city, plan), curve, never)


def paper(made: Made, lang: str, sheets: int = 1000) -> Paper:
    sure = {str(p): 0.5 + n / 1000 for n, p in enumerate(made.plan.projects.id)}
    parts = {"works": made.works, "curve": made.curve, "stability": sure, "never": made.never, "sheets": sheets}
    return plan_paper(made.network, made.risk, made.plan, lang, **parts)


def section(found: Paper, key: str) -> Section:
    return next(s for s in found.sections if s.key == key)


def grids(found: Section) -> list[Grid]:
    return [block for block in found.blocks if isinstance(block, Grid)]


def test_every_project_is_listed_once_with_the_figures_of_the_engine(made: Made) -> None:
    found = paper(made, "en")
    projects = made.plan.projects
    rows = {row[0]: row for s in found.sections if s.key.startswith("list-") for row in grids(s)[0].rows}
    assert list(rows) == [str(i) for i in projects.id]
    for n, name in enumerate(map(str, projects.id)):
        row = rows[name]
        assert (row[4], row[5]) == (int(projects.pipes[n]), int(projects.risers[n]))
        assert row[6] == pytest.approx(float(projects.length_m[n]), abs=0.005 * (row[4] + row[5]) + 1e-9)  # type: ignore[operator]
        assert row[7] == fen(projects.cost_cny[n])
        assert row[8] == pytest.approx(float(projects.risk_removed_per_year[n]))
    years = {s.key: grids(s)[0].total for s in found.sections if s.key.startswith("list-")}
    spent = dict(zip(map(str, made.plan.years.id), made.plan.years.spent_cny, strict=True))
    for key, total in years.items():
        assert total is not None and total[7] == fen(spent[key.removeprefix("list-")])


def test_money_ties_to_the_cent_and_length_to_the_metre(made: Made) -> None:
    found = paper(made, "zh")
    by_year, practices = grids(section(found, "summary"))
    by_district, by_material = grids(section(found, "overview"))
    lists = [grids(s)[0] for s in found.sections if s.key.startswith("list-")]
    cost = fen(made.plan.cost_cny)
    assert by_year.total and by_district.total and by_material.total
    assert by_year.total[4] == by_district.total[4] == by_material.total[4] == cost
    assert sum(g.total[7] for g in lists if g.total) == cost  # type: ignore[misc]
    assert practices.rows[0][2] == cost
    for row in by_year.rows:
        assert row[5] - row[4] == row[6]  # type: ignore[operator]
    metres = sum(float(made.risk.assets.length_km[n]) * 1000 for n, i in enumerate(made.risk.assets.id)
                 if str(i) in set(map(str, made.plan.pipes.id)))  # fmt: skip
    assert by_year.total[2] == by_district.total[2] == by_material.total[2] == pytest.approx(metres, abs=1.0)
    for name in map(str, made.plan.projects.id):
        sheet = next(s for s in found.sections if s.title.startswith(f"项目表 {name}："))
        listed = grids(sheet)[0]
        assert listed.total and listed.total[9] == sum(row[9] for row in listed.rows if row[9] is not None)  # type: ignore[misc]
        assert listed.total[6] == pytest.approx(sum(row[6] for row in listed.rows if row[6] is not None))  # type: ignore[misc]


def test_a_sheet_tells_what_the_tables_tell_of_its_project(made: Made) -> None:
    found = paper(made, "en")
    plan, net, assets = made.plan, made.network, made.risk.assets
    row_of = {str(i): n for n, i in enumerate(net.pipe.id)}
    assessed = {str(i): n for n, i in enumerate(assets.id)}
    works = {row.project: row for row in made.works}
    checked = 0
    for n, name in enumerate(map(str, plan.projects.id)):
        sheet = next(s for s in found.sections if s.title.startswith(f"Project {name}:"))
        text = str(sheet.blocks)
        assert str(plan.projects.reason[n]) in text
        mine = [k for k, project in enumerate(plan.pipes.project) if project == name]
        rows = [r for r in grids(sheet)[0].rows if r[0] is not None]
        assert [r[1] for r in rows if r[5] != "risers"] == [str(plan.pipes.id[k]) for k in mine]
        for r, k in zip(rows, mine, strict=False):
            pipe = row_of[str(plan.pipes.id[k])]
            assert r[3] == str(net.pipe.install_year[pipe]) and r[4] == net.pipe.diameter_text[pipe]
            assert r[6] == pytest.approx(float(net.pipe.length_m[pipe]), abs=0.006)
            assert r[9] == fen(plan.pipes.cost_cny[k])
        rules = {rule for r in rows for rule in str(assets.rules[assessed[str(r[1])]]).split(",") if rule}
        if rules:
            assert {str(r[0]).split()[0] for r in grids(sheet)[1].rows} == rules
        facts = [dict(b.pairs) for b in sheet.blocks if isinstance(b, Facts)][1]
        assert facts["households out"] == f"{int(plan.projects.households_out[n]):,}"
        assert facts["places to stop off"] == f"{int(plan.projects.stops[n]):,}"
        set_up = fen(plan.projects.cost_cny[n]) - fen(plan.projects.closure_cny[n]) - sum(r[9] for r in rows)  # type: ignore[misc]
        told = [r[9] for r in grids(sheet)[0].rows if r[0] is None]
        assert told == [f for f in (set_up, fen(plan.projects.closure_cny[n])) if f] and set_up >= 0
        if name in works:
            assert facts["customers out or short of gas"] == f"{works[name].customers_out:,}"
            assert facts["customers out by valves alone"] == f"{works[name].customers_out_by_valves:,}"
            closed = gt.shutoff(net, [str(plan.pipes.id[k]) for k in mine], state=gt.solve(net))
            shut = f"valves to shut, in order: {', '.join(map(str, closed.valves))}"
            assert (shut in text) == (plan.projects.gas_way[n] == "valves" and len(closed.valves) > 0)
            checked += 1
    assert checked == len(works) > 3


def test_each_sheet_has_a_map_of_its_own_pipes(made: Made) -> None:
    found = paper(made, "en")
    for n, name in enumerate(map(str, made.plan.projects.id)):
        sheet = next(s for s in found.sections if s.title.startswith(f"Project {name}:"))
        picture = next(b for b in sheet.blocks if isinstance(b, Picture))
        red = [s for s in picture.drawing.shapes if getattr(s, "stroke", "") == "#c81e1e" and hasattr(s, "lines")]
        assert sum(len(s.lines) for s in red) >= int(made.plan.projects.pipes[n])  # type: ignore[union-attr]
        points = [xy for s in red for line in s.lines for xy in line]  # type: ignore[union-attr]
        assert all(0 <= x <= 720 and 0 <= y <= picture.drawing.height for x, y in points)
        labels = {s.text for s in picture.drawing.shapes if hasattr(s, "text")}
        assert "N" in labels and any(re.fullmatch(r"\d+ m", text) for text in labels)


def test_what_is_left_and_what_was_named_are_said(made: Made) -> None:
    left = section(paper(made, "zh"), "leftover")
    concluded, named = grids(left)
    assets = made.risk.assets
    chosen = set(map(str, made.plan.pipes.id)) | set(map(str, made.plan.risers.id))
    assert concluded.total and concluded.total[1] == len(assets) and concluded.total[2] == len(chosen)
    assert concluded.total[4] == pytest.approx(float(made.network.pipe.length_m.sum()), abs=1.0)
    assert concluded.total[5] + concluded.total[6] == pytest.approx(concluded.total[4])  # type: ignore[operator]
    assert [row[2] for row in named.rows] == ["按要求不列入", "评估对象中无此编号"]


def test_what_must_be_renewed_now_and_is_not_planned_is_a_warning(urgent: tuple[gt.Network, gt.Risk]) -> None:
    plan = gt.plan(*urgent, budget_per_year=1e5, years=2)
    found = plan_paper(*urgent, plan, "zh")
    now = grids(section(found, "leftover"))[0].rows[0]
    assert now[0] == "立即改造" and int(now[3]) > 0  # type: ignore[call-overload]
    assert any(f"立即改造的 {now[1]} 个对象中，有 {now[3]} 个未列入" in text for text in found.warnings)
    assert any(f"{now[3]} of {now[1]} assets" in text for text in plan_paper(*urgent, plan, "en").warnings)


def test_the_summary_says_whose_risk_it_counts_and_for_how_long(made: Made) -> None:
    said = {
        lang: " ".join(b.text for b in section(paper(made, lang), "summary").blocks if isinstance(b, Words))
        for lang in ("en", "zh")
    }
    assert "all pipes and risers" in said["en"] and "whole network" not in said["en"]
    assert "全部管道与立管" in said["zh"] and "全网" not in said["zh"] and "未计阀门" in said["zh"]
    assert "30 years from the first works" in said["en"] and "自首年施工起 30 年内" in said["zh"]
    heads = [c.head for c in grids(section(paper(made, "zh"), "curve"))[0].columns]
    assert "30年内消减风险（折现，元）" in heads


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [
        (100.0, 100.0, "no other choice with the same money and rules removes more"),
        (1000.0, 1000.41, "more than 0.05 % more"),
        (100.0, 112.01, "more than 12.1 % more"),
    ],
)
def test_the_gap_is_said_in_words_and_never_rounded_down(value: float, bound: float, text: str) -> None:
    from gastwin.papers.plan_paper import _gap
    from gastwin.papers.plan_texts import Speaker

    assert text in _gap(Speaker("en"), value, bound)


def test_clashing_rules_are_the_first_thing_said(city: gt.Network, made: Made, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(f"[[window]]\nids = ['{city.pipe.id[0]}']\nmust = true\nlatest = 2020\n", "utf-8")
    plan = gt.plan(city, made.risk, budget_per_year=1e8, rules=rules)
    for lang, words in (("en", "NO plan"), ("zh", "没有可行方案")):
        gt.write_plan_papers(city, made.risk, plan, tmp_path / "p.html", lang)
        page = (tmp_path / "p.html").read_text("utf-8")
        assert page.index(words) < page.index('id="summary"')
        clashes = grids(section(plan_paper(city, made.risk, plan, lang), "leftover"))[0]
        assert len(clashes.rows) == len(plan.clashes) >= 2 and str(city.pipe.id[0]) in str(clashes.rows)
    gt.write_plan_papers(city, made.risk, plan, tmp_path / "p.xlsx", "zh")


def test_a_budget_too_small_for_what_must_be_done_is_said(city: gt.Network, made: Made, tmp_path: Path) -> None:
    must = [str(i) for i in city.pipe.id[:40]]
    plan = gt.plan(city, made.risk, budget_per_year=1e4, years=2, must=must)
    assert plan.must_shortfall_cny > 0
    found = plan_paper(city, made.risk, plan, "en", must=must)
    assert any(f"{fen(plan.must_shortfall_cny) / 100:,.2f}" in text for text in found.warnings)
    named = grids(section(found, "leftover"))[-1]
    assert len(named.rows) == 40 and all(str(row[2]).startswith("in the plan") for row in named.rows)


def test_no_works_is_a_paper_too(city: gt.Network, made: Made, tmp_path: Path) -> None:
    plan = gt.plan(city, made.risk, budget_per_year=1.0, years=1)
    assert len(plan.projects) == 0
    for ending in ("html", "xlsx"):
        gt.write_plan_papers(city, made.risk, plan, tmp_path / f"p.{ending}", "zh")
    assert "未安排项目" in (tmp_path / "p.html").read_text("utf-8")


def test_what_is_not_printed_is_said(made: Made) -> None:
    found = paper(made, "zh", sheets=SHEETS)
    sheets = [s for s in found.sections if s.key.startswith("p-")]
    assert len(sheets) == SHEETS < len(made.plan.projects)
    assert f"共 {len(made.plan.projects)} 个项目，本册印制风险消减最大的 {SHEETS} 个" in str(
        section(found, "summary").blocks
    )
    removed = np.sort(np.asarray(made.plan.projects.risk_removed_per_year))[::-1][SHEETS - 1]
    names = {s.title.removeprefix("项目表 ").split("：")[0] for s in sheets}
    for name, risk in zip(map(str, made.plan.projects.id), made.plan.projects.risk_removed_per_year, strict=True):
        assert name not in names or risk >= removed
    links = {key for s in found.sections if s.key.startswith("list-") for key in grids(s)[0].links if key}
    assert links == {s.key for s in sheets}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page_and_workbook_hold_every_word(made: Made, tmp_path: Path, lang: str) -> None:
    gt.write_plan_papers(made.network, made.risk, made.plan, tmp_path / "p.xlsx", lang, works=made.works, sheets=3)
    gt.write_plan_papers(made.network, made.risk, made.plan, tmp_path / "p.html", lang, works=made.works, sheets=3)
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    page = unescape((tmp_path / "p.html").read_text("utf-8"))
    texts = [c.value for s in book.worksheets for row in s.iter_rows() for c in row if isinstance(c.value, str)]
    assert len(texts) > 200 and not [t for t in texts if t not in page]
    assert not [c for s in book.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert len(book.sheetnames) == len(set(book.sheetnames)) >= 6
    if lang == "en":
        assert not [t for t in texts if re.search("[\u4e00-\u9fff]", t) and not re.search("〔|号|路|街|判定标准", t)]


def test_names_from_surveys_cannot_run(tmp_path: Path) -> None:
    nasty = '=1+2"><script>alert(1)</script>'
    net = gt.Network.from_frames(
        {
            "node": {"id": [0, 1], "x_m": [0.0, 500.0], "y_m": [0.0, 0.0]},
            "pipe": {"id": [nasty], "from_node": [0], "to_node": [1], "length_m": [500.0], "inner_diameter_m": [0.1],
                     "street": [nasty], "install_year": [1980], "material": ["grey_iron"], "diameter_text": [nasty]},
            "source": {"id": [1], "node": [0], "gauge_pressure_pa": [3000.0]},
            "building": {"id": [nasty], "x_m": [250.0], "y_m": [5.0], "district": [nasty], "estate": [nasty],
                         "households": [90]},
            "customer": {"id": [1], "node": [1], "demand_kg_s": [0.001]},
        }
    )  # fmt: skip
    risk = gt.risk(net, year=2025, samples=0)
    plan = gt.plan(net, risk, budget_per_year=1e7, years=1, must=[nasty])
    assert len(plan.projects) == 1
    for lang in ("en", "zh"):
        for write, name in ((gt.write_plan_papers, "p"), (gt.write_risk_list, "r")):
            parts = (net, risk, plan) if name == "p" else (net, risk)
            write(*parts, tmp_path / f"{name}.html", lang)  # type: ignore[operator]
            write(*parts, tmp_path / f"{name}.xlsx", lang)  # type: ignore[operator]
            page = (tmp_path / f"{name}.html").read_text("utf-8")
            assert "<script" not in page and "&lt;script&gt;" in page
            cells = [c for s in openpyxl.load_workbook(tmp_path / f"{name}.xlsx").worksheets for r in s for c in r]
            assert not [c for c in cells if c.data_type == "f"]
            assert any(isinstance(c.value, str) and nasty in c.value for c in cells)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_papers_print_whole(made: Made, tmp_path: Path, lang: str) -> None:
    parts = {"works": made.works, "curve": made.curve, "sheets": 6}
    gt.write_plan_papers(made.network, made.risk, made.plan, tmp_path / "p.html", lang, **parts)  # type: ignore[arg-type]
    gt.write_risk_list(made.network, made.risk, tmp_path / "r.html", lang, top=20)
    with browser() as started:
        for name, least, most in (("p", 6 + 5, 6 + 12), ("r", 2, 4)):
            sheets, out, asked = printed(started, tmp_path / f"{name}.html")
            assert least <= sheets <= most and not out and not asked


def test_the_risk_list_is_the_ranking(made: Made) -> None:
    found = risk_paper(made.network, made.risk, "en", top=15)
    grades, conclusions = grids(section(found, "summary"))
    assets = made.risk.assets
    assert grades.total and conclusions.total
    assert grades.total[1] + grades.total[3] == len(assets) == conclusions.total[1] + conclusions.total[3]  # type: ignore[operator]
    assert grades.total[2] == conclusions.total[2] == pytest.approx(float(made.network.pipe.length_m.sum()), abs=1.0)
    assert grades.total[4] == pytest.approx(float(assets.risk_cny_per_year.sum()))
    assert len(set(grades.colours)) == 4 and sum(row[5] for row in grades.rows) == pytest.approx(1.0)  # type: ignore[misc]
    listed = grids(section(found, "list"))[0]
    order = np.argsort(assets["rank"], kind="stable")[:15]
    assert [str(row[1]).split()[0] for row in listed.rows] == [str(assets.id[n]) for n in order]
    for row, n in zip(listed.rows, order, strict=True):
        mean, between = str(row[5]).split("\n")
        low, high = (float(part.replace(",", "")) for part in between.strip("()").split("–"))
        assert low <= high
        assert float(mean.replace(",", "")) == pytest.approx(float(assets.risk_cny_per_year[n]), rel=0.01)
        assert low == pytest.approx(float(assets.risk_cny_p10[n]), rel=0.01)
        assert row[8] == str(assets.causes[n])
    picture = next(b for b in section(found, "summary").blocks if isinstance(b, Picture))
    numbers = [s.text for s in picture.drawing.shapes if hasattr(s, "text") and s.text.isdecimal()]
    assert len(numbers) == len(set(numbers)) and set(numbers) <= {str(n) for n in range(1, 16)} and len(numbers) >= 10


def test_the_verbs_write_papers_and_tables(gastwin: Run, city: gt.Network, tmp_path: Path) -> None:
    gt.Twin.from_network(city).save(tmp_path / "t.gpkg")
    files = [tmp_path / "p.html", tmp_path / "p.xlsx"]
    asked = [word for file in files for word in ("--paper", file)]
    plan = ("plan", tmp_path / "t.gpkg", "--budget-per-year", "3e5", "--years", "2", "--curve", "1e5,3e5")
    more = ("--works", "--stability", "2", "--sheets", "2", *asked)
    status, summary, error = gastwin(*plan, *more, "-o", tmp_path / "tables.xlsx")
    assert status == 0, error
    assert {str(f) for f in (*files, tmp_path / "tables.xlsx")} <= set(summary["outputs"])
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert {"Plan", "What other budgets buy", "How sure the choice is"} <= set(book.sheetnames)
    rows = list(book["What other budgets buy"].iter_rows(values_only=True))
    at = [n for n, head in enumerate(rows[0]) if str(head).startswith(("budget", "cost"))]
    told = [[p["budget_per_year"], p["cost_cny"]] for p in summary["curve"]]
    assert [[row[n] for n in at] for row in rows[1:]] == [pytest.approx(row) for row in told]
    sure = dict(r[0:3:2] for r in book["How sure the choice is"].iter_rows(min_row=2, values_only=True))
    assert sure == pytest.approx(summary["stability"])
    works = {r[0]: r for r in book["Works under gas, project by pro"].iter_rows(min_row=2, values_only=True)}
    assert {w["project"]: w["customers_out"] for w in summary["works"]} == {name: r[5] for name, r in works.items()}
    status, summary, _ = gastwin(*plan, "--works", "--stability", "2", "-o", tmp_path / "csv")
    assert status == 0
    assert {"plan_curve.csv", "works.csv", "stability.csv", "plan.csv"} <= {
        f.name for f in (tmp_path / "csv").iterdir()
    }
    head = (tmp_path / "csv" / "works.csv").read_text("utf-8-sig").splitlines()[0]
    assert head.startswith("project,status,valves,customers_out")
    status, summary, _ = gastwin(
        "risk", tmp_path / "t.gpkg", "--samples", "5", "--paper", tmp_path / "r.html", "--top", "3"
    )
    assert status == 0 and str(tmp_path / "r.html") in summary["outputs"]
    assert (tmp_path / "r.html").read_text("utf-8").count("<tr>") >= 3
    for wrong in ("r.pdf", "r"):
        assert gastwin("risk", tmp_path / "t.gpkg", "--paper", tmp_path / wrong)[0] == 2


def test_places_and_languages_are_checked(made: Made, tmp_path: Path) -> None:
    for name, lang in (("p.pdf", "en"), ("p.html", "fr"), ("no/p.html", "en")):
        with pytest.raises(gt.Error):
            gt.write_plan_papers(made.network, made.risk, made.plan, tmp_path / name, lang)
        with pytest.raises(gt.Error):
            gt.write_risk_list(made.network, made.risk, tmp_path / name, lang)
    assert not list(tmp_path.iterdir())


def test_keys_of_sheets_are_plain_and_different() -> None:
    class Project:
        def __init__(self, name: str) -> None:
            self.id = name

    names = ["J0001", '"><x', "二号", "a-b", "a_b", "a b"]
    keys = [sheet_key(Project(name)) for name in names]  # type: ignore[arg-type]
    assert len(set(keys)) == len(names) and all(re.fullmatch("[-_a-zA-Z0-9]+", key) for key in keys)
