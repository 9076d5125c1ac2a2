# SPDX-License-Identifier: Apache-2.0
"""The device programme on the registers of Wuchang against their labelled truth (README of the data set)."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt
from gastwin.device_programme.costs import payer_columns

DUTIES = {"COV-01": "COV-01-SCV", "COV-02": "COV-02-ALM", "COV-05": "COV-05-SCV", "COV-07-SCV": "COV-07-SCV",
          "COV-07-HOSE": "COV-07-HOSE"}  # fmt: skip
# What the truth calls catering kinds.
CATERING = '[[duty]]\nid = "C"\nrule = "COV-12"\ndevice = "shut_off"\nusers = "unit"\n' \
    'places = ["catering", "canteen", "inn", "hospital", "elder_care"]\n'  # fmt: skip


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    path = shared_data / "gis" / "wuchang"
    if not (path / "registers_truth.json").is_file():
        pytest.skip("the Wuchang registers (../shared/data/gis/wuchang) are not here")
    return path


@pytest.fixture(scope="module")
def truth(folder: Path) -> Any:
    return json.loads((folder / "registers_truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def twin(folder: Path) -> gt.Twin:
    return gt.import_survey([str(folder / "survey"), str(folder / "registers")], crs="EPSG:4547")


@pytest.fixture(scope="module")
def found(twin: gt.Twin, folder: Path) -> gt.Programme:
    return gt.programme(twin, registers=folder / "registers", as_of="2024-12-31", capacity=3000)


@pytest.mark.parametrize("key", DUTIES)
def test_missing_duties_are_those_of_the_truth(found: gt.Programme, truth: Any, key: str) -> None:
    wanted = truth["household_duties"][key]
    rows = found.duty[found.duty.duty == DUTIES[key]]
    lacking = sorted(rows.customer[rows.status == "lacking"])
    assert (rows.obliged == "yes").sum() == wanted["obliged"] and len(lacking) == wanted["lacking"]
    digest = hashlib.sha256("\n".join(lacking).encode()).hexdigest()
    assert digest == wanted["sha256_of_sorted_ids_joined_by_newline"]
    coverage = found.coverage[(found.coverage.duty == DUTIES[key]) & (found.coverage.level == "district")]
    by_street = coverage[coverage.lacking > 0].set_index("area").lacking.to_dict()
    assert by_street == wanted["by_street"]


def test_hazards_at_users_are_those_of_the_truth(found: gt.Programme, truth: Any) -> None:
    by_rule = found.hazard.groupby("rule").object_id.apply(lambda ids: set(ids)).to_dict()
    wanted = truth["household_duties"]["HAZ-06"]
    digest = hashlib.sha256("\n".join(sorted(by_rule["HAZ-06"])).encode()).hexdigest()
    assert digest == wanted["sha256_of_sorted_ids_joined_by_newline"]
    for rule in ("HAZ-04", "CYL-02", "CYL-05"):
        name = next(k for k in truth["units"]["lacking"] if k.startswith(rule))
        assert by_rule[rule] == set(truth["units"]["lacking"][name]), rule


def test_unit_users_without_alarm_or_interlock(
    twin: gt.Twin, folder: Path, truth: Any, tmp_path: Path, found: Any
) -> None:
    rows = found.duty[found.duty.duty == "COV-04-ALM"]
    wanted = set(truth["units"]["lacking"]["COV-04 piped gas, 报警器 not 有"])
    # the truth counts a blank cell as lacking; here it is a cell to be filled in
    assert set(rows.customer[rows.status != "compliant"]) == wanted
    assert set(rows.found[rows.status == "unknown"]) == {"not_recorded"}
    rules = tmp_path / "catering.toml"
    rules.write_text(CATERING, "utf-8")
    own = gt.programme(twin, rules, registers=folder / "registers", as_of="2024-12-31")
    lacking = set(own.duty.customer[own.duty.status == "lacking"])
    assert lacking == set(truth["units"]["lacking"]["COV-12 catering kinds, piped, no interlock"])


def test_money_of_76238_households_to_the_fen(found: gt.Programme) -> None:
    assert found.summary["households"] == 76238
    columns = payer_columns(found.payers)
    assert (found.work.cost_fen == found.work[columns].sum(axis=1)).all()
    for table in (found.package, found.payer, found.instalment):
        assert table[["cost_fen", *columns]].sum().tolist() == found.work[["cost_fen", *columns]].sum().tolist()
    duty = found.duty.set_index("customer")
    lacks = {d: set(duty.index[(duty.duty == f"COV-07-{d}") & (duty.status == "lacking")]) for d in ("SCV", "HOSE")}
    both, valve, hose = (
        len(s) for s in (lacks["SCV"] & lacks["HOSE"], lacks["SCV"] - lacks["HOSE"], lacks["HOSE"] - lacks["SCV"])
    )
    assert both + valve == 34880 and both + hose == 14143
    money = {k: round(v * 100) for k, v in found.summary["cost_by_payer_cny"].items()}
    assert money["city"] == money["district"] == 4200 * both + 2700 * valve + 1500 * hose
    assert money["user"] == 10000 * both + 7000 * valve + 3000 * hose and money["company"] == 0


def test_instalments_serve_old_estates_first(found: gt.Programme) -> None:
    assert found.instalment.users.max() <= 3000 and found.status == "done"
    last_first = found.work[(found.work.priority == 1) & found.work.reachable].period.max()
    assert last_first <= found.work[found.work.priority == 2].period.min()
