# SPDX-License-Identifier: Apache-2.0
"""A device programme from its parts (device_programme/__init__.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from ..household_risk import read_households
from ..network import Network, Twin
from . import Programme
from .costs import Costs, money_by, payer_columns, total_fen, work_table
from .coverage import calendar_table, coverage_table, replacement_table
from .dates import day_argument
from .duties import duty_table
from .effect import effect_table
from .findings import hazard_findings
from .instalments import instalment_table, plan_instalments
from .registers import Issues, read_registers
from .returns import Returned, read_returns, settlement_table
from .rules import Rules, read_rules
from .users import Devices, Users, joined, read_devices, read_users

Tell = Callable[[str, float], Any]


@dataclass(frozen=True)
class Settings:
    """Arguments of a programme that are not tables."""

    as_of: Any = None
    capacity: int | None = None
    per: str = "month"
    start: Any = None
    periods: int | None = None
    horizon_months: int = 12
    indoor: Any = None


@dataclass
class State:
    """What the stages of a programme hand on."""

    users: Users
    devices: Devices
    rules: Rules
    as_of: Any
    duty: pd.DataFrame
    settled: pd.DataFrame
    settlement: pd.DataFrame


def _latest(devices: Devices, returned: Returned | None) -> Any:
    """The latest date of installation on record that is not in the future."""
    today = np.datetime64(datetime.now(UTC).date(), "D")
    days = devices.installed if returned is None else np.concatenate([devices.installed, returned.devices.installed])
    past = days[~np.isnat(days) & (days <= today)]
    return past.max() if len(past) else today


def _rule_table(rules: Rules) -> pd.DataFrame:
    """Every rule used, with its source."""
    entries: tuple[Any, ...] = (*rules.duties, *rules.packages, *rules.hazards)
    rows = [
        {
            "id": entry.id,
            "rule": getattr(entry, "rule", entry.id),
            "title": entry.title,
            "kind_zh": entry.title_zh,
            "deadline": str(getattr(entry, "deadline", "") or ""),
            "binding": getattr(entry, "binding", True),
            "documents": rules.document_names(entry.documents),
            "clause": entry.clause,
            "conflict": getattr(entry, "conflict", ""),
            "tag": entry.status,
        }
        for entry in entries
    ]
    return pd.DataFrame(rows)


def _summary(tables: dict[str, pd.DataFrame], now: State, costs: Costs) -> dict[str, Any]:
    coverage, instalment = tables["coverage"], tables["instalment"]
    binding = coverage[(coverage["level"] == "all") & coverage["binding"].astype(bool)]
    obliged = int(binding["obliged"].sum())
    shares = zip(binding["duty"], binding["coverage"], strict=True)
    summary = {
        "households": int(now.users.households[~now.users.unit].sum()),
        "unit_users": int(now.users.unit.sum()),
        "as_of": str(now.as_of),
        "duties": obliged,
        "missing": int(binding["lacking"].sum()),
        "not_recorded": int(binding["unknown"].sum()),
        "missing_by_duty": {str(d): int(n) for d, n in zip(binding["duty"], binding["lacking"], strict=True) if n},
        "users_to_visit": len(costs.work),
        "coverage": float(binding["compliant"].sum() / obliged) if obliged else float("nan"),
        "coverage_by_duty": {str(d): round(float(c), 4) for d, c in shares if c == c},
        "cost_cny": int(costs.work["cost_fen"].sum()) / 100,
        "cost_by_payer_cny": {name: fen / 100 for name, fen in total_fen(costs.work, costs.payers).items()},
        "users_without_price": int((costs.work["unpriced"] != "").sum()),
        **_effect_summary(tables["effect"]),
        "hazards": len(tables["hazard"]),
        "register_issues": len(tables["issue"]),
    }
    if len(instalment.columns):
        clashes = [f"{c.what} {c.until}: {c.users} > {c.visits}" for c in tables["clash"].itertuples()]
        summary |= {"periods": int((instalment["period"] != "").sum()), "clashes": clashes}
    return summary


def _effect_summary(effect: pd.DataFrame) -> dict[str, float]:
    names = ("explosions_per_year", "explosions_with_owed_per_year")
    whole = effect[effect["level"] == "all"]
    return {name: float(whole[name].sum()) for name in names}


def _with_priority(work: pd.DataFrame, duty: pd.DataFrame) -> pd.DataFrame:
    """The rank of each user, as in the duty table."""
    first = duty.drop_duplicates("customer").set_index("customer")["priority"]
    work.insert(2, "priority", first.reindex(work["customer"]).to_numpy())
    return work


def _instalments(work: pd.DataFrame, settings: Settings, as_of: Any, payers: list[str]) -> dict[str, Any]:
    if settings.capacity is None:
        return {"instalment": pd.DataFrame(), "clash": pd.DataFrame(), "feasible": True}
    start = (as_of.astype("datetime64[M]") + 1).astype("datetime64[D]")
    if settings.start is not None:
        start = day_argument(settings.start, "start")
    planned = plan_instalments(work, settings.capacity, settings.per, start, settings.periods, as_of)
    work["period"] = planned.period
    table = instalment_table(work, payers)
    return {"instalment": table, "clash": planned.clash, "feasible": planned.feasible}


def _assessed(network: Network | Twin, listed: Any, installed: Any, rules: Rules, as_of: Any, issues: Issues) -> State:
    """Duties as they stand, and what the returned lists settle."""
    users = read_users(network, listed, rules, issues)
    devices = read_devices(network, users, rules, issues)
    returned = None if installed is None else read_returns(installed, users, rules, issues)
    day = _latest(devices, returned) if as_of is None else day_argument(as_of, "as_of")
    before = duty_table(rules, users, devices, day, issues)
    if returned is None:
        return State(users, devices, rules, day, before, pd.DataFrame(), pd.DataFrame())
    devices = joined(devices, returned.devices)
    duty = duty_table(rules, users, devices, day, Issues())
    return State(users, devices, rules, day, duty, *settlement_table(before, duty, returned, users, rules))


def state_of(network: Network | Twin, rules_file: Any, registers: Any, as_of: Any) -> State:
    """Users, their devices and their duties, as the registers have them."""
    return _assessed(network, read_registers(registers), None, read_rules(rules_file), as_of, Issues())


def _effect(network: Network | Twin, now: State, scheme: Any) -> pd.DataFrame:
    net = network.network if isinstance(network, Twin) else network
    known = read_households(net, now.users, now.devices, now.rules, now.as_of)
    return effect_table(net, known, now.duty, now.users, scheme)


def run(
    network: Network | Twin, rules_file: Any, registers: Any, installed: Any, settings: Settings, tell: Tell | None
) -> Programme:
    """All tables of a programme."""
    stage = tell or (lambda name, done: None)
    stage("duties", 0.0)
    rules, issues = read_rules(rules_file), Issues()
    listed = read_registers(registers)
    now = _assessed(network, listed, installed, rules, settings.as_of, issues)
    stage("coverage", 0.0)
    coverage = coverage_table(now.duty, rules, now.as_of)
    replacement = replacement_table(now.users, now.devices, now.as_of, settings.horizon_months)
    stage("costs", 0.0)
    costs = work_table(now.duty, now.users, rules)
    work = _with_priority(costs.work, now.duty)
    plan = _instalments(work, settings, now.as_of, payer_columns(costs.payers))
    hazard = hazard_findings(listed, rules, issues)
    stage("risk", 0.0)
    tables: dict[str, Any] = {
        "coverage": coverage,
        "effect": _effect(network, now, settings.indoor),
        "work": work,
        "package": costs.package,
        "payer": money_by(work, costs.payers, "district", "community"),
        "instalment": plan["instalment"],
        "clash": plan["clash"],
        "replacement": replacement,
        "calendar": calendar_table(replacement),
        "hazard": hazard,
        "rule": _rule_table(rules),
        "issue": issues.frame(),
        **{name: getattr(now, name) for name in ("duty", "settled", "settlement")},
    }
    status = "done" if plan["feasible"] else "infeasible"
    hidden: dict[str, Any] = {"_users": now.users, "_devices": now.devices}
    return Programme(**tables, payers=costs.payers, summary=_summary(tables, now, costs), status=status, **hidden)
