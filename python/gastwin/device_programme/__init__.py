# SPDX-License-Identifier: Apache-2.0
"""Safety devices of households and unit users: duties, coverage, expiry, subsidy and instalments (`gastwin.programme`).

docs/programme.md says how it is used; duties.toml holds the rules, each with its source.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..frames import _error, whole
from ..network import Network, Progress, Twin
from ..result import listener

if TYPE_CHECKING:
    import pandas as pd

    from .users import Devices, Users

PER = ("month", "year")
MOST_CAPACITY = 10**9
MOST_PERIODS = 1200
MOST_MONTHS = 1200
TABLES = (
    "coverage",
    "effect",
    "work",
    "package",
    "payer",
    "instalment",
    "clash",
    "calendar",
    "replacement",
    "settlement",
    "settled",
    "hazard",
    "duty",
    "rule",
    "issue",
)


@dataclass(frozen=True)
class Programme:
    """Tables as data frames. Money is in whole fen, in columns `<payer>_fen` that add up to `cost_fen` in every row.

    `duty`: one row per user and duty that holds or may hold: what was found, deadline, row of the register.
    `coverage`: by duty and area. `effect`: by area, gas explosions in households now and with what is owed
    (`household_risk`). `work`: one row per user who lacks something, with packages, parts and the period of
    the plan. `package`, `payer`: totals by package, by district and community. `instalment`, `clash`: the plan by
    period, and what it cannot meet. `calendar`, `replacement`: devices whose life ends. `settlement`, `settled`: money
    for what was returned as installed. `hazard`: hazards at users by rule. `rule`: every rule with its source.
    `issue`: what the registers do not tell rightly. `status`: "done", or "infeasible" where there are clashes.
    """

    duty: pd.DataFrame
    coverage: pd.DataFrame
    effect: pd.DataFrame
    work: pd.DataFrame
    package: pd.DataFrame
    payer: pd.DataFrame
    instalment: pd.DataFrame
    clash: pd.DataFrame
    replacement: pd.DataFrame
    calendar: pd.DataFrame
    settled: pd.DataFrame
    settlement: pd.DataFrame
    hazard: pd.DataFrame
    rule: pd.DataFrame
    issue: pd.DataFrame
    payers: tuple[str, ...]
    summary: dict[str, Any]
    status: str
    _users: Users = field(repr=False)
    _devices: Devices = field(repr=False)

    def write(self, path: str | os.PathLike[str], lang: str | None = None) -> list[str]:
        """A workbook (.xlsx, without the row per user and duty), or a folder with one CSV per table; each file whole or
        not at all. lang: "zh" or "en", default the environment's. Returns what was written."""
        from .papers import write

        return write(self, path, lang)

    def write_worklist(self, path: str | os.PathLike[str], lang: str | None = None, period: str | None = None) -> None:
        """Users who lack something as a list (.xlsx or .csv) to be filled in on site; `programme(installed=)` reads it
        back. period: only those planned for it."""
        from .papers import write_worklist

        write_worklist(self, path, lang, period)

    def write_register(self, path: str | os.PathLike[str]) -> None:
        """The register of households as it stands, as CSV with the headers that the import knows."""
        from .papers import write_register

        write_register(self, path)

    def findings(self) -> pd.DataFrame:
        """Hazards at users by rule, and devices that are owed and are not there, as a hazard ledger takes them."""
        import pandas as pd

        from .findings import device_findings
        from .texts import kinds_of_hazard

        parts = [f for f in (self.hazard, device_findings(self.duty, kinds_of_hazard())) if len(f)]
        return pd.concat(parts, ignore_index=True) if parts else self.hazard

    def __repr__(self) -> str:
        return f"<Programme: {self.summary['missing']} missing of {self.summary['duties']} duties, {self.status}>"


def require_pandas(what: str) -> None:
    """Raises `Error` where pandas, a part that not everybody installs, is not there."""
    try:
        import pandas  # noqa: F401
    except ImportError:
        raise _error("usage", detail=f"{what} needs pandas: pip install 'gastwin[frames]'") from None


def programme(
    twin: Network | Twin | str | os.PathLike[str],
    rules: str | os.PathLike[str] | None = None,
    *,
    registers: Any = None,
    installed: Any = None,
    as_of: Any = None,
    capacity: int | None = None,
    per: str = "month",
    start: Any = None,
    periods: int | None = None,
    horizon_months: int = 12,
    indoor: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Programme:
    """Which user needs which safety device by which rule, who lacks it, who pays, and who gets it when.

    rules: TOML file whose lists and tables take the place of those of `gastwin/device_programme/duties.toml`.
    registers: files or data frames of households and unit users with what the twin does not hold (class, date of
    gas-on, access, place); without them classes come from the buildings' old-estate flag and hardship is not known.
    installed: work lists or registers that came back filled in; later ones take the place of earlier ones. as_of: the
    day of assessment; default: the latest date of installation on record that is not in the future. capacity: visits
    `per` "month" or "year", from `start` (default: the month after `as_of`), in at most so many `periods`; without it
    nothing is scheduled. horizon_months: how far ahead devices that reach the end of their life are listed. indoor: the
    `scheme` of `household_risk`, by which `effect` is computed.
    Raises `Error`: rules that are not valid, unreadable registers, numbers out of range, no pandas.
    """
    require_pandas("programme")
    from .run import Settings, run

    if per not in PER:
        raise _error("usage", column="per", value=str(per), detail=" or ".join(PER))
    settings = Settings(
        as_of=as_of,
        capacity=None if capacity is None else whole(capacity, "capacity", 1, MOST_CAPACITY),
        per=per,
        start=start,
        periods=None if periods is None else whole(periods, "periods", 1, MOST_PERIODS),
        horizon_months=whole(horizon_months, "horizon_months", 0, MOST_MONTHS),
        indoor=indoor,
    )
    net = Twin.open(twin) if isinstance(twin, (str, os.PathLike)) else twin
    return run(net, rules, registers, installed, settings, listener(progress))
