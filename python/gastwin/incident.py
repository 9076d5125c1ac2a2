# SPDX-License-Identifier: Apache-2.0
"""Incidents: what escapes from a damaged pipe, what is closed, who is out of gas and for how long."""

from __future__ import annotations

import itertools
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import _core
from .compute import ClosurePlan, Result, State, _read_text, listener, solve
from .frames import _error, id_texts, whole
from .loads import Load, customer_demand
from .network import Network, Progress, Twin, core_network
from .scenario_file import number, one_of

KEYS = ("name", "pipe", "at", "position", "kind", "hole_mm", "inoperable", "hour")
FIGURES = (
    "status",
    "explanation",
    "hole_m",
    "gauge_pressure_before_pa",
    "peak_release_kg_s",
    "released_kg",
    "unmet_kg",
    "closure",
    "isolated_s",
    "duration_s",
    "gas_back_s",
    "restored_50_s",
    "restored_90_s",
    "restored_s",
    "customers_out",
    "households_out",
    "self_closing_valves_tripped",
    "visits",
    "customer_hours",
    "grade",
)
QUANTILES = ("released", "isolated", "restored", "customer_hour")
GRADES = ("", "I", "II", "III", "IV")
MOST_SAMPLES = 100_000


class Incident(Result):
    """One incident. Table `timeline`; `plan` is the closure plan with its tables. Figures: status (of the simulation;
    service_infeasible when demand was not met), peak_release_kg_s, released_kg, isolated_s (last operation done),
    duration_s (release over), gas_back_s (street recharged), restored_50_s, restored_90_s, restored_s (that share of
    the customers relit), customers_out, households_out, self_closing_valves_tripped, visits, customer_hours, grade
    ("I" to "IV", "" below). Of the drawn durations p10, p50 and p90: released (kg), isolated and restored (s),
    customer_hour. footprint: of the release a minute after the damage, distances in m (flame_length, lethal 25, burns
    4.7 and no_harm 1.6 kW/m²; flammable jet and plume, the two bounds; impact radius of the full bore) and what stands
    within `reach_m`. Times are seconds since the damage."""

    tables = ("timeline",)

    @property
    def plan(self) -> ClosurePlan:
        """What to close."""
        return ClosurePlan(self._core.plan, self._network)

    @property
    def grade(self) -> str:
        """Outage grade."""
        return GRADES[self._core.grade]

    def figures(self) -> dict[str, Any]:
        """All figures in one flat row."""
        row = {name: getattr(self, name) for name in FIGURES}
        for name in QUANTILES:
            row |= {f"{name}_{share}": value for share, value in getattr(self, name).items()}
        place = dict(self.footprint)
        place["buildings"] = len(place["buildings"])
        return row | {f"footprint_{name}": value for name, value in place.items()}

    def __repr__(self) -> str:
        return f"<Incident: {self.released_kg:.3g} kg released, {self.customers_out} customers out>"


def incident_kinds() -> dict[str, str]:
    """Names of the kinds of incident and what each is."""
    return dict(_core.incident_kinds())


def incident_scheme() -> str:
    """The bundled durations, crews and grades as TOML, to be copied and edited."""
    return _core.default_incident_scheme()


def _place(value: Any, file: str) -> tuple[float, float]:
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable) or len(pair := list(value)) != 2:
        raise _error("usage", file=file, column="at", value=str(value), detail="a pair X, Y in metres is needed")
    return number(pair[0], "at", file), number(pair[1], "at", file)


def _named(values: Mapping[str, Any], file: str = "") -> Any:
    """One incident as the core takes it."""
    for key in values:
        one_of(KEYS, key, "incident", file)
    pipe, at = values.get("pipe"), values.get("at")
    if (pipe is None) == (at is None):
        raise _error("usage", file=file, column="incident", detail="name the place: either pipe or at")
    hole = values.get("hole_mm")
    position = values.get("position")
    return _core.NamedIncident(
        None if pipe is None else id_texts(pipe)[0],
        None if at is None else _place(at, file),
        None if position is None else number(position, "position", file),
        one_of(incident_kinds(), values.get("kind", "puncture"), "kind", file),
        None if hole is None else number(hole, "hole_mm", file) / 1e3,
        id_texts(values.get("inoperable", ())),
        number(values.get("hour", 12.0), "hour", file) * 3600.0,
    )


def _run(
    network: Network | Twin, named: Any, state: State, friction: str, scheme: tuple[str, str], draws: tuple[int, int],
    progress: Any,
) -> Incident:  # fmt: skip
    core = _core.incident(
        core_network(network), state.customer.demand_kg_s, named, friction, *scheme, *draws, state._core, progress
    )
    return Incident(core, network)


def _common(
    network: Network | Twin, load: Load, friction: str, month: int | None, load_model: Mapping[str, Any] | None,
    scheme: str | os.PathLike[str] | None, samples: int, seed: int, state: State | None,
) -> tuple[State, tuple[str, str], tuple[int, int]]:  # fmt: skip
    """The state before, the scheme's text and file, draws and seed."""
    draws = whole(samples, "samples", 1, MOST_SAMPLES), whole(seed, "seed", 0, 2**64 - 1)
    text = "" if scheme is None else _read_text(scheme)
    if state is None:
        demand = customer_demand(network, load, month=month, load_model=load_model)
        state = solve(network, demand, friction)
    return state, (text, "" if scheme is None else os.fspath(scheme)), draws


