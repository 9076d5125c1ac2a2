# SPDX-License-Identifier: Apache-2.0
"""The figures each verb reports; keys are the contract with scripts."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from . import _core
from .closure import ClosurePlan
from .compute import Plan
from .network import Network, Twin
from .plan_left_out import left_out_summary
from .risk import Risk
from .score import Score
from .steady import State
from .tables import IssueTable, RepairTable, ResultComparisonTable, ResultCounterfactualTable


def _counts(codes: np.ndarray[Any, Any]) -> dict[str, int]:
    return {str(code): int(n) for code, n in Counter(codes.tolist()).most_common()}


def _by_kind(table: IssueTable | RepairTable) -> dict[str, int]:
    return dict(Counter(table.kind.tolist()).most_common())


def import_summary(twin: Twin) -> dict[str, Any]:
    """Sizes, issues and repairs by kind, share of pipe length connected to a source, data quality grade."""
    net = twin.network
    quality = _core.data_quality(twin._core)
    return {
        "rows_read": quality.rows_read,
        **{f"{name}s": len(getattr(net, name)) for name in ("pipe", "node", "valve", "regulator", "customer")},
        "households": int(net.customer.households.sum()),
        "length_km": round(float(net.pipe.length_m.sum()) / 1e3, 3),
        "issues": _by_kind(twin.issue),
        "repairs": _by_kind(twin.repair),
        "supplied_length_share": quality.supplied_length_share,
        "grade": quality.grade,
    }


def _unsupplied_node(state: State) -> str:
    """The first node without gas; "" when all have it. Where nothing flows, nothing else is worst."""
    dry = np.flatnonzero(~state.node.supplied.astype(bool))
    return str(state.node.id[dry[0]]) if len(dry) else ""


def _reasons(state: State, network: Network | Twin, most: int = 10) -> list[str]:
    """Why zones are not served as they should be, largest unmet demand first; and the stations that the survey has but
    the network has not: the gas they would bring may be what is short."""
    zone = state.zone
    order = np.argsort(-zone.unmet_kg_s, kind="stable")
    told = [f"zone {zone.id[i]}: {zone.explanation[i]}" for i in order if zone.status[i] != "converged"][:most]
    if told and isinstance(network, Twin):
        issue = network.issue
        pairs = zip(issue.object_id, issue.kind, strict=True)
        apart = [str(i) for i, kind in pairs if kind == "regulator_unconnected"]
        why = "GT-0318 regulator not connected, feeds nobody · 调压设施未接入管网，未参与供气"
        told += [f"{i}: {why}" for i in apart[:most]]
    return told


def solve_summary(state: State, network: Network | Twin) -> dict[str, Any]:
    """Outcome of a steady solve with its extremes."""
    pressure = state.node.gauge_pressure_pa
    velocity = np.abs(state.pipe.velocity_m_s)
    return {
        "status": state.status,
        "iterations": state.iterations,
        "residual": state.residual,
        "worst_node": state.worst_node or _unsupplied_node(state),
        "worst_edge": state.worst_edge,
        "reasons": _reasons(state, network),
        "demand_kg_s": state.demand_kg_s,
        "unmet_kg_s": state.unmet_kg_s,
        "min_gauge_pressure_pa": float(np.nanmin(pressure)) if np.isfinite(pressure).any() else float("nan"),
        "max_velocity_m_s": float(np.nanmax(velocity)) if np.isfinite(velocity).any() else float("nan"),
        "tripped": len(state.trip),
        "unsupplied_nodes": int((~state.node.supplied.astype(bool)).sum()),
    }


def shutoff_summary(plan: ClosurePlan) -> dict[str, Any]:
    """What to close and who loses gas."""
    keys = (
        "pipes",
        "valves",
        "squeezes",
        "backfeed_valves",
        "redundant_valves",
        "closed_valves",
        "customers_inside",
        "customers_cut_off",
        "customers_low_pressure",
        "households_inside",
        "households_cut_off",
        "special",
        "linepack_s",
    )
    stations = [str(i) for i in plan.stations.id[plan.stations.action == "close"]]
    return {key: getattr(plan, key) for key in keys} | {"stations": stations}


def _records_summary(risk: Risk) -> dict[str, Any]:
    """Dates that were not believed; how records enter, where a fit was asked for; warnings if it failed."""
    kinds = _by_kind(risk.issue)
    failed = kinds.pop("records_not_fitted", 0)
    models = _counts(risk.assets.record_model)
    known: dict[str, Any] = {"dates_not_believed": kinds}
    if failed or "fitted" in models:
        known["record_models"] = models
    if failed:
        rows = [i for i, kind in enumerate(risk.issue.kind) if kind == "records_not_fitted"]
        for key, lang in (("warnings", "en"), ("warnings_zh", "zh")):
            texts = _core.issue_messages(risk.issue._core, lang)
            known[key] = ["; ".join(texts[i]) if lang == "en" else "；".join(texts[i]) for i in rows]
    return known


def explanation_summary(
    counterfactuals: ResultCounterfactualTable, comparisons: ResultComparisonTable
) -> dict[str, Any]:
    """What is said of the asset ranked first: how it compares, and what it would be after each change."""
    if not len(comparisons):
        return {}
    first = str(comparisons.object_id[0]), str(comparisons.object_table[0])
    mine = [
        i
        for i, asset in enumerate(zip(counterfactuals.object_id, counterfactuals.object_table, strict=True))
        if (str(asset[0]), str(asset[1])) == first
    ]
    return {
        "first": [str(comparisons.sentence[0]), *(str(counterfactuals.sentence[i]) for i in mine)],
        "first_zh": [str(comparisons.sentence_zh[0]), *(str(counterfactuals.sentence_zh[i]) for i in mine)],
    }


def risk_summary(risk: Risk, most: int = 10) -> dict[str, Any]:
    """Totals and the top of the ranking."""
    assets = risk.assets
    order = np.argsort(assets["rank"], kind="stable")[:most]
    return {
        "assets": len(assets),
        "year": int(assets.year[0]) if len(assets) else None,
        **_records_summary(risk),
        "leaks_per_year": float(assets.frequency_per_year.sum()),
        "serious_per_year": float(assets.serious_per_year.sum()),
        "fatalities_per_year": float(assets.risk_fatalities_per_year.sum()),
        "grades": _counts(assets.grade),
        "pieces": len(risk.pieces),
        "piece_leaks_per_year": float(risk.pieces.frequency_per_year.sum()),
        "top": [str(i) for i in assets.id[order]],
        "top_causes": [str(c) for c in assets.causes[order]],
        "top_causes_zh": [str(c) for c in assets.causes_zh[order]],
    }


def score_summary(score: Score, most: int = 10) -> dict[str, Any]:
    """The scheme, what it claims, its grades and the top of its ranking."""
    assets = score.assets
    order = np.argsort(assets["rank"], kind="stable")[:most]
    return {
        "scheme": score.name,
        "notice": score.notice,
        "notice_zh": score.notice_zh,
        "assets_scored": len(assets),
        "score_grades": _counts(assets.grade),
        "score_top": [str(i) for i in assets.id[order]],
        "score_top_causes": [str(c) for c in assets.causes[order]],
        "score_top_causes_zh": [str(c) for c in assets.causes_zh[order]],
    }


def policy_summary(found: Risk | Score) -> dict[str, Any]:
    """Assets by conclusion, and how often each rule holds or cannot be decided."""
    rules = found.rules
    return {
        "conclusions": _counts(found.assets.conclusion),
        "rules_hold": {str(r): int(n) for r, n in zip(rules.id, rules.holds, strict=True) if n},
        "rules_not_checkable": {str(r): int(n) for r, n in zip(rules.id, rules.not_checkable, strict=True) if n},
    }


def plan_summary(plan: Plan, risk: Risk) -> dict[str, Any]:
    """Size, cost, value and certified gap of a plan, and what the rules want renewed that it leaves out."""
    projects = plan.projects
    return {
        "projects": len(projects),
        "years": sorted({int(y) for y in projects.year}),
        "cost_cny": float(plan.cost_cny),
        "value": float(plan.value),
        "bound": float(plan.bound),
        "gap": float(plan.gap),
        "must_shortfall_cny": float(plan.must_shortfall_cny),
        **left_out_summary(risk, plan),
        "clashes": [
            " ".join(part for part in (str(rule), "" if year < 0 else str(year), str(subject)) if part)
            for rule, year, subject in zip(plan.clashes.rule, plan.clashes.year, plan.clashes.subject, strict=True)
        ],
        "share_of_bound": {
            str(code): round(float(share), 3)
            for code, share in zip(plan.practices.practice, plan.practices.share_of_bound, strict=True)
        },
    }
