# SPDX-License-Identifier: Apache-2.0
"""What the QGIS project of a twin shows: groups from top to bottom, their layers, and the views to switch between."""

from __future__ import annotations

from typing import NamedTuple

Words = tuple[str, str]
"""Chinese, English."""


class Group(NamedTuple):
    """A group of the layer tree. Layers that the twin file does not hold are left out, and so are empty groups."""

    title: Words
    layers: dict[str, Words]


class View(NamedTuple):
    """A map theme: what is shown, and in which style where that is not the layer's first."""

    title: Words
    layers: dict[str, Words | None]


# Points of the network stand above the lines of results, and these above the ground.
GROUPS = (
    Group(
        ("设施", "Facilities"),
        {
            "source": ("气源", "Sources"),
            "regulator": ("调压设施", "Regulators"),
            "valve": ("阀门", "Valves"),
        },
    ),
    Group(
        ("数据问题", "Data problems"), {"issue": ("数据问题", "Problems found"), "repair": ("已作修复", "Repairs made")}
    ),
    Group(
        ("改造计划", "Renewal plan"),
        {"plan_riser": ("计划改造立管", "Risers to renew"), "plan_pipe": ("计划改造管线", "Pipes to renew")},
    ),
    Group(
        ("风险", "Risk"),
        {
            "result_risk_riser": ("立管风险", "Risk of risers"),
            "result_risk_pipe": ("管线风险", "Risk of pipes"),
            "result_household_risk": ("户内风险", "Risk in households"),
            "result_piece_risk_valve": ("阀门风险", "Risk of valves"),
            "result_piece_risk_regulator": ("调压设施风险", "Risk of regulators"),
        },
    ),
    Group(
        ("评分", "Score"),
        {
            "result_score_riser": ("立管评分", "Score of risers"),
            "result_score_pipe": ("管线评分", "Score of pipes"),
        },
    ),
    Group(
        ("停气影响", "Isolation"),
        {
            "result_valve_criticality": ("阀门重要度", "Criticality of valves"),
            "result_station_failure": ("调压设施失效", "Failures of regulators"),
            "result_criticality": ("管线隔离停气影响", "Customers out per pipe"),
        },
    ),
    Group(
        ("压力与流量", "Pressure and flow"),
        {
            "result_regulator": ("调压设施工况", "Regulators at work"),
            "result_node": ("节点压力", "Pressure at nodes"),
            "result_customer": ("用户压力", "Pressure at customers"),
            "result_pipe": ("管线流速", "Velocity in pipes"),
        },
    ),
    Group(
        ("管网", "Network"),
        {
            "riser": ("立管", "Risers"),
            "node": ("管点", "Nodes"),
            "pipe": ("管线", "Pipes"),
            "customer": ("用户", "Customers"),
        },
    ),
    Group(
        ("周边环境", "Surroundings"),
        {
            "exposure": ("管线与周边的关系", "Exposure of pipes"),
            "enclosure": ("密闭空间", "Enclosed spaces"),
            "building": ("建筑物", "Buildings"),
        },
    ),
    Group(
        ("表格", "Tables"),
        {
            "plan": ("改造项目", "Projects"),
            "plan_year": ("分年度计划", "Plan by year"),
            "result_finding": ("规则结论", "Findings by rule"),
            "device": ("户内装置", "Devices"),
            "record": ("运行记录", "Records"),
            "run": ("计算记录", "Runs"),
        },
    ),
)

GROUND = ("building", "source", "regulator")
"""Shown in every view."""

# The first whose layers the twin file holds is what the project opens with.
VIEWS = (
    View(("风险", "Risk"), {"result_risk_pipe": None, "result_risk_riser": None}),
    View(("改造计划", "Renewal plan"), {"plan_pipe": None, "plan_riser": None, "pipe": None}),
    View(("压力", "Pressure"), {"result_node": None, "pipe": None}),
    View(("停气影响", "Customers out"), {"result_criticality": None, "valve": None}),
    View(("数据问题", "Data problems"), {"issue": None, "repair": None, "pipe": None}),
    View(("压力级别", "Pressure class"), {"pipe": None, "riser": None, "valve": None}),
    View(("材质", "Material"), {"pipe": ("材质", "material"), "riser": None}),
    View(("建设年代", "Year laid"), {"pipe": ("建设年代", "year laid"), "riser": ("建设年代", "year laid")}),
)
