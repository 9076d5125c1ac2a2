# SPDX-License-Identifier: Apache-2.0
"""The map page: one offline HTML file with the network, its themes and the explanation of each pipe."""

from __future__ import annotations

import html
import itertools
import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

import numpy as np

from . import _core
from .fn_chart import fn_chart
from .frames import Table
from .messages import figure, label
from .network import Network, Twin
from .risk_maps import fn_curve

_GREY = "#b8bec6"
_SEVERITY_COLOURS = {"error": "#d7301f", "warning": "#fc8d59", "note": "#9aa5b1"}
_CLASS_COLOURS = {
    "low": "#2a9d8f",
    "medium_b": "#e9a03b",
    "medium": "#e07a2f",
    "medium_a": "#d1495b",
    "subhigh_b": "#8e3b8c",
    "subhigh_a": "#6a2c91",
    "high_b": "#3d1f7a",
    "high_a": "#20104d",
}
_MATERIAL_COLOURS = {
    "grey_iron": "#7f2704",
    "iron": "#a63603",
    "ductile_iron": "#d9741b",
    "galvanised": "#c98bb9",
    "steel": "#4a6fa5",
    "pe": "#59a14f",
    "pe80": "#76b76b",
    "pe100": "#3c8d40",
}
_SEQUENCE = ["#2c7bb6", "#7fbfb5", "#d9e88f", "#fdae61", "#e8603c", "#a50026"]
_GRADE_COLOURS = {"red": "#d7301f", "orange": "#f28c28", "yellow": "#f2d024", "blue": "#4a90d9"}

_TEXTS = {
    "title": ("Gas network assessment", "燃气管网评估"),
    "pipe": ("Pipe", "管线"),
    "theme": ("Colour by", "着色依据"),
    "issues": ("Issues on the map", "显示问题点"),
    "search": ("Find a pipe id", "查找管线编号"),
    "ranking": ("Highest risk", "风险最高"),
    "none": ("none", "无"),
    "societal": ("Fatalities in one incident, N or more, per year", "单次事故死亡 N 人及以上的年频率"),
}


def _text(key: str, lang: str) -> str:
    return _TEXTS[key][lang == "zh"]


def _named(table: Table, column: str, lang: str) -> dict[str, str]:
    """Labels of the codes of a column."""
    names = next(c["names"] for c in table._core.schema() if c["name"] == column)
    return {code: zh if lang == "zh" else en for code, en, zh in names}


def _theme(
    title: str, of: np.ndarray[Any, Any], classes: Sequence[tuple[str, str]], width: float = 1.6
) -> dict[str, Any]:
    counts = np.bincount(of[of >= 0], minlength=len(classes))
    return {
        "label": title,
        "pipeClass": of.tolist(),
        "classes": [
            {"label": text, "color": colour, "width": width, "count": int(count)}
            for (text, colour), count in zip(classes, counts, strict=True)
        ],
    }


def category_theme(
    title: str, codes: np.ndarray[Any, Any], labels: dict[str, str], colours: dict[str, str]
) -> dict[str, Any]:
    """Pipes coloured by a code; codes that do not occur are left out of the legend."""
    present = [code for code in labels if np.any(codes == code)]
    index = {code: i for i, code in enumerate(present)}
    of = np.array([index[code] for code in codes], dtype=int)
    return _theme(title, of, [(labels[code], colours.get(code, _GREY)) for code in present])


def graduated_theme(
    title: str, values: np.ndarray[Any, Any], breaks: Sequence[float], unit: str, none: str
) -> dict[str, Any]:
    """Pipes coloured by a number in classes [-inf, b0), [b0, b1) ...; the last class holds missing values."""
    edges = np.asarray(breaks, dtype=float)
    known = np.isfinite(values)
    of = np.where(known, np.searchsorted(edges, np.where(known, values, 0.0), side="right"), len(edges) + 1)
    colours = [_SEQUENCE[round(i * (len(_SEQUENCE) - 1) / len(edges))] for i in range(len(edges) + 1)]
    labels = [
        f"< {edges[0]:g} {unit}",
        *(f"{a:g}–{b:g} {unit}" for a, b in itertools.pairwise(edges)),
        f"≥ {edges[-1]:g} {unit}",
    ]
    return _theme(title, of, [*zip(labels, colours, strict=True), (none, _GREY)])


