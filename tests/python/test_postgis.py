# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL with PostGIS, started for these tests: twins go in and out, surveys are read from it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from test_export import assert_same_twins

import gastwin as gt

Run = Callable[..., tuple[int, dict[str, Any], str]]
Assessed = tuple[gt.Assessment, Path]
Sql = Callable[[str], str]


def _programs() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in folders if (f / "initdb").exists()), None)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Sql]]:
    """Connection text without a schema, and a way to run SQL."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL here (apt-get install postgresql postgresql-postgis)")
    root = os.geteuid() == 0  # PostgreSQL refuses to run as root
    as_owner: dict[str, Any] = {"user": "postgres"} if root else {}
    folder = Path(tempfile.mkdtemp(prefix="gastwin-pg-"))
    if root:
        shutil.chown(folder, "postgres")

    def run(*command: object, **options: Any) -> str:
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=folder, **as_owner, **options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    data = folder / "data"
    run(programs / "initdb", "-D", data, "-A", "trust", "-U", "planner", "-E", "UTF8", "--no-sync", "--locale=C")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")

    def sql(statements: str) -> str:
        return run(programs / "psql", "-h", folder, "-U", "planner", "-d", "postgres", "-qAtc", statements)

    try:
        try:
            sql("CREATE EXTENSION postgis")
        except AssertionError as error:
            pytest.skip(f"PostgreSQL without PostGIS: {error}")
        yield f"PG:host={folder} dbname=postgres user=planner", sql
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_a_twin_goes_in_and_out(gastwin: Run, assessed: Assessed, server: tuple[str, Sql], tmp_path: Path) -> None:
    connection, sql = server
    sql("CREATE SCHEMA twin")
    target = f"{connection} schemas=twin password=secret"
    twin = assessed[1] / "twin.gpkg"
    for _ in range(2):  # its own tables are replaced
        status, summary, error = gastwin("export", twin, "-o", target)
        assert (status, error) == (0, "") and summary["outputs"] == [target.replace("secret", "***")]
    assert int(sql("SELECT count(*) FROM twin.pipe WHERE ST_Length(geom) > 0")) > 100
    status, _, error = gastwin("import", target, "-o", tmp_path / "back.gpkg")
    assert (status, error) == (0, "")
    assert_same_twins(twin, tmp_path / "back.gpkg", 5e-15)  # GDAL sends 15 digits
    assert b"secret" not in (tmp_path / "back.gpkg").read_bytes()


def test_tables_of_others_are_left_alone(gastwin: Run, assessed: Assessed, server: tuple[str, Sql]) -> None:
    connection, sql = server
    sql("CREATE SCHEMA office; CREATE TABLE office.pipe(note text); INSERT INTO office.pipe VALUES('三年的工作')")
    target = f"{connection} schemas=office"
    status, _, error = gastwin("export", assessed[1] / "twin.gpkg", "-o", target)
    assert status == 2 and error.startswith("GT-0802")
    assert sql("SELECT note FROM office.pipe").strip() == "三年的工作"
    assert sql("SELECT count(*) FROM pg_tables WHERE schemaname='office'").strip() == "1"
    assert gastwin("export", assessed[1] / "twin.gpkg", "-o", target, "--force")[0] == 0


def test_a_survey_with_chinese_names_is_read(gastwin: Run, server: tuple[str, Sql], tmp_path: Path) -> None:
    connection, sql = server
    sql(
        """
        CREATE SCHEMA survey; SET search_path = survey, public;
        CREATE TABLE "RQLINE"("管线编号" text, "起点点号" text, "终点点号" text, "材质" text, "管径" text, "压力" text,
                              geom geometry(LineString, 4547));
        INSERT INTO "RQLINE" VALUES
            ('甲', '一', '二', '聚乙烯', 'de110', '中压', 'SRID=4547;LINESTRING(529000 3377000, 529100 3377000)'),
            ('乙', '二', '三', '钢', 'DN100', '中压', 'SRID=4547;LINESTRING(529100 3377000, 529200 3377050)');
        """
    )
    status, summary, error = gastwin("import", f"{connection} schemas=survey", "-o", tmp_path / "t.gpkg")
    assert (status, error) == (0, "") and summary["pipes"] == 2
    twin = gt.Twin.open(tmp_path / "t.gpkg")
    assert twin.network.crs == "EPSG:4547"
    assert sorted(twin.pipe.id.tolist()) == ["乙", "甲"]
    assert sorted(twin.pipe.material.tolist()) == ["pe", "steel"]


def test_no_server_is_one_line_without_the_password(gastwin: Run, tmp_path: Path) -> None:
    where = f"PG:host={tmp_path} dbname=nothing password=secret"
    status, _, error = gastwin("import", where, "-o", tmp_path / "t.gpkg")
    assert status == 2 and error.startswith("GT-0103") and "secret" not in error
