# SPDX-License-Identifier: Apache-2.0
"""Tables as CSV files.

No text is ever taken for a formula: one that begins like a formula gets an apostrophe in front, as in every CSV of
gastwin, and loses it when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..device_programme.dates import iso
from ..files import replacing
from .csv_rows import csv_cell
from .paper import money_text as money_text

_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_BATCH_ROWS = 100_000


def _each_distinct(values: Any, change: Any) -> np.ndarray[Any, Any]:
    codes, distinct = pd.factorize(np.asarray(values, dtype=object))
    return np.array([*(change(v) for v in distinct), ""], dtype=object)[codes]


def unguarded(texts: Any) -> np.ndarray[Any, Any]:
    """Texts of a CSV of gastwin as they were."""
    plain = [text[1:] if text[:1] == "'" and _GUARDED.match(text) else text for text in texts]
    return np.array(plain, dtype=object)


def day_texts(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """A column of dates as texts, "" for none."""
    return iso(column.to_numpy("datetime64[D]"))


def _cells(column: pd.Series[Any], name: str) -> list[str]:
    if name.endswith("_fen"):
        return [money_text(fen) for fen in column.tolist()]
    if pd.api.types.is_datetime64_any_dtype(column):
        return list(day_texts(column))
    if pd.api.types.is_float_dtype(column) or pd.api.types.is_integer_dtype(column):
        return [
            "" if v is pd.NA or v != v else f"{v:.10g}" if isinstance(v, float) else str(v) for v in column.tolist()
        ]
    return list(_each_distinct(column, lambda value: csv_cell(str(value))))


def write_csv(frame: pd.DataFrame, path: Path, heads: Mapping[str, str] | None = None) -> None:
    """UTF-8 with byte order mark and guarded texts; columns that end in _fen as CNY. heads: labels of the columns. An
    existing file survives unless the new one is complete."""
    names = [str(name) for name in frame.columns]
    with replacing(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as out:
        out.write("\ufeff" + ",".join(csv_cell((heads or {}).get(name, name)) for name in names) + "\r\n")
        for start in range(0, len(frame), _BATCH_ROWS):
            part = frame.iloc[start : start + _BATCH_ROWS]
            columns = [_cells(part[name], name) for name in frame.columns]
            out.write("".join(",".join(row) + "\r\n" for row in zip(*columns, strict=True)))
