# SPDX-License-Identifier: Apache-2.0
"""Calibration: who had a failure when, what is left out and why, and how rankings are scored."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gastwin as gt
from gastwin.calibration import scores
from gastwin.calibration.columns import read_mapping
from gastwin.calibration.rankings import Past, Ranking, Window, count, empirical_bayes, exposure, past
from gastwin.calibration.reading import Records, read_records, years

Run = Callable[..., tuple[int, dict[str, Any], str]]
ASSETS = ("id", "material", "diameter_mm", "length_m", "installed", "removed")


def assets(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "material", "diameter", "length", "installed", "removed"])


def events(*rows: tuple[Any, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["ASSETID", "DATE"])


def read(asset: pd.DataFrame, event: pd.DataFrame, **more: Any) -> Records:
    return read_records(asset, event, read_mapping(), **more)


def reasons(records: Records) -> dict[str, int]:
    return {f"{r['what']} {r['reason']}": r["rows"] for r in records.left_out.rows}


def invented(seed: int, size: int = 400) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Assets of two materials with failures from 2000 to 2019, gamma factors between them."""
    draw = np.random.default_rng(seed)
    length = draw.lognormal(4.5, 0.8, size)
    old = draw.random(size) < 0.4
    rate = np.where(old, 0.4, 0.1) * draw.gamma(1.0, 1.0, size)
    times = [
        (i, 2000 + 20 * draw.random()) for i in range(size) for _ in range(draw.poisson(20 * rate[i] * length[i] / 1e3))
    ]
    days = [f"{int(t)}-{1 + int((t % 1) * 12):02d}-15" for _, t in times]
    asset = assets(*((i, "CI" if old[i] else "PVC", 150, length[i], 1970, "") for i in range(size)))
    return asset, events(*((i, day) for (i, _), day in zip(times, days, strict=True)))


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


# --- rankings and scores ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "found", "rate"), [(0.12, 3, 0.81502), (0.12, 0, 0.22028), (0.5, 0, 0.11129)])
def test_empirical_bayes_has_its_published_values(length: float, found: int, rate: float) -> None:
    one = np.ones(1)
    known = Past(
        row=np.zeros(1, int),
        length_km=one * length,
        age_a=one,
        group=np.zeros(1, int),
        events=one * found,
        exposure=one * length * 13,
        exposure_after=one * length * 4,
        group_rate=one * 0.3189,
        overall_rate=0.3,
    )
    ranking = empirical_bayes(known, 0.9)
    assert ranking.rate[0] == pytest.approx(rate, abs=5e-6)
    assert ranking.expected is not None and ranking.expected[0] == pytest.approx(rate * length * 4, abs=1e-5)


def test_caught_takes_whole_assets_until_the_share_is_reached() -> None:
    draw = np.random.default_rng(5)
    for _ in range(50):
        size = int(draw.integers(1, 40))
        length, found = draw.lognormal(0, 1, size), draw.poisson(0.7, size).astype(float)
        found[0] += 1
        rate = draw.integers(0, 4, size).astype(float)  # many ties
        order = scores.order_of(Ranking("r", rate))
        for cut in (0.05, 0.1, 0.2, 0.5, 1.0):
            ranked = sorted(range(size), key=lambda i: (-rate[i], i))
            sum_km = hit = 0.0
            for i in ranked:  # the slow way
                sum_km, hit = sum_km + length[i], hit + found[i]
                if sum_km >= cut * length.sum() * (1 - 1e-12):
                    break
            assert scores.caught(order, length, found, cut) == pytest.approx(hit / found.sum(), abs=1e-12)


def test_bootstrap_of_shares_against_the_slow_way() -> None:
    draw = np.random.default_rng(6)
    length, found, rate = draw.lognormal(0, 1, 30), draw.poisson(0.4, 30).astype(float), draw.random(30)
    order = scores.order_of(Ranking("r", rate))
    weights = scores.bootstrap_weights(30, 20, 3)
    assert (weights.sum(axis=1) == 30).all()
    np.testing.assert_array_equal(weights, scores.bootstrap_weights(30, 20, 3))
    fast = scores.caught_in_samples(order, length, found, weights)
    for sample, weight in enumerate(weights):
        ids = np.repeat(np.arange(30), weight)
        for at, cut in enumerate(scores.CUTS):
            # One asset drawn twice is two assets of one rank; the cut falls on both or on none.
            ranked = sorted(set(ids), key=lambda i: -rate[i])
            total = np.cumsum([length[i] * weight[i] for i in ranked])
            top = ranked[: int(np.searchsorted(total, cut * total[-1] * (1 - 1e-12))) + 1]
            hit = sum(found[i] * weight[i] for i in top)
            assert fast[sample, at] == pytest.approx(hit / (found * weight).sum())


