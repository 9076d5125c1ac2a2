# SPDX-License-Identifier: Apache-2.0
"""A paper as sheets of a workbook that print on A4: sections of one sheet below each other, drawings as shapes.

Widths are scaled to the page, because a sheet that is fitted to it loses its page breaks in common programs. Heights of
rows with several lines are worked out here: programs do not do it for merged cells.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence

from .paper import NUMBERS, Blanks, Block, Column, Facts, Grid, Heading, Paper, Picture, Section, Value, shown
from .xlsx import MOST_TITLE, Laid, cell_name, place_name, write_xlsx
from .xlsx_cells import EMPTY, money_cell, number_cell, text_cell
from .xlsx_styles import GRADE_FILLS, style

_PAGE_CHARACTERS = 88.0  # widths of columns that A4 upright holds between the margins
_PX_PER_CHARACTER, _POINTS_PER_PX = 7.0, 0.75
_LINE_POINTS = {9: 12.5, 10: 14.0, 11: 15.5}
_CELL_LINE_POINTS = 12.5  # of tables, facts and blanks
_DENSE_PERCENT = 85  # scale of sheets of forms
_LEAST_COLUMNS = 6
_FORBIDDEN = str.maketrans("[]:*?/\\", "()-----")


def sheet_title(text: str) -> str:
    """A title that a worksheet may have."""
    return text.translate(_FORBIDDEN).strip("'")[:MOST_TITLE] or "-"


def _characters(text: str) -> float:
    return sum(1.95 if ord(c) > 0x2E80 else 1.0 for c in text)


def _lines(text: str, wide: float) -> int:
    """Lines that a wrapped text takes in so many characters."""
    return sum(max(1, math.ceil(_characters(part) / max(1.0, wide - 1.0))) for part in text.split("\n"))


def page_fill(colour: str) -> str:
    """Name of the look for a colour of a page, "" for none."""
    return f"fill-{colour.lstrip('#').lower()}" if f"FF{colour.lstrip('#').upper()}" in GRADE_FILLS else "text"


def _widths(grid: Grid | None, room: float) -> list[float]:
    """Widths of a sheet's columns on this much room: numbers whole, the rest to the texts, which can be broken."""
    columns = list(grid.columns) if grid is not None else []
    columns += [Column("")] * (_LEAST_COLUMNS - len(columns))
    wanted = [c.wide for c in columns]
    scale = room / sum(wanted)
    rows = [] if grid is None else [*grid.rows, *([grid.total] if grid.total is not None else [])]
    longest = [
        max((_characters(shown(row[n], c.kind)) for row in rows if n < len(row)), default=0.0)
        for n, c in enumerate(columns)
    ]
    least = [1.5 + (w if c.kind in NUMBERS else min(w, 8.0)) for w, c in zip(longest, columns, strict=True)]
    widths = [max(w * scale, low) for w, low in zip(wanted, least, strict=True)]
    spare = sum(max(0.0, w - low) for w, low in zip(widths, least, strict=True))
    over = sum(widths) - room
    share = min(1.0, over / spare) if spare > 0 else 0.0
    return [w - share * max(0.0, w - low) for w, low in zip(widths, least, strict=True)]


