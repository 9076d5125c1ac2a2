# SPDX-License-Identifier: Apache-2.0
"""Hazards that the rules find: at users, from the registers; and devices that are owed and are not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from .registers import Issues, Register, numbers
from .rules import HazardRule, Rules, fold

COLUMNS = ("id", "rule", "level", "table_name", "object_id", "kind", "kind_zh", "due", "source", "source_row")


def _holds(condition: Mapping[str, Any], register: Register) -> np.ndarray[Any, np.dtype[np.int8]]:
    """By row: 1 it holds, 0 it does not, -1 the cell is blank."""
    texts = register.text(str(condition["column"]))
    if "over" in condition:
        value = numbers(texts)
        return np.where(np.isnan(value), -1, value > float(condition["over"])).astype(np.int8)
    codes, distinct = pd.factorize(texts)
    plain = [fold(str(t)) for t in distinct]
    if "is" in condition:
        words = {fold(str(w)) for w in condition["is"]}
        state = [-1 if not t else int(t in words) for t in plain]
    else:
        state = [-1 if not t else int(any(fold(str(w)) in t for w in condition["has"])) for t in plain]
    return np.array(state or [-1], dtype=np.int8)[codes]


def rule_state(rule: HazardRule, register: Register) -> np.ndarray[Any, np.dtype[np.int8]]:
    """By row of the register: 1 the hazard is there, 0 it is not, -1 a cell it depends on is blank."""
    every = np.stack([_holds(c, register) for c in rule.all]) if rule.all else np.ones((1, len(register)), np.int8)
    one = np.stack([_holds(c, register) for c in rule.any]) if rule.any else np.ones((1, len(register)), np.int8)
    all_of = np.where((every == 0).any(axis=0), 0, np.where((every < 0).any(axis=0), -1, 1))
    any_of = np.where((one == 1).any(axis=0), 1, np.where((one < 0).any(axis=0), -1, 0))
    both = np.where((all_of == 0) | (any_of == 0), 0, np.where((all_of < 0) | (any_of < 0), -1, 1))
    return both.astype(np.int8)


def hazard_findings(registers: list[Register], rules: Rules, issues: Issues) -> pd.DataFrame:
    """Hazards at users by the rules of the file; a rule whose columns a register lacks is told, not passed."""
    parts = []
    for register in registers:
        for rule in (r for r in rules.hazards if r.users == register.table):
            missing = [c["column"] for c in (*rule.all, *rule.any) if c["column"] not in register.columns]
            if missing:
                detail = f"rule {rule.id} cannot be checked"
                issues.add("missing_column", severity="note", file=register.file, column=missing[0], detail=detail)
                continue
            rows = np.flatnonzero(rule_state(rule, register) == 1)
            ids = register.text("id")[rows]
            parts.append(
                pd.DataFrame(
                    {
                        "id": [f"{rule.id}:{i}" for i in ids],
                        "rule": rule.id,
                        "level": rule.level,
                        "table_name": "customer",
                        "object_id": ids,
                        "kind": rule.title,
                        "kind_zh": rule.title_zh,
                        "due": "",
                        "source": register.name,
                        "source_row": register.row[rows],
                    }
                )
            )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def device_findings(duty: pd.DataFrame, names: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """One hazard per user and device that a binding duty asks for and is not there, past its life, wrong or faulty."""
    rows = duty[(duty["status"] == "lacking") & duty["binding"].astype(bool) & (duty["customer"] != "")]
    rows = rows.sort_values("deadline", kind="stable", na_position="last")
    rows = rows[~rows.duplicated(["customer", "device"])].sort_index()
    device = rows["device"].astype(str)
    what = device.str.cat(rows["found"].astype(str), sep=" ")
    days = rows["deadline"]
    return pd.DataFrame(
        {
            "id": "device:" + device + ":" + rows["customer"].astype(str),
            "rule": rows["duty"].astype(str),
            "level": "general",
            "table_name": "customer",
            "object_id": rows["customer"].astype(str),
            "kind": what.map({k: v[0] for k, v in names.items()}).fillna(what),
            "kind_zh": what.map({k: v[1] for k, v in names.items()}).fillna(what),
            "due": days.dt.strftime("%Y-%m-%d").fillna(""),
            "source": rows["source"].astype(str),
            "source_row": rows["source_row"],
        }
    ).reset_index(drop=True)
