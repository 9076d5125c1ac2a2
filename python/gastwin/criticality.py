# SPDX-License-Identifier: Apache-2.0
"""Criticality: what is lost when each element of a kind fails in turn."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Literal, overload

import numpy as np

from . import _core
from .checkpoint import Checkpoint, network_digest
from .frames import Table, _error
from .loads import Load, customer_demand
from .network import Network, Progress, Twin
from .result import listener
from .tables import ResultCriticalityTable, ResultStationFailureTable, ResultValveCriticalityTable, table_of

HIGHEST_REQUIRED_PA = 1e7


def _with_hydraulics(
    net: Network,
    high: Load,
    friction: str,
    required_gauge_pressure_pa: float,
    checkpoint: str | os.PathLike[str] | None,
    tell: Callable[[str, float], Any] | None,
) -> Any:
    demand = np.ascontiguousarray(customer_demand(net, high), dtype=float)
    question = (net._core, demand, friction, required_gauge_pressure_pa)
    if checkpoint is None:
        return _core.hydraulic_criticality(*question, [], None, tell)
    kept = Checkpoint(checkpoint, network_digest(net, demand, friction, required_gauge_pressure_pa))
    known = [tuple(row) for row in kept.rows]
    if tell and (known or kept.stale):
        tell(f"{len(known)} rows known" if known else "checkpoint of another network or other options: begun anew", 0.0)
    with kept.open():
        return _core.hydraulic_criticality(*question, known, kept.keep, tell)


def _required(gauge_pressure_pa: Any) -> float:
    """What customers need: NaN would be no pressure too low, a negative one no question."""
    try:
        required = float(gauge_pressure_pa)
    except (TypeError, ValueError, OverflowError):
        required = float("nan")
    if not 0.0 <= required <= HIGHEST_REQUIRED_PA:
        raise _error(
            "value_out_of_range",
            column="required_gauge_pressure_pa",
            value=str(gauge_pressure_pa),
            detail=f"0 to {HIGHEST_REQUIRED_PA:g}",
        )
    return required


@overload
def criticality(
    network: Network | Twin,
    what: Literal["pipes"] = ...,
    *,
    high: Load = ...,
    low: Load = ...,
    hydraulics: bool = ...,
    friction: str = ...,
    required_gauge_pressure_pa: float = ...,
    checkpoint: str | os.PathLike[str] | None = ...,
    progress: Progress | None = ...,
) -> ResultCriticalityTable: ...


@overload
def criticality(
    network: Network | Twin,
    what: Literal["valves"],
    *,
    high: Load = ...,
    low: Load = ...,
    hydraulics: bool = ...,
    friction: str = ...,
    required_gauge_pressure_pa: float = ...,
    checkpoint: str | os.PathLike[str] | None = ...,
    progress: Progress | None = ...,
) -> ResultValveCriticalityTable: ...


@overload
def criticality(
    network: Network | Twin,
    what: Literal["regulators"],
    *,
    high: Load = ...,
    low: Load = ...,
    hydraulics: bool = ...,
    friction: str = ...,
    required_gauge_pressure_pa: float = ...,
    checkpoint: str | os.PathLike[str] | None = ...,
    progress: Progress | None = ...,
) -> ResultStationFailureTable: ...


@overload
def criticality(
    network: Network | Twin,
    what: str,
    *,
    high: Load = ...,
    low: Load = ...,
    hydraulics: bool = ...,
    friction: str = ...,
    required_gauge_pressure_pa: float = ...,
    checkpoint: str | os.PathLike[str] | None = ...,
    progress: Progress | None = ...,
) -> Table: ...


def criticality(
    network: Network | Twin,
    what: str = "pipes",
    *,
    high: Load = "peak",
    low: Load = 3,
    hydraulics: bool = False,
    friction: str = "colebrook",
    required_gauge_pressure_pa: float = 1000.0,
    checkpoint: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Table:
    """What is lost when each element of a kind fails in turn.

    what: "pipes": one row per pipe, isolated by its valves, by connectivity; with `hydraulics` also who stays connected
    but falls below `required_gauge_pressure_pa` at the load `high`. "valves": one row per valve that cannot
    be turned, by connectivity. "regulators": two rows per regulator, shut at the load `high` and wide open at the load
    `low` (see `gastwin.solve()`; three in the morning), each with a solve of the whole network: customers without gas,
    below `required_gauge_pressure_pa` or above their zone's limit.
    checkpoint: with `hydraulics`, a file in which rows are kept as they are found. A run that was stopped or killed is
    continued by another with the same file, network and arguments, and gives the rows of one that was not; a file of
    another network or of other arguments is begun anew, which `progress` is told. The file goes when all is done.
    Raises `Error`: the network breaks a precondition, unknown kind, a required pressure out of range.
    """
    net = network.network if isinstance(network, Twin) else network
    tell = listener(progress)
    required = _required(required_gauge_pressure_pa)
    core: Any
    if hydraulics and what != "pipes":
        raise _error("usage", column="hydraulics", value=what, detail="is for pipes")
    if checkpoint is not None and not hydraulics:
        raise _error("usage", column="checkpoint", value=os.fspath(checkpoint), detail="is for hydraulics")
    if what == "pipes" and hydraulics:
        core = _with_hydraulics(net, high, friction, required, checkpoint, tell)
    elif what == "pipes":
        core = _core.criticality(net._core, tell)
    elif what == "valves":
        core = _core.valve_criticality(net._core, tell)
    elif what == "regulators":
        loads = (customer_demand(net, high), customer_demand(net, low))
        core = _core.station_failures(net._core, *loads, friction, required, tell)
    else:
        raise _error("usage", column="what", value=what, detail="pipes, valves or regulators")
    return table_of(core, integer_ids=net._integer_ids)
