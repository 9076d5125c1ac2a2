# SPDX-License-Identifier: Apache-2.0
"""Who owes which device, and what was found: one row per user and duty.

An obligation is certain, or not known because a value it depends on is not recorded (class, date of gas-on, height);
the latter is told, never guessed. What counts as found: `FOUND`, in order of the status it gives.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .dates import NO_DAY, Days
from .registers import Issues
from .rules import DEVICES, Duty, Rules, fold
from .users import AREAS, UNREACHED, Devices, Users, device_of_each

FOUND = (
    "ok",
    "no_device",
    "wrong_type",
    "past_life",
    "faulty",
    "not_yet_installed",
    "not_recorded",
    "several_households",
    "not_in_register",
)
STATUS = ("compliant", "lacking", "unknown")
_STATUS_OF = np.array([0, 1, 1, 1, 1, 1, 2, 2, 2], dtype=np.int8)
_OK, _NO_DEVICE, _WRONG_TYPE, _PAST_LIFE, _FAULTY, _NOT_YET, _NOT_RECORDED, _SEVERAL, _NOT_IN_REGISTER = range(9)
_REGISTER_COLUMN = {
    "self_closing_valve": "household.valve_installed",
    "hose": "household.hose_type",
    "alarm": "household.alarm_installed",
    "shut_off": "household.shut_off_installed",
}
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Small = np.ndarray[Any, np.dtype[np.int8]]


def _height(users: Users, over_m: float) -> Small:
    """1: certainly above, 0: certainly not, -1: the register does not tell."""
    low = np.append(users.buildings["height_low_m"].to_numpy(float), np.nan)
    high = np.append(users.buildings["height_high_m"].to_numpy(float), np.nan)
    state = np.where(low > over_m, 1, np.where(high <= over_m, 0, -1)).astype(np.int8)
    return np.asarray(state[users.building])


def _in(values: Any, wanted: tuple[str, ...]) -> Small:
    """1: one of these, 0: another, -1: not recorded."""
    return np.where(np.isin(values, wanted), 1, np.where(values == "", -1, 0)).astype(np.int8)


def _both(first: Small, second: Small) -> Small:
    """And of three-valued answers: no wins over unknown over yes."""
    unknown = (first < 0) | (second < 0)
    return np.where((first == 0) | (second == 0), 0, np.where(unknown, -1, 1)).astype(np.int8)


def _either(first: Small, second: Small) -> Small:
    unknown = (first < 0) | (second < 0)
    return np.where((first == 1) | (second == 1), 1, np.where(unknown, -1, 0)).astype(np.int8)


def obliged(duty: Duty, users: Users) -> Small:
    """By user: 1 obliged, 0 not, -1 not known because something is not recorded."""
    state = np.where(users.unit == (duty.users == "unit"), 1, 0).astype(np.int8)
    if duty.classes:
        state = _both(state, _in(users.user_class, duty.classes))
    if duty.not_classes:  # only a class that is known excludes
        state = _both(state, (~np.isin(users.user_class, duty.not_classes)).astype(np.int8))
    if duty.places or duty.levels:
        where = [(users.place, duty.places), (users.level, duty.levels)]
        answers = [_in(values, wanted) for values, wanted in where if wanted]
        state = _both(state, answers[0] if len(answers) == 1 else _either(*answers))
    if duty.connected_from is not None:
        late = users.connected >= np.datetime64(duty.connected_from, "D")
        state = _both(state, np.where(np.isnat(users.connected), -1, late).astype(np.int8))
    if duty.building_height_over_m is not None:
        state = _both(state, _height(users, duty.building_height_over_m))
    return state


def _type_states(devices: Devices, rows: Any, wrong: tuple[str, ...], words: Any) -> Small:
    """What the registered types alone say: wrong type, past life or faulty in words."""
    codes, distinct = pd.factorize(devices.type[rows])
    refused = {fold(t) for t in wrong}
    state = []
    for text in distinct:
        plain = fold(str(text))
        said = {"past_life": _PAST_LIFE, "faulty": _FAULTY, "absent": _NO_DEVICE}.get(words.get(plain, ""), _OK)
        state.append(_WRONG_TYPE if plain in refused else said)
    return np.array(state or [_OK], dtype=np.int8)[codes]


def _without_device(kind: str, users: Users, rules: Rules, devices: Devices, issues: Issues) -> Small:
    """What a user without a device row of this kind means: none, or not recorded."""
    state = np.full(len(users), _NOT_IN_REGISTER, dtype=np.int8)
    here = devices.kind == kind
    for unit in (False, True):
        known = bool((users.unit[devices.user[here]] == unit).any())
        column = f"unit.{kind}" if unit else _REGISTER_COLUMN[kind]
        if known or column in users.columns:
            state[users.unit == unit] = _NO_DEVICE
    cells = users.columns.get(f"unit.{kind}")
    if cells is not None:
        told = {"present": _OK, "absent": _NO_DEVICE, "past_life": _PAST_LIFE, "faulty": _FAULTY}
        words = rules.words["device_words"]
        codes, distinct = pd.factorize(cells)
        by_word = [told.get(words.get(fold(str(w)), ""), _NOT_RECORDED) for w in distinct]
        for word, code in zip(distinct, by_word, strict=True):
            if code == _NOT_RECORDED and word:
                issues.add("unknown_code", column=kind, value=str(word))
        in_register = users.column_source["unit"][1] > 0
        state = np.where(in_register, np.array(by_word, dtype=np.int8)[codes], state).astype(np.int8)
    state[users.households > 1] = _SEVERAL
    return state


def found_states(
    wrong: tuple[str, ...], device: Any, without: Small, users: Users, devices: Devices, rules: Rules, as_of: Any
) -> Small:
    """By user what is there of one kind of device; `device` is the row of each user's, -1 for none."""
    state = without.copy()
    has = np.flatnonzero((device >= 0) & (users.households == 1))
    rows = device[has]
    said = _type_states(devices, rows, wrong, rules.words["device_words"])
    late = (devices.ends[rows] <= as_of) & devices.ends_counts[rows]
    said = np.where((said == _OK) & late, _PAST_LIFE, said)
    state[has] = np.where(devices.installed[rows] > as_of, _NOT_YET, said)
    return state