def _pipes(network: Network) -> dict[str, Any]:
    lines = network.pipe_lines()
    start = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(int)
    xy = np.concatenate(lines) if lines else np.empty((0, 2))
    xy = np.nan_to_num(xy)
    return {
        "id": [str(i) for i in network.pipe.id],
        "start": start.tolist(),
        "x": np.round(xy[:, 0], 2).tolist(),
        "y": np.round(xy[:, 1], 2).tolist(),
    }


def _whole(values: np.ndarray[Any, Any]) -> list[Any]:
    return [None if v == np.iinfo(np.int32).min else int(v) for v in values]


def _rounded(values: np.ndarray[Any, Any], digits: int) -> list[Any]:
    return [None if not np.isfinite(v) else round(float(v), digits) for v in values]


def _aligned(network: Network, result: Table | None) -> np.ndarray[Any, Any] | None:
    """Row of `result` for each pipe (-1: none); results carry the pipe's id."""
    if result is None:
        return None
    rows = {str(i): row for row, i in enumerate(result.id)}
    return np.array([rows.get(str(i), -1) for i in network.pipe.id], dtype=int)


def _picked(values: np.ndarray[Any, Any], rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.where(rows >= 0, values[rows] if len(values) else np.nan, np.nan)


def _themes_and_fields(network: Network, results: dict[str, Table], lang: str) -> tuple[list[Any], list[Any]]:
    pipe, zh = network.pipe, lang == "zh"
    none = _text("none", lang)
    material, pressure = _named(pipe, "material", lang), _named(pipe, "pressure_class", lang)
    year = np.where(pipe.install_year == np.iinfo(np.int32).min, np.nan, pipe.install_year.astype(float))
    themes = [
        category_theme("压力级别" if zh else "pressure class", pipe.pressure_class, pressure, _CLASS_COLOURS),
        category_theme("材质" if zh else "material", pipe.material, material, _MATERIAL_COLOURS),
        graduated_theme("建设年代" if zh else "year of laying", year, [1980, 1990, 2000, 2010, 2020], "", none),
    ]
    fields = [
        {"label": "材质" if zh else "material", "values": [material[m] for m in pipe.material]},
        {"label": "管径" if zh else "size", "values": pipe.diameter_text.tolist()},
        {"label": "压力级别" if zh else "pressure class", "values": [pressure[p] for p in pipe.pressure_class]},
        {"label": "建设年代" if zh else "year of laying", "values": _whole(pipe.install_year)},
        {"label": "长度 m" if zh else "length, m", "values": _rounded(pipe.length_m, 1)},
        {"label": "道路" if zh else "street", "values": pipe.street.tolist()},
    ]
    flows = results.get("result_pipe")
    rows = _aligned(network, flows)
    if flows is not None and rows is not None:
        speed = np.abs(_picked(flows.velocity_m_s, rows))
        themes.append(graduated_theme("流速" if zh else "velocity", speed, [1, 2.5, 5, 10, 20], "m/s", none))
        fields += [
            {"label": "流速 m/s" if zh else "velocity, m/s", "values": _rounded(speed, 2)},
            {"label": "流量 kg/s" if zh else "flow, kg/s", "values": _rounded(_picked(flows.flow_kg_s, rows), 5)},
        ]
    risk = results.get("result_risk")
    rows = _aligned(network, risk)
    if risk is not None and rows is not None:
        grades = _named(risk, "grade", lang)
        codes = np.where(rows >= 0, risk.grade[rows], "")
        labels = {**dict(reversed(grades.items())), "": none}
        themes.insert(0, category_theme("风险等级" if zh else "risk grade", codes, labels, _GRADE_COLOURS))
        causes = risk.causes_zh if zh else risk.causes
        fields += [
            {"label": "排名" if zh else "rank", "values": [int(risk.rank[r]) if r >= 0 else None for r in rows]},
            {
                "label": "年泄漏频率" if zh else "leaks per year",
                "values": _rounded(_picked(risk.frequency_per_year, rows), 6),
            },
            {"label": "原因" if zh else "causes", "values": [causes[r] if r >= 0 else "" for r in rows]},
        ]
    plan = results.get("plan_pipe")
    rows = _aligned(network, plan)
    if plan is not None and rows is not None:
        planned = _picked(plan.year.astype(float), rows)
        years = sorted({int(y) for y in planned[np.isfinite(planned)]})
        labels = {**{str(y): str(y) for y in years}, "": none}
        colours = {
            str(y): _SEQUENCE[::-1][round(i * (len(_SEQUENCE) - 1) / max(1, len(years) - 1))]
            for i, y in enumerate(years)
        }
        codes = np.array([str(int(y)) if np.isfinite(y) else "" for y in planned], dtype=object)
        themes.append(category_theme("改造年份" if zh else "year of renewal", codes, labels, colours))
        fields.append({"label": "改造年份" if zh else "year of renewal", "values": codes.tolist()})
    return themes, fields


def _ranking(network: Network, risk: Table | None, lang: str, most: int = 30) -> list[dict[str, Any]]:
    if risk is None:
        return []
    rows = {str(i): row for row, i in enumerate(network.pipe.id)}
    causes = risk.causes_zh if lang == "zh" else risk.causes
    best = np.argsort(risk.rank, kind="stable")[:most]
    return [
        {
            "rank": int(risk.rank[r]),
            "id": str(risk.id[r]),
            "causes": str(causes[r]),
            "pipe": rows.get(str(risk.id[r]), -1),
        }
        for r in best
    ]


def _societal(risk: Table | None, lang: str) -> str:
    """The F-N curve as a section of its own; nothing without a risk."""
    chart = "" if risk is None else fn_chart(fn_curve(risk))
    return f'<section id="societal"><h2>{html.escape(_text("societal", lang))}</h2>{chart}</section>\n' if chart else ""


def html_page(twin: Twin, results: dict[str, Table], summary: dict[str, object], lang: str) -> str:
    """The page as text. `results` by table name (result_pipe, result_risk, plan_pipe); absent ones are left out."""
    network, issue = twin.network, twin.issue
    themes, fields = _themes_and_fields(network, results, lang)
    here = np.isfinite(issue.x_m) & np.isfinite(issue.y_m)
    data = {
        "text": {key: _text(key, lang) for key in _TEXTS},
        "summary": [
            (label(k, lang), figure(v) if isinstance(v, float) else str(v))
            for k, v in summary.items()
            if isinstance(v, (str, int, float))
        ],
        "pipes": _pipes(network),
        "themes": themes,
        "fields": fields,
        "issues": {
            "x": np.round(issue.x_m[here], 2).tolist(),
            "y": np.round(issue.y_m[here], 2).tolist(),
            "color": [_SEVERITY_COLOURS[s] for s in issue.severity[here]],
        },
        "ranking": _ranking(network, results.get("result_risk"), lang),
    }
    folder = resources.files(__package__) / "viewer"
    # "<" never appears raw inside the script, so no text of the survey can close it.
    payload = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    page = (folder / "page.html").read_text("utf-8")
    for mark, content in (
        ("__LANG__", lang),
        ("__TITLE__", html.escape(_text("title", lang))),
        ("__STYLE__", (folder / "page.css").read_text("utf-8")),
        ("__SCRIPT__", (folder / "page.js").read_text("utf-8")),
        ("__SOCIETAL__", _societal(results.get("result_risk"), lang)),
        ("__DATA__", payload),
    ):
        page = page.replace(mark, content)
    return page.replace("<html ", f'<html data-version="{html.escape(_core.version)}" ', 1)
