# SPDX-License-Identifier: Apache-2.0
"""From survey to ranked list: the files a planner opens say what was computed."""

import json
import sqlite3
from pathlib import Path

import numpy as np
import openpyxl

import gastwin as gt

Assessed = tuple[gt.Assessment, Path]


def test_all_outputs_are_there_and_agree(assessed: Assessed) -> None:
    done, out = assessed
    written = ["report.html", "report.xlsx", "run.json", "twin.gpkg", "twin.qgz"]
    assert sorted(f.name for f in out.iterdir()) == written
    run = json.loads((out / "run.json").read_text("utf-8"))
    assert run["summary"]["top"] == done.summary["top"]
    assert all(len(digest) == 64 for digest in run["inputs"].values())
    book = openpyxl.load_workbook(out / "report.xlsx", read_only=True)
    assert {"Summary", "Risk", "Plan", "Issues", "Repairs"} <= set(book.sheetnames)
    ranking = list(book["Risk"].iter_rows(min_row=2, max_row=11, max_col=1, values_only=True))
    assert [row[0] for row in ranking] == done.summary["top"]


def test_twin_file_holds_styled_layers_results_and_the_run(assessed: Assessed) -> None:
    with sqlite3.connect(assessed[1] / "twin.gpkg") as twin:
        layers = {row[0] for row in twin.execute("SELECT table_name FROM gpkg_contents")}
        styled = {row[0] for row in twin.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault = 1")}
        runs = twin.execute("SELECT verb, status FROM run").fetchall()
    assert {
        "pipe",
        "node",
        "valve",
        "regulator",
        "riser",
        "customer",
        "building",
        "issue",
        "repair",
        "run",
        "result_node",
        "result_pipe",
        "layer_styles",
    } <= layers
    assert {"pipe", "node", "valve", "regulator", "issue", "repair", "result_pipe", "result_node"} <= styled
    assert [verb for verb, _ in runs] == ["assess"]


def test_reopened_twin_solves_to_the_same_pressures(assessed: Assessed) -> None:
    done, out = assessed
    again = gt.solve(gt.Twin.open(out / "twin.gpkg"), load="peak")
    np.testing.assert_array_equal(again.node.pressure_pa, done.state.node.pressure_pa)


def test_results_make_sense_to_a_gas_engineer(assessed: Assessed) -> None:
    done, _ = assessed
    node, pipe = done.state.node, done.state.pipe
    low = done.twin.pipe.pressure_class == "low"
    ends = np.unique(done.twin.pipe.from_node[low])
    supplied = node.supplied[ends].astype(bool)
    assert np.nanmax(np.abs(pipe.velocity_m_s)) < 40
    assert np.nanmax(node.gauge_pressure_pa[ends][supplied]) < 10_000, "a household main above low pressure"
    risk = done.risk.assets
    newest = {
        str(i)
        for i, year, material in zip(
            done.twin.pipe.id, done.twin.pipe.install_year, done.twin.pipe.material, strict=True
        )
        if year >= 2015 and material.startswith("pe")
    }
    top = risk.id[np.argsort(risk["rank"])][: max(10, len(risk) // 100)]
    assert not newest & set(top.tolist()), "a new PE pipe near the top of the risk list"
    assert done.plan.value <= done.plan.bound


def test_every_survey_line_ends_in_the_network_or_in_an_issue(assessed: Assessed) -> None:
    twin = assessed[0].twin
    rows = np.unique(twin.pipe.source_row)
    total = int(rows.max())
    reported = set(twin.issue.row.tolist()) | set(twin.repair.row.tolist())
    lost = [row for row in range(1, total + 1) if row not in set(rows.tolist()) and row not in reported]
    assert not lost
