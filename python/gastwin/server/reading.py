# SPDX-License-Identifier: Apache-2.0
"""Bodies and queries of requests: strict JSON within limits, nothing believed.

NaN, infinities, numbers beyond a double, keys given twice, halves of surrogate pairs and control characters are refused
here, so that what reaches the engine is text, finite numbers, lists and tables of known size.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from ..bounded import Bounded
from ..frames import _error, id_texts
from .limits import Limits

LARGEST_WHOLE = 2**63


def _wrong(detail: str, value: str = "") -> NoReturn:
    raise _error("usage", column="body", value=value[:80], detail=detail)


def _real(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _wrong("a number is too large", text)


def _whole(text: str) -> int:
    value = int(text) if len(text) < 25 else LARGEST_WHOLE
    return value if abs(value) < LARGEST_WHOLE else _wrong("a number is too large", text)


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    return table if len(table) == len(pairs) else _wrong("a key is given twice")


def _constant(name: str) -> NoReturn:
    _wrong("JSON knows no such number", name)


def is_plain(text: str) -> bool:
    """Free of control characters and of halves of surrogate pairs."""
    return not any(ord(c) < 0x20 or ord(c) == 0x7F or 0xD800 <= ord(c) < 0xE000 for c in text)


def _check(value: Any, limits: Limits, depth: int) -> None:
    """Refuses what is too deep, too long or not plain."""
    if depth > limits.depth:
        raise _error("request_limit", column="body", detail=f"brackets nested deeper than {limits.depth}")
    if isinstance(value, str):
        if len(value) > limits.text:
            raise _error("request_limit", column="body", detail=f"a text longer than {limits.text} characters")
        if not is_plain(value):
            _wrong("a text holds control characters or half a character")
    elif isinstance(value, (list, dict)):
        if len(value) > limits.items:
            raise _error("request_limit", column="body", detail=f"a list or table longer than {limits.items}")
        for each in value if isinstance(value, list) else [*value, *value.values()]:
            _check(each, limits, depth + 1)


def read_table(body: bytes, limits: Limits) -> dict[str, Any]:
    """The JSON object of a body. Raises `Error` (usage, request_limit)."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_float=_real,
            parse_int=_whole,
            parse_constant=_constant,
            object_pairs_hook=_table,
        )
    except UnicodeDecodeError:
        _wrong("the body is not UTF-8")
    except RecursionError:
        raise _error("request_limit", column="body", detail=f"brackets nested deeper than {limits.depth}") from None
    except ValueError as error:
        _wrong(f"the body is not JSON: {getattr(error, 'msg', 'unreadable')}")
    if not isinstance(value, dict):
        _wrong("the body must be a JSON object")
    _check(value, limits, 0)
    return value


def read_query(pairs: Iterable[tuple[str, str]], limits: Limits, numbers: Iterable[str]) -> dict[str, Any]:
    """The parameters of a query but the language; those named in `numbers` as numbers. Raises `Error`."""
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            _wrong("a key is given twice", key)
        if not is_plain(key + value) or len(key) + len(value) > limits.text:
            raise _error("usage", column="query", detail="a parameter is too long or holds control characters")
        table[key] = value
    table.pop("lang", None)
    for key in numbers:
        if key in table:
            table[key] = _number(key, table[key])
    return table


def _number(key: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _error("not_a_number", column=key, value=text[:80])
    return value


def only(values: Mapping[str, Any], known: Iterable[str]) -> None:
    """Refuses keys that are not known."""
    names = list(known)
    for key in values:
        if key not in names:
            raise _error("usage", column=key, detail=f"known: {', '.join(names)}")


def bounded(values: Mapping[str, Any], key: str, limit: Bounded, default: float | None = None) -> Any:
    """The number of this key within its limits; without a default it must be there."""
    value = values.get(key, default)
    if value is None:
        raise _error("usage", column=key, detail="the key is missing")
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise _error("not_a_number", column=key, value=str(value)[:80])
    try:
        number = limit(str(value))
    except argparse.ArgumentTypeError:
        kind = "a whole number" if limit.whole else "a number"
        detail = f"{kind} from {limit.low:g} to {limit.high:g} is needed"
        raise _error("value_out_of_range", column=key, value=str(value)[:80], detail=detail) from None
    return number


def flag(values: Mapping[str, Any], key: str) -> bool:
    """A truth value; false where it is not given."""
    value = values.get(key, False)
    if not isinstance(value, bool):
        raise _error("usage", column=key, value=str(value)[:80], detail="true or false is needed")
    return value


def ids(values: Mapping[str, Any], key: str) -> list[str]:
    """A list of ids, each a text or a whole number; empty where it is not given."""
    listed = values.get(key, [])
    if not isinstance(listed, list) or not all(
        isinstance(each, (str, int)) and not isinstance(each, bool) for each in listed
    ):
        raise _error("usage", column=key, value=str(listed)[:80], detail="a list of ids is needed")
    return id_texts(listed)
