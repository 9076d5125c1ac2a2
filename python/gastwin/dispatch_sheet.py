# SPDX-License-Identifier: Apache-2.0
"""The dispatch sheet of an incident: what is hit, what to close in which order, who is out, what stands near."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import _core
from .files import has_suffix
from .frames import Table
from .incident import Incident
from .incident_map import incident_map
from .messages import figure, known, label, lasting, special_place
from .network import Network
from .papers.drawing import Drawing
from .papers.maps import rows_of
from .papers.page import write_page
from .papers.paper import Block, Column, Facts, Grid, Paper, Picture, Section, Words
from .papers.wanted import PAPER_SUFFIXES, paper_language, paper_place
from .papers.xlsx import Laid, Rows, write_xlsx
from .papers.xlsx_layout import paper_sheets, sheet_title
from .restoration_curve import restoration_curve

SUFFIXES = PAPER_SUFFIXES

_TEXTS = {
    "title": ("Gas incident: dispatch sheet", "燃气事故调度单"),
    "facts": ("Situation", "事故概况"),
    "map": ("Map", "示意图"),
    "steps": ("Operations, in this order", "操作顺序"),
    "outage": ("Customers out of gas", "停气用户"),
    "near": ("Within reach of fire or flammable gas", "火灾或可燃气体可及范围内"),
    "events": ("Expected course, by median durations", "预计进程（按各阶段历时中位数）"),
    "tripped": ("Households to be visited", "需入户恢复的用户"),
    "restoration": ("How gas comes back, by visits", "入户恢复供气过程"),
    "lost": ("gas lost after", "停气时间"),
    "self_closing": ("self-closing valves tripped", "已动作自闭阀"),
    "visits": ("visits", "入户次数"),
    "crew_hours": ("crew hours", "班组工时"),
    "back": ("households back", "已恢复户数"),
    "share": ("share", "比例"),
    "curve": (
        "Households with gas again (line, %) over the time since the damage; crews, visits per crew and hour, shift and"
        " those not at home are the scheme's.",
        "损坏后各时刻已恢复供气户数比例（%）；班组数、每工时入户数、班次与不在家比例取自方案。",
    ),
    "step": ("no.", "序号"),
    "element": ("valve or station", "阀门或调压站"),
    "action": ("action", "操作"),
    "why": ("why", "原因"),
    "out_after": ("customers cut off from every source after it", "操作后与气源断开的用户"),
    "out_words": (
        "Counted by connection: who has no open way left to any source once the step is done. Escaping gas may take the"
        " pressure from customers earlier: the expected course below counts those who are without gas by each time.",
        "按连通关系统计：该步操作后与所有气源断开的用户。破损点泄压可使用户在此之前即失压停气，各时刻的停气用户见下文"
        "“预计进程”。",
    ),
    "done": ("done at / by", "完成时间/人员"),
    "place": ("place", "位置"),
    "pipe": ("pipe", "管线"),
    "street": ("street", "道路"),
    "kind": ("kind of damage", "损坏类型"),
    "machine": ("machine", "机械"),
    "coordinates": ("coordinates", "坐标"),
    "buried": ("through soil", "经土壤泄漏"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "cause": ("cause", "原因"),
    "customers": ("customers", "用户数"),
    "households": ("households", "户数"),
    "special": ("special places", "重要用户"),
    "id": ("id", "编号"),
    "name": ("name", "名称"),
    "demand": ("demand, kg/s", "用气量 kg/s"),
    "buildings": ("buildings", "建筑物"),
    "people": ("people, on average over the day", "人数（按平均在家率）"),
    "unknown_places": ("{known}; unknown at {places} more places", "{known}；另有 {places} 处未知"),
    "people_words": (
        "Households as recorded, else of risers or customers. People as recorded, else from households or floor area;"
        " at night more are at home. Unknown is not nobody.",
        "户数取登记值，缺失时取立管或用户户数；人数取登记值，缺失时按户数或建筑面积估算，夜间在家人数更多。"
        "“未知”不等于无人。",
    ),
    "reach_m": ("reach, m", "影响半径 m"),
    "lethal_m": ("25 kW/m² within, m", "25 kW/m² 范围 m"),
    "flame_length_m": ("flame length, m", "火焰长度 m"),
    "impact_radius_m": ("impact radius of the bore, m", "潜在影响半径 m"),
    "time": ("after the damage", "损坏后"),
    "event": ("event", "事件"),
    "phase": ("phase", "阶段"),
    "escaped": ("gas escaped, kg", "累计泄漏 kg"),
    "customers_out": ("customers without gas by then", "此时停气用户"),
    "range": ("P10 / P50 / P90", "P10 / P50 / P90"),
    "isolated": ("last operation done after", "关阀完成"),
    "restored": ("last customer relit after", "全部用户恢复供气"),
    "linepack": ("stored gas lasts", "管存维持时间"),
    "none": ("none", "无"),
    "level": ("outage grade", "停气等级"),
    "below": ("below level IV", "低于 IV 级"),
    "legend": (
        "× break; dots: customers without gas or pressure; numbers: operations (circle valve, square station; filled:"
        " now, white: later or to verify); red: isolated, orange: cut off behind it; purple: buildings within reach;"
        " triangle: special place; dashed: reach, and 25 kW/m²",
        "× 破损点；圆点：停气或压力不足用户；数字为操作顺序（圆为阀门，方为调压站；实心为立即操作，空心为稍后操作或"
        "核实）；红：隔离管段，橙：其后被切断管段；紫：影响范围内建筑；三角：重要用户；虚线：影响半径与 25 kW/m²",
    ),
    "no_map": ("no map: the network has no coordinates", "无示意图：管网没有坐标"),
    "source": ("source: shut it", "气源：关闭"),
    "source_why": ("stands inside the section; no valve shuts it off", "位于隔离区内，无阀门可切断"),
    "source_inside": (
        "Valves alone do NOT isolate this break. Sources inside the section must be shut as well: {sources}",
        "仅关阀不能隔离该破损点！隔离区内有气源，必须同时关闭：{sources}",
    ),
    "unsupplied": ("No source reaches this pipe to begin with.", "该管段原本无气源供气。"),
    "no_gas": ("This pipe carries no gas by the survey.", "据勘测数据，该管段无气。"),
    "caution": (
        "Computed from the survey and from medians; check on site. Times run from the damage.",
        "由勘测数据与中位数计算，须现场核实。时间自损坏时起算。",
    ),
}


@dataclass
class Sheet:
    """The sheet as data: facts as pairs, tables as header and rows."""

    lang: str
    warning: str  # why closing valves is not all; empty where it is
    facts: list[tuple[str, str]]
    steps: tuple[list[str], list[list[Any]]]
    outage: tuple[list[str], list[list[Any]]]
    special: tuple[list[str], list[list[Any]]]
    near: list[tuple[str, str]]
    events: tuple[list[str], list[list[Any]]]
    customers: tuple[list[str], list[list[Any]]]
    tripped: tuple[list[str], list[list[Any]]]
    restoration: tuple[list[str], list[list[Any]]]
    buildings: list[str]
    map: Drawing | None = field(repr=False, default=None)
    curve: Drawing | None = field(repr=False, default=None)

    def text(self, key: str) -> str:
        """A text of the sheet's own."""
        return _TEXTS[key][self.lang == "zh"]


