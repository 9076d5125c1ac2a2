# SPDX-License-Identifier: Apache-2.0
"""Are the pressures met while the works of a plan go on, and after them? One row per project."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _core
from .closure import prepare_shutoff
from .compute import Plan, plan_rules_text, read_rules
from .frames import _error, id_texts
from .loads import Load, customer_demand
from .network import Network, Twin, core_network
from .steady import State, solve


@dataclass
class WorksRow:
    """A project under gas. `gas_way` is how the plan keeps the others supplied (`plan.projects`): customers and
    households out are those at once without gas by it, or left with too little pressure;
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
    households_low: int  # of the households out, those connected with too little pressure
    customers_short: int  # below their limit with the project's new pipes, and not today
    regulators_short: int  # likewise at their inlets
    size_steps: int  # standard sizes its pipes go up for the demand to come


class _Laid:
    """The plan's pipes, and the limits they are asked for."""

    def __init__(self, network: Network | Twin, found: Plan, check: Any, bore_left: dict[str, float]) -> None:
        self.check = check
        self.own_m: dict[str, float] = {}
        net = network.network if isinstance(network, Twin) else network
        bores = dict(zip(id_texts(net.pipe.id), np.asarray(net.pipe.inner_diameter_m, float).tolist(), strict=True))
        self.bore_m: dict[str, float] = {}
        self.roughness_m: dict[str, float] = {}
        self.members: dict[str, list[str]] = {}
        table = found.pipes
        for i, p, design, bore, rough in zip(
            table.id, table.project, table.design, table.bore_m, table.roughness_m, strict=True
        ):
            pipe = str(i)
            self.own_m[pipe] = bores[pipe]
            self.bore_m[pipe] = float(bore) * bore_left.get(str(design), 1.0)
            self.roughness_m[pipe] = float(rough)
            self.members.setdefault(str(p), []).append(pipe)

    def short_of_gas(self, pipes: list[str], bore_m: dict[str, float] | None = None) -> tuple[int, int, int, float]:
        """Customers, households and regulators below a limit that they keep today, and by how much at most."""
        bores = self.bore_m if bore_m is None else bore_m
        short: tuple[int, int, int, float] = self.check.short_of_gas(
            pipes, [bores[i] for i in pipes], [self.roughness_m[i] for i in pipes]
        )
        return short

    def lowest_pa(self, pipes: list[str]) -> list[float]:
        """Lowest pressure at the ends of each project's pipes, with these laid."""
        bores, rough = [self.bore_m[i] for i in pipes], [self.roughness_m[i] for i in pipes]
        return list(self.check.lowest_pa(pipes, bores, rough, list(self.members.values())))

    def upsize(self, pipes: list[str], sizes_m: list[float]) -> str:
        """The smallest common step up of these pipes that meets the limits again; "none" where none does."""
        for step in range(1, len(sizes_m) + 1):
            wider = {i: ([s for s in sizes_m if s > self.bore_m[i]][:step] or [self.bore_m[i]])[-1] for i in pipes}
            customers, _, regulators, _ = self.short_of_gas(pipes, wider)
            if not customers and not regulators:
                return "; ".join(f"{i}: {1000 * wider[i]:.0f} mm" for i in pipes)
        return "none"


def _sizes_m(text: str) -> list[float]:
    """Bores of polyethylene on sale, by the bundled rules and those of the text."""
    sizes = {**tomllib.loads(plan_rules_text())["sizes"], **tomllib.loads(text).get("sizes", {})}
    return [outer * (1 - 2 / sizes["pe_sdr"]) for outer in sizes["pe_outer_m"]]


def _laid(
    network: Network | Twin,
    found: Plan,
    load: Load,
    rules: str | os.PathLike[str] | None,
    least_pa: float | None,
    bore_left: dict[str, float] | None,
) -> tuple[_Laid, str]:
    if rules is not None and least_pa is not None:
        raise _error("usage", column="least_pa", detail="give either rules or least_pa")
    text = f"[pressure]\nlow_pa = {float(least_pa)}\n" if least_pa is not None else read_rules(rules)
    demand = customer_demand(network, load).tolist()
    check = _core.PressureCheck(core_network(network), demand, text, str(rules or ""))
    return _Laid(network, found, check, bore_left or {}), text


def works_shortfall(
    network: Network | Twin,
    found: Plan,
    *,
    load: Load = "fixed",
    rules: str | os.PathLike[str] | None = None,
) -> dict[str, float]:
    """With every project of the plan done: customers, households and regulators below a limit that they keep today, and
    by how much the worst, Pa.

    found: the plan. load: as for `gastwin.solve()`. rules: those of the plan. Raises `Error`: as `check_works`.
    """
    laid, _ = _laid(network, found, load, rules, None, None)
    customers, households, regulators, worst_pa = laid.short_of_gas(list(laid.bore_m))
    return {
        "customers_short": customers,
        "households_short": households,
        "regulators_short": regulators,
        "worst_shortfall_pa": worst_pa,
    }


def check_works(
    network: Network | Twin,
    found: Plan,
    *,
    state: State | None = None,
    load: Load = "fixed",
    rules: str | os.PathLike[str] | None = None,
    least_pa: float | None = None,
    bore_left: dict[str, float] | None = None,
) -> list[WorksRow]:
    """During the works: the way the plan has chosen, beside the closure plan of the project's pipes. After: the
    pressures with the new bores and roughness.

    found: the plan. A project's pressure counts as met where nobody falls below a limit that is kept today: of
    customers by pressure class, or their own, and of regulators' inlets ([pressure] of the rules). load: as for
    `gastwin.solve()`; state: a solve of the network for it, where it is known. rules: those of the plan. least_pa: the
    limit of low-pressure customers, Pa(g), instead. bore_left: share that each design leaves of the bore in the plan.
    Risers have no row: valves of the network do not shut them. Raises `Error`: rules and least_pa at once, a rule is
    not valid, the network breaks a precondition.
    """
    laid, text = _laid(network, found, load, rules, least_pa, bore_left)
    before = solve(network, load) if state is None else state
    ready = prepare_shutoff(network, state=before)
    project_row = {str(p): n for n, p in enumerate(found.projects.id)}
    low_before, low_after = laid.lowest_pa([]), laid.lowest_pa(list(laid.bore_m))
    sizes_m, plan, rows = _sizes_m(text), found.projects, []
    for n, (project, pipes) in enumerate(laid.members.items()):
        shut = ready.shutoff(pipes)
        p = project_row[project]
        customers, _, regulators, _ = laid.short_of_gas(pipes)
        met = not customers and not regulators
        rows.append(
            WorksRow(
                project,
                str(shut.status),
                len(shut.valves),
                int(plan.customers_out[p]),
                int(plan.households_out[p]),
                low_before[n],
                low_after[n],
                met,
                "" if met else laid.upsize(pipes, sizes_m),
                str(plan.gas_way[p]),
                int(shut.customers_inside + shut.customers_cut_off + (shut.customers_low_pressure or 0)),
                int(plan.special_out[p]),
                int(plan.stops[p]),
                float(plan.closure_cny[p]),
                bool(plan.outside_heating_season[p]),
                int(plan.households_low[p]),
                customers,
                regulators,
                int(plan.size_steps[p]),
            )
        )
    return rows
