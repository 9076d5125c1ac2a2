# SPDX-License-Identifier: Apache-2.0
"""One job of a batch, in a process of its own: a crash, a full memory or a kill costs this job and no other.

A job works in a folder of its own beside the results, under a hidden name. When it is done the folder takes its place
as OUT/ID with job.json in it; a folder without job.json, or whose files are not those that job.json names, is not a
finished job. The process ends itself when the one that started it is gone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import _core
from .batch_file import TWIN_COPY, WORK, Job, arguments_of
from .console import json_ready
from .files import input_hashes, replacing, sha256_of
from .frames import _error
from .messages import sentence

RECORD = "job.json"
DONE, NEGATIVE, FAILED = "done", "negative", "failed"
_UNFINISHED = ".unfinished"
_COMPLAINTS = ".stderr"
_STOPPED_WITH: dict[int, str] = {
    signal.SIGKILL: "SIGKILL; did memory run out?",
    signal.SIGABRT: "SIGABRT",
    signal.SIGSEGV: "SIGSEGV",
}


def fingerprint(job: Job, lang: str) -> str:
    """SHA-256 over all that the result depends on: verb, options, content of the inputs, version. "" where that cannot
    be told, because an input is a database or cannot be read."""
    if any(path.startswith("PG:") for path in job.inputs):
        return ""
    try:
        content = input_hashes([*job.inputs, *job.files()])
    except OSError:
        return ""
    parts = {**vars(job), "content": content, "lang": lang, "version": _core.version}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def finished(out: Path, job: Job, lang: str) -> dict[str, Any] | None:
    """The record of this very job, if its results are complete and nothing it depends on has changed."""
    folder = out / job.id
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        whole = all(sha256_of(folder / name) == digest for name, digest in record["outputs"].items())
        if not whole or record["status"] == FAILED or not record["fingerprint"]:
            return None
        return dict(record) if record["fingerprint"] == fingerprint(job, lang) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # no folder, or not ours


def sweep(out: Path) -> None:
    """Removes what killed runs have left behind."""
    for folder in out.glob(f".*{_UNFINISHED}"):
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Running:
    """A job under way."""

    job: Job
    out: Path
    lang: str
    fingerprint: str
    folder: Path
    child: subprocess.Popen[bytes]
    started: float

    def stop(self) -> None:
        """Ends the process, leaves nothing."""
        self.child.kill()
        self._close()

    def finish(self) -> dict[str, Any]:
        """Waits for the end of the process and moves the results to their place; returns the record."""
        self.child.wait()
        try:
            found = json.loads((self.folder / RECORD).read_text("utf-8"))
        except (OSError, ValueError):
            found = failure(_error("worker_lost", detail=self._why()), self.lang)
        if found["status"] == FAILED:
            for entry in self.folder.iterdir():  # no half results
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        (self.folder / _COMPLAINTS).unlink(missing_ok=True)
        record = _record(self.job, found, time.perf_counter() - self.started, self.fingerprint, _hashes(self.folder))
        _keep(self.out, self.folder, record)
        self._close()
        return record

    def _why(self) -> str:
        status = self.child.returncode
        with contextlib.suppress(OSError):
            said = (self.folder / _COMPLAINTS).read_text("utf-8", "replace").strip().splitlines()
            if said and status != -signal.SIGKILL:
                return f"job {self.job.id}: {said[-1]}"
        ended = _STOPPED_WITH.get(-status, f"signal {-status}") if status < 0 else f"exit status {status}"
        return f"job {self.job.id}: {ended}"

    def _close(self) -> None:
        assert self.child.stdin is not None
        with contextlib.suppress(OSError):
            self.child.stdin.close()
        self.child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p != folder / RECORD)
    return {p.relative_to(folder).as_posix(): sha256_of(p) for p in files}


def _record(job: Job, found: dict[str, Any], seconds: float, mark: str, outputs: dict[str, str]) -> dict[str, Any]:
    parts = {"seconds": seconds, "version": _core.version, "fingerprint": mark, "outputs": outputs}
    return {"job": job.id, "verb": job.verb, **found, **parts}


def record_failure(job: Job, out: Path, found: dict[str, Any]) -> dict[str, Any]:
    """Puts a failure that no process of this job could write in the place of its results."""
    record = _record(job, found, 0.0, "", {})
    _keep(out, Path(tempfile.mkdtemp(prefix=f".{job.id}.", suffix=_UNFINISHED, dir=out)), record)
    return record


def _keep(out: Path, folder: Path, record: dict[str, Any]) -> None:
    """Writes the record into the folder and puts the folder into its place; the last step is the only one that counts
    as finished."""
    with replacing(folder / RECORD) as unfinished:
        unfinished.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    folder.chmod(0o755)
    target = out / str(record["job"])
    former = tempfile.mkdtemp(prefix=f".{target.name}.", suffix=_UNFINISHED, dir=out)
    with contextlib.suppress(FileNotFoundError):
        target.rename(Path(former) / target.name)
    folder.rename(target)
    shutil.rmtree(former, ignore_errors=True)


def failure(error: _core.Error, lang: str) -> dict[str, Any]:
    """The part of a record that an Error makes."""
    return {"status": FAILED, "error": error.code, "message": error.messages[lang], "figures": {}}


def start(job: Job, out: Path, lang: str, threads: int | None = None) -> Running:
    """Starts the process of this job; threads: of its computation, None as the environment says."""
    folder = Path(tempfile.mkdtemp(prefix=f".{job.id}.", suffix=_UNFINISHED, dir=out))
    package = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path}
    if threads is not None:
        environment["OMP_NUM_THREADS"] = str(threads)
    mark = fingerprint(job, lang)
    with (folder / _COMPLAINTS).open("wb") as complaints:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "gastwin.batch_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the one who started us
        )
    running = Running(job, out, lang, mark, folder, child, time.perf_counter())
    order = json.dumps({**vars(job), "folder": str(folder), "lang": lang})
    assert child.stdin is not None
    with contextlib.suppress(OSError):  # a process that died already is noticed at its end
        child.stdin.write(order.encode() + b"\n")
        child.stdin.flush()
    return running


def run_elsewhere(job: Job, out: str, lang: str, version: str) -> dict[str, Any]:
    """The whole job on a machine of a cluster that sees the same files and has the same version of gastwin."""
    if version != _core.version:
        detail = f"job {job.id}: gastwin {_core.version} on the cluster, {version} where the batch was started"
        return record_failure(job, Path(out), failure(_error("usage", column="--dask", detail=detail), lang))
    running = start(job, Path(out), lang)
    try:
        return running.finish()
    except BaseException:
        running.stop()
        raise


def _end_with_parent() -> None:
    """The other end of stdin closes when the parent is gone, however it went."""
    while os.read(0, 1):
        pass
    os._exit(1)


def _twin_copy(job: Job) -> list[str]:
    """The inputs, a twin that will be written into as a copy in the working folder."""
    inputs = list(job.inputs)
    if WORK[job.verb].writes_into_twin and Path(inputs[0]).is_file():
        shutil.copyfile(inputs[0], TWIN_COPY)
        inputs[0] = TWIN_COPY
    return inputs


def _work(job: Job, lang: str) -> dict[str, Any]:
    from .verbs import VERBS

    try:
        summary, exit_status = VERBS[job.verb].run(arguments_of(job, _twin_copy(job), lang), None)
    except _core.Error as error:
        return failure(error, lang)
    except Exception as error:
        what = f"{sentence('internal', lang)}: {type(error).__name__}: {error}"
        return {"status": FAILED, "error": "GT-0902", "message": what, "figures": {}}
    figures = {("outcome" if k == "status" else k): v for k, v in summary.items() if k != "outputs"}
    status = DONE if exit_status == 0 else NEGATIVE
    return {"status": status, "error": "", "message": "", "figures": json_ready(figures)}


def main() -> None:
    """Reads one order from stdin, works, and leaves its record in the folder named."""
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.chdir(order.pop("folder"))
    lang = order.pop("lang")
    job = Job(**{**order, "inputs": tuple(order["inputs"])})
    record = _work(job, lang)
    with replacing(RECORD) as unfinished:
        unfinished.write_text(json.dumps(record, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
