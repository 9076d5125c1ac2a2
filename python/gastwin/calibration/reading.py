# SPDX-License-Identifier: Apache-2.0
"""Assets and events read from files or frames and joined: who had a failure when, and what was left out and why.

An asset may stand in several rows, its versions: a replaced pipe keeps its id. A version is at risk from 1 January of
the year it was laid, or from the end of the version before it where that is later, until it was removed or the next was
laid. An event belongs to the version at risk on its day. So a new pipe neither inherits the failures of the old one nor
lends the old one its clean years. Times are years with a fraction: 2007.5 is the middle of 2007.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..frames import _error
from .columns import ColumnMapping, find_columns

UNKNOWN = "unknown"
EXAMPLES = 5
_CHINESE_DATE = r"^(\d{4})年(\d{1,2})月(\d{1,2})[日号]\s*"


@dataclass
class Accounting:
    """Rows read, and rows left out by reason with some of their ids."""

    table_name: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def leave_out(self, what: str, reason: str, ids: Iterable[Any]) -> None:
        """Notes rows; none is no row."""
        listed = list(ids)
        if listed:
            shown = ", ".join([str(i) for i in listed if i != ""][:EXAMPLES])
            row = {
                "table_name": self.table_name,
                "what": what,
                "reason": reason,
                "rows": len(listed),
                "examples": shown,
            }
            self.rows.append(row)

    def frame(self) -> pd.DataFrame:
        """One row per reason."""
        return pd.DataFrame(self.rows, columns=["table_name", "what", "reason", "rows", "examples"])


@dataclass(frozen=True)
class Records:
    """Assets in ascending order of id with id, material, diameter_m, length_m, zone, start, end; events with the row of
    their asset and their time; figures of the reading."""

    name: str
    asset: pd.DataFrame
    event: pd.DataFrame
    left_out: Accounting
    figures: dict[str, int]


def read_table(source: Any) -> tuple[Any, str]:
    """A data frame, of texts where it was a CSV, and the name of the file it came from."""
    if not isinstance(source, (str, os.PathLike)):
        return _with_unique_columns(pd.DataFrame(source).copy(), ""), ""
    path = os.fspath(source)
    suffix = Path(path).suffix.lower()
    if not Path(path).exists():
        raise _error("no_such_file", file=path)
    try:
        if suffix == ".parquet":
            return _with_unique_columns(pd.read_parquet(path), path), path
        if suffix in (".xlsx", ".xls"):
            return pd.read_excel(path, dtype=object), path
        return _read_csv(path), path
    except ImportError as error:
        raise _error("unreadable_file", file=path, detail=str(error)) from None
    except (OSError, ValueError) as error:  # pandas and Arrow errors are ValueErrors, a bad encoding as well
        raise _error("unreadable_file", file=path, detail=str(error)) from None


def _with_unique_columns(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    if not frame.columns.is_unique:
        name = str(frame.columns[frame.columns.duplicated()][0])
        raise _error("usage", file=file, column=name, detail="two columns of this name")
    return frame


def _read_csv(path: str) -> pd.DataFrame:
    texts: dict[str, Any] = {"dtype": str, "keep_default_na": False, "na_values": [""]}
    try:
        frame: pd.DataFrame = pd.read_csv(path, encoding="utf-8-sig", **texts)
    except UnicodeDecodeError:
        frame = pd.read_csv(path, encoding="gb18030", **texts)
    return frame


def _texts(values: pd.Series[Any]) -> pd.Series[Any]:
    """Ids and codes as text; whole numbers without a decimal point; blanks and missing as ""."""
    text = values.astype(object).where(values.notna(), "").astype(str).str.strip()
    return text.str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)


def years(values: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """Dates as years with a fraction, NaN for what is no date. A year alone is its first day."""
    text = _texts(values) if not pd.api.types.is_datetime64_any_dtype(values) else values.astype(str)
    text = text.str.replace(_CHINESE_DATE, r"\1-\2-\3 ", regex=True)
    distinct = pd.Series(text.unique())
    bare = distinct.str.fullmatch(r"(1[5-9]|2[01])\d\d年?")
    at = pd.to_datetime(distinct.where(~bare), errors="coerce", format="mixed", utc=True)
    value = at.dt.year + (at.dt.dayofyear - 1) / np.where(at.dt.is_leap_year, 366.0, 365.0)
    value = value.where(~bare, pd.to_numeric(distinct.str.slice(0, 4), errors="coerce"))
    return np.asarray(text.map(dict(zip(distinct, value, strict=True))), dtype=float)


def _numbers(values: pd.Series[Any], scale: float) -> np.ndarray[Any, Any]:
    return np.asarray(pd.to_numeric(_texts(values), errors="coerce"), dtype=float) * scale


def normalise_assets(frame: pd.DataFrame, mapping: ColumnMapping, file: str) -> pd.DataFrame:
    """Rows in our own columns and units; NaN, "" or `UNKNOWN` for what is not recorded."""
    found, columns = find_columns(mapping, "asset", frame.columns, file), mapping.columns["asset"]
    size = len(frame)

    def text(meaning: str) -> pd.Series[Any]:
        return _texts(frame[found[meaning]]) if meaning in found else pd.Series([""] * size, index=frame.index)

    def number(meaning: str, scale: float = 1.0) -> Any:
        return _numbers(frame[found[meaning]], columns[meaning].scale * scale) if meaning in found else np.nan

    def date(meaning: str) -> Any:
        return years(frame[found[meaning]]) if meaning in found else np.nan

    asset = pd.DataFrame({"id": text("id"), "material": text("material").replace(mapping.materials)})
    asset["material"] = asset.material.replace("", UNKNOWN)
    asset["diameter_m"] = number("diameter_mm", 1e-3)
    asset["length_m"] = number("length_m")
    asset["zone"] = text("zone").replace("", UNKNOWN)
    asset["installed"], asset["removed"] = date("installed"), date("removed")
    asset.attrs["has_diameter"] = "diameter_mm" in found
    return asset.reset_index(drop=True)


def normalise_events(frame: pd.DataFrame, mapping: ColumnMapping, file: str, out: Accounting) -> pd.DataFrame:
    """Asset id and time of the events of the kind that counts."""
    found = find_columns(mapping, "event", frame.columns, file)
    event = pd.DataFrame({"id": _texts(frame[found["asset"]]), "time": years(frame[found["date"]])})
    keep = mapping.columns["event"]["kind"].keep
    if "kind" in found and keep:
        other = ~_texts(frame[found["kind"]]).isin(keep)
        out.leave_out("event", "other_kind", event.id[other])
        event = event[~other]
    undated = event.time.isna()
    out.leave_out("event", "no_date", event.id[undated])
    return event[~undated].reset_index(drop=True)


def _order(asset: pd.DataFrame) -> pd.DataFrame:
    """Rows by ascending id, as numbers where all are whole numbers, and by version."""
    numeric = asset.id.str.fullmatch(r"-?\d{1,18}").all()
    key = asset.id.astype(np.int64) if numeric and len(asset) else asset.id
    order = np.lexsort((asset.installed.to_numpy(), key.rank(method="dense").to_numpy()))
    return asset.iloc[order].reset_index(drop=True)


def with_versions(asset: pd.DataFrame, out: Accounting) -> pd.DataFrame:
    """`start` and `end` of the time at risk of each row; rows that repeat a version are left out."""
    nameless = asset.id == ""
    repeats = asset.duplicated(["id", "installed", "removed"]) & asset.installed.notna() & ~nameless
    out.leave_out("asset", "no_id", asset.index[nameless] + 1)
    out.leave_out("asset", "repeated_row", asset.id[repeats])
    asset = _order(asset[~repeats & ~nameless])
    known = asset[asset.installed.notna()]
    following = known.groupby("id").installed.shift(-1)
    end = known.removed.fillna(np.inf).combine(following.fillna(np.inf), min)
    before = end.groupby(known.id).shift(1).fillna(-np.inf)
    asset["start"] = np.maximum(np.floor(known.installed), before)
    asset["end"] = end
    return asset


def join(asset: pd.DataFrame, event: pd.DataFrame, out: Accounting) -> pd.DataFrame:
    """Events with the row of the asset version that was at risk on their day."""
    for reason, ids in (
        ("no_id", [""]),
        ("unmatched_id", set(event.id) - set(asset.id) - {""}),
        ("asset_year_unknown", asset.id[asset.start.isna()]),
    ):
        unfit = event.id.isin(ids)
        out.leave_out("event", reason, event.id[unfit])
        event = event[~unfit]
    event = event.reset_index(drop=True).reset_index(names="event")
    versions = asset.reset_index(names="row")[["row", "id", "start", "end"]]
    pairs = event.merge(versions, on="id", how="left")
    inside = (pairs.start <= pairs.time) & (pairs.time < pairs.end)
    joined = pairs[inside].drop_duplicates("event")
    rest = (
        pairs[~pairs.event.isin(joined.event)]
        .groupby("event")
        .agg(id=("id", "first"), time=("time", "first"), first=("start", "min"), last=("end", "max"))
    )
    early, late = rest.time < rest["first"], rest.time >= rest["last"]
    out.leave_out("event", "before_installation", rest.id[early])
    out.leave_out("event", "after_removal", rest.id[late])
    out.leave_out("event", "between_versions", rest.id[~early & ~late])
    return joined[["id", "row", "time"]].reset_index(drop=True)


def unusable(asset: pd.DataFrame, mapping: ColumnMapping, materials: Iterable[str]) -> dict[str, pd.Series[bool]]:
    """Rows that no rate can be had for, by the first reason that holds."""
    wanted = [mapping.materials.get(m, m) for m in materials]
    checks = {
        "unknown_year": asset.start.isna(),
        "year_not_believed": np.floor(asset.installed) < mapping.oldest_year,
        "removed_before_laid": asset.end <= asset.start,
        "no_length": ~(asset.length_m > 0) | np.isinf(asset.length_m),
        "other_material": ~asset.material.isin(wanted) if wanted else asset.start.isna() & False,
    }
    if asset.attrs.get("has_diameter"):
        checks["no_diameter"] = ~(asset.diameter_m > 0) | np.isinf(asset.diameter_m)
    seen = pd.Series(False, index=asset.index)
    reasons = {}
    for reason, holds in checks.items():
        reasons[reason] = holds & ~seen
        seen |= holds
    return reasons


def make_records(
    name: str, asset: pd.DataFrame, event: pd.DataFrame, mapping: ColumnMapping, out: Accounting,
    materials: Iterable[str] = (), figures: Mapping[str, int] | None = None,
) -> Records:  # fmt: skip
    """Versions, joins and left-out rows of normalised assets and events."""
    attrs = asset.attrs
    asset = with_versions(asset, out)
    asset.attrs = attrs
    joined = join(asset, event, out)
    usable = pd.Series(True, index=asset.index)
    for reason, unfit in unusable(asset, mapping, materials).items():
        out.leave_out("asset", reason, asset.id[unfit])
        usable &= ~unfit
    lost = ~usable.iloc[joined.row].to_numpy()
    out.leave_out("event", "asset_left_out", joined.id[lost])
    rows = np.cumsum(usable.to_numpy()) - 1
    kept = joined[~lost].assign(row=rows[joined.row[~lost]])
    counts = dict(figures or {}) | {
        "events_joined": len(joined),
        "assets_used": int(usable.sum()),
        "events_on_assets_used": len(kept),
        "assets_of_unknown_material": int((asset.material[usable] == UNKNOWN).sum()),
    }
    return Records(name, asset[usable].reset_index(drop=True), kept.reset_index(drop=True), out, counts)


def read_records(assets: Any, events: Any, mapping: ColumnMapping, materials: Iterable[str] = ()) -> Records:
    """Records from two files or frames. Raises `Error`: unreadable, or a needed column is missing."""
    out = Accounting("asset")
    asset_rows, asset_file = read_table(assets)
    event_rows, event_file = read_table(events)
    asset = normalise_assets(asset_rows, mapping, asset_file)
    event = normalise_events(event_rows, mapping, event_file, out)
    figures = {"assets_read": len(asset_rows), "events_read": len(event_rows), "events_of_kind": 0}
    figures["events_of_kind"] = len(event_rows) - sum(r["rows"] for r in out.rows if r["reason"] == "other_kind")
    return make_records("asset", asset, event, mapping, out, materials, figures)
