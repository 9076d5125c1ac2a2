# SPDX-License-Identifier: Apache-2.0
"""What the program says to people, in English and Chinese."""

from __future__ import annotations

import locale
import math
import os
from collections.abc import Sequence
from typing import Any

LANGUAGES = ("zh", "en")

_TEXTS: dict[str, tuple[str, str]] = {
    "status": ("status", "状态"),
    "seconds": ("seconds", "耗时（秒）"),
    "outputs": ("written", "已写出"),
    "layers": ("layers", "图层"),
    "rows_read": ("rows read", "读入行数"),
    "reasons": ("reasons", "原因"),
    "broken": ("rows to correct", "需更正的行"),
    "length_km": ("length, km", "管长 km"),
    "tripped": ("devices that shut", "已切断装置数"),
    "unsupplied_nodes": ("nodes without gas", "无气节点数"),
    "closed_valves": ("valves closed already", "常关阀"),
    "households_inside": ("households inside", "隔离区内户数"),
    "households_cut_off": ("households cut off", "被切断户数"),
    "special": ("special users", "重要用户"),
    "must_shortfall_cny": ("missing for the must-do assets, CNY", "必改项目资金缺口（元）"),
    "pipes": ("pipes", "管线数"),
    "nodes": ("nodes", "节点数"),
    "valves": ("valves", "阀门数"),
    "regulators": ("regulators", "调压设施数"),
    "customers": ("customers", "用户数"),
    "households": ("households", "居民户数"),
    "issues": ("issues by kind", "各类问题数"),
    "repairs": ("repairs by kind", "各类修复数"),
    "fixed": ("fixed now", "本次修复处数"),
    "fixed_supplied_m": ("change of the length with gas by kind of fix, m", "各类修复引起的供气管长变化（米）"),
    "supplied_length_share": ("share of pipe length connected to a source", "与气源相连的管长占比"),
    "grade": ("data quality grade", "数据质量等级"),
    "iterations": ("iterations", "迭代次数"),
    "residual": ("residual", "残差"),
    "worst_node": ("worst node", "最不利节点"),
    "worst_edge": ("worst edge", "最不利管段"),
    "demand_kg_s": ("demand, kg/s", "需求 kg/s"),
    "unmet_kg_s": ("unmet demand, kg/s", "未满足需求 kg/s"),
    "min_gauge_pressure_pa": ("lowest gauge pressure, Pa", "最低表压 Pa"),
    "max_velocity_m_s": ("highest velocity, m/s", "最高流速 m/s"),
    "explanation": ("explanation", "说明"),
    "times": ("output times", "输出时刻数"),
    "steps": ("time steps", "时间步数"),
    "closure": ("mass balance error", "质量平衡误差"),
    "worst_time_s": ("at second", "最不利时刻（秒）"),
    "inflow_kg": ("gas from sources, kg", "气源供气 kg"),
    "supplied_kg": ("gas supplied, kg", "已供气量 kg"),
    "unmet_kg": ("demand not met, kg", "未满足用气量 kg"),
    "leaked_kg": ("gas escaped, kg", "泄漏气量 kg"),
    "relieved_kg": ("gas blown off by relief valves, kg", "放散气量 kg"),
    "trips": ("devices shut by protection", "保护切断次数"),
    "linepack_kg": ("line-pack at the end, kg", "末时管存 kg"),
    "backfeed_valves": ("backfeed valves, to be closed before supply returns behind them", "反供阀（恢复供气前关闭）"),
    "redundant_valves": ("valves inside the section, of no use to close", "冗余阀（两侧同在隔离区，不必关）"),
    "squeezes": ("places to squeeze", "夹扁断气位置"),
    "customers_inside": ("customers inside the isolated section", "隔离区内用户"),
    "customers_cut_off": ("customers cut off behind it", "被切断的用户"),
    "customers_low_pressure": ("customers on low pressure", "低压用户"),
    "linepack_s": ("stored gas lasts", "管存维持时间"),
    "hole_m": ("hole, m", "孔径 m"),
    "gauge_pressure_before_pa": ("gauge pressure before, Pa", "事故前表压 Pa"),
    "buried": ("leaks through soil", "经土壤泄漏"),
    "open_air_release_kg_s": ("release without soil, kg/s", "无土壤阻挡时泄漏速率 kg/s"),
    "peak_release_kg_s": ("highest release, kg/s", "最大泄漏速率 kg/s"),
    "released_kg": ("gas released, kg", "泄漏总量 kg"),
    "isolated_s": ("last valve closed after", "关阀完成用时"),
    "duration_s": ("release over after", "泄漏结束用时"),
    "gas_back_s": ("street recharged after", "管网恢复供气用时"),
    "restored_50_s": ("half of the customers relit after", "半数用户恢复用时"),
    "restored_90_s": ("nine tenths relit after", "九成用户恢复用时"),
    "restored_s": ("last customer relit after", "全部用户恢复用时"),
    "customers_out": ("customers without gas", "停气用户数"),
    "households_out": ("households without gas", "停气户数"),
    "self_closing_valves_tripped": ("self-closing valves that shut", "动作的自闭阀数"),
    "visits": ("visits to relight", "入户恢复次数"),
    "customer_hours": ("customer-hours without gas", "停气户时"),
    "what": ("elements", "对象"),
    "rows": ("rows", "行数"),
    "with_loss": ("with a loss", "有影响的对象数"),
    "with_low_pressure": ("with customers left below the required pressure", "造成用户压力不足的对象数"),
    "solve": ("rows by how pressures were found", "各求解方式的行数"),
    "isolation": ("isolation", "隔离结果"),
    "stations": ("regulators to shut", "需关调压设施"),
    "incident.grade": ("outage grade, - below IV", "停气等级（- 为低于 IV 级）"),
    "released": ("gas released, kg", "泄漏总量 kg"),
    "isolated": ("last valve closed after", "关阀完成用时"),
    "restored": ("last customer relit after", "全部用户恢复用时"),
    "customer_hour": ("customer-hours without gas", "停气户时"),
    "hole": ("hole, m", "孔径 m"),
    "footprint_flow_kg_s": ("release a minute after the damage, kg/s", "损坏一分钟后泄漏速率 kg/s"),
    "footprint_flame_length_m": ("flame length, m", "火焰长度 m"),
    "footprint_lethal_m": ("25 kW/m² within, m", "25 kW/m² 范围 m"),
    "footprint_burns_m": ("4.7 kW/m² within, m", "4.7 kW/m² 范围 m"),
    "footprint_no_harm_m": ("1.6 kW/m² within, m", "1.6 kW/m² 范围 m"),
    "footprint_jet_flammable_m": ("flammable jet, m", "可燃射流范围 m"),
    "footprint_plume_flammable_m": ("flammable plume, m", "可燃云团范围 m"),
    "footprint_plume_extrapolated": ("plume beyond its range of validity", "云团计算超出适用范围"),
    "footprint_impact_radius_m": ("impact radius of the bore, m", "潜在影响半径 m"),
    "footprint_reach_m": ("reach, m", "影响半径 m"),
    "footprint_buildings": ("buildings within reach", "影响范围内建筑物"),
    "footprint_households": ("households within reach", "影响范围内户数"),
    "footprint_special_customers": ("special places within reach", "影响范围内重要用户"),
    "footprint_people": ("people within reach, on average over the day", "影响范围内人数（按平均在家率）"),
    "footprint_unknown_household_places": ("places within reach, households not known", "影响范围内户数不明处"),
    "footprint_unknown_people_places": ("places within reach, people not known", "影响范围内人数不明处"),
    "scenarios": ("scenarios", "情景"),
    "failed": ("scenarios that failed", "失败的情景"),
    "jobs": ("jobs", "任务"),
    "resumed_jobs": ("finished before", "先前已完成"),
    "failed_jobs": ("jobs that failed", "失败的任务"),
    "year": ("year of assessment", "评估年份"),
    "dates_not_believed": ("dates that cannot be, taken as unknown", "不可能的日期（按不明处理）"),
    "assets": ("assets scored", "评估对象数"),
    "leaks_per_year": ("expected leaks of pipes and risers per year", "管道与立管预计年泄漏次数"),
    "serious_per_year": ("expected serious incidents of pipes and risers per year", "管道与立管预计年严重事故次数"),
    "fatalities_per_year": (
        "expected fatalities by pipes and risers per year, explosions of users' devices apart",
        "管网（管道与立管）预计年死亡人数，不含户内用气设施爆燃",
    ),
    "highest_individual_risk_per_year": ("highest individual risk per year", "最高个人年风险"),
    "area_m2_above": ("m² with an individual risk per year of at least", "个人年风险不低于下值的面积（平方米）"),
    "record_models": ("assets by how leak records enter", "漏气记录采用方式与对象数"),
    "warnings": ("warnings", "警告"),
    "warnings_zh": ("warnings", "警告"),
    "plan_warnings": ("warnings", "警告"),
    "plan_warnings_zh": ("warnings", "警告"),
    "first": ("of the first: how it compares, and what changes would do", "排名第一者：与同类比较及各措施效果"),
    "first_zh": ("of the first: how it compares, and what changes would do", "排名第一者：与同类比较及各措施效果"),
    "top": ("top of the ranking", "排名最前"),
    "risk.top": ("top of the ranking of pipes and risers", "管道与立管风险排名最前"),
    "assess.top": ("top of the ranking of pipes and risers", "管道与立管风险排名最前"),
    "lowest_before_pa": ("lowest pressure before, Pa", "改造前最低压力（Pa）"),
    "lowest_pa": ("and after all works", "全部改造后最低压力（Pa）"),
    "pressure_met": ("pressure met afterwards", "改造后压力满足"),
    "upsize": ("larger bore wanted", "需放大管径"),
    "customers_out_by_valves": ("customers out by valves alone", "仅关阀停气户数"),
    "household_rows": ("household rows assessed", "评估的居民用户行数"),
    "household_explosions_per_year": ("gas explosions expected in households per year", "户内年爆燃预计次数"),
    "explosions_per_year": ("gas explosions expected in households per year", "户内年爆燃预计次数"),
    "explosions_with_owed_per_year": ("the same with every device that is owed", "应配设施全部安装后"),
    "pieces": ("valves and regulators assessed", "评估的阀门与调压设施数"),
    "piece_leaks_per_year": ("expected leaks of valves and regulators per year", "阀门与调压设施预计年泄漏次数"),
    "grades": ("assets by grade", "各等级对象数"),
    "conclusions": ("assets by conclusion", "各结论对象数"),
    "rules_hold": ("rules that hold, and how often", "符合的规则及次数"),
    "rules_not_checkable": ("rules that want for data, and how often", "因缺数据无法判定的规则及次数"),
    "scheme": ("scoring scheme", "评分方案"),
    "notice": ("notice", "说明"),
    "notice_zh": ("notice", "说明"),
    "assets_scored": ("assets scored by it", "参评对象数"),
    "score_grades": ("assets by its grade", "评分等级对象数"),
    "score_top": ("top of its ranking", "评分排名最前"),
    "projects": ("projects", "项目数"),
    "years": ("years", "年份"),
    "cost_cny": ("cost, CNY", "费用（元）"),
    "cost_per_risk_removed": ("CNY per CNY of risk removed", "每消减一元风险的费用（元）"),
    "risk_removed_per_year_cny": ("risk removed per year, CNY", "每年消减风险（元）"),
    "fatalities_averted": (
        "fatalities by pipes and risers averted in 30 years, discounted",
        "30年内管网预计避免死亡人数（折现）",
    ),
    "cost_per_fatality_averted_cny": ("cost per fatality averted, CNY", "避免一例死亡的费用（元）"),
    "next_million_removes_cny": (
        "risk that one more million removes in 30 years, discounted, CNY",
        "追加一百万元30年内可消减的风险（折现，元）",
    ),
    "curve": ("what other budgets buy", "不同预算的效果"),
    "stability": ("share of draws in which a project stays chosen", "项目在抽样中保持入选的比例"),
    "works": ("during and after the works", "施工期与完工后校核"),
    "value": (
        "risk removed in the 30 years from the first works, discounted, CNY",
        "自首年施工起30年内消减风险（折现，元）",
    ),
    "share_of_bound": ("removed of what any plan can, by way of choosing", "按选择方式：占可消减风险上界的比例"),
    "bound": ("no plan can remove more in these years than, CNY", "同期消减风险上界（折现，元）"),
    "gap": ("gap to that bound", "与上界的相对差距"),
    "unit_users": ("unit users", "单位用户数"),
    "bottled": ("users of bottled gas alone", "仅用瓶装气用户数"),
    "verdicts": ("users by verdict", "各类结论用户数"),
    "joined_m3_h": ("design flow of those joined, m³/h", "可接入用户设计流量（m³/h）"),
    "trench_m": ("trench, m", "开挖长度（米）"),
    "fixed_price_users": ("of them with the fixed price", "其中适用一口价用户数"),
    "min_low_gauge_pressure_before_pa": (
        "lowest pressure at a low-pressure customer before, Pa",
        "低压用户现状最低压力（Pa）",
    ),
    "min_low_gauge_pressure_pa": (
        "lowest pressure at a low-pressure customer after, Pa",
        "接入后低压用户最低压力（Pa）",
    ),
    "unmet_before_kg_s": ("demand not met before, kg/s", "现状未满足用气量（kg/s）"),
    "as_of": ("assessed on", "评估日期"),
    "duties": ("duties", "应配总数"),
    "missing": ("devices missing", "缺失总数"),
    "not_recorded": ("not recorded", "未登记"),
    "missing_by_duty": ("missing by duty", "各项义务缺失数"),
    "users_to_visit": ("users to visit", "需入户用户数"),
    "coverage": ("coverage", "覆盖率"),
    "coverage_by_duty": ("coverage by duty", "各项义务覆盖率"),
    "cost_by_payer_cny": ("cost by payer, CNY", "各方分担（元）"),
    "users_without_price": ("users with devices of no known price", "含未定价设施的用户数"),
    "hazards": ("hazards", "隐患数"),
    "added": ("entered now", "本次新增"),
    "open": ("open", "未销号"),
    "major_open": ("major hazards open", "重大隐患未销号"),
    "overdue": ("overdue", "超期"),
    "differs_from_register": ("told otherwise by the register", "与台账不一致处数"),
    "reopened": ("found again and reopened", "再次发现并重新打开"),
    "found_no_more": ("found no more, to be closed with evidence", "已查不到、待凭证销号"),
    "last_hash": ("hash of the last line", "末行散列值"),
    "register_issues": ("issues of the registers", "台账问题数"),
    "periods": ("periods", "时段数"),
    "pipes_done_m": ("pipes done, m", "完成管道（米）"),
    "risers_done": ("risers done", "完成立管（根）"),
    "paid_cny": ("paid, CNY", "已拨付（元）"),
    "devices_installed": ("devices installed", "安装装置（台）"),
    "renew_now_left_out": ("assets to be renewed now that are not in the plan", "立即改造而未列入计划的对象数"),
    "renew_now_left_out_km": (
        "pipes to be renewed now that are not in the plan, km",
        "立即改造而未列入计划的管道（公里）",
    ),
    "renew_by_left_out": ("assets to be renewed by a date that are not in the plan", "限期改造而未列入计划的对象数"),
    "renew_by_left_out_km": (
        "pipes to be renewed by a date that are not in the plan, km",
        "限期改造而未列入计划的管道（公里）",
    ),
    "clashes": ("what cannot be met", "无法满足的约束"),
    "left_out": ("rows not used, by reason", "未采用的数据行（按原因）"),
    "caught": (
        "later events caught in the top 5 / 10 / 20 % of length, and how many were expected",
        "管长前 5 / 10 / 20 % 捕获的后续故障比例，及预期故障数",
    ),
    "assets_read": ("assets read", "读入资产数"),
    "events_read": ("events read", "读入事件数"),
    "events_of_kind": ("events of the kind", "相应类型的事件数"),
    "events_joined": ("events joined to an asset", "匹配到资产的事件数"),
    "assets_used": ("assets used", "采用的资产数"),
    "events_on_assets_used": ("events on them", "其上的事件数"),
    "assets_of_unknown_material": ("assets of unknown material", "材质不明的资产数"),
    "from": ("records from", "记录起点"),
    "split": ("split", "分割日期"),
    "to": ("to", "记录终点"),
    "assets_at_split": ("assets at risk at the split", "分割日在役资产数"),
    "events_fitted": ("events before the split", "分割前事件数"),
    "events_scored": ("events after it, scored", "分割后参与检验的事件数"),
    "not_scored": ("not scored", "未评分"),
}

