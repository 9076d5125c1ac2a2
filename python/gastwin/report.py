# SPDX-License-Identifier: Apache-2.0
"""The map page, the workbook and the QGIS project of a twin, with results at hand or those that its file holds."""

from __future__ import annotations

import os
from pathlib import Path

from ._needs import gis
from .explore import MapPage
from .files import has_suffix
from .frames import Table, _error
from .messages import default_language
from .network import Network, Progress, Twin
from .qgis_project import PROJECT_SUFFIXES, write_qgis_project
from .report_html import html_page
from .report_xlsx import write_workbook
from .result import MapResult, listener, result_tables
from .summaries import import_summary
from .tables import table_of

SUFFIXES = (".html", ".xlsx", *PROJECT_SUFFIXES)


def read_results(path: str | os.PathLike[str]) -> dict[str, Table]:
    """The result tables that a twin file holds, by name (result_node, result_risk, plan ...), as the last run of each
    verb, or `Twin.save()` with results, left them. Raises `Error`: no such file, not a twin file."""
    return {name: table_of(core) for name, core in gis.read_results(os.fspath(path)).items()}


def map_page(twin: Twin, results: dict[str, Table], lang: str | None = None) -> MapPage:
    """The page with these result tables."""
    return MapPage(html_page(twin, results, import_summary(twin), lang or default_language()))


def report(
    twin: Twin | Network | str | os.PathLike[str],
    path: str | os.PathLike[str],
    *results: MapResult | Table,
    lang: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> str:
    """Writes the map page (.html: one file that needs no network), the workbook (.xlsx) or the QGIS project (.qgz,
    .qgs) of a twin; returns its name.

    twin: a twin file brings the results stored in it. results: states, risks, scores, plans, tables of
    `gastwin.criticality()`; they take the place of stored ones. A project shows what a twin file holds: it takes the
    name of one, and no results. force: overwrite a project that someone has saved in QGIS. lang: "zh" or "en", default
    the environment's. Raises `Error`: another ending, a result that cannot be shown, the twin cannot be read,
    not_overwritten, cannot_write.
    """
    if not has_suffix(path, SUFFIXES):
        raise _error(
            "usage", column="path", value=os.fspath(path), detail=f"the ending must be {' or '.join(SUFFIXES)}"
        )
    tell = listener(progress)
    project = has_suffix(path, PROJECT_SUFFIXES)
    if project and (results or not isinstance(twin, (str, os.PathLike))):
        raise _error(
            "usage", column="twin", detail="a QGIS project shows a twin file: save the twin first, and name it"
        )
    tables: dict[str, Table] = {}
    file = os.fspath(twin) if isinstance(twin, (str, os.PathLike)) else ""
    if isinstance(twin, (str, os.PathLike)):
        tables, twin = read_results(twin), Twin.open(twin)
    elif isinstance(twin, Network):
        twin = Twin.from_network(twin)
    tables |= result_tables(*results)
    if tell:
        tell("report", 0.0)
    if project:
        write_qgis_project(path, file, twin, tables, lang or default_language(), force=force)
    elif has_suffix(path, (".xlsx",)):
        write_workbook(Path(path), twin, tables, import_summary(twin), lang or default_language())
    else:
        map_page(twin, tables, lang).save(path)
    if tell:
        tell("report", 1.0)
    return os.fspath(path)
