# SPDX-License-Identifier: Apache-2.0
"""The verbs of the command line, one module for each group of them."""

from . import (
    assessment,
    batch,
    calibration,
    completion,
    conversion,
    exchange,
    hazards,
    hydraulics,
    incidents,
    programme,
    progress,
    risk,
    serve,
    survey,
)
from .verb import Verb

_ORDER = (
    "assess",
    "import",
    "check",
    "solve",
    "simulate",
    "shutoff",
    "incident",
    "criticality",
    "risk",
    "plan",
    "programme",
    "conversion",
    "hazards",
    "progress",
    "calibrate",
    "batch",
    "report",
    "serve",
    "export",
    "synth",
    "completion",
)
_GROUPS = (
    assessment,
    survey,
    hydraulics,
    incidents,
    risk,
    programme,
    conversion,
    hazards,
    progress,
    calibration,
    batch,
    exchange,
    serve,
    completion,
)
_ALL = {v.name: v for group in _GROUPS for v in group.VERBS}
VERBS: dict[str, Verb] = {name: _ALL[name] for name in _ORDER}

__all__ = ["VERBS", "Verb"]
