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
from gastwin.console import summary_lines

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


def leaky(line: Line, length_m: float) -> gt.Network:
    count = 12
    pipe = {
        "id": list(range(count)),
        "from_node": list(range(count)),
        "to_node": list(range(1, count + 1)),
        "length_m": [length_m] * count,
        "inner_diameter_m": [0.1] * count,
        "material": ["steel", "grey_iron"] * (count // 2),
        "install_year": [1985] * count,
        "street": ["东湖路"] * 6 + [""] * 6,
    }
    record = {
        "id": ["a", "b"],
        "kind": ["leak"] * 2,
        "object_id": ["3", "3"],
        "started": ["2016-01-01", "2019-05-05"],
    }
    return line(nodes=count + 1, pipe=pipe, record=record)


def test_records_that_cannot_be_fitted_are_said(gastwin: Run, line: Line, tmp_path: Path) -> None:
    scheme = tmp_path / "fitted.toml"
    scheme.write_text("[records]\nfitted = true\n")
    odd, sane = gt.risk(leaky(line, 1e200), scheme, samples=0), gt.risk(leaky(line, 100.0), scheme, samples=0)
    assert set(sane.assets.record_model) == {"fitted"} and len(sane.issue) == 0
    assert set(odd.assets.record_model) == {"not_fitted"}
    assert odd.issue.kind.tolist() == ["records_not_fitted"] and odd.issue.value.tolist() == ["12"]
    gt.Twin.from_network(leaky(line, 1e200)).save(tmp_path / "t.gpkg")
    verb = ("risk", tmp_path / "t.gpkg", "--scheme", scheme, "--samples", "0")
    status, summary, stderr = gastwin(*verb, "-o", tmp_path / "csv")
    assert status == 0, stderr
    assert summary["record_models"] == {"not_fitted": 12} and summary["dates_not_believed"] == {}
    assert "could not be fitted" in summary["warnings"][0] and "level of each group" in summary["warnings"][0]
    assert "未能拟合" in summary["warnings_zh"][0]
    assert "records_not_fitted" in (tmp_path / "csv" / "issue.csv").read_text("utf-8-sig")
    for lang, word, other in (("en", "could not be fitted", "未能拟合"), ("zh", "未能拟合", "could not be fitted")):
        said = "\n".join(summary_lines(summary, lang))
        assert word in said and other not in said


def test_changes_and_comparisons_of_single_assets(gastwin: Run, line: Line, tmp_path: Path) -> None:
    risks = gt.risk(leaky(line, 100.0), samples=0)
    changes = risks.counterfactuals([3]).to_pandas()
    assert set(changes.object_id) == {"3"} and changes.change.tolist() == [
        "as a new PE100 pipe",
        "with a leak survey every month",
    ]
    renewed = changes.iloc[0]
    asset = risks.assets.to_pandas().set_index("id").loc["3"]
    assert renewed.risk_cny_per_year == pytest.approx(asset.renewed_risk_cny_per_year)
    assert (renewed.rank_now, renewed["rank"]) == (1, 12)
    assert renewed.sentence.startswith("as a new PE100 pipe: leaks ") and "rank 1 → 12" in renewed.sentence
    assert renewed.sentence_zh.startswith("更换为新PE100管：年泄漏") and "排名1 → 12" in renewed.sentence_zh
    beside = risks.comparisons().to_pandas()
    assert len(beside) == 12 and beside.object_id[0] == "3"
    assert (beside.street[0], beside.street_assets[0], beside.class_assets[0]) == ("东湖路", 6, 6)
    assert "class (grey cast iron, 1980s, buried pipe; 6)" in beside.sentence[0]
    for call in (risks.counterfactuals, risks.comparisons):
        assert len(call([])) == 0 and len(call(most=0)) == 0
        with pytest.raises(gt.Error, match="GT-0501"):
            call(["nobody"])

    gt.Twin.from_network(leaky(line, 100.0)).save(tmp_path / "t.gpkg")
    status, summary, stderr = gastwin("risk", tmp_path / "t.gpkg", "--explain", "2", "-o", tmp_path / "csv")
    assert status == 0, stderr
    assert len(summary["first"]) == len(summary["first_zh"]) == 3
    assert len((tmp_path / "csv" / "result_counterfactual.csv").read_text("utf-8-sig").splitlines()) == 5
    assert len((tmp_path / "csv" / "result_comparison.csv").read_text("utf-8-sig").splitlines()) == 3
    assert "每月泄漏巡检" in "\n".join(summary_lines(summary, "zh"))
    assert "first" not in gastwin("risk", tmp_path / "t.gpkg", "--explain", "0")[1]


def test_a_scheme_of_ones_own_changes(line: Line, tmp_path: Path) -> None:
    scheme = tmp_path / "mine.toml"
    scheme.write_text(
        '[[change]]\nname = "lined"\nname_zh = "内衬"\nmaterials = ["grey_iron"]\nleak = 0.1\n'
        'source = "[U] the contractor"\n'
    )
    changes = gt.risk(leaky(line, 100.0), scheme, samples=0).counterfactuals(most=12).to_pandas()
    assert changes.change.tolist() == ["lined"] * 6 and set(changes.source) == {"[U] the contractor"}
    assert set(changes.object_id) == {"1", "3", "5", "7", "9", "11"}
    for wrong, told in (
        ('name = "x"\n', "source"),
        ('name = "x"\nsource = "[U]"\nmaterials = ["wood"]\n', "wood"),
        ('name = "x"\nsource = "[U]"\nsettings = ["sky"]\n', "sky"),
        ('name = "x"\nsource = "[U]"\nlaek = 0.1\n', "laek"),
        ('name = "x"\nsource = "[U]"\nleak = -1.0\n', "leak"),
    ):
        scheme.write_text("[[change]]\n" + wrong)
        with pytest.raises(gt.Error, match="GT-0601") as caught:
            gt.risk(leaky(line, 100.0), scheme)
        assert told in str(caught.value)
