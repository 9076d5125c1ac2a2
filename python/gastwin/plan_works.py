# SPDX-License-Identifier: Apache-2.0
"""Are the pressures met while the works of a plan go on, and after them? One row per project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np

from .closure import prepare_shutoff
from .compute import Plan
from .frames import id_texts
from .gas import Gas
from .network import Network, Twin
from .steady import State, solve

LEAST_PA = 1000.0  # what customers of low pressure need, as the closure plans have it
BORE_LEFT = {"replace": 1.0, "insert": 0.8, "line": 0.95, "protect": 1.0}  # as in the bundled plan.toml
SIZES_M = (0.0326, 0.0514, 0.0614, 0.0736, 0.09, 0.1308, 0.1636, 0.2046, 0.2578, 0.3272, 0.4090)  # bores, SDR 11


@dataclass
class WorksRow:
    """A project under gas. `gas_way` is how the plan keeps the others supplied (`plan.projects`): customers and
    households out are those at once without gas by it, or left with too little pressure by its valves;
    `customers_out_by_valves` would be if nothing but valves were shut, with those left with too little pressure.
    `lowest_pa`: lowest gauge pressure of its pipes' ends with every project of the plan done."""

    project: str
    status: str
    valves: int
    customers_out: int
    households_out: int
    lowest_before_pa: float
    lowest_pa: float
    pressure_met: bool
    upsize: str  # pipe and bore in mm that restores the pressure, where it is not met
    gas_way: str  # riser, valves, sections, stopped or bypass
    customers_out_by_valves: int
    special_out: int
    stops: int
    closure_cny: float
    outside_heating_season: bool


def check_works(
    network: Network | Twin,
    found: Plan,
    *,
    state: State | None = None,
    least_pa: float = LEAST_PA,
    bore_left: dict[str, float] | None = None,
) -> list[WorksRow]:
    """During the works: the way the plan has chosen, beside the closure plan of the project's pipes. After: the network
    solved again with the new bores.

    found: the plan. state: the pressures before, where they are known; solved otherwise. A project's pressure counts as
    met where no end of its pipes lies below least_pa that did not before. bore_left: share of the bore that each design
    leaves. Risers are not shut in by valves of the network and have no row. Raises `Error`: the network breaks a
    precondition.
    """
    net = network.network if isinstance(network, Twin) else network
    before = solve(network) if state is None else state
    left = {**BORE_LEFT, **(bore_left or {})}
    pipe_row = {i: n for n, i in enumerate(id_texts(net.pipe.id))}
    bore = np.asarray(net.pipe.inner_diameter_m, float).copy()
    members: dict[str, list[str]] = {}
    for i, project, design in zip(found.pipes.id, found.pipes.project, found.pipes.design, strict=True):
        members.setdefault(str(project), []).append(str(i))
        bore[pipe_row[str(i)]] *= left[str(design)]
    after = _pressures(net, bore)
    at_first = np.asarray(before.node.gauge_pressure_pa, float)
    ready = prepare_shutoff(network, state=before)
    project_row = {str(p): n for n, p in enumerate(found.projects.id)}
    rows = []
    for project, pipes in members.items():
        shut = ready.shutoff(pipes)
        ends = np.unique([e for i in pipes for e in _ends(net, pipe_row[i])])
        low_before, low_after = _lowest(at_first, ends), _lowest(after, ends)
        plan, p = found.projects, project_row[project]
        way = str(plan.gas_way[p])
        low = int(shut.customers_low_pressure or 0)
        low_by_way = low if way == "valves" else 0
        met = not np.any((after[ends] < least_pa) & (at_first[ends] >= least_pa))
        rows.append(
            WorksRow(
                project,
                str(shut.status),
                len(shut.valves),
                int(plan.customers_out[p]) + low_by_way,
                int(plan.households_out[p]),
                low_before,
                low_after,
                bool(met),
                "" if met else _upsize(net, bore, [pipe_row[i] for i in pipes], ends, at_first, least_pa),
                way,
                int(shut.customers_inside + shut.customers_cut_off) + low,
                int(plan.special_out[p]),
                int(plan.stops[p]),
                float(plan.closure_cny[p]),
                bool(plan.outside_heating_season[p]),
            )
        )
    return rows


def _ends(net: Network, row: int) -> tuple[int, int]:
    return int(net.pipe.from_node[row]), int(net.pipe.to_node[row])


def _lowest(pressure: np.ndarray, ends: np.ndarray) -> float:
    here = pressure[ends]
    here = here[np.isfinite(here)]
    return float(here.min()) if len(here) else float("nan")


def _pressures(net: Network, bore: np.ndarray) -> np.ndarray:
    tables = {name: getattr(net, name).to_pandas() for name in ("node", "pipe", "valve", "regulator", "source")}
    tables |= {name: getattr(net, name).to_pandas() for name in ("customer", "riser", "building", "device")}
    tables["pipe"]["inner_diameter_m"] = bore
    changed = Network.from_frames({k: v for k, v in tables.items() if len(v)}, gas=cast(Gas, net.gas), crs=net.crs)
    return np.asarray(solve(changed).node.gauge_pressure_pa, float)


def _larger(bore: float) -> Iterator[float]:
    return (size for size in SIZES_M if size > bore)


def _upsize(
    net: Network, bore: np.ndarray, rows: list[int], ends: np.ndarray, at_first: np.ndarray, least_pa: float
) -> str:
    """The smallest common step up of the project's pipes that meets the pressure again; "none" where none does."""
    for step in range(3):
        wider = bore.copy()
        for r in rows:
            sizes = list(_larger(bore[r]))
            if sizes:
                wider[r] = sizes[min(step, len(sizes) - 1)]
        after = _pressures(net, wider)
        if not np.any((after[ends] < least_pa) & (at_first[ends] >= least_pa)):
            ids = id_texts(net.pipe.id)
            return "; ".join(f"{ids[r]}: {1000 * wider[r]:.0f} mm" for r in rows)
    return "none"
