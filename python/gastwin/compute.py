# SPDX-License-Identifier: Apache-2.0
"""What can be asked of a network: pressures and flows, closures, criticality, risk, plans."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import _core
from .exchange import ready_twin
from .frames import Table, _error, id_texts, whole
from .loads import Load, customer_demand
from .network import Network, Progress, Twin, core_network

CALENDAR_YEARS = (1800, 2200)  # what the tables hold
MOST_SAMPLES = 100_000


def listener(progress: Progress | None) -> Callable[[str, float], Any] | None:
    """The callable behind a `progress=` argument: True shows a line on stderr, None and False are silent."""
    if progress is True:
        from .console import ProgressLine

        return ProgressLine()
    return progress if callable(progress) else None


class Result:
    """Tables and figures of one computation; tables keep the user's kind of ids."""

    tables: tuple[str, ...] = ()

    def __init__(self, core: Any, network: Network | Twin) -> None:
        self._core = core
        self._network = network.network if isinstance(network, Twin) else network

    def _table(self, name: str) -> Table:
        return Table(getattr(self._core, name), integer_ids=self._network._integer_ids)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.tables:
            return self._table(name)
        return getattr(self._core, name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(self.tables)}>"


class State(Result):
    """Pressures and flows. Tables: node, pipe, regulator, customer, zone, trip (what shut, where solved with
    protection). Figures: status (one of converged, service_infeasible, infeasible, no_source, over_supplied,
    max_iterations), iterations, residual, worst_node, worst_edge, demand_kg_s, unmet_kg_s."""

    tables = ("node", "pipe", "regulator", "customer", "zone", "trip")

    def __init__(self, core: Any, trip: Any, network: Network | Twin) -> None:
        super().__init__(core, network)
        self._trip = trip

    def _table(self, name: str) -> Table:
        if name == "trip":
            return Table(self._trip, integer_ids=self._network._integer_ids)
        return super()._table(name)

    @property
    def worst(self) -> dict[str, str]:
        """The node and the edge with the largest residual or the lowest pressure."""
        return {"node": self._core.worst_node, "edge": self._core.worst_edge}

    def __repr__(self) -> str:
        return f"<State: {self.status} after {self.iterations} iterations>"


class LoadCases(Result):
    """One network under many loads. Tables: load_case (one row each), node (lowest and highest pressure, in which case,
    in how many it was too low), pipe (flow both ways, greatest velocity). status: that of the worst case."""

    tables = ("load_case", "node", "pipe")


class ClosurePlan(Result):
    """What to close for a break. Tables: steps (valves, in order), stations (regulators to shut), customers (who loses
    gas), issue. Lists of valve ids: valves, backfeed_valves, redundant_valves, closed_valves, inoperable_valves,
    resupply_valves; squeezes: places to squeeze. pipes, pipes_cut_off: isolated, and dead behind them. status:
    isolated, source_inside, unsupplied or no_gas."""

    tables = ("steps", "stations", "customers", "issue")


class Risk(Result):
    """One row per asset in table `assets`; dates that were not believed in table `issue`."""

    tables = ("assets", "issue")


class Plan(Result):
    """Tables projects, pipes and risers; figures value, bound, gap (CNY of discounted risk removed), cost_cny,
    must_shortfall_cny (money missing for the must-do assets), and by year spent_cny, budget_cny, marginal_value."""

    tables = ("projects", "pipes", "risers")

    @property
    def status(self) -> str:
        """ "done", or "infeasible" when the must-do assets cost more than the budget."""
        return "done" if self._core.must_shortfall_cny == 0 else "infeasible"


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
    core, trip = _core.solve(core_network(network), demand, settings, protection, listener(progress))
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
    """Loss coefficient of one fitting, to add up for a pipe's `loss_coefficient`; for indoor and courtyard pipes."""
    return _core.fitting_loss_coefficient(fitting, inner_diameter_m)


def friction_laws() -> dict[str, str]:
    """Names of the friction laws and what each is."""
    return dict(_core.friction_laws())


