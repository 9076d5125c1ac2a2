# SPDX-License-Identifier: Apache-2.0
"""Many jobs in one run."""

from __future__ import annotations

import argparse

from ..batch import FORMATS, MOST_WORKERS, batch
from .verb import DONE, NEGATIVE, Outcome, Progress, Verb, whole


def _batch_arguments(p: argparse.ArgumentParser) -> None:
    p.add_argument("jobs", metavar="JOBS.toml")
    p.add_argument("-o", "--out", required=True, metavar="DIR")
    p.add_argument("--resume", action="store_true")
    where = p.add_mutually_exclusive_group()
    where.add_argument("--workers", type=whole(1, MOST_WORKERS), metavar="N")
    where.add_argument("--dask", metavar="ADDRESS")
    p.add_argument("--format", choices=FORMATS, default=FORMATS[0])


def _batch(args: argparse.Namespace, progress: Progress) -> Outcome:
    done = batch(
        args.jobs,
        args.out,
        resume=args.resume,
        workers=args.workers,
        dask=args.dask,
        table_format=args.format,
        lang=args.lang,
        progress=progress or False,
    )
    summary = {
        "status": done.status,
        "jobs": done.rows,
        "resumed_jobs": len(done.resumed),
        "failed_jobs": done.failed,
        "outputs": done.outputs[:1],
    }
    return summary, DONE if done.status == "done" else NEGATIVE


VERBS = (Verb("batch", "batch jobs.toml -o out/ --resume", _batch_arguments, _batch),)
