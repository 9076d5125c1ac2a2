# SPDX-License-Identifier: Apache-2.0
"""One hold-out: fitted before a split, scored after it, each ranking by the same measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..frames import _error
from . import scores
from .model import fit
from .rankings import Array, Past, Ranking, Window, count, past, rivals
from .reading import Records

RIVAL = "empirical_bayes"  # the one to beat


@dataclass(frozen=True)
class HoldOut:
    """What was known, what was ranked, and what came, for the assets at risk at the split."""

    window: Window
    known: Past
    rankings: list[Ranking]
    events: Array
    coefficient: pd.DataFrame

    def caught(self, ranking: Ranking) -> list[float]:
        """Share of the later events at each cut; of a random order what is expected of it."""
        if ranking.name == "random":
            return list(scores.CUTS)
        order = scores.order_of(ranking)
        return [scores.caught(order, self.known.length_km, self.events, cut) for cut in scores.CUTS]


def hold_out(records: Records, window: Window, alpha: float) -> HoldOut:
    """Everything of one split. Raises `Error`: no event to fit or to score."""
    known = past(records, window)
    events = count(records, window.split, window.end)[known.row]
    for what, total in (("before", count(records, window.start, window.split).sum()), ("after", events.sum())):
        if total == 0:
            where = (
                f"{records.name}: no event {what} the split {window.split:.2f} ({window.start:.2f} to {window.end:.2f})"
            )
            raise _error("usage", column="split", detail=where)
    model, coefficient = fit(records, window, known)
    return HoldOut(window, known, [*rivals(known, alpha), model], events, coefficient)


def ranking_table(held: HoldOut, samples: int, seed: int) -> pd.DataFrame:
    """One row per ranking: shares caught with intervals and the gain over the rival; totals, Brier and log score."""
    length, events = held.known.length_km, held.events
    ordered = [r for r in held.rankings if r.name != "random"]
    samples_of = scores.caught_in_samples([scores.order_of(r) for r in ordered], length, events, samples, seed)
    drawn = {r.name: samples_of[:, at] for at, r in enumerate(ordered)}
    rows = []
    for ranking in held.rankings:
        row: dict[str, Any] = {"ranking": ranking.name}
        sampled = drawn.get(ranking.name)
        for at, (cut, share) in enumerate(zip(scores.CUTS, held.caught(ranking), strict=True)):
            name = f"caught_{round(100 * cut)}"
            row[name] = share
            row |= _interval(name, None if sampled is None else sampled[:, at])
            row |= _interval(
                f"gain_{round(100 * cut)}", None if sampled is None else sampled[:, at] - drawn[RIVAL][:, at]
            )
        rows.append(row | _count_scores(ranking, events))
    return pd.DataFrame(rows)


def _interval(name: str, values: Array | None) -> dict[str, float]:
    if values is None or np.isnan(values).all():
        return {f"{name}_low": np.nan, f"{name}_high": np.nan}
    low, high = np.nanquantile(values, scores.LEVELS)
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _count_scores(ranking: Ranking, events: Array) -> dict[str, float]:
    row = {"expected": np.nan, "observed": float(events.sum()), "brier": np.nan, "log_score": np.nan}
    if ranking.expected is not None:
        row["expected"] = float(ranking.expected.sum())
        row["brier"], row["log_score"] = scores.brier(ranking, events), scores.log_score(ranking, events)
    return row


def lift_table(held: HoldOut) -> pd.DataFrame:
    """Share of events by share of length of each ranking."""
    parts = []
    for ranking in held.rankings:
        order = scores.order_of(ranking)
        at, hit = scores.lift(order, held.known.length_km, held.events)
        hit = at if ranking.name == "random" else hit
        parts.append(pd.DataFrame({"ranking": ranking.name, "length_share": at, "event_share": hit}))
    return pd.concat(parts, ignore_index=True)


def _counting(held: HoldOut) -> list[Ranking]:
    return [r for r in held.rankings if r.expected is not None and r.name != "random"]


def decile_table(held: HoldOut) -> pd.DataFrame:
    """Expected and observed by tenth of the length, for rankings that expect counts."""
    rows = [
        {"ranking": r.name, **row}
        for r in _counting(held)
        for row in scores.deciles(r, held.known.length_km, held.events)
    ]
    return pd.DataFrame(rows)


def pit_table(held: HoldOut, seed: int) -> pd.DataFrame:
    """Share of assets by bin of the transform, for rankings that expect counts; 1/bins in each is right."""
    edges = np.linspace(0.0, 1.0, scores.BINS + 1)
    parts = [
        pd.DataFrame(
            {
                "ranking": r.name,
                "low": edges[:-1],
                "high": edges[1:],
                "share": scores.pit_histogram(r, held.events, seed),
            }
        )
        for r in _counting(held)
    ]
    return pd.concat(parts, ignore_index=True)


def prediction_table(records: Records, held: HoldOut) -> pd.DataFrame:
    """One row per asset at risk at the split: what was known, what each ranking gave it, what came."""
    asset = records.asset.iloc[held.known.row].reset_index(drop=True)
    table = asset[["id", "material", "length_m", "start"]].rename(columns={"start": "at_risk_since"})
    table["events_before"], table["events_after"] = held.known.events, held.events
    for ranking in _counting(held):
        table[f"{ranking.name}_per_km_year"] = ranking.rate
        table[f"{ranking.name}_expected"] = ranking.expected
        place = np.empty(len(table), dtype=int)
        place[scores.order_of(ranking)] = np.arange(1, len(table) + 1)
        table[f"{ranking.name}_rank"] = place
    return table


def rolling_windows(window: Window, splits: int, horizon_years: int) -> list[Window]:
    """Earlier splits, a year apart, each scored on the years that follow, within the records before `window.split`."""
    earlier = [window.split - k for k in range(splits, 0, -1)]
    return [Window(window.start, at, min(at + horizon_years, window.split)) for at in earlier]


def rolling_table(records: Records, window: Window, splits: int, horizon_years: int, alpha: float) -> pd.DataFrame:
    """Shares caught of every ranking at every earlier split. Raises `Error`: a split lies outside the records."""
    rows = []
    for each in rolling_windows(window, splits, horizon_years):
        if each.split <= window.start:
            detail = f"{splits} splits a year apart reach back to {each.split:.2f}, the records to {window.start:.2f}"
            raise _error("usage", column="rolling", value=str(splits), detail=detail)
        held = hold_out(records, each, alpha)
        for ranking in held.rankings:
            row = {"split": each.split, "end": each.end, "ranking": ranking.name, "events": held.events.sum()}
            shares = dict(zip((f"caught_{round(100 * c)}" for c in scores.CUTS), held.caught(ranking), strict=True))
            expected = np.nan if ranking.expected is None else ranking.expected.sum()
            rows.append(row | shares | {"expected": expected})
    return pd.DataFrame(rows)


def rolling_means(table: pd.DataFrame) -> pd.DataFrame:
    """Means over the splits of what each ranking caught; events expected and observed added up."""
    groups = table.groupby("ranking", sort=False)
    names = [f"caught_{round(100 * c)}" for c in scores.CUTS]
    means = groups[names].mean()
    means["splits"] = groups.size()
    means["expected"] = groups.expected.sum(min_count=1)
    means["observed"] = groups.events.sum()
    return means.reset_index()
