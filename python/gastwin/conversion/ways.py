# SPDX-License-Identifier: Apache-2.0
"""The ways in which each user could be joined: pipe, trench, service pipe, regulator, cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .. import _core
from ..network import Network
from ..steady import solve
from ..tables import ConnectionPointTable
from .rules import Rules

LOW_PRESSURE_PA = 10_000.0  # gauge; above it a user needs a regulator (GB 50028 table 6.1.6: low below 0.01 MPa)
_ROUGHNESS_M = 1e-5  # of polyethylene


def find_ways(core: Any, place: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, Any]:
    """One row per user and pressure tier, and the engine's table behind it; `user` is a row of `place`."""
    points = _core.connection_points(core, place["x_m"].tolist(), place["y_m"].tolist(), rules.network.reach_m)
    table = ConnectionPointTable(points)
    ways = pd.DataFrame({name: table[name] for name in ("user", "position", "x_m", "y_m", "distance_m")})
    ways["pipe"] = table.ids("pipe")
    ways["pressure_class"] = table["pressure_class"]
    ways["buildings_crossed"] = table["buildings_crossed"]
    ways["trench_m"] = ways["distance_m"] * rules.network.detour
    ways["demand_kg_s"] = place["demand_kg_s"].to_numpy()[ways["user"]]
    return ways, points


def with_service(ways: pd.DataFrame, gauge_pressure_pa: np.ndarray[Any, Any], gas: Any, rules: Rules) -> pd.DataFrame:
    """Adds the pressure at the pipe as it is, the least service pipe, and what the way costs."""
    gauge = gauge_pressure_pa
    medium = gauge > LOW_PRESSURE_PA
    service, cost = rules.service, rules.cost
    allowed = np.where(medium, service.medium_pressure_drop_pa, service.low_pressure_drop_pa)
    width = _least_diameter(ways, gauge, allowed, gas, service.inner_diameters_m)
    indoor = cost.connection + cost.indoor
    return ways.assign(
        gauge_pressure_before_pa=gauge,
        needs_regulator=medium,
        service_inner_diameter_m=width,
        cost_cny=np.round(cost.trench_per_m * ways["trench_m"] + np.where(medium, cost.regulator, 0.0) + indoor),
    )


def _least_diameter(
    ways: pd.DataFrame, gauge: Any, allowed_pa: Any, gas: Any, diameters: tuple[float, ...]
) -> np.ndarray[Any, Any]:
    """The first diameter whose fall of pressure at the design flow is allowed; NaN for none. One network of as many
    separate service pipes as there are ways, solved once for each diameter."""
    width = np.full(len(ways), np.nan)
    for diameter in diameters:
        rows = np.flatnonzero(np.isnan(width) & np.isfinite(gauge) & (gauge > 0) & (ways["demand_kg_s"] > 0))
        if len(rows) == 0:
            break
        count, here = len(rows), np.arange(len(rows))
        pipe = {
            "id": here,
            "from_node": here,
            "to_node": here + count,
            "length_m": np.maximum(ways["trench_m"].to_numpy()[rows], 0.1),
            "inner_diameter_m": np.full(count, diameter),
            "roughness_m": np.full(count, _ROUGHNESS_M),
        }
        tables = {
            "node": {"id": np.arange(2 * count)},
            "pipe": pipe,
            "source": {"id": here, "node": here, "gauge_pressure_pa": gauge[rows]},
            "customer": {"id": here, "node": here + count, "demand_kg_s": ways["demand_kg_s"].to_numpy()[rows]},
        }
        state = solve(Network.from_frames(tables, gas=gas))
        fall = gauge[rows] - state.customer.gauge_pressure_pa
        met = np.isclose(state.customer.supplied_kg_s, state.customer.demand_kg_s)
        width[rows[met & (fall <= allowed_pa[rows])]] = diameter
    return width


def in_order(ways: pd.DataFrame) -> pd.DataFrame:
    """The ways of each user, those through no building first, then the cheaper; the user with the least cost per m³/h
    of his first way first."""
    choice = ways.assign(blocked=ways["buildings_crossed"] > 0)
    choice = choice.sort_values(["user", "blocked", "cost_cny", "distance_m"], kind="stable")
    choice["turn"] = choice.groupby("user").cumcount()
    first = choice[choice["turn"] == 0].set_index("user")
    per_flow = (first["cost_cny"] / first["demand_kg_s"]).reindex(choice["user"]).to_numpy()
    return choice.assign(per_flow=per_flow).sort_values(["turn", "per_flow", "user"], kind="stable")
