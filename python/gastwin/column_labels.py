# SPDX-License-Identifier: Apache-2.0
"""Tables as people read them: columns by their names in words and with units, codes by their names (data:
column_labels.toml and the tables' own lists)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from . import _core
from .conversion.texts import VERDICTS
from .frames import Table

_UNITS = {  # as people write them; what happens a year says so in its label
    "CNY": ("CNY", "元"),
    "CNY/a": ("CNY", "元"),
    "CNY/(km a)": ("CNY per km and year", "元/(km·年)"),
    "CNY/CNY": ("CNY per CNY", "元/元"),
    "1/a": ("", ""),
    "a": ("years", "年"),
    "d": ("days", "天"),
    "h": ("hours", "小时"),
    "m2": ("m²", "m²"),
    "Pa(g)": ("Pa, gauge", "Pa，表压"),
    "Pa(g) or kg/s": ("Pa, gauge, or kg/s", "Pa（表压）或kg/s"),
}
_WORDED = ("table_name", "object_table", "table", "mode", "kind")
_FLAG = {0: ("no", "否"), 1: ("yes", "是")}


@cache
def labels() -> dict[str, dict[str, list[str]]]:
    """By "column" and "word" the English and Chinese of each name."""
    return tomllib.loads((Path(__file__).parent / "column_labels.toml").read_text("utf-8"))


def column_label(name: str, lang: str) -> str:
    """A column in words, "en" or "zh"; its name where it has none."""
    pair = labels()["column"].get(name)
    return name if pair is None else pair[lang == "zh"]


def _unit(column: dict[str, Any], lang: str) -> str:
    """Unit in words; calendar years are numbers without one."""
    unit = str(column["unit"])
    if unit == "a" and column["kind"] == "integer":
        return ""
    return _UNITS[unit][lang == "zh"] if unit in _UNITS else unit


def heading(column: dict[str, Any], lang: str) -> str:
    """Label and unit of a column of `Table` schemas."""
    label, unit = column_label(str(column["name"]), lang), _unit(column, lang)
    if not unit:
        return label
    return f"{label}（{unit}）" if lang == "zh" else f"{label} ({unit})"


def shown_columns(table: Table, lang: str) -> list[dict[str, Any]]:
    """Columns of a table that people of a language read: of a text in both languages its own one."""
    schema = table._core.schema()
    names = {str(c["name"]) for c in schema}

    def other(name: str) -> bool:
        if lang == "zh":
            return f"{name}_zh" in names or (name == "name_en" and "name_zh" in names)
        return (name.endswith("_zh") and name[:-3] in names) or (name == "name_zh" and "name_en" in names)

    return [c for c in schema if not other(str(c["name"]))]


def cells(table: Table, column: dict[str, Any], lang: str) -> list[Any]:
    """Values of a column: codes and flags in words, nothing where a whole number is not known."""
    values = table.ids(str(column["name"]))
    plain = values.tolist() if hasattr(values, "tolist") else list(values)
    if column["kind"] == "code":
        words = {code: pair[lang == "zh"] for code, *pair in column["names"]}
        return [words.get(v, v) for v in plain]
    if column["name"] in _WORDED:
        return [labels()["word"][v][lang == "zh"] if v in labels()["word"] else v for v in plain]
    if column["kind"] == "flag":
        return [_FLAG[int(v)][lang == "zh"] if v in _FLAG else v for v in plain]
    if column["kind"] == "real":
        return [float(f"{v:.10g}") for v in plain]
    return [None if isinstance(v, int) and v == np.iinfo(np.int32).min else v for v in plain]


def stage_label(stage: str, lang: str) -> str:
    """What a long call is at, in words; "write pipe" is its verb and the name of a layer or file."""
    stages = labels()["stage"]
    for name in (stage, stage.split(" ", 1)[0]):
        if name in stages:
            return stages[name][lang == "zh"] + stage[len(name) :]
    return stage


@cache
def _names(table: str, column: str) -> dict[str, tuple[str, str]]:
    """Names of the codes of a column."""
    schema = getattr(_core, f"{table}_table").schema()
    return {code: (en, zh) for c in schema if c["name"] == column for code, en, zh in c["names"]}


@cache
def _kinds() -> dict[str, tuple[str, str]]:
    """Names of the kinds of issues and repairs."""
    return {str(k["kind"]): (str(k["en"]), str(k["zh"])) for k in _core.catalogue()}


_CODES_OF = {  # keys of summaries: table and column whose codes they hold
    "status": ("result_zone", "status"),
    "grades": ("result_risk", "grade"),
    "score_grades": ("result_risk", "grade"),
    "conclusions": ("result_risk", "conclusion"),
    "record_models": ("result_risk", "record_model"),
    "share_of_bound": ("plan_practice", "practice"),
}


def code_label(key: str, code: str, lang: str) -> str:
    """A code in a summary in words; itself where it has none, as ids of rules have."""
    names = _names(*_CODES_OF[key]) if key in _CODES_OF else _kinds() if key in ("issues", "repairs") else {}
    if key == "verdicts":
        names = VERDICTS
    pair = names.get(code)
    if pair is None and key in ("status", "cost_by_payer_cny"):
        own = labels()["word"].get(code)
        pair = None if own is None else (own[0], own[1])
    return code if pair is None else pair[lang == "zh"]
