# SPDX-License-Identifier: Apache-2.0
"""What each user still needs, in which packages, and who pays how many fen of it.

A user gets each lacking device once, however many duties ask for it. Of the lacking devices the first package of the
rules that they contain is taken, then the first of the rest. Every sum below is of whole numbers of fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .money import Fen
from .rules import DEVICES, Package, Rules
from .users import AREAS, UNREACHED, Users, positions_of

UNPRICED = "unpriced"  # devices lacking that no package, or no price, is known for
_BIT = {device: 1 << at for at, device in enumerate(DEVICES)}


@dataclass(frozen=True)
class Costs:
    """`work`: one row per user who lacks something, with devices, packages, cost and parts in fen. `payers`: their
    names, each a column `<name>_fen` of `work`. `package`: totals by package."""

    work: pd.DataFrame
    payers: tuple[str, ...]
    package: pd.DataFrame


def payer_names(rules: Rules) -> tuple[str, ...]:
    """All payers in order of the rules."""
    return tuple(dict.fromkeys(name for package in rules.packages for name in package.payers.names))


def payer_columns(payers: tuple[str, ...]) -> list[str]:
    """Their columns."""
    return [f"{name}_fen" for name in payers]


def _mask(devices: tuple[str, ...]) -> int:
    return sum(_BIT[d] for d in devices)


def _fits(package: Package, lacking: int, unit: bool, user_class: str) -> int:
    """The devices this package would install, 0 for none."""
    if (package.users == "unit") != unit or (package.classes and user_class not in package.classes):
        return 0
    if user_class in package.not_classes:
        return 0
    wanted = _mask(package.devices)
    return lacking & wanted if package.any_of_devices or (lacking & wanted) == wanted else 0


def packages_for(lacking: int, unit: bool, user_class: str, rules: Rules) -> tuple[list[Package], int]:
    """The packages a user gets, and the devices left without one."""
    taken = []
    while lacking:
        found = next(((p, m) for p in rules.packages if (m := _fits(p, lacking, unit, user_class))), None)
        if found is None:
            break
        taken.append(found[0])
        lacking &= ~found[1]
    return taken, lacking


def _lacking_masks(table: pd.DataFrame) -> pd.DataFrame:
    """Per user with a binding duty not met: devices as bits, earliest deadline, duties."""
    rows = table[(table["status"] == "lacking") & table["binding"].astype(bool) & (table["customer"] != "")]
    codes, customers = pd.factorize(rows["customer"])
    bits = np.array([_BIT[d] for d in rows["device"].cat.categories], dtype=np.int64)[rows["device"].cat.codes]
    mask = np.zeros(len(customers), dtype=np.int64)
    np.bitwise_or.at(mask, codes, bits)
    deadline = np.full(len(customers), np.iinfo(np.int64).max)
    days = rows["deadline"].to_numpy("datetime64[D]")
    known = ~np.isnat(days)
    np.minimum.at(deadline, codes[known], days[known].astype(np.int64))
    when = np.where(deadline == np.iinfo(np.int64).max, np.datetime64("NaT", "D").astype(np.int64), deadline)
    return pd.DataFrame({"customer": customers, "mask": mask, "deadline": when.astype("datetime64[D]")})


def _combination(lacking: int, unit: bool, user_class: str, rules: Rules, payers: tuple[str, ...]) -> dict[str, Any]:
    """Packages, price and parts of one combination of devices, users and class."""
    taken, left = packages_for(lacking, unit, user_class, rules)
    parts = dict.fromkeys(payers, 0)
    for package in taken:
        if package.cost_fen is None:
            left |= lacking & _mask(package.devices)
            continue
        split = package.payers.split(np.array([package.cost_fen], dtype=np.int64))[0]
        for name, fen in zip(package.payers.names, split.tolist(), strict=True):
            parts[name] += fen
    return {
        "devices": "+".join(d for d in DEVICES if lacking & _BIT[d]),
        "packages": "+".join(p.id for p in taken),
        UNPRICED: "+".join(d for d in DEVICES if left & _BIT[d]),
        "cost_fen": sum(p.cost_fen or 0 for p in taken),
        **{f"{name}_fen": fen for name, fen in parts.items()},
    }


def work_table(table: pd.DataFrame, users: Users, rules: Rules) -> Costs:
    """Users who lack something, in order of the twin, with packages and costs."""
    payers = payer_names(rules)
    need = _lacking_masks(table)
    at = positions_of(users.id, need["customer"].to_numpy(object))
    order = np.argsort(at, kind="stable")
    need, at = need.iloc[order].reset_index(drop=True), at[order]
    classes, class_names = pd.factorize(users.user_class[at])
    key = (need["mask"].to_numpy() * 2 + users.unit[at]) * max(len(class_names), 1) + classes
    distinct, which = np.unique(key, return_inverse=True)
    rows = []
    for k in distinct.tolist():
        rest, name = divmod(k, max(len(class_names), 1))
        rows.append(_combination(rest // 2, bool(rest % 2), str(class_names[name]), rules, payers))
    columns = ["devices", "packages", UNPRICED, "cost_fen", *payer_columns(payers)]
    combined = pd.DataFrame(rows, columns=columns)
    homes = users.households[at]
    work = pd.DataFrame(
        {
            "customer": need["customer"],
            "class": users.user_class[at],
            "access": users.access[at],
            **{area: users.area(area)[at] for area in AREAS},
            "building": users.area("id")[at],
            "floor": users.floor[at],
            "deadline": need["deadline"],
        }
    )
    for name in columns:
        values = combined[name].to_numpy(np.int64 if name.endswith("_fen") else object)[which]
        work[name] = values * homes if name.endswith("_fen") else values
    work["reachable"] = ~np.isin(work["access"], UNREACHED)
    return Costs(work, payers, package_table(work, payers, rules))


def package_table(work: pd.DataFrame, payers: tuple[str, ...], rules: Rules) -> pd.DataFrame:
    """Totals by combination of packages; users without a price are counted, not priced."""
    sums = work.groupby(["packages", UNPRICED], sort=True)[["cost_fen", *payer_columns(payers)]].sum()
    counted = work.groupby(["packages", UNPRICED], sort=True).size().rename("users")
    return pd.concat([counted, sums], axis=1).reset_index()


def money_by(work: pd.DataFrame, payers: tuple[str, ...], *keys: str) -> pd.DataFrame:
    """Users and fen by payer, by these columns."""
    sums = work.groupby(list(keys), sort=True, dropna=False)[["cost_fen", *payer_columns(payers)]].sum()
    counted = work.groupby(list(keys), sort=True, dropna=False).size().rename("users")
    return pd.concat([counted, sums], axis=1).reset_index()


def total_fen(work: pd.DataFrame, payers: tuple[str, ...]) -> dict[str, int]:
    """Fen by payer over all."""
    return {name: int(work[f"{name}_fen"].sum()) for name in payers}


def parts_sum_to_cost(work: pd.DataFrame, payers: tuple[str, ...]) -> Fen:
    """Cost less parts of each user: zeros, which is what the tests see to."""
    return np.asarray(work["cost_fen"] - work[payer_columns(payers)].sum(axis=1), dtype=np.int64)
