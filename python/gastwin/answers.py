# SPDX-License-Identifier: Apache-2.0
"""Closures and incidents as answers that a page can show: figures, and tables as rows in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .answer_rows import Places, placed, places, rows, thinned
from .closure import ClosurePlan
from .console import json_ready
from .incident import Incident
from .network import Network
from .summaries import shutoff_summary


@dataclass(frozen=True)
class Scene:
    """Where valves, regulators and customers stand, and how many rows of a table an answer holds at most."""

    valves: Places
    regulators: Places
    customers: Places
    rows: int = 1000
    timeline_rows: int = 400

    @classmethod
    def of(cls, network: Network) -> Scene:
        """That of a network."""
        return cls(places(network, "valve"), places(network, "regulator"), places(network, "customer"))


def operations(plan: ClosurePlan, lang: str, scene: Scene) -> list[dict[str, Any]]:
    """Every operation in its order, all of them however many: of valves and places to squeeze, and of regulators."""
    listed = []
    for element, table, where in (
        ("valve", plan.steps, scene.valves),
        ("regulator", plan.stations, scene.regulators),
    ):
        listed += [{"element": element, **row} for row in placed(rows(table, lang, len(table)), where)]
    return sorted(listed, key=lambda row: int(row["step"]))


def plan_answer(plan: ClosurePlan, lang: str, scene: Scene) -> dict[str, Any]:
    """What to close in which order, and who loses gas."""
    return {
        "status": plan.status,
        **json_ready(shutoff_summary(plan)),
        "inoperable_valves": plan.inoperable_valves,
        "pipes_cut_off": plan.pipes_cut_off,
        "steps": operations(plan, lang, scene),
        "customers": placed(rows(plan.customers, lang, scene.rows), scene.customers),
        "customers_total": len(plan.customers),
    }


def incident_answer(found: Incident, lang: str, scene: Scene) -> dict[str, Any]:
    """What escapes, how far it reaches, what is closed, who is out and until when."""
    timeline = found.timeline
    told = thinned(timeline.event != "", scene.timeline_rows)
    return {
        **json_ready({key: value for key, value in found.figures().items() if not key.startswith("footprint_")}),
        "damages": json_ready(found.damages),
        "footprint": json_ready(found.footprint),
        "plan": plan_answer(found.plan, lang, scene),
        "timeline": rows(timeline, lang, len(told), told),
        "timeline_total": len(timeline),
        "customers": placed(rows(found.customers, lang, scene.rows), scene.customers),
        "customers_total": len(found.customers),
        "restoration": rows(found.restoration, lang, scene.rows),
    }
