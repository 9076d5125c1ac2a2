# SPDX-License-Identifier: Apache-2.0
"""What the risk list says, in English and Chinese."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Risk of gas pipes {year}: the first {top}", "{year}年燃气管道风险清单（前{top}名）"),
    "foot": ("gastwin {version}, risk list", "gastwin {version} 燃气管道风险清单"),
    "basis": (
        "Assessed from the survey, the registers and the leak records as imported, by the scheme used. No claim of"
        " compliance with an official assessment guide.",
        "依据已导入的勘测数据、台账和漏气记录，按所用评估方案计算；不作符合官方评估指南的声明。",
    ),
    "summary": ("Summary", "概况"),
    "what": (
        "{assets} pipes and risers were assessed. Expected a year: {leaks} leaks, {serious} serious incidents,"
        " {deaths} deaths.",
        "共评估管段与立管 {assets} 个；预计每年漏气 {leaks} 次、严重事故 {serious} 起、死亡 {deaths} 人。",
    ),
    "note": (
        "Grades go by risk per km and year. Risk: expected yearly loss in CNY, injuries and deaths weighed by the"
        " scheme. Conclusions are those of the rules used; which rule leads to which is not verified by an authority.",
        "等级按每公里年风险划分；风险为预计年损失（元/年），人员伤亡按方案折算。结论由所用规则得出，规则与结论的对应关系未经"
        "主管部门核实。",
    ),
    "map_caption": (
        "Lines: grade of each pipe; black with a number: listed below under it. A few numbers may lack room.",
        "线条颜色为管道风险等级；带编号的黑线为清单所列对象，个别编号因位置不足未标出。",
    ),
    "no_map": ("No map: the network has no coordinates.", "无位置图：管网没有坐标。"),
    "list": ("The first {top} by risk per km", "每公里风险最高的前{top}名"),
    "list_note": (
        "Risk: mean, and in brackets what 80 % of the samples lie between; rank: the same of its place in the order.",
        "风险：均值，括号内为80%抽样区间；排名区间同理。",
    ),
    "signed": ("Signed", "签章"),
    "number": ("no.", "序号"),
    "asset": ("pipe or riser", "管线/立管"),
    "where": ("street, estate, building, district", "道路、小区、楼栋、街道"),
    "length": ("length, m", "长度（米）"),
    "grade": ("grade", "风险等级"),
    "risk": ("risk, CNY/a", "风险（元/年）"),
    "share": ("share of risk", "占总风险"),
    "risk_interval": ("risk, CNY/a (P10–P90)", "风险，元/年（P10–P90）"),
    "rank_interval": ("rank (P10–P90)", "排名区间"),
    "conclusion": ("conclusion", "评估结论"),
    "causes": ("causes", "主要成因"),
    "responsible": ("responsible, date", "责任人、时限"),
    "laid_in": ("laid {year}", "{year}年敷设"),
    "unknown_year": ("year not recorded", "年份未登记"),
    "until": ("{conclusion}: {deadline}", "{conclusion}（{deadline}前）"),
    "pipes": ("pipes", "管段数"),
    "pipe_m": ("pipes, m", "管道（米）"),
    "risers": ("risers", "立管数"),
    "total": ("total", "合计"),
}
