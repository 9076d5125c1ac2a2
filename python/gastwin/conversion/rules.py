# SPDX-License-Identifier: Apache-2.0
"""Rules and figures of a conversion as data. Strict: a key that means nothing here is an error."""

from __future__ import annotations

import difflib
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any

from ..frames import _error


@dataclass(frozen=True)
class NetworkRules:
    """Reach and the least pressures."""

    reach_m: float
    detour: float
    least_low_gauge_pressure_pa: float
    least_medium_gauge_pressure_pa: float
    simultaneous: float


@dataclass(frozen=True)
class ServiceRules:
    """The pipe from the main to the user."""

    inner_diameters_m: tuple[float, ...]
    low_pressure_drop_pa: float
    medium_pressure_drop_pa: float
    regulator_outlet_gauge_pressure_pa: float


@dataclass(frozen=True)
class CostRules:
    """CNY."""

    trench_per_m: float
    regulator: float
    connection: float
    indoor: float


@dataclass(frozen=True)
class UserKind:
    """A kind of user by the words of the register."""

    name: str
    name_zh: str
    words: tuple[str, ...]
    eligible: bool
    small_catering: bool
    source: str


@dataclass(frozen=True)
class Rules:
    """Everything a conversion is decided by, besides the register."""

    network: NetworkRules
    service: ServiceRules
    cost: CostRules
    least_vent_share: float
    words: Mapping[str, tuple[str, ...]]  # "licence.valid", "level.unsafe", "fuel.bottled" …
    kinds: tuple[UserKind, ...]


_WORDS = {"licence": ("valid", "expired", "missing"), "level": ("unsafe",), "fuel": ("bottled", "piped")}
_KIND_KEYS = {"name", "name_zh", "words", "class", "small_catering", "document", "clause"}


def _bad(file: str, where: str, value: Any, detail: str) -> Exception:
    return _error("bad_scheme", file=file, column=where, value="" if value is None else str(value), detail=detail)


def _known(table: Any, known: set[str], file: str, where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise _bad(file, where, table, "a table is needed")
    for key in table:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            name = f"{where}.{key}".lstrip(".")
            raise _bad(file, name, None, f"did you mean {close[0]}?" if close else ", ".join(sorted(known)))
    return table


def _number(value: Any, file: str, where: str, *, above_zero: bool = False) -> float:
    good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not good or value < 0 or (above_zero and value == 0):
        raise _bad(file, where, value, "a number above 0 is needed" if above_zero else "a number from 0 is needed")
    return float(value)


def _texts(value: Any, file: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise _bad(file, where, value, "a list of texts is needed")
    return tuple(v.casefold() for v in value)


def _figures(kind: Any, data: Mapping[str, Any], section: str, file: str) -> Any:
    names = {f.name for f in fields(kind)}
    table = _known(data[section], names, file, section)
    values: dict[str, Any] = {}
    for name in names:
        where = f"{section}.{name}"
        if name not in table:
            raise _bad(file, where, None, "it is missing")
        if name == "inner_diameters_m":
            listed = table[name] if isinstance(table[name], list) and table[name] else [None]
            values[name] = tuple(sorted(_number(v, file, where, above_zero=True) for v in listed))
        else:
            above = name in ("reach_m", "detour", "simultaneous")
            values[name] = _number(table[name], file, where, above_zero=above)
    return kind(**values)


def _kind(row: Any, documents: Mapping[str, str], file: str, number: int) -> UserKind:
    table = _known(row, _KIND_KEYS, file, f"kind {number}")
    where = f"kind {table.get('name', number)}"
    for key in ("name", "words", "class", "document", "clause"):
        if key not in table:
            raise _bad(file, f"{where}.{key}", None, "it is missing")
    if table["class"] not in ("eligible", "electricity"):
        raise _bad(file, f"{where}.class", table["class"], "eligible, electricity")
    if table["document"] not in documents:
        raise _bad(file, f"{where}.document", table["document"], ", ".join(documents))
    return UserKind(
        name=str(table["name"]),
        name_zh=str(table.get("name_zh", table["name"])),
        words=_texts(table["words"], file, f"{where}.words"),
        eligible=table["class"] == "eligible",
        small_catering=bool(table.get("small_catering", False)),
        source=f"{table['clause']}, {documents[table['document']]}",
    )


def _parse(data: dict[str, Any], file: str) -> Rules:
    words = {}
    for section, names in _WORDS.items():
        table = _known(data[section], set(names), file, section)
        for name in names:
            words[f"{section}.{name}"] = _texts(table.get(name, []), file, f"{section}.{name}")
    kitchen = _known(data["kitchen"], {"least_vent_share"}, file, "kitchen")
    listed = data["kind"]
    if not isinstance(listed, list):
        raise _bad(file, "kind", None, "write [[kind]]")
    rules = Rules(
        network=_figures(NetworkRules, data, "network", file),
        service=_figures(ServiceRules, data, "service", file),
        cost=_figures(CostRules, data, "cost_cny", file),
        least_vent_share=_number(kitchen.get("least_vent_share"), file, "kitchen.least_vent_share"),
        words=words,
        kinds=tuple(_kind(row, data["documents"], file, i) for i, row in enumerate(listed, start=1)),
    )
    if rules.network.detour < 1 or rules.network.reach_m > 10_000:
        raise _bad(file, "network", None, "detour is at least 1, reach_m at most 10000")
    return rules


def _load(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad(file, "", None, str(error)) from None


def read_rules(path: str | os.PathLike[str] | None = None) -> Rules:
    """The bundled rules, with the figures and tables of the file at `path` in their place.

    Raises `Error`: no such file; bad_scheme, naming the entry and what is wrong with it.
    """
    data = _load((resources.files(__package__) / "conversion.toml").read_text("utf-8"), "conversion.toml")
    if path is None:
        return _parse(data, "conversion.toml")
    file = os.fspath(path)
    try:
        own = _load(Path(file).read_text("utf-8-sig"), file)
    except FileNotFoundError:
        raise _error("no_such_file", file=file) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _error("unreadable_file", file=file, detail=str(error)) from None
    for section, table in _known(own, set(data), file, "").items():
        both = isinstance(table, dict) and isinstance(data[section], dict)
        data[section] = {**data[section], **table} if both else table
    return _parse(data, file)
