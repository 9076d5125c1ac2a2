# SPDX-License-Identifier: Apache-2.0
"""Which user in which month or year, under a number of visits per period.

Lower priority ranks first; of one rank those who can be reached first, then by deadline (missed ones first), then
street by street (district, community, building, floor, id). A later rank never makes an earlier deadline unreachable,
and an earlier rank waits only where a later one would miss a deadline that can still be met: in each period every
deadline keeps the visits it needs by then at least. Deadlines already missed bind nothing; they only go first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..frames import _error
from .users import AREAS

PERIODS = {"month": "M", "year": "Y"}
MOST_PERIODS = 1200
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Instalments:
    """`period` of each row of the work table ("" where it does not fit any more); `clash` what cannot be met."""

    period: np.ndarray[Any, Any]
    clash: pd.DataFrame

    @property
    def feasible(self) -> bool:
        """Every deadline and the last period can be met."""
        return len(self.clash) == 0


def allot(groups: list[tuple[int, int]], capacity: int, periods: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Visits of each group in each period: (groups, periods).

    groups: (size, last period it may have or a number not below `periods`), first served first. In each period a group
    takes what it can, less what groups behind it must have now to be in time.
    """
    left = np.array([size for size, _ in groups], dtype=np.int64)
    last = np.array([min(when, periods - 1) for _, when in groups], dtype=np.int64)
    bound = np.array([when < periods for _, when in groups])
    given = np.zeros((len(groups), periods), dtype=np.int64)
    for t in range(periods):
        if not left.any():
            break
        due = np.maximum(last, t)
        ends = np.unique(due[bound & (left > 0)])
        must = {int(d): max(0, int(left[bound & (due <= d)].sum()) - capacity * int(d - t)) for d in ends}
        free = capacity
        for g in np.flatnonzero(left):
            waiting = [n for d, n in must.items() if not bound[g] or d < due[g]]
            taken = min(int(left[g]), max(0, free - min(free, max(waiting, default=0))))
            given[g, t] = taken
            left[g] -= taken
            free -= taken
            if bound[g]:
                must = {d: max(0, n - taken) if d >= due[g] else n for d, n in must.items()}
    return given


def _clashes(deadline: Any, last: Any, capacity: int, names: Any) -> pd.DataFrame:
    """Deadlines, and the last period, that more users have than there are visits until then."""
    rows = []
    bound = last < _NEVER
    for day in np.unique(deadline[bound]):
        due = int((bound & (deadline <= day)).sum())
        room = capacity * min(len(names), int(last[bound & (deadline == day)][0]) + 1)
        if due > room:
            rows.append(("deadline", str(day), due, room, due - room))
    room = capacity * len(names)
    if len(deadline) > room:
        rows.append(("last_period", str(names[-1]), len(deadline), room, len(deadline) - room))
    return pd.DataFrame(rows, columns=["what", "until", "users", "visits", "short"])


def plan_instalments(
    work: pd.DataFrame, capacity: int, per: str, first: Any, periods: int | None, as_of: Any
) -> Instalments:
    """Periods of the users of a work table with a column `priority`.

    per: "month" or "year". first: day in the first period. periods: how many at most; None: as many as it takes.
    Raises `Error`: it would take more than 1200 periods.
    """
    needed = -(-len(work) // capacity)
    if periods is None and needed > MOST_PERIODS:
        detail = f"{len(work)} users at {capacity} each take {needed} periods; the most is {MOST_PERIODS}"
        raise _error("value_out_of_range", column="capacity", value=str(capacity), detail=detail)
    count = max(1, needed) if periods is None else periods
    unit = PERIODS[per]
    start = first.astype(f"datetime64[{unit}]")
    names = (start + np.arange(count)).astype(str).astype(object)
    deadline = work["deadline"].to_numpy("datetime64[D]")
    open_deadline = ~np.isnat(deadline) & (deadline > as_of)
    last = np.full(len(work), _NEVER, dtype=np.int64)
    # A deadline at the end of a period may use it; one within it may not.
    after = (deadline[open_deadline] + 1).astype(f"datetime64[{unit}]").astype(np.int64)
    last[open_deadline] = np.maximum(after - start.astype(np.int64) - 1, -1)
    late = np.where(np.isnat(deadline), _NEVER, deadline.astype(np.int64))
    place = [work[name].to_numpy(object) for name in (*AREAS[:2], "building")]
    order = _order(work, late, place)
    keys = np.stack([work["priority"].to_numpy(np.int64), ~work["reachable"].to_numpy(bool), last], axis=1)[order]
    edges: Any = np.flatnonzero(np.any(keys[1:] != keys[:-1], axis=1)) + 1 if len(keys) else []
    starts = np.concatenate([[0], edges]).astype(np.int64) if len(keys) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.append(starts, len(keys)))
    groups = [(int(n), int(max(keys[s][2], 0))) for s, n in zip(starts, sizes, strict=True)]
    given = allot(groups, capacity, count)
    period = np.full(len(work), "", dtype=object)
    for s, row in zip(starts, given, strict=True):
        period[order[s : s + row.sum()]] = np.repeat(names, row)
    return Instalments(period, _clashes(deadline, last, capacity, names))


def _order(work: pd.DataFrame, late: Any, place: list[Any]) -> Any:
    """Rows in the order they are served."""
    ranks = [pd.factorize(values, sort=True)[0] for values in place]
    floor = np.nan_to_num(work["floor"].to_numpy(float), nan=-1e9)
    ids = pd.factorize(work["customer"].to_numpy(object), sort=True)[0]
    first = (late, ~work["reachable"].to_numpy(bool), work["priority"].to_numpy(np.int64))
    return np.lexsort((ids, floor, *reversed(ranks), *first))


def instalment_table(work: pd.DataFrame, payers: list[str]) -> pd.DataFrame:
    """Users, priorities and fen by payer of each period; the row "" is what does not fit."""
    sums = work.groupby("period", sort=True)[["cost_fen", *payers]].sum()
    users = work.groupby("period", sort=True).size().rename("users")
    first = (work["priority"] == work["priority"].min()).groupby(work["period"]).sum().rename("first_priority")
    frame: pd.DataFrame = pd.concat([users, first, sums], axis=1).reset_index()
    return frame.assign(users_so_far=frame["users"].where(frame["period"] != "", 0).cumsum())
