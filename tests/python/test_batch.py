# SPDX-License-Identifier: Apache-2.0
"""Many jobs in one run: one status each whatever happens, continued after a stop, the same on a cluster."""

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt

Line = Callable[..., gt.Network]
Run = Callable[..., tuple[int, dict[str, Any], str]]
ROOT = Path(__file__).resolve().parents[2]

# Loaded by each worker's interpreter: what happens to a job follows from its id.
ACCIDENTS = """
import os, pathlib, signal, sys, time
class Accident:
    def find_spec(name, path=None, target=None):
        here = pathlib.Path.cwd()
        if name != "gastwin.verbs" or not here.name.endswith(".unfinished"): return
        if here.name.startswith(".killed."): os.kill(os.getpid(), signal.SIGKILL)
        if here.name.startswith(".aborted."):
            print("terminate called", file=sys.stderr, flush=True)
            os.abort()
        if here.name.startswith(".lost."): os.kill(os.getppid(), signal.SIGKILL)
        if here.name.startswith(".slow."):
            (here.parent / "slow.pid").write_text(str(os.getpid()))
            while (here.parent / "hold").exists(): time.sleep(0.02)
sys.meta_path.insert(0, Accident)
"""


@pytest.fixture
def twin(line: Line, tmp_path: Path) -> Path:
    gt.Twin.from_network(line()).save(tmp_path / "line.gpkg")
    return tmp_path / "line.gpkg"


@pytest.fixture
def accidents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(ACCIDENTS)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "site"), *sys.path]))


def job(name: str, twin: Path, verb: str = "solve", **options: Any) -> dict[str, Any]:
    return {"id": name, "verb": verb, "input": str(twin), "options": options}


