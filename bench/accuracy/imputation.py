#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Are the probabilities of values that were filled in worth their rows? Scored against the truth of Wuchang.

    python bench/accuracy/imputation.py [--data ../shared/data/gis/wuchang] [--hide 0.4]

For every material, size and year that the import filled in, three forecasts of the truth are scored:

  candidates   the table `candidate`: the value in use with its confidence, the rest as guesses went wrong here
  point        the value in use with its confidence, the rest evenly over all other values of the survey
  frequencies  how often the known pipes of its role and pressure tier have each value

Forecasts are of classes: material groups; nominal sizes (6 %); years by how far from the value in use, 11 at a time, so
that the middle class is what counts as right. Both scores are proper and lower is better: log score −ln p(truth), Brier
score Σ (p − [truth])². A thousandth of every forecast is spread evenly first, or one surprise would outweigh all else.
The reliability table takes each row of `candidate` as a forecast: of those given 0.3, are three in ten the truth?

--hide blanks that share of the survey's materials and years at random first: a survey as utilities really have it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import wuchang as district

import gastwin as gt

Frame = pd.DataFrame
COLUMNS = {"material": "true_material", "inner_diameter_m": "id_mm", "install_year": "true_year"}
SPREAD = 1e-3
SAME_SIZE, SAME_ERA_A = 1.06, 11


def sizes(known_m: pd.Series[float]) -> np.ndarray[Any, Any]:
    """The commonest inner diameter of each nominal size, ascending."""
    count = known_m.value_counts().sort_index()
    size = np.zeros(len(count), dtype=int)
    least = 0.0
    for i, value in enumerate(count.index):
        fresh = value > least * SAME_SIZE
        size[i] = size[i - 1] + fresh if i > 0 else 0
        least = value if fresh else least
    return np.array([rows.idxmax() for _, rows in count.groupby(size)])


class Classes:
    """What is told apart in one column, for one value in use."""

    def __init__(self, column: str, known: pd.Series[Any]) -> None:
        self.column = column
        self.sizes = sizes(known) if column == "inner_diameter_m" else np.empty(0)
        self.first: Any
        self.last: Any
        self.first, self.last = (known.min(), known.max()) if column == "install_year" else (0, 0)
        self.groups = sorted({str(district.MATERIAL_GROUP.get(v, v)) for v in known}) if column == "material" else []

    def of(self, value: Any, used: Any) -> Any:
        """Class of a value."""
        if self.column == "material":
            return district.MATERIAL_GROUP.get(value, value)
        if self.column == "inner_diameter_m":
            if abs(value - used) <= (SAME_SIZE - 1) * value:
                return 0
            return 1 + int(np.abs(np.log(self.sizes / value)).argmin())
        return int(np.floor((int(value) - int(used)) / SAME_ERA_A + 0.5))

    def all(self, used: Any) -> list[Any]:
        """Every class that the survey shows."""
        if self.column == "material":
            return list(self.groups)
        if self.column == "inner_diameter_m":
            return [0, *range(1, len(self.sizes) + 1)]
        return list(range(self.of(self.first, used), self.of(self.last, used) + 1))


def typed(values: pd.Series[str], column: str) -> pd.Series[Any]:
    """Texts of candidates as values of the column."""
    return values if column == "material" else values.astype(float)


def filled_cells(pipe: Frame, provenance: Frame, column: str) -> Frame:
    """Pipes whose cell was filled in, with the confidence; pipe: index id, with the truth beside it."""
    rows = provenance[(provenance.table_name == "pipe") & (provenance.column == column)]
    rows = rows[rows.origin.isin(["imputed", "rule"])].drop_duplicates("object_id", keep="last").set_index("object_id")
    return pipe.join(rows[["confidence"]], how="inner")


