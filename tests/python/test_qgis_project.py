# SPDX-License-Identifier: Apache-2.0
"""The QGIS project of a twin: what QGIS needs of the XML, and, where it is installed, what QGIS makes of it."""

import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest

import gastwin as gt
from gastwin.qgis_layers import GROUPS, VIEWS
from gastwin.qgis_project import write_qgis_project

SYSTEM_PYTHON = Path("/usr/bin/python3")  # QGIS installs its bindings there, not into virtual environments
SCRIPT = Path(__file__).with_name("qgis_open.py")
NO_QGIS = 77
HAN = re.compile(r"[\u4e00-\u9fff]")

Run = Callable[..., tuple[int, dict[str, Any], str]]
Assessed = tuple[gt.Assessment, Path]


def read(path: Path) -> Tree.Element:
    if path.suffix == ".qgs":
        return Tree.fromstring(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        assert name == f"{path.stem}.qgs"
        return Tree.fromstring(archive.read(name))


def geometry_layers(twin: Path) -> set[str]:
    with sqlite3.connect(twin) as file:
        return {name for (name,) in file.execute("SELECT table_name FROM gpkg_geometry_columns")}


@pytest.fixture(scope="module", params=["zh", "en"])
def project(request: pytest.FixtureRequest, assessed: Assessed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copy(assessed[1] / "twin.gpkg", folder)
    done, path = assessed[0], folder / f"twin-{request.param}.qgz"
    write_qgis_project(path, folder / "twin.gpkg", done.twin, done.results, request.param)
    return path


def test_every_layer_of_the_map_is_in_the_project(project: Path) -> None:
    xml, twin = read(project), project.with_name("twin.gpkg")
    sources = {layer.findtext("id"): layer.findtext("datasource") for layer in xml.iter("maplayer")}
    assert all(str(source).startswith("./twin.gpkg|layername=") for source in sources.values())
    assert geometry_layers(twin) <= {str(source).split("=")[1] for source in sources.values()}
    assert {node.get("id"): node.get("source") for node in xml.iter("layer-tree-layer")} == sources
    assert xml.findtext("properties/Paths/Absolute") == "false"
    assert xml.findtext("projectCrs/spatialrefsys/authid") == "EPSG:4547"
    with sqlite3.connect(twin) as file:
        box = file.execute("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'pipe'").fetchone()
    xmin, ymin, xmax, ymax = (float(part.text or "") for part in xml.findall("mapcanvas/extent/*"))
    assert xmin < box[0] and ymin < box[1] and box[2] < xmax and box[3] < ymax


def test_every_layer_on_the_map_has_a_style_and_every_view_names_what_is_there(project: Path) -> None:
    xml = read(project)
    styles: dict[str | None, list[str | None]] = {}
    for layer in xml.iter("maplayer"):
        manager = layer.find("map-layer-style-manager")
        if layer.get("geometry") == "No geometry":
            assert manager is None
            continue
        assert manager is not None, layer.findtext("id")
        names = [style.get("name") for style in manager]
        assert manager.get("current") in names and len(set(names)) == len(names)
        renderer = layer.find("renderer-v2")
        assert renderer is not None
        classes = renderer.findall("categories/category") + renderer.findall("ranges/range")
        symbols = {symbol.get("name") for symbol in renderer.findall("symbols/symbol")}
        assert classes and {c.get("symbol") for c in classes} == symbols
        styles[layer.findtext("id")] = names
    views = xml.findall("visibility-presets/visibility-preset")
    assert len(views) == len(VIEWS)
    for view in views:
        assert len(view) >= 3
        for layer in view:
            assert layer.get("style") in styles[layer.get("id")]
    # The planner's questions, each with a style of its own.
    assert len(styles["gastwin_result_risk_pipe"]) >= 3 and len(styles["gastwin_plan_pipe"]) >= 2
    assert len(styles["gastwin_issue"]) == 2 and styles["gastwin_result_node"]


def test_the_project_speaks_one_language(project: Path) -> None:
    xml = read(project)
    said = [node.get("name") for node in xml.iter("layer-tree-group") if node.get("name")]
    said += [node.get("name") for node in xml.iter("layer-tree-layer")]
    said += [node.get("name") for node in xml.iter("visibility-preset")]
    said += [node.get("name") for node in xml.iter("map-layer-style")]
    if project.stem.endswith("zh"):
        assert all(HAN.search(str(text)) for text in said), said
        labels = [node.get("label") for node in xml.iter("category")]
        assert {"重大风险（红）", "钢", "开"} <= set(labels) and not {"major (red)", "steel", "open"} & set(labels)
    else:
        # Texts of the survey stay as they are: kinds of points and spaces, as the surveyor wrote them.
        free = ("node", "enclosure", "source", "result_piece_risk")
        for layer in xml.iter("maplayer"):
            if not layer.findtext("id", "").startswith(tuple(f"gastwin_{name}" for name in free)):
                said += [node.get("label") for node in (*layer.iter("category"), *layer.iter("range"))]
        assert not [text for text in said if HAN.search(str(text))]


def test_the_same_twin_gives_the_same_project(project: Path, assessed: Assessed) -> None:
    again = project.with_name("again.qgz")
    lang = project.stem[-2:]
    write_qgis_project(again, project.with_name("twin.gpkg"), assessed[0].twin, assessed[0].results, lang)
    assert Tree.tostring(read(again)) == Tree.tostring(read(project))


def test_assess_leaves_a_project_that_a_planner_saved(assessed: Assessed, gastwin: Run, tmp_path: Path) -> None:
    folder = assessed[1]
    assert str(folder / "twin.qgz") in assessed[0].outputs
    shutil.copy(folder / "twin.gpkg", tmp_path)
    out = tmp_path / "maps" / "twin.qgs"
    out.parent.mkdir()
    assert gastwin("report", tmp_path / "twin.gpkg", "-o", out)[0] == 0
    assert read(out).findtext("projectlayers/maplayer/datasource", "").startswith("../twin.gpkg|")
    assert gastwin("report", tmp_path / "twin.gpkg", "-o", out)[0] == 0  # as it was written: replaced
    # QGIS writes its own attributes to the root when it saves, and none of ours.
    saved = re.sub(rb"<qgis [^>]*>", b'<qgis version="3.22.16" saveUser="someone">', out.read_bytes())
    out.write_bytes(saved)
    status, _, said = gastwin("report", tmp_path / "twin.gpkg", "-o", out)
    assert status == 2 and "GT-0802" in said and "--force" in said and out.read_bytes() == saved
    assert gastwin("report", tmp_path / "twin.gpkg", "-o", out, "--force")[0] == 0
    assert out.read_bytes() != saved


def test_a_twin_in_local_metres_has_no_system(line: Callable[..., gt.Network], tmp_path: Path) -> None:
    twin = gt.Twin.from_network(line())
    twin.save(tmp_path / "twin.gpkg")
    write_qgis_project(tmp_path / "twin.qgs", tmp_path / "twin.gpkg", twin, {})
    xml = read(tmp_path / "twin.qgs")
    assert xml.findtext("properties/SpatialRefSys/ProjectionsEnabled") == "0"
    assert not xml.findtext("projectCrs/spatialrefsys/wkt")
    with pytest.raises(gt.Error, match=r"qgz or \.qgs"):
        write_qgis_project(tmp_path / "twin.xml", tmp_path / "twin.gpkg", twin, {})
    (tmp_path / "no.gpkg").write_text("no database")
    with pytest.raises(gt.Error) as refused:
        write_qgis_project(tmp_path / "no.qgs", tmp_path / "no.gpkg", twin, {})
    assert refused.value.kind == "bad_twin" and not (tmp_path / "no.qgs").exists()


def test_qgis_opens_it(project: Path, tmp_path: Path) -> None:
    if not SYSTEM_PYTHON.exists():
        pytest.skip("no system Python that could have QGIS")
    done = subprocess.run(
        [SYSTEM_PYTHON, SCRIPT, project, tmp_path], capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode == NO_QGIS:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["error"] == "" and found["crs"] == "EPSG:4547"
    xml = read(project)
    layers = found["layers"]
    assert set(layers) == {layer.findtext("id") for layer in xml.iter("maplayer")}
    for id, layer in layers.items():
        assert layer["valid"] and layer["rows"] >= 0, id
        if layer["renderer"]:
            assert layer["renderer"] in ("categorizedSymbol", "graduatedSymbol"), (id, layer["renderer"])
            assert layer["crs"] == "EPSG:4547" and layer["labels"] and layer["style"] in layer["styles"]
    assert "gastwin_result_risk_pipe" in found["visible"] and "gastwin_pipe" not in found["visible"]
    assert len(found["groups"]) >= 7 and len(found["groups"]) <= len(GROUPS)
    assert len(found["views"]) == len(VIEWS) and all(colours > 5 for colours in found["views"].values()), found["views"]
