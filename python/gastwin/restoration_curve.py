# SPDX-License-Identifier: Apache-2.0
"""How gas comes back to households, as inline SVG."""

from __future__ import annotations

import math
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720.0, 200.0, 44.0, 28.0  # px
_INK, _GRID, _LINE = "#1d2733", "#d5dae1", "#1b7f5c"


def _hour_step(hours: float) -> float:
    """Between marks of the time axis: at most ten of them."""
    steps = (1.0, 2.0, 6.0, 12.0, 24.0, 48.0, 120.0, 240.0)
    return next((s for s in steps if hours / s <= 10.0), 24.0 * math.ceil(hours / 240.0))


def restoration_curve(found: Any) -> str:
    """Share of the households out that have gas again, from the damage to the last one; "" where nobody was out."""
    table = found.restoration
    if not len(table):
        return ""
    last_h = float(table.t_s[-1]) / 3600.0
    wide, high = _WIDTH - _LEFT - 10.0, _HEIGHT - _BOTTOM - 10.0

    def x(hours: float) -> float:
        return _LEFT + wide * hours / last_h

    def y(share: float) -> float:
        return 10.0 + high * (1.0 - share)

    points = [(x(0.0), y(0.0)), (x(found.gas_back_s / 3600.0), y(0.0))]
    points += [(x(float(t) / 3600.0), y(float(s))) for t, s in zip(table.t_s, table.share_back, strict=True)]
    path = " L".join(f"{px:.1f},{py:.1f}" for px, py in points)
    parts = [f'<path d="M{path}" fill="none" stroke="{_LINE}" stroke-width="2"/>']
    for share in (0.0, 0.5, 1.0):
        parts.append(f'<path d="M{_LEFT},{y(share):.1f} H{_WIDTH - 10.0:g}" stroke="{_GRID}"/>')
        parts.append(
            f'<text x="{_LEFT - 6.0:g}" y="{y(share) + 4.0:.1f}" font-size="11" text-anchor="end">{share:.0%}</text>'
        )
    step = _hour_step(last_h)
    for mark in range(int(last_h / step) + 1):
        at = f"{x(mark * step):.1f}"
        parts.append(f'<path d="M{at},{y(0.0):.1f} v4" stroke="{_INK}"/>')
        parts.append(
            f'<text x="{at}" y="{y(0.0) + 17.0:.1f}" font-size="11" text-anchor="middle">{mark * step:g} h</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" class="curve">'
        f"{''.join(parts)}</svg>"
    )
