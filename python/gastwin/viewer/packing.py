# SPDX-License-Identifier: Apache-2.0
"""One compact container for the page: a JSON document whose arrays lie behind it as raw bytes, all of it gzipped.

Layout before gzip, little-endian: u32 length of the JSON text, the text (UTF-8), zeros to the next multiple of 8, the
arrays, each at a multiple of 8. In the text an array is {"$": type, "at": offset among the arrays, "n": length}, type
one of u1, u2, u4, i4, f4. The same document gives the same bytes. src/packing.ts reads it.
"""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np

_ALIGN = 8
_TYPES = {"u1", "u2", "u4", "i4", "f4"}


def pack(document: dict[str, Any]) -> bytes:
    """The container. Numbers are as in JSON (no NaN); missing values of arrays are NaN, or a value both sides know."""
    blob = bytearray()

    def reference(value: object) -> dict[str, Any]:
        if not isinstance(value, np.ndarray):
            raise TypeError(f"not for the page: {type(value)}")
        kind = value.dtype.str[1:]
        if kind not in _TYPES:
            raise TypeError(f"no such array in the page: {value.dtype}")
        at = len(blob)
        blob.extend(np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<")).tobytes())
        blob.extend(bytes(-len(blob) % _ALIGN))
        return {"$": kind, "at": at, "n": int(value.size)}

    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=reference)
    head = text.encode("utf-8", "replace")
    pad = bytes(-(4 + len(head)) % _ALIGN)
    return gzip.compress(len(head).to_bytes(4, "little") + head + pad + bytes(blob), compresslevel=6, mtime=0)


def smallest(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Whole numbers from 0 on in the narrowest type that holds them."""
    most = int(values.max(initial=0))
    return values.astype(np.uint8 if most < 2**8 else np.uint16 if most < 2**16 else np.uint32)


def words(texts: list[Any]) -> dict[str, Any]:
    """A text column with each different text once: {"words": [...], "of": which one each row has}."""
    index: dict[Any, int] = {}
    of = np.array([index.setdefault(text, len(index)) for text in texts], dtype=np.int64)
    return {"words": list(index), "of": smallest(of)}
