# SPDX-License-Identifier: Apache-2.0
"""The sheet of one project: what, where, why, under which closure, and who signs."""

from __future__ import annotations

from collections import Counter

from ..messages import figure
from .grades import GRADE_FILL
from .paper import Blanks, Block, Column, Facts, Grid, Heading, Picture, Section, Value, Words, shown
from .plan_facts import PlanFacts, ProjectFacts, code_names
from .plan_maps import project_map, shows_valves
from .plan_texts import ACCEPTANCE, SIGNATURES, Speaker

_MOST_CAUSES = 3


def money(fen: int) -> str:
    """An amount for a sentence or a fact."""
    return shown(fen, "money")


def _kpa(pa: float) -> str:
    return f"{pa / 1000.0:.2f}" if pa == pa else "–"


def _facts(say: Speaker, project: ProjectFacts) -> Facts:
    row = project.row
    before = project.risk_before
    after = max(0.0, before - float(row.risk_removed_per_year))
    share = shown(float(row.risk_removed_per_year) / before, "share") if before > 0 else "–"
    pipes = sum(a.table == "pipe" for a in project.assets)
    pairs = [
        (say("year"), str(project.year)),
        (say("cost"), money(project.cost_fen)),
        (say("where"), project.where),
        (say("length"), shown(project.length_m, "metres")),
        (say("district"), project.district or "–"),
        (say("pipes") + " / " + say("risers"), f"{pipes} / {len(project.assets) - pipes}"),
        (say("community"), project.area.community or "–"),
        (say("kind"), say(row.kind) if row.kind in ("buried", "above_ground", "riser") else str(row.kind)),
        (say("near"), project.area.building or "–"),
        (say("risk"), say("less", before=figure(round(before)), after=figure(round(after)), share=share)),
        (say("crew_days"), f"{row.crew_days:.1f}"),
        (say("opened"), shown(float(row.opened_m), "metres")),
    ]
    if row.must:
        pairs.append((say("must"), say("yes")))
    if project.stable is not None:
        doubt = f" ({say('wants_data')})" if project.stable < 0.6 else ""
        pairs.append((say("stable"), shown(project.stable, "share") + doubt))
    return Facts(pairs)


def asset_columns(say: Speaker) -> tuple[Column, ...]:
    """Columns of a project's list of pipes and risers."""
    return (
        Column(say("number"), "whole", 5),
        Column(say("asset"), "text", 14),
        Column(say("material"), "text", 16),
        Column(say("laid"), "text", 8),
        Column(say("size"), "text", 8),
        Column(say("pressure"), "text", 10),
        Column(say("length"), "metres", 9),
        Column(say("design"), "text", 10),
        Column(say("grade"), "text", 17),
        Column(say("cost"), "money", 12),
    )


def _assets(say: Speaker, project: ProjectFacts, grades: dict[str, str]) -> Grid:
    rows: list[list[Value]] = [
        [
            n,
            a.id,
            a.material,
            str(a.year) if a.year is not None else say("unknown"),
            a.size,
            a.pressure or say("riser"),
            a.length_m,
            a.design,
            grades[a.risk.grade],
            a.cost_fen,
        ]
        for n, a in enumerate(project.assets, start=1)
    ]
    blank: list[Value] = [None] * 10
    for name, amount in (("set_up", project.set_up_fen), ("closure_cost", project.closure_fen)):
        if amount:
            last = blank.copy()
            last[1], last[9] = say(name), amount
            rows.append(last)
    total = blank.copy()
    total[1], total[6], total[9] = say("project_cost"), project.length_m, project.cost_fen
    colours = [GRADE_FILL[a.risk.grade] for a in project.assets] + [""] * (len(rows) - len(project.assets))
    return Grid(asset_columns(say), rows, total, 8, colours)


def _causes(say: Speaker, project: ProjectFacts) -> list[Block]:
    """The engine's reason, and the causes of the assets that risk most per km."""
    row = project.row
    blocks: list[Block] = [Heading(say("why")), Words(str(row.reason_zh if say.zh else row.reason))]
    blocks.append(Words(say.listed("causes", []), "note"))
    worst = sorted(project.assets, key=lambda a: a.risk.rank)[:_MOST_CAUSES]
    told: dict[str, list[str]] = {}
    for a in worst:
        told.setdefault(str(a.risk.causes_zh if say.zh else a.risk.causes), []).append(a.id)
    blocks += [
        Words(f"{say.comma.join(ids)}{'：' if say.zh else ': '}{causes}") for causes, ids in told.items() if causes
    ]
    return blocks


