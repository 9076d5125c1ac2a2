# SPDX-License-Identifier: Apache-2.0
"""Tables as NumPy columns, and the ways in and out: data frames, Arrow, dictionaries of arrays."""

from __future__ import annotations

import difflib
import functools
import importlib.util
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, Any]
CALENDAR_YEARS = (1800, 2200)  # what the tables hold
MISSING_INTEGER = np.iinfo(np.int32).min


class Table:
    """One table of a network or of a result, column by column.

    `table.length_m` is a read-only NumPy view of the engine's own memory: no copy. Text and codes (materials,
    classes ...) come as arrays of str. A reference such as `pipe.from_node` holds row numbers of the node table,
    -1 for none; `ids("from_node")` gives the ids instead. Columns that the user brought along and the engine does not
    know are there as `table["colour"]`.

    Whatever reads Arrow (`polars.DataFrame(table)`, `pyarrow.table(table)`, DuckDB) reads a table as it is.
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
        kind: Any = type(core)
        self.schema = _schema_of(kind)
        self.extra = extra
        self._integer_ids = dict(integer_ids or {})
        self._geometry = geometry

    @property
    def name(self) -> str:
        """Name of the table."""
        return str(self._core.name)

    @property
    def columns(self) -> list[str]:
        """Names of the columns that the engine knows."""
        return list(self.schema)

    def __len__(self) -> int:
        return len(self._core)

    def __iter__(self) -> Iterator[str]:
        return iter(self.schema)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.schema]

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self)} rows × {len(self.schema)} columns>"

    def __getitem__(self, column: str) -> np.ndarray[Any, Any]:
        if column not in self.schema:
            return self._brought_along(column)
        kind = self.schema[column]["kind"]
        if kind == "text":
            texts = np.array(self._core.column(column), dtype=object)
            return self._with_integer_ids(column, texts)
        if kind == "code":
            names = np.array([name[0] for name in self.schema[column]["names"]], dtype=object)
            return np.asarray(names[self.codes(column)])
        return np.asarray(self._core.column(column))

    if not TYPE_CHECKING:  # checkers know the columns of each table: tables.pyi

        def __getattr__(self, column: str) -> np.ndarray[Any, Any]:
            if column.startswith("_") or column in ("schema", "extra"):
                raise AttributeError(column)
            try:
                return self[column]
            except KeyError as error:
                raise AttributeError(error.args[0]) from None

    def _brought_along(self, column: str) -> np.ndarray[Any, Any]:
        if self.extra is not None and column in self.extra.columns:
            return self.extra[column].to_numpy()
        known = [*self.schema, *(() if self.extra is None else map(str, self.extra.columns))]
        guess = meant(str(column), known) or f"; it has: {', '.join(known)}"
        raise KeyError(f"{self.name} has no column {column!r}{guess}")

    def _with_integer_ids(self, column: str, texts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        target = self.name.removeprefix("result_") if column == "id" else self.schema[column].get("table", "")
        if self._integer_ids.get(target) and len(texts) and all(texts):
            return texts.astype(np.int64)
        return texts

    def ids(self, column: str = "id") -> np.ndarray[Any, Any]:
        """Ids of the rows, or of the rows a reference column points to ("" for none). Raises KeyError: no such
        column."""
        if self.schema.get(column, {}).get("kind") != "reference":
            return self[column]
        return self._with_integer_ids(column, np.array(self._core.references(column), dtype=object))

    def codes(self, column: str) -> np.ndarray[Any, Any]:
        """A column of codes as the engine has it: uint8, the number of each row's code among `schema[column]["names"]`,
        which holds (code, English, Chinese). A read-only view. Raises KeyError: no such column, or none of codes."""
        if "names" not in self.schema.get(column, {}):
            raise KeyError(f"{self.name} has no codes in {column!r}")
        return np.asarray(self._core.column(column))

    def to_dict(self) -> Columns:
        """Columns as arrays; references as ids."""
        return {name: self.ids(name) for name in self.schema}

    def to_pandas(self, *, copy: bool = False) -> pd.DataFrame:
        """A DataFrame; references as ids, whole numbers as Int32 with missing ones as NA, unknown columns kept.

        Numbers and flags are the engine's own memory, read-only, not a copy: a frame to be changed in place
        (`frame.loc[rows, "length_m"] = ...`) needs copy=True. Raises `Error`: pandas is not installed.
        """
        needs("pandas", "to_pandas()")
        import pandas as pd

        data: Columns = {}
        for name, column in self.schema.items():
            values = self.ids(name)
            if column["kind"] == "integer":
                data[name] = pd.arrays.IntegerArray(values, values == MISSING_INTEGER)
            else:
                data[name] = values.view(np.bool_) if column["kind"] == "flag" else values
        if self.extra is not None:
            data |= {str(name): values.array for name, values in self.extra.items()}
        frame = pd.DataFrame(data, copy=False)
        return frame.copy() if copy else frame

    def to_arrow(self) -> Any:
        """A pyarrow.Table; numbers and codes are the engine's own memory, not a copy. Raises `Error`: pyarrow is not
        installed."""
        from .arrow import arrow_table

        return arrow_table(self)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self.to_arrow().schema.__arrow_c_schema__()

    def to_geopandas(self, *, copy: bool = False) -> Any:
        """A GeoDataFrame with the drawn geometry (pipes as lines, others as points); copy: as for `to_pandas()`.
        Raises `Error`: the table has no places, geopandas is not installed."""
        needs("geopandas", "to_geopandas()")
        import geopandas as gpd

        if self._geometry is None:
            raise _error(
                "missing_column", layer=self.name, column="geometry", detail="this table has no geometry of its own"
            )
        geometry, crs = self._geometry(self)
        return gpd.GeoDataFrame(self.to_pandas(copy=copy), geometry=geometry, crs=crs or None, copy=False)


@functools.cache
def _schema_of(core: Any) -> dict[str, dict[str, Any]]:
    return {column["name"]: column for column in core.schema()}


def needs(module: str, what: str) -> None:
    """Raises `Error` where a library that not everybody installs is not there."""
    if importlib.util.find_spec(module) is None:
        extra = "plot" if module == "matplotlib" else "frames"
        raise _error("usage", detail=f"{what} needs {module}: pip install 'gastwin[{extra}]'")


def meant(word: str, known: Iterable[str]) -> str:
    """ "; did you mean X?" where one of these is close, else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


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
    if isinstance(data, Table):
        data = data.to_dict() | ({} if data.extra is None else dict(data.extra))
    elif hasattr(data, "iloc") and hasattr(data, "columns"):
        data = {str(c): _series_values(data[c]) for c in data.columns if c != "geometry"}
    elif hasattr(data, "__arrow_c_stream__"):
        needs("pyarrow", "a table as Arrow")
        import pyarrow as pa

        arrow = pa.table(data)
        data = {name: _arrow_values(arrow.column(name)) for name in arrow.column_names if name != "geometry"}
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
    _say_misspelt(given, schema, table)
    known = {name: _cells(values, kinds[name], table, name) for name, values in given.items() if name in kinds}
    unknown = {name: values for name, values in given.items() if name not in kinds}
    return known, unknown, "id" in given and _are_int64(given["id"])


