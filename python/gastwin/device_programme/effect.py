# SPDX-License-Identifier: Apache-2.0
"""What the devices that are owed would change: gas explosions in households now, and with every one in place."""

from __future__ import annotations

import os
import tomllib
from typing import Any

import numpy as np
import pandas as pd

from ..household_risk import Households, assess, equipped, household_scheme
from ..network import Network
from ..settings import scheme_text
from .coverage import LEVELS
from .rules import DEVICES
from .users import Users


def _lacking(duty: pd.DataFrame, users: Users, known: Households) -> dict[str, Any]:
    """By device, households that owe it by a binding duty and lack it."""
    row = pd.Series(np.arange(len(users.id)), index=users.id)
    row = row[~row.index.duplicated(keep="last")]
    lacks = {}
    for device in DEVICES:
        here = duty[(duty["device"] == device) & (duty["status"] == "lacking") & duty["binding"].astype(bool)]
        flags = np.zeros(len(users), dtype=bool)
        found = row.reindex(here["customer"]).dropna()
        flags[found.to_numpy(np.int64)] = True
        lacks[device] = flags[known.user]
    return lacks


def _new_hose(scheme: str | os.PathLike[str] | None) -> str:
    """The type of hose that the scheme's anchor has."""
    own = {} if scheme is None else tomllib.loads(scheme_text(scheme)).get("anchor", {})
    return str(own.get("hose_type", tomllib.loads(household_scheme())["anchor"]["hose_type"]))


def effect_table(
    network: Network, known: Households, duty: pd.DataFrame, users: Users, scheme: str | os.PathLike[str] | None
) -> pd.DataFrame:
    """One row per area: households, explosions and fatalities a year now and with what is owed, and what each kind of
    device would remove if it alone were given to all who owe and lack it."""
    now = assess(network, known, scheme)
    lacks, hose = _lacking(duty, users, known), _new_hose(scheme)
    nothing = {device: np.zeros(len(known.ids), dtype=bool) for device in DEVICES}
    after = assess(network, equipped(known, lacks, hose), scheme)
    columns = {
        "households": known.households,
        "explosions_per_year": now.explosions_per_year,
        "explosions_with_owed_per_year": after.explosions_per_year,
        "fatalities_per_year": now.risk_fatalities_per_year,
        "fatalities_with_owed_per_year": after.risk_fatalities_per_year,
    }
    for device in DEVICES:
        alone = assess(network, equipped(known, {**nothing, device: lacks[device]}, hose), scheme)
        columns[f"removed_by_{device}"] = now.explosions_per_year - alone.explosions_per_year
    frame = pd.DataFrame({name: np.asarray(values, float) for name, values in columns.items()})
    parts = []
    for level in LEVELS:
        area = np.full(len(frame), "", dtype=object) if level == "all" else users.area(level)[known.user]
        part = frame.groupby(pd.Series(area, name="area"), sort=True).sum().reset_index()
        part.insert(0, "level", level)
        parts.append(part if level == "all" else part[part["area"] != ""])
    table = pd.concat(parts, ignore_index=True)
    table["households"] = table["households"].round().astype("int64")
    return table
