# SPDX-License-Identifier: Apache-2.0
"""What else stands on the map: stations, valves, sources, special places, problems of the survey, buildings."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..answer_rows import places
from ..messages import special_place
from ..network import Network, Twin
from ..tables import AnyTable
from .columns import Array, code, number, picked, picked_codes, rows_of, text, whole
from .packing import smallest, words
from .plane import Plane, placed
from .themes import SEVERITIES
from .wording import kind_texts, named, pair

RECORDS = ("hazard", "leak", "works")


def _at_nodes(network: Network, node: Array) -> Array:
    """Coordinates of these nodes, NaN for -1."""
    xy = np.stack([network.node.x_m, network.node.y_m], axis=1)
    return np.where((node >= 0)[:, None], xy[node] if len(xy) else np.nan, np.nan)


def _first_known(*choices: Array) -> Array:
    xy = choices[0]
    for other in choices[1:]:
        xy = np.where(placed(xy)[:, None], xy, other)
    return xy


def _own(table: AnyTable) -> Array:
    return np.stack([table.x_m, table.y_m], axis=1)


def _group(key: str, plane: Plane, xy: Array, ids: Array, fields: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """One kind of marks; those without a place can be searched, but are not drawn."""
    return {
        "key": key,
        "label": pair(f"mark.{key}"),
        "id": [str(i) for i in ids],
        "xy": plane.points(xy),
        "drawn": placed(xy).astype(np.uint8),
        "fields": fields,
        **more,
    }


def _risk(name: str, ids: Array, results: dict[str, AnyTable]) -> list[dict[str, Any]]:
    """Risk of valves or regulators; their rank is one among both."""
    risk = results.get("result_piece_risk")
    if risk is None:
        return []
    rows = rows_of(ids, risk, name)
    causes = zip(picked_codes(risk.causes, rows), picked_codes(risk.causes_zh, rows), strict=True)
    return [
        number("piece_rank", picked(risk["rank"], rows), 0),
        number("risk", picked(risk.risk_cny_per_year, rows)),
        number("fatalities", picked(risk.risk_fatalities_per_year, rows), 2),
        number("leaks", picked(risk.frequency_per_year, rows), 2),
        number("leaks_on_record", picked(risk.leaks_on_record, rows), 0),
        number("people_near", picked(risk.people_near, rows), 2),
        {"key": "causes", "label": pair("field.causes"), **words(list(causes))},
    ]


def _regulators(network: Network, plane: Plane, results: dict[str, AnyTable]) -> dict[str, Any]:
    table = network.regulator
    fields = [
        text("kind", table.kind),
        code("control", table.control, named(table, "control")),
        number("set_pressure", table.set_gauge_pressure_pa / 1e3, 4),
        whole("install_year", table.install_year),
        code("state", table.state, named(table, "state")),
    ]
    flows = results.get("result_regulator")
    if flows is not None:
        rows = rows_of(table.id, flows)
        fields += [
            number("inlet_pressure", picked(flows.inlet_gauge_pressure_pa, rows) / 1e3, 4),
            number("outlet_pressure", picked(flows.outlet_gauge_pressure_pa, rows) / 1e3, 4),
        ]
    fields += _risk("regulator", table.id, results)
    fields += [text("source", table.source), whole("source_row", table.source_row)]
    xy = _first_known(_at_nodes(network, table.from_node), _at_nodes(network, table.to_node))
    return _group("regulator", plane, xy, table.id, fields)


def _valves(network: Network, plane: Plane, results: dict[str, AnyTable]) -> dict[str, Any]:
    table = network.valve
    on_pipe = np.where(table.pipe >= 0, table.pipe, 0)
    ends = [
        _at_nodes(network, end[on_pipe] if len(end) else np.full(len(table), -1, dtype=np.int64))
        for end in (network.pipe.from_node, network.pipe.to_node)
    ]
    part = np.nan_to_num(table.position, nan=0.5)[:, None]
    between = np.where((table.pipe >= 0)[:, None], ends[0] + part * (ends[1] - ends[0]), np.nan)
    xy = _first_known(_own(table), between, _at_nodes(network, table.from_node), _at_nodes(network, table.to_node))
    state = np.where(table.open == 0, "valve.closed", np.where(table.operable == 0, "valve.stuck", "valve.ready"))
    names = {key: pair(key) for key in ("valve.ready", "valve.closed", "valve.stuck")}
    fields = [
        text("kind", table.kind),
        code("valve_state", state, names),
        text("recorded_state", table.state),
        *_risk("valve", table.id, results),
        text("source", table.source),
        whole("source_row", table.source_row),
    ]
    look = np.array([list(names).index(s) for s in state], dtype=np.uint8)
    return _group("valve", plane, xy, table.id, fields, look=look)


def _sources(network: Network, plane: Plane) -> dict[str, Any]:
    table = network.source
    fields = [text("kind", table.kind), number("source_pressure", table.gauge_pressure_pa / 1e3, 4)]
    return _group("source", plane, _at_nodes(network, table.node), table.id, fields)


def _special(network: Network, plane: Plane) -> dict[str, Any]:
    customer = network.customer
    here = np.flatnonzero(customer.special != "")
    xy = _first_known(_own(customer)[here], _at_nodes(network, customer.node[here]))
    kinds = customer.special[here]
    labels = {str(k): (special_place(str(k), "en"), special_place(str(k), "zh")) for k in kinds}
    return _group("special", plane, xy, customer.id[here], [code("special", kinds, labels)])


def _record_places(network: Network) -> Array:
    """Where records are: their own place, else that of what they are about."""
    table = network.record
    xy = _own(table)
    for name in sorted({str(n) for n in table.table_name} - {""}):
        known = places(network, name)
        here = (table.table_name == name) & ~placed(xy)
        for row in np.flatnonzero(here):
            xy[row] = known.get(str(table.object_id[row]), xy[row])
    return xy


def _records(network: Network, plane: Plane) -> list[dict[str, Any]]:
    """Hazards, leaks and works on record, kind by kind."""
    table, groups = network.record, []
    xy = _record_places(network) if len(table) else np.empty((0, 2))
    for kind in RECORDS:
        rows = np.flatnonzero(table.kind == kind)
        fields = [
            text(key, np.asarray(table[column])[rows])
            for key, column in (
                ("about", "object_id"),
                ("recorded_cause", "cause"),
                ("detail", "cause_detail"),
                ("level", "level"),
                ("recorded_state", "state"),
                ("started", "started"),
                ("ended", "ended"),
                ("guardian", "guardian"),
                ("source", "source"),
            )
        ]
        fields.append(whole("source_row", table.source_row[rows]))
        groups.append(_group(kind, plane, xy[rows], table.id[rows], fields))
    return groups


def marks(network: Network, plane: Plane, results: dict[str, AnyTable]) -> list[dict[str, Any]]:
    """Groups of points, those that there are any of."""
    groups = [
        _sources(network, plane),
        _regulators(network, plane, results),
        _valves(network, plane, results),
        _special(network, plane),
        *_records(network, plane),
    ]
    return [g for g in groups if g["id"]]


def issues(twin: Twin, plane: Plane) -> dict[str, Any]:
    """Problems of the survey: place, severity, what they mean and what to do, and the pipe concerned (0: none, else
    its row from 1)."""
    issue, texts = twin.issue, kind_texts()
    row = {str(name): i + 1 for i, name in enumerate(twin.network.pipe.id)}
    xy = _own(issue)
    kinds = words([str(k) for k in issue.kind])
    return {
        "xy": plane.points(xy),
        "drawn": placed(xy).astype(np.uint8),
        "severity": np.array([SEVERITIES.index(s) for s in issue.severity], dtype=np.uint8),
        "severities": [pair(f"severity.{s}") for s in SEVERITIES],
        "kind": kinds["of"],
        "meanings": [texts.get(k, ((k, k), ("", "")))[0] for k in kinds["words"]],
        "advice": [texts.get(k, ((k, k), ("", "")))[1] for k in kinds["words"]],
        "object": [str(o) for o in issue.object_id],
        "value": [str(v) for v in issue.value],
        "detail": [str(d) for d in issue.detail],
        "pipe": smallest(np.array([row.get(str(o), 0) for o in issue.object_id], dtype=np.int64)),
    }


def buildings(network: Network, plane: Plane) -> dict[str, Any]:
    """Outlines of buildings where the survey has them; `start`: first point of each ring and the end of the last."""
    start, xy = network._core.building_outlines()
    whole_rings = len(start) > 1 and np.isfinite(xy).all()
    rings = np.asarray(start) if whole_rings else np.zeros(1, dtype=np.int64)
    return {"start": rings.astype(np.uint32), "xy": plane.points(xy if whole_rings else np.empty((0, 2)))}
