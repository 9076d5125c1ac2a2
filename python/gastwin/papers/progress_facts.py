# SPDX-License-Identifier: Apache-2.0
"""What a progress report adds up: works done, money paid, devices installed, hazards, each with its day and district.

Amounts are whole numbers (metres in centimetres, money in fen), so that sums by period, by district and in all are the
same to the last digit. A row without a day counts in its year only; what lies outside the periods is counted apart.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from ..frames import Table, _error
from ..hazard_ledger import HazardLedger
from ..lists import amount_text, bad_cell, read_list
from ..network import TABLES, Network
from .areas import Area, Areas
from .maps import Places, along
from .paper import cm, fen

PLAN_TABLES = ("plan", "plan_pipe", "plan_riser")
PER = ("month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MOST_PERIODS = 240
UNDATED = -1  # its day is not told, its year lies in the report
OUTSIDE = -2


@dataclass(frozen=True)
class Period:
    """A month, quarter or year."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Entry:
    """Something that happened: what, when (a day, or a year alone), where, how much."""

    what: str
    amount: int
    district: str
    day: date | None = None
    year: int | None = None


@dataclass(frozen=True)
class Planned:
    """A project of the plan as it was planned, with what of it is done."""

    id: str
    year: int
    where: str
    district: str
    assets: tuple[str, ...]
    length_cm: int
    cost_fen: int


@dataclass
class Hazard:
    """One hazard over time: days of being found and opened again, of being closed, and deadlines by the day they were
    set."""

    district: str
    opened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    due: list[tuple[str, str]] = field(default_factory=list)

    def is_open(self, day: str) -> bool:
        """At the end of a day."""
        return sum(d <= day for d in self.opened) > sum(d <= day for d in self.closed)

    def is_overdue(self, day: str) -> bool:
        """Open, and past the deadline that was set last."""
        known = [due for at, due in self.due if at <= day]
        return self.is_open(day) and bool(known) and known[-1] < day


