# SPDX-License-Identifier: Apache-2.0
"""What a simulation is told: events, factors, profiles, options. From a TOML file or from Python, checked alike; every
mistake is an `Error` that names the key, and the file where there is one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import _core
from .frames import _error
from .network import schema
from .settings import read_toml

PARTS = ("event", "factors", "source", "demand", "options")
EVENT_KEYS = ("time_s", "kind", "element", "value")
RECORDED = ("node", "pipe", "regulator", "customer")
Event = tuple[float, str, str, float]
Profile = tuple[list[float], list[float]]


def number(value: Any, column: str, file: str = "", row: int = -1) -> float:
    """The value as a number; text and truth values are none."""
    try:
        if isinstance(value, (str, bytes, bool)) or value is None:
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise _error("not_a_number", file=file, row=row, column=column, value=str(value)) from None


def _numbers(values: Any, column: str, file: str = "") -> list[float]:
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise _error("usage", file=file, column=column, value=str(values), detail="a list of numbers is needed")
    return [number(value, column, file) for value in values]


def _table(value: Any, column: str, file: str = "") -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise _error("usage", file=file, column=column, value=str(value), detail="a table of names is needed")
    return value


def one_of(names: Iterable[str], value: Any, column: str, file: str = "", row: int = -1) -> str:
    """The value, which must be one of these names."""
    known = list(names)
    if value not in known:
        raise _error("usage", file=file, row=row, column=column, value=str(value), detail=f"known: {', '.join(known)}")
    return str(value)


def events(rows: Any, file: str = "") -> list[Event]:
    """Events given as dicts or as tuples of time_s, kind, element, value."""
    if isinstance(rows, (str, bytes, Mapping)) or not isinstance(rows, Iterable):
        raise _error("usage", file=file, column="event", value=str(rows), detail="a list of events is needed")
    return [_event(event, file, row) for row, event in enumerate(rows, 1)]


def _event(event: Any, file: str, row: int) -> Event:
    if not isinstance(event, Mapping):
        if isinstance(event, (str, bytes)) or not isinstance(event, Iterable) or len(tuple(event)) != len(EVENT_KEYS):
            raise _error("usage", file=file, row=row, column="event", value=str(event), detail=", ".join(EVENT_KEYS))
        event = dict(zip(EVENT_KEYS, event, strict=True))
    for key in event:
        one_of(EVENT_KEYS, key, "event", file, row)
    for key in ("time_s", "kind"):
        if key not in event:
            raise _error("usage", file=file, row=row, column=f"event.{key}", detail="the key is missing")
    element = event.get("element")
    if isinstance(element, (Mapping, list, tuple, bool)):
        raise _error("usage", file=file, row=row, column="event.element", value=str(element), detail="an id is needed")
    return (
        number(event["time_s"], "event.time_s", file, row),
        one_of(dict(_core.event_kinds()), event["kind"], "event.kind", file, row),
        "" if element is None else str(element),
        number(event.get("value", 0.0), "event.value", file, row),
    )


def factors(rows: Any, file: str = "") -> dict[str, list[float]]:
    """24 factors for each kind of customer."""
    kinds = next(column["names"] for column in schema("customer") if column["name"] == "kind")
    checked = {}
    for kind, hours in _table(rows, "factors", file).items():
        name = one_of([code for code, *_ in kinds], str(kind), "factors", file)
        checked[name] = _numbers(hours, f"factors.{name}", file)
        if len(checked[name]) != 24:
            raise _error(
                "value_out_of_range",
                file=file,
                column=f"factors.{name}",
                value=f"{len(checked[name])} numbers",
                detail="24 factors are needed, one for each full hour",
            )
    return checked


def profiles(rows: Any, column: str, file: str = "") -> dict[str, Profile]:
    """Times and values by id, given as a pair or as a table of time_s and value."""
    checked = {}
    for each, points in _table(rows, column, file).items():
        place = f"{column}.{each}"
        if isinstance(points, Mapping) and set(points) == {"time_s", "value"}:
            points = (points["time_s"], points["value"])
        pair = [] if isinstance(points, (str, Mapping)) or not isinstance(points, Iterable) else list(points)
        if len(pair) != 2:
            raise _error("usage", file=file, column=place, value=str(points), detail="time_s and value are needed")
        time_s, value = _numbers(pair[0], f"{place}.time_s", file), _numbers(pair[1], f"{place}.value", file)
        if len(time_s) != len(value):
            raise _error("usage", file=file, column=place, detail=f"{len(time_s)} times but {len(value)} values")
        checked[str(each)] = (time_s, value)
    return checked


def record(rows: Any, file: str = "") -> dict[str, str | list[str]]:
    """ "all" or ids, for each table to be recorded."""
    checked: dict[str, str | list[str]] = {}
    for name, ids in _table(rows, "record", file).items():
        one_of(RECORDED, name, "record", file)
        if isinstance(ids, str) and ids == "all":
            checked[name] = "all"
        elif isinstance(ids, (str, bytes, Mapping)) or not isinstance(ids, Iterable):
            raise _error("usage", file=file, column=f"record.{name}", value=str(ids), detail='"all" or ids are needed')
        else:
            checked[name] = [str(each) for each in ids]
    return checked


def _flag(value: Any, column: str, file: str = "") -> bool:
    if not isinstance(value, bool):
        raise _error("usage", file=file, column=column, value=str(value), detail="true or false is needed")
    return value


def _whole(value: Any, column: str, file: str = "") -> int:
    amount = number(value, column, file)
    if not amount.is_integer() or abs(amount) > 2**31 - 1:
        raise _error(
            "value_out_of_range", file=file, column=column, value=str(value), detail="a whole number is needed"
        )
    return int(amount)


# Options of `simulate()` that go to the solver, and how each is read.
OPTIONS: dict[str, Callable[[Any, str, str], Any]] = {
    "inertia": _flag,
    "adaptive": _flag,
    "longest_cell_m": number,
    "max_step_s": number,
    "min_step_s": number,
    "tolerance": number,
    "cut_off_gauge_pressure_pa": number,
    "cut_off_band_pa": number,
    "required_gauge_pressure_pa": number,
    "max_iterations": _whole,
    "protection": _flag,
    "local_loss_share": number,
    "start_pressure_pa": _numbers,
}


def options(values: Any, file: str = "") -> dict[str, Any]:
    """The options of `simulate()`, each of its type."""
    checked = {}
    for name, value in _table(values, "options", file).items():
        one_of(OPTIONS, name, "options", file)
        checked[name] = OPTIONS[name](value, f"options.{name}" if file else name, file)
    return checked


def read_scenario(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Arguments of `simulate()` from a TOML file: [[event]] with time_s, kind, element, value; [factors] with 24
    numbers per kind of customer; [source.ID] and [demand.ID] with time_s and value; [options], which also takes
    `record`.

    Raises `Error`: no such file, not TOML, unknown parts, values of the wrong type.
    """
    file = os.fspath(path)
    parts = read_toml(path)
    for part in parts:
        one_of(PARTS, part, "", file)
    given = dict(_table(parts.get("options", {}), "options", file))
    recorded = {"record": record(given.pop("record"), file)} if "record" in given else {}
    return {
        "events": events(parts.get("event", []), file),
        "factors": factors(parts.get("factors", {}), file),
        "source_profiles": profiles(parts.get("source", {}), "source", file),
        "demand_profiles": profiles(parts.get("demand", {}), "demand", file),
        **recorded,
        **options(given, file),
    }
