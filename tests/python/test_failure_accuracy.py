# SPDX-License-Identifier: Apache-2.0
"""Failure fits against the hazard model behind the Wuchang work orders, and priors against the PHMSA file."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("scipy")
FOLDER = Path(__file__).resolve().parents[2] / "bench" / "accuracy"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


hazard, phmsa = _load("wuchang_hazard"), _load("phmsa_priors")


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> Any:
    return hazard.read_truth(shared_data / "gis" / "wuchang")


@pytest.fixture(scope="module")
def fits(truth: Any) -> dict[str, Any]:
    return {kind: hazard.fit_kind(truth, truth.asset, kind) for kind in (hazard.BURIED, hazard.ABOVE, hazard.RISER)}


def test_parameters_of_the_work_orders_lie_in_their_intervals(truth: Any, fits: dict[str, Any]) -> None:
    tables = {kind: hazard.parameters(truth, kind, fit) for kind, fit in fits.items()}
    inside = pd.concat(tables).inside
    assert all(fit.found.converged for fit in fits.values())
    assert len(inside) == 34 and inside.sum() >= 31  # 1.7 outside are expected


def test_true_frailties_lie_in_the_intervals_of_their_posterior(fits: dict[str, Any]) -> None:
    for kind in (hazard.BURIED, hazard.RISER):
        found = hazard.frailty_scores(fits[kind])
        assert 0.86 <= found["coverage"] <= 0.94 and found["spearman"] > 0.1, (kind, found)


def test_the_fit_ranks_nearer_to_the_truth_than_age(truth: Any, fits: dict[str, Any]) -> None:
    for kind in (hazard.BURIED, hazard.RISER):
        table = hazard.ranking_scores(truth, fits[kind], {}).set_index("ranking")
        assert (table.loc["model"] > table.loc["age"]).all() and (table.loc["model"] <= table.loc["truth"]).all(), table


def test_orders_from_before_a_replacement_are_not_the_new_assets(truth: Any, fits: dict[str, Any]) -> None:
    """With them, replaced assets would seem to fail more often than they do."""
    fit = fits[hazard.RISER]
    replaced = (fit.asset.installed > fit.asset.year).to_numpy()
    assert replaced.sum() == 407
    orders = truth.order[truth.order.cause.str.startswith("登高")].groupby("id").size()
    all_orders = orders.reindex(fit.asset.id[replaced]).fillna(0).sum()
    assert fit.found.observed[replaced].sum() < 0.4 * all_orders
    z = fit.found.frailty_shape / fit.found.frailty_rate
    assert abs(z[replaced].mean() - z[~replaced].mean()) < 0.1


def test_causes_and_holes_of_reported_incidents(shared_data: Path) -> None:
    rows = phmsa.read_incidents(next((shared_data / "risk" / "incidents").glob("*.csv")))
    assert (len(rows), rows.FATAL.sum(), rows.INJURE.sum()) == (1297, 109, 561)
    assert ((rows.IGNITE_IND == "YES").sum(), (rows.EXPLODE_IND == "YES").sum()) == (760, 287)
    cause = phmsa.shares_by(rows, "CAUSE")
    assert cause.incidents.tolist() == [429, 409, 97, 94, 93, 88, 56, 31]
    assert np.round(100 * cause.share_ignited[:2]).tolist() == [40, 75]
    for sizes in phmsa.hole_sizes_mm(rows).values():
        assert [sizes[p] / 25.4 for p in ("p10", "p50", "p90")] == pytest.approx([0.5, 2.0, 6.0])
    lost = phmsa.release_mcf(rows)
    assert lost.loc["LEAK"].round().tolist() == [1, 34, 1763]
    assert lost.loc["MECHANICAL PUNCTURE"].round().tolist() == [10, 337, 5452]
    dug = phmsa.excavation(rows)
    cover_in = [dug[f"cover_{p}_m"] / 0.0254 for p in ("p10", "p50", "p90")]
    assert cover_in == pytest.approx([18, 36, 105]) and dug["cover_known"] == 374
    assert dug["share_notified"] == pytest.approx(313 / 429)
