# SPDX-License-Identifier: Apache-2.0
"""Risk and plan from Python: years that cannot be, years that are not known."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

Line = Callable[..., gt.Network]
Run = Callable[..., tuple[int, dict[str, Any], str]]


def aged(line: Line, years: list[int | None]) -> gt.Network:
    count = len(years)
    pipe = {
        "id": list(range(count)),
        "from_node": list(range(count)),
        "to_node": list(range(1, count + 1)),
        "length_m": [100.0] * count,
        "inner_diameter_m": [0.1] * count,
        "material": ["steel"] * count,
        "install_year": years,
    }
    return line(nodes=count + 1, pipe=pipe)


@pytest.mark.parametrize("year", [-5, 0, 1799, 2201, -(10**6), 10**30, 2020.5, "soon", float("nan")])
def test_years_out_of_range_are_errors_of_the_catalogue(line: Line, year: Any) -> None:
    net = aged(line, [1990, 2000])
    for call in (
        lambda: gt.risk(net, year=year),
        lambda: gt.risk(net, this_year=year),
        lambda: gt.plan(net, gt.risk(net), budget_per_year=1e6, first_year=year),
    ):
        with pytest.raises(gt.Error) as caught:
            call()
        assert caught.value.kind == "value_out_of_range" and "year" in caught.value.column


@pytest.mark.parametrize("numbers", [{"samples": -1}, {"samples": 10**12}, {"seed": -1}, {"seed": 2**64}])
def test_other_numbers_out_of_range(line: Line, numbers: dict[str, int]) -> None:
    with pytest.raises(gt.Error, match="GT-0203"):
        gt.risk(line(), **numbers)


def test_one_impossible_year_is_an_issue_and_moves_nothing(line: Line) -> None:
    odd, sane = gt.risk(aged(line, [1990, 2010, 2105])), gt.risk(aged(line, [1990, 2010, None]))
    assert odd.assets.year.tolist() == [2010] * 3
    np.testing.assert_array_equal(odd.assets.risk_cny_per_year, sane.assets.risk_cny_per_year)
    issue = odd.issue
    assert (issue.kind.tolist(), issue.object_id.tolist(), issue.column.tolist(), issue.value.tolist()) == (
        ["bad_install_year"], ["2"], ["install_year"], ["2105"],
    )  # fmt: skip
    assert len(sane.issue) == 0


def test_the_clock_matters_to_future_dates_only(line: Line) -> None:
    soon = datetime.now(UTC).year + 1
    assert len(gt.risk(aged(line, [1990, soon])).issue) == 1
    assert len(gt.risk(aged(line, [1990, soon]), this_year=soon).issue) == 0
    assert gt.risk(aged(line, [1990, soon]), this_year=soon).assets.year.tolist() == [soon, soon]
    past = [gt.risk(aged(line, [1990, 2010]), this_year=year).assets.to_dict() for year in (2010, 2026, 2100)]
    for other in past[1:]:
        for name, column in past[0].items():
            np.testing.assert_array_equal(column, other[name], err_msg=name)


def test_an_unknown_year_counts_as_old_and_says_so(line: Line, tmp_path: Path) -> None:
    assets = gt.risk(aged(line, [None, None])).assets
    assert (assets.age_a >= 25).all()
    mixed = gt.risk(aged(line, [None, 2024]), year=2024).assets
    assert mixed.age_a.tolist() == [25.0, 0.0] and mixed.frequency_per_year[0] > mixed.frequency_per_year[1]
    for text in (assets.causes[0], mixed.causes[0]):
        assert "year unknown: treated as built before 2000" in text
    assert "年代不明，按2000年前建成计" in mixed.causes_zh[0]
    scheme = tmp_path / "scheme.toml"
    scheme.write_text("[leak]\nunknown_year = 1969\nunknown_age_a = 60\n")
    other = gt.risk(aged(line, [None, 2024]), scheme, year=2024).assets
    assert other.age_a[0] == 60.0 and "before 1965" in other.causes[0]


def test_the_command_line_counts_dates_not_believed(gastwin: Run, line: Line, tmp_path: Path) -> None:
    gt.Twin.from_network(aged(line, [1990, 2010, 2105])).save(tmp_path / "t.gpkg")
    status, summary, stderr = gastwin("risk", tmp_path / "t.gpkg", "-o", tmp_path / "csv")
    assert status == 0, stderr
    assert summary["year"] == 2010 and summary["dates_not_believed"] == {"bad_install_year": 1}
    assert "2105" in (tmp_path / "csv" / "issue.csv").read_text("utf-8-sig")
    twin = Path(shutil.copy(tmp_path / "t.gpkg", tmp_path / "u.gpkg"))
    assert gastwin("risk", twin, "--year", "2020")[1]["year"] == 2020
    status, summary, _ = gastwin("plan", twin, "--budget-per-year", "1e7", "--years", "2", "--first-year", "2031")
    assert status == 0 and set(summary["years"]) <= {2031, 2032}
