# SPDX-License-Identifier: Apache-2.0
"""A QGIS project of a twin file: its layers in groups, styled, with views (map themes) to switch between.

The project names the twin by a path relative to itself and holds no data: moved together, both stay right, and a new
assessment shows in it once reopened. Needs no GDAL and no QGIS; read by QGIS 3.22 and later.
"""

from __future__ import annotations

import contextlib
import io
import os
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as Tree

from . import _core
from .files import has_suffix, replacing
from .frames import Table, _error
from .network import Twin
from .qgis_layers import GROUND, GROUPS, VIEWS, View, Words

PROJECT_SUFFIXES = (".qgz", ".qgs")
_VERSION = "3.22.0"  # of the format; later ones read it
_MARK = b"gastwinProject"  # QGIS drops attributes that it does not know when it saves
_SHAPES = {"POINT": "Point", "LINESTRING": "Line", "POLYGON": "Polygon"}

Styles = Mapping[str, Sequence[tuple[str, str]]]
"""Of each layer (name, QML), the default first."""


@dataclass(frozen=True)
class _Layer:
    """A layer as the twin file holds it."""

    name: str
    shape: str  # as QGIS calls it; "" for a plain table
    system: int


@dataclass(frozen=True)
class _TwinFile:
    """What a project has to know of a twin file."""

    layers: dict[str, _Layer]
    systems: dict[int, tuple[str, str]]  # (EPSG:4547 or "", WKT) by number
    extent: tuple[float, float, float, float]  # of the pipes: least x, least y, greatest x, greatest y


def write_qgis_project(
    path: str | os.PathLike[str],
    twin_file: str | os.PathLike[str],
    twin: Twin,
    results: Mapping[str, Table],
    lang: str = "en",
    *,
    force: bool = False,
) -> None:
    """Writes the project `path` (.qgz or .qgs) of the twin file, which has been written before with these results.

    lang: of layers, legends and views, "zh" or "en". The file appears whole or not at all, and is the same for the same
    twin. Raises `Error`: usage (another ending); not_overwritten (someone has saved this project in QGIS; `force`
    overwrites it all the same); bad_twin; cannot_write.
    """
    if not has_suffix(path, PROJECT_SUFFIXES):
        raise _error("usage", column="path", value=os.fspath(path), detail="the ending must be .qgz or .qgs")
    if not force and saved_in_qgis(path):
        raise _error("not_overwritten", file=os.fspath(path), detail="it has been saved in QGIS")
    with replacing(path) as unfinished:
        unfinished.write_bytes(qgis_project(path, twin_file, twin, results, lang))


def qgis_project(
    path: str | os.PathLike[str],
    twin_file: str | os.PathLike[str],
    twin: Twin,
    results: Mapping[str, Table],
    lang: str,
) -> bytes:
    """Content of the project file `path`; see write_qgis_project()."""
    target = Path(path)
    source = os.path.relpath(Path(twin_file).resolve(), target.resolve().parent)
    styles = dict(_core.map_styles(twin._core, [t._core for t in results.values()], lang))
    text = _project_text(_look_into(Path(twin_file)), Path(source).as_posix(), styles, lang)
    if has_suffix(target, (".qgs",)):
        return text
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{target.stem}.qgs", (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return zipped.getvalue()


def saved_in_qgis(path: str | os.PathLike[str]) -> bool:
    """Is there a project that is no longer as it was written here? Layouts and views of its user may be in it."""
    try:
        content = Path(path).read_bytes()
    except OSError:
        return False
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".qgs")]
            content = archive.read(names[0]) if names else b""
    return _MARK not in content[:500]


def _look_into(path: Path) -> _TwinFile:
    address = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as file:
            rows = file.execute(
                "SELECT c.table_name, g.geometry_type_name, c.srs_id, c.min_x, c.min_y, c.max_x, c.max_y "
                "FROM gpkg_contents c LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
            ).fetchall()
            systems = file.execute(
                "SELECT srs_id, organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys"
            ).fetchall()
    except sqlite3.Error as error:
        raise _error("bad_twin", file=str(path), detail=str(error)) from None
    layers = {
        name: _Layer(name, _SHAPES.get(str(shape).removeprefix("MULTI"), ""), srs) for name, shape, srs, *_ in rows
    }
    extent = next((tuple(box) for name, _, _, *box in rows if name == "pipe" and None not in box), (0.0, 0.0, 1.0, 1.0))
    named = {
        srs: (f"EPSG:{code}" if maker == "EPSG" else "", wkt)
        for srs, maker, code, wkt in systems
        if srs > 0 and not wkt.startswith("LOCAL_CS")
    }
    return _TwinFile(layers, named, extent)


