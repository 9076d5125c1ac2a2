# SPDX-License-Identifier: Apache-2.0
"""Tables as Arrow: numbers and codes in the memory where the engine has them, no copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .frames import MISSING_INTEGER, Table, needs

if TYPE_CHECKING:
    import pyarrow as pa


def _array(values: np.ndarray[Any, Any], kind: Any, missing: np.ndarray[Any, Any] | None = None) -> pa.Array:
    """An Arrow array over the memory of a NumPy one; only the bit per row that says what is missing is new."""
    import pyarrow as pa

    valid = None
    if missing is not None and missing.any():
        valid = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(values)])


def _column(table: Table, name: str) -> pa.Array:
    import pyarrow as pa

    schema = table.schema[name]
    if schema["kind"] == "real":
        values = table[name]
        return _array(values, pa.float64(), np.isnan(values))
    if schema["kind"] == "integer":
        values = table[name]
        return _array(values, pa.int32(), values == MISSING_INTEGER)
    if schema["kind"] == "flag":
        return pa.array(table[name].view(np.bool_))
    if schema["kind"] == "code":
        names = pa.array([code for code, *_ in schema["names"]], pa.string())
        return pa.DictionaryArray.from_arrays(_array(table.codes(name), pa.uint8()), names)
    ids = table.ids(name)
    return pa.array(ids, pa.int64() if ids.dtype == np.int64 else pa.string())


def arrow_table(table: Table) -> pa.Table:
    """The pyarrow.Table of a table: missing numbers are null, codes (materials, classes ...) dictionary-encoded."""
    needs("pyarrow", "Arrow")
    import pyarrow as pa

    columns = {name: _column(table, name) for name in table.columns}
    if table.extra is not None:
        more = pa.Table.from_pandas(table.extra, preserve_index=False)
        columns |= {name: more.column(name) for name in more.column_names}
    return pa.table(columns)
