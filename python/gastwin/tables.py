# SPDX-License-Identifier: Apache-2.0
"""One class per table of the engine: `PipeTable`, `ResultNodeTable`, `FnCurveTable` ...

They add nothing to `Table` but a name: columns come from the engine. What columns there are, with units and types, for
editors and type checkers: tables.pyi, which `python tools/generate.py stubs` writes from the same lists.
"""

from __future__ import annotations

from typing import Any

from . import _core
from .frames import Table

AnyTable = Any  # one of a kind that only the file it was read from tells


def class_name(table: str) -> str:
    """Name of the class of a table: ResultNodeTable of result_node."""
    return "".join(part.capitalize() for part in table.split("_")) + "Table"


def _made(core: Any) -> type[Table]:
    doc = f"Table `{core.name}`: columns as read-only arrays with one value per row (docs/data-dictionary.md)."
    return type(class_name(core.name), (Table,), {"__doc__": doc, "__module__": __name__})


CLASSES: dict[str, type[Table]] = {
    core.name: _made(core) for name, core in vars(_core).items() if name.endswith("_table") and hasattr(core, "schema")
}
globals().update({made.__name__: made for made in CLASSES.values()})


def table_of(core: Any, **more: Any) -> Table:
    """The compiled table in the class of its kind. more: as for `Table()`."""
    return CLASSES[core.name](core, **more)