def _month_start(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def make_periods(per: str, first: date, last: date) -> list[Period]:
    """The periods from that of `first` to that of `last`. Raises `Error`: too many, or none."""
    if per not in PER:
        raise _error("usage", column="per", value=str(per), detail=", ".join(PER))
    if first > last:
        raise _error("usage", column="from", value=str(first), detail=f"after the end, {last}")
    months = _MONTHS[per]
    year, month = first.year, (first.month - 1) // months * months + 1
    periods = []
    while (start := _month_start(year, month)) <= last:
        month += months
        name = {"month": f"{start:%Y-%m}", "quarter": f"{start.year}Q{(start.month + 2) // 3}", "year": f"{start.year}"}
        periods.append(Period(name[per], start, _month_start(year, month) - timedelta(days=1)))
        if len(periods) > _MOST_PERIODS:
            raise _error("usage", column="from", value=str(first), detail=f"more than {_MOST_PERIODS} periods")
    return periods


def period_of(entry: Entry, periods: Sequence[Period], per: str) -> int:
    """The period an entry falls into; UNDATED or OUTSIDE."""
    start, months = periods[0].first, _MONTHS[per]
    if entry.day is not None:
        at = ((entry.day.year - start.year) * 12 + entry.day.month - start.month) // months
        return at if 0 <= at < len(periods) else OUTSIDE
    if entry.year is None or not start.year <= entry.year <= periods[-1].last.year:
        return OUTSIDE
    return entry.year - start.year if per == "year" else UNDATED


def _money(file: str | os.PathLike[str], row: int, column: str, text: str) -> int:
    from ..device_programme.money import fen_of

    try:
        return fen_of(amount_text(file, row, column, text))
    except ValueError as error:
        raise bad_cell(file, row, column, text, str(error)) from None


def _day(file: str | os.PathLike[str], row: int, column: str, text: str) -> date:
    from ..device_programme.dates import read_day

    day = read_day(text)
    if day is None:
        raise bad_cell(file, row, column, text, "write the day as 2025-05-31")
    return day


class Where:
    """District of every object that a report may name."""

    def __init__(self, network: Network) -> None:
        self.network, self.places, self.areas = network, Places(network), Areas(network)
        self._rows: dict[str, dict[str, int]] = {}

    def row(self, table: str, name: str) -> int | None:
        """Row of an object, None for an unknown one."""
        if table not in self._rows:
            ids = getattr(self.network, table).id if table in TABLES else ()
            self._rows[table] = {str(i): r for r, i in enumerate(ids)}
        return self._rows[table].get(name)

    def area(self, table: str, name: str) -> Area:
        """The building of an object, else the one nearest to it."""
        row = self.row(table, name)
        if row is None:
            return Area()
        if table == "building":
            return self.areas.of(row)
        columns = getattr(self.network, table)
        if "building" in columns.columns and columns["building"][row] >= 0:
            return self.areas.of(int(columns["building"][row]))
        place = self.places.of_row(table, row) if table != "pipe" else None
        if table == "pipe" and self.places.drawn(row):
            place = along(self.places.lines[row], 0.5)
        return self.areas.near(place)

    def district(self, table: str, name: str) -> str:
        """District of an object; "" where nobody knows."""
        return self.area(table, name).district

    def length_cm(self, table: str, name: str) -> int:
        """Length of a pipe, height of a riser."""
        row = self.row(table, name)
        column = "length_m" if table == "pipe" else "height_m"
        value = float(getattr(self.network, table)[column][row])
        return round(100 * cm(value)) if np.isfinite(value) else 0


def planned_projects(tables: Mapping[str, Any], where: Where) -> list[Planned]:
    """Projects of a plan's tables (columns by name, as arrays or lists of text)."""
    members: dict[str, list[tuple[str, str]]] = {}
    for table, name in (("pipe", "plan_pipe"), ("riser", "plan_riser")):
        for asset, project in zip(tables[name]["id"], tables[name]["project"], strict=True):
            members.setdefault(str(project), []).append((table, str(asset)))
    projects = tables["plan"]
    planned = []
    for n, name in enumerate(map(str, projects["id"])):
        assets = [a for a in members.get(name, []) if where.row(*a) is not None]
        districts = Counter(where.district(*asset) for asset in assets)
        told = str(projects["district"][n]) or (districts.most_common(1)[0][0] if districts else "")
        length = sum(where.length_cm(*asset) for asset in assets if asset[0] == "pipe")
        street = str(projects["street"][n]) or (where.area(*assets[0]).estate if assets else "")
        year, cost = int(projects["year"][n]), fen(float(projects["cost_cny"][n]))
        planned.append(Planned(name, year, street, told, tuple(a for _, a in assets), length, cost))
    return planned


def read_plan(folder: str | os.PathLike[str]) -> dict[str, dict[str, list[str]]]:
    """The tables of a plan as `gastwin plan -o DIR` wrote them. Raises `Error`: a file or a column is not there."""
    tables = {}
    needed = {"plan": ("id", "year", "street", "district", "cost_cny")}
    for name in PLAN_TABLES:
        columns = needed.get(name, ("id", "project"))
        rows = read_list(Path(folder) / f"{name}.csv", columns, stripped=False)
        tables[name] = {c: [_unguarded(row[c]) for row in rows] for c in columns}
    return tables


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text.lstrip("'")[:1] in tuple("=+-@\t\r") else text


def stored_plan(results: Mapping[str, Table]) -> dict[str, Any]:
    """The plan that a twin file holds. Raises `Error`: none."""
    missing = [name for name in PLAN_TABLES if name not in results]
    if missing:
        raise _error(
            "usage", column="plan", detail="the twin holds no plan: run `gastwin plan` first, or give --plan DIR"
        )
    return {name: results[name].to_dict() for name in PLAN_TABLES}


def done_entries(
    file: str | os.PathLike[str], where: Where, project_of: Mapping[str, Planned]
) -> tuple[list[Entry], set[str]]:
    """Works done, of a CSV file with columns id, year, cost_cny and, where it is told, date; and their ids.

    Raises `Error`: a column is missing, a cell is no year, day or amount, no such pipe or riser, one told twice."""
    entries: list[Entry] = []
    done: set[str] = set()
    for number, row in enumerate(read_list(file, ("id", "year", "cost_cny")), start=1):
        name = row["id"]
        table = next((t for t in ("pipe", "riser") if where.row(t, name) is not None), None)
        if table is None:
            raise _error("unknown_pipe", file=os.fspath(file), row=number, column="id", ids=[name])
        if name in done:
            raise bad_cell(file, number, "id", name, "it is listed twice")
        done.add(name)
        day = _day(file, number, "date", row["date"]) if row.get("date") else None
        try:
            year = day.year if day else int(row["year"])
        except ValueError:
            raise bad_cell(file, number, "year", row["year"], "write a calendar year") from None
        project = project_of.get(name)
        district = project.district if project else where.district(table, name)
        what = "pipe_cm" if table == "pipe" else "risers"
        entries.append(Entry(what, where.length_cm(table, name) if table == "pipe" else 1, district, day, year))
        entries.append(Entry("cost_fen", _money(file, number, "cost_cny", row["cost_cny"]), district, day, year))
    return entries, done


def paid_entries(file: str | os.PathLike[str], projects: Mapping[str, Planned]) -> list[Entry]:
    """Money paid, of a CSV file with columns date, payer, amount_cny and, where they are told, project and district.

    Raises `Error`: a column is missing, a cell is no day or amount, no payer."""
    entries = []
    for number, row in enumerate(read_list(file, ("date", "payer", "amount_cny")), start=1):
        if not row["payer"]:
            raise bad_cell(file, number, "payer", "", "who paid is missing")
        project = projects.get(row.get("project", ""))
        district = row.get("district") or (project.district if project else "")
        amount = _money(file, number, "amount_cny", row["amount_cny"])
        entries.append(Entry(f"paid:{row['payer']}", amount, district, _day(file, number, "date", row["date"])))
    return entries


def device_entries(found: Any) -> list[Entry]:
    """Devices of users installed, and subsidies paid for them by payer, of a device programme."""
    users, devices = found._users, found._devices
    districts = users.area("district")
    known = np.flatnonzero(~np.isnat(devices.installed))
    entries = [
        Entry(f"device:{devices.kind[r]}", 1, str(districts[devices.user[r]]), devices.installed[r].astype(date))
        for r in known
    ]
    if len(found.settled.columns):
        paid = found.settled[found.settled["payment_state"] == "paid"]
        for row in paid.to_dict("records"):
            for payer in found.payers:
                if amount := int(row[f"{payer}_fen"]):
                    first = date.fromisoformat(f"{row['period']}-01") if row["period"] else None
                    entries.append(Entry(f"subsidy:{payer}", amount, str(row.get("district", "")), first))
    return entries


def ledger_hazards(ledger: HazardLedger, where: Where) -> list[Hazard]:
    """The hazards of a ledger over time. A row of a register that was entered later counts from the day it tells."""
    hazards: dict[str, Hazard] = {}
    for event in ledger.events():
        name, at = str(event["hazard"]), str(event["at"])
        if name not in hazards:
            at = str(event.get("found") or at)
            now: Mapping[str, Any] = ledger.state_of(name) or {}
            district = where.district(str(now.get("table_name", "")), str(now.get("object_id", "")))
            hazards[name] = Hazard(district, [at])
        hazard = hazards[name]
        if event.get("due"):
            hazard.due.append((at, str(event["due"])))
        if event["event"] == "reopen":
            hazard.opened.append(at)
        if event["event"] == "close" or event.get("state") == "closed":
            hazard.closed.append(str(event.get("closed") or event["at"]))
    return list(hazards.values())
