# SPDX-License-Identifier: Apache-2.0
"""Where on earth: district, community, estate and building next to a place, for people who know their streets."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from ..network import Network
from .drawing import Xy

NEAR_M = 200.0  # as the districts of pipes in a plan's rules


@dataclass(frozen=True)
class Area:
    """Names as the register of buildings has them; "" where nobody knows."""

    district: str = ""
    community: str = ""
    estate: str = ""
    building: str = ""


class Areas:
    """The building nearest to a place, within `NEAR_M`."""

    def __init__(self, network: Network) -> None:
        table = network.building
        self._id = [str(i) for i in table.id]
        names = (table.district, table.community, table.estate)
        self._names = [tuple(str(v) for v in row) for row in zip(*names, strict=True)]
        self._xy = np.stack([np.asarray(table.x_m, float), np.asarray(table.y_m, float)], axis=1)
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row in np.flatnonzero(np.isfinite(self._xy).all(axis=1)):
            self._cells[self._cell(self._xy[row])].append(int(row))

    def _cell(self, place: Xy | np.ndarray) -> tuple[int, int]:
        return int(place[0] // NEAR_M), int(place[1] // NEAR_M)

    def of(self, row: int) -> Area:
        """Of a building by its row."""
        district, community, estate = self._names[row]
        return Area(district, community, estate, self._id[row])

    def near(self, place: Xy | None) -> Area:
        """Of the nearest building; nothing where none is near."""
        if place is None or not math.isfinite(place[0] + place[1]):
            return Area()
        across, up = self._cell(place)
        rows = [r for i in (-1, 0, 1) for j in (-1, 0, 1) for r in self._cells.get((across + i, up + j), ())]
        if not rows:
            return Area()
        away = np.hypot(*(self._xy[rows] - np.asarray(place)).T)
        nearest = int(np.argmin(away))
        return self.of(rows[nearest]) if away[nearest] <= NEAR_M else Area()
