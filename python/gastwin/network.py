# SPDX-License-Identifier: Apache-2.0
"""The network and the twin: tables, and the record of how they were made."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import _core
from .files import has_suffix
from .frames import Table, _error, to_columns
from .gas import Gas

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

    node: Table
    pipe: Table
    valve: Table
    regulator: Table
    source: Table
    riser: Table
    customer: Table
    device: Table
    building: Table
    enclosure: Table
    record: Table

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

        Each value may be a pandas frame, anything with the Arrow C stream interface, or a dict of sequences. Columns
        and defaults: the data dictionary (`gastwin.schema("pipe")`). Ids are integers or strings, unique per table.
        Unknown columns are kept and come back with `to_pandas()`.

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

    def __getattr__(self, name: str) -> Table:
        if name not in TABLES:
            raise AttributeError(name)
        return Table(
            self._core.table(name), integer_ids=self._integer_ids, extra=self._extra.get(name), geometry=self._geometry
        )

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

    def check(self) -> Table:
        """Issues that the tables alone reveal: duplicate ids, dangling references, values out of range."""
        return Table(self._core.check())

    def pipe_lines(self) -> list[np.ndarray[Any, Any]]:
        """Drawn course of each pipe: one (n, 2) array of metres per pipe."""
        start, xy = self._core.pipe_lines()
        if len(start) - 1 == len(self.pipe):
            return [xy[a:b] for a, b in itertools.pairwise(start)]
        x, y = self.node.x_m, self.node.y_m
        ends = np.stack([self.pipe.from_node, self.pipe.to_node], axis=1)
        return list(np.stack([x[ends], y[ends]], axis=2))

    def _geometry(self, table: Table) -> tuple[Any, str]:
        import shapely

        if table.name == "pipe":
            return [shapely.LineString(line) for line in self.pipe_lines()], self.crs
        own = {"x_m", "y_m"} <= set(table.columns)
        x, y = (table.x_m, table.y_m) if own else (np.full(len(table), np.nan),) * 2
        for column in ("node", "from_node"):
            if column in table.columns:
                node = table[column]
                elsewhere = np.isnan(x) & (node >= 0)
                x, y = (np.where(elsewhere, self.node[c][node], at) for c, at in (("x_m", x), ("y_m", y)))
        return shapely.points(x, y), self.crs


class Twin:
    """A network with its issues, repairs and the provenance of its values."""

    def __init__(self, core: Any) -> None:
        self._core = core
        self.network = Network(core.network)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Twin:
        """Reads a twin file (GeoPackage). Raises `Error` when it is missing or is not a gastwin file."""
        return cls(_core.read_twin(os.fspath(path)))

    @classmethod
    def from_network(cls, network: Network) -> Twin:
        """A twin of a network that came from no survey: no issues, no repairs."""
        return cls(_core.Twin(network._core))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the twin file (.gpkg); an existing file survives unless the new one is complete."""
        if not has_suffix(path, TWIN_SUFFIXES):
            raise _error("usage", column="path", value=os.fspath(path), detail="the ending must be .gpkg")
        _core.write_twin(self._core, os.fspath(path), [], None)

    @property
    def issue(self) -> Table:
        """Problems found in the survey."""
        return Table(self._core.issue)

    @property
    def repair(self) -> Table:
        """Ledger of every change made to the survey."""
        return Table(self._core.repair)

    @property
    def provenance(self) -> Table:
        """Where values came from that are not simply as read."""
        return Table(self._core.provenance)

    @property
    def candidate(self) -> Table:
        """What values that were filled in may be instead, with probabilities that sum to 1 for each cell."""
        return Table(self._core.candidate)

    @property
    def exposure(self) -> Table:
        """Buildings, special places, enclosed spaces and works over, in and beside the pipes."""
        return Table(self._core.exposure)

    def __getattr__(self, name: str) -> Table:
        if name in TABLES:
            return self.network.__getattr__(name)
        raise AttributeError(name)

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
