# SPDX-License-Identifier: Apache-2.0
"""Parquet files that are small on disk and without end in memory are refused, saying what to do."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt
from gastwin import geoparquet
from gastwin.exchange import ready_twin

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def export_of(folder: Path, columns: dict[str, Any], **options: Any) -> Path:
    """A folder that calls itself an export of gastwin, with one table of pipes."""
    parquet.write_table(pyarrow.table(columns), folder / "pipe.parquet", **options)
    listed = {"tool": "gastwin", "format": "parquet", "files": ["pipe.parquet"]}
    (folder / geoparquet.LIST).write_text(json.dumps(listed), "utf-8")
    assert (folder / "pipe.parquet").stat().st_size < 600_000
    return folder


def refusal(folder: Path) -> str:
    tracemalloc.start()
    arrow_before = pyarrow.total_allocated_bytes()
    with pytest.raises(gt.Error) as caught:
        ready_twin([str(folder)])
    assert tracemalloc.get_traced_memory()[1] < 64 << 20
    assert pyarrow.total_allocated_bytes() - arrow_before < 256 << 20
    tracemalloc.stop()
    assert caught.value.kind == "unreadable_file" and caught.value.file.endswith("pipe.parquet")
    return str(caught.value)


def test_more_rows_than_the_file_could_mean(tmp_path: Path) -> None:
    text = refusal(export_of(tmp_path, {"id": pyarrow.nulls(30_000_000, pyarrow.int8())}))
    assert "30000000 rows" in text and "GeoPackage" in text


def test_a_footer_of_more_bytes_than_the_file_could_mean(tmp_path: Path) -> None:
    zeros = pyarrow.array([b"\0" * 1000] * 80_000)
    text = refusal(export_of(tmp_path, {"id": zeros}, use_dictionary=False, compression="zstd"))
    assert "bytes are out of proportion" in text


@pytest.mark.parametrize("kind", ["string", "binary"])
def test_a_dictionary_of_one_endless_text(tmp_path: Path, kind: str) -> None:
    one = pyarrow.array(["x" * 5_000_000]).cast(getattr(pyarrow, kind)())
    texts = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 20_000, pyarrow.int32()), one)
    text = refusal(export_of(tmp_path, {"id": texts}, compression="zstd"))  # 100 GB if spelt out
    assert "out of proportion" in text


def test_columns_of_lists_are_none_of_ours(tmp_path: Path) -> None:
    assert "lists" in refusal(export_of(tmp_path, {"id": pyarrow.array([[1, 2], [3]])}))


def test_what_is_read_with_care_is_what_was_written(tmp_path: Path) -> None:
    columns = {
        "id": [f"管{i}" for i in range(10_000)],
        "street": ["中山路", None, "解放路", ""] * 2_500,
        "length_m": [0.5 * i for i in range(10_000)],
        "wkb": [None, b"\x01\x02", b"", b"abc"] * 2_500,
    }
    folder = export_of(tmp_path, columns)
    read = geoparquet.read_guarded(pyarrow, folder / "pipe.parquet")
    assert {name: read.column(name).to_pylist() for name in read.column_names} == columns
    empty = {name: pyarrow.array([], pyarrow.string()) for name in columns}
    assert geoparquet.read_guarded(pyarrow, export_of(tmp_path, empty) / "pipe.parquet").num_rows == 0
