# SPDX-License-Identifier: Apache-2.0
"""A conversion from its parts (conversion/__init__.py)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from .. import _core
from ..device_programme.registers import Issues, read_registers
from ..frames import _error
from ..loads import Load, customer_demand
from ..network import Network, Twin, sound_core_network
from . import VERDICTS, Conversion
from .eligibility import add_reason, judge, read_places, verdict_of
from .rules import Rules, read_rules
from .trial import Trial
from .ways import LOW_PRESSURE_PA, find_ways, in_order, with_service

Tell = Callable[[str, float], Any]
_NETWORK_REASONS = ("low_pressure", "own_pressure", "capacity", "unmet", "unsupplied", "no_service")
_WAY_COLUMNS = (
    "pipe",
    "pressure_class",
    "distance_m",
    "trench_m",
    "buildings_crossed",
    "service_inner_diameter_m",
    "needs_regulator",
    "cost_cny",
    "gauge_pressure_before_pa",
)
PLACE_COLUMNS = (
    "id",
    "kind",
    "group",
    "group_zh",
    "fuel",
    "verdict",
    "why",
    "why_zh",
    "rules",
    "fixed_price",
    "load_m3_h",
    "demand_kg_s",
    *_WAY_COLUMNS,
    "gauge_pressure_after_pa",
    "turn",
    "x_m",
    "y_m",
    "way",
    "source",
    "source_row",
)


def _tell_round(tell: Callable[[float], Any], turn: int, rounds: int, done: float) -> None:
    tell((turn + done) / rounds)


class _Joined:
    """The trial network and what became of each user."""

    def __init__(self, net: Network, place: pd.DataFrame, rules: Rules, load: Load) -> None:
        core = sound_core_network(net)
        asked = np.flatnonzero(place["asked"] & np.isfinite(place["x_m"] + place["y_m"]))
        ways, points = find_ways(core, place.iloc[asked], rules)
        ways["user"] = asked[ways["user"]]
        existing = customer_demand(net, load)
        # Names that hardly any register holds, for they stand beside those of the customers.
        names = [f"→{i}" for i in range(len(ways))]
        self.network = Network(_core.joined(core, points, names))
        self.trial = Trial(self.network, existing, rules.network)
        self.ways = with_service(ways, self.trial.before.gauge_pressure_pa[len(existing) :], net.gas, rules)
        self.ways["row"] = len(existing) + np.arange(len(ways))
        self.customer_ids = [str(i) for i in net.customer.id]
        self.accepted: dict[int, int] = {}  # user → way
        self.refused: dict[int, tuple[str, Any]] = {}  # user → why the last way was refused

    def settle(self, place: pd.DataFrame, tell: Callable[[float], Any]) -> None:
        """Joins everybody the rules allow: each by the first way in a first round, who does not fit by the next."""
        open_users = set(np.flatnonzero(place["asked"] & (place["verdict"] == "")))
        ordered = in_order(self.ways)
        rounds = int(ordered["turn"].max() + 1) if len(ordered) else 0
        for turn in range(rounds):
            here = ordered[(ordered["turn"] == turn) & ordered["user"].isin(open_users)]
            fits = np.isfinite(here["service_inner_diameter_m"].to_numpy())
            for user, gauge in here.loc[~fits, ["user", "gauge_pressure_before_pa"]].itertuples(index=False):
                self.refused[int(user)] = ("no_service" if np.isfinite(gauge) else "unsupplied", None)
            here = here[fits]
            step = partial(_tell_round, tell, turn, rounds)
            refused = self.trial.join(here["row"].to_numpy(), here["demand_kg_s"].to_numpy(), step)
            for i, (user, way) in enumerate(zip(here["user"], here.index, strict=True)):
                if i in refused:
                    self.refused[int(user)] = refused[i]
                else:
                    self.accepted[int(user)] = int(way)
                    open_users.discard(user)

    def figure(self, reason: str, at: Any) -> str:
        """What a refusal names."""
        if reason == "capacity":
            return str(self.network.regulator.id[at])
        if reason == "own_pressure":
            return f"{at / 1000:.3f}"
        if reason in ("low_pressure", "unmet"):
            return self.customer_ids[at] if at < len(self.customer_ids) else "a new user"
        return ""


def _shown_ways(found: _Joined) -> pd.DataFrame:
    """The way of each user: the accepted one, else the first."""
    ordered = in_order(found.ways)
    first = ordered.drop_duplicates("user").set_index("user").index
    chosen = dict(zip(first, ordered.drop_duplicates("user").index, strict=True)) | found.accepted
    return found.ways.loc[list(chosen.values())].assign(user=list(chosen)).set_index("user")


def _with_ways(place: pd.DataFrame, found: _Joined, rules: Rules) -> pd.DataFrame:
    shown = _shown_ways(found).reindex(range(len(place)))
    for name in _WAY_COLUMNS:
        place[name] = shown[name].to_numpy()
    # Of those who are joined the pressure at the main with all the others joined too.
    row = shown["row"].fillna(-1).to_numpy(dtype=int)
    joined = np.isin(np.arange(len(place)), list(found.accepted))
    after = found.trial.now.gauge_pressure_pa
    place["gauge_pressure_after_pa"] = np.where(joined, after[row] if len(after) else np.nan, np.nan)
    order = {user: i + 1 for i, user in enumerate(found.accepted)}
    place["turn"] = pd.array([order.get(i) for i in range(len(place))], dtype="Int64")
    ends = zip(place["x_m"], place["y_m"], shown["x_m"], shown["y_m"], strict=True)
    place["way"] = ["" if np.isnan(px) else f"LINESTRING({x:.2f} {y:.2f},{px:.2f} {py:.2f})" for x, y, px, py in ends]
    without = np.flatnonzero(place["asked"] & place["pipe"].isna() & np.isfinite(place["x_m"] + place["y_m"]))
    add_reason(place, without, "out_of_reach", f"{rules.network.reach_m:g}")
    place["verdict"] = [verdict_of(r) for r in place["reasons"]]
    for user, (reason, at) in found.refused.items():
        if user not in found.accepted:
            add_reason(place, user, reason, found.figure(reason, at))
            place.at[user, "verdict"] = "reinforce"
    place.loc[joined, "verdict"] = "convert"
    return place


def _groups(place: pd.DataFrame) -> pd.DataFrame:
    columns = {"users": ("id", "size"), "load_m3_h": ("load_m3_h", "sum")}
    columns |= {"trench_m": ("trench_m", "sum"), "cost_cny": ("cost_cny", "sum")}
    known = place[place["asked"]]
    table = known.groupby(["group", "group_zh", "verdict"], sort=True, dropna=False).agg(**columns).reset_index()
    order = {name: i for i, name in enumerate(VERDICTS)}
    return table.sort_values(["verdict", "group"], key=lambda c: c.map(order) if c.name == "verdict" else c)


def _regulators(found: _Joined) -> pd.DataFrame:
    table = found.network.regulator
    capacity = table.capacity_kg_s
    before, now = found.trial.before.regulator_kg_s, found.trial.now.regulator_kg_s
    return pd.DataFrame(
        {
            "regulator": [str(i) for i in table.id],
            "capacity_kg_s": capacity,
            "flow_before_kg_s": before,
            "flow_after_kg_s": now,
            "load_before": before / capacity,
            "load_after": now / capacity,
        }
    )


def _least(pressures: Any, served: Any) -> float:
    low = pressures[served & (pressures <= LOW_PRESSURE_PA)]
    return float(low.min()) if len(low) else float("nan")


def _summary(place: pd.DataFrame, found: _Joined) -> dict[str, Any]:
    counted = place["verdict"].value_counts()
    joined = place[place["verdict"] == "convert"]
    before, now = found.trial.before, found.trial.now
    customers = np.arange(len(before.gauge_pressure_pa)) < len(found.customer_ids)
    return {
        "unit_users": len(place),
        "bottled": int(place["asked"].sum()),
        "verdicts": {name: int(counted.get(name, 0)) for name in VERDICTS},
        "joined_m3_h": round(float(joined["load_m3_h"].sum()), 3),
        "trench_m": round(float(joined["trench_m"].sum()), 1),
        "cost_cny": float(joined["cost_cny"].sum()),
        "fixed_price_users": int((joined["fixed_price"]).sum()),
        "min_low_gauge_pressure_before_pa": _least(before.gauge_pressure_pa, customers),
        "min_low_gauge_pressure_pa": _least(now.gauge_pressure_pa, customers),
        "unmet_before_kg_s": float(before.unmet_kg_s.sum()),
        "unmet_kg_s": float(now.unmet_kg_s.sum()),
    }


def run(network: Network | Twin, registers: Any, rules_file: Any, load: Load, tell: Tell | None) -> Conversion:
    """All tables of a conversion."""
    stage = tell or (lambda name, done: None)
    stage("registers", 0.0)
    rules, issues = read_rules(rules_file), Issues()
    net = network.network if isinstance(network, Twin) else network
    place = read_places(read_registers(registers), issues)
    if len(place) == 0:
        raise _error("missing_column", column="fuel", detail="no register of unit users: id, kind, fuel")
    place = judge(place, rules)
    density = net.gas.reference_density_kg_m3
    place["demand_kg_s"] = place["load_m3_h"] / 3600 * density * rules.network.simultaneous
    stage("pressures", 0.0)
    found = _Joined(net, place, rules, load)
    found.settle(place, lambda done: stage("pressures", done))
    place = _with_ways(place, found, rules)
    summary = _summary(place, found)
    return Conversion(
        place=place[list(PLACE_COLUMNS)],
        group=_groups(place),
        regulator=_regulators(found),
        issue=issues.frame(),
        summary=summary,
    )
