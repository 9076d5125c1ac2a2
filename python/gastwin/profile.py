# SPDX-License-Identifier: Apache-2.0
"""Mapping profiles: a first draft from unknown files, and the schema of the format."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import _core
from ._needs import gis


@dataclass(frozen=True)
class ProfileDraft:
    """A drafted profile: `toml`, its text, and `layers`, one dict per layer with source, table ("" for none),
    confidence, columns (column, from, confidence, why), missing (required columns not found) and unused (headers that
    stand for nothing)."""

    toml: str
    layers: list[dict[str, Any]] = field(repr=False)


def suggest_profile(
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], *, encoding: str = ""
) -> ProfileDraft:
    """What the columns of unknown files probably are, by their names and the values below them, as a mapping profile.

    inputs: files or folders. encoding: of their text, where detection is not to be trusted.
    Confidences run from 0 to 1 and are a judgement (gis/suggest.hpp says how they are made), not a probability: read
    the draft before using it. `toml` is empty when nothing was recognised. Raises `Error`: unreadable input.
    """
    paths = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    draft = gis.suggest_profile([os.fspath(p) for p in paths], encoding)
    return ProfileDraft(draft["toml"], draft["layers"])


_TEXTS = {"$ref": "#/$defs/texts"}
_COLUMN = {"$ref": "#/$defs/column"}


def profile_schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of mapping profiles, read as JSON: docs/profile.schema.json."""
    tables = dict(_core.profile_tables())
    text = {"type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gastwin mapping profile",
        "description": "Which columns of survey files mean what. A TOML file; keys as here.",
        "type": "object",
        "required": ["profile", "layer"],
        "additionalProperties": False,
        "properties": {
            "profile": _head(),
            "layer": {"type": "array", "items": {"oneOf": [_layer(t, c) for t, c in tables.items()]}},
            "codes": _closed({name: _codes(codes) for name, codes in _core.profile_codes()}),
        },
        "$defs": {
            "texts": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "column": {"oneOf": [_TEXTS, _closed({"from": _TEXTS, "unit": text, "value": text})]},
        },
    }


def _closed(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


def _head() -> dict[str, Any]:
    text = {"type": "string"}
    return _closed(
        {
            "name": text,
            "about": text,
            "missing": {**_TEXTS, "description": "texts that mean: not recorded"},
            "crs": {**text, "description": "coordinate system where the user names none, e.g. EPSG:4547"},
            "encoding": {**text, "description": "of dbf and csv text where the user names none"},
            "decimal_comma": {"type": "boolean", "description": "0,40 is a number"},
        }
    )


def _layer(table: str, columns: list[str]) -> dict[str, Any]:
    one_of_them = {"oneOf": [{"enum": columns}, {"type": "array", "items": {"enum": columns}}]}
    return _closed(
        {
            "table": {"const": table},
            "shape": {"enum": ["any", "point", "line", "polygon"]},
            "names": {**_TEXTS, "description": "layer or file names that hint at this table"},
            "names_within": {"type": "boolean", "description": "a hint may stand anywhere in the name"},
            "require": one_of_them,
            "require_if_not_drawn": one_of_them,
            "min_columns": {"type": "integer", "description": "fewer recognised columns need a name hint"},
            "columns": _closed(dict.fromkeys(columns, _COLUMN)),
        },
        required=["table", "columns"],
    )


def _codes(codes: list[str]) -> dict[str, Any]:
    """Our code → the file's words for it; lists without codes of their own take any."""
    return _closed(dict.fromkeys(codes, _TEXTS)) if codes else {"type": "object", "additionalProperties": _TEXTS}
