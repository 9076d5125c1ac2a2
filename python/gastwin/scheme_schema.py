# SPDX-License-Identifier: Apache-2.0
"""The published schema of scoring schemes and rule files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import _core

_TEXT = {"type": "string"}
_POINTS = {"type": "number", "minimum": 0, "maximum": 1e6}
_REAL = {"type": "number"}
_YEAR = {"type": "integer", "minimum": 1800, "maximum": 2200}
_SETTINGS = ["buried", "above_ground", "riser"]
_GRADES = ["blue", "yellow", "orange", "red"]


def _closed(properties: dict[str, Any], required: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": list(required),
        **more,
    }


def _list(item: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": item, **more}


def _about(kind: str, **more: Any) -> dict[str, Any]:
    notice = {**_TEXT, "description": "what the file claims and does not; repeated in every output"}
    texts = dict.fromkeys(("name", "version", "title", "title_zh", "notice_zh"), _TEXT)
    year = {**_YEAR, "description": "an unknown year of construction counts as the year before this"}
    known = {"kind": {"const": kind}, "notice": notice, **texts, "assumed_built_before": year, **more}
    return _closed(known, ["kind", "name", "notice"])


def _indicator() -> dict[str, Any]:
    word = _closed({"words": _list(_TEXT), "points": _POINTS}, ["words", "points"])
    known = {
        **dict.fromkeys(("name", "name_zh"), _TEXT),
        "column": {"enum": sorted(_core.asset_column_names())},
        "clause": {**_TEXT, "description": "clause that a limit rests on"},
        "source": {**_TEXT, "description": "where the numbers come from: [S] published, [D] derived, [U] unverified"},
        "weight": {"type": "number", "exclusiveMinimum": 0},
        "assets": _list({"enum": _SETTINGS}, description="what it applies to; default all that the scheme assesses"),
        "limits": _list(
            _REAL, minItems=1, description="rising; x from limits[i] to below limits[i+1] takes points[i+1]"
        ),
        "points": _list(_POINTS, minItems=2, description="one more than limits"),
        "codes": {"type": "object", "additionalProperties": _POINTS, "description": "points of codes"},
        "words": _list(word, description="points of texts that hold one of the words; the first that holds"),
        "other": {**_POINTS, "description": "points of codes and texts not listed"},
        "missing": {
            "anyOf": [_POINTS, {"enum": ["worst", "best", "leave_out"]}],
            "description": "what a value that is not recorded counts as",
        },
        "everywhere": {**_POINTS, "description": "the same points for all, instead of a column"},
    }
    by_column = ("column", "limits", "points", "codes", "words", "other", "missing")
    same_for_all = {"required": ["everywhere"], "not": {"anyOf": [{"required": [key]} for key in by_column]}}
    read = {"required": ["column", "source", "missing"], "not": {"required": ["everywhere"]}}
    return _closed(known, ["name"], oneOf=[same_for_all, read])


def _score() -> dict[str, Any]:
    group = _closed(
        {
            "name": _TEXT,
            "name_zh": _TEXT,
            "side": {"enum": ["likelihood", "consequence"]},
            "how": {"enum": ["mean", "sum", "product"]},
            "weight": {"type": "number", "exclusiveMinimum": 0},
            "indicator": _list(_indicator(), minItems=1),
        },
        ["name", "side", "indicator"],
    )
    limits = _list(_REAL, description="class 1 lies below the first")
    matrix = _closed(
        {
            "how": {"const": "matrix"},
            "likelihood_limits": limits,
            "consequence_limits": limits,
            "matrix": _list(_list({"enum": _GRADES}), description="rows: likelihood classes, columns: consequence"),
        },
        ["how", "likelihood_limits", "consequence_limits", "matrix"],
    )
    colours = {colour: {"type": "number", "minimum": 0} for colour in _GRADES[1:]}
    by_score = _closed({"how": {"enum": ["product", "quotient"]}, **colours}, ["how", *colours])
    about = _about(
        "score",
        assets=_list({"enum": _SETTINGS}, description="what is assessed; default all"),
        high_is_safe={"type": "boolean", "description": "points grow with safety; default: with danger"},
    )
    return _closed(
        {"about": about, "combine": {"oneOf": [matrix, by_score]}, "group": _list(group, minItems=1)},
        ["about", "combine", "group"],
    )


def _rules() -> dict[str, Any]:
    tables = {str(name): list(columns) for name, columns in _core.ruled_tables().items()}
    columns = sorted({*_core.asset_column_names(), *(c for listed in tables.values() for c in listed)})
    condition = _closed(
        {
            "column": {"enum": [c for c in columns if not c.startswith(("risk.", "criticality."))]},
            "is": _list(_TEXT, description="codes, or whole texts"),
            "unsure": _list(_TEXT, description="codes that leave it open"),
            "words": _list(_TEXT, description="texts that hold one of these"),
            **dict.fromkeys(("at_least", "above", "below", "at_most"), _REAL),
            "age_at_least": {
                "type": "number",
                "minimum": 0,
                "description": "years since the calendar year in the column",
            },
            "recorded": {"type": "boolean", "description": "is there a value? Such a test is never open"},
        },
        ["column"],
        minProperties=2,
    )
    of_assets = _list({"enum": _SETTINGS}, minItems=1)
    of_table = _list({"enum": list(tables)}, minItems=1, maxItems=1)
    rule = _closed(
        {
            **dict.fromkeys(("id", "name", "name_zh", "document", "clause", "clause_zh"), _TEXT),
            "of": {"anyOf": [of_assets, of_table]},
            "all": _list(condition),
            "any": _list(condition),
            "conclusion": {"enum": ["none", "control", "renew_by", "renew_now"]},
            "deadline": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "within_years": {"type": "integer", "minimum": 1, "maximum": 100},
            "tag": {"enum": ["S", "D", "U"], "description": "published, derived, unverified"},
        },
        ["id", "of", "conclusion", "document", "clause", "tag"],
        anyOf=[{"required": ["all"]}, {"required": ["any"]}],
    )
    by = {**_TEXT, "description": "id of the rule behind assumed_built_before"}
    about = _about("rules", assumed_by=by)
    return _closed({"about": about, "rule": _list(rule)}, ["about", "rule"])


def scheme_schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of scoring schemes and rule files, read as JSON: docs/scheme.schema.json."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gastwin scoring schemes and rules",
        "description": "A TOML file; [about] kind says which: score or rules. The quantitative scheme (kind risk) is "
        "described in scenarios/schemes/default.toml.",
        "oneOf": [_score(), _rules()],
    }