def _say_misspelt(given: Columns, schema: list[dict[str, Any]], table: str) -> None:
    """A column that is almost one the engine knows would be kept as unknown and change nothing: a warning. Where
    it stands for one that has to be there, an `Error`."""
    for name in given:
        free = {c["name"]: c["required"] for c in schema if c["name"] not in given}
        close = difflib.get_close_matches(name.lower(), free, n=1, cutoff=0.8)
        if name in {c["name"] for c in schema} or not close:
            continue
        if free[close[0]]:
            raise _error("missing_column", layer=table, column=close[0], detail=f"there is a column {name!r}")
        text = f"table {table}: column {name!r} is not known and kept as it is; did you mean {close[0]!r}?"
        warnings.warn(text, stacklevel=4)


def _series_values(series: Any) -> np.ndarray[Any, Any]:
    """A column of a data frame without a copy where it has no missing whole numbers."""
    plain = getattr(series.dtype, "numpy_dtype", None)  # of pandas' own and of Arrow's types
    if isinstance(series.dtype, np.dtype) or plain is None or plain.kind not in "iufb":
        return np.asarray(series)
    if series.hasnans:
        return np.asarray(series.to_numpy(np.float64, na_value=np.nan))
    return np.asarray(series.to_numpy(plain))


def _arrow_values(column: Any) -> np.ndarray[Any, Any]:
    """A column of an Arrow table, numbers without a copy where none is missing."""
    import pyarrow as pa

    return np.asarray(
        (column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column).to_numpy()
    )


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
        if values.dtype.kind in "iu":
            return list(map(str, values.tolist()))
        return [_text(v) for v in values.tolist()]
    if values.dtype.kind in "biuf":
        return np.asarray(values, np.float64)
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
    if type(value) is str:
        return "" if value == "<NA>" else value
    if _is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
