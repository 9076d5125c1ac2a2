# SPDX-License-Identifier: Apache-2.0
"""What the columns of asset and event files mean: the bundled names, and a mapping of one's own before them."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ..frames import _error
from ..settings import read_toml

TABLES = ("asset", "event")
REQUIRED = {"asset": ("id", "length_m", "installed"), "event": ("asset", "date")}


@dataclass(frozen=True)
class Column:
    """Names a column may have, what its numbers are multiplied by, which of its values count (none named: all)."""

    names: tuple[str, ...]
    scale: float = 1.0
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnMapping:
    """Columns by table and meaning; material by other name of it; the oldest year of installation that is believed."""

    columns: dict[str, dict[str, Column]]
    own: frozenset[tuple[str, str]]
    materials: dict[str, str]
    oldest_year: int
    file: str


def _texts(value: Any) -> tuple[str, ...]:
    return (str(value),) if not isinstance(value, (list, tuple)) else tuple(str(v) for v in value)


def _column(value: Any, where: str, file: str) -> Column:
    if not isinstance(value, Mapping):
        return Column(_texts(value))
    if unknown := set(value) - {"column", "scale", "keep"}:
        raise _error("usage", file=file, column=where, value=min(unknown), detail="keys are: column, scale, keep")
    scale = value.get("scale", 1.0)
    if isinstance(scale, bool) or not isinstance(scale, (int, float)) or not scale > 0 or "column" not in value:
        raise _error("usage", file=file, column=where, detail="a column and, if any, a scale above 0 are needed")
    return Column(_texts(value["column"]), float(scale), _texts(value.get("keep", ())))


def _bundled() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("columns.toml").read_text("utf-8"))


def _named(names: Mapping[str, str] | Iterable[str]) -> dict[str, dict[str, str]]:
    """`id=WATMAINID` and `event.date=DAY` as the tables of a mapping file; without a table the asset's."""
    tables: dict[str, dict[str, str]] = {}
    pairs = names.items() if isinstance(names, Mapping) else (tuple(text.split("=", 1)) for text in names)
    for pair in pairs:
        if len(pair) != 2 or not pair[0] or not pair[1]:
            raise _error("usage", column="--column", value="=".join(pair), detail="write it as id=WATMAINID")
        table, _, meaning = pair[0].rpartition(".")
        tables.setdefault(table or "asset", {})[meaning] = pair[1]
    return tables


def _limit(values: Mapping[str, Any], file: str) -> int:
    year = values.get("oldest_year")
    if set(values) != {"oldest_year"} or isinstance(year, bool) or not isinstance(year, int):
        raise _error("usage", file=file, column="limits", detail="a whole number oldest_year is needed")
    return year


def read_mapping(
    path: str | os.PathLike[str] | None = None, names: Mapping[str, str] | Iterable[str] = ()
) -> ColumnMapping:
    """The bundled names, those of a TOML file before them, and single columns before all."""
    bundled = _bundled()
    columns = {table: {m: _column(v, m, "") for m, v in bundled[table].items()} for table in TABLES}
    own: set[tuple[str, str]] = set()
    file = "" if path is None else os.fspath(path)
    given = {} if path is None else read_toml(path)
    if unknown := set(given) - set(bundled):
        raise _error("usage", file=file, value=min(unknown), detail=f"tables are: {', '.join(bundled)}")
    for table, meanings in given.items():
        if not isinstance(meanings, Mapping):
            raise _error("usage", file=file, column=table, value=str(meanings), detail=f"a table [{table}] is needed")
    for source in (given, _named(names)):
        for table, meanings in source.items():
            if table in ("materials", "limits"):
                continue
            for meaning, value in meanings.items():
                if meaning not in columns.get(table, {}):
                    known = [f"{t}.{m}" for t in TABLES for m in columns[t]]
                    what = f"{table}.{meaning}"
                    raise _error("usage", file=file, value=what, detail=f"known: {', '.join(known)}")
                columns[table][meaning] = _column(value, f"{table}.{meaning}", file)
                own.add((table, meaning))
    same = {**bundled["materials"], **given.get("materials", {})}
    materials = {other: name for name, others in same.items() for other in _texts(others)}
    limit = _limit(given.get("limits", bundled["limits"]), file)
    return ColumnMapping(columns, frozenset(own), materials, limit, file)


def _plain(name: Any) -> str:
    return re.sub(r"[\s_\-]+", "", str(name)).casefold()


def find_columns(mapping: ColumnMapping, table: str, headers: Iterable[Any], file: str) -> dict[str, Any]:
    """Header of the file, in a workbook maybe a number, for each meaning that it has. Raises `Error`: a column named
    or needed is not there."""
    by_plain = {_plain(h): h for h in reversed(list(headers))}
    found = {}
    for meaning, column in mapping.columns[table].items():
        header = next((by_plain[_plain(n)] for n in column.names if _plain(n) in by_plain), None)
        if header is not None:
            found[meaning] = header
        elif meaning in REQUIRED[table] or (table, meaning) in mapping.own:
            tried = ", ".join(column.names)
            detail = f"none of these is there: {tried}; name it: --column {table}.{meaning}=..."
            raise _error("missing_column", file=file, layer=table, column=meaning, detail=detail)
    return found
