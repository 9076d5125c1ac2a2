# SPDX-License-Identifier: Apache-2.0
"""A small map of an incident as inline SVG: break, valves in order, what is shut, who and what stands inside."""

from __future__ import annotations

import html
import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from .frames import Table
from .messages import special_place
from .network import Network

Xy = tuple[float, float]
_WIDTH, _HEIGHT = 720.0, 460.0  # px
_LEAST_M, _MOST_LINES, _MOST_MARKS, _MOST_CUSTOMERS = 80.0, 4000, 400, 5000
_LIVE, _INSIDE, _CUT_OFF, _BREAK, _VALVE = "#9aa5b1", "#d7301f", "#f28c28", "#7f0000", "#1d3557"


def rows_of(table: Table) -> list[SimpleNamespace]:
    """Rows with their columns as attributes; references as ids."""
    columns = table.to_dict()
    return [SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def along(line: np.ndarray[Any, Any], position: float) -> Xy:
    """The point at this share of a line's length."""
    step = np.hypot(*np.diff(line, axis=0).T)
    walked = np.concatenate([[0.0], np.cumsum(step)])
    at = (position if math.isfinite(position) else 0.5) * walked[-1]
    return float(np.interp(at, walked, line[:, 0])), float(np.interp(at, walked, line[:, 1]))


class Places:
    """Where the rows of a network's tables are; None where nobody knows."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.lines = network.pipe_lines()
        self._row = {name: {str(i): r for r, i in enumerate(network.__getattr__(name).id)} for name in ("pipe",)}

    def row(self, table: str, name: Any) -> int:
        """Row of an id."""
        if table not in self._row:
            self._row[table] = {str(i): r for r, i in enumerate(self.network.__getattr__(table).id)}
        return self._row[table][str(name)]

    def _known(self, xy: Xy) -> Xy | None:
        return xy if math.isfinite(xy[0]) and math.isfinite(xy[1]) else None

    def of(self, table: str, name: Any) -> Xy | None:
        """Place of a valve, regulator, customer or building: its own, else on its pipe, else at its node."""
        rows, row = self.network.__getattr__(table), self.row(table, name)
        columns = set(rows.columns)
        if {"x_m", "y_m"} <= columns and (own := self._known((float(rows.x_m[row]), float(rows.y_m[row])))):
            return own
        if "pipe" in columns and rows.pipe[row] >= 0:
            return self._known(along(self.lines[rows.pipe[row]], float(rows.position[row])))
        for column in ("node", "from_node"):
            if column in columns and rows[column][row] >= 0:
                node = rows[column][row]
                return self._known((float(self.network.node.x_m[node]), float(self.network.node.y_m[node])))
        return None


class _Window:
    """Metres to pixels, north up."""

    def __init__(self, points: np.ndarray[Any, Any]) -> None:
        low, high = points.min(axis=0), points.max(axis=0)
        middle, size = (low + high) / 2.0, np.maximum(high - low, _LEAST_M) * 1.15
        self.px_per_m = float(min(_WIDTH / size[0], _HEIGHT / size[1]))
        half = np.array([_WIDTH, _HEIGHT]) / (2.0 * self.px_per_m)
        self.low, self.high = middle - half, middle + half

    def __call__(self, xy: Xy) -> str:
        return f"{(xy[0] - self.low[0]) * self.px_per_m:.1f},{(self.high[1] - xy[1]) * self.px_per_m:.1f}"

    def xy(self, place: Xy) -> tuple[float, float]:
        x, y = self(place).split(",")
        return float(x), float(y)

    def shows(self, line: np.ndarray[Any, Any]) -> bool:
        inside = (line.max(axis=0) >= self.low) & (line.min(axis=0) <= self.high)
        return bool(np.isfinite(line).all() and inside.all())


def _polylines(places: Places, window: _Window, rows: list[int], colour: str, width: float) -> str:
    paths = " ".join("M" + " L".join(window(tuple(p)) for p in places.lines[r]) for r in rows)
    return f'<path d="{paths}" fill="none" stroke="{colour}" stroke-width="{width}"/>' if paths else ""


def _pipes(places: Places, window: _Window, inside: set[int], cut_off: set[int]) -> str:
    shown = [r for r, line in enumerate(places.lines) if window.shows(line)]
    length = places.network.pipe.length_m
    live = sorted((r for r in shown if r not in inside and r not in cut_off), key=lambda r: -length[r])[:_MOST_LINES]
    return "".join(
        (
            _polylines(places, window, live, _LIVE, 1.2),
            _polylines(places, window, [r for r in shown if r in cut_off], _CUT_OFF, 2.2),
            _polylines(places, window, [r for r in shown if r in inside], _INSIDE, 3.0),
        )
    )


def _mark(window: _Window, place: Xy, number: int, station: bool, now: bool) -> str:
    """What is done at once is filled; what can wait, or has only to be looked at, is white and small."""
    x, y = window.xy(place)
    r, fill, ink = (9, _VALVE, "#fff") if now else (6, "#fff", _VALVE)
    box = f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r}" height="{2 * r}"'
    shape = box if station else f'<circle cx="{x}" cy="{y}" r="{r}"'
    return (
        f'{shape} fill="{fill}" stroke="{_VALVE}"/>'
        f'<text x="{x}" y="{y + r / 2.5:.1f}" text-anchor="middle" font-size="{r + 2}" fill="{ink}">{number}</text>'
    )


def _building(window: _Window, places: Places, name: str) -> str:
    place = places.of("building", name)
    if place is None:
        return ""
    area = float(places.network.building.area_m2[places.row("building", name)])
    side = max(4.0, math.sqrt(area) * window.px_per_m) if area > 0 else 6.0
    x, y = window.xy(place)
    return (
        f'<rect x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}" fill="#6a2c91"'
        ' fill-opacity=".35" stroke="#6a2c91"/>'
    )


def _customers(window: _Window, places: Places, plan: Any) -> str:
    """A dot at each place with customers who lose their gas or their pressure."""
    seen: dict[tuple[float, float], str] = {}
    for row in rows_of(plan.customers)[:_MOST_CUSTOMERS]:
        if (place := places.of("customer", row.id)) is not None:
            seen.setdefault(window.xy(place), _INSIDE if row.cause == "inside" else _CUT_OFF)
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="2.5" fill="{colour}" class="customer"/>'
        for (x, y), colour in seen.items()
        if 0.0 <= x <= _WIDTH and 0.0 <= y <= _HEIGHT
    )


def _special(window: _Window, place: Xy, text: str) -> str:
    x, y = window.xy(place)
    return (
        f'<path d="M{x},{y - 8} L{x + 7},{y + 6} L{x - 7},{y + 6} Z" fill="#1b9e77"/>'
        f'<text x="{x + 9}" y="{y + 5}" font-size="11">{html.escape(text)}</text>'
    )


def _cross(window: _Window, place: Xy) -> str:
    x, y = window.xy(place)
    return (
        f'<path d="M{x - 9},{y - 9} L{x + 9},{y + 9} M{x - 9},{y + 9} L{x + 9},{y - 9}" stroke="{_BREAK}"'
        ' stroke-width="4"/>'
    )


def _scale_bar(window: _Window) -> str:
    target = 120.0 / window.px_per_m
    unit = 10.0 ** math.floor(math.log10(target))
    metres = max(m * unit for m in (1.0, 2.0, 5.0) if m * unit <= target)
    width, y = metres * window.px_per_m, _HEIGHT - 14
    return (
        f'<path d="M14,{y} h{width:.1f}" stroke="#1d2733" stroke-width="3"/>'
        f'<text x="14" y="{y - 6}" font-size="11">{metres:g} m</text>'
        f'<text x="{_WIDTH - 22}" y="26" font-size="16" text-anchor="middle">N</text>'
        f'<path d="M{_WIDTH - 22},32 v22 m-5,-14 l5,-8 l5,8" stroke="#1d2733" fill="none" stroke-width="2"/>'
    )


def incident_map(found: Any, network: Network, lang: str) -> str:
    """The map, or "" for a network without coordinates."""
    places = Places(network)
    plan, footprint = found.plan, found.footprint
    breaks = [(d["x_m"], d["y_m"]) for d in found.damages if math.isfinite(d["x_m"]) and math.isfinite(d["y_m"])]
    steps = [("valve", row) for row in rows_of(plan.steps)] + [("regulator", row) for row in rows_of(plan.stations)]
    marks = [
        (place, row.step, table == "regulator", row.action in ("close", "squeeze"))
        for table, row in steps
        if (place := places.of(table, row.id)) is not None
    ]
    marks = sorted(marks, key=lambda mark: mark[3])[-_MOST_MARKS:]  # what is done at once is drawn last, on top
    inside = {places.row("pipe", p) for p in plan.pipes}
    cut_off = {places.row("pipe", p) for p in plan.pipes_cut_off} - inside
    seen = [places.lines[r] for r in inside if np.isfinite(places.lines[r]).all()]
    seen += [np.array([xy]) for xy, *_ in marks] + [np.array([xy]) for xy in breaks]
    reach = footprint["reach_m"]
    seen += [np.array([[x - reach, y - reach], [x + reach, y + reach]]) for x, y in breaks[:1]]
    if not breaks or not seen:
        return ""
    window = _Window(np.concatenate(seen))
    parts = [_pipes(places, window, inside, cut_off)]
    parts.append(_customers(window, places, plan))
    parts += [_building(window, places, name) for name in footprint["buildings"][:_MOST_MARKS]]
    x, y = window.xy(breaks[0])
    for metres, colour in ((reach, _BREAK), (footprint["lethal_m"], _INSIDE)):
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="{metres * window.px_per_m:.1f}" fill="none" stroke="{colour}"'
            ' stroke-dasharray="5 4"/>'
        )
    special = [row for row in rows_of(plan.customers) if row.special]
    for row in special[:_MOST_MARKS]:
        if (place := places.of("customer", row.id)) is not None:
            parts.append(_special(window, place, special_place(str(row.special), lang)))
    parts += [_mark(window, *mark) for mark in marks]
    parts += [_cross(window, xy) for xy in breaks]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img">'
        f'<rect width="{_WIDTH:g}" height="{_HEIGHT:g}" fill="#fbfcfd" stroke="#d5dae1"/>'
        f"{''.join(parts)}{_scale_bar(window)}</svg>"
    )
