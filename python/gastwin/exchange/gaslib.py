# SPDX-License-Identifier: Apache-2.0
"""GasLib networks (gaslib.zib.de): topology from .net, the nomination from the .scn of the same name."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ..frames import _error
from ..gas import Gas
from ..network import Network
from .rows import DAMAGE, Rows

_ATMOSPHERE_PA = 101325.0
_UNITS = {
    "m": 1.0,
    "meter": 1.0,
    "km": 1e3,
    "mm": 1e-3,
    "bar": 1e5,
    "barg": 1e5,
    "Pa": 1.0,
    "K": 1.0,
    "kg_per_m_cube": 1.0,
    "kg_per_kmol": 1e-3,
    "1000m_cube_per_hour": 1e3 / 3600,
    "m_cube_per_hour": 1 / 3600,
    "m_cube_per_s": 1.0,
    "kg_per_s": 1.0,
    "": 1.0,
}
_SHORT_PIPE_M = 1e-3  # carries the drag of a resistor; its own friction is nothing beside that

Element = ElementTree.Element


def read(path: Path) -> Network:
    """The network. Raises `Error`: unreadable_file."""
    rows = Rows(path)
    try:
        nodes, connections = _parts(path)
        gas = _gas(nodes)
        for node in nodes:
            height = _quantity(node, "height", 0.0)
            rows.add("node", id=node.get("id"), x_m=node.get("x"), y_m=node.get("y"), elevation_m=height)
        for link in connections:
            _add_link(rows, link)
        _add_boundary(rows, nodes, path.with_suffix(".scn"), _norm_density(nodes))
    except (ElementTree.ParseError, *DAMAGE) as error:
        detail = f"not a GasLib network: {type(error).__name__}: {error}"
        raise _error("unreadable_file", file=str(path), detail=detail) from None
    return rows.network(gas)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _parts(path: Path) -> tuple[list[Element], list[Element]]:
    found: dict[str, list[Element]] = {_name(part): list(part) for part in ElementTree.parse(path).getroot()}
    return found["nodes"], found["connections"]


def _quantity(element: Element, name: str, default: float | None = None) -> float:
    """The child's value in SI units."""
    for child in element:
        if _name(child) == name:
            value, unit = float(child.get("value", "")), child.get("unit", "")
            return value + 273.15 if unit == "Celsius" else value * _UNITS[unit]
    if default is None:
        raise ValueError(f"{_name(element)} {element.get('id')} has no {name}")
    return default


def _gauge_pa(element: Element, name: str) -> float:
    """A pressure above the atmosphere; bar is absolute, barg is not."""
    child = next((c for c in element if _name(c) == name), None)
    if child is None:
        raise ValueError(f"{_name(element)} {element.get('id')} has no {name}")
    return _quantity(element, name) - (0.0 if child.get("unit") == "barg" else _ATMOSPHERE_PA)


def _entries(nodes: list[Element]) -> list[Element]:
    entries = [node for node in nodes if _name(node) == "source"]
    if not entries:
        raise ValueError("no source")
    return entries


def _norm_density(nodes: list[Element]) -> float:
    densities = [_quantity(node, "normDensity") for node in _entries(nodes)]
    return sum(densities) / len(densities)


def _gas(nodes: list[Element]) -> Gas:
    """The mean of what enters, by Papay's equation of state, as the GasLib papers have it."""
    entries = _entries(nodes)

    def mean(name: str) -> float:
        return sum(_quantity(node, name) for node in entries) / len(entries)

    return Gas(
        molar_mass_kg_mol=mean("molarMass"),
        temperature_k=mean("gasTemperature"),
        eos="papay",
        critical_temperature_k=mean("pseudocriticalTemperature"),
        critical_pressure_pa=mean("pseudocriticalPressure"),
    )


def _add_link(rows: Rows, link: Element) -> None:
    kind = _name(link)
    cells: dict[str, Any] = {"id": link.get("id"), "from_node": link.get("from"), "to_node": link.get("to")}
    if kind == "pipe":
        size = {
            "length_m": _quantity(link, "length"),
            "inner_diameter_m": _quantity(link, "diameter"),
            "roughness_m": _quantity(link, "roughness"),
        }
        rows.add("pipe", **cells, **size)
    elif kind in ("valve", "shortPipe"):
        rows.add("valve", **cells, kind=kind)
    elif kind == "controlValve":
        rows.add("regulator", **cells, control="regulator", set_gauge_pressure_pa=_gauge_pa(link, "pressureOutMax"))
    elif kind == "compressorStation":
        # The files hold machines, not how they are run: the station stands still and gas passes.
        rows.add("regulator", **cells, control="compressor_ratio", ratio=1.0, set_gauge_pressure_pa=0.0, kind=kind)
    elif kind == "resistor":
        if any(_name(child) == "pressureLoss" for child in link):
            raise rows.refuse(f"resistor {link.get('id')}", "a constant loss of pressure has no like here")
        size = {"length_m": _SHORT_PIPE_M, "inner_diameter_m": _quantity(link, "diameter")}
        rows.add("pipe", **cells, **size, loss_coefficient=_quantity(link, "dragFactor"))
    else:
        raise rows.refuse(kind, "gastwin has no such element")


def _nomination(scenario: Path, density_kg_m3: float) -> dict[str, tuple[str, float]]:
    """Node → (entry or exit, mass flow)."""
    if not scenario.is_file():
        return {}
    flows: dict[str, tuple[str, float]] = {}
    for node in ElementTree.parse(scenario).getroot().iter():
        if _name(node) != "node":
            continue
        bounds = [_in_kg_s(flow, density_kg_m3) for flow in node if _name(flow) == "flow"]
        if bounds:
            flows[node.get("id", "")] = (node.get("type", ""), max(bounds))
    return flows


def _in_kg_s(flow: Element, density_kg_m3: float) -> float:
    unit = flow.get("unit", "")
    return float(flow.get("value", "")) * _UNITS[unit] * (1.0 if unit == "kg_per_s" else density_kg_m3)


def _add_boundary(rows: Rows, nodes: list[Element], scenario: Path, density_kg_m3: float) -> None:
    """Every entry holds its highest pressure: stations that stand still pass gas one way, so that one entry could not
    balance the others. Exits draw what is nominated."""
    for node in _entries(nodes):
        name = node.get("id", "")
        rows.add("source", id=name, node=name, gauge_pressure_pa=_gauge_pa(node, "pressureMax"))
    for name, (kind, flow) in _nomination(scenario, density_kg_m3).items():
        if kind != "entry" and flow != 0.0:
            rows.add("customer", id=name, node=name, demand_kg_s=flow, kind="industrial")