def forecasts(pipe: Frame, provenance: Frame, candidate: Frame, column: str) -> Frame:
    """One row per filled cell of pipes in use: the truth's class and the three forecasts as {class: probability}."""
    cells = filled_cells(pipe, provenance, column)
    known = pipe[~pipe.index.isin(cells.index)]
    classes = Classes(column, known[column])
    chances: dict[Any, Frame] = dict(iter(candidate[candidate.column == column].groupby("object_id")))
    counts = dict(iter(known.groupby(["role", "tier"])[column]))
    rows = []
    for id_, cell in cells[cells.index.isin(chances)].iterrows():
        used = cell[column]
        true = cell[COLUMNS[column]] / 1e3 if column == "inner_diameter_m" else cell[COLUMNS[column]]
        own, here, mine = classes.of(used, used), classes.all(used), chances[id_]
        point = {c: (1 - cell.confidence) / max(1, len(set(here) - {own})) for c in here} | {own: cell.confidence}
        listed = mine.probability.groupby([classes.of(v, used) for v in typed(mine.value, column)]).sum()
        peers = counts[(cell.role, cell.tier)].map(lambda v, u=used: classes.of(v, u)).value_counts(normalize=True)
        rows.append((column, classes.of(true, used), here, listed.to_dict(), point, peers.to_dict()))
    return pd.DataFrame(rows, columns=["column", "truth", "classes", "candidates", "point", "frequencies"])


def scores(made: Frame, method: str) -> tuple[float, float]:
    """Mean log score and Brier score."""
    log, brier = [], []
    for truth, classes, forecast in zip(made.truth, made.classes, made[method], strict=True):
        every = set(classes) | set(forecast) | {truth}
        p = {c: (1 - SPREAD) * forecast.get(c, 0.0) + SPREAD / len(every) for c in every}
        log.append(-np.log(p[truth]))
        brier.append(sum((q - (c == truth)) ** 2 for c, q in p.items()))
    return float(np.mean(log)), float(np.mean(brier))


def score_forecasts(made: Frame) -> Frame:
    """Both scores of each method, by column and over all."""
    rows = []
    for column, these in [*made.groupby("column", sort=False), ("all", made)]:
        for method in ("candidates", "point", "frequencies"):
            rows.append((column, method, len(these), *scores(these, method)))
    return pd.DataFrame(rows, columns=["column", "method", "cells", "log", "brier"]).set_index(["column", "method"])


def hits(pipe: Frame, candidate: Frame) -> Frame:
    """Each row of `candidate` about a pipe whose truth is known: is it the one nearest to the truth?"""
    parts = []
    for column, true_column in COLUMNS.items():
        rows = candidate[(candidate.column == column) & candidate.object_id.isin(pipe.index)].copy()
        true = pipe.loc[rows.object_id, true_column].to_numpy()
        if column == "material":
            rows["value"] = rows.value.map(lambda v: district.MATERIAL_GROUP.get(v, v))
            rows["hit"] = rows.value.to_numpy() == np.array([district.MATERIAL_GROUP.get(v, v) for v in true])
            rows = rows.groupby(["object_id", "column", "value"], as_index=False).agg(
                probability=("probability", "sum"), hit=("hit", "first")
            )
        else:
            value = rows.value.astype(float).to_numpy()
            off = np.abs(np.log(value * 1e3 / true)) if column == "inner_diameter_m" else np.abs(value - true)
            ordered = rows.assign(off=off).sort_values(
                ["object_id", "off", "probability"], ascending=[True, True, False]
            )
            rows["hit"] = rows.index.isin(ordered.groupby("object_id").head(1).index)
        parts.append(rows[["column", "probability", "hit"]])
    return pd.concat(parts, ignore_index=True)


def reliability(made: Frame, edges: tuple[float, ...] = (0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0001)) -> Frame:
    """Mean probability and share that was the truth, by bin of the probability."""
    binned = made.assign(bin=pd.cut(made.probability, list(edges), right=False).astype(str))
    return binned.groupby("bin").agg(rows=("hit", "size"), stated=("probability", "mean"), true=("hit", "mean"))


def reliability_error(made: Frame) -> float:
    """Mean distance between probability and share true over the bins, weighted by rows."""
    table = reliability(made)
    return float(((table.stated - table.true).abs() * table["rows"]).sum() / table["rows"].sum())


def frames(twin: Any, truth: district.Truth) -> tuple[Frame, Frame, Frame]:
    """Pipes beside their truth by id, provenance, candidates."""
    pipe = district.true_rows(twin, truth).set_index("id")
    pipe = pipe.assign(tier=district._tier(pipe.pressure_class))
    return pipe, twin.provenance.to_pandas(), twin.candidate.to_pandas()


