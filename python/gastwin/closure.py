# SPDX-License-Identifier: Apache-2.0
"""Closure plans: what to close for a break, once, or again and again of one network made ready."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import _core
from .frames import _error, id_texts
from .network import Network, Progress, Twin, core_network
from .result import Result, listener
from .steady import State
from .tables import ClosurePlanCustomerTable, ClosurePlanStationTable, ClosurePlanTable, IssueTable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AIMS = ("fewest_customers", "fewest_operations")


class ClosurePlan(Result):
    """What to close for a break. Tables: steps (valves, in order), stations (regulators to shut), customers (who loses
    gas), issue. Lists of valve ids: valves, backfeed_valves, redundant_valves, closed_valves, inoperable_valves,
    resupply_valves; squeezes: places to squeeze. backfeed_valves have only stored gas behind them: they need not be
    closed to isolate the break, but before the zone behind them is supplied again. redundant_valves have the section on
    both sides: closing them does nothing. pipes, pipes_cut_off: isolated, and dead behind them. status:
    isolated, source_inside, unsupplied or no_gas."""

    tables = ("steps", "stations", "customers", "issue")
    steps: ClosurePlanTable
    stations: ClosurePlanStationTable
    customers: ClosurePlanCustomerTable
    issue: IssueTable
    status: str
    pipes: list[str]
    pipes_cut_off: list[str]
    valves: list[str]
    backfeed_valves: list[str]
    redundant_valves: list[str]
    closed_valves: list[str]
    inoperable_valves: list[str]
    resupply_valves: list[str]
    squeezes: list[str]
    sources_inside: list[str]
    special: list[str]
    customers_inside: int
    customers_cut_off: int
    customers_low_pressure: int | None
    households_inside: int
    households_cut_off: int
    linepack_s: float

    def plot(self, *, ax: Axes | None = None, legend: bool = True, lang: str = "en") -> Axes:
        """A picture with matplotlib of what is shut, what is dead behind it and the valves in their order; returns its
        axes. Arguments (ax, legend, lang) and errors as for `Network.plot()`."""
        from .plotting import draw_closure

        return draw_closure(self, ax=ax, legend=legend, lang=lang)


def _pipes(pipe: Any, at: tuple[float, float] | None) -> list[str]:
    """Ids of the broken pipes; none where a point is given instead."""
    if (pipe is None) == (at is None):
        raise _error("usage", detail="give either pipe or at")
    pipes = [] if pipe is None else id_texts(pipe)
    if at is None and not pipes:
        raise _error("usage", column="pipe", detail="name at least one pipe")
    return pipes


def shutoff(
    network: Network | Twin,
    pipe: Any = None,
    *,
    at: tuple[float, float] | None = None,
    inoperable: Sequence[Any] = (),
    aim: str = "fewest_customers",
    squeeze: bool = False,
    state: State | None = None,
    friction: str = "colebrook",
    progress: Progress | None = None,
) -> ClosurePlan:
    """Valves to close, in order, to isolate one pipe or several, or the point `at` (x_m, y_m).

    inoperable: valve ids that cannot be turned; the next valves are listed instead. aim: "fewest_customers", the
    smallest section; or "fewest_operations", the section that takes fewest to shut and of these the smallest. squeeze:
    polyethylene pipes up to dn 250 may be squeezed off as well, 6 diameters from fittings, tees, valves and the break;
    such places are steps with the action "squeeze" and count as four operations. With `state` the plan orders by
    flow, estimates minutes of line-pack and says who stays connected with too little pressure; `friction` is the law
    the state was solved with. For many breaks of one network see `gastwin.prepare_shutoff()`.

    Raises `Error`: unknown pipe or valve, neither pipe nor point given.
    """
    core = _core.shutoff(
        core_network(network),
        _pipes(pipe, at),
        at,
        id_texts(inoperable),
        aim,
        squeeze,
        None if state is None else state._core,
        friction,
        listener(progress),
    )
    return ClosurePlan(core, network)


class PreparedShutoff:
    """A network made ready by `gastwin.prepare_shutoff()` for one closure plan after the other."""

    def __init__(self, core: Any, network: Network | Twin) -> None:
        self._core = core
        self._network = network

    def shutoff(
        self,
        pipe: Any = None,
        *,
        at: tuple[float, float] | None = None,
        inoperable: Sequence[Any] = (),
        aim: str = "fewest_customers",
        progress: Progress | None = None,
    ) -> ClosurePlan:
        """As `gastwin.shutoff()`. inoperable: valves found stuck besides those known when the network was made ready;
        a plan with such valves finds its sections anew and takes longer.

        Threads may share one: they plan one after the other.
        """
        core = self._core.shutoff(_pipes(pipe, at), at, id_texts(inoperable), aim, listener(progress))
        return ClosurePlan(core, self._network)

    def __repr__(self) -> str:
        return f"<PreparedShutoff: {self._network!r}>"


def prepare_shutoff(
    network: Network | Twin,
    *,
    state: State | None = None,
    inoperable: Sequence[Any] = (),
    friction: str = "colebrook",
    progress: Progress | None = None,
) -> PreparedShutoff:
    """Checks the network, finds its sections and keeps the pressures of `state` once, for many closure plans, each of
    which then takes milliseconds in a city of a million households. Who keeps too little pressure is found by solving
    only the zones concerned.

    Arguments and errors as for `gastwin.shutoff()`, which gives the same plans.
    """
    core = _core.ShutoffModel(
        core_network(network),
        id_texts(inoperable),
        None if state is None else state._core,
        friction,
        listener(progress),
    )
    return PreparedShutoff(core, network)