class _Sheet:
    """One worksheet being laid out."""

    def __init__(self, sections: Sequence[Section], foot: str, titled: Paper | None) -> None:
        grids = [block for section in sections for block in section.blocks if isinstance(block, Grid)]
        dense = all(section.dense for section in sections)
        room = _PAGE_CHARACTERS * 100.0 / _DENSE_PERCENT if dense else _PAGE_CHARACTERS
        self.widths = _widths(max(grids, key=lambda grid: len(grid.columns), default=None), room)
        self.laid = Laid(self.widths, foot=foot, scale=_DENSE_PERCENT if dense else 100)
        self._grid_at = 0
        self.starts: dict[str, int] = {}
        self.links: list[tuple[int, str]] = []
        if titled is not None:
            self._title(titled)
        for section in sections:
            self._section(section)
        if len(sections) == 1 and len(grids) == 1:
            self._as_list(sections[0])

    def _as_list(self, section: Section) -> None:
        """A sheet of one table: its header stays on top and filters."""
        grid = next(block for block in section.blocks if isinstance(block, Grid))
        head = self._grid_at
        last = head + len(grid.rows)
        self.laid.repeated = (head + 1, head + 1) if head > 0 else (1, 1)
        self.laid.filtered = f"{cell_name(head, 0)}:{cell_name(last, len(grid.columns) - 1)}"

    @property
    def _row(self) -> int:
        return len(self.laid.rows)

    def _add(self, cells: list[str], height: float = 0.0) -> None:
        self.laid.rows.append((height, cells))

    def _across(self, text: str, look: str, size: int, first: int = 0, last: int | None = None) -> None:
        """A text over the whole width."""
        end = len(self.widths) - 1 if last is None else last
        lines = _lines(text, sum(self.widths[first : end + 1]) * 10.0 / size)
        height = lines * _LINE_POINTS.get(size, 1.5 * size) + 2.0
        self.laid.merges.append(f"{cell_name(self._row, first)}:{cell_name(self._row, end)}")
        self._add([text_cell(text, style(look)), *[text_cell("", style(look))] * (end - first)], height)

    def _section(self, section: Section) -> None:
        if section.new_page and self._row:
            self.laid.breaks.append(self._row)
        elif self._row:
            self._add([], 8.0)
        self.starts[section.key] = self._row
        self._across(section.title, "section", 14)
        for block in section.blocks:
            self._block(block)

    def _title(self, paper: Paper) -> None:
        """Title and warnings of the paper, before its first section."""
        self._across(paper.title, "title", 18)
        for line in paper.below:
            self._across(line, "note", 9)
        for line in paper.warnings:
            self._across(line, "warning", 11)

    def _block(self, block: Block) -> None:
        if isinstance(block, Grid):
            self._grid(block)
        elif isinstance(block, Facts):
            self._facts(block)
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Blanks):
            self._blanks(block)
        elif isinstance(block, Heading):
            self._across(block.text, "heading", 11)
        elif block.text:
            look = block.kind if block.kind in ("note", "warning") else "plain"
            self._across(block.text, look, {"note": 9, "warning": 11}.get(look, 10))

    def _spans(self, weights: Sequence[float]) -> list[tuple[int, int]]:
        """First and last column of spans whose widths are about in these proportions."""
        whole, count, spans, first, used, wanted = sum(self.widths), len(weights), [], 0, 0.0, 0.0
        for n, weight in enumerate(weights):
            left = len(self.widths) - (count - 1 - n)  # columns that this span may reach
            wanted += whole * weight / sum(weights)
            last = first
            used += self.widths[first]
            while last + 1 < left and (n == count - 1 or used + self.widths[last + 1] / 2 < wanted):
                last += 1
                used += self.widths[last]
            spans.append((first, last))
            first = last + 1
        return spans

    def _spanned(self, texts: Sequence[tuple[str, str]], spans: Sequence[tuple[int, int]], least: float = 0.0) -> None:
        """One row of texts with their looks, each over a span of columns."""
        cells, height = [], least
        for (text, look), (first, last) in zip(texts, spans, strict=True):
            cells += [text_cell(text, style(look)), *[text_cell("", style(look))] * (last - first)]
            height = max(height, 2.0 + _CELL_LINE_POINTS * _lines(text, sum(self.widths[first : last + 1])))
            if last > first:
                self.laid.merges.append(f"{cell_name(self._row, first)}:{cell_name(self._row, last)}")
        self._add(cells, height)

    def _facts(self, facts: Facts) -> None:
        spans = self._spans([1.0] * (2 * facts.columns if len(self.widths) >= 2 * facts.columns else 2))
        each = len(spans) // 2
        for at in range(0, len(facts.pairs), each):
            texts: list[tuple[str, str]] = []
            for name, value in facts.pairs[at : at + each]:
                texts += [(name, "name"), (value, "known")]
            self._spanned(texts, spans[: len(texts)])

    def _blanks(self, blanks: Blanks) -> None:
        spans = self._spans([1.0] * min(blanks.columns, len(self.widths)))
        for at in range(0, len(blanks.names), len(spans)):
            names = list(blanks.names[at : at + len(spans)])
            names += [""] * (len(spans) - len(names))
            self._spanned([(name, "blank") for name in names], spans, 38.0 if blanks.high else 18.0)

    def _picture(self, picture: Picture) -> None:
        wide = sum(self.widths) * _PX_PER_CHARACTER
        self.laid.drawings.append((self._row, picture.drawing, wide))
        points = wide * picture.drawing.height / picture.drawing.width * _POINTS_PER_PX + 6.0
        while points > 0.0:  # a row holds 409 points
            self._add([], min(points, 100.0))
            points -= 100.0
        if picture.caption:
            self._across(picture.caption, "note", 9)

    def _grid(self, grid: Grid) -> None:
        self._grid_at = self._row
        spans = self._spans([c.wide for c in grid.columns])
        self._cells([c.head for c in grid.columns], ["head"] * len(spans), ["text"] * len(spans), spans)
        kinds = [c.kind for c in grid.columns]
        looks = ["text" if kind == "blank" else kind for kind in kinds]
        for n, row in enumerate(grid.rows):
            if grid.links and grid.links[n]:
                self.links.append((self._row, grid.links[n]))
            fill = page_fill(grid.colours[n]) if grid.colours and grid.colours[n] else ""
            self._cells(row, [fill if fill and c == grid.coloured else k for c, k in enumerate(looks)], kinds, spans)
        if grid.total is not None:
            self._cells(grid.total, [f"total-{look}" for look in looks], kinds, spans)

    def _cells(
        self, row: Sequence[Value], looks: Sequence[str], kinds: Sequence[str], spans: Sequence[tuple[int, int]]
    ) -> None:
        """One row of a table, each cell over its span of columns."""
        cells, lines = [], 1
        for value, look, kind, (first, last) in zip(row, looks, kinds, spans, strict=True):
            number = style(look)
            cells += [_cell(value, kind, number), *[text_cell("", number)] * (last - first)]
            if last > first:
                self.laid.merges.append(f"{cell_name(self._row, first)}:{cell_name(self._row, last)}")
            if isinstance(value, str):
                lines = max(lines, _lines(value, sum(self.widths[first : last + 1])))
        self._add(cells, 2.0 + _CELL_LINE_POINTS * lines)


