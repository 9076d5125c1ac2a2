#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same network solved by gastwin and by pandapipes in one run: pressures, times, iterations, memory.

    python bench/peers/pandapipes_side_by_side.py [--households 1220000 | --grid 316] [--seed 1] [--repeat 3]

The network is the synthetic city (about one node per twelve households) made into one pressure tier: every regulator
becomes a metre of DN200 pipe, all at the sources' pressure of 0.2 MPa(g). Why not the two tiers themselves: the
pressure controls of pandapipes are no regulators (they compress, pass gas backwards and circulate it between two
stations of one zone), so a comparison with them would compare different physics; and gastwin would solve a thousand
small zones one by one, an advantage that is its own and not the solver's. One tier gives both programs one system of
the same size, topology, loops, sources and demands. The ground is taken as level. `--grid` takes streets of so many
nodes each way instead, two fifths of the cross streets kept: loops everywhere, so that the factorisation rules.

Gas: 0.75 kg/m³ at 0 °C and 101 325 Pa, 15 °C, ideal, 10.725e-6 Pa·s. Friction: 64/Re + (2 lg(D/K) + 1.14)⁻², which
pandapipes calls "nikuradse". Each program runs in a process of its own; its time is the best of `repeat` whole calls
(tables in, tables out), its memory the peak of that process, imports and tables included. Threads: one per core for
each, unless OMP_NUM_THREADS and its like say otherwise. `load_change_seconds`: a prepared network solved again after
every load has changed by a tenth; pandapipes, which keeps nothing between calls, does its whole work again.
Exit status 1 when one does not converge or the pressures differ by more than 1e-6 of the absolute pressure.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(variable, str(os.cpu_count() or 1))

import numpy as np  # noqa: E402  (after the thread limits)

TEMPERATURE_K = 288.15
DENSITY_KG_M3 = 0.75
VISCOSITY_PA_S = 0.75 * 14.3e-6
STANDARD_PRESSURE_PA = 101325.0
REGULATOR_PIPE = {"length_m": 1.0, "inner_diameter_m": 0.2071, "roughness_m": 1e-4}
AGREEMENT = 1e-6


def one_tier(households: int, seed: int) -> dict[str, np.ndarray]:
    """The synthetic city as arrays, regulators as short pipes."""
    import gastwin as gt

    city = gt.synthetic_city(households=households, seed=seed)
    node = city.node.to_pandas()
    pipe, regulator = city.pipe.to_pandas(), city.regulator.to_pandas()
    source, customer = city.source.to_pandas(), city.customer.to_pandas()
    row = {name: k for k, name in enumerate(node["id"])}

    def rows(ids: Any) -> np.ndarray:
        return np.fromiter((row[i] for i in ids), dtype=np.int64)

    def with_regulators(column: str) -> np.ndarray:
        return np.append(pipe[column].to_numpy(float), np.full(len(regulator), REGULATOR_PIPE[column]))

    demand = np.bincount(rows(customer["node"]), weights=customer["demand_kg_s"], minlength=len(node))
    return {
        "nodes": np.array(len(node)),
        "from": np.append(rows(pipe["from_node"]), rows(regulator["from_node"])),
        "to": np.append(rows(pipe["to_node"]), rows(regulator["to_node"])),
        **{c: with_regulators(c) for c in REGULATOR_PIPE},
        "demand_kg_s": demand,
        "source": rows(source["node"]),
        "source_pa": source["gauge_pressure_pa"].to_numpy(float),
    }


