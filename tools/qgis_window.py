# SPDX-License-Identifier: Apache-2.0
"""Runs inside QGIS (qgis --code): shows the view GASTWIN_VIEW and saves the window as GASTWIN_PICTURE."""

import os

from qgis.core import QgsLayerTreeModel, QgsProject
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import iface


def show() -> None:
    window, project = iface.mainWindow(), QgsProject.instance()
    window.resize(1400, 860)
    window.findChild(QDockWidget, "Browser").hide()
    layers = window.findChild(QDockWidget, "Layers")
    window.resizeDocks([layers], [330], Qt.Horizontal)
    root = project.layerTreeRoot()
    project.mapThemeCollection().applyTheme(os.environ["GASTWIN_VIEW"], root, QgsLayerTreeModel(root))
    for group in root.findGroups():
        group.setExpanded(any(node.isVisible() for node in group.findLayers()))
    ground = ("gastwin_building", "gastwin_source", "gastwin_regulator")
    for node in root.findLayers():
        node.setExpanded(node.isVisible() and node.layerId() not in ground)
    canvas = iface.mapCanvas()
    canvas.setExtent(project.mapLayer("gastwin_pipe").extent().buffered(30.0))
    canvas.refresh()
    QTimer.singleShot(5000, save)


def save() -> None:
    picture = iface.mainWindow().grab().toImage()
    few = picture.convertToFormat(QImage.Format_Indexed8, Qt.ThresholdDither | Qt.AvoidDither)
    few.save(os.environ["GASTWIN_PICTURE"])
    os._exit(0)


QTimer.singleShot(3000, show)
