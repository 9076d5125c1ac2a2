# SPDX-License-Identifier: Apache-2.0
"""Long calls: they tell how far they are, stop at Ctrl-C or when told to, leave nothing half-written, let other threads
work, and give the same answers to many threads at once."""

import dataclasses
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from failure_records import invented

import gastwin as gt

Call = Callable[["Desk", Any], Any]


class Desk:
    """What the calls work on."""

    def __init__(self, city: gt.Network, survey: Path, folder: Path) -> None:
        self.net, self.survey, self.folder = city, survey, folder
        self.twin = gt.Twin.from_network(city)
        self.state = gt.solve(city, "peak")
        self.risks = gt.risk(city, samples=20)
        self.pipe = city.pipe.id[10]
        self.file = folder / "twin.gpkg"
        self.twin.save(self.file, self.state)
        self.out = folder / "out"
        self.out.mkdir()


CALLS: dict[str, Call] = {
    "solve": lambda d, p: gt.solve(d.net, "peak", progress=p),
    "solve_cases": lambda d, p: gt.solve_cases(d.net, 400, progress=p),
    "simulate": lambda d, p: gt.simulate(d.net, "average", to_s=7200.0, progress=p),
    "shutoff": lambda d, p: gt.shutoff(d.net, d.pipe, state=d.state, progress=p),
    "prepare_shutoff": lambda d, p: gt.prepare_shutoff(d.net, state=d.state, progress=p),
    "incident": lambda d, p: gt.incident(d.net, d.pipe, kind="rupture", state=d.state, progress=p),
    "incidents": lambda d, p: gt.incidents(d.net, [{"pipe": i} for i in d.net.pipe.id[:4]], samples=5, progress=p),
    "criticality": lambda d, p: gt.criticality(d.net, progress=p),
    "criticality with hydraulics": lambda d, p: gt.criticality(d.net, hydraulics=True, progress=p),
    "criticality of valves": lambda d, p: gt.criticality(d.net, "valves", progress=p),
    "criticality of regulators": lambda d, p: gt.criticality(d.net, "regulators", progress=p),
    "risk": lambda d, p: gt.risk(d.net, samples=200, progress=p),
    "score": lambda d, p: gt.score(d.net, "points", progress=p),
    "plan": lambda d, p: gt.plan(d.net, d.risks, budget_per_year=3e6, progress=p),
    "individual_risk": lambda d, p: gt.individual_risk(d.net, d.risks, cell_m=20.0, progress=p),
    "synthetic_city": lambda d, p: gt.synthetic_city(3000, progress=p),
    "import_survey": lambda d, p: gt.import_survey([d.survey / "survey", d.survey / "registers"], progress=p),
    "programme": lambda d, p: gt.programme(d.net, registers=str(d.survey / "registers"), progress=p),
    "calibrate": lambda d, p: gt.calibrate(*invented(seed=2), split="2012", samples=20, progress=p),
}
WRITING: dict[str, Call] = {
    "save": lambda d, p: d.twin.save(d.out / "t.gpkg", d.state, d.risks, progress=p),
    "export": lambda d, p: gt.export(d.file, d.out / "t.xlsx", progress=p),
    "export to a folder": lambda d, p: gt.export(d.file, d.out / "csv", format="csv", progress=p),
    "report": lambda d, p: gt.report(d.file, d.out / "t.html", progress=p),
    "assess": lambda d, p: gt.assess([str(d.survey / "survey")], d.out / "assessed", progress=p),
    "batch": lambda d, p: gt.batch([{"id": "one", "verb": "check", "input": str(d.file)}], d.out / "batch", progress=p),
}


