# SPDX-License-Identifier: Apache-2.0
"""Hostile input: every one ends in a coded line that names the place, none in a crash, a hang or a silent guess."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt
from gastwin import settings
from gastwin.incident_file import read_incidents
from gastwin.scenario_file import read_scenario

Run = Callable[..., tuple[int, dict[str, Any], str]]
Line = Callable[..., gt.Network]


@pytest.fixture
def edited(tmp_path: Path, line: Line) -> Callable[[str], Path]:
    """A small twin file after one SQL statement by hand, as from a database browser."""

    def make(statement: str) -> Path:
        path = tmp_path / "edited.gpkg"
        gt.Twin.from_network(line()).save(path)
        with sqlite3.connect(path) as base:
            # These triggers call functions that only spatial programs have.
            triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in triggers:
                base.execute(f'DROP TRIGGER "{name}"')
            base.execute(statement)
        base.close()
        return path

    return make


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pipe SET from_node = 'NOWHERE' WHERE id = '10'",
        "UPDATE pipe SET from_node = NULL",
        "DELETE FROM node",
        "UPDATE pipe SET length_m = NULL",
    ],
)
def test_a_twin_with_broken_references_is_named_not_followed(
    gastwin: Run, edited: Callable[[str], Path], statement: str
) -> None:
    path = edited(statement)
    status, summary, stderr = gastwin("check", path)
    assert status == 1 and summary["status"] == "broken", stderr
    assert any("pipe" in place and "row 1" in place for place in summary["broken"])
    for verb in (
        ("solve",),
        ("shutoff", "--pipe", "10"),
        ("risk",),
        ("plan", "--budget-per-year", "1e6"),
        ("simulate", "-o", path.parent),
    ):
        status, _, stderr = gastwin(verb[0], path, *verb[1:])
        assert status == 2 and stderr.startswith("GT-02") and "layer " in stderr, (verb, stderr)
    with pytest.raises(gt.Error):
        gt.shutoff(gt.Twin.open(path), pipe=10)


def test_text_in_a_column_of_numbers_is_an_issue_and_never_zero(gastwin: Run, edited: Callable[[str], Path]) -> None:
    path = edited("UPDATE customer SET demand_kg_s = 'much', households = 'many'")
    twin = gt.Twin.open(path)
    found = {(k, c, v) for k, c, v in zip(twin.issue.kind, twin.issue.column, twin.issue.value, strict=True)}
    assert {("not_a_number", "demand_kg_s", "much"), ("not_a_number", "households", "many")} <= found
    assert np.isnan(twin.customer.demand_kg_s).all()
    assert gastwin("check", path)[0] == 1
    assert "GT-0205" in gastwin("solve", path, "--load", "fixed")[2]


@pytest.mark.parametrize(
    "args",
    [
        ("synth", "-o", "x", "--seed", "-1"),
        ("synth", "-o", "x", "--households", "99999999999999"),
        ("synth", "-o", "x", "--households", "0"),
        ("risk", "t.gpkg", "--samples", "-1"),
        ("risk", "t.gpkg", "--year", "-5"),
        ("risk", "t.gpkg", "--year", "0"),
        ("plan", "t.gpkg", "--budget-per-year", "1", "--first-year", "-1000000"),
        ("plan", "t.gpkg", "--budget-per-year", "1", "--year", "99999999999999999999"),
        ("risk", "t.gpkg", "--seed", "99999999999999999999"),
        ("plan", "t.gpkg", "--budget-per-year", "nan"),
        ("plan", "t.gpkg", "--budget-per-year", "-1"),
        ("plan", "t.gpkg", "--budget-per-year", "1", "--years", "0"),
        ("plan", "t.gpkg", "--budget-per-year", "1", "--years", "100"),
        ("import", "survey", "-o", "t.gpkg", "--snap-m", "nan"),
        ("import", "survey", "-o", "t.gpkg", "--snap-m", "-1"),
        ("solve", "t.gpkg", "--required-pressure-pa", "nan"),
        ("simulate", "t.gpkg", "-o", "x", "--from", "25:90"),
        ("simulate", "t.gpkg", "-o", "x", "--to", "7:-5"),
    ],
)
def test_absurd_options_are_refused_before_any_work(gastwin: Run, tmp_path: Path, args: tuple[str, ...]) -> None:
    status, _, stderr = gastwin(*(str(tmp_path / a) if a in ("x", "t.gpkg", "survey") else a for a in args))
    assert status == 2 and stderr.startswith("GT-0901") and args[-2] in stderr, stderr
    assert len(stderr.strip().splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    ['{"molar_mass_kg_mol": "x"}', '{"temperature_k": null}', '{"nope": 1}', '{"eos": 5}', '{"temperature_k": -5}'],
)
def test_bad_gas_files_name_the_file(gastwin: Run, tmp_path: Path, line: Line, content: str) -> None:
    gt.Twin.from_network(line()).save(tmp_path / "t.gpkg")
    gas = tmp_path / "gas.json"
    gas.write_text(content)
    status, _, stderr = gastwin("solve", tmp_path / "t.gpkg", "--gas", gas)
    assert status == 2 and stderr.startswith("GT-0406") and "Invoked" not in stderr, stderr
    assert len(stderr.strip().splitlines()) == 2


def test_toml_with_the_mark_of_windows_editors_is_read(tmp_path: Path) -> None:
    path = tmp_path / "marked.toml"
    path.write_text('[[incident]]\nkind = "rupture"\npipe = "P1"\n', "utf-8-sig")
    assert read_incidents(path) == [{"kind": "rupture", "pipe": "P1"}]


@pytest.mark.parametrize("what", ["pipes", "regulators"])
@pytest.mark.parametrize("required", [float("nan"), float("inf"), -1.0, 1e300, "much", None])
def test_a_required_pressure_without_meaning_is_refused(line: Line, what: str, required: Any) -> None:
    with pytest.raises(gt.Error) as caught:
        gt.criticality(line(), what, hydraulics=what == "pipes", required_gauge_pressure_pa=required)
    assert caught.value.column == "required_gauge_pressure_pa"


@pytest.mark.parametrize("content", ["x = " + "[" * 5000, "x = " + "{a=" * 5000, "x = " + "9" * 5000, "x = ", "\\x00"])
def test_toml_that_no_parser_survives_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "hostile.toml"
    path.write_text(content)
    for read in (read_scenario, read_incidents, settings.read_settings):
        with pytest.raises(gt.Error) as caught:
            read(str(path))
        assert caught.value.kind == "unreadable_file" and "hostile.toml" in str(caught.value)
    path = tmp_path / "hostile.json"
    path.write_text(content.removeprefix("x = "))
    with pytest.raises(gt.Error, match=r"hostile\.json"):
        settings.read_settings(str(path))


@pytest.mark.parametrize("verb", ["import", "check", "must"])
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_not_waited_for(gastwin: Run, tmp_path: Path, line: Line, verb: str) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    if verb == "import":
        outcome = gastwin("import", pipe, "-o", tmp_path / "t.gpkg", timeout=60)
    elif verb == "check":
        outcome = gastwin("check", pipe, timeout=60)
    else:
        gt.Twin.from_network(line()).save(tmp_path / "t.gpkg")
        outcome = gastwin("plan", tmp_path / "t.gpkg", "--budget-per-year", 1, "--must", pipe, timeout=60)
    assert outcome[0] == 2 and "ordinary file" in outcome[2]


def test_folders_that_contain_themselves_or_pipes_are_read_once(gastwin: Run, survey: Path, tmp_path: Path) -> None:
    folder = tmp_path / "survey"
    folder.mkdir()
    for file in (survey / "survey").iterdir():
        shutil.copy(file, folder)
    (folder / "again").symlink_to(folder)
    os.mkfifo(folder / "pipe.csv")
    plain = gastwin("import", survey / "survey", "-o", tmp_path / "a.gpkg")
    looped = gastwin("import", folder, "-o", tmp_path / "b.gpkg", timeout=60)
    assert looped[0] == plain[0] and looped[1]["rows_read"] == plain[1]["rows_read"], looped[2]


def test_links_out_of_a_folder_are_named_not_followed(gastwin: Run, survey: Path, tmp_path: Path) -> None:
    folder = tmp_path / "survey"
    folder.mkdir()
    for file in (survey / "survey").iterdir():
        shutil.copy(file, folder)
    (folder / "secret.csv").symlink_to(survey / "registers" / "立管台账.csv")
    status, summary, stderr = gastwin("import", folder, "-o", tmp_path / "t.gpkg")
    assert status == 0 and summary["issues"]["link_outside"] == 1, (summary, stderr)
    with sqlite3.connect(tmp_path / "t.gpkg") as base:
        (inputs,) = base.execute("SELECT inputs FROM run").fetchone()
    assert "RQLINE.shp" in inputs and "secret.csv" not in inputs


def test_file_names_in_an_old_encoding_are_read_and_shown(gastwin: Run, survey: Path, tmp_path: Path) -> None:
    folder = tmp_path / "survey"
    folder.mkdir()
    for name in ("管线表_gbk.csv", "管点表_gbk.csv"):
        shutil.copy(survey / "survey" / name, folder / os.fsdecode(name.encode("gb18030")))
    assert gastwin("import", folder, "-o", tmp_path / "t.gpkg", "--crs", "EPSG:4547")[0] == 0
    assert set(gt.Twin.open(tmp_path / "t.gpkg").pipe.source) == {"管线表_gbk.csv"}
    (folder / os.fsdecode("管.csv".encode("gb18030"))).write_text("")
    status, _, stderr = gastwin("import", folder, "-o", tmp_path / "t.gpkg", "--crs", "EPSG:4547")
    assert status == 2 and stderr.startswith("GT-0102"), stderr


def test_devices_are_never_replaced_and_links_are_followed(gastwin: Run, tmp_path: Path, line: Line) -> None:
    twin = tmp_path / "t.gpkg"
    gt.Twin.from_network(line()).save(twin)
    os.mkfifo(tmp_path / "pipe.html")
    status, _, stderr = gastwin("report", twin, "-o", tmp_path / "pipe.html")
    assert status == 2 and stderr.startswith("GT-0801") and (tmp_path / "pipe.html").is_fifo()
    os.mkfifo(tmp_path / "pipe.gpkg")
    with pytest.raises(gt.Error, match="GT-0801"):
        gt.Twin.from_network(line()).save(tmp_path / "pipe.gpkg")
    assert (tmp_path / "pipe.gpkg").is_fifo()
    (tmp_path / "link.html").symlink_to(tmp_path / "real.html")
    assert gastwin("report", twin, "-o", tmp_path / "link.html")[0] == 0
    assert (tmp_path / "link.html").is_symlink() and (tmp_path / "real.html").stat().st_size > 10_000


@pytest.mark.parametrize(("crs", "says"), [("EPSG:4326", "are not degrees"), ("EPSG:4490", "are not degrees")])
def test_a_system_that_the_coordinates_contradict_is_refused(
    gastwin: Run, survey: Path, tmp_path: Path, crs: str, says: str
) -> None:
    status, _, stderr = gastwin("import", survey / "survey", "-o", tmp_path / "t.gpkg", "--crs", crs)
    assert status == 2 and stderr.startswith("GT-0105") and says in stderr, stderr
    assert not (tmp_path / "t.gpkg").exists()


def test_a_survey_can_be_written_twice_into_one_folder(tmp_path: Path) -> None:
    city = gt.synthetic_city(households=300, seed=2)
    gt.write_survey(city, tmp_path, defects=True)
    gt.write_survey(city, tmp_path)
    assert not (tmp_path / "defects_truth.csv").exists()
    assert len(gt.import_survey([tmp_path / "survey", tmp_path / "registers"]).pipe) == len(city.pipe)


def test_tables_without_drawings_name_the_point_that_is_missing(survey: Path, tmp_path: Path) -> None:
    for name in ("管线表_gbk.csv", "管点表_gbk.csv"):
        text = (survey / "survey" / name).read_text("gb18030")
        if name.startswith("管线"):
            rows = text.splitlines()
            cells = rows[1].split(",")
            cells[2] = "NOWHERE"
            text = "\n".join([rows[0], ",".join(cells), *rows[2:]])
        (tmp_path / name).write_text(text, "gb18030")
    issue = gt.import_survey([tmp_path], crs="EPSG:4547").issue
    told = [(k, v) for k, v, row in zip(issue.kind, issue.value, issue.row, strict=True) if row == 1]
    assert ("dangling_point_reference", "NOWHERE") in told
    assert "null_geometry" not in issue.kind


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("length_m", 5.0, "GT-0901"),
        ("length_m", [[5.0], [6.0]], "GT-0901"),
        ("length_m", [5.0], "GT-0205"),
        ("note", ["one"], "GT-0205"),
        ("install_year", [1999.5, 2000], "GT-0203"),
        ("install_year", [2.0**32 + 1999, 2000], "GT-0203"),
        ("install_year", [np.inf, 2000], "GT-0203"),
    ],
)
def test_columns_of_odd_shape_or_size_are_refused(line: Line, column: str, values: Any, code: str) -> None:
    pipe = {
        "id": [1, 2],
        "from_node": [0, 1],
        "to_node": [1, 2],
        "length_m": [5.0, 5.0],
        "inner_diameter_m": [0.1, 0.1],
        column: values,
    }
    with pytest.raises(gt.Error, match=code) as caught:
        line(pipe=pipe)
    assert column in str(caught.value)


def test_ids_beyond_int64_come_back_as_text(line: Line) -> None:
    customer = {"id": np.array([2**64 - 1], dtype=np.uint64), "node": [2], "demand_kg_s": [0.01]}
    assert line(customer=customer).customer.id.tolist() == [str(2**64 - 1)]


@pytest.mark.parametrize(
    "options",
    [
        {"tolerance": -1.0},
        {"tolerance": float("nan")},
        {"max_iterations": 0},
        {"required_gauge_pressure_pa": float("nan")},
        {"load_model": {"household_connected_m3_h": "x"}},
        {"load_model": {"smallest_coincidence": float("nan")}},
        {"load_model": {"smallest_coincidence": -3.0}},
        {"load_model": {"coincidence": []}},
        {"load_model": {"coincidence": [1.0]}},
        {"local_loss_share": -1.0},
    ],
)
def test_solver_options_without_meaning_are_refused(line: Line, options: dict[str, Any]) -> None:
    with pytest.raises(gt.Error, match="GT-0901"):
        gt.solve(line(), load="peak", **options)


def test_results_of_another_network_are_refused(line: Line) -> None:
    mine, other = line(nodes=3), line(nodes=5)
    with pytest.raises(gt.Error, match="another network"):
        gt.shutoff(mine, pipe=10, state=gt.solve(other))
    with pytest.raises(gt.Error, match="another network"):
        gt.plan(mine, gt.risk(other), budget_per_year=1e6)


def test_shutoff_takes_ids_in_any_sequence(line: Line) -> None:
    network = line()
    for pipe in (10, 10.0, "10", [10], (10,), np.array([10]), {10}):
        assert list(gt.shutoff(network, pipe=pipe).pipes) == list(gt.shutoff(network, pipe=10).pipes)
    with pytest.raises(gt.Error, match="GT-0901"):
        gt.shutoff(network, pipe=[])


def test_a_network_without_gas_says_where_and_is_no_success(gastwin: Run, line: Line, tmp_path: Path) -> None:
    gt.Twin.from_network(line(source={"id": [], "node": []})).save(tmp_path / "t.gpkg")
    status, summary, _ = gastwin("solve", tmp_path / "t.gpkg")
    assert status == 1 and summary["status"] == "no_source" and summary["worst_node"] == "0"
    assert summary["reasons"] == ["zone 0: no source reaches this zone"]


def test_a_full_disk_leaves_the_old_results_together(survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    names = ("twin.gpkg", "report.html", "report.xlsx", "run.json")
    for name in names:
        (out / name).write_text("old")
    # The workbook and the page fit under this limit, the twin does not.
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000));"
        "from gastwin.cli import main; raise SystemExit(main())"
    )
    inputs = [str(survey / "survey"), str(survey / "registers")]
    done = subprocess.run(
        [sys.executable, "-c", code, "assess", *inputs, "-o", str(out), "--quiet", "--lang", "en"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 2 and done.stderr.startswith("GT-0801"), done.stderr
    assert len(done.stderr.strip().splitlines()) == 2
    assert {f.name: f.read_text() for f in out.iterdir()} == dict.fromkeys(names, "old")


def test_damaged_files_never_bring_the_program_down(survey: Path, tmp_path: Path, line: Line) -> None:
    """Random damage to a survey table and a twin, in a process of its own: a crash would end it."""
    gt.Twin.from_network(line()).save(tmp_path / "t.gpkg")
    (tmp_path / "管线表_gbk.csv").write_bytes((survey / "survey" / "管线表_gbk.csv").read_bytes()[:4000])
    (tmp_path / "管点表_gbk.csv").write_bytes((survey / "survey" / "管点表_gbk.csv").read_bytes()[:6000])
    code = """
