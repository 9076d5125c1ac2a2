#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well failures fitted on the Wuchang work orders agree with the hazard model that made them.

    python bench/accuracy/wuchang_hazard.py [--data ../shared/data/gis/wuchang] [--twin twin.gpkg]

Buried pipes, pipes above ground and risers are fitted apart, on orders of their own cause (so without third-party
damage, which has neither age nor frailty), with the attributes of the truth ("true") and, given a twin imported from
the survey, with the surveyed ones ("survey"). Orders are what the utility has: 191 without an id, 123 with a wrong one,
55 reported twice (the same asset within three days counts once), and those from before the present asset was laid,
which are left out.

  parameters  true value, estimate, 95 % interval (true attributes only; true levels lowered by the share of orders
              without an id)
  frailty     share of the true multipliers within the 90 % interval of their posterior; rank correlation of their means
              (the truth tells none of pipes above ground: an average one stands in for their ranking)
  ranking     by rate per km against the true rate: rank correlation, share of the true expected failures in the top
              5/10/20 % of length, beside age alone and the score of gastwin.risk by either way of learning from records
              (levels of groups, fitted process); failures a year that each expects
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import gamma, spearmanr

import gastwin as gt
from gastwin import _core
from gastwin.calibration.columns import read_mapping
from gastwin.calibration.reading import Accounting, Records, make_records, years

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "gis" / "wuchang"
FROM, TO = 2012.0, 2025.0
SECOND_REPORT_A = 3.0 / 365.0
BURIED, ABOVE, RISER = "buried", "above ground", "riser"
CAUSE = {BURIED: "埋地管道及配件漏气", ABOVE: "登高管道（含架空管）漏气", RISER: "登高管道（含架空管）漏气"}
SIZE_M = {BURIED: 1000.0, ABOVE: 12.0, RISER: 18.0}
CODES = {
    "grey_iron": "灰口铸铁", "ductile_iron": "球墨铸铁", "galvanised": "镀锌钢管", "steel": "钢管", "pe80": "PE80",
    "pe100": "PE100", "stainless": "不锈钢管",
}  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """The hazard model, the assets it was run on, the frailty of the present version of each, and the orders."""

    model: dict[str, Any]
    asset: pd.DataFrame
    order: pd.DataFrame


def read_truth(folder: Path) -> Truth:
    """Assets with id, kind, material, dn_mm, length_m, year and frailty z; orders with id of the asset, time, cause."""
    told = json.loads((folder / "registers_truth.json").read_text("utf-8"))
    with sqlite3.connect(folder / "truth.gpkg") as store:
        pipe = pd.read_sql("select * from pipe", store)
        riser = pd.read_sql("select * from riser", store)
    pipe = pipe.rename(columns={"pipe_id": "id", "install_year": "year"})
    pipe["kind"] = np.where(pipe.depth_m < 0, ABOVE, BURIED)
    riser = riser.rename(columns={"riser_id": "id", "height_m": "length_m"}).assign(kind=RISER)
    riser["year"] = riser.replaced_year.fillna(riser.install_year)
    columns = ["id", "kind", "material", "dn_mm", "length_m", "year"]
    asset = pd.concat([pipe[columns], riser[columns]], ignore_index=True)
    replaced = told["replaced_assets"]
    version = np.where(asset.id.isin(replaced), "#2", "#1")
    asset["z"] = [told["frailty"].get(i + v, np.nan) for i, v in zip(asset.id, version, strict=True)]
    # A second version starts in the middle of its year: whatever came before belongs to the first.
    asset["installed"] = asset.year + np.where(asset.id.isin(replaced), 0.5, 0.0)
    order = pd.read_csv(folder / "registers" / "维修工单.csv", encoding="gb18030", dtype=str, keep_default_na=False)
    order = order.rename(columns={"管线编号或立管编号": "id", "派工时间": "started", "原因一级": "cause"})
    order["time"] = years(order.started)
    return Truth(told["hazard_model"], asset, order)


