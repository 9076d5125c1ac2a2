# SPDX-License-Identifier: Apache-2.0
"""Networks of other programs: pandapipes JSON (.json), EPANET (.inp), GasLib XML (.net with its .scn)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from .. import geoparquet
from .._needs import gis
from ..frames import _error
from ..network import Network, Twin
from . import epanet, gaslib, pandapipes

_READERS: dict[str, Callable[[Path], Network]] = {
    ".json": pandapipes.read,
    ".inp": epanet.read,
    ".net": gaslib.read,
}


def is_exchange_file(path: str | os.PathLike[str]) -> bool:
    """Does the name say that it is a network of another program?"""
    return Path(path).suffix.lower() in _READERS and Path(path).is_file()


def read_network(path: str | os.PathLike[str]) -> Network:
    """A network of another program, by the ending of its name.

    .json: pandapipes, at the mean temperature of its junctions; sinks are customers, sources customers that inject;
    ids are the indices of pandapipes. .inp: EPANET topology and valves; flows are read as volumes of gas at 0 °C and
    101 325 Pa, heads of reservoirs as the gauge pressures that they are of water, to be set right by the user. .net:
    GasLib; entries hold their highest pressure, exits draw what the .scn file of the same name nominates, compressor
    stations do not run (ratio 1). What is out of service is left out; what gastwin has no like of is an error.

    Raises `Error`: no_such_file; unreadable_file for damaged files and elements that cannot be represented.
    """
    file = Path(path)
    if not file.is_file():
        raise _error("no_such_file", file=str(file))
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        raise _error("unreadable_file", file=str(file), detail=f"endings read: {', '.join(_READERS)}")
    return reader(file)


@contextlib.contextmanager
def _compiled_form(path: str) -> Iterator[str | None]:
    """The twin file or export as the compiled reader knows it; None when it is neither."""
    if geoparquet.exported_files(Path(path)) is not None:
        with geoparquet.as_geojson(Path(path)) as folder:
            yield str(folder)
    else:
        yield path if gis.is_twin(path) else None


def ready_twin(inputs: Sequence[str]) -> Twin | None:
    """What needs no survey import: a twin file, an export of one, or a network of another program; else None."""
    scenarios = {str(Path(i).with_suffix(".scn")) for i in inputs if i.lower().endswith(".net")}
    alone = [i for i in inputs if i not in scenarios]  # read with the network they belong to
    if len(alone) != 1:
        return None
    if is_exchange_file(alone[0]):
        return Twin.from_network(read_network(alone[0]))
    with _compiled_form(alone[0]) as path:
        return None if path is None else Twin(gis.read_twin(path))


def stored_results(inputs: Sequence[str]) -> list[Any]:
    """The result tables that come with a single twin or export, as the compiled writer takes them."""
    if len(inputs) != 1:
        return []
    with _compiled_form(inputs[0]) as path:
        return [] if path is None else list(gis.read_results(path).values())


__all__ = ["is_exchange_file", "read_network", "ready_twin", "stored_results"]
