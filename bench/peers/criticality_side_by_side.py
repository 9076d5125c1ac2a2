#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every pipe of one network shut in turn: gastwin's criticality with pressures beside a solve per pipe by pandapipes,
and by EPANET's toolkit where it is there.

    python bench/peers/criticality_side_by_side.py [--households 122000] [--cases 15] [--epanet PYTHON]

The network is that of pandapipes_side_by_side.py: the synthetic city made into one tier, so that all programs solve one
system of the same size with the same friction law, and gastwin has no zones to leave alone. Every pipe has a valve at
either end: what is shut is that pipe and nothing else. gastwin runs over all pipes, on all threads and on one; its
time per case is that of the run over the number of pipes, `milliseconds_per_solve` that over the pipes that took a
solve (for the others it is proved that no pressure falls). pandapipes solves a sample drawn at random, half of it from
the pipes that took gastwin a solve; tables in, tables out, connectivity check included, as a user would.

For each pipe of the sample the lowest pressure among places that lose more than 1 Pa is compared; where gastwin says
that none does, pandapipes must not find one that loses more than 2 Pa. Exit status 1 when they disagree by more than
1e-6 of the absolute pressure.

EPANET is a program for water: it gets the same graph, lengths and diameters with Hazen-Williams losses and demands that
give like velocities, and its time, of the C toolkit alone, is a measure of cost, not of agreement. PYTHON is the
interpreter of an environment with the package owa-epanet.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

AGREEMENT = 1e-6
ATMOSPHERE_PA = 101325.0


def with_valves(net: dict[str, np.ndarray]) -> Any:
    """The network with a valve at either end of every pipe."""
    from pandapipes_side_by_side import REGULATOR_PIPE, TEMPERATURE_K, VISCOSITY_PA_S

    import gastwin as gt

    nodes, pipes = int(net["nodes"]), len(net["from"])
    taking = np.flatnonzero(net["demand_kg_s"])
    ends = {"id": np.arange(2 * pipes), "pipe": np.repeat(np.arange(pipes), 2), "position": np.tile([0.0, 1.0], pipes)}
    return gt.Network.from_frames(
        {
            "node": {"id": np.arange(nodes)},
            "pipe": {
                "id": np.arange(pipes),
                "from_node": net["from"],
                "to_node": net["to"],
                **{c: net[c] for c in REGULATOR_PIPE},
            },
            "valve": ends,
            "source": {
                "id": np.arange(len(net["source"])),
                "node": net["source"],
                "gauge_pressure_pa": net["source_pa"],
            },
            "customer": {"id": np.arange(len(taking)), "node": taking, "demand_kg_s": net["demand_kg_s"][taking]},
        },
        gas=gt.Gas(temperature_k=TEMPERATURE_K, viscosity_pa_s=VISCOSITY_PA_S),
    )


