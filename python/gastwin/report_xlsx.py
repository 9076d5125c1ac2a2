# SPDX-License-Identifier: Apache-2.0
"""The workbook: summary, ranking, plan, issues and repairs as sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from . import _core
from .frames import Table
from .messages import label
from .network import Twin
from .papers.xlsx import Rows, write_xlsx

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


def _cells(values: Any) -> list[Any]:
    """A column as a workbook holds it: nothing where a number is not known."""
    plain = values.tolist() if hasattr(values, "tolist") else list(values)
    return [None if isinstance(v, int) and v == np.iinfo(np.int32).min else v for v in plain]


def _header(table: Table) -> list[str]:
    return [f"{c['name']} ({c['unit']})" if c["unit"] else str(c["name"]) for c in table._core.schema()]


def write_workbook(path: Path, twin: Twin, results: dict[str, Table], summary: dict[str, object], lang: str) -> None:
    """Writes the workbook; an existing one survives unless the new one is complete."""
    sheets: dict[str, Rows] = {}
    flat = [(label(k, lang), v) for k, v in summary.items() if isinstance(v, (str, int, float))]
    counts = [
        (f"{label(k, lang)}: {kind}", n) for k, v in summary.items() if isinstance(v, dict) for kind, n in v.items()
    ]
    names, values = zip(*flat, *counts, strict=True) if flat or counts else ((), ())
    zh = lang == "zh"
    heads = ["项目" if zh else "item", "值" if zh else "value"]
    sheets[_SHEETS["summary"][zh]] = Rows(heads, [_cells(names), _cells(values)])
    for name, table in results.items():
        if name in _SHEETS:
            order = np.argsort(table.rank, kind="stable") if "rank" in table.columns else np.arange(len(table))
            columns = [_cells(table.ids(c)[order]) for c in table.columns]
            sheets[_SHEETS[name][zh]] = Rows(_header(table), columns)
    messages = _core.issue_messages(twin.issue._core, lang)
    issue = twin.issue
    sheets[_SHEETS["issue"][zh]] = Rows(
        [*_header(issue), "说明" if zh else "message", "处理" if zh else "fix"],
        [*(_cells(issue.ids(c)) for c in issue.columns), [m for m, _ in messages], [f for _, f in messages]],
    )
    repaired = [_cells(twin.repair.ids(c)) for c in twin.repair.columns]
    sheets[_SHEETS["repair"][zh]] = Rows(_header(twin.repair), repaired)
    write_xlsx(path, sheets)
