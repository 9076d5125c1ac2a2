# SPDX-License-Identifier: Apache-2.0
"""The repaired Wuchang survey against its truth: bench/accuracy/wuchang.py, held to what it must reach."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

import gastwin as gt

ROOT = Path(__file__).resolve().parents[2]


def _load_bench() -> ModuleType:
    path = ROOT / "bench" / "accuracy" / "wuchang.py"
    spec = importlib.util.spec_from_file_location("wuchang_accuracy", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bench = _load_bench()


@pytest.fixture(scope="module")
def data(shared_data: Path) -> Path:
    return shared_data / "gis" / "wuchang"


@pytest.fixture(scope="module")
def truth(data: Path) -> "bench.Truth":
    return bench.Truth(data)


@pytest.fixture(scope="module")
def twin(data: Path) -> gt.Twin:
    return bench.import_district(data)


@pytest.fixture(scope="module")
def values(twin: gt.Twin, truth: "bench.Truth") -> pd.DataFrame:
    return bench.imputed_values(twin, truth)


def test_defects_of_every_kind_are_found_and_little_else(twin: gt.Twin, truth: "bench.Truth") -> None:
    score = bench.score_defects(twin, truth)
    assert len(score) == 23 and score.labelled["all"] == 2014
    assert score.f1["all"] >= 0.99
    assert score.recall.min() >= 0.88, score.recall.nsmallest(3)
    assert score.precision.min() >= 0.8, score.precision.nsmallest(3)


def test_the_network_is_restored(twin: gt.Twin, truth: "bench.Truth") -> None:
    score = bench.score_topology(twin, truth)
    assert score["restored_edges"] >= 6552 and score["invented_edges"] == 0
    assert score["supplied_length_m"] == pytest.approx(score["true_length_m"], rel=0.001)
    assert score["pipes_of_wrong_tier"] == 0


@pytest.mark.parametrize("snap_m", [0.0, 0.2, 1.0, 2.0, 5.0, 20.0, 100.0])
def test_no_regulator_is_bypassed_at_any_snap_tolerance(data: Path, snap_m: float) -> None:
    network = bench.import_district(data, snap_m=snap_m).network
    assert len(network.regulator) == 58
    assert bench.bypassed_regulators(network) == 0


def test_imputed_values_are_mostly_right_and_know_how_often(values: pd.DataFrame) -> None:
    score = bench.score_attributes(values)
    assert score.right["material"] >= 0.75
    assert score.right["inner_diameter_m"] >= 0.9 and score.error["inner_diameter_m"] <= 6  # mm
    assert score.right["install_year"] >= 0.9 and score.error["install_year"] <= 1.5  # years
    assert score.right["pressure_class"] == 1
    assert bench.calibration_error(values) <= 0.06
    bins = bench.calibration(values)
    many = bins[bins["values"] >= 30]
    assert ((many.stated - many.right).abs() <= 0.15).all(), many


def test_peak_pressures_are_those_of_the_truth(twin: gt.Twin, truth: "bench.Truth") -> None:
    score = bench.score_pressures(twin, truth)
    assert score["low_median_pa"] <= 1 and score["low_within_50_pa"] >= 0.97
    assert score["medium_max_pa"] <= 2.5e3
    # One main of de315 is missing from a loop. Nobody is cut off, so nothing shows it; its zone starves at peak.
    assert list(bench.unseen_pipes(twin, truth).id) == ["P002436"]
    assert score["nodes_without_gas"] <= 450
    # Once it is found, what is left is the error of imputed sizes.
    score = bench.score_pressures(twin, truth, surveyed=True)
    assert score["nodes_without_gas"] <= 1
    assert score["low_median_pa"] <= 1 and score["low_max_pa"] <= 200 and score["medium_max_pa"] <= 1e3
    assert score["lowest_foot_pa"] == pytest.approx(score["lowest_foot_true_pa"], abs=100)


def test_what_lies_over_in_and_beside_pipes_is_found(twin: gt.Twin, truth: "bench.Truth") -> None:
    score = bench.score_exposure(twin, truth)
    assert score["true"].to_dict() == {
        "built_over": 354,
        "in_space": 34,
        "works_within_5_m": 285,
        "clearance_of_sewers": 94,
        "works_without_protection": 15,
    }
    assert (score.precision >= 0.95).all() and (score.recall >= 0.95).all(), score
    conflicts = twin.exposure.to_pandas().query("table_name == 'record' and distance_m <= 5")
    assert conflicts.object_id.nunique() == 58
    record = twin.network.record.to_pandas().query("kind == 'works'")
    assert record.excavation_depth_m.between(0.5, 21).all() and (record.protection_plan == "有").sum() == 36


def test_special_places_near_pipes_are_listed(twin: gt.Twin) -> None:
    places = twin.exposure.to_pandas().query("table_name == 'customer'")
    customer = twin.network.customer.to_pandas().set_index("id")
    assert len(places) > 0 and (customer.special.reindex(places.object_id) == places.what.to_numpy()).all()
    assert set(places.what) <= {"school", "kindergarten", "hospital", "elder_care", "shopping"}
