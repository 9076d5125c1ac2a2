# SPDX-License-Identifier: Apache-2.0
"""Risk of every asset, and the plan of renewal."""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .. import compute, risk_maps
from ..criticality import criticality
from ..files import make_folder
from ..frames import Table, _error
from ..household_risk import household_risk
from ..network import Twin
from ..papers.plan_files import write_plan_files
from ..papers.plan_paper import SHEETS, write_plan_papers
from ..papers.risk_paper import TOP, write_risk_list
from ..papers.wanted import PAPER_SUFFIXES
from ..plan_views import curve_rows, curve_table, plan_curve, plan_efficiency, plan_stability
from ..plan_works import check_works, works_shortfall
from ..risk import MOST_SAMPLES, Risk, risk
from ..score import Score, scheme_kind, score
from ..settings import read_text
from ..summaries import explanation_summary, plan_summary, policy_summary, risk_summary, score_summary
from .verb import (
    CALENDAR_YEAR,
    DONE,
    NEGATIVE,
    SEED,
    Outcome,
    Progress,
    Verb,
    file_ending,
    number,
    run_record,
    save_with_results,
    twin_argument,
    whole,
    write_csv_files,
)

BUDGET_CNY = number(0, 1e15)
RISK_LEVELS = (1e-5, 1e-6, 1e-7)  # 1/a, contours of the summary
YEARS = whole(1, compute.HORIZON_YEARS)


def _risk_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--scheme", metavar="FILE")
    p.add_argument("--rules", metavar="FILE")
    p.add_argument("--explain", type=whole(0, 10**7), default=1000, metavar="N")
    p.add_argument("--year", type=CALENDAR_YEAR)
    p.add_argument("--samples", type=whole(0, MOST_SAMPLES), default=1000)
    p.add_argument("--seed", type=SEED, default=1)
    p.add_argument("--households", action="store_true")
    p.add_argument("--indoor", metavar="FILE")
    p.add_argument("--individual-risk", type=file_ending(".tif", ".tiff"), metavar="FILE.tif")
    p.add_argument("--cell-m", type=number(0.01, 1e4), default=risk_maps.CELL_M, metavar="M")
    paper_argument(p)
    p.add_argument("--top", type=whole(1, 10**6), default=TOP, metavar="N")
    p.add_argument("-o", "--out", metavar="DIR")


def paper_argument(p: argparse.ArgumentParser) -> None:
    """--paper FILE, as often as there are forms and places."""
    p.add_argument("--paper", action="append", default=[], type=file_ending(*PAPER_SUFFIXES), metavar="FILE")


def _risk(args: argparse.Namespace, progress: Progress) -> Outcome:
    started = time.perf_counter()
    kind = "risk" if args.scheme is None else scheme_kind(args.scheme)
    if kind == "rules":
        raise _error("bad_scheme", file=args.scheme, column="kind", detail="rules are given with --rules")
    scored = kind == "score"
    twin = Twin.open(args.twin)
    tell = progress or False
    critical = criticality(twin, progress=tell)
    quantitative = None if scored or args.scheme == "default" else args.scheme
    risks = risk(
        twin,
        quantitative,
        year=args.year,
        samples=args.samples,
        seed=args.seed,
        critical=critical,
        rules=args.rules,
        progress=tell,
    )
    found: Risk | Score = risks
    changes, beside = risks.counterfactuals(most=args.explain), risks.comparisons(most=args.explain)
    tables: list[Table] = [risks.assets, risks.pieces, changes, beside]
    summary = risk_summary(risks) | explanation_summary(changes, beside)
    if scored:
        found = score(
            twin,
            args.scheme,
            year=args.year,
            quantitative=risks,
            critical=critical,
            rules=args.rules,
            progress=tell,
        )
        tables += [found.assets, found.explain(most=args.explain)]
        summary.update(score_summary(found))
    if args.households or args.indoor:
        homes = household_risk(twin, args.indoor)
        tables.append(homes)
        summary["household_rows"] = len(homes)
        summary["household_explosions_per_year"] = float(homes.explosions_per_year.sum())
    tables += [found.findings, found.rules]
    summary.update(policy_summary(found))
    save_with_results(twin, args.twin, tables, run_record(args, started, "done", [args.twin]))
    outputs = [args.twin]
    if args.out:
        places = [risk_maps.risk_by_place(twin, risks), risk_maps.hot_spots(twin, risks), risk_maps.fn_curve(risks)]
        outputs += write_csv_files([*tables, risks.issue, *places], make_folder(args.out))
    for path in args.paper:
        write_risk_list(twin, risks, path, args.lang, top=args.top)
        outputs.append(path)
    summary = {"status": "done", **summary}
    if args.individual_risk:
        ground = risk_maps.individual_risk(twin, risks, quantitative, cell_m=args.cell_m, progress=tell)
        ground.write(args.individual_risk)
        outputs.append(args.individual_risk)
        summary["highest_individual_risk_per_year"] = ground.highest_per_year
        summary["area_m2_above"] = {f"{level:g}": ground.area_above_m2(level) for level in RISK_LEVELS}
    return {**summary, "outputs": outputs}, DONE


