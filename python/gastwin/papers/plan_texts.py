# SPDX-License-Identifier: Apache-2.0
"""What the papers of a plan say, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Renewal of ageing gas pipes: plan {years}", "老旧燃气管道更新改造计划（{years}年）"),
    "foot": ("gastwin {version}, renewal plan", "gastwin {version} 老旧燃气管道更新改造计划"),
    "basis": (
        "Computed from the survey and the registers as imported. Prices, risk figures and rules are those of the"
        " schemes used; to be checked on site before works are ordered.",
        "依据已导入的勘测数据与台账计算；单价、风险参数和规则取自所用方案文件，工程实施前须现场核实。",
    ),
    "summary": ("Summary", "方案概况"),
    "what": (
        "From {first} to {last}, {projects} projects renew {km} km of pipes{risers} at a cost of CNY {cost}.",
        "{first}—{last}年共安排项目 {projects} 个，更新改造燃气管道 {km} 公里{risers}，总费用 {cost}元。",
    ),
    "nothing": (
        "No works are planned: with this money and these rules nothing is chosen.",
        "未安排项目：在该预算和规则下没有可选的工程。",
    ),
    "and_risers": (" and {n} risers ({m} m)", "、立管 {n} 根（{m} 米）"),
    "removed": (
        "At the end of {last} the expected yearly loss by gas accidents of all pipes and risers is CNY {left}; without"
        " the works it would be CNY {kept}: {share} less. Valves, regulators and what is inside homes are not counted.",
        "到 {last} 年末，全部管道与立管燃气事故预计年损失为 {left} 元；若不改造则为 {kept} 元，降低 {share}"
        "（未计阀门、调压设施及户内设施）。",
    ),
    "lives": (
        "In the {years} years from the first works on, {lives} deaths by accidents of pipes and risers are expected to"
        " be avoided (a mean, discounted like the risk; not a forecast).",
        "自首年施工起 {years} 年内，预计可避免管道与立管事故死亡 {lives} 人（期望值，与风险同率折现，并非预测）。",
    ),
    "gap_zero": (
        "It is proved that no other choice with the same money and rules removes more risk.",
        "经计算证明：在同样的资金和规则下，没有任何其他方案能消减更多的风险。",
    ),
    "gap": (
        "It is proved that no other choice with the same money and rules can remove more than {share} more risk than"
        " this.",
        "经计算证明：在同样的资金和规则下，任何其他方案最多只能比本方案多消减 {share} 的风险。",
    ),
    "gap_note": (
        "The proof is about the choice, not about the risk figures: how uncertain these are stands in the ranking of"
        " risk.",
        "上述证明针对项目选择本身，不涉及风险数据的不确定性；后者见风险清单中的区间。",
    ),
    "million": (
        "One more million yuan, in the year where it counts most, would remove further risk worth CNY {value} in these"
        " {years} years.",
        "若再追加 100 万元（用于效益最高的年份），上述 {years} 年内可再消减风险约 {value} 元（折现）。",
    ),
    "risk_note": (
        "Risk: expected yearly loss in CNY, with injuries and deaths weighed by the scheme.",
        "风险：以元/年表示的预计年损失，人员伤亡按方案折算。",
    ),
    "over_budget": (
        "The must-do works cost CNY {short} more than the budget. They are planned none the less.",
        "必做工程超出预算 {short} 元，仍全部列入计划。",
    ),
    "infeasible": (
        "There is NO plan: the rules below cannot all be kept. Leaving out any one of them would do.",
        "没有可行方案！下列约束不能同时满足，放宽其中任意一项即可。",
    ),
    "not_found": (
        "No plan was found that keeps every rule; that there is none is not proved.",
        "未找到满足全部约束的方案，但尚不能证明其不存在。",
    ),
    "left_over": (
        "{n} of {all} assets that the rules want renewed now are NOT in the plan ({km} of {all_km} km of pipes); see"
        " “{section}”.",
        "按规则应立即改造的 {all} 个对象中，有 {n} 个未列入本计划（管道 {km} 公里，共 {all_km} 公里），见“{section}”。",
    ),
    "sheets_left": (
        "Project sheets: {shown} of {all} projects, those that remove most risk; the list names all of them.",
        "项目表：共 {all} 个项目，本册印制风险消减最大的 {shown} 个；清单列出全部项目。",
    ),
    "approval": ("Approval", "审批"),
    "by_year": ("Year by year", "分年安排"),
    "by_district": ("By district", "分街道（乡镇）安排"),
    "by_material": ("What is renewed", "改造对象构成"),
    "practice": ("Compared with ranked lists at the same cost", "与排序做法比较（同等资金）"),
    "set_up_note": (
        "Set-up: crew and machines on site, road permit, traffic, notices; once per project.",
        "开办费：人员设备进场、占道许可、交通组织、停气通知，每个项目计一次。",
    ),
    "practice_note": (
        "Ranked lists take segment by segment from the top and pay for mobilisation each time a street is opened.",
        "排序做法自上而下逐段选取，每次开工均发生开办费。",
    ),
    "overview": ("Where", "项目分布图"),
    "overview_caption": ("Colours: year of the works; grey: not renewed.", "颜色表示实施年份；灰色为不改造管道。"),
    "list": ("Projects of {year}", "{year}年项目清单"),
    "sheet": ("Project {id}: {where}", "项目表 {id}：{where}"),
    "sheets_of": ("Sheets {year}", "{year}年项目表"),
    "project": ("project", "项目编号"),
    "year": ("year", "实施年份"),
    "where": ("street or estate", "道路/小区"),
    "district": ("district", "街道（乡镇）"),
    "community": ("community", "社区"),
    "near": ("next building", "邻近楼栋"),
    "kind": ("kind", "类型"),
    "buried": ("buried", "埋地管道"),
    "above_ground": ("above ground", "架空管道"),
    "riser": ("risers", "立管"),
    "projects": ("projects", "项目数"),
    "pipes": ("pipes", "管段数"),
    "risers": ("risers", "立管数"),
    "pipe_m": ("pipes, m", "管道（米）"),
    "length": ("length, m", "长度（米）"),
    "cost": ("cost, CNY", "费用（元）"),
    "budget": ("budget, CNY", "预算（元）"),
    "left": ("left, CNY", "结余（元）"),
    "risk_removed": ("risk removed, CNY/a", "消减风险（元/年）"),
    "risk_kept": ("risk if nothing is done, CNY/a", "不改造时风险（元/年）"),
    "risk_left": ("risk with the plan, CNY/a", "按计划改造后风险（元/年）"),
    "crew_days": ("crew days", "施工班日"),
    "opened": ("street opened, m", "开挖长度（米）"),
    "must": ("must be done", "必做"),
    "yes": ("yes", "是"),
    "total": ("total", "合计"),
    "unknown": ("not recorded", "未登记"),
    "material": ("material", "材质"),
    "way": ("way of choosing", "选择方式"),
    "of_bound": ("share of what any plan can remove", "占可消减风险上限"),
    "assets": ("pipes and risers", "管段与立管数"),
    "set_ups": ("mobilisations", "进场次数"),
    "map": ("Map", "位置图"),
    "map_caption": (
        "Red: this project, numbered as below; orange: other projects of the plan; grey: pipes around; squares:"
        " buildings.",
        "红：本项目（编号见下表）；橙：计划内其他项目；灰：周边管道；方块：楼栋。",
    ),
    "map_valves": (
        " Blue discs: valves to shut, in order, as far as the map shows them.",
        "蓝色圆点：图幅内需关阀门（按操作顺序）。",
    ),
    "no_map": ("No map: the survey has no coordinates here.", "无位置图：勘测数据在此处没有坐标。"),
    "number": ("no.", "序号"),
    "asset": ("pipe or riser", "管线/立管编号"),
    "laid": ("laid", "敷设年份"),
    "size": ("size", "规格"),
    "pressure": ("pressure", "压力级别"),
    "design": ("design", "改造方式"),
    "grade": ("grade", "风险等级"),
    "set_up": ("Set-up", "开办费"),
    "project_cost": ("Project", "项目合计"),
    "why": ("Why it is chosen", "列入理由"),
    "risk": ("Risk before, after (CNY/a)", "改造前/后风险（元/年）"),
    "less": ("{before} → {after} (−{share})", "{before} → {after}（降低 {share}）"),
    "causes": ("Causes of the highest risks per km", "每公里风险最高管段的成因"),
    "rule": ("rule", "规则"),
    "clause": ("document and clause", "文件及条款"),
    "conclusion": ("conclusion", "评估结论"),
    "times": ("assets", "对象数"),
    "rules_none": ("No rule asks for it; it is chosen for the risk it removes.", "无规则要求，按风险消减效益列入。"),
    "tag_note": (
        "S read in a published document, D derived, U unverified. No claim of compliance.",
        "S：见于公开文件；D：推算；U：未经核实。不作合规声明。",
    ),
    "works": ("Works under gas", "停气与水力校核"),
    "works_none": ("Pressures were not checked (gastwin plan --works).", "压力未校核（gastwin plan --works）。"),
    "gas_way": ("gas meanwhile", "施工停气方式"),
    "stops": ("places to stop off", "封堵点数"),
    "special_out": ("special places wanting a temporary supply", "需临时供气的重要用户"),
    "season": ("season", "施工季节"),
    "not_in_winter": ("outside the heating season", "须避开采暖期"),
    "any_season": ("any", "不限"),
    "out_by_valves": ("customers out by valves alone", "仅关阀时停气用户数"),
    "closure_cost": ("Stops, by-pass, relighting", "封堵、临时供气与复气"),
    "isolation": ("by valves", "关阀隔离结论"),
    "isolated": ("isolated", "可隔离"),
    "source_inside": ("valves alone do NOT isolate it: a source is inside", "仅关阀不能隔离：区内有气源"),
    "unsupplied": ("no source reaches it", "原本无气源"),
    "no_gas": ("carries no gas by the survey", "据勘测数据无气"),
    "valves": ("valves to shut, in order", "需关阀门（按顺序）"),
    "stations": ("stations to shut", "需关调压设施"),
    "customers_out": ("customers out or short of gas", "停气或供气不足用户数"),
    "households_out": ("households out", "停气户数"),
    "lowest": ("lowest pressure before, after (kPa)", "改造前/后最低压力（kPa）"),
    "met": ("pressure after", "改造后压力"),
    "is_met": ("met", "满足"),
    "not_met": ("NOT met", "不满足！"),
    "upsize": ("larger bore wanted", "恢复压力所需加大管径"),
    "stable": ("stays chosen in draws of the risk", "风险抽样中保持入选"),
    "wants_data": ("below 60 %: wants better data first", "低于60%：宜先补充数据"),
    "acceptance": ("Works and acceptance", "施工与验收"),
    "signatures": ("Signatures", "签章"),
    "leftover": ("Not in the plan", "未列入计划的对象"),
    "leftover_note": (
        "What the rules conclude of all assets, and what of it the plan renews. The rest is left for want of money, by"
        " a rule of the plan, or because renewal removes less risk there than elsewhere; until then it wants control"
        " measures.",
        "下表为全部对象的规则结论及列入计划的情况。其余对象因资金不足、计划约束，或同样资金用于他处消减风险更多而未列入，"
        "改造前应落实管控措施。",
    ),
    "assessed": ("assessed", "评估对象数"),
    "in_plan": ("in the plan", "列入计划"),
    "not_in_plan": ("not in the plan", "未列入"),
    "assessed_m": ("of it pipes, m", "其中管道（米）"),
    "in_plan_m": ("in the plan, m", "列入（米）"),
    "not_in_plan_m": ("not in the plan, m", "未列入（米）"),
    "named": ("Named by the planner", "指定对象"),
    "named_as": ("named as", "指定要求"),
    "as_must": ("must be done", "必做"),
    "as_never": ("must not be done", "不做"),
    "state": ("state", "情况"),
    "state_in": ("in the plan: {project}, {year}", "已列入：{project}，{year}年"),
    "state_out": ("not in the plan", "未列入"),
    "state_unknown": ("no such pipe or riser was assessed", "评估对象中无此编号"),
    "state_kept": ("left out as asked", "按要求不列入"),
    "clashes": ("Rules that clash", "相互冲突的约束"),
    "clash_rule": ("kind of rule", "约束类型"),
    "clash_subject": ("about", "涉及对象"),
    "curve": ("What other budgets buy", "不同预算的效果"),
    "budget_per_year": ("budget a year, CNY", "年预算（元）"),
    "value": ("risk removed in {years} years, discounted, CNY", "{years}年内消减风险（折现，元）"),
    "bound": ("at most possible, CNY", "上限（元）"),
    "gap_share": ("gap", "差距"),
    "next_million": ("one more million removes in {years} years, CNY", "追加百万{years}年内可再消减（元）"),
    "stability": ("How sure the choice is", "入选稳定性"),
    "works_list": ("Works under gas, project by project", "各项目停气与水力校核"),
    "status": ("by valves", "关阀隔离结论"),
    "valve_count": ("valves", "关阀数"),
    "lowest_before": ("lowest before, kPa", "现状最低压力（kPa）"),
    "lowest_after": ("lowest after, kPa", "改造后最低压力（kPa）"),
}

ACCEPTANCE = (
    ("Works begin on", "开工日期"),
    ("Gas off from / to", "停气起止时间"),
    ("Works end on", "竣工日期"),
    ("Strength test: pressure / time / result", "强度试验：压力/时间/结果"),
    ("Tightness test: pressure / time / result", "严密性试验：压力/时间/结果"),
    ("Purged and gas on at; relighting visits done", "置换通气时间；入户复查完成情况"),
    ("Length as built, m", "竣工长度（米）"),
    ("Cost as settled, CNY", "结算金额（元）"),
    ("Acceptance: passed / to mend by", "验收结论：合格/限期整改"),
)
SIGNATURES = (
    ("Gas company (owner): name, stamp, date", "燃气企业（建设单位）：签字、盖章、日期"),
    ("Designer: name, stamp, date", "设计单位：签字、盖章、日期"),
    ("Contractor: name, stamp, date", "施工单位：签字、盖章、日期"),
    ("Supervisor: name, stamp, date", "监理单位：签字、盖章、日期"),
    ("District or township: name, stamp, date", "街道（乡镇）：签字、盖章、日期"),
    ("Authority in charge: name, stamp, date", "行业主管部门：签字、盖章、日期"),
)
APPROVAL = (
    ("Drawn up by, date", "编制：签字、日期"),
    ("Checked by, date", "审核：签字、日期"),
    ("Approved by, stamp, date", "批准：签字、盖章、日期"),
)


class Speaker:
    """Texts of one language."""

    def __init__(self, lang: str, texts: dict[str, tuple[str, str]] | None = None) -> None:
        self.lang, self.zh = lang, lang == "zh"
        self._texts = TEXTS if texts is None else texts

    def __call__(self, key: str, **parts: object) -> str:
        text = self._texts[key][self.zh]
        return text.format(**parts) if parts else text

    @property
    def comma(self) -> str:
        """Between the parts of a list."""
        return "、" if self.zh else ", "

    def listed(self, key: str, parts: Iterable[str]) -> str:
        """A name and what belongs to it, as a sentence."""
        return f"{self(key)}{'：' if self.zh else ': '}{self.comma.join(parts)}"

    def each(self, pairs: tuple[tuple[str, str], ...]) -> list[str]:
        """These pairs in the language."""
        return [pair[self.zh] for pair in pairs]
