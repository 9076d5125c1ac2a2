# SPDX-License-Identifier: Apache-2.0
"""Small surrogate networks for the replays of published cases: the published facts are in them, everything else is
invented and says so. Run as a program it writes them as twin files beside the scenarios:

    python examples/replays/networks.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import gastwin as gt


def _line(pipes: list[tuple[str, float, float, str]], **tables: Any) -> gt.Network:
    """Pipes in a row between nodes 0, 1, 2 ...: id, length m, bore m, material."""
    count, gas = len(pipes) + 1, tables.pop("gas", None)
    depth_m = tables.pop("depth_m", [1.2] * (count - 1))
    reach = [sum(length for _, length, *_ in pipes[:i]) for i in range(count)]
    return gt.Network.from_frames(
        {
            "node": {"id": list(range(count)), "x_m": reach, "y_m": [0.0] * count},
            "pipe": {
                "id": [name for name, *_ in pipes],
                "from_node": list(range(count - 1)),
                "to_node": list(range(1, count)),
                "length_m": [length for _, length, *_ in pipes],
                "inner_diameter_m": [bore for *_, bore, _ in pipes],
                "material": [material for *_, material in pipes],
                "pressure_class": ["medium_a"] * (count - 1),
                "depth_m": depth_m,
            },
            **tables,
        },
        gas=gas,
    )


def songyuan() -> gt.Network:
    """Published: PE dn110 (SDR 11: 90 mm bore), 0.3 MPa, cover 3.9 m. Invented: 200 m of it from a strong main to the
    strike and 300 m beyond, a valve on either side of the strike, one user at the end. Gas of 0.75 kg/m³ at 0 °C and
    288 K, as in the published bound of the release."""
    gas = gt.Gas(molar_mass_kg_mol=0.75 * 0.0224139, temperature_k=288.0)
    return _line(
        [("main", 2000.0, 0.30, "steel"), ("dn110", 200.0, 0.09, "pe80"), ("dn110 beyond", 300.0, 0.09, "pe80")],
        depth_m=[1.5, 3.9, 3.9],
        source={"id": ["station"], "node": [0], "gauge_pressure_pa": [0.3e6]},
        valve={"id": ["V1", "V2"], "pipe": ["dn110", "dn110 beyond"], "position": [0.05, 0.95]},
        customer={"id": ["users"], "node": [3], "demand_kg_s": [0.01], "households": [200]},
        gas=gas,
    )


def lanzhou() -> gt.Network:
    """Published: a medium-pressure pipe broken; valves turned 12 minutes later; more than 2,900 households and 55 other
    users without gas. Invented: 58 low-pressure districts of 50 households, a regulator each, along 1,160 m of DN200
    between two valves, beyond the second a part that has a feed of its own and keeps its gas."""
    districts = 58
    pieces = [("feed", 1500.0, 0.2, "steel"), *((f"street {i}", 20.0, 0.2, "steel") for i in range(districts))]
    pieces += [("beyond", 500.0, 0.2, "steel")]
    last = len(pieces)
    net = {
        "source": {"id": ["west", "east"], "node": [0, last], "gauge_pressure_pa": [0.3e6, 0.3e6]},
        "valve": {"id": ["V west", "V east"], "pipe": ["feed", "beyond"], "position": [0.9, 0.1]},
    }
    line = _line(pieces, **net)
    node, pipe = line.node.to_dict(), line.pipe.to_dict()
    low = [f"low {i}" for i in range(districts)]
    end = [f"end {i}" for i in range(districts)]
    at = list(range(2, districts + 2))
    grown: dict[str, Any] = {
        "node": {
            "id": [str(i) for i in node["id"]] + low + end,
            "x_m": [*node["x_m"], *(float(node["x_m"][n]) for n in at), *(float(node["x_m"][n]) for n in at)],
            "y_m": [*node["y_m"], *[10.0] * districts, *[110.0] * districts],
        },
        "pipe": {
            "id": [*pipe["id"], *(f"yard {i}" for i in range(districts))],
            "from_node": [*pipe["from_node"], *low],
            "to_node": [*pipe["to_node"], *end],
            "length_m": [*pipe["length_m"], *[100.0] * districts],
            "inner_diameter_m": [*pipe["inner_diameter_m"], *[0.1] * districts],
            "material": [*pipe["material"], *["pe80"] * districts],
            "pressure_class": [*pipe["pressure_class"], *["low"] * districts],
        },
        "regulator": {
            "id": [f"R{i}" for i in range(districts)],
            "from_node": [str(n) for n in at],
            "to_node": low,
            "set_gauge_pressure_pa": [3000.0] * districts,
        },
        "customer": {
            "id": [*(f"district {i}" for i in range(districts)), *(f"shop {i}" for i in range(55)), "beyond"],
            "node": [*end, *(low[i] for i in range(55)), str(last)],
            "demand_kg_s": [50 * 4e-5] * districts + [2e-4] * 55 + [0.01],
            "kind": ["household"] * districts + ["commercial"] * 55 + ["household"],
            "households": [50] * districts + [0] * 55 + [100],
        },
        "source": {**net["source"], "node": ["0", str(last)]},
        "valve": net["valve"],
    }
    return gt.Network.from_frames(grown)


def shiyan() -> gt.Network:
    """Published: a corroded medium-pressure steel pipe over a closed river channel; size and pressure not known. One
    pipe, for its gas; the scenario is the enclosed space."""
    return _line(
        [("over the channel", 100.0, 0.05, "steel")],
        source={"id": ["main"], "node": [0], "gauge_pressure_pa": [0.3e6]},
        customer={"id": ["market"], "node": [1], "demand_kg_s": [0.001]},
    )


NETWORKS = {"songyuan_2017": songyuan, "lanzhou_2019": lanzhou, "shiyan_2021": shiyan}


def main() -> None:
    """Writes every network as a twin file."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    folder.mkdir(parents=True, exist_ok=True)
    for name, network in NETWORKS.items():
        gt.Twin.from_network(network()).save(folder / f"{name}.gpkg")


if __name__ == "__main__":
    main()
