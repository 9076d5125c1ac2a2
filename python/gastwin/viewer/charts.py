# SPDX-License-Identifier: Apache-2.0
"""Figures of the charts that need more than the fields of the pipes. What the twin does not hold is left out."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np

from ..device_programme import programme
from ..network import Twin
from ..risk_maps import fn_curve
from ..tables import AnyTable
from .wording import named, pair

_MOST_FATALITIES = 100
_AREAS = ("district", "community", "estate")
_SHARES = ("obliged", "compliant", "lacking", "unknown")


def _societal(risk: AnyTable) -> list[list[float]]:
    curve = fn_curve(risk)
    return [
        [int(n), float(f)]
        for n, f in zip(curve.fatalities, curve.frequency_per_year, strict=True)
        if n <= _MOST_FATALITIES and f > 0.0
    ]


def _by_year(plan: AnyTable) -> list[dict[str, Any]]:
    rows = []
    for year in sorted(set(plan.year.tolist())):
        here = plan.year == year
        rows.append(
            {
                "year": int(year),
                "cost": float(plan.cost_cny[here].sum()),
                "benefit": float(plan.benefit_cny[here].sum()),
                "km": float(plan.length_m[here].sum()) / 1e3,
                "projects": int(here.sum()),
            }
        )
    return rows


def _residual(years: AnyTable) -> list[dict[str, float]]:
    """Risk of all assets at the end of each year, CNY a year: if nothing were done, and with the plan."""
    columns = (years.id, years.risk_kept_cny_per_year, years.risk_left_cny_per_year)
    return [
        {"year": int(y), "kept": float(kept), "left": float(left)}
        for y, kept, left in zip(*columns, strict=True)
        if np.isfinite(kept) and np.isfinite(left)
    ]


def _curve(points: AnyTable) -> list[dict[str, float]]:
    """What each budget buys, CNY."""
    return [
        {"budget": float(b), "cost": float(c), "benefit": float(v), "bound": float(most), "projects": int(n)}
        for b, c, v, most, n in zip(
            points.budget_cny_per_year,
            points.cost_cny,
            points.benefit_cny,
            points.bound_cny,
            points.projects,
            strict=True,
        )
    ]


def coverage(twin: Twin) -> dict[str, Any] | None:
    """Households with the safety devices that rules ask for, by duty and area, beside their deadlines; as
    `gastwin.programme()` finds them without further registers. None where no device is on record, or pandas, which
    counts them, is not installed."""
    if not len(twin.network.device) or find_spec("pandas") is None:
        return None
    found = programme(twin)
    titles = {str(r.id): (str(r.title), str(r.kind_zh)) for r in found.rule.itertuples()}
    rows = found.coverage[found.coverage["obliged"] > 0]
    duties = []
    for duty, part in rows.groupby("duty", sort=False):
        first = part.iloc[0]
        areas = [
            {"level": str(r["level"]), "area": str(r["area"]), **{name: int(r[name]) for name in _SHARES}}
            for _, r in part.iterrows()
            if r["level"] == "all" or str(r["area"])
        ]
        duties.append(
            {
                "id": str(duty),
                "title": titles.get(str(duty), (str(duty), str(duty))),
                "binding": bool(first["binding"]),
                "deadline": "" if first["deadline"] != first["deadline"] else str(first["deadline"])[:10],
                "areas": areas,
            }
        )
    levels = [{"key": level, "label": pair(f"level.{level}")} for level in _AREAS]
    return {"as_of": found.summary["as_of"], "levels": levels, "duties": duties} if duties else None


def charts(twin: Twin, results: dict[str, AnyTable]) -> dict[str, Any]:
    """By chart; `results` by table name."""
    told: dict[str, Any] = {}
    makers = {
        "fn": ("result_risk", _societal),
        "plan": ("plan", _by_year),
        "residual": ("plan_year", _residual),
        "curve": ("plan_curve", _curve),
    }
    for key, (name, make) in makers.items():
        if name in results and len(results[name]):
            told[key] = make(results[name])
    practice = results.get("plan_practice")
    if practice is not None and len(practice):
        names = named(practice, "practice")
        told["practice"] = [
            {"label": names[str(c)], "share": float(s)}
            for c, s in zip(practice.practice, practice.share_of_bound, strict=True)
        ]
    found = coverage(twin)
    return told | ({"coverage": found} if found else {})
