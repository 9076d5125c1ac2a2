# SPDX-License-Identifier: Apache-2.0
"""Drafting mapping profiles, and the published schema of their format."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt
from gastwin import _core

Run = Callable[..., tuple[int, dict[str, Any], str]]
ROOT = Path(__file__).resolve().parents[2]

LINES = "gdbh,qddh,zddh,caizhi,gj,yldj,fsnd,备用\nG1,P1,P2,PE,DN110,中压,1998,\nG2,P2,P3,钢,DN150,中压,2003,\n"
POINTS = "wtdh,xzb,yzb\nP1,529000,3377000\nP2,529100,3377000\nP3,529200,3377050\n"


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    folder = tmp_path / "unknown"
    folder.mkdir()
    (folder / "甲.csv").write_bytes(LINES.encode("gbk"))
    (folder / "乙.csv").write_bytes(POINTS.encode("gbk"))
    return folder


def test_a_draft_is_made_and_imports_its_files(gastwin: Run, unknown: Path, tmp_path: Path) -> None:
    profile = tmp_path / "my.toml"
    status, summary, error = gastwin("import", unknown, "--suggest-profile", "-o", profile)
    assert (status, error) == (0, "") and summary["outputs"] == [str(profile)]
    guesses = {layer["table"]: {c["column"]: c for c in layer["columns"]} for layer in summary["columns"]}
    assert {column: guesses["line"][column]["from"] for column in ("id", "from_point", "to_point", "material")} == {
        "id": "gdbh",
        "from_point": "qddh",
        "to_point": "zddh",
        "material": "caizhi",
    }
    assert all(0.3 <= c["confidence"] <= 1 and c["why"] for table in guesses.values() for c in table.values())
    status, summary, error = gastwin(
        "import", unknown, "--profile", profile, "--crs", "EPSG:4547", "-o", tmp_path / "t.gpkg"
    )
    assert (status, error) == (0, "") and summary["pipes"] == 2
    assert sorted(gt.Twin.open(tmp_path / "t.gpkg").pipe.material.tolist()) == ["pe", "steel"]


def test_nothing_recognised_is_a_negative_answer(gastwin: Run, tmp_path: Path) -> None:
    (tmp_path / "菜单.csv").write_text("菜名,价格\n鱼香肉丝,28\n", "utf-8")
    status, summary, _ = gastwin("import", tmp_path / "菜单.csv", "--suggest-profile", "-o", tmp_path / "my.toml")
    assert status == 1 and summary["status"] == "nothing_recognised" and not (tmp_path / "my.toml").exists()


def test_endings_are_checked(gastwin: Run, unknown: Path, tmp_path: Path) -> None:
    for options in (("--suggest-profile", "-o", tmp_path / "t.gpkg"), ("-o", tmp_path / "my.toml")):
        status, _, error = gastwin("import", unknown, *options)
        assert status == 2 and error.startswith("GT-0901")


def test_the_published_schema_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools/generate.py", "schema", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", [name for name, _ in _core.bundled_profiles()])
def test_the_schema_takes_the_bundled_profiles(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "docs/profile.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(tomllib.loads(dict(_core.bundled_profiles())[name]), schema)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.pop("profile"),
        lambda p: p["layer"][0]["columns"].update(diametre=["D"]),
        lambda p: p["layer"][0].update(table="lines"),
        lambda p: p["codes"]["material"].update(gold=["金"]),
        lambda p: p["layer"][0].update(require=["nothing"]),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(change: Callable[[Any], Any], tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    profile = tomllib.loads(dict(_core.bundled_profiles())["cjj61"])
    change(profile)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(profile, gt.profile_schema())


def test_the_draft_fits_the_schema(unknown: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(tomllib.loads(gt.suggest_profile(unknown).toml), gt.profile_schema())
