# SPDX-License-Identifier: Apache-2.0
"""Incidents and closures that the twin keeps, with their answers in both languages."""

from __future__ import annotations

from typing import Any

from ..answer_rows import Places, placed, places
from ..frames import _error
from ..kept_scenarios import ANSWERS, SCENARIOS, read_answers
from ..network import Network
from ..tables import AnyTable


def _with_stations(answer: dict[str, Any], regulators: Places) -> dict[str, Any]:
    """The answer with every operation in `steps`: an answer kept by an earlier version has those of regulators beside
    them, without places."""
    if "plan" in answer:
        return {**answer, "plan": _with_stations(answer["plan"], regulators)}
    if "station_steps" not in answer:
        return answer
    steps = [{"element": "valve", **row} for row in answer["steps"]]
    steps += [{"element": "regulator", **row} for row in placed(answer["station_steps"], regulators)]
    return {**answer, "steps": sorted(steps, key=lambda row: int(row["step"]))}


def scenarios(network: Network, results: dict[str, AnyTable]) -> list[dict[str, Any]]:
    """By name, in the order in which they were kept. Raises `Error`: an answer that is none, or is not there."""
    table, parts = results.get(SCENARIOS), results.get(ANSWERS)
    if table is None:
        return []
    answers = {} if parts is None else read_answers(parts)
    regulators, told = places(network, "regulator"), []
    for row, (name, kind, pipe) in enumerate(zip(table.id, table.kind, table.pipe, strict=True), start=1):
        answer = answers.get(str(name))
        if answer is None:
            raise _error("missing_value", layer=SCENARIOS, row=row, column="id", value=str(name), detail=ANSWERS)
        both = [_with_stations(answer[lang], regulators) for lang in ("en", "zh")]
        told.append({"name": str(name), "kind": str(kind), "pipe": str(pipe), "answer": both})
    return told
