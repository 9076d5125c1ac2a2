# SPDX-License-Identifier: Apache-2.0
"""What `--help` says, in English and Chinese: by verb, by argument of a verb, or by argument of any verb."""

from __future__ import annotations

from . import _core
from .help_works import ARGUMENTS as _OF_WORKS

_PROGRAM: dict[str, tuple[str, str]] = {
    "program": ("Digital twin and risk simulation of city gas networks.", "城市燃气管网数字孪生与风险仿真。"),
    "usage": ("usage: ", "用法："),
    "example": ("example: ", "示例："),
    "verbs": ("verbs", "命令"),
    "positionals": ("positional arguments", "位置参数"),
    "options": ("options", "选项"),
    "default": ("default: ", "默认："),
    "wrong_arguments": ("", "参数错误："),
    "no_such_verb": ("no such verb: ", "没有此命令："),
    "did_you_mean": ("did you mean ", "是否指 "),
}

_VERBS: dict[str, tuple[str, str]] = {
    "assess": ("survey files in; twin, map page, workbook out", "输入勘测文件，输出孪生体、地图页面和工作簿"),
    "import": ("read, repair and join survey files into a twin file", "读取、修复并连接勘测文件，生成孪生体文件"),
    "check": ("data quality of a twin", "孪生体的数据质量"),
    "solve": ("pressures and flows", "计算压力与流量"),
    "simulate": (
        "pressures and flows over time: profiles, failures, line-pack",
        "随时间计算压力与流量：负荷曲线、故障、管存",
    ),
    "shutoff": ("valves to close for a broken pipe, and who loses gas", "管线破损时应关闭的阀门与停气用户"),
    "incident": (
        "a leak, hole or rupture from the damage to the last household relit",
        "泄漏、穿孔或断裂事故全过程：从损坏到最后一户恢复供气",
    ),
    "criticality": (
        "what is lost when each pipe, valve or regulator fails in turn",
        "逐一失效分析：每条管线、每个阀门或每台调压器失效的影响",
    ),
    "risk": ("leak frequency, consequence, grade and causes of every asset", "各对象的泄漏频率、后果、等级与成因"),
    "plan": ("what to renew in which year under a budget", "预算约束下逐年更新改造计划"),
    "programme": (
        "safety devices of users: who lacks what by which rule, who pays, who is visited when",
        "用户端安全装置：按规则谁缺什么、费用如何分担、何时安装",
    ),
    "conversion": (
        "from bottled to piped gas: who may be joined, where, at what cost, and whether the network carries it",
        "瓶改管：哪些用户可接入、接入点、费用及管网能否承担",
    ),
    "hazards": (
        "ledger of hazards: found by rule or on inspection, who is responsible, closed with which evidence",
        "隐患台账：规则或检查发现的隐患、责任单位、期限与销号证据",
    ),
    "progress": (
        "reporting tables by month, quarter or year: works, money, devices, hazards, by district",
        "按月、季、年的进度报表：工程、资金、装置、隐患，分街道（乡镇）",
    ),
    "calibrate": (
        "how well failure models and simple rankings predict a city's own records, by hold-out",
        "以本市自有记录留出检验：故障模型与简单排名的预测能力",
    ),
    "batch": (
        "many districts, twins or inputs in one run, on this machine or a Dask cluster",
        "一次运行多个片区、孪生体或输入，可在本机或 Dask 集群上",
    ),
    "report": ("map page, workbook or QGIS project of a twin", "孪生体的地图页面、工作簿或 QGIS 工程"),
    "serve": (
        "the map page with a live engine: click a pipe, close, break, budget, compare; HTTP interface",
        "带实时计算的地图页面：点选管线进行关阀、事故、预算与情景对比；并提供 HTTP 接口",
    ),
    "export": ("the twin in the formats of other programs", "将孪生体导出为其他程序的格式"),
    "completion": (
        'completion of words in the shell: eval "$(gastwin completion bash)"',
        '命令行补全：eval "$(gastwin completion bash)"',
    ),
    "synth": ("a seeded synthetic city as survey files", "按随机种子生成合成城市的勘测文件"),
}

