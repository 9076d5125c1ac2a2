#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well the import repairs a broken survey: the Wuchang district scored against its truth.

    python bench/accuracy/wuchang.py [--data ../shared/data/gis/wuchang] [--snap-m 0.05 0.2 0.5 1 2 5 20]

The district is a survey with labelled defects, the registers beside it, and the truth both were made from. The import
sees survey and registers only. Printed, and returned by the functions for the tests:

  defects      per kind: labelled, found, precision, recall, F1; and over all kinds together
  topology     edges of the truth restored and edges invented; length with gas; regulators bypassed at each --snap-m
  attributes   of the values that were filled in or put right: share right, mean absolute error
  calibration  the same values by stated confidence: is a value stated with 0.8 right eight times in ten?
  pressures    every node of the repaired network at winter peak against the truth's, both solved alike
  exposure     pipes under buildings, through and beside enclosed spaces, works beside pipes, against those the district
               was made with

An imputed value counts as right when: materials are of one group (PE80 and PE100 are both PE, grey and ductile iron
both iron); inner diameters differ by no more than 6 % (one nominal size, another wall); years by no more than 5.
"""

from __future__ import annotations

import argparse
import collections
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import gastwin as gt

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "gis" / "wuchang"
SNAPS_M = (0.05, 0.2, 0.5, 1.0, 2.0, 5.0, 20.0)
DENSITY_KG_M3 = 0.75

MATERIAL_GROUP = {
    **dict.fromkeys(("PE100", "PE80", "pe", "pe80", "pe100"), "pe"),
    **dict.fromkeys(("灰口铸铁", "球墨铸铁", "iron", "grey_iron", "ductile_iron"), "iron"),
    **dict.fromkeys(("镀锌钢管", "galvanised"), "galvanised"),
    **dict.fromkeys(("钢管", "steel"), "steel"),
    **dict.fromkeys(("不锈钢管", "stainless"), "stainless"),
}


class Truth:
    """Tables of truth.gpkg as data frames, the labels and the registers' truth."""

    def __init__(self, data: Path) -> None:
        with sqlite3.connect(f"file:{data / 'truth.gpkg'}?mode=ro", uri=True) as file:
            for table in ("pipe", "node", "regulator", "valve", "source", "riser"):
                setattr(self, table, pd.read_sql(f"select * from {table}", file))
        self.label: pd.DataFrame = pd.read_csv(data / "defects_truth.csv", keep_default_na=False)
        self.register: dict[str, Any] = json.loads((data / "registers_truth.json").read_text("utf-8"))

    pipe: pd.DataFrame
    node: pd.DataFrame
    regulator: pd.DataFrame
    valve: pd.DataFrame
    source: pd.DataFrame
    riser: pd.DataFrame


def import_district(data: Path, **options: Any) -> gt.Twin:
    """The repaired twin, from survey and registers alone."""
    return gt.import_survey([data / "survey", data / "registers"], **options)


