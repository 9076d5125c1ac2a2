# SPDX-License-Identifier: Apache-2.0
"""Flow over time: line-pack, failures, closures, hourly profiles."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _core, scenario_file
from .files import replacing
from .frames import Table, _error
from .loads import Load, customer_demand
from .network import Network, Progress, Twin
from .result import Result, listener
from .tables import (
    SeriesCustomerTable,
    SeriesNodeTable,
    SeriesPipeTable,
    SeriesRegulatorTable,
    SeriesSystemTable,
    SeriesTripTable,
    table_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SERIES = ("system", *scenario_file.RECORDED, "trip")
MOST_ROWS = 50_000_000  # about 4 GB of series in memory
LONGEST_S = 10 * 366 * 86400.0
_OPTIONS = {"from_s": "--from", "to_s": "--to", "step_s": "--step"}


class TimeSeries(Result):
    """A simulation. Table `system` has one row per output time; node, pipe, regulator and customer have one per object
    and time for the objects recorded, trip one per device that protection shut. Figures: status (converged;
    service_infeasible when demand was not met; max_iterations when the run ended early), explanation, steps, rejected,
    iterations, closure (largest relative error of the mass balance of one step)."""

    tables = SERIES
    system: SeriesSystemTable
    node: SeriesNodeTable
    pipe: SeriesPipeTable
    regulator: SeriesRegulatorTable
    customer: SeriesCustomerTable
    trip: SeriesTripTable
    status: str
    explanation: str
    steps: int
    rejected: int
    iterations: int
    closure: float

    def plot(self, by: str = "min_gauge_pressure_pa", ids: Any = None, *, ax: Axes | None = None) -> Axes:
        """A column (by) over the hours, with matplotlib; returns the axes. ids: nodes, pipes, regulators or
        customers that were recorded, a line each; without them a column of table `system`. Raises `Error`: no such
        column or id."""
        from .plotting import draw_series

        return draw_series(self, by, ids, ax)

    def _table(self, name: str) -> Table:
        return table_of(getattr(self._core, name))

    def __repr__(self) -> str:
        return f"<TimeSeries: {self.status}, {len(self.system)} times, {self.steps} steps>"


def event_kinds() -> dict[str, str]:
    """Names of the kinds of event and what each is."""
    return dict(_core.event_kinds())


def _rows(network: Network, record: Mapping[str, Any]) -> dict[str, list[int] | None]:
    """Row numbers of the ids to be recorded; None for all."""
    rows: dict[str, list[int] | None] = {}
    for name, wanted in scenario_file.record(record).items():
        if isinstance(wanted, str):
            rows[name] = None
            continue
        place = {str(each): row for row, each in enumerate(network.table(name).ids())}
        missing = [each for each in wanted if each not in place]
        if missing:
            raise _error("dangling_reference", layer=name, column="id", value=missing[0], ids=missing)
        rows[name] = [place[each] for each in wanted]
    return rows


def _require_few_rows(net: Network, rows: Mapping[str, list[int] | None], times: Mapping[str, float]) -> None:
    """Refuses what would never end or fit into memory, before anything is computed."""
    for name, time_s in times.items():
        if not abs(time_s) <= LONGEST_S:
            raise _error(
                "value_out_of_range",
                column=f"{name} ({_OPTIONS[name]})",
                value=f"{time_s:g}",
                detail=f"at most {LONGEST_S:.3g} s, ten years, are simulated",
            )
    if times["step_s"] <= 0.0 or times["to_s"] < times["from_s"]:
        return  # the solver says what is wrong with these
    sizes = {name: rows.get(name, None if name in ("node", "regulator") else []) for name in scenario_file.RECORDED}
    elements = sum(len(net.table(name)) if listed is None else len(listed) for name, listed in sizes.items())
    count = 1.0 + (times["to_s"] - times["from_s"]) / times["step_s"]
    if count * (1 + elements) > MOST_ROWS:
        raise _error(
            "value_out_of_range",
            column=f"step_s ({_OPTIONS['step_s']})",
            value=f"{times['step_s']:g}",
            detail=f"{count:.6g} output times of {elements} recorded elements make {count * (1 + elements):.3g} rows,"
            f" at most {MOST_ROWS:,} are kept: choose a longer step_s (--step), an earlier to_s (--to)"
            " or record fewer elements",
        )


def simulate(
    network: Network | Twin,
    load: Load = "fixed",
    friction: str = "colebrook",
    *,
    month: int | None = None,
    quasi_steady: bool = False,
    from_s: float = 0.0,
    to_s: float = 86400.0,
    step_s: float = 3600.0,
    events: Iterable[Any] = (),
    factors: Mapping[str, Sequence[float]] | None = None,
    source_profiles: Mapping[Any, tuple[Sequence[float], Sequence[float]]] | None = None,
    demand_profiles: Mapping[Any, tuple[Sequence[float], Sequence[float]]] | None = None,
    record: Mapping[str, Any] | None = None,
    load_model: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> TimeSeries:
    """Unsteady flow, or with `quasi_steady` a steady state for each output time.

    from_s, to_s, step_s: seconds since midnight, and between output times. events: dicts or tuples of time_s, kind (see
    `gastwin.event_kinds()`), element (an id) and value. factors: 24 factors of the demand for each kind of customer,
    one per full hour, linear in between, e.g. `load_model()["hourly"]` with the load "average". source_profiles:
    absolute pressures in Pa, by source id, as (time_s, pressure_pa). demand_profiles: factors by customer id, as
    (time_s, factor). record: for node, pipe, regulator, customer either "all" or ids; default all nodes and regulators.
    load, month, friction, load_model: see `gastwin.solve()`.
    At most 50 million rows (output times × (1 + elements recorded)) of at most ten years are computed at once.

    options: protection (False; True: slam-shut, excess-flow and households' self-closing valves shut by themselves and
    stay shut until an event regulator_restore, valve_open or customer_reset), local_loss_share (0), inertia (False),
    longest_cell_m (500), adaptive (True), max_step_s, min_step_s, tolerance (1e-3, of the
    gauge pressure per step), cut_off_gauge_pressure_pa (0: where demand ends), cut_off_band_pa (100),
    required_gauge_pressure_pa, max_iterations, start_pressure_pa (absolute, one per node; default: steady state).

    Raises `Error`: the network breaks a precondition, unknown ids, illegal values.
    """
    net = network.network if isinstance(network, Twin) else network
    times = {
        name: scenario_file.number(value, name)
        for name, value in (("from_s", from_s), ("to_s", to_s), ("step_s", step_s))
    }
    recorded = _rows(net, record or {})
    _require_few_rows(net, recorded, times)
    values = {"from_s": times["from_s"], "to_s": times["to_s"], "output_step_s": times["step_s"]}
    core = _core.simulate(
        net._core,
        customer_demand(net, load, month=month, load_model=load_model),
        friction,
        values | scenario_file.options(options),
        scenario_file.events(events),
        scenario_file.factors(factors or {}),
        scenario_file.profiles(source_profiles or {}, "source_profiles"),
        scenario_file.profiles(demand_profiles or {}, "demand_profiles"),
        recorded,
        quasi_steady,
        listener(progress),
    )
    return TimeSeries(core, net)


def write_series(run: TimeSeries, folder: Path, file_format: str) -> list[str]:
    """Writes every table that has rows as series_*.csv or .parquet; returns the paths."""
    paths = []
    for name in SERIES:
        table = getattr(run, name)
        if len(table) == 0:
            continue
        path = folder / f"{table.name}.{file_format}"
        if file_format == "parquet":
            import pyarrow.parquet as pq

            with replacing(path) as unfinished:
                pq.write_table(table.to_arrow(), unfinished)
        else:
            _core.write_csv(table._core, os.fspath(path))
        paths.append(str(path))
    return paths


def simulate_summary(run: TimeSeries) -> dict[str, Any]:
    """Outcome of a simulation with its extremes."""
    system = run.system
    lowest = int(system.min_gauge_pressure_pa.argmin())
    return {
        "status": run.status,
        "explanation": run.explanation,
        "times": len(system),
        "steps": run.steps,
        "iterations": run.iterations,
        "closure": run.closure,
        "min_gauge_pressure_pa": float(system.min_gauge_pressure_pa[lowest]),
        "worst_node": system.lowest_node[lowest],
        "worst_time_s": float(system.time_s[lowest]),
        "inflow_kg": float(system.inflow_kg[-1]),
        "supplied_kg": float(system.supplied_kg[-1]),
        "unmet_kg": float(system.unmet_kg[-1]),
        "leaked_kg": float(system.leaked_kg[-1]),
        "relieved_kg": float(system.relieved_kg[-1]),
        "trips": len(run.trip),
        "linepack_kg": float(system.linepack_kg[-1]),
    }
