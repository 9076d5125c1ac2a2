# SPDX-License-Identifier: Apache-2.0
"""Tables as NumPy columns, and the ways in and out: data frames, Arrow, dictionaries of arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, Any]


class Table:
    """One table of a network or of a result, column by column.

    `table.length_m` is a read-only NumPy view of the engine's own memory: no copy. Text and codes (materials,
    classes ...) come as arrays of str. A reference such as `pipe.from_node` holds row numbers of the node table,
    -1 for none; `ids("from_node")` gives the ids instead.
    """

    def __init__(
        self,
        core: Any,
        *,
        integer_ids: Mapping[str, bool] | None = None,
        extra: pd.DataFrame | None = None,
        geometry: Any = None,
    ) -> None:
        self._core = core
        self._schema: dict[str, dict[str, Any]] = {c["name"]: c for c in core.schema()}
        self._integer_ids = dict(integer_ids or {})
        self._extra = extra
        self._geometry = geometry

    @property
    def name(self) -> str:
        """Name of the table."""
        return str(self._core.name)

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._schema)

    def __len__(self) -> int:
        return len(self._core)

    def __iter__(self) -> Iterator[str]:
        return iter(self._schema)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._schema]

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self)} rows × {len(self._schema)} columns>"

    def __getitem__(self, column: str) -> np.ndarray[Any, Any]:
        if column not in self._schema:
            raise KeyError(f"{self.name} has no column {column!r}; it has: {', '.join(self._schema)}")
        kind = self._schema[column]["kind"]
        data = self._core.column(column)
        if kind == "text":
            texts = np.array(data, dtype=object)
            return self._with_integer_ids(column, texts)
        if kind == "code":
            names = np.array([name[0] for name in self._schema[column]["names"]], dtype=object)
            return np.asarray(names[data])
        return np.asarray(data)

    def __getattr__(self, column: str) -> np.ndarray[Any, Any]:
        if column.startswith("_"):
            raise AttributeError(column)
        try:
            return self[column]
        except KeyError as error:
            raise AttributeError(str(error)) from None

    def _with_integer_ids(self, column: str, texts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        target = self.name.removeprefix("result_") if column == "id" else self._schema[column].get("table", "")
        if self._integer_ids.get(target) and len(texts) and all(texts):
            return texts.astype(np.int64)
        return texts

    def ids(self, column: str = "id") -> np.ndarray[Any, Any]:
        """Ids of the rows, or of the rows a reference column points to ("" for none)."""
        if column == "id" or self._schema[column]["kind"] != "reference":
            return self[column]
        return self._with_integer_ids(column, np.array(self._core.references(column), dtype=object))

    def to_dict(self) -> Columns:
        """Columns as arrays; references as ids."""
        return {name: self.ids(name) for name in self._schema}

    def to_pandas(self) -> pd.DataFrame:
        """A DataFrame; references as ids, missing whole numbers as NaN-aware Int32, extra columns kept."""
        import pandas as pd

        data: Columns = {}
        for name, column in self._schema.items():
            values: Any = self.ids(name)
            if column["kind"] == "integer":
                missing = values == np.iinfo(np.int32).min
                values = pd.array(np.where(missing, 0, values), dtype="Int32")
                values[missing] = pd.NA
            elif column["kind"] == "flag":
                values = values.astype(bool)
            data[name] = values
        frame = pd.DataFrame(data)
        if self._extra is not None:
            frame = pd.concat([frame, self._extra.reset_index(drop=True)], axis=1)
        return frame

    def to_arrow(self) -> Any:
        """A pyarrow.Table."""
        import pyarrow as pa

        return pa.Table.from_pandas(self.to_pandas(), preserve_index=False)

    def to_geopandas(self) -> Any:
        """A GeoDataFrame with the drawn geometry (pipes as lines, others as points)."""
        import geopandas as gpd

        if self._geometry is None:
            raise _error(
                "missing_column", layer=self.name, column="geometry", detail="this table has no geometry of its own"
            )
        geometry, crs = self._geometry(self)
        return gpd.GeoDataFrame(self.to_pandas(), geometry=geometry, crs=crs or None)


def _error(kind: str, **parts: Any) -> _core.Error:
    """The Error of this kind, made but not raised."""
    try:
        _core.make_error(kind, **parts)
    except _core.Error as error:
        return error
    raise AssertionError("make_error returned")


def whole(value: Any, name: str, low: int, high: int) -> int:
    """The argument as a whole number within these bounds."""
    try:
        number = int(value)
        if not isinstance(value, (bool, str)) and number == value and low <= number <= high:
            return number
    except (TypeError, ValueError, OverflowError):
        pass
    detail = f"a whole number from {low} to {high} is needed"
    raise _error("value_out_of_range", column=name, value=str(value), detail=detail)


def to_columns(data: Any, schema: list[dict[str, Any]], table: str) -> tuple[Columns, Columns, bool]:
    """Splits anything tabular into known columns, unknown columns, and whether its ids are whole numbers.

    Accepts pandas frames, anything with the Arrow C stream interface, and mappings of sequences.
    """
    if hasattr(data, "__arrow_c_stream__") and not hasattr(data, "iloc"):
        import pyarrow as pa

        data = pa.table(data).to_pandas()
    if hasattr(data, "to_dict") and hasattr(data, "columns") and hasattr(data, "iloc"):
        data = {str(c): data[c].to_numpy() for c in data.columns if c != "geometry"}
    if not isinstance(data, Mapping):
        raise _error(
            "missing_column",
            layer=table,
            column="id",
            detail="expected a data frame, an Arrow table or a dict of columns",
        )
    kinds = {c["name"]: c["kind"] for c in schema}
    given = {str(name): np.asarray(values) for name, values in data.items()}
    for name, values in given.items():
        if values.ndim != 1:
            raise _error("usage", layer=table, column=name, detail="a column is a sequence of single values")
        if "id" in given and len(values) != len(given["id"]):
            raise _error("missing_value", layer=table, column=name, detail="the column is shorter or longer than id")
    known = {name: _cells(values, kinds[name], table, name) for name, values in given.items() if name in kinds}
    unknown = {name: values for name, values in given.items() if name not in kinds}
    return known, unknown, "id" in given and _are_int64(given["id"])


def _are_int64(ids: np.ndarray[Any, Any]) -> bool:
    """Whole numbers that come back as int64; larger ones come back as text."""
    if not np.issubdtype(ids.dtype, np.integer):
        return False
    return len(ids) == 0 or int(ids.max()) <= np.iinfo(np.int64).max


def id_texts(ids: Any) -> list[str]:
    """One id, or any sequence of ids, as the text they are known by."""
    several = np.ravel(np.asarray(ids, dtype=object)).tolist() if not isinstance(ids, (set, frozenset)) else list(ids)
    return [_text(i) for i in several]


def _cells(values: np.ndarray[Any, Any], kind: str, table: str, column: str) -> Any:
    if kind in ("text", "reference", "code"):
        return [_text(v) for v in values.tolist()]
    if values.dtype.kind in "biuf":
        return values.astype(np.float64)
    numbers = np.empty(len(values))
    for row, value in enumerate(values.tolist()):
        try:
            numbers[row] = np.nan if _is_missing(value) else float(value)
        except (TypeError, ValueError):
            raise _error("not_a_number", layer=table, row=row + 1, column=column, value=str(value)) from None
    return numbers


def _is_missing(value: Any) -> bool:
    return value is None or value == "" or value != value or str(value) == "<NA>"


def _text(value: Any) -> str:
    """Ids and codes as text; whole numbers without a decimal point however they are stored."""
    if _is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
