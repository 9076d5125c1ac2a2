# SPDX-License-Identifier: Apache-2.0
"""The rules of a device programme as data: duties, lives of devices, priorities, packages and payers, hazards at users.

Strict: a key that means nothing here is an error, because a misspelt condition would be a duty for everybody.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from ..frames import _error
from .money import Payers, fen_of, read_payers

DEVICES = ("self_closing_valve", "hose", "alarm", "shut_off")
USERS = ("household", "unit", "building")
LEVELS = ("general", "major")
_WORD_LISTS = ("classes", "access", "places", "levels", "device_words", "payment")


@dataclass(frozen=True)
class Duty:
    """Which users owe which device. Empty conditions hold for all; `places` and `levels` are alternatives."""

    id: str
    rule: str
    device: str
    users: str
    title: str = ""
    title_zh: str = ""
    classes: tuple[str, ...] = ()
    not_classes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    connected_from: date | None = None
    building_height_over_m: float | None = None
    wrong_types: tuple[str, ...] = ()
    deadline: date | None = None
    binding: bool = True
    documents: tuple[str, ...] = ()
    clause: str = ""
    conflict: str = ""
    status: str = "U"


@dataclass(frozen=True)
class Life:
    """Months a device of these types lasts; `counts`: past them it is as good as absent."""

    device: str
    months: int
    types: tuple[str, ...] = ()
    counts: bool = False
    status: str = "U"


@dataclass(frozen=True)
class Priority:
    """Users of these classes go before those of higher rank."""

    rank: int
    classes: tuple[str, ...] = ()
    title: str = ""
    title_zh: str = ""
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Package:
    """What is installed in one visit, what it costs and who pays. `cost_fen` is None where no price is known."""

    id: str
    devices: tuple[str, ...]
    payers: Payers
    cost_fen: int | None = None
    users: str = "household"
    classes: tuple[str, ...] = ()
    not_classes: tuple[str, ...] = ()
    any_of_devices: bool = False
    title: str = ""
    title_zh: str = ""
    documents: tuple[str, ...] = ()
    clause: str = ""
    status: str = "U"


@dataclass(frozen=True)
class HazardRule:
    """A hazard at a user, from columns of the registers: every condition of `all` and one of `any` holds."""

    id: str
    users: str
    level: str
    all: tuple[Mapping[str, Any], ...] = ()
    any: tuple[Mapping[str, Any], ...] = ()
    title: str = ""
    title_zh: str = ""
    documents: tuple[str, ...] = ()
    clause: str = ""
    status: str = "U"


@dataclass(frozen=True)
class Rules:
    """Everything a programme is computed from, besides the registers."""

    documents: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]  # list of words → folded word → code
    storey_m: tuple[float, float]
    duties: tuple[Duty, ...]
    lives: tuple[Life, ...]
    priorities: tuple[Priority, ...]
    packages: tuple[Package, ...]
    hazards: tuple[HazardRule, ...]

    def document_names(self, letters: tuple[str, ...]) -> str:
        """The documents behind these letters, in words."""
        return "; ".join(self.documents[letter] for letter in letters)


def fold(text: str) -> str:
    """Words of registers compare without case and blanks, brackets of either width alike."""
    return "".join(text.split()).casefold().replace("（", "(").replace("）", ")")


def _bad(file: str, where: str, value: Any, detail: str) -> Exception:
    return _error("bad_scheme", file=file, column=where, value="" if value is None else str(value), detail=detail)


def _checked_keys(table: Any, known: set[str], file: str, where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise _bad(file, where, table, "a table is needed")
    for key in table:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            raise _bad(file, f"{where}.{key}", None, f"did you mean {close[0]}?" if close else ", ".join(sorted(known)))
    return table


def _one_of(value: Any, known: tuple[str, ...], file: str, where: str) -> None:
    if value not in known:
        raise _bad(file, where, value, ", ".join(known))


def _fit(value: Any, wanted: str, file: str, where: str) -> Any:
    """A value of the file in the type the field has."""
    if wanted.startswith("tuple"):
        if not isinstance(value, list):
            raise _bad(file, where, value, "a list is needed")
        return tuple(value)
    kinds: dict[str, Any] = {"str": str, "bool": bool, "int": int, "date | None": date, "float | None": (int, Decimal)}
    kind = kinds[wanted]
    if not isinstance(value, kind) or (isinstance(value, bool) and wanted != "bool"):
        raise _bad(file, where, value, f"not a {wanted.removesuffix(' | None')}")
    return float(value) if wanted == "float | None" else value


def _rows(kind: Any, data: Mapping[str, Any], name: str, file: str, skip: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    types = {f.name: str(f.type) for f in fields(kind)}
    listed = data.get(name, [])
    if not isinstance(listed, list):
        raise _bad(file, name, None, f"write [[{name}]]")
    rows = []
    for number, entry in enumerate(listed, start=1):
        where = f"{name} {entry.get('id', number) if isinstance(entry, dict) else number}"
        table = _checked_keys(entry, set(types) - {"cost_fen"} | set(skip), file, where)
        row = {k: v if k in skip else _fit(v, types[k], file, f"{where}.{k}") for k, v in table.items()}
        for field in fields(kind):
            if field.default is MISSING and field.name not in row:
                raise _bad(file, f"{where}.{field.name}", None, "it is missing")
        if "device" in row:
            _one_of(row["device"], DEVICES, file, f"{where}.device")
        if "users" in row:
            _one_of(row["users"], USERS, file, f"{where}.users")
        rows.append(row)
    return rows


def _check_codes(rows: list[Any], words: Mapping[str, Mapping[str, str]], file: str) -> None:
    """Classes, places and levels that no list of words holds would never be met."""
    lists = {"classes": "classes", "not_classes": "classes", "places": "places", "levels": "levels"}
    for row in rows:
        for name, words_name in lists.items():
            for code in getattr(row, name, ()):
                _one_of(
                    code, tuple(sorted(set(words[words_name].values()))), file, f"{getattr(row, 'id', name)}.{name}"
                )


def _unique(rows: tuple[Any, ...], file: str) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise _bad(file, row.id, None, "the id occurs twice")
        seen.add(row.id)


def _package(row: dict[str, Any], changed: Mapping[str, Any], file: str) -> Package:
    where = f"package {row['id']}"
    for device in row["devices"]:
        _one_of(device, DEVICES, file, f"{where}.devices")
    price = changed.get(row["id"], row.pop("unit_cost_cny", None))
    row.pop("unit_cost_cny", None)
    try:
        cost = None if price is None else fen_of(price)
        payers = read_payers(row.pop("payers"))
        if cost is not None:
            payers.check(cost)
    except ValueError as error:
        raise _bad(file, where, price, str(error)) from None
    return Package(payers=payers, cost_fen=cost, **row)


def _hazard(row: dict[str, Any], file: str) -> HazardRule:
    where = f"hazard {row['id']}"
    _one_of(row["level"], LEVELS, file, f"{where}.level")
    if not row.get("all") and not row.get("any"):
        raise _bad(file, where, None, "a condition in all or any is needed")
    for condition in (*row.get("all", ()), *row.get("any", ())):
        _checked_keys(condition, {"column", "is", "has", "over"}, file, where)
        if "column" not in condition or len(condition) != 2:
            raise _bad(file, where, None, "a condition has a column and one of is, has, over")
    return HazardRule(**row)


def _words(data: Mapping[str, Any], file: str) -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = {}
    for name in _WORD_LISTS:
        known[name] = {}
        for code, texts in data[name].items():
            for text in [code, *_fit(texts, "tuple[str, ...]", file, f"{name}.{code}")]:
                if known[name].setdefault(fold(str(text)), code) != code:
                    raise _bad(file, f"{name}.{code}", text, "the word stands for two codes")
    return known


def _parse(data: dict[str, Any], file: str) -> Rules:
    deadlines, prices = data.get("deadline", {}), data.get("unit_cost_cny", {})
    duties = []
    for row in _rows(Duty, data, "duty", file):
        when = deadlines.get(row["id"], row.get("deadline"))
        duties.append(Duty(**{**row, "deadline": None if when is None else _fit(when, "date | None", file, row["id"])}))
    money = ("payers", "unit_cost_cny")
    packages = [_package(row, prices, file) for row in _rows(Package, data, "package", file, money)]
    lives = [Life(**row) for row in _rows(Life, data, "life", file)]
    priorities = sorted((Priority(**row) for row in _rows(Priority, data, "priority", file)), key=lambda p: p.rank)
    hazards = [_hazard(row, file) for row in _rows(HazardRule, data, "hazard", file, ("all", "any"))]
    for name, known in (("deadline", {d.id for d in duties}), ("unit_cost_cny", {p.id for p in packages})):
        _checked_keys(data.get(name, {}), known, file, name)
    words = _words(data, file)
    _check_codes([*duties, *priorities, *packages], words, file)
    height = _checked_keys(data["height"], {"storey_low_m", "storey_high_m"}, file, "height")
    rules = Rules(
        documents=dict(data["documents"]),
        words=words,
        storey_m=(float(height["storey_low_m"]), float(height["storey_high_m"])),
        duties=tuple(duties),
        lives=tuple(lives),
        priorities=tuple(priorities),
        packages=tuple(packages),
        hazards=tuple(hazards),
    )
    for listed in (rules.duties, rules.packages, rules.hazards):
        _unique(listed, file)
    sourced: tuple[Any, ...] = (*duties, *packages, *hazards, *priorities)
    for entry in sourced:
        for letter in entry.documents:
            _one_of(letter, tuple(rules.documents), file, f"{getattr(entry, 'id', 'priority')}.documents")
    return rules


def _load(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _bad(file, "", None, str(error)) from None


def read_rules(path: str | os.PathLike[str] | None = None) -> Rules:
    """The bundled rules, with the lists and tables of the file at `path` in their place.

    Raises `Error`: no such file; bad_scheme, naming the entry and what is wrong with it.
    """
    bundled = (resources.files(__package__) / "duties.toml").read_text("utf-8")
    data = _load(bundled, "duties.toml")
    if path is None:
        return _parse(data, "duties.toml")
    file = os.fspath(path)
    try:
        own = _load(Path(file).read_text("utf-8-sig"), file)
    except FileNotFoundError:
        raise _error("no_such_file", file=file) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _error("unreadable_file", file=file, detail=str(error)) from None
    _checked_keys(own, {*data, "deadline", "unit_cost_cny"}, file, "")
    return _parse({**data, **own}, file)
