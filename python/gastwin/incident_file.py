# SPDX-License-Identifier: Apache-2.0
"""Incidents as data: which kinds there are, what each may say, and the files they stand in."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from . import _core
from .closure import AIMS
from .frames import _error, id_texts, whole
from .network import schema
from .scenario_file import number, one_of
from .settings import read_toml

DISRUPTIONS = {
    "valve_closed": "valve",
    "regulator_closed": "regulator",
    "regulator_open": "regulator",
    "supply_loss": "source",
    "demand_surge": "factor",
}
ENCLOSED_SPACE = "enclosed_space"
_SPACE = {  # what may be a range, and the bounds of both its ends
    "hole_mm": (0.0, 3000.0),
    "gauge_pressure_kpa": (0.0, 1e4),
    "volume_m3": (0.0, 1e9),
    "air_changes_per_h": (0.0, 1e4),
    "entering_share": (0.0, 1.0),
}
ALL_TOGETHER = {"multiple": "damage", "earthquake": "pgv_m_s"}
_COMMON = ("name", "kind", "load", "month")
_PLACE = ("pipe", "at", "position", "hole_mm", "machine")
_CLOSURE = ("inoperable", "hour", "aim")
LOADS = ("peak", "average", "fixed")
MOST_SCENARIOS = 10_000


def damage_kinds() -> dict[str, str]:
    """Kinds with a hole in one pipe."""
    return {code: text for code, text, _ in _core.incident_kinds()}


def machines() -> dict[str, str]:
    """Names of the machines that damage pipes and what each is."""
    return {code: text for code, text, _ in _core.machines()}


def kinds() -> list[str]:
    """Every kind a scenario may be of."""
    return [*damage_kinds(), *ALL_TOGETHER, *DISRUPTIONS, ENCLOSED_SPACE]


def customer_kinds() -> list[str]:
    """Kinds of customer, whose demand may surge."""
    names = next(column["names"] for column in schema("customer") if column["name"] == "kind")
    return [code for code, *_ in names]


def keys_of(kind: str) -> tuple[str, ...]:
    """What a scenario of this kind may say."""
    if kind in DISRUPTIONS:
        more = ("customer_kind",) if kind == "demand_surge" else ()
        return (*_COMMON, DISRUPTIONS[kind], *more, "hours")
    if kind == ENCLOSED_SPACE:
        return ("name", "kind", *_SPACE, "after_s")
    if kind in ALL_TOGETHER:
        more = ("draw",) if kind == "earthquake" else ()
        return (*_COMMON, ALL_TOGETHER[kind], *more, *_CLOSURE)
    return (*_COMMON, *_PLACE, *_CLOSURE)


def _ids(value: Any, column: str, file: str) -> list[str]:
    listed = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    for each in listed:
        if isinstance(each, (bool, float, Mapping, list)) or each is None:
            raise _error("usage", file=file, column=column, value=str(each), detail="an id is needed")
    return id_texts(listed)


def _place(value: Any, file: str) -> tuple[float, float]:
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable) or len(pair := list(value)) != 2:
        raise _error("usage", file=file, column="at", value=str(value), detail="a pair X, Y in metres is needed")
    return number(pair[0], "at", file), number(pair[1], "at", file)


def _within(value: Any, column: str, low: float, high: float, file: str) -> float:
    amount = number(value, column, file)
    if not low <= amount <= high:
        detail = f"{low:g} to {high:g}"
        raise _error("value_out_of_range", file=file, column=column, value=str(value), detail=detail)
    return amount


def _whole(value: Any, column: str, high: float, file: str) -> int:
    amount = _within(value, column, 0, high, file)
    if not amount.is_integer():
        raise _error("value_out_of_range", file=file, column=column, value=str(value), detail="a whole number")
    return int(amount)


def _damage(values: Mapping[str, Any], file: str) -> Any:
    pipe, at = values.get("pipe"), values.get("at")
    if (pipe is None) == (at is None):
        raise _error("usage", file=file, column="incident", detail="name the place: either pipe or at")
    pipes = [] if pipe is None else _ids(pipe, "pipe", file)
    if pipe is not None and len(pipes) != 1:
        detail = 'one pipe is needed; kind = "multiple" is for several'
        raise _error("usage", file=file, column="pipe", value=", ".join(pipes), detail=detail)
    hole, position = values.get("hole_mm"), values.get("position")
    return _core.NamedDamage(
        pipes[0] if pipes else None,
        None if at is None else _place(at, file),
        None if position is None else number(position, "position", file),
        one_of(damage_kinds(), values.get("kind", "puncture"), "kind", file),
        None if hole is None else number(hole, "hole_mm", file) / 1e3,
        one_of(machines(), values.get("machine", "unknown"), "machine", file),
    )


def _damages(values: Mapping[str, Any], file: str) -> list[Any]:
    kind = values.get("kind", "puncture")
    if kind == "earthquake":
        return []
    if kind != "multiple":
        return [_damage(values, file)]
    listed = values.get("damage")
    if not isinstance(listed, list) or not listed:
        raise _error("usage", file=file, column="damage", detail="at least one [[incident.damage]] is needed")
    for each in listed:
        for key in each if isinstance(each, Mapping) else [each]:
            one_of(("kind", *_PLACE), key, "damage", file)
    return [_damage(each, file) for each in listed]


def named_incident(values: Mapping[str, Any], file: str = "") -> Any:
    """A scenario with holes, as the core takes it."""
    check_keys(values, file)
    shaken = values.get("kind") == "earthquake"
    if shaken and "pgv_m_s" not in values:
        raise _error("usage", file=file, column="pgv_m_s", detail="the key is missing")
    return _core.NamedIncident(
        _damages(values, file),
        number(values["pgv_m_s"], "pgv_m_s", file) if shaken else None,
        _whole(values.get("draw", 1), "draw", 2**53, file),
        _ids(values.get("inoperable", []), "inoperable", file),
        number(values.get("hour", 12.0), "hour", file) * 3600.0,
        one_of(AIMS, values.get("aim", AIMS[0]), "aim", file),
    )


def named_disruption(values: Mapping[str, Any], file: str = "") -> Any:
    """A scenario without a hole, as the core takes it."""
    check_keys(values, file)
    kind = str(values["kind"])
    what = DISRUPTIONS[kind]
    if what not in values:
        raise _error("usage", file=file, column=what, detail="the key is missing")
    ids = [] if what == "factor" else _ids(values[what], what, file)
    concerned = values.get("customer_kind")
    return _core.NamedDisruption(
        kind,
        ids,
        number(values["factor"], "factor", file) if what == "factor" else 1.0,
        None if concerned is None else one_of(customer_kinds(), concerned, "customer_kind", file),
        number(values.get("hours", 0.0), "hours", file),
    )


def enclosed_space_ranges(values: Mapping[str, Any], file: str = "") -> dict[str, Any]:
    """The space of a scenario as the core takes it: ranges as pairs, SI units."""
    check_keys(values, file)
    ranges = {}
    for key, (low, high) in _SPACE.items():
        if key not in values and key != "entering_share":
            raise _error("usage", file=file, column=key, detail="the key is missing")
        given = values.get(key, 1.0)
        ends = (given.get("low"), given.get("high")) if isinstance(given, Mapping) else (given, given)
        if isinstance(given, Mapping) and set(given) != {"low", "high"}:
            raise _error("usage", file=file, column=key, value=str(given), detail="a number or {low, high} is needed")
        ranges[key] = tuple(_within(end, key, low, high, file) for end in ends)
    return {
        "hole_m": tuple(end / 1e3 for end in ranges["hole_mm"]),
        "gauge_pressure_pa": tuple(end * 1e3 for end in ranges["gauge_pressure_kpa"]),
        **{key: ranges[key] for key in ("volume_m3", "air_changes_per_h", "entering_share")},
        "after_s": _within(values.get("after_s", 3600.0), "after_s", 1e-3, 1e7, file),
    }


def check_keys(values: Mapping[str, Any], file: str = "") -> None:
    """Every key must be one that the scenario's kind knows, and its load one there is."""
    kind = one_of(kinds(), values.get("kind", "puncture"), "kind", file)
    for key in values:
        one_of(keys_of(kind), key, kind, file)
    load = values.get("load", "peak")
    if isinstance(load, str):
        one_of(LOADS, load, "load", file)
    else:
        _whole(load, "load", 23, file)
    if "month" in values and not _whole(values["month"], "month", 12, file) >= 1:
        raise _error("value_out_of_range", file=file, column="month", value="0", detail="1 to 12")


