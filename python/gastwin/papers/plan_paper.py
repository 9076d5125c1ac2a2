# SPDX-License-Identifier: Apache-2.0
"""The papers of a plan: summary, lists by year, a sheet for every project, what is left out (`write_plan_papers`)."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any

from .. import _core
from ..compute import HORIZON_YEARS, Plan
from ..files import has_suffix
from ..network import Network, Twin
from ..plan_left_out import concluded
from ..plan_views import CurvePoint, plan_efficiency
from ..plan_works import WorksRow
from ..risk import Risk
from .page import write_page
from .paper import Blanks, Block, Column, Grid, Heading, Paper, Picture, Section, Value, Words, fen, shown, total_of
from .plan_facts import PlanFacts, ProjectFacts, add_closures, code_names, plan_facts, rows_by
from .plan_left import left_sections
from .plan_maps import plan_map
from .plan_sheets import money, project_section, sheet_key
from .plan_texts import APPROVAL, Speaker
from .plan_views_paper import view_sections
from .wanted import paper_language, paper_place
from .xlsx_layout import write_workbook_paper

SHEETS = 200  # projects with a sheet of their own, unless more are asked for


def _cost_text(say: Speaker, cost_fen: int) -> str:
    return money(cost_fen) if not say.zh else f"{cost_fen / 1e6:,.2f} 万"


def _yuan(cny: float) -> str:
    """Money that is an estimate: whole CNY."""
    return f"{cny:,.0f}" if math.isfinite(cny) else "–"


def _what(say: Speaker, facts: PlanFacts) -> str:
    """What is done, in a sentence."""
    projects = facts.projects
    if not projects:
        return say("nothing")
    risers = [a for p in projects for a in p.assets if a.table == "riser"]
    told = say("and_risers", n=len(risers), m=f"{sum(a.length_m for a in risers):,.0f}") if risers else ""
    return say(
        "what",
        first=min(p.year for p in projects),
        last=max(p.year for p in projects),
        projects=f"{len(projects):,}",
        km=shown(sum(p.pipe_m for p in projects), "km"),
        risers=told,
        cost=_cost_text(say, sum(p.cost_fen for p in projects)),
    )


def _risk_words(say: Speaker, facts: PlanFacts) -> list[Block]:
    """How much risk goes, and how good the choice is."""
    plan, years = facts.plan, facts.plan.years
    blocks: list[Block] = []
    if len(years) and facts.projects:
        kept, left = float(years.risk_kept_cny_per_year[-1]), float(years.risk_left_cny_per_year[-1])
        if kept > 0:
            share = shown((kept - left) / kept, "share")
            blocks.append(Words(say("removed", last=years.id[-1], left=_yuan(left), kept=_yuan(kept), share=share)))
        found = plan_efficiency(plan, facts.risk)
        blocks.append(Words(say("lives", years=HORIZON_YEARS, lives=shown(found["fatalities_averted"], "real"))))
        blocks.append(Words(_gap(say, float(plan.value), float(plan.bound))))
        blocks.append(Words(say("million", years=HORIZON_YEARS, value=_yuan(found["next_million_removes_cny"]))))
        blocks.append(Words(say("gap_note"), "note"))
    return [*blocks, Words(say("risk_note"), "note")]


def _gap(say: Speaker, value: float, bound: float) -> str:
    """By how much any other plan could be better, rounded up: a proof is not rounded down."""
    more = (bound - value) / value if value > 0 else math.inf
    if more <= 1e-9:
        return say("gap_zero")
    digits = 2 if more < 0.01 else 1
    percent = math.ceil(100.0 * more * 10**digits - 1e-9) / 10**digits
    return say("gap", share=f"{percent:.{digits}f} %")


def _years(say: Speaker, facts: PlanFacts) -> Grid:
    table, grouped = facts.plan.years, rows_by(facts.projects, lambda p: p.year)
    columns = (
        Column(say("year"), "text", 9),
        Column(say("projects"), "whole", 7),
        Column(say("pipe_m"), "metres", 9),
        Column(say("risers"), "whole", 7),
        Column(say("cost"), "money", 12),
        Column(say("budget"), "money", 12),
        Column(say("left"), "money", 10),
        Column(say("crew_days"), "real", 7),
        Column(say("risk_kept"), "real", 11),
        Column(say("risk_left"), "real", 11),
    )
    rows: list[list[Value]] = []
    for n, name in enumerate(table.id):
        projects = grouped.get(int(name), [])
        cost, budget = sum(p.cost_fen for p in projects), fen(table.budget_cny[n])
        rows.append(
            [
                str(name),
                len(projects),
                round(sum(p.pipe_m for p in projects), 2),
                sum(a.table == "riser" for p in projects for a in p.assets),
                cost,
                budget,
                budget - cost,
                float(table.crew_days[n]),
                float(table.risk_kept_cny_per_year[n]),
                float(table.risk_left_cny_per_year[n]),
            ]
        )
    return Grid(columns, rows, total_of(rows, columns, say("total")))


def _shares(say: Speaker, name: str, groups: Mapping[str, tuple[int, float, int, int, float]]) -> Grid:
    """Number of projects, metres of pipe, risers, cost and risk removed by group."""
    columns = (
        Column(name, "text", 18),
        Column(say("projects"), "whole", 9),
        Column(say("pipe_m"), "metres", 12),
        Column(say("risers"), "whole", 9),
        Column(say("cost"), "money", 15),
        Column(say("risk_removed"), "real", 12),
    )
    rows: list[list[Value]] = [[key or say("unknown"), *values] for key, values in groups.items()]
    total = total_of(rows, columns, say("total"))
    total[5] = sum(values[4] for values in groups.values())
    return Grid(columns, rows, total)


def _by_district(say: Speaker, facts: PlanFacts) -> Grid:
    groups = {
        district: (
            len(projects),
            round(sum(p.pipe_m for p in projects), 2),
            sum(a.table == "riser" for p in projects for a in p.assets),
            sum(p.cost_fen for p in projects),
            float(sum(p.row.risk_removed_per_year for p in projects)),
        )
        for district, projects in rows_by(facts.projects, lambda p: p.district).items()
    }
    return _shares(say, say("district"), groups)


def _by_material(say: Speaker, facts: PlanFacts) -> Grid:
    columns = (
        Column(say("material"), "text", 18),
        Column(say("pipes"), "whole", 10),
        Column(say("pipe_m"), "metres", 14),
        Column(say("risers"), "whole", 10),
        Column(say("cost"), "money", 16),
    )
    groups: dict[str, list[Any]] = {}
    for project in facts.projects:
        for a in project.assets:
            row = groups.setdefault(a.material, [0, 0.0, 0, 0])
            row[0 if a.table == "pipe" else 2] += 1
            row[1] = round(row[1] + (a.length_m if a.table == "pipe" else 0.0), 2)
            row[3] += a.cost_fen
    rows: list[list[Value]] = [[name, *values] for name, values in sorted(groups.items(), key=lambda g: -g[1][3])]
    if set_up := sum(p.set_up_fen for p in facts.projects):
        rows.append([say("set_up"), None, None, None, set_up])
    if closure := sum(p.closure_fen for p in facts.projects):
        rows.append([say("closure_cost"), None, None, None, closure])
    return Grid(columns, rows, total_of(rows, columns, say("total")))


def _practices(say: Speaker, facts: PlanFacts) -> list[Block]:
    table = facts.plan.practices
    if not len(table):
        return []
    names = code_names(table, "practice", say.lang)
    columns = (
        Column(say("way"), "text", 24),
        Column(say("of_bound"), "share", 14),
        Column(say("cost"), "money", 15),
        Column(say("assets"), "whole", 12),
        Column(say("set_ups"), "whole", 10),
    )
    rows: list[list[Value]] = [
        [
            names[table.practice[n]],
            float(table.share_of_bound[n]),
            fen(table.cost_cny[n]),
            int(table.assets[n]),
            int(table.mobilisations[n]),
        ]
        for n in range(len(table))
    ]
    return [Heading(say("practice")), Grid(columns, rows), Words(say("practice_note"), "note")]


def _list(say: Speaker, year: int, projects: Sequence[ProjectFacts], printed: frozenset[str]) -> Section:
    columns = (
        Column(say("project"), "text", 9),
        Column(say("where"), "text", 15),
        Column(say("district"), "text", 12),
        Column(say("kind"), "text", 10),
        Column(say("pipes"), "whole", 6),
        Column(say("risers"), "whole", 6),
        Column(say("length"), "metres", 10),
        Column(say("cost"), "money", 13),
        Column(say("risk_removed"), "real", 10),
        Column(say("must"), "text", 6),
    )
    rows: list[list[Value]] = []
    for p in projects:
        pipes = sum(a.table == "pipe" for a in p.assets)
        kind = say(p.row.kind) if p.row.kind in ("buried", "above_ground", "riser") else str(p.row.kind)
        must = say("yes") if p.row.must else ""
        removed = float(p.row.risk_removed_per_year)
        rows.append(
            [p.id, p.where, p.district, kind, pipes, len(p.assets) - pipes, p.length_m, p.cost_fen, removed, must]
        )
    total = total_of(rows, columns, say("total"))
    total[8] = float(sum(p.row.risk_removed_per_year for p in projects))
    links = [sheet_key(p) if p.id in printed else "" for p in projects]
    title = say("list", year=year)
    return Section(f"list-{year}", title, [Grid(columns, rows, total, links=links)], new_page=True)


def _warnings(say: Speaker, facts: PlanFacts) -> list[str]:
    plan, told = facts.plan, []
    if len(plan.clashes) and not len(plan.projects):
        told.append(say("not_found" if plan.status == "not_found" else "infeasible"))
    if float(plan.must_shortfall_cny) > 0:
        told.append(say("over_budget", short=money(fen(plan.must_shortfall_cny))))
    now = concluded(facts.risk, plan)["renew_now"]
    if now.left_out:
        km = {"km": shown(now.pipe_m_left_out, "km"), "all_km": shown(now.pipe_m, "km")}
        told.append(say("left_over", n=f"{now.left_out:,}", all=f"{now.assets:,}", section=say("leftover"), **km))
    return told


def _summary(say: Speaker, facts: PlanFacts, printed: int) -> list[Section]:
    blocks: list[Block] = [Words(_what(say, facts)), *_risk_words(say, facts)]
    if printed < len(facts.projects):
        blocks.append(Words(say("sheets_left", shown=f"{printed:,}", all=f"{len(facts.projects):,}"), "note"))
    blocks += [Heading(say("by_year")), _years(say, facts), *_practices(say, facts)]
    blocks += [Heading(say("approval")), Blanks(say.each(APPROVAL), high=True)]
    sections = [Section("summary", say("summary"), blocks)]
    if facts.projects:
        drawing = plan_map(facts)
        parts: list[Block] = [] if drawing is None else [Picture(drawing, say("overview_caption"))]
        parts += [Heading(say("by_district")), _by_district(say, facts)]
        parts += [Heading(say("by_material")), _by_material(say, facts)]
        parts += [Words(say("set_up_note"), "note"), Words(say("tag_note"), "note")]
        sections.append(Section("overview", say("overview"), parts, new_page=True))
    return sections


def plan_paper(
    twin: Network | Twin,
    risk: Risk,
    plan: Plan,
    lang: str,
    *,
    works: Sequence[WorksRow] = (),
    curve: Sequence[CurvePoint] = (),
    stability: Mapping[str, float] | None = None,
    must: Sequence[Any] = (),
    never: Sequence[Any] = (),
    sheets: int = SHEETS,
) -> Paper:
    """The papers of a plan as one paper; arguments as of `write_plan_papers`."""
    say = Speaker(lang)
    facts = plan_facts(twin, risk, plan, lang, works=works, stability=stability, must=must, never=never)
    wanted = sorted(facts.projects, key=lambda p: (-float(p.row.risk_removed_per_year), p.id))[:sheets]
    printed = frozenset(p.id for p in wanted)
    add_closures(facts, wanted)
    grades = code_names(risk.assets, "grade", lang)
    sections = _summary(say, facts, len(printed))
    sections += left_sections(say, facts)
    sections += view_sections(say, facts, curve, works)
    for year, projects in rows_by(facts.projects, lambda p: p.year).items():
        sections.append(_list(say, year, projects, printed))
    sections += [project_section(say, facts, p, grades) for p in facts.projects if p.id in printed]
    years = [int(y) for y in plan.years.id]
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]) if years else "–"
    foot = say("foot", version=_core.version)
    return Paper(say("title", years=span), lang, [say("basis")], sections, foot, _warnings(say, facts))


def write_plan_papers(
    twin: Network | Twin,
    risk: Risk,
    plan: Plan,
    path: str | os.PathLike[str],
    lang: str | None = None,
    *,
    works: Sequence[WorksRow] = (),
    curve: Sequence[CurvePoint] = (),
    stability: Mapping[str, float] | None = None,
    must: Sequence[Any] = (),
    never: Sequence[Any] = (),
    sheets: int = SHEETS,
) -> None:
    """Writes the papers of a plan: .html, one offline page for print on A4; .xlsx, a workbook with maps as shapes.

    A summary (money, length, risk removed, what is proved of the choice, comparison with ranked lists), the network by
    year of the works, what is left out, projects by year, and a sheet per project with its map, pipes, reasons, rules,
    closure and places to sign. works, curve, stability: of `check_works`, `plan_curve`, `plan_stability`, where they
    were asked for. must, never: as given to `plan`. sheets: projects with a sheet of their own, those that remove most
    risk; the paper says how many it left out. lang: "zh" or "en", default the environment's. An existing file survives
    unless the new one is complete.

    Raises `Error`: another ending, another language, no place to write.
    """
    paper_place(path)
    chosen = paper_language(lang)
    paper = plan_paper(
        twin,
        risk,
        plan,
        chosen,
        works=works,
        curve=curve,
        stability=stability,
        must=must,
        never=never,
        sheets=sheets,
    )
    (write_page if has_suffix(path, (".html",)) else write_workbook_paper)(paper, path)
