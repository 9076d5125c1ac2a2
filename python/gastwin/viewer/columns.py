# SPDX-License-Identifier: Apache-2.0
"""Columns of results lined up with the rows of the network, and fields as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..frames import Table
from .packing import words
from .wording import Pair, pair

Array = np.ndarray[Any, Any]
MISSING = np.iinfo(np.int32).min


def rows_of(ids: Sequence[Any] | Array, result: Table, about: str = "") -> Array:
    """Row of `result` for each id, -1 where it has none; results carry the id of what they are about, and where rows
    are about several tables, the name of the table, of which only `about` counts then."""
    names = enumerate(result["id"])
    row = {str(name): i for i, name in names if not about or result["table_name"][i] == about}
    return np.array([row.get(str(name), -1) for name in ids], dtype=np.int64)


def picked(values: Array, rows: Array) -> Array:
    """Values at these rows as numbers, NaN for row -1 and for missing whole numbers."""
    if not len(values):
        return np.full(len(rows), np.nan)
    numbers = values[rows].astype(float)
    if values.dtype.kind == "i":
        numbers = np.where(values[rows] == MISSING, np.nan, numbers)
    return np.where(rows >= 0, numbers, np.nan)


def picked_codes(values: Array, rows: Array) -> Array:
    """Codes at these rows, "" for row -1."""
    if not len(values):
        return np.full(len(rows), "", dtype=object)
    return np.where(rows >= 0, values[rows], "")


def number(key: str, values: Array, digits: int = 3) -> dict[str, Any]:
    """A field of numbers; label and unit are field.KEY and unit.KEY. digits: significant ones; 0: a count; -1: a number
    that is a name (a year, a row)."""
    return {"key": key, "label": pair(f"field.{key}"), "digits": digits, "values": values.astype(np.float32)}


def whole(key: str, values: Array) -> dict[str, Any]:
    """A field of whole numbers that are names: years, rows."""
    return number(key, picked(values, np.arange(len(values))), -1)


def text(key: str, texts: Sequence[Any] | Array) -> dict[str, Any]:
    """A field of words of the survey, the same in both languages; "" is not shown."""
    return {"key": key, "label": pair(f"field.{key}"), **words([str(t) for t in texts])}


def code(key: str, codes: Array, names: dict[str, Pair]) -> dict[str, Any]:
    """A field of codes, shown by their names."""
    found = words([str(c) for c in codes])
    return {
        "key": key,
        "label": pair(f"field.{key}"),
        "words": [names.get(c, (c, c)) for c in found["words"]],
        "of": found["of"],
    }
