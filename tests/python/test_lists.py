# SPDX-License-Identifier: Apache-2.0
"""Lists written by hand: what is not read for what it is, is refused with its row and column."""

from pathlib import Path

import pytest

import gastwin as gt
from gastwin.compute import read_done
from gastwin.lists import read_list
from gastwin.papers.progress_facts import paid_entries


def done(tmp_path: Path, text: str) -> list[gt.Done]:
    file = tmp_path / "done.csv"
    file.write_text(text, "utf-8", newline="")
    return read_done(file)


def test_good_rows_are_read(tmp_path: Path) -> None:
    text = '\ufeffid,year,cost_cny,note\r\nP1,2024,"1,234,567.50",\r\n"P\n2",2025,,"a ""b"""\r\n\r\nP3,2025,7'
    assert done(tmp_path, text) == [("P1", 2024, 1234567.5), ("P\n2", 2025, 0.0), ("P3", 2025, 7.0)]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("P1,2024,-1", "cost_cny"),
        ("P1,2024,nan", "cost_cny"),
        ("P1,2024,inf", "cost_cny"),
        ("P1,2024,1e300", "cost_cny"),
        ("P1,2024,1e999999999", "cost_cny"),
        ("P1,2024,1_0", "cost_cny"),
        ('P1,2024,"1,5"', "cost_cny"),
        ("P1,2024,9999999999999999", "cost_cny"),
        ("P1,2024,1,234,567", "cost_cny"),
        ("P1,-5,1", "year"),
        ("P1,99999999999,1", "year"),
        ("P1,,1", "year"),
        (",2024,1", "id"),
        ("P1,2024,1\nP1,2024,1", "id"),
    ],
)
def test_what_is_no_cost_year_or_id_is_refused_with_its_place(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(gt.Error) as told:
        done(tmp_path, f"id,year,cost_cny\n{row}\n")
    assert (told.value.column, told.value.row) == (column, row.count("\n") + 1)
    assert told.value.file.endswith("done.csv")


def test_files_that_are_no_lists_are_refused(tmp_path: Path) -> None:
    with pytest.raises(gt.Error, match="the column is there twice"):
        done(tmp_path, "id,year,cost_cny,cost_cny\nP1,2024,1,2\n")
    with pytest.raises(gt.Error):
        done(tmp_path, "id,year\nP1,2024\n")
    with pytest.raises(gt.Error):
        done(tmp_path, "")
    with pytest.raises(gt.Error):
        done(tmp_path, "id,year,cost_cny\n" + "x" * 200_000 + ",2024,1\n")
    with pytest.raises(gt.Error, match="cost_cny"):
        read_done([gt.Done("P1", 2024, float("nan"))])


def test_money_paid_is_read_by_the_same_rules(tmp_path: Path) -> None:
    file = tmp_path / "paid.csv"
    file.write_text("date,payer,amount_cny\n2025-03-01,city,1,234,567\n", "utf-8")
    with pytest.raises(gt.Error, match="quotes"):
        paid_entries(file, {})
    file.write_text('date,payer,amount_cny\n2025-03-01,city,"1,234,567.05"\n', "utf-8")
    assert paid_entries(file, {})[0].amount == 123456705


def test_texts_that_must_stay_as_they_are_keep_blanks_and_lines(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text('id,project\n" P1",J1\n"P\n2",J1\n', "utf-8")
    assert [row["id"] for row in read_list(file, ("id",), stripped=False)] == [" P1", "P\n2"]


@pytest.mark.parametrize("curve", ["abc", "--curve=-1", "nan", "1e16", "1e6;2e6", ","])
def test_budgets_that_are_none_are_refused_before_the_work(gastwin, curve: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    asked = [curve] if curve.startswith("--") else ["--curve", curve]
    status, _, said = gastwin("plan", tmp_path / "none.gpkg", "--budget-per-year", "1e5", *asked)
    assert status == 2 and "GT-0901" in said


def test_outputs_need_places_of_their_own_before_the_work(gastwin, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    plan = ("plan", tmp_path / "none.gpkg", "--budget-per-year", "1e5")
    same = tmp_path / "same.xlsx"
    status, _, said = gastwin(*plan, "--paper", same, "-o", same)
    assert status == 2 and "same.xlsx" in said
    status, _, said = gastwin(*plan, "--paper", tmp_path / "nodir" / "x.html")
    assert status == 2 and "nodir" in said
