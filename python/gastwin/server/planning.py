# SPDX-License-Identifier: Apache-2.0
"""Plans by budget, the curve along which a budget is dragged, and the explanation of a score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import _core
from ..answer_rows import rows
from ..bounded import number, whole
from ..frames import _error
from ..summaries import plan_summary
from .district import District
from .reading import bounded, ids, only
from .texts import factor_label
from .work import Tell

PLAN_KEYS = ("budget_per_year", "years", "must", "never")
BUDGETS = 16  # on the curve
SMALLEST_SHARE = 0.01  # of the budget that pays for everything
_BUDGET, _YEARS = number(1.0, 1e12), whole(1, 30)
EVERYTHING_CNY = 1e12


def _key(values: Mapping[str, Any]) -> tuple[float, int, tuple[str, ...], tuple[str, ...]]:
    only(values, PLAN_KEYS)
    budget, years = bounded(values, "budget_per_year", _BUDGET), int(bounded(values, "years", _YEARS, 5))
    return budget, years, tuple(ids(values, "must")), tuple(ids(values, "never"))


def is_kept(district: District, values: Mapping[str, Any]) -> bool:
    """Is this plan known already?"""
    try:
        return district.has_plan(*_key(values))
    except _core.Error:
        return False


def plan_answer(district: District, values: Mapping[str, Any], lang: str, tell: Tell) -> dict[str, Any]:
    """The plan under this budget: what `gastwin plan` says, projects first to last, and the year of every pipe."""
    tell("plan", 0.0)
    plan = district.plan(*_key(values))
    pipes, most = plan.pipes, district.limits.rows
    return {
        "status": plan.status,
        **plan_summary(plan, district.risk),
        "budget_per_year": float(values["budget_per_year"]),
        "spent_cny": list(plan.spent_cny),
        "marginal_value": list(plan.marginal_value),
        "projects_listed": rows(plan.projects, lang, most),
        "pipe_ids": [str(i) for i in pipes.id],
        "pipe_years": [int(y) for y in pipes.year],
    }


def _round(value: float) -> float:
    """To two digits, as a budget is named."""
    digits = 1 - math.floor(math.log10(value))
    return float(round(value, digits))


def budgets(district: District, years: int) -> list[float]:
    """Budgets per year from one that pays for little to one that pays for everything, evenly by ratio."""
    cost = district.plan(EVERYTHING_CNY, years, (), ()).cost_cny
    highest = max(cost / years, 1e4)
    steps = np.geomspace(SMALLEST_SHARE * highest, highest, BUDGETS)
    return sorted({max(1.0, _round(float(step))) for step in steps})


def curve_answer(district: District, values: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """What each of these budgets buys. Plans of the curve are kept, so that asking for one of them again is quick."""
    only(values, ("years",))
    years = int(bounded(values, "years", _YEARS, 5))
    listed, told = budgets(district, years), []
    for i, budget in enumerate(listed):
        if not tell("plan", i / len(listed)):
            raise _error("interrupted")
        plan = district.plan(budget, years, (), ())
        told.append(
            {
                "budget_per_year": budget,
                "cost_cny": float(plan.cost_cny),
                "value": float(plan.value),
                "bound": float(plan.bound),
                "gap": float(plan.gap),
                "projects": len(plan.projects),
                "length_m": float(plan.projects.length_m.sum()),
                "risk_removed_per_year": float(plan.projects.risk_removed_per_year.sum()),
            }
        )
    return {"status": "done", "years": years, "curve": told}


def score_answer(district: District, values: Mapping[str, Any], lang: str, tell: Tell) -> dict[str, Any]:
    """Why a pipe or riser ranks where it does: its row of the risk table, and the factors of its leak frequency, the
    largest first. The frequency is their product (with the length in km)."""
    tell("score", 0.0)
    only(values, ("pipe",))
    if "pipe" not in values:
        raise _error("usage", column="pipe", detail="the key is missing")
    asset = str(values["pipe"])
    at = district.asset_row(asset)
    if at is None:
        raise _error("unknown_pipe", ids=[asset[:200]])
    row = rows(district.risk.assets, lang, 1, [at])[0]
    logs = {key: row.pop(key) for key in list(row) if key.startswith("ln_")}
    largest = sorted(((key.removeprefix("ln_"), ln) for key, ln in logs.items()), key=lambda each: -abs(each[1]))
    factors = [{"name": n, "label": factor_label(n, lang), "factor": math.exp(ln)} for n, ln in largest]
    return {"status": "done", **row, "factors": factors}
