# SPDX-License-Identifier: Apache-2.0
"""What a plan says beyond its list: the curve of budgets, costs per risk and life, stability, works under gas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from . import _core
from .compute import Plan, plan
from .frames import Table
from .network import Network, Twin
from .risk import Risk
from .tables import PlanPipeTable, PlanRiserTable, table_of

_P10_TO_P90_SD = 2.563103  # of a normal distribution


@dataclass
class CurvePoint:
    """What one budget buys."""

    budget_per_year: float
    cost_cny: float
    value: float
    bound: float
    gap: float
    projects: int
    next_million_cny: float  # risk that one more million would remove, by the multipliers


def plan_curve(
    network: Network | Twin, risk: Risk, budgets: Sequence[float], *, years: int = 5, **options: Any
) -> list[CurvePoint]:
    """Risk removed against money, budgets in rising order; each plan starts from the one before.

    options: as for `gastwin.plan`. `value` never falls from one budget to the next: where the search finds less for
    more money, the plan of the smaller budget stands, which the larger one pays for too. Raises as `gastwin.plan`.
    """
    points: list[CurvePoint] = []
    last: Plan | None = None
    for budget in sorted(budgets):
        found = plan(network, risk, budget_per_year=budget, years=years, like=last, **options)
        value, cost = float(found.value), float(found.cost_cny)
        count = len(found.projects)
        if points and found.status == "done" and points[-1].value > value:
            value, cost, count = points[-1].value, points[-1].cost_cny, points[-1].projects
        bound = max(float(found.bound), value)
        points.append(
            CurvePoint(
                float(budget),
                cost,
                value,
                bound,
                (bound - value) / bound if bound > 0 else 0.0,
                count,
                1e6 * max(found.marginal_value, default=0.0),
            )
        )
        last = found
    return points


def curve_rows(points: Sequence[CurvePoint]) -> list[dict[str, Any]]:
    """The curve as plain rows."""
    return [asdict(p) for p in points]


def curve_table(points: Sequence[CurvePoint]) -> Table:
    """The curve as the table `plan_curve` of a twin file, budgets in rising order."""
    columns = {
        "budget_cny_per_year": [p.budget_per_year for p in points],
        "cost_cny": [p.cost_cny for p in points],
        "benefit_cny": [p.value for p in points],
        "bound_cny": [p.bound for p in points],
        "projects": [p.projects for p in points],
        "next_million_cny": [p.next_million_cny for p in points],
    }
    return table_of(_core.result_table("plan_curve", {"id": [str(i + 1) for i in range(len(points))], **columns}))


def plan_efficiency(found: Plan, risk: Risk) -> dict[str, float]:
    """Cost per unit of risk removed and per fatality averted, of the whole plan `found`.

    Lives: expected fatalities a year of the assets renewed times the share of their risk that renewal removes, kept for
    the years that the discounted benefit stands for (benefit over risk removed a year); costs are not discounted, lives
    are, at the rate of the plan. nan where nothing is removed.
    """
    assets, projects = risk.assets, found.projects
    row = {str(i): n for n, i in enumerate(assets.id)}
    kept: tuple[PlanPipeTable | PlanRiserTable, ...] = (found.pipes, found.risers)
    removed = float(np.sum(projects.risk_removed_per_year))
    lives = 0.0
    for table in kept:
        for i, benefit in zip(table.id, table.benefit_cny, strict=True):
            n = row[str(i)]
            total = float(assets.risk_cny_per_year[n])
            if total > 0:
                lives += float(benefit) * float(assets.risk_fatalities_per_year[n]) / total
    cost, value = float(found.cost_cny), float(found.value)
    return {
        "cost_per_risk_removed": cost / value if value > 0 else float("nan"),
        "risk_removed_per_year_cny": removed,
        "fatalities_averted": lives,
        "cost_per_fatality_averted_cny": cost / lives if lives > 0 else float("nan"),
        "next_million_removes_cny": 1e6 * max(found.marginal_value, default=0.0),
    }


def plan_stability(
    network: Network | Twin,
    risk: Risk,
    found: Plan,
    *,
    budget_per_year: float,
    years: int = 5,
    samples: int = 30,
    seed: int = 1,
    **options: Any,
) -> dict[str, float]:
    """Share of draws of the risk in which each project of `found` is still chosen, by its length, in any year.

    Each draw multiplies what renewal of an asset removes by a lognormal factor of mean 1 as wide as its P10 to P90 of
    the assessment, one asset apart from the other: what all assets share moves the sums, hardly the choice. seed: of
    the draws. options, and what it raises: as for `gastwin.plan`; the assessment must have samples.
    """
    low, high = np.asarray(risk.assets.risk_cny_p10, float), np.asarray(risk.assets.risk_cny_p90, float)
    wide = (low > 0) & (high > low)
    sd = np.where(wide, np.log(np.where(wide, high, 1.0) / np.where(wide, low, 1.0)) / _P10_TO_P90_SD, 0.0)
    members: dict[str, list[str]] = {str(p): [] for p in found.projects.id}
    for table in (found.pipes, found.risers):
        for i, p in zip(table.id, table.project, strict=True):
            members[str(p)].append(str(i))
    length = dict(zip(map(str, risk.assets.id), np.asarray(risk.assets.length_km, float), strict=True))
    random = np.random.default_rng(seed)
    kept = dict.fromkeys(members, 0.0)
    for _ in range(samples):
        factor = np.exp(sd * random.standard_normal(len(sd)) - 0.5 * sd**2)
        draw = plan(
            network,
            risk,
            budget_per_year=budget_per_year,
            years=years,
            benefit_factor=factor.tolist(),
            **options,
        )
        chosen = {str(i) for i in draw.pipes.id} | {str(i) for i in draw.risers.id}
        for project, assets in members.items():
            whole = sum(length[i] for i in assets)
            kept[project] += sum(length[i] for i in assets if i in chosen) / whole / samples if whole > 0 else 0.0
    return kept
