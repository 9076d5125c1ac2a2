# SPDX-License-Identifier: Apache-2.0
"""Does the network carry the new users? Joined one after the other, in order; who does not fit is left out.

Pressures fall and flows of regulators grow with every user who is joined, so a group that fits as a whole fits one by
one: groups are tried as a whole and halved where they do not fit. The answer is that of trying one by one, in about
(1 + misfits · log2 users) solves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..network import Network
from ..steady import prepare
from .rules import NetworkRules
from .ways import LOW_PRESSURE_PA

Reals = np.ndarray[Any, np.dtype[np.float64]]
_SLACK = 1e-6  # of a capacity or a demand: what the solver's tolerance leaves


@dataclass(frozen=True)
class Found:
    """Pressures, flows and demands not met at one load."""

    gauge_pressure_pa: Reals  # of each customer
    regulator_kg_s: Reals
    unmet_kg_s: Reals  # of each customer


class Trial:
    """A network whose last customer rows are ways that draw nothing; those that are joined do."""

    def __init__(self, network: Network, existing: Reals, rules: NetworkRules) -> None:
        self._model = prepare(network)
        self._existing = len(existing)
        self.demand: Reals = np.concatenate([existing, np.zeros(len(network.customer) - len(existing))])
        self.before = self.now = self._solve(self.demand)
        low = ~(self.before.gauge_pressure_pa > LOW_PRESSURE_PA)
        self._least: Reals = np.where(low, rules.least_low_gauge_pressure_pa, rules.least_medium_gauge_pressure_pa)
        self._capacity: Reals = network.regulator.capacity_kg_s * (1 + _SLACK)

    def _solve(self, demand: Reals) -> Found:
        state = self._model.solve(demand)
        customer = state.customer
        unmet = customer.demand_kg_s - customer.supplied_kg_s
        return Found(customer.gauge_pressure_pa.copy(), state.regulator.flow_kg_s.copy(), unmet)

    def _obstacle(self, found: Found, demand: Reals, new: Any) -> tuple[str, Any]:
        """What stands against this load, `new` its new rows: reason and row or figure, ("", None) for nothing."""
        before, enough = self.before, found.gauge_pressure_pa >= self._least
        if not enough[new].all():
            own = found.gauge_pressure_pa[new]
            return ("own_pressure", float(np.nanmin(own))) if np.isfinite(own).any() else ("unsupplied", None)
        more = found.unmet_kg_s - before.unmet_kg_s
        if (more > _SLACK * demand.max(initial=0.0)).any():
            return "unmet", int(np.argmax(more))
        drawing = demand > 0
        drawing[: self._existing] = True
        fallen = drawing & (before.gauge_pressure_pa >= self._least) & ~enough
        if fallen.any():
            return "low_pressure", int(np.argmax(np.where(fallen, self._least - found.gauge_pressure_pa, -np.inf)))
        flow = found.regulator_kg_s
        over = (flow > self._capacity) & (flow > before.regulator_kg_s * (1 + _SLACK))
        return ("capacity", int(np.argmax(over))) if over.any() else ("", None)

    def join(self, rows: Any, demand: Any, tell: Callable[[float], Any]) -> dict[int, tuple[str, Any]]:
        """Joins customer rows with these demands, in this order. Returns by position who does not fit: reason, and the
        row or figure behind it. `tell`: share of them that is decided."""
        refused: dict[int, tuple[str, Any]] = {}
        stack = [(0, len(rows))]
        while stack:
            first, last = stack.pop()
            if first == last:
                continue
            trial = self.demand.copy()
            trial[rows[first:last]] = demand[first:last]
            found = self._solve(trial)
            reason, at = self._obstacle(found, trial, rows[first:last])
            if reason and last - first > 1:
                middle = (first + last) // 2
                stack += [(middle, last), (first, middle)]
                continue
            if reason:
                refused[first] = (reason, at)
            else:
                self.demand, self.now = trial, found
            tell(last / len(rows))
        return refused