_ARGUMENTS: dict[str, tuple[str, str]] = {
    **_OF_WORKS,
    # every verb
    "help": ("show this help and exit", "显示帮助并退出"),
    "version": ("show the version and exit", "显示版本并退出"),
    "json": ("print one machine-readable summary on stdout", "在标准输出打印一行机器可读摘要"),
    "lang": ("language of messages and help; before or after the verb", "消息与帮助的语言，可写在命令之前或之后"),
    "quiet": ("no progress on stderr", "标准错误不显示进度"),
    "debug": ("show a traceback for errors", "出错时显示调用栈"),
    # several verbs
    "twin": ("twin file", "孪生体文件"),
    "inputs": (
        "survey files or folders, PG:...; or an export of a twin, or a network as .json, .inp, .net",
        "勘测文件或文件夹、PG:...；或孪生体的导出，或 .json、.inp、.net 管网",
    ),
    "profile": ("bundled mapping profile or path of a TOML file", "内置映射配置名称或 TOML 文件路径"),
    "crs": ("coordinate system, e.g. EPSG:4547; default: from the files", "坐标系，如 EPSG:4547；默认取自文件"),
    "encoding": ("text encoding, e.g. GB18030; default: detected", "文本编码，如 GB18030；默认自动识别"),
    "scheme": ("risk scheme (TOML); default: the bundled one", "风险方案（TOML）；默认为内置方案"),
    "budget_per_year": ("renewal budget", "每年更新改造预算"),
    "years": ("years to plan", "计划年数"),
    "seed": ("seed of the random draws; the same seed gives the same result", "随机数种子；同一种子结果相同"),
    "load": (
        "demands: peak, average, fixed (the column as it stands) or a full hour, 0 to 23",
        "负荷：peak 高峰、average 平均、fixed 给定值，或整点 0 至 23",
    ),
    "month": (
        "season of the average or of an hour; default: the mean of the year",
        "平均或整点负荷的月份；默认为全年平均",
    ),
    "load_model": (
        "load model parameters and profiles (TOML or JSON), see gastwin.load_model; default: the bundled ones",
        "负荷模型参数与曲线（TOML 或 JSON），参见 gastwin.load_model；默认为内置值",
    ),
    "keep": (
        "keep it in the twin under this name; the map page shows what is kept",
        "以此名称存入孪生体，可在地图页面中查看",
    ),
    "friction": ("friction law: %(laws)s", "摩阻公式：%(laws)s"),
    "year": ("year of assessment; default: the latest on record", "评估年份；默认为记录中的最近年份"),
    # one verb
    "assess.out": ("folder for the results", "结果文件夹"),
    "import.out": (
        "twin file to write (.gpkg); with --suggest-profile the profile (.toml)",
        "要写出的孪生体文件（.gpkg）；与 --suggest-profile 连用时为配置文件（.toml）",
    ),
    "import.suggest_profile": (
        "instead of importing, draft a mapping profile for unknown files and say how sure each column is",
        "不导入，而为未知文件起草映射配置，并给出每列的把握程度",
    ),
    "import.snap_m": ("largest gap closed between pipe ends, metres", "可闭合的管端最大间隙（米）"),
    "import.affine": (
        "from the survey's own grid to --crs: x' = a x + b y + c, y' = d x + e y + f",
        "由测区自有坐标到 --crs 的仿射变换：x' = a x + b y + c，y' = d x + e y + f",
    ),
    "import.bridge_m": (
        "longest missing pipe drawn in to users without gas, metres; 0: none (default: 50)",
        "为断供用户补绘缺失管段的最大长度（米）；0 为不补绘（默认 50）",
    ),
    "import.connect_crossings": (
        "pipes of one tier and depth that cross are joined (default: listed)",
        "同压力级别、同埋深的交叉管线视为相连（默认仅列出）",
    ),
    "import.unknown_as_old": (
        "pipes and risers of which this is unknown count as built before 2000 (may be given twice; default: estimated)",
        "该属性不明的管道与立管按2000年前建成计（可重复给出；默认由邻近管道推断）",
    ),
    "check.fix": (
        "mend what needs no judgement, log it in the ledger, say what each kind did to the length with gas:",
        "修复无需人工判断的问题，记入修复台账，并说明各类修复对供气管长的影响：",
    ),
    "check.out": (
        "mended twin to write; default: the twin itself. Results of the network as it was are left out",
        "写出修复后的孪生体；默认覆盖原文件。原管网的计算结果不再保留",
    ),
    "solve.gas": (
        "gas as TOML or JSON: composition (e.g. {CH4 = 0.95, H2 = 0.05}), temperature_k, eos; or see gastwin.Gas",
        "燃气（TOML 或 JSON）：composition（如 {CH4 = 0.95, H2 = 0.05}）、temperature_k、eos；参见 gastwin.Gas",
    ),
    "solve.required_pressure_pa": ("lowest gauge pressure a customer needs", "用户所需最低表压"),
    "solve.local_loss_share": ("fittings as a share of friction", "局部阻力占沿程阻力的比例"),
    "solve.pressure_dependent": (
        "customers draw what their pressure gives them, instead of their demand whatever the pressure",
        "用户用气量随压力变化，而非固定需求",
    ),
    "solve.protection": (
        "let slam-shut, excess-flow and self-closing valves shut beyond their limits",
        "超限时切断阀、过流阀与自闭阀动作",
    ),
    "solve.out": ("also write node.csv, pipe.csv ... into this folder", "同时向此文件夹写出 node.csv、pipe.csv 等"),
    "simulate.start": ("start: 07:30, 90min, 24h or seconds", "开始时刻：07:30、90min、24h 或秒"),
    "simulate.end": ("end of the simulation, at most ten years", "结束时刻，最长十年"),
    "simulate.step": (
        "between two rows of the output; at most 50 million rows (times × elements) are written",
        "两次输出的间隔；最多写出五千万行（时刻数 × 对象数）",
    ),
    "simulate.scenario": (
        "events, profiles and options (TOML, see gastwin.read_scenario)",
        "事件、负荷曲线与选项（TOML，参见 gastwin.read_scenario）",
    ),
    "simulate.profiles": (
        "with the hourly factors of the load model by kind of customer; those of a scenario come first",
        "按用户类别乘负荷模型的逐时系数；情景文件中的系数优先",
    ),
    "simulate.quasi_steady": (
        "a steady state for each output time, no line-pack",
        "每个输出时刻计算一次稳态，不计管存",
    ),
    "simulate.inertia": (
        "with the inertia of the gas: ruptures of high-pressure mains",
        "计入气体惯性：高压干管断裂",
    ),
    "simulate.protection": (
        "slam-shut, excess-flow and self-closing valves shut after their response time and stay shut until reset",
        "切断阀、过流阀与自闭阀超限后按响应时间动作，保持关闭直至人工复位",
    ),
    "simulate.format": ("of the files in OUT", "OUT 中文件的格式"),
    "simulate.out": ("folder for series_system, series_node ...", "写出 series_system、series_node 等的文件夹"),
    "shutoff.pipe": ("broken pipe; may be repeated", "破损管线，可重复给出"),
    "shutoff.at": ("or the place of the break, in metres", "或破损位置坐标（米）"),
    "shutoff.inoperable": ("valve that cannot be turned; may be repeated", "无法操作的阀门，可重复给出"),
    "shutoff.aim": (
        "what to spare: customers (the smallest section), or operations (fewest to turn, then fewest customers)",
        "优先目标：停气用户最少（最小隔离区），或操作最少（其次停气用户最少）",
    ),
    "shutoff.squeeze": (
        "polyethylene pipes up to dn 250 may be squeezed off as well; counts as four operations",
        "允许对 dn 250 及以下聚乙烯管夹扁断气；每处计作四次操作",
    ),
    "shutoff.out": ("also write the steps as CSV (.csv)", "同时将步骤写成 CSV（.csv）"),
    "incident.scenario": (
        "incidents as data (TOML with [[incident]], see gastwin.read_incidents); lists stand for all combinations",
        "事故情景文件（TOML，[[incident]]，参见 gastwin.read_incidents）；列表表示全部组合",
    ),
    "incident.pipe": ("damaged pipe", "损坏管线"),
    "incident.at": ("or the place of the damage, in metres", "或损坏位置坐标（米）"),
    "incident.position": ("where on the pipe: 0 at its start, 1 at its end", "管上位置：起点 0，终点 1"),
    "incident.kind": ("kind of damage", "损坏类型"),
    "incident.hole_mm": (
        "diameter of the hole; default: the scheme's for the kind, the full bore for a rupture",
        "孔径（毫米）；默认取方案中该类型的值，断裂为全口径",
    ),
    "incident.machine": (
        "machine of third-party damage; its sizes of holes are drawn where --hole-mm is not given",
        "第三方破坏的机械；未给 --hole-mm 时按其孔径分布抽样",
    ),
    "incident.sheet": (
        "dispatch sheet of this incident: one page with a map (.html) or a workbook (.xlsx); may be repeated",
        "本次事故的调度单：带示意图的单页（.html）或工作簿（.xlsx），可重复给出",
    ),
    "incident.inoperable": ("valve that cannot be turned; may be repeated", "无法操作的阀门，可重复给出"),
    "incident.aim": (
        "what the closure plan is to spare: customers, or operations",
        "关阀方案优先目标：停气用户最少，或操作最少",
    ),
    "incident.most_scenarios": (
        "lists in the scenario file that multiply to more scenarios are refused; default 10000",
        "情景文件中列表组合数超出此值则拒绝；默认 10000",
    ),
    "incident.hour": ("hour of the day at which it happens", "发生时刻（时）"),
    "incident.load": ("demands before the damage", "事故前负荷"),
    "incident.scheme": (
        "durations, crews and grades (TOML, see gastwin.incident_scheme); default: the bundled ones",
        "各阶段历时、抢修力量与停气分级（TOML，参见 gastwin.incident_scheme）；默认为内置值",
    ),
    "incident.samples": ("draws of the durations", "历时抽样次数"),
    "incident.out": (
        "write timeline, steps, customers and restoration as CSV into this folder",
        "将时间线、步骤、用户与恢复供气过程写成 CSV 存入此文件夹",
    ),
    "serve.host": (
        "address to listen on; any but this machine's own needs --token",
        "监听地址；除本机回环地址外均须给出 --token",
    ),
    "serve.port": ("port to listen on; 0: a free one", "监听端口；0 为任选空闲端口"),
    "serve.token": (
        "what clients must know, 16 characters or more; or in the variable GASTWIN_TOKEN, unseen in lists of processes",
        "访问令牌，至少 16 个字符；亦可用环境变量 GASTWIN_TOKEN 给出，以免出现在进程列表中",
    ),
    "serve.names": (
        "host name by which a proxy in front is asked; may be repeated",
        "前置代理所用的主机名，可重复给出",
    ),
    "criticality.what": (
        "pipes and valves by connectivity; regulators shut and wide open, with a solve each",
        "管线与阀门按连通性分析；调压器切断与全开逐一水力计算",
    ),
    "criticality.hydraulics": (
        "for pipes: also who stays connected but falls below the required pressure at peak load; a run that was stopped"
        " is continued by the next",
        "管线：另计算高峰负荷下仍连通但压力不足的用户；中断后再次运行即可续算",
    ),
    "criticality.required_pressure_pa": ("lowest gauge pressure a customer needs", "用户所需最低表压"),
    "criticality.out": ("also write the rows as CSV (.csv)", "同时将结果写成 CSV（.csv）"),
    "risk.scheme": (
        "points, index, or a TOML file: a risk scheme, or a scoring scheme beside the default one",
        "points、index 或 TOML 文件：定量风险方案，或与默认方案并列的评分方案",
    ),
    "risk.rules": ("policy rules (TOML); default: the bundled ones", "政策规则（TOML）；默认为内置规则"),
    "risk.explain": (
        "write what changes would do to the N worst assets, how they compare with their street and class, and with a "
        "scoring scheme every indicator's points",
        "写出最差 N 个对象的措施效果、与所在街道及同类的比较；评分方案另写逐项得分",
    ),
    "risk.samples": (
        "Monte Carlo draws for P10, P50, P90 and ranks; 0: none",
        "P10、P50、P90 与排名区间的蒙特卡洛次数；0 表示不做",
    ),
    "risk.households": (
        "also gas explosions in every household, from hose and indoor pipe",
        "同时计算每户软管与户内管引发的爆燃风险",
    ),
    "risk.indoor": (
        "numbers for households (default: bundled; implies --households)",
        "户内风险参数文件（默认内置；即含 --households）",
    ),
    "risk.individual_risk": (
        "map of the individual risk along pipes, 1/a (GeoTIFF)",
        "沿管线的个人风险分布图，1/a（GeoTIFF）",
    ),
    "risk.cell_m": ("size of its cells, metres", "栅格边长（米）"),
    "risk.paper": (
        "the risk list with map, intervals, causes and conclusions; .html prints on A4, or .xlsx; may be repeated",
        "风险清单：含位置图、区间、成因和评估结论；.html 可按 A4 打印，或 .xlsx；可重复给出",
    ),
    "risk.top": ("assets listed in it, by risk per km", "清单所列对象数，按每公里风险排序"),
    "risk.out": (
        "also write CSV into this folder: assets, issues, risk by street, community and district, hot spots, F-N curve",
        "同时向此文件夹写出 CSV：对象、问题、按道路、社区与街道汇总的风险、热点、F-N 曲线",
    ),
    "calibrate.assets": (
        "assets (CSV, parquet, XLSX); or a twin file alone",
        "资产表（CSV、parquet、XLSX）；或单独一个孪生体文件",
    ),
    "calibrate.events": ("their failures: breaks, leaks, repairs", "其故障记录：破裂、泄漏、维修"),
    "calibrate.split": (
        "events before this date are fitted, those from it on scored: 2007-01-01, 2007-01 or 2007",
        "此日期之前的事件用于拟合，其后的用于检验：2007-01-01、2007-01 或 2007",
    ),
    "calibrate.start": (
        "first day of regular records; default: the first year since when no year has conspicuously few events",
        "可靠记录的起始日；默认为此后各年事件数均不异常偏少的首年",
    ),
    "calibrate.end": (
        "end of the records; default: the end of the month of the last event",
        "记录终止日；默认为最后一次事件所在月末",
    ),
    "calibrate.columns": (
        "names of the columns (TOML); default: gastwin/calibration/columns.toml",
        "列名映射（TOML）；默认为 gastwin/calibration/columns.toml",
    ),
    "calibrate.names": (
        "name of one column, e.g. length_m=LEN or event.date=DAY; may be repeated",
        "单个列名，如 length_m=LEN 或 event.date=DAY，可重复给出",
    ),
    "calibrate.materials": ("only assets of these materials", "仅采用这些材质的资产"),
    "calibrate.rolling": (
        "earlier splits, a year apart, each scored on the years that follow",
        "更早的分割次数，逐年前移，各以其后若干年检验",
    ),
    "calibrate.horizon_years": ("years on which earlier splits are scored", "更早分割的检验年数"),
    "calibrate.alpha": (
        "variance of the gamma factor of empirical Bayes",
        "经验贝叶斯中伽马因子的方差",
    ),
    "calibrate.samples": ("samples of the bootstrap", "自助抽样次数"),
    "calibrate.out": ("write a page, JSON and CSV into this folder", "将页面、JSON 与 CSV 写入此文件夹"),
    "batch.jobs": (
        "list of jobs (TOML with [[job]], see docs/batch.md); each is the work of one verb",
        "任务清单（TOML，[[job]]，参见 docs/batch.md）；每个任务为一个命令的工作",
    ),
    "batch.out": ("folder for the table of all jobs and one folder per job", "写出任务汇总表与各任务文件夹的文件夹"),
    "batch.resume": (
        "leave out jobs that are finished and unchanged; failed ones run again",
        "跳过已完成且未变化的任务；失败的任务重新运行",
    ),
    "batch.workers": (
        "processes at a time, which share the threads; default: one for every four threads",
        "同时运行的进程数，线程由各进程平分；默认每四个线程一个进程",
    ),
    "batch.dask": (
        "run on the workers of this scheduler, e.g. tcp://host:8786; they must see the same files",
        "在此调度器的工作节点上运行，如 tcp://host:8786；各节点须能访问相同文件",
    ),
    "batch.format": ("of the table of all jobs", "任务汇总表的格式"),
    "report.out": ("page .html, workbook .xlsx, QGIS project .qgz", "页面 .html、工作簿 .xlsx、QGIS 工程 .qgz"),
    "report.force": ("overwrite a project that has been saved in QGIS", "覆盖已在 QGIS 中保存过的工程"),
    "export.out": (
        "file, folder or PG:... to write; the ending tells the format: .gpkg .fgb .geojson .csv .xlsx .parquet",
        "要写出的文件、文件夹或 PG:...；格式取自扩展名：.gpkg .fgb .geojson .csv .xlsx .parquet",
    ),
    "export.format": (
        "of a folder with one file per layer (fgb, geojson, csv, parquet), or against the ending",
        "每图层一个文件的文件夹格式（fgb、geojson、csv、parquet），或不按扩展名",
    ),
    "export.layer": ("this layer alone, into one file", "仅导出此图层，写成一个文件"),
    "export.encoding": ("of CSV", "CSV 的编码"),
    "export.force": ("overwrite what another program wrote", "覆盖其他程序写出的文件"),
    "completion.shell": ("the shell that is to complete", "需要补全的 shell"),
    "synth.out": ("folder for survey/, registers/ and the truth", "写出 survey/、registers/ 与真值的文件夹"),
    "synth.households": ("households, best 1000 to 1000000", "居民户数，宜为 1000 至 1000000"),
    "synth.defects": ("break the survey in labelled ways", "以带标签的方式在勘测数据中制造缺陷"),
}


def _pick(texts: tuple[str, str], lang: str) -> str:
    return texts[1] if lang == "zh" else texts[0]


def program_text(key: str, lang: str) -> str:
    """A text of the program's own."""
    return _pick(_PROGRAM[key], lang)


def verb_help(verb: str, lang: str) -> str:
    """One line on what the verb does."""
    return _pick(_VERBS[verb], lang)


def argument_help(verb: str, argument: str, lang: str) -> str:
    """Help of one argument: the verb's own text, or the one for all verbs. What is safe to fix is told by the core."""
    text = _pick(_ARGUMENTS.get(f"{verb}.{argument}") or _ARGUMENTS[argument], lang)
    if (verb, argument) == ("check", "fix"):
        text = " ".join([text, *(f"{kind}: {_pick((en, zh), lang)};" for kind, en, zh in _core.safe_fixes())])
        return text.removesuffix(";")
    return text