def run_gastwin(net: dict[str, np.ndarray]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    import gastwin as gt

    start = time.perf_counter()
    table = gt.criticality(with_valves(net), high="fixed", hydraulics=True, friction="nikuradse")
    seconds = time.perf_counter() - start
    solve = np.asarray(table.solve, dtype=str)
    solved = int(((solve != "screened") & (solve != "none")).sum())
    ways, counts = np.unique(solve, return_counts=True)
    return (
        {
            "seconds": seconds,
            "pipes": len(solve),
            "milliseconds_per_case": 1e3 * seconds / len(solve),
            "milliseconds_per_solve": 1e3 * seconds / max(solved, 1),
            "solve": dict(zip(ways.tolist(), counts.tolist(), strict=True)),
        },
        {"solve": solve, "lowest_pa": np.asarray(table.min_gauge_pressure_pa)},
    )


def run_pandapipes(net: dict[str, np.ndarray], sample: np.ndarray) -> tuple[dict[str, Any], list[float], list[float]]:
    """Lowest gauge pressure among places that lose more than 1 Pa, and the greatest loss, for each pipe."""
    import pandapipes as pp
    from pandapipes_side_by_side import pandapipes_network

    peer = pandapipes_network(net)

    def solved() -> np.ndarray:
        pp.pipeflow(peer, friction_model="nikuradse", max_iter_hyd=100, tol_p=1e-9, tol_m=1e-9, tol_res=1e-6)
        return np.asarray(peer.res_junction["p_bar"].to_numpy() * 1e5)

    before = solved()
    lowest, most, took = [], [], []
    for pipe in sample:
        peer.pipe.loc[pipe, "in_service"] = False
        start = time.perf_counter()
        now = solved()
        took.append(time.perf_counter() - start)
        peer.pipe.loc[pipe, "in_service"] = True
        fall = np.where(np.isnan(now), 0.0, before - now)
        lowest.append(float(np.min(now[fall > 1.0])) if (fall > 1.0).any() else float("nan"))
        most.append(float(fall.max()))
    return {"milliseconds_per_case": 1e3 * float(np.median(took)), "version": pp.__version__}, lowest, most


def inp_text(net: dict[str, np.ndarray]) -> str:
    """A water network on the same graph: demands in l/s that fill the pipes about as fast as the gas does."""
    sources = set(net["source"].tolist())
    litres_s = 1.0 / 3.0 * 1e3 * net["demand_kg_s"] / 2.3  # the volume at 0.2 MPa(g), a third of its velocity
    lines = ["[JUNCTIONS]"]
    lines += [f"n{i} 0 {litres_s[i]:.6g}" for i in range(int(net["nodes"])) if i not in sources]
    lines += ["[RESERVOIRS]", *(f"n{i} 500" for i in sorted(sources)), "[PIPES]"]
    lines += [
        f"p{k} n{a} n{b} {length:.6g} {diameter * 1e3:.6g} 130 0 Open"
        for k, (a, b, length, diameter) in enumerate(
            zip(net["from"], net["to"], net["length_m"], net["inner_diameter_m"], strict=True)
        )
    ]
    options = ["[OPTIONS]", "Units LPS", "Headloss H-W", "Accuracy 1e-5", "Trials 200", "Unbalanced Continue 10"]
    return "\n".join([*lines, *options, "[REPORT]", "Status No", "Messages No", "[END]\n"])


EPANET = """
import json, sys, time
from epanet import toolkit as en
ph = en.createproject()
en.open(ph, sys.argv[1], sys.argv[1] + ".rpt", "")
en.openH(ph)
def solve():
    start = time.perf_counter()
    en.initH(ph, 10)  # EN_INITFLOW: from its own first guess, as for a case of its own
    en.runH(ph)
    return time.perf_counter() - start
base, took = solve(), []
for pipe in json.loads(sys.argv[2]):
    link = en.getlinkindex(ph, "p%d" % pipe)
    en.setlinkvalue(ph, link, en.INITSTATUS, 0.0)
    took.append(solve())
    en.setlinkvalue(ph, link, en.INITSTATUS, 1.0)
took.sort()
iterations = en.getstatistic(ph, en.ITERATIONS)
version = en.getversion()
print(json.dumps({"milliseconds_per_case": 1e3 * took[len(took) // 2], "iterations": iterations, "version": version}))
"""


def run_epanet(net: dict[str, np.ndarray], sample: np.ndarray, python: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        inp = Path(name) / "network.inp"
        inp.write_text(inp_text(net))
        done = subprocess.run(
            [python, "-c", EPANET, str(inp), json.dumps(sample.tolist())], check=True, capture_output=True, text=True
        )
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def sample_of(solve: np.ndarray, cases: int, seed: int) -> np.ndarray:
    """Pipes of rows with a verdict on pressures, half of them solved."""
    draw = np.random.default_rng(seed)
    solved, screened = (np.flatnonzero(np.isin(solve, how)) for how in (("zone", "zones", "network"), ("screened",)))
    half = min(len(solved), (cases + 1) // 2)
    rest = min(len(screened), cases - half)
    return np.concatenate([draw.choice(solved, half, replace=False), draw.choice(screened, rest, replace=False)])


def disagreement(ours: dict[str, np.ndarray], sample: np.ndarray, lowest: list[float], most: list[float]) -> float:
    """Largest difference of the lowest pressures, relative to the absolute pressure; infinite where one of the two
    finds a fall that the other does not."""
    worst = 0.0
    for pipe, theirs, fall in zip(sample, lowest, most, strict=True):
        here = float(ours["lowest_pa"][pipe])
        if np.isnan(here):
            worst = max(worst, float("inf") if fall > 2.0 else 0.0)
        elif np.isnan(theirs):
            worst = float("inf")
        else:
            worst = max(worst, abs(here - theirs) / (here + ATMOSPHERE_PA))
    return worst


def on_one_thread(folder: Path) -> dict[str, Any]:
    """The run again on one thread, in a process of its own; its rows must be the same, bit for bit."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, __file__, "--child", "--folder", str(folder)], check=True, env=environment)
    report: dict[str, Any] = json.loads((folder / "one.json").read_text())
    return report


def child(folder: Path) -> None:
    with np.load(folder / "network.npz") as arrays:
        report, rows = run_gastwin({name: arrays[name] for name in arrays.files})
    np.savez(folder / "one.npz", **rows)
    (folder / "one.json").write_text(json.dumps(report))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--households", type=int, default=122_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=15)
    parser.add_argument("--epanet", metavar="PYTHON")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.folder)
        return 0
    from pandapipes_side_by_side import one_tier

    net = one_tier(args.households, args.seed)
    ours, rows = run_gastwin(net)
    with tempfile.TemporaryDirectory() as name:
        np.savez(Path(name) / "network.npz", **net)
        alone = on_one_thread(Path(name))
        with np.load(Path(name) / "one.npz") as one:
            identical = all(one[key].tobytes() == rows[key].tobytes() for key in rows)
    sample = sample_of(rows["solve"], args.cases, args.seed)
    peer, lowest, most = run_pandapipes(net, sample)
    result: dict[str, Any] = {
        "nodes": int(net["nodes"]),
        "gastwin": ours,
        "gastwin_one_thread": alone,
        "identical_on_one_thread": identical,
        "pandapipes": peer,
        "cases_compared": len(sample),
        "max_relative_difference": disagreement(rows, sample, lowest, most),
        "times_faster_than_pandapipes": peer["milliseconds_per_case"] / ours["milliseconds_per_case"],
        "times_faster_than_pandapipes_where_solved": peer["milliseconds_per_case"] / ours["milliseconds_per_solve"],
    }
    if args.epanet:
        result["epanet"] = run_epanet(net, sample, args.epanet)
        per_case = result["epanet"]["milliseconds_per_case"]
        result["times_faster_than_epanet"] = per_case / ours["milliseconds_per_case"]
        result["times_faster_than_epanet_one_thread_where_solved"] = per_case / alone["milliseconds_per_solve"]
    print(json.dumps(result, indent=2))
    return 0 if identical and result["max_relative_difference"] <= AGREEMENT else 1


if __name__ == "__main__":
    sys.exit(main())
