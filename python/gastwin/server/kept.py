# SPDX-License-Identifier: Apache-2.0
"""Values worked out once and kept for whoever asks next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The values asked for last, at most `most`. Threads that ask for the same wait for the one that works it out; an
    exception goes to all of them and is not kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[K, Future[V]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of this key, made if need be."""
        with self._lock:
            future, mine = self._known.get(key), False
            if future is None:
                future, mine = Future(), True
                self._known[key] = future
            self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        if mine:
            self._fill(key, future, make)
        return future.result()

    def _fill(self, key: K, future: Future[V], make: Callable[[], V]) -> None:
        try:
            future.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._known.get(key) is future:
                    del self._known[key]
            future.set_exception(error)

    def __contains__(self, key: K) -> bool:
        with self._lock:
            future = self._known.get(key)
        return future is not None and future.done()
