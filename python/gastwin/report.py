# SPDX-License-Identifier: Apache-2.0
"""The map page and the workbook of a twin, with results at hand or those that its file holds."""

from __future__ import annotations

import os
from pathlib import Path

from . import _core
from .explore import MapPage
from .files import has_suffix
from .frames import Table, _error
from .messages import default_language
from .network import Network, Progress, Twin
from .report_html import html_page
from .report_xlsx import write_workbook
from .result import MapResult, listener, result_tables
from .summaries import import_summary
from .tables import table_of

SUFFIXES = (".html", ".xlsx")


def read_results(path: str | os.PathLike[str]) -> dict[str, Table]:
    """The result tables that a twin file holds, by name (result_node, result_risk, plan ...), as the last run of each
    verb, or `Twin.save()` with results, left them. Raises `Error`: no such file, not a twin file."""
    return {name: table_of(core) for name, core in _core.read_results(os.fspath(path)).items()}


def map_page(twin: Twin, results: dict[str, Table], lang: str | None = None) -> MapPage:
    """The page with these result tables."""
    return MapPage(html_page(twin, results, import_summary(twin), lang or default_language()))


def report(
    twin: Twin | Network | str | os.PathLike[str],
    path: str | os.PathLike[str],
    *results: MapResult | Table,
    lang: str | None = None,
    progress: Progress | None = None,
) -> str:
    """Writes the map page (.html: one file that needs no network) or the workbook (.xlsx) of a twin; returns its name.

    twin: a twin file brings the results stored in it. results: states, risks, scores, plans, tables of
    `gastwin.criticality()`; they take the place of stored ones. lang: "zh" or "en", default the environment's.
    Raises `Error`: another ending, a result that cannot be shown, the twin cannot be read, cannot_write.
    """
    if not has_suffix(path, SUFFIXES):
        raise _error(
            "usage", column="path", value=os.fspath(path), detail=f"the ending must be {' or '.join(SUFFIXES)}"
        )
    tell = listener(progress)
    tables: dict[str, Table] = {}
    if isinstance(twin, (str, os.PathLike)):
        tables, twin = read_results(twin), Twin.open(twin)
    elif isinstance(twin, Network):
        twin = Twin.from_network(twin)
    tables |= result_tables(*results)
    if tell:
        tell("report", 0.0)
    if has_suffix(path, (".xlsx",)):
        write_workbook(Path(path), twin, tables, import_summary(twin), lang or default_language())
    else:
        map_page(twin, tables, lang).save(path)
    if tell:
        tell("report", 1.0)
    return os.fspath(path)
