# SPDX-License-Identifier: Apache-2.0
"""What papers are made of: the same words and figures on the page and in the workbook, whatever texts say."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gastwin.papers.drawing import Box, Circle, Drawing, Label, Lines, clipped, svg
from gastwin.papers.maps import Room, Window
from gastwin.papers.page import page_html
from gastwin.papers.paper import (
    Blanks,
    Column,
    Facts,
    Grid,
    Heading,
    Paper,
    Picture,
    Section,
    Words,
    fen,
    money_text,
    shown,
    total_of,
)
from gastwin.papers.xlsx import Laid, Rows, write_xlsx
from gastwin.papers.xlsx_layout import sheet_title, write_workbook_paper

NASTY = (
    "=1+2",
    "<script>alert(1)</script>",
    '"><img src=x>',
    "+cmd|' /C calc'!A0",
    "@x",
    "\x00\x1f\ufffe'",
    "]]>&amp;",
)
COLUMNS = (
    Column("name"),
    Column("pieces", "whole"),
    Column("cost, CNY", "money"),
    Column("length, m", "metres"),
    Column("length, km", "km"),
    Column("share", "share"),
    Column("done by", "blank"),
)
ROWS = [
    ["a", 3, 1234567, 10.25, 10250.0, 0.5, None],
    ["b", 0, 1, 0.1, 100.0, None, None],
    ["c", 12000, 10**13, 0.2, 200.0, 1.0, None],
]


def drawing() -> Drawing:
    return Drawing(
        200.0,
        100.0,
        [
            Box(0, 0, 200, 100, "#fff", "#000"),
            Lines((((1.0, 1.0), (50.0, 60.0), (199.0, 99.0)), ((5.0, 5.0), (6.0, 6.0))), "#c81e1e", 2.0, dashed=True),
            Circle(50.0, 50.0, 8.0, "#123456"),
            Label(60.0, 50.0, NASTY[1], angle=-30.0, anchor="middle"),
        ],
    )


def paper(texts: tuple[str, ...] = NASTY) -> Paper:
    grid = Grid(COLUMNS, ROWS, total_of(ROWS, COLUMNS, "total"), 0, ["#f4b6b6", "", "#c9ddf3"], ["two", "", ""])
    facts = Facts([(text, text) for text in texts])
    first = Section("one", "One", [Heading("h"), facts, grid, Words(texts[0], "note"), Words(texts[1], "warning")])
    second = [
        Section("two", texts[0], [Picture(drawing(), texts[1]), Blanks(["signed", "date"], 2, high=True)], "Sheets"),
        Section("three", "Three", [Grid((Column("x"),), [[t] for t in texts])], "Sheets", new_page=True),
    ]
    return Paper(texts[1], "en", [texts[0]], [first, *second], foot=texts[1], warnings=[texts[2]])


def test_texts_cannot_run_on_the_page() -> None:
    page = page_html(paper())
    assert "<script" not in page and "<img" not in page and "Content-Security-Policy" in page
    assert page.count("&lt;script&gt;") >= 6
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style and "<" not in style.group(1)
    ET.fromstring(re.search(r"<svg.*?</svg>", page, re.DOTALL).group())  # type: ignore[union-attr]


def test_texts_are_no_formulas_in_the_workbook(tmp_path: Path) -> None:
    write_workbook_paper(paper(), tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [c for c in cells if c.data_type == "f"]
    texts = {c.value for c in cells}
    assert {t for t in NASTY if t.isprintable()} <= texts and "'" in texts
    with zipfile.ZipFile(tmp_path / "p.xlsx") as package:
        for name in package.namelist():
            content = package.read(name)
            ET.fromstring(content)
            assert b"<f>" not in content


def test_page_and_workbook_say_the_same(tmp_path: Path) -> None:
    write_workbook_paper(paper(), tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == ["One", "Sheets"]
    rows = [[c.value for c in row] for row in book["One"].iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[:2] == ["name", "pieces"])
    assert rows[head + 1][:6] == ["a", 3, 12345.67, 10.25, 10.25, 0.5]
    assert rows[head + 2][:6] == ["b", 0, 0.01, 0.1, 0.1, None]
    assert rows[head + 4][:5] == ["total", 12003, 100000012345.68, 10.55, 10.55]
    page = page_html(paper())
    for text in ("12,345.67", "100,000,012,345.68", "10.55", "10.250", "50.0 %", "12,003"):
        assert f">{text}<" in page
    links = {c.coordinate: c.hyperlink.location for r in book["One"].iter_rows() for c in r if c.hyperlink}
    assert links == {f"A{head + 2}": "'Sheets'!A1"}
    assert [b.id for b in book["Sheets"].row_breaks.brk] and book["One"].page_setup.paperSize == 9


def test_the_drawing_is_in_the_workbook_line_by_line(tmp_path: Path) -> None:
    write_workbook_paper(paper(), tmp_path / "p.xlsx")
    with zipfile.ZipFile(tmp_path / "p.xlsx") as package:
        root = ET.fromstring(package.read("xl/drawings/drawing2.xml"))
    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    points = [(int(p.get("x", "")), int(p.get("y", ""))) for p in root.iter(f"{space}pt")]
    assert points == [(100, 100), (5000, 6000), (19900, 9900), (500, 500), (600, 600)]
    assert NASTY[1] in {t.text for t in root.iter(f"{space}t")}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    write_workbook_paper(paper(), tmp_path / "p.xlsx")
    write_xlsx(tmp_path / "t.xlsx", {"t": Rows(["text", "number"], [list(NASTY), [1.5] * len(NASTY)])})
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false"]
    files = [tmp_path / "p.xlsx", tmp_path / "t.xlsx"]
    subprocess.run([*command, "--outdir", tmp_path, *files], check=True, timeout=300, capture_output=True)
    told = (tmp_path / "t.csv").read_text("utf-8")
    assert "=1+2" in told and "Err:" not in told and told.count("1.5") == len(NASTY)
    assert "12,345.67" in (tmp_path / "p.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (-5, "money", "-0.05"),
        (10**15 + 1, "money", "10,000,000,000,000.01"),
        (None, "money", ""),
        (0, "whole", "0"),
        (float("nan"), "metres", "–"),
        (0.0004, "real", "0.0004"),
        (0.00003049, "real", "0.0000305"),
        (-2e-14, "real", "-0"),
        (999.7, "real", "1,000"),
        (123456.0, "real", "123,456"),
        ("x", "money", "x"),
        (1.0, "blank", ""),
    ],
)
def test_cells_are_written_as_people_write_them(value: float | str | None, kind: str, text: str) -> None:
    assert shown(value, kind) == text


def test_money_is_added_in_fen() -> None:
    assert [fen(0.1 + 0.2), fen(1e9 / 3), fen(-0.005)] == [30, 33333333333, 0]
    assert money_text(sum(fen(0.1) for _ in range(1000))) == "100.00"


def test_lines_are_cut_at_the_edge() -> None:
    assert clipped([(-10.0, 5.0), (110.0, 5.0)], 100.0, 10.0) == [[(0.0, 5.0), (100.0, 5.0)]]
    assert clipped([(5.0, 5.0), (200.0, 5.0), (200.0, 50.0), (7.0, 5.0)], 10.0, 10.0)[0] == [(5.0, 5.0), (10.0, 5.0)]
    assert clipped([(-5.0, -5.0), (-1.0, 20.0)], 10.0, 10.0) == []
    assert clipped([(float("nan"), 1.0), (5.0, 5.0)], 10.0, 10.0) == []
    random = np.random.default_rng(1)
    for _ in range(300):
        line = [tuple(p) for p in random.uniform(-50.0, 150.0, (6, 2)).tolist()]
        kept = clipped(line, 100.0, 100.0)
        assert all(-1e-9 <= c <= 100.0 + 1e-9 for part in kept for xy in part for c in xy)
        t = np.linspace(0.0, 1.0, 2001)[:, None]
        fine = np.concatenate([a + t * (np.array(b) - a) for a, b in zip(map(np.array, line), line[1:], strict=False)])
        inside = ((fine >= 0.0) & (fine <= 100.0)).all(axis=1)
        steps = np.hypot(*np.diff(fine, axis=0).T)
        counted = float(steps[inside[1:] & inside[:-1]].sum())
        length = sum(float(np.hypot(*np.diff(np.array(part), axis=0).T).sum()) for part in kept)
        assert length == pytest.approx(counted, abs=0.5 + 0.01 * counted)


def test_a_window_shows_metres_at_one_scale_north_up() -> None:
    window = Window(np.array([[100.0, 200.0], [300.0, 260.0]]), 720.0, 360.0)
    (x0, y0), (x1, y1) = window((100.0, 200.0)), window((300.0, 260.0))
    assert x1 > x0 and y1 < y0
    assert (x1 - x0) / 200.0 == pytest.approx((y0 - y1) / 60.0, rel=1e-3) == pytest.approx(window.px_per_m, rel=1e-3)
    lone = Window(np.array([[5.0, 5.0]]), 720.0, 360.0, least_m=80.0)
    assert lone((5.0, 5.0)) == (360.0, 180.0)


def test_labels_do_not_lie_on_each_other() -> None:
    room = Room(100.0, 50.0)
    assert room.take(30.0, 20.0, 20.0, 10.0)
    assert not room.take(45.0, 22.0, 20.0, 10.0)
    assert room.take(60.0, 20.0, 20.0, 10.0)
    assert not room.take(95.0, 40.0, 20.0, 10.0)


def test_titles_of_sheets_are_legal() -> None:
    assert sheet_title("a[b]:c*d?e/f\\g") == "a(b)-c-d-e-f-g"
    assert len(sheet_title("长" * 40)) == 31 and sheet_title("") == "-"


def test_an_empty_paper_is_a_paper(tmp_path: Path) -> None:
    assert "<h1>nothing</h1>" in page_html(Paper("nothing", "en"))
    write_xlsx(tmp_path / "e.xlsx", {"e": Laid([10.0]), "r": Rows([], [])})
    assert openpyxl.load_workbook(tmp_path / "e.xlsx").sheetnames == ["e", "r"]
    assert svg(Drawing(1.0, 1.0)).startswith("<svg")


def test_numbers_are_shown_whole_in_the_workbook(tmp_path: Path) -> None:
    """A column too narrow for a number shows ###; texts can be broken, numbers cannot."""
    columns = (Column("t", "text", 60.0), *(Column(kind, kind, 1.0) for kind in ("money", "metres", "whole")))
    rows = [["long words " * 9, 123456789012, 98765.43, 1234567]] * 3
    grid = Grid(columns, rows, total_of(rows, columns, "total"))
    write_workbook_paper(Paper("t", "en", sections=[Section("a", "A", [grid])]), tmp_path / "p.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx")["A"]
    assert grid.total
    for letter, value, column in zip("BCD", grid.total[1:], columns[1:], strict=True):
        assert sheet.column_dimensions[letter].width >= len(shown(value, column.kind)) + 1
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEF"]
    assert sum(widths) == pytest.approx(88.0, abs=0.5)
