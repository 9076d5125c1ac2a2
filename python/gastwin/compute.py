# SPDX-License-Identifier: Apache-2.0
"""Surveys in, synthetic cities and surveys out, and plans of renewal."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from typing import Any, NamedTuple

from . import _core
from ._needs import gis
from .exchange import ready_twin
from .frames import CALENDAR_YEARS, _error, id_texts, whole
from .lists import LARGEST_CNY, bad_cell, calendar_year, cost_cny, read_list
from .loads import Load, customer_demand
from .network import Network, Progress, Twin, core_network
from .result import MapResult, listener
from .risk import Risk
from .settings import read_text as _read_text
from .settings import scheme_text
from .tables import PlanClashTable, PlanPipeTable, PlanPracticeTable, PlanRiserTable, PlanTable, PlanYearTable


class Done(NamedTuple):
    """A pipe or riser renewed, when, and what it cost with its share of the set-up."""

    id: str
    year: int
    cost_cny: float = 0.0


HORIZON_YEARS = 30  # from the first works on, in which the risk that a plan removes is counted (scenarios/plan.hpp)


class Plan(MapResult):
    """Tables projects, pipes, risers, practices (what the same budgets buy from a ranked list), years (money, its value
    at the margin, risk with the plan and without) and clashes (rules that cannot all be kept); figures value and bound
    (CNY of risk removed in all of the `HORIZON_YEARS` from the first works on, discounted: not per year, and not only
    in the years of the plan), gap (of the bound), cost_cny, must_shortfall_cny (money missing for the must-do
    assets), and by year spent_cny, budget_cny, marginal_value."""

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
    load: Load = "fixed",
    load_later: Load | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Retrofit projects by year under a budget, with a certified upper bound.

    budget_per_year: CNY. must, never: ids of pipes or risers. scheme: the one the risk was assessed with.
    first_year: calendar year of the first works; default the year after the assessment, or after the last one done.
    rules: TOML file with designs and rules (`gastwin.plan_rules_text()` is one to start from). done: what was done
    since, a CSV file with columns id, year, cost_cny or such rows; where the rules carry money over, what the years
    that are past left of the budget is added to the first. like: a plan of almost the same, to start from.
    benefit_factor: one factor per row of risk.assets on what renewal removes, e.g. a draw of its uncertainty.
    load: demand of today, as for `gastwin.solve()`, for the pressures during the works and after. load_later: demand to
    come, for which replaced pipes are sized, e.g. with units that are to be converted; default: that of today, grown by
    [[growth]] of the rules.
    Raises `Error`: budget or years not positive, a number out of range, unknown pipe, a rule about nothing.
    """
    start = None if first_year is None else whole(first_year, "first_year", *CALENDAR_YEARS)
    span = whole(years, "years", -(2**31), 2**31 - 1)
    finished = read_done(done)
    if finished and start is None:
        start = max(d.year for d in finished) + 1
    text = read_rules(rules)
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
        [] if isinstance(load, str) and load == "fixed" else customer_demand(network, load).tolist(),
        [] if load_later is None else customer_demand(network, load_later).tolist(),
        listener(progress),
    )
    return Plan(core, network)


def read_rules(rules: str | os.PathLike[str] | None) -> str:
    """Text of a file of plan rules; none: empty."""
    return "" if rules is None else _read_text(rules)


def read_done(done: str | os.PathLike[str] | Sequence[Done]) -> list[Done]:
    """What was done: of a CSV file with columns id, year and cost_cny, or as given. Raises `Error`: missing_column,
    unreadable_file, value_out_of_range."""
    if not isinstance(done, (str, os.PathLike)):
        given = [Done(str(d[0]), whole(d[1], "year", *CALENDAR_YEARS), float(d[2])) for d in done]
        for work in given:
            if not 0.0 <= work.cost_cny <= LARGEST_CNY:
                raise _error("value_out_of_range", column="cost_cny", value=str(work.cost_cny), ids=[work.id])
        return given
    rows: dict[str, Done] = {}
    for number, row in enumerate(read_list(done, ("id", "year", "cost_cny")), start=1):
        if not row["id"] or row["id"] in rows:
            raise bad_cell(done, number, "id", row["id"], "it is listed twice" if row["id"] else "the id is missing")
        year = calendar_year(done, number, "year", row["year"], *CALENDAR_YEARS)
        rows[row["id"]] = Done(row["id"], year, cost_cny(done, number, "cost_cny", row["cost_cny"]))
    return list(rows.values())


def _budgets_after(done: list[Done], budget: float, years: int, start: int | None, rules: str) -> list[float]:
    """Budgets by year once some are past; empty where every year has the same."""
    try:
        money = tomllib.loads(rules).get("budget", {})
    except (ValueError, RecursionError):  # the engine says where
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
    gis.write_survey(core_network(network), os.fspath(folder), defects, seed, intensity)


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
        gis.import_survey(
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
