# SPDX-License-Identifier: Apache-2.0
"""What each verb of the command line does: arguments in, (summary, exit status) out."""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import _core, compute
from .assess import assess, result_tables, run_row
from .compute import State
from .files import input_hashes, make_folder, replacing
from .frames import Table, _error
from .gas import Gas
from .network import Twin
from .report_html import html_page
from .report_xlsx import write_workbook
from .simulate import read_scenario, simulate, simulate_summary, write_series
from .summaries import import_summary, plan_summary, risk_summary, shutoff_summary, solve_summary

Progress = Callable[[str, float], None] | None
Outcome = tuple[dict[str, Any], int]
DONE, NEGATIVE = 0, 1


@dataclass(frozen=True)
class Verb:
    """One verb: its name, one line of help, an example, its arguments and what it does."""

    name: str
    help: str
    example: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Progress], Outcome]


def _number(low: float, high: float) -> Callable[[str], float]:
    """Reads an option as a number within these bounds, both included."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"a number from {low:g} to {high:g} is needed, not {text!r}")
        return value

    return read


def _whole(low: int, high: int) -> Callable[[str], int]:
    """The same for whole numbers; 2e4 is one."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            try:
                value = int(float(text)) if float(text).is_integer() else low - 1
            except ValueError:
                value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"a whole number from {low} to {high} is needed, not {text!r}")
        return value

    return read


_SEED = _whole(0, 2**64 - 1)
_BUDGET_CNY = _number(0, 1e15)
_YEARS = _whole(1, 30)  # as far as the planning horizon reaches


def _survey_arguments(p: argparse.ArgumentParser) -> None:
    p.add_argument("inputs", nargs="+", metavar="INPUT", help="survey files or folders")
    p.add_argument("--profile", default="cjj61", help="bundled mapping profile or path of a TOML file")
    p.add_argument("--crs", default="", help="coordinate system, e.g. EPSG:4547; default: from the files")
    p.add_argument("--encoding", default="", help="text encoding, e.g. GB18030; default: detected")


def _save_with_results(twin: Twin, path: str, tables: Sequence[Table], run: dict[str, Any]) -> None:
    _core.update_twin(twin._core, os.fspath(path), [t._core for t in tables], run_row(run))


def _run_record(args: argparse.Namespace, started: float, status: str, inputs: list[str]) -> dict[str, Any]:
    options = {k: v for k, v in vars(args).items() if k not in ("json", "lang", "quiet", "debug", "verb")}
    return {
        "verb": args.verb,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": time.perf_counter() - started,
        "version": _core.version,
        "options": options,
        "inputs": input_hashes(inputs),
        "seed": getattr(args, "seed", 0),
        "status": status,
    }


def _assess_arguments(p: argparse.ArgumentParser) -> None:
    _survey_arguments(p)
    p.add_argument("-o", "--out", required=True, metavar="DIR", help="folder for the results")
    p.add_argument("--scheme", help="risk scheme (TOML); default: the bundled one")
    p.add_argument("--budget-per-year", type=_BUDGET_CNY, default=5e6, metavar="CNY", help="renewal budget")
    p.add_argument("--years", type=_YEARS, default=5, help="years to plan")
    p.add_argument("--seed", type=_SEED, default=1, help="seed of the Monte Carlo draws")


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
    return {**done.summary, "outputs": done.outputs}, _exit_status(done.state)


def _exit_status(state: State) -> int:
    """Unsupplied remainders of a survey are reported, not a failure; an unsolved network or one without gas is."""
    return DONE if _is_solved(state.status) and state.node.supplied.any() else NEGATIVE


def _is_solved(status: str) -> bool:
    return status not in ("infeasible", "max_iterations", "service_infeasible")


def _import_arguments(p: argparse.ArgumentParser) -> None:
    _survey_arguments(p)
    p.add_argument("-o", "--out", required=True, metavar="twin.gpkg", help="twin file to write")
    p.add_argument("--snap-m", type=_number(0, 100), help="largest gap closed between pipe ends, metres")


def _import(args: argparse.Namespace, progress: Progress) -> Outcome:
    started = time.perf_counter()
    make_folder(Path(args.out).parent)
    twin = compute.import_survey(
        args.inputs,
        profile=args.profile,
        crs=args.crs,
        encoding=args.encoding,
        snap_m=args.snap_m,
        progress=progress or False,
    )
    _core.write_twin(twin._core, args.out, [], run_row(_run_record(args, started, "done", args.inputs)))
    found = len(twin.pipe) > 0  # every row that became no pipe is an issue row
    summary = {"status": "done" if found else "no_pipes", **import_summary(twin), "outputs": [args.out]}
    return summary, DONE if found else NEGATIVE


