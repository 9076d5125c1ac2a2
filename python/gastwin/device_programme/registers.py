# SPDX-License-Identifier: Apache-2.0
"""Registers of households, unit users and hazards beside the twin: CSV (UTF-8 or GBK), XLSX or data frames."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .._core import Error
from ..calibration.reading import read_table
from ..frames import _error
from ..papers.csv_tables import unguarded
from .dates import texts_of

SUFFIXES = (".csv", ".xlsx", ".xls", ".parquet")
ISSUE_COLUMNS = ("kind", "severity", "file", "row", "column", "value", "object_id", "detail")


@dataclass
class Issues:
    """Problems of the registers, one row each; nothing that is odd is passed over in silence."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: str, *, severity: str = "warning", **parts: Any) -> None:
        """One problem by its name in the catalogue."""
        self.rows.append({"kind": kind, "severity": severity, **parts})

    def frame(self) -> pd.DataFrame:
        """One row per problem."""
        table = pd.DataFrame(self.rows, columns=list(ISSUE_COLUMNS))
        numbers = pd.array([None if pd.isna(r) else int(r) for r in table.row], dtype="Int64")
        return table.fillna("").assign(row=numbers)


@dataclass(frozen=True)
class Register:
    """One file: which table it is, the texts of the columns it has by our names, the 1-based data row of each row."""

    table: str
    file: str
    columns: Mapping[str, np.ndarray[Any, Any]]
    row: np.ndarray[Any, Any]
    nameless: np.ndarray[Any, Any]  # rows with something in them, but no id

    def __len__(self) -> int:
        return len(self.row)

    @property
    def name(self) -> str:
        """Name of the file, without its folder."""
        return Path(self.file).name

    def text(self, name: str) -> np.ndarray[Any, Any]:
        """A column as texts; all "" where the file has no such column."""
        return self.columns.get(name, np.full(len(self.row), "", dtype=object))


def _names() -> dict[str, dict[str, list[str]]]:
    text = (resources.files(__package__) / "columns.toml").read_text("utf-8")
    return tomllib.loads(text)


def _key(header: Any) -> str:
    """Headers compare without case, blanks, underscores and a unit in brackets."""
    return re.sub(r"[\s_]|[(（][^)）]*[)）]", "", str(header)).casefold()


def _columns_of(frame: pd.DataFrame, table: Mapping[str, list[str]]) -> dict[str, Any]:
    by_key = {_key(c): c for c in reversed(list(frame.columns))}
    found = {}
    for name, texts in table.items():
        if name != "require":
            hit = next((by_key[_key(t)] for t in texts if _key(t) in by_key), None)
            if hit is not None:
                found[name] = hit
    return found


def read_register(source: Any, only: str = "") -> Register:
    """A file or frame as the register whose columns it has; `only` that one.

    Raises `Error`: unreadable, or missing_column where it is no register that is known.
    """
    frame, file = read_table(source)
    names = _names()
    for table, spec in names.items():
        found = _columns_of(frame, spec)
        if (not only or table == only) and all(c in found for c in spec["require"]):
            columns = {name: unguarded(texts_of(frame[c])) for name, c in found.items()}
            keep = columns["id"] != ""
            kept = {name: values[keep] for name, values in columns.items()}
            filled = np.any([values != "" for values in columns.values()], axis=0)
            return Register(table, file, kept, 1 + np.flatnonzero(keep), 1 + np.flatnonzero(~keep & filled))
    wanted = "; ".join(
        f"{t}: {', '.join(names[t][c][0] for c in names[t]['require'])}" for t in names if only in ("", t)
    )
    raise _error("missing_column", file=file, column=", ".join(map(str, frame.columns[:8])), detail=wanted)


def _in_folder(folder: Path) -> list[Register]:
    """The files of a folder that are registers."""
    found = []
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES):
        try:
            found.append(read_register(path))
        except Error as error:
            if error.kind != "missing_column":
                raise
    return found


def read_registers(sources: Any) -> list[Register]:
    """All of them, in the order given; of a folder those that are registers of users or of hazards."""
    if sources is None:
        return []
    single = isinstance(sources, (str, os.PathLike, pd.DataFrame, Mapping))
    listed: Iterable[Any] = [sources] if single else sources
    found: list[Register] = []
    for source in listed:
        is_folder = isinstance(source, (str, os.PathLike)) and Path(source).is_dir()
        found += _in_folder(Path(source)) if is_folder else [read_register(source)]
    return found


def numbers(texts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Texts as numbers, NaN for none."""
    return np.asarray(pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce"), dtype=float)


def coded(texts: np.ndarray[Any, Any], words: Mapping[str, str], fold: Any) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Codes of a column of words, "" for none or unknown; and the unknown words."""
    codes, distinct = pd.factorize(texts)
    known = [words.get(fold(str(w)), "") for w in distinct]
    unknown = [str(w) for w, k in zip(distinct, known, strict=True) if not k and str(w).strip()]
    return np.array(known or [""], dtype=object)[codes], unknown
