# SPDX-License-Identifier: Apache-2.0
"""A twin in other formats and back: the same tables, nothing of others overwritten, clear refusals."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt
from gastwin import _gis
from gastwin.exchange import ready_twin

Run = Callable[..., tuple[int, dict[str, Any], str]]
Assessed = tuple[gt.Assessment, Path]
FOLDERS = ("fgb", "geojson", "csv", "parquet")


@pytest.fixture(scope="module")
def twin(assessed: Assessed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A twin with results, and a text that a spreadsheet would compute."""
    return Path(shutil.copy(assessed[1] / "twin.gpkg", tmp_path_factory.mktemp("export") / "孪生体.gpkg"))


def assert_same(a: gt.Table, b: gt.Table, digits: float = 0.0) -> None:
    for name, left in a.to_dict().items():
        right = b.ids(name)
        if left.dtype.kind == "f":
            np.testing.assert_allclose(right, left, rtol=digits, atol=0.0, err_msg=f"{a.name}.{name}")
        else:
            np.testing.assert_array_equal(right, left, err_msg=f"{a.name}.{name}")


def assert_same_twins(a: Path, b: Path, digits: float = 0.0) -> None:
    left, right = gt.Twin.open(a), gt.Twin.open(b)
    for table in gt.TABLES:
        assert_same(getattr(left, table), getattr(right, table), digits)
    for record in ("issue", "repair", "provenance", "candidate", "exposure"):
        assert_same(getattr(left, record), getattr(right, record), digits)
    for one, other in zip(left.network.pipe_lines(), right.network.pipe_lines(), strict=True):
        np.testing.assert_allclose(other, one, rtol=digits, atol=0.0)
    assert left.network.crs == right.network.crs
    results, read = _gis.read_results(str(a)), _gis.read_results(str(b))
    assert set(results) == set(read) and results
    for name, table in results.items():
        assert_same(gt.Table(table), gt.Table(read[name]), digits)


@pytest.mark.parametrize(
    ("name", "options", "digits"),
    [
        ("导出.gpkg", (), 0.0),
        ("导出.xlsx", (), 5e-15),  # Excel holds 15 digits
        ("导出_fgb", ("--format", "fgb"), 0.0),
        ("导出_geojson", ("--format", "geojson"), 0.0),
        ("导出_csv", ("--format", "csv"), 0.0),
        ("导出_gbk", ("--format", "csv", "--encoding", "gbk"), 0.0),
        ("导出_parquet", ("--format", "parquet"), 0.0),
    ],
)
def test_an_export_is_imported_as_the_same_tables(
    gastwin: Run, twin: Path, tmp_path: Path, name: str, options: tuple[str, ...], digits: float
) -> None:
    if "parquet" in options:
        pytest.importorskip("pyarrow")
    status, summary, error = gastwin("export", twin, "-o", tmp_path / name, *options)
    assert (status, error) == (0, "")
    assert summary["outputs"] == [str(tmp_path / name)] and {"pipe", "node", "result_risk_pipe"} <= {*summary["layers"]}
    status, summary, error = gastwin("import", tmp_path / name, "-o", tmp_path / "back.gpkg")
    assert (status, error) == (0, "")
    assert_same_twins(twin, tmp_path / "back.gpkg", digits)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, "back.gpkg"])  # nothing half-written


