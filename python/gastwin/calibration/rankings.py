# SPDX-License-Identifier: Apache-2.0
"""What assets are ranked by, and how many events each ranking expects: the rivals of the model.

Only events before the split and what was known then are used. Rates are per km and year, exposures km·year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .reading import Records

Array = np.ndarray[Any, Any]
FEWEST_EVENTS = 5  # a material with fewer has its rate from all such materials together
LEAST_EVENTS = 0.5  # where none has had any: never is more than the record says


@dataclass(frozen=True)
class Window:
    """Events from `start` on are fitted, from `split` to `end` scored; years with a fraction."""

    start: float
    split: float
    end: float


@dataclass(frozen=True)
class Ranking:
    """Assets by `rate`, the highest first. `expected` events of each from split to end, `shape` of their negative
    binomial distribution (infinite: Poisson); None where a ranking says nothing about how many."""

    name: str
    rate: Array
    expected: Array | None = None
    shape: Array | None = None


@dataclass(frozen=True)
class Past:
    """What was known at the split of the assets at risk then, in ascending order of id: rows in the records, length,
    age, material group, events and exposure before; exposure after, until removal or the end of the window."""

    row: Array
    length_km: Array
    age_a: Array
    group: Array
    events: Array
    exposure: Array
    exposure_after: Array
    group_rate: Array
    overall_rate: float


def exposure(records: Records, start: float, end: float) -> Array:
    """km·year of each asset at risk between two times."""
    asset = records.asset
    time = np.minimum(asset.end, end) - np.maximum(asset.start, start)
    return np.asarray(np.maximum(time, 0.0) * asset.length_m / 1e3)


def count(records: Records, start: float, end: float) -> Array:
    """Events of each asset in [start, end)."""
    event = records.event
    inside = (event.time >= start) & (event.time < end)
    return np.bincount(event.row[inside], minlength=len(records.asset)).astype(float)


def material_groups(records: Records, start: float, end: float) -> Array:
    """Number of the material of each asset, by name; materials with few events in the window are one group."""
    names, code = np.unique(records.asset.material.to_numpy(str), return_inverse=True)
    events = np.bincount(code, count(records, start, end), minlength=len(names))
    few = events < FEWEST_EVENTS
    code = np.where(few[code], np.flatnonzero(few)[0] if few.any() else 0, code)
    return np.unique(code, return_inverse=True)[1]


def material_names(asset: pd.DataFrame, group: Array) -> list[str]:
    """What each group is called: its material, or all of them."""
    return [" + ".join(sorted(set(asset.material.to_numpy(str)[group == k]))) for k in range(int(group.max()) + 1)]


def past(records: Records, window: Window) -> Past:
    """State of knowledge at the split. Rates of groups count all assets of the window, those removed as well."""
    asset = records.asset
    events = count(records, window.start, window.split)
    before = exposure(records, window.start, window.split)
    group = material_groups(records, window.start, window.split)
    totals = np.bincount(group, events), np.bincount(group, before)
    rate = np.maximum(totals[0], LEAST_EVENTS) / np.maximum(totals[1], 1e-12)
    row = np.flatnonzero((asset.start < window.split) & (asset.end > window.split))
    return Past(
        row=row,
        length_km=asset.length_m.to_numpy()[row] / 1e3,
        age_a=window.split - asset.start.to_numpy()[row],
        group=group[row],
        events=events[row],
        exposure=before[row],
        exposure_after=exposure(records, window.split, window.end)[row],
        group_rate=rate[group[row]],
        overall_rate=float(events.sum() / max(before.sum(), 1e-12)),
    )


def empirical_bayes(known: Past, alpha: float) -> Ranking:
    """Gamma-Poisson: the rate is the group's before any record, and moves towards the asset's own with its exposure;
    `alpha` is the variance of the gamma factor."""
    own = 1.0 / alpha
    shape = own + known.events
    rate = shape / (own / np.maximum(known.group_rate, 1e-12) + known.exposure)
    return Ranking("empirical_bayes", rate, rate * known.exposure_after, shape)


def rivals(known: Past, alpha: float) -> list[Ranking]:
    """The rankings that any model has to beat."""
    size = len(known.row)
    same, material = np.full(size, known.overall_rate), known.group_rate
    poisson = np.full(size, np.inf)
    return [
        Ranking("random", same, same * known.exposure_after, poisson),
        Ranking("age", known.age_a),
        Ranking("material", material, material * known.exposure_after, poisson),
        Ranking("past_count", known.events),
        Ranking("past_per_km", known.events / known.length_km),
        empirical_bayes(known, alpha),
    ]
