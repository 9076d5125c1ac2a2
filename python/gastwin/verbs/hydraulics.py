# SPDX-License-Identifier: Apache-2.0
"""Pressures and flows, steady and over time."""

from __future__ import annotations

import argparse
import time

from .. import steady
from ..files import make_folder
from ..gas import Gas
from ..loads import NAMED_LOADS, load_model
from ..network import Twin
from ..result import result_tables
from ..scenario_file import read_scenario
from ..settings import read_settings
from ..simulate import simulate, simulate_summary, write_series
from ..summaries import solve_summary
from .verb import (
    DONE,
    NEGATIVE,
    Outcome,
    Progress,
    Verb,
    exit_status,
    is_solved,
    number,
    run_record,
    save_with_results,
    seconds,
    twin_argument,
    whole,
    write_csv_files,
)


def _load(text: str) -> str | int:
    """A named load, or a full hour of the day."""
    if text in NAMED_LOADS:
        return text
    if text.isdecimal() and int(text) < 24:
        return int(text)
    raise argparse.ArgumentTypeError(f"{', '.join(NAMED_LOADS)} or an hour from 0 to 23 is needed, not {text!r}")


def _load_arguments(p: argparse.ArgumentParser, default: str) -> None:
    p.add_argument("--load", type=_load, default=default, metavar="LOAD")
    p.add_argument("--month", type=whole(1, 12), metavar="1..12")
    p.add_argument("--load-model", metavar="FILE")


def _friction_argument(p: argparse.ArgumentParser) -> None:
    argument = p.add_argument("--friction", default="colebrook", metavar="LAW")
    vars(argument)["laws"] = ", ".join(steady.friction_laws())  # for the text of the help


def _solve_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    _load_arguments(p, "peak")
    _friction_argument(p)
    p.add_argument("--gas", metavar="FILE")
    p.add_argument("--required-pressure-pa", type=number(-1e5, 1e7), metavar="PA")
    p.add_argument("--local-loss-share", type=number(0.0, 10.0), default=0.0, metavar="X")
    p.add_argument("--pressure-dependent", action="store_true")
    p.add_argument("--protection", action="store_true")
    p.add_argument("-o", "--out", metavar="DIR")


def _solve(args: argparse.Namespace, progress: Progress) -> Outcome:
    started = time.perf_counter()
    twin = Twin.open(args.twin)
    if args.gas:
        twin._core.network.gas = Gas.from_mapping(read_settings(args.gas), args.gas)
    state = steady.solve(
        twin,
        args.load,
        args.friction,
        month=args.month,
        required_gauge_pressure_pa=args.required_pressure_pa,
        load_model=read_settings(args.load_model),
        local_loss_share=args.local_loss_share,
        pressure_dependent=args.pressure_dependent,
        protection=args.protection,
        progress=progress or False,
    )
    tables = list(result_tables(state).values())
    save_with_results(twin, args.twin, tables, run_record(args, started, state.status, [args.twin]))
    outputs = [args.twin]
    if args.out:
        outputs += write_csv_files(tables, make_folder(args.out))
    return {**solve_summary(state, twin), "outputs": outputs}, exit_status(state)


def _simulate_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--from", dest="start", type=seconds, default="0h", metavar="TIME")
    p.add_argument("--to", dest="end", type=seconds, default="24h", metavar="TIME")
    p.add_argument("--step", type=seconds, default="1h", metavar="TIME")
    p.add_argument("--scenario", metavar="FILE")
    _load_arguments(p, "average")
    p.add_argument("--profiles", action="store_true")
    _friction_argument(p)
    p.add_argument("--quasi-steady", action="store_true")
    p.add_argument("--inertia", action="store_true")
    p.add_argument("--protection", action="store_true")
    p.add_argument("--format", choices=["csv", "parquet"], default="csv")
    p.add_argument("-o", "--out", required=True, metavar="OUT")


def _simulate(args: argparse.Namespace, progress: Progress) -> Outcome:
    twin = Twin.open(args.twin)
    scenario = read_scenario(args.scenario) if args.scenario else {}
    if args.inertia:
        scenario["inertia"] = True
    if args.protection:
        scenario["protection"] = True
    model = read_settings(args.load_model)
    if args.profiles and not scenario.get("factors"):
        scenario["factors"] = load_model(model)["hourly"]
    folder = make_folder(args.out)
    run = simulate(
        twin,
        args.load,
        args.friction,
        month=args.month,
        load_model=model,
        quasi_steady=args.quasi_steady,
        from_s=args.start,
        to_s=args.end,
        step_s=args.step,
        progress=progress or False,
        **scenario,
    )
    outputs = write_series(run, folder, args.format)
    return {**simulate_summary(run), "outputs": outputs}, DONE if is_solved(run.status) else NEGATIVE


VERBS = (
    Verb("solve", "solve twin.gpkg --load peak", _solve_arguments, _solve),
    Verb(
        "simulate",
        "simulate twin.gpkg --from 6h --to 12h --step 10min --scenario failure.toml -o out/",
        _simulate_arguments,
        _simulate,
    ),
)
