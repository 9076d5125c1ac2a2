# SPDX-License-Identifier: Apache-2.0
"""GeoParquet 1.0 out and in, through pyarrow (an optional dependency). GDAL as Debian has it lacks the driver."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from . import _core
from ._needs import gis
from .files import replacing
from .frames import _error

LIST = "gastwin_export.json"  # the file that says what an export folder holds, as in gis/exported.hpp
_NO_INTEGER = np.iinfo(np.int32).min
_ALWAYS_ALLOWED_BYTES, _ALWAYS_ALLOWED_VALUES, _MOST_RATIO = 64 << 20, 20_000_000, 100
_BATCH_ROWS = 4096
_ADVICE = "export it again, or as GeoPackage"
_KINDS = {1: "Point", 2: "LineString", 3: "Polygon"}


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError:
        raise _error(
            "usage", column="format", value="parquet", detail="GeoParquet needs pyarrow: pip install pyarrow"
        ) from None
    return pyarrow


def write(twin: str, target: Path, layer: str, force: bool) -> Path:
    """One .parquet per layer into a folder, or one layer into one file."""
    arrow = _pyarrow()
    layers = gis.twin_layers(twin)
    if layer:
        if layer not in layers:
            raise _error("usage", column="layer", value=layer, detail=f"layers: {', '.join(layers)}")
        table = _arrow_table(arrow, twin, layer)
        if target.exists() and not force and not _has_columns(arrow, target, table.column_names):
            raise _error("not_overwritten", file=str(target))
        with replacing(target) as unfinished:
            arrow.parquet.write_table(table, unfinished)
        return target
    old = exported_files(target)
    if target.exists() and old is None and not force and (not target.is_dir() or any(target.iterdir())):
        raise _error("not_overwritten", file=str(target))
    names = [f"{name}.parquet" for name in layers]
    with _pending_folder(target) as folder:
        for name, file in zip(layers, names, strict=True):
            arrow.parquet.write_table(_arrow_table(arrow, twin, name), folder / file)
        listed = {"tool": "gastwin", "format": "parquet", "files": names}
        (folder / LIST).write_text(json.dumps(listed), "utf-8")
        if target.is_dir():
            for file in {*(old or [])} - {*names}:
                (target / file).unlink(missing_ok=True)
    return target


@contextlib.contextmanager
def _pending_folder(target: Path) -> Iterator[Path]:
    """A folder beside `target`; its files take their places when the block ends well, the list of files last."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-", suffix=".partial"))
        try:
            folder.chmod(0o755)
            yield folder
            if target.is_dir():
                for file in sorted(folder.iterdir(), key=lambda f: f.name == LIST):
                    file.replace(target / file.name)
            else:
                folder.replace(target)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise _error("cannot_write", file=str(target), detail=error.strerror or str(error)) from None


def exported_files(folder: Path) -> list[str] | None:
    """Plain names of the files of a GeoParquet export; None when the folder is none."""
    try:
        listed = json.loads((folder / LIST).read_text("utf-8"))
        names = [str(name) for name in listed["files"]]
        ours = listed["tool"] == "gastwin" and listed["format"] == "parquet"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return names if ours and all(Path(n).name == n and not n.startswith(".") for n in names) else None


def _has_columns(arrow: Any, file: Path, columns: list[str]) -> bool:
    try:
        return set(columns) <= set(arrow.parquet.read_schema(file).names)
    except (OSError, arrow.ArrowInvalid):
        return False


def _arrow_table(arrow: Any, twin: str, layer: str) -> Any:
    """The layer with its shapes as WKB and the metadata of GeoParquet."""
    read = gis.read_layer(twin, layer)
    columns: dict[str, Any] = {}
    for name, cells in read["columns"].items():
        if isinstance(cells, list):
            columns[name] = arrow.array([c or None for c in cells], arrow.string())
        elif cells.dtype.kind == "f":
            columns[name] = arrow.array(cells, mask=np.isnan(cells))
        else:
            kind = arrow.bool_() if name in read["truths"] else arrow.int32()
            columns[name] = arrow.array(cells, mask=cells == _NO_INTEGER).cast(kind)
    if not read["wkb"]:
        return arrow.table(columns)
    columns["geometry"] = arrow.array([shape or None for shape in read["wkb"]], arrow.binary())
    kinds = {_KINDS[shape[1]] for shape in read["wkb"] if shape}
    about: dict[str, Any] = {"encoding": "WKB", "geometry_types": sorted(kinds)}
    about["crs"] = json.loads(read["crs"]) if read["crs"] else None
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": about}}
    return arrow.table(columns).replace_schema_metadata({"geo": json.dumps(geo)})


