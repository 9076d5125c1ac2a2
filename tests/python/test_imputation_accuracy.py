# SPDX-License-Identifier: Apache-2.0
"""Candidates of the Wuchang survey against its truth: bench/accuracy/imputation.py, held to what it must reach."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

import gastwin as gt


def _load_bench() -> ModuleType:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench" / "accuracy"))
    try:
        return importlib.import_module("imputation")
    finally:
        sys.path.pop(0)


bench = _load_bench()
Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module", params=["as it is", "40 % hidden"])
def frames(request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Pipes beside their truth, provenance and candidates of the survey as it is, and with more of it hidden."""
    data = shared_data / "gis" / "wuchang"
    survey = data / "survey"
    if request.param != "as it is":
        survey = tmp_path_factory.mktemp("hidden")
        bench.hide(data, survey, 0.4)
    return bench.frames(gt.import_survey([survey, data / "registers"]), bench.district.Truth(data))


def test_candidates_beat_the_point_value_and_plain_frequencies(frames: Frames) -> None:
    score = bench.score_forecasts(bench.all_forecasts(*frames))
    assert score.loc[("all", "candidates"), "cells"] >= 840
    for column in (*bench.COLUMNS, "all"):
        for rival in ("point", "frequencies"):
            for rule in ("log", "brier"):
                assert score.loc[(column, "candidates"), rule] < score.loc[(column, rival), rule], (column, rival, rule)


def test_probabilities_come_true_as_often_as_they_say(frames: Frames) -> None:
    pipe, _, candidate = frames
    made = bench.hits(pipe, candidate)
    assert bench.reliability_error(made) <= 0.03
    bins = bench.reliability(made)
    many = bins[bins["rows"] >= 100]
    assert len(many) >= 6 and ((many.stated - many.true).abs() <= 0.15).all(), many


def test_every_imputed_cell_of_pipes_with_gas_is_a_distribution(frames: Frames) -> None:
    pipe, provenance, candidate = frames
    sums = candidate.groupby(["object_id", "column"]).probability.agg(["sum", "size", "min"])
    np.testing.assert_allclose(sums["sum"], 1.0, atol=1e-12)
    assert (sums["min"] > 0).all() and (sums["size"] <= 12).all() and sums["size"].mean() <= 6
    used = pipe[pipe.state.isin(["in_use", "unknown"])]
    for column in bench.COLUMNS:
        filled = bench.filled_cells(used, provenance, column)
        listed = candidate[candidate.column == column]
        assert set(filled.index) <= set(listed.object_id), column
        values = listed.assign(value=bench.typed(listed.value, column))
        chosen = values.merge(filled[[column]], left_on="object_id", right_index=True)
        assert chosen[chosen.value == chosen[column]].object_id.nunique() == len(filled), column


def test_scores_by_hand() -> None:
    made = pd.DataFrame(
        {"truth": ["a"], "classes": [["a", "b"]], "candidates": [{"a": 0.75, "b": 0.25}], "point": [{"b": 1.0}]}
    )
    log, brier = bench.scores(made, "candidates")
    p = 0.999 * 0.75 + 0.0005
    assert log == pytest.approx(-np.log(p)) and brier == pytest.approx(2 * (1 - p) ** 2)
    assert bench.scores(made, "point")[0] == pytest.approx(-np.log(0.0005))


def test_risers_are_told_by_their_buildings(shared_data: Path) -> None:
    data = shared_data / "gis" / "wuchang"
    twin = gt.import_survey([data / "survey", data / "registers"])
    truth = bench.riser_truth(data)
    score = bench.riser_scores(twin, truth)
    assert score.cells.to_dict() == {"material": 146, "install_year": 108}
    assert (score.log_candidates < 0.6 * score.log_frequencies).all(), score
    assert (score.brier_candidates < 0.8 * score.brier_frequencies).all(), score
    assert (abs(score.stated - score.right) <= 0.1).all(), score
