#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Opens a project in QGIS, offscreen, and prints as JSON what arrived; draws each of its views into a folder.

    qgis_open.py TWIN.qgz [FOLDER]

Runs with the Python that has QGIS, as qgis_styles.py does. Exit status: 0 opened, 1 not, 77 QGIS is not installed.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

try:
    from qgis.core import (
        QgsApplication,
        QgsLayerTreeModel,
        QgsMapRendererParallelJob,
        QgsMapSettings,
        QgsProject,
    )
    from qgis.PyQt.QtCore import QSize
except ImportError as reason:
    print(f"skipped: QGIS is not installed for {sys.executable} ({reason})")
    raise SystemExit(77) from None


def arrived(layer) -> dict:
    renderer = layer.renderer() if layer.isSpatial() else None
    parts = [] if renderer is None else renderer.legendSymbolItems()
    return {
        "title": layer.name(),
        "valid": layer.isValid(),
        "rows": layer.featureCount(),
        "crs": layer.crs().authid(),
        "renderer": renderer.type() if renderer else "",
        "style": layer.styleManager().currentStyle(),
        "styles": sorted(layer.styleManager().styles()),
        "labels": [part.label() for part in parts],
    }


def draw(project: QgsProject, view: str, path: Path) -> int:
    """Draws a view; returns how many different colours it has."""
    root = project.layerTreeRoot()
    project.mapThemeCollection().applyTheme(view, root, QgsLayerTreeModel(root))
    settings = QgsMapSettings()
    settings.setLayers([node.layer() for node in root.findLayers() if node.isVisible()])
    settings.setDestinationCrs(project.crs())
    settings.setExtent(project.mapLayer("gastwin_pipe").extent().buffered(20.0))
    settings.setOutputSize(QSize(800, 700))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(str(path))
    return len({image.pixel(x, y) for x in range(0, 800, 2) for y in range(0, 700, 2)})


def main(path: str, folder: str = "") -> None:
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    good = project.read(path)
    views = project.mapThemeCollection().mapThemes()
    root = project.layerTreeRoot()
    found = {
        "error": project.error(),
        "crs": project.crs().authid(),
        "layers": {id: arrived(layer) for id, layer in project.mapLayers().items()},
        "groups": [group.name() for group in root.findGroups()],
        "visible": [node.layerId() for node in root.findLayers() if node.isVisible()],
        "views": {
            view: draw(project, view, Path(folder) / f"{n}.png") if folder else 0 for n, view in enumerate(views)
        },
    }
    print(json.dumps(found))
    sys.stdout.flush()
    os._exit(0 if good else 1)  # taking QGIS apart from Python may crash in any order of destruction


if __name__ == "__main__":
    main(*sys.argv[1:])
