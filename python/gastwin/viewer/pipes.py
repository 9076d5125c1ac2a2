# SPDX-License-Identifier: Apache-2.0
"""What the page knows of each pipe: themes it is coloured by and fields of its explanation. Results that are not there
are left out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..network import Network, Twin
from ..tables import AnyTable
from .columns import code, number, picked, picked_codes, rows_of, text, whole
from .schemes import conclusion_parts, grade_shades, score_parts
from .themes import (
    CLASS_COLOURS,
    ESTIMATES_SHOWN,
    GREY,
    MATERIAL_COLOURS,
    SEQUENCE,
    SEVERITIES,
    SEVERITIES_SHOWN,
    SUPPLY_COLOURS,
    THIN,
    Shade,
    coded,
    graduated,
    theme,
)
from .wording import Pair, named, pair

Results = dict[str, AnyTable]
Parts = tuple[list[dict[str, Any]], list[dict[str, Any]]]  # themes, fields

_MOLAR_M3_KMOL = 8.314462618 * 293.15 / 101.325  # at 20 °C and 101.325 kPa, what Chinese gas meters count
_OUT_OF_USE = ("abandoned", "empty")


def _named_shades(names: dict[str, Pair], colours: dict[str, str]) -> dict[str, Shade]:
    return {c: Shade(label, colours.get(c, GREY)) for c, label in names.items()}


def survey_parts(network: Network) -> Parts:
    """What the survey itself says."""
    pipe = network.pipe
    material, pressure = named(pipe, "material"), named(pipe, "pressure_class")
    year = picked(pipe.install_year, np.arange(len(pipe)))
    themes = [
        coded("material", pipe.material, _named_shades(material, MATERIAL_COLOURS)),
        graduated("year", year, [1980, 1990, 2000, 2010, 2020], ""),
        coded("pressure_class", pipe.pressure_class, _named_shades(pressure, CLASS_COLOURS)),
    ]
    fields = [
        text("street", pipe.street),
        code("material", pipe.material, material),
        text("diameter", pipe.diameter_text),
        number("inner_diameter", pipe.inner_diameter_m * 1e3),
        code("pressure_class", pipe.pressure_class, pressure),
        whole("install_year", pipe.install_year),
        number("length", pipe.length_m, 4),
        number("depth", pipe.depth_m),
        code("role", pipe.role, named(pipe, "role")),
        code("state", pipe.state, named(pipe, "state")),
        text("source", pipe.source),
        whole("source_row", pipe.source_row),
    ]
    return themes, fields


def hydraulic_parts(network: Network, results: Results) -> Parts:
    """Supply, pressure, speed and flow."""
    themes: list[dict[str, Any]] = []
    fields: list[dict[str, Any]] = []
    nodes, flows, pipe = results.get("result_node"), results.get("result_pipe"), network.pipe
    if nodes is not None:
        rows = rows_of(network.node.id, nodes)
        live = np.nan_to_num(picked(nodes.supplied.astype(float), rows)) > 0
        gauge_kpa = picked(nodes.gauge_pressure_pa, rows) / 1e3
        here = [live[pipe.from_node], live[pipe.to_node]]
        states = np.select(
            [np.isin(pipe.state, _OUT_OF_USE), here[0] & here[1], here[0] | here[1]],
            ["out_of_use", "supplied", "part"],
            "none",
        )
        shades = {c: Shade(pair(f"supply.{c}"), colour) for c, colour in SUPPLY_COLOURS.items()}
        lower = np.fmin(gauge_kpa[pipe.from_node], gauge_kpa[pipe.to_node])
        themes += [coded("supply", states, shades), graduated("pressure", lower, [2, 3, 10, 100, 200, 400], "kPa")]
        fields.append(number("pressure", lower, 4))
    if flows is not None:
        rows = rows_of(pipe.id, flows)
        speed = np.abs(picked(flows.velocity_m_s, rows))
        flow = np.abs(picked(flows.flow_kg_s, rows)) * 3600.0
        themes.append(graduated("velocity", speed, [1, 2.5, 5, 10, 20], "m/s"))
        molar = float(network.gas.molar_mass_kg_mol)
        fields += [number("velocity", speed), number("flow", flow / molar / 1e3 * _MOLAR_M3_KMOL)]
    return themes, fields


def outage_parts(network: Network, results: Results) -> Parts:
    """What shutting each pipe would cost."""
    found = results.get("result_criticality")
    if found is None:
        return [], []
    rows = rows_of(network.pipe.id, found)
    households = picked(found.households_out, rows)
    return [graduated("outage", households, [1, 50, 200, 1000, 5000], "")], [
        number("households_out", households, 0),
        number("valves_to_close", picked(found.valves_to_close, rows), 0),
        code("isolation", picked_codes(found.status, rows), named(found, "status")),
    ]


def risk_parts(network: Network, results: Results) -> Parts:
    """Grade and figures of the risk; the causes are in `score()`."""
    risk = results.get("result_risk")
    if risk is None:
        return [], []
    rows = rows_of(network.pipe.id, risk)
    names = named(risk, "grade")
    leaks = picked(risk.frequency_per_year, rows)
    with np.errstate(divide="ignore", invalid="ignore"):
        density = leaks / picked(risk.length_km, rows)
    themes = [
        coded("risk", picked_codes(risk.grade, rows), grade_shades(names)),
        graduated("leaks", density, [0.02, 0.05, 0.1, 0.2, 0.5], ""),
    ]
    fields = [
        code("grade", picked_codes(risk.grade, rows), names),
        number("rank", picked(risk["rank"], rows), 0),
        number("risk_density", picked(risk.risk_cny_per_km_year, rows)),
        number("risk", picked(risk.risk_cny_per_year, rows)),
        number("fatalities", picked(risk.risk_fatalities_per_year, rows), 2),
        number("leaks", leaks, 2),
        number("leaks_p10", picked(risk.frequency_p10, rows), 2),
        number("leaks_p90", picked(risk.frequency_p90, rows), 2),
        number("leaks_on_record", picked(risk.leaks_on_record, rows), 0),
        number("people_near", picked(risk.people_near, rows), 2),
    ]
    return themes, fields


def plan_parts(network: Network, results: Results) -> Parts:
    """Year and project of renewal."""
    plan = results.get("plan_pipe")
    if plan is None:
        return [], []
    rows = rows_of(network.pipe.id, plan)
    planned = picked(plan.year, rows)
    years = sorted({int(y) for y in planned[np.isfinite(planned)]})
    last = len(SEQUENCE) - 1
    shades = [
        Shade((str(y), str(y)), SEQUENCE[last - round(i * last / max(1, len(years) - 1))], 3.0)
        for i, y in enumerate(years)
    ]
    place = {y: i for i, y in enumerate(years)}
    of = np.array([place[int(y)] if math.isfinite(y) else len(years) for y in planned], dtype=np.int64)
    return [theme("plan", of, [*shades, Shade(pair("not_planned"), GREY, THIN)])], [
        number("plan_year", planned, -1),
        text("project", picked_codes(plan.project, rows)),
        number("cost", picked(plan.cost_cny, rows), 4),
    ]


def quality_themes(twin: Twin) -> list[dict[str, Any]]:
    """Where the survey has problems, and where its values are estimates."""
    pipe, issue, provenance = twin.network.pipe, twin.issue, twin.provenance
    row = {str(name): i for i, name in enumerate(pipe.id)}
    worst = np.full(len(pipe), len(SEVERITIES), dtype=np.int64)
    for name, severity in zip(issue.object_id, issue.severity, strict=True):
        if (at := row.get(str(name))) is not None:
            worst[at] = min(worst[at], SEVERITIES.index(severity))
    estimated = np.zeros(len(pipe), dtype=np.int64)
    kept = (provenance.table_name == "pipe") & (provenance.origin == "imputed")
    for name in provenance.object_id[kept]:
        if (at := row.get(str(name))) is not None:
            estimated[at] += 1
    shades = [Shade(pair(f"severity.{s}"), colour, width) for s, (colour, width) in SEVERITIES_SHOWN.items()]
    counts = [Shade(pair(f"estimates.{k}"), colour) for k, colour in ESTIMATES_SHOWN.items()]
    return [theme("issues", worst, shades), theme("estimates", np.minimum(estimated, 2), counts)]


def themes_and_fields(twin: Twin, results: Results) -> Parts:
    """All of them: the theme that matters most to a planner first."""
    network = twin.network
    parts = {
        "risk": risk_parts(network, results),
        "scheme": score_parts(network, results),
        "rules": conclusion_parts(network, results),
        "pipe": survey_parts(network),
        "hydraulics": hydraulic_parts(network, results),
        "outage": outage_parts(network, results),
        "plan": plan_parts(network, results),
    }
    themes = [t for found, _ in parts.values() for t in found] + quality_themes(twin)
    return themes, [{**f, "group": group} for group, (_, fields) in parts.items() for f in fields]


def score(network: Network, risk: AnyTable | None) -> dict[str, Any] | None:
    """How the leak frequency of each pipe comes about: ln of its factors, which add up, and the sentence of causes."""
    if risk is None:
        return None
    rows = rows_of(network.pipe.id, risk)
    parts = [c for c in risk.columns if c.startswith("ln_")]
    index: dict[Pair, int] = {}
    start, of = [0], []
    english, chinese = risk.causes, risk.causes_zh
    for row in rows:
        if row >= 0:
            of += [index.setdefault(clause, len(index)) for clause in _clauses(str(english[row]), str(chinese[row]))]
        start.append(len(of))
    return {
        "parts": [
            {"key": p, "label": pair(f"score.{p}"), "ln": picked(risk[p], rows).astype(np.float32)} for p in parts
        ],
        "clauses": list(index),
        "start": np.array(start, dtype=np.uint32),
        "of": np.array(of, dtype=np.uint32),
    }


def _clauses(english: str, chinese: str) -> list[Pair]:
    """The causes of one asset, each in both languages; whole where the two lists do not match."""
    pieces = [p for p in english.split("; ") if p], [p for p in chinese.split("；") if p]
    if len(pieces[0]) == len(pieces[1]):
        return list(zip(*pieces, strict=True))
    return [(english, chinese)]
