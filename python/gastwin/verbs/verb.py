# SPDX-License-Identifier: Apache-2.0
"""What a verb of the command line is, and what several of them share."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .. import _core
from .._needs import gis
from ..assess import run_row
from ..bounded import number as number  # the verbs take both from here
from ..bounded import whole as whole
from ..files import has_suffix, input_hashes
from ..frames import CALENDAR_YEARS, Table
from ..network import Twin
from ..steady import State

Progress = Callable[[str, float], None] | None
Outcome = tuple[dict[str, Any], int]
DONE, NEGATIVE = 0, 1


@dataclass(frozen=True)
class Verb:
    """One verb: its name, an example, its arguments and what it does: arguments in, (summary, exit status) out. What
    help says about it and its arguments stands in help_texts.py."""

    name: str
    example: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Progress], Outcome]


def seconds(text: str) -> float:
    """Seconds from 07:30, 90min, 24h, 3600s or 3600."""
    units = {"min": 60.0, "h": 3600.0, "s": 1.0}
    try:
        if ":" in text:
            hours, minutes = text.split(":")
            if not (hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60):
                raise ValueError
            return 3600.0 * int(hours) + 60.0 * int(minutes)
        for ending, factor in units.items():
            if text.endswith(ending):
                return factor * float(text.removesuffix(ending))
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a time: {text}; write 07:30, 90min, 24h or seconds") from None


SEED = whole(0, 2**64 - 1)
CALENDAR_YEAR = whole(*CALENDAR_YEARS)


def survey_arguments(p: argparse.ArgumentParser) -> None:
    p.add_argument("inputs", nargs="+", metavar="INPUT")
    p.add_argument("--profile", default="cjj61")
    p.add_argument("--crs", default="")
    p.add_argument("--encoding", default="")


def twin_argument(p: argparse.ArgumentParser) -> None:
    p.add_argument("twin", metavar="twin.gpkg")


def save_with_results(twin: Twin, path: str, tables: Sequence[Table], run: dict[str, Any]) -> None:
    gis.update_twin(twin._core, os.fspath(path), [t._core for t in tables], run_row(run))


def _shown(value: Any) -> Any:
    """An option without the password of a database."""
    if isinstance(value, list):
        return [_shown(v) for v in value]
    return gis.shown_source(value) if isinstance(value, str) and value.startswith("PG:") else value


def run_record(args: argparse.Namespace, started: float, status: str, inputs: list[str]) -> dict[str, Any]:
    unwanted = ("json", "lang", "quiet", "debug", "verb")
    options = {k: _shown(v) for k, v in vars(args).items() if k not in unwanted}
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


def write_csv_files(tables: Sequence[Table], folder: Path) -> list[str]:
    paths = []
    for table in tables:
        path = folder / f"{table.name}.csv"
        _core.write_csv(table._core, os.fspath(path))
        paths.append(str(path))
    return paths


def exit_status(state: State) -> int:
    """Unsupplied remainders of a survey are reported, not a failure; an unsolved network or one without gas is."""
    return DONE if is_solved(state.status) and state.node.supplied.any() else NEGATIVE


def is_solved(status: str) -> bool:
    return status not in ("infeasible", "max_iterations", "service_infeasible")


@dataclass(frozen=True)
class FileEnding:
    """Reads an option as the name of a file of one of these kinds."""

    suffixes: tuple[str, ...]

    def __call__(self, text: str) -> str:
        if not has_suffix(text, self.suffixes):
            raise argparse.ArgumentTypeError(f"the ending must be {' or '.join(self.suffixes)}, not {text!r}")
        return text


def file_ending(*suffixes: str) -> FileEnding:
    """Reads an option as the name of a file of one of these kinds."""
    return FileEnding(suffixes)
