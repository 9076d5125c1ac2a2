# SPDX-License-Identifier: Apache-2.0
"""Gas explosions in households by their hoses and indoor pipes, and what safety devices change.

Formula and limits: scenarios/indoor_risk.hpp; numbers: scenarios/schemes/indoor.toml; docs/theory/households.md.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from .network import Network, Twin
from .settings import scheme_text
from .tables import ResultHouseholdRiskTable

if TYPE_CHECKING:
    from .device_programme.rules import Rules
    from .device_programme.users import Devices, Users

Source = str | os.PathLike[str]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
_MISSING_INT = np.iinfo(np.int32).min


@dataclass(frozen=True)
class Households:
    """What is known of households: one row each, devices that are there and work. `user`: row of the customer table;
    hose_type: index into hose_types, -1 for none recorded; pipe_age_a: NaN where no year is."""

    user: np.ndarray[Any, np.dtype[np.int64]]
    ids: np.ndarray[Any, Any]
    households: np.ndarray[Any, Any]
    hose_type: np.ndarray[Any, Any]
    hose_types: list[str]
    hose_past_life: Flags
    self_closing_valve: Flags
    alarm: Flags
    shut_off: Flags
    pipe_age_a: np.ndarray[Any, Any]


def household_scheme() -> str:
    """TOML text of the bundled numbers, each with what it rests on: to be copied, changed and given as `scheme`."""
    return str(_core.default_indoor_scheme_text())


def household_risk(
    twin: Network | Twin,
    scheme: Source | None = None,
    *,
    registers: Any = None,
    rules: Source | None = None,
    as_of: Any = None,
) -> ResultHouseholdRiskTable:
    """Leaks and gas explosions a year of every household from its hose and indoor pipe, expected fatalities, and by how
    much a hose, a self-closing valve, an alarm or a shut-off would lower them: table `result_household_risk`, one row
    per household customer.

    scheme: path of a TOML file that names what it changes of `household_scheme()`, whose rates are unverified: use
    differences between households, and give the file your own count of explosions. registers, rules, as_of: as
    `programme` takes them; they say which devices are there, and which still work. Formula and sources:
    docs/theory/households.md. Raises `Error`: a scheme, rules or registers that are not valid; no pandas.
    """
    from .device_programme import require_pandas

    require_pandas("household_risk")
    from .device_programme.run import state_of

    net = twin.network if isinstance(twin, Twin) else twin
    now = state_of(twin, rules, registers, as_of)
    return assess(net, read_households(net, now.users, now.devices, now.rules, now.as_of), scheme)


def read_households(network: Network, users: Users, devices: Devices, rules: Rules, as_of: np.datetime64) -> Households:
    """Households of the twin with the devices that are there and work on a day."""
    from .device_programme.duties import working
    from .device_programme.users import device_of_each

    home = np.flatnonzero(~users.unit)
    row = {kind: rows[home] for kind, rows in device_of_each(users, devices).items()}
    there = {kind: working(kind, users, devices, rules, as_of)[home] for kind in row}
    types, codes = np.unique(np.append(devices.type, "").astype(str), return_inverse=True)
    hose = np.append(codes[:-1], -1)[np.where(row["hose"] >= 0, row["hose"], len(devices))]
    recorded = (hose >= 0) & (users.households[home] == 1)
    ends = np.append(devices.ends, np.datetime64("NaT", "D"))[row["hose"]]
    return Households(
        user=home,
        ids=users.id[home],
        households=users.households[home],
        hose_type=np.where(recorded & (types[hose] != ""), hose, -1),
        hose_types=[str(t) for t in types],
        hose_past_life=recorded & (ends <= as_of),
        self_closing_valve=there["self_closing_valve"],
        alarm=there["alarm"],
        shut_off=there["shut_off"],
        pipe_age_a=_pipe_age_a(network, as_of)[home],
    )


def _pipe_age_a(network: Network, as_of: np.datetime64) -> np.ndarray[Any, Any]:
    """Age of the indoor pipe of each customer: as of its riser, else of its building; NaN where neither has a year."""
    year = int(str(as_of)[:4])

    def of(table: Any, column: str, link: Any) -> np.ndarray[Any, Any]:
        years = np.append(np.asarray(table[column], float), np.nan)
        years[(years == _MISSING_INT) | (years > year)] = np.nan
        return np.asarray(years[np.asarray(link)])

    customer = network.customer
    riser = of(network.riser, "install_year", customer.riser)
    return year - np.where(np.isnan(riser), of(network.building, "built_year", customer.building), riser)


def assess(network: Network, known: Households, scheme: Source | None = None) -> ResultHouseholdRiskTable:
    """The table of `household_risk` for households as known."""
    core = _core.assess_households(
        network._core,
        [str(i) for i in known.ids],
        known.households,
        known.hose_type,
        known.hose_past_life,
        known.self_closing_valve,
        known.alarm,
        known.shut_off,
        known.pipe_age_a,
        known.hose_types,
        "" if scheme is None else scheme_text(scheme),
        "" if scheme is None else os.fspath(scheme),
    )
    return ResultHouseholdRiskTable(core, integer_ids=network._integer_ids)


def equipped(known: Households, lacking: dict[str, Flags], hose: str) -> Households:
    """The same households with the devices given to those who lack them; hose: type of the new hoses."""
    types = [*known.hose_types, hose]
    return replace(
        known,
        hose_type=np.where(lacking["hose"], len(types) - 1, known.hose_type),
        hose_types=types,
        hose_past_life=known.hose_past_life & ~lacking["hose"],
        self_closing_valve=known.self_closing_valve | lacking["self_closing_valve"],
        alarm=known.alarm | lacking["alarm"],
        shut_off=known.shut_off | lacking["shut_off"],
    )