def all_forecasts(pipe: Frame, provenance: Frame, candidate: Frame) -> Frame:
    """Those of every column."""
    return pd.concat([forecasts(pipe, provenance, candidate, column) for column in COLUMNS], ignore_index=True)


def riser_truth(data: Path) -> Frame:
    """Material and year of every riser, as text, by id."""
    with sqlite3.connect(data / "truth.gpkg") as store:
        table = pd.read_sql("select * from riser", store).set_index("riser_id")
    material = table.material.map({"镀锌钢管": "galvanised", "不锈钢管": "stainless"})
    year = table.replaced_year.fillna(table.install_year).astype(int).astype(str)
    return pd.DataFrame({"material": material, "install_year": year})


def riser_scores(twin: Any, truth: Frame) -> Frame:
    """Candidates of risers beside how often the known risers have each value: log and Brier score, and how likely and
    how often right the likeliest is."""
    candidate, riser = twin.candidate.to_pandas(), twin.riser.to_pandas()
    known = {
        "material": riser.material[riser.material != "unknown"],
        "install_year": riser.install_year.dropna().astype(int).astype(str),
    }
    scores = {}
    for column, values in known.items():
        share = values.value_counts(normalize=True)
        made = []
        for asset, rows in candidate.query("table_name == 'riser' and column == @column").groupby("object_id"):
            true, chance = truth[column][asset], rows.set_index("value").probability
            row = {"stated": chance.max(), "right": chance.idxmax() == true}
            for name, law in (("candidates", chance), ("frequencies", share)):
                p = (1 - SPREAD) * law.reindex(share.index.union([true]), fill_value=0.0) + SPREAD / len(share)
                row |= {f"log_{name}": -np.log(p[true]), f"brier_{name}": ((p - (p.index == true)) ** 2).sum()}
            made.append(row)
        scores[column] = {"cells": len(made), **pd.DataFrame(made).mean()}
    return pd.DataFrame(scores).T


def hide(data: Path, folder: Path, share: float, seed: int = 1) -> None:
    """Copy the drawn survey with that share of MATERIAL and of MDATE blanked."""
    for file in (data / "survey").glob("RQ*"):
        shutil.copy(file, folder / file.name)
        (folder / file.name).chmod(0o644)
    table = folder / "RQLINE.dbf"
    cells = bytearray(table.read_bytes())
    rows, header, width = (int.from_bytes(cells[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    draw, offset = random.Random(seed), 1
    for field in range(32, header - 1, 32):
        name, size = bytes(cells[field : field + 11]).split(b"\0")[0], cells[field + 16]
        if name in (b"MATERIAL", b"MDATE"):
            for row in range(rows):
                if draw.random() < share:
                    start = header + row * width + offset
                    cells[start : start + size] = b" " * size
        offset += size
    table.write_bytes(cells)


def report(twin: Any, truth: district.Truth) -> None:
    """Print the tables."""
    pipe, provenance, candidate = frames(twin, truth)
    print(len(candidate), "rows of candidates\n", score_forecasts(all_forecasts(pipe, provenance, candidate)), "\n")
    made = hits(pipe, candidate)
    print("reliability, mean distance", round(reliability_error(made), 3), "\n", reliability(made), "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=district.DATA, help="survey/, registers/ and the truth")
    parser.add_argument("--hide", type=float, default=0.4, help="share of materials and years to blank as well")
    args = parser.parse_args()
    pd.set_option("display.width", 120, "display.max_columns", 20, "display.max_rows", 100, "display.precision", 3)
    truth = district.Truth(args.data)
    print("the survey as it is")
    twin = district.import_district(args.data)
    report(twin, truth)
    print("risers\n", riser_scores(twin, riser_truth(args.data)), "\n")
    with tempfile.TemporaryDirectory() as folder:
        hide(args.data, Path(folder), args.hide)
        print(f"with {args.hide:.0%} of materials and years hidden")
        report(gt.import_survey([Path(folder), args.data / "registers"]), truth)


if __name__ == "__main__":
    main()
