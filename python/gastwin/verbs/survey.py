# SPDX-License-Identifier: Apache-2.0
"""From survey files to a twin file, and the synthetic city as survey files."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from .. import compute
from .._needs import gis
from ..assess import run_row
from ..check import fix_safely
from ..exchange import stored_results
from ..files import has_suffix, make_folder, replacing
from ..frames import Table, _error
from ..network import TWIN_SUFFIXES, Twin
from ..profile import suggest_profile
from ..summaries import import_summary
from .verb import (
    DONE,
    NEGATIVE,
    SEED,
    Outcome,
    Progress,
    Verb,
    file_ending,
    number,
    run_record,
    survey_arguments,
    twin_argument,
    whole,
)

PROFILE = ".toml"


def _six_numbers(text: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 6:
        raise argparse.ArgumentTypeError(f"six numbers a,b,c,d,e,f are needed, not {text!r}")
    return numbers


def _import_arguments(p: argparse.ArgumentParser) -> None:
    survey_arguments(p)
    p.add_argument("-o", "--out", required=True, type=file_ending(*TWIN_SUFFIXES, PROFILE), metavar="twin.gpkg")
    p.add_argument("--affine", type=_six_numbers, metavar="a,b,c,d,e,f")
    p.add_argument("--snap-m", type=number(0, 100))
    p.add_argument("--suggest-profile", action="store_true")
    p.add_argument("--bridge-m", type=number(0, 1000))
    p.add_argument("--connect-crossings", action="store_true")
    p.add_argument("--unknown-as-old", action="append", choices=("install_year", "material"))


def _suggest(args: argparse.Namespace) -> Outcome:
    """Drafts a profile instead of importing; a draft with nothing in it is a negative answer and writes no file."""
    draft = suggest_profile(args.inputs, encoding=args.encoding)
    summary = {"layers": [_layer_text(layer) for layer in draft.layers], "columns": draft.layers}
    if not draft.toml:
        return {"status": "nothing_recognised", **summary, "outputs": []}, NEGATIVE
    with replacing(args.out) as unfinished:
        unfinished.write_text(draft.toml, "utf-8")
    return {"status": "done", **summary, "outputs": [args.out]}, DONE


def _layer_text(layer: dict[str, Any]) -> str:
    return f"{layer['source']}: {layer['table'] or '?'} {layer['confidence']:.2f}"


def _import(args: argparse.Namespace, progress: Progress) -> Outcome:
    wanted = (PROFILE,) if args.suggest_profile else TWIN_SUFFIXES
    if not has_suffix(args.out, wanted):
        detail = f"the ending must be {wanted[0]}"
        raise _error("usage", column="--out", value=args.out, detail=detail)
    make_folder(Path(args.out).parent)
    if args.suggest_profile:
        return _suggest(args)
    started = time.perf_counter()
    twin = compute.import_survey(
        args.inputs,
        profile=args.profile,
        crs=args.crs,
        encoding=args.encoding,
        affine=args.affine,
        snap_m=args.snap_m,
        bridge_m=args.bridge_m,
        connect_crossings=args.connect_crossings,
        unknown_as_old=args.unknown_as_old or (),
        progress=progress or False,
    )
    results = stored_results(args.inputs)
    gis.write_twin(twin._core, args.out, results, run_row(run_record(args, started, "done", args.inputs)))
    found = len(twin.pipe) > 0  # every row that became no pipe is an issue row
    summary = {"status": "done" if found else "no_pipes", **import_summary(twin), "outputs": [args.out]}
    return summary, DONE if found else NEGATIVE


def _check_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--fix", choices=["safe"])
    p.add_argument("-o", "--out", type=file_ending(*TWIN_SUFFIXES), metavar="mended.gpkg")


def _fix(args: argparse.Namespace, twin: Twin) -> tuple[Twin, dict[str, Any]]:
    """The mended twin, written where anything was mended; what each kind of repair did to the length with gas."""
    started = time.perf_counter()
    mended, effects = fix_safely(twin)
    fixed = {e.kind: e.repairs for e in effects if e.repairs > 0}
    gained = {e.kind: round(e.supplied_after_m - e.supplied_before_m, 3) for e in effects if e.kind in fixed}
    target = args.out or args.twin
    if fixed:
        run = run_row(run_record(args, started, "done", [args.twin]))
        gis.write_mended_twin(mended._core, args.twin, target, run)
    return mended, {"fixed": fixed, "fixed_supplied_m": gained, "outputs": [target] if fixed else []}


def _check(args: argparse.Namespace, progress: Progress) -> Outcome:
    del progress
    if args.out and not args.fix:
        raise _error("usage", column="--out", value=args.out, detail="--out needs --fix safe")
    twin = Twin.open(args.twin)
    fixes: dict[str, Any] = {"outputs": []}
    if args.fix:
        twin, fixes = _fix(args, twin)
    summary = {**import_summary(twin), **fixes}
    bad = twin.network.check()
    for kind in bad.kind:
        summary["issues"][kind] = summary["issues"].get(kind, 0) + 1
    if len(bad) == 0:
        return {"status": "done", **summary}, DONE
    return {"status": "broken", "broken": _places(bad), **summary}, NEGATIVE


def _places(issue: Table, most: int = 20) -> list[str]:
    """Where the first of these issues are, one line each."""
    texts = []
    for kind, layer, object_id, row, column, value in zip(
        *(issue[c][:most].tolist() for c in ("kind", "layer", "object_id", "row", "column", "value")), strict=True
    ):
        place = [layer, f"row {row}", f"id {object_id}" if object_id else "", column, f"value {value}" if value else ""]
        texts.append(f"{kind}: {', '.join(part for part in place if part)}")
    return texts if len(issue) <= most else [*texts, f"… {len(issue) - most} more"]


def _synth_arguments(p: argparse.ArgumentParser) -> None:
    p.add_argument("-o", "--out", required=True, metavar="DIR")
    p.add_argument("--households", type=whole(1, 20_000_000), default=5000)
    p.add_argument("--seed", type=SEED, default=1)
    p.add_argument("--defects", action="store_true")


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


VERBS = (
    Verb("import", "import survey/ registers/ -o twin.gpkg", _import_arguments, _import),
    Verb("check", "check twin.gpkg --fix safe", _check_arguments, _check),
    Verb("synth", "synth -o city/ --households 5000 --defects", _synth_arguments, _synth),
)