def _plan_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--budget-per-year", type=BUDGET_CNY, required=True, metavar="CNY")
    p.add_argument("--years", type=YEARS, default=5)
    p.add_argument("--year", type=CALENDAR_YEAR)
    p.add_argument("--first-year", type=CALENDAR_YEAR)
    p.add_argument("--must", metavar="FILE")
    p.add_argument("--never", metavar="FILE")
    p.add_argument("--scheme", metavar="FILE")
    p.add_argument("--rules", metavar="FILE")
    p.add_argument("--done", metavar="FILE")
    p.add_argument("--curve", type=_curve_budgets, default=[], metavar="CNY,CNY")
    p.add_argument("--works", action="store_true")
    p.add_argument("--stability", type=whole(0, 1000), default=0, metavar="N")
    p.add_argument("--seed", type=SEED, default=1)
    paper_argument(p)
    p.add_argument("--sheets", type=whole(0, 10**7), default=SHEETS, metavar="N")
    p.add_argument("-o", "--out", metavar="DIR|FILE.xlsx")


def _curve_budgets(text: str) -> list[float]:
    """Budgets between commas, at least one."""
    return [BUDGET_CNY(part) for part in text.split(",")]


def _require_places(args: argparse.Namespace) -> None:
    """Every file has a place of its own in a folder that is there; told before the work, not after it."""
    files = [*args.paper, *([args.out] if args.out and args.out.lower().endswith(".xlsx") else [])]
    taken = {os.path.realpath(args.twin)}
    for file in files:
        if os.path.realpath(file) in taken:
            raise _error("usage", column="paper", value=file, detail="two outputs cannot be one file")
        taken.add(os.path.realpath(file))
        if not (folder := Path(file).resolve().parent).is_dir():
            raise _error("no_such_file", file=str(folder))


def _id_list(path: str | None) -> list[str]:
    if path is None:
        return []
    return [line.strip() for line in read_text(path).splitlines() if line.strip()]


def _plan(args: argparse.Namespace, progress: Progress) -> Outcome:
    started = time.perf_counter()
    _require_places(args)
    twin = Twin.open(args.twin)
    risks = risk(twin, args.scheme, year=args.year, seed=args.seed, progress=progress or False)
    budget = {"budget_per_year": args.budget_per_year, "years": args.years}
    options = {
        "must": _id_list(args.must),
        "never": _id_list(args.never),
        "first_year": args.first_year,
        "scheme": args.scheme,
        "rules": args.rules,
        "done": args.done or (),
        "progress": progress or False,
    }
    plans = compute.plan(twin, risks, **budget, **options)
    points = plan_curve(twin, risks, args.curve, years=args.years, **options)
    # Without points too: those of an earlier plan must not stand beside this one.
    tables = [risks.assets, *(getattr(plans, name) for name in compute.Plan.tables), curve_table(points)]
    save_with_results(twin, args.twin, tables, run_record(args, started, plans.status, [args.twin]))
    summary = {"status": plans.status, **plan_summary(plans, risks), **plan_efficiency(plans, risks)}
    views: dict[str, Any] = {}
    if args.curve:
        views["curve"] = points
        summary["curve"] = curve_rows(points)
    if args.stability:
        stable = plan_stability(twin, risks, plans, samples=args.stability, seed=args.seed, **budget, **options)
        summary["stability"] = views["stability"] = stable
    if args.works:
        views["works"] = check_works(twin, plans, rules=args.rules)
        summary["works"] = [asdict(row) for row in views["works"]]
        summary["works_after"] = works_shortfall(twin, plans, rules=args.rules)
    outputs = [args.twin]
    if args.out:
        more = {name: views[name] for name in ("stability", "works") if name in views}
        outputs += write_plan_files(tables, args.out, args.lang, **more)
    named = {"must": options["must"], "never": options["never"], "sheets": args.sheets}
    for path in args.paper:
        write_plan_papers(twin, risks, plans, path, args.lang, **views, **named)
        outputs.append(path)
    summary["outputs"] = outputs
    return summary, DONE if plans.status == "done" else NEGATIVE


VERBS = (
    Verb("risk", "risk twin.gpkg", _risk_arguments, _risk),
    Verb("plan", "plan twin.gpkg --budget-per-year 5e6 --years 5", _plan_arguments, _plan),
)
