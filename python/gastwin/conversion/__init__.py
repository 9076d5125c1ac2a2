# SPDX-License-Identifier: Apache-2.0
"""From bottled to piped gas: who may be joined to the network, where, at what cost (`gastwin.conversion`).

docs/conversion.md says how it is used; conversion.toml holds the rules and figures, each with its source.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..device_programme import require_pandas
from ..loads import Load
from ..network import Network, Progress, Twin
from ..result import listener

if TYPE_CHECKING:
    import pandas as pd

# What becomes of a user, in this order of precedence.
VERDICTS = (
    "convert",
    "reinforce",
    "fix_first",
    "survey_first",
    "electricity",
    "excluded",
    "remove_bottles",
    "none",
)


@dataclass(frozen=True)
class Conversion:
    """Tables as data frames. `place`: one row per unit user of the register: verdict, why, rules, pipe to join,
    length of trench, service pipe, cost and pressures. `group`: users, demand and cost by kind and verdict.
    `regulator`: load of each regulator before and after. `issue`: what the register does not tell rightly."""

    place: pd.DataFrame
    group: pd.DataFrame
    regulator: pd.DataFrame
    issue: pd.DataFrame
    summary: dict[str, Any]

    def write(self, path: str | os.PathLike[str], lang: str | None = None) -> list[str]:
        """A workbook (.xlsx), or a folder with one CSV per table; column `way` of the places is WKT, which QGIS draws.
        lang: "zh" or "en", default the environment's. Returns what was written."""
        from .papers import write

        return write(self, path, lang)

    def __repr__(self) -> str:
        counted = self.summary["verdicts"]
        return (
            f"<Conversion: {counted.get('convert', 0)} of {self.summary['bottled']} users of bottled gas can be joined>"
        )


def conversion(
    twin: Network | Twin | str | os.PathLike[str],
    registers: Any,
    rules: str | os.PathLike[str] | None = None,
    *,
    load: Load = "peak",
    progress: Progress | None = None,
) -> Conversion:
    """Which users of bottled gas may change to piped gas, where each is joined, and whether the network carries them.

    registers: files, a folder or data frames of unit users: kind, fuel, place, design flow, kitchen, vents,
    level, licence. rules: TOML file whose tables take the place of those of `gastwin/conversion/conversion.toml`.
    load: what the customers there draw already, as in `gastwin.solve`.

    Users whom the rules allow are joined one by one, the cheapest per m³/h first, each by his cheapest way; one
    is joined if with all those before no customer who had the least pressure falls below it, the user has it, no
    regulator passes its capacity and no demand stays unmet that was met. The others are "reinforce", with what stands
    in the way.
    Raises `Error`: rules that are not valid, no register of unit users, an unsound network, no pandas.
    """
    require_pandas("conversion")
    from .run import run

    net = Twin.open(twin) if isinstance(twin, (str, os.PathLike)) else twin
    return run(net, registers, rules, load, listener(progress))
