# SPDX-License-Identifier: Apache-2.0
"""What the tables of a programme say to people, in English and Chinese."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

SHEETS: dict[str, tuple[str, str]] = {
    "summary": ("Summary", "概况"),
    "coverage": ("Coverage", "覆盖率"),
    "effect": ("Effect on risk", "风险效果"),
    "work": ("To install", "待安装用户"),
    "package": ("Packages", "补贴套餐"),
    "payer": ("Payers by community", "分担明细（社区）"),
    "instalment": ("Instalments", "分期计划"),
    "clash": ("Clashes", "冲突"),
    "calendar": ("Expiry calendar", "到期日历"),
    "replacement": ("Devices to replace", "到期设施"),
    "settlement": ("Settlement", "结算"),
    "settled": ("Settled users", "结算用户"),
    "hazard": ("Hazards at users", "用户端隐患"),
    "duty": ("Duties", "配置义务"),
    "rule": ("Rules", "规则依据"),
    "issue": ("Register issues", "台账问题"),
}

_COLUMNS: dict[str, tuple[str, str]] = {
    "duty": ("duty", "义务"),
    "rule": ("rule", "规则"),
    "device": ("device", "设施"),
    "devices": ("devices", "设施"),
    "customer": ("customer", "用户编号"),
    "households": ("households", "户数"),
    "explosions_per_year": ("explosions a year in homes", "户内年爆燃次数"),
    "explosions_with_owed_per_year": ("with the devices owed", "应配全装后年爆燃次数"),
    "fatalities_per_year": ("deaths a year in homes", "户内年死亡人数"),
    "fatalities_with_owed_per_year": ("deaths with the devices owed", "应配全装后年死亡人数"),
    "removed_by_self_closing_valve": ("fewer by self-closing valves alone", "仅装自闭阀减少次数"),
    "removed_by_hose": ("fewer by hoses alone", "仅换软管减少次数"),
    "removed_by_alarm": ("fewer by alarms alone", "仅装报警器减少次数"),
    "removed_by_shut_off": ("fewer by shut-offs alone", "仅装联锁切断减少次数"),
    "obliged": ("obliged", "应配"),
    "compliant": ("compliant", "已达标"),
    "lacking": ("lacking", "缺失"),
    "unknown": ("not recorded", "未登记"),
    "status": ("status", "结论"),
    "found": ("found", "现状"),
    "binding": ("binding", "强制"),
    "type": ("type", "类型"),
    "installed": ("installed", "安装日期"),
    "ends": ("end of life", "到期日期"),
    "ends_basis": ("end known by", "到期依据"),
    "basis": ("end known by", "到期依据"),
    "counts": ("counts as absent", "按缺失计"),
    "deadline": ("deadline", "期限"),
    "class": ("class", "用户类别"),
    "priority": ("priority", "优先级"),
    "access": ("access", "入户状态"),
    "district": ("township", "街道"),
    "community": ("community", "社区"),
    "estate": ("estate", "小区"),
    "building": ("building", "楼栋编号"),
    "floor": ("floor", "楼层"),
    "source": ("source", "来源"),
    "source_row": ("source row", "来源行"),
    "level": ("level", "层级"),
    "area": ("area", "区域"),
    "wrong_type": ("wrong type", "类型不符"),
    "past_life": ("past its life", "超期"),
    "faulty": ("faulty", "故障"),
    "not_yet_installed": ("installed later", "其后安装"),
    "lacking_unreached": ("lacking, not reached", "缺失且未能入户"),
    "lacking_refused": ("lacking, refused", "缺失且拒改"),
    "obligation_unknown": ("duty not known", "义务待核"),
    "coverage": ("coverage", "覆盖率"),
    "rank": ("rank", "排名"),
    "days_to_deadline": ("days to deadline", "距期限天数"),
    "required_per_month": ("needed per month", "每月需完成"),
    "packages": ("packages", "套餐"),
    "unpriced": ("without price", "未定价设施"),
    "users": ("users", "用户数"),
    "cost_fen": ("cost, CNY", "费用（元）"),
    "city_fen": ("city, CNY", "市级（元）"),
    "district_fen": ("district, CNY", "区级（元）"),
    "user_fen": ("user, CNY", "用户（元）"),
    "company_fen": ("gas company, CNY", "燃气企业（元）"),
    "developer_fen": ("developer, CNY", "建设单位（元）"),
    "reachable": ("reachable", "可入户"),
    "period": ("period", "时段"),
    "first_priority": ("first priority", "优先用户"),
    "users_so_far": ("users so far", "累计用户"),
    "what": ("what", "约束"),
    "until": ("until", "截至"),
    "visits": ("visits possible", "可安装户次"),
    "short": ("short by", "缺口"),
    "due": ("due", "到期"),
    "month": ("month", "月份"),
    "payment_state": ("state", "办理状态"),
    "payable": ("payable", "可拨付"),
    "id": ("id", "编号"),
    "table_name": ("table", "对象类型"),
    "object_id": ("object", "对象编号"),
    "kind": ("kind", "类型"),
    "kind_zh": ("kind, Chinese", "类型（中文）"),
    "severity": ("severity", "严重程度"),
    "file": ("file", "文件"),
    "row": ("row", "行"),
    "column": ("column", "列"),
    "value": ("value", "值"),
    "detail": ("detail", "说明"),
    "title": ("rule in words", "内容"),
    "documents": ("source", "依据文件"),
    "clause": ("clause", "条款"),
    "conflict": ("conflict", "文件矛盾"),
    "tag": ("S read, D derived, U unverified", "S 已核 D 推算 U 待核"),
    "item": ("item", "项目"),
    "count": ("number", "数量"),
}

_VALUES: dict[str, dict[str, tuple[str, str]]] = {
    "device": {
        "self_closing_valve": ("self-closing valve", "自闭阀"),
        "hose": ("dedicated hose", "专用软管"),
        "alarm": ("alarm", "报警器"),
        "shut_off": ("interlocked shut-off", "联锁切断"),
    },
    "found": {
        "ok": ("there", "已配置"),
        "no_device": ("none", "无"),
        "wrong_type": ("wrong type", "类型不符"),
        "past_life": ("past its life", "超期"),
        "faulty": ("faulty", "故障"),
        "not_yet_installed": ("installed later", "其后安装"),
        "not_recorded": ("not recorded", "未登记"),
        "several_households": ("one row of several households", "多户合并登记"),
        "not_in_register": ("no register tells", "无台账"),
    },
    "status": {
        "compliant": ("compliant", "达标"),
        "lacking": ("lacking", "缺失"),
        "unknown": ("to be seen", "待核"),
    },
    "obliged": {"yes": ("yes", "是"), "unknown": ("not known", "待核")},
    "class": {
        "old_estate": ("old estate", "老旧小区"),
        "hardship": ("hardship", "困难家庭"),
        "rural": ("rural", "农村"),
        "new_fitted": ("new fitted housing", "新建精装"),
        "ordinary": ("ordinary", "普通"),
    },
    "access": {
        "reached": ("reached", "正常"),
        "nobody_home": ("nobody home", "无人"),
        "lost_contact": ("lost contact", "失联"),
        "refused": ("refused", "拒改"),
    },
    "level": {
        "all": ("all", "全部"),
        "district": ("township", "街道"),
        "community": ("community", "社区"),
        "estate": ("estate", "小区"),
        "general": ("general", "一般"),
        "major": ("major", "重大"),
    },
    "month": {"overdue": ("overdue", "已到期")},
    "payment_state": {
        "registered": ("registered", "登记"),
        "booked": ("booked", "预约"),
        "installed": ("installed", "安装"),
        "checked": ("checked", "抽查"),
        "confirmed": ("confirmed", "确认"),
        "paid": ("paid", "拨付"),
    },
    "what": {"deadline": ("deadline", "期限"), "last_period": ("last period", "末期")},
    "period": {"": ("does not fit", "无法安排")},
    "table_name": {"customer": ("customer", "用户"), "building": ("building", "楼栋"), "riser": ("riser", "立管")},
    "severity": {"error": ("error", "错误"), "warning": ("warning", "警告"), "note": ("note", "提示")},
}
_FLAG = {True: ("yes", "是"), False: ("no", "否")}
_VALUES["basis"] = _VALUES["ends_basis"] = {
    "registered": ("registered", "登记"),
    "life": ("life of its type", "使用年限"),
}

# The work list goes out and comes back: its headers are names that registers may have (columns.toml).
WORKLIST: dict[str, tuple[str, str]] = {
    "customer": ("customer", "用户编号"),
    "district": ("township", "街道"),
    "community": ("community", "社区"),
    "estate": ("estate", "小区"),
    "building": ("building", "楼栋编号"),
    "floor": ("floor", "楼层"),
    "class": ("class", "用户类别"),
    "access": ("access", "入户状态"),
    "devices": ("to install", "待安装"),
    "period": ("period", "计划时段"),
    "valve_installed": ("valve_installed", "自闭阀安装日期"),
    "valve_tier": ("valve_tier", "自闭阀档次"),
    "hose_type": ("hose_type", "软管类型"),
    "hose_installed": ("hose_installed", "软管安装日期"),
    "alarm_installed": ("alarm_installed", "报警器安装日期"),
    "alarm_expires": ("alarm_expires", "报警器有效期"),
    "shut_off_installed": ("shut_off_installed", "联锁切断安装日期"),
    "payment_state": ("payment_state", "办理状态"),
    "remark": ("remark", "备注"),
}


def labels(names: Any, lang: str, table: dict[str, tuple[str, str]] = _COLUMNS) -> dict[str, str]:
    """Labels of columns; a payer of one's own is called as in the rules."""
    found = {}
    for name in map(str, names):
        payer = name.removesuffix("_fen")
        found[name] = table.get(name, (f"{payer}, CNY", f"{payer}（元）") if name.endswith("_fen") else (name, name))[
            lang == "zh"
        ]
    return found


