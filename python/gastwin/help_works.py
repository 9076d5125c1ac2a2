# SPDX-License-Identifier: Apache-2.0
"""What `--help` says of arguments of the verbs that plan works and follow them up, in English and Chinese."""

from __future__ import annotations

ARGUMENTS: dict[str, tuple[str, str]] = {
    "plan.first_year": (
        "calendar year of the first works; default: the year after the assessment",
        "首批工程的年份；默认为评估年份的次年",
    ),
    "plan.must": ("text file with pipe ids that must be renewed, one per line", "必须改造的管线编号文本文件，每行一个"),
    "plan.never": (
        "text file with pipe ids that must not be touched, one per line",
        "不得改造的管线编号文本文件，每行一个",
    ),
    "plan.rules": (
        "designs and rules of the plan (TOML): deadlines, crews, floors of districts, order of works ...",
        "改造方式与约束（TOML）：期限、施工力量、片区最低占比、先后次序等",
    ),
    "plan.done": (
        "what was done since, CSV with columns id, year, cost_cny: the rest is planned anew",
        "已完成工程（CSV，列为 id、year、cost_cny），其余重新计划",
    ),
    "plan.curve": ("also what each of these yearly budgets buys", "另算各年度预算可消减的风险"),
    "plan.works": (
        "also say who is without gas or short of it during each project, and after all of them",
        "另列各项目施工期停气及欠压用户，并校核完工后压力",
    ),
    "plan.stability": (
        "also in how many of N draws of the risk each project stays chosen",
        "另算 N 次风险抽样中各项目保持入选的比例",
    ),
    "plan.paper": (
        "papers for officials: summary, lists by year, a sheet with a map per project; .html prints on A4, .xlsx;"
        " may be repeated",
        "供审批的书面材料：概况、分年清单、带位置图的项目表；.html 可按 A4 打印，或 .xlsx；可重复给出",
    ),
    "plan.sheets": (
        "projects with a sheet of their own in the papers, those that remove most risk",
        "书面材料中印制项目表的项目数，按消减风险由大到小",
    ),
    "plan.out": (
        "also write the tables, and curve, stability, works: CSV into this folder, or a workbook (.xlsx)",
        "同时写出各表及预算曲线、入选稳定性、施工校核：文件夹（CSV）或工作簿（.xlsx）",
    ),
    "programme.rules": (
        "duties, packages and payers (TOML); its lists take the place of the bundled ones",
        "义务、套餐与分担规则（TOML）；其中各表替换内置表",
    ),
    "programme.registers": (
        "registers of households and unit users (CSV, XLSX): class, date of gas-on, access, kind of place",
        "居民与单位用户台账（CSV、XLSX）：用户类别、通气日期、入户状态、场所类别",
    ),
    "programme.installed": (
        "work lists or registers that came back with dates of installation",
        "回填了安装日期的安装清单或台账",
    ),
    "programme.as_of": (
        "day of assessment; default: the latest installation on record",
        "评估日期；默认为台账中最近的安装日期",
    ),
    "programme.capacity": ("visits per period; without it nothing is scheduled", "每时段可入户次数；不给则不排期"),
    "programme.per": ("period of the plan", "排期时段"),
    "programme.start": ("a day in the first period; default: the next month", "首个时段内的日期；默认为次月"),
    "programme.periods": ("most periods the plan may take", "排期的最多时段数"),
    "programme.indoor": ("numbers for the effect on risk (default: bundled)", "风险效果参数文件（默认内置）"),
    "programme.horizon_months": ("how far ahead ends of life are listed, months", "列出未来多少个月内到期的设施"),
    "programme.worklist": (
        "write who lacks what as a list to be filled in on site (.xlsx or .csv)",
        "写出供现场填报的待安装清单（.xlsx 或 .csv）",
    ),
    "programme.only_period": ("of the list only this period, e.g. 2025-03", "清单仅含此时段，如 2025-03"),
    "programme.register_out": (
        "write the register of households as it stands (.csv), as the import reads it",
        "写出当前居民用户台账（.csv），可再次导入",
    ),
    "conversion.registers": (
        "registers of unit users (CSV, XLSX): kind, fuel, place, design flow, kitchen, vents, level, licence",
        "单位用户台账（CSV、XLSX）：类别、用能方式、坐标、设计流量、厨房与通风面积、楼层、证照",
    ),
    "conversion.rules": (
        "who may be joined, reach, least pressures, costs (TOML); its tables take the place of the bundled ones",
        "准入条件、接入半径、最低压力与费用（TOML）；其中各表替换内置表",
    ),
    "conversion.out": ("workbook (.xlsx) or folder of CSV files", "工作簿（.xlsx）或存放 CSV 的文件夹"),
    "programme.out": ("workbook (.xlsx) or folder of CSV files", "工作簿（.xlsx）或存放 CSV 的文件夹"),
    "hazards.ledger": (
        "ledger to open or begin; default: beside the twin, twin.hazards.jsonl",
        "要打开或新建的台账；默认在孪生体旁，twin.hazards.jsonl",
    ),
    "hazards.registers": (
        "register of hazards with unit and deadline (default: the twin's records); registers of users for --find",
        "含责任单位与期限的隐患台账（默认取孪生体中的记录）；--find 所需的用户台账",
    ),
    "hazards.find": (
        "also enter devices that users lack and hazards at users, as `programme` finds them",
        "另录入 programme 发现的缺失装置与用户端隐患",
    ),
    "hazards.rules": ("rules for --find, as of `programme`", "--find 所用规则，同 programme"),
    "hazards.events": (
        "what was done, as a table: hazard, event, day, person, evidence ... (CSV, XLSX)",
        "处置事项表：隐患编号、事项、日期、经办人、证据等（CSV、XLSX）",
    ),
    "hazards.as_of": ("day for which overdue hazards are told; default: today", "判定超期的日期；默认为今天"),
    "hazards.by": ("what the score is grouped by", "考核分组"),
    "hazards.out": ("workbook (.xlsx) or folder of CSV files", "工作簿（.xlsx）或存放 CSV 的文件夹"),
    "progress.per": ("length of a period", "统计周期：月、季或年"),
    "progress.first": (
        "a day in the first period; default: January of the plan's first year",
        "首个周期内的日期；默认为计划首年1月",
    ),
    "progress.last": (
        "a day in the last period; default: the last day that anything tells of",
        "末个周期内的日期；默认为资料中最后的日期",
    ),
    "progress.plan": (
        "folder of CSV that `plan -o DIR` wrote, e.g. the plan as approved; default: the plan in the twin",
        "`plan -o DIR` 写出的 CSV 文件夹（如已批准的计划）；默认为孪生体中的计划",
    ),
    "progress.done": (
        "works done, CSV with columns id, year, cost_cny and, where known, date",
        "完工清单（CSV，列为 id、year、cost_cny，已知时加 date）",
    ),
    "progress.paid": (
        "money paid, CSV with columns date, payer, amount_cny and, where known, project, district",
        "拨付清单（CSV，列为 date、payer、amount_cny，已知时加 project、district）",
    ),
    "progress.registers": ("registers of users, as for `programme`", "用户台账，同 `programme`"),
    "progress.installed": (
        "work lists that came back filled in, as for `programme`",
        "填报返回的安装清单，同 `programme`",
    ),
    "progress.rules": ("duties, packages and payers (TOML)", "义务、套餐与分担规则（TOML）"),
    "progress.ledger": (
        "ledger of hazards; default: the one beside the twin",
        "隐患台账；默认为孪生体旁的台账文件",
    ),
    "progress.out": ("the report: .html prints on A4, or .xlsx", "报表：.html 可按 A4 打印，或 .xlsx"),
}
