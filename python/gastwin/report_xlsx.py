# SPDX-License-Identifier: Apache-2.0
"""The workbook: summary, ranking, plan, issues and repairs as sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from . import _core
from .files import replacing
from .frames import Table
from .messages import label
from .network import Twin

_SHEETS = {
    "summary": ("Summary", "概况"),
    "result_risk": ("Risk", "风险"),
    "result_rule": ("Rules", "规则判定"),
    "plan": ("Plan", "改造计划"),
    "plan_pipe": ("Plan by pipe", "计划管线"),
    "plan_practice": ("Plan against practice", "与排序做法比较"),
    "plan_year": ("Plan by year", "分年计划"),
    "plan_clash": ("Clashing rules", "约束冲突"),
    "plan_riser": ("Plan by riser", "计划立管"),
    "result_zone": ("Zones", "压力分区"),
    "result_regulator": ("Regulators", "调压设施"),
    "result_trip": ("Shut by protection", "保护切断"),
    "issue": ("Issues", "问题"),
    "repair": ("Repairs", "修复"),
}
_MOST_ROWS = 1_048_575  # a sheet holds 1,048,576 rows, header included
_HEADER = PatternFill("solid", fgColor="1D3557")


def _cell(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return None if not np.isfinite(value) else value
    if isinstance(value, int) and value == np.iinfo(np.int32).min:
        return None
    if isinstance(value, str):
        # Control characters are illegal in the format; a leading "=" would become a formula.
        value = "".join(c for c in value if c >= " " or c in "\t\n")
        return "'" + value if value[:1] == "=" else value
    return value


def add_sheet(book: Workbook, title: str, header: list[str], columns: list[Any]) -> None:
    """One sheet with a header; `columns` in step with it."""
    sheet = book.create_sheet(title)
    sheet.append(header)
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEADER
    rows = len(columns[0]) if columns else 0
    for row in range(min(rows, _MOST_ROWS)):
        sheet.append([_cell(column[row]) for column in columns])
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for number, name in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(60, max(10, 2 + len(name) * 1.3))


def _header(table: Table) -> list[str]:
    return [f"{c['name']} ({c['unit']})" if c["unit"] else str(c["name"]) for c in table._core.schema()]


def write_workbook(path: Path, twin: Twin, results: dict[str, Table], summary: dict[str, object], lang: str) -> None:
    """Writes the workbook; an existing one survives unless the new one is complete."""
    book = Workbook()
    del book[book.sheetnames[0]]
    flat = [(label(k, lang), v) for k, v in summary.items() if isinstance(v, (str, int, float))]
    counts = [
        (f"{label(k, lang)}: {kind}", n) for k, v in summary.items() if isinstance(v, dict) for kind, n in v.items()
    ]
    names, values = zip(*flat, *counts, strict=True) if flat or counts else ((), ())
    zh = lang == "zh"
    add_sheet(book, _SHEETS["summary"][zh], ["项目" if zh else "item", "值" if zh else "value"], [names, values])
    for name, table in results.items():
        if name in _SHEETS:
            order = np.argsort(table.rank, kind="stable") if "rank" in table.columns else np.arange(len(table))
            add_sheet(book, _SHEETS[name][zh], _header(table), [table.ids(c)[order] for c in table.columns])
    messages = _core.issue_messages(twin.issue._core, lang)
    issue = twin.issue
    add_sheet(
        book,
        _SHEETS["issue"][zh],
        [*_header(issue), "说明" if zh else "message", "处理" if zh else "fix"],
        [*(issue.ids(c) for c in issue.columns), [m for m, _ in messages], [f for _, f in messages]],
    )
    add_sheet(book, _SHEETS["repair"][zh], _header(twin.repair), [twin.repair.ids(c) for c in twin.repair.columns])
    with replacing(path) as unfinished:
        book.save(unfinished)
