#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Opens a twin file in QGIS, offscreen, and checks that every map layer arrives coloured.

    qgis_styles.py TWIN.gpkg [MAP.png]

Runs with the Python that has QGIS (on Debian: /usr/bin/python3 with python3-qgis), which is rarely the one that has
gastwin; hence a script and not a test. With MAP.png it also draws the network as a planner would see it.
Exit status: 0 all layers coloured, 1 some are not, 77 QGIS is not installed.
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

try:
    from qgis.core import (
        QgsApplication,
        QgsMapRendererParallelJob,
        QgsMapSettings,
        QgsRectangle,
        QgsVectorLayer,
    )
    from qgis.PyQt.QtCore import QSize
except ImportError as reason:
    print(f"skipped: QGIS is not installed for {sys.executable} ({reason})")
    raise SystemExit(77) from None

COLOURED = {"categorizedSymbol", "graduatedSymbol"}
# What a planner looks at first, uppermost first.
DRAWN = ["source", "regulator", "valve", "result_risk_pipe", "pipe", "building"]


def classes(layer: QgsVectorLayer) -> list[str]:
    renderer = layer.renderer()
    parts = renderer.categories() if renderer.type() == "categorizedSymbol" else renderer.ranges()
    return [part.label() for part in parts]


def problems(layer: QgsVectorLayer) -> list[str]:
    name, found = layer.name(), []
    if not layer.isValid():
        return [f"{name}: does not load"]
    renderer = layer.renderer()
    if renderer.type() not in COLOURED:
        return [f"{name}: drawn with {renderer.type()}"]
    labels = classes(layer)
    if not labels:
        found.append(f"{name}: no classes")
    for label in labels:
        if not label.strip():
            found.append(f"{name}: a class without a label")
    return found


def open_layers(path: str) -> dict[str, QgsVectorLayer]:
    root = QgsVectorLayer(path, "twin", "ogr")
    names = [part.split("!!::!!")[1] for part in root.dataProvider().subLayers()]
    layers = [QgsVectorLayer(f"{path}|layername={name}", name, "ogr") for name in names]
    return {layer.name(): layer for layer in layers if layer.name() != "layer_styles"}


def draw(layers: list[QgsVectorLayer], extent: QgsRectangle, path: str) -> None:
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    extent.scale(1.05)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(1600, 1200))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(path)


def main(twin: str, picture: str = "") -> None:
    application = QgsApplication([], False)
    application.initQgis()
    layers = {name: layer for name, layer in open_layers(twin).items() if layer.isSpatial()}
    found = [problem for layer in layers.values() for problem in problems(layer)]
    found += [f"{name}: missing" for name in ("pipe", "node", "issue", "repair") if name not in layers]
    for name, layer in layers.items():
        if not problems(layer):
            print(f"{name}: {layer.renderer().type()}, {layer.featureCount()} rows: {' | '.join(classes(layer))}")
    print(*found, sep="\n")
    if picture:
        draw([layers[name] for name in DRAWN if name in layers], layers["pipe"].extent(), picture)
    # All is said; taking QGIS apart from Python may crash in any order of destruction, so the process just ends.
    sys.stdout.flush()
    os._exit(1 if found else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
