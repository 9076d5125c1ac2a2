# SPDX-License-Identifier: Apache-2.0
"""Many districts, twins or inputs in one run, on this machine or on a Dask cluster.

Each job runs in a process of its own (batch_worker.py), so that one that fails, crashes or is killed costs one row of
the result and no other job. What is finished stays finished: a batch that was stopped is continued with `resume`.
Results do not depend on the number of workers or threads, nor on where a job ran.
"""

from __future__ import annotations

import contextlib
import csv
import os
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _core
from .batch_file import Job, Jobs, read_jobs
from .batch_worker import DONE, FAILED, Running, failure, finished, record_failure, run_elsewhere, start, sweep
from .files import make_folder, replacing
from .frames import _error, whole
from .network import Progress
from .result import listener

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("csv", "parquet")
MOST_WORKERS = 1024
_TABLE = "batch"
_HEAD = ("job", "verb", "status", "error", "message", "seconds")
_LOOK_S = 0.05  # between looks at the processes
_TABLE_S = 1.0  # between two writings of the table while jobs run
_THREADS_A_WORKER = 4  # where the number of workers is ours to choose: most of a job uses several threads

Tell = Callable[[str, float], Any] | None
_Record = dict[str, Any]
_Records = Generator[_Record, None, None]


@dataclass
class Batch:
    """What became of each job, in the order of the list."""

    rows: list[dict[str, Any]]  # job, verb, status, error, message, seconds, and the figures that are single values
    resumed: list[str]  # ids of jobs that were finished before
    outputs: list[str]  # the table and the folders of the jobs

    @property
    def failed(self) -> list[str]:
        """Ids of the jobs without a result."""
        return [row["job"] for row in self.rows if row["status"] == FAILED]

    @property
    def status(self) -> str:
        """ "done", "negative" when a job's answer is (nothing failed), "failed" when a job did."""
        found = {row["status"] for row in self.rows}
        return next((s for s in (FAILED, "negative") if s in found), DONE)

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a DataFrame; figures that a job does not have are missing."""
        import pandas as pd

        return pd.DataFrame(self.rows)


def batch(
    jobs: Jobs,
    out: str | os.PathLike[str],
    *,
    resume: bool = False,
    workers: int | None = None,
    dask: Any = None,
    table_format: str = "csv",
    lang: str = "en",
    progress: Progress | None = None,
) -> Batch:
    """Runs every job of a list; results in folder `out`, one folder per job, and a table `batch` of all of them.

    jobs: TOML file, or a list of tables with `id`, `verb`, `input`, `options` (docs/batch.schema.json).
    resume: leave out jobs whose results are complete and whose inputs, options and gastwin version are the same; failed
    ones run again. workers: processes at a time, which share the threads of this machine; default: one for every four
    threads. dask: address of a scheduler, or a `distributed.Client`: the jobs run on its workers, which must see the
    same files under the same names. table_format: "csv" or "parquet" (needs pyarrow).

    A job that fails, crashes or is killed has status "failed" with `error` and `message`; "negative" is an answer that
    is negative (exit status 1 of its verb). Raises `Error` for a list that is not valid, before any job starts.
    """
    if table_format not in FORMATS:
        raise _error("usage", column="table_format", value=table_format, detail="known: csv, parquet")
    listed = read_jobs(jobs)
    folder = make_folder(out).absolute()
    count = _default_workers() if workers is None else whole(workers, "workers", 1, MOST_WORKERS)
    tell = listener(progress)
    with _alone(folder):
        sweep(folder)
        former = {job.id: record for job in listed if resume and (record := finished(folder, job, lang)) is not None}
        waiting = [job for job in listed if job.id not in former]
        if dask is None:
            ended = _on_this_machine(waiting, folder, lang, min(count, max(1, len(waiting))))
        else:
            ended = _on_cluster(waiting, folder, lang, dask)
        records = _collect(listed, former, ended, folder / f"{_TABLE}.{table_format}", tell)
    outputs = [folder / f"{_TABLE}.{table_format}", *(folder / job.id for job in listed)]
    return Batch([_row(records[job.id]) for job in listed], list(former), [str(path) for path in outputs])


def _default_workers() -> int:
    return max(1, _threads() // _THREADS_A_WORKER)


def _threads() -> int:
    """Threads for all workers together."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    return int(given) if given.isdecimal() and int(given) > 0 else len(os.sched_getaffinity(0))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One batch in a folder at a time; the lock goes with the process."""
    import fcntl

    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _error("cannot_write", file=str(folder), detail="another batch is running in this folder") from None
        yield


