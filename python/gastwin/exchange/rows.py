# SPDX-License-Identifier: Apache-2.0
"""Tables collected row by row, as `Network.from_frames` takes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import _core
from ..frames import _error
from ..gas import Gas
from ..network import Network

# What reading a damaged file may run into: words where numbers should be, lists where tables should be, numbers that no
# float holds, nesting without end, encodings that nobody knows.
DAMAGE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, OSError)


class Rows:
    """Rows of several tables; columns that a row does not name take their defaults."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._rows: dict[str, list[dict[str, Any]]] = {"node": [], "pipe": []}

    def add(self, table: str, **cells: Any) -> None:
        self._rows.setdefault(table, []).append(cells)

    def network(self, gas: Gas) -> Network:
        """The network of all rows. Raises `Error` that names the file."""
        frames = {table: _columns(rows) for table, rows in self._rows.items()}
        for required, columns in _REQUIRED.items():
            frames[required] = {**{c: [] for c in columns}, **frames[required]}
        try:
            return Network.from_frames(frames, gas=gas)
        except _core.Error as error:
            where = {"layer": error.layer, "column": error.column, "value": error.value}
            raise _error(error.kind, file=str(self._file), **where) from None

    def refuse(self, element: str, why: str) -> _core.Error:
        """The error of an element that cannot be represented; not raised."""
        return _error("unreadable_file", file=str(self._file), layer=element, detail=why)


_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "node": ("id",),
    "pipe": ("id", "from_node", "to_node", "length_m", "inner_diameter_m"),
}


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}
