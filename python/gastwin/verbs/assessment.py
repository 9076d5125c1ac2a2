# SPDX-License-Identifier: Apache-2.0
"""The whole way from survey to report, and the report alone."""

from __future__ import annotations

import argparse

from ..assess import assess
from ..report import SUFFIXES, report
from .risk import BUDGET_CNY, YEARS
from .verb import DONE, SEED, Outcome, Progress, Verb, exit_status, file_ending, survey_arguments, twin_argument


def _assess_arguments(p: argparse.ArgumentParser) -> None:
    survey_arguments(p)
    p.add_argument("-o", "--out", required=True, metavar="DIR")
    p.add_argument("--scheme")
    p.add_argument("--budget-per-year", type=BUDGET_CNY, default=5e6, metavar="CNY")
    p.add_argument("--years", type=YEARS, default=5)
    p.add_argument("--seed", type=SEED, default=1)


def _assess(args: argparse.Namespace, progress: Progress) -> Outcome:
    done = assess(
        args.inputs,
        args.out,
        profile=args.profile,
        crs=args.crs,
        encoding=args.encoding,
        scheme=args.scheme,
        budget_per_year=args.budget_per_year,
        years=args.years,
        seed=args.seed,
        lang=args.lang,
        progress=progress or False,
    )
    return {**done.summary, "outputs": done.outputs}, exit_status(done.state)


def _report_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("-o", "--out", required=True, type=file_ending(*SUFFIXES), metavar="FILE")
    p.add_argument("--force", action="store_true")


def _report(args: argparse.Namespace, progress: Progress) -> Outcome:
    written = report(args.twin, args.out, lang=args.lang, force=args.force, progress=progress or False)
    return {"status": "done", "outputs": [written]}, DONE


VERBS = (
    Verb("assess", "assess survey/ registers/ -o result/", _assess_arguments, _assess),
    Verb("report", "report twin.gpkg -o report.html", _report_arguments, _report),
)
