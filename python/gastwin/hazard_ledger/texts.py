# SPDX-License-Identifier: Apache-2.0
"""What the tables of the hazard ledger say to people, in English and Chinese."""

from __future__ import annotations

SHEETS: dict[str, tuple[str, str]] = {
    "hazard": ("Hazards", "隐患"),
    "score": ("Score", "考核"),
    "history": ("History", "流转记录"),
    "differs": ("Differs from register", "与台账不一致"),
    "refused": ("Not taken", "未采纳"),
}
LABELS: dict[str, tuple[str, str]] = {
    "hazard": ("hazard", "隐患编号"),
    "hazards": ("hazards", "隐患数"),
    "rule": ("rule", "规则"),
    "table_name": ("table", "对象类型"),
    "object_id": ("object", "对象编号"),
    "kind": ("kind", "隐患类型"),
    "level": ("level", "隐患级别"),
    "unit": ("unit", "责任单位"),
    "found": ("found", "发现日期"),
    "due": ("due", "整改期限"),
    "state": ("state", "状态"),
    "overdue": ("overdue", "超期"),
    "days_overdue": ("days overdue", "超期天数"),
    "closed": ("closed", "销号"),
    "on_time": ("closed on time", "按期销号"),
    "closed_on_time": ("closed on time", "按期销号"),
    "evidence": ("evidence", "证据"),
    "reopened": ("reopened", "重新打开次数"),
    "events": ("events", "事项数"),
    "source": ("source", "来源"),
    "at": ("day", "日期"),
    "event": ("event", "事项"),
    "by": ("by", "经办人"),
    "note": ("note", "说明"),
    "recorded": ("recorded", "记录时间"),
    "open": ("open", "未销号"),
    "major_open": ("major, open", "重大未销号"),
    "closed_on_time_share": ("share closed on time", "按期销号率"),
    "reopened_share": ("share reopened", "反弹率"),
    "column": ("column", "列"),
    "ledger": ("ledger", "本账"),
    "register": ("register", "台账"),
    "file": ("file", "文件"),
    "row": ("row", "行"),
    "why": ("why", "原因"),
}
