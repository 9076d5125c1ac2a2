# SPDX-License-Identifier: Apache-2.0
"""What the rules say of each unit user, before the network is asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..device_programme.registers import Issues, Register, numbers
from ..device_programme.users import tell_nameless, tell_rows
from .rules import Rules, UserKind

# Reasons: English and Chinese, and the rule. {} is a figure.
REASONS: dict[str, tuple[str, str, str]] = {
    "piped_already": ("on piped gas already", "已使用管道气", ""),
    "other_fuel": ("does not use bottled gas", "不使用瓶装气", ""),
    "fuel_unknown": ("fuel not recorded", "用能方式未登记", "CON-01"),
    "two_sources": ("two gas sources: remove the bottles", "两种气源并存：清退瓶装气", "CYL-05"),
    "kind_unknown": ("kind of user not in the rules", "用户类别不在规则内", "CON-01"),
    "to_electricity": ("complex or market: electricity", "综合体、市场：改用电", "CON-04"),
    "no_licence": ("no licence", "无证照", "CON-02"),
    "licence_expired": ("licence to be renewed", "证照过期，待换发", "CON-02"),
    "licence_unknown": ("licence not recorded", "证照未登记", "CON-02"),
    "unsafe_level": ("in a basement: electricity", "位于地下或半地下：改用电", "CON-04"),
    "vent_small": ("vents are {} of the kitchen, below {}", "通风面积为厨房的 {}，低于 {}", "CON-03"),
    "vent_unknown": ("kitchen or vent area not recorded", "厨房或通风面积未登记", "CON-03"),
    "flow_unknown": ("design flow not recorded", "设计流量未登记", "CON-01"),
    "place_unknown": ("coordinates not recorded", "坐标未登记", "CON-01"),
    "out_of_reach": ("no pipe within {} m: electricity", "{} 米内无管线：改用电", "CON-04"),
    "low_pressure": ("{} would fall below the least pressure", "{} 将低于最低压力", "CON-01"),
    "own_pressure": ("pressure at the connection {} kPa, too low", "接入点压力 {} kPa，不足", "CON-01"),
    "capacity": ("regulator {} would pass its capacity", "调压器 {} 将超过额定流量", "CON-01"),
    "unmet": ("demand in zone {} would not be met", "分区 {} 用气需求将无法满足", "CON-01"),
    "unsupplied": ("the pipe there has no supply", "该处管线无气源", "CON-01"),
    "no_service": ("no service pipe of the list is wide enough", "引入管规格表中无足够口径", "CON-01"),
}
_VERDICT = {
    "piped_already": "none",
    "other_fuel": "none",
    "two_sources": "remove_bottles",
    "no_licence": "excluded",
    "to_electricity": "electricity",
    "unsafe_level": "electricity",
    "out_of_reach": "electricity",
    "licence_expired": "fix_first",
    "vent_small": "fix_first",
}
_GRAVEST = ("none", "remove_bottles", "excluded", "electricity", "survey_first", "fix_first")


def add_reason(place: pd.DataFrame, rows: Any, reason: str, *figures: Any) -> None:
    """Writes one reason into rows of the places: codes, texts and rules, in the order they are found."""
    english, chinese, rule = REASONS[reason]
    for row in np.atleast_1d(rows):
        shown = [f[row] if isinstance(f, np.ndarray) else f for f in figures]
        for column, text in (("reasons", reason), ("why", english.format(*shown)), ("why_zh", chinese.format(*shown))):
            before = str(place.at[row, column])
            place.at[row, column] = f"{before}; {text}" if before else text
        known = [r for r in str(place.at[row, "rules"]).split("; ") if r]
        if rule and rule not in known:
            place.at[row, "rules"] = "; ".join([*known, rule])


def _holds(texts: Any, words: tuple[str, ...]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    folded = ["".join(str(t).split()).casefold() for t in texts]
    return np.array([any(w in t for w in words) for t in folded], dtype=bool)


def _is(texts: Any, words: tuple[str, ...]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    folded = ["".join(str(t).split()).casefold() for t in texts]
    return np.array([t in words for t in folded], dtype=bool)


def _kinds(texts: Any, rules: Rules) -> list[UserKind | None]:
    folded = [str(t).casefold() for t in texts]
    return [next((k for k in rules.kinds if any(w in t for w in k.words)), None) for t in folded]


def read_places(registers: list[Register], issues: Issues) -> pd.DataFrame:
    """Unit users of the registers, the last row of an id in place of earlier ones."""
    parts = []
    for register in registers:
        if register.table != "unit":
            continue
        tell_nameless(register, issues)
        texts = {name: register.text(name) for name in ("id", "kind", "fuel", "level", "licence")}
        figures = {name: register.text(name) for name in ("x_m", "y_m", "load_m3_h", "kitchen_m2", "vent_m2")}
        part = pd.DataFrame({**texts, **{name: numbers(column) for name, column in figures.items()}})
        for name, column in figures.items():
            negative = (part[name] < 0).to_numpy() if name in ("load_m3_h", "kitchen_m2", "vent_m2") else False
            wrong = ((column != "") & ~np.isfinite(part[name].to_numpy())) | negative
            tell_rows(wrong, register, name, "not_a_number", issues, "taken as not recorded")
            part.loc[wrong, name] = np.nan
        tell_rows(pd.Series(texts["id"]).duplicated(keep="last").to_numpy(), register, "id", "duplicate_id", issues)
        parts.append(part.assign(source=register.name, source_row=register.row))
    if not parts:
        return pd.DataFrame()
    return pd.concat(parts).drop_duplicates("id", keep="last").reset_index(drop=True)


def judge(place: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Adds reasons, rules and a first verdict: "" where the rules allow the user and the network is to be asked."""
    place = place.assign(**dict.fromkeys(("reasons", "why", "why_zh", "rules"), ""))
    words, kinds = rules.words, _kinds(place["kind"], rules)
    bottled, piped = _holds(place["fuel"], words["fuel.bottled"]), _holds(place["fuel"], words["fuel.piped"])
    asked = bottled & ~piped
    unsaid = (place["fuel"] == "").to_numpy()
    add_reason(place, np.flatnonzero(piped & ~bottled), "piped_already")
    add_reason(place, np.flatnonzero(piped & bottled), "two_sources")
    add_reason(place, np.flatnonzero(unsaid), "fuel_unknown")
    add_reason(place, np.flatnonzero(~piped & ~bottled & ~unsaid), "other_fuel")
    licence = place["licence"]
    good, old, none = (_is(licence, words[f"licence.{name}"]) for name in ("valid", "expired", "missing"))
    share = place["vent_m2"].to_numpy() / np.where(place["kitchen_m2"] > 0, place["kitchen_m2"], np.nan)
    least = rules.least_vent_share
    for reason, where, *figures in (
        ("kind_unknown", np.array([k is None for k in kinds])),
        ("to_electricity", np.array([k is not None and not k.eligible for k in kinds])),
        ("no_licence", none),
        ("licence_expired", old & ~none),
        ("licence_unknown", ~(good | old | none)),
        ("unsafe_level", _is(place["level"], words["level.unsafe"])),
        ("vent_small", share < least, np.array([f"{s:.3f}" for s in share], dtype=object), f"{least:g}"),
        ("vent_unknown", ~np.isfinite(share)),
        ("flow_unknown", ~(place["load_m3_h"].to_numpy() > 0)),
        ("place_unknown", ~np.isfinite((place["x_m"] + place["y_m"]).to_numpy())),
    ):
        add_reason(place, np.flatnonzero(asked & where), reason, *figures)
    # CON-03: the fixed price is for small catering with a kitchen that is ventilated well enough.
    fixed = np.array([k is not None and k.small_catering for k in kinds]) & (share >= least)
    return place.assign(
        asked=asked,
        verdict=[verdict_of(r) for r in place["reasons"]],
        fixed_price=asked & fixed,
        group=["" if k is None else k.name for k in kinds],
        group_zh=["" if k is None else k.name_zh for k in kinds],
    )


def verdict_of(reasons: str) -> str:
    """The gravest verdict of these reasons; "" for none."""
    found = {_VERDICT.get(r, "survey_first") for r in reasons.split("; ")} if reasons else set()
    return next((v for v in _GRAVEST if v in found), "")