def check_scenario(values: Mapping[str, Any], file: str = "") -> None:
    """Raises the Error that running it would raise before anything is computed."""
    check_keys(values, file)
    if values.get("kind") in DISRUPTIONS:
        named_disruption(values, file)
    elif values.get("kind") == ENCLOSED_SPACE:
        enclosed_space_ranges(values, file)
    else:
        named_incident(values, file)


def read_incidents(path: str | os.PathLike[str], most: int = MOST_SCENARIOS) -> list[dict[str, Any]]:
    """Scenarios for `incidents()` from a TOML file with one [[incident]] after the other (docs/incident.schema.json). A
    list in place of a value stands for one scenario each, several lists for all their combinations: `pipe = ["P1",
    "P2"]`, `load = ["peak", 3]` makes four. Valves, regulators and sources that fail together are a list in the list.
    most: scenarios in all; lists that multiply to more are refused before any is made.

    Raises `Error`: no such file, not TOML, unknown keys, too many scenarios.
    """
    file = os.fspath(path)
    parts = read_toml(path)
    for part in parts:
        one_of(("incident",), part, "", file)
    given = parts.get("incident", [])
    if not isinstance(given, list) or not given or not all(isinstance(row, Mapping) for row in given):
        raise _error("usage", file=file, column="incident", detail="at least one [[incident]] is needed")
    listed = []
    count = 0
    for number_of, row in enumerate(given, 1):
        count += math.prod(map(len, _choices(row)))
        if count > whole(most, "most", 1, 10**9):
            detail = f"{count} or more by this [[incident]], at most {most}"
            raise _error("too_many_scenarios", file=file, row=number_of, detail=detail)
        scenarios = list(_combinations(row))
        if not scenarios:
            raise _error(
                "usage", file=file, row=number_of, column="incident", detail="an empty list leaves no scenario"
            )
        listed += scenarios
    for scenario in listed:
        check_scenario(scenario, file)
    return listed


