# SPDX-License-Identifier: Apache-2.0
"""Published cases replayed: the published facts beside what comes out (docs/replays.md holds the table)."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gastwin as gt

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "replays"
EXPLOSION_S = 88 * 60 + 26  # Songyuan: 13:23 to 14:51:26


def _networks() -> Any:
    spec = importlib.util.spec_from_file_location("replay_networks", FOLDER / "networks.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.NETWORKS


def _replay(name: str) -> tuple[gt.Network, list[dict[str, Any]], dict[str, Any]]:
    scheme = FOLDER / f"{name}_scheme.toml"
    listed = gt.read_incidents(FOLDER / f"{name}.toml")
    return _networks()[name](), listed, {"scheme": scheme} if scheme.exists() else {}


def _alone(network: gt.Network, scenario: dict[str, Any], **options: Any) -> gt.Incident:
    """One scenario with its tables."""
    return gt.incident(network, **{k: v for k, v in scenario.items() if k != "name"}, **options)


def _escaped_by(found: gt.Incident, time_s: float) -> float:
    return float(np.interp(time_s, found.timeline.t_s, found.timeline.released_kg))


def test_songyuan_one_open_end_is_the_published_bound() -> None:
    """Published bound: 2.81 kg/s, 14.9 t in 5306 s; κ 1.31 there, 1.306 here."""
    network, (_, one_end, _), options = _replay("songyuan_2017")
    found = _alone(network, one_end, samples=10, **options)
    assert found.open_air_release_kg_s == pytest.approx(2.81, rel=0.005)
    assert found.open_air_release_kg_s * EXPLOSION_S == pytest.approx(14.9e3, rel=0.005)


def test_songyuan_the_network_gives_less_than_the_bound_and_no_valve_is_closed_before_the_explosion() -> None:
    network, (unknown, one_end, both), options = _replay("songyuan_2017")
    drawn = _alone(network, unknown, samples=200, **options)
    assert drawn.plan.status == "isolated" and list(drawn.plan.valves) == ["V1"]  # an isolating set exists
    assert drawn.isolated["p10"] > EXPLOSION_S
    assert drawn.hole["p10"] < drawn.hole["p50"] < drawn.hole["p90"] == pytest.approx(0.09)
    at_explosion = [_escaped_by(_alone(network, s, samples=5, **options), EXPLOSION_S) for s in (one_end, both)]
    assert _escaped_by(drawn, EXPLOSION_S) < at_explosion[0] < at_explosion[1]
    assert at_explosion[0] < 14.9e3


def test_songyuan_closing_earlier_saves_gas_in_proportion_to_the_time() -> None:
    network, (unknown, *_), options = _replay("songyuan_2017")
    late, usual = _alone(network, unknown, samples=5, **options), _alone(network, unknown, samples=5)
    assert usual.isolated_s < EXPLOSION_S < late.isolated_s
    assert usual.released_kg / late.released_kg == pytest.approx(usual.isolated_s / late.isolated_s, rel=0.15)


def test_lanzhou_valves_after_twelve_minutes_and_those_without_gas() -> None:
    """Published: 14:38 to 14:50; more than 2,900 households and 55 others."""
    network, (broken,), options = _replay("lanzhou_2019")
    found = _alone(network, broken, samples=200, **options)
    assert found.isolated_s == pytest.approx(720.0)
    assert found.isolated["p10"] < 720.0 < found.isolated["p90"]
    assert sorted(found.plan.valves) == ["V east", "V west"]
    out = found.plan.customers
    shops = [str(i) for i in out.id if str(i).startswith("shop")]
    assert (int(out.households.sum()), len(shops)) == (2900, 55)
    assert found.households_out == 2900 and found.customers_out == 58 + 55
    assert "beyond" not in set(out.id)
    assert found.grade == ("IV" if found.restored_s - found.isolated_s >= 86400.0 else "")


def test_shiyan_the_space_can_be_flammable_within_the_hour_and_need_not() -> None:
    network, listed, _ = _replay("shiyan_2021")
    rows = gt.incidents(network, listed, samples=10_000, load="fixed")
    reached = [row["reached_share"] for row in rows]
    assert [row["status"] for row in rows] == ["converged"] * 3
    assert 0.05 < reached[0] < reached[1] < reached[2] < 0.95
    assert rows[0]["release_kg_s_p10"] == rows[2]["release_kg_s_p10"]  # the same draws, asked at other times


def test_the_networks_are_written_as_twins_and_run_from_the_command_line(tmp_path: Path, gastwin: Any) -> None:
    subprocess.run([sys.executable, FOLDER / "networks.py", tmp_path], check=True, timeout=120)
    code, summary, _ = gastwin(
        "incident", tmp_path / "shiyan_2021.gpkg", FOLDER / "shiyan_2021.toml", "--load", "fixed"
    )
    assert code == 0 and len(summary["scenarios"]) == 3