def _twin_argument(p: argparse.ArgumentParser) -> None:
    p.add_argument("twin", metavar="twin.gpkg", help="twin file")


def _check(args: argparse.Namespace, progress: Progress) -> Outcome:
    del progress
    twin = Twin.open(args.twin)
    summary = import_summary(twin)
    bad = twin.network.check()
    for kind in bad.kind:
        summary["issues"][kind] = summary["issues"].get(kind, 0) + 1
    if len(bad) == 0:
        return {"status": "done", **summary, "outputs": []}, DONE
    return {"status": "broken", "broken": _places(bad), **summary, "outputs": []}, NEGATIVE


def _places(issue: Table, most: int = 20) -> list[str]:
    """Where the first of these issues are, one line each."""
    texts = []
    for kind, layer, object_id, row, column, value in zip(
        *(issue[c][:most].tolist() for c in ("kind", "layer", "object_id", "row", "column", "value")), strict=True
    ):
        place = [layer, f"row {row}", f"id {object_id}" if object_id else "", column, f"value {value}" if value else ""]
        texts.append(f"{kind}: {', '.join(part for part in place if part)}")
    return texts if len(issue) <= most else [*texts, f"… {len(issue) - most} more"]


def _solve_arguments(p: argparse.ArgumentParser) -> None:
    _twin_argument(p)
    p.add_argument("--load", choices=["peak", "average", "fixed"], default="peak", help="demands to solve for")
    p.add_argument(
        "--friction", default="colebrook", metavar="LAW", help=f"friction law: {', '.join(compute.friction_laws())}"
    )
    p.add_argument(
        "--gas",
        metavar="FILE",
        help="gas as TOML or JSON: composition (e.g. {CH4 = 0.95, H2 = 0.05}), temperature_k, eos; or see gastwin.Gas",
    )
    p.add_argument(
        "--required-pressure-pa", type=_number(-1e5, 1e7), metavar="PA", help="lowest gauge pressure a customer needs"
    )
    p.add_argument(
        "--load-model", metavar="FILE", help="load model parameters (TOML or JSON); default: the documented ones"
    )
    p.add_argument(
        "--local-loss-share", type=_number(0.0, 10.0), default=0.0, metavar="X", help="fittings as a share of friction"
    )
    p.add_argument(
        "--protection",
        action="store_true",
        help="let slam-shut, excess-flow and self-closing valves shut beyond their limits",
    )
    p.add_argument("-o", "--out", metavar="DIR", help="also write node.csv, pipe.csv ... here")


def _solve(args: argparse.Namespace, progress: Progress) -> Outcome:
    started = time.perf_counter()
    twin = Twin.open(args.twin)
    if args.gas:
        twin._core.network.gas = Gas.from_mapping(compute.read_settings(args.gas), args.gas)
    state = compute.solve(
        twin,
        args.load,
        args.friction,
        required_gauge_pressure_pa=args.required_pressure_pa,
        load_model=compute.read_settings(args.load_model),
        local_loss_share=args.local_loss_share,
        protection=args.protection,
        progress=progress or False,
    )
    tables = list(result_tables(state).values())
    _save_with_results(twin, args.twin, tables, _run_record(args, started, state.status, [args.twin]))
    outputs = [args.twin]
    if args.out:
        outputs += _write_csv_files(tables, make_folder(args.out))
    return {**solve_summary(state, twin), "outputs": outputs}, _exit_status(state)


def _write_csv_files(tables: Sequence[Table], folder: Path) -> list[str]:
    paths = []
    for table in tables:
        path = folder / f"{table.name}.csv"
        _core.write_csv(table._core, os.fspath(path))
        paths.append(str(path))
    return paths


def _seconds(text: str) -> float:
    """Seconds from 07:30, 90min, 24h, 3600s or 3600."""
    units = {"min": 60.0, "h": 3600.0, "s": 1.0}
    try:
        if ":" in text:
            hours, minutes = text.split(":")
            return 3600.0 * int(hours) + 60.0 * int(minutes)
        for ending, factor in units.items():
            if text.endswith(ending):
                return factor * float(text.removesuffix(ending))
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a time: {text}; write 07:30, 90min, 24h or seconds") from None


