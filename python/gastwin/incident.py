# SPDX-License-Identifier: Apache-2.0
"""Incidents: what escapes from a damaged pipe, what is closed, who is out of gas and for how long."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import _core
from .closure import AIMS, ClosurePlan
from .frames import whole
from .incident_file import (
    DISRUPTIONS,
    ENCLOSED_SPACE,
    check_scenario,
    damage_kinds,
    enclosed_space_ranges,
    named_disruption,
    named_incident,
)
from .loads import Load, customer_demand
from .network import Network, Progress, Twin, core_network
from .result import Result, listener
from .settings import read_text
from .steady import State, solve
from .tables import IncidentCustomerTable, IncidentRestorationTable, IncidentTable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FIGURES = (
    "status",
    "explanation",
    "hole_m",
    "buried",
    "gauge_pressure_before_pa",
    "open_air_release_kg_s",
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
QUANTILES = ("released", "isolated", "restored", "customer_hour", "hole")
GRADES = ("", "I", "II", "III", "IV")
MOST_SAMPLES = 100_000


class Incident(Result):
    """One incident. Tables: `timeline`; `customers`, who lost their gas when, self-closing valves tripped and visits
    due; `restoration`, visits, crew hours and households back, hour by hour. `plan` is the closure plan with its
    tables. Figures: status (of the simulation;
    service_infeasible when demand was not met), peak_release_kg_s, released_kg, isolated_s (last operation done),
    duration_s (release over), gas_back_s (street recharged), restored_50_s, restored_90_s, restored_s (that share of
    the customers relit), customers_out, households_out, self_closing_valves_tripped, visits, customer_hours, grade
    ("I" to "IV", "" below); buried: what leaks has soil to pass, open_air_release_kg_s without it. Of the draws p10,
    p50 and p90: released (kg), isolated and restored (s), customer_hour, hole (m; drawn where a machine made a hole of
    unknown size). damages: dicts of pipe, position, kind, machine, x_m, y_m. footprint: of the release a minute after
    the damage, distances in m (flame_length, lethal 25, burns 4.7 and no_harm 1.6 kW/m²; flammable jet and plume, the
    two bounds; impact radius of the full bore) and what stands within `reach_m`: buildings; households as recorded,
    else of risers or customers; people as recorded, else by households or floor area, on average over the day.
    households is None, people NaN where nothing tells; unknown_household_places and unknown_people_places count what is
    within reach and not in the sums. Times are seconds since the damage."""

    tables = ("timeline", "customers", "restoration")
    timeline: IncidentTable
    customers: IncidentCustomerTable
    restoration: IncidentRestorationTable
    status: str
    explanation: str
    hole_m: float
    buried: bool
    gauge_pressure_before_pa: float
    open_air_release_kg_s: float
    peak_release_kg_s: float
    released_kg: float
    unmet_kg: float
    closure: float
    isolated_s: float
    duration_s: float
    gas_back_s: float
    restored_50_s: float
    restored_90_s: float
    restored_s: float
    customers_out: int
    households_out: int
    self_closing_valves_tripped: int
    visits: float
    customer_hours: float
    released: dict[str, float]
    isolated: dict[str, float]
    restored: dict[str, float]
    customer_hour: dict[str, float]
    hole: dict[str, float]
    damages: list[dict[str, Any]]
    footprint: dict[str, Any]

    @property
    def plan(self) -> ClosurePlan:
        """What to close."""
        return ClosurePlan(self._core.plan, self._network)

    @property
    def grade(self) -> str:
        """Outage grade."""
        return GRADES[self._core.grade]

    def plot(self, *, ax: Axes | None = None, legend: bool = True, lang: str = "en") -> Axes:
        """A picture with matplotlib: where it broke, the reach of the release, what is shut; returns its axes.
        Arguments (ax, legend, lang) and errors as for `Network.plot()`."""
        from .plotting import draw_damage

        ax = self.plan.plot(ax=ax, legend=legend, lang=lang)
        draw_damage(ax, self.damages, float(self.footprint["reach_m"]))
        return ax

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
    """Names of the kinds of damage to one pipe and what each is."""
    return damage_kinds()


def incident_scheme() -> str:
    """The bundled durations, crews and grades as TOML, to be copied and edited."""
    return _core.default_incident_scheme()


def _run(
    network: Network | Twin, named: Any, state: State, friction: str, scheme: tuple[str, str], draws: tuple[int, int],
    progress: Any,
) -> Incident:  # fmt: skip
    core = _core.incident(
        core_network(network), state.customer.demand_kg_s, named, friction, *scheme, *draws, state._core, progress
    )
    return Incident(core, network)


def _read_scheme(scheme: str | os.PathLike[str] | None) -> tuple[str, str]:
    """The scheme's text and file."""
    return ("", "") if scheme is None else (read_text(scheme), os.fspath(scheme))


def _draws(samples: int, seed: int) -> tuple[int, int]:
    return whole(samples, "samples", 1, MOST_SAMPLES), whole(seed, "seed", 0, 2**64 - 1)