import json, pathlib, random, sys
import gastwin as gt
folder, outcomes = pathlib.Path(sys.argv[1]), {}
generator = random.Random(7)

def damaged(data):
    data = bytearray(data)
    for _ in range(generator.choice((1, 3, 20))):
        at = generator.randrange(len(data))
        action = generator.randrange(4)
        if action == 0: data[at] = generator.randrange(256)
        elif action == 1: del data[at : at + generator.randrange(1, 50)]
        elif action == 2: data[at:at] = bytes(generator.choices(b',"\\n\\x00\\xff9-.eE', k=generator.randrange(1, 20)))
        else: data[at:at] = data[generator.randrange(len(data)) :][:200]
        if not data: break
    return bytes(data)

def outcome(action):
    try:
        action()
        result = "done"
    except gt.Error as error:
        result = error.code
    outcomes[result] = outcomes.get(result, 0) + 1

files = {f: f.read_bytes() for f in sorted(folder.iterdir())}
for run in range(60):
    for f, whole in files.items():
        f.write_bytes(damaged(whole) if f.suffix == ".gpkg" or generator.random() < 0.7 else whole)
    outcome(lambda: gt.solve(gt.Twin.open(folder / "t.gpkg")))
    outcome(lambda: gt.solve(gt.import_survey(
        [folder / "管线表_gbk.csv", folder / "管点表_gbk.csv"], crs="EPSG:4547"), "peak"))
