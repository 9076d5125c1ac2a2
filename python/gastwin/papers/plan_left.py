# SPDX-License-Identifier: Apache-2.0
"""What a plan leaves: assets that rules want renewed, what the planner named, and rules that clash."""

from __future__ import annotations

from ..plan_left_out import concluded
from .paper import Block, Column, Grid, Heading, Section, Value, Words, total_of
from .plan_facts import PlanFacts, code_names
from .plan_texts import Speaker


def _conclusions(say: Speaker, facts: PlanFacts) -> Grid:
    """By conclusion of the rules: how much there is, and how much of it the plan renews."""
    names = code_names(facts.risk.assets, "conclusion", say.lang)
    columns = (
        Column(say("conclusion"), "text", 16),
        Column(say("assessed"), "whole", 9),
        Column(say("in_plan"), "whole", 9),
        Column(say("not_in_plan"), "whole", 9),
        Column(say("assessed_m"), "metres", 13),
        Column(say("in_plan_m"), "metres", 12),
        Column(say("not_in_plan_m"), "metres", 13),
    )
    rows: list[list[Value]] = []
    for code, part in concluded(facts.risk, facts.plan).items():
        inside_m = round(part.pipe_m - part.pipe_m_left_out, 2)
        inside = part.assets - part.left_out
        rows.append([names[code], part.assets, inside, part.left_out, part.pipe_m, inside_m, part.pipe_m_left_out])
    return Grid(columns, rows, total_of(rows, columns, say("total")))


def _named(say: Speaker, facts: PlanFacts) -> Grid:
    """What became of the assets named as must-do and never-do."""
    assessed = {str(i) for i in facts.risk.assets.id}
    rows: list[list[Value]] = []
    for names, asked in ((facts.must, "as_must"), (facts.never, "as_never")):
        for name in sorted(names):
            project = facts.chosen.get(name)
            if project is not None:
                state = say("state_in", project=project.id, year=project.year)
            elif name not in assessed:
                state = say("state_unknown")
            else:
                state = say("state_kept" if asked == "as_never" else "state_out")
            rows.append([name, say(asked), state])
    return Grid((Column(say("asset"), "text", 16), Column(say("named_as")), Column(say("state"), "text", 30)), rows)


def _clashes(say: Speaker, facts: PlanFacts) -> Grid:
    table, names = facts.plan.clashes, code_names(facts.plan.clashes, "rule", say.lang)
    rows: list[list[Value]] = [
        [names[table.rule[n]], str(table.year[n]) if table.year[n] >= 0 else "", str(table.subject[n])]
        for n in range(len(table))
    ]
    columns = (
        Column(say("clash_rule"), "text", 16),
        Column(say("year"), "text", 8),
        Column(say("clash_subject"), "text", 50),
    )
    return Grid(columns, rows)


def left_sections(say: Speaker, facts: PlanFacts) -> list[Section]:
    """The section on what is left, with clashes first."""
    blocks: list[Block] = []
    if len(facts.plan.clashes):
        blocks += [Heading(say("clashes")), _clashes(say, facts)]
    blocks += [Words(say("leftover_note"), "note"), _conclusions(say, facts)]
    if facts.must or facts.never:
        blocks += [Heading(say("named")), _named(say, facts)]
    return [Section("leftover", say("leftover"), blocks)]
