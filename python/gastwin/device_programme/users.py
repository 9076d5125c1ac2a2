# SPDX-License-Identifier: Apache-2.0
"""The users a programme is about, and their devices: the twin's tables joined with the registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..network import Network, Twin
from .dates import NO_DAY, Days, month_later, read_days
from .registers import Issues, Register, coded
from .rules import DEVICES, Life, Rules, fold

Codes = np.ndarray[Any, Any]
AREAS = ("district", "community", "estate")
UNREACHED = ("nobody_home", "lost_contact", "refused")
_MISSING_INT = np.iinfo(np.int32).min
_MOST_LISTED = 1000  # issues of one kind that are listed one by one


@dataclass
class Users:
    """One row per customer of the twin, in its order. `building` is a row of the building table, -1 for none."""

    id: Codes
    unit: np.ndarray[Any, np.dtype[np.bool_]]
    households: np.ndarray[Any, np.dtype[np.int64]]
    building: np.ndarray[Any, np.dtype[np.int64]]
    riser: Codes
    floor: np.ndarray[Any, Any]
    user_class: Codes  # "" where nothing says
    access: Codes
    place: Codes
    level: Codes
    connected: Days
    asked_class: np.ndarray[Any, np.dtype[np.bool_]]
    source: Codes
    source_row: np.ndarray[Any, np.dtype[np.int64]]
    buildings: pd.DataFrame
    columns: dict[str, Codes]  # further columns of the registers, by "household.stove"
    column_source: dict[str, tuple[Codes, np.ndarray[Any, Any]]]

    def __len__(self) -> int:
        return len(self.id)

    def area(self, name: str) -> Codes:
        """District, community or estate of each user, or id of its building; "" where that is not known."""
        names: Codes = np.append(self.buildings[name].to_numpy(object), "")
        return np.asarray(names[self.building])


@dataclass
class Devices:
    """Devices as registered, later rows of one user and kind in place of earlier ones. `user` is a row of Users."""

    user: np.ndarray[Any, np.dtype[np.int64]]
    kind: Codes
    type: Codes
    tier: Codes
    installed: Days
    expires: Days
    ends: Days  # as registered, else by the life of its type; NaT: neither is known
    ends_counts: np.ndarray[Any, np.dtype[np.bool_]]  # past it the device is as good as absent
    ends_basis: Codes  # registered, life or ""
    source: Codes
    source_row: np.ndarray[Any, np.dtype[np.int64]]

    def __len__(self) -> int:
        return len(self.user)


def _buildings(network: Network, rules: Rules) -> pd.DataFrame:
    table = network.building
    frame = pd.DataFrame({name: table.ids(name) for name in ("id", *AREAS, "source")})
    frame["id"] = [str(i) for i in frame["id"]]
    frame["old_estate"] = table.old_estate.astype(bool)
    frame["source_row"] = np.asarray(table.source_row)
    floors = np.where(table.floors == _MISSING_INT, np.nan, table.floors.astype(float))
    known = np.isfinite(table.height_m)
    for name, storey_m in zip(("height_low_m", "height_high_m"), rules.storey_m, strict=True):
        frame[name] = np.where(known, table.height_m, floors * storey_m)
    return frame


def positions_of(ids: Codes, wanted: Codes) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Row of each wanted id among `ids`, -1 for none; of equal ids the last."""
    index, rows = pd.Index(ids, dtype=object), np.arange(len(ids))
    if not index.is_unique:
        rows = np.flatnonzero(~index.duplicated(keep="last"))
        index = index[rows]
    found = index.get_indexer(pd.Index(wanted, dtype=object))
    return np.where(found < 0, -1, np.append(rows, -1)[found]).astype(np.int64)


