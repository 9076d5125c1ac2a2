# SPDX-License-Identifier: Apache-2.0
"""Curve, stability and works of a plan as tables of its papers and of its workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..compute import HORIZON_YEARS
from ..plan_views import CurvePoint
from ..plan_works import WorksRow
from .paper import Column, Grid, Section, Value, fen
from .plan_facts import PlanFacts, code_names
from .plan_texts import Speaker


def curve_grid(say: Speaker, curve: Sequence[CurvePoint]) -> Grid:
    """One row per budget."""
    columns = (
        Column(say("budget_per_year"), "money", 14),
        Column(say("cost"), "money", 14),
        Column(say("projects"), "whole", 8),
        Column(say("value", years=HORIZON_YEARS), "real", 13),
        Column(say("bound"), "real", 13),
        Column(say("gap_share"), "share", 8),
        Column(say("next_million", years=HORIZON_YEARS), "real", 13),
    )
    rows: list[list[Value]] = [
        [fen(p.budget_per_year), fen(p.cost_cny), p.projects, p.value, p.bound, p.gap, p.next_million_cny]
        for p in curve
    ]
    return Grid(columns, rows)


def stability_grid(say: Speaker, stability: Mapping[str, float], where: Mapping[str, str]) -> Grid:
    """One row per project, the least sure first."""
    columns = (
        Column(say("project")),
        Column(say("where"), "text", 24),
        Column(say("stable"), "share", 14),
        Column("", "text", 26),
    )
    rows: list[list[Value]] = [
        [name, where.get(name, ""), share, say("wants_data") if share < 0.6 else ""]
        for name, share in sorted(stability.items(), key=lambda item: (item[1], item[0]))
    ]
    return Grid(columns, rows)


def works_grid(say: Speaker, works: Sequence[WorksRow], where: Mapping[str, str], ways: Mapping[str, str]) -> Grid:
    """One row per project with pipes, those with most customers out first."""
    columns = (
        Column(say("project"), "text", 9),
        Column(say("where"), "text", 12),
        Column(say("gas_way"), "text", 13),
        Column(say("status"), "text", 10),
        Column(say("valve_count"), "whole", 6),
        Column(say("customers_out"), "whole", 9),
        Column(say("households_out"), "whole", 8),
        Column(say("out_by_valves"), "whole", 10),
        Column(say("lowest_before"), "real", 8),
        Column(say("lowest_after"), "real", 8),
        Column(say("met"), "text", 8),
        Column(say("upsize"), "text", 11),
    )
    known = ("isolated", "source_inside", "unsupplied", "no_gas")
    rows: list[list[Value]] = [
        [
            row.project,
            where.get(row.project, ""),
            ways.get(row.gas_way, row.gas_way),
            say(row.status) if row.status in known else row.status,
            row.valves,
            row.customers_out,
            row.households_out,
            row.customers_out_by_valves,
            row.lowest_before_pa / 1000.0,
            row.lowest_pa / 1000.0,
            say("is_met" if row.pressure_met else "not_met"),
            row.upsize,
        ]
        for row in sorted(works, key=lambda r: (-r.customers_out, r.project))
    ]
    return Grid(columns, rows)


def view_sections(
    say: Speaker, facts: PlanFacts, curve: Sequence[CurvePoint], works: Sequence[WorksRow]
) -> list[Section]:
    """Those of the three that were asked for."""
    where = {p.id: p.where for p in facts.projects}
    ways = code_names(facts.plan.projects, "gas_way", say.lang)
    stable = {p.id: p.stable for p in facts.projects if p.stable is not None}
    sections = []
    if curve:
        sections.append(Section("curve", say("curve"), [curve_grid(say, curve)]))
    if stable:
        sections.append(Section("stability", say("stability"), [stability_grid(say, stable, where)], new_page=True))
    if works:
        sections.append(
            Section("works", say("works_list"), [works_grid(say, works, where, ways)], new_page=True, dense=True)
        )
    return sections
