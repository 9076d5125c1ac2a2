# SPDX-License-Identifier: Apache-2.0
"""Assets and leaks of a twin, pipes and risers apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from ..network import Network, Twin
from .columns import ColumnMapping
from .reading import UNKNOWN, Accounting, Records, make_records, years

MISSING_YEAR = np.iinfo(np.int32).min
OTHER_TABLES = ("valve", "regulator")


def _pipes(network: Network | Twin) -> pd.DataFrame:
    """Pipes in use; above ground and buried ones of a material are two materials, for they fail in other ways."""
    pipe = network.pipe
    aerial = pipe.depth_m < 0
    material = [f"{m}, above ground" if up else str(m) for m, up in zip(pipe.material, aerial, strict=True)]
    rows = _frame(pipe, material, pipe.length_m)
    rows["zone"] = [str(r) for r in pipe.role]
    return rows[np.isin(pipe.state, ["in_use", "unknown"])].reset_index(drop=True)


def _risers(network: Network | Twin) -> pd.DataFrame:
    riser = network.riser
    return _frame(riser, [str(m) for m in riser.material], riser.height_m)


def _frame(table: Any, material: list[str], length_m: Any) -> pd.DataFrame:
    year = table.install_year
    return pd.DataFrame(
        {
            "id": [str(i) for i in table.ids()],
            "material": material,
            "diameter_m": np.asarray(table.inner_diameter_m, dtype=float),
            "length_m": np.asarray(length_m, dtype=float),
            "zone": UNKNOWN,
            "installed": np.where(year == MISSING_YEAR, np.nan, year.astype(float)),
            "removed": np.nan,
        }
    )


def _leaks(network: Network | Twin) -> pd.DataFrame:
    record = network.record
    leak = record.kind == "leak"
    ids = [str(i) for i in record.object_id[leak]]
    return pd.DataFrame({"id": ids, "time": years(pd.Series(record.started[leak], dtype=object))})


def twin_records(network: Network | Twin, mapping: ColumnMapping, materials: Iterable[str]) -> list[Records]:
    """Records of the pipes and of the risers, where there are any. A leak belongs to the table that has its id; one
    whose id is in none is told of with the pipes."""
    assets = {"pipe": _pipes(network), "riser": _risers(network)}
    leaks = _leaks(network)
    every = {"pipe": {str(i) for i in network.pipe.ids()}, "riser": set(assets["riser"].id)}
    elsewhere = {str(i) for table in OTHER_TABLES for i in getattr(network, table).ids()}
    listed = []
    for name, asset in assets.items():
        out = Accounting(name)
        mine = leaks.id.isin(every[name]) if name == "riser" else ~leaks.id.isin(every["riser"])
        event = leaks[mine]
        other = event.id.isin(elsewhere - every[name])
        out.leave_out("event", "other_asset", event.id[other])
        undated = event.time.isna() & ~other
        out.leave_out("event", "no_date", event.id[undated])
        if len(asset):
            asset.attrs["has_diameter"] = True
            figures = {"assets_read": len(asset), "events_read": len(leaks), "events_of_kind": int((~other).sum())}
            event = event[~other & ~undated].reset_index(drop=True)
            listed.append(make_records(name, asset, event, mapping, out, materials, figures))
    return listed