print(json.dumps(outcomes))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert sum(json.loads(done.stdout).values()) == 120


@pytest.mark.parametrize(
    ("affine", "why"),
    [("1,2,0,2,4,0", "singular"), ("1,0,0,0,nan,0", "finite"), ("1,0,0,0,1", "six numbers"), ("a,b,c,d,e,f", "six")],
)
def test_an_affine_that_would_lose_the_survey_is_refused(gastwin: Run, tmp_path: Path, affine: str, why: str) -> None:
    survey = tmp_path / "pipes.geojson"
    line = {"type": "LineString", "coordinates": [[0, 0], [100, 0]]}
    feature = {"type": "Feature", "properties": {"id": "P", "diameter": "DN100"}, "geometry": line}
    survey.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    out = tmp_path / "twin.gpkg"
    status, _, stderr = gastwin("import", survey, "-o", out, "--crs", "EPSG:4547", f"--affine={affine}")
    assert status == 2 and why in stderr and not out.exists(), stderr
    status, summary, stderr = gastwin(
        "import", survey, "-o", out, "--crs", "EPSG:4547", "--affine=0,-1,500000,1,0,3300000"
    )
    assert status == 0 and summary["issues"]["affine_applied"] == 1, stderr
    node = gt.Twin.open(out).node
    assert sorted(zip(node.x_m, node.y_m, strict=True)) == [(500000.0, 3300000.0), (500000.0, 3300100.0)]
