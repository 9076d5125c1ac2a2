# SPDX-License-Identifier: Apache-2.0
"""Where hazards come from: rules, the twin's records, registers, and what people fill in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..device_programme.dates import day_argument, read_day
from ..device_programme.registers import Register, read_register
from ..network import Network, Twin
from .events import event_words, scheme

if TYPE_CHECKING:
    from . import HazardLedger

REFUSED = ["file", "row", "hazard", "event", "why"]
DIFFERENCES = ["hazard", "column", "ledger", "register", "file", "row"]
_TABLES = {
    **dict.fromkeys(("居民用户", "单位用户", "用户"), "customer"),
    **dict.fromkeys(("管线", "管道"), "pipe"),
    **dict.fromkeys(("楼栋", "建筑"), "building"),
    "立管": "riser",
    "阀门": "valve",
    "调压设施": "regulator",
}
_LEVELS = {"一般": "general", "重大": "major", "general": "general", "major": "major"}


def collect(ledger: HazardLedger, findings: pd.DataFrame, at: Any, rules: Iterable[str] | None) -> dict[str, list[str]]:
    """HazardLedger.collect()."""
    day = day_argument(at, "at")
    done: dict[str, list[str]] = {"new": [], "reopened": [], "gone": []}
    rows: Iterable[Any] = findings.itertuples(index=False)
    for row in rows:
        known = ledger.state_of(row.id)
        source = f"{row.source}:{row.source_row}"
        by = f"rule {row.rule}"
        if known is None:
            fields = {"kind": row.kind, "kind_zh": row.kind_zh, "due": row.due, "rule": row.rule, "source": source}
            where = {"table_name": row.table_name, "object_id": row.object_id, "level": row.level}
            ledger.add(row.id, "found", at=day, by=by, **fields, **where)
            done["new"].append(row.id)
        elif known["state"] == "closed" and str(day) >= known["at"]:
            ledger.add(row.id, "reopen", at=day, by=by, note=f"found again: {source}")
            done["reopened"].append(row.id)
    scope = set(findings["rule"]) if rules is None else set(rules)
    present = set(findings["id"])
    for hazard, now in ledger._now.items():
        if now.get("rule") in scope and now["state"] != "closed" and hazard not in present:
            done["gone"].append(hazard)
    return done


def _day(text: Any) -> str:
    """A day as text, "" for none."""
    read = read_day(str(text or ""))
    return "" if read is None else read.isoformat()


def _enter(ledger: HazardLedger, hazard: str, row: dict[str, str]) -> None:
    """One row of a register as the first event of a hazard. Its day is the last that the row tells."""
    found, closed = _day(row["found"]), _day(row["closed"])
    state = scheme()["register_words"].get(row["state"], "registered")
    if closed:
        state = "closed"
    days = [d for d in (found, closed if state == "closed" else "") if d]
    ledger.add(
        hazard,
        "import",
        at=max(days) if days else "1900-01-01",
        by=f"register {row['source']}",
        state=state,
        found=found,
        closed=closed if state == "closed" else "",
        evidence=[row["source"]],
        kind=row["kind"] or "not said",
        kind_zh=row["kind"],
        level=_LEVELS.get(row["level"], ""),
        table_name=_TABLES.get(row["table_name"], row["table_name"]),
        object_id=row["object_id"],
        unit=row["unit"],
        due=_day(row["due"]),
        source=row["source"],
        note="" if found else f"day found not readable: {row['found']}",
    )


def import_records(ledger: HazardLedger, twin: Network | Twin) -> int:
    """HazardLedger.import_records()."""
    record = twin.record
    rows = np.flatnonzero(record.kind == "hazard")
    names = {"found": "started", "closed": "ended", "state": "state", "kind": "cause", "level": "level",
             "table_name": "table_name", "object_id": "object_id"}  # fmt: skip
    columns = {ours: record[theirs] for ours, theirs in names.items()}
    before = len(ledger)
    for r in rows:
        hazard = str(record.id[r])
        if hazard not in ledger:
            row = {name: str(values[r]) for name, values in columns.items()}
            source = f"{record.source[r]}:{record.source_row[r]}"
            _enter(ledger, hazard, {**row, "unit": "", "due": "", "source": source})
    return len(ledger) - before


def _compared(ledger: HazardLedger, hazard: str, row: dict[str, str], register: Register, line: int) -> list[Any]:
    """What a register says of a known hazard otherwise than the ledger; a closure is taken over."""
    now = ledger.state_of(hazard)
    assert now is not None
    state = scheme()["register_words"].get(row["state"], now["state"])
    closed = _day(row["closed"])
    if (state == "closed" or closed) and now["state"] != "closed":
        if now["level"] == "major" and now["state"] != "rechecked":
            ledger.try_add(hazard, "recheck", at=max(closed, now["at"]), by=row["source"], evidence=[row["source"]])
        why = ledger.try_add(hazard, "close", at=max(closed, now["at"]), by=row["source"], evidence=[row["source"]])
        return [] if not why else [(hazard, "state", now["state"], why, register.file, line)]
    said = {"state": state, "due": _day(row["due"]), "unit": row["unit"], "level": _LEVELS.get(row["level"], "")}
    differing = [(k, v) for k, v in said.items() if v and v != now[k]]
    return [(hazard, name, now[name], value, register.file, line) for name, value in differing]


def import_register(ledger: HazardLedger, source: Any) -> pd.DataFrame:
    """HazardLedger.import_register()."""
    register = source if isinstance(source, Register) else read_register(source, only="hazard")
    names = {"table_name": "object_kind", "object_id": "object"}
    same = ("kind", "level", "found", "due", "unit", "state", "closed")
    columns = {name: register.text(names.get(name, name)) for name in (*same, *names)}
    differing: list[Any] = []
    for r, hazard in enumerate(register.text("id").tolist()):
        line = int(register.row[r])
        row = {name: str(values[r]) for name, values in columns.items()}
        row["source"] = f"{register.name}:{line}"
        if hazard in ledger:
            differing += _compared(ledger, hazard, row, register, line)
        else:
            _enter(ledger, hazard, row)
    return pd.DataFrame(differing, columns=DIFFERENCES)


def apply_events(ledger: HazardLedger, source: Any) -> pd.DataFrame:
    """HazardLedger.apply()."""
    register = read_register(source, only="hazard_event")
    columns = {name: register.text(name) for name in ("id", "event", "at", "by", "unit", "due", "level", "evidence",
               "note", "object_kind", "object", "kind")}  # fmt: skip
    refused = []
    for r, line in enumerate(register.row.tolist()):
        row = {name: str(values[r]) for name, values in columns.items()}
        event = event_words().get(row["event"], row["event"])
        why = ledger.try_add(
            row["id"],
            event,
            at=row["at"],
            by=row["by"],
            evidence=row["evidence"].replace("；", ";").split(";"),
            level=_LEVELS.get(row["level"], row["level"]),
            table_name=_TABLES.get(row["object_kind"], row["object_kind"]),
            object_id=row["object"],
            kind_zh=row["kind"],
            source=f"{register.name}:{line}" if event == "found" else "",
            **{name: row[name] for name in ("unit", "due", "note", "kind")},
        )
        if why:
            refused.append((register.file, line, row["id"], event, why))
    return pd.DataFrame(refused, columns=REFUSED)
