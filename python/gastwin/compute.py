# SPDX-License-Identifier: Apache-2.0
"""What can be asked of a network besides its pressures, flows and closures: cities, surveys, risk, plans."""

from __future__ import annotations

import csv
import json
import os
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from . import _core
from .criticality import criticality
from .exchange import ready_twin
from .frames import Table, _error, id_texts, whole
from .network import Network, Progress, Twin, core_network
from .result import MapResult, listener
from .tables import (
    IssueTable,
    PlanClashTable,
    PlanPipeTable,
    PlanPracticeTable,
    PlanRiserTable,
    PlanTable,
    PlanYearTable,
    ResultComparisonTable,
    ResultCounterfactualTable,
    ResultFindingTable,
    ResultPieceRiskTable,
    ResultRiskTable,
    ResultRuleTable,
    ResultScoreTable,
)

CALENDAR_YEARS = (1800, 2200)  # what the tables hold
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


class Done(NamedTuple):
    """A pipe or riser renewed, when, and what it cost with its share of the set-up."""

    id: str
    year: int
    cost_cny: float = 0.0


class Plan(MapResult):
    """Tables projects, pipes, risers, practices (what the same budgets buy from a ranked list), years (money, its value
    at the margin, risk with the plan and without) and clashes (rules that cannot all be kept); figures value, bound,
    gap (CNY of discounted risk removed), cost_cny, must_shortfall_cny (money missing for the must-do assets), and by
    year spent_cny, budget_cny, marginal_value."""

    tables = stored = ("projects", "pipes", "risers", "practices", "years", "clashes")
    shown = "year"
    projects: PlanTable
    pipes: PlanPipeTable
    risers: PlanRiserTable
    practices: PlanPracticeTable
    years: PlanYearTable
    clashes: PlanClashTable
    value: float
    bound: float
    gap: float
    cost_cny: float
    must_shortfall_cny: float
    first_year: int
    marginal_value: list[float]
    spent_cny: list[float]
    budget_cny: list[float]

    @property
    def status(self) -> str:
        """ "done"; "infeasible" when the must-do assets cost more than the budget or the rules clash (`clashes`);
        "not_found" when no plan that keeps every rule was found, and nothing is proved."""
        code = str(self._core.status)
        return "infeasible" if code == "over_budget" else code


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