@contextlib.contextmanager
def as_geojson(folder: Path) -> Iterator[Path]:
    """The same export as a folder of GeoJSON, which the compiled reader knows."""
    arrow = _pyarrow()
    names = exported_files(folder) or []
    with tempfile.TemporaryDirectory() as scratch:
        copied = [f"{Path(name).stem}.geojson" for name in names]
        for name, copy in zip(names, copied, strict=True):
            try:
                table = read_guarded(arrow, folder / name)
                text = json.dumps(_collection(table, Path(name).stem))
            except (OSError, arrow.ArrowException, ValueError, LookupError, TypeError) as error:
                raise _error("unreadable_file", file=str(folder / name), detail=str(error)) from None
            (Path(scratch) / copy).write_text(text, "utf-8")
        listed = {"tool": "gastwin", "format": "geojson", "files": copied}
        (Path(scratch) / LIST).write_text(json.dumps(listed), "utf-8")
        yield Path(scratch)


def read_guarded(arrow: Any, file: Path) -> Any:
    """The table in a .parquet file, refused where it would take memory out of all proportion to the file.

    Runs and dictionaries let a few bytes stand for any number of values. What the footer declares is held against the
    file's size before anything is read; texts and shapes stay in their dictionaries, batch by batch, and what they
    would spell out to is held against it too. Caveat: a single damaged page of up to 2 GiB may still be unpacked.
    Raises `Error` unreadable_file.
    """
    most = max(_ALWAYS_ALLOWED_BYTES, _MOST_RATIO * file.stat().st_size)
    schema = arrow.parquet.read_schema(file)
    lists = [f.name for f in schema if arrow.types.is_nested(f.type)]
    if lists:
        raise _error("unreadable_file", file=str(file), column=lists[0], detail=f"a column of lists; {_ADVICE}")
    texts = [f.name for f in schema if _is_text(arrow, f.type)]
    with arrow.parquet.ParquetFile(file, read_dictionary=texts) as source:
        footer = source.metadata
        groups = [footer.row_group(g) for g in range(footer.num_row_groups)]
        rows = max(footer.num_rows, sum(g.num_rows for g in groups))
        values = rows * max(1, footer.num_columns)
        if values > _ALWAYS_ALLOWED_VALUES and values > _MOST_RATIO * file.stat().st_size:
            raise _too_large(file, f"{rows} rows")
        if (declared := sum(g.total_byte_size for g in groups)) > most:
            raise _too_large(file, f"{declared} bytes")
        batches = []
        size = 0
        for batch in source.iter_batches(batch_size=_BATCH_ROWS):
            size += sum(_spelt_out_bytes(arrow, column) for column in batch.columns)
            if size > most:
                raise _too_large(file, f"more than {most} bytes")
            batches.append(batch)
        return arrow.Table.from_batches(batches, batches[0].schema if batches else schema)


def _is_text(arrow: Any, kind: Any) -> bool:
    types = arrow.types
    return bool(types.is_string(kind) or types.is_binary(kind))


def _spelt_out_bytes(arrow: Any, column: Any) -> int:
    if not arrow.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = arrow.compute.binary_length(column.dictionary)
    return int(arrow.compute.sum(lengths.take(column.indices)).as_py() or 0)


def _too_large(file: Path, declared: str) -> _core.Error:
    detail = f"its {declared} are out of proportion to its {file.stat().st_size} bytes; {_ADVICE}"
    return _error("unreadable_file", file=str(file), detail=detail)


def _collection(table: Any, name: str) -> dict[str, Any]:
    columns = {c: table.column(c).to_pylist() for c in table.column_names}
    shapes = columns.pop("geometry", [None] * table.num_rows)
    features = [
        {"type": "Feature", "properties": dict(zip(columns, row, strict=True)), "geometry": _shape(shape)}
        for shape, *row in zip(shapes, *columns.values(), strict=True)
    ]
    return {"type": "FeatureCollection", "name": name, "features": features}


def _shape(wkb: bytes | None) -> dict[str, Any] | None:
    """A little-endian point, line or polygon of one ring, as gastwin writes them."""
    if not wkb:
        return None
    kind = _KINDS[wkb[1]]
    start = {"Point": 5, "LineString": 9, "Polygon": 13}[kind]
    points = np.frombuffer(wkb, "<f8", offset=start).reshape(-1, 2).tolist()
    coordinates: Any = points[0] if kind == "Point" else points if kind == "LineString" else [points]
    return {"type": kind, "coordinates": coordinates}
