# SPDX-License-Identifier: Apache-2.0
"""What came back from the field: work lists or registers with dates of installation filled in, and what they settle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .costs import money_by, work_table
from .dates import NO_DAY, read_days
from .registers import Issues, Register, coded, read_register
from .rules import Rules, fold
from .users import Devices, Users, joined, positions_of, tell_nameless, tell_rows, with_ends

# kind: date column, type column, tier column, end column
_CELLS = {
    "self_closing_valve": ("valve_installed", "", "valve_tier", ""),
    "hose": ("hose_installed", "hose_type", "", ""),
    "alarm": ("alarm_installed", "", "", "alarm_expires"),
    "shut_off": ("shut_off_installed", "", "", ""),
}
PAYABLE = ("confirmed", "paid")


@dataclass(frozen=True)
class Returned:
    """Devices installed, the users whose row said how far their payment is, and who was reached."""

    devices: Devices
    payment: dict[int, str]


def _no_devices(lives: Any) -> Devices:
    blank, days = np.zeros(0, dtype=object), np.zeros(0, dtype="datetime64[D]")
    whole, flags = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    return with_ends(Devices(whole, blank, blank, blank, days, days, days, flags, blank, blank, whole), lives)


def _days(register: Register, column: str, issues: Issues) -> Any:
    if not column:
        return np.full(len(register), NO_DAY)
    days, bad = read_days(register.text(column))
    tell_rows(bad, register, column, "bad_date", issues, "nothing was taken from this cell")
    return days


def _devices_of(register: Register, at: Any, kind: str, issues: Issues) -> dict[str, Any]:
    date_column, type_column, tier_column, end_column = _CELLS[kind]
    installed, expires = _days(register, date_column, issues), _days(register, end_column, issues)
    types = register.text(type_column)
    wrong = ~np.isnat(expires) & ~np.isnat(installed) & (expires <= installed)
    if end_column:
        tell_rows(wrong, register, end_column, "value_out_of_range", issues, "it ends before it is installed")
    there = (~np.isnat(installed) | (types != "")) & (at >= 0) & ~wrong
    rows = np.flatnonzero(there)
    return {
        "user": at[rows],
        "kind": np.full(len(rows), kind, dtype=object),
        "type": types[rows],
        "tier": register.text(tier_column)[rows],
        "installed": installed[rows],
        "expires": expires[rows],
        "ends": expires[rows],
        "ends_counts": np.zeros(len(rows), dtype=bool),
        "ends_basis": np.full(len(rows), "", dtype=object),
        "source": np.full(len(rows), register.name, dtype=object),
        "source_row": register.row[rows].astype(np.int64),
    }


def read_returns(sources: Any, users: Users, rules: Rules, issues: Issues) -> Returned:
    """Devices of returned files; a later file, and in it a later row, stands in place of an earlier one.

    A cell that is no date takes nothing and is an issue; so is a row of nobody's.
    """
    single = isinstance(sources, (str, pd.DataFrame, dict)) or hasattr(sources, "__fspath__")
    devices = _no_devices(rules.lives)
    payment: dict[int, str] = {}
    for source in [sources] if single else sources:
        register = read_register(source, only="household")
        tell_nameless(register, issues)
        at = positions_of(users.id, register.text("id"))
        tell_rows(at < 0, register, "id", "dangling_reference", issues, "no such customer in the twin")
        for kind in _CELLS:
            found = Devices(**_devices_of(register, at, kind, issues))
            devices = joined(devices, with_ends(found, rules.lives))
        known = at >= 0
        access, unknown = coded(register.text("access"), rules.words["access"], fold)
        said = known & (access != "")
        users.access[at[said]] = access[said]
        states, unpaid = coded(register.text("payment_state"), rules.words["payment"], fold)
        for column, words in (("access", unknown), ("payment_state", unpaid)):
            for word in words:
                issues.add("unknown_code", file=register.file, column=column, value=word)
        payment |= {int(a): str(s) for a, s in zip(at[known], states[known], strict=True) if s}
    return Returned(devices, payment)


def settlement_table(
    before: pd.DataFrame, after: pd.DataFrame, returned: Returned, users: Users, rules: Rules
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Users whose lacking devices were installed, with the money by payer; and its totals by month, community and
    whether it is to be paid (rule SUB-09: when confirmed)."""
    gained = (before["status"] == "lacking").to_numpy() & (after["status"] == "compliant").to_numpy()
    done = before.copy()
    done["status"] = pd.Categorical(np.where(gained, "lacking", "compliant"), categories=["compliant", "lacking"])
    costs = work_table(done, users, rules)
    work = costs.work.drop(columns=["deadline", "reachable"])
    at = positions_of(users.id, work["customer"].to_numpy(object))
    latest = np.full(len(users), NO_DAY)
    order = np.argsort(returned.devices.installed, kind="stable")  # NaT last, and a date is wanted
    dated = order[~np.isnat(returned.devices.installed[order])]
    latest[returned.devices.user[dated]] = returned.devices.installed[dated]
    month = latest[at].astype("datetime64[M]")
    work.insert(0, "period", np.where(np.isnat(month), "", month.astype(str)).astype(object))
    state = [returned.payment.get(int(a), "installed") for a in at]
    work.insert(1, "payment_state", np.array(state, dtype=object))
    work.insert(2, "payable", np.isin(state, PAYABLE) if state else np.zeros(0, dtype=bool))
    return work, money_by(work, costs.payers, "period", "payable", "district", "community")
