# SPDX-License-Identifier: Apache-2.0
"""The twin as all requests share it. Nothing in it is ever changed by a request: what one asks for, such as a valve
marked inoperable, goes with its own computation and ends with it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from .. import compute, steady
from ..answer_rows import Places, places
from ..answers import Scene
from ..closure import PreparedShutoff, prepare_shutoff
from ..criticality import criticality
from ..frames import Table
from ..loads import customer_demand
from ..network import Network, Progress, Twin, sound_core_network
from ..result import result_tables
from ..risk import risk
from ..summaries import import_summary, risk_summary, solve_summary
from .kept import Kept
from .limits import Limits

Load = str | int


@dataclass(frozen=True)
class Ready:
    """A load solved once, and the network made ready for closure plans under it."""

    state: steady.State
    shutoff: PreparedShutoff


class District:
    """A twin with its risk, its states under each load and its plans, each worked out once."""

    def __init__(
        self,
        twin: Twin,
        results: dict[str, Table],
        limits: Limits,
        scheme: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.twin, self.limits, self.scheme = twin, limits, scheme
        self.network: Network = twin.network
        self.closing = threading.Event()  # set when the server ends: what all share stops then, and for no client
        sound_core_network(twin)
        self.risk = risk(twin, scheme, critical=criticality(twin, progress=progress), progress=progress)
        self.valves: Places = places(self.network, "valve")
        self.regulators: Places = places(self.network, "regulator")
        customers = places(self.network, "customer")
        self.scene = Scene(self.valves, self.regulators, customers, limits.rows, limits.timeline_rows)
        self._asset_rows = {str(i): row for row, i in enumerate(self.risk.assets.id)}
        self._ready: Kept[tuple[Load, int | None], Ready] = Kept(limits.kept_states)
        self._plans: Kept[Any, compute.Plan] = Kept(limits.kept_plans)
        state = self.ready("peak").state
        self.results = {**results, **result_tables(state, self.risk)}  # what the page shows is what it explains
        self.summary = self._summary(state)

    def _go_on(self, stage: str, share: float) -> bool:
        del stage, share
        return not self.closing.is_set()

    def _summary(self, state: steady.State) -> dict[str, Any]:
        return {
            **import_summary(self.twin),
            "crs": self.network.crs,
            "peak": solve_summary(state, self.twin),
            "risk": risk_summary(self.risk),
        }

    def ready(self, load: Load = "peak", month: int | None = None) -> Ready:
        """The network under this load."""

        def make() -> Ready:
            demand = customer_demand(self.twin, load, month=month)
            state = steady.solve(self.twin, demand, progress=self._go_on)
            return Ready(state, prepare_shutoff(self.twin, state=state, progress=self._go_on))

        return self._ready.get((load, month), make)

    def plan(self, budget_per_year: float, years: int, must: tuple[str, ...], never: tuple[str, ...]) -> compute.Plan:
        """The plan under this budget."""

        def make() -> compute.Plan:
            return compute.plan(
                self.twin,
                self.risk,
                budget_per_year=budget_per_year,
                years=years,
                must=must,
                never=never,
                scheme=self.scheme,
                progress=self._go_on,
            )

        return self._plans.get((budget_per_year, years, must, never), make)

    def has_plan(self, budget_per_year: float, years: int, must: tuple[str, ...], never: tuple[str, ...]) -> bool:
        """Is this plan known already?"""
        return (budget_per_year, years, must, never) in self._plans

    def asset_row(self, asset: str) -> int | None:
        """Row of a pipe or riser in the table of risks."""
        return self._asset_rows.get(asset)
