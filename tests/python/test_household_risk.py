# SPDX-License-Identifier: Apache-2.0
"""Explosions in households: what registers say becomes what the law is told, and what a programme removes."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from programme_users import AS_OF, network

import gastwin as gt
from gastwin.cli import main

METAL, RUBBER = "不锈钢波纹软管", "橡胶软管"
BUILDING: dict[str, list[Any]] = {"id": ["B"], "built_year": [2009], "district": ["JD"], "old_estate": [True]}


def homes(devices: dict[str, list[tuple[str, str, str, str]]]) -> gt.Network:
    """Households of a building of 2009 by id, with devices (kind, type, installed, expires)."""
    rows = [(i, *device) for i, owned in devices.items() for device in owned]
    names = ("customer", "kind", "type", "installed", "expires")
    table = {name: [row[k] for row in rows] for k, name in enumerate(names)}
    return network({"id": list(devices), "building": ["B"] * len(devices)}, table if rows else None, BUILDING)


def hose(kind: str, installed: str = "2023-05-01", expires: str = "") -> tuple[str, str, str, str]:
    return ("hose", kind, installed, expires)


def times(devices: dict[str, list[tuple[str, str, str, str]]], **options: Any) -> dict[str, float]:
    """Explosions against the first household's."""
    table = gt.household_risk(homes(devices), as_of=AS_OF, **options)
    first = float(table.explosions_per_year[0])
    return {str(i): float(e) / first for i, e in zip(table.id, table.explosions_per_year, strict=True)}


VALVE, ALARM = ("self_closing_valve", "", "2023-01-01", ""), ("alarm", "", "2023-01-01", "2028-01-01")
SHUT_OFF = ("shut_off", "", "2023-01-01", "")


def test_the_table_of_the_theory_page() -> None:
    found = times(
        {
            "metal": [hose(METAL)],
            "valve": [hose(METAL), VALVE],
            "alarm": [hose(METAL), ALARM],
            "shut-off": [hose(METAL), ALARM, SHUT_OFF],
            "rubber": [hose(RUBBER, "2024-01-01")],
            "old rubber": [hose(RUBBER, "2015-01-01")],
        }
    )
    page = (Path(__file__).parents[2] / "docs/theory/households.md").read_text("utf-8")
    told = [float(line.split("×")[1].split("|")[0]) for line in page.splitlines() if "| ×" in line]
    assert [round(t, 2) if t < 1 else float(f"{t:.2g}") for t in list(found.values())[1:]] == told


def test_the_anchor_is_a_household_of_that_kind() -> None:
    table = gt.household_risk(homes({"a": [hose(METAL)]}), as_of=AS_OF)  # 2009: 15 years old, as the anchor
    assert table.explosions_per_year[0] == pytest.approx(1e-6, rel=1e-12)
    assert table.removed_by_hose[0] == 0.0


def test_what_does_not_work_is_not_there() -> None:
    found = times(
        {
            "none": [hose(METAL)],
            "expired alarm": [hose(METAL), ("alarm", "", "2015-01-01", "2020-01-01")],
            "later alarm": [hose(METAL), ("alarm", "", "2025-06-01", "")],
            "faulty alarm": [hose(METAL), ("alarm", "故障", "2023-01-01", "")],
            "shut-off without alarm": [hose(METAL), SHUT_OFF],
        }
    )
    assert set(found.values()) == {1.0}


def test_unknown_hoses_lie_between_metal_and_rubber() -> None:
    found = times({"metal": [hose(METAL)], "none": [], "blank": [hose("")], "rubber": [hose(RUBBER, "2024-01-01")]})
    assert found["none"] == found["blank"]
    assert 1.0 < found["none"] < found["rubber"]


def test_ones_own_numbers_and_their_mistakes(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[anchor]\nexplosions_per_household_year = 4e-6\n", "utf-8")
    table = gt.household_risk(homes({"a": [hose(METAL)]}), own, as_of=AS_OF)
    assert table.explosions_per_year[0] == pytest.approx(4e-6, rel=1e-12)
    own.write_text("[alarm]\nreliability = 1.5\n", "utf-8")
    with pytest.raises(gt.Error) as told:
        gt.household_risk(homes({"a": []}), own, as_of=AS_OF)
    assert "reliability" in str(told.value) and "own.toml" in str(told.value)
    text = tmp_path / "copy.toml"
    text.write_text(gt.household_scheme(), "utf-8")
    whole = gt.household_risk(homes({"a": [hose(METAL)]}), text, as_of=AS_OF)
    assert whole.explosions_per_year[0] == pytest.approx(1e-6, rel=1e-12)


def test_nobody_at_home_is_no_row_and_units_are_left_out() -> None:
    net = network({"id": ["u"], "kind": ["commercial"]})
    assert len(gt.household_risk(net, as_of=AS_OF)) == 0
    effect = gt.programme(net, as_of=AS_OF).effect
    assert effect.explosions_per_year.sum() == 0.0


def test_the_effect_is_that_of_households_with_what_they_owe() -> None:
    """Old estate: a valve and a dedicated hose are owed, an alarm is not."""
    lacking: dict[str, list[tuple[str, str, str, str]]] = {
        "a": [hose(RUBBER, "2015-01-01")], "b": [hose(METAL)], "c": [hose(METAL), VALVE]}  # fmt: skip
    fitted = {"a": [hose(METAL), VALVE], "b": [hose(METAL), VALVE], "c": [hose(METAL), VALVE]}
    effect = gt.programme(homes(lacking), as_of=AS_OF).effect
    now, after = (gt.household_risk(homes(h), as_of=AS_OF) for h in (lacking, fitted))
    whole = effect[effect.level == "all"].iloc[0]
    assert whole.households == 3
    assert whole.explosions_per_year == pytest.approx(now.explosions_per_year.sum(), rel=1e-12)
    assert whole.explosions_with_owed_per_year == pytest.approx(after.explosions_per_year.sum(), rel=1e-12)
    assert whole.fatalities_with_owed_per_year == pytest.approx(after.risk_fatalities_per_year.sum(), rel=1e-12)
    assert whole.removed_by_alarm == whole.removed_by_shut_off == 0.0
    assert whole.removed_by_self_closing_valve < whole.explosions_per_year - whole.explosions_with_owed_per_year
    district = effect[effect.level == "district"]
    assert district.area.tolist() == ["JD"] and district.households.tolist() == [3]


def test_wuchang_by_the_command(shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shared_data / "gis" / "wuchang"
    if not (folder / "registers_truth.json").is_file():
        pytest.skip("the Wuchang registers (../shared/data/gis/wuchang) are not here")
    twin = tmp_path / "twin.gpkg"
    gt.import_survey([str(folder / "survey"), str(folder / "registers")], crs="EPSG:4547").save(twin)
    assert main(["--json", "risk", str(twin), "--samples", "0", "--households", "--explain", "0"]) == 0
    told = json.loads(capsys.readouterr().out)
    with closing(sqlite3.connect(twin)) as file:
        assert file.execute("SELECT count(*) FROM result_household_risk").fetchone() == (76_238,)
    found = gt.household_risk(gt.Twin.open(twin)).to_pandas()
    assert told["household_rows"] == len(found) == 76_238
    assert told["household_explosions_per_year"] == pytest.approx(found.explosions_per_year.sum(), rel=1e-12)
    worst = found.sort_values("rank").head(100)
    assert worst.causes_zh.str.contains("橡胶软管").all() and (np.diff(worst.risk_cny_per_year) <= 0).all()
