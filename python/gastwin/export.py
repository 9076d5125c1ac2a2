# SPDX-License-Identifier: Apache-2.0
"""A twin in the formats of other programs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from . import _core, geoparquet
from ._needs import gis
from .frames import _error
from .network import Network, Progress, Twin
from .result import listener

FORMATS = (*_core.export_formats(), "parquet")
_FOLDERS = ("fgb", "geojson", "csv", "parquet")  # one file per layer
_ENCODINGS = {"utf-8": "UTF-8", "utf8": "UTF-8", "gbk": "GB18030", "gb2312": "GB18030", "gb18030": "GB18030"}


def export(
    twin: Twin | Network | str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    layer: str = "",
    encoding: str = "utf-8",
    force: bool = False,
    progress: Progress | None = None,
) -> list[str]:
    """Writes a twin, or the twin file at a path with its results, in another format; returns what was written.

    format: gpkg (with map styles), fgb, geojson, csv, xlsx, postgis (`path` is "PG:host=... dbname=... "
    "schemas=...") or parquet (GeoParquet; needs pyarrow); default: by the ending of `path`. fgb, geojson, csv and
    parquet make a folder with one file per layer, unless `layer` names one. encoding: of csv, "utf-8" (with byte order
    mark, for Excel) or "gbk". `import_survey` reads every export of all layers back as the same tables; xlsx, postgis
    hold numbers to 15 digits. Files appear whole or not at all.

    Raises `Error`: not_overwritten (the target exists and is no export of gastwin; `force` overwrites it), usage,
    bad_twin, cannot_write.
    """
    target = os.fspath(path)
    kind = format or _format_of(target)
    if kind not in FORMATS:
        raise _error("usage", column="format", value=str(kind), detail=f"formats are: {', '.join(FORMATS)}")
    if encoding.lower() not in _ENCODINGS:
        raise _error("usage", column="encoding", value=encoding, detail="utf-8 or gbk")
    if kind in _FOLDERS and not layer and Path(target).suffix.lower() == f".{kind}":
        raise _error("usage", column="layer", value=target, detail="one file holds one layer: name it, or a folder")
    with tempfile.TemporaryDirectory() as scratch:
        source = _twin_file(twin, Path(scratch))
        if kind == "parquet":
            return [str(geoparquet.write(source, Path(target), layer, force))]
        tell = listener(progress)
        return list(gis.export_twin(source, target, kind, layer, _ENCODINGS[encoding.lower()], force, tell))


def _format_of(target: str) -> str:
    if target.startswith("PG:"):
        return "postgis"
    kind = Path(target).suffix.lower().removeprefix(".")
    if not kind:
        raise _error("usage", column="format", value=target, detail=f"a folder needs one of: {', '.join(_FOLDERS)}")
    return kind


def _twin_file(twin: Twin | Network | str | os.PathLike[str], scratch: Path) -> str:
    if isinstance(twin, (str, os.PathLike)):
        return os.fspath(twin)
    whole = twin if isinstance(twin, Twin) else Twin.from_network(twin)
    whole.save(scratch / "twin.gpkg")
    return str(scratch / "twin.gpkg")
