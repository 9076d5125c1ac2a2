# SPDX-License-Identifier: Apache-2.0
"""The ledger of hazards beside a twin."""

from __future__ import annotations

import argparse
from typing import Any

from ..device_programme import programme
from ..hazard_ledger import GROUPS, HazardLedger
from ..network import Twin
from .verb import DONE, NEGATIVE, Outcome, Progress, Verb, twin_argument


def _arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--ledger", metavar="FILE.jsonl")
    p.add_argument("--registers", nargs="+", default=[], metavar="FILE")
    p.add_argument("--find", action="store_true")
    p.add_argument("--rules", metavar="FILE")
    p.add_argument("--events", nargs="+", default=[], metavar="FILE")
    p.add_argument("--as-of", metavar="DATE")
    p.add_argument("--by", choices=GROUPS, default="unit")
    p.add_argument("-o", "--out", metavar="DIR|FILE.xlsx")


def _collected(args: argparse.Namespace, twin: Twin, ledger: HazardLedger, progress: Progress) -> dict[str, Any]:
    """Hazards of registers or else of the twin's records, then those that rules find."""
    from ..device_programme.registers import read_registers

    listed = read_registers(args.registers)
    differing = [ledger.import_register(r) for r in listed if r.table == "hazard"]
    if not differing:
        ledger.import_records(twin)
    found: dict[str, list[str]] = {"new": [], "reopened": [], "gone": []}
    if args.find:
        users = programme(twin, args.rules, registers=args.registers, as_of=args.as_of, progress=progress or False)
        found = ledger.collect(users.findings(), users.summary["as_of"], [*users.rule["id"]])
    return {
        "differs_from_register": sum(len(d) for d in differing),
        "reopened": len(found["reopened"]),
        "found_no_more": len(found["gone"]),
        "_differing": differing,
    }


def _hazards(args: argparse.Namespace, progress: Progress) -> Outcome:
    from ..hazard_ledger.tables import write_tables

    twin = Twin.open(args.twin)
    ledger = HazardLedger.open(args.ledger or args.twin)
    before = len(ledger)
    told = _collected(args, twin, ledger, progress)
    refused = [ledger.apply(file) for file in args.events]
    last = ledger.save()
    hazards = ledger.hazards(args.as_of)
    outputs = [str(ledger.path)] if ledger.path.exists() else []  # no hazards, no ledger
    if args.out:
        tables = {"hazard": hazards, "score": ledger.score(args.as_of, args.by), "history": ledger.history()}
        outputs += write_tables(tables, told["_differing"], refused, args.out, args.lang)
    is_open = hazards["state"] != "closed"
    broken = [f"{r.file}:{r.row} {r.hazard}: {r.why}" for frame in refused for r in frame.itertuples()]
    summary = {
        "status": "refused" if broken else "done",
        "hazards": len(hazards),
        "added": len(ledger) - before,
        "open": int(is_open.sum()),
        "major_open": int((is_open & (hazards["level"] == "major")).sum()),
        "overdue": int(hazards["overdue"].sum()),
        **{name: value for name, value in told.items() if not name.startswith("_")},
        "broken": broken,
        "last_hash": last,
        "outputs": outputs,
    }
    return summary, NEGATIVE if broken else DONE


VERBS = (Verb("hazards", "hazards twin.gpkg --registers registers/ --find -o hazards.xlsx", _arguments, _hazards),)
