# SPDX-License-Identifier: Apache-2.0
"""A long run that is stopped or killed is continued, and gives the rows of one that was not."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt

HOUSEHOLDS, SEED = 100_000, 5


@pytest.fixture(scope="module")
def city() -> gt.Network:
    return gt.synthetic_city(HOUSEHOLDS, seed=SEED)


@pytest.fixture(scope="module")
def whole(city: gt.Network) -> gt.Table:
    return gt.criticality(city, hydraulics=True)


class Listener:
    """Hears the stages, and may stop the work at a share of it."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.stop_at, self.stages = stop_at, set[str]()

    def __call__(self, stage: str, done: float) -> bool:
        self.stages.add(stage)
        return not (stage == "segments shut" and done >= self.stop_at)


def assert_same(a: gt.Table, b: gt.Table) -> None:
    """Bit for bit."""
    for column in a.columns:
        left, right = a[column], b[column]
        same = left.tolist() == right.tolist() if left.dtype.kind == "O" else left.tobytes() == right.tobytes()
        assert same, column


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def test_a_run_that_was_stopped_is_continued(city: gt.Network, whole: gt.Table, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    for stop_at in (0.3, 0.5):
        with pytest.raises(gt.Error) as stopped:
            gt.criticality(city, hydraulics=True, checkpoint=path, progress=Listener(stop_at))
        assert stopped.value.kind == "interrupted"
    kept = len(lines(path)) - 1
    assert 10 < kept < (whole.solve != "screened").sum()
    heard = Listener()
    assert_same(gt.criticality(city, hydraulics=True, checkpoint=path, progress=heard), whole)
    assert f"{kept} rows known" in heard.stages
    assert not path.exists(), "it goes when all is done"


KILLED = """
import sys, time, gastwin as gt
city = gt.synthetic_city({households}, seed={seed})
gt.criticality(city, hydraulics=True, checkpoint=sys.argv[1], progress=lambda stage, done: time.sleep(0.02))
"""


def test_a_run_that_was_killed_is_continued(city: gt.Network, whole: gt.Table, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    with pytest.raises(gt.Error):
        gt.criticality(city, hydraulics=True, checkpoint=path, progress=Listener(0.2))
    before = path.stat().st_size
    script = KILLED.format(households=HOUSEHOLDS, seed=SEED)
    running = subprocess.Popen([sys.executable, "-c", script, str(path)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120.0
    while running.poll() is None and path.stat().st_size == before and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert path.stat().st_size > before, "the second process went on from the rows of the first"
    assert_same(gt.criticality(city, hydraulics=True, checkpoint=path), whole)


def test_a_line_cut_short_is_left_out(city: gt.Network, whole: gt.Table, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    with pytest.raises(gt.Error):
        gt.criticality(city, hydraulics=True, checkpoint=path, progress=Listener(0.5))
    kept = len(lines(path)) - 1
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 3)
    heard = Listener()
    assert_same(gt.criticality(city, hydraulics=True, checkpoint=path, progress=heard), whole)
    assert f"{kept - 1} rows known" in heard.stages


@pytest.mark.parametrize(
    ("old", "new"), [("[", "[1"), ('"zone', '"boom'), (", ", ", -"), ("[", ""), ("[", "[null, "), ('"', "\0")]
)
def test_a_line_that_was_changed_is_left_out(
    city: gt.Network, whole: gt.Table, tmp_path: Path, old: str, new: str
) -> None:
    """By another process that writes to the same file, a disk, or an editor."""
    path = tmp_path / "rows"
    with pytest.raises(gt.Error):
        gt.criticality(city, hydraulics=True, checkpoint=path, progress=Listener(0.5))
    kept = lines(path)
    changed = next(i for i in range(1, len(kept)) if '"zone' in kept[i])
    kept[changed] = kept[changed].replace(old, new, 1)
    path.write_text("".join(f"{line}\n" for line in kept), "utf-8")
    heard = Listener()
    assert_same(gt.criticality(city, hydraulics=True, checkpoint=path, progress=heard), whole)
    assert any("rows known" in stage for stage in heard.stages) == (changed > 1)


@pytest.mark.parametrize(
    "changed", [{"required_gauge_pressure_pa": 1500.0}, {"high": "average"}, {"friction": "nikuradse"}]
)
def test_rows_of_another_question_are_not_taken(city: gt.Network, tmp_path: Path, changed: dict[str, Any]) -> None:
    path = tmp_path / "rows"
    with pytest.raises(gt.Error):
        gt.criticality(city, hydraulics=True, checkpoint=path, progress=Listener(0.4))
    heard = Listener()
    rows = gt.criticality(city, hydraulics=True, checkpoint=path, progress=heard, **changed)
    assert any("begun anew" in stage for stage in heard.stages)
    assert_same(rows, gt.criticality(city, hydraulics=True, **changed))


def test_rows_of_another_network_are_not_taken(city: gt.Network, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    with pytest.raises(gt.Error):
        gt.criticality(city, hydraulics=True, checkpoint=path, progress=Listener(0.4))
    other = gt.synthetic_city(3000, seed=SEED)
    heard = Listener()
    gt.criticality(other, hydraulics=True, checkpoint=path, progress=heard)
    assert any("begun anew" in stage for stage in heard.stages)


def test_files_of_others_stay(city: gt.Network, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader\n", "utf-8")
    with pytest.raises(gt.Error) as caught:
        gt.criticality(city, hydraulics=True, checkpoint=path)
    assert caught.value.kind == "not_overwritten"
    assert path.read_text("utf-8") == "Dear reader\n"
    for bad in (tmp_path, tmp_path / "no" / "such" / "folder"):
        with pytest.raises(gt.Error):
            gt.criticality(city, hydraulics=True, checkpoint=bad)
    with pytest.raises(gt.Error):
        gt.criticality(city, checkpoint=path)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_the_verb_continues_after_ctrl_c(city: gt.Network, whole: gt.Table, tmp_path: Path) -> None:
    twin = tmp_path / "twin.gpkg"
    gt.Twin.from_network(city).save(twin)
    words = [sys.executable, "-m", "gastwin", "criticality", str(twin), "--hydraulics", "--json", "-o"]
    path = tmp_path / "twin.gpkg.criticality"
    running = subprocess.Popen(
        [*words, str(tmp_path / "a.csv")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    deadline = time.monotonic() + 120.0
    while running.poll() is None and not path.exists() and time.monotonic() < deadline:
        time.sleep(0.002)
    running.send_signal(signal.SIGINT)
    running.communicate()
    if running.returncode == 0:
        pytest.skip("it was done before it could be stopped")
    assert running.returncode == 130 and path.exists() and not (tmp_path / "a.csv").exists()
    done = subprocess.run([*words, str(tmp_path / "b.csv")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not path.exists()
    assert json.loads(done.stdout)["with_low_pressure"] == int((whole.customers_low_pressure > 0).sum())