def _collect(
    jobs: list[Job], former: dict[str, _Record], ended: _Records, table: Path, tell: Tell
) -> dict[str, _Record]:
    """Records by id; the table grows with them, so that a run that is watched or stopped has one."""
    records = dict(former)
    written = 0.0
    if tell:
        tell(_TABLE, len(records) / len(jobs))
    with contextlib.closing(ended):  # Ctrl-C ends the workers
        for record in ended:
            records[record["job"]] = record
            if time.monotonic() - written > _TABLE_S:
                _write_table([_row(records[job.id]) for job in jobs if job.id in records], table)
                written = time.monotonic()
            if tell:
                tell(_TABLE, len(records) / len(jobs))
    _write_table([_row(records[job.id]) for job in jobs], table)
    return records


def _on_this_machine(jobs: list[Job], out: Path, lang: str, workers: int) -> _Records:
    threads = max(1, _threads() // workers)
    waiting = iter(jobs)
    running: list[Running] = []
    try:
        while True:
            while len(running) < workers and (job := next(waiting, None)) is not None:
                running.append(start(job, out, lang, threads))
            if not running:
                return
            over = [each for each in running if each.child.poll() is not None]
            for each in over:
                running.remove(each)
                yield each.finish()
            if not over:
                time.sleep(_LOOK_S)
    finally:
        for each in running:
            each.stop()


def _on_cluster(jobs: list[Job], out: Path, lang: str, dask: Any) -> _Records:
    distributed, client, ours = _client(dask)
    try:
        sent = {}
        for number, job in enumerate(jobs):
            name = f"gastwin-{job.id}-{number}-{time.time_ns()}"  # never what an earlier batch has asked for
            sent[client.submit(run_elsewhere, job, str(out), lang, _core.version, pure=False, key=name)] = job
        for future in distributed.as_completed(list(sent), loop=client.loop):
            error = future.exception()
            if error is None:
                yield future.result()
            else:  # a worker lost with its job, a folder it cannot see
                lost = _error("worker_lost", detail=f"job {sent[future].id}: {type(error).__name__}: {error}")
                yield record_failure(sent[future], out, failure(lost, lang))
    finally:
        if ours:
            client.close()


def _client(dask: Any) -> tuple[Any, Any, bool]:
    """The module, a client, and whether it is ours to close."""
    try:
        import distributed
    except ImportError:
        raise _error("usage", column="--dask", detail="needs distributed: pip install gastwin[dask]") from None
    if isinstance(dask, distributed.Client):
        return distributed, dask, False
    try:
        return distributed, distributed.Client(str(dask), timeout=20, set_as_default=False), True
    except (OSError, ValueError) as error:
        detail = f"no scheduler there: {error}"
        raise _error("usage", column="--dask", value=str(dask), detail=detail) from None


def _row(record: _Record) -> dict[str, Any]:
    """A line of the table: the figures that are single values behind what every job has."""
    figures = {k: v for k, v in record["figures"].items() if k not in _HEAD and not isinstance(v, (list, dict))}
    return {**{key: record[key] for key in _HEAD}, **figures}


def _write_table(rows: list[dict[str, Any]], path: Path) -> None:
    columns = list(dict.fromkeys(key for row in rows for key in row)) or list(_HEAD)
    with replacing(path) as unfinished:
        if path.suffix == ".parquet":
            import pyarrow as pa
            import pyarrow.parquet as pq

            pq.write_table(pa.table({name: _one_type([row.get(name) for row in rows]) for name in columns}), unfinished)
            return
        with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows({key: _guarded(value) for key, value in row.items()} for row in rows)


def _guarded(value: Any) -> Any:
    """Text that a spreadsheet would compute is kept from it, as in every CSV of ours."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _one_type(values: list[Any]) -> list[Any]:
    """Figures of one name from different verbs need not be of one type; then they are texts."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} and float in kinds:
        return [None if value is None else float(value) for value in values]
    return values if len(kinds) <= 1 else [None if value is None else str(value) for value in values]