def _probability(k: int, mean: float, shape: float) -> float:
    """Of the negative binomial or Poisson distribution, by logarithms of gamma functions."""
    if math.isinf(shape):
        return math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))
    odds = k * math.log(mean / (shape + mean)) - shape * math.log1p(mean / shape)
    return math.exp(math.lgamma(shape + k) - math.lgamma(shape) - math.lgamma(k + 1) + odds)


def test_probabilities_of_counts_against_their_definition() -> None:
    mean, shape = np.array([0.01, 0.3, 2.0, 7.5, 0.3, 4.0]), np.array([1.1, 0.4, 3.0, 12.0, np.inf, np.inf])
    found = np.array([0.0, 2.0, 5.0, 9.0, 1.0, 3.0])
    ranking = Ranking("r", mean, mean, shape)
    below, at_most = scores.cumulative(ranking, found)
    for i, (m, s, k) in enumerate(zip(mean, shape, found.astype(int), strict=True)):
        total = [_probability(j, m, s) for j in range(k + 1)]
        assert at_most[i] == pytest.approx(sum(total), rel=1e-12)
        assert below[i] == pytest.approx(sum(total[:-1]), rel=1e-12, abs=1e-15)
    none = np.array([_probability(0, m, s) for m, s in zip(mean, shape, strict=True)])
    assert scores.brier(ranking, found) == pytest.approx(np.mean((1 - none - (found > 0)) ** 2))
    assert scores.log_score(ranking, found) == pytest.approx(-np.mean(np.log(np.where(found > 0, 1 - none, none))))


def test_right_counts_have_a_flat_transform_and_wrong_ones_not() -> None:
    draw = np.random.default_rng(8)
    shape = np.full(40_000, 0.8)
    mean = draw.lognormal(-1, 1, 40_000)
    found = draw.poisson(mean * draw.gamma(shape, 1 / shape)).astype(float)
    right = scores.pit_histogram(Ranking("r", mean, mean, shape), found, 1)
    assert right.sum() == pytest.approx(1.0) and np.abs(right - 0.1).max() < 0.006
    wrong = scores.pit_histogram(Ranking("r", mean, mean, np.full_like(shape, np.inf)), found, 1)
    assert np.abs(wrong - 0.1).max() > 0.02
    rows = scores.deciles(Ranking("r", mean, mean, shape), np.ones(40_000), found)
    assert sum(r["observed"] for r in rows) == found.sum() and {r["assets"] for r in rows} == {4000}
    assert all(abs(r["expected"] - r["observed"]) < 4 * r["expected_sd"] for r in rows)
    assert [r["expected"] for r in rows] == sorted((r["expected"] for r in rows), reverse=True)


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


def test_missing_files_and_columns_are_named(tmp_path: Path) -> None:
    asset, event = invented(3, 30)
    with pytest.raises(gt.Error, match=r"GT-0101.*nowhere"):
        gt.calibrate(tmp_path / "nowhere.csv", event, split=2012)
    with pytest.raises(gt.Error, match="length_m"):
        gt.calibrate(asset.drop(columns="length"), event, split=2012)
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
    lost = found.left_out[found.left_out.what == "event"].rows.sum()
    assert lost + figures["events_fitted"] + figures["events_scored"] == figures["events_read"]


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


def test_past_is_what_was_known_at_the_split() -> None:
    found = read(assets((1, "CI", 100, 1000.0, 1990, ""), (2, "CI", 100, 1000.0, 2012, "")), events((1, "2005-01-01")))
    known = past(found, Window(2000.0, 2010.0, 2015.0))
    assert known.row.tolist() == [0] and known.age_a.tolist() == [20.0] and known.exposure_after.tolist() == [5.0]
