# SPDX-License-Identifier: Apache-2.0
"""Errors as programs see them: code, kind, place and remedy as attributes, in both languages; they travel whole."""

import copy
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt

Line = Callable[..., gt.Network]


def of_table(line: Line, folder: Path) -> Any:
    line(3, pipe={"id": [1], "from_node": [0], "to_node": [1], "length_m": [-5.0], "inner_diameter_m": [0.1]})


def of_file(line: Line, folder: Path) -> Any:
    gt.Twin.open(folder / "nowhere.gpkg")


def of_ids(line: Line, folder: Path) -> Any:
    gt.shutoff(line(3), ["10", "nowhere"])


def of_argument(line: Line, folder: Path) -> Any:
    gt.risk(line(3), samples=-1)


def of_settings(line: Line, folder: Path) -> Any:
    (folder / "scheme.toml").write_text("[leak\n")
    gt.risk(line(3), folder / "scheme.toml")


@pytest.mark.parametrize(
    ("fail", "parts"),
    [
        (of_table, {"kind": "value_out_of_range", "layer": "pipe", "row": 1, "column": "length_m", "value": "-5"}),
        (of_file, {"code": "GT-0101", "kind": "no_such_file", "row": None}),
        (of_ids, {"code": "GT-0501", "kind": "unknown_pipe", "ids": ["nowhere"]}),
        (of_argument, {"kind": "value_out_of_range", "column": "samples", "value": "-1"}),
        (of_settings, {"kind": "bad_scheme"}),
    ],
)
def test_an_error_says_what_where_and_what_to_do(
    fail: Callable[[Line, Path], Any], parts: dict[str, Any], line: Line, tmp_path: Path
) -> None:
    with pytest.raises(gt.Error) as caught:
        fail(line, tmp_path)
    error = caught.value
    assert {name: getattr(error, name) for name in parts} == parts
    assert re.fullmatch(r"GT-\d{4}", error.code) and str(error) and "\n" not in error.messages["en"]
    assert error.fix == error.fixes["en"] and error.fix and not re.search(r"[\u4e00-\u9fff]", error.fix)
    assert re.search(r"[\u4e00-\u9fff]", error.messages["zh"]) and re.search(r"[\u4e00-\u9fff]", error.fixes["zh"])
    if fail in (of_file, of_settings):
        assert Path(error.file).name in ("nowhere.gpkg", "scheme.toml")


def test_errors_travel_between_processes(line: Line, tmp_path: Path) -> None:
    with pytest.raises(gt.Error) as caught:
        of_table(line, tmp_path)
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert type(again) is gt.Error and str(again) == str(caught.value)
        assert (again.code, again.row, again.fix) == (caught.value.code, 1, caught.value.fix)