def payer_label(name: str, lang: str) -> str:
    """A payer by name; one of one's own is called as in the rules."""
    return labels([f"{name}_fen"], lang)[f"{name}_fen"].removesuffix(", CNY").removesuffix("（元）")


def _listed(text: str, words: dict[str, tuple[str, str]], zh: bool) -> str:
    parts = [words.get(part, (part, part))[zh] for part in text.split("+")] if text else []
    return ("、" if zh else ", ").join(parts)


def in_words(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The table with its codes in words."""
    zh, shown = lang == "zh", frame.copy()
    for name in shown.columns:
        if name in ("devices", "unpriced"):
            distinct = {v: _listed(str(v), _VALUES["device"], zh) for v in shown[name].unique()}
        elif name in _VALUES and shown[name].dtype in (object, "category"):
            distinct = {v: _VALUES[name].get(str(v), (str(v),) * 2)[zh] for v in shown[name].unique()}
        elif name == "column":
            distinct = {v: WORKLIST.get(str(v), _COLUMNS.get(str(v), (str(v),) * 2))[zh] for v in shown[name].unique()}
        elif len(shown) and all(isinstance(v, (bool, np.bool_)) for v in shown[name].unique()):
            distinct = {v: _FLAG[bool(v)][zh] for v in shown[name].unique()}
        else:
            continue
        shown[name] = shown[name].astype(object).map(distinct)
    return shown


def kinds_of_hazard() -> dict[str, tuple[str, str]]:
    """What a missing device is called as a hazard, by "device found"."""
    return {
        f"{device} {found}": (f"{name[0]}: {said[0]}", f"{name[1]}：{said[1]}")
        for device, name in _VALUES["device"].items()
        for found, said in _VALUES["found"].items()
    }
