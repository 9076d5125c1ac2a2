# SPDX-License-Identifier: Apache-2.0
"""The gas seen from Python: equations of state, compositions, and the file the command line takes."""

import contextlib
import csv
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt

Run = Callable[..., tuple[int, dict[str, Any], str]]


def test_equations_of_state_give_the_reference_compressibilities() -> None:
    methane = {"molar_mass_kg_mol": 0.01604246, "critical_temperature_k": 190.564, "critical_pressure_pa": 4.599e6}
    assert gt.Gas(eos="papay", **methane).compressibility_at(4e6) == pytest.approx(0.911695, abs=6e-7)
    assert gt.Gas(eos="aga88", **methane).compressibility_at(4e6) == pytest.approx(0.916945, abs=6e-7)
    cnga = gt.Gas(eos="cnga_full", molar_mass_kg_mol=0.02896 * 0.6, temperature_k=288.706)
    assert (cnga.b1, cnga.b2) == pytest.approx((1.0024417832, 2.4092582574e-8))
    assert gt.Gas().compressibility_at(4e6) == 1.0
    assert gt.Gas(eos="linear", b2=1e-8).compressibility_at(1e6) == pytest.approx(1 / 1.01)
    assert gt.Gas(eos="linear_z", b2=-1e-8).compressibility_at(1e6) == pytest.approx(0.99)
    assert gt.Gas(eos="quadratic_z", b2=-1e-8, b3=1e-15).compressibility_at(1e6) == pytest.approx(0.991)


def test_a_network_keeps_the_equation_of_state() -> None:
    network = gt.Network.from_frames(
        {"node": {"id": [0]}, "source": {"id": [0], "node": [0], "gauge_pressure_pa": [5e3]}},
        gas=gt.Gas(eos="papay"),
    )
    assert network.gas.compressibility == "quadratic"
    assert network.gas.b3 == gt.Gas(eos="papay").b3 > 0
    assert gt.solve(network).status == "converged"


def test_a_twin_file_keeps_the_third_coefficient(tmp_path: Path) -> None:
    gas = gt.Gas(eos="papay")
    gt.Twin.from_network(one_pipe(gas)).save(tmp_path / "t.gpkg")
    assert gt.Twin.open(tmp_path / "t.gpkg").network.gas.b3 == gas.b3 > 0


def test_a_twin_written_before_the_third_coefficient_opens(tmp_path: Path) -> None:
    path = tmp_path / "t.gpkg"
    gt.Twin.from_network(one_pipe()).save(path)
    with contextlib.closing(sqlite3.connect(path)) as database:
        removed = [
            database.execute(f"DELETE FROM {table} WHERE id = 'gas.b3'").rowcount
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE name LIKE '%meta'").fetchall()
            if "id" in [column[1] for column in database.execute(f"PRAGMA table_info({table})")]
        ]
        database.commit()
    assert sum(removed) == 1
    assert gt.Twin.open(path).network.gas.b3 == 0.0


def test_hydrogen_blend() -> None:
    gas = gt.Gas.from_composition({"CH4": 0.95, "H2": 0.05}, temperature_k=283.15)
    pure = gt.Gas.from_composition({"CH4": 1.0}, temperature_k=283.15)
    assert gas.composition == {"CH4": 0.95, "H2": 0.05}
    assert gas.quality and pure.quality
    assert gas.molar_mass_kg_mol == pytest.approx(0.95 * 0.01604246 + 0.05 * 0.00201588)
    assert gas.temperature_k == 283.15 and gas.compressibility == "quadratic"
    assert pure.quality.gross_heating_value_j_m3 == pytest.approx(37.78e6, rel=5e-4)  # EN 437, G20
    assert pure.quality.gross_wobbe_j_m3 == pytest.approx(50.72e6, rel=5e-4)
    assert gas.quality.gross_wobbe_j_m3 < pure.quality.gross_wobbe_j_m3
    assert 0.9e-5 < gas.viscosity_pa_s < 1.2e-5
    german = gt.Gas.from_composition({"CH4": 1}, combustion_temperature_c=25, metering_temperature_c=0)
    assert german.quality and german.quality.gross_heating_value_j_m3 == pytest.approx(39.83e6, rel=5e-4)


