# SPDX-License-Identifier: Apache-2.0
"""How long a call still runs after Ctrl-C.

    python bench/interrupt.py [--households 50000]

Each call runs once to the end, then again without a listener while a thread sends SIGINT after a third of that time;
printed are both times, and how long after the signal KeyboardInterrupt came out.
"""

import argparse
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gastwin as gt


def calls(net: gt.Network, folder: Path) -> dict[str, Callable[[], Any]]:
    """Calls that take a while in a city."""
    state, twin, pipe = gt.solve(net, "peak"), gt.Twin.from_network(net), net.pipe.id[10]
    risks = gt.risk(net, samples=50)
    gt.write_survey(net, folder, defects=True)
    twin.save(folder / "twin.gpkg", state)
    inputs = [folder / "survey", folder / "registers"]
    return {
        "solve": lambda: gt.solve(net, "peak"),
        "solve_cases": lambda: gt.solve_cases(net, 20),
        "simulate": lambda: gt.simulate(net, "average", to_s=3600.0),
        "incident": lambda: gt.incident(net, pipe, kind="rupture", state=state),
        "criticality": lambda: gt.criticality(net),
        "criticality with hydraulics": lambda: gt.criticality(net, hydraulics=True),
        "risk": lambda: gt.risk(net, samples=1000),
        "plan": lambda: gt.plan(net, risks, budget_per_year=1e7),
        "individual_risk": lambda: gt.individual_risk(net, risks, cell_m=10.0),
        "import_survey": lambda: gt.import_survey(inputs),
        "Twin.save": lambda: twin.save(folder / "again.gpkg", state),
        "Twin.open": lambda: gt.Twin.open(folder / "twin.gpkg"),
        "write_survey": lambda: gt.write_survey(net, folder / "again"),
        "synthetic_city": lambda: gt.synthetic_city(50_000),
    }


def stopped_after(call: Callable[[], Any], seconds: float) -> float | None:
    """From the signal to the exception; None where the call ended before."""
    sent = 0.0

    def interrupt() -> None:
        nonlocal sent
        sent = time.perf_counter()
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(seconds, interrupt)
    timer.start()
    try:
        call()
        time.sleep(max(0.0, seconds))  # the signal comes in any case, and here
    except KeyboardInterrupt:
        return time.perf_counter() - sent
    finally:
        timer.join()
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=50_000)
    net = gt.synthetic_city(parser.parse_args().households)
    print(net)
    with tempfile.TemporaryDirectory() as folder:
        for name, call in calls(net, Path(folder)).items():
            clock = time.perf_counter()
            call()
            whole = time.perf_counter() - clock
            after = stopped_after(call, whole / 3.0)
            shown = "ended before" if after is None else f"{after:8.3f} s"
            print(f"{name:<30} {whole:8.2f} s   stopped after {shown}")


if __name__ == "__main__":
    main()
