# SPDX-License-Identifier: Apache-2.0
"""Files of a programme: tables as CSV and workbook, the work list that comes back, the register."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..files import has_suffix, make_folder
from ..frames import _error
from ..messages import label
from ..papers.csv_tables import write_csv
from ..papers.wanted import paper_language
from ..papers.xlsx import write_xlsx
from . import TABLES, Programme
from .dates import iso
from .texts import SHEETS, WORKLIST, in_words, labels, payer_label
from .users import device_of_each

_IN_FILES_ONLY = ("duty", "settled")  # a row per user and duty: too many for a workbook that people open
_MOST_SHEET_ISSUES = 10_000
_KEPT = ("class", "connected", "stove", "heater", "access")


def _summary(found: Programme, lang: str) -> pd.DataFrame:
    rows: list[tuple[str, Any]] = []
    for key, value in found.summary.items():
        if isinstance(value, dict):
            named = {n: payer_label(n, lang) if key == "cost_by_payer_cny" else n for n in value}
            rows += [(f"{label(key, lang)}: {named[name]}", v) for name, v in value.items()]
        elif not isinstance(value, list):
            rows.append((label(key, lang), value))
    return pd.DataFrame(rows, columns=["item", "value"])


def _tables(found: Programme, lang: str) -> dict[str, pd.DataFrame]:
    tables = {name: getattr(found, name) for name in TABLES}
    return {"summary": _summary(found, lang), **{n: t for n, t in tables.items() if len(t.columns)}}


def _shown(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The table in words of the language, with the one of each pair of texts that is written in it."""
    if "kind_zh" in frame.columns:
        other = "title" if "title" in frame.columns else "kind"
        frame = frame.drop(columns="kind_zh") if lang == "en" else frame.drop(columns=other)
    return in_words(frame, lang)


def write(found: Programme, path: str | os.PathLike[str], lang: str | None = None) -> list[str]:
    """A workbook or a folder of CSV files."""
    chosen = paper_language(lang)
    tables = _tables(found, chosen)
    if has_suffix(path, (".xlsx",)):
        sheets = {}
        for name, frame in tables.items():
            if name not in _IN_FILES_ONLY:
                shown = _shown(frame.head(_MOST_SHEET_ISSUES) if name == "issue" else frame, chosen)
                sheets[SHEETS[name][chosen == "zh"]] = (shown, labels(shown.columns, chosen))
        write_xlsx(path, sheets)
        return [os.fspath(path)]
    folder, written = make_folder(path), []
    for name, frame in tables.items():
        shown = _shown(frame, chosen)
        heads = labels(shown.columns, chosen)
        write_csv(shown, folder / f"{name}.csv", heads)
        written.append(str(folder / f"{name}.csv"))
    return written


def _periods(known: list[str], lang: str) -> str:
    """Which periods there are to choose from, in words."""
    named = sorted(filter(None, known))
    if not named:
        return ("nothing is scheduled: give a capacity", "尚未安排分期，请给出安装能力（capacity）")[lang == "zh"]
    listed = f"{', '.join(named[:6])} … {named[-1]}" if len(named) > 12 else ", ".join(named)
    if lang == "zh":
        return f"计划中没有该时段，现有时段：{listed}"
    return f"the plan has no such period; its periods: {listed}"


def write_worklist(found: Programme, path: str | os.PathLike[str], lang: str | None, period: str | None) -> None:
    """The list for the field."""
    chosen = paper_language(lang)
    if not has_suffix(path, (".xlsx", ".csv")):
        raise _error("usage", column="path", value=os.fspath(path), detail="the ending must be .xlsx or .csv")
    work = found.work
    if period is not None:
        known = list(work["period"].unique()) if "period" in work.columns else []
        if period not in known:
            raise _error("usage", column="period", value=period, detail=_periods(known, chosen))
        work = work[work["period"] == period]
    shown = pd.DataFrame({name: work[name] if name in work.columns else "" for name in WORKLIST})
    shown = in_words(shown, chosen)
    heads = labels(WORKLIST, chosen, WORKLIST)
    if has_suffix(path, (".csv",)):
        write_csv(shown, Path(path), heads)
        return
    write_xlsx(path, {SHEETS["work"][chosen == "zh"]: (shown, heads)})


def write_register(found: Programme, path: str | os.PathLike[str]) -> None:
    """The register of households with every device as known now."""
    users, devices = found._users, found._devices
    home = np.flatnonzero(~users.unit)
    device = {kind: rows[home] for kind, rows in device_of_each(users, devices).items()}

    def of(kind: str, column: str) -> Any:
        values = getattr(devices, column)
        texts = iso(values) if values.dtype.kind == "M" else values
        return np.append(texts, "")[device[kind]]

    kept = {name: users.columns.get(f"household.{name}", np.full(len(users), "", object))[home] for name in _KEPT}
    kept["class"] = np.where(kept["class"] == "", _old_or_not(users.user_class[home]), kept["class"])
    changed = in_words(pd.DataFrame({"access": users.access[home]}), "zh")["access"].to_numpy(object)
    frame = pd.DataFrame(
        {
            "用户编号": users.id[home],
            "楼栋编号": users.area("id")[home],
            "立管编号": users.riser[home],
            "楼层": pd.array(users.floor[home], dtype="Float64").astype("Int64"),
            "用户类别": kept["class"],
            "通气日期": kept["connected"],
            "灶具": kept["stove"],
            "热水器": kept["heater"],
            "自闭阀安装日期": of("self_closing_valve", "installed"),
            "自闭阀档次": of("self_closing_valve", "tier"),
            "软管类型": of("hose", "type"),
            "软管安装日期": of("hose", "installed"),
            "报警器安装日期": of("alarm", "installed"),
            "报警器有效期": of("alarm", "expires"),
            "入户状态": np.where(changed == "", kept["access"], changed),
        }
    )
    write_csv(frame, Path(path))


def _old_or_not(classes: Any) -> Any:
    return np.where(classes == "old_estate", "老旧小区", "")
