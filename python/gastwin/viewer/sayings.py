# SPDX-License-Identifier: Apache-2.0
"""Sentences about single pipes: beside its street and its class, and what a change would do."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..network import Network
from ..tables import AnyTable
from .wording import Pair

_TABLES = {"beside": "result_comparison", "changed": "result_counterfactual"}


def sayings(network: Network, results: dict[str, AnyTable]) -> dict[str, Any]:
    """By kind ("beside", "changed"): row of the pipe and the sentence in both languages, in the order of the table."""
    row = {str(name): i for i, name in enumerate(network.pipe.id)}
    told: dict[str, Any] = {}
    for key, name in _TABLES.items():
        table = results.get(name)
        pipes: list[int] = []
        sentences: list[Pair] = []
        if table is not None:
            columns = (table.object_table, table.object_id, table.sentence, table.sentence_zh)
            for about, asset, english, chinese in zip(*columns, strict=True):
                if about == "pipe" and str(asset) in row:
                    pipes.append(row[str(asset)])
                    sentences.append((str(english), str(chinese)))
        told[key] = {"pipe": np.array(pipes, dtype=np.uint32), "said": sentences}
    return told
