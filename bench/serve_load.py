# SPDX-License-Identifier: Apache-2.0
"""Many clients at once on `gastwin serve`: requests per second, waiting times, errors, processor time per request.

    python bench/serve_load.py [--households 20000] [--clients 50] [--seconds 60] [--incidents 0.0]

Each client asks over a connection of its own for closures of pipes drawn by chance, with inoperable valves of its own;
a share of the requests may be incidents. Every answer to a closure is compared with that of `gastwin.shutoff` asked
alone; one that differs counts as an error, as does every status but 200.
"""

import argparse
import http.client
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

import gastwin as gt

JSON = {"content-type": "application/json"}
VALVES_EACH = 4


class Clients:
    """What is asked, what came back."""

    def __init__(self, port: int, twin: gt.Twin, incidents: float) -> None:
        self._port, self._incidents = port, incidents
        self._pipes = [str(i) for i in twin.pipe.id]
        self._valves = [str(i) for i in twin.valve.id]
        self._prepared = gt.prepare_shutoff(twin, state=gt.solve(twin, "peak"))
        self.waits: dict[str, list[float]] = {"closure": [], "incident": []}
        self.answers: dict[tuple[str, tuple[str, ...]], list[list[str]]] = {}
        self.errors: list[str] = []
        self._lock = threading.Lock()

    def run(self, number: int, end: float) -> None:
        """One client until `end`."""
        chance = random.Random(number)
        stuck = tuple(chance.sample(self._valves, VALVES_EACH))
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        while time.monotonic() < end:
            kind = "incident" if chance.random() < self._incidents else "closure"
            asked: dict[str, Any] = {"pipe": chance.choice(self._pipes), "inoperable": stuck}
            if kind == "incident":
                asked |= {"kind": "rupture", "samples": 100}
            started = time.perf_counter()
            connection.request("POST", f"/what-if/{kind}", json.dumps(asked), JSON)
            reply = connection.getresponse()
            body = reply.read()
            self._note(kind, asked["pipe"], stuck, reply.status, body, time.perf_counter() - started)
        connection.close()

    def _note(self, kind: str, pipe: str, stuck: tuple[str, ...], status: int, body: bytes, wait: float) -> None:
        with self._lock:
            self.waits[kind].append(wait)
            if status != 200:
                self.errors.append(body.decode()[:200])
            elif kind == "closure":
                self.answers.setdefault((pipe, stuck), []).append(json.loads(body)["valves"])

    def wrong(self) -> int:
        """Closures that are not those asked alone."""
        count = 0
        for (pipe, stuck), listed in self.answers.items():
            alone = self._prepared.shutoff(pipe, inoperable=stuck).valves
            count += sum(valves != alone for valves in listed)
        return count


def started(twin: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A server on a free port."""
    command = [sys.executable, "-m", "gastwin", "serve", str(twin), "--port", "0", "--quiet", "--lang", "en"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert server.stderr is not None
    found = re.search(rb":(\d+)/", server.stderr.readline())
    assert found is not None
    return server, int(found[1])


def processor_s(pid: int) -> float:
    """User and system time of a running process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100.0  # clock ticks of Linux


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--incidents", type=float, default=0.0, help="share of the requests")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "city.gpkg"
        gt.Twin.from_network(gt.synthetic_city(args.households, seed=7, household_rows=True)).save(path)
        twin = gt.Twin.open(path)
        server, port = started(path)
        clients = Clients(port, twin, args.incidents)
        before, begin = processor_s(server.pid), time.monotonic()
        end = begin + args.seconds
        threads = [threading.Thread(target=clients.run, args=(i, end)) for i in range(args.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds, processor = time.monotonic() - begin, processor_s(server.pid) - before
        server.terminate()
        server.wait()
    report(clients, twin, seconds, processor)


def report(clients: Clients, twin: gt.Twin, seconds: float, processor: float) -> None:
    """The figures on stdout."""
    requests = sum(map(len, clients.waits.values()))
    print(f"{twin!r}")
    print(f"{requests} requests in {seconds:.1f} s: {requests / seconds:.1f} per second")
    for kind, waits in clients.waits.items():
        if waits:
            p50, p95, most = (1e3 * float(np.quantile(waits, q)) for q in (0.5, 0.95, 1.0))
            print(f"{kind}: {len(waits)}, median {p50:.0f} ms, p95 {p95:.0f} ms, longest {most:.0f} ms")
    print(f"server: {processor:.1f} s of processor time, {1e3 * processor / max(1, requests):.2f} ms per request")
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(f"clients: {own.ru_utime + own.ru_stime:.1f} s of processor time")
    print(f"errors: {len(clients.errors)}; closures that differ from those asked alone: {clients.wrong()}")
    for text in sorted(set(clients.errors))[:5]:
        print(f"  {text}")


if __name__ == "__main__":
    main()
