# SPDX-License-Identifier: Apache-2.0
"""What to do when a pipe is broken."""

from __future__ import annotations

import argparse
import math

from .. import _core, compute
from ..compute import State
from ..frames import _error
from ..network import Twin
from ..summaries import shutoff_summary
from .verb import DONE, NEGATIVE, Outcome, Progress, Verb, file_ending, twin_argument


def _shutoff_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    where = p.add_mutually_exclusive_group(required=True)
    where.add_argument("--pipe", action="append", metavar="ID")
    where.add_argument("--at", metavar="X,Y")
    p.add_argument("--inoperable", action="append", default=[], metavar="VALVE")
    p.add_argument("-o", "--out", type=file_ending(".csv"), metavar="FILE.csv")


def _point(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        x, y = (float(part) for part in text.split(","))
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError
    except ValueError:
        raise _error("usage", column="--at", value=text, detail="expected X,Y in metres") from None
    return x, y


def _shutoff(args: argparse.Namespace, progress: Progress) -> Outcome:
    twin = Twin.open(args.twin)
    state: State | None = compute.solve(twin, "peak", progress=progress or False)
    plan = compute.shutoff(
        twin, args.pipe, at=_point(args.at), inoperable=args.inoperable, state=state, progress=progress or False
    )
    outputs = []
    if args.out:
        _core.write_csv(plan.steps._core, args.out)
        outputs.append(args.out)
    summary = {"status": plan.status, **shutoff_summary(plan), "outputs": outputs}
    return summary, DONE if plan.status == "isolated" else NEGATIVE


VERBS = (Verb("shutoff", "shutoff twin.gpkg --pipe P000017", _shutoff_arguments, _shutoff),)