_SENTENCES: dict[str, tuple[str, str]] = {
    "interrupted": ("stopped by the user", "已由用户中止"),
    "internal": ("internal error", "内部错误"),
    "serving": ("serving, Ctrl-C ends it:", "服务已启动，按 Ctrl-C 结束："),
    "debug_again": ("run again with --debug", "请加 --debug 重新运行"),
}

# Keys that count in one summary and list in another.
_LISTS: dict[str, tuple[str, str]] = {"pipes": ("pipes inside", "隔离管线"), "valves": ("valves to close", "需关阀门")}


# Seconds in JSON and files; shown as people say them.
_DURATIONS = (
    *("linepack_s", "isolated_s", "duration_s", "gas_back_s", "restored_50_s", "restored_90_s", "restored_s"),
    *(f"{stem}_{share}" for stem in ("isolated", "restored") for share in ("p10", "p50", "p90")),
)
# Where a dash, or no line at all, might be taken for nobody.
_NEVER_LEFT_OUT = ("footprint_households", "footprint_people")

_SPECIAL = {  # as the bundled profile codes them
    "school": ("school", "学校"),
    "kindergarten": ("kindergarten", "幼儿园"),
    "hospital": ("hospital", "医院"),
    "elder_care": ("elder care", "养老机构"),
    "shopping": ("shopping", "商场"),
}


