# SPDX-License-Identifier: Apache-2.0
"""Criticality: what is lost when each element of a kind fails in turn."""

from __future__ import annotations

from typing import Any

from . import _core
from .frames import Table, _error
from .loads import Load, customer_demand
from .network import Network, Progress, Twin
from .result import listener


def criticality(
    network: Network | Twin,
    what: str = "pipes",
    *,
    high: Load = "peak",
    low: Load = 3,
    hydraulics: bool = False,
    friction: str = "colebrook",
    required_gauge_pressure_pa: float = 1000.0,
    progress: Progress | None = None,
) -> Table:
    """What is lost when each element of a kind fails in turn.

    what: "pipes": one row per pipe, isolated by its valves, by connectivity; with `hydraulics` also who stays connected
    but falls below `required_gauge_pressure_pa` at the load `high`. "valves": one row per valve that cannot
    be turned, by connectivity. "regulators": two rows per regulator, shut at the load `high` and wide open at the load
    `low` (see `gastwin.solve()`; three in the morning), each with a solve of the whole network: customers without gas,
    below `required_gauge_pressure_pa` or above their zone's limit.
    Raises `Error`: the network breaks a precondition, unknown kind.
    """
    net = network.network if isinstance(network, Twin) else network
    tell = listener(progress)
    core: Any
    if hydraulics and what != "pipes":
        raise _error("usage", column="hydraulics", value=what, detail="is for pipes")
    if what == "pipes" and hydraulics:
        demand = customer_demand(net, high)
        core = _core.hydraulic_criticality(net._core, demand, friction, float(required_gauge_pressure_pa), tell)
    elif what == "pipes":
        core = _core.criticality(net._core, tell)
    elif what == "valves":
        core = _core.valve_criticality(net._core, tell)
    elif what == "regulators":
        loads = (customer_demand(net, high), customer_demand(net, low))
        core = _core.station_failures(net._core, *loads, friction, float(required_gauge_pressure_pa), tell)
    else:
        raise _error("usage", column="what", value=what, detail="pipes, valves or regulators")
    return Table(core, integer_ids=net._integer_ids)
