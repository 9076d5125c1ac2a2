# SPDX-License-Identifier: Apache-2.0
"""Incidents and closures that the twin keeps, with their answers in both languages."""

from __future__ import annotations

import json
from typing import Any

from ..frames import _error
from ..tables import AnyTable


def _read(table: AnyTable, row: int, column: str) -> dict[str, Any]:
    try:
        answer = json.loads(table[column][row])
        if isinstance(answer, dict):
            return answer
        raise ValueError("not an answer")
    except ValueError as error:
        raise _error("unreadable_file", layer=table.name, row=row + 1, column=column, detail=str(error)) from None


def scenarios(results: dict[str, AnyTable]) -> list[dict[str, Any]]:
    """By name, in the order in which they were kept. Raises `Error`: an answer that is not one."""
    table = results.get("result_scenario")
    if table is None:
        return []
    return [
        {
            "name": str(table.id[i]),
            "kind": str(table.kind[i]),
            "pipe": str(table.pipe[i]),
            "answer": [_read(table, i, column) for column in ("answer", "answer_zh")],
        }
        for i in range(len(table))
    ]
