# SPDX-License-Identifier: Apache-2.0
"""Cells of a worksheet. Texts are stored as texts ("inlineStr"): none is ever taken for a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from .paper import money_text
from .xlsx_styles import style

if TYPE_CHECKING:
    import pandas as pd

MOST_TEXT = 32_767  # characters in a cell
EMPTY = "<c/>"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """The text without what XML cannot hold."""
    return escape(_ILLEGAL.sub("", text))


def _marked(look: int) -> str:
    return f' s="{look}"' if look else ""


def text_cell(value: str, look: int = 0) -> str:
    """A text; an empty one is a cell of its look without a value."""
    if not value:
        return f"<c{_marked(look)}/>" if look else EMPTY
    shown = legal(value[:MOST_TEXT])
    return f'<c{_marked(look)} t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def number_cell(value: float, look: int = 0) -> str:
    """A number; empty where it is none."""
    return f"<c{_marked(look)}><v>{value!r}</v></c>" if math.isfinite(value) else text_cell("", look)


def money_cell(fen: int, look: int) -> str:
    """Fen as CNY, exactly."""
    return f"<c{_marked(look)}><v>{money_text(fen)}</v></c>"


def _any_cell(value: Any) -> str:
    if hasattr(value, "item"):  # a scalar of NumPy
        value = value.item()
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    return number_cell(value) if isinstance(value, (int, float)) else text_cell(str(value))


def column_cells(values: Sequence[Any]) -> list[str]:
    """Cells of texts, numbers and nothing; each distinct value is written once."""
    known: dict[Any, str] = {}
    cells = []
    for value in values:
        key = (type(value), value)
        cell = known.get(key)
        if cell is None:
            cell = known[key] = _any_cell(value)
        cells.append(cell)
    return cells


def series_cells(column: pd.Series[Any], name: str) -> list[str]:
    """Cells of a column of a data frame; those of columns that end in _fen as CNY."""
    import pandas as pd

    from .csv_tables import day_texts

    if name.endswith("_fen"):
        look = style("tablemoney")
        return [money_cell(fen, look) for fen in column.tolist()]
    if pd.api.types.is_datetime64_any_dtype(column):
        return column_cells(day_texts(column).tolist())
    if pd.api.types.is_bool_dtype(column):
        return [EMPTY if v is pd.NA else f'<c t="b"><v>{int(v)}</v></c>' for v in column]
    if pd.api.types.is_numeric_dtype(column):
        return [EMPTY if v is pd.NA else number_cell(v) for v in column.tolist()]
    values = column.astype(object).to_numpy()
    return column_cells([None if v is None or v is pd.NA or v != v else v for v in values.tolist()])
