# SPDX-License-Identifier: Apache-2.0
"""A small map of an incident: break, valves in order, what is shut, who and what stands inside."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .messages import special_place
from .network import Network
from .papers.drawing import Box, Circle, Drawing, Label, Lines, Shape, Xy
from .papers.maps import LIVE, Places, Window, building, pipes, rows_of, scale_and_north, sheet

_WIDTH, _HEIGHT = 720.0, 460.0  # px
_MOST_LINES, _MOST_MARKS, _MOST_CUSTOMERS = 4000, 400, 5000
_INSIDE, _CUT_OFF, _BREAK, _VALVE, _REACHED = "#d7301f", "#f28c28", "#7f0000", "#1d3557", "#6a2c91"


def _pipes(places: Places, window: Window, inside: set[int], cut_off: set[int]) -> list[Shape]:
    shown = places.within(window)
    length = places.network.pipe.length_m
    live = sorted((r for r in shown if r not in inside and r not in cut_off), key=lambda r: -length[r])[:_MOST_LINES]
    return [
        pipes(places, window, live, LIVE, 1.2),
        pipes(places, window, [r for r in shown if r in cut_off], _CUT_OFF, 2.2),
        pipes(places, window, [r for r in shown if r in inside], _INSIDE, 3.0),
    ]


def _mark(window: Window, place: Xy, number: int, station: bool, now: bool) -> tuple[Shape, ...]:
    """What is done at once is filled; what can wait, or has only to be looked at, is white and small."""
    x, y = window(place)
    r, fill, ink = (9.0, _VALVE, "#ffffff") if now else (6.0, "#ffffff", _VALVE)
    box = Box(x - r, y - r, 2 * r, 2 * r, fill, _VALVE) if station else Circle(x, y, r, fill, _VALVE)
    return box, Label(x, y + r / 2.5, str(number), r + 2.0, "middle", ink)


def _customers(window: Window, places: Places, plan: Any) -> list[Circle]:
    """A dot at each place with customers who lose their gas or their pressure."""
    seen: dict[Xy, str] = {}
    for row in rows_of(plan.customers)[:_MOST_CUSTOMERS]:
        if (place := places.of("customer", row.id)) is not None and window.inside(place):
            seen.setdefault(window(place), _INSIDE if row.cause == "inside" else _CUT_OFF)
    return [Circle(x, y, 2.5, colour, name="customer") for (x, y), colour in seen.items()]


def _special(window: Window, place: Xy, text: str) -> tuple[Shape, ...]:
    x, y = window(place)
    triangle = ((x, y - 8.0), (x + 7.0, y + 6.0), (x - 7.0, y + 6.0))
    return Lines((triangle,), fill="#1b9e77"), Label(x + 9.0, y + 5.0, text)


def _cross(window: Window, place: Xy) -> Lines:
    x, y = window(place)
    return Lines((((x - 9, y - 9), (x + 9, y + 9)), ((x - 9, y + 9), (x + 9, y - 9))), _BREAK, 4.0)


def _marks(places: Places, plan: Any) -> list[tuple[Xy, int, bool, bool]]:
    """Place, number, is a station, is done at once: of every step; what is done at once is drawn last, on top."""
    steps = [("valve", row) for row in rows_of(plan.steps)] + [("regulator", row) for row in rows_of(plan.stations)]
    marks = [
        (place, row.step, table == "regulator", row.action in ("close", "squeeze"))
        for table, row in steps
        if (place := places.of(table, row.id)) is not None
    ]
    return sorted(marks, key=lambda mark: mark[3])[-_MOST_MARKS:]


def incident_map(found: Any, network: Network, lang: str) -> Drawing | None:
    """The map; None for a network without coordinates."""
    places = Places(network)
    plan, footprint = found.plan, found.footprint
    breaks = [(d["x_m"], d["y_m"]) for d in found.damages if math.isfinite(d["x_m"]) and math.isfinite(d["y_m"])]
    marks = _marks(places, plan)
    inside = {places.row("pipe", p) for p in plan.pipes}
    cut_off = {places.row("pipe", p) for p in plan.pipes_cut_off} - inside
    seen = [places.lines[r] for r in inside if np.isfinite(places.lines[r]).all()]
    seen += [np.array([xy]) for xy, *_ in marks] + [np.array([xy]) for xy in breaks]
    reach = footprint["reach_m"]
    seen += [np.array([[x - reach, y - reach], [x + reach, y + reach]]) for x, y in breaks[:1]]
    if not breaks or not seen:
        return None
    window = Window(np.concatenate(seen), _WIDTH, _HEIGHT)
    drawing = sheet(window)
    drawing.add(*_pipes(places, window, inside, cut_off), *_customers(window, places, plan))
    for name in footprint["buildings"][:_MOST_MARKS]:
        if (box := building(window, places, places.row("building", name), _REACHED, 0.35)) is not None:
            drawing.add(box)
    x, y = window(breaks[0])
    for metres, colour in ((reach, _BREAK), (footprint["lethal_m"], _INSIDE)):
        drawing.add(Circle(x, y, metres * window.px_per_m, stroke=colour, dashed=True))
    for row in [row for row in rows_of(plan.customers) if row.special][:_MOST_MARKS]:
        if (place := places.of("customer", row.id)) is not None:
            drawing.add(*_special(window, place, special_place(str(row.special), lang)))
    for mark in marks:
        drawing.add(*_mark(window, *mark))
    drawing.add(*(_cross(window, xy) for xy in breaks), *scale_and_north(window))
    return drawing