def joint_factor(asset: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Of buried pipes; 1 above ground."""
    iron, pe = asset.material.isin(["灰口铸铁", "球墨铸铁"]), asset.material.str.startswith("PE")
    galvanised = asset.material == "镀锌钢管"
    of = [galvanised & (asset.year < 1995), iron & (asset.year < 1985), pe & (asset.year < 2005)]
    return np.where(asset.kind == BURIED, np.select(of, [1.4, 1.6, 1.5], 1.0), 1.0)


def true_rate(truth: Truth, asset: pd.DataFrame, year: float) -> np.ndarray[Any, Any]:
    """Failures a year of each present asset, by the model that made the orders."""
    model, kind = truth.model, asset.kind.iloc[0]
    size = asset.length_m / SIZE_M[kind]
    level = model["b"][CAUSE[kind]] * asset.z.fillna(1.0) * joint_factor(asset)
    if kind == BURIED:
        level *= asset.material.map(model["material"]) * size * (asset.dn_mm / 100) ** model["dn_exponent"]["buried"]
        kappa = asset.material.map(model["kappa"])
    else:
        level *= asset.material.map(model["material_above_ground"]) * size ** (0.7 if kind == RISER else 1.0)
        kappa = model["kappa"]["above_ground"]
    return np.asarray(level * (np.maximum(year - asset.year, 0.5) / 25) ** kappa, dtype=float)


def surveyed(truth: Truth, twin: gt.Twin) -> pd.DataFrame:
    """The same assets with what the import made of the survey; those it does not have are left out."""
    parts = []
    for table, length in ((twin.pipe.to_pandas(), "length_m"), (twin.riser.to_pandas(), "height_m")):
        rows = table.assign(length_m=table[length], material=table.material.map(CODES).fillna(table.material))
        rows["dn_mm"] = rows.inner_diameter_m * 1e3
        parts.append(rows[["id", "material", "dn_mm", "length_m", "install_year"]])
    known = pd.concat(parts).rename(columns={"install_year": "year"}).dropna()
    found = truth.asset[["id", "kind", "z"]].merge(known, on="id")
    return found.assign(year=found.year.astype(float), installed=found.year.astype(float))


@dataclass(frozen=True)
class Fit:
    """A fit of one kind of asset: rows, the compiled result, names of the terms and of the materials."""

    asset: pd.DataFrame
    found: Any
    terms: list[str]
    materials: list[str]
    identified: float


def _joined(truth: Truth, asset: pd.DataFrame, kind: str) -> tuple[Records, float]:
    """Orders of the kind's cause on the versions of its assets, and the share of these orders that have an id."""
    rows = asset[(asset.kind == kind) & (asset.length_m > 0) & (asset.dn_mm > 0)]
    cause = truth.order.cause.str.replace("(", "（").str.replace(")", "）")
    orders = truth.order[cause == CAUSE[kind]]
    event = orders[orders.id.isin(rows.id)].sort_values(["id", "time"])
    event = event[~(event.groupby("id").time.diff() < SECOND_REPORT_A)][["id", "time"]].reset_index(drop=True)
    table = rows.assign(diameter_m=rows.dn_mm / 1e3, removed=np.nan, zone="").reset_index(drop=True)
    records = make_records(kind, table, event, read_mapping(), Accounting(kind))
    return records, float((orders.id != "").mean())


def _terms(rows: pd.DataFrame, kind: str, materials: list[str], group: Any, size: Any) -> list[tuple[Any, ...]]:
    """Name, column, and prior of each term: the truth's own, hardly bound."""
    terms = [(f"ln level {m}", (group == k).astype(float), -3.0, 10.0) for k, m in enumerate(materials)]
    terms.append(("ln size", np.log(size), 1.0, 0.7))
    if kind == BURIED:
        terms.append(("ln dn/100", np.log(rows.dn_mm.to_numpy() / 100), 0.0, 1.4))
        terms.append(("ln joint", np.log(joint_factor(rows)), 1.0, 1.0))
    return terms


def fit_kind(truth: Truth, asset: pd.DataFrame, kind: str) -> Fit:
    """The counting process fitted to the orders of one kind of asset."""
    records, identified = _joined(truth, asset, kind)
    rows, size = records.asset, records.asset.length_m.to_numpy() / SIZE_M[kind]
    materials, group = np.unique(rows.material.to_numpy(str), return_inverse=True)
    names, x, means, sds = zip(*_terms(rows, kind, list(materials), group, size), strict=True)
    # Above ground one exponent and one shape hold for all materials, as in the truth.
    shared = group if kind == BURIED else np.zeros_like(group)
    start = np.maximum(rows.start, np.where(rows.installed > rows.year, rows.installed, -np.inf)).to_numpy()
    seen = records.event[(records.event.time >= FROM) & (records.event.time >= start[records.event.row])]
    found = _core.fit_failures(
        np.stack(x, axis=1), means, sds, shared, shared, size, rows.year.to_numpy(), start,
        rows.end.to_numpy(), seen.row.to_numpy(), seen.time.to_numpy(), FROM, TO,
    )  # fmt: skip
    return Fit(rows, found, list(names), list(materials) if kind == BURIED else ["all"], identified)


def parameters(truth: Truth, kind: str, fit: Fit) -> pd.DataFrame:
    """True value, estimate and 95 % interval of each parameter."""
    model, b = truth.model, truth.model["b"][CAUSE[kind]] * fit.identified
    level = model["material"] if kind == BURIED else model["material_above_ground"]
    true: dict[str, float] = {"ln size": 0.7 if kind == RISER else 1.0, "ln dn/100": -0.6, "ln joint": 1.0}
    true |= {f"ln level {m}": float(np.log(b * level[m])) for m in level}
    of = {m: m if kind == BURIED else "above_ground" for m in fit.materials}
    listed = [*zip(fit.terms, [true[t] for t in fit.terms], *fit.found.beta, strict=True)]
    listed += [
        (f"kappa {m}", model["kappa"][of[m]], v, s) for m, v, s in zip(fit.materials, *fit.found.kappa, strict=True)
    ]
    listed += [
        (f"ln shape {m}", -np.log(model["alpha"][of[m]]), v, s)
        for m, v, s in zip(fit.materials, *fit.found.ln_shape, strict=True)
    ]
    listed.append(("theta", 0.0, fit.found.theta[0][0], fit.found.theta[1][0]))
    table = pd.DataFrame(listed, columns=["parameter", "true", "estimate", "sd"])
    table["low"], table["high"] = table.estimate - 1.96 * table.sd, table.estimate + 1.96 * table.sd
    return table.assign(inside=(table.low <= table.true) & (table.true <= table.high)).drop(columns="sd")


def frailty_scores(fit: Fit) -> dict[str, float]:
    """Coverage of 90 % intervals, over all assets and over those with a failure; rank correlation of the means."""
    shape, rate = fit.found.frailty_shape, fit.found.frailty_rate
    z = fit.asset.z.to_numpy()
    inside = (gamma.ppf(0.05, shape, scale=1 / rate) <= z) & (z <= gamma.ppf(0.95, shape, scale=1 / rate))
    failed = fit.found.observed > 0
    return {
        "assets": len(z),
        "failures": int(np.sum(fit.found.observed)),
        "coverage": float(inside.mean()),
        "coverage_failed": float(inside[failed].mean()),
        "spearman": float(spearmanr(shape / rate, z).statistic),
    }


def risk_scores(twin: gt.Twin) -> dict[str, dict[str, float]]:
    """Failures a year of each asset as gastwin.risk has them, by either way of learning from records."""
    with tempfile.TemporaryDirectory() as folder:
        scheme = Path(folder) / "fitted.toml"
        scheme.write_text("[records]\nfitted = true\n", "utf-8")
        found = {"levels": gt.risk(twin, year=2025, samples=0), "fitted": gt.risk(twin, scheme, year=2025, samples=0)}
    for name, risks in found.items():
        print(f"gastwin.risk, {name}: record models {dict(pd.Series(risks.assets.record_model).value_counts())}")
    return {
        name: dict(zip(map(str, risks.assets.id), risks.assets.frequency_per_year, strict=True))
        for name, risks in found.items()
    }


def ranking_scores(truth: Truth, fit: Fit, scores: dict[str, dict[str, float]]) -> pd.DataFrame:
    """Model, age and scores against the true rate of the next year."""
    present = truth.asset.set_index("id").loc[fit.asset.id].reset_index()
    true, length = true_rate(truth, present, TO + 0.5), fit.asset.length_m.to_numpy()
    rates = {
        "model": fit.found.expected_between(TO, TO + 1.0) / length,
        "age": TO - fit.asset.year.to_numpy(),
        **{name: np.array([of.get(i, np.nan) for i in fit.asset.id]) / length for name, of in scores.items()},
        "truth": true / length,
    }
    rows = []
    for name, rate in rates.items():
        if np.isnan(rate).all():
            continue
        order = np.argsort(-np.nan_to_num(rate), kind="stable")
        total = np.cumsum(length[order]) / length.sum()
        hit = np.cumsum(true[order]) / true.sum()
        caught = {f"top_{cut:.0%}": hit[np.searchsorted(total, cut)] for cut in (0.05, 0.1, 0.2)}
        rows.append({"ranking": name, "spearman": spearmanr(rate, true / length, nan_policy="omit").statistic} | caught)
    return pd.DataFrame(rows)


def expected_a_year(truth: Truth, fit: Fit, scores: dict[str, dict[str, float]]) -> dict[str, float]:
    """Failures of all assets together in the next year, by the truth, the model and each score."""
    present = truth.asset.set_index("id").loc[fit.asset.id].reset_index()
    known = {
        "truth": true_rate(truth, present, TO + 0.5).sum(),
        "model": fit.found.expected_between(TO, TO + 1.0).sum(),
    }
    return known | {name: float(np.nansum([of.get(i, np.nan) for i in fit.asset.id])) for name, of in scores.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--twin", type=Path)
    args = parser.parse_args()
    truth = read_truth(args.data)
    sources, scores = {"true": truth.asset}, {}
    if args.twin:
        twin = gt.Twin.open(args.twin)
        scores = risk_scores(twin)
        sources["survey"] = surveyed(truth, twin)
    for source, asset in sources.items():
        for kind in (BURIED, ABOVE, RISER):
            fit = fit_kind(truth, asset, kind)
            print(f"\n== {kind}, {source} attributes; converged: {fit.found.converged}")
            if source == "true":
                table = parameters(truth, kind, fit)
                print(table.round(3).to_string(index=False))
                print(f"{int(table.inside.sum())} of {len(table)} within their intervals")
            if fit.asset.z.isna().any():
                print("frailties are not told: the true rate is that of an average asset")
            else:
                print({k: round(v, 3) for k, v in frailty_scores(fit).items()})
            print({k: round(float(v), 1) for k, v in expected_a_year(truth, fit, scores).items()}, "failures a year")
            print(ranking_scores(truth, fit, scores).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