def _rules(say: Speaker, facts: PlanFacts, project: ProjectFacts) -> list[Block]:
    counted = Counter(rule for asset in project.assets for rule in asset.rules)
    if not counted:
        return [Words(say("rules_none"), "note")]
    conclusion = code_names(facts.risk.rules, "conclusion", say.lang)
    rows: list[list[Value]] = []
    for rule, count in sorted(counted.items()):
        told = facts.rules.get(rule)
        if told is None:
            rows.append([rule, "", "", count])
            continue
        clause = told.clause_zh if say.zh else told.clause
        name = told.name_zh if say.zh else told.name_en
        rows.append(
            [
                f"{rule} {name}",
                f"{told.document}{'，' if say.zh else ', '}{clause} [{told.tag}]",
                conclusion[told.conclusion],
                count,
            ]
        )
    columns = (
        Column(say("rule"), "text", 26),
        Column(say("clause"), "text", 42),
        Column(say("conclusion"), "text", 14),
        Column(say("times"), "whole", 8),
    )
    return [Grid(columns, rows)]


def _works(say: Speaker, facts: PlanFacts, project: ProjectFacts) -> list[Block]:
    """How the others are kept supplied, by the plan; pressures and valves where the works were checked."""
    works, row = project.works, project.row
    pairs = [
        (say("gas_way"), code_names(facts.plan.projects, "gas_way", say.lang)[row.gas_way]),
        (say("households_out"), f"{row.households_out:,}"),
        (say("stops"), f"{row.stops:,}"),
        (say("customers_out"), f"{row.customers_out if works is None else works.customers_out:,}"),
        (say("special_out"), f"{row.special_out:,}"),
        (say("season"), say("not_in_winter" if row.outside_heating_season else "any_season")),
    ]
    if works is not None:
        pairs += [
            (say("isolation"), _isolation(say, works.status)),
            (say("out_by_valves"), f"{works.customers_out_by_valves:,}"),
            (say("lowest"), f"{_kpa(works.lowest_before_pa)} → {_kpa(works.lowest_pa)}"),
            (say("met"), say("is_met" if works.pressure_met else "not_met")),
        ]
    if works is not None and works.upsize:
        pairs.append((say("upsize"), works.upsize))
    blocks: list[Block] = [Facts(pairs)]
    if project.closure is not None and project.closure.valves:
        blocks.append(Words(say.listed("valves", project.closure.valves)))
    if project.closure is not None and project.closure.stations:
        blocks.append(Words(say.listed("stations", project.closure.stations)))
    if works is None and any(a.table == "pipe" for a in project.assets):
        blocks.append(Words(say("works_none"), "note"))
    return blocks


def _isolation(say: Speaker, status: str) -> str:
    return say(status) if status in ("isolated", "source_inside", "unsupplied", "no_gas") else status


def project_section(say: Speaker, facts: PlanFacts, project: ProjectFacts, grades: dict[str, str]) -> Section:
    """One project on a page of its own."""
    drawing = project_map(facts, project)
    caption = say("map_caption")
    if drawing is not None and shows_valves(drawing):
        caption += say("map_valves")
    shown_map = Words(say("no_map"), "note") if drawing is None else Picture(drawing, caption)
    return Section(
        sheet_key(project),
        say("sheet", id=project.id, where=project.where),
        [
            _facts(say, project),
            shown_map,
            _assets(say, project, grades),
            *_causes(say, project),
            *_rules(say, facts, project),
            Heading(say("works")),
            *_works(say, facts, project),
            Heading(say("acceptance")),
            Blanks(say.each(ACCEPTANCE)),
            Blanks(say.each(SIGNATURES), high=True),
        ],
        sheet=say("sheets_of", year=project.year),
        new_page=True,
        dense=True,
    )


def sheet_key(project: ProjectFacts) -> str:
    """Name of a project's sheet in links: its id, made plain."""
    return "p-" + "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}" for c in project.id)
