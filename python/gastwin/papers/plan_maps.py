# SPDX-License-Identifier: Apache-2.0
"""Maps of a plan: one project on the pipes around it, and all projects of the plan by year."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .drawing import Circle, Drawing, Label, Lines, text_width
from .maps import LIVE, Places, Room, Window, along, building, pipes, scale_and_north, sheet, street_names
from .plan_facts import PlanFacts, ProjectFacts, seen_lines

WIDTH = 720.0  # px
_HEIGHT, _ALL_HEIGHT = 255.0, 640.0
PROJECT, OTHER, HOUSE, VALVE = "#c81e1e", "#e59a4f", "#c8b9d6", "#1d3557"
YEARS = ("#8c1c2b", "#d1495b", "#e59a4f", "#5a9e6f", "#2e6f9e", "#5b4b8a", "#8a8f98", "#3d8b83", "#b0679c", "#6b5b3e")
_MOST_LINES, _MOST_HOUSES, _MOST_NUMBERS, _MOST_VALVES = 3000, 400, 40, 30


def _houses(facts: PlanFacts, window: Window) -> list[int]:
    table = facts.network.building
    x, y = np.asarray(table.x_m, float), np.asarray(table.y_m, float)
    seen = (x >= window.low[0]) & (x <= window.high[0]) & (y >= window.low[1]) & (y <= window.high[1])
    return [int(r) for r in np.flatnonzero(seen)[:_MOST_HOUSES]]


def _numbers(window: Window, room: Room, project: ProjectFacts, facts: PlanFacts) -> list[Label]:
    """Numbers of the list beside the pipes and risers, where there is room."""
    labels = []
    for n, asset in enumerate(project.assets[:_MOST_NUMBERS], start=1):
        place = facts.places.of_row("riser", asset.row) if asset.table == "riser" else None
        if asset.table == "pipe" and facts.places.drawn(asset.row):
            place = along(facts.places.lines[asset.row], 0.5)
        if place is None or not window.inside(place):
            continue
        x, y = window(place)
        wide = text_width(str(n), 11.0)
        for right, down in ((9.0, -6.0), (-9.0, -6.0), (9.0, 13.0), (-9.0, 13.0)):
            if room.take(x + right, y + down - 4.0, wide, 11.0):
                labels.append(Label(x + right, y + down, str(n), 11.0, "middle", PROJECT, bold=True, halo=True))
                break
    return labels


def _valves(window: Window, facts: PlanFacts, project: ProjectFacts) -> list[Circle | Label]:
    """Valves to shut, in order."""
    marks: list[Circle | Label] = []
    if project.closure is None:
        return marks
    for n, valve in enumerate(project.closure.valves[:_MOST_VALVES], start=1):
        place = facts.places.of("valve", valve)
        if place is not None and window.inside(place, 4.0):
            x, y = window(place)
            marks.append(Circle(x, y, 7.0, VALVE, "#ffffff"))
            marks.append(Label(x, y + 3.0, str(n), 8.5, "middle", "#ffffff", bold=True))
    return marks


def shows_valves(drawing: Drawing) -> bool:
    """Are there discs of valves on a map?"""
    return any(isinstance(shape, Circle) and shape.fill == VALVE for shape in drawing.shapes)


def project_map(facts: PlanFacts, project: ProjectFacts) -> Drawing | None:
    """A project's pipes on those around; None where nobody knows where it is."""
    seen = seen_lines(facts, project)
    if not seen:
        return None
    window = Window(np.concatenate(seen), WIDTH, _HEIGHT, least_m=110.0, around=1.5)
    drawing, places = sheet(window), facts.places
    for row in _houses(facts, window):
        if (box := building(window, places, row, HOUSE, 0.45)) is not None:
            drawing.add(box)
    mine = {a.row for a in project.assets if a.table == "pipe"}
    planned = facts.planned_pipes
    shown = [r for r in places.within(window) if r not in mine]
    around = [r for r in shown if r not in planned][:_MOST_LINES]
    drawing.add(
        pipes(places, window, around, LIVE, 1.2),
        pipes(places, window, [r for r in shown if r in planned], OTHER, 2.0),
        pipes(places, window, sorted(mine), PROJECT, 4.0),
    )
    room = Room(window.width, window.height)
    room.take(60.0, _HEIGHT - 18.0, 116.0, 30.0)  # the scale
    room.take(WIDTH - 22.0, 32.0, 38.0, 56.0)  # the arrow
    for asset in project.assets:
        if asset.table == "riser" and (place := places.of_row("riser", asset.row)) is not None:
            x, y = window(place)
            drawing.add(Circle(x, y, 4.5, PROJECT, "#ffffff"))
    drawing.add(*_valves(window, facts, project), *_numbers(window, room, project, facts))
    drawing.add(*street_names(places, window, shown, room), *scale_and_north(window))
    return drawing


def plan_map(facts: PlanFacts) -> Drawing | None:
    """All projects on the whole network, a colour for each year."""
    places: Places = facts.places
    drawn = [r for r in range(len(places.lines)) if places.drawn(r)]
    if not drawn:
        return None
    whole = np.concatenate([places.lines[r] for r in drawn])
    size = np.maximum(whole.max(axis=0) - whole.min(axis=0), 1.0)
    height = min(_ALL_HEIGHT, max(260.0, WIDTH * float(size[1] / size[0])))
    window = Window(whole, WIDTH, height, around=1.06)
    drawing = sheet(window)
    years = sorted({p.year for p in facts.projects})
    rest = [r for r in drawn if r not in facts.planned_pipes]
    drawing.add(pipes(places, window, rest, "#c3cad2", 0.7))
    for n, year in enumerate(years):
        colour = YEARS[n % len(YEARS)]
        assets = [a for p in facts.projects if p.year == year for a in p.assets]
        rows = [a.row for a in assets if a.table == "pipe"]
        drawing.add(pipes(places, window, rows, colour, 2.4))
        for asset in assets:
            if asset.table == "riser" and (place := places.of_row("riser", asset.row)) is not None:
                x, y = window(place)
                drawing.add(Circle(x, y, 1.8, colour))
    drawing.add(*_legend(years, height), *scale_and_north(window))
    return drawing


def _legend(years: Sequence[int], height: float) -> list[Lines | Label]:
    """Years and their colours, above the scale."""
    shapes: list[Lines | Label] = []
    rows = math.ceil(len(years) / 2) if len(years) > 10 else len(years)
    for n, year in enumerate(years):
        x, y = 14.0 + 66.0 * (n // rows), height - 46.0 - 15.0 * (rows - 1 - n % rows)
        shapes.append(Lines((((x, y), (x + 18.0, y)),), YEARS[n % len(YEARS)], 4.0))
        shapes.append(Label(x + 23.0, y + 4.0, str(year), 11.0, halo=True))
    return shapes
