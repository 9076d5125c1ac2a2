# SPDX-License-Identifier: Apache-2.0
"""Incidents and closures that the twin keeps, with their answers in both languages."""

from __future__ import annotations

from typing import Any

from ..frames import _error
from ..kept_scenarios import ANSWERS, SCENARIOS, read_answers
from ..tables import AnyTable


def scenarios(results: dict[str, AnyTable]) -> list[dict[str, Any]]:
    """By name, in the order in which they were kept. Raises `Error`: an answer that is none, or is not there."""
    table, parts = results.get(SCENARIOS), results.get(ANSWERS)
    if table is None:
        return []
    answers = {} if parts is None else read_answers(parts)
    told = []
    for row, (name, kind, pipe) in enumerate(zip(table.id, table.kind, table.pipe, strict=True), start=1):
        answer = answers.get(str(name))
        if answer is None:
            raise _error("missing_value", layer=SCENARIOS, row=row, column="id", value=str(name), detail=ANSWERS)
        told.append({"name": str(name), "kind": str(kind), "pipe": str(pipe), "answer": [answer["en"], answer["zh"]]})
    return told
