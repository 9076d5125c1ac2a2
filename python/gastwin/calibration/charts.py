# SPDX-License-Identifier: Apache-2.0
"""Charts of a calibration as inline SVG: lift, calibration by tenth, histogram of the transform."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from .texts import text

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 560, 320, 48, 36, 10, 10
COLOURS = {
    "random": "#b8bec6",
    "age": "#8c6d31",
    "material": "#6a9f58",
    "past_count": "#9c6fb0",
    "past_per_km": "#e28e2b",
    "empirical_bayes": "#2c7bb6",
    "model": "#c0392b",
}


class _Frame:
    """Maps values to pixels within the axes."""

    def __init__(self, x_most: float, y_most: float) -> None:
        self.x_most, self.y_most = x_most or 1.0, y_most or 1.0

    def x(self, value: float) -> float:
        return LEFT + value / self.x_most * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - value / self.y_most * (HEIGHT - BOTTOM - TOP)

    def at(self, x: float, y: float) -> str:
        return f"{self.x(x):.1f},{self.y(y):.1f}"


def _write(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(words)}</text>'


def _axes(
    frame: _Frame, x_ticks: Iterable[tuple[float, str]], y_ticks: Iterable[float], labels: tuple[str, str]
) -> str:
    left, right, floor = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = [f'<path class="axis" d="M{left},{TOP}V{floor}H{right}"/>']
    parts += [_write(frame.x(x), floor + 13, words) for x, words in x_ticks]
    for y in y_ticks:
        parts.append(f'<path class="grid" d="M{left},{frame.y(y):.1f}H{right}"/>')
        parts.append(_write(left - 5, frame.y(y) + 4, f"{y:g}", "end"))
    parts.append(_write((left + right) / 2, HEIGHT - 5, labels[0]))
    parts.append(_write(left + 4, TOP + 10, labels[1], "start"))
    return "".join(parts)


def _svg(parts: Sequence[str], title: str) -> str:
    head = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(title)}">'
    return head + f"<title>{html.escape(title)}</title>" + "".join(parts) + "</svg>"


def _legend(names: Iterable[str], lang: str, x: float, y: float) -> str:
    rows = []
    for at, name in enumerate(names):
        rows.append(f'<rect x="{x}" y="{y + 14 * at - 8}" width="14" height="4" fill="{COLOURS.get(name, "#333")}"/>')
        rows.append(_write(x + 18, y + 14 * at - 2, text(name, lang), "start"))
    return "".join(rows)


def lift_chart(lift: pd.DataFrame, lang: str) -> str:
    """Share of later events over share of length, one line per ranking."""
    frame, ticks = _Frame(1.0, 1.0), (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    parts = [
        _axes(frame, [(t, f"{t:g}") for t in ticks], ticks[1:], (text("length_axis", lang), text("event_axis", lang)))
    ]
    for name, rows in lift.groupby("ranking", sort=False):
        points = " ".join(frame.at(x, y) for x, y in zip(rows.length_share, rows.event_share, strict=True))
        width = 2.2 if name in ("model", "empirical_bayes") else 1.2
        colour = COLOURS.get(str(name), "#333")
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"/>')
    parts.append(_legend(lift.ranking.unique(), lang, WIDTH - 190, HEIGHT - BOTTOM - 110))
    return _svg(parts, text("lift", lang))


def _round_up(value: float) -> float:
    size = 10.0 ** (len(str(int(max(value, 1)))) - 1)
    return float(-(-value // size) * size)


def decile_chart(decile: pd.DataFrame, lang: str) -> str:
    """Expected events of the last ranking as bars with two standard deviations, observed ones as dots."""
    rows = decile[decile.ranking == decile.ranking.iloc[-1]]
    most = _round_up(max((rows.expected + 2 * rows.expected_sd).max(), rows.observed.max()))
    frame = _Frame(len(rows) + 0.5, most)
    x_ticks = [(float(t), str(t)) for t in rows.tenth]
    parts = [
        _axes(frame, x_ticks, [most / 4 * k for k in (1, 2, 3, 4)], (text("tenth_axis", lang), text("event", lang)))
    ]
    colour = COLOURS.get(str(rows.ranking.iloc[0]), "#333")
    half = (frame.x(1) - frame.x(0)) * 0.3
    for row in rows.itertuples():
        x, top = frame.x(float(row.tenth)), frame.y(float(row.expected))
        height = frame.y(0) - top
        parts.append(
            f'<rect x="{x - half:.1f}" y="{top:.1f}" width="{2 * half:.1f}" height="{height:.1f}" fill="{colour}"/>'
        )
        spread = [frame.y(max(0.0, row.expected + k * row.expected_sd)) for k in (-2, 2)]
        parts.append(f'<path class="axis" d="M{x:.1f},{spread[0]:.1f}V{spread[1]:.1f}"/>')
        parts.append(f'<circle cx="{x:.1f}" cy="{frame.y(float(row.observed)):.1f}" r="4" class="seen"/>')
    words = f"▇ {text('expected', lang)} ({text(str(rows.ranking.iloc[0]), lang)}) · ● {text('observed', lang)}"
    parts.append(_write(WIDTH - RIGHT, TOP + 10, words, "end"))
    return _svg(parts, text("decile", lang))


def pit_chart(pit: pd.DataFrame, lang: str) -> str:
    """Share of assets by bin of the transform of the last ranking; the line is what is right."""
    rows: Any = pit[pit.ranking == pit.ranking.iloc[-1]]
    most = max(2.0 / len(rows), float(rows.share.max()))
    frame = _Frame(1.0, most)
    parts = [_axes(frame, [(x, f"{x:g}") for x in (0.0, 0.25, 0.5, 0.75, 1.0)], [round(most / 2, 2)], ("", ""))]
    colour = COLOURS.get(str(rows.ranking.iloc[0]), "#333")
    for row in rows.itertuples():
        x, top = frame.x(row.low) + 1, frame.y(row.share)
        width, height = frame.x(row.high) - frame.x(row.low) - 2, frame.y(0) - top
        parts.append(f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>')
    level = frame.y(1.0 / len(rows))
    parts.append(f'<path class="axis" stroke-dasharray="4 3" d="M{LEFT},{level:.1f}H{WIDTH - RIGHT}"/>')
    return _svg(parts, text("pit", lang))
