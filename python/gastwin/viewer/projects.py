# SPDX-License-Identifier: Apache-2.0
"""Projects of the plan, each with its pipes, for the list and the map."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..network import Network
from ..tables import AnyTable
from .columns import rows_of
from .packing import smallest
from .wording import pair

_KINDS = ("buried", "above_ground", "riser")


def projects(network: Network, results: dict[str, AnyTable]) -> list[dict[str, Any]]:
    """In the order of the plan: by year, the most benefit for the money first. `pipes` are rows of the pipe table;
    a project of risers alone has none."""
    plan, planned = results.get("plan"), results.get("plan_pipe")
    if plan is None:
        return []
    members: dict[str, list[int]] = {str(name): [] for name in plan.id}
    if planned is not None:
        for row, at in enumerate(rows_of(network.pipe.id, planned)):
            if at >= 0:
                members.setdefault(str(planned.project[at]), []).append(row)
    kinds = {kind: pair(f"kind.{kind}") for kind in _KINDS}
    return [
        {
            "id": str(plan.id[i]),
            "year": int(plan.year[i]),
            "kind": kinds.get(str(plan.kind[i]), (str(plan.kind[i]), str(plan.kind[i]))),
            "street": str(plan.street[i]),
            "km": float(plan.length_m[i]) / 1e3,
            "cost": float(plan.cost_cny[i]),
            "benefit": float(plan.benefit_cny[i]),
            "must": bool(plan.must[i]),
            "risers": int(plan.risers[i]),
            "why": (str(plan.reason[i]), str(plan.reason_zh[i])),
            "pipes": smallest(np.array(members[str(plan.id[i])], dtype=np.int64)),
        }
        for i in range(len(plan))
    ]
