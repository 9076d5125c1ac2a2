# SPDX-License-Identifier: Apache-2.0
"""The page that explains one score says what the program computes."""

import math
from pathlib import Path

import pandas as pd
import pytest

import gastwin as gt

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "one-score.md").read_text(encoding="utf-8")
PIPE = "P000597"


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> gt.Twin:
    folder = tmp_path_factory.mktemp("district")
    gt.write_survey(gt.synthetic_city(households=20000, seed=7), folder, defects=True, seed=7)
    return gt.import_survey([folder / "survey", folder / "registers"])


@pytest.fixture(scope="module")
def score(twin: gt.Twin) -> pd.Series:
    return gt.risk(twin).assets.to_pandas().set_index("id").loc[PIPE]


def says(text: str) -> None:
    assert text in PAGE, text


def test_the_survey_row_is_the_one_on_the_page(twin: gt.Twin) -> None:
    rows = twin.provenance.to_pandas().query("object_id == @PIPE")
    for row in rows[rows.table_name == "survey_line"].itertuples():
        assert (row.source, row.source_row) == ("RQLINE.shp", 580)
        says(f"| {row.raw} | ")
        says(f"{row.method} | {row.confidence:.1f} |")
    pipe = twin.network.pipe.to_pandas().set_index("id").loc[PIPE]
    says(f"{pipe.length_m:.2f} m")
    says(f"cover {pipe.depth_m:.2f} m")
    record = twin.record.to_pandas()
    orders = list(record[record.object_id == PIPE].id)
    assert len(orders) == 2
    says(" and ".join(orders))


def test_the_factors_multiply_to_the_frequency(score: pd.Series) -> None:
    assert score.year == 2023
    logarithms = [score[name] for name in score.index if name.startswith("ln_")]
    assert math.exp(sum(logarithms)) == pytest.approx(score.frequency_per_year)
    for name in ("age", "diameter", "local", "record"):
        says(f"| {math.exp(score['ln_' + name]):.4f} |")
    assert (score.ln_setting, score.ln_joint) == (0.0, 0.0)
    assert [math.exp(score[n]) for n in ("ln_base", "ln_material")] == pytest.approx([0.02, 15.0])
    assert math.exp(score.ln_age) == pytest.approx((34 / 25) ** 0.3)
    assert math.exp(score.ln_diameter) == pytest.approx((0.1023 / 0.1) ** -0.5)
    says(f"| {score.length_km} |")
    says(f"**{score.frequency_per_year:.6f}**")


def test_the_record_is_the_empirical_bayes_factor(score: pd.Series) -> None:
    prior = score.frequency_per_year / math.exp(score.ln_record)
    age = [(year - 1989) / 34 for year in range(2014, 2024)]  # the rate of each year of records against today's
    expected = prior * sum(share**0.3 for share in age)
    says(f"E·μ = {expected:.4f}")
    factor = (1 / 0.9 + 2) / (1 / 0.9 + expected)
    assert factor == pytest.approx(math.exp(score.ln_record))
    says(f"= {factor:.4f} times")
    says(f"fall to {(1 / 0.9) / (1 / 0.9 + expected):.4f}")


def test_the_costs_and_the_risk_are_sums(score: pd.Series) -> None:
    assert score.consequence_leak_cny == pytest.approx(8000 + 0.05 * 620 * 6 * 3)
    assert score.consequence_serious_cny == pytest.approx(0.005 * 1e7 * 10 + 1e6 + 620 * 24 * 3)
    says(f"{score.consequence_leak_cny:,.0f} |")
    says(f"{score.consequence_serious_cny:,.0f} |")
    leaks, km = score.frequency_per_year, score.length_km
    parts = {
        leaks: score.consequence_leak_cny,
        6e-5 * leaks: score.consequence_serious_cny,
        2e-5 * 1.3 * km: score.consequence_serious_cny,
        2.2e-6 * km: score.consequence_serious_cny,
    }
    assert sum(rate * cost for rate, cost in parts.items()) == pytest.approx(score.risk_cny_per_year)
    assert 2e-5 * 1.3 * km == pytest.approx(score.third_party_per_year)
    assert sum(list(parts)[1:]) == pytest.approx(score.serious_per_year)
    for rate, cost in parts.items():
        says(f"| {rate:.6f} | {rate * cost:.2f} |" if rate > 1e-3 else f"| {rate:.3e} | {rate * cost:.2f} |")
    says(f"**{score.risk_cny_per_year:.2f}**")
    says(f"have {score.renewed_risk_cny_per_year:.2f} CNY")


def test_interval_rank_and_reason(score: pd.Series) -> None:
    assert (score["rank"], bool(score.rank_stable), score.grade) == (1, True, "orange")
    says(f"give {score.risk_cny_p10:.0f} to {score.risk_cny_p90:,.0f} CNY")
    says(f"than {score.risk_cny_p50:.0f}. ")
    says(f"between {score.rank_p10} and {score.rank_p90} (")
    says(f"In {100 * score.top_share:.1f} % of them")
    says(f"= {score.risk_cny_per_km_year:,.2f} CNY")
    assert score.causes in PAGE.replace("\n", " ")


def test_changes_and_comparison(twin: gt.Twin) -> None:
    page = PAGE.replace("\n", " ")
    risks = gt.risk(twin)
    changes = risks.counterfactuals([PIPE]).to_pandas()
    assert len(changes) == 3
    for row in changes.itertuples():
        assert f"| {row.change} | {row.source} |" in PAGE, (row.change, row.source)
        told = row.sentence.removeprefix(f"{row.change}: ")
        says(f"| {told} |")
    assert risks.comparisons([PIPE]).sentence[0] in page, risks.comparisons([PIPE]).sentence[0]
