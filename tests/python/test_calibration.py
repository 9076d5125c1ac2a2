# SPDX-License-Identifier: Apache-2.0
"""Calibration: who had a failure when, what is left out and why; whole runs from Python and by command."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from failure_records import assets, events, invented

import gastwin as gt
from gastwin.calibration.columns import read_mapping
from gastwin.calibration.rankings import count, exposure
from gastwin.calibration.reading import Records, read_records, years

Run = Callable[..., tuple[int, dict[str, Any], str]]


def read(asset: pd.DataFrame, event: pd.DataFrame, **more: Any) -> Records:
    return read_records(asset, event, read_mapping(), **more)


def reasons(records: Records) -> dict[str, int]:
    return {f"{r['what']} {r['reason']}": r["rows"] for r in records.left_out.rows}


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1979/01/01 00:00:00+00", 1979.0),
        ("2012-07-02 09:31", 2012 + 183 / 366),
        ("2010-12-31", 2010 + 364 / 365),
        ("1985", 1985.0),
        (1985.0, 1985.0),
        ("1985年", 1985.0),
        ("2010年12月31日", 2010 + 364 / 365),
        ("2008年3月1日 08:30", 2008 + 60 / 366),
        ("2008年3月1号08:30:00", 2008 + 60 / 366),
        ("2001年2月30日", math.nan),
        ("20080301", 2008 + 60 / 366),
        ("", math.nan),
        ("不详", math.nan),
        (None, math.nan),
        ("2001-02-30", math.nan),
    ],
)
def test_dates_as_they_are_written(text: Any, expected: float) -> None:
    np.testing.assert_allclose(years(pd.Series([text, "2000-01-01"], dtype=object)), [expected, 2000.0])


def test_a_new_pipe_neither_inherits_failures_nor_lends_clean_years() -> None:
    asset = assets(
        ("7", "CI", 100, 100.0, "1960-05-01", "2005-07-01"),
        ("7", "PVC", 150, 110.0, "2005-07-01", ""),
        ("8", "PVC", 150, 100.0, "2006-08-01", ""),
    )
    found = read(asset, events(("7", "2005-03-01"), ("7", "2005-09-01"), ("8", "2004-01-01"), ("8", "2006-02-01")))
    rows = found.asset.material.to_numpy()[found.event.row].tolist()
    # In the year of laying a failure counts, where no older pipe of that id could have had it.
    assert list(zip(found.event.id, rows, strict=True)) == [("7", "CI"), ("7", "PVC"), ("8", "PVC")]
    assert reasons(found) == {"event before_installation": 1}
    half = 184 / 365
    np.testing.assert_allclose(exposure(found, 2000.0, 2010.0), [0.1 * (6 - half), 0.11 * (4 + half), 0.1 * 4])


def test_versions_without_a_date_of_removal_end_where_the_next_begins() -> None:
    asset = assets(("7", "PVC", 150, 110.0, 2005, ""), ("7", "CI", 100, 100.0, 1960, ""))
    found = read(asset, events(("7", "2004-12-31"), ("7", "2005-01-01")))
    assert found.asset.material.to_numpy()[found.event.row].tolist() == ["CI", "PVC"]
    assert found.asset.end.tolist() == [2005.0, math.inf]


def test_every_row_is_used_or_has_one_reason() -> None:
    asset = assets(
        (1, "CI", 100, 100.0, 1960, ""),
        (2, "CI", 100, 0.0, 1960, ""),
        (3, "CI", 0, 100.0, 1960, ""),
        (4, "CI", 100, 100.0, "", ""),
        (5, "CI", 100, 100.0, 1000 + 860, ""),
        (6, "CI", 100, 100.0, 1990, 1980),
        (7, "CI", 100, 100.0, 1960, 2001),
        (7, "CI", 100, 100.0, 2003, ""),
        (1, "CI", 100, 100.0, 1960, ""),
        ("", "CI", 100, 100.0, 1960, ""),
        (9, "", 100, 100.0, 1960, 2004),
        (10, "ST", 100, 100.0, 1960, ""),
    )
    days = [(1, "2000-01-01"), (2, "2000-01-01"), (4, "2000-01-01"), (7, "2002-01-01"), (7, "1950-01-01")]
    days += [(9, "2005-01-01"), (99, "2000-01-01"), ("", "2000-01-01"), (1, "?"), ("1.0", "2001-01-01")]
    found = read(asset, events(*days), materials=["CI", "unknown"])
    assert reasons(found) == {
        "asset no_id": 1,
        "asset repeated_row": 1,
        "asset no_length": 1,
        "asset no_diameter": 1,
        "asset unknown_year": 1,
        "asset year_not_believed": 1,
        "asset removed_before_laid": 1,
        "asset other_material": 1,
        "event no_date": 1,
        "event no_id": 1,
        "event unmatched_id": 1,
        "event asset_year_unknown": 1,
        "event before_installation": 1,
        "event after_removal": 1,
        "event between_versions": 1,
        "event asset_left_out": 1,
    }
    assert found.asset.id.tolist() == ["1", "7", "7", "9"] and found.event.id.tolist() == ["1", "1"]
    for what, used, total in (("asset", len(found.asset), len(asset)), ("event", len(found.event), len(days))):
        assert used + sum(n for reason, n in reasons(found).items() if reason.startswith(what)) == total


def test_columns_of_ones_own(tmp_path: Path) -> None:
    asset = pd.DataFrame({"nr": ["a"], "km": [0.2], "since": [1990], "what": ["cast"]})
    event = pd.DataFrame({"nr": ["a", "a"], "day": ["2000-01-01"] * 2, "type": ["LEAK", "NONE"]})
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        '[asset]\nid = "NR"\nlength_m = { column = "km", scale = 1000 }\ninstalled = "since"\nmaterial = "what"\n'
        '[event]\nasset = "nr"\nkind = { column = "type", keep = ["LEAK"] }\n[materials]\nCI = ["cast"]\n',
        "utf-8",
    )
    found = read_records(asset, event, read_mapping(mapping, ["event.date=day"]))
    assert found.asset[["length_m", "material"]].to_numpy().tolist() == [[200.0, "CI"]]
    assert reasons(found) == {"event other_kind": 1} and len(found.event) == 1


@pytest.mark.parametrize(
    ("text", "names", "complaint"),
    [
        ("[assets]\n", [], "GT-0901"),
        ('[asset]\ncolour = "x"\n', [], "GT-0901.*asset.id"),
        ('[asset]\nid = { name = "x" }\n', [], "GT-0901"),
        ('[asset]\nlength_m = { column = "x", scale = 0 }\n', [], "GT-0901"),
        ('[limits]\noldest_year = "old"\n', [], "GT-0901"),
        ("[asset\n", [], "GT-0102|GT-01"),
        ("materials = 3\n", [], "GT-0901.*materials"),
        ("limits = 3\n", [], "GT-0901.*limits"),
        ("asset = 3\n", [], "GT-0901.*asset"),
        ('[materials]\nCI = "CIP"\n[[event]]\ndate = "x"\n', [], "GT-0901.*event"),
        ("", ["id"], "GT-0901.*id=WATMAINID"),
        ("", ["event.colour=x"], "GT-0901"),
        ("", ["zone=NOWHERE"], "GT-0.*NOWHERE"),
    ],
)
def test_bad_mappings_are_told(tmp_path: Path, text: str, names: list[str], complaint: str) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(text, "utf-8")
    with pytest.raises(gt.Error, match=complaint):
        gt.calibrate(*invented(1, 20), split=2010, columns=mapping, names=names)


# --- the whole of it --------------------------------------------------------------------------------------------------


def test_rankings_of_an_invented_city_are_scored_alike_twice() -> None:
    asset, event = invented(2)
    found = gt.calibrate(asset, event, split="2012-01-01", rolling=4, samples=200)
    ranking = found.ranking.set_index("ranking")
    assert list(ranking.index[:6]) == ["random", "age", "material", "past_count", "past_per_km", "empirical_bayes"]
    assert ranking.loc["random", ["caught_5", "caught_10", "caught_20"]].tolist() == [0.05, 0.1, 0.2]
    assert ranking.loc["empirical_bayes", "caught_20"] > ranking.loc["age", "caught_20"]
    assert (ranking.caught_10_low.dropna() <= ranking.caught_10[1:]).all()
    assert (ranking.caught_10_high.dropna() >= ranking.caught_10[1:]).all()
    assert abs(ranking.loc["empirical_bayes", "expected"] / ranking.observed.iloc[0] - 1) < 0.25
    assert (found.rolling.groupby("ranking").size() == 4).all()
    assert found.rolling.end.max() == 2012.0 and set(found.rolling.split) == {2008.0, 2009.0, 2010.0, 2011.0}
    again = gt.calibrate(asset, event, split=2012, rolling=4, samples=200)
    for name, table in found.tables().items():
        pd.testing.assert_frame_equal(table, again.tables()[name])
    shuffled = gt.calibrate(asset.sample(frac=1, random_state=1), event.sample(frac=1, random_state=2), split=2012)
    cuts = ["caught_5", "caught_10", "caught_20"]
    pd.testing.assert_frame_equal(shuffled.ranking[cuts], found.ranking[cuts])


def test_nothing_after_the_split_reaches_a_ranking() -> None:
    asset, event = invented(4)
    other = pd.concat([event, events(*((i, "2015-06-01") for i in range(100)))])
    one, two = (gt.calibrate(asset, e, split=2012, end=2020, samples=10).prediction for e in (event, other))
    names = [n for n in one.columns if n != "events_after"]
    pd.testing.assert_frame_equal(one[names], two[names])
    assert (one.events_after != two.events_after).any()


def test_the_first_regular_year_is_found_from_the_years_before_the_split() -> None:
    asset, event = invented(3)
    early = events((1, "1985-03-01"), (2, "1991-03-01"))
    found = gt.calibrate(asset, pd.concat([early, event]), split=2012, samples=10)
    figures = found.summary["assets"]["asset"]
    last = years(event.DATE).max()
    assert figures["from"] == 2000.0 and last < figures["to"] <= last + 20 / 365  # all on the 15th
    assert {"before_window": 2}.items() <= dict(zip(found.left_out.reason, found.left_out.rows, strict=True)).items()


@pytest.mark.parametrize(
    ("settings", "column"),
    [
        ({"split": "soon"}, "split"),
        ({"split": 1950}, "split"),
        ({"split": 2020}, "split"),
        ({"split": 2012, "start": 2013}, "split"),
        ({"split": 2012, "end": "never"}, "to"),
        ({"split": 2012, "rolling": 30}, "rolling"),
        ({"split": 2012, "rolling": -1}, "rolling"),
        ({"split": 2012, "alpha": 0}, "alpha"),
        ({"split": 2012, "materials": ["gold"]}, ""),
    ],
)
def test_what_cannot_be_scored_is_an_error_of_the_catalogue(settings: dict[str, Any], column: str) -> None:
    with pytest.raises(gt.Error) as caught:
        gt.calibrate(*invented(3, 100), samples=10, **settings)
    assert caught.value.column == column and caught.value.code.startswith("GT-")


def test_why_nothing_could_be_joined_is_told() -> None:
    asset, event = invented(3, 30)
    with pytest.raises(gt.Error, match=rf"rows left out: {len(event)} event unmatched_id"):
        gt.calibrate(asset, event.assign(ASSETID="elsewhere"), split=2012)
    with pytest.raises(gt.Error, match="30 asset other_material"):
        gt.calibrate(asset, event, split=2012, materials=["gold"])


def test_headers_of_a_workbook_may_be_numbers(tmp_path: Path) -> None:
    asset, event = invented(3, 100)
    asset.assign(**{"x": 1}).rename(columns={"x": 2024}).to_excel(tmp_path / "assets.xlsx", index=False)
    found = gt.calibrate(tmp_path / "assets.xlsx", event, split=2012, samples=10)
    expected = gt.calibrate(asset, event, split=2012, samples=10)
    pd.testing.assert_frame_equal(found.ranking, expected.ranking)


def test_missing_files_and_columns_are_named(tmp_path: Path) -> None:
    asset, event = invented(3, 30)
    with pytest.raises(gt.Error, match=r"GT-0101.*nowhere"):
        gt.calibrate(tmp_path / "nowhere.csv", event, split=2012)
    with pytest.raises(gt.Error, match=r"--column asset\.length_m=.*column length_m"):
        gt.calibrate(asset.drop(columns="length"), event, split=2012)
    with pytest.raises(gt.Error, match="two columns"):
        gt.calibrate(pd.concat([asset, asset[["id"]]], axis=1), event, split=2012)
    with pytest.raises(gt.Error, match="one of events"):
        gt.calibrate(asset, split=2012)


def test_the_command_reads_a_gbk_register_and_writes_a_page(gastwin: Run, tmp_path: Path) -> None:
    asset, event = invented(2)
    asset.assign(id=[f"=P{i}" for i in asset.id]).rename(
        columns={
            "id": "管线编号",
            "material": "材质",
            "length": "管长",
            "installed": "建设年代",
            "diameter": "公称直径",
        }
    ).to_csv(tmp_path / "管线.csv", index=False, encoding="gbk")
    event.assign(ASSETID=[f"=P{i}" for i in event.ASSETID]).rename(
        columns={"ASSETID": "管线编号", "DATE": "发生时间"}
    ).to_csv(tmp_path / "工单.csv", index=False, encoding="gbk")
    command = ("calibrate", tmp_path / "管线.csv", tmp_path / "工单.csv", "--split", "2012-01-01", "--samples", "50")
    status, summary, stderr = gastwin(*command, "--rolling", "2", "-o", tmp_path / "out")
    assert status == 0, stderr
    assert summary["events_joined"] == len(event) and summary["assets_used"] == len(asset)
    page = (tmp_path / "out" / "calibration.html").read_text("utf-8")
    assert page.count("<svg") == 3 and "http" not in page.replace("http-equiv", "")
    stored = json.loads((tmp_path / "out" / "calibration.json").read_text("utf-8"))
    assert stored["ranking"][5]["ranking"] == "empirical_bayes" and stored["ranking"][1]["expected"] is None
    cells = (tmp_path / "out" / "prediction.csv").read_text("utf-8-sig").splitlines()
    assert cells[1].split(",")[1].startswith("'=P") and len(cells) == len(asset) + 1
    assert gastwin("calibrate", tmp_path / "管线.csv", tmp_path / "工单.csv", "--split", "2050")[0] == 2


def test_pipes_and_risers_of_a_twin_apart(line: Callable[..., gt.Network], gastwin: Run, tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    leaks = [(f"{t}{draw.integers(0, 20)}", f"{draw.integers(2010, 2020)}-05-01") for t in "pppppr" for _ in range(40)]
    count_of = len(leaks)
    net = line(
        nodes=21,
        pipe={
            "id": [f"p{i}" for i in range(20)],
            "from_node": list(range(20)),
            "to_node": list(range(1, 21)),
            "length_m": [100.0] * 20,
            "inner_diameter_m": [0.1] * 20,
            "material": ["steel"] * 20,
            "install_year": [1990] * 19 + [2016],
        },
        riser={
            "id": [f"r{i}" for i in range(20)],
            "height_m": [18.0] * 20,
            "inner_diameter_m": [0.025] * 20,
            "install_year": [2000] * 19 + [None],
        },
        record={
            "id": [f"L{i}" for i in range(count_of + 3)],
            "kind": ["leak"] * (count_of + 2) + ["works"],
            "object_id": [i for i, _ in leaks] + ["", "x1", "p1"],
            "started": [day for _, day in leaks] + ["2015-01-01"] * 3,
        },
    )
    gt.Twin.from_network(net).save(tmp_path / "t.gpkg")
    found = gt.calibrate(tmp_path / "t.gpkg", split=2016, samples=20)
    assert set(found.summary["assets"]) == {"pipe", "riser"}
    lost = found.left_out.set_index(["table_name", "what", "reason"]).rows
    assert lost["pipe", "event", "no_id"] == 1 == lost["pipe", "event", "unmatched_id"]
    assert lost["riser", "asset", "unknown_year"] == 1
    early = sum(1 for i, day in leaks if i == "p19" and day < "2016")
    assert lost.get(("pipe", "event", "before_installation"), 0) == early > 0
    status, summary, stderr = gastwin("calibrate", tmp_path / "t.gpkg", "--split", "2016", "--samples", "20")
    assert status == 0 and summary["pipe_assets_at_split"] == 19, stderr
    pipes = sum(1 for i, day in leaks if i[0] == "p" and not (i == "p19" and day < "2016"))
    assert summary["pipe_events_joined"] == pipes


# --- Kitchener --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kitchener(shared_data: Path) -> tuple[Path, Path]:
    folder = shared_data / "risk" / "leaks"
    return folder / "kitchener_water_mains.csv", folder / "kitchener_water_main_breaks.csv"


IRON_AND_PVC = ("CI", "DI", "PVC")


def test_kitchener_is_read_as_its_notes_say(kitchener: tuple[Path, Path]) -> None:
    found = read_records(*kitchener, read_mapping(), IRON_AND_PVC)
    assert found.figures["events_read"] == 1557 and found.figures["events_of_kind"] == 1541
    lost = reasons(found)
    assert lost["event unmatched_id"] + lost["event asset_year_unknown"] == 252
    assert lost["event before_installation"] == 258 and found.figures["events_joined"] == 1031
    km_year, breaks = exposure(found, 1998.0, 2011.0), count(found, 1998.0, 2011.0)
    for material, mains, total, number, rate in (
        ("CI", 2163, 2104.3, 671, 0.3189),
        ("DI", 4871, 4020.9, 233, 0.0579),
        ("PVC", 4235, 1804.1, 39, 0.0216),
    ):
        mine = (found.asset.material == material).to_numpy()
        assert int((km_year[mine] > 0).sum()) == mains and breaks[mine].sum() == number
        assert km_year[mine].sum() == pytest.approx(total, abs=0.05)
        assert breaks[mine].sum() / km_year[mine].sum() == pytest.approx(rate, abs=1e-4)


def test_kitchener_split_of_2007_has_its_published_shares(kitchener: tuple[Path, Path]) -> None:
    found = gt.calibrate(*kitchener, split="2007-01-01", start=1998, materials=IRON_AND_PVC, samples=200)
    figures = found.summary["assets"]["asset"]
    assert (figures["assets_at_split"], figures["events_scored"]) == (10378, 286)
    assert figures["length_km"] == pytest.approx(652.0, abs=0.05)
    ranking = found.ranking.set_index("ranking")
    for name, shares in {
        "age": (0.056, 0.213, 0.524),
        "material": (0.150, 0.343, 0.622),
        "past_per_km": (0.262, 0.455, 0.538),
        "past_count": (0.234, 0.437, 0.538),
        "empirical_bayes": (0.266, 0.437, 0.654),
    }.items():
        assert ranking.loc[name, ["caught_5", "caught_10", "caught_20"]].tolist() == pytest.approx(shares, abs=0.01)
    assert ranking.loc["empirical_bayes", "expected"] == pytest.approx(297, abs=1)
    best = ranking.drop(index="model")[["caught_5", "caught_10", "caught_20"]].max()
    assert (ranking.loc["model", best.index] >= best).all()
    lost = found.left_out[found.left_out.what == "event"].rows.sum()
    assert lost + figures["events_fitted"] + figures["events_scored"] == figures["events_read"]


def test_the_model_catches_most_of_kitchener_over_earlier_splits(kitchener: tuple[Path, Path]) -> None:
    found = gt.calibrate(*kitchener, split=2010, start=1998, materials=IRON_AND_PVC, rolling=8, samples=10)
    mean = found.rolling_mean.set_index("ranking")
    cuts = ["caught_5", "caught_10", "caught_20"]
    assert (mean.loc["model", cuts] >= mean.drop(index="model")[cuts].max()).all(), mean
    assert mean.loc["model", "caught_20"] > mean.loc["empirical_bayes", "caught_20"] + 0.05


def test_kitchener_needs_no_option_but_the_split(kitchener: tuple[Path, Path], gastwin: Run) -> None:
    status, summary, stderr = gastwin("calibrate", *kitchener, "--split", "2008-01-01", "--samples", "20")
    assert status == 0, stderr
    assert summary["events_joined"] == 1031 and summary["to"] == 2011.0 and summary["from"] == 1997.0


def test_the_trap_of_replaced_pipes_as_kitchener_has_it(kitchener: tuple[Path, Path]) -> None:
    """Without the filter by date of laying, plastic pipes would have 3.5 times their rate."""
    mains = pd.read_csv(kitchener[0], dtype=str)
    fooled = mains.assign(INSTALLATION_DATE=np.where(mains.INSTALLATION_DATE.notna(), "1950-01-01", ""))
    right, wrong = (read_records(m, kitchener[1], read_mapping(), ["PVC"]) for m in (mains, fooled))
    km_year, laid = exposure(right, 1998.0, 2011.0).sum(), (right.asset.start < 2011).to_numpy()
    assert count(right, 1998.0, 2011.0)[laid].sum() / km_year == pytest.approx(0.0216, abs=1e-4)
    assert count(wrong, 1998.0, 2011.0)[laid].sum() / km_year == pytest.approx(0.0754, abs=1e-4)
