# SPDX-License-Identifier: Apache-2.0
"""How gas comes back to households, as a drawing."""

from __future__ import annotations

import math
from typing import Any

from .papers.drawing import Drawing, Label, Lines

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720.0, 200.0, 44.0, 28.0  # px
_INK, _GRID, _LINE = "#1d2733", "#d5dae1", "#1b7f5c"


def _hour_step(hours: float) -> float:
    """Between marks of the time axis: at most ten of them."""
    steps = (1.0, 2.0, 6.0, 12.0, 24.0, 48.0, 120.0, 240.0)
    return next((s for s in steps if hours / s <= 10.0), 24.0 * math.ceil(hours / 240.0))


def restoration_curve(found: Any) -> Drawing | None:
    """Share of the households out that have gas again, from the damage to the last one; None where nobody was out."""
    table = found.restoration
    if not len(table):
        return None
    last_h = float(table.t_s[-1]) / 3600.0
    wide, high = _WIDTH - _LEFT - 10.0, _HEIGHT - _BOTTOM - 10.0

    def x(hours: float) -> float:
        return _LEFT + wide * hours / last_h

    def y(share: float) -> float:
        return 10.0 + high * (1.0 - share)

    points = [(x(0.0), y(0.0)), (x(found.gas_back_s / 3600.0), y(0.0))]
    points += [(x(float(t) / 3600.0), y(float(s))) for t, s in zip(table.t_s, table.share_back, strict=True)]
    drawing = Drawing(_WIDTH, _HEIGHT, [Lines((tuple(points),), _LINE, 2.0)], name="curve")
    for share in (0.0, 0.5, 1.0):
        drawing.add(Lines((((_LEFT, y(share)), (_WIDTH - 10.0, y(share))),), _GRID))
        drawing.add(Label(_LEFT - 6.0, y(share) + 4.0, f"{share:.0%}", anchor="end"))
    step = _hour_step(last_h)
    for mark in range(int(last_h / step) + 1):
        at = x(mark * step)
        drawing.add(Lines((((at, y(0.0)), (at, y(0.0) + 4.0)),), _INK))
        drawing.add(Label(at, y(0.0) + 17.0, f"{mark * step:g} h", anchor="middle"))
    return drawing
