# SPDX-License-Identifier: Apache-2.0
"""Unknown years and materials as built before 2000: by rule when asked for, estimated otherwise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

Run = Callable[..., tuple[int, dict[str, Any], str]]


def test_the_rule_is_chosen_and_kept_apart_from_estimates(gastwin: Run, survey: Path, tmp_path: Path) -> None:
    options = ("--unknown-as-old", "install_year", "--unknown-as-old", "material")
    status, _, stderr = gastwin("import", survey / "survey", *options, "-o", tmp_path / "rule.gpkg")
    assert status == 0, stderr
    rule, estimated = gt.Twin.open(tmp_path / "rule.gpkg"), gt.import_survey(survey / "survey")
    told, guessed = rule.provenance.to_pandas(), estimated.provenance.to_pandas()
    by_rule = told[(told.origin == "rule") & (told.column == "install_year") & (told.table_name == "pipe")]
    unknown = guessed[guessed.column.isin(["install_year", "material"]) & (guessed.table_name == "pipe")]
    unknown = unknown[unknown.origin == "imputed"]
    assert len(by_rule) > 0 and set(by_rule.object_id) <= set(unknown.object_id)
    years = dict(zip(rule.pipe.id, rule.pipe.install_year, strict=True))
    assert max(years[id_] for id_ in unknown.object_id) <= 1999
    for name in ("material", "inner_diameter_m"):
        np.testing.assert_array_equal(getattr(rule.pipe, name), getattr(estimated.pipe, name))
    listed = rule.candidate.to_pandas()
    assert not set(listed[listed.column == "install_year"].object_id) & set(by_rule.object_id)
    assert "install_year" in set(estimated.candidate.column)


def test_columns_that_no_table_has_are_refused(gastwin: Run, survey: Path, tmp_path: Path) -> None:
    with pytest.raises(gt.Error, match="install_year, material"):
        gt.import_survey(survey / "survey", unknown_as_old=["owner"])
    status, _, stderr = gastwin("import", survey / "survey", "--unknown-as-old", "owner", "-o", tmp_path / "t.gpkg")
    assert status != 0 and "owner" in stderr and not (tmp_path / "t.gpkg").exists()
