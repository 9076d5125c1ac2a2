# SPDX-License-Identifier: Apache-2.0
"""Tables in and out: NumPy, pandas, Arrow, GeoPandas."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import gastwin as gt
from gastwin.frames import to_columns

Line = Callable[..., gt.Network]


def test_columns_are_read_only_views_that_outlive_the_network(line: Line) -> None:
    net = line(4)
    lengths = net.pipe.length_m
    assert not lengths.flags.owndata and not lengths.flags.writeable
    del net
    assert lengths.tolist() == [500.0] * 3
    with pytest.raises(ValueError, match="read-only"):
        lengths[0] = 1.0


def test_ids_keep_their_kind(line: Line) -> None:
    assert line(3).pipe.to_pandas().id.tolist() == [10, 11]
    assert line(3).pipe.to_pandas().to_node.tolist() == [1, 2]
    named = gt.Network.from_frames({"node": {"id": ["a", "b"]}})
    assert named.node.id.tolist() == ["a", "b"]
    assert gt.solve(line(3)).node.to_pandas().id.tolist() == [0, 1, 2]


def test_defaults_and_unknown_columns(line: Line) -> None:
    net = line(2, node=pd.DataFrame({"id": [0, 1], "colour": ["red", "blue"]}))
    assert net.node.to_pandas().colour.tolist() == ["red", "blue"]
    assert net.pipe.loss_coefficient.tolist() == [0]
    assert net.pipe.material.tolist() == ["unknown"]


def test_arrow_and_pandas_give_the_same_network(line: Line) -> None:
    frames = {t: getattr(line(3), t).to_pandas() for t in ("node", "pipe", "source", "customer")}
    arrow = {t: pa.Table.from_pandas(f) for t, f in frames.items()}
    a, b = gt.solve(gt.Network.from_frames(frames)), gt.solve(gt.Network.from_frames(arrow))
    assert a.status == "converged"
    np.testing.assert_array_equal(a.node.pressure_pa, b.node.pressure_pa)


def test_to_geopandas_draws_pipes_and_points(line: Line) -> None:
    net = line(3)
    pipes = net.pipe.to_geopandas()
    assert pipes.geometry.length.tolist() == [500.0, 500.0]
    assert net.customer.to_geopandas().geometry.x.tolist() == [1000.0]


@pytest.mark.parametrize(
    ("tables", "kind", "where"),
    [
        (
            {"pipe": {"id": [1], "from_node": [0], "to_node": [1], "length_m": [5.0]}},
            "missing_column",
            "inner_diameter_m",
        ),
        (
            {"pipe": {"id": [1], "from_node": [0], "to_node": [9], "length_m": [5.0], "inner_diameter_m": [0.1]}},
            "dangling_reference",
            "to_node",
        ),
        (
            {"pipe": {"id": [1], "from_node": [0], "to_node": [1], "length_m": [0.0], "inner_diameter_m": [0.1]}},
            "value_out_of_range",
            "length_m",
        ),
        (
            {"pipe": {"id": [1], "from_node": [0], "to_node": [1], "length_m": ["long"], "inner_diameter_m": [0.1]}},
            "not_a_number",
            "length_m",
        ),
        (
            {
                "pipe": {
                    "id": [1],
                    "from_node": [0],
                    "to_node": [1],
                    "length_m": [float("nan")],
                    "inner_diameter_m": [0.1],
                }
            },
            "missing_value",
            "length_m",
        ),
        (
            {
                "pipe": {
                    "id": [1],
                    "from_node": [0],
                    "to_node": [1],
                    "length_m": [1.0],
                    "inner_diameter_m": [0.1],
                    "material": ["cheese"],
                }
            },
            "unknown_code",
            "material",
        ),
        ({"node": {"id": [0, 0]}}, "duplicate_id", "id"),
        ({"node": {"x_m": [0.0]}}, "missing_column", "id"),
    ],
)
def test_bad_tables_name_table_row_and_column(tables: dict[str, object], kind: str, where: str) -> None:
    with pytest.raises(gt.Error) as caught:
        gt.Network.from_frames({"node": {"id": [0, 1]}, **tables})
    assert (caught.value.kind, caught.value.column) == (kind, where)
    assert caught.value.code.startswith("GT-0") and caught.value.layer in ("pipe", "node")


def test_a_source_needs_exactly_one_pressure() -> None:
    for pressures in ({}, {"pressure_pa": [2e5], "gauge_pressure_pa": [1e5]}):
        with pytest.raises(gt.Error) as caught:
            gt.Network.from_frames({"node": {"id": [0]}, "source": {"id": [1], "node": [0], **pressures}})
        assert caught.value.kind == "bad_source_pressure"


def test_schema_lists_names_units_and_defaults() -> None:
    columns = {c["name"]: c for c in gt.schema("pipe")}
    assert columns["length_m"]["unit"] == "m" and columns["length_m"]["required"]
    assert columns["loss_coefficient"]["default"] == 0


def test_tables_come_back_as_they_went_out(city: gt.Network) -> None:
    out = {name: getattr(city, name).to_dict() for name in gt.TABLES if len(getattr(city, name))}
    back = gt.Network.from_frames(out)
    assert np.array_equal(back.pipe.install_year, city.pipe.install_year)
    for name, columns in out.items():
        again = getattr(back, name).to_dict()
        for column, values in columns.items():
            assert pd.Series(again[column]).equals(pd.Series(values)), (name, column)


@pytest.fixture(scope="module")
def long_tables() -> dict[str, dict[str, object]]:
    """Ten thousand pipes in a row, with what may be missing missing here and there."""
    count, rng = 10_000, np.random.default_rng(5)
    some = rng.random(count) < 0.1
    return {
        "node": {"id": np.arange(count + 1), "x_m": np.arange(count + 1) * 10.0, "y_m": np.zeros(count + 1)},
        "pipe": {
            "id": np.arange(count),
            "from_node": np.arange(count),
            "to_node": np.arange(1, count + 1),
            "length_m": rng.uniform(1.0, 20.0, count),
            "inner_diameter_m": rng.uniform(0.05, 0.3, count),
            "depth_m": np.where(some, np.nan, 1.2),
            "install_year": np.where(some, np.nan, 1990.0 + rng.integers(0, 30, count)),
            "material": rng.choice(["pe", "steel", "unknown"], count),
        },
    }


def numeric(table: gt.Table) -> list[str]:
    return [name for name, column in table.schema.items() if column["kind"] in ("real", "integer", "flag")]


@pytest.mark.parametrize("way", ["to_pandas", "to_geopandas"])
def test_numbers_reach_frames_without_a_copy(long_tables: dict[str, dict[str, object]], way: str) -> None:
    net = gt.Network.from_frames(long_tables)
    for table in (net.pipe, net.node):
        frame = getattr(table, way)()
        for name in numeric(table):
            held = frame[name].array
            values = held._data if table.schema[name]["kind"] == "integer" else held.to_numpy()
            assert np.shares_memory(values, table[name]), name
    assert frame.columns[: len(table.columns)].tolist() == table.columns
    del net, table
    assert frame.x_m.iloc[-1] == 100_000.0  # the frame keeps the engine's memory alive


def test_a_frame_to_be_changed_in_place_is_a_copy(line: Line) -> None:
    net = line(3)
    view = net.pipe.to_pandas()
    with pytest.raises(ValueError, match="read-only"):
        view.loc[0, "length_m"] = 1.0
    frame = net.pipe.to_pandas(copy=True)
    frame.loc[0, "length_m"] = 1.0
    frame.loc[0, "install_year"] = 1999
    assert frame.length_m.tolist() == [1.0, 500.0] and net.pipe.length_m.tolist() == [500.0, 500.0]


def test_numbers_and_codes_reach_arrow_without_a_copy(long_tables: dict[str, dict[str, object]]) -> None:
    net = gt.Network.from_frames(long_tables)
    for arrow in (net.pipe.to_arrow(), pa.table(net.pipe)):  # the second by the Arrow C stream interface
        for name in numeric(net.pipe):
            if net.pipe.schema[name]["kind"] != "flag":  # Arrow keeps them as bits
                values = np.frombuffer(arrow.column(name).chunk(0).buffers()[1], np.uint8)
                assert np.shares_memory(values, net.pipe[name]), name
        codes = arrow.column("material").chunk(0).indices.to_numpy()
        assert np.shares_memory(codes, net.pipe.codes("material"))
        missing = np.isnan(net.pipe.depth_m)
        assert missing.any() and arrow.column("depth_m").null_count == missing.sum()
        assert np.array_equal(arrow.column("install_year").is_null().to_numpy(), missing)
        assert arrow.column("material").to_pylist() == net.pipe.material.tolist()
        assert arrow.column("from_node").to_pylist() == list(range(10_000))
    assert pa.schema(net.pipe) == arrow.schema


def test_polars_reads_tables_as_they_are(long_tables: dict[str, dict[str, object]]) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    net = gt.Network.from_frames(long_tables)
    frame = polars.DataFrame(net.pipe)
    assert frame["length_m"].to_list() == net.pipe.length_m.tolist()
    back = gt.Network.from_frames({"node": polars.DataFrame(net.node), "pipe": frame})
    assert np.array_equal(back.pipe.install_year, net.pipe.install_year)


@pytest.mark.parametrize("form", ["table", "pandas", "masked", "arrow", "arrow types in pandas"])
def test_every_form_of_a_table_gives_the_same_network(long_tables: dict[str, dict[str, object]], form: str) -> None:
    net = gt.Network.from_frames(long_tables)
    forms = {
        "table": lambda t: t,
        "pandas": lambda t: t.to_pandas(),
        "masked": lambda t: t.to_pandas().convert_dtypes(),
        "arrow": lambda t: t.to_arrow(),
        "arrow types in pandas": lambda t: t.to_arrow().to_pandas(types_mapper=pd.ArrowDtype),
    }
    back = gt.Network.from_frames({name: forms[form](net.table(name)) for name in ("node", "pipe")})
    for column in net.pipe.columns:
        assert np.array_equal(back.pipe.ids(column), net.pipe.ids(column), equal_nan=column == "depth_m") or (
            net.pipe.schema[column]["kind"] == "real"
            and np.array_equal(back.pipe[column], net.pipe[column], equal_nan=True)
        ), column
    assert back.pipe.id.dtype == np.int64


def test_numbers_come_in_without_a_copy_of_ours() -> None:
    """The engine keeps numbers of its own; between a frame and them nothing is copied."""
    values = np.linspace(1.0, 2.0, 1000)
    frame = pd.DataFrame({"id": np.arange(1000), "x_m": values}, copy=False)
    for data in (frame, pa.table({"id": np.arange(1000), "x_m": pa.array(values)}), {"id": range(1000), "x_m": values}):
        known, unknown, integers = to_columns(data, gt.schema("node"), "node")
        assert np.shares_memory(known["x_m"], values) and not unknown and integers


def test_unknown_columns_of_every_form_are_kept() -> None:
    colour = ["red", None, "blue"]
    for data in (pd.DataFrame({"id": [1, 2, 3], "colour": colour}), pa.table({"id": [1, 2, 3], "colour": colour})):
        node = gt.Network.from_frames({"node": data}).node
        assert node["colour"].tolist() == colour and node.to_pandas().colour.tolist() == colour
        assert node.to_arrow().column("colour").to_pylist() == colour


def test_a_misspelt_name_gets_a_suggestion(line: Line) -> None:
    net = line(3)
    state = gt.solve(net)
    for owner, wrong, right in (
        (net.pipe, "lenght_m", "length_m"),
        (net, "pipes", "pipe"),
        (gt.Twin.from_network(net), "pip", "pipe"),
        (state, "iteration", "iterations"),
        (state.node, "presure_pa", "pressure_pa"),
    ):
        with pytest.raises(AttributeError, match=f"did you mean {right}\\?"):
            getattr(owner, wrong)
    with pytest.raises(KeyError, match=r"did you mean length_m\?"):
        net.pipe["lengthm"]
    with pytest.raises(KeyError, match="it has: id, from_node"):
        net.pipe["zzz"]


def test_what_is_not_installed_is_named(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda module: None)
    for way in ("to_pandas", "to_arrow", "to_geopandas"):
        with pytest.raises(gt.Error, match=r"pip install 'gastwin\[frames\]'"):
            getattr(line(3).pipe, way)()


def test_a_column_that_is_almost_known_does_not_pass_unseen(line: Line) -> None:
    pipe = line(3).pipe.to_pandas()
    with pytest.warns(UserWarning, match="'roughness' is not known and kept as it is; did you mean 'roughness_m'"):
        kept = line(3, pipe=pipe.drop(columns="roughness_m").assign(roughness=1e-4))
    assert kept.pipe["roughness"].tolist() == [1e-4, 1e-4]
    with pytest.raises(gt.Error, match="there is a column 'Length_M'") as caught:
        line(3, pipe=pipe.rename(columns={"length_m": "Length_M"}))
    assert (caught.value.kind, caught.value.layer, caught.value.column) == ("missing_column", "pipe", "length_m")
    line(3, pipe=pipe.assign(colour="red", length_m_2=1.0))  # far from all that is missing: no warning
