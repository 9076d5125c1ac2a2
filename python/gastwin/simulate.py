# SPDX-License-Identifier: Apache-2.0
"""Flow over time: line-pack, failures, closures, hourly profiles."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import _core
from .compute import Result, _read_text, listener
from .files import replacing
from .frames import Table, _error
from .network import Network, Progress, Twin

SERIES = ("system", "node", "pipe", "regulator", "customer")


class TimeSeries(Result):
    """A simulation. Table `system` has one row per output time; node, pipe, regulator and customer have one per object
    and time for the objects recorded. Figures: status (converged; service_infeasible when demand was not met;
    max_iterations when the run ended early), explanation, steps, rejected, iterations, closure (largest relative
    error of the mass balance of one step)."""

    tables = SERIES

    def _table(self, name: str) -> Table:
        return Table(getattr(self._core, name))

    def __repr__(self) -> str:
        return f"<TimeSeries: {self.status}, {len(self.system)} times, {self.steps} steps>"


def event_kinds() -> dict[str, str]:
    """Names of the kinds of event and what each is."""
    return dict(_core.event_kinds())


def _event(event: Any) -> tuple[float, str, str, float]:
    if isinstance(event, Mapping):
        unknown = set(event) - {"time_s", "kind", "element", "value"}
        if unknown or "time_s" not in event or "kind" not in event:
            raise _error("usage", column="events", value=str(dict(event)), detail="time_s, kind, element, value")
        event = (event["time_s"], event["kind"], event.get("element", ""), event.get("value", 0.0))
    try:
        time_s, kind, element, value = event
        return float(time_s), str(kind), "" if element is None else str(element), float(value)
    except (TypeError, ValueError):
        raise _error("usage", column="events", value=str(event), detail="time_s, kind, element, value") from None


def _rows(network: Network, record: Mapping[str, Any]) -> dict[str, list[int] | None]:
    """Row numbers of the ids to be recorded; None for all."""
    rows: dict[str, list[int] | None] = {}
    for name, ids in record.items():
        if name not in SERIES[1:]:
            raise _error("usage", column="record", value=name, detail=f"known: {', '.join(SERIES[1:])}")
        if isinstance(ids, str) and ids == "all":
            rows[name] = None
            continue
        place = {str(each): row for row, each in enumerate(network.__getattr__(name).ids())}
        wanted = [str(each) for each in ids]
        missing = [each for each in wanted if each not in place]
        if missing:
            raise _error("dangling_reference", layer=name, column="id", value=missing[0], ids=missing)
        rows[name] = [place[each] for each in wanted]
    return rows


def simulate(
    network: Network | Twin,
    load: str = "fixed",
    friction: str = "colebrook",
    *,
    quasi_steady: bool = False,
    from_s: float = 0.0,
    to_s: float = 86400.0,
    step_s: float = 3600.0,
    events: Iterable[Any] = (),
    factors: Mapping[str, Sequence[float]] | None = None,
    source_profiles: Mapping[Any, tuple[Sequence[float], Sequence[float]]] | None = None,
    demand_profiles: Mapping[Any, tuple[Sequence[float], Sequence[float]]] | None = None,
    record: Mapping[str, Any] | None = None,
    load_model: dict[str, float] | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> TimeSeries:
    """Unsteady flow, or with `quasi_steady` a steady state for each output time.

    from_s, to_s, step_s: seconds since midnight, and between output times. events: dicts or tuples of time_s, kind (see
    `gastwin.event_kinds()`), element (an id) and value. factors: 24 factors of the demand for each kind of customer,
    one per full hour, linear in between. source_profiles: absolute pressures in Pa, by source id, as (time_s,
    pressure_pa). demand_profiles: factors by customer id, as (time_s, factor). record: for node, pipe, regulator,
    customer either "all" or ids; default all nodes and regulators. load, friction, load_model: see `gastwin.solve()`.

    options: inertia (False), longest_cell_m (500), adaptive (True), max_step_s, min_step_s, tolerance (1e-3, of the
    gauge pressure per step), cut_off_gauge_pressure_pa (0: where demand ends), cut_off_band_pa (100),
    required_gauge_pressure_pa, max_iterations, start_pressure_pa (absolute, one per node; default: steady state).

    Raises `Error`: the network breaks a precondition, unknown ids, illegal values.
    """
    net = network.network if isinstance(network, Twin) else network
    values = {"from_s": float(from_s), "to_s": float(to_s), "output_step_s": float(step_s), **options}
    core = _core.simulate(
        net._core,
        load,
        friction,
        load_model or {},
        values,
        [_event(e) for e in events],
        {str(kind): list(map(float, row)) for kind, row in (factors or {}).items()},
        _profiles(source_profiles),
        _profiles(demand_profiles),
        _rows(net, record or {}),
        quasi_steady,
        listener(progress),
    )
    return TimeSeries(core, net)


def _profiles(profiles: Mapping[Any, Any] | None) -> dict[str, tuple[list[float], list[float]]]:
    return {str(each): (list(map(float, t)), list(map(float, v))) for each, (t, v) in (profiles or {}).items()}


def read_scenario(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Arguments of `simulate()` from a TOML file: [[event]] with time_s, kind, element, value; [factors] with 24
    numbers per kind of customer; [source.ID] and [demand.ID] with time_s and value; [options].

    Raises `Error`: no such file, not TOML, unknown parts.
    """
    try:
        parts = tomllib.loads(_read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise _error("unreadable_file", file=os.fspath(path), detail=str(error)) from None
    unknown = set(parts) - {"event", "factors", "source", "demand", "options"}
    if unknown:
        raise _error(
            "usage", file=os.fspath(path), value=min(unknown), detail="event, factors, source, demand, options"
        )
    try:
        profiles = {
            f"{name}_profiles": {each: (row["time_s"], row["value"]) for each, row in parts.get(name, {}).items()}
            for name in ("source", "demand")
        }
    except (KeyError, TypeError, AttributeError):
        raise _error("usage", file=os.fspath(path), detail="a profile needs time_s and value") from None
    return {
        "events": parts.get("event", []),
        "factors": parts.get("factors", {}),
        **profiles,
        **parts.get("options", {}),
    }


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
        "linepack_kg": float(system.linepack_kg[-1]),
    }
