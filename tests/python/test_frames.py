# SPDX-License-Identifier: Apache-2.0
"""Tables in and out: NumPy, pandas, Arrow, GeoPandas."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import gastwin as gt

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