def incident(
    network: Network | Twin,
    pipe: Any = None,
    *,
    at: tuple[float, float] | None = None,
    position: float | None = None,
    kind: str = "puncture",
    hole_mm: float | None = None,
    machine: str = "unknown",
    inoperable: Sequence[Any] = (),
    hour: float = 12.0,
    aim: str = AIMS[0],
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
    rupture or third_party. hole_mm: diameter; default the scheme's for the kind, the full bore for a rupture; for
    third_party the median of its `machine` (see `gastwin.machines()`), and sizes are drawn for the quantiles.
    inoperable: valves that cannot be turned. aim: of the closure plan, see `gastwin.shutoff()`. hour: of the day at
    which it happens. scheme: TOML file that changes durations, crews, grades (see `incident_scheme()`). samples: draws
    of the durations. state: the solved state before, where it is known; its demands are then used. load, month,
    load_model, friction: see `gastwin.solve()`.

    A hole is an orifice to the open air; what leaks (kind "leak") from a hole of up to 20 mm in a buried pipe has the
    scheme's soil to pass.
    Raises `Error`: unknown pipe or valve, no pipe near the point, a hole wider than the pipe, illegal scheme.
    """
    values = {"pipe": pipe, "at": at, "position": position, "kind": kind, "hole_mm": hole_mm, "machine": machine}
    named = named_incident({**values, "inoperable": inoperable, "hour": hour, "aim": aim})
    text, draws = _read_scheme(scheme), _draws(samples, seed)
    if state is None:
        state = solve(network, customer_demand(network, load, month=month, load_model=load_model), friction)
    return _run(network, named, state, friction, text, draws, listener(progress))


class _States:
    """States before the damage, each load solved once."""

    def __init__(self, network: Network | Twin, friction: str, load_model: Mapping[str, Any] | None) -> None:
        self._network, self._friction, self._load_model = network, friction, load_model
        self._known: dict[Any, State] = {}

    def at(self, load: Load, month: int | None) -> State:
        key = (load if isinstance(load, (str, int)) else id(load), month)
        if key not in self._known:
            demand = customer_demand(self._network, load, month=month, load_model=self._load_model)
            self._known[key] = solve(self._network, demand, self._friction)
        return self._known[key]


def _what(values: Mapping[str, Any]) -> str:
    """What a scenario is about, in one cell."""
    kind = values.get("kind", "puncture")
    if kind == "multiple":
        return " ".join(str(each.get("pipe", each.get("at"))) for each in values.get("damage", []))
    if kind == ENCLOSED_SPACE:
        return ""
    if kind == "earthquake":
        return f"pgv_m_s={values.get('pgv_m_s')} draw={values.get('draw', 1)}"
    column = DISRUPTIONS.get(kind, "pipe")
    what = values.get(column, values.get("at"))
    return " ".join(map(str, what)) if isinstance(what, (list, tuple)) else str(what)


def _figures_of(
    network: Network | Twin,
    values: Mapping[str, Any],
    state: State,
    run: tuple[str, tuple[str, str], tuple[int, int]],
) -> dict[str, Any]:
    friction, text, draws = run
    if values.get("kind") not in DISRUPTIONS:
        return _run(network, named_incident(values), state, friction, text, draws, None).figures()
    demand, named = state.customer.demand_kg_s, named_disruption(values)
    return dict(_core.disruption(core_network(network), demand, named, friction, *text, state._core, None))


def _enclosed_space(network: Network | Twin, values: Mapping[str, Any], draws: tuple[int, int]) -> dict[str, Any]:
    """Figures in one flat row."""
    found = _core.enclosed_space(
        core_network(network).gas, **enclosed_space_ranges(values), samples=draws[0], seed=draws[1]
    )
    row: dict[str, Any] = {"status": "converged", "explanation": ""}
    for name, value in found.items():
        row |= {f"{name}_{q}": v for q, v in value.items()} if isinstance(value, dict) else {name: value}
    return row


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
    """Many scenarios, each a dict. kind: leak, puncture, rupture, third_party with the arguments of
    `gastwin.incident()`; multiple with `damage`, a list of such dicts; earthquake with pgv_m_s and draw; valve_closed,
    regulator_closed, regulator_open, supply_loss with the ids of what fails (valve, regulator, source); demand_surge
    with factor and customer_kind. These five have a steady state after; with `hours` they are simulated as well, while
    the stored gas lasts. enclosed_space: gas that gathers beside a pipe, `hole_mm`, `gauge_pressure_kpa`, `volume_m3`,
    `air_changes_per_h`, `entering_share` as numbers or as {low, high} (drawn, `samples` times, by uniform logarithm),
    asked for `after_s`. Each may have a name; all but the last a load and month of its own.

    One row per scenario: name, kind, what, load, its figures and its own `status`: one that cannot be computed has the
    code of its error there, the message in `explanation`, and spoils no other.
    """
    text, draws = _read_scheme(scheme), _draws(samples, seed)
    states = _States(network, friction, load_model)
    states.at(load, month)  # what is wrong with the network itself is an Error, not a row
    tell = listener(progress)
    listed = list(scenarios)
    rows = []
    for i, values in enumerate(listed):
        own_load, own_month = values.get("load", load), values.get("month", month)
        row = {
            "name": str(values.get("name", i + 1)),
            "kind": values.get("kind", "puncture"),
            "what": _what(values),
            "load": own_load if isinstance(own_load, (str, int)) else "given",
        }
        try:
            check_scenario(values)
            if values.get("kind") == ENCLOSED_SPACE:
                row |= _enclosed_space(network, values, draws)
            else:
                run = (friction, text, draws)
                row |= _figures_of(network, values, states.at(own_load, own_month), run)
        except _core.Error as error:
            row |= {"status": error.code, "explanation": str(error)}
        rows.append(row)
        if tell:
            tell("incidents", (i + 1) / len(listed))
    return rows