def _labels(table: Table, column: str, lang: str) -> dict[str, str]:
    names = next(c["names"] for c in table._core.schema() if c["name"] == column)
    return {code: zh if lang == "zh" else en for code, en, zh in names}


def _range(quantiles: dict[str, float], show: Any) -> str:
    return " / ".join(show(quantiles[q]) for q in ("p10", "p50", "p90"))


def _mass(kg: float) -> str:
    return f"{kg:.3g} kg" if math.isfinite(kg) else "–"


class _Writer:
    """Collects a sheet in one language."""

    def __init__(self, found: Incident, lang: str) -> None:
        self.found, self.lang, self.zh = found, lang, lang == "zh"
        self.network: Network = found._network

    def text(self, key: str) -> str:
        return _TEXTS[key][self.zh]

    def _lasting(self, seconds: float) -> str:
        return lasting(seconds, self.lang)

    def _with_unknown(self, value: float | None, places: int) -> str:
        """A sum over what stands near, and at how many places nobody knows."""
        told = known(value, self.lang)
        if not places or told == known(None, self.lang):
            return told
        return self.text("unknown_places").format(known=told, places=places)

    def _named(self, names: list[tuple[str, str, str]], code: str) -> str:
        return next(zh if self.zh else en for known, en, zh in names if known == code)

    def facts(self) -> list[tuple[str, str]]:
        found, plan = self.found, self.found.plan
        facts = [row for damage in found.damages[:10] for row in self._damage(damage)]
        if len(found.damages) > 10:
            facts.append((self.text("kind"), f"+ {len(found.damages) - 10}"))
        facts += [
            (label("hole_m", self.lang), f"{found.hole_m:.4g}"),
            (self.text("buried"), self.text("yes" if found.buried else "no")),
            (label("gauge_pressure_before_pa", self.lang), figure(found.gauge_pressure_before_pa)),
            (label("peak_release_kg_s", self.lang), f"{found.peak_release_kg_s:.3g}"),
            (label("open_air_release_kg_s", self.lang), f"{found.open_air_release_kg_s:.3g}"),
            (f"{label('released_kg', self.lang)}, {self.text('range')}", _range(found.released, _mass)),
            (f"{self.text('isolated')}, {self.text('range')}", _range(found.isolated, self._lasting)),
            (f"{self.text('restored')}, {self.text('range')}", _range(found.restored, self._lasting)),
            (label("households_out", self.lang), str(found.households_out)),
            (label("visits", self.lang), f"{found.visits:.0f}"),
            (self.text("linepack"), self._lasting(plan.linepack_s)),
            (self.text("level"), found.grade or self.text("below")),
        ]
        return facts

    def _damage(self, damage: dict[str, Any]) -> list[tuple[str, str]]:
        pipe = self.network.pipe
        row = next(r for r, i in enumerate(pipe.id) if str(i) == damage["pipe"])
        where = "" if not math.isfinite(damage["position"]) else f" @ {damage['position']:.2f}"
        facts = [(self.text("pipe"), f"{damage['pipe']}{where}")]
        facts.append((self.text("kind"), self._named(_core.incident_kinds(), damage["kind"])))
        if damage["machine"] != "unknown":
            facts.append((self.text("machine"), self._named(_core.machines(), damage["machine"])))
        size = f"{pipe.diameter_text[row] or f'{pipe.inner_diameter_m[row] * 1e3:.0f} mm'}"
        material = _labels(pipe, "material", self.lang)[pipe.material[row]]
        facts[0] = (facts[0][0], f"{facts[0][1]} ({size}, {material})")
        if pipe.street[row]:
            facts.append((self.text("street"), str(pipe.street[row])))
        if math.isfinite(damage["x_m"]):
            facts.append((self.text("coordinates"), f"{damage['x_m']:.1f}, {damage['y_m']:.1f}"))
        return facts

    def warning(self) -> str:
        plan = self.found.plan
        if plan.status == "isolated":
            return ""
        return self.text(plan.status).format(sources=", ".join(plan.sources_inside))

    def steps(self) -> tuple[list[str], list[list[Any]]]:
        plan, rows = self.found.plan, []
        for table in (plan.steps, plan.stations):
            action, why = _labels(table, "action", self.lang), _labels(table, "why", self.lang)
            for r in rows_of(table):
                rows.append(
                    [r.step, str(r.id), action[r.action], why[r.why], r.inside_customers + r.cut_off_customers, ""]
                )
        header = [self.text(k) for k in ("step", "element", "action", "why", "out_after", "done")]
        sources = [["!", str(s), self.text("source"), self.text("source_why"), "", ""] for s in plan.sources_inside]
        return header, sources + sorted(rows, key=lambda row: int(row[0]))

    def outage(self) -> tuple[list[str], list[list[Any]]]:
        table = self.found.plan.customers
        rows = [
            [text, int((table.cause == code).sum()), int(table.households[table.cause == code].sum())]
            for code, text in _labels(table, "cause", self.lang).items()
        ]
        return [self.text("cause"), self.text("customers"), self.text("households")], rows

    def customers(self, special_only: bool) -> tuple[list[str], list[list[Any]]]:
        table = self.found.plan.customers
        cause = _labels(table, "cause", self.lang)
        rows = [
            [str(r.id), cause[r.cause], int(r.households), special_place(r.special, self.lang), float(r.demand_kg_s)]
            for r in rows_of(table)
            if r.special or not special_only
        ]
        header = [self.text(k) for k in ("id", "cause", "households", "special", "demand")]
        return header, rows

    def near(self) -> list[tuple[str, str]]:
        place = self.found.footprint
        facts = [
            (self.text(k), f"{place[k]:.1f}") for k in ("reach_m", "lethal_m", "flame_length_m", "impact_radius_m")
        ]
        facts.append((self.text("buildings"), str(len(place["buildings"]))))
        for key, unknown in (("households", "unknown_household_places"), ("people", "unknown_people_places")):
            facts.append((self.text(key), self._with_unknown(place[key], place[unknown])))
        facts.append((self.text("special"), str(place["special_customers"])))
        return facts

    def events(self) -> tuple[list[str], list[list[Any]]]:
        table = self.found.timeline
        phase, text = _labels(table, "phase", self.lang), table.event_zh if self.zh else table.event
        rows = [
            [
                self._lasting(table.t_s[i]),
                text[i],
                phase[table.phase[i]],
                round(float(table.released_kg[i]), 1),
                int(table.customers_out[i]),
            ]
            for i in range(len(table))
            if text[i]
        ]
        return [self.text(k) for k in ("time", "event", "phase", "escaped", "customers_out")], rows

    def tripped(self) -> tuple[list[str], list[list[Any]]]:
        table = self.found.customers
        rows = [
            [str(r.id), self._lasting(float(r.out_s)), int(r.households), int(r.self_closing_valves), int(r.visits)]
            for r in rows_of(table)
        ]
        return [self.text(k) for k in ("id", "lost", "households", "self_closing", "visits")], rows

    def restoration(self) -> tuple[list[str], list[list[Any]]]:
        rows = [
            [
                self._lasting(r.t_s),
                round(r.visits),
                round(r.crew_hours, 1),
                round(r.households_back),
                f"{r.share_back:.0%}",
            ]
            for r in rows_of(self.found.restoration)
        ]
        return [self.text(k) for k in ("time", "visits", "crew_hours", "back", "share")], rows


