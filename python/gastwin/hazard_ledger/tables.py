# SPDX-License-Identifier: Apache-2.0
"""Tables of a ledger: hazards as they stand, their history, scores of those responsible."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..device_programme.dates import day_argument
from ..files import has_suffix, make_folder
from ..frames import _error
from ..papers.csv_tables import write_csv
from ..papers.xlsx import write_xlsx
from . import GROUPS
from .events import scheme
from .texts import LABELS, SHEETS

COLUMNS = ("hazard", "rule", "table_name", "object_id", "kind", "kind_zh", "level", "unit", "found", "due", "state",
           "overdue", "days_overdue", "closed", "on_time", "evidence", "reopened", "events", "source")  # fmt: skip
HISTORY = (
    "hazard",
    "at",
    "event",
    "by",
    "unit",
    "due",
    "level",
    "state",
    "kind",
    "evidence",
    "note",
    "source",
    "recorded",
)


def hazard_table(now: Mapping[str, Mapping[str, Any]], as_of: Any) -> pd.DataFrame:
    """One row per hazard in order of entry; overdue at the end of the day `as_of` (default: today by the clock)."""
    day = str(day_argument(datetime.now(UTC).date() if as_of is None else as_of, "as_of"))
    frame = pd.DataFrame(list(now.values()), columns=[c for c in COLUMNS if c not in _COMPUTED]).fillna("")
    frame["reopened"], frame["events"] = frame["reopened"].astype(int), frame["events"].astype(int)
    is_open, has_due = frame["state"] != "closed", frame["due"] != ""
    frame["overdue"] = is_open & has_due & (frame["due"] < day)
    due = pd.to_datetime(frame["due"].where(has_due))
    late = (pd.Timestamp(day) - due).dt.days
    frame["days_overdue"] = late.where(frame["overdue"]).astype("Int64")
    on_time = (frame["closed"] <= frame["due"]).astype("boolean")
    frame["on_time"] = on_time.where(~is_open & has_due)
    return frame[list(COLUMNS)]


_COMPUTED = ("overdue", "days_overdue", "on_time")


def history_table(events: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """One row per event."""
    rows = [{**event, "evidence": "; ".join(event.get("evidence", ()))} for event in events]
    return pd.DataFrame(rows, columns=list(HISTORY)).fillna("")


def score_table(hazards: pd.DataFrame, by: str) -> pd.DataFrame:
    """Counts by group. closed_on_time_share: of those closed that had a deadline. reopened_share: of all."""
    if by not in GROUPS:
        raise _error("usage", column="by", value=str(by), detail=", ".join(GROUPS))
    is_open = hazards["state"] != "closed"
    counted = pd.DataFrame(
        {
            "hazards": 1,
            "open": is_open.astype(int),
            "major_open": (is_open & (hazards["level"] == "major")).astype(int),
            "overdue": hazards["overdue"].astype(int),
            "closed": (~is_open).astype(int),
            "closed_on_time": hazards["on_time"].fillna(False).astype(int),
            "with_deadline": hazards["on_time"].notna().astype(int),
            "reopened": (hazards["reopened"] > 0).astype(int),
        }
    )
    table: pd.DataFrame = counted.groupby(hazards[by].rename(by), sort=True).sum().reset_index()
    due = table.pop("with_deadline")
    table["closed_on_time_share"] = np.where(due > 0, table["closed_on_time"] / due.clip(lower=1), np.nan)
    return table.assign(reopened_share=table["reopened"] / table["hazards"])


def by_object(hazards: pd.DataFrame) -> pd.DataFrame:
    """Open hazards by object."""
    rows = hazards[hazards["state"] != "closed"]
    major, late = (rows["level"] == "major").astype(int), rows["overdue"].astype(int)
    counted = pd.DataFrame({"open": 1, "major": major, "overdue": late}, index=rows.index)
    keys = [rows["table_name"], rows["object_id"]]
    table: pd.DataFrame = counted.groupby(keys, sort=True).sum().reset_index()
    return table


def _in_words(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Chinese or English kinds, states and levels."""
    zh, shown = lang == "zh", frame.copy()
    if "kind_zh" in shown.columns:
        shown["kind"] = shown["kind_zh"].where(shown["kind_zh"] != "", shown["kind"]) if zh else shown["kind"]
        shown = shown.drop(columns="kind_zh")
    for name in ("state", "level"):
        if name in shown.columns:
            words = {code: texts[zh] for code, texts in scheme()[name].items()}
            shown[name] = shown[name].map(words).fillna(shown[name])
    return shown


def write_tables(
    tables: dict[str, pd.DataFrame],
    differing: list[pd.DataFrame],
    refused: list[pd.DataFrame],
    path: str | os.PathLike[str],
    lang: str,
) -> list[str]:
    """The tables as a workbook (.xlsx) or a folder of CSV files, whole or not at all."""
    for name, frames in (("differs", differing), ("refused", refused)):
        if frames:
            tables[name] = pd.concat(frames, ignore_index=True)
    shown = {name: _in_words(frame, lang) for name, frame in tables.items()}
    heads = {name: {c: LABELS.get(c, (c, c))[lang == "zh"] for c in frame.columns} for name, frame in shown.items()}
    if has_suffix(path, (".xlsx",)):
        write_xlsx(path, {SHEETS[name][lang == "zh"]: (frame, heads[name]) for name, frame in shown.items()})
        return [os.fspath(path)]
    folder = make_folder(path)
    for name, frame in shown.items():
        write_csv(frame, Path(folder) / f"{name}.csv", heads[name])
    return [str(folder / f"{name}.csv") for name in shown]