def read_users(network: Network | Twin, registers: list[Register], rules: Rules, issues: Issues) -> Users:
    """Users of the twin, with what the registers say about them."""
    net = network.network if isinstance(network, Twin) else network
    customer = net.customer
    count = len(customer)
    ids = np.array([str(i) for i in customer.id], dtype=object)
    blank = np.full(count, "", dtype=object)
    users = Users(
        id=ids,
        unit=customer.kind != "household",
        households=np.maximum(customer.households.astype(np.int64), 1),
        building=customer.building.astype(np.int64),
        riser=np.array([str(r) for r in customer.ids("riser")], dtype=object),
        floor=np.where(customer.floor == _MISSING_INT, np.nan, customer.floor.astype(float)),
        user_class=blank.copy(),
        access=blank.copy(),
        place=customer.special.copy(),
        level=blank.copy(),
        connected=np.full(count, NO_DAY),
        asked_class=np.zeros(count, dtype=bool),
        source=customer.source.copy(),
        source_row=customer.source_row.astype(np.int64),
        buildings=_buildings(net, rules),
        columns={},
        column_source={},
    )
    for register in registers:
        if register.table in ("household", "unit"):
            _join(users, register, rules, issues)
    _classes_from_buildings(users, issues)
    return users


def _tell_words(unknown: list[str], register: Register, column: str, issues: Issues) -> None:
    for word in unknown[:_MOST_LISTED]:
        issues.add("unknown_code", file=register.file, column=column, value=word)


def tell_rows(bad: Any, register: Register, column: str, kind: str, issues: Issues, detail: str = "") -> None:
    """One issue for each of these rows of a register, the first thousand by themselves."""
    rows = np.flatnonzero(bad)
    text, ids = register.text(column), register.text("id")
    for r in rows[:_MOST_LISTED]:
        where: dict[str, Any] = {"file": register.file, "row": int(register.row[r]), "column": column}
        issues.add(kind, value=str(text[r]), object_id=str(ids[r]), detail=detail, **where)
    if len(rows) > _MOST_LISTED:
        issues.add(kind, file=register.file, column=column, detail=f"and {len(rows) - _MOST_LISTED} more")


def tell_nameless(register: Register, issues: Issues) -> None:
    """Rows that say something about nobody."""
    for row in register.nameless[:_MOST_LISTED]:
        issues.add("missing_value", file=register.file, row=int(row), column="id", detail="the row is not used")


def _join(users: Users, register: Register, rules: Rules, issues: Issues) -> None:
    """Writes the register's columns into the rows of its users."""
    tell_nameless(register, issues)
    ids = register.text("id")
    duplicated = pd.Series(ids).duplicated(keep="last").to_numpy()
    tell_rows(duplicated, register, "id", "duplicate_id", issues, "the last row holds")
    at = positions_of(users.id, ids)
    # Users of bottled gas are in the register of unit users, but not in the twin.
    piped = np.array([register.table == "household" or "管道" in str(f) for f in register.text("fuel")], dtype=bool)
    tell_rows((at < 0) & piped, register, "id", "dangling_reference", issues, "no such customer in the twin")
    rows = np.flatnonzero(at >= 0)
    to = at[rows]
    users.asked_class[to] |= "class" in register.columns
    lists = {"class": ("user_class", "classes"), "access": ("access", "access")}
    if register.table == "unit":
        lists = {"kind": ("place", "places"), "level": ("level", "levels")}
    for column, (name, words) in lists.items():
        if column in register.columns:
            codes, unknown = coded(register.text(column), rules.words[words], fold)
            _tell_words(unknown, register, column, issues)
            said = codes[rows] != ""
            getattr(users, name)[to[said]] = codes[rows][said]
    if "connected" in register.columns:
        days, bad = read_days(register.text("connected"))
        tell_rows(bad, register, "connected", "bad_date", issues)
        users.connected[to] = days[rows]
    for column in register.columns:
        key = f"{register.table}.{column}"
        users.columns.setdefault(key, np.full(len(users), "", dtype=object))[to] = register.text(column)[rows]
    source, line = users.column_source.setdefault(
        register.table, (np.full(len(users), "", dtype=object), np.zeros(len(users), dtype=np.int64))
    )
    source[to], line[to] = register.name, register.row[rows]


