# SPDX-License-Identifier: Apache-2.0
"""The F-N curve as inline SVG, both axes logarithmic."""

from __future__ import annotations

import math

from .frames import Table

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 340.0, 220.0, 48.0, 30.0, 10.0  # px
_INK, _GRID, _LINE = "#1d2733", "#d5dae1", "#a50026"
_MOST_FATALITIES = 100
_DECADES = 8  # below the highest frequency


def fn_chart(curve: Table) -> str:
    """Steps of the frequency of N or more fatalities; "" where nobody is expected to die."""
    points = [
        (int(n), float(f))
        for n, f in zip(curve.fatalities, curve.frequency_per_year, strict=True)
        if n <= _MOST_FATALITIES and f > 0.0
    ]
    if not points:
        return ""
    high = math.ceil(math.log10(points[0][1]))
    low = max(high - _DECADES, math.floor(math.log10(points[-1][1])))
    wide, tall = _WIDTH - _LEFT - 10.0, _HEIGHT - _BOTTOM - _TOP

    def x(n: float) -> float:
        return _LEFT + wide * math.log10(n) / math.log10(_MOST_FATALITIES)

    def y(exponent: float) -> float:
        return _TOP + tall * (high - exponent) / max(1, high - low)

    parts = []
    for exponent in range(low, high + 1):
        parts.append(f'<path d="M{_LEFT:g},{y(exponent):.1f} h{wide:g}" stroke="{_GRID}"/>')
        parts.append(
            f'<text x="{_LEFT - 6:g}" y="{y(exponent) + 4:.1f}" font-size="10" text-anchor="end">1e{exponent}</text>'
        )
    for n in (1, 2, 5, 10, 20, 50, 100):
        parts.append(f'<path d="M{x(n):.1f},{y(low):.1f} v4" stroke="{_INK}"/>')
        parts.append(f'<text x="{x(n):.1f}" y="{y(low) + 16:.1f}" font-size="10" text-anchor="middle">{n}</text>')
    shown = [(n, math.log10(f)) for n, f in points if math.log10(f) >= low]
    steps = [f"M{x(shown[0][0]):.1f},{y(shown[0][1]):.1f}"]
    steps += [f"V{y(exponent):.1f} H{x(n):.1f}" for n, exponent in shown]  # F(N) holds from above N − 1 up to N
    parts.append(f'<path d="{" ".join(steps)}" fill="none" stroke="{_LINE}" stroke-width="2"/>')
    return f'<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" class="curve">{"".join(parts)}</svg>'
