# SPDX-License-Identifier: Apache-2.0
"""What every computation has: tables and figures of its result, and a listener to its progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .frames import Table
from .network import Network, Progress, Twin


def listener(progress: Progress | None) -> Callable[[str, float], Any] | None:
    """The callable behind a `progress=` argument: True shows a line on stderr, None and False are silent."""
    if progress is True:
        from .console import ProgressLine

        return ProgressLine()
    return progress if callable(progress) else None


class Result:
    """Tables and figures of one computation; tables keep the user's kind of ids."""

    tables: tuple[str, ...] = ()

    def __init__(self, core: Any, network: Network | Twin) -> None:
        self._core = core
        self._network = network.network if isinstance(network, Twin) else network

    def _table(self, name: str) -> Table:
        return Table(getattr(self._core, name), integer_ids=self._network._integer_ids)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.tables:
            return self._table(name)
        return getattr(self._core, name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(self.tables)}>"
