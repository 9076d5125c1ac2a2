# SPDX-License-Identifier: Apache-2.0
"""EPANET input files: nodes, links, valves, demands. What a water network says of pressures has no meaning for gas."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..frames import _error
from ..gas import Gas
from ..network import Network
from .rows import DAMAGE, Rows

_WATER_PA_PER_M = 9806.65
_PA_PER_PSI = 6894.757293168
_FOOT_M, _INCH_M = 0.3048, 0.0254
# Volume flows in m³/s; those of the first group come with feet, inches and psi (EPANET 2.2 manual, appendix A).
_US_FLOWS = {
    "CFS": 0.028316846592,
    "GPM": 6.30901964e-5,
    "MGD": 0.0438126363889,
    "IMGD": 0.0526168042,
    "AFD": 0.01427641,
}
_SI_FLOWS = {"LPS": 1e-3, "LPM": 1e-3 / 60, "MLD": 1e3 / 86400, "CMH": 1 / 3600, "CMD": 1 / 86400, "CMS": 1.0}

Sections = dict[str, list[list[str]]]


@dataclass
class _Units:
    flow_m3_s: float
    length_m: float
    diameter_m: float
    pressure_pa: float


def read(path: Path) -> Network:
    """The network. Raises `Error`: unreadable_file."""
    rows = Rows(path)
    gas = Gas()
    try:
        sections = _sections(path)
        if not sections["JUNCTIONS"] or not sections["PIPES"]:
            raise ValueError("no [JUNCTIONS] or no [PIPES]")
        units = _units(sections["OPTIONS"])
        _add_nodes(rows, sections, units)
        _add_demands(rows, sections, units, gas.reference_density_kg_m3)
        _add_pipes(rows, sections, units)
        _add_valves(rows, sections, units)
    except DAMAGE as error:
        detail = f"not an EPANET input file: {type(error).__name__}: {error}"
        raise _error("unreadable_file", file=str(path), detail=detail) from None
    return rows.network(gas)


def _sections(path: Path) -> Sections:
    """Words of the rows of each section. Files are ASCII or in the encoding of the system that wrote them."""
    sections: Sections = defaultdict(list)
    section = ""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    for line in text.splitlines():
        words = line.split(";")[0].split()
        if words and words[0].startswith("["):
            section = words[0].strip("[]").upper()
        elif words:
            sections[section].append(words)
    return sections


def _units(options: list[list[str]]) -> _Units:
    name = next((row[1].upper() for row in options if row[0].upper() == "UNITS" and len(row) > 1), "GPM")
    if name in _US_FLOWS:
        return _Units(_US_FLOWS[name], _FOOT_M, _INCH_M, _PA_PER_PSI)
    return _Units(_SI_FLOWS[name], 1.0, 1e-3, _WATER_PA_PER_M)


def _add_nodes(rows: Rows, sections: Sections, units: _Units) -> None:
    place = {row[0]: (float(row[1]), float(row[2])) for row in sections["COORDINATES"]}
    for section in ("JUNCTIONS", "RESERVOIRS", "TANKS"):
        for row in sections[section]:
            x, y = place.get(row[0], (None, None))
            number = float(row[1]) * units.length_m if len(row) > 1 else 0.0
            # A reservoir has a head and no elevation; it lies at level zero.
            elevation = 0.0 if section == "RESERVOIRS" else number
            rows.add("node", id=row[0], x_m=x, y_m=y, elevation_m=elevation)
            if section == "RESERVOIRS":
                rows.add("source", id=row[0], node=row[0], gauge_pressure_pa=number * _WATER_PA_PER_M)
            elif section == "TANKS":
                level = float(row[2]) * units.length_m
                rows.add("source", id=row[0], node=row[0], gauge_pressure_pa=level * _WATER_PA_PER_M)


def _add_demands(rows: Rows, sections: Sections, units: _Units, density_kg_m3: float) -> None:
    """Base demands times the mean of their pattern; a row of [DEMANDS] replaces that of the junction."""
    factors: dict[str, list[float]] = defaultdict(list)
    for row in sections["PATTERNS"]:
        factors[row[0]] += [float(word) for word in row[1:]]
    default = next((row[1] for row in sections["OPTIONS"] if row[0].upper() == "PATTERN" and len(row) > 1), "1")
    demand: dict[str, float] = {}

    def take(junction: str, base: str, pattern: str) -> None:
        share = factors.get(pattern, [1.0])
        volume = float(base) * units.flow_m3_s * sum(share) / len(share)
        demand[junction] = demand.get(junction, 0.0) + volume * density_kg_m3

    replaced = {row[0] for row in sections["DEMANDS"]}
    for row in sections["JUNCTIONS"]:
        if len(row) > 2 and row[0] not in replaced:
            take(row[0], row[2], row[3] if len(row) > 3 else default)
    for row in sections["DEMANDS"]:
        take(row[0], row[1], row[2] if len(row) > 2 else default)
    for junction, value in demand.items():
        if value != 0.0:
            rows.add("customer", id=junction, node=junction, demand_kg_s=value, kind="industrial")


def _add_pipes(rows: Rows, sections: Sections, units: _Units) -> None:
    """Closed pipes get a closed valve in the middle, those with a check valve one at their start; roughness of
    Hazen and Williams or of Manning is no height and is left out. Pumps become check valves."""
    set_later = {row[0]: row[1].upper() for row in sections["STATUS"] if len(row) > 1}
    darcy = any([w.upper() for w in row[:2]] == ["HEADLOSS", "D-W"] for row in sections["OPTIONS"])
    roughness_m = 1e-3 * (_FOOT_M if units.diameter_m == _INCH_M else 1.0)  # thousandths of a foot, or mm
    for row in sections["PIPES"]:
        state = (row[7] if len(row) > 7 else "OPEN").upper()
        state = set_later.get(row[0], state) if state != "CV" else state
        start = row[1]
        if state == "CV":
            start = f"{row[0]} check valve"
            rows.add("node", id=start)
            rows.add("regulator", **_check_valve(f"{row[0]} check valve", row[1], start))
        cells: dict[str, Any] = {"roughness_m": float(row[5]) * roughness_m} if darcy else {}
        rows.add(
            "pipe",
            id=row[0],
            from_node=start,
            to_node=row[2],
            length_m=float(row[3]) * units.length_m,
            inner_diameter_m=float(row[4]) * units.diameter_m,
            loss_coefficient=float(row[6]) if len(row) > 6 else 0.0,
            **cells,
        )
        if state == "CLOSED":
            rows.add("valve", id=row[0], pipe=row[0], position=0.5, open=False)
    for row in sections["PUMPS"]:
        rows.add("regulator", **_check_valve(row[0], row[1], row[2]))


def _check_valve(element: str, start: str, end: str) -> dict[str, Any]:
    ends = {"from_node": start, "to_node": end}
    return {"id": element, "control": "check_valve", "set_gauge_pressure_pa": 0.0, **ends}


def _add_valves(rows: Rows, sections: Sections, units: _Units) -> None:
    """Pressure reducing valves are regulators at their setting; the others valves, open unless closed by [STATUS]."""
    status = {row[0]: row[1].upper() for row in sections["STATUS"] if len(row) > 1}
    for row in sections["VALVES"]:
        ends = {"from_node": row[1], "to_node": row[2]}
        if row[4].upper() == "PRV" and status.get(row[0]) not in ("OPEN", "CLOSED"):
            setting = float(row[5]) * units.pressure_pa
            rows.add("regulator", id=row[0], control="regulator", set_gauge_pressure_pa=setting, **ends)
        else:
            rows.add("valve", id=row[0], open=status.get(row[0]) != "CLOSED", kind=row[4].upper(), **ends)
