# SPDX-License-Identifier: Apache-2.0
"""Rows as a CSV file. No text is ever taken for a formula (csv_tables.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..files import replacing

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")


def csv_cell(text: str) -> str:
    """One text, guarded and quoted where needed."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def write_rows(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """UTF-8 with byte order mark, guarded texts; an existing file survives unless the new one is complete."""
    with replacing(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as out:
        out.write("\ufeff" + ",".join(csv_cell(head) for head in heads) + "\r\n")
        for row in rows:
            shown = ("" if v is None or v != v else repr(v) if isinstance(v, float) else str(v) for v in row)
            out.write(",".join(csv_cell(text) for text in shown) + "\r\n")
