# SPDX-License-Identifier: Apache-2.0
"""Words of the page, English and Chinese, from the one table that the TypeScript side has too (texts.json)."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from .. import _core
from ..frames import Table

Pair = tuple[str, str]  # English, Chinese


@cache
def _texts() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((resources.files(__package__) / "texts.json").read_text("utf-8"))
    return found


def pair(key: str) -> Pair:
    """A text in both languages."""
    english, chinese = _texts()[key]
    return english, chinese


def named(table: Table, column: str) -> dict[str, Pair]:
    """Labels of the codes of a column."""
    names = next(c["names"] for c in table._core.schema() if c["name"] == column)
    return {code: (english, chinese) for code, english, chinese in names}


def kind_texts() -> dict[str, tuple[Pair, Pair]]:
    """What each kind of issue means, and what to do about it."""
    return {k["kind"]: ((k["en"], k["zh"]), (k["fix_en"], k["fix_zh"])) for k in _core.catalogue()}