def _edge(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _pipes(twin: gt.Twin) -> pd.DataFrame:
    pipe = twin.pipe
    frame = pd.DataFrame({name: pipe[name] for name in pipe.columns if name not in ("from_node", "to_node")})
    return frame.assign(from_node=pipe.ids("from_node"), to_node=pipe.ids("to_node"))


def true_rows(twin: gt.Twin, truth: Truth) -> pd.DataFrame:
    """Pipes of the twin beside those of the truth: by their two nodes, then those of one number."""
    made = _pipes(twin)
    made["edge"] = [_edge(a, b) for a, b in zip(made.from_node, made.to_node, strict=True)]
    real = truth.pipe.assign(
        edge=[_edge(a, b) for a, b in zip(truth.pipe.from_node, truth.pipe.to_node, strict=True)]
    ).rename(columns={"from_node": "true_from", "to_node": "true_to"})
    names = {"length_m": "true_length_m", "install_year": "true_year", "material": "true_material"}
    real = real.rename(columns={**names, "pressure_class": "true_class", "depth_m": "true_depth_m"}).drop(
        columns=["geom", "fid"]
    )
    one_edge = ~real.edge.duplicated(keep=False)
    by_edge = made.merge(real[one_edge], on="edge")
    rest = made[~made.edge.isin(by_edge.edge)].drop(columns="edge")
    return pd.concat([by_edge, rest.merge(real, left_on="id", right_on="pipe_id")], ignore_index=True)


# --- defects ----------------------------------------------------------------------------------------------------------


def labelled_objects(truth: Truth, kind: str) -> set[Any]:
    """What the labels of a kind name: an object, for a missed tee its node, for a deleted pipe its two nodes."""
    rows = truth.label[truth.label.defect == kind]
    if kind == "unsplit_T":
        return {info.split()[-1] for info in rows["info"]}
    if kind == "deleted_pipe":
        gone = truth.pipe[truth.pipe.pipe_id.isin(rows.object_id)]
        return {_edge(a, b) for a, b in zip(gone.from_node, gone.to_node, strict=True)}
    return set(rows.object_id)


def found_objects(issue: pd.DataFrame, kind: str) -> set[Any]:
    """What the issues of a kind name, in the same terms."""
    rows = issue[issue.kind == ("missing_pipe" if kind == "deleted_pipe" else kind)]
    if kind == "unsplit_T":
        return {detail.split()[-1] for detail in rows.detail}
    if kind == "deleted_pipe":
        return {_edge(a, b) for a, b in zip(rows.object_id, rows.value, strict=True)}
    return set(rows.value if kind == "missing_point_row" else rows.object_id)


def score_defects(twin: gt.Twin, truth: Truth) -> pd.DataFrame:
    """Labelled, found, both, precision, recall and F1 of each kind; the last row, "all", sums them."""
    issue = twin.issue.to_pandas()
    rows = []
    for kind in sorted(truth.label.defect.unique()):
        labelled, found = labelled_objects(truth, kind), found_objects(issue, kind)
        rows.append({"labelled": len(labelled), "found": len(found), "both": len(labelled & found), "kind": kind})
    score = pd.DataFrame(rows).set_index("kind")
    score.loc["all"] = score.sum()
    score["precision"] = score.both / score.found.clip(lower=1)
    score["recall"] = score.both / score.labelled
    score["f1"] = 2 * score.both / (score.found + score.labelled)
    return score


# --- topology ---------------------------------------------------------------------------------------------------------


def _tier(pressure_class: Iterable[str]) -> np.ndarray[Any, Any]:
    return np.array([1 if code in ("low", "低压") else 2 for code in pressure_class])


def _parts(network: gt.Network) -> np.ndarray[Any, Any]:
    """Part of each node, pipes in use as links (regulators are none, nor the closed valve's pipe an obstacle)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    used = ~np.isin(network.pipe.state, ["abandoned", "empty"])
    a, b = network.pipe.from_node[used], network.pipe.to_node[used]
    graph = coo_matrix((np.ones(len(a)), (a, b)), shape=(len(network.node),) * 2)
    return np.asarray(connected_components(graph, directed=False)[1])


def bypassed_regulators(network: gt.Network) -> int:
    """Regulators whose two sides are one network without them, or that touch pipes of both tiers on one side."""
    part, reg = _parts(network), network.regulator
    placed = (reg.from_node >= 0) & (reg.to_node >= 0)
    bypassed = placed & (part[reg.from_node] == part[reg.to_node])
    tier = _tier(network.pipe.pressure_class)
    tiers: dict[int, set[int]] = collections.defaultdict(set)
    for node, here in zip(network.pipe.from_node, tier, strict=True):
        tiers[part[node]].add(here)
    merged = np.array([len(tiers[part[v]]) > 1 for v in reg.from_node])
    return int((bypassed | merged).sum())


def supplied_nodes(network: gt.Network) -> np.ndarray[Any, Any]:
    """Is each node reached from a source through pipes in use and regulators?"""
    part, reg = _parts(network), network.regulator
    reached = set(part[network.source.node])
    while more := {part[b] for a, b in zip(reg.from_node, reg.to_node, strict=True) if part[a] in reached} - reached:
        reached |= more
    return np.isin(part, list(reached))


def supplied_length_m(network: gt.Network) -> float:
    """Length of the pipes in use with gas."""
    with_gas = supplied_nodes(network)[network.pipe.from_node]
    used = ~np.isin(network.pipe.state, ["abandoned", "empty"])
    return float(network.pipe.length_m[with_gas & used].sum())


def score_topology(twin: gt.Twin, truth: Truth) -> dict[str, float]:
    """Edges restored and invented, length with gas beside the truth's, regulators bypassed."""
    made, real = _pipes(twin), truth.pipe
    have = collections.Counter(_edge(a, b) for a, b in zip(made.from_node, made.to_node, strict=True))
    want = collections.Counter(_edge(a, b) for a, b in zip(real.from_node, real.to_node, strict=True))
    rows = true_rows(twin, truth)
    return {
        "true_edges": len(real),
        "restored_edges": (have & want).total(),
        "invented_edges": (have - want).total(),
        "true_length_m": float(real.length_m.sum()),
        "supplied_length_m": supplied_length_m(twin.network),
        "regulators_bypassed": bypassed_regulators(twin.network),
        "pipes_of_wrong_tier": int((_tier(rows.pressure_class) != _tier(rows.true_class)).sum()),
    }


# --- attributes -------------------------------------------------------------------------------------------------------


def imputed_values(twin: gt.Twin, truth: Truth) -> pd.DataFrame:
    """Each value that was filled in or put right: column, confidence, error, right or not."""
    origin = twin.provenance.to_pandas()
    filled = origin[(origin.table_name == "pipe") & origin.origin.isin(["imputed", "inferred", "rule"])]
    filled = filled.drop_duplicates(["object_id", "column"], keep="last")
    rows = true_rows(twin, truth).set_index("id")
    parts = []
    for column, judge in JUDGES.items():
        these = filled[(filled.column == column) & filled.object_id.isin(rows.index)]
        error, right = judge(rows.loc[these.object_id])
        parts.append(these[["object_id", "column", "confidence", "method"]].assign(error=error, right=right))
    return pd.concat(parts, ignore_index=True)


def _judge_material(rows: pd.DataFrame) -> tuple[Any, Any]:
    right = rows.material.map(MATERIAL_GROUP).to_numpy() == rows.true_material.map(MATERIAL_GROUP).to_numpy()
    return np.where(right, 0.0, 1.0), right


def _judge_diameter(rows: pd.DataFrame) -> tuple[Any, Any]:
    error = np.abs(rows.inner_diameter_m.to_numpy() * 1e3 - rows.id_mm.to_numpy())
    return error, error <= 0.06 * rows.id_mm.to_numpy()


def _judge_year(rows: pd.DataFrame) -> tuple[Any, Any]:
    error = np.abs(rows.install_year.to_numpy() - rows.true_year.to_numpy()).astype(float)
    return error, error <= 5


def _judge_class(rows: pd.DataFrame) -> tuple[Any, Any]:
    right = _tier(rows.pressure_class) == _tier(rows.true_class)
    return np.where(right, 0.0, 1.0), right


JUDGES = {
    "material": _judge_material,
    "inner_diameter_m": _judge_diameter,
    "install_year": _judge_year,
    "pressure_class": _judge_class,
}


def score_attributes(values: pd.DataFrame) -> pd.DataFrame:
    """Per column: how many, share right, stated confidence, Brier score, mean absolute error."""
    brier = (values.confidence - values.right) ** 2
    groups = values.assign(brier=brier).groupby("column", sort=False)
    return groups.agg(
        values=("right", "size"),
        right=("right", "mean"),
        stated=("confidence", "mean"),
        brier=("brier", "mean"),
        error=("error", "mean"),
    )


def calibration(values: pd.DataFrame, edges: Iterable[float] = (0.0, 0.4, 0.6, 0.8, 0.9, 1.0001)) -> pd.DataFrame:
    """Share right and mean stated confidence by column and bin of the stated confidence."""
    binned = values.assign(bin=pd.cut(values.confidence, list(edges), right=False).astype(str))
    return binned.groupby(["column", "bin"], sort=True).agg(
        values=("right", "size"), stated=("confidence", "mean"), right=("right", "mean")
    )


def calibration_error(values: pd.DataFrame) -> float:
    """Mean distance between stated confidence and share right over columns and bins, weighted by values."""
    bins = calibration(values)
    return float(((bins.stated - bins.right).abs() * bins["values"]).sum() / bins["values"].sum())


# --- pressures --------------------------------------------------------------------------------------------------------


def _solved(tables: dict[str, Any]) -> dict[str, float]:
    state = gt.solve(gt.Network.from_frames(tables, gas=gt.Gas(temperature_k=288.15)))
    if state.status not in ("converged", "service_infeasible"):  # the latter: solved, somebody's pressure is too low
        raise RuntimeError(f"the network was not solved: {state.status}")
    return dict(zip(tables["node"]["id"], state.node.gauge_pressure_pa, strict=True))


def true_pressures_pa(truth: Truth) -> dict[str, float]:
    """Gauge pressure at winter peak of each node of the truth."""
    pipe, closed = truth.pipe, truth.valve[truth.valve.normally_open == 0]
    sources, riser = truth.source.drop_duplicates("node_id"), truth.riser
    tables: dict[str, Any] = {
        "node": {"id": list(truth.node.node_id)},
        "pipe": {
            "id": pipe.pipe_id,
            "from_node": pipe.from_node,
            "to_node": pipe.to_node,
            "length_m": pipe.length_m,
            "inner_diameter_m": pipe.id_mm / 1e3,
            "roughness_m": np.where(pipe.material.str.startswith("PE"), 1e-5, 1e-4),
        },
        "valve": {"id": closed.valve_id, "pipe": closed.pipe_id, "position": [0.5] * len(closed), "open": [0]},
        "regulator": {
            "id": truth.regulator.reg_id,
            "from_node": truth.regulator.inlet_node,
            "to_node": truth.regulator.outlet_node,
            "set_gauge_pressure_pa": truth.regulator.p_set_kPa * 1e3,
        },
        "source": {"id": sources.source_id, "node": sources.node_id, "gauge_pressure_pa": sources.p_kPa * 1e3},
        "customer": {"id": riser.riser_id, "node": riser.node_id, "demand_kg_s": _demand_kg_s(riser)},
    }
    return _solved(tables)


def _demand_kg_s(riser: pd.DataFrame) -> pd.Series[float]:
    return DENSITY_KG_M3 / 3600 * riser.peak_m3h


def unseen_pipes(twin: gt.Twin, truth: Truth) -> pd.DataFrame:
    """Pipes of the truth that the repaired network lacks, in the columns of its own."""
    made = _pipes(twin)
    have = {_edge(a, b) for a, b in zip(made.from_node, made.to_node, strict=True)}
    pipe = truth.pipe
    lost = pipe[[_edge(a, b) not in have for a, b in zip(pipe.from_node, pipe.to_node, strict=True)]]
    lost = lost.assign(id=lost.pipe_id, inner_diameter_m=lost.id_mm / 1e3, state="in_use")
    return lost.assign(roughness_m=np.where(lost.material.str.startswith("PE"), 1e-5, 1e-4))


def repaired_pressures_pa(twin: gt.Twin, truth: Truth, *, surveyed: bool = False) -> dict[str, float]:
    """The same of the repaired network: its own pipes, valves, regulators and sources under the truth's demand.

    surveyed: pipes that the survey lacks and the import did not draw in have been found on site.
    """
    pipe, reg, source, valve = _pipes(twin), twin.regulator, twin.source, twin.valve
    pipe = pipe[~pipe.state.isin(["abandoned", "empty"])]
    if surveyed:
        pipe = pd.concat([pipe, unseen_pipes(twin, truth)], ignore_index=True)
    with_gas = dict(zip(twin.node.id, supplied_nodes(twin.network), strict=True))
    foot = {r: n for r, n in zip(twin.riser.id, twin.riser.ids("node"), strict=True) if with_gas.get(n)}
    demand = pd.DataFrame({"id": truth.riser.riser_id, "demand_kg_s": _demand_kg_s(truth.riser)})
    demand["node"] = demand.id.map(foot)
    shut = ~valve.open.astype(bool)
    first = pd.Series(source.ids("node")).drop_duplicates().index
    columns = ["id", "from_node", "to_node", "length_m", "inner_diameter_m", "roughness_m"]
    tables: dict[str, Any] = {
        "node": {"id": list(twin.node.id)},
        "pipe": {name: pipe[name].to_numpy() for name in columns},
        "valve": {"id": valve.id[shut], "pipe": valve.ids("pipe")[shut], "position": [0.5] * shut.sum(), "open": [0]},
        "regulator": {
            "id": reg.id,
            "from_node": reg.ids("from_node"),
            "to_node": reg.ids("to_node"),
            "set_gauge_pressure_pa": reg.set_gauge_pressure_pa,
        },
        "source": {
            "id": source.id[first],
            "node": source.ids("node")[first],
            "gauge_pressure_pa": source.gauge_pressure_pa[first],
        },
        "customer": demand.dropna().to_dict("list"),
    }
    return _solved(tables)


def score_pressures(twin: gt.Twin, truth: Truth, *, surveyed: bool = False) -> dict[str, float]:
    """Differences at the nodes that both networks supply, by tier; nodes left without gas or starved of it."""
    real, made = true_pressures_pa(truth), repaired_pressures_pa(twin, truth, surveyed=surveyed)
    common = [node for node in real if node in made]
    low = np.array([real[node] < 10e3 for node in common])
    difference = np.array([made[node] - real[node] for node in common])
    dead = np.isnan(difference) | np.array([made[node] <= 0 for node in common])
    low_off, medium_off = np.abs(difference[low & ~dead]), np.abs(difference[~low & ~dead])
    return {
        "nodes_compared": int((~dead).sum()),
        "nodes_without_gas": int(dead.sum()) + len(real) - len(common),
        "low_median_pa": float(np.median(low_off)),
        "low_p95_pa": float(np.quantile(low_off, 0.95)),
        "low_max_pa": float(low_off.max()),
        "low_within_50_pa": float((low_off <= 50).mean()),
        "medium_p95_pa": float(np.quantile(medium_off, 0.95)),
        "medium_max_pa": float(medium_off.max()),
        "lowest_foot_true_pa": float(min(real[node] for node in truth.riser.node_id)),
        "lowest_foot_pa": float(min(v for node in truth.riser.node_id if (v := made.get(node, 0.0)) > 0)),
    }


# --- exposure ---------------------------------------------------------------------------------------------------------


def score_exposure(twin: gt.Twin, truth: Truth) -> pd.DataFrame:
    """Pairs of pipe and structure, space or works, and works without protection: true, found, both, precision, recall.

    The truth holds all spaces to the row of drains and sewers, whatever they are.
    """
    exposure, rows = twin.exposure.to_pandas(), true_rows(twin, truth)
    number = dict(zip(rows.id, rows.pipe_id, strict=True))
    spaces, works = truth.register["enclosed_spaces"], truth.register["works"]
    pairs = [(number.get(p, p), o) for p, o in zip(exposure["pipe"], exposure.object_id, strict=True)]
    beside = exposure.kind.isin(["protection_zone", "control_zone"])
    classes = dict(zip(twin.network.pipe.id, twin.network.pipe.pressure_class, strict=True))
    asked_m = exposure["pipe"].map(lambda p: 1.0 if classes[p] == "low" else 1.2)
    near = (exposure.table_name == "enclosure") & beside & (exposure.distance_m < asked_m)
    chosen = {
        "built_over": exposure.kind == "built_over",
        "in_space": exposure.kind == "in_space",
        "works_within_5_m": (exposure.table_name == "record") & (exposure.distance_m <= 5),
        "clearance_of_sewers": near,
    }
    found = {kind: {pair for pair, hit in zip(pairs, mask, strict=True) if hit} for kind, mask in chosen.items()}
    issue = twin.issue.to_pandas()
    found["works_without_protection"] = set(issue[issue.kind == "works_without_protection"].object_id)
    real: dict[str, set[Any]] = {
        "built_over": {(x["pipe"], x["structure"]) for x in truth.register["built_over"]["list"]},
        "in_space": {(x["pipe"], x["space"]) for x in spaces["passes_through"]},
        "works_within_5_m": {(p, o) for o, p, _ in works["conflicts_within_5_m_of_wall"]},
        "clearance_of_sewers": {(p, o) for p, o, _ in spaces["horizontal_clearance_below_CLR_01_sewer_row"]},
        "works_without_protection": {*works["HAZ_09_open_or_planned_without_plan_or_guardian"]},
    }
    table = []
    for kind, true in real.items():
        both = len(true & found[kind])
        row = (kind, len(true), len(found[kind]), both, both / max(1, len(found[kind])), both / len(true))
        table.append(row)
    columns = ["kind", "true", "found", "both", "precision", "recall"]
    return pd.DataFrame(table, columns=columns).set_index("kind")


# --- all --------------------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder with survey/, registers/ and the truth")
    parser.add_argument("--snap-m", type=float, nargs="*", default=SNAPS_M, help="snap tolerances to try")
    args = parser.parse_args()
    truth, twin = Truth(args.data), import_district(args.data)
    pd.set_option("display.width", 120, "display.max_columns", 20, "display.max_rows", 100, "display.precision", 3)
    print("defects\n", score_defects(twin, truth), "\n")
    print("topology\n", pd.Series(score_topology(twin, truth)).to_string(), "\n")
    values = imputed_values(twin, truth)
    print("attributes\n", score_attributes(values), "\n")
    print("calibration, mean distance", round(calibration_error(values), 3), "\n", calibration(values), "\n")
    print("pressures\n", pd.Series(score_pressures(twin, truth)).to_string(), "\n")
    unseen = ", ".join(unseen_pipes(twin, truth).id)
    print(f"pressures once {unseen} is found on site")
    print(pd.Series(score_pressures(twin, truth, surveyed=True)).to_string(), "\n")
    print("exposure\n", score_exposure(twin, truth), "\n")
    print("regulators bypassed by snap tolerance")
    for snap_m in args.snap_m:
        network = import_district(args.data, snap_m=snap_m).network
        print(f"  {snap_m:g} m: {bypassed_regulators(network)}, with gas {supplied_length_m(network):.0f} m")


if __name__ == "__main__":
    main()
