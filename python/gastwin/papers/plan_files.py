# SPDX-License-Identifier: Apache-2.0
"""A plan's tables as files for further work: a workbook, or a folder of CSV; with stability and works."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from .. import _core
from ..files import has_suffix, make_folder
from ..frames import Table
from ..plan_works import WorksRow
from ..report_xlsx import SHEET_TITLES, table_rows
from .csv_rows import write_rows
from .paper import Grid
from .plan_facts import code_names
from .plan_texts import Speaker
from .plan_views_paper import stability_grid, works_grid
from .xlsx import Rows, write_xlsx
from .xlsx_layout import sheet_title


def _plain(grid: Grid) -> Rows:
    """A table of a paper as a sheet of figures: money in CNY."""
    columns = []
    for n, column in enumerate(grid.columns):
        values: list[Any] = [row[n] for row in grid.rows]
        columns.append([v / 100.0 if column.kind == "money" and v is not None else v for v in values])
    return Rows([c.head for c in grid.columns], columns)


def _views(
    say: Speaker,
    stability: Mapping[str, float],
    works: Sequence[WorksRow],
    projects: Table | None,
) -> dict[str, Rows]:
    names = [] if projects is None else zip(projects["id"], projects["street"], strict=True)
    where = {str(name): str(street) for name, street in names}
    ways = {} if projects is None else code_names(projects, "gas_way", say.lang)
    sheets = {}
    if stability:
        sheets[sheet_title(say("stability"))] = _plain(stability_grid(say, stability, where))
    if works:
        sheets[sheet_title(say("works_list"))] = _plain(works_grid(say, works, where, ways))
    return sheets


def _dataclass_rows(path: Path, rows: Sequence[Any]) -> str:
    names = [f.name for f in fields(rows[0])]
    write_rows(path, names, ([getattr(row, name) for name in names] for row in rows))
    return str(path)


def write_plan_files(
    tables: Sequence[Table],
    path: str | os.PathLike[str],
    lang: str,
    *,
    stability: Mapping[str, float] | None = None,
    works: Sequence[WorksRow] = (),
) -> list[str]:
    """Tables of the engine and what was asked for besides: a workbook (.xlsx), or a folder with a CSV for each.
    Returns what was written. Raises `Error`: no place to write."""
    sure = stability or {}
    if has_suffix(path, (".xlsx",)):
        sheets: dict[str, Rows] = {}
        for table in tables:
            title = SHEET_TITLES.get(table.name, (table.name, table.name))[lang == "zh"]
            sheets[title] = table_rows(table, lang)
        projects = next((table for table in tables if table.name == "plan"), None)
        write_xlsx(path, {**sheets, **_views(Speaker(lang), sure, works, projects)})
        return [os.fspath(path)]
    folder = make_folder(path)
    written = []
    for table in tables:
        written.append(str(folder / f"{table.name}.csv"))
        _core.write_csv(table._core, written[-1])
    if works:
        written.append(_dataclass_rows(folder / "works.csv", works))
    if sure:
        written.append(str(folder / "stability.csv"))
        write_rows(Path(written[-1]), ["project", "share"], sure.items())
    return written
