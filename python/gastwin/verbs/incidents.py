# SPDX-License-Identifier: Apache-2.0
"""What to do when a pipe is broken, and what it costs."""

from __future__ import annotations

import argparse
import csv
import math
import time
from pathlib import Path
from typing import Any

import numpy as np

from .. import _core, steady
from ..closure import AIMS, ClosurePlan, shutoff
from ..criticality import HIGHEST_REQUIRED_PA, criticality
from ..dispatch_sheet import SUFFIXES, write_dispatch_sheet
from ..files import make_folder, replacing
from ..frames import _error
from ..incident import Incident, incident, incident_kinds, incidents
from ..incident_file import MOST_SCENARIOS, machines, read_incidents
from ..kept_scenarios import keep_scenario
from ..network import Twin
from ..papers.csv_rows import write_rows
from ..steady import State
from ..summaries import shutoff_summary
from .verb import (
    DONE,
    NEGATIVE,
    SEED,
    Outcome,
    Progress,
    Verb,
    file_ending,
    number,
    run_record,
    save_with_results,
    twin_argument,
    whole,
    write_csv_files,
)


def _shutoff_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    where = p.add_mutually_exclusive_group(required=True)
    where.add_argument("--pipe", action="append", metavar="ID")
    where.add_argument("--at", metavar="X,Y")
    p.add_argument("--inoperable", action="append", default=[], metavar="VALVE")
    p.add_argument("--aim", choices=AIMS, default=AIMS[0])
    p.add_argument("--squeeze", action="store_true")
    p.add_argument("--keep", metavar="NAME")
    p.add_argument("-o", "--out", type=file_ending(".csv"), metavar="FILE.csv")


