# SPDX-License-Identifier: Apache-2.0
"""What the page of a calibration says, in English and Chinese."""

from __future__ import annotations

_TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Calibration of failure models", "故障模型标定报告"),
    "protocol": (
        "Fitted with what was known before the split, scored on what came after it, over the assets at risk at the"
        " split. Assets are taken whole from the top of a ranking until the share of length is reached; ties by"
        " ascending id. Intervals: 95 %, bootstrap by asset.",
        "以分割日期之前已知的数据拟合，以其后发生的故障检验；对象为分割日在役资产。自排名最前整件累计管长直至达到所列比例，"
        "排名相同者按编号升序。区间为按资产自助抽样的 95 % 区间。",
    ),
    "asset": ("Assets", "资产"),
    "pipe": ("Pipes", "管线"),
    "riser": ("Risers", "立管"),
    "facts": ("Records", "数据"),
    "ranking": ("Later events caught at the top of each ranking", "各排名前列捕获的后续故障比例"),
    "lift": ("Share of later events by share of length", "后续故障比例随管长比例的变化"),
    "decile": ("Expected and observed events by tenth of the length", "按管长十等分的预期与实际故障数"),
    "pit": ("Probability integral transform of the counts (flat is right)", "故障数的概率积分变换（平直为准确）"),
    "rolling": ("Earlier splits: means of what was caught", "历次分割：捕获比例均值"),
    "left_out": ("Rows not used, and why", "未采用的数据行及原因"),
    "coefficient": ("What the model was fitted to", "模型拟合结果"),
    "not_scored": ("Not scored", "未评分"),
    "expected": ("expected", "预期"),
    "observed": ("observed", "实际"),
    "brier": ("Brier", "Brier 评分"),
    "log_score": ("log score", "对数评分"),
    "rank_by": ("ranking", "排名依据"),
    "splits": ("splits", "分割次数"),
    "what": ("rows of", "数据"),
    "reason": ("reason", "原因"),
    "rows": ("rows", "行数"),
    "examples": ("for example", "示例"),
    "length_axis": ("share of length", "管长比例"),
    "event_axis": ("share of later events", "后续故障比例"),
    "tenth_axis": ("tenth of length, highest rate first", "管长十分位（由高到低）"),
    "term": ("term", "项"),
    "value": ("value", "值"),
    "sd": ("sd", "标准差"),
    "low": ("low", "下限"),
    "high": ("high", "上限"),
    "event": ("events", "故障"),
    # rankings
    "random": ("random", "随机"),
    "age": ("age", "管龄"),
    "material": ("rate of the material", "材质故障率"),
    "past_count": ("past events", "既往故障数"),
    "past_per_km": ("past events per km", "每公里既往故障数"),
    "empirical_bayes": ("empirical Bayes", "经验贝叶斯"),
    "model": ("model", "模型"),
    # reasons
    "other_kind": ("another kind of event", "其他类型的事件"),
    "other_asset": ("of another kind of asset", "属于其他类型的资产"),
    "no_date": ("no readable date", "日期缺失或无法识别"),
    "no_id": ("no id", "编号为空"),
    "unmatched_id": ("id of no asset", "编号无对应资产"),
    "asset_year_unknown": ("its asset has no year of installation", "对应资产安装年份不明"),
    "before_installation": ("before the present asset was laid", "早于现有资产安装"),
    "after_removal": ("after the asset was removed", "晚于资产拆除"),
    "between_versions": ("between two versions of the asset", "处于资产两个版本之间"),
    "asset_left_out": ("its asset is not used", "对应资产未采用"),
    "before_window": ("before the regular records", "早于可靠记录起点"),
    "after_window": ("after the end of the records", "晚于记录终点"),
    "asset_not_at_risk_at_split": (
        "scored period, asset not yet laid at the split",
        "检验期内，对应资产分割日尚未投用",
    ),
    "repeated_row": ("repeats a row", "重复行"),
    "unknown_year": ("no year of installation", "安装年份不明"),
    "year_not_believed": ("year of installation not believed", "安装年份不可信"),
    "removed_before_laid": ("removed before it was laid", "拆除早于安装"),
    "no_length": ("no length", "无管长"),
    "other_material": ("material not asked for", "非指定材质"),
    "no_diameter": ("no diameter", "无管径"),
    # figures
    "assets_read": ("assets read", "读入资产"),
    "events_read": ("events read", "读入事件"),
    "events_of_kind": ("events of the kind", "相应类型的事件"),
    "events_joined": ("events joined to an asset", "匹配到资产的事件"),
    "assets_used": ("assets used", "采用的资产"),
    "events_on_assets_used": ("events on them", "其上的事件"),
    "assets_of_unknown_material": ("of unknown material", "其中材质不明"),
    "from": ("records from", "记录起点"),
    "split": ("split", "分割"),
    "to": ("to", "终点"),
    "assets_at_split": ("assets at risk at the split", "分割日在役资产"),
    "length_km": ("their length, km", "其管长 km"),
    "events_fitted": ("events before the split", "分割前事件"),
    "events_scored": ("events after it, scored", "分割后参与检验的事件"),
}


def text(key: str, lang: str) -> str:
    """The text in this language; a word without one as it is."""
    english, chinese = _TEXTS.get(key, (key.replace("_", " "), key))
    return chinese if lang == "zh" else english
