# SPDX-License-Identifier: Apache-2.0
"""What maps of papers share: places of assets, metres to pixels, streets' names, scale bar and north."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from ..frames import Table
from ..network import Network
from .drawing import Box, Circle, Drawing, Label, Lines, Xy, arrow_angle, clipped, text_width

LIVE, INK, PAPER, FRAME = "#9aa5b1", "#1d2733", "#fbfcfd", "#d5dae1"
Line = np.ndarray[Any, Any]


def rows_of(table: Table) -> list[SimpleNamespace]:
    """Rows with their columns as attributes; references as ids."""
    columns = table.to_dict()
    return [SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def along(line: Line, position: float) -> Xy:
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
        self._row = {name: {str(i): r for r, i in enumerate(network.table(name).ids())} for name in ("pipe",)}
        self._boxes = _boxes(self.lines)

    def row(self, table: str, name: Any) -> int:
        """Row of an id."""
        if table not in self._row:
            self._row[table] = {str(i): r for r, i in enumerate(self.network.table(table).ids())}
        return self._row[table][str(name)]

    def drawn(self, row: int) -> bool:
        """Is the course of this pipe known?"""
        return bool(np.isfinite(self._boxes[row]).all())

    def within(self, window: Window) -> list[int]:
        """Rows of the pipes that may be seen in a window."""
        low, high = self._boxes[:, :2], self._boxes[:, 2:]
        return [int(r) for r in np.flatnonzero((high >= window.low).all(axis=1) & (low <= window.high).all(axis=1))]

    def _known(self, xy: Xy) -> Xy | None:
        return xy if math.isfinite(xy[0]) and math.isfinite(xy[1]) else None

    def of(self, table: str, name: Any) -> Xy | None:
        """Place of a valve, regulator, customer, riser or building: its own, else that of its building, else on its
        pipe, else at its node."""
        return self.of_row(table, self.row(table, name))

    def of_row(self, table: str, row: int) -> Xy | None:
        """The same of a row."""
        rows: Any = self.network.table(table)
        columns = set(rows.columns)
        if {"x_m", "y_m"} <= columns and (own := self._known((float(rows.x_m[row]), float(rows.y_m[row])))):
            return own
        if "pipe" in columns and rows.pipe[row] >= 0:
            return self._known(along(self.lines[rows.pipe[row]], float(rows.position[row])))
        for column in ("node", "from_node"):
            if column in columns and rows[column][row] >= 0:
                node = rows[column][row]
                return self._known((float(self.network.node.x_m[node]), float(self.network.node.y_m[node])))
        if "building" in columns and rows.building[row] >= 0:
            return self.of_row("building", int(rows.building[row]))
        return None


def _boxes(lines: Sequence[Line]) -> Line:
    """Bounds of lines, nan for those with a corner nobody knows: one row of (x, y) low and high per line."""
    if not lines:
        return np.zeros((0, 4))
    corners = np.array([len(line) for line in lines])
    start = np.concatenate([[0], np.cumsum(corners)[:-1]])
    xy = np.concatenate(lines)
    return np.hstack([np.minimum.reduceat(xy, start), np.maximum.reduceat(xy, start)])


class Window:
    """Metres to pixels, north up."""

    def __init__(
        self, points: Line, width: float, height: float, *, least_m: float = 80.0, around: float = 1.15
    ) -> None:
        """Holds all points with room `around` them, and at least so many metres."""
        low, high = points.min(axis=0), points.max(axis=0)
        middle, size = (low + high) / 2.0, np.maximum(high - low, least_m) * around
        self.width, self.height = width, height
        self.px_per_m = float(min(width / size[0], height / size[1]))
        half = np.array([width, height]) / (2.0 * self.px_per_m)
        self.low, self.high = middle - half, middle + half

    def __call__(self, place: Sequence[float]) -> Xy:
        """Pixels of a place."""
        x = round(float(place[0] - self.low[0]) * self.px_per_m, 1)
        return x, round(float(self.high[1] - place[1]) * self.px_per_m, 1)

    def inside(self, place: Sequence[float], margin: float = 0.0) -> bool:
        """Is the place on the map, so many pixels from its edge?"""
        x, y = self(place)
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    def pieces(self, line: Line) -> list[tuple[Xy, ...]]:
        """The parts of a line on the map, in pixels."""
        if not np.isfinite(line).all():
            return []
        return [tuple(part) for part in clipped(map(self, line.tolist()), self.width, self.height)]


def sheet(window: Window) -> Drawing:
    """An empty map."""
    return Drawing(window.width, window.height, [Box(0.5, 0.5, window.width - 1.0, window.height - 1.0, PAPER, FRAME)])


def pipes(
    places: Places, window: Window, rows: Iterable[int], colour: str, width: float, dashed: bool = False
) -> Lines:
    """Pipes of one pen."""
    drawn = [piece for r in rows for piece in window.pieces(places.lines[r])]
    return Lines(tuple(drawn), colour, width, dashed=dashed)


def building(window: Window, places: Places, row: int, colour: str, opacity: float) -> Box | None:
    """A building as a square of its area; None where nobody knows where it stands."""
    place = places.of_row("building", row)
    if place is None:
        return None
    area = float(places.network.building.area_m2[row])
    side = max(4.0, math.sqrt(area) * window.px_per_m) if area > 0 else 6.0
    x, y = window(place)
    return Box(round(x - side / 2, 1), round(y - side / 2, 1), round(side, 1), round(side, 1), colour, colour, opacity)


class Room:
    """Places taken by labels: none is written over another."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._taken: list[tuple[float, float, float, float]] = []

    def take(self, x: float, y: float, wide: float, high: float) -> bool:
        """Takes the box about (x, y), if it is free and on the map."""
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if box[0] < 2 or box[1] < 2 or box[2] > self.width - 2 or box[3] > self.height - 2:
            return False
        if any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in self._taken):
            return False
        self._taken.append(box)
        return True


