# SPDX-License-Identifier: Apache-2.0
"""The whole way from survey to ranked list, as a flat list of passes. Read this file to learn the architecture."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from . import _core
from ._needs import gis
from .compute import Plan, import_survey, plan
from .criticality import criticality
from .files import input_hashes, make_folder, replacing
from .frames import Table
from .network import Progress, Twin
from .plan_views import curve_table, plan_curve
from .qgis_project import saved_in_qgis, write_qgis_project
from .report_html import html_page
from .report_xlsx import write_workbook
from .result import listener, result_tables
from .risk import Risk, risk
from .steady import State, solve
from .summaries import import_summary, plan_summary, policy_summary, risk_summary, solve_summary

EXPLAINED = 1000  # assets of highest rank that are compared, and asked what a change would do
OTHER_BUDGETS = (0.25, 0.5, 1.0, 1.5, 2.0)  # times the one asked for: the curve of what more money buys


@dataclass
class Assessment:
    """Everything one assessment computed."""

    twin: Twin
    state: State
    criticality: Table
    risk: Risk
    plan: Plan
    summary: dict[str, Any]
    outputs: list[str]
    views: list[Table]

    @property
    def results(self) -> dict[str, Table]:
        """Result tables by name, as they stand in the twin file."""
        return result_tables(self.state, self.criticality, self.risk, self.plan, *self.views)


def assess(
    inputs: Sequence[str],
    out: str | os.PathLike[str],
    *,
    profile: str = "cjj61",
    crs: str = "",
    encoding: str = "",
    scheme: str | None = None,
    budget_per_year: float = 5e6,
    years: int = 5,
    seed: int = 1,
    lang: str = "en",
    progress: Progress | None = None,
) -> Assessment:
    """Survey files in; twin.gpkg, twin.qgz, report.html, report.xlsx and run.json in folder `out`.

    inputs, profile, crs, encoding: as for `gastwin.import_survey()`. scheme: of the risk and the plan, as for
    `gastwin.risk()`; seed: of its draws. budget_per_year: CNY, for so many years. lang: of the workbook and the page,
    "zh" or "en". Raises `Error` for unusable input or an unwritable folder; nothing is left half-written.
    """
    tell = listener(progress)
    started = datetime.now(UTC)
    clock = time.perf_counter()
    # The folder first: an hour of work must not end in a folder that cannot be written.
    folder = make_folder(out)
    # What the files say, repaired and joined: the twin, its issues and its ledger.
    twin = import_survey(inputs, profile=profile, crs=crs, encoding=encoding, progress=tell)
    # Winter peak: are the pressures physical, and who is short?
    state = solve(twin, load="peak", progress=tell)
    # Who loses gas when a pipe has to be isolated.
    critical = criticality(twin, progress=tell)
    # How likely and how bad, with causes.
    risks = risk(twin, scheme, seed=seed, critical=critical, progress=tell)
    # What to renew in which year under the budget.
    plans = plan(twin, risks, budget_per_year=budget_per_year, years=years, scheme=scheme, progress=tell)
    # Why the riskiest are, what would change that, and what other budgets would buy.
    budgets = [budget_per_year * share for share in OTHER_BUDGETS]
    curve = plan_curve(twin, risks, budgets, years=years, scheme=scheme, progress=tell)
    views = [risks.counterfactuals(most=EXPLAINED), risks.comparisons(most=EXPLAINED), curve_table(curve)]
    # Everything in figures.
    summary: dict[str, Any] = {
        **import_summary(twin),
        **solve_summary(state, twin),
        **risk_summary(risks),
        **policy_summary(risks),
        **plan_summary(plans, risks),
        "status": state.status,
    }
    results = result_tables(state, critical, risks, plans, *views)
    options = {
        "profile": profile,
        "crs": crs,
        "encoding": encoding,
        "scheme": scheme or "default",
        "budget_per_year": budget_per_year,
        "years": years,
    }
    run = {
        "verb": "assess",
        "started": started.isoformat(timespec="seconds"),
        "seconds": time.perf_counter() - clock,
        "version": _core.version,
        "options": options,
        "inputs": input_hashes([os.fspath(i) for i in inputs]),
        "seed": seed,
        "status": state.status,
    }
    # The files a planner opens. None takes its place before all are written: old and new ones never stand mixed.
    with (
        replacing(folder / "run.json") as record,
        replacing(folder / "report.html") as page,
        replacing(folder / "report.xlsx") as workbook,
    ):
        write_workbook(workbook, twin, results, summary, lang)
        page.write_text(html_page(twin, results, summary, lang), "utf-8")
        record.write_text(json.dumps({**run, "summary": summary}, ensure_ascii=False, indent=1, default=str), "utf-8")
        gis.write_twin(
            twin._core, os.fspath(folder / "twin.gpkg"), [t._core for t in results.values()], run_row(run), tell
        )
    outputs = [str(folder / name) for name in ("twin.gpkg", "report.html", "report.xlsx", "run.json")]
    # A project that a planner has saved in QGIS is theirs; it shows the new twin as it is.
    project = folder / "twin.qgz"
    if not saved_in_qgis(project):
        write_qgis_project(project, folder / "twin.gpkg", twin, results, lang)
        outputs.append(str(project))
    return Assessment(twin, state, critical, risks, plans, summary, outputs, views)


def run_row(run: dict[str, Any]) -> dict[str, Any]:
    """A run as the twin file stores it: options and inputs as JSON text."""
    return {
        **run,
        "options": json.dumps(run["options"], ensure_ascii=False),
        "inputs": json.dumps(run["inputs"], ensure_ascii=False),
    }
