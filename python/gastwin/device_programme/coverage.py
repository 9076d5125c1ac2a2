# SPDX-License-Identifier: Apache-2.0
"""Coverage of each duty by area against its deadline, and what falls due when.

coverage = households compliant / households obliged, where "not recorded" is not compliant and whoever refuses or
cannot be reached stays in the denominator. A month of a rate is a calendar month, the running one by the days it has
left.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from .duties import unreached
from .rules import DEVICES, Rules
from .users import AREAS, Devices, Users

LEVELS = ("all", *AREAS)
COUNTED = ("wrong_type", "past_life", "faulty", "not_yet_installed")


def months_left(as_of: Any, deadline: Any) -> float:
    """Months from the end of one day to the end of another; negative where it has passed."""

    def position(day: Any) -> float:
        month = day.astype("datetime64[M]")
        first, after = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
        return float(month.astype(int)) + float((day - first + 1) / (after - first))

    return position(deadline) - position(as_of)


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    """What is counted, as columns of households, one row per row of the duty table."""
    sure, homes = table["obliged"] == "yes", table["households"]
    lacking, away = table["status"] == "lacking", unreached(table)
    columns = {
        "obliged": homes * sure,
        "compliant": homes * (sure & (table["status"] == "compliant")),
        "lacking": homes * lacking,
        "unknown": homes * (sure & (table["status"] == "unknown")),
        **{name: homes * (sure & (table["found"] == name)) for name in COUNTED},
        "lacking_unreached": homes * (lacking & away),
        "lacking_refused": homes * (lacking & (table["access"] == "refused")),
        "obligation_unknown": homes * ~sure,
    }
    return pd.DataFrame(columns)


def _with_deadlines(frame: pd.DataFrame, rules: Rules, as_of: Any) -> pd.DataFrame:
    when = {d.id: None if d.deadline is None else np.datetime64(d.deadline, "D") for d in rules.duties}
    days, rates, deadlines = [], [], []
    for duty, lacking in zip(frame["duty"], frame["lacking"] + frame["unknown"], strict=True):
        deadline = when[str(duty)]
        deadlines.append(np.datetime64("NaT", "D") if deadline is None else deadline)
        days.append(pd.NA if deadline is None else int((deadline - as_of).astype(int)))
        ahead = deadline is not None and deadline > as_of
        rates.append(math.ceil(lacking / months_left(as_of, deadline) - 1e-9) if ahead else pd.NA)
    frame["deadline"] = pd.array(np.array(deadlines, dtype="datetime64[s]"))
    frame["days_to_deadline"] = pd.array(days, dtype="Int64")
    frame["required_per_month"] = pd.array(rates, dtype="Int64")
    return frame


def coverage_table(table: pd.DataFrame, rules: Rules, as_of: Any) -> pd.DataFrame:
    """One row per duty and area: the whole, districts, communities, estates. Areas of one level rank by coverage, the
    lowest last."""
    counts = _counts(table)
    parts = []
    for level in LEVELS:
        keys = [table["duty"].rename("duty")] + ([] if level == "all" else [table[level].rename("area")])
        part = counts.groupby(keys, observed=True, sort=True).sum().reset_index()
        part.insert(1, "level", level)
        if level == "all":
            part.insert(2, "area", "")
        part["area"] = part["area"].astype(object)
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    frame["duty"] = frame["duty"].astype(object)
    frame["coverage"] = (frame["compliant"] / frame["obliged"]).where(frame["obliged"] > 0)
    rank = frame.groupby(["duty", "level"])["coverage"].rank(method="min", ascending=False)
    frame["rank"] = rank.where(frame["level"] != "all").astype("Int64")
    frame.insert(1, "device", frame["duty"].map({d.id: d.device for d in rules.duties}))
    frame.insert(1, "binding", frame["duty"].map({d.id: d.binding for d in rules.duties}))
    return _with_deadlines(frame, rules, as_of)


def replacement_table(users: Users, devices: Devices, as_of: Any, months: int) -> pd.DataFrame:
    """Devices whose life has ended or ends within so many months, by date; `basis` says how the end is known."""
    until = np.datetime64((as_of.astype("datetime64[M]") + months + 1).astype("datetime64[D]") - 1)
    rows = np.flatnonzero(~np.isnat(devices.ends) & (devices.ends <= until))
    rows = rows[np.lexsort((devices.user[rows], devices.ends[rows]))]
    who = devices.user[rows]
    due = devices.ends[rows]
    month = np.where(due <= as_of, "overdue", due.astype("datetime64[M]").astype(str)).astype(object)
    return pd.DataFrame(
        {
            "due": due,
            "month": month,
            "device": pd.Categorical(devices.kind[rows], categories=DEVICES),
            "type": devices.type[rows],
            "customer": users.id[who],
            "basis": devices.ends_basis[rows],
            "counts": devices.ends_counts[rows],
            **{area: users.area(area)[who] for area in AREAS},
            "building": users.area("id")[who],
            "installed": devices.installed[rows],
            "source": devices.source[rows],
            "source_row": devices.source_row[rows],
        }
    )


def calendar_table(replacement: pd.DataFrame) -> pd.DataFrame:
    """Devices to replace by month, kind, basis and district."""
    keys = ["month", "device", "basis", "district"]
    counted = replacement.groupby(keys, observed=True, sort=True).size().rename("count").reset_index()
    overdue = (counted["month"] != "overdue").to_numpy()
    return counted.iloc[np.argsort(overdue, kind="stable")].reset_index(drop=True)