def _classes_from_buildings(users: Users, issues: Issues) -> None:
    """Where no register names a class, the building's flag does; where they differ the register holds."""
    old = np.append(users.buildings["old_estate"].to_numpy(bool), False)[users.building]
    home = ~users.unit
    differ = home & old & (users.user_class == "ordinary")
    for row in np.unique(users.building[differ])[:_MOST_LISTED]:
        building = users.buildings.iloc[row]
        detail = "listed as old estate, but its users are registered as ordinary; the users' register holds"
        issues.add("ambiguous_reference", object_id=str(building["id"]), column="class", detail=detail)
    unsaid = home & (users.user_class == "") & ~users.asked_class
    users.user_class[unsaid & old] = "old_estate"
    users.user_class[unsaid & ~old & (users.building >= 0)] = "ordinary"


def _life(lives: tuple[Life, ...], kind: Codes, types: Codes) -> tuple[Any, Any]:
    """Months of life by kind and type, 0 for none known; and whether they count."""
    months, counts = np.zeros(len(kind), dtype=np.int64), np.zeros(len(kind), dtype=bool)
    open_ = np.ones(len(kind), dtype=bool)
    folded, distinct = pd.factorize(types)
    texts = [fold(str(t)) for t in distinct]
    for life in lives:
        wanted = {fold(t) for t in life.types}
        fits = np.array([not wanted or t in wanted for t in texts] or [not wanted], dtype=bool)
        here = open_ & (kind == life.device) & (fits[folded] if texts else True)
        months[here], counts[here], open_[here] = life.months, life.counts, False
    return months, counts


def with_ends(devices: Devices, lives: tuple[Life, ...]) -> Devices:
    """Fills in when each device ends: as registered, else by the life of its type."""
    months, counts = _life(lives, devices.kind, devices.type)
    registered = ~np.isnat(devices.expires)
    by_life = ~registered & (months > 0) & ~np.isnat(devices.installed)
    devices.ends = np.where(by_life, month_later(devices.installed, months), devices.expires)
    devices.ends_counts = registered | (by_life & counts)
    devices.ends_basis = np.where(registered, "registered", np.where(by_life, "life", "")).astype(object)
    return devices


def read_devices(network: Network | Twin, users: Users, rules: Rules, issues: Issues) -> Devices:
    """Devices of the twin."""
    net = network.network if isinstance(network, Twin) else network
    table = net.device
    kept = table.customer >= 0
    days = {}
    for column in ("installed", "expires"):
        days[column], bad = read_days(table[column])
        for row in np.flatnonzero(bad)[:_MOST_LISTED]:
            where: dict[str, Any] = {
                "file": str(table.source[row]),
                "row": int(table.source_row[row]),
                "column": column,
            }
            issues.add("bad_date", value=str(table[column][row]), object_id=str(users.id[table.customer[row]]), **where)
    devices = Devices(
        user=table.customer[kept].astype(np.int64),
        kind=table.kind[kept],
        type=table.type[kept],
        tier=table.tier[kept],
        installed=days["installed"][kept],
        expires=days["expires"][kept],
        ends=days["expires"][kept],
        ends_counts=np.zeros(int(kept.sum()), dtype=bool),
        ends_basis=np.full(int(kept.sum()), "", dtype=object),
        source=table.source[kept],
        source_row=table.source_row[kept].astype(np.int64),
    )
    return with_ends(devices, rules.lives)


def joined(first: Devices, second: Devices) -> Devices:
    """Both, the second later."""
    names = Devices.__dataclass_fields__
    return Devices(**{name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in names})


def device_of_each(users: Users, devices: Devices) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    """By kind the row of each user's device, -1 for none; of several the last."""
    rows = {}
    for kind in DEVICES:
        found = np.full(len(users), -1, dtype=np.int64)
        here = np.flatnonzero(devices.kind == kind)
        found[devices.user[here]] = here
        rows[kind] = found
    return rows
