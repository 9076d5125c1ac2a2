# SPDX-License-Identifier: Apache-2.0
"""Reporting tables by month, quarter or year: what was planned and done, paid, installed, found and closed
(`write_progress`). Empty periods and districts are rows of zeros; all sums are of whole numbers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .. import _core
from ..files import has_suffix
from .page import write_page
from .paper import Blanks, Block, Column, Grid, Heading, Paper, Section, Value, Words
from .plan_texts import Speaker
from .progress_facts import OUTSIDE, UNDATED, Entry, Hazard, Period, Planned, period_of
from .progress_texts import SIGNED, TEXTS
from .wanted import paper_language, paper_place
from .xlsx_layout import write_workbook_paper

_FLOWS = ("pipe_cm", "risers", "cost_fen", "paid", "device", "found", "closed")
_KINDS = {"pipe_cm": "metres", "cost_fen": "money", "paid": "money"}


@dataclass
class Progress:
    """What a report adds up; `given`: which of done, paid, devices and hazards there was anything to read of."""

    per: str
    periods: list[Period]
    planned: list[Planned]
    done: set[str]
    entries: list[Entry]
    hazards: list[Hazard]
    given: frozenset[str]
    sums: dict[tuple[str, int | None, str | None], int] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)
    undated: int = 0

    def __post_init__(self) -> None:
        for entry in [*self.entries, *self._hazard_entries()]:
            at = period_of(entry, self.periods, self.per)
            if at == OUTSIDE:
                self.outside[entry.what] = self.outside.get(entry.what, 0) + 1
                continue
            if at == UNDATED:
                self.undated += 1
                at = -int(entry.year or 0)
            for what in {entry.what, entry.what.partition(":")[0]}:
                for slot in (at, None):
                    for district in (entry.district, None):
                        key = (what, slot, district)
                        self.sums[key] = self.sums.get(key, 0) + entry.amount

    def _hazard_entries(self) -> Iterable[Entry]:
        for hazard in self.hazards:
            for what, days in (("found", hazard.opened), ("closed", hazard.closed)):
                yield from (Entry(what, 1, hazard.district, date.fromisoformat(day)) for day in days)

    @property
    def slots(self) -> list[int]:
        """Periods by number, and for each year with entries of no month a slot of its own after them."""
        years = sorted({-at for _, at, _ in self.sums if at is not None and at < 0})
        return [*range(len(self.periods)), *(-year for year in years)]

    @property
    def districts(self) -> list[str]:
        """All districts that anything is planned or told for, unknown last."""
        named = (
            {d for _, _, d in self.sums if d is not None}
            | {p.district for p in self.planned}
            | {h.district for h in self.hazards}
        )
        return [*sorted(named - {""}), *([""] if "" in named else [])]

    def sum(self, what: str, slot: int | None = None, district: str | None = None) -> int:
        """Of entries of a kind ("paid:city", or "paid" for all), in a slot or all, in a district or all."""
        return self.sums.get((what, slot, district), 0)

    def standing(self, last: date, district: str | None = None) -> tuple[int, int]:
        """Hazards open and overdue at the end of a day."""
        here = [h for h in self.hazards if district in (None, h.district)]
        day = last.isoformat()
        return sum(h.is_open(day) for h in here), sum(h.is_overdue(day) for h in here)


def _flow(found: Progress, slot: int | None, district: str | None) -> list[Value]:
    """The amounts of a row, as papers show them."""
    values: list[Value] = []
    for what in _FLOWS:
        amount = found.sum(what, slot, district) + (found.sum("subsidy", slot, district) if what == "paid" else 0)
        values.append(amount / 100 if what == "pipe_cm" else amount)
    return values


def _flow_columns(say: Speaker) -> list[Column]:
    return [Column(say(what), _KINDS.get(what, "whole"), 12 if what in _KINDS else 8) for what in _FLOWS]


def _slot_name(say: Speaker, found: Progress, slot: int) -> str:
    return found.periods[slot].name if slot >= 0 else say("undated", year=-slot)


def _overall(say: Speaker, found: Progress) -> Grid:
    columns = [Column(say("period"), "text", 12), *_flow_columns(say)]
    columns += [Column(say("open"), "whole", 8), Column(say("overdue"), "whole", 8)]
    rows: list[list[Value]] = []
    for slot in found.slots:
        at_end: tuple[Value, Value] = found.standing(found.periods[slot].last) if slot >= 0 else (None, None)
        rows.append([_slot_name(say, found, slot), *_flow(found, slot, None), *at_end])
    total: list[Value] = [say("total"), *_flow(found, None, None), *found.standing(found.periods[-1].last)]
    return Grid(tuple(columns), rows, total)


def _finished(found: Progress, project: Planned) -> bool:
    return bool(project.assets) and all(asset in found.done for asset in project.assets)


def _plan(say: Speaker, found: Progress, done_cm: Mapping[str, int]) -> Grid:
    """By year of the plan: planned, and what of it is done by now, whenever it was."""
    columns = (
        Column(say("year"), "text", 8),
        Column(say("planned_projects"), "whole", 9),
        Column(say("finished"), "whole", 9),
        Column(say("planned_m"), "metres", 13),
        Column(say("done_of_plan"), "metres", 13),
        Column(say("share"), "share", 9),
        Column(say("planned_cost"), "money", 15),
    )
    rows: list[list[Value]] = []
    for year in sorted({p.year for p in found.planned}):
        rows.append([str(year), *_planned_row(found, [p for p in found.planned if p.year == year], done_cm)])
    return Grid(columns, rows, [say("total"), *_planned_row(found, found.planned, done_cm)])


def _planned_row(found: Progress, projects: Sequence[Planned], done_cm: Mapping[str, int]) -> list[Value]:
    planned, done = sum(p.length_cm for p in projects), sum(done_cm[p.id] for p in projects)
    return [
        len(projects),
        sum(_finished(found, p) for p in projects),
        planned / 100,
        done / 100,
        done / planned if planned else None,
        sum(p.cost_fen for p in projects),
    ]


def _by_district(say: Speaker, found: Progress, done_cm: Mapping[str, int]) -> Grid:
    last = found.periods[-1].last
    due = [p for p in found.planned if p.year <= last.year]
    columns = [Column(say("district"), "text", 15), Column(say("planned_m"), "metres", 11)]
    columns += [Column(say("share"), "share", 8), Column(say("rank"), "whole", 6), *_flow_columns(say)]
    columns += [Column(say("open"), "whole", 7), Column(say("overdue"), "whole", 7)]
    shares: dict[str, float | None] = {}
    for district in found.districts:
        row = _planned_row(found, [p for p in due if p.district == district], done_cm)
        shares[district] = row[4]  # type: ignore[assignment]
    ranked = sorted((s for s in shares.values() if s is not None), reverse=True)
    rows: list[list[Value]] = []
    for district, share in shares.items():
        planned = sum(p.length_cm for p in due if p.district == district) / 100
        rank = None if share is None else ranked.index(share) + 1
        flow = _flow(found, None, district)
        rows.append([district or say("unknown"), planned, share, rank, *flow, *found.standing(last, district)])
    whole = _planned_row(found, due, done_cm)
    total: list[Value] = [say("total"), whole[2], whole[4], None, *_flow(found, None, None), *found.standing(last)]
    return Grid(tuple(columns), rows, total)


def _detail(say: Speaker, found: Progress) -> Grid:
    columns = [Column(say("period"), "text", 12), Column(say("district"), "text", 11), *_flow_columns(say)]
    rows: list[list[Value]] = [
        [_slot_name(say, found, slot), district or say("unknown"), *_flow(found, slot, district)]
        for slot in found.slots
        for district in found.districts
    ]
    return Grid(tuple(columns), rows, [say("total"), None, *_flow(found, None, None)])


def _crossed(say: Speaker, found: Progress, prefix: str, names: Mapping[str, str], kind: str) -> Grid:
    """Periods down, kinds of entries across, totals both ways."""
    columns = [Column(say("period"), "text", 12)]
    columns += [Column(names[name], kind, 13) for name in names] + [Column(say("total"), kind, 14)]
    rows: list[list[Value]] = []
    for slot in [*found.slots, None]:
        values = [found.sum(f"{prefix}:{name}", slot) for name in names]
        title = say("total") if slot is None else _slot_name(say, found, slot)
        rows.append([title, *values, sum(values)])
    return Grid(tuple(columns), rows[:-1], rows[-1])


def _names(say: Speaker, found: Progress, prefix: str, known: Iterable[str], group: str) -> dict[str, str]:
    """Names of the kinds that entries have, known ones first, in words where there are some."""
    told = sorted({what.partition(":")[2] for what, _, _ in found.sums if what.startswith(f"{prefix}:")})
    ordered = [*known, *(name for name in told if name not in set(known))]
    return {name: say(f"{group}.{name}") if f"{group}.{name}" in TEXTS else name for name in ordered}


def _money(say: Speaker, found: Progress) -> list[Block]:
    works, subsidies = _names(say, found, "paid", (), "payer"), _names(say, found, "subsidy", (), "payer")
    blocks: list[Block] = [Heading(say("works_money"))]
    blocks.append(_crossed(say, found, "paid", works, "money") if works else Words(say("none_paid"), "note"))
    if subsidies:
        blocks += [Heading(say("subsidies")), _crossed(say, found, "subsidy", subsidies, "money")]
    return blocks


def _late(say: Speaker, found: Progress, done_cm: Mapping[str, int]) -> list[Block]:
    """Projects of years that are over by the end of the report, not finished."""
    last = found.periods[-1].last
    over = [p for p in found.planned if date(p.year, 12, 31) <= last and not _finished(found, p)]
    if not over:
        return [Words(say("late_none"))]
    columns = (
        Column(say("project"), "text", 9),
        Column(say("year"), "text", 7),
        Column(say("where"), "text", 16),
        Column(say("district"), "text", 12),
        Column(say("assets"), "whole", 9),
        Column(say("left_assets"), "whole", 9),
        Column(say("planned_m"), "metres", 11),
        Column(say("done_of_plan"), "metres", 11),
        Column(say("cost"), "money", 13),
    )
    rows: list[list[Value]] = [
        [
            p.id,
            str(p.year),
            p.where,
            p.district or say("unknown"),
            len(p.assets),
            sum(a not in found.done for a in p.assets),
            p.length_cm / 100,
            done_cm[p.id] / 100,
            p.cost_fen,
        ]
        for p in sorted(over, key=lambda p: (p.year, p.id))
    ]
    total: list[Value] = [say("total"), None, None, None, *([None] * 5)]
    for n in (4, 5, 8):
        total[n] = sum(int(row[n] or 0) for row in rows)
    total[6], total[7] = sum(p.length_cm for p in over) / 100, sum(done_cm[p.id] for p in over) / 100
    return [Grid(columns, rows, total)]


def _notes(say: Speaker, found: Progress, off_plan: int) -> list[Block]:
    missing = [say(f"given_{name}") for name in ("done", "paid", "devices", "hazards") if name not in found.given]
    notes: list[Block] = []
    if missing:
        notes.append(Words(say("not_given", names=say.comma.join(missing)), "note"))
    if found.undated:
        notes.append(Words(say("undated_note", n=found.undated), "note"))
    if found.outside:
        what: dict[str, int] = {}
        for kind, count in found.outside.items():
            group = kind.partition(":")[0]
            name = say("paid") if group == "subsidy" else say(group)
            what[name] = what.get(name, 0) + count
        told = say.comma.join(f"{name} {count}" for name, count in what.items())
        notes.append(Words(say("outside", n=sum(found.outside.values()), what=told), "note"))
    if off_plan:
        notes.append(Words(say("off_plan", n=off_plan), "note"))
    return notes


def progress_paper(found: Progress, done_cm: Mapping[str, int], lang: str) -> Paper:
    """The report as a paper. done_cm: length done of each project."""
    say = Speaker(lang, TEXTS)
    planned = {asset for project in found.planned for asset in project.assets}
    devices = _names(say, found, "device", ("self_closing_valve", "hose", "alarm", "shut_off"), "device")
    sections = [
        Section(
            "overall",
            say("overall"),
            [*_notes(say, found, len(found.done - planned)), _overall(say, found)],
            dense=True,
        ),
        Section("plan", say("plan"), [_plan(say, found, done_cm)]),
        Section(
            "districts",
            say("districts"),
            [Words(say("rank_note"), "note"), _by_district(say, found, done_cm)],
            new_page=True,
            dense=True,
        ),
        Section("money", say("money"), _money(say, found), new_page=True),
        Section("devices", say("devices"), [_crossed(say, found, "device", devices, "whole")]),
        Section("late", say("late"), _late(say, found, done_cm), new_page=True, dense=True),
        Section("detail", say("detail"), [_detail(say, found)], new_page=True, dense=True),
        Section("signed", say("signed"), [Blanks(say.each(SIGNED), high=True)]),
    ]
    title = say("title", first=found.periods[0].name, last=found.periods[-1].name)
    return Paper(title, lang, [say("basis")], sections, say("foot", version=_core.version))


def write_progress_paper(
    found: Progress, done_cm: Mapping[str, int], path: str | os.PathLike[str], lang: str | None
) -> None:
    """Writes the report: .html or .xlsx. Raises `Error`: another ending, another language, no place to write."""
    paper_place(path)
    paper = progress_paper(found, done_cm, paper_language(lang))
    (write_page if has_suffix(path, (".html",)) else write_workbook_paper)(paper, path)


def summary_of(found: Progress) -> dict[str, Any]:
    """Totals, as the command line prints them."""
    still_open, overdue = found.standing(found.periods[-1].last)
    return {
        "periods": len(found.periods),
        "pipes_done_m": found.sum("pipe_cm") / 100,
        "risers_done": found.sum("risers"),
        "cost_cny": found.sum("cost_fen") / 100,
        "paid_cny": (found.sum("paid") + found.sum("subsidy")) / 100,
        "devices_installed": found.sum("device"),
        "open": still_open,
        "overdue": overdue,
    }
