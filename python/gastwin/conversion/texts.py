# SPDX-License-Identifier: Apache-2.0
"""What the tables of a conversion say to people, in English and Chinese."""

from __future__ import annotations

SHEETS: dict[str, tuple[str, str]] = {
    "summary": ("Summary", "概况"),
    "group": ("By kind", "分类汇总"),
    "place": ("Unit users", "单位用户"),
    "regulator": ("Regulators", "调压器负荷"),
    "issue": ("Register issues", "台账问题"),
}

COLUMNS: dict[str, tuple[str, str]] = {
    "item": ("item", "项目"),
    "value": ("value", "值"),
    "id": ("user", "用户编号"),
    "kind": ("kind", "类别"),
    "group": ("group of the rules", "规则类别"),
    "group_zh": ("group of the rules", "规则类别"),
    "fuel": ("fuel", "用能方式"),
    "verdict": ("verdict", "结论"),
    "why": ("why", "原因"),
    "why_zh": ("why", "原因"),
    "rules": ("rules", "依据规则"),
    "fixed_price": ("fixed price", "适用一口价"),
    "load_m3_h": ("design flow, m³/h", "设计流量（m³/h）"),
    "demand_kg_s": ("demand, kg/s", "用气量（kg/s）"),
    "pipe": ("pipe to join", "接入管线"),
    "pressure_class": ("pressure class", "压力级制"),
    "distance_m": ("distance, m", "直线距离（m）"),
    "trench_m": ("trench, m", "开挖长度（m）"),
    "buildings_crossed": ("buildings in the way", "途经建筑数"),
    "service_inner_diameter_m": ("service pipe, inner diameter, m", "引入管内径（m）"),
    "needs_regulator": ("needs a regulator", "需设调压箱"),
    "cost_cny": ("cost, CNY", "费用（元）"),
    "gauge_pressure_before_pa": ("pressure at the pipe before, Pa", "接入点现状压力（Pa）"),
    "gauge_pressure_after_pa": ("pressure there after, Pa", "接入后压力（Pa）"),
    "turn": ("order of joining", "接入顺序"),
    "x_m": ("x, m", "X（m）"),
    "y_m": ("y, m", "Y（m）"),
    "way": ("way (WKT)", "接入路线（WKT）"),
    "source": ("source", "来源"),
    "source_row": ("source row", "来源行"),
    "users": ("users", "用户数"),
    "regulator": ("regulator", "调压器"),
    "capacity_kg_s": ("capacity, kg/s", "额定流量（kg/s）"),
    "flow_before_kg_s": ("flow before, kg/s", "现状流量（kg/s）"),
    "flow_after_kg_s": ("flow after, kg/s", "接入后流量（kg/s）"),
    "load_before": ("load before", "现状负荷率"),
    "load_after": ("load after", "接入后负荷率"),
    "severity": ("severity", "严重程度"),
    "file": ("file", "文件"),
    "row": ("row", "行"),
    "column": ("column", "列"),
    "object_id": ("object", "对象编号"),
    "detail": ("detail", "说明"),
}

VERDICTS: dict[str, tuple[str, str]] = {
    "convert": ("join to the network", "瓶改管：可接入"),
    "reinforce": ("allowed, but the network must be reinforced", "符合条件，管网需先加强"),
    "fix_first": ("something to be mended first", "整改后可接入"),
    "survey_first": ("not all is recorded", "资料待补"),
    "electricity": ("electricity serves better", "气改电"),
    "excluded": ("excluded", "不予接入"),
    "remove_bottles": ("remove the bottles", "清退瓶装气"),
    "none": ("nothing to do", "无需处理"),
}
