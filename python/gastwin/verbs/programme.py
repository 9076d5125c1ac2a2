# SPDX-License-Identifier: Apache-2.0
"""Safety devices of users: duties, coverage, subsidy, instalments."""

from __future__ import annotations

import argparse

from ..device_programme import MOST_CAPACITY, MOST_MONTHS, MOST_PERIODS, PER, programme
from .verb import DONE, NEGATIVE, Outcome, Progress, Verb, file_ending, twin_argument, whole


def _arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--rules", "--scheme", metavar="FILE")
    p.add_argument("--registers", nargs="+", metavar="FILE")
    p.add_argument("--installed", nargs="+", metavar="FILE")
    p.add_argument("--as-of", metavar="DATE")
    p.add_argument("--capacity", type=whole(1, MOST_CAPACITY), metavar="N")
    p.add_argument("--per", choices=PER, default="month")
    p.add_argument("--start", metavar="DATE")
    p.add_argument("--periods", type=whole(1, MOST_PERIODS), metavar="N")
    p.add_argument("--horizon-months", type=whole(0, MOST_MONTHS), default=12, metavar="N")
    p.add_argument("--indoor", metavar="FILE")
    p.add_argument("--worklist", type=file_ending(".xlsx", ".csv"), metavar="FILE")
    p.add_argument("--only-period", metavar="PERIOD")
    p.add_argument("--register-out", type=file_ending(".csv"), metavar="FILE.csv")
    p.add_argument("-o", "--out", metavar="DIR|FILE.xlsx")


def _programme(args: argparse.Namespace, progress: Progress) -> Outcome:
    found = programme(
        args.twin,
        args.rules,
        registers=args.registers,
        installed=args.installed,
        as_of=args.as_of,
        capacity=args.capacity,
        per=args.per,
        start=args.start,
        periods=args.periods,
        horizon_months=args.horizon_months,
        indoor=args.indoor,
        progress=progress or False,
    )
    outputs = found.write(args.out, args.lang) if args.out else []
    if args.worklist:
        found.write_worklist(args.worklist, args.lang, args.only_period)
        outputs.append(args.worklist)
    if args.register_out:
        found.write_register(args.register_out)
        outputs.append(args.register_out)
    summary = {"status": found.status, **found.summary, "outputs": outputs}
    return summary, DONE if found.status == "done" else NEGATIVE


VERBS = (Verb("programme", "programme twin.gpkg --registers registers/ -o programme.xlsx", _arguments, _programme),)