def street_names(places: Places, window: Window, rows: Iterable[int], room: Room, most: int = 12) -> list[Label]:
    """Names of streets along the longest pieces of pipe that show them, where there is room."""
    street = places.network.pipe.street
    longest: dict[str, list[tuple[float, Xy, Xy]]] = {}
    for r in rows:
        if name := str(street[r]):
            for piece in window.pieces(places.lines[r]):
                for a, b in itertools.pairwise(piece):
                    longest.setdefault(name, []).append((math.dist(a, b), a, b))
    labels: list[Label] = []
    for name in sorted(longest, key=lambda n: -max(s[0] for s in longest[n])):
        if len(labels) == most:
            break
        for _, a, b in sorted(longest[name], reverse=True)[:4]:
            angle = arrow_angle(a, b)
            turn = math.radians(angle)
            x, y = (a[0] + b[0]) / 2 + 8 * math.sin(turn), (a[1] + b[1]) / 2 - 8 * math.cos(turn)
            wide, high = text_width(name, 10.0), 12.0
            across = abs(wide * math.cos(turn)) + abs(high * math.sin(turn))
            down = abs(wide * math.sin(turn)) + abs(high * math.cos(turn))
            if room.take(x, y, across, down):
                labels.append(Label(x, y + 3.5, name, 10.0, "middle", "#5b6673", angle=angle, halo=True))
                break
    return labels


def number_mark(place: Xy, number: int, colour: str, r: float = 8.0) -> tuple[Circle, Label]:
    """A number in a disc."""
    x, y = place
    size = r + 1.0 if number < 100 else r - 1.0
    return Circle(x, y, r, fill=colour, stroke="#ffffff"), Label(
        x, y + size / 2.8, str(number), size, "middle", "#ffffff", bold=True
    )


def scale_and_north(window: Window) -> list[Lines | Label]:
    """A bar of a round length, and an arrow that points up."""
    target = 120.0 / window.px_per_m
    unit = 10.0 ** math.floor(math.log10(target))
    metres = max(m * unit for m in (1.0, 2.0, 5.0) if m * unit <= target)
    wide, y, x = metres * window.px_per_m, window.height - 14.0, window.width - 22.0
    ends = ((14.0, y - 4.0), (14.0, y), (14.0 + wide, y), (14.0 + wide, y - 4.0))
    return [
        Lines((ends,), INK, 1.6),
        Label(14.0, y - 7.0, f"{metres:g} m", 11.0, halo=True),
        Label(x, 24.0, "N", 16.0, "middle", bold=True),
        Lines((((x, 30.0), (x, 54.0)), ((x - 5.0, 38.0), (x, 30.0), (x + 5.0, 38.0))), INK, 1.6),
    ]


def finite_points(places: Places, rows: Collection[int]) -> list[Line]:
    """Courses of these pipes, as far as they are known."""
    return [places.lines[r] for r in rows if places.drawn(r)]
