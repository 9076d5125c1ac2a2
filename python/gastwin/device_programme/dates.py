# SPDX-License-Identifier: Apache-2.0
"""Dates of registers as days, column by column: each distinct text is read once."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from ..frames import _error

Days = np.ndarray[Any, np.dtype[np.datetime64]]
NO_DAY = np.datetime64("NaT", "D")

_FULL = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?(?:[T ].*)?")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_YEARS = (1800, 2200)


def read_day(text: str) -> date | None:
    """2024-05-31, 2024.5.31, 2024/5/31, 20240531, 2024年5月31日, with or without a time; a month or a year alone is its
    first day. None: no date."""
    for pattern in (_FULL, _PLAIN, _MONTH, _YEAR):
        if found := pattern.fullmatch(text.strip()):
            year, month, day = (*(int(g) for g in found.groups()), 1, 1)[:3]
            if not _YEARS[0] <= year <= _YEARS[1]:
                return None
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def texts_of(values: Any) -> np.ndarray[Any, Any]:
    """Cells as text: dates as 2024-05-31, whole numbers without a decimal point, "" for none."""
    cells = pd.Series(values, dtype=object)
    kind = pd.api.types.infer_dtype(cells, skipna=True)
    if kind == "string":
        return np.array([v.strip() if isinstance(v, str) else "" for v in cells.tolist()], dtype=object)
    codes, distinct = pd.factorize(cells, use_na_sentinel=True)
    shown = np.array([*(_text(v) for v in distinct), ""], dtype=object)
    return np.asarray(shown[codes])


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_days(texts: Any) -> tuple[Days, np.ndarray[Any, np.dtype[np.bool_]]]:
    """Days of a column of texts, NaT for none; and which rows have a text that is no date."""
    codes, distinct = pd.factorize(np.asarray(texts, dtype=object), use_na_sentinel=True)
    read = [read_day(str(v)) for v in distinct]
    days = np.array([NO_DAY if d is None else np.datetime64(d, "D") for d in read] + [NO_DAY], dtype="datetime64[D]")
    bad = np.array([d is None and str(v).strip() != "" for d, v in zip(read, distinct, strict=True)] + [False])
    return days[codes], bad[codes]


def month_later(days: Days, months: Any) -> Days:
    """The same day so many months later, the last day of a month where it has no such day."""
    month = days.astype("datetime64[M]")
    later = month + np.asarray(months).astype("timedelta64[M]")
    last = (later + 1).astype("datetime64[D]") - 1
    same: Days = np.minimum(later.astype("datetime64[D]") + (days - month.astype("datetime64[D]")), last)
    return same


def day_argument(value: Any, name: str) -> np.datetime64:
    """An argument that is a day: a date or a text. Raises `Error`."""
    read = value if isinstance(value, date) else read_day(str(value))
    if read is None:
        raise _error("value_out_of_range", column=name, value=str(value), detail="write it as 2024-12-31")
    return np.datetime64(read, "D")


def iso(days: Days) -> np.ndarray[Any, Any]:
    """Days as texts, "" for none."""
    return np.where(np.isnat(days), "", days.astype(str)).astype(object)
