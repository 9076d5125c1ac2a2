# SPDX-License-Identifier: Apache-2.0
"""Workbooks: tables of many rows, an order of magnitude faster than cell by cell, and sheets laid out for print.

A table has a header, a filter and its first column and row frozen; rows beyond what a sheet holds are left out. All
sheets print on A4. Office Open XML, ISO/IEC 29500-1.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..files import replacing
from .drawing import Drawing
from .xlsx_cells import MOST_TEXT as MOST_TEXT
from .xlsx_cells import column_cells, legal, series_cells, text_cell
from .xlsx_drawing import drawing_part
from .xlsx_styles import MAIN, style, style_sheet

if TYPE_CHECKING:
    import pandas as pd

MOST_SHEET_ROWS = 1_048_575  # besides the header
MOST_TITLE = 31  # characters
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BATCH_ROWS = 20_000
_A4_WIDE = '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'


@dataclass(frozen=True)
class Rows:
    """A table as a header and columns in step with it."""

    heads: Sequence[str]
    columns: Sequence[Sequence[Any]]


@dataclass
class Laid:
    """A sheet laid out cell by cell. rows: height in points (0: as the program has it) and cells, as XML. merges:
    ranges. drawings: row from 0, drawing, width in px. breaks: rows after which a page ends. links: cell and the place
    it leads to. repeated: rows (from 1) on top of each page. filtered: range."""

    widths: Sequence[float]
    rows: list[tuple[float, list[str]]] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    drawings: list[tuple[int, Drawing, float]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    repeated: tuple[int, int] | None = None
    filtered: str = ""
    foot: str = ""
    scale: int = 100  # per cent, in print


def _letters(number: int) -> str:
    """Name of a column, from 1."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    """Name of a cell, rows and columns from 0."""
    return f"{_letters(column + 1)}{row + 1}"


def place_name(title: str, cell: str) -> str:
    """Name of a cell of a sheet, as links have it."""
    return "'" + title.replace("'", "''") + f"'!{cell}"


def _width(head: str) -> float:
    wide = sum(2 if ord(c) > 0x2E80 else 1 for c in head)
    return min(60.0, max(10.0, 2 + wide * 1.3))


def _columns(widths: Sequence[float]) -> str:
    listed = "".join(
        f'<col min="{n}" max="{n}" width="{w:.1f}" customWidth="1"/>' for n, w in enumerate(widths, start=1)
    )
    return f"<cols>{listed}</cols>"


def _table(sheet: Any) -> tuple[list[str], int, Iterator[list[list[str]]]]:
    """Header, number of rows, and the cells of batches of rows, column by column."""
    if isinstance(sheet, Rows):
        count = min(len(sheet.columns[0]) if sheet.columns else 0, MOST_SHEET_ROWS)
        parts = (
            [column_cells(column[at : min(count, at + _BATCH_ROWS)]) for column in sheet.columns]
            for at in range(0, count, _BATCH_ROWS)
        )
        return list(sheet.heads), count, parts
    frame, labels = cast("tuple[pd.DataFrame, Mapping[str, str]]", sheet)
    names, count = [str(name) for name in frame.columns], min(len(frame), MOST_SHEET_ROWS)

    def batches() -> Iterator[list[list[str]]]:
        for at in range(0, count, _BATCH_ROWS):
            part = frame.iloc[at : min(count, at + _BATCH_ROWS)]
            yield [series_cells(part[name], name) for name in names]

    return [labels.get(name, name) for name in names], count, batches()


def _write_sheet(out: Any, sheet: Any) -> None:
    """A table."""
    heads, count, batches = _table(sheet)
    look = style("header")
    pane = '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    fit = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    widths = _columns([_width(h) for h in heads]) if heads else ""
    out.write(f'{_HEAD}<worksheet xmlns="{MAIN}">{fit}{view}{widths}<sheetData>'.encode())
    out.write(f"<row>{''.join(text_cell(h, look) for h in heads)}</row>".encode())
    for columns in batches:
        out.write("".join(f"<row>{''.join(cells)}</row>" for cells in zip(*columns, strict=True)).encode())
    where = f"A1:{_letters(max(1, len(heads)))}{count + 1}"
    out.write(f'</sheetData><autoFilter ref="{where}"/>{_A4_WIDE}</worksheet>'.encode())


def _write_laid(out: Any, sheet: Laid) -> None:
    frozen = ""
    if sheet.repeated:
        n = sheet.repeated[1]
        frozen = f'<pane ySplit="{n}" topLeftCell="A{n + 1}" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0" showGridLines="0">{frozen}</sheetView></sheetViews>'
    out.write(f'{_HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{_LINKS}">{view}{_columns(sheet.widths)}'.encode())
    out.write(b"<sheetData>")
    for height, cells in sheet.rows:
        size = f' ht="{height:.1f}" customHeight="1"' if height else ""
        out.write(f"<row{size}>{''.join(cells)}</row>".encode())
    out.write(b"</sheetData>")
    parts = [f'<autoFilter ref="{sheet.filtered}"/>'] if sheet.filtered else []
    if sheet.merges:
        parts += ["<mergeCells>", *(f'<mergeCell ref="{m}"/>' for m in sheet.merges), "</mergeCells>"]
    if sheet.links:
        listed = (f'<hyperlink ref="{ref}" location="{legal(to)}"/>' for ref, to in sheet.links)
        parts += ["<hyperlinks>", *listed, "</hyperlinks>"]
    parts.append('<pageMargins left="0.47" right="0.47" top="0.47" bottom="0.6" header="0.3" footer="0.3"/>')
    parts.append(f'<pageSetup paperSize="9" scale="{sheet.scale}"/>')
    foot = legal(sheet.foot.replace("&", "&&"))
    parts.append(f"<headerFooter><oddFooter>&amp;L{foot}&amp;R&amp;P / &amp;N</oddFooter></headerFooter>")
    if sheet.breaks:
        listed = (f'<brk id="{row}" max="16383" man="1"/>' for row in sheet.breaks)
        count = len(sheet.breaks)
        parts += [f'<rowBreaks count="{count}" manualBreakCount="{count}">', *listed, "</rowBreaks>"]
    if sheet.drawings:
        parts.append('<drawing r:id="d"/>')
    out.write(("".join(parts) + "</worksheet>").encode())


def _relations(links: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _workbook(sheets: Mapping[str, Any]) -> str:
    listed = "".join(
        f'<sheet name="{legal(t).replace(chr(34), "&quot;")}" sheetId="{n}" r:id="s{n}"/>'
        for n, t in enumerate(sheets, start=1)
    )
    names = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"{legal(place_name(t, f'${s.repeated[0]}:${s.repeated[1]}'))}</definedName>"
        for n, (t, s) in enumerate(sheets.items())
        if isinstance(s, Laid) and s.repeated
    )
    named = f"<definedNames>{names}</definedNames>" if names else ""
    return f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets>{named}</workbook>'


def _parts(sheets: Mapping[str, Any]) -> dict[str, str]:
    """The parts of the package besides the sheets."""
    drawn = {n: s.drawings for n, s in enumerate(sheets.values(), start=1) if isinstance(s, Laid) and s.drawings}
    kinds = {f"/xl/worksheets/sheet{n + 1}.xml": f"{_OFFICE}.spreadsheetml.worksheet+xml" for n in range(len(sheets))}
    kinds |= {f"/xl/drawings/drawing{n}.xml": f"{_OFFICE}.drawing+xml" for n in drawn}
    kinds |= {
        "/xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet.main+xml",
        "/xl/styles.xml": f"{_OFFICE}.spreadsheetml.styles+xml",
    }
    types = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    links = "".join(
        f'<Relationship Id="s{n + 1}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n + 1}.xml"/>'
        for n in range(len(sheets))
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": _relations(f'<Relationship Id="b" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            f'{links}<Relationship Id="styles" Type="{_LINKS}/styles" Target="styles.xml"/>'
        ),
        "xl/styles.xml": style_sheet(),
    }
    for n, drawings in drawn.items():
        target = f'<Relationship Id="d" Type="{_LINKS}/drawing" Target="../drawings/drawing{n}.xml"/>'
        parts[f"xl/worksheets/_rels/sheet{n}.xml.rels"] = _relations(target)
        parts[f"xl/drawings/drawing{n}.xml"] = drawing_part(drawings)
    return parts


def write_xlsx(path: str | os.PathLike[str], sheets: Mapping[str, Any]) -> None:
    """Writes sheets by title: a data frame with the labels of its columns (those that end in _fen as CNY), `Rows`, or
    `Laid`. An existing file survives unless the new one is complete."""
    with (
        replacing(Path(path)) as unfinished,
        zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package,
    ):
        for name, text in _parts(sheets).items():
            package.writestr(name, text)
        for number, sheet in enumerate(sheets.values(), start=1):
            with package.open(f"xl/worksheets/sheet{number}.xml", "w") as out:
                if isinstance(sheet, Laid):
                    _write_laid(out, sheet)
                else:
                    _write_sheet(out, sheet)