def _choices(row: Mapping[str, Any]) -> list[list[Any]]:
    """The values each key may take."""

    def choices(key: str, value: Any) -> list[Any]:
        whole_list = key == "damage" or (key in ("at", "inoperable") and not (value and isinstance(value[0], list)))
        return value if isinstance(value, list) and not whole_list else [value]

    return [choices(key, value) for key, value in row.items()]


def _combinations(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every choice of one value for each key that lists several."""
    values = _choices(row)
    many = [key for key, listed in zip(row, values, strict=True) if len(listed) > 1]
    for choice in itertools.product(*values):
        scenario = dict(zip(row, choice, strict=True))
        if many:
            scenario["name"] = " ".join([str(scenario.get("name", "")), *(str(scenario[key]) for key in many)]).strip()
        yield scenario


def _closed(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


def _between(low: float, high: float, **more: Any) -> dict[str, Any]:
    return {"type": "number", "minimum": low, "maximum": high, **more}


def _values() -> dict[str, dict[str, Any]]:
    """One value of each key."""
    one = {"$ref": "#/$defs/id"}
    pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    hole = {"type": "number", "exclusiveMinimum": 0, "description": "diameter, mm"}
    return {
        "name": {"type": "string"},
        "load": {"oneOf": [{"enum": list(LOADS)}, {"type": "integer", "minimum": 0, "maximum": 23}]},
        "month": {"type": "integer", "minimum": 1, "maximum": 12},
        "pipe": one,
        "at": {**pair, "description": "x_m, y_m"},
        "position": _between(0, 1, description="along the pipe"),
        "hole_mm": hole,
        "machine": {"enum": list(machines())},
        "inoperable": {"type": "array", "items": one},
        "hour": _between(0, 24, description="of the day at which it happens"),
        "aim": {"enum": list(AIMS), "description": "of the closure plan"},
        "pgv_m_s": _between(0, 5, description="peak ground velocity"),
        "draw": {"type": "integer", "minimum": 0, "description": "number of the draw of damages"},
        "valve": one,
        "regulator": one,
        "source": one,
        "factor": _between(0, 100, description="times the demand"),
        "customer_kind": {"enum": customer_kinds()},
        "hours": _between(0, 8784, description="simulated with line-pack"),
    }


def _listed(value: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """A value, or a list of items that stand for one scenario each."""
    return {"anyOf": [value, {"type": "array", "items": item, "minItems": 1}]}


def incident_schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of scenario files, read as JSON: docs/incident.schema.json."""
    values = _values()
    one_or_more = {key: _listed(value, value) for key, value in values.items()}
    for key in set(DISRUPTIONS.values()) - {"factor"}:
        together = {"type": "array", "items": values[key], "minItems": 1}
        one_or_more[key] = _listed(values[key], {"anyOf": [values[key], together]})
    place = {"oneOf": [{"required": ["pipe"]}, {"required": ["at"]}]}
    holes = {"enum": list(damage_kinds())}
    damage = _closed({"kind": holes, **{key: values[key] for key in _PLACE}}, **place)
    one_or_more["damage"] = {"type": "array", "items": damage, "minItems": 1}

    def scenario(kind: dict[str, Any], of: str, **more: Any) -> dict[str, Any]:
        return _closed({"kind": kind, **{key: one_or_more[key] for key in keys_of(of) if key != "kind"}}, **more)

    known = [scenario(_listed(holes, holes), "leak", **place)]
    for kind, needed in {**ALL_TOGETHER, **DISRUPTIONS}.items():
        known.append(scenario({"const": kind}, kind, required=["kind", needed]))
    for key, (low, high) in _SPACE.items():
        value = _between(low, high)
        span = _closed({"low": value, "high": value}, required=["low", "high"], description="by uniform logarithm")
        one_or_more[key] = _listed(value, {"anyOf": [value, span]})
        one_or_more[key]["anyOf"].append(span)
    one_or_more["after_s"] = _listed(_between(1e-3, 1e7), _between(1e-3, 1e7))
    needed_here = ["kind", *(key for key in _SPACE if key != "entering_share")]
    known.append(scenario({"const": ENCLOSED_SPACE}, ENCLOSED_SPACE, required=needed_here))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gastwin incident scenarios",
        "description": "What may happen to a network. A TOML file; a list stands for one scenario each.",
        "type": "object",
        "required": ["incident"],
        "additionalProperties": False,
        "properties": {"incident": {"type": "array", "minItems": 1, "items": {"oneOf": known}}},
        "$defs": {"id": {"type": ["string", "integer"]}},
    }
