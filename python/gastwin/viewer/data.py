# SPDX-License-Identifier: Apache-2.0
"""Everything the page shows, as one container (packing.py). A server hands out the same bytes that a file holds."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _core
from ..messages import figure, label
from ..network import Network, Twin, schema
from ..risk_maps import risk_by_place
from ..tables import AnyTable
from .charts import charts
from .columns import Array
from .marks import buildings, issues, marks
from .packing import pack, words
from .pipes import score, themes_and_fields
from .plane import Plane
from .projects import projects
from .sayings import sayings
from .scenarios import scenarios
from .wording import Pair, named, pair

_MOST_PLACES, _MOST_PIPES = 20, 30
_ORIGINS = ("imputed", "inferred", "rule", "user")
_FIELDS_OF = {  # provenance by column, fields by key
    "material": "material",
    "install_year": "install_year",
    "inner_diameter_m": "inner_diameter",
    "pressure_class": "pressure_class",
    "role": "role",
    "depth_m": "depth",
}


def _lines(network: Network, lines: list[Array], plane: Plane) -> dict[str, Any]:
    """Courses of the pipes; a pipe with a point nobody knows has none."""
    drawn = [line if np.isfinite(line).all() and len(line) > 1 else line[:0] for line in lines]
    start = np.concatenate([[0], np.cumsum([len(line) for line in drawn])])
    xy = np.concatenate(drawn) if drawn else np.empty((0, 2))
    return {
        "id": [str(i) for i in network.pipe.id],
        "start": start.astype(np.uint32),
        "xy": plane.points(xy),
        "street": words([str(s) for s in network.pipe.street]),
        "main": np.isin(network.pipe.role, ("main", "unknown")).astype(np.uint8),
    }


def _method(english: str) -> Pair:
    """How a value was found, in both languages; what texts.json does not know stays as it is."""
    if english.startswith("neighbour "):
        en, zh = pair("method.neighbour")
        name = english.removeprefix("neighbour ")
        return en.replace("{id}", name), zh.replace("{id}", name)
    try:
        return pair(f"method.{english}")
    except KeyError:
        return english, english


def _estimates(twin: Twin) -> dict[str, Any]:
    """Values of pipes that are not as surveyed: row, field and how it was found."""
    table = twin.provenance
    row = {str(name): i for i, name in enumerate(twin.network.pipe.id)}
    names, columns, origin, method = table.object_id, table.column, table.origin, table.method
    labels = named(table, "origin")
    kept = [
        i
        for i in np.flatnonzero((table.table_name == "pipe") & np.isin(origin, _ORIGINS))
        if str(names[i]) in row and str(columns[i]) in _FIELDS_OF
    ]
    return {
        "pipe": np.array([row[str(names[i])] for i in kept], dtype=np.uint32),
        "field": words([_FIELDS_OF[str(columns[i])] for i in kept]),
        "how": words([(*labels[origin[i]], *_method(str(method[i]))) for i in kept]),
    }


def _places(twin: Twin, risk: AnyTable | None) -> list[dict[str, Any]]:
    """Streets by risk per km, those that pipes of the map lie in."""
    if risk is None:
        return []
    found = risk_by_place(twin, risk)
    on_map = set(map(str, twin.network.pipe.street)) - {""}
    place = found.place
    streets = (found.kind == "street") & np.isin(place.astype(str), sorted(on_map))
    rows = [r for r in np.argsort(found["rank"], kind="stable") if streets[r]][:_MOST_PLACES]
    return [
        {
            "name": str(place[r]),
            "km": float(found.length_km[r]),
            "leaks": float(found.frequency_per_year[r]),
            "risk": float(found.risk_cny_per_year[r]),
            "density": float(found.risk_cny_per_km_year[r]),
        }
        for r in rows
    ]


def _highest(network: Network, risk: AnyTable | None) -> list[int]:
    """Rows of the pipes that rank highest."""
    if risk is None:
        return []
    row = {str(name): i for i, name in enumerate(network.pipe.id)}
    ordered = risk.id[np.argsort(risk["rank"], kind="stable")]
    return [row[str(name)] for name in ordered if str(name) in row][:_MOST_PIPES]


def _summary(summary: dict[str, object]) -> list[dict[str, Any]]:
    """Plain figures of a summary; how the solve ended by its name."""
    statuses = {c: (en, zh) for c, en, zh in next(c["names"] for c in schema("result_zone") if c["name"] == "status")}
    shown = {k: v for k, v in summary.items() if isinstance(v, (str, int, float))}
    return [
        {
            "label": (label(k, "en"), label(k, "zh")),
            "value": statuses.get(str(v), (str(v), str(v))) if not isinstance(v, float) else (figure(v), figure(v)),
        }
        for k, v in shown.items()
    ]


def page_document(twin: Twin, results: dict[str, AnyTable], summary: dict[str, object], lang: str) -> dict[str, Any]:
    """What page_data() packs."""
    network, risk = twin.network, results.get("result_risk")
    lines = network.pipe_lines()
    nodes = np.stack([network.node.x_m, network.node.y_m], axis=1)
    plane = Plane.around(*lines, nodes)
    themes, fields = themes_and_fields(twin, results)
    return {
        "version": _core.version,
        "language": lang,
        "crs": network.crs,
        "plane": {"x": plane.x_m, "y": plane.y_m, "step": plane.step_m},
        "summary": _summary(summary),
        "pipes": _lines(network, lines, plane),
        "themes": themes,
        "fields": fields,
        "score": score(network, risk),
        "estimates": _estimates(twin),
        "marks": marks(network, plane, results),
        "issues": issues(twin, plane),
        "buildings": buildings(network, plane),
        "places": _places(twin, risk),
        "highest": _highest(network, risk),
        "projects": projects(network, results),
        "sayings": sayings(network, results),
        "scenarios": scenarios(network, results),
        "charts": charts(twin, results),
    }


def page_data(twin: Twin, results: dict[str, AnyTable], summary: dict[str, object], lang: str) -> bytes:
    """The container. `results` by table name (result_pipe, result_risk, plan_pipe ...); absent ones are left out."""
    return pack(page_document(twin, results, summary, lang))
