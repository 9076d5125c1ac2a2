# SPDX-License-Identifier: Apache-2.0
"""What an installed gastwin does where there is no GDAL: everything on tables, and one clear line for files.

    python without_gdal.py [--hide]

Uses the standard library and gastwin alone. --hide: first make the installed reader of files ask for a GDAL that no
system has, as a stand-in for a system without one.
"""

import argparse
import importlib.metadata
import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REAL, NOWHERE = b"libgdal.so.32\0", b"libgdal.so.no\0"


def hide_gdal() -> None:
    folder = Path(importlib.util.find_spec("gastwin").origin).parent
    (module,) = folder.glob("_gis.*.so")
    content = module.read_bytes()
    assert REAL in content or NOWHERE in content
    module.write_bytes(content.replace(REAL, NOWHERE))


def small_network(gt):
    """A line of three pipes; V1 stands before the second, V2 at its end."""
    nodes = ["gate", "a", "b", "house"]
    return gt.Network.from_frames(
        {
            "node": {"id": nodes, "x_m": [0.0, 500.0, 1000.0, 1500.0], "y_m": [0.0] * 4},
            "pipe": {
                "id": ["P1", "P2", "P3"],
                "from_node": nodes[:3],
                "to_node": nodes[1:],
                "length_m": [500.0] * 3,
                "inner_diameter_m": [0.1] * 3,
                "material": ["grey_iron", "pe100", "steel"],
                "install_year": [1985, 2015, 1999],
            },
            "valve": {"id": ["V1", "V2"], "pipe": ["P1", "P2"], "position": [0.9, 0.9]},
            "source": {"id": ["S"], "node": ["gate"], "gauge_pressure_pa": [10000.0]},
            "customer": {
                "id": ["C1", "C2"],
                "node": ["a", "house"],
                "demand_kg_s": [0.004, 0.006],
                "households": [40, 60],
            },
        }
    )


def check_answers(gt) -> None:
    net = small_network(gt)
    state = gt.solve(net)
    assert state.status == "converged"
    assert all(abs(a - b) < 1e-9 for a, b in zip(state.pipe.flow_kg_s, (0.010, 0.006, 0.006), strict=True))
    pressure = list(state.node.gauge_pressure_pa)
    assert pressure[0] == 10000.0 and pressure == sorted(pressure, reverse=True)
    # (0.010 / 0.006)**1.8 is what turbulent friction in alike pipes gives the first drop over the second, roughly.
    assert 2.2 < (pressure[0] - pressure[1]) / (pressure[1] - pressure[2]) < 2.9
    assert list(gt.shutoff(net, "P2").valves) == ["V1"]  # nothing feeds it from the other side
    risk = gt.risk(net, seed=1)
    assert list(risk.assets.id[risk.assets.rank == 1]) == ["P1"]  # grey iron of 1985 beside polyethylene and steel
    plan = gt.plan(net, risk, budget_per_year=1e7, years=3)
    assert "P1" in set(plan.pipes.id) and all(plan.years.spent_cny <= 1e7)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "survey").mkdir()
        try:
            gt.Twin.open(Path(folder) / "twin.gpkg")
        except gt.Error as error:
            assert error.kind == "no_gdal" and "libgdal32" in error.fixes["zh"], error
        else:
            raise AssertionError("a file was read without GDAL")


def check_messages() -> None:
    for lang, said in (("en", "apt install libgdal32"), ("zh", "未安装")):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-m", "gastwin", "import", ".", "-o", "twin.gpkg", "--lang", lang, "--quiet"],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
        lines = done.stderr.strip().splitlines()
        assert done.returncode == 2 and len(lines) == 2 and lines[0].startswith("GT-0126"), done.stderr
        assert said in done.stderr and "Traceback" not in done.stderr, done.stderr
        print(*lines, sep="\n")
    shown = subprocess.run([sys.executable, "-m", "gastwin", "--help"], capture_output=True, text=True, check=True)
    assert "assess" in shown.stdout


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hide", action="store_true")
    if parser.parse_args().hide:
        hide_gdal()
    started = time.perf_counter()
    import gastwin as gt

    print(f"import gastwin: {time.perf_counter() - started:.2f} s")
    assert gt.__version__ == importlib.metadata.version("gastwin")
    check_answers(gt)
    check_messages()
    print("without GDAL: solve, shutoff, risk, plan and the message: passed")


if __name__ == "__main__":
    main()
