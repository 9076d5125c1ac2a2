# SPDX-License-Identifier: Apache-2.0
"""The failure model: a counting process with covariates, ageing and gamma frailty, fitted by the compiled core.

Failures of one asset come in episodes: what follows another within half a year (a repair that did not hold, a
second report, the shock of the first) belongs to its episode. Episodes of asset i have the rate
    Z exp(x·β) (age/25 a)^κ,   Z of mean 1 and shape α (length/100 m)^θ;   κ and α by material,
each of so many failures as episodes of its material had. What x holds, and the normal prior of each coefficient, says
`design`; docs/theory/failure.md says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .. import _core
from .rankings import Array, Past, Ranking, Window, exposure, material_groups, material_names
from .reading import UNKNOWN, Records

EPISODE_A = 0.5  # years after the first failure of an episode in which others belong to it
BORROWED_EPISODES = 10.0  # of all materials, beside those of the own one
SHARED_SHAPE = 0.25  # of ln α: drawn to what is common to all materials
SIZE_M = 100.0
BORE_M = 0.15
SHAPE = "frailty shape at 100 m"
MOST_LEVELS = 60  # of the zone; the assets of smaller ones have no term of their own
SD_LEVEL, SD_BORE, SD_LENGTH, SD_RIDGE = 10.0, 1.4, 0.7, 0.6
HALF_WIDTH = 1.96  # of a 95 % interval, in standard deviations


@dataclass(frozen=True)
class Design:
    """Columns of x with the mean and standard deviation of the prior of each coefficient."""

    names: list[str]
    columns: Array
    prior_mean: Array
    prior_sd: Array


@dataclass(frozen=True)
class Episodes:
    """Asset, time of the first failure, and number of failures of each episode."""

    row: Array
    time: Array
    size: Array


@dataclass(frozen=True)
class Frailty:
    """Of each asset: shape and rate of the distribution of Z, mean and mean square of the failures in an episode."""

    shape: Array
    rate: Array
    size: Array
    square_size: Array


def episodes(row: Array, time: Array) -> Episodes:
    """Failures of one asset gathered into episodes."""
    order = np.lexsort((time, row))
    first = np.zeros(len(order), dtype=bool)
    last_row, since = -1, 0.0
    for at, event in enumerate(order):
        if row[event] != last_row or time[event] - since >= EPISODE_A:
            first[at], last_row, since = True, row[event], time[event]
    size = np.bincount(np.cumsum(first) - 1) if len(order) else np.zeros(0, dtype=int)
    return Episodes(row[order][first], time[order][first], size)


def _levels(names: Array, what: str) -> list[tuple[str, Array]]:
    """One column per level, the most frequent ones; none where there is one level only."""
    level, place, size = np.unique(names, return_inverse=True, return_counts=True)
    if len(level) < 2:
        return []
    kept = sorted(np.argsort(-size, kind="stable")[:MOST_LEVELS])
    return [(f"{what} {level[k]}", (place == k).astype(float)) for k in kept if level[k] != UNKNOWN]


def design(asset: pd.DataFrame, group: Array, group_names: list[str], rate_per_km: float) -> Design:
    """By material a level (prior: the overall rate, hardly binding) and a slope of ln(bore/150 mm); ln(length/100 m),
    expected to be 1; decade of laying and zone, each level drawn to the common one (ridge) so that many of them may
    stand in x without taking up noise."""
    terms: list[tuple[str, Array, float, float]] = []
    level = np.log(rate_per_km * SIZE_M / 1e3)
    bore = asset.diameter_m.to_numpy()
    ln_bore = np.log(np.where(bore > 0, bore, BORE_M) / BORE_M)
    for number, name in enumerate(group_names):
        mine = (group == number).astype(float)
        terms.append((name, mine, level, SD_LEVEL))
        if np.ptp(ln_bore[group == number]) > 0:
            terms.append((f"{name}, ln(bore/150 mm)", mine * ln_bore, 0.0, SD_BORE))
    terms.append(("ln(length/100 m)", np.log(asset.length_m.to_numpy() / SIZE_M), 1.0, SD_LENGTH))
    decade = (np.floor(asset.start.to_numpy() / 10) * 10).astype(int).astype(str)
    for name, column in _levels(decade, "laid in") + _levels(asset.zone.to_numpy(str), "zone"):
        terms.append((name, column, 0.0, SD_RIDGE))
    names, columns, means, sds = zip(*terms, strict=True)
    return Design(list(names), np.stack(columns, axis=1), np.array(means), np.array(sds))


def fit(records: Records, window: Window, known: Past) -> tuple[Ranking, pd.DataFrame]:
    """The ranking of the assets at risk at the split, and the parameters with their 95 % intervals."""
    watched = np.flatnonzero(exposure(records, window.start, window.split) > 0)
    asset = records.asset.iloc[watched]
    group = np.unique(material_groups(records, window.start, window.split)[watched], return_inverse=True)[1]
    names = material_names(asset, group)
    x = design(asset, group, names, known.overall_rate)
    place = np.full(len(records.asset), -1)
    place[watched] = np.arange(len(watched))
    event = records.event[(records.event.time >= window.start) & (records.event.time < window.split)]
    seen = episodes(place[event.row], event.time.to_numpy())
    length_m, start, end = (asset[c].to_numpy() for c in ("length_m", "start", "end"))
    found = _core.fit_failures(
        x.columns, x.prior_mean, x.prior_sd, group, group, length_m / SIZE_M, start, start, end, seen.row, seen.time,
        window.start, window.split,
    )  # fmt: skip
    mine = place[known.row]
    shape, rate = _lasting_frailty(found, group, seen)
    size, square = _sizes(seen, group, len(names))
    own = Frailty(shape[mine], rate[mine], size[mine], square[mine])
    ranking = _ranking(found, window, known, mine, own)
    return ranking, _coefficients(found, x.names, names)


def _lasting_frailty(found: Any, group: Array, seen: Episodes) -> tuple[Array, Array]:
    """Shape and rate of the gamma distribution of each Z after what was seen. Part of the scatter within the window
    does not last, most of all where failures are few: ln α of each material is drawn by a share to the mean of all."""
    shape, rate = np.asarray(found.frailty_shape), np.asarray(found.frailty_rate)
    observed = np.asarray(found.observed)
    ln_shape = found.ln_shape[0]
    common = np.average(ln_shape, weights=np.bincount(group[seen.row], minlength=len(ln_shape)))
    before = shape - observed
    lasting = before * np.exp(SHARED_SHAPE * (common - ln_shape))[group]
    return lasting + observed, rate - before + lasting


def _sizes(seen: Episodes, group: Array, groups: int) -> tuple[Array, Array]:
    """Mean and mean square of the failures in an episode for each asset, with some episodes of all materials."""
    mine = group[seen.row]
    own = np.bincount(mine, minlength=groups)
    found = []
    for value in (seen.size.astype(float), seen.size.astype(float) ** 2):
        common = value.mean() if len(value) else 1.0
        total = np.bincount(mine, value, minlength=groups)
        found.append(((total + BORROWED_EPISODES * common) / (own + BORROWED_EPISODES))[group])
    return found[0], found[1]


def _ranking(found: Any, window: Window, known: Past, mine: Array, own: Frailty) -> Ranking:
    """Failures expected, and the shape of the negative binomial distribution with the variance of their sum: of m
    episodes m + m²/s, of their failures m E[n²] + (m E[n])²/s."""
    level = own.shape / own.rate / (np.asarray(found.frailty_shape) / np.asarray(found.frailty_rate))[mine]
    full = known.length_km * (window.end - window.split)
    count = level * np.asarray(found.expected_between(window.split, window.end))[mine] * known.exposure_after / full
    next_year = level * np.asarray(found.expected_between(window.split, window.split + 1.0))[mine]
    within = (own.square_size - own.size) / (own.size**2 * np.maximum(count, 1e-300))
    shape = 1.0 / (within + 1.0 / own.shape)
    return Ranking("model", next_year * own.size / known.length_km, count * own.size, shape)


def _coefficients(found: Any, terms: list[str], groups: list[str]) -> pd.DataFrame:
    """One row per parameter; shapes as shapes, with the interval of their logarithm."""
    rows = []
    parts = (
        (terms, found.beta),
        ([f"{g}, age exponent" for g in groups], found.kappa),
        ([f"{g}, {SHAPE}" for g in groups], found.ln_shape),
        (["frailty shape, exponent of length"], found.theta),
    )
    for names, (values, sds) in parts:
        for name, value, sd in zip(names, values, sds, strict=True):
            interval = value + HALF_WIDTH * sd * np.array([0.0, -1.0, 1.0])
            if SHAPE in name:
                interval = np.exp(interval)
            rows.append({"term": name, **dict(zip(("value", "low", "high"), interval.tolist(), strict=True))})
    return pd.DataFrame(rows)