def working(kind: str, users: Users, devices: Devices, rules: Rules, as_of: Any) -> Mask:
    """By user: is a device of this kind on record, installed by then, neither past its life nor faulty?"""
    nobody = np.full(len(users), _NO_DEVICE, dtype=np.int8)
    rows = device_of_each(users, devices)[kind]
    return np.asarray(found_states((), rows, nobody, users, devices, rules, as_of) == _OK)


def _deadlines(duty: Duty, users: Users, rows: Any) -> Days:
    """One date for all; where gas is only turned on with the device, that day."""
    if duty.deadline is None and duty.connected_from is not None:
        return np.asarray(users.connected[rows])
    when = NO_DAY if duty.deadline is None else np.datetime64(duty.deadline, "D")
    return np.full(len(rows), when, dtype="datetime64[D]")


def _category(codes: Any, names: Any) -> Any:
    return pd.Categorical.from_codes(np.asarray(codes), categories=pd.Index(list(names), dtype=object))


def _taken(values: Any, at: Any) -> Any:
    """Texts of these rows as categories; -1 is no row, and has no text."""
    codes, distinct = pd.factorize(np.append(np.asarray(values, dtype=object), ""))
    return _category(codes[at], distinct)


def _priority(rules: Rules, users: Users) -> Small:
    rank = np.zeros(len(users), dtype=np.int8)
    for priority in reversed(rules.priorities):
        fits = np.isin(users.user_class, priority.classes) if priority.classes else True
        rank = np.where(fits, priority.rank, rank).astype(np.int8)
    return rank


def _building_rows(rules: Rules, users: Users) -> list[pd.DataFrame]:
    """Duties of buildings: no register tells what stands at their inlets, so they are listed to be looked at."""
    frames = []
    high = users.buildings
    for duty in (d for d in rules.duties if d.users == "building"):
        over = duty.building_height_over_m or 0.0
        sure, maybe = high["height_low_m"] > over, ~(high["height_high_m"] <= over)
        listed = high[sure | maybe]
        frames.append(
            pd.DataFrame(
                {
                    "duty": duty.id,
                    "rule": duty.rule,
                    "device": duty.device,
                    "customer": "",
                    "households": 1,
                    "obliged": np.where(sure[sure | maybe], "yes", "unknown"),
                    "status": "unknown",
                    "found": "not_in_register",
                    "binding": duty.binding,
                    **{area: listed[area] for area in AREAS},
                    "building": listed["id"],
                    "source": listed["source"],
                    "source_row": listed["source_row"],
                    "deadline": NO_DAY if duty.deadline is None else np.datetime64(duty.deadline, "s"),
                    **dict.fromkeys(("type", "ends_basis", "class", "access"), ""),
                    **dict.fromkeys(("installed", "ends"), NO_DAY),
                    "priority": 0,
                }
            )
        )
    return [frame for frame in frames if len(frame)]