def shutoff(
    network: Network | Twin,
    pipe: Any = None,
    *,
    at: tuple[float, float] | None = None,
    inoperable: Sequence[Any] = (),
    aim: str = "fewest_customers",
    squeeze: bool = False,
    state: State | None = None,
    progress: Progress | None = None,
) -> ClosurePlan:
    """Valves to close, in order, to isolate one pipe or several, or the point `at` (x_m, y_m).

    inoperable: valve ids that cannot be turned; the next valves are listed instead. aim: "fewest_customers", the
    smallest section; or "fewest_operations", the section that takes fewest to shut and of these the smallest. squeeze:
    polyethylene pipes up to dn 250 may be squeezed off as well, 6 diameters from fittings, tees, valves and the break;
    such places are steps with the action "squeeze" and count as four operations. With `state` the plan orders by
    flow and estimates minutes of line-pack. Raises `Error`: unknown pipe or valve, neither pipe nor point given.
    """
    if (pipe is None) == (at is None):
        raise _error("usage", detail="give either pipe or at")
    pipes = [] if pipe is None else id_texts(pipe)
    if at is None and not pipes:
        raise _error("usage", column="pipe", detail="name at least one pipe")
    core = _core.shutoff(
        core_network(network),
        pipes,
        at,
        id_texts(inoperable),
        aim,
        squeeze,
        None if state is None else state._core,
        listener(progress),
    )
    return ClosurePlan(core, network)


def criticality(
    network: Network | Twin,
    what: str = "pipes",
    *,
    high: Load = "peak",
    low: Load = 3,
    friction: str = "colebrook",
    required_gauge_pressure_pa: float = 1000.0,
    progress: Progress | None = None,
) -> Table:
    """What is lost when each element of a kind fails in turn.

    what: "pipes": one row per pipe, isolated by its valves, by connectivity. "valves": one row per valve that cannot
    be turned, by connectivity. "regulators": two rows per regulator, shut at the load `high` and wide open at the load
    `low` (see `gastwin.solve()`; three in the morning), each with a solve of the whole network: customers without gas,
    below `required_gauge_pressure_pa` or above their zone's limit.
    Raises `Error`: the network breaks a precondition, unknown kind.
    """
    net = network.network if isinstance(network, Twin) else network
    tell = listener(progress)
    core: Any
    if what == "pipes":
        core = _core.criticality(net._core, tell)
    elif what == "valves":
        core = _core.valve_criticality(net._core, tell)
    elif what == "regulators":
        loads = (customer_demand(net, high), customer_demand(net, low))
        core = _core.station_failures(net._core, *loads, friction, float(required_gauge_pressure_pa), tell)
    else:
        raise _error("usage", column="what", value=what, detail="pipes, valves or regulators")
    return Table(core, integer_ids=net._integer_ids)


def risk(
    network: Network | Twin,
    scheme: str | os.PathLike[str] | None = None,
    *,
    year: int | None = None,
    this_year: int | None = None,
    samples: int = 200,
    seed: int = 1,
    critical: Table | None = None,
    progress: Progress | None = None,
) -> Risk:
    """Leak and serious-incident frequency, consequence, risk, grade and causes of every asset.

    scheme: path of a TOML file; default the bundled one. year: year of assessment; default the latest on record.
    this_year: dates after it (or after `year`) are rows of table `issue` and count as unknown; default: today's by the
    clock, which matters to networks with such dates only. samples: Monte Carlo draws for P10 and P90.
    critical: `criticality(network)` where it is known already.
    Raises `Error`: the scheme is not valid, a number is out of range.
    """
    limit = datetime.now(UTC).year if this_year is None else whole(this_year, "this_year", *CALENDAR_YEARS)
    assessed = None if year is None else whole(year, "year", *CALENDAR_YEARS)
    draws, key = whole(samples, "samples", 0, MOST_SAMPLES), whole(seed, "seed", 0, 2**64 - 1)
    text = "" if scheme is None else _read_text(scheme)
    tell = listener(progress)
    critical = criticality(network, progress=tell) if critical is None else critical
    twin = network._core if isinstance(network, Twin) else _core.Twin(network._core)
    core = _core.assess_risk(twin, text, str(scheme or ""), critical._core, assessed, limit, draws, key, tell)
    return Risk(core, network)


