# SPDX-License-Identifier: Apache-2.0
"""Computations beside the event loop: a bounded number of threads, a bounded queue, progress, an end when the client
leaves.

The engine releases the interpreter lock, so threads compute at the same time. A computation whose client has left, or
that took too long, is stopped by its next report of progress; its place is free only when its thread is: what is
counted is what really runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from ..frames import _error
from .limits import Limits

Tell = Callable[[str, float], bool]
Work = Callable[[Tell], Any]
Hear = Callable[[str, float], Awaitable[None]]
QUICK, LONG = "quick", "long"
TOLD_EVERY_S = 0.1


class ClientLeftError(Exception):
    """Nobody waits for the answer any more."""


class Job:
    """One computation: `tell` is its listener to progress, `told` its last report."""

    def __init__(self, closing: threading.Event) -> None:
        self._stopped, self._closing = threading.Event(), closing
        self.told: tuple[str, float] = ("waiting", 0.0)
        self.future: Future[Any] = Future()

    def tell(self, stage: str, share: float) -> bool:
        """Notes progress; False asks the engine to stop."""
        self.told = (stage, share)
        return not (self._stopped.is_set() or self._closing.is_set())

    def stop(self) -> None:
        """Ends it: at once where it has not begun, else at its next report of progress."""
        self._stopped.set()
        self.future.cancel()


class Workroom:
    """Threads for quick and for long computations, so that a queue of incidents never delays a closure plan."""

    def __init__(self, limits: Limits) -> None:
        self._seconds = limits.work_seconds
        self._pools = {
            QUICK: ThreadPoolExecutor(limits.quick_threads, "quick"),
            LONG: ThreadPoolExecutor(limits.long_threads, "long"),
        }
        self._places = {
            QUICK: threading.BoundedSemaphore(limits.quick_most),
            LONG: threading.BoundedSemaphore(limits.long_most),
        }
        self.closing = threading.Event()

    def start(self, kind: str, work: Work) -> Job:
        """Queues a computation. Raises `Error` (busy) where the queue is full."""
        places = self._places[kind]
        if self.closing.is_set() or not places.acquire(blocking=False):
            raise _error("busy")
        job = Job(self.closing)
        job.future = self._pools[kind].submit(work, job.tell)
        job.future.add_done_callback(lambda _: places.release())
        return job

    async def result(self, job: Job, left: Awaitable[None], tell: Hear | None = None) -> Any:
        """Waits for the answer, and passes progress on to `tell`. Raises ClientLeftError when `left` comes first,
        `Error` (time_limit) after too long, and whatever the computation raises."""
        end = time.monotonic() + self._seconds
        answer = asyncio.wrap_future(job.future)
        leaving = asyncio.ensure_future(left)
        try:
            said = job.told
            while not answer.done():
                wait = end - time.monotonic()
                if wait <= 0:
                    raise _error("time_limit", detail=f"{self._seconds:g} s")
                look = min(wait, TOLD_EVERY_S) if tell else wait
                await asyncio.wait({answer, leaving}, timeout=look, return_when=asyncio.FIRST_COMPLETED)
                if leaving.done() and not answer.done():
                    raise ClientLeftError
                if tell and job.told != said:
                    said = job.told
                    await tell(*said)
            return answer.result()
        finally:
            job.stop()
            leaving.cancel()
            answer.cancel()
            answer.add_done_callback(_look)  # a late exception is nobody's

    def close(self) -> None:
        """Stops everything and waits for the threads."""
        self.closing.set()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)


def _look(future: asyncio.Future[Any]) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        future.exception()
