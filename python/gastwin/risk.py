# SPDX-License-Identifier: Apache-2.0
"""Risk of every asset: how often it leaks, how bad that is, why, and what a change would do."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import numpy as np

from . import _core
from .criticality import criticality
from .frames import CALENDAR_YEARS, Table, _error, id_texts, whole
from .network import Network, Progress, Twin
from .result import MapResult, listener
from .settings import scheme_text
from .tables import (
    IssueTable,
    ResultComparisonTable,
    ResultCounterfactualTable,
    ResultFindingTable,
    ResultPieceRiskTable,
    ResultRiskTable,
    ResultRuleTable,
    ResultScoreTable,
)

MOST_SAMPLES = 100_000


class Risk(MapResult):
    """One row per pipe and riser in table `assets`, per valve and regulator in `pieces`; what the policy rules find in
    `findings`, by rule in `rules`; in `issue` dates that were not believed, and leak records that a scheme asks to fit
    and that could not be fitted. `counterfactuals` and `comparisons` explain single assets."""

    tables = ("assets", "pieces", "findings", "rules", "issue")
    stored = ("assets", "pieces", "findings", "rules")
    shown = "grade"
    assets: ResultRiskTable
    pieces: ResultPieceRiskTable
    findings: ResultFindingTable
    rules: ResultRuleTable
    issue: IssueTable

    def counterfactuals(self, ids: Any = None, most: int = 100) -> ResultCounterfactualTable:
        """What assets would risk after each change of the scheme ([[change]]) that applies to them: one row per asset
        and change with frequency, risk, the rank it would have, a sentence and the source of the change's numbers.

        ids: pipes or risers; default the `most` with the highest ranks. The records are learnt from anew, which takes
        a second per million assets (as long as the fit, where the scheme asks for one). Raises `Error`: unknown asset.
        """
        rows = asset_rows(self.assets, ids, most)
        return ResultCounterfactualTable(self._core.counterfactuals(rows), integer_ids=self._network._integer_ids)

    def comparisons(self, ids: Any = None, most: int = 100) -> ResultComparisonTable:
        """The risk per km of assets beside the median of their street and of their class (material, decade of laying,
        buried, above ground or riser): one row per asset.

        ids: pipes or risers; default the `most` with the highest ranks. Raises `Error`: unknown asset.
        """
        rows = asset_rows(self.assets, ids, most)
        return ResultComparisonTable(self._core.comparisons(rows), integer_ids=self._network._integer_ids)


def asset_rows(assets: ResultRiskTable | ResultScoreTable, ids: Any, most: int) -> list[int]:
    """Rows of these pipes and risers, or without ids of the `most` with the highest ranks."""
    if ids is None:
        return [int(row) for row in np.argsort(assets["rank"], kind="stable")[: whole(most, "most", 0, 2**31 - 1)]]
    asked = id_texts(ids)
    row_of = {str(asset): row for row, asset in enumerate(assets.id)}
    if unknown := [i for i in asked if i not in row_of]:
        raise _error("unknown_pipe", column="ids", ids=unknown, detail="not among the assets assessed")
    return [row_of[i] for i in asked]


def risk(
    network: Network | Twin,
    scheme: str | os.PathLike[str] | None = None,
    *,
    year: int | None = None,
    this_year: int | None = None,
    samples: int = 1000,
    seed: int = 1,
    critical: Table | None = None,
    rules: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Risk:
    """Leak and serious-incident frequency, consequence, risk, grade and causes of every asset.

    scheme: path of a TOML file; default the bundled one. year: year of assessment; default the latest on record.
    this_year: dates after it (or after `year`) are rows of table `issue` and count as unknown; default: today's by the
    clock, which matters to networks with such dates only. samples: Monte Carlo draws for P10, P50, P90 and ranks, with
    this seed. critical: `criticality(network)` where it is known already. rules: path of a file of policy rules;
    default the bundled ones. Raises `Error`: the scheme or the rules are not valid, a number is out of range.
    """
    limit = datetime.now(UTC).year if this_year is None else whole(this_year, "this_year", *CALENDAR_YEARS)
    assessed = None if year is None else whole(year, "year", *CALENDAR_YEARS)
    draws, key = whole(samples, "samples", 0, MOST_SAMPLES), whole(seed, "seed", 0, 2**64 - 1)
    text = "" if scheme is None else scheme_text(scheme)
    rules_text = "" if rules is None else scheme_text(rules)
    tell = listener(progress)
    critical = criticality(network, progress=tell) if critical is None else critical
    twin = network._core if isinstance(network, Twin) else _core.Twin(network._core)
    core = _core.assess_risk(
        twin,
        text,
        str(scheme or ""),
        rules_text,
        str(rules or ""),
        critical._core,
        assessed,
        limit,
        draws,
        key,
        tell,
    )
    return Risk(core, network)
