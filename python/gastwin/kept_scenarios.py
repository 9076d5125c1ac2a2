# SPDX-License-Identifier: Apache-2.0
"""Incidents and closures that a twin file keeps by name, to be shown on its map page."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Sequence
from typing import Any

from . import _core
from .answers import Scene, incident_answer, plan_answer
from .closure import ClosurePlan
from .frames import Table, _error
from .incident import Incident
from .network import Network, Twin
from .report import read_results
from .tables import table_of

TABLE = "result_scenario"
CLOSURE = "closure"
Row = dict[str, Any]


def _number(value: float | None) -> float:
    """As a table holds it: NaN for what is not known."""
    return math.nan if value is None else float(value)


def _closure_row(plan: ClosurePlan, pipes: Sequence[str]) -> Row:
    return {
        "kind": CLOSURE,
        "pipe": ",".join(map(str, pipes)),
        "status": plan.status,
        "valves": len(plan.valves),
        "customers_out": len(plan.customers),
        "households_out": plan.households_inside + plan.households_cut_off,
    }


def _incident_row(found: Incident) -> Row:
    first = found.damages[0]
    return {
        "kind": str(first["kind"]),
        "pipe": ",".join(str(d["pipe"]) for d in found.damages),
        "x_m": _number(first["x_m"]),
        "y_m": _number(first["y_m"]),
        "status": found.plan.status,
        "valves": len(found.plan.valves),
        "customers_out": found.customers_out,
        "households_out": found.households_out,
        **{name: _number(getattr(found, name)) for name in ("released_kg", "isolated_s", "restored_s")},
        "customer_hours": _number(found.customer_hours),
        "grade": found.grade,
    }


def scenario_row(network: Network, name: str, found: Incident | ClosurePlan, pipes: Sequence[str] = ()) -> Row:
    """One row of `result_scenario`. pipes: those that a closure was asked for; an incident knows its own."""
    scene = Scene.of(network)
    row: Row = {"id": name}
    for column, lang in (("answer", "en"), ("answer_zh", "zh")):
        answer = incident_answer(found, lang, scene) if isinstance(found, Incident) else plan_answer(found, lang, scene)
        row[column] = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    return row | (_incident_row(found) if isinstance(found, Incident) else _closure_row(found, pipes))


def kept_rows(path: str | os.PathLike[str]) -> list[Row]:
    """The scenarios that a twin file keeps."""
    stored = read_results(path).get(TABLE)
    if stored is None:
        return []
    columns = stored.to_dict()
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def scenario_table(rows: Sequence[Row]) -> Table:
    """These rows as a table; what they do not say is missing."""
    columns = {c["name"]: c for c in _core.result_scenario_table.schema()}
    missing = {"text": "", "real": math.nan, "integer": math.nan}
    return table_of(
        _core.result_table(TABLE, {n: [row.get(n, missing[c["kind"]]) for row in rows] for n, c in columns.items()})
    )


def keep_scenario(
    path: str | os.PathLike[str],
    name: str,
    found: Incident | ClosurePlan,
    *,
    pipes: Sequence[Any] = (),
    run: dict[str, Any] | None = None,
) -> None:
    """Keeps an incident or a closure (found) in the twin file at `path`, of whose network it is, under a name; one that
    is there by this name gives way. The map page of `gastwin report` and `gastwin serve` shows what is kept.

    pipes: those that a closure was asked for. run: how the file's list of runs tells of it. Raises `Error`: no name, no
    twin, a file that cannot be written.
    """
    from .assess import run_row

    if not name.strip():
        raise _error("usage", column="name", detail="a kept scenario needs a name")
    started = time.perf_counter()
    twin = Twin.open(path)
    row = scenario_row(twin.network, name.strip(), found, [str(p) for p in pipes])
    rows = [*(r for r in kept_rows(path) if r["id"] != row["id"]), row]
    record = run or {
        "verb": "keep",
        "started": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        "seconds": time.perf_counter() - started,
        "version": _core.version,
        "options": {"name": row["id"]},
        "inputs": [],
        "seed": 0,
        "status": row["status"],
    }
    _core.update_twin(twin._core, os.fspath(path), [scenario_table(rows)._core], run_row(record))