@pytest.mark.parametrize("eos", ["ideal", "cnga_simple", "cnga_full", "papay", "aga88"])
def test_every_published_equation_takes_a_composition(eos: str) -> None:
    gas = gt.Gas.from_composition({"CH4": 0.96, "N2": 0.04}, eos=eos)
    assert 0.99 < gas.compressibility_at(2e5) <= 1.0
    assert gas.density_kg_m3(2e5) == pytest.approx(1.37, rel=0.02)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: gt.Gas(eos="pappay"), "bad_gas"),
        (lambda: gt.Gas.from_composition({"CH4": 1.0}, eos="linear"), "bad_gas"),
        (lambda: gt.Gas.from_composition({"C3H8": 1.0}), "bad_gas"),
        (lambda: gt.Gas.from_composition({"CH4": 0.9}), "bad_composition"),
        (lambda: gt.Gas.from_composition({"methane": 1.0}), "unknown_component"),
        (lambda: gt.Gas.from_composition({"CH4": 1.0}, metering_temperature_c=25), "bad_gas"),
        (lambda: gt.Gas.from_mapping({"composition": {"CH4": "much"}}), "bad_gas"),
        (lambda: gt.Gas.from_mapping({"molarmass": 0.016}), "bad_gas"),
    ],
)
def test_wrong_gases_are_errors(make: Callable[[], gt.Gas], kind: str) -> None:
    with pytest.raises(gt.Error) as caught:
        make()
    assert caught.value.kind == kind


def test_fittings() -> None:
    assert gt.fitting_loss_coefficient("elbow", 0.0158) == 2.2
    assert all(gt.fitting_loss_coefficient(name, 0.1) > 0 for name in gt.fittings())
    with pytest.raises(gt.Error):
        gt.fitting_loss_coefficient("elbwo", 0.1)


def test_local_losses_as_a_share_of_friction(line: Callable[..., gt.Network]) -> None:
    plain, more = (gt.solve(line(3), local_loss_share=share).node.gauge_pressure_pa[-1] for share in (0.0, 0.1))
    assert (10_000 - more) / (10_000 - plain) == pytest.approx(1.1, rel=2e-3)


def one_pipe(gas: gt.Gas | None = None) -> gt.Network:
    return gt.Network.from_frames(
        {
            "node": {"id": [0, 1], "x_m": [0.0, 500.0], "y_m": [0.0, 0.0]},
            "pipe": {"id": [0], "from_node": [0], "to_node": [1], "length_m": [500.0], "inner_diameter_m": [0.1]},
            "source": {"id": [0], "node": [0], "gauge_pressure_pa": [3e5]},
            "customer": {"id": [0], "node": [1], "demand_kg_s": [0.3]},
        },
        gas=gas,
    )


@pytest.fixture
def twin(tmp_path: Path) -> Path:
    path = tmp_path / "t.gpkg"
    gt.Twin.from_network(one_pipe()).save(path)
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gas.toml", 'eos = "papay"\ntemperature_k = 283.15\n[composition]\nCH4 = 0.95\nH2 = 0.05\n'),
        ("gas.json", '{"composition": {"CH4": 0.95, "H2": 0.05}, "temperature_k": 283.15}'),
    ],
)
def test_solve_takes_a_gas_file(gastwin: Run, twin: Path, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    out = tmp_path / "csv"
    status, _, stderr = gastwin(
        "solve", twin, "--gas", tmp_path / name, "--friction", "mueller", "--load", "fixed", "-o", out
    )
    assert status == 0, stderr
    with (out / "result_node.csv").open(encoding="utf-8-sig", newline="") as file:
        pressure = float(list(csv.DictReader(file))[-1]["gauge_pressure_pa"])
    gas = gt.Gas.from_composition({"CH4": 0.95, "H2": 0.05}, temperature_k=283.15)
    end = gt.solve(one_pipe(gas), friction="mueller").node.gauge_pressure_pa[-1]
    assert pressure == pytest.approx(end, abs=0.01)
    assert abs(end - gt.solve(one_pipe(), friction="mueller").node.gauge_pressure_pa[-1]) > 100


@pytest.mark.parametrize(
    ("text", "code"),
    [("[composition]\nCH4 = 0.9\n", "GT-0409"), ("[composition]\nXY = 1\n", "GT-0408"), ("=", "GT-01")],
)
def test_a_wrong_gas_file_is_said(gastwin: Run, twin: Path, tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "gas.toml").write_text(text, "utf-8")
    status, _, stderr = gastwin("solve", twin, "--gas", tmp_path / "gas.toml")
    assert status == 2 and code in stderr
