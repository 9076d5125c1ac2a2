# SPDX-License-Identifier: Apache-2.0
"""A progress report from its sources (`gastwin.progress_report`)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ..device_programme import programme, require_pandas
from ..frames import _error
from ..hazard_ledger import HazardLedger
from ..network import Network, Twin
from ..network import Progress as Listener
from ..report import read_results
from .progress_facts import (
    Entry,
    Hazard,
    Planned,
    Where,
    device_entries,
    done_entries,
    ledger_hazards,
    make_periods,
    paid_entries,
    planned_projects,
    read_plan,
    stored_plan,
)
from .progress_paper import Progress, summary_of, write_progress_paper


@dataclass(frozen=True)
class ProgressReport:
    """What was planned, done, paid, installed, found and closed by period and district. `summary`: totals."""

    summary: dict[str, Any]
    _found: Progress = field(repr=False)
    _done_cm: dict[str, int] = field(repr=False)

    def write(self, path: str | os.PathLike[str], lang: str | None = None) -> None:
        """Writes the tables: .html, one offline page for print on A4; .xlsx, a workbook. lang: "zh" or "en", default
        the environment's. Raises `Error`: another ending, another language, no place to write."""
        write_progress_paper(self._found, self._done_cm, path, lang)


def _first_day(text: str, name: str) -> date:
    from ..device_programme.dates import day_argument

    return date.fromisoformat(str(day_argument(text, name)))


def _span(
    first: Any, last: Any, planned: list[Planned], entries: list[Entry], hazards: list[Hazard]
) -> tuple[date, date]:
    """The days of the report: as asked, else from the plan's first year to the last day that anything tells of."""
    today = datetime.now(UTC).date()
    days = [e.day for e in entries if e.day is not None]
    days += [date.fromisoformat(d) for h in hazards for d in (*h.opened, *h.closed)]
    past = [d for d in days if d <= today]
    years = [p.year for p in planned] or [d.year for d in past] or [today.year]
    start = date(min(years), 1, 1) if first is None else _first_day(first, "first")
    if last is not None:
        return start, _first_day(last, "last")
    return start, max([start, *past])


def progress_report(
    twin: str | os.PathLike[str],
    *,
    per: str = "month",
    first: Any = None,
    last: Any = None,
    plan: str | os.PathLike[str] | None = None,
    done: str | os.PathLike[str] | None = None,
    paid: str | os.PathLike[str] | None = None,
    registers: Any = None,
    installed: Any = None,
    rules: str | os.PathLike[str] | None = None,
    ledger: str | os.PathLike[str] | None = None,
    progress: Listener | None = None,
) -> ProgressReport:
    """Reporting tables by month, quarter or year.

    twin: a twin file. per: "month", "quarter" or "year", from the one of the day `first` to that of `last`; default:
    from the plan's first year to the last day that anything tells of. plan: folder of CSV files that `gastwin plan -o`
    wrote, e.g. the plan as it was approved; default: the plan in the twin. done: CSV file as for `gastwin.plan`, with
    a further column date where days are known. paid: CSV file with columns date, payer, amount_cny and, where known,
    project, district. registers, installed, rules: as for `gastwin.programme`. ledger: ledger of hazards; default the
    one beside the twin, if there is one. Raises `Error`: no plan, a file that is not as told, no pandas.
    """
    require_pandas("a progress report")
    opened = Twin.open(twin)
    where = Where(opened.network)
    planned = planned_projects(read_plan(plan) if plan is not None else stored_plan(read_results(twin)), where)
    projects = {p.id: p for p in planned}
    project_of = {asset: p for p in planned for asset in p.assets}
    entries: list[Entry] = []
    finished: set[str] = set()
    given = set()
    if done is not None:
        told, finished = done_entries(done, where, project_of)
        entries += told
        given.add("done")
    if paid is not None:
        entries += paid_entries(paid, projects)
        given.add("paid")
    devices = _devices(opened.network, rules, registers, installed, progress)
    if devices:
        entries += devices
        given.add("devices")
    hazards = _hazards(twin, ledger, where)
    if hazards is not None:
        given.add("hazards")
    start, end = _span(first, last, planned, entries, hazards or [])
    found = Progress(per, make_periods(per, start, end), planned, finished, entries, hazards or [], frozenset(given))
    pipes = {p.id: [a for a in p.assets if a in finished and where.row("pipe", a) is not None] for p in planned}
    done_cm = {name: sum(where.length_cm("pipe", a) for a in assets) for name, assets in pipes.items()}
    return ProgressReport(summary_of(found), found, done_cm)


def _devices(network: Network, rules: Any, registers: Any, installed: Any, progress: Listener | None) -> list[Entry]:
    """Devices of the twin and of lists that came back; none where the twin has no customers."""
    if not len(network.customer):
        return []
    return device_entries(programme(network, rules, registers=registers, installed=installed, progress=progress))


def _hazards(twin: str | os.PathLike[str], ledger: str | os.PathLike[str] | None, where: Where) -> list[Hazard] | None:
    """Hazards of the ledger asked for, or of the one beside the twin; None where there is none."""
    book = HazardLedger.open(twin if ledger is None else ledger)
    if ledger is not None and not Path(book.path).is_file():
        raise _error("no_such_file", file=os.fspath(ledger), detail="no ledger of hazards")
    if ledger is None and not Path(book.path).exists():
        return None
    return ledger_hazards(book, where)