@pytest.mark.parametrize("ending", ["fgb", "geojson", "csv", "xlsx", "parquet", "gpkg"])
def test_one_layer_is_one_file(gastwin: Run, twin: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"管线.{ending}"
    if ending in FOLDERS:
        status, _, error = gastwin("export", twin, "-o", target)
        assert status == 2 and "--layer" not in error and "layer" in error
        assert not target.exists()
    if ending == "gpkg":
        return
    for _ in range(2):  # its own file is replaced
        status, summary, _ = gastwin("export", twin, "-o", target, "--layer", "pipe")
        assert status == 0 and summary["layers"] == ["pipe"] and target.is_file()
    target.write_text("别人的文件", "utf-8")
    status, _, error = gastwin("export", twin, "-o", target, "--layer", "pipe")
    assert status == 2 and error.startswith("GT-0802") and "--force" in error
    assert target.read_text("utf-8") == "别人的文件"
    assert gastwin("export", twin, "-o", target, "--layer", "pipe", "--force")[0] == 0
    status, _, error = gastwin("export", twin, "-o", target, "--layer", "pipes", "--force")
    assert status == 2 and "pipe" in error


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_folder_of_others_is_left_alone(twin: Path, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "项目"
    target.mkdir()
    (target / "论文.docx").write_text("三年")
    with pytest.raises(gt.Error) as refused:
        gt.export(twin, target, format=kind)
    assert refused.value.kind == "not_overwritten"
    assert [p.name for p in target.iterdir()] == ["论文.docx"]
    gt.export(twin, target, format=kind, force=True)
    gt.export(twin, target, format=kind)
    assert (target / "论文.docx").read_text() == "三年"
    assert len(gt.import_survey(target).pipe) == len(gt.Twin.open(twin).pipe)


def test_geopandas_reads_the_geoparquet(twin: Path, tmp_path: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    gt.export(twin, tmp_path / "pipe.parquet", layer="pipe")
    frame = geopandas.read_parquet(tmp_path / "pipe.parquet")
    pipe = gt.Twin.open(twin).pipe
    assert frame.crs is not None and frame.geom_type.isin(["LineString"]).all()
    np.testing.assert_array_equal(frame["length_m"], pipe.length_m)
    assert frame["id"].tolist() == pipe.id.tolist()


def test_geoparquet_without_pyarrow_says_what_to_install(
    twin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(gt.Error, match="pip install pyarrow"):
        gt.export(twin, tmp_path / "x", format="parquet")
    assert not any(tmp_path.iterdir())


def test_excel_opens_the_workbook_without_formulas(line: Callable[..., gt.Network], tmp_path: Path) -> None:
    import openpyxl

    names = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "人民路"]
    node = {"id": names, "x_m": [0.0] * 5, "y_m": [0.0] * 5}
    none = {"id": [], "from_node": [], "to_node": [], "length_m": [], "inner_diameter_m": []}
    gt.export(gt.Network.from_frames({"node": node, "pipe": none}), tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["node"]
    cells = [sheet.cell(row=r, column=1) for r in range(2, 7)]
    assert [c.value for c in cells] == names and {c.data_type for c in cells} == {"s"}
    assert gt.import_survey(tmp_path / "t.xlsx").node.id.tolist() == names


def test_unusable_targets_are_refused(gastwin: Run, twin: Path, tmp_path: Path) -> None:
    for target, options in (("x", ()), ("x.docx", ()), ("x.xlsx", ("--layer", "nothing"))):
        status, _, error = gastwin("export", twin, "-o", tmp_path / target, *options)
        assert status == 2 and error.startswith("GT-0901"), (target, error)
    status, _, error = gastwin("export", twin, "-o", twin)
    assert status == 2 and error.startswith("GT-0801")
    status, _, error = gastwin("export", tmp_path / "none.gpkg", "-o", tmp_path / "x.xlsx")
    assert status == 2 and error.startswith("GT-0101")
    assert not any(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_an_unwritable_folder_is_one_line(gastwin: Run, twin: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    status, _, error = gastwin("export", twin, "-o", tmp_path / "x.xlsx")
    assert status == 2 and error.startswith("GT-0801")


@pytest.mark.parametrize(
    "shape", [b"\x01", b"\x01\x09\x00\x00\x00", b"\x01\x02\x00\x00\x00\x01\x00\x00\x00abc", b"x" * 40]
)
def test_broken_shapes_in_geoparquet_are_refused(line: Callable[..., gt.Network], tmp_path: Path, shape: bytes) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    pyarrow = pytest.importorskip("pyarrow")
    gt.Twin.from_network(line()).save(tmp_path / "t.gpkg")
    gt.export(tmp_path / "t.gpkg", tmp_path / "out", format="parquet")
    file = tmp_path / "out" / "pipe.parquet"
    table = parquet.read_table(file)
    broken = pyarrow.array([shape] * len(table), pyarrow.binary())
    at = table.column_names.index("geometry") if "geometry" in table.column_names else len(table.column_names)
    table = (
        table.set_column(at, "geometry", broken) if at < table.num_columns else table.append_column("geometry", broken)
    )
    parquet.write_table(table, file)
    with pytest.raises(gt.Error) as caught:
        ready_twin([str(tmp_path / "out")])
    assert caught.value.kind == "unreadable_file" and "pipe.parquet" in str(caught.value)
    (tmp_path / "out" / "gastwin_export.json").write_text("[" * 100_000)
    assert ready_twin([str(tmp_path / "out")]) is None  # no export, then, and no survey either
