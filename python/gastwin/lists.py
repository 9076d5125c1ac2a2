# SPDX-License-Identifier: Apache-2.0
"""CSV lists that people write by hand: strict, so that no cell is lost or taken for something else."""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Iterable

from .frames import _error
from .settings import read_text

_AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d+)?")  # 1234567.5 or, quoted, 1,234,567.5
LARGEST_CNY = 1e15


def bad_cell(file: str | os.PathLike[str], row: int, column: str, value: str, detail: str) -> Exception:
    """What to raise for a cell of such a list; row counts from 1 below the header."""
    shown = value if len(value) <= 80 else value[:80] + "…"
    return _error("unreadable_file", file=os.fspath(file), row=row, column=column, value=shown, detail=detail)


def read_list(file: str | os.PathLike[str], needed: Iterable[str], stripped: bool = True) -> list[dict[str, str]]:
    """Rows of a CSV file by column, cells without blanks around them unless they are to stay as they are.

    Raises `Error`: no such file, a column is missing or there twice, a row has more cells than there are columns (an
    amount like 1,234 that is not in quotes), the file is no CSV.
    """
    table = csv.reader(io.StringIO(read_text(file).lstrip("\ufeff"), newline=""))
    try:
        lines = [line for line in table if line]
    except csv.Error as error:
        raise _error("unreadable_file", file=os.fspath(file), row=table.line_num, detail=str(error)) from None
    heads = [name.strip() for name in lines[0]] if lines else []
    for column in needed:
        if column not in heads:
            raise _error("missing_column", file=os.fspath(file), column=column)
        if heads.count(column) > 1:
            raise _error("unreadable_file", file=os.fspath(file), column=column, detail="the column is there twice")
    rows = []
    for number, line in enumerate(lines[1:], start=1):
        if any(cell.strip() for cell in line[len(heads) :]):
            detail = "more cells than columns: put amounts with thousands separators in quotes"
            raise bad_cell(file, number, heads[-1], ",".join(line), detail)
        cells = [*line, *([""] * (len(heads) - len(line)))]
        rows.append({name: cell.strip() if stripped else cell for name, cell in zip(heads, cells, strict=False)})
    return rows


def amount_text(file: str | os.PathLike[str], row: int, column: str, text: str) -> str:
    """An amount of CNY as plain digits; "0" for an empty cell. Raises `Error`: no amount of money."""
    if not text:
        return "0"
    if not _AMOUNT.fullmatch(text):
        raise bad_cell(file, row, column, text, "write an amount as 1234567.50")
    return text.replace(",", "")


def cost_cny(file: str | os.PathLike[str], row: int, column: str, text: str) -> float:
    """What was paid for a work: neither negative nor beyond any budget. Raises `Error`."""
    cost = float(amount_text(file, row, column, text))
    if not (math.isfinite(cost) and 0.0 <= cost <= LARGEST_CNY):
        raise bad_cell(file, row, column, text, "write what it cost, 0 or more")
    return cost


def calendar_year(file: str | os.PathLike[str], row: int, column: str, text: str, low: int, high: int) -> int:
    """A year in a range. Raises `Error`."""
    if not re.fullmatch(r"\d{4}", text) or not low <= int(text) <= high:
        raise bad_cell(file, row, column, text, f"write a calendar year, {low} to {high}")
    return int(text)
