# SPDX-License-Identifier: Apache-2.0
"""What customers draw: at the peak, on average, at an hour of a month, or by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from .frames import _error, whole
from .network import Network, Twin, core_network

Demand = npt.NDArray[np.float64]
Load = str | int | Sequence[float] | Demand
NAMED_LOADS = ("peak", "average", "fixed")


def load_model(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All parameters of the load model, with these changes made: figures, the `coincidence` table, `hourly` and
    `monthly` factors by kind of customer (of mean 1: only the shape of what is given counts), and for draws by
    chance the `appliance` list and `peak`. What is left out of `load_model=` elsewhere is as here. Sources of the
    figures: models/load.hpp. Raises `Error`: a change of what there is not, or out of range."""
    return dict(_core.load_model(dict(changes or {})))


def customer_demand(
    network: Network | Twin,
    load: Load = "average",
    *,
    month: int | None = None,
    load_model: Mapping[str, Any] | None = None,
) -> Demand:
    """Demand of each customer row, kg/s.

    load: "fixed" takes `demand_kg_s` as it stands; "peak" and "average" derive demands from connected loads and
    households; 0 to 23 is that full hour of the mean day, by the `hourly` factors of each kind of customer. month: 1 to
    12, by the `monthly` factors, with an hour or with "average"; default the mean of the year. A sequence of one number
    per customer row is returned as it is. load_model: changes of the parameters, see `gastwin.load_model()`.

    Raises `Error`: the network breaks a precondition, unknown load, hour or month, illegal load model.
    """
    hour: int | None = None
    if not isinstance(load, str):
        if np.ndim(load) > 0:
            return _given(network, load, month)
        hour, load = whole(load, "load", 0, 23), "average"
    known_month = None if month is None else whole(month, "month", 1, 12)
    demand: Demand = _core.customer_demand(core_network(network), load, hour, known_month, dict(load_model or {}))
    return demand


def _given(network: Network | Twin, load: Any, month: int | None) -> Demand:
    """Demands a user brings along."""
    if month is not None:
        raise _error("usage", column="month", value=str(month), detail="demands given as numbers are of no month")
    try:
        demand = np.asarray(load, dtype=np.float64)
    except (TypeError, ValueError):
        raise _error("not_a_number", column="load") from None
    customers = len(network.customer)
    if demand.shape != (customers,):
        detail = f"one demand for each of the {customers} customers is needed"
        raise _error("usage", column="load", value=f"shape {demand.shape}", detail=detail)
    if not np.isfinite(demand).all():
        raise _error("value_out_of_range", column="load", detail="every demand must be a finite number")
    return demand


def sample_demand(
    network: Network | Twin,
    *,
    hour: int | None = None,
    month: int | None = None,
    seed: int = 1,
    load_model: Mapping[str, Any] | None = None,
) -> Demand:
    """Demand of each customer row at one moment, kg/s, drawn by chance: to be solved with `solve(net, load=...)`.

    Every household has each appliance of the load model on or off, independently. Without hour and month at a moment of
    the peak period, where the sum over N households exceeds the coincidence table's value about as rarely as
    `peak.design_quantile` says; with an hour (0 to 23) or a month so that the mean over seeds is
    `customer_demand(net, hour, month=month)`. Other kinds of customers draw what they draw without chance. Each seed is
    a moment of its own; the same seed gives the same numbers, on any number of threads. load_model: changes of the
    parameters, see `gastwin.load_model()`.

    Raises `Error`: as `customer_demand()`.
    """
    demand: Demand = _core.sample_demand(
        core_network(network),
        None if hour is None else whole(hour, "hour", 0, 23),
        None if month is None else whole(month, "month", 1, 12),
        whole(seed, "seed", 0, 2**64 - 1),
        dict(load_model or {}),
    )
    return demand


def simultaneous_share(
    households: int, *, draws: int = 20_000, seed: int = 1, load_model: Mapping[str, Any] | None = None
) -> float:
    """Share of the connected load of this many households that flows at once at the peak: the `peak.design_quantile`
    of that many draws of their appliances. To compare with the coincidence table, or to make one for other appliances.
    seed: of the draws. load_model: changes of the parameters, see `gastwin.load_model()`.

    Raises `Error`: more than 2e9 households times draws, illegal load model.
    """
    largest = 2**31 - 1
    return _core.simultaneous_share(
        whole(households, "households", 1, largest),
        whole(draws, "draws", 1, largest),
        whole(seed, "seed", 0, 2**64 - 1),
        dict(load_model or {}),
    )
