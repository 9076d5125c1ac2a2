# SPDX-License-Identifier: Apache-2.0
"""Tables as rows of an answer, with the names of codes in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .frames import Table
from .network import Network

_MISSING = np.iinfo(np.int32).min
Places = dict[str, tuple[float, float]]


def _names(column: dict[str, Any], lang: str) -> dict[str, str]:
    return {code: zh if lang == "zh" else en for code, en, zh in column["names"]}


def rows(table: Table, lang: str, most: int, first: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """The first `most` rows, or those numbered in `first`. A code has its name beside it, as `KEY_text`; of a text that
    the table has in both languages only the reader's is there."""
    chosen = np.arange(min(most, len(table))) if first is None else np.asarray(first[:most], dtype=int)
    columns: dict[str, list[Any]] = {}
    for column in table._core.schema():
        name, kind = column["name"], column["kind"]
        if name.endswith("_zh"):
            continue
        source = f"{name}_zh" if lang == "zh" and f"{name}_zh" in table.columns else name
        values = table.ids(source)[chosen].tolist()
        if kind == "flag":
            values = [bool(v) for v in values]
        elif kind == "integer":
            values = [None if v == _MISSING else v for v in values]
        elif kind == "real":
            values = [v if math.isfinite(v) else None for v in values]
        columns[name] = values
        if kind == "code":
            texts = _names(column, lang)
            columns[f"{name}_text"] = [texts.get(v, v) for v in values]
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def thinned(marked: np.ndarray[Any, Any], most: int) -> list[int]:
    """Row numbers of a series: all that are marked, first and last, and others evenly between, about `most` in all."""
    step = max(1, -(-len(marked) // most))
    keep = np.zeros(len(marked), dtype=bool)
    keep[::step] = True
    keep[-1:] = True
    return np.flatnonzero(keep | marked).tolist()


def _along(line: np.ndarray[Any, Any], share: float) -> tuple[float, float]:
    """The point at this share of a drawn line's length."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(steps)])
    at = share * reached[-1]
    return float(np.interp(at, reached, line[:, 0])), float(np.interp(at, reached, line[:, 1]))


def places(network: Network, name: str) -> Places:
    """Where the rows of a table stand, by id: as drawn, else on their pipe, else at their node; those of which nothing
    is known are left out."""
    table = getattr(network, name)
    n = len(table)
    x, y = (table.x_m.copy(), table.y_m.copy()) if "x_m" in table.columns else (np.full(n, np.nan),) * 2
    node_x, node_y = network.node.x_m, network.node.y_m
    if "pipe" in table.columns:
        lines = network.pipe_lines()
        for row in np.flatnonzero(np.isnan(x) & (table.pipe >= 0)):
            share = table.position[row]
            x[row], y[row] = _along(lines[table.pipe[row]], share if np.isfinite(share) else 0.5)
    for column in ("node", "from_node"):
        if column in table.columns:
            node = table[column]
            elsewhere = np.isnan(x) & (node >= 0)
            if len(node_x):
                x, y = np.where(elsewhere, node_x[node], x), np.where(elsewhere, node_y[node], y)
    known = np.isfinite(x) & np.isfinite(y)
    listed = zip(table.id[known], x[known], y[known], strict=True)
    return {str(i): (round(float(a), 2), round(float(b), 2)) for i, a, b in listed}


def placed(listed: list[dict[str, Any]], where: Places) -> list[dict[str, Any]]:
    """The rows with x_m and y_m."""
    for row in listed:
        row["x_m"], row["y_m"] = where.get(str(row["id"]), (None, None))
    return listed