@pytest.fixture(scope="module")
def desk(city: gt.Network, survey: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(city, survey, tmp_path_factory.mktemp("desk"))


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Ctrl-C as a program at a terminal gets it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Teller:
    """Hears what a call tells; does something at the n-th time."""

    def __init__(self, at: int, action: Callable[[], Any]) -> None:
        self.told: list[tuple[str, float]] = []
        self._at, self._action = at, action

    def __call__(self, stage: str, done: float) -> Any:
        self.told.append((stage, done))
        return self._action() if len(self.told) == self._at else None


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def same(a: Any, b: Any) -> bool:
    """Are the tables of two results the same, bit for bit?"""
    if isinstance(a, gt.Table):
        return all(pd.Series(a.ids(c)).equals(pd.Series(b.ids(c))) for c in a.columns)
    if hasattr(a, "tables") and not callable(a.tables):
        return all(same(a.table(name), b.table(name)) for name in a.tables)
    if isinstance(a, gt.Incident):
        return bool(a.figures() == b.figures())
    if isinstance(a, gt.Network):
        return all(same(a.table(name), b.table(name)) for name in gt.TABLES)
    if isinstance(a, gt.Twin):
        return same(a.network, b.network) and same(a.issue, b.issue)
    if isinstance(a, gt.RiskMap):
        return bool(np.array_equal(a.values, b.values))
    if dataclasses.is_dataclass(a):  # of data frames
        held = [getattr(a, f.name) for f in dataclasses.fields(a)], [getattr(b, f.name) for f in dataclasses.fields(b)]
        return all(x.equals(y) for x, y in zip(*held, strict=True) if isinstance(x, pd.DataFrame))
    return repr(a) == repr(b)  # rows of scenarios; a network made ready has nothing to compare


@pytest.mark.parametrize("name", CALLS)
def test_it_tells_and_stops_at_ctrl_c_and_can_be_asked_again(name: str, desk: Desk) -> None:
    call = CALLS[name]
    free = Teller(0, interrupt)
    before = call(desk, free)
    assert free.told and all(stage and -1e-9 <= done <= 1.0 + 1e-9 for stage, done in free.told), free.told
    stopped = Teller(max(1, len(free.told) // 2), interrupt)
    with pytest.raises(KeyboardInterrupt):
        call(desk, stopped)
    # It did not go on. Threads that solve cases tell each for themselves; a signal reaches the first of them, at its
    # next turn, while the others go on with theirs.
    most = len(free.told) - 1 if name == "solve_cases" else max(1, len(free.told) // 2) + 1
    assert len(stopped.told) <= most
    assert same(before, call(desk, None)), name


@pytest.mark.parametrize("name", ["solve", "simulate", "criticality with hydraulics", "risk", "plan", "import_survey"])
def test_a_listener_that_says_no_stops_it(name: str, desk: Desk) -> None:
    with pytest.raises(gt.Error) as caught:
        CALLS[name](desk, Teller(1, lambda: False))
    assert (caught.value.kind, caught.value.code) == ("interrupted", "GT-0903")


@pytest.mark.parametrize("name", ["solve_cases", "criticality", "risk"])
def test_what_a_listener_raises_comes_out(name: str, desk: Desk) -> None:
    def fail() -> None:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        CALLS[name](desk, Teller(1, fail))


def files(folder: Path) -> dict[str, bytes]:
    """What stands in a folder, by name; locks aside."""
    listed = (f for f in folder.rglob("*") if f.is_file() and f.name != ".lock")
    return {str(f.relative_to(folder)): f.read_bytes() for f in listed}


@pytest.mark.parametrize("old", [False, True], ids=["new", "over an old one"])
@pytest.mark.parametrize("name", ["save", "export", "export to a folder", "report", "assess"])
def test_ctrl_c_leaves_nothing_half_written(name: str, old: bool, desk: Desk) -> None:
    import shutil

    shutil.rmtree(desk.out)
    desk.out.mkdir()
    call = WRITING[name]
    told = Teller(0, interrupt)
    if old:
        call(desk, told)
    before = files(desk.out)
    for at in {1, max(1, len(told.told) * 3 // 4)}:
        with pytest.raises(KeyboardInterrupt):
            call(desk, Teller(at, interrupt))
        assert files(desk.out) == before, at


def test_ctrl_c_ends_the_workers_of_a_batch(desk: Desk) -> None:
    jobs = [{"id": f"job{i}", "verb": "check", "input": str(desk.file)} for i in range(3)]
    with pytest.raises(KeyboardInterrupt):
        gt.batch(jobs, desk.out / "stopped", workers=2, progress=Teller(2, interrupt))
    done = gt.batch(jobs, desk.out / "stopped", resume=True)
    assert done.status in ("done", "negative") and len(done.rows) == 3


@pytest.mark.parametrize("name", ["solve", "solve_cases", "simulate", "criticality with hydraulics", "risk", "plan"])
def test_without_a_listener_ctrl_c_stops_it_too(name: str, desk: Desk) -> None:
    """The signal comes from a thread, which needs the interpreter lock for that while the call is at work."""
    timer = threading.Timer(0.05, interrupt)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        while True:
            CALLS[name](desk, None)
    timer.join()


@pytest.mark.parametrize("name", ["solve_cases", "simulate", "criticality with hydraulics", "risk", "import_survey"])
def test_other_threads_work_meanwhile(name: str, desk: Desk) -> None:
    """The thread that only counts gets its turn while the other is in the engine; each of its turns is a
    millisecond."""
    over, turns = threading.Event(), 0

    def work() -> None:
        for _ in range(3):
            CALLS[name](desk, None)
        over.set()

    clock = time.perf_counter()
    worker = threading.Thread(target=work)
    worker.start()
    while not over.is_set():
        time.sleep(0.001)
        turns += 1
    worker.join()
    assert turns > 20 * (time.perf_counter() - clock), turns  # of up to a thousand a second


def test_many_threads_get_the_answers_of_one(desk: Desk) -> None:
    own = ("synthetic_city", "import_survey", "programme", "calibrate", "prepare_shutoff")  # share no tables
    names = [name for name in CALLS if name not in own]
    alone = {name: CALLS[name](desk, None) for name in names}
    asked = names * 3
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda name: (name, CALLS[name](desk, None)), asked))
    assert len(answers) == len(asked)
    for name, answer in answers:
        assert same(alone[name], answer), name


def test_threads_share_what_is_made_ready(desk: Desk) -> None:
    solver, closer = gt.prepare(desk.net), gt.prepare_shutoff(desk.net, state=desk.state)
    pipes = [str(i) for i in desk.net.pipe.id[::9]]
    alone = [closer.shutoff(pipe) for pipe in pipes]
    hours = [solver.solve(hour).node.gauge_pressure_pa for hour in range(6)]
    with ThreadPoolExecutor(6) as threads:
        shut = list(threads.map(closer.shutoff, pipes))
        again = list(threads.map(lambda hour: solver.solve(hour).node.gauge_pressure_pa, range(6)))
        frames = list(threads.map(lambda _: desk.net.pipe.to_pandas(), range(12)))
    assert all(same(a, b) for a, b in zip(alone, shut, strict=True))
    for a, b in zip(hours, again, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)  # each starts from the flows of whichever was solved before
    assert all(frame.equals(frames[0]) for frame in frames)


def test_progress_shows_a_line_on_stderr(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    gt.solve_cases(desk.net, 5, progress=True)
    shown = capsys.readouterr()
    assert shown.out == "" and "…" in shown.err
    gt.solve_cases(desk.net, 5, progress=False)
    assert capsys.readouterr() == ("", "")
