# SPDX-License-Identifier: Apache-2.0
"""How good a ranking and its expected counts were: lift with bootstrap intervals, calibration, Brier, log score, PIT.

Cuts are shares of length. Assets are taken whole, from the top of the ranking on, up to and including the one with
which the share is reached; equal rates by ascending id. The interval of a share caught is that of 95 % of samples of
the assets with replacement, each asset with its own rank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .rankings import Array, Ranking

CUTS = (0.05, 0.1, 0.2)
BINS = 10
CURVE = 101
LEVELS = (0.025, 0.975)


def order_of(ranking: Ranking) -> Array:
    """Rows from the highest rate down; rows stand in ascending order of id already."""
    return np.argsort(-ranking.rate, kind="stable")


def _reached(length: Array, share: float) -> int:
    """How many of the ordered assets it takes to reach a share of their length."""
    total = np.cumsum(length)
    return int(np.searchsorted(total, share * total[-1] * (1 - 1e-12))) + 1


def caught(order: Array, length: Array, events: Array, cut: float) -> float:
    """Share of the events on the assets at the top."""
    top = order[: _reached(length[order], cut)]
    return float(events[top].sum() / events.sum())


def _stream(seed: int, number: int) -> np.random.Generator:
    """Random numbers of one purpose; a stream of their own also beside data that were drawn with the same seed."""
    return np.random.Generator(np.random.PCG64([seed, number]))


def bootstrap_weights(size: int, samples: int, seed: int) -> Iterator[Array]:
    """How often each sample of the assets holds each of them."""
    draw = _stream(seed, 1)
    for _ in range(samples):
        yield np.bincount(draw.integers(0, size, size), minlength=size)


def caught_in_samples(orders: Sequence[Array], length: Array, events: Array, samples: int, seed: int) -> Array:
    """Share caught in each sample by each order at each cut; NaN in samples without events."""
    found = np.full((samples, len(orders), len(CUTS)), np.nan)
    by_order = [(order, length[order], events[order]) for order in orders]
    for sample, weight in enumerate(bootstrap_weights(len(length), samples, seed)):
        for at, (order, ordered_length, ordered_events) in enumerate(by_order):
            times = weight[order]
            hit = np.cumsum(times * ordered_events)
            if hit[-1] > 0:
                total = np.cumsum(times * ordered_length)
                top = np.searchsorted(total, np.array(CUTS) * total[-1] * (1 - 1e-12))
                found[sample, at] = hit[top] / hit[-1]
    return found


def lift(order: Array, length: Array, events: Array) -> tuple[Array, Array]:
    """Share of events by share of length, at equal steps of length."""
    at = np.linspace(0.0, 1.0, CURVE)
    total, hit = np.cumsum(length[order]), np.cumsum(events[order])
    return at, np.interp(at, np.r_[0.0, total / total[-1]], np.r_[0.0, hit / hit[-1]])


def no_event(ranking: Ranking) -> Array:
    """Probability of no event at all."""
    mean, shape = _distribution(ranking)
    with np.errstate(invalid="ignore"):
        gamma = np.exp(-shape * np.log1p(mean / shape))
    return np.where(np.isinf(shape), np.exp(-mean), gamma)


def _distribution(ranking: Ranking) -> tuple[Array, Array]:
    if ranking.expected is None or ranking.shape is None:
        raise ValueError(f"{ranking.name} expects no counts")
    return ranking.expected, ranking.shape


def brier(ranking: Ranking, events: Array) -> float:
    """Mean squared error of the probability of at least one event."""
    return float(np.mean((1.0 - no_event(ranking) - (events > 0)) ** 2))


def log_score(ranking: Ranking, events: Array) -> float:
    """Mean of -ln of the probability given to what came, an event or none; smaller is better."""
    none = no_event(ranking)
    with np.errstate(divide="ignore"):
        return float(-np.mean(np.log(np.where(events > 0, 1.0 - none, none))))


def cumulative(ranking: Ranking, events: Array) -> tuple[Array, Array]:
    """Probability of fewer events than came, and of as many at most."""
    mean, shape = _distribution(ranking)
    term, below = no_event(ranking), np.zeros_like(mean)
    at_most = term.copy()
    infinite = np.isinf(shape)
    finite = np.where(infinite, 1.0, shape)
    for k in range(int(events.max(initial=0))):
        more = events > k
        below = np.where(more, at_most, below)
        ratio = np.where(infinite, mean, (finite + k) * mean / (finite + mean)) / (k + 1)
        term = term * ratio
        at_most = np.where(more, at_most + term, at_most)
    return below, np.minimum(at_most, 1.0)


def pit_histogram(ranking: Ranking, events: Array, seed: int) -> Array:
    """Share of assets by tenth of the randomised probability integral transform; flat when the counts are right."""
    below, at_most = cumulative(ranking, events)
    mix = _stream(seed, 2).random(len(events))
    value = below + mix * (at_most - below)
    return np.histogram(value, np.linspace(0.0, 1.0, BINS + 1))[0] / len(events)


def deciles(ranking: Ranking, length: Array, events: Array) -> list[dict[str, Any]]:
    """Expected and observed events by tenth of the length, the tenth at highest rate first; standard deviation of what
    was to be observed if the expectation is right."""
    mean, shape = _distribution(ranking)
    order = order_of(ranking)
    total = np.cumsum(length[order])
    tenth = np.minimum((BINS * (total - length[order]) / total[-1]).astype(int), BINS - 1)
    rows = []
    for number in range(BINS):
        mine = order[tenth == number]
        variance = (mean[mine] + mean[mine] ** 2 / shape[mine]).sum()
        rows.append(
            {
                "tenth": number + 1,
                "assets": len(mine),
                "length_km": length[mine].sum(),
                "expected": mean[mine].sum(),
                "expected_sd": np.sqrt(variance),
                "observed": events[mine].sum(),
            }
        )
    return rows
