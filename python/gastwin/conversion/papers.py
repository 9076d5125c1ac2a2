# SPDX-License-Identifier: Apache-2.0
"""Files of a conversion: a workbook, or a folder of CSV."""

from __future__ import annotations

import os
from typing import Any

import pandas as pd

from ..files import has_suffix, make_folder
from ..messages import label
from ..papers.csv_tables import write_csv
from ..papers.wanted import paper_language
from ..papers.xlsx import write_xlsx
from . import Conversion
from .texts import COLUMNS, SHEETS, VERDICTS


def _summary(found: Conversion, zh: bool) -> pd.DataFrame:
    rows: list[tuple[str, Any]] = []
    for key, value in found.summary.items():
        if key == "verdicts":
            rows += [(VERDICTS[name][zh], count) for name, count in value.items()]
        else:
            rows.append((label(key, "zh" if zh else "en"), value))
    return pd.DataFrame(rows, columns=["item", "value"])


def _shown(frame: pd.DataFrame, zh: bool) -> pd.DataFrame:
    """The table in one language."""
    other = [name.removesuffix("_zh") if zh else name for name in frame.columns if name.endswith("_zh")]
    shown = frame.drop(columns=other)
    if "verdict" in shown.columns:
        shown["verdict"] = [VERDICTS[v][zh] for v in shown["verdict"]]
    return shown


def write(found: Conversion, path: str | os.PathLike[str], lang: str | None = None) -> list[str]:
    """A workbook or a folder of CSV files."""
    zh = paper_language(lang) == "zh"
    tables = {"summary": _summary(found, zh)}
    tables |= {name: _shown(getattr(found, name), zh) for name in SHEETS if name != "summary"}
    heads = {name: COLUMNS[name][zh] if name in COLUMNS else name for t in tables.values() for name in t.columns}
    if has_suffix(path, (".xlsx",)):
        write_xlsx(path, {SHEETS[name][zh]: (table, heads) for name, table in tables.items()})
        return [os.fspath(path)]
    folder = make_folder(path)
    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv", heads)
    return [str(folder / f"{name}.csv") for name in tables]
