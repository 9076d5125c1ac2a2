# SPDX-License-Identifier: Apache-2.0
"""Scoring schemes and policy rules: points, grades, conclusions, and why."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import numpy as np

from . import _core
from .criticality import criticality
from .frames import CALENDAR_YEARS, Table, whole
from .network import Network, Progress, Twin
from .result import MapResult, Result, listener
from .risk import Risk, asset_rows, risk
from .settings import scheme_text
from .tables import (
    AssetFactsTable,
    ResultFindingTable,
    ResultPointsTable,
    ResultRuleTable,
    ResultScoreTable,
    ScoreIndicatorTable,
)

Source = str | os.PathLike[str]


class Score(MapResult):
    """One row per asset in `assets`, one per indicator of the scheme in `indicators`; `points[i, k]` are those that
    asset i got from indicator k (NaN: it does not apply, or is left out). Findings by the policy rules in `findings`, a
    count of them in `rules`, what was derived for each pipe and riser in `facts`. `notice`, `notice_zh`: what the
    scheme says of itself; `high_is_safe`: whether a high score is a good one."""

    tables = ("assets", "indicators", "findings", "rules", "facts")
    stored = ("assets", "findings", "rules")
    shown = "grade"
    assets: ResultScoreTable
    indicators: ScoreIndicatorTable
    findings: ResultFindingTable
    rules: ResultRuleTable
    facts: AssetFactsTable
    name: str
    notice: str
    notice_zh: str
    high_is_safe: bool

    @property
    def points(self) -> np.ndarray[Any, Any]:
        """Points by asset (row) and indicator (column): a view, read-only."""
        return np.asarray(self._core.points).T

    def explain(self, ids: Any = None, most: int = 100) -> ResultPointsTable:
        """One row per asset and indicator: column read, value, line of the scheme, points, clause, source.

        ids: pipes or risers; default the `most` worst. Raises `Error`: unknown asset.
        """
        rows = asset_rows(self.assets, ids, most)
        return ResultPointsTable(self._core.explain(rows), integer_ids=self._network._integer_ids)


class Conclusions(Result):
    """What the rules find: one row per asset and rule in `findings`, one per rule in `rules`."""

    tables = ("findings", "rules")
    findings: ResultFindingTable
    rules: ResultRuleTable


def schemes() -> list[str]:
    """Names of the bundled files: a quantitative scheme, two scoring schemes, the rules."""
    return [str(name) for name in _core.bundled_schemes()]


def scheme_kind(scheme: Source) -> str:
    """What a bundled scheme or a file is: "risk", "score" or "rules". Raises `Error`: not valid."""
    return str(_core.scheme_kind(scheme_text(scheme), os.fspath(scheme)))


def _years(year: int | None, this_year: int | None) -> tuple[int | None, int]:
    assessed = None if year is None else whole(year, "year", *CALENDAR_YEARS)
    limit = datetime.now(UTC).year if this_year is None else whole(this_year, "this_year", *CALENDAR_YEARS)
    return assessed, limit


def _core_twin(network: Network | Twin) -> Any:
    return network._core if isinstance(network, Twin) else _core.Twin(network._core)


def score(
    network: Network | Twin,
    scheme: Source = "points",
    *,
    year: int | None = None,
    this_year: int | None = None,
    quantitative: Risk | None = None,
    critical: Table | None = None,
    rules: Source | None = None,
    progress: Progress | None = None,
) -> Score:
    """Every pipe and riser scored by a scheme of kind "score", with grade, rank, causes and conclusion.

    scheme: "points" (semi-quantitative matrix), "index" (relative index of buried pipes) or the path of a TOML file
    (docs/scheme.schema.json). rules: path of a file of rules; default the bundled one. quantitative, critical:
    `risk(network)` and `criticality(network)` where they are known already; computed when the scheme reads them.
    year, this_year: as in `risk`. Raises `Error`: the scheme or the rules are not valid, a number is out of range.
    """
    assessed, limit = _years(year, this_year)
    text, name = scheme_text(scheme), os.fspath(scheme)
    rules_text = "" if rules is None else scheme_text(rules)
    tell = listener(progress)
    reads = {prefix: _core.scheme_reads(text, name, prefix) for prefix in ("risk.", "criticality.")}
    if reads["criticality."] and critical is None:
        critical = criticality(network, progress=tell)
    if reads["risk."] and quantitative is None:
        quantitative = risk(network, year=year, this_year=limit, samples=0, critical=critical, progress=tell)
    core = _core.score_assets(
        _core_twin(network),
        text,
        name,
        rules_text,
        os.fspath(rules or ""),
        quantitative._core.assets if reads["risk."] and quantitative is not None else None,
        critical._core if reads["criticality."] and critical is not None else None,
        assessed,
        limit,
        tell,
    )
    return Score(core, network)


def conclusions(
    network: Network | Twin,
    rules: Source | None = None,
    *,
    year: int | None = None,
    this_year: int | None = None,
) -> Conclusions:
    """What the rules find without an assessment: rules that go by a grade stay open ("not_checkable"). `risk` and
    `score` give the same tables with theirs.

    rules: path of a TOML file of kind "rules"; default the bundled one. Raises `Error`: the rules are not valid.
    """
    assessed, limit = _years(year, this_year)
    text = "" if rules is None else scheme_text(rules)
    core = _core.find_by_policy(_core_twin(network), text, os.fspath(rules or ""), assessed, limit)
    return Conclusions(core, network)
