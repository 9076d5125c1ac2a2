# SPDX-License-Identifier: Apache-2.0
"""What every computation has: tables and figures of its result, pictures of them, and a listener to its progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .frames import Table, _error, meant
from .network import Network, Progress, Twin
from .tables import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .explore import MapPage


def listener(progress: Progress | None) -> Callable[[str, float], Any] | None:
    """The callable behind a `progress=` argument: True shows a line on stderr, None and False are silent."""
    if progress is True:
        from .console import ProgressLine

        return ProgressLine()
    return progress if callable(progress) else None


class Result:
    """Tables and figures of one computation; tables keep the user's kind of ids."""

    tables: tuple[str, ...] = ()
    shown: str = ""  # the column that plot() colours by unless it is told otherwise

    def __init__(self, core: Any, network: Network | Twin) -> None:
        self._core = core
        self._network = network.network if isinstance(network, Twin) else network

    @property
    def network(self) -> Network:
        """The network it was computed for."""
        return self._network

    def table(self, name: str) -> Table:
        """The table of this name, one of `tables`. Raises `Error`: no such table."""
        if name not in self.tables:
            raise _error("usage", column="table", value=name, detail=f"tables are: {', '.join(self.tables)}")
        return self._table(name)

    def _table(self, name: str) -> Table:
        return table_of(getattr(self._core, name), integer_ids=self._network._integer_ids)

    if not TYPE_CHECKING:  # each kind of result declares its tables and figures

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            if name in self.tables:
                return self._table(name)
            try:
                return getattr(self._core, name)
            except AttributeError:
                what, known = type(self).__name__, [each for each in dir(self) if not each.startswith("_")]
                raise AttributeError(f"{what} has no {name!r}{meant(name, known)}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables, *(name for name in dir(self._core) if not name.startswith("_"))]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(self.tables)}>"


class MapResult(Result):
    """A result whose rows are pipes, nodes and other places."""

    stored: tuple[str, ...] = ()  # tables that a twin file and the map page take

    def plot(
        self,
        by: str | None = None,
        *,
        ax: Axes | None = None,
        cmap: str = "viridis",
        log: bool = False,
        legend: bool = True,
        lang: str = "en",
    ) -> Axes:
        """A picture of the network coloured by a column of the result, with matplotlib; returns its axes.

        by: a column of any table of the result, default the one asked for most (`shown`). The other arguments and the
        errors are those of `Network.plot()`.
        """
        from .plotting import draw, result_layer

        return draw(
            self._network, result_layer(self, by or self.shown), ax=ax, cmap=cmap, log=log, legend=legend, lang=lang
        )

    def explore(self, *, lang: str | None = None) -> MapPage:
        """The offline map page with this result: see `Twin.explore()`, which takes several results at once."""
        return Twin.from_network(self._network).explore(self, lang=lang)


def result_tables(*results: MapResult | Table | None) -> dict[str, Table]:
    """Tables of these results that a twin file and the map page take, by name; later ones take the place of earlier.

    Raises `Error`: a result that has none."""
    tables: list[Table] = []
    for result in results:
        if isinstance(result, Table):
            tables.append(result)
        elif isinstance(result, MapResult) and result.stored:
            tables += [result.table(name) for name in result.stored]
        elif result is not None:
            detail = "states, criticality, risks, scores and plans can be kept and shown"
            raise _error("usage", column="results", value=type(result).__name__, detail=detail)
    return {table.name: table for table in tables}
