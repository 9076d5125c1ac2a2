# SPDX-License-Identifier: Apache-2.0
"""The workbook: summary, ranking, plan, issues and repairs as sheets."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from . import _core
from .column_labels import cells, code_label, column_label, heading, shown_columns
from .frames import Table
from .messages import label
from .network import Twin
from .papers.xlsx import Rows, write_xlsx

SHEET_TITLES = {
    "summary": ("Summary", "概况"),
    "result_risk": ("Risk", "风险"),
    "result_piece_risk": ("Risk of valves, regulators", "阀门与调压设施风险"),
    "result_household_risk": ("Risk of households", "户内风险"),
    "result_criticality": ("Criticality", "关键性"),
    "result_rule": ("Rules", "规则判定"),
    "plan": ("Plan", "改造计划"),
    "plan_pipe": ("Plan by pipe", "计划管线"),
    "plan_practice": ("Plan against practice", "与排序做法比较"),
    "plan_year": ("Plan by year", "分年计划"),
    "plan_clash": ("Clashing rules", "约束冲突"),
    "plan_riser": ("Plan by riser", "计划立管"),
    "plan_curve": ("What other budgets buy", "不同预算的效果"),
    "result_zone": ("Zones", "压力分区"),
    "result_regulator": ("Regulators", "调压设施"),
    "result_trip": ("Shut by protection", "保护切断"),
    "issue": ("Issues", "问题"),
    "repair": ("Repairs", "修复"),
}


_LEGEND = ("Columns", "字段说明")


def table_rows(table: Table, lang: str) -> Rows:
    """A table in words, by rank where it has one."""
    columns = shown_columns(table, lang)
    order = np.argsort(table["rank"], kind="stable").tolist() if "rank" in table.columns else None
    values = [cells(table, c, lang) for c in columns]
    if order is not None:
        values = [[column[row] for row in order] for column in values]
    return Rows([heading(c, lang) for c in columns], values)


def _legend(tables: dict[str, Table], lang: str) -> Rows:
    """Every column of every sheet: what it is called here, in files, and what it means."""
    zh = lang == "zh"
    listed = [(sheet, c) for sheet, table in tables.items() for c in shown_columns(table, lang)]
    heads = (
        ["工作表", "列", "文件中的字段名", "单位", "含义（英文）"]
        if zh
        else ["sheet", "column", "name in files", "unit", "meaning"]
    )
    columns = [
        [sheet for sheet, _ in listed],
        [column_label(str(c["name"]), lang) for _, c in listed],
        *([str(c[key]) for _, c in listed] for key in ("name", "unit", "doc")),
    ]
    return Rows(heads, columns)


def write_workbook(path: Path, twin: Twin, results: dict[str, Table], summary: dict[str, object], lang: str) -> None:
    """Writes the workbook; an existing one survives unless the new one is complete."""
    sheets: dict[str, Rows] = {}
    flat = [
        (label(k, lang), code_label(k, v, lang) if isinstance(v, str) else v)
        for k, v in summary.items()
        if isinstance(v, (str, int, float))
    ]
    counts = [
        (f"{label(k, lang)}: {code_label(k, kind, lang)}", n)
        for k, v in summary.items()
        if isinstance(v, dict)
        for kind, n in v.items()
    ]
    names, values = zip(*flat, *counts, strict=True) if flat or counts else ((), ())
    zh = lang == "zh"
    heads = ["项目" if zh else "item", "值" if zh else "value"]
    sheets[SHEET_TITLES["summary"][zh]] = Rows(heads, [list(names), list(values)])
    tables = {SHEET_TITLES[name][zh]: table for name, table in results.items() if name in SHEET_TITLES}
    sheets |= {title: table_rows(table, lang) for title, table in tables.items()}
    messages = _core.issue_messages(twin.issue._core, lang)
    issues = table_rows(twin.issue, lang)
    sheets[SHEET_TITLES["issue"][zh]] = Rows(
        [*issues.heads, "问题说明" if zh else "message", "处理" if zh else "what to do"],
        [*issues.columns, [m for m, _ in messages], [f for _, f in messages]],
    )
    sheets[SHEET_TITLES["repair"][zh]] = table_rows(twin.repair, lang)
    tables |= {SHEET_TITLES["issue"][zh]: twin.issue, SHEET_TITLES["repair"][zh]: twin.repair}
    sheets[_LEGEND[zh]] = _legend(tables, lang)
    write_xlsx(path, sheets)
