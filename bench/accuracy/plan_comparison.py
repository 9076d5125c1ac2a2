#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the same money removes by our plan and by ranked lists, and what its works do to the gas.

    python bench/accuracy/plan_comparison.py [--households 100000 1000000] [--wuchang ../shared/data/gis/wuchang]

Cities are synthetic surveys with defects, read as a utility's survey would be; Wuchang is left out, and a line says
so, where absent. Two tables in Markdown: share of what any plan can remove, and the check of the works.
"""

from __future__ import annotations

import argparse
import collections
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import gastwin as gt

BUDGET_CNY_PER_HOUSEHOLD = 66.0  # a year: 5 million for Wuchang's 76 000 households
PRACTICES = ("plan", "best_ratio_first", "worst_score_first", "oldest_first")


def synthetic(households: int, seed: int) -> gt.Twin:
    """A city of that size as a survey with defects, imported."""
    with tempfile.TemporaryDirectory() as folder:
        gt.write_survey(gt.synthetic_city(households, seed), folder, defects=True, seed=seed)
        return gt.import_survey([Path(folder) / "survey", Path(folder) / "registers"])


def compare(name: str, twin: gt.Twin, households: int, years: int) -> dict[str, Any]:
    """Plan, practices and works of one network."""
    started = time.perf_counter()
    risk = gt.risk(twin, samples=0)
    assessed = time.perf_counter()
    budget = BUDGET_CNY_PER_HOUSEHOLD * households
    plan = gt.plan(twin, risk, budget_per_year=budget, years=years)
    planned = time.perf_counter()
    share = dict(zip(map(str, plan.practices.practice), plan.practices.share_of_bound, strict=True))
    projects = plan.projects.to_pandas()
    digs = projects[projects.kind != "riser"]
    by_valves = digs.households_out_by_valves.dropna()
    return {
        "name": name,
        "pipes": len(twin.pipe),
        "gap": float(plan.gap),
        "share": {p: float(share[p]) for p in PRACTICES},
        "projects": len(digs),
        "ways": dict(collections.Counter(map(str, digs.gas_way))),
        "out": int(digs.households_out.max()) if len(digs) else 0,
        "out_by_valves": int(by_valves.max()) if len(by_valves) else 0,
        "closure_share": float(digs.closure_cny.sum() / max(float(plan.cost_cny), 1.0)),
        "pressure_met": int(digs.pressure_met.sum()),
        "after": gt.works_shortfall(twin, plan),
        "seconds": (assessed - started, planned - assessed),
    }


def show(rows: list[dict[str, Any]]) -> None:
    """The two tables."""
    print("| network | pipes | gap | " + " | ".join(PRACTICES) + " | risk, plan (s) |")
    print("|---" * (4 + len(PRACTICES)) + "|")
    for r in rows:
        shares = " | ".join(f"{100 * r['share'][p]:.2f} %" for p in PRACTICES)
        seconds = f"{r['seconds'][0]:.1f}, {r['seconds'][1]:.1f}"
        print(f"| {r['name']} | {r['pipes']} | {100 * r['gap']:.3f} % | {shares} | {seconds} |")
    print()
    print("| network | projects | ways | most households out | by valves | closure | pressure met | short after all |")
    print("|---" * 8 + "|")
    for r in rows:
        ways = ", ".join(f"{n} {w}" for w, n in sorted(r["ways"].items()))
        after = f"{r['after']['customers_short']} customers, {r['after']['regulators_short']} regulators"
        print(
            f"| {r['name']} | {r['projects']} | {ways} | {r['out']} | {r['out_by_valves']} | "
            f"{100 * r['closure_share']:.1f} % of the cost | {r['pressure_met']} of {r['projects']} | {after} |"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--wuchang", type=Path, default=Path("../shared/data/gis/wuchang"))
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rows = []
    if args.wuchang.exists():
        twin = gt.import_survey([args.wuchang / "survey", args.wuchang / "registers"])
        rows.append(compare("Wuchang", twin, 76_000, args.years))
    else:
        print(f"Wuchang left out: {args.wuchang} is not here", file=sys.stderr)
    for households in args.households:
        rows.append(
            compare(f"synthetic, {households} households", synthetic(households, args.seed), households, args.years)
        )
    show(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