def _evaluated(rules: Rules, users: Users, devices: Devices, as_of: Any, issues: Issues) -> Any:
    """Per user and duty: number of the duty, user, obliged, found, row of the device, deadline."""
    device = device_of_each(users, devices)
    without = {kind: _without_device(kind, users, rules, devices, issues) for kind in DEVICES}
    parts = []
    for number, duty in enumerate(d for d in rules.duties if d.users != "building"):
        state = obliged(duty, users)
        rows = np.flatnonzero(state)
        at = device[duty.device]
        found = found_states(duty.wrong_types, at, without[duty.device], users, devices, rules, as_of)
        which = np.full(len(rows), number)
        parts.append((which, rows, state[rows], found[rows], at[rows], _deadlines(duty, users, rows)))
    return (np.concatenate(column) for column in zip(*parts, strict=True))


def _who_and_where(rules: Rules, users: Users, rows: Any) -> dict[str, Any]:
    return {
        "class": _taken(users.user_class, rows),
        "priority": _priority(rules, users)[rows],
        "access": _taken(users.access, rows),
        **{area: _taken(users.buildings[area], users.building[rows]) for area in AREAS},
        "building": _taken(users.buildings["id"], users.building[rows]),
    }


def duty_table(rules: Rules, users: Users, devices: Devices, as_of: Any, issues: Issues) -> pd.DataFrame:
    """One row per user and duty that holds or may hold, in order of the rules and of the users."""
    which, rows, state, found, at, deadline = _evaluated(rules, users, devices, as_of, issues)
    status = _STATUS_OF[found]
    status = np.where((state < 0) & (status == 1), 2, status)  # lacking what may not be owed
    duties = [d for d in rules.duties if d.users != "building"]
    rule_names = list(dict.fromkeys(d.rule for d in duties))
    has = at >= 0  # -1 takes the row appended behind the last
    sources = np.concatenate([users.source, devices.source])
    table = pd.DataFrame(
        {
            "duty": _category(which, [d.id for d in duties]),
            "rule": _category(np.array([rule_names.index(d.rule) for d in duties])[which], rule_names),
            "device": _category(np.array([DEVICES.index(d.device) for d in duties])[which], DEVICES),
            "customer": users.id[rows],
            "households": users.households[rows],
            "obliged": _category(np.where(state > 0, 0, 1), ("yes", "unknown")),
            "status": _category(status, STATUS),
            "found": _category(found, FOUND),
            "binding": np.array([d.binding for d in duties])[which],
            "type": _taken(devices.type, at),
            "installed": np.append(devices.installed, NO_DAY)[at],
            "ends": np.append(devices.ends, NO_DAY)[at],
            "ends_basis": _taken(devices.ends_basis, at),
            "deadline": deadline,
            **_who_and_where(rules, users, rows),
            "source": _taken(sources, np.where(has, len(users) + at, rows)),
            "source_row": np.where(has, np.append(devices.source_row, 0)[at], users.source_row[rows]),
        }
    )
    return _appended(table, _building_rows(rules, users))


def _appended(table: pd.DataFrame, extra: list[pd.DataFrame]) -> pd.DataFrame:
    """The rows below, categories widened, so that the columns keep their types."""
    for frame in extra:
        for name in table.columns[table.dtypes == "category"]:
            known = table[name].cat.categories
            wanted = known.union(pd.Index(frame[name].unique()), sort=False)
            table[name] = table[name].cat.set_categories(wanted)
            frame[name] = pd.Categorical(frame[name], categories=wanted)
        types = {name: table[name].dtype for name in table.columns}
        table = pd.concat([table, frame[list(table.columns)].astype(types)], ignore_index=True)
    return table


def unreached(table: pd.DataFrame) -> Mask:
    """Rows of users nobody gets in to."""
    return np.asarray(table["access"].isin(UNREACHED))
