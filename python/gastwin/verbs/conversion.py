# SPDX-License-Identifier: Apache-2.0
"""From bottled to piped gas."""

from __future__ import annotations

import argparse

from ..conversion import conversion
from .verb import DONE, Outcome, Progress, Verb, twin_argument


def _arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--registers", nargs="+", required=True, metavar="FILE")
    p.add_argument("--rules", metavar="FILE")
    p.add_argument("-o", "--out", metavar="DIR|FILE.xlsx")


def _conversion(args: argparse.Namespace, progress: Progress) -> Outcome:
    found = conversion(args.twin, args.registers, args.rules, progress=progress or False)
    outputs = found.write(args.out, args.lang) if args.out else []
    return {"status": "done", **found.summary, "outputs": outputs}, DONE


VERBS = (Verb("conversion", "conversion twin.gpkg --registers users.csv -o conversion.xlsx", _arguments, _conversion),)