def _simulate_arguments(p: argparse.ArgumentParser) -> None:
    _twin_argument(p)
    p.add_argument("--from", dest="start", type=_seconds, default="0h", metavar="TIME", help="07:30, 90min, 24h or s")
    p.add_argument("--to", dest="end", type=_seconds, default="24h", metavar="TIME", help="end of the simulation")
    p.add_argument("--step", type=_seconds, default="1h", metavar="TIME", help="between two rows of the output")
    p.add_argument("--scenario", metavar="FILE", help="events, profiles and options (TOML, see gastwin.read_scenario)")
    p.add_argument("--load", choices=["peak", "average", "fixed"], default="average", help="demands before factors")
    p.add_argument("--friction", default="colebrook", metavar="LAW", help="friction law, see gastwin solve --help")
    p.add_argument("--quasi-steady", action="store_true", help="a steady state for each output time, no line-pack")
    p.add_argument(
        "--inertia", action="store_true", help="with the inertia of the gas: ruptures of high-pressure mains"
    )
    p.add_argument("--format", choices=["csv", "parquet"], default="csv", help="of the files in OUT")
    p.add_argument("-o", "--out", required=True, metavar="OUT", help="folder for series_system, series_node ...")


def _simulate(args: argparse.Namespace, progress: Progress) -> Outcome:
    twin = Twin.open(args.twin)
    scenario = read_scenario(args.scenario) if args.scenario else {}
    if args.inertia:
        scenario["inertia"] = True
    folder = make_folder(args.out)
    run = simulate(
        twin,
        args.load,
        args.friction,
        quasi_steady=args.quasi_steady,
        from_s=args.start,
        to_s=args.end,
        step_s=args.step,
        progress=progress or False,
        **scenario,
    )
    outputs = write_series(run, folder, args.format)
    return {**simulate_summary(run), "outputs": outputs}, DONE if _is_solved(run.status) else NEGATIVE


def _shutoff_arguments(p: argparse.ArgumentParser) -> None:
    _twin_argument(p)
    where = p.add_mutually_exclusive_group(required=True)
    where.add_argument("--pipe", action="append", metavar="ID", help="broken pipe; may be repeated")
    where.add_argument("--at", metavar="X,Y", help="or the place of the break, in metres")
    p.add_argument("--inoperable", action="append", default=[], metavar="VALVE", help="valve that cannot be turned")
    p.add_argument("-o", "--out", metavar="FILE.csv", help="also write the steps as CSV")


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


def _risk_arguments(p: argparse.ArgumentParser) -> None:
    _twin_argument(p)
    p.add_argument("--scheme", metavar="FILE", help="risk scheme (TOML); default: the bundled one")
    p.add_argument("--samples", type=_whole(0, 100_000), default=200, help="Monte Carlo draws for P10 and P90; 0: none")
    p.add_argument("--seed", type=_SEED, default=1, help="seed of the draws")
    p.add_argument("-o", "--out", metavar="DIR", help="also write CSV here")


def _risk(args: argparse.Namespace, progress: Progress) -> Outcome:
    started = time.perf_counter()
    twin = Twin.open(args.twin)
    risks = compute.risk(twin, args.scheme, samples=args.samples, seed=args.seed, progress=progress or False)
    _save_with_results(twin, args.twin, [risks.assets], _run_record(args, started, "done", [args.twin]))
    outputs = [args.twin]
    if args.out:
        outputs += _write_csv_files([risks.assets], make_folder(args.out))
    return {"status": "done", **risk_summary(risks), "outputs": outputs}, DONE


def _plan_arguments(p: argparse.ArgumentParser) -> None:
    _twin_argument(p)
    p.add_argument("--budget-per-year", type=_BUDGET_CNY, required=True, metavar="CNY", help="renewal budget")
    p.add_argument("--years", type=_YEARS, default=5, help="years to plan")
    p.add_argument("--must", metavar="FILE", help="text file with pipe ids that must be renewed, one per line")
    p.add_argument("--never", metavar="FILE", help="text file with pipe ids that must not be touched, one per line")
    p.add_argument("--scheme", metavar="FILE", help="risk scheme (TOML); default: the bundled one")
    p.add_argument("--seed", type=_SEED, default=1, help="seed of the risk draws")
    p.add_argument("-o", "--out", metavar="DIR", help="also write CSV here")


def _id_list(path: str | None) -> list[str]:
    if path is None:
        return []
    return [line.strip() for line in compute._read_text(path).splitlines() if line.strip()]


