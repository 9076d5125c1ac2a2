# SPDX-License-Identifier: Apache-2.0
"""Hold-out calibration of failure models on a city's own records: `gastwin.calibrate`.

Protocol: cut at a date; fit with what was known before; rank the assets at risk at the cut; see what came after.
Nothing is shuffled. docs/theory/failure.md says what is fitted and how it is scored.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..frames import _error, whole
from ..network import Progress, Twin
from ..result import listener

if TYPE_CHECKING:
    import pandas as pd

MOST_SAMPLES = 100_000
MOST_SPLITS = 100


@dataclass(frozen=True)
class Calibration:
    """Tables as data frames, each with a column `table_name`: "asset", or "pipe" and "riser" of a twin.

    `ranking`: per ranking the share of later events caught in the top 5, 10 and 20 % of length with 95 % intervals
    (bootstrap by asset), the interval of its gain over empirical Bayes, events expected and observed, Brier and log
    score of at least one event. `lift`: share of events by share of length. `decile`: expected and observed by tenth of
    the length. `pit`: histogram of the randomised probability integral transform. `rolling`, `rolling_mean`: earlier
    splits.
    `left_out`: rows not used, by reason. `coefficient`: what the model was fitted to. `prediction`: one row per asset.
    `summary`: dates and counts."""

    ranking: pd.DataFrame
    lift: pd.DataFrame
    decile: pd.DataFrame
    pit: pd.DataFrame
    rolling: pd.DataFrame
    rolling_mean: pd.DataFrame
    left_out: pd.DataFrame
    coefficient: pd.DataFrame
    prediction: pd.DataFrame
    summary: dict[str, Any]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables by name; those without rows are left out."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "summary"}
        return {name: table for name, table in named.items() if len(table)}

    def to_html(self, lang: str | None = None) -> str:
        """One page that needs no network, with charts. lang: "zh" or "en"; default: the environment's."""
        from .page import html_page

        return html_page(self, lang)

    def write(self, folder: str | os.PathLike[str], lang: str | None = None) -> list[str]:
        """calibration.html, calibration.json and one CSV per table into a folder; each file whole or not at all."""
        from .page import write_files

        return write_files(self, folder, lang)

    def __repr__(self) -> str:
        return f"<Calibration: split {self.summary['split']}, {', '.join(self.summary['assets'])}>"


def calibrate(
    assets: Any,
    events: Any = None,
    *,
    split: Any,
    start: Any = None,
    end: Any = None,
    columns: str | os.PathLike[str] | None = None,
    names: Mapping[str, str] | Iterable[str] = (),
    materials: Iterable[str] = (),
    rolling: int = 0,
    horizon_years: int = 3,
    alpha: float = 0.9,
    samples: int = 1000,
    seed: int = 1,
    progress: Progress | None = None,
) -> Calibration:
    """Fits failure models before a date and scores them on the records after it, beside simple rankings.

    assets, events: files (CSV, parquet, XLSX) or data frames; or a `Twin` or twin file alone, with its own leaks, pipes
    and risers apart. split: "2007-01-01", "2007-01" or 2007: events before are fitted, those from it on scored. start:
    first day of regular records; default: the first year since when no year before the split has less than a quarter of
    the median number of events. end: end of the records; default: the end of the month of the last event.
    columns: TOML file with the names of the columns (see `gastwin/calibration/columns.toml`); names: single ones, such
    as {"id": "PIPE_NO", "event.date": "DAY"}. materials: only these; default: all. rolling: number of earlier splits, a
    year apart, each scored on `horizon_years`. alpha: variance of the gamma factor of empirical Bayes. samples: of the
    bootstrap; the same seed gives the same numbers.
    Raises `Error`: unreadable file, missing column, no event in a window, a date outside the records, no pandas.
    """
    try:
        import pandas  # noqa: F401 # a part of the package that not everybody installs
    except ImportError:
        raise _error("usage", detail="calibrate needs pandas: pip install 'gastwin[frames]'") from None
    from .run import Settings, run

    if not 0 < alpha < 1e6:
        raise _error("value_out_of_range", column="alpha", value=str(alpha), detail="a number above 0 is needed")
    settings = Settings(
        dates=(start, split, end),
        materials=tuple(materials),
        rolling=whole(rolling, "rolling", 0, MOST_SPLITS),
        horizon_years=whole(horizon_years, "horizon_years", 1, 100),
        alpha=float(alpha),
        samples=whole(samples, "samples", 1, MOST_SAMPLES),
        seed=whole(seed, "seed", 0, 2**64 - 1),
    )
    if events is None and isinstance(assets, (str, os.PathLike)) and Path(assets).suffix.lower() == ".gpkg":
        assets = Twin.open(assets)
    return run(assets, events, columns, names, settings, listener(progress))