def _cell(value: Value, kind: str, look: int) -> str:
    if value is None or kind == "blank":
        return text_cell("", look) or EMPTY
    if isinstance(value, str):
        return text_cell(value, look)
    if kind == "money":
        return money_cell(int(value), look)
    return number_cell(round(value / 1000.0, 5) if kind == "km" else value, look)


def paper_sheets(paper: Paper) -> dict[str, Laid]:
    """The worksheets of a paper by title; the first begins with the paper's own title."""
    grouped: dict[str, list[Section]] = {}
    for section in paper.sections:
        grouped.setdefault(sheet_title(section.sheet or section.title), []).append(section)
    first = next(iter(grouped), "")
    made = {t: _Sheet(sections, paper.foot, paper if t == first else None) for t, sections in grouped.items()}
    place = {key: (title, row) for title, sheet in made.items() for key, row in sheet.starts.items()}
    for sheet in made.values():
        for row, key in sheet.links:
            if key in place:
                title, to = place[key]
                sheet.laid.links.append((cell_name(row, 0), place_name(title, cell_name(to, 0))))
    return {title: sheet.laid for title, sheet in made.items()}


def write_workbook_paper(paper: Paper, path: str | os.PathLike[str]) -> None:
    """Writes the workbook; an existing file survives unless the new one is complete."""
    write_xlsx(path, paper_sheets(paper))
