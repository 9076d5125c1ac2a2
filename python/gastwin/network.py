# SPDX-License-Identifier: Apache-2.0
"""The network and the twin: tables, and the record of how they were made."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._needs import gis
from .files import has_suffix
from .frames import Table, _error, meant, to_columns
from .gas import Gas
from .tables import (
    BuildingTable,
    CandidateTable,
    CustomerTable,
    DeviceTable,
    EnclosureTable,
    ExposureTable,
    IssueTable,
    NodeTable,
    PipeTable,
    ProvenanceTable,
    RecordTable,
    RegulatorTable,
    RepairTable,
    RiserTable,
    SourceTable,
    ValveTable,
    table_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .explore import MapPage
    from .result import MapResult

TWIN_SUFFIXES = (".gpkg",)

Progress = bool | Callable[[str, float], bool | None]

TABLES = (
    "node",
    "pipe",
    "valve",
    "regulator",
    "source",
    "riser",
    "customer",
    "device",
    "building",
    "enclosure",
    "record",
)


class Network:
    """Tables of one gas network; `net.pipe`, `net.node` ... are `Table` objects.

    Build one with `Network.from_frames`, read one with `Twin.open`, or invent one with `synthetic_city`.
    """

    node: NodeTable
    pipe: PipeTable
    valve: ValveTable
    regulator: RegulatorTable
    source: SourceTable
    riser: RiserTable
    customer: CustomerTable
    device: DeviceTable
    building: BuildingTable
    enclosure: EnclosureTable
    record: RecordTable

    def __init__(
        self, core: Any, integer_ids: Mapping[str, bool] | None = None, extra: Mapping[str, Any] | None = None
    ) -> None:
        self._core = core
        self._sound = False
        self._integer_ids = dict(integer_ids or {})
        self._extra = dict(extra or {})

    @classmethod
    def from_frames(cls, tables: Mapping[str, Any], gas: Gas | None = None, crs: str = "") -> Network:
        """A network from tabular data, e.g. `{"node": df, "pipe": df, "source": df, "customer": df}`.

        gas: default natural gas of about 0.0168 kg/mol at 15 °C. crs: coordinate system of x_m and y_m, e.g.
        "EPSG:4547"; "" for local metres. tables: each value may be a pandas frame, anything with the Arrow C stream
        interface, or a dict of sequences. Columns and defaults: the data dictionary (`gastwin.schema("pipe")`). Ids are
        integers or strings, unique per table. Unknown columns are kept and come back with `to_pandas()`.

        Raises `Error`: a required column is missing, a reference points nowhere, a value is illegal.
        """
        columns: dict[str, Any] = {}
        integer_ids: dict[str, bool] = {}
        extra: dict[str, Any] = {}
        for name, data in tables.items():
            if name not in TABLES:
                raise _error("usage", value=name, detail=f"tables are: {', '.join(TABLES)}")
            columns[name], unknown, integer_ids[name] = to_columns(data, schema(name), name)
            if unknown:
                import pandas as pd

                extra[name] = pd.DataFrame(unknown)
        return cls(_core.Network.from_columns(columns, gas or Gas(), crs), integer_ids, extra)

    def table(self, name: str) -> Table:
        """The table of this name, one of `gastwin.TABLES`. Raises `Error`: no such table."""
        if name not in TABLES:
            raise _error("usage", column="table", value=name, detail=f"tables are: {', '.join(TABLES)}")
        return table_of(
            self._core.table(name), integer_ids=self._integer_ids, extra=self._extra.get(name), geometry=self._geometry
        )

    if not TYPE_CHECKING:  # the tables are declared above

        def __getattr__(self, name: str) -> Table:
            if name not in TABLES:
                raise AttributeError(f"a network has no {name!r}{meant(name, TABLES)}")
            return self.table(name)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(self._core.table(t))} {t}" for t in TABLES if len(self._core.table(t)))
        return f"<Network: {sizes or 'empty'}>"

    @property
    def gas(self) -> _core.Gas:
        """The gas flowing in it."""
        gas: _core.Gas = self._core.gas
        return gas

    @property
    def crs(self) -> str:
        """Coordinate reference system, e.g. "EPSG:4547"; empty for local metres."""
        return str(self._core.crs)

    def plot(
        self,
        by: Any = None,
        *,
        of: str | None = None,
        label: str = "",
        ax: Axes | None = None,
        cmap: str = "viridis",
        log: bool = False,
        legend: bool = True,
        lang: str = "en",
    ) -> Axes:
        """A picture of the network with matplotlib, coloured by `by`; returns its axes.

        by: a column of any table, e.g. "material", "elevation_m" (pipes first; `of` says which table), or values of
        one's own, one per row of the table `of` (default "pipe"), named by `label`. Numbers are coloured by `cmap`,
        with `log` on a logarithmic scale, and have a colour bar; the rest is coloured by class, the most frequent ones;
        legend: whether these are explained beside it. ax: axes to draw on; default new ones. lang: "en", or "zh" where
        a Chinese font is installed. Raises `Error`: no such column, too few or too many values, no coordinates,
        matplotlib is not installed.
        """
        from .plotting import draw, network_layer

        layer = network_layer(self, by, of, label)
        return draw(self, layer, ax=ax, cmap=cmap, log=log, legend=legend, lang=lang)

    def explore(self, *results: MapResult | Table, lang: str | None = None) -> MapPage:
        """The offline map page: see `Twin.explore()`."""
        return Twin.from_network(self).explore(*results, lang=lang)

    def check(self) -> IssueTable:
        """Issues that the tables alone reveal: duplicate ids, dangling references, values out of range."""
        return IssueTable(self._core.check())

    def _courses(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Points of all pipes one after the other, and where each pipe's begin and the last ends."""
        start, xy = self._core.pipe_lines()
        if len(start) - 1 == len(self.pipe):
            return xy, start
        ends = np.stack([self.pipe.from_node, self.pipe.to_node], axis=1).ravel()
        return np.stack([self.node.x_m[ends], self.node.y_m[ends]], axis=1), np.arange(0, len(ends) + 1, 2)

    def _along(self, pipe: np.ndarray[Any, Any], position: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Points on pipes at these shares of their drawn lengths; the middle where no share is known."""
        xy, start = self._courses()
        step = np.nan_to_num(np.hypot(*np.diff(xy, axis=0).T))
        step[start[1:-1] - 1] = 0.0  # from the last point of a pipe to the first of the next
        walked = np.concatenate([[0.0], np.cumsum(step)])
        first, last = start[pipe], start[pipe + 1] - 1
        share = np.where(np.isnan(position), 0.5, position)
        at = walked[first] + share * (walked[last] - walked[first])
        i = np.clip(np.searchsorted(walked, at, side="right") - 1, first, last - 1)
        length = walked[i + 1] - walked[i]
        within = np.divide(at - walked[i], length, out=np.zeros(len(at)), where=length > 0.0)
        return np.asarray(xy[i] + within[:, None] * (xy[i + 1] - xy[i]))

    def pipe_lines(self) -> list[np.ndarray[Any, Any]]:
        """Drawn course of each pipe: one (n, 2) array of metres per pipe."""
        xy, start = self._courses()
        return [xy[a:b] for a, b in itertools.pairwise(start)]

    def _geometry(self, table: Table) -> tuple[Any, str]:
        import shapely

        if table.name == "pipe":
            xy, start = self._courses()
            return shapely.linestrings(xy, indices=np.repeat(np.arange(len(start) - 1), np.diff(start))), self.crs
        return shapely.points(self.places(table.name)), self.crs

    def places(self, table: str) -> np.ndarray[Any, Any]:
        """Where the rows of a table are: (rows, 2) metres; their own place, else that on their pipe, at their node, of
        their building; NaN: not known. Of pipes: the first node."""
        rows = self.table(table)
        own = {"x_m", "y_m"} <= set(rows.columns)
        x, y = (rows["x_m"], rows["y_m"]) if own else (np.full(len(rows), np.nan),) * 2
        if {"pipe", "position"} <= set(rows.columns):
            elsewhere = np.flatnonzero(np.isnan(x) & (rows["pipe"] >= 0))
            x, y = x.copy(), y.copy()
            x[elsewhere], y[elsewhere] = self._along(rows["pipe"][elsewhere], rows["position"][elsewhere]).T
        for column, other in (("node", self.node), ("from_node", self.node), ("building", self.building)):
            if column in rows.columns and len(other):
                row = rows[column]
                elsewhere = np.isnan(x) & (row >= 0)
                x, y = (np.where(elsewhere, other[c][row], at) for c, at in (("x_m", x), ("y_m", y)))
        return np.stack([x, y], axis=1)


class Twin:
    """A network with its issues, repairs and the provenance of its values. `twin.pipe` is `twin.network.pipe`, and so
    on. `Twin("twin.gpkg")` is `Twin.open("twin.gpkg")`."""

    node: NodeTable
    pipe: PipeTable
    valve: ValveTable
    regulator: RegulatorTable
    source: SourceTable
    riser: RiserTable
    customer: CustomerTable
    device: DeviceTable
    building: BuildingTable
    enclosure: EnclosureTable
    record: RecordTable

    def __init__(self, core: Any) -> None:
        self._core = gis.read_twin(os.fspath(core)) if isinstance(core, (str, os.PathLike)) else core
        self.network = Network(self._core.network)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Twin:
        """Reads a twin file (GeoPackage). Raises `Error` when it is missing or is not a gastwin file."""
        return cls(path)

    @classmethod
    def from_network(cls, network: Network) -> Twin:
        """A twin of a network that came from no survey: no issues, no repairs."""
        return cls(_core.Twin(network._core))

    def save(self, path: str | os.PathLike[str], *results: MapResult | Table, progress: Progress | None = None) -> None:
        """Writes the twin file (.gpkg); an existing file survives unless the new one is complete.

        results: states, risks, scores, plans and tables of `gastwin.criticality()` to be kept with it, which QGIS, the
        map page and `gastwin.read_results()` then show. Raises `Error`: another ending, cannot_write.
        """
        from .result import listener, result_tables

        if not has_suffix(path, TWIN_SUFFIXES):
            raise _error("usage", column="path", value=os.fspath(path), detail="the ending must be .gpkg")
        tables = [table._core for table in result_tables(*results).values()]
        gis.write_twin(self._core, os.fspath(path), tables, None, listener(progress))

    def plot(self, by: Any = None, **how: Any) -> Axes:
        """A picture of the network with matplotlib, coloured by a column; by, how: see `Network.plot()`."""
        return self.network.plot(by, **how)

    def explore(self, *results: MapResult | Table, lang: str | None = None) -> MapPage:
        """The offline map page of the twin, with these results as themes: `twin.explore(state, risks, plan)`.

        A notebook shows it below the cell; `.open()` opens it in the browser, `.save(path)` keeps it. results: states,
        risks, scores, plans, tables of `gastwin.criticality()`. lang: "zh" or "en", default the environment's; the page
        itself has both. Raises `Error`: a result that the page cannot show.
        """
        from .report import map_page
        from .result import result_tables

        return map_page(self, result_tables(*results), lang)

    @property
    def issue(self) -> IssueTable:
        """Problems found in the survey."""
        return IssueTable(self._core.issue)

    @property
    def repair(self) -> RepairTable:
        """Ledger of every change made to the survey."""
        return RepairTable(self._core.repair)

    @property
    def provenance(self) -> ProvenanceTable:
        """Where values came from that are not simply as read."""
        return ProvenanceTable(self._core.provenance)

    @property
    def candidate(self) -> CandidateTable:
        """What values that were filled in may be instead, with probabilities that sum to 1 for each cell."""
        return CandidateTable(self._core.candidate)

    @property
    def exposure(self) -> ExposureTable:
        """Buildings, special places, enclosed spaces and works over, in and beside the pipes."""
        return ExposureTable(self._core.exposure)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Table:
            if name in TABLES:
                return self.network.table(name)
            raise AttributeError(f"a twin has no {name!r}{meant(name, TABLES)}")

    def __repr__(self) -> str:
        return f"<Twin: {self.network!r}, {len(self.issue)} issues, {len(self.repair)} repairs>"


def schema(table: str) -> list[dict[str, Any]]:
    """Columns of a table: name, unit, doc, kind, required, default, low, high."""
    return list(getattr(_core, f"{table}_table").schema())


def core_network(network: Network | Twin) -> Any:
    """The compiled network behind a Network or a Twin."""
    return (network.network if isinstance(network, Twin) else network)._core


def sound_core_network(network: Network | Twin) -> Any:
    """As core_network(), checked: once only, for the tables of a network do not change.

    Raises `Error`: the network breaks a precondition.
    """
    net = network.network if isinstance(network, Twin) else network
    if not net._sound:
        net._core.require_sound()
        net._sound = True
    return net._core