def plan(
    network: Network | Twin,
    risk: Risk,
    *,
    budget_per_year: float,
    years: int = 5,
    must: Sequence[Any] = (),
    never: Sequence[Any] = (),
    first_year: int | None = None,
    scheme: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Retrofit projects by year under a budget, with a certified upper bound.

    budget_per_year: CNY. must, never: ids of pipes or risers. scheme: the one the risk was assessed with.
    first_year: calendar year of the first works; default the year after the assessment.
    Raises `Error`: budget or years not positive, a number out of range, unknown pipe.
    """
    start = None if first_year is None else whole(first_year, "first_year", *CALENDAR_YEARS)
    text = "" if scheme is None else _read_text(scheme)
    core = _core.plan_retrofit(
        core_network(network),
        risk._core,
        float(budget_per_year),
        whole(years, "years", -(2**31), 2**31 - 1),
        id_texts(must),
        id_texts(never),
        start,
        text,
        str(scheme or ""),
        listener(progress),
    )
    return Plan(core, network)


def synthetic_city(
    households: int = 5000, seed: int = 1, *, household_rows: bool = False, progress: Progress | None = None
) -> Network:
    """A seeded, hydraulically plausible city with streets, tiers, regulators, valves, buildings, risers.

    household_rows: one customer row per household with its devices, instead of one per riser.
    """
    return Network(_core.synthetic_city(households, seed, household_rows, listener(progress)))


def write_survey(
    network: Network | Twin,
    folder: str | os.PathLike[str],
    *,
    defects: bool = False,
    seed: int = 1,
    intensity: float = 1.0,
) -> None:
    """Writes the network as a utility would hand it over; with `defects`, broken and labelled."""
    _core.write_survey(core_network(network), os.fspath(folder), defects, seed, intensity)


def import_survey(
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    profile: str = "cjj61",
    crs: str = "",
    encoding: str = "",
    affine: Sequence[float] | None = None,
    snap_m: float | None = None,
    bridge_m: float | None = None,
    connect_crossings: bool = False,
    progress: Progress | None = None,
) -> Twin:
    """Reads survey files and registers, repairs and joins them into a twin.

    inputs: files and folders, "PG:host=... dbname=..."; or alone a twin file, an export of one (`gastwin.export`), or a
    network of another program (`gastwin.read_network`), which are taken as they are. profile: "cjj61", "lines" or the
    path of a TOML file. crs, encoding: override detection. affine: six numbers a, b, c, d, e, f that take the survey's
    own grid to `crs`, x' = a x + b y + c and y' = d x + e y + f; other layers keep the system they name.
    snap_m: largest gap closed between ends of one pressure tier. bridge_m: longest missing pipe drawn in to users whom
    no pipe of the survey reaches (default 50, 0: none). connect_crossings: pipes of one tier and depth that cross
    without a surveyed junction join; by default they do not, and are listed.

    Raises `Error`: missing or unreadable input, unknown CRS, no pipes. Bad rows become rows of `twin.issue`.
    """
    paths = [os.fspath(p) for p in ([inputs] if isinstance(inputs, (str, os.PathLike)) else inputs)]
    if (twin := ready_twin(paths)) is not None:
        return twin
    return Twin(
        _core.import_survey(
            paths, profile, crs, encoding, affine, snap_m, bridge_m, connect_crossings, listener(progress)
        )
    )


def _read_text(path: str | os.PathLike[str]) -> str:
    if Path(path).exists() and not Path(path).is_file():
        raise _error("unreadable_file", file=os.fspath(path), detail="not an ordinary file")
    try:
        return Path(path).read_text("utf-8")
    except FileNotFoundError:
        raise _error("no_such_file", file=os.fspath(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _error("unreadable_file", file=os.fspath(path), detail=str(error)) from None


def read_toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The tables of a TOML file. Raises `Error`: no_such_file, unreadable_file."""
    try:
        return tomllib.loads(_read_text(path))
    except (ValueError, RecursionError) as error:  # not only TOMLDecodeError: numbers of 5000 digits, endless nesting
        raise _error("unreadable_file", file=os.fspath(path), detail=str(error)) from None


def read_settings(path: str | None) -> dict[str, Any]:
    """The object in a JSON file, or in a TOML file where the name ends so."""
    if path is None:
        return {}
    if path.lower().endswith(".toml"):
        return read_toml(path)
    try:
        values = json.loads(_read_text(path))
    except json.JSONDecodeError as error:
        raise _error("unreadable_file", file=path, row=error.lineno, detail=error.msg) from None
    except (ValueError, RecursionError) as error:
        raise _error("unreadable_file", file=path, detail=str(error)) from None
    if not isinstance(values, dict):
        raise _error("unreadable_file", file=path, detail="expected a JSON object")
    return values