def _plan(args: argparse.Namespace, progress: Progress) -> Outcome:
    started = time.perf_counter()
    twin = Twin.open(args.twin)
    risks = compute.risk(twin, args.scheme, seed=args.seed, progress=progress or False)
    plans = compute.plan(
        twin,
        risks,
        budget_per_year=args.budget_per_year,
        years=args.years,
        must=_id_list(args.must),
        never=_id_list(args.never),
        scheme=args.scheme,
        progress=progress or False,
    )
    tables = [risks.assets, plans.projects, plans.pipes, plans.risers]
    _save_with_results(twin, args.twin, tables, _run_record(args, started, plans.status, [args.twin]))
    outputs = [args.twin]
    if args.out:
        outputs += _write_csv_files(tables, make_folder(args.out))
    summary = {"status": plans.status, **plan_summary(plans), "outputs": outputs}
    return summary, DONE if plans.status == "done" else NEGATIVE


def _report_arguments(p: argparse.ArgumentParser) -> None:
    _twin_argument(p)
    p.add_argument("-o", "--out", required=True, metavar="FILE", help=".html (map page) or .xlsx (workbook)")


def _report(args: argparse.Namespace, progress: Progress) -> Outcome:
    del progress
    out = Path(args.out)
    if out.suffix not in (".html", ".xlsx"):
        raise _error("usage", column="-o", value=args.out, detail="the ending must be .html or .xlsx")
    twin = Twin.open(args.twin)
    results = {name: Table(core) for name, core in _core.read_results(os.fspath(args.twin)).items()}
    summary = import_summary(twin)
    if out.suffix == ".xlsx":
        write_workbook(out, twin, results, summary, args.lang)
    else:
        with replacing(out) as page:
            page.write_text(html_page(twin, results, summary, args.lang), "utf-8")
    return {"status": "done", "outputs": [str(out)]}, DONE


def _synth_arguments(p: argparse.ArgumentParser) -> None:
    p.add_argument("-o", "--out", required=True, metavar="DIR", help="folder for survey/, registers/ and the truth")
    p.add_argument("--households", type=_whole(1, 20_000_000), default=5000, help="households, best 1000 to 1000000")
    p.add_argument("--seed", type=_SEED, default=1, help="seed; the same seed gives the same city")
    p.add_argument("--defects", action="store_true", help="break the survey in labelled ways")


def _synth(args: argparse.Namespace, progress: Progress) -> Outcome:
    folder = make_folder(args.out)
    city = compute.synthetic_city(args.households, args.seed, progress=progress or False)
    compute.write_survey(city, folder, defects=args.defects, seed=args.seed)
    sizes = {f"{t}s": len(getattr(city, t)) for t in ("pipe", "node", "valve", "regulator", "customer")}
    return {
        "status": "done",
        **sizes,
        "households": int(city.customer.households.sum()),
        "outputs": [str(folder)],
    }, DONE


VERBS: dict[str, Verb] = {
    v.name: v
    for v in (
        Verb(
            "assess",
            "survey files in; twin, map page, workbook out",
            "assess survey/ registers/ -o result/",
            _assess_arguments,
            _assess,
        ),
        Verb(
            "import",
            "read, repair and join survey files into a twin file",
            "import survey/ registers/ -o twin.gpkg",
            _import_arguments,
            _import,
        ),
        Verb("check", "data quality of a twin", "check twin.gpkg", _twin_argument, _check),
        Verb("solve", "pressures and flows", "solve twin.gpkg --load peak", _solve_arguments, _solve),
        Verb(
            "simulate",
            "pressures and flows over time: profiles, failures, line-pack",
            "simulate twin.gpkg --from 6h --to 12h --step 10min --scenario failure.toml -o out/",
            _simulate_arguments,
            _simulate,
        ),
        Verb(
            "shutoff",
            "valves to close for a broken pipe, and who loses gas",
            "shutoff twin.gpkg --pipe P000017",
            _shutoff_arguments,
            _shutoff,
        ),
        Verb(
            "risk",
            "leak frequency, consequence, grade and causes of every asset",
            "risk twin.gpkg",
            _risk_arguments,
            _risk,
        ),
        Verb(
            "plan",
            "what to renew in which year under a budget",
            "plan twin.gpkg --budget-per-year 5e6 --years 5",
            _plan_arguments,
            _plan,
        ),
        Verb("report", "map page or workbook of a twin", "report twin.gpkg -o report.html", _report_arguments, _report),
        Verb(
            "synth",
            "a seeded synthetic city as survey files",
            "synth -o city/ --households 5000 --defects",
            _synth_arguments,
            _synth,
        ),
    )
}
