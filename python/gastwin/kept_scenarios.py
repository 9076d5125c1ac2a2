# SPDX-License-Identifier: Apache-2.0
"""Incidents and closures that a twin file keeps by name, to be shown on its map page."""

from __future__ import annotations

import base64
import gzip
import json
import math
import os
import time
import zlib
from collections.abc import Sequence
from typing import Any

from . import _core
from ._needs import gis
from .answers import Scene, incident_answer, plan_answer
from .closure import ClosurePlan
from .frames import Table, _error
from .incident import Incident
from .network import Network, Twin
from .tables import AnyTable, table_of

SCENARIOS, ANSWERS = "result_scenario", "result_scenario_answer"
CLOSURE = "closure"
PART = 30_000  # characters
MARK = "z"  # before each part: base64 may begin as a formula does
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


def scenario_row(name: str, found: Incident | ClosurePlan, pipes: Sequence[str] = ()) -> Row:
    """One row of `result_scenario`. pipes: those that a closure was asked for; an incident knows its own."""
    return {"id": name} | (_incident_row(found) if isinstance(found, Incident) else _closure_row(found, pipes))


def answer_rows(network: Network, name: str, found: Incident | ClosurePlan) -> list[Row]:
    """Rows of `result_scenario_answer`: the answer in both languages, in parts."""
    scene = Scene.of(network)
    answer = {
        lang: incident_answer(found, lang, scene) if isinstance(found, Incident) else plan_answer(found, lang, scene)
        for lang in ("en", "zh")
    }
    packed = gzip.compress(json.dumps(answer, ensure_ascii=False, allow_nan=False).encode(), mtime=0)
    text = base64.b64encode(packed).decode()
    return [
        {"scenario": name, "part": at // PART + 1, "content": MARK + text[at : at + PART]}
        for at in range(0, len(text), PART)
    ]


def read_answers(table: AnyTable) -> dict[str, dict[str, Any]]:
    """The answers by name of the scenario, each {"en": ..., "zh": ...}. Raises `Error`: parts that make no answer."""
    parts: dict[str, list[tuple[int, int]]] = {}
    for row, (name, part) in enumerate(zip(table.scenario, table.part, strict=True)):
        parts.setdefault(str(name), []).append((int(part), row))
    found = {}
    for name, known in parts.items():
        try:
            text = "".join(str(table.content[row]).removeprefix(MARK) for _, row in sorted(known))
            found[name] = json.loads(gzip.decompress(base64.b64decode(text, validate=True)))
            if not all(isinstance(found[name][lang], dict) for lang in ("en", "zh")):
                raise ValueError("not an answer")
        except (ValueError, OSError, EOFError, KeyError, TypeError, zlib.error) as error:
            row, detail = min(row for _, row in known) + 1, f"{name}: {error}"
            raise _error("unreadable_file", layer=ANSWERS, row=row, column="content", detail=detail) from None
    return found


def kept_rows(path: str | os.PathLike[str], name: str = SCENARIOS) -> list[Row]:
    """The rows of what a twin file keeps: scenarios, or parts of their answers."""
    from .report import read_results  # which shows what is kept, and so needs this module

    stored = read_results(path).get(name)
    if stored is None:
        return []
    columns = stored.to_dict()
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def made_table(name: str, rows: Sequence[Row]) -> Table:
    """These rows as a table of this name; what they do not say is missing, what has no id is numbered."""
    columns = {c["name"]: c for c in getattr(_core, f"{name}_table").schema()}
    missing = {"text": "", "real": math.nan, "integer": math.nan}
    cells = {n: [row.get(n, missing[c["kind"]]) for row in rows] for n, c in columns.items()}
    cells["id"] = [row.get("id", str(i + 1)) for i, row in enumerate(rows)]
    return table_of(_core.result_table(name, cells))


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
    twin, name = Twin.open(path), name.strip()
    row = scenario_row(name, found, [str(p) for p in pipes])
    rows = [*(r for r in kept_rows(path) if r["id"] != name), row]
    others = [{**r, "id": ""} for r in kept_rows(path, ANSWERS) if r["scenario"] != name]
    answers = [*others, *answer_rows(twin.network, name, found)]
    for number, part in enumerate(answers, start=1):
        part["id"] = str(number)
    tables = [made_table(SCENARIOS, rows), made_table(ANSWERS, answers)]
    record = run or {
        "verb": "keep",
        "started": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        "seconds": time.perf_counter() - started,
        "version": _core.version,
        "options": {"name": name},
        "inputs": [],
        "seed": 0,
        "status": row["status"],
    }
    gis.update_twin(twin._core, os.fspath(path), [t._core for t in tables], run_row(record))