def street_grid(side: int, seed: int) -> dict[str, np.ndarray]:
    """Streets of 100 m of DN200 between side × side nodes, each with a demand; a source for 5,000 nodes."""
    draw = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    across = draw.random((side, side - 1)) < 0.4
    across[0] = True
    first = np.concatenate([number[:-1].ravel(), number[:, :-1][across]])
    second = np.concatenate([number[1:].ravel(), number[:, 1:][across]])
    source = draw.choice(number.size, max(1, number.size // 5000), replace=False)
    return {
        "nodes": np.array(number.size),
        "from": first,
        "to": second,
        **{c: np.full(len(first), value) for c, value in {**REGULATOR_PIPE, "length_m": 100.0}.items()},
        "demand_kg_s": draw.uniform(0.5e-4, 1.5e-4, number.size),
        "source": source,
        "source_pa": np.full(len(source), 2e5),
    }


def timed(call: Any, repeat: int) -> tuple[Any, float]:
    """The call's result and its shortest wall time."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        result = call()
        best = min(best, time.perf_counter() - start)
    return result, best


def run_gastwin(net: dict[str, np.ndarray], repeat: int) -> tuple[dict[str, Any], np.ndarray]:
    import gastwin as gt

    nodes, pipes = int(net["nodes"]), len(net["from"])
    taking = np.flatnonzero(net["demand_kg_s"])
    sources = np.arange(len(net["source"]))
    network = gt.Network.from_frames(
        {
            "node": {"id": np.arange(nodes)},
            "pipe": {
                "id": np.arange(pipes),
                "from_node": net["from"],
                "to_node": net["to"],
                **{c: net[c] for c in REGULATOR_PIPE},
            },
            "source": {"id": sources, "node": net["source"], "gauge_pressure_pa": net["source_pa"]},
            "customer": {
                "id": np.arange(len(taking)),
                "node": taking,
                "demand_kg_s": net["demand_kg_s"][taking],
            },
        },
        gas=gt.Gas(temperature_k=TEMPERATURE_K, viscosity_pa_s=VISCOSITY_PA_S),
    )
    state, seconds = timed(lambda: gt.solve(network, load="fixed", friction="nikuradse"), repeat)
    model = gt.prepare(network, friction="nikuradse")
    loads = [net["demand_kg_s"][taking] * share for share in (0.9, 1.0) * (repeat + 1)]
    model.solve(loads.pop())
    _, load_change_seconds = timed(lambda: model.solve(loads.pop()), 2 * repeat)
    return (
        {
            "converged": state.status == "converged",
            "iterations": int(state.iterations),
            "seconds": seconds,
            "load_change_seconds": load_change_seconds,
        },
        np.asarray(state.node.gauge_pressure_pa),
    )


def pandapipes_network(net: dict[str, np.ndarray]) -> Any:
    """The network as pandapipes takes it; rows keep their numbers."""
    import pandapipes as pp

    gas = pp.create_constant_fluid(
        "natural gas",
        "gas",
        # Densities are asked for at the gas temperature and 101 325 Pa.
        density=DENSITY_KG_M3,
        viscosity=VISCOSITY_PA_S,
        heat_capacity=2000.0,
        molar_mass=16.81,
        compressibility=1.0,
        der_compressibility=0.0,
    )
    peer = pp.create_empty_network(fluid=gas)
    nodes = int(net["nodes"])
    pp.create_junctions(peer, nodes, pn_bar=2.0, tfluid_k=TEMPERATURE_K, height_m=0.0)
    pp.create_pipes_from_parameters(
        peer,
        net["from"],
        net["to"],
        length_km=net["length_m"] / 1e3,
        inner_diameter_mm=net["inner_diameter_m"] * 1e3,
        k_mm=net["roughness_m"] * 1e3,
    )
    taking = np.flatnonzero(net["demand_kg_s"])
    pp.create_sinks(peer, taking, net["demand_kg_s"][taking])
    pp.create_ext_grids(peer, net["source"], p_bar=net["source_pa"] / 1e5, t_k=TEMPERATURE_K)
    return peer


def run_pandapipes(net: dict[str, np.ndarray], repeat: int) -> tuple[dict[str, Any], np.ndarray]:
    import pandapipes as pp

    peer = pandapipes_network(net)
    _, seconds = timed(
        lambda: pp.pipeflow(peer, friction_model="nikuradse", max_iter_hyd=100, tol_p=1e-9, tol_m=1e-9, tol_res=1e-6),
        repeat,
    )
    return (
        {
            "converged": bool(peer.converged),
            "iterations": int(peer._internal_results.get("iterations_hydraulics", -1)),
            "seconds": seconds,
            "version": pp.__version__,
        },
        peer.res_junction["p_bar"].to_numpy() * 1e5,
    )


RUNS = {"gastwin": run_gastwin, "pandapipes": run_pandapipes}


def child(program: str, folder: Path, repeat: int) -> None:
    with np.load(folder / "network.npz") as arrays:
        net = {name: arrays[name] for name in arrays.files}
    report, pressure = RUNS[program](net, repeat)
    report["peak_memory_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    np.save(folder / f"{program}.npy", pressure)
    (folder / f"{program}.json").write_text(json.dumps(report))


def in_own_process(program: str, folder: Path, repeat: int) -> dict[str, Any]:
    subprocess.run(
        [sys.executable, __file__, "--child", program, "--folder", str(folder), "--repeat", str(repeat)], check=True
    )
    report: dict[str, Any] = json.loads((folder / f"{program}.json").read_text())
    return report


def compare(folder: Path, repeat: int) -> dict[str, Any]:
    """Runs both and sets them side by side."""
    reports = {program: in_own_process(program, folder, repeat) for program in RUNS}
    gauge = {program: np.load(folder / f"{program}.npy") for program in RUNS}
    difference = np.abs(gauge["gastwin"] - gauge["pandapipes"])
    ours, theirs = reports["gastwin"], reports["pandapipes"]
    return {
        **reports,
        "max_difference_pa": float(difference.max()),
        "max_relative_difference": float((difference / (gauge["gastwin"] + STANDARD_PRESSURE_PA)).max()),
        "times_faster": theirs["seconds"] / ours["seconds"],
        "times_faster_after_a_load_change": theirs["seconds"] / ours["load_change_seconds"],
        "times_less_memory": theirs["peak_memory_bytes"] / ours["peak_memory_bytes"],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--households", type=int, default=1_220_000)
    parser.add_argument("--grid", type=int, help="nodes each way of a street grid in place of the city")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--child", choices=RUNS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child, args.folder, args.repeat)
        return 0
    with tempfile.TemporaryDirectory() as name:
        net = street_grid(args.grid, args.seed) if args.grid else one_tier(args.households, args.seed)
        np.savez(Path(name) / "network.npz", **net)
        result = compare(Path(name), args.repeat)
    result["nodes"], result["pipes"] = int(net["nodes"]), len(net["from"])
    print(json.dumps(result, indent=2))
    converged = all(result[program]["converged"] for program in RUNS)
    return 0 if converged and result["max_relative_difference"] <= AGREEMENT else 1


if __name__ == "__main__":
    sys.exit(main())