def _project_text(file: _TwinFile, source: str, styles: Styles, lang: str) -> bytes:
    """The project as XML."""
    system = file.layers["pipe"].system
    root = Tree.Element("qgis", {"version": _VERSION, "projectname": Path(source).stem, _MARK.decode(): "1"})
    Tree.SubElement(root, "title").text = Path(source).stem
    _add_system(Tree.SubElement(root, "projectCrs"), file, system)
    shown = next((view for view in VIEWS if _first_layer(view) in file.layers), VIEWS[-1])
    _add_tree(root, file, source, lang, shown)
    canvas = Tree.SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    Tree.SubElement(canvas, "units").text = "meters"
    _add_extent(canvas, file.extent)
    Tree.SubElement(canvas, "rotation").text = "0"
    _add_system(Tree.SubElement(canvas, "destinationsrs"), file, system)
    layers = Tree.SubElement(root, "projectlayers")
    for name, title in _layers_in(file, lang):
        _add_layer(layers, file, file.layers[name], title, source, styles.get(name, ()), _style_in(shown, name, lang))
    views = Tree.SubElement(root, "visibility-presets")
    for view in VIEWS:
        if _first_layer(view) in file.layers:
            _add_view(views, file, view, styles, lang)
    properties = Tree.SubElement(root, "properties")
    Tree.SubElement(Tree.SubElement(properties, "Paths"), "Absolute", type="bool").text = "false"
    projections = Tree.SubElement(properties, "SpatialRefSys")  # without it QGIS passes over projectCrs
    Tree.SubElement(projections, "ProjectionsEnabled", type="int").text = str(int(system in file.systems))
    text: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _say(words: Words, lang: str) -> str:
    return words[lang != "zh"]


def _first_layer(view: View) -> str:
    return next(iter(view.layers))


def _style_in(view: View, layer: str, lang: str) -> str | None:
    """The style a view asks for; None: the first."""
    words = view.layers.get(layer)
    return _say(words, lang) if words else None


def _layers_in(file: _TwinFile, lang: str) -> Iterator[tuple[str, str]]:
    """Layers of the project with their titles, from top to bottom."""
    for group in GROUPS:
        for name, title in group.layers.items():
            if name in file.layers:
                yield name, _say(title, lang)


def _add_system(parent: Tree.Element, file: _TwinFile, number: int) -> None:
    """A coordinate system; local metres have none."""
    name, wkt = file.systems.get(number, ("", ""))
    system = Tree.SubElement(parent, "spatialrefsys")
    Tree.SubElement(system, "wkt").text = wkt
    if name:
        Tree.SubElement(system, "srid").text = name.removeprefix("EPSG:")
        Tree.SubElement(system, "authid").text = name


def _add_extent(parent: Tree.Element, box: tuple[float, float, float, float]) -> None:
    """The box and a twentieth around it."""
    margin = 0.05 * max(box[2] - box[0], box[3] - box[1], 1.0)
    extent = Tree.SubElement(parent, "extent")
    for name, value, side in zip(("xmin", "ymin", "xmax", "ymax"), box, (-1, -1, 1, 1), strict=True):
        Tree.SubElement(extent, name).text = repr(value + side * margin)


def _add_tree(root: Tree.Element, file: _TwinFile, source: str, lang: str, shown: View) -> None:
    visible = {*GROUND, *shown.layers}
    top = Tree.SubElement(root, "layer-tree-group")
    for group in GROUPS:
        present = [name for name in group.layers if name in file.layers]
        if not present:
            continue
        some = any(name in visible for name in present)
        branch = Tree.SubElement(
            top, "layer-tree-group", name=_say(group.title, lang), checked="Qt::Checked", expanded=str(int(some))
        )
        for name in present:
            Tree.SubElement(
                branch,
                "layer-tree-layer",
                id=_id(name),
                name=_say(group.layers[name], lang),
                source=_address(source, name),
                providerKey="ogr",
                checked="Qt::Checked" if name in visible else "Qt::Unchecked",
                expanded=str(int(name in shown.layers)),
                legend_exp="",
            )


def _id(layer: str) -> str:
    return f"gastwin_{layer}"


def _address(source: str, layer: str) -> str:
    return f"{source if source.startswith('..') else './' + source}|layername={layer}"


def _add_layer(
    parent: Tree.Element,
    file: _TwinFile,
    layer: _Layer,
    title: str,
    source: str,
    styles: Sequence[tuple[str, str]],
    shown: str | None,
) -> None:
    node = Tree.SubElement(parent, "maplayer", type="vector", geometry=layer.shape or "No geometry")
    Tree.SubElement(node, "id").text = _id(layer.name)
    Tree.SubElement(node, "datasource").text = _address(source, layer.name)
    Tree.SubElement(node, "layername").text = title
    _add_system(Tree.SubElement(node, "srs"), file, layer.system)
    Tree.SubElement(node, "provider", encoding="UTF-8").text = "ogr"
    if not styles:
        return
    current = shown or styles[0][0]
    manager = Tree.SubElement(node, "map-layer-style-manager", current=current)
    for name, qml in styles:
        style, document = Tree.SubElement(manager, "map-layer-style", name=name), Tree.fromstring(qml)
        if name == current:
            node.extend(document)
        else:
            style.append(document)


def _add_view(parent: Tree.Element, file: _TwinFile, view: View, styles: Styles, lang: str) -> None:
    theme = Tree.SubElement(parent, "visibility-preset", {"name": _say(view.title, lang), "has-expanded-info": "0"})
    for name in (*view.layers, *GROUND):
        if name in file.layers and name in styles:
            style = _style_in(view, name, lang) or styles[name][0][0]
            Tree.SubElement(theme, "layer", id=_id(name), visible="1", expanded="1", style=style)
