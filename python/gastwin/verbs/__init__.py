# SPDX-License-Identifier: Apache-2.0
"""The verbs of the command line, one module for each group of them."""

from . import assessment, exchange, hydraulics, incidents, risk, survey
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
    "report",
    "export",
    "synth",
)
_ALL = {
    v.name: v
    for v in (*assessment.VERBS, *survey.VERBS, *hydraulics.VERBS, *incidents.VERBS, *risk.VERBS, *exchange.VERBS)
}
VERBS: dict[str, Verb] = {name: _ALL[name] for name in _ORDER}

__all__ = ["VERBS", "Verb"]
