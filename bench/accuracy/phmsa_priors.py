#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Causes and sizes of holes of reported incidents in US gas distribution, 2010 to 2021: priors, from the file itself.

    python bench/accuracy/phmsa_priors.py [FILE]

Every share is of incidents that had to be reported, for injury, cost or amount of gas, and ignition itself makes an
incident one of these: none of them is the probability that a leak ignites.

  cause      incidents, deaths, injuries; share ignited and exploded
  part       the same by part of the system
  hole       p10, p50, p90 of the axial and circumferential size of punctures, mm; median and spread of a lognormal
  release    p10, p50, p90 of the gas lost by type of release, where any was, in thousands of cubic feet as reported
  cover      p10, p50, p90 of the depth of cover of excavation damages, m; share notified; share from 7 to before 18 h
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FILE = (
    Path(__file__).resolve().parents[3]
    / "shared/data/risk/incidents/phmsa_gas_distribution_incidents_2010_2022q1_slim.csv"
)
YEARS = (2010, 2021)
INCH_MM = 25.4
P10_P50_P90 = (0.1, 0.5, 0.9)
EXCAVATION = "EXCAVATION DAMAGE"
NORMAL_P90 = 1.2815515655446004  # of the standard normal distribution


def read_incidents(file: Path = FILE) -> pd.DataFrame:
    """Incidents of the full years of the file."""
    rows = pd.read_csv(file, low_memory=False)
    return rows[rows.IYEAR.between(*YEARS)].reset_index(drop=True)


def _numbers(values: pd.Series[Any]) -> pd.Series[float]:
    """Columns of numbers hold words such as UNKNOWN as well."""
    return pd.to_numeric(values, errors="coerce").dropna()


def shares_by(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Incidents, deaths, injuries, share ignited and exploded by the values of a column, the most frequent first."""
    yes = rows.assign(ignited=rows.IGNITE_IND == "YES", exploded=rows.EXPLODE_IND == "YES")
    table = yes.groupby(column).agg(
        incidents=("FATAL", "size"),
        share_ignited=("ignited", "mean"),
        share_exploded=("exploded", "mean"),
        deaths=("FATAL", "sum"),
        injuries=("INJURE", "sum"),
    )
    table.insert(1, "share", table.incidents / len(rows))
    return table.sort_values("incidents", ascending=False)


def hole_sizes_mm(rows: pd.DataFrame) -> dict[str, Any]:
    """Punctures along and around the pipe; ln-median and ln-spread of a lognormal by the median and p90."""
    found: dict[str, Any] = {}
    for name, column in (("axial", "PUNCTURE_AXIAL"), ("circumferential", "PUNCTURE_CIRCUM")):
        size = INCH_MM * _numbers(rows[column])
        found[name] = {
            "incidents": len(size),
            **dict(zip(("p10", "p50", "p90"), size.quantile(P10_P50_P90), strict=True)),
        }
        found[name]["ln_sd"] = float(np.log(found[name]["p90"] / found[name]["p50"]) / NORMAL_P90)
    return found


def release_mcf(rows: pd.DataFrame) -> pd.DataFrame:
    """Gas lost unintentionally by type of release, where any was."""
    lost = _numbers(rows.UNINTENTIONAL_RELEASE)
    return lost[lost > 0].groupby(rows.RELEASE_TYPE).quantile(P10_P50_P90).unstack()


def excavation(rows: pd.DataFrame) -> dict[str, float]:
    """Cover, notification and hour of excavation damages."""
    dug = rows[rows.CAUSE == EXCAVATION]
    cover = INCH_MM / 1e3 * _numbers(dug.DEPTH_OF_COVER)
    hour = pd.to_datetime(dug.LOCAL_DATETIME, errors="coerce").dt.hour
    p10, p50, p90 = cover.quantile(P10_P50_P90)
    return {
        "incidents": len(dug),
        "cover_known": len(cover),
        "cover_p10_m": p10,
        "cover_p50_m": p50,
        "cover_p90_m": p90,
        "share_notified": float((dug.ONE_CALL_NOTIFIED_IND == "YES").mean()),
        "share_by_day": float(hour.between(7, 17).mean()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", nargs="?", type=Path, default=FILE)
    rows = read_incidents(parser.parse_args().file)
    print(f"{len(rows)} incidents, {rows.FATAL.sum()} deaths, {rows.INJURE.sum()} injuries")
    for column in ("CAUSE", "RELEASE_TYPE", "SYSTEM_PART_INVOLVED", "MATERIAL_INVOLVED"):
        print(f"\n{shares_by(rows, column).round(3).to_string()}")
    for name, sizes in hole_sizes_mm(rows).items():
        print(f"\n{name} puncture, mm: { {k: round(v, 2) for k, v in sizes.items()} }")
    print(f"\n{release_mcf(rows).round(1).to_string()}")
    print(f"\nexcavation: { {k: round(v, 3) for k, v in excavation(rows).items()} }")


if __name__ == "__main__":
    main()
