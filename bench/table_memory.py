# SPDX-License-Identifier: Apache-2.0
"""Memory that a long table takes on its way to pandas, Arrow, GeoPandas and back.

    python bench/table_memory.py [--rows 1000000]

For each way: how many of the table's numeric columns stand in the engine's own memory (np.shares_memory), how many
bytes these columns hold, and what Python, NumPy (tracemalloc) and Arrow took: text and ids, which have to be made, and
what says which whole numbers are missing. Shapes are memory of GEOS, which nobody counts. `numbers only` is a table
without the text.
"""

import argparse
import gc
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

import gastwin as gt
from gastwin.frames import to_columns


def taken_mb() -> float:
    """Memory that Python, NumPy and Arrow hold, MB."""
    import pyarrow as pa

    gc.collect()
    return (tracemalloc.get_traced_memory()[0] + pa.total_allocated_bytes()) / 1e6


def chain(rows: int) -> dict[str, dict[str, Any]]:
    """So many pipes in a row."""
    rng = np.random.default_rng(1)
    return {
        "node": {"id": np.arange(rows + 1), "x_m": np.arange(rows + 1) * 10.0, "y_m": np.zeros(rows + 1)},
        "pipe": {
            "id": np.arange(rows),
            "from_node": np.arange(rows),
            "to_node": np.arange(1, rows + 1),
            "length_m": rng.uniform(1.0, 20.0, rows),
            "inner_diameter_m": rng.uniform(0.05, 0.3, rows),
            "install_year": 1990.0 + rng.integers(0, 30, rows),
            "depth_m": np.full(rows, 1.2),
            "material": rng.choice(["pe", "steel"], rows),
        },
    }


def numeric(table: gt.Table) -> list[str]:
    """Columns of numbers; flags are bits in Arrow and left out."""
    return [name for name, column in table.schema.items() if column["kind"] in ("real", "integer")]


def of_frame(frame: Any, name: str) -> np.ndarray:
    held = frame[name].array
    return held._data if hasattr(held, "_mask") else held.to_numpy()


def of_arrow(arrow: Any, name: str) -> np.ndarray:
    return np.frombuffer(arrow.column(name).chunk(0).buffers()[1], np.uint8)


def told(way: str, table: gt.Table, make: Callable[[], Any], of: Callable[[Any, str], np.ndarray]) -> Any:
    """Runs one way out and prints its line."""
    names, clock = numeric(table), time.perf_counter()
    seconds = (make(), time.perf_counter() - clock)[1]
    tracemalloc.start()
    before = taken_mb()
    made = make()
    grown = taken_mb() - before
    tracemalloc.stop()
    shared = sum(np.shares_memory(of(made, name), table[name]) for name in names)
    held = sum(table[name].nbytes for name in names) / 1e6
    print(f"{way:<34} {shared:>3} of {len(names):<3} {held:9.1f} {grown:10.1f} {seconds:9.2f}")
    return made


def numbers_only(table: gt.Table) -> Any:
    """The numeric columns alone, by Arrow."""
    import pyarrow as pa

    from gastwin.arrow import _column

    return pa.table({name: _column(table, name) for name in numeric(table)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    import geopandas  # noqa: F401 # libraries are no part of what tables take
    import pandas as pd
    import pyarrow as pa

    tables = chain(rows)
    clock = time.perf_counter()
    net = gt.Network.from_frames(tables)
    print(f"{net!r} from arrays in {time.perf_counter() - clock:.1f} s")
    print(f"{'way':<34} {'shared':>10} {'numbers MB':>10} {'taken MB':>10} {'s':>9}")
    pipe = net.pipe
    told("numbers only, Arrow", pipe, lambda: numbers_only(pipe), of_arrow)
    told("to_arrow()", pipe, pipe.to_arrow, of_arrow)
    told("pyarrow.table(table), C stream", pipe, lambda: pa.table(pipe), of_arrow)
    told("to_pandas()", pipe, pipe.to_pandas, of_frame)
    told("to_pandas(copy=True)", pipe, lambda: pipe.to_pandas(copy=True), of_frame)
    told("to_geopandas()", pipe, pipe.to_geopandas, of_frame)
    node = net.node
    told("node.to_pandas()", node, node.to_pandas, of_frame)
    frame = pd.DataFrame(tables["pipe"], copy=False)
    known, _, _ = to_columns(frame, gt.schema("pipe"), "pipe")
    given = [name for name in known if name in tables["pipe"] and isinstance(known[name], np.ndarray)]
    shared = sum(np.shares_memory(known[name], tables["pipe"][name]) for name in given)
    print(f"from_frames(): {shared} of {len(given)} numeric columns reach the engine as they are in the frame")


if __name__ == "__main__":
    main()