def incident(
    network: Network | Twin,
    pipe: Any = None,
    *,
    at: tuple[float, float] | None = None,
    position: float | None = None,
    kind: str = "puncture",
    hole_mm: float | None = None,
    inoperable: Sequence[Any] = (),
    hour: float = 12.0,
    load: Load = "peak",
    friction: str = "colebrook",
    month: int | None = None,
    load_model: Mapping[str, Any] | None = None,
    scheme: str | os.PathLike[str] | None = None,
    samples: int = 1000,
    seed: int = 1,
    state: State | None = None,
    progress: Progress | None = None,
) -> Incident:
    """One incident from the damage to the last household relit.

    pipe: id of the damaged pipe, `position` 0 to 1 along it where known; or `at`, x_m and y_m. kind: leak, puncture,
    rupture or third_party. hole_mm: diameter; default the scheme's for the kind, the full bore for a rupture.
    inoperable: valves that cannot be turned. hour: of the day at which it happens. scheme: TOML file that changes
    durations, crews, grades (see `incident_scheme()`). samples: draws of the durations. state: the solved state before,
    where it is known; its demands are then used. load, month, load_model, friction: see `gastwin.solve()`.

    A hole is an orifice to the open air: for a buried leak in tight soil an upper bound.
    Raises `Error`: unknown pipe or valve, no pipe near the point, a hole wider than the pipe, illegal scheme.
    """
    values = {"pipe": pipe, "at": at, "position": position, "kind": kind, "hole_mm": hole_mm}
    named = _named({**values, "inoperable": inoperable, "hour": hour})
    state, text, draws = _common(network, load, friction, month, load_model, scheme, samples, seed, state)
    return _run(network, named, state, friction, text, draws, listener(progress))


def incidents(
    network: Network | Twin,
    scenarios: Iterable[Mapping[str, Any]],
    *,
    load: Load = "peak",
    friction: str = "colebrook",
    month: int | None = None,
    load_model: Mapping[str, Any] | None = None,
    scheme: str | os.PathLike[str] | None = None,
    samples: int = 1000,
    seed: int = 1,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Many incidents, each a dict of arguments of `gastwin.incident()`: name, pipe, at, position, kind, hole_mm,
    inoperable, hour. One row per scenario with its figures and its own `status`: one that cannot be computed has the
    code of its error there, the message in `explanation`, and spoils no other.
    """
    state, text, draws = _common(network, load, friction, month, load_model, scheme, samples, seed, None)
    tell = listener(progress)
    listed = list(scenarios)
    rows = []
    for i, values in enumerate(listed):
        row = {
            "name": str(values.get("name", i + 1)),
            "pipe": values.get("pipe"),
            "kind": values.get("kind", "puncture"),
        }
        try:
            row |= _run(network, _named(values), state, friction, text, draws, None).figures()
        except _core.Error as error:
            row |= {"status": error.code, "explanation": str(error)}
        rows.append(row)
        if tell:
            tell("incidents", (i + 1) / len(listed))
    return rows


def read_incidents(path: str | os.PathLike[str]) -> list[dict[str, Any]]:
    """Scenarios for `incidents()` from a TOML file with one [[incident]] after the other. A list in place of a value
    stands for one scenario each, several lists for all their combinations: `pipe = ["P1", "P2"]`, `hour = [3, 19]`
    makes four.

    Raises `Error`: no such file, not TOML, unknown keys.
    """
    file = os.fspath(path)
    try:
        parts = tomllib.loads(_read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise _error("unreadable_file", file=file, detail=str(error)) from None
    for part in parts:
        one_of(("incident",), part, "", file)
    given = parts.get("incident", [])
    if not isinstance(given, list) or not given:
        raise _error("usage", file=file, column="incident", detail="at least one [[incident]] is needed")
    listed = [scenario for row in given for scenario in _combinations(row, file)]
    if not listed:
        raise _error("usage", file=file, column="incident", detail="an empty list leaves no scenario")
    for scenario in listed:
        _named(scenario, file)
    return listed


def _combinations(row: Mapping[str, Any], file: str) -> Iterator[dict[str, Any]]:
    """Every choice of one value for each key that lists several."""
    for key in row:
        one_of(KEYS, key, "incident", file)

    def choices(key: str, value: Any) -> list[Any]:
        whole_list = key in ("at", "inoperable") and not (value and isinstance(value[0], list))
        return value if isinstance(value, list) and not whole_list else [value]

    values = [choices(key, value) for key, value in row.items()]
    many = [key for key, listed in zip(row, values, strict=True) if len(listed) > 1]
    for choice in itertools.product(*values):
        scenario = dict(zip(row, choice, strict=True))
        if many:
            scenario["name"] = " ".join([str(scenario.get("name", "")), *(str(scenario[key]) for key in many)]).strip()
        yield scenario
