# SPDX-License-Identifier: Apache-2.0
"""Conclusions of policy rules, and grades by a scheme of points or of a relative index."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..network import Network
from ..tables import AnyTable
from .columns import Array, code, number, picked, picked_codes, rows_of, text
from .packing import words
from .themes import GRADES, GREY, THIN, Shade, coded
from .wording import Pair, named, pair

CONCLUSIONS = {  # colour and line width, the gravest first
    "renew_now": ("#c81e1e", 4.5),
    "renew_by": ("#f07f13", 3.6),
    "control": ("#e3b800", 2.6),
    "none": (GREY, THIN),
}
Parts = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def grade_shades(names: dict[str, Pair]) -> dict[str, Shade]:
    """Grades, the gravest first, and "" for pipes without one."""
    return {c: Shade(names[c], *GRADES[c]) for c in GRADES} | {"": Shade(pair("none"), GREY, THIN)}


def conclusion_parts(network: Network, results: dict[str, AnyTable]) -> Parts:
    """What the rules conclude; nothing where no rule concludes anything."""
    table = results.get("result_risk", results.get("result_score"))
    if table is None or not np.any(table.conclusion != "none"):
        return [], []
    rows = rows_of(network.pipe.id, table)
    names = named(table, "conclusion")
    concluded = np.where(rows >= 0, picked_codes(table.conclusion, rows), "none")
    shades = {c: Shade(names[c], *look) for c, look in CONCLUSIONS.items()}
    titles = _rule_titles(results.get("result_rule"))
    held = [[titles.get(r, (r, r)) for r in str(ids).split(",") if r] for ids in picked_codes(table.rules, rows)]
    # "none" is said by the colour; in the panel it would be one more line of nothing.
    shown = np.where(concluded == "none", "", concluded)
    return [coded("conclusion", concluded, shades)], [
        code("conclusion", shown, {**names, "": ("", "")}),
        text("deadline", picked_codes(table.deadline, rows)),
        _field("rules", [("; ".join(t[0] for t in each), "；".join(t[1] for t in each)) for each in held]),
    ]


def _rule_titles(rules: AnyTable | None) -> dict[str, Pair]:
    """What each rule is about, with its document."""
    if rules is None:
        return {}
    columns = (rules.id, rules.name_en, rules.name_zh, rules.document)
    return {
        str(name): (f"{en} ({document})", f"{zh}（{document}）") if document else (str(en), str(zh))
        for name, en, zh, document in zip(*columns, strict=True)
    }


def score_parts(network: Network, results: dict[str, AnyTable]) -> Parts:
    """Grade and points by a scheme, and the indicators that weigh most."""
    table = results.get("result_score")
    if table is None:
        return [], []
    rows = rows_of(network.pipe.id, table)
    names = named(table, "grade")
    grades = picked_codes(table.grade, rows)
    return [coded("score", grades, grade_shades(names))], [
        text("scheme", picked_codes(table.scheme, rows)),
        code("score_grade", grades, names),
        number("score", picked(table.score, rows)),
        number("likelihood", picked(table.likelihood, rows)),
        number("consequence", picked(table.consequence, rows)),
        _field("score_causes", _sentences(rows, table.causes, table.causes_zh)),
    ]


def _sentences(rows: Array, english: Array, chinese: Array) -> list[Pair]:
    return [(str(english[r]), str(chinese[r])) if r >= 0 else ("", "") for r in rows]


def _field(key: str, texts: list[Pair]) -> dict[str, Any]:
    """A field of texts in both languages."""
    return {"key": key, "label": pair(f"field.{key}"), **words(texts)}
