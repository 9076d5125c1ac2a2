# SPDX-License-Identifier: Apache-2.0
"""What a paper is made of: sections of facts, tables, words, drawings and places to sign. No form, no language of its
own: `page.py` and `xlsx_layout.py` show the same paper as a page for print and as a workbook.

Money is in whole fen, so that what is added up on paper comes to the cent; lengths are rounded once, to the centimetre
(`cm()`), and sums are sums of what is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .drawing import Drawing

Value = str | int | float | None
NUMBERS = ("whole", "money", "metres", "km", "share", "real")  # kinds of columns aligned to the right


def fen(cny: float) -> int:
    """Money as whole fen."""
    return round(float(cny) * 100.0)


def money_text(fen: int) -> str:
    """Fen as CNY with two decimals, exactly."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def cm(metres: float) -> float:
    """A length as papers show it."""
    return round(float(metres), 2)


@dataclass(frozen=True)
class Column:
    """A column of a table. kind: text; whole; money (fen, shown as CNY); metres; km (of metres); share (0.5 is 50 %);
    real (three digits); blank (to be filled in by hand). wide: characters."""

    head: str
    kind: str = "text"
    wide: float = 10.0


@dataclass(frozen=True)
class Grid:
    """A table. total: a last row in bold. colours: of the cells of one column, by row ("" for none)."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] | None = None
    coloured: int = -1
    colours: Sequence[str] = ()
    links: Sequence[str] = ()  # by row: key of the section that its first cell leads to


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and what is known, side by side in so many columns."""

    pairs: Sequence[tuple[str, str]]
    columns: int = 2


@dataclass(frozen=True)
class Words:
    """A paragraph. kind: plain, note or warning."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Picture:
    """A drawing with what its signs mean."""

    drawing: Drawing
    caption: str = ""


@dataclass(frozen=True)
class Blanks:
    """Boxes to be filled in by hand, so many side by side; signatures are higher than entries."""

    names: Sequence[str]
    columns: int = 3
    high: bool = False


Block = Grid | Facts | Words | Heading | Picture | Blanks


@dataclass(frozen=True)
class Section:
    """A part of a paper. key: names it in links, plain letters and digits. sheet: title of the worksheet it goes to;
    sections of one title follow each other there, each on a page of its own where `new_page` says so. dense: smaller
    print, for forms that should fit on one page."""

    key: str
    title: str
    blocks: Sequence[Block]
    sheet: str = ""
    new_page: bool = False
    dense: bool = False


@dataclass(frozen=True)
class Paper:
    """Title, what stands below it, and the sections. foot: at the bottom of each printed page."""

    title: str
    lang: str
    below: Sequence[str] = ()
    sections: Sequence[Section] = ()
    foot: str = ""
    warnings: Sequence[str] = field(default=())


def shown(value: Value, kind: str = "text") -> str:
    """A cell as text for people; "" for nothing, a dash for what is no number."""
    if value is None or kind == "blank":
        return ""
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return "–"
    if kind == "money":
        whole, rest = divmod(abs(int(value)), 100)
        return f"{'-' if value < 0 else ''}{whole:,}.{rest:02d}"
    if kind == "metres":
        return f"{value:,.2f}"
    if kind == "km":
        return f"{value / 1000.0:,.3f}"
    if kind == "share":
        return f"{100.0 * value:.1f} %"
    if kind == "real":
        if value != 0 and abs(value) < 1e-3:  # no powers of ten for people who read money
            return f"{value:.{min(12, 2 - math.floor(math.log10(abs(value))))}f}".rstrip("0").rstrip(".") or "0"
        return f"{value:.3g}" if abs(value) < 999.5 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def total_of(rows: Iterable[Sequence[Value]], columns: Sequence[Column], name: str) -> list[Value]:
    """The sums of columns of money, metres and whole numbers, with a name in front."""
    listed = list(rows)
    sums: list[Value] = []
    for n, column in enumerate(columns):
        if column.kind not in ("whole", "money", "metres", "km"):
            sums.append(None)
            continue
        values: list[Any] = [row[n] for row in listed if row[n] is not None]
        added = sum(values)
        sums.append(round(added, 2) if column.kind in ("metres", "km") else added)
    sums[0] = name
    return sums
