# SPDX-License-Identifier: Apache-2.0
"""Reads what viewer/packing.py writes, independently of it, and takes it out of a page."""

import base64
import gzip
import json
import re
from typing import Any

import numpy as np

_TYPES = {"u1": "<u1", "u2": "<u2", "u4": "<u4", "i4": "<i4", "f4": "<f4"}


def unpacked(container: bytes) -> dict[str, Any]:
    """The document, its arrays in place."""
    raw = gzip.decompress(container)
    length = int.from_bytes(raw[:4], "little")
    arrays = -(-(4 + length) // 8) * 8

    def place(value: dict[str, Any]) -> Any:
        if "$" not in value:
            return value
        return np.frombuffer(raw, dtype=_TYPES[value["$"]], count=value["n"], offset=arrays + value["at"])

    document: dict[str, Any] = json.loads(raw[4 : 4 + length].decode("utf-8"), object_hook=place)
    return document


def data_of(page: str) -> dict[str, Any]:
    """The document inside a page."""
    found = re.search(r'<script id="data"[^>]*>([^<]*)</script>', page)
    assert found is not None
    return unpacked(base64.b64decode(found[1]))


def points(differences: np.ndarray[Any, Any], plane: dict[str, float]) -> np.ndarray[Any, Any]:
    """Metres of the survey, (n, 2)."""
    steps = np.cumsum(differences.reshape(-1, 2).astype(np.int64), axis=0)
    return np.asarray(steps * plane["step"] + (plane["x"], plane["y"]))
