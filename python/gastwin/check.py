# SPDX-License-Identifier: Apache-2.0
"""How good the data of a twin are, and the mistakes that can be mended without asking."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from . import _core
from .network import Network, Twin
from .tables import IssueTable


@dataclass(frozen=True)
class DataQuality:
    """`grade`: "A" (best) to "E", the worse of two, by limits of our own: `supplied_length_share`, share of the pipe
    length that is connected to a source (A from 99 %, B 98 %, C 95 %, D 80 %), and `imputed_share`, share of the pipes'
    materials, sizes, years and pressure classes that were filled in (A up to 2 %, B 10 %, C 25 %, D 50 %).
    `rows_read`: rows of the survey. `issue`: what the survey does not tell rightly. `broken`: rows that break a rule
    now (duplicate ids, dangling references, values out of range); nothing can be computed before they are corrected."""

    grade: str
    supplied_length_share: float
    imputed_share: float
    rows_read: int
    issue: IssueTable = field(repr=False)
    broken: IssueTable = field(repr=False)


class SafeFix(NamedTuple):
    """A kind of repair: how many were made, and the length of pipe with gas (m) before and after."""

    kind: str
    repairs: int
    supplied_before_m: float
    supplied_after_m: float


def check(twin: Twin | Network) -> DataQuality:
    """The data quality of a twin: grade, share of length with gas, issues."""
    whole = Twin.from_network(twin) if isinstance(twin, Network) else twin
    found = _core.data_quality(whole._core)
    return DataQuality(
        found.grade,
        found.supplied_length_share,
        found.imputed_share,
        found.rows_read,
        whole.issue,
        whole.network.check(),
    )


def fix_safely(twin: Twin) -> tuple[Twin, list[SafeFix]]:
    """A mended copy of the twin, and what each kind of repair did; the twin itself stays as it is. Every repair is a
    row of the copy's `repair`. Kinds: `gastwin check --help` lists them."""
    core, effects = _core.fix_safely(twin._core)
    return Twin(core), [SafeFix(*effect) for effect in effects]
