# SPDX-License-Identifier: Apache-2.0
"""What an assessment of risk says about places and about society: F-N curve, individual risk, streets, hot spots."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from ._needs import gis
from .frames import Table
from .network import Network, Progress, Twin, core_network
from .result import listener
from .risk import Risk
from .settings import read_text
from .tables import FnCurveTable, RiskHotSpotTable, RiskPlaceTable

VARIANCE_RATIO: float = _core.fn_variance_ratio()
CELL_M = 5.0


def _assets(risk: Risk | Table) -> Any:
    return risk.assets._core if isinstance(risk, Risk) else risk._core


def fn_curve(risk: Risk | Table, *, variance_ratio: float = VARIANCE_RATIO) -> FnCurveTable:
    """Societal risk: how often a year N people or more die in one serious incident.

    risk: an assessment, or its stored table result_risk. variance_ratio: variance over mean of the fatalities of one
    incident: 1, people die independently (Poisson); default from reported incidents (scenarios/societal_risk.hpp).

    Source: scenarios/societal_risk.hpp. Returns fatalities (N = 1, 2 ...), frequency_per_year (N or more, 1/a),
    exactly_per_year; frequency_per_year adds up to the expected fatalities per year. Raises `Error`: ratio below 1.
    """
    return FnCurveTable(_core.fn_curve(_assets(risk), float(variance_ratio)))


def risk_by_place(network: Network | Twin, risk: Risk | Table) -> RiskPlaceTable:
    """Risk added up by street, community and district (column `kind`); rows without a `place` are what belongs to none.

    Pipes are shared among communities and districts by the nearest building along them (scenarios/places.hpp).
    Raises `Error`: risk of another network.
    """
    return RiskPlaceTable(_core.risk_by_place(core_network(network), _assets(risk)))


def hot_spots(
    network: Network | Twin, risk: Risk | Table, *, top_share: float = 0.05, bridge_m: float = 30.0
) -> RiskHotSpotTable:
    """Contiguous pipes of the highest risk per km, by rank.

    top_share: of all length. bridge_m: a pipe no longer than this between two of them does not part them.
    Raises `Error`: a number out of range, risk of another network.
    """
    return RiskHotSpotTable(_core.hot_spots(core_network(network), _assets(risk), float(top_share), float(bridge_m)))


class RiskMap:
    """Individual risk in square cells: `values` (rows × columns, row 0 in the north, 1/a), `left_m` and `top_m` (outer
    corner of the first cell), `cell_m`, `crs`, `pipes_without_place` (left out)."""

    def __init__(self, core: Any) -> None:
        self._core = core

    @property
    def values(self) -> npt.NDArray[np.float64]:
        """Risk per year (1/a) of each cell: (rows, columns), row 0 in the north. A view, read-only."""
        return np.asarray(self._core.values)

    @property
    def left_m(self) -> float:
        """Western edge of the first column, m."""
        return float(self._core.left_m)

    @property
    def top_m(self) -> float:
        """Northern edge of the first row, m."""
        return float(self._core.top_m)

    @property
    def cell_m(self) -> float:
        """Side of a cell, m."""
        return float(self._core.cell_m)

    @property
    def crs(self) -> str:
        """Coordinate system; "" for local metres."""
        return str(self._core.crs)

    @property
    def pipes_without_place(self) -> int:
        """Pipes left out, whose course is not known."""
        return int(self._core.pipes_without_place)

    @property
    def highest_per_year(self) -> float:
        """The highest value, 1/a; 0 where there is none."""
        return float(self.values.max(initial=0.0))

    def area_above_m2(self, per_year: float) -> float:
        """Area of the cells whose risk is at least `per_year` (1/a)."""
        return float(np.count_nonzero(self.values >= per_year)) * float(self.cell_m) ** 2

    def at(self, x_m: float, y_m: float) -> float:
        """The value of the cell that holds the place x_m, y_m (in `crs`), 1/a; 0 outside."""
        row, column = int((self.top_m - y_m) // self.cell_m), int((x_m - self.left_m) // self.cell_m)
        rows, columns = self.values.shape
        return float(self.values[row, column]) if 0 <= row < rows and 0 <= column < columns else 0.0

    def write(self, path: str | os.PathLike[str]) -> None:
        """Writes a GeoTIFF (32 bits, unit 1/a, in the system of the twin). Raises `Error`: cannot_write, no cells."""
        gis.write_risk_map(self._core, os.fspath(path))

    def __repr__(self) -> str:
        rows, columns = self.values.shape
        return f"<RiskMap: {rows} × {columns} cells of {self.cell_m:g} m, at most {self.highest_per_year:.2g} per year>"


def thermal_laws() -> dict[str, str]:
    """Names of the laws of death by heat."""
    return dict(_core.thermal_laws())


def individual_risk(
    network: Network | Twin,
    risk: Risk | Table,
    scheme: str | os.PathLike[str] | None = None,
    *,
    cell_m: float = CELL_M,
    exposure_s: float = 30.0,
    thermal_law: str = "tsao_perry",
    holes: Sequence[tuple[float, float, float]] = (),
    progress: Progress | None = None,
) -> RiskMap:
    """Yearly probability that somebody who is always at a place dies of the pipes around (location-specific individual
    risk): serious incidents of `risk`, gas that creeps into buildings, and fire by the laws of jet flames and heat.

    scheme: the one the risk was assessed with. cell_m: size of a cell. exposure_s: until one is out of the heat.
    thermal_law: one of `thermal_laws()`. holes: three of diameter in m (inf: full bore), share of serious incidents and
    share of these that ignite; default: leak, puncture and rupture of reported incidents.
    What the model leaves out stands in scenarios/individual_risk.hpp.
    Raises `Error`: a number out of range, too many cells, risk of another network.
    """
    text = "" if scheme is None else read_text(scheme)
    core = _core.individual_risk(
        core_network(network),
        _assets(risk),
        text,
        str(scheme or ""),
        float(cell_m),
        float(exposure_s),
        thermal_law,
        [(float(diameter), float(share), float(ignited)) for diameter, share, ignited in holes],
        listener(progress),
    )
    return RiskMap(core)