def files(folder: Path) -> dict[str, bytes]:
    """Bytes of everything that holds no time of day, tables of twin files but for the record of their runs."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.csv")) if p.is_file()}
    found.pop("batch.csv", None)
    for path in sorted(folder.rglob("*.gpkg")):
        with sqlite3.connect(path) as base:
            names = [n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            timed = ("run", "gpkg_contents", "layer_styles")
            for name in names:
                if name not in timed and not name.startswith(("rtree_", "sqlite_")):
                    rows = base.execute(f'SELECT * FROM "{name}"').fetchall()
                    found[f"{path.relative_to(folder)}:{name}"] = repr(rows).encode()
        base.close()
    return found


def figures(done: gt.Batch) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != "seconds"} for row in done.rows]


def test_one_bad_job_stops_no_other(twin: Path, tmp_path: Path, accidents: None) -> None:
    before = twin.read_bytes()
    done = gt.batch(
        [
            job("killed", twin),
            job("aborted", twin),
            job("gone", tmp_path / "nowhere.gpkg"),
            job("unknown pipe", twin, "shutoff", pipe="nowhere"),
            job("not enough pressure", twin, load="fixed", required_pressure_pa=1e6),
            job("好", twin, load="fixed"),
        ],
        tmp_path / "out",
        workers=2,
    )
    assert [(row["status"], row["error"]) for row in done.rows] == [
        ("failed", "GT-0904"),
        ("failed", "GT-0904"),
        ("failed", "GT-0101"),
        ("failed", "GT-0501"),
        ("negative", ""),
        ("done", ""),
    ]
    assert "job killed: SIGKILL; did memory run out?" in done.rows[0]["message"]
    assert "job aborted: terminate called" in done.rows[1]["message"]
    assert "nowhere.gpkg" in done.rows[2]["message"]
    assert done.status == "failed" and len(done.failed) == 4
    assert done.rows[5]["outcome"] == "converged" and done.rows[5]["demand_kg_s"] == pytest.approx(0.01)
    assert twin.read_bytes() == before, "jobs that write into a twin work on a copy"
    for row in done.rows:
        folder = tmp_path / "out" / row["job"]
        assert row["seconds"] > 0 and json.loads((folder / "job.json").read_text("utf-8"))["status"] == row["status"]
        assert (row["status"] == "failed") == ([p.name for p in folder.iterdir()] == ["job.json"])
    with (tmp_path / "out" / "batch.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [line["job"] for line in table] == [row["job"] for row in done.rows]
    assert [line["error"] for line in table] == [row["error"] for row in done.rows]


def test_a_job_leaves_what_its_verb_writes(gastwin: Run, twin: Path, tmp_path: Path) -> None:
    jobs = [
        job("solve", twin, load="fixed"),
        job("risk", twin, "risk", samples=20, seed=3),
        job("plan", twin, "plan", budget_per_year=1e6),
        job("what", twin, "criticality", what="pipes"),
        job("close", twin, "shutoff", pipe=10),
    ]
    assert gt.batch(jobs, tmp_path / "out").failed == []
    for each in jobs:
        alone = tmp_path / "alone" / each["id"]
        alone.mkdir(parents=True)
        shutil.copy(twin, alone / "twin.gpkg")
        options = [f"--{key.replace('_', '-')}={value}" for key, value in each["options"].items()]
        out = {"criticality": alone / "criticality.csv", "shutoff": alone / "steps.csv"}.get(each["verb"], alone)
        assert gastwin(each["verb"], alone / "twin.gpkg", *options, "-o", out)[0] < 2
        left = files(tmp_path / "out" / each["id"])
        alone_files = files(alone)
        if each["verb"] == "shutoff":
            alone_files = {k: v for k, v in alone_files.items() if k.endswith(".csv")}  # reads the twin only
        assert left == alone_files and len(left) > 0


def test_the_number_of_workers_changes_nothing(twin: Path, survey: Path, tmp_path: Path) -> None:
    district = {"id": "district", "verb": "assess", "input": [str(survey / "survey"), str(survey / "registers")]}
    jobs = [district, job("risk", twin, "risk"), job("solve", twin)]
    one, two = (gt.batch(jobs, tmp_path / str(n), workers=n) for n in (1, 2))
    assert one.status != "failed" and figures(one) == figures(two)
    assert files(tmp_path / "1") == files(tmp_path / "2") != {}
    pages = [(tmp_path / n / "district" / "report.html").read_text("utf-8") for n in "12"]
    assert pages[0] == pages[1]


def test_a_finished_job_is_not_run_again_and_a_changed_one_is(twin: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scheme = tmp_path / "scheme.toml"
    scheme.write_text("[leak]\nbase_per_km_year = 0.5\n")
    jobs = [job("a", twin, "risk", samples=0), job("b", twin, "risk", samples=0, scheme=str(scheme)), job("c", twin)]

    def resumed(**changed: Any) -> list[str]:
        return gt.batch([{**j, **changed.get(j["id"], {})} for j in jobs], out, resume=True).resumed

    assert resumed() == [] and resumed() == ["a", "b", "c"]
    record = json.loads((out / "a" / "job.json").read_text("utf-8"))
    assert resumed(a={"options": {"samples": 1}}) == ["b", "c"]
    assert resumed() == ["b", "c"], "the option is back to what it was, the result is not"
    again = json.loads((out / "a" / "job.json").read_text("utf-8"))
    assert again["figures"] == record["figures"] and again["fingerprint"] == record["fingerprint"]
    scheme.write_text("[leak]\nbase_per_km_year = 0.6\n")
    assert resumed() == ["a", "c"]
    (out / "c" / "result_node.csv").write_text("edited")
    assert resumed() == ["a", "b"]
    (out / "c" / "result_node.csv").unlink()
    assert resumed() == ["a", "b"]
    (out / "b" / "job.json").write_text("{")
    assert resumed() == ["a", "c"]
    twin.write_bytes(twin.read_bytes() + b"\0")
    assert resumed() == []
    assert gt.batch(jobs, out).resumed == [], "only when asked"


def test_a_failed_job_runs_again(twin: Path, tmp_path: Path) -> None:
    jobs = [job("late", tmp_path / "late.gpkg"), job("early", twin)]
    assert gt.batch(jobs, tmp_path / "out").failed == ["late"]
    shutil.copy(twin, tmp_path / "late.gpkg")
    done = gt.batch(jobs, tmp_path / "out", resume=True)
    assert done.status == "done" and done.resumed == ["early"]


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end, "waited for a minute"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_stopped_batch_is_continued(how: signal.Signals, twin: Path, tmp_path: Path, accidents: None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "hold").touch()
    lines = [f'[[job]]\nid = "{n}"\nverb = "solve"\ninput = "{twin.name}"' for n in ("first", "slow", "last")]
    (tmp_path / "jobs.toml").write_text("\n".join(lines))
    words = [sys.executable, "-m", "gastwin", "batch", str(tmp_path / "jobs.toml"), "-o", str(out), "--lang", "en"]
    with subprocess.Popen(
        [*words, "--quiet"],
        stderr=subprocess.PIPE,
        text=True,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a background shell ignores it
    ) as running:
        wait_for((out / "slow.pid").exists)
        wait_for(lambda: (out / "slow.pid").read_text() != "")
        running.send_signal(how)
        _, stderr = running.communicate(timeout=60)
    assert running.returncode == (130 if how == signal.SIGINT else -how), stderr
    assert ("GT-0903" in stderr) == (how == signal.SIGINT) and "Traceback" not in stderr
    worker = int((out / "slow.pid").read_text())
    wait_for(lambda: not is_alive(worker))
    assert (out / "first" / "job.json").exists() and not (out / "slow").exists() and not (out / "last").exists()
    first = (out / "first" / "job.json").stat().st_mtime_ns
    (out / "hold").unlink()
    done = gt.batch(tmp_path / "jobs.toml", out, resume=True)
    assert done.status == "done" and done.resumed == ["first"] and len(done.rows) == 3
    assert (out / "first" / "job.json").stat().st_mtime_ns == first
    assert not list(out.glob(".*.unfinished")), "what the killed run left is gone"


def test_two_batches_in_one_folder_are_refused(twin: Path, tmp_path: Path, accidents: None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "hold").touch()
    code = f"import gastwin; gastwin.batch([{job('slow', twin)!r}], {str(out)!r})"
    with subprocess.Popen([sys.executable, "-c", code]) as running:
        wait_for((out / "slow.pid").exists)
        with pytest.raises(gt.Error, match="another batch is running") as caught:
            gt.batch([job("other", twin)], out)
        assert caught.value.kind == "cannot_write" and caught.value.file == str(out)
        (out / "hold").unlink()
    assert running.returncode == 0 and not (out / "other").exists()


def test_progress_counts_jobs_and_the_table_may_be_parquet(twin: Path, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    jobs = [job("a", twin, "risk"), job("b", twin, load="fixed"), job("c", tmp_path / "nowhere.gpkg")]
    done = gt.batch(jobs, tmp_path, table_format="parquet", progress=lambda *said: told.append(said))
    assert told == [("batch", 0.0), ("batch", 1 / 3), ("batch", 2 / 3), ("batch", 1.0)]
    pandas = pytest.importorskip("pandas")
    table = pandas.read_parquet(tmp_path / "batch.parquet")
    assert table["job"].tolist() == ["a", "b", "c"] and table["status"].tolist() == ["done", "done", "failed"]
    assert table["serious_per_year"][0] == done.rows[0]["serious_per_year"] and table["serious_per_year"].isna()[1]
    assert list(done.to_pandas().columns) == list(table.columns)


def test_the_command_line_prints_a_row_for_each_job(gastwin: Run, twin: Path, tmp_path: Path) -> None:
    (tmp_path / "jobs.toml").write_text(
        '[defaults.risk]\nsamples = 0\n\n[[job]]\nid = "r"\nverb = "risk"\ninput = "line.gpkg"\n'
        '[job.options]\nyear = 2020\n\n[[job]]\nid = "=1+1"\nverb = "check"\ninput = "nowhere.gpkg"\n'
    )
    status, summary, _ = gastwin("batch", tmp_path / "jobs.toml", "-o", tmp_path / "out", "--workers", 1)
    assert status == 1 and summary["status"] == "failed" and summary["failed_jobs"] == ["=1+1"]
    assert [row["status"] for row in summary["jobs"]] == ["done", "failed"] and summary["jobs"][0]["year"] == 2020
    assert "'=1+1" in (tmp_path / "out" / "batch.csv").read_text("utf-8-sig"), "no formula for a spreadsheet"
    words = [sys.executable, "-m", "gastwin", "batch", tmp_path / "jobs.toml", "-o", tmp_path / "out", "--resume"]
    for again in (0, 1):  # reports are in the language of the run, so that another language runs all again
        said = subprocess.run([*map(str, words), "--lang", "zh"], capture_output=True, text=True, check=False)
        assert f"先前已完成: {again}" in said.stdout
    assert re.search(r"r +risk +done .*leaks_per_year", said.stdout) and "=1+1  check  failed" in said.stdout
    assert "文件或文件夹不存在" in said.stdout and said.returncode == 1


GOOD: dict[str, Any] = {
    "defaults": {"assess": {"years": 3}},
    "job": [
        {"id": 7, "verb": "assess", "input": ["survey", "registers"], "options": {"budget-per-year": 2e6}},
        {"id": "风险", "verb": "risk", "input": "t.gpkg", "options": {"samples": 10, "scheme": "s.toml"}},
        {"id": "i", "verb": "incident", "input": ["t.gpkg", "s.toml"], "options": {"inoperable": ["V1", "V2"]}},
        {"id": "s", "verb": "solve", "input": "t.gpkg", "options": {"load": 18, "month": 1, "protection": True}},
        {
            "id": "c",
            "verb": "calibrate",
            "input": ["a.csv", "e.csv"],
            "options": {"split": "2007", "materials": "CI"},
        },
    ],
}


def toml(given: dict[str, Any]) -> str:
    def value(v: Any) -> str:
        if isinstance(v, dict):
            return "{" + ", ".join(f"{json.dumps(k)} = {value(w)}" for k, w in v.items()) + "}"
        return "[" + ", ".join(map(value, v)) + "]" if isinstance(v, list) else json.dumps(v, ensure_ascii=False)

    return "\n".join(f"{json.dumps(k)} = {value(v)}" for k, v in given.items())


def schema() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    published = json.loads((ROOT / "docs/batch.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    return jsonschema.Draft202012Validator(published)


def test_the_list_is_read_with_its_defaults_and_places(tmp_path: Path) -> None:
    (tmp_path / "jobs.toml").write_text(toml(GOOD), "utf-8")
    jobs = gt.read_jobs(tmp_path / "jobs.toml")
    assert jobs[0].id == "7" and jobs[0].options == {"years": 3, "budget-per-year": 2e6}
    assert jobs[0].inputs == (str(tmp_path / "survey"), str(tmp_path / "registers"))
    assert jobs[1].options["scheme"] == str(tmp_path / "s.toml") and jobs[1].files() == [str(tmp_path / "s.toml")]
    schema().validate(GOOD)


@pytest.mark.parametrize(
    ("change", "row", "key"),
    [
        (lambda g: g.update(jobs=[]), -1, "jobs"),
        (lambda g: g.update(job=[]), -1, "job"),
        (lambda g: g["job"][1].pop("input"), 2, "input"),
        (lambda g: g["job"][1].update(input=[]), 2, "input"),
        (lambda g: g["job"][1].update(input=3), 2, "input"),
        (lambda g: g["job"][1].update(verb="serve"), 2, "verb"),
        (lambda g: g["job"][1].update(verb="batch"), 2, "verb"),
        (lambda g: g["job"][1].update(option={}), 2, "job"),
        (lambda g: g["job"][1].update(options=[]), 2, "options"),
        (lambda g: g["job"][1]["options"].update(sample=1), 2, "options"),
        (lambda g: g["job"][1]["options"].update(out="elsewhere"), 2, "options"),
        (lambda g: g["job"][1]["options"].update(samples="many"), 2, "options.samples"),
        (lambda g: g["job"][1]["options"].update(samples=-1), 2, "options"),
        (lambda g: g["job"][1]["options"].update(samples=[1]), 2, "options.samples"),
        (lambda g: g["job"][1]["options"].update(samples=True), 2, "options.samples"),
        (lambda g: g["job"][2]["options"].update(inoperable=[]), 3, "options.inoperable"),
        (lambda g: g["job"][2]["options"].update(kind="boom"), 3, "options"),
        (lambda g: g["job"][3]["options"].update(protection="yes"), 4, "options.protection"),
        (lambda g: g["defaults"]["assess"].update(year=3), -1, "defaults.assess"),
        (lambda g: g["defaults"].update(serve={}), -1, "defaults"),
    ],
)
def test_schema_and_reader_refuse_the_same(
    change: Callable[[Any], Any], row: int, key: str, twin: Path, tmp_path: Path
) -> None:
    given = json.loads(json.dumps(GOOD))
    change(given)
    with pytest.raises(pytest.importorskip("jsonschema").ValidationError):
        schema().validate(given)
    (tmp_path / "jobs.toml").write_text(toml(given), "utf-8")
    with pytest.raises(gt.Error) as caught:
        gt.batch(tmp_path / "jobs.toml", tmp_path / "out")
    error = caught.value
    assert error.file.endswith("jobs.toml") and error.row == (None if row < 0 else row)
    assert key in error.column or (row < 0 and key == error.value)
    if row == 2 and "verb" not in key:
        assert "job 风险" in str(error)
    assert not (tmp_path / "out").exists(), "nothing was begun"


@pytest.mark.parametrize("name", ["", ".hidden", "-o", "a/b", "..", "a\n", "x" * 101, 1.5, True, " a", "a."])
def test_ids_must_be_names_of_folders(name: Any) -> None:
    with pytest.raises(gt.Error) as caught:
        gt.read_jobs([{"id": name, "verb": "check", "input": "t.gpkg"}])
    assert caught.value.column == "id" and caught.value.row == 1


def test_mistakes_that_only_the_whole_shows() -> None:
    twice = [{"id": i, "verb": "check", "input": "t.gpkg"} for i in ("a", "A")]
    with pytest.raises(gt.Error, match="job 1 has this id") as caught:
        gt.read_jobs(twice)
    assert caught.value.kind == "duplicate_id" and caught.value.row == 2
    with pytest.raises(gt.Error, match=r"job p: .*--budget-per-year"):
        gt.read_jobs([{"id": "p", "verb": "plan", "input": "t.gpkg"}])
    with pytest.raises(gt.Error, match="not allowed with"):
        gt.read_jobs([{"id": "p", "verb": "shutoff", "input": "t.gpkg", "options": {"pipe": 1, "at": "0,0"}}])
    for bad in ({"workers": 0}, {"table_format": "xls"}):
        with pytest.raises(gt.Error):
            gt.batch(twice[:1], "out", **bad)  # type: ignore[arg-type]


@pytest.fixture
def cluster(tmp_path: Path, accidents: None) -> Iterator[str]:
    """A scheduler and two workers, each a process of its own."""
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    place = tmp_path / "scheduler.json"
    python = [sys.executable, "-W", "ignore", "-m"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    # One loss is enough for the job that causes it, and none waits behind another on a worker that is lost.
    settings = {"ALLOWED_FAILURES": "0", "WORKER_SATURATION": "1.0"}
    environment = {**os.environ, **{f"DASK_DISTRIBUTED__SCHEDULER__{key}": value for key, value in settings.items()}}
    scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = ["distributed.cli.dask_worker", "--nworkers", "1", "--nthreads", "1", "--no-dashboard"]
    started = [
        subprocess.Popen(
            [*python, *words, "--scheduler-file", str(place)],
            env=environment,
            cwd=tmp_path,
            **quiet,  # type: ignore[call-overload]
        )
        for words in (scheduler, worker, worker)
    ]
    try:
        wait_for(lambda: place.exists() and place.read_text() != "")
        yield str(json.loads(place.read_text())["address"])
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGKILL)  # with what a worker's nanny has started
            process.wait()


def test_a_cluster_gives_the_same_bytes(cluster: str, gastwin: Run, twin: Path, survey: Path, tmp_path: Path) -> None:
    district = {"id": "district", "verb": "assess", "input": [str(survey / "survey"), str(survey / "registers")]}
    jobs = [
        district,
        job("killed", twin),
        job("risk", twin, "risk", samples=50),
        job("plan", twin, "plan", budget_per_year=1e6),
        job("gone", tmp_path / "nowhere.gpkg"),
        *(job(f"load {hour}", twin, load=hour) for hour in (7, 18)),
    ]
    (tmp_path / "jobs.toml").write_text(toml({"job": jobs}), "utf-8")
    here = gt.batch(tmp_path / "jobs.toml", tmp_path / "here", workers=2)
    status, summary, stderr = gastwin("batch", tmp_path / "jobs.toml", "-o", tmp_path / "there", "--dask", cluster)
    assert status == 1 and summary["failed_jobs"] == here.failed == ["killed", "gone"], stderr
    there = [{k: v for k, v in row.items() if k != "seconds"} for row in summary["jobs"]]
    assert there == json.loads(json.dumps(figures(here))) and there[1]["error"] == "GT-0904"
    assert files(tmp_path / "there") == files(tmp_path / "here") != {}
    resumed = gt.batch(tmp_path / "jobs.toml", tmp_path / "there", resume=True)
    assert len(resumed.resumed) == len(jobs) - 2, "what the cluster finished is finished here"
    lost = gt.batch([job("lost", twin), job("fine", twin)], tmp_path / "lost", dask=cluster)
    assert [(row["status"], row["error"]) for row in lost.rows] == [("failed", "GT-0904"), ("done", "")]
    assert "KilledWorker" in lost.rows[0]["message"]


def test_a_scheduler_that_is_not_there(twin: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    with pytest.raises(gt.Error) as caught:
        gt.batch([job("a", twin)], tmp_path / "out", dask="nonsense://")
    assert caught.value.kind == "usage" and caught.value.column == "--dask"