def _point(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        x, y = (float(part) for part in text.split(","))
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError
    except ValueError:
        raise _error("usage", column="--at", value=text, detail="expected X,Y in metres") from None
    return x, y


def _keep(args: argparse.Namespace, started: float, found: Incident | ClosurePlan) -> list[str]:
    """Keeps it in the twin file where that is asked for; returns what was written."""
    if args.keep is None:
        return []
    run = run_record(args, started, str(found.status), [args.twin])
    pipes = args.pipe if isinstance(args.pipe, list) else []
    keep_scenario(args.twin, args.keep, found, pipes=pipes, run=run)
    return [args.twin]


def _write_operations(plan: ClosurePlan, path: str) -> None:
    """Every operation in its order, of valves and of stations to shut."""
    columns = ("id", "action", "why", "inside_customers", "cut_off_customers", "low_pressure_customers")
    listed = []
    for element, table in (("valve", plan.steps), ("regulator", plan.stations)):
        cells = [table.ids(name).tolist() for name in columns]
        listed += [(int(step), element, *row) for step, *row in zip(table.step, *cells, strict=True)]
    missing = np.iinfo(np.int32).min
    rows = ([None if v == missing else v for v in row] for row in sorted(listed, key=lambda row: row[0]))
    write_rows(Path(path), ("step", "element", *columns), rows)


def _shutoff(args: argparse.Namespace, progress: Progress) -> Outcome:
    started = time.perf_counter()
    twin = Twin.open(args.twin)
    state: State | None = steady.solve(twin, "peak", progress=progress or False)
    plan = shutoff(
        twin,
        args.pipe,
        at=_point(args.at),
        inoperable=args.inoperable,
        aim=args.aim,
        squeeze=args.squeeze,
        state=state,
        progress=progress or False,
    )
    outputs = _keep(args, started, plan)
    if args.out:
        _write_operations(plan, args.out)
        outputs.append(args.out)
    summary = {"status": plan.status, **shutoff_summary(plan), "outputs": outputs}
    return summary, DONE if plan.status == "isolated" else NEGATIVE


def _incident_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("scenario", nargs="?", metavar="SCENARIO.toml")
    where = p.add_mutually_exclusive_group()
    where.add_argument("--pipe", metavar="ID")
    where.add_argument("--at", metavar="X,Y")
    p.add_argument("--position", type=number(0.0, 1.0), metavar="X")
    p.add_argument("--kind", choices=list(incident_kinds()), default="puncture")
    p.add_argument("--hole-mm", type=number(0.01, 3000.0), metavar="MM")
    p.add_argument("--machine", choices=list(machines()), default="unknown")
    p.add_argument("--inoperable", action="append", default=[], metavar="VALVE")
    p.add_argument("--hour", type=number(0.0, 24.0), default=12.0, metavar="H")
    p.add_argument("--aim", choices=AIMS, default=AIMS[0])
    p.add_argument("--load", choices=("peak", "average", "fixed"), default="peak")
    p.add_argument("--scheme", metavar="FILE")
    p.add_argument("--samples", type=whole(1, 100_000), default=1000)
    p.add_argument("--seed", type=SEED, default=1)
    p.add_argument("--most-scenarios", type=whole(1, 10**9), default=MOST_SCENARIOS, metavar="N")
    p.add_argument("--sheet", action="append", default=[], type=file_ending(*SUFFIXES), metavar="FILE")
    p.add_argument("--keep", metavar="NAME")
    p.add_argument("-o", "--out", metavar="DIR")


def _one_incident(args: argparse.Namespace, twin: Twin, common: dict[str, Any]) -> Outcome:
    started = time.perf_counter()
    found = incident(
        twin,
        args.pipe,
        at=_point(args.at),
        position=args.position,
        kind=args.kind,
        hole_mm=args.hole_mm,
        machine=args.machine,
        inoperable=args.inoperable,
        hour=args.hour,
        aim=args.aim,
        **common,
    )
    plan = found.plan
    tables = [found.timeline, found.customers, found.restoration, plan.steps, plan.stations, plan.customers]
    outputs = write_csv_files(tables, make_folder(args.out)) if args.out else []
    outputs += _keep(args, started, found)
    for path in args.sheet:
        write_dispatch_sheet(found, path, args.lang)
        outputs.append(path)
    summary = {**found.figures(), **shutoff_summary(plan), "isolation": plan.status, "outputs": outputs}
    return summary, DONE if found.status != "max_iterations" else NEGATIVE


def _write_rows(rows: list[dict[str, Any]], path: str) -> str:
    """One line per scenario; Excel takes the file for UTF-8."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with replacing(path) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def _incident(args: argparse.Namespace, progress: Progress) -> Outcome:
    twin = Twin.open(args.twin)
    common: dict[str, Any] = {
        "load": args.load,
        "scheme": args.scheme,
        "samples": args.samples,
        "seed": args.seed,
        "progress": progress or False,
    }
    if args.scenario is None:
        return _one_incident(args, twin, common)
    if args.pipe or args.at:
        raise _error("usage", column="SCENARIO.toml", detail="give either a scenario file or --pipe or --at")
    if args.sheet:
        raise _error("usage", column="--sheet", detail="a sheet is of one incident: give --pipe or --at")
    if args.keep is not None:
        raise _error("usage", column="--keep", detail="one incident is kept by a name: give --pipe or --at")
    rows = incidents(twin, read_incidents(args.scenario, args.most_scenarios), **common)
    outputs = [_write_rows(rows, str(make_folder(args.out) / "incidents.csv"))] if args.out else []
    failed = [row["name"] for row in rows if str(row["status"]).startswith("GT-")]
    summary = {"status": "done" if not failed else "failed", "scenarios": rows, "failed": failed, "outputs": outputs}
    return summary, NEGATIVE if failed else DONE


WHAT = {"pipes": "customers_out", "valves": "customers_increase", "regulators": "customers_out"}


def _criticality_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--what", choices=list(WHAT), default="pipes")
    p.add_argument("--hydraulics", action="store_true")
    p.add_argument("--required-pressure-pa", type=number(0.0, HIGHEST_REQUIRED_PA), default=1000.0, metavar="PA")
    p.add_argument("-o", "--out", type=file_ending(".csv"), metavar="FILE.csv")


def _criticality(args: argparse.Namespace, progress: Progress) -> Outcome:
    started = time.perf_counter()
    twin = Twin.open(args.twin)
    table = criticality(
        twin,
        args.what,
        hydraulics=args.hydraulics,
        required_gauge_pressure_pa=args.required_pressure_pa,
        checkpoint=f"{args.twin}.criticality" if args.hydraulics else None,
        progress=progress or False,
    )
    save_with_results(twin, args.twin, [table], run_record(args, started, "done", [args.twin]))
    outputs = [args.twin]
    if args.out:
        _core.write_csv(table._core, args.out)
        outputs.append(args.out)
    loss = table[WHAT[args.what]]
    worst = np.argsort(-loss, kind="stable")[:10]
    summary: dict[str, Any] = {
        "status": "done",
        "what": args.what,
        "rows": len(table),
        "with_loss": int((loss > 0).sum()),
        "top": [str(table.id[i]) for i in worst if loss[i] > 0],
    }
    if args.hydraulics:
        low = table["customers_low_pressure"]
        summary["with_low_pressure"] = int((low > 0).sum())
        summary["solve"] = {how: int(n) for how, n in zip(*np.unique(table["solve"], return_counts=True), strict=True)}
    return {**summary, "outputs": outputs}, DONE


VERBS = (
    Verb("shutoff", "shutoff twin.gpkg --pipe P000017", _shutoff_arguments, _shutoff),
    Verb(
        "incident",
        "incident twin.gpkg --pipe P000017 --kind rupture -o out/",
        _incident_arguments,
        _incident,
    ),
    Verb("criticality", "criticality twin.gpkg --what regulators", _criticality_arguments, _criticality),
)
