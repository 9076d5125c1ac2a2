# SPDX-License-Identifier: Apache-2.0
"""A calibration from records to tables: dates, one hold-out per kind of asset, earlier splits."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from .. import _core
from ..frames import _error
from ..network import Network, Twin
from . import Calibration
from .columns import read_mapping
from .evaluation import (
    decile_table,
    hold_out,
    lift_table,
    pit_table,
    prediction_table,
    ranking_table,
    rolling_means,
    rolling_table,
)
from .rankings import Window
from .reading import Records, read_records, years
from .twin_records import twin_records

Tables = dict[str, pd.DataFrame]
Tell = Callable[[str, float], Any] | None
REGULAR = 0.25  # of the median yearly count: a year with fewer events before the first regular one is not trusted


@dataclass(frozen=True)
class Settings:
    """What was asked for; dates are start, split and end as given."""

    dates: tuple[Any, Any, Any]
    materials: tuple[str, ...]
    rolling: int
    horizon_years: int
    alpha: float
    samples: int
    seed: int


def _year(value: Any, name: str) -> float:
    """A date as a year with a fraction."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 1500 <= value < 2200:
        return float(value)
    at = float(years(pd.Series([value]))[0])
    if math.isnan(at):
        raise _error("usage", column=name, value=str(value), detail="write it as 2007-01-01")
    return at


def _first_regular_year(time: np.ndarray[Any, Any], split: float) -> float:
    """The first year since when no full year before the split has conspicuously few events."""
    before = np.floor(time[time < split]).astype(int)
    if len(before) == 0:
        return split
    counts = np.bincount(before - before.min())[: max(1, math.floor(split) - before.min())]
    few = np.flatnonzero(counts < REGULAR * np.median(counts[counts > 0])) if counts.any() else np.array([], dtype=int)
    return float(before.min() + (few[-1] + 1 if len(few) else 0))


def _end_of_month(time: float) -> float:
    year = math.floor(time)
    start = date(year, 1, 1)
    day = start + timedelta(days=math.floor((time - year) * 366.0))
    return float(years(pd.Series([f"{day.year + day.month // 12}-{day.month % 12 + 1:02d}-01"]))[0])


def window_of(records: Records, dates: tuple[Any, Any, Any]) -> Window:
    """Start, split and end, those not given from the events. Raises `Error`: not in this order, or no event."""
    time = records.event.time.to_numpy()
    split = _year(dates[1], "split")
    if len(time) == 0:
        out = ", ".join(f"{row['rows']} {row['what']} {row['reason']}" for row in records.left_out.rows)
        detail = f"no event could be joined to an asset that can be used; rows left out: {out or 'none'}"
        raise _error("usage", layer=records.name, detail=detail)
    start = _first_regular_year(time, split) if dates[0] is None else _year(dates[0], "from")
    end = _end_of_month(time.max()) if dates[2] is None else _year(dates[2], "to")
    if not start < split < end:
        detail = f"the split must lie within the records, {start:.2f} to {end:.2f}"
        raise _error("usage", column="split", value=str(dates[1]), detail=detail)
    return Window(start, split, end)


def _left_out_of_window(records: Records, window: Window) -> None:
    event, asset = records.event, records.asset
    for reason, outside in (("before_window", event.time < window.start), ("after_window", event.time >= window.end)):
        records.left_out.leave_out("event", reason, event.id[outside])
    row = event.row.to_numpy()
    later = (event.time >= window.split) & (event.time < window.end)
    new = later & ~((asset.start < window.split) & (asset.end > window.split)).to_numpy()[row]
    records.left_out.leave_out("event", "asset_not_at_risk_at_split", event.id[new])


def _one(records: Records, settings: Settings, tell: Tell) -> tuple[Tables, dict[str, Any]]:
    """Tables and figures of one kind of asset."""
    window = window_of(records, settings.dates)
    _left_out_of_window(records, window)
    held = hold_out(records, window, settings.alpha)
    if tell:
        tell(f"calibrate {records.name}", 0.5)
    tables = {
        "ranking": ranking_table(held, settings.samples, settings.seed),
        "lift": lift_table(held),
        "decile": decile_table(held),
        "pit": pit_table(held, settings.seed),
        "coefficient": held.coefficient,
        "prediction": prediction_table(records, held),
    }
    if settings.rolling:
        rolled = rolling_table(records, window, settings.rolling, settings.horizon_years, settings.alpha)
        tables |= {"rolling": rolled, "rolling_mean": rolling_means(rolled)}
    figures = {
        **records.figures,
        "from": window.start,
        "split": window.split,
        "to": window.end,
        "assets_at_split": len(held.known.row),
        "length_km": float(held.known.length_km.sum()),
        "events_fitted": int(sum(1 for t in records.event.time if window.start <= t < window.split)),
        "events_scored": int(held.events.sum()),
    }
    if tell:
        tell(f"calibrate {records.name}", 1.0)
    return tables, figures


def _all_records(
    assets: Any, events: Any, columns: str | os.PathLike[str] | None, names: Mapping[str, str] | Iterable[str],
    materials: tuple[str, ...],
) -> list[Records]:  # fmt: skip
    mapping = read_mapping(columns, names)
    if isinstance(assets, (Twin, Network)):
        if events is not None:
            raise _error("usage", column="events", detail="a twin has its own records; give it alone")
        return twin_records(assets, mapping, materials)
    if events is None:
        raise _error("usage", column="events", detail="give a file of assets and one of events, or a twin alone")
    return [read_records(assets, events, mapping, materials)]


def run(
    assets: Any, events: Any, columns: str | os.PathLike[str] | None, names: Mapping[str, str] | Iterable[str],
    settings: Settings, tell: Tell,
) -> Calibration:  # fmt: skip
    """All tables. A kind of asset that cannot be scored is told in the summary, unless no other can."""
    listed = _all_records(assets, events, columns, names, settings.materials)
    done: dict[str, Tables] = {}
    figures: dict[str, dict[str, Any]] = {}
    failed: dict[str, _core.Error] = {}
    for records in listed:
        try:
            done[records.name], figures[records.name] = _one(records, settings, tell)
        except _core.Error as error:
            failed[records.name] = error
    if not done:
        raise next(iter(failed.values()))
    tables: dict[str, Any] = {}
    for name in Calibration.__dataclass_fields__:
        parts = [t[name].assign(table_name=kind) for kind, t in done.items() if name in t]
        joined = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"table_name": []})
        tables[name] = joined[["table_name", *joined.columns.drop("table_name")]]
    tables["left_out"] = pd.concat([r.left_out.frame() for r in listed], ignore_index=True)
    tables["summary"] = {
        "split": str(settings.dates[1]),
        "assets": figures,
        "not_scored": {kind: str(error) for kind, error in failed.items()},
        "alpha": settings.alpha,
        "samples": settings.samples,
        "seed": settings.seed,
    }
    return Calibration(**tables)