def dispatch_sheet(found: Incident, lang: str) -> Sheet:
    """Everything the sheet says."""
    writer = _Writer(found, lang)
    return Sheet(
        lang=lang,
        warning=writer.warning(),
        facts=writer.facts(),
        steps=writer.steps(),
        outage=writer.outage(),
        special=writer.customers(special_only=True),
        near=writer.near(),
        events=writer.events(),
        customers=writer.customers(special_only=False),
        tripped=writer.tripped(),
        restoration=writer.restoration(),
        buildings=[str(b) for b in found.footprint["buildings"]],
        map=incident_map(found, found._network, lang),
        curve=restoration_curve(found),
    )


def _table(listed: tuple[list[str], list[list[Any]]], none: str) -> Block:
    header, rows = listed
    return Grid(tuple(Column(head) for head in header), rows) if rows else Words(none)


def _drawing(drawing: Drawing | None, caption: str, none: str) -> Block:
    return Words(none, "note") if drawing is None else Picture(drawing, caption)


def _every_few(listed: tuple[list[str], list[list[Any]]], most: int = 12) -> tuple[list[str], list[list[Any]]]:
    """A dozen of its rows, and the last."""
    header, rows = listed
    every = -(-len(rows) // most) or 1
    shown = rows[every - 1 :: every]
    if rows and shown[-1] is not rows[-1]:
        shown = [*shown, rows[-1]]
    return header, shown


def sheet_paper(sheet: Sheet) -> Paper:
    """The sheet as sections of a paper."""
    none = sheet.text("none")
    parts: tuple[tuple[str, Sequence[Block]], ...] = (
        ("facts", [Facts(sheet.facts)]),
        ("map", [_drawing(sheet.map, sheet.text("legend"), sheet.text("no_map"))]),
        ("steps", [_table(sheet.steps, none), Words(sheet.text("out_words"), "note")]),
        ("outage", [_table(sheet.outage, none)]),
        ("special", [_table(sheet.special, none)]),
        (
            "near",
            [
                Facts(sheet.near),
                Words(sheet.text("people_words"), "note"),
                Words(", ".join(sheet.buildings[:60]), "note"),
            ],
        ),
        ("events", [_table(sheet.events, none)]),
        ("restoration", [_drawing(sheet.curve, sheet.text("curve"), ""), _table(_every_few(sheet.restoration), none)]),
    )
    return Paper(
        title=sheet.text("title"),
        lang=sheet.lang,
        below=(sheet.text("caution"),),
        sections=[Section(key, sheet.text(key), blocks) for key, blocks in parts],
        warnings=(sheet.warning,) if sheet.warning else (),
    )


def _rows(listed: tuple[list[str], list[list[Any]]]) -> Rows:
    header, rows = listed
    return Rows(header, [[row[i] for row in rows] for i in range(len(header))])


def _workbook(sheet: Sheet) -> dict[str, Rows | Laid]:
    """The same as sheets of a workbook, with every customer and building, and the drawings last."""
    pairs = [("!", sheet.warning)] if sheet.warning else []
    pairs += [*sheet.facts, *sheet.near]
    sheets: dict[str, Rows | Laid] = {
        sheet_title(sheet.text("facts")): Rows(["", ""], [[k for k, _ in pairs], [v for _, v in pairs]])
    }
    for key in ("steps", "outage", "special", "events", "customers", "tripped", "restoration"):
        sheets[sheet_title(sheet.text(key))] = _rows(getattr(sheet, key))
    sheets[sheet_title(sheet.text("buildings"))] = Rows([sheet.text("id")], [sheet.buildings])
    drawings = [(sheet.map, "legend"), (sheet.curve, "curve")]
    blocks = [Picture(drawing, sheet.text(key)) for drawing, key in drawings if drawing is not None]
    drawn = Paper(sheet.text("title"), sheet.lang, sections=[Section("map", sheet.text("map"), blocks)])
    return {**sheets, **paper_sheets(drawn)} if blocks else sheets


def write_dispatch_sheet(found: Incident, path: str | os.PathLike[str], lang: str | None = None) -> None:
    """Writes the dispatch sheet of an incident `found`: .html, one offline page for print with a map; .xlsx, a workbook
    with all customers and the map. lang: "zh" or "en", default the environment's. An existing file survives unless the
    new one is complete.

    Raises `Error`: another ending, another language, no place to write.
    """
    paper_place(path)
    sheet = dispatch_sheet(found, paper_language(lang))
    if has_suffix(path, (".html",)):
        write_page(sheet_paper(sheet), path)
    else:
        write_xlsx(path, _workbook(sheet))
