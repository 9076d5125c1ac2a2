# SPDX-License-Identifier: Apache-2.0
"""Hold-out calibration of failure models."""

from __future__ import annotations

import argparse
import math
from typing import Any

from ..calibration import MOST_SAMPLES, MOST_SPLITS, Calibration, calibrate
from .verb import DONE, SEED, Outcome, Progress, Verb, number, whole


def _arguments(p: argparse.ArgumentParser) -> None:
    p.add_argument("assets", metavar="ASSETS")
    p.add_argument("events", nargs="?", metavar="EVENTS")
    p.add_argument("--split", required=True, metavar="DATE")
    p.add_argument("--from", dest="start", metavar="DATE")
    p.add_argument("--to", dest="end", metavar="DATE")
    p.add_argument("--columns", metavar="MAPPING.toml")
    p.add_argument("--column", dest="names", action="append", default=[], metavar="id=WATMAINID")
    p.add_argument("--materials", nargs="+", default=[], metavar="NAME")
    p.add_argument("--rolling", type=whole(0, MOST_SPLITS), default=0, metavar="N")
    p.add_argument("--horizon-years", type=whole(1, 100), default=3, metavar="K")
    p.add_argument("--alpha", type=number(1e-6, 1e6), default=0.9)
    p.add_argument("--samples", type=whole(1, MOST_SAMPLES), default=1000)
    p.add_argument("--seed", type=SEED, default=1)
    p.add_argument("-o", "--out", metavar="DIR")


def _shares(row: dict[str, Any]) -> str:
    """The three shares of a ranking in one cell, and its expected events where it has some."""
    caught = " / ".join(f"{row[name]:.3f}" for name in ("caught_5", "caught_10", "caught_20"))
    return caught if math.isnan(row["expected"]) else f"{caught}, {row['expected']:.1f}"


def calibration_summary(found: Calibration) -> dict[str, Any]:
    """Counts, reasons, and the shares caught, by kind of asset where there are several."""
    several = len(found.summary["assets"]) > 1
    summary: dict[str, Any] = {}
    for kind, figures in found.summary["assets"].items():
        prefix = f"{kind}_" if several else ""
        out = found.left_out[found.left_out.table_name == kind]
        ranking = found.ranking[found.ranking.table_name == kind]
        summary |= {f"{prefix}{key}": value for key, value in figures.items()}
        rows = zip(out.what, out.reason, out.rows, strict=True)
        summary[f"{prefix}left_out"] = {f"{what}: {reason}": int(n) for what, reason, n in rows}
        listed = ranking.to_dict("records")
        summary[f"{prefix}caught"] = [f"{row['ranking']}: {_shares(row)}" for row in listed]
        summary[f"{prefix}ranking"] = listed
    return summary | {"not_scored": list(found.summary["not_scored"].values())}


def _calibrate(args: argparse.Namespace, progress: Progress) -> Outcome:
    found = calibrate(
        args.assets,
        args.events,
        split=args.split,
        start=args.start,
        end=args.end,
        columns=args.columns,
        names=args.names,
        materials=args.materials,
        rolling=args.rolling,
        horizon_years=args.horizon_years,
        alpha=args.alpha,
        samples=args.samples,
        seed=args.seed,
        progress=progress or False,
    )
    outputs = found.write(args.out, args.lang) if args.out else []
    summary = {"status": "done", **calibration_summary(found), "outputs": outputs}
    if not args.json:  # people read the same figures in `caught`
        summary = {key: value for key, value in summary.items() if not key.endswith("ranking")}
    return summary, DONE


VERBS = (Verb("calibrate", "calibrate mains.csv breaks.csv --split 2007-01-01 -o out/", _arguments, _calibrate),)