def plan(
    network: Network | Twin,
    risk: Risk,
    *,
    budget_per_year: float,
    years: int = 5,
    must: Sequence[Any] = (),
    never: Sequence[Any] = (),
    first_year: int | None = None,
    scheme: str | os.PathLike[str] | None = None,
    rules: str | os.PathLike[str] | None = None,
    done: str | os.PathLike[str] | Sequence[Done] = (),
    like: Plan | None = None,
    benefit_factor: Sequence[float] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Retrofit projects by year under a budget, with a certified upper bound.

    budget_per_year: CNY. must, never: ids of pipes or risers. scheme: the one the risk was assessed with.
    first_year: calendar year of the first works; default the year after the assessment, or after the last one done.
    rules: TOML file with designs and rules (`gastwin.plan_rules_text()` is one to start from). done: what was done
    since, a CSV file with columns id, year, cost_cny or such rows; where the rules carry money over, what the years
    that are past left of the budget is added to the first. like: a plan of almost the same, to start from.
    benefit_factor: one factor per row of risk.assets on what renewal removes, e.g. a draw of its uncertainty.
    Raises `Error`: budget or years not positive, a number out of range, unknown pipe, a rule about nothing.
    """
    start = None if first_year is None else whole(first_year, "first_year", *CALENDAR_YEARS)
    span = whole(years, "years", -(2**31), 2**31 - 1)
    finished = read_done(done)
    if finished and start is None:
        start = max(d.year for d in finished) + 1
    text = "" if rules is None else _read_text(rules)
    budgets = _budgets_after(finished, float(budget_per_year), span, start, text)
    gone = {d.id for d in finished}
    core = _core.plan_retrofit(
        core_network(network),
        risk._core,
        float(budget_per_year),
        span,
        budgets,
        [i for i in id_texts(must) if i not in gone],
        [i for i in id_texts(never) if i not in gone],
        sorted(gone),
        start,
        "" if scheme is None else scheme_text(scheme),
        str(scheme or ""),
        text,
        str(rules or ""),
        [] if like is None else list(like._core.multipliers),
        [] if benefit_factor is None else [float(f) for f in benefit_factor],
        listener(progress),
    )
    return Plan(core, network)


def read_done(done: str | os.PathLike[str] | Sequence[Done]) -> list[Done]:
    """What was done: of a CSV file with columns id, year and cost_cny, or as given. Raises `Error`: missing_column,
    unreadable_file, value_out_of_range."""
    if not isinstance(done, (str, os.PathLike)):
        return [Done(str(d[0]), whole(d[1], "year", *CALENDAR_YEARS), float(d[2])) for d in done]
    table = csv.DictReader(_read_text(done).splitlines())
    for column in ("id", "year", "cost_cny"):
        if column not in (table.fieldnames or ()):
            raise _error("missing_column", file=os.fspath(done), column=column)
    rows = []
    for number, row in enumerate(table, start=1):
        try:
            cost = float(row["cost_cny"] or 0.0)
            rows.append(Done(row["id"].strip(), whole(int(row["year"]), "year", *CALENDAR_YEARS), cost))
        except (ValueError, TypeError, AttributeError) as error:
            raise _error("unreadable_file", file=os.fspath(done), row=number, detail=str(error)) from None
    return rows


def _budgets_after(done: list[Done], budget: float, years: int, start: int | None, rules: str) -> list[float]:
    """Budgets by year once some are past; empty where every year has the same."""
    try:
        money = tomllib.loads(rules).get("budget", {})
    except tomllib.TOMLDecodeError:  # the engine says where
        return []
    if not done or start is None or not money.get("carry_over") or years < 1:
        return []
    listed = [float(b) for b in money.get("by_year_cny", [])]
    passed = start - min(d.year for d in done)
    given = sum(listed[:passed]) if listed else budget * passed
    rest = listed[passed : passed + years] if listed else [budget] * years
    left = given - sum(d.cost_cny for d in done)
    for t in range(len(rest)):  # what was overspent is taken from the years to come
        rest[t], left = max(0.0, rest[t] + left), min(0.0, rest[t] + left)
    return rest


def plan_rules_text() -> str:
    """The bundled designs of renewal as a TOML file, to be copied and edited."""
    return str(_core.default_plan_rules_text())


def synthetic_city(
    households: int = 5000, seed: int = 1, *, household_rows: bool = False, progress: Progress | None = None
) -> Network:
    """A seeded, hydraulically plausible city with streets, tiers, regulators, valves, buildings, risers.

    households: how many, 1,000 to a million at best. seed: another one is another city, the same one the same.
    household_rows: one customer row per household with its devices, instead of one per riser. Raises `Error`: a number
    of households out of range.
    """
    return Network(_core.synthetic_city(households, seed, household_rows, listener(progress)))


def write_survey(
    network: Network | Twin,
    folder: str | os.PathLike[str],
    *,
    defects: bool = False,
    seed: int = 1,
    intensity: float = 1.0,
) -> None:
    """Writes the network as a utility would hand it over; with `defects`, broken and labelled (truth/ says how).

    folder: gets survey/, registers/ and truth/. seed: of the defects. intensity: how many there are, 1 the usual share,
    2 twice that. Raises `Error`: cannot_write.
    """
    _core.write_survey(core_network(network), os.fspath(folder), defects, seed, intensity)


def import_survey(
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    profile: str = "cjj61",
    crs: str = "",
    encoding: str = "",
    affine: Sequence[float] | None = None,
    snap_m: float | None = None,
    bridge_m: float | None = None,
    connect_crossings: bool = False,
    unknown_as_old: Sequence[str] = (),
    progress: Progress | None = None,
) -> Twin:
    """Reads survey files and registers, repairs and joins them into a twin.

    inputs: files and folders, "PG:host=... dbname=..."; or alone a twin file, an export of one (`gastwin.export`), or a
    network of another program (`gastwin.read_network`), which are taken as they are. profile: "cjj61", "lines" or the
    path of a TOML file. crs, encoding: override detection. affine: six numbers a, b, c, d, e, f that take the survey's
    own grid to `crs`, x' = a x + b y + c and y' = d x + e y + f; other layers keep the system they name.
    snap_m: largest gap closed between ends of one pressure tier. bridge_m: longest missing pipe drawn in to users whom
    no pipe of the survey reaches (default 50, 0: none). connect_crossings: pipes of one tier and depth that cross
    without a surveyed junction join; by default they do not, and are listed. unknown_as_old: "install_year", "material"
    or both; pipes and risers of which one of these is unknown count as built before 2000, an administrative rule kept
    apart from estimates (provenance `rule`). By default what is unknown is estimated from the neighbourhood.

    Raises `Error`: missing or unreadable input, unknown CRS, no pipes. Bad rows become rows of `twin.issue`.
    """
    paths = [os.fspath(p) for p in ([inputs] if isinstance(inputs, (str, os.PathLike)) else inputs)]
    if (twin := ready_twin(paths)) is not None:
        return twin
    return Twin(
        _core.import_survey(
            paths,
            profile,
            crs,
            encoding,
            affine,
            snap_m,
            bridge_m,
            connect_crossings,
            list(unknown_as_old),
            listener(progress),
        )
    )


def scheme_text(scheme: str | os.PathLike[str]) -> str:
    """The TOML text of a bundled scheme by its name (`schemes()`), or of a file. Raises `Error`: no such file."""
    return str(_core.bundled_scheme(os.fspath(scheme))) or _read_text(scheme)


def _read_text(path: str | os.PathLike[str]) -> str:
    if Path(path).exists() and not Path(path).is_file():
        raise _error("unreadable_file", file=os.fspath(path), detail="not an ordinary file")
    try:
        return Path(path).read_text("utf-8-sig")  # editors of Windows write the mark
    except FileNotFoundError:
        raise _error("no_such_file", file=os.fspath(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _error("unreadable_file", file=os.fspath(path), detail=str(error)) from None


def read_toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The tables of a TOML file. Raises `Error`: no_such_file, unreadable_file."""
    try:
        return tomllib.loads(_read_text(path))
    except (ValueError, RecursionError) as error:  # not only TOMLDecodeError: numbers of 5000 digits, endless nesting
        raise _error("unreadable_file", file=os.fspath(path), detail=str(error)) from None


def read_settings(path: str | None) -> dict[str, Any]:
    """The object in a JSON file, or in a TOML file where the name ends so."""
    if path is None:
        return {}
    if path.lower().endswith(".toml"):
        return read_toml(path)
    try:
        values = json.loads(_read_text(path))
    except json.JSONDecodeError as error:
        raise _error("unreadable_file", file=path, row=error.lineno, detail=error.msg) from None
    except (ValueError, RecursionError) as error:
        raise _error("unreadable_file", file=path, detail=str(error)) from None
    if not isinstance(values, dict):
        raise _error("unreadable_file", file=path, detail="expected a JSON object")
    return values
