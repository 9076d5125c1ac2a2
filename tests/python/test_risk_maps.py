# SPDX-License-Identifier: Apache-2.0
"""Places and society: F-N curve, map of individual risk, streets and hot spots, from Python and the command line."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from page_container import data_of

import gastwin as gt

Line = Callable[..., gt.Network]
Run = Callable[..., tuple[int, dict[str, Any], str]]
Assessed = tuple[gt.Assessment, Path]
PHMSA = "risk/incidents/phmsa_gas_distribution_incidents_2010_2022q1_slim.csv"


@pytest.fixture(scope="session")
def risk(city: gt.Network) -> gt.Risk:
    return gt.risk(city, samples=0)


def test_the_area_under_the_curve_is_the_expected_fatalities(risk: gt.Risk) -> None:
    expected = risk.assets.risk_fatalities_per_year.sum()
    for ratio in (1.0, 2.29, 20.0):
        curve = gt.fn_curve(risk, variance_ratio=ratio)
        assert curve.frequency_per_year.sum() == pytest.approx(expected, rel=1e-9)
        assert (np.diff(curve.frequency_per_year) <= 0).all() and curve.fatalities.tolist()[:3] == [1, 2, 3]
        falls = -np.diff(curve.frequency_per_year)
        np.testing.assert_allclose(falls, curve.exactly_per_year[:-1], rtol=1e-9)
    with pytest.raises(gt.Error, match="variance_ratio"):
        gt.fn_curve(risk, variance_ratio=0.5)


def test_the_default_spread_is_that_of_reported_incidents(shared_data: Path) -> None:
    with (shared_data / PHMSA).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if 2010 <= int(row["IYEAR"]) <= 2021]
    deaths = np.array([float(row["FATAL"] or 0) for row in rows])
    assert deaths.var(ddof=1) / deaths.mean() == pytest.approx(gt.risk_maps.VARIANCE_RATIO, abs=0.005)

    def expected(ratio: float) -> np.ndarray[Any, Any]:
        """Incidents with 1, 3 and 5 or more deaths among as many, all with the same mean."""
        frequency = _curve_of(len(deaths), deaths.mean(), ratio)
        return np.array([frequency[0], frequency[2], frequency[4]])

    seen = np.array([(deaths >= n).sum() for n in (1, 3, 5)])
    assert seen.tolist() == [78, 5, 3]
    spread, alone = expected(gt.risk_maps.VARIANCE_RATIO), expected(1.0)
    assert (np.abs(spread - seen) < 2 * np.sqrt(spread) + 1).all(), spread
    assert alone[2] < 1e-3, "deaths that were independent would never be five at once"


def _curve_of(incidents: float, mean: float, ratio: float) -> list[float]:
    """F(N) of one asset by the definition of the distribution, summed from below."""
    size = mean / (ratio - 1.0) if ratio > 1 else np.inf
    p = ratio**-size if ratio > 1 else np.exp(-mean)
    left, curve = 1.0, []
    for n in range(6):
        left -= p
        curve.append(incidents * left)
        p *= (size + n) / (n + 1) * (ratio - 1) / ratio if ratio > 1 else mean / (n + 1)
    return curve


def test_places_add_up_and_hot_spots_are_the_densest(city: gt.Network, risk: gt.Risk) -> None:
    places = gt.risk_by_place(city, risk)
    for kind in ("street", "community", "district"):
        rows = places.kind == kind
        assert places.risk_cny_per_year[rows].sum() == pytest.approx(risk.assets.risk_cny_per_year.sum(), rel=1e-9)
        assert places["rank"][rows].tolist() == list(range(1, rows.sum() + 1))
    assert len({p for p in places.place[places.kind == "street"] if p}) > 3
    spots = gt.hot_spots(city, risk, top_share=0.05)
    pipes = risk.assets.table_name == "pipe"
    mean = risk.assets.risk_cny_per_year[pipes].sum() / risk.assets.length_km[pipes].sum()
    assert len(spots) > 0 and (np.diff(spots.risk_cny_per_km_year) <= 0).all()
    assert spots.risk_cny_per_year.sum() / spots.length_km.sum() > 3 * mean
    listed = " ".join(spots.pipes).split()
    assert len(listed) == len(set(listed)) == spots.pipe_count.sum()
    other = gt.synthetic_city(households=300, seed=2)
    for call in (gt.risk_by_place, gt.hot_spots, gt.individual_risk):
        with pytest.raises(gt.Error, match="another network"):
            call(other, risk)


def test_the_map_follows_its_pipes(line: Line, tmp_path: Path) -> None:
    net = line(nodes=2)
    found = gt.risk(net, samples=0)
    ground = gt.individual_risk(net, found, cell_m=2.0)
    assert ground.values.flags.writeable is False and ground.values.shape[0] < ground.values.shape[1]
    assert ground.at(250.0, 0.5) == pytest.approx(ground.highest_per_year, rel=0.01)
    assert ground.highest_per_year > 0 == ground.at(250.0, 500.0) == ground.at(1e9, 0)
    np.testing.assert_allclose(ground.values, ground.values[::-1], rtol=1e-9, atol=1e-18)
    assert ground.area_above_m2(0.0) == ground.values.size * 4.0 and ground.area_above_m2(1.0) == 0.0
    double = gt.individual_risk(net, found, cell_m=1.0)
    assert double.highest_per_year == pytest.approx(ground.highest_per_year, rel=0.1)
    ground.write(tmp_path / "ir.tif")
    assert (tmp_path / "ir.tif").read_bytes()[:4] in (b"II*\0", b"II+\0")
    for wrong in (
        {"cell_m": 0},
        {"cell_m": 1e-4},
        {"exposure_s": -1},
        {"thermal_law": "sun"},
        {"holes": [(0.1, 1, 1)]},
    ):
        with pytest.raises(gt.Error):
            gt.individual_risk(net, found, **wrong)
    with pytest.raises(gt.Error, match="GT-0801"):
        ground.write(tmp_path / "nowhere" / "ir.tif")


def test_pressure_brings_fire_and_laws_differ(line: Line) -> None:
    def highest(pressure_class: str, **options: Any) -> float:
        net = line(nodes=2)
        frame = net.pipe.to_pandas().assign(pressure_class=pressure_class)
        tables = {name: getattr(net, name).to_pandas() for name in ("node", "source", "customer")}
        net = gt.Network.from_frames({**tables, "pipe": frame})
        return gt.individual_risk(net, gt.risk(net, samples=0), cell_m=2.0, **options).highest_per_year

    assert highest("low") < highest("medium_b") < highest("medium_a")
    assert highest("medium_a", thermal_law="lees") < highest("medium_a", thermal_law="tsao_perry")
    assert highest("medium_a", exposure_s=5) < highest("medium_a", exposure_s=60)
    none = [(0.01, 0.0, 0.0)] * 3
    assert highest("low", holes=none) == pytest.approx(highest("low")), "no fire at low pressure anyway"
    assert set(gt.thermal_laws()) == {"eisenberg", "tsao_perry", "tno", "lees"}


def test_the_verb_writes_map_and_tables(gastwin: Run, line: Line, tmp_path: Path) -> None:
    gt.Twin.from_network(line()).save(tmp_path / "t.gpkg")
    out = tmp_path / "out"
    words = ["risk", tmp_path / "t.gpkg", "--samples", 0, "-o", out, "--individual-risk", tmp_path / "ir.tif"]
    status, summary, stderr = gastwin(*words, "--cell-m", 4)
    assert status == 0, stderr
    assert {"fn_curve.csv", "risk_place.csv", "risk_hot_spot.csv", "result_risk.csv"} <= {p.name for p in out.iterdir()}
    assert str(tmp_path / "ir.tif") in summary["outputs"] and (tmp_path / "ir.tif").exists()
    assert summary["highest_individual_risk_per_year"] > 0 and set(summary["area_m2_above"]) == {
        "1e-05",
        "1e-06",
        "1e-07",
    }
    curve = (out / "fn_curve.csv").read_text("utf-8-sig").splitlines()[1:]
    total = sum(float(row.split(",")[2]) for row in curve)
    assert total == pytest.approx(summary["fatalities_per_year"], rel=1e-9)
    assert gastwin(*words[:-1], tmp_path / "ir.png")[0] == 2


def test_a_job_may_draw_the_map_in_its_own_folder_only(line: Line, tmp_path: Path) -> None:
    gt.Twin.from_network(line()).save(tmp_path / "t.gpkg")

    def job(file: str) -> list[dict[str, Any]]:
        return [{"id": "r", "verb": "risk", "input": str(tmp_path / "t.gpkg"), "options": {"individual-risk": file}}]

    assert gt.batch(job("ir.tif"), tmp_path / "out").status == "done"
    assert (tmp_path / "out" / "r" / "ir.tif").exists()
    for file in ("../ir.tif", str(tmp_path / "ir.tif")):
        with pytest.raises(gt.Error, match="folder of the job"):
            gt.read_jobs(job(file))


def test_the_report_tells_the_curve(assessed: Assessed) -> None:
    told = data_of((assessed[1] / "report.html").read_text("utf-8"))["charts"]["fn"]
    curve = gt.fn_curve(assessed[0].risk)
    assert len(told) > 10 and [n for n, _ in told] == curve.fatalities[: len(told)].tolist()
    np.testing.assert_array_equal([f for _, f in told], curve.frequency_per_year[: len(told)])
    assert len(told) == 100 or len(told) == len(curve) or curve.frequency_per_year[len(told)] == 0.0
