# SPDX-License-Identifier: Apache-2.0
"""What the rules conclude of all assets, and how much of it a plan leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .compute import Plan
from .risk import Risk

CONCLUSIONS = ("renew_now", "renew_by", "control", "none")


@dataclass(frozen=True)
class Concluded:
    """Pipes and risers of one conclusion, and the length of the pipes among them (m, to the centimetre)."""

    assets: int
    left_out: int
    pipe_m: float
    pipe_m_left_out: float


def concluded(risk: Risk, plan: Plan) -> dict[str, Concluded]:
    """By conclusion of the rules: all assets assessed, and those that the plan does not renew."""
    assets = risk.assets
    pipe = assets.table_name == "pipe"
    metres = np.array([round(1000.0 * float(km), 2) for km in assets.length_km]) * pipe
    left = ~np.isin(assets.id.astype(str), [*map(str, plan.pipes.id), *map(str, plan.risers.id)])
    found = {}
    for code in CONCLUSIONS:
        here = assets.conclusion == code
        lengths = (round(float(metres[rows].sum()), 2) for rows in (here, here & left))
        found[code] = Concluded(int(here.sum()), int((here & left).sum()), *lengths)
    return found


def left_out_summary(risk: Risk, plan: Plan) -> dict[str, Any]:
    """Assets and km of pipes that the rules want renewed and the plan does not renew; a warning where it is now."""
    parts = concluded(risk, plan)
    told: dict[str, Any] = {}
    for code in ("renew_now", "renew_by"):
        told[f"{code}_left_out"] = parts[code].left_out
        told[f"{code}_left_out_km"] = round(parts[code].pipe_m_left_out / 1000.0, 3)
    now = parts["renew_now"]
    if now.left_out:
        km, all_km = now.pipe_m_left_out / 1000.0, now.pipe_m / 1000.0
        told["plan_warnings"] = [
            f"{now.left_out:,} of {now.assets:,} assets that the rules want renewed now are not in the plan"
            f" ({km:,.1f} of {all_km:,.1f} km of pipes); control measures must hold until they are"
        ]
        told["plan_warnings_zh"] = [
            f"按规则应立即改造的 {now.assets:,} 个对象中，有 {now.left_out:,} 个未列入计划"
            f"（管道 {km:,.1f} 公里，共 {all_km:,.1f} 公里），改造前须落实管控措施"
        ]
    return told
