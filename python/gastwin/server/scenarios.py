# SPDX-License-Identifier: Apache-2.0
"""What-if: a scenario in, its answer out.

Scenarios are those of docs/incident.schema.json, one at a time (a list does not stand for several here), and one kind
more, `closure`: valves to close, no hole. The answers are those of `gastwin.shutoff` and `gastwin.incident`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import _core
from ..answers import incident_answer as told_incident
from ..answers import plan_answer
from ..bounded import whole
from ..closure import AIMS, ClosurePlan, shutoff
from ..frames import _error
from ..incident import MOST_SAMPLES, _enclosed_space, _run
from ..incident_file import DISRUPTIONS, ENCLOSED_SPACE, check_scenario, named_disruption, named_incident
from ..scenario_file import number, one_of
from .district import District, Load
from .reading import bounded, flag, ids, only
from .work import Tell

Found = tuple[dict[str, Any], set[str]]
FRICTION = "colebrook"  # of the states the district keeps
CLOSURE = "closure"
CLOSURE_KEYS = ("name", "kind", "pipe", "at", "x", "y", "inoperable", "squeeze", "aim", "hour")
SIZE_KEYS = ("samples", "seed")
MOST_DAMAGES = 50
_SEED = whole(0, 2**63 - 1)


def _point(values: Mapping[str, Any]) -> tuple[float, float] | None:
    """The place asked about, if it is not a pipe."""
    if "at" in values and ("x" in values or "y" in values):
        raise _error("usage", column="at", detail="give either at or x and y")
    if "at" in values:
        pair = values["at"]
        if not isinstance(pair, list) or len(pair) != 2:
            raise _error("usage", column="at", detail="a pair X, Y in metres is needed")
        return number(pair[0], "at"), number(pair[1], "at")
    if "x" in values or "y" in values:
        return number(values.get("x"), "x"), number(values.get("y"), "y")
    return None


def _pipes(values: Mapping[str, Any]) -> list[str] | None:
    """Broken pipes: one id or several."""
    if "pipe" not in values:
        return None
    given = values["pipe"]
    return ids({"pipe": given if isinstance(given, list) else [given]}, "pipe")


def _load(values: Mapping[str, Any]) -> Load:
    hour = values.get("hour")
    return "peak" if hour is None else int(bounded(values, "hour", whole(0, 23)))


def closure_plan(district: District, values: Mapping[str, Any], tell: Tell) -> ClosurePlan:
    """What to close, under the peak load or that of an hour."""
    only(values, CLOSURE_KEYS)
    pipes, at, stuck = _pipes(values), _point(values), ids(values, "inoperable")
    aim = one_of(AIMS, values.get("aim", AIMS[0]), "aim")
    ready = district.ready(_load(values))
    if flag(values, "squeeze"):
        state = ready.state
        return shutoff(district.twin, pipes, at=at, inoperable=stuck, aim=aim, squeeze=True, state=state, progress=tell)
    return ready.shutoff.shutoff(pipes, at=at, inoperable=stuck, aim=aim, progress=tell)


def _closure(district: District, values: Mapping[str, Any], lang: str, tell: Tell) -> Found:
    plan = closure_plan(district, values, tell)
    told = {"kind": CLOSURE, "name": str(values.get("name", "")), **plan_answer(plan, lang, district.scene)}
    return told, set(map(str, plan.customers.id))


def _sizes(values: Mapping[str, Any]) -> dict[str, int]:
    most = whole(1, MOST_SAMPLES)
    return {"samples": int(bounded(values, "samples", most, 1000)), "seed": int(bounded(values, "seed", _SEED, 1))}


def _check_size(district: District, values: Mapping[str, Any], sizes: Mapping[str, int]) -> None:
    if sizes["samples"] > district.limits.samples:
        raise _error("request_limit", column="samples", detail=f"at most {district.limits.samples}")
    if len(values.get("damage", [])) > MOST_DAMAGES:
        raise _error("request_limit", column="damage", detail=f"at most {MOST_DAMAGES} damages in one incident")


def _incident(district: District, values: Mapping[str, Any], lang: str, tell: Tell) -> Found:
    sizes = _sizes(values)
    scenario = {key: value for key, value in values.items() if key not in SIZE_KEYS}
    check_scenario(scenario)
    _check_size(district, scenario, sizes)
    kind, draws = str(scenario.get("kind", "puncture")), (sizes["samples"], sizes["seed"])
    head = {"kind": kind, "name": str(scenario.get("name", ""))}
    if kind == ENCLOSED_SPACE:
        return {**head, **_enclosed_space(district.twin, scenario, draws)}, set()
    state = district.ready(scenario.get("load", "peak"), scenario.get("month")).state
    if kind in DISRUPTIONS:
        demand, named = state.customer.demand_kg_s, named_disruption(scenario)
        row = _core.disruption(district.network._core, demand, named, FRICTION, "", "", state._core, tell)
        return {**head, **row}, set()
    found = _run(district.twin, named_incident(scenario), state, FRICTION, ("", ""), draws, tell)
    return {**head, **told_incident(found, lang, district.scene)}, set(map(str, found.customers.id))


def found_for(district: District, values: Mapping[str, Any], lang: str, tell: Tell) -> Found:
    """The answer to a scenario of any kind, and the ids of the customers who lose their gas."""
    if values.get("kind") == CLOSURE:
        return _closure(district, values, lang, tell)
    return _incident(district, values, lang, tell)


def closure_answer(district: District, values: Mapping[str, Any], lang: str, tell: Tell) -> dict[str, Any]:
    """The closure plan as an answer."""
    return _closure(district, {**values, "kind": CLOSURE}, lang, tell)[0]


def incident_answer(district: District, values: Mapping[str, Any], lang: str, tell: Tell) -> dict[str, Any]:
    """One scenario of docs/incident.schema.json as an answer; `samples` and `seed` are those of its draws."""
    return _incident(district, values, lang, tell)[0]


def comparison(district: District, values: Mapping[str, Any], lang: str, tell: Tell) -> dict[str, Any]:
    """Two scenarios and what differs: of every figure that both have, that of `b` less that of `a`."""
    only(values, ("a", "b"))
    for key in ("a", "b"):
        if not isinstance(values.get(key), dict):
            raise _error("usage", column=key, detail="a scenario is needed")

    def half(offset: float) -> Tell:
        return lambda stage, share: tell(stage, offset + share / 2)

    a, lost_a = found_for(district, values["a"], lang, half(0.0))
    b, lost_b = found_for(district, values["b"], lang, half(0.5))
    both = [k for k in a if _is_figure(a[k]) and k in b and _is_figure(b[k])]
    told: dict[str, Any] = {"a": a, "b": b, "difference": {key: b[key] - a[key] for key in both}}
    for key, ids_only in (("only_in_a", lost_a - lost_b), ("only_in_b", lost_b - lost_a)):
        told[key] = sorted(ids_only)[: district.limits.rows]
        told[f"{key}_total"] = len(ids_only)
    return told


def _is_figure(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
