# SPDX-License-Identifier: Apache-2.0
"""pandapipes networks, as `pandapipes.to_json` writes them. Read without pandapipes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from ..frames import _error
from ..gas import Gas
from ..network import Network
from .rows import DAMAGE, Rows

_NORMAL_TEMPERATURE_K, _NORMAL_PRESSURE_PA = 273.15, 101325.0
_GAS_CONSTANT = 8.314462618
_LOSS_PIPE_M = 1e-3  # carries the loss of a valve; its own friction is nothing beside that
# Elements with no like here; heat alone does not matter to pressures.
_UNSUPPORTED = ("pump", "mass_storage", "circ_pump_mass", "circ_pump_pressure", "heat_consumer")

Row = dict[str, Any]


def read(path: Path) -> Network:
    """The network. Raises `Error`: unreadable_file."""
    rows = Rows(path)
    try:
        document = json.loads(path.read_text("utf-8"))
        if document["_class"] != "pandapipesNet":
            raise ValueError("not a pandapipes network")
        parts = document["_object"]
        tables = {name: _table(part) for name, part in parts.items() if _is_table(part)}
        for name in _UNSUPPORTED:
            if tables.get(name):
                raise rows.refuse(name, "gastwin has no such element")
        gas = _gas(_plain(parts["fluid"]), tables["junction"])
        _add_nodes(rows, tables)
        _add_branches(rows, tables)
        _add_controls(rows, tables)
        _add_loads(rows, tables)
    except DAMAGE as error:
        detail = f"not a pandapipes gas network: {type(error).__name__}: {error}"
        raise _error("unreadable_file", file=str(path), detail=detail) from None
    return rows.network(gas)


def _is_table(part: Any) -> bool:
    return isinstance(part, dict) and part.get("_class") == "DataFrame"


def _table(part: Row) -> list[Row]:
    """Rows in service, each with its index."""
    content = part["_object"]
    content = json.loads(content) if isinstance(content, str) else content
    rows = [dict(zip(content["columns"], cells, strict=True)) for cells in content["data"]]
    indexed = [{**row, "index": index} for row, index in zip(rows, content["index"], strict=True)]
    return [row for row in indexed if row.get("in_service", True)]


def _plain(part: Any) -> Any:
    """The values inside pandapipes' wrapping of objects; the class of a wrapped one is kept as "_class"."""
    if isinstance(part, list):
        return [_plain(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    if "_object" not in part:
        return {key: _plain(value) for key, value in part.items()}
    content = part["_object"]
    if isinstance(content, str) and content[:1] in "{[":
        content = json.loads(content)
    content = _plain(content)
    return {**content, "_class": part["_class"]} if isinstance(content, dict) else content


def _gas(fluid: Row, junctions: list[Row]) -> Gas:
    """Density at 0 °C and 1 atm, viscosity at the temperature of the junctions, Z = offset + slope p."""
    if not fluid["is_gas"]:
        raise ValueError("the fluid is no gas")
    properties = fluid["all_properties"]
    temperature = float(np.mean([row["tfluid_k"] for row in junctions]))
    density = _at(properties["density"], _NORMAL_TEMPERATURE_K)
    compressibility = properties["compressibility"]
    slope, offset = compressibility.get("slope", 0.0), compressibility.get("offset", compressibility.get("value"))
    return Gas(
        molar_mass_kg_mol=density * _GAS_CONSTANT * _NORMAL_TEMPERATURE_K / _NORMAL_PRESSURE_PA,
        temperature_k=temperature,
        viscosity_pa_s=_at(properties["viscosity"], temperature),
        eos="linear_z",
        b1=float(offset),
        b2=float(slope) * 1e-5,
        gas_constant=_GAS_CONSTANT,
    )


def _at(prop: Row, temperature_k: float) -> float:
    """A property at a temperature; tables are interpolated linearly and continued so beyond their ends."""
    if "value" in prop:
        return float(prop["value"])
    if "slope" in prop:
        return float(prop["offset"] + prop["slope"] * temperature_k)
    x, y = np.asarray(prop["x"], float), np.asarray(prop["y"], float)
    i = int(np.clip(np.searchsorted(x, temperature_k) - 1, 0, len(x) - 2))
    return float(y[i] + (y[i + 1] - y[i]) / (x[i + 1] - x[i]) * (temperature_k - x[i]))


def _metres(row: Row) -> float:
    """Inner diameter; older versions have it in metres."""
    return float(row["inner_diameter_mm"]) / 1e3 if "inner_diameter_mm" in row else float(row["diameter_m"])


def _add_nodes(rows: Rows, tables: dict[str, list[Row]]) -> None:
    place = {row["index"]: row for row in tables.get("junction_geodata", [])}
    for row in tables["junction"]:
        at = place.get(row["index"], {})
        rows.add("node", id=row["index"], x_m=at.get("x"), y_m=at.get("y"), elevation_m=row["height_m"])


def _add_branches(rows: Rows, tables: dict[str, list[Row]]) -> None:
    start = {}
    for row in tables["pipe"]:
        start[row["index"]] = row["from_junction"]
        rows.add(
            "pipe",
            id=row["index"],
            from_node=row["from_junction"],
            to_node=row["to_junction"],
            length_m=row["length_km"] * 1e3,
            inner_diameter_m=_metres(row),
            roughness_m=row["k_mm"] / 1e3,
            loss_coefficient=row["loss_coefficient"],
        )
    for row in tables.get("valve", []):
        cells: Row = {"id": row["index"], "open": bool(row["opened"])}
        if row.get("et", "ju") == "pi":
            at_start = start[row["element"]] == row["junction"]
            cells |= {"pipe": row["element"], "position": 0.0 if at_start else 1.0}
        else:
            ends = {"from_node": row["junction"], "to_node": row.get("element", row.get("to_junction"))}
            if row["loss_coefficient"] > 0:
                pipe = f"valve {row['index']}"
                size = {"length_m": _LOSS_PIPE_M, "inner_diameter_m": _metres(row)}
                rows.add("pipe", id=pipe, loss_coefficient=row["loss_coefficient"], **size, **ends)
                cells |= {"pipe": pipe, "position": 0.5}
            else:
                cells |= ends
        rows.add("valve", **cells)


def _add_controls(rows: Rows, tables: dict[str, list[Row]]) -> None:
    """Pressure controls hold the pressure at their outlet only; here they neither compress nor pass gas backwards."""
    for row in tables.get("press_control", []):
        if row["controlled_junction"] != row["to_junction"]:
            raise rows.refuse("press_control", "the controlled junction is not the outlet")
        _add_control(rows, "control", row, "regulator", set_gauge_pressure_pa=row["controlled_p_bar"] * 1e5)
    for row in tables.get("compressor", []):
        _add_control(rows, "compressor", row, "compressor_ratio", ratio=row["pressure_ratio"])
    for row in tables.get("flow_control", []):
        flow = row["controlled_mdot_kg_per_s"]
        _add_control(rows, "flow", row, "compressor_flow", capacity_kg_s=flow)


def _add_control(rows: Rows, kind: str, row: Row, control: str, **cells: Any) -> None:
    ends = {"from_node": row["from_junction"], "to_node": row["to_junction"]}
    rows.add(
        "regulator",
        **{"id": f"{kind} {row['index']}", "set_gauge_pressure_pa": 0.0, "control": control, **ends, **cells},
    )


def _add_loads(rows: Rows, tables: dict[str, list[Row]]) -> None:
    for row in tables.get("ext_grid", []):
        rows.add("source", id=row["index"], node=row["junction"], gauge_pressure_pa=row["p_bar"] * 1e5)
    for table, sign in (("sink", 1.0), ("source", -1.0)):
        for row in tables.get(table, []):
            demand = sign * row["mdot_kg_per_s"] * row["scaling"]
            rows.add(
                "customer", id=f"{table} {row['index']}", node=row["junction"], demand_kg_s=demand, kind="industrial"
            )
