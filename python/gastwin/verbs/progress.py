# SPDX-License-Identifier: Apache-2.0
"""Reporting tables by period."""

from __future__ import annotations

import argparse

from ..papers.progress import progress_report
from ..papers.progress_facts import PER
from ..papers.wanted import PAPER_SUFFIXES
from .verb import DONE, Outcome, Progress, Verb, file_ending, twin_argument


def _arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--per", choices=PER, default="month")
    p.add_argument("--from", dest="first", metavar="DATE")
    p.add_argument("--to", dest="last", metavar="DATE")
    p.add_argument("--plan", metavar="DIR")
    p.add_argument("--done", metavar="FILE.csv")
    p.add_argument("--paid", metavar="FILE.csv")
    p.add_argument("--registers", nargs="+", metavar="FILE")
    p.add_argument("--installed", nargs="+", metavar="FILE")
    p.add_argument("--rules", metavar="FILE")
    p.add_argument("--ledger", metavar="FILE.jsonl")
    p.add_argument("-o", "--out", required=True, type=file_ending(*PAPER_SUFFIXES), metavar="FILE")


def _progress(args: argparse.Namespace, progress: Progress) -> Outcome:
    report = progress_report(
        args.twin,
        per=args.per,
        first=args.first,
        last=args.last,
        plan=args.plan,
        done=args.done,
        paid=args.paid,
        registers=args.registers,
        installed=args.installed,
        rules=args.rules,
        ledger=args.ledger,
        progress=progress or False,
    )
    report.write(args.out, args.lang)
    return {"status": "done", **report.summary, "outputs": [args.out]}, DONE


VERBS = (Verb("progress", "progress twin.gpkg --per quarter --done done.csv -o progress.html", _arguments, _progress),)
