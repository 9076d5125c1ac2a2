# SPDX-License-Identifier: Apache-2.0
"""What one request, and all of them together, may take from the server."""

from __future__ import annotations

import os
from dataclasses import dataclass


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Limits:
    """Beyond them a request is refused with a GT code, never cut short in silence; long tables in answers say how many
    rows they would have."""

    body_bytes: int = 1 << 16
    body_seconds: float = 10.0  # for a body to arrive
    target_bytes: int = 4096  # path and query
    depth: int = 8  # of brackets in a body
    items: int = 1000  # of any list or table in a body
    text: int = 200  # characters of any text in it
    work_seconds: float = 120.0  # of one computation
    quick_threads: int = 2  # closure plans, scores: milliseconds
    long_threads: int = max(2, _cores())  # incidents, plans: seconds
    quick_most: int = 256  # under way and waiting
    long_most: int = 64
    rows: int = 1000  # of a table in an answer
    timeline_rows: int = 400
    samples: int = 10_000  # of durations of one incident
    connections: int = 1024
    sessions: int = 1000
    kept_states: int = 8  # solved loads
    kept_plans: int = 128
