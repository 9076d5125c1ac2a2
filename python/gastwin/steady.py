# SPDX-License-Identifier: Apache-2.0
"""Steady pressures and flows: one load, one load after the other, many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _core
from .frames import Table, whole
from .loads import Load, customer_demand
from .network import Network, Progress, Twin, core_network, sound_core_network
from .result import MapResult, listener
from .tables import (
    ResultCaseTable,
    ResultCustomerTable,
    ResultNodeRangeTable,
    ResultNodeTable,
    ResultPipeRangeTable,
    ResultPipeTable,
    ResultRegulatorTable,
    ResultTripTable,
    ResultZoneTable,
    table_of,
)


class State(MapResult):
    """Pressures and flows. Tables: node, pipe, regulator, customer, zone, trip (what shut, where solved with
    protection). Figures: status (one of converged, service_infeasible, infeasible, no_source, over_supplied,
    max_iterations), iterations, residual, worst_node, worst_edge, demand_kg_s, unmet_kg_s."""

    tables = stored = ("node", "pipe", "regulator", "customer", "zone", "trip")
    shown = "gauge_pressure_pa"
    node: ResultNodeTable
    pipe: ResultPipeTable
    regulator: ResultRegulatorTable
    customer: ResultCustomerTable
    zone: ResultZoneTable
    trip: ResultTripTable
    status: str
    iterations: int
    residual: float
    worst_node: str
    worst_edge: str
    demand_kg_s: float
    unmet_kg_s: float

    def __init__(self, core: Any, trip: Any, network: Network | Twin) -> None:
        super().__init__(core, network)
        self._trip = trip

    def _table(self, name: str) -> Table:
        if name == "trip":
            return table_of(self._trip, integer_ids=self._network._integer_ids)
        return super()._table(name)

    @property
    def worst(self) -> dict[str, str]:
        """The node and the edge with the largest residual or the lowest pressure."""
        return {"node": self._core.worst_node, "edge": self._core.worst_edge}

    def __repr__(self) -> str:
        return f"<State: {self.status} after {self.iterations} iterations>"


class LoadCases(MapResult):
    """One network under many loads. Tables: load_case (one row each), node (lowest and highest pressure, in which case,
    in how many it was too low), pipe (flow both ways, greatest velocity). status: that of the worst case."""

    tables = ("load_case", "node", "pipe")
    shown = "min_gauge_pressure_pa"
    load_case: ResultCaseTable
    node: ResultNodeRangeTable
    pipe: ResultPipeRangeTable
    status: str


def _settings(
    friction: str,
    required_gauge_pressure_pa: float | None,
    pressure_dependent: bool,
    service_pressure: Mapping[str, tuple[float, float]] | None,
    local_loss_share: float,
    tolerance: float | None,
    max_iterations: int | None,
) -> Any:
    service = [(kind, float(least), float(full)) for kind, (least, full) in (service_pressure or {}).items()]
    return _core.SolveSettings(
        friction, required_gauge_pressure_pa, pressure_dependent, service, local_loss_share, tolerance, max_iterations
    )


def solve(
    network: Network | Twin,
    load: Load = "fixed",
    friction: str = "colebrook",
    *,
    month: int | None = None,
    pressure_dependent: bool = False,
    required_gauge_pressure_pa: float | None = None,
    service_pressure: Mapping[str, tuple[float, float]] | None = None,
    load_model: Mapping[str, Any] | None = None,
    local_loss_share: float = 0.0,
    protection: bool = False,
    tolerance: float | None = None,
    max_iterations: int | None = None,
    progress: Progress | None = None,
) -> State:
    """Steady pressures and flows.

    load: "fixed" takes `demand_kg_s` as it stands; "peak", "average" and the hours 0 to 23 derive demands from
    connected loads and households, `month` by the season (see `gastwin.customer_demand()`; `load_model` changes the
    parameters, see `gastwin.load_model()`); or one demand per customer row, e.g. from `gastwin.sample_demand()`.
    friction: see `gastwin.friction_laws()`. required_gauge_pressure_pa: below it at a customer the status is
    service_infeasible.
    pressure_dependent: customers draw √x of their demand, x from 0 at the minimum to 1 at the required gauge pressure
    of their kind; column `supplied_kg_s` of table `customer` says how much. `service_pressure` gives these two by kind
    of customer, e.g. {"household": (800.0, 1500.0)}; the others have 0 and required_gauge_pressure_pa or 1500 Pa.
    local_loss_share: losses of fittings as a share of the friction, e.g. 0.1, on top of each pipe's loss_coefficient.
    protection: let slam-shut valves of regulators, excess-flow valves and households' self-closing valves shut where
    they are beyond their limits, one after the other; table `trip` says which. Needs those columns and devices.
    tolerance: of energy and mass balance, relative to the largest potential drop and flow of a zone (default 1e-10).
    max_iterations: of Newton's method per zone (default 100).
    Numeric outcomes are statuses, never exceptions; unsupplied parts are reported with NaN pressures. For many loads of
    one network see `gastwin.prepare()`.

    Raises `Error`: the network breaks a precondition, unknown friction law or load.
    """
    settings = _settings(
        friction,
        required_gauge_pressure_pa,
        pressure_dependent,
        service_pressure,
        local_loss_share,
        tolerance,
        max_iterations,
    )
    demand = customer_demand(network, load, month=month, load_model=load_model)
    core, trip = _core.solve(sound_core_network(network), demand, settings, protection, listener(progress))
    return State(core, trip, network)


class Prepared:
    """A network made ready by `gastwin.prepare()` to be solved for one load after the other."""

    def __init__(self, core: Any, network: Network | Twin) -> None:
        self._core = core
        self._network = network

    def solve(
        self,
        load: Load = "fixed",
        *,
        month: int | None = None,
        load_model: Mapping[str, Any] | None = None,
        progress: Progress | None = None,
    ) -> State:
        """As `gastwin.solve()`, from the flows of the solve before; the same answer within the tolerance.

        Threads may share one model: they solve one after the other.
        """
        demand = customer_demand(self._network, load, month=month, load_model=load_model)
        core, trip = self._core.solve(demand, listener(progress))
        return State(core, trip, self._network)

    def __repr__(self) -> str:
        return f"<Prepared: {self._network!r}>"


def prepare(
    network: Network | Twin,
    friction: str = "colebrook",
    *,
    pressure_dependent: bool = False,
    required_gauge_pressure_pa: float | None = None,
    service_pressure: Mapping[str, tuple[float, float]] | None = None,
    local_loss_share: float = 0.0,
    tolerance: float | None = None,
    max_iterations: int | None = None,
) -> Prepared:
    """Checks the network, finds its zones, reductions and pipe laws once, for many solves: hours, draws of chance.

    A load change then costs about a quarter of `gastwin.solve()`. Arguments and errors as for `gastwin.solve()`.
    """
    settings = _settings(
        friction,
        required_gauge_pressure_pa,
        pressure_dependent,
        service_pressure,
        local_loss_share,
        tolerance,
        max_iterations,
    )
    return Prepared(_core.PreparedModel(core_network(network), settings), network)


def solve_cases(
    network: Network | Twin,
    cases: int | Any,
    friction: str = "colebrook",
    *,
    hour: int | None = None,
    month: int | None = None,
    seed: int = 1,
    load_model: Mapping[str, Any] | None = None,
    pressure_dependent: bool = False,
    required_gauge_pressure_pa: float | None = None,
    service_pressure: Mapping[str, tuple[float, float]] | None = None,
    local_loss_share: float = 0.0,
    progress: Progress | None = None,
) -> LoadCases:
    """Solves one network under many loads, on all threads: how low pressures fall, where, and how often.

    cases: a number of draws of `gastwin.sample_demand()` (see there for `hour`, `month`, `load_model`), the first with
    `seed`, the next with those that follow; or a table of demands in kg/s, one row per case and one column per customer
    row. The other arguments and the errors are those of `gastwin.solve()`. No number depends on how many threads run.
    """
    settings = _settings(
        friction, required_gauge_pressure_pa, pressure_dependent, service_pressure, local_loss_share, None, None
    )
    draws = whole(cases, "cases", 1, 10**9) if isinstance(cases, int) else 0
    when = (
        None if hour is None else whole(hour, "hour", 0, 23),
        None if month is None else whole(month, "month", 1, 12),
        whole(seed, "seed", 0, 2**63),
    )
    core = _core.solve_cases(
        core_network(network),
        None if draws else cases,
        draws,
        when,
        dict(load_model or {}),
        settings,
        listener(progress),
    )
    return LoadCases(core, network)


def fittings() -> dict[str, str]:
    """Names that `fitting_loss_coefficient()` takes and what each is."""
    return dict(_core.fittings())


def fitting_loss_coefficient(fitting: str, inner_diameter_m: float) -> float:
    """Loss coefficient ζ of one fitting, to add up for a pipe's `loss_coefficient`; for indoor and courtyard pipes.

    fitting: one of `gastwin.fittings()`. inner_diameter_m: of the pipe it stands in, to whose velocity ζ refers.
    Source: 段常贵, 燃气输配, table of ζ (models/fitting.hpp). Raises `Error`: unknown fitting, a diameter not positive.
    """
    return _core.fitting_loss_coefficient(fitting, inner_diameter_m)


def friction_laws() -> dict[str, str]:
    """Names of the friction laws and what each is; formulas, sources and ranges: models/friction.hpp."""
    return dict(_core.friction_laws())