def special_place(code: str, lang: str) -> str:
    """Name of a kind of special place; what a profile of one's own calls otherwise stays."""
    return _SPECIAL.get(code, (code, code))[lang == "zh"]


def default_language() -> str:
    """ "zh" when the environment's locale is Chinese, else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith("zh") else "en"


def language(arguments: Sequence[str]) -> str:
    """The language asked for by `--lang` anywhere among these arguments, else the environment's."""
    asked = ""
    for word, after in zip(arguments, [*arguments[1:], ""], strict=False):
        if word == "--lang":
            asked = after
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked if asked in LANGUAGES else default_language()


def sentence(key: str, lang: str) -> str:
    """A whole sentence for people."""
    return _SENTENCES[key][lang == "zh"]


def figure(value: float) -> str:
    """A number for people: money in full, small figures to six digits, a dash for what is not known or never is."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if 1e5 <= abs(value) < 1e15 else f"{value:.6g}"


def lasting(seconds: float, lang: str) -> str:
    """A time for people: seconds below a minute, then minutes, hours, from three days on days; a dash for never."""
    if not math.isfinite(seconds):
        return "–"
    second, minute, hour, day = ("秒", "分", "小时", "天") if lang == "zh" else ("s", "min", "h", "d")
    if 0.0 < seconds < 60.0:
        return f"{math.ceil(seconds)} {second}"
    minutes = round(seconds / 60.0)
    if minutes < 60:
        return f"{minutes} {'分钟' if lang == 'zh' else minute}"
    if minutes < 72 * 60:
        return f"{minutes // 60} {hour}" + (f" {minutes % 60:02d} {minute}" if minutes % 60 else "")
    hours = round(seconds / 3600.0)
    return f"{hours // 24} {day}" + (f" {hours % 24} {hour}" if hours % 24 else "")


def known(value: float | None, lang: str) -> str:
    """A number of people or households; the word for unknown where nobody can say, which is not nobody."""
    if value is None or not math.isfinite(value):
        return "未知" if lang == "zh" else "unknown"
    return f"{value:,.0f}"


def said(key: str, value: Any, lang: str) -> str | None:
    """What the summary says of a figure that is not shown as the bare number: times, and people near a release."""
    if key in _NEVER_LEFT_OUT:
        return known(value, lang)
    return lasting(value, lang) if key in _DURATIONS and value is not None else None


def label(key: str, lang: str, *, listed: bool = False, verb: str = "") -> str:
    """Label of a summary key; `listed` when its value is a list. A verb may call its own figure otherwise."""
    texts = {**_TEXTS, **_LISTS} if listed else _TEXTS
    stem, _, share = key.rpartition("_p")
    if share in ("10", "50", "90") and stem in texts:
        return f"{label(stem, lang)}, P{share}"
    english, chinese = texts.get(f"{verb}.{key}") or texts.get(key, (key.replace("_", " "), key))
    return chinese if lang == "zh" else english
