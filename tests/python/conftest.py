# SPDX-License-Identifier: Apache-2.0
"""Fixtures: reference data (absent outside the development tree), a small synthetic district, a smallest network."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    path = ROOT.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("reference data (../shared/data) is not here")
    return path


@pytest.fixture(scope="session")
def city() -> gt.Network:
    return gt.synthetic_city(households=2000, seed=11)


@pytest.fixture(scope="session")
def urgent(tmp_path_factory: pytest.TempPathFactory) -> tuple[gt.Network, gt.Risk]:
    """A small city where rules want every third pipe, of old grey iron, renewed now."""
    plain = gt.synthetic_city(600, seed=3)
    tables = {name: getattr(plain, name).to_dict() for name in gt.TABLES if len(getattr(plain, name))}
    pipe = tables["pipe"]
    pipe["material"], pipe["install_year"] = pipe["material"].copy(), pipe["install_year"].copy()
    pipe["material"][::3], pipe["install_year"][::3] = "grey_iron", 1985
    rules = tmp_path_factory.mktemp("rules") / "rules.toml"
    rules.write_text(gt.scheme_text("rules").replace('"renew_by"', '"renew_now"'), "utf-8")
    network = gt.Network.from_frames(tables)
    return network, gt.risk(network, year=2025, samples=50, rules=rules)


@pytest.fixture(scope="session")
def survey(city: gt.Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("survey")
    gt.write_survey(city, folder, defects=True, seed=3)
    return folder


@pytest.fixture(scope="session")
def assessed(survey: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[gt.Assessment, Path]:
    out = tmp_path_factory.mktemp("result")
    return gt.assess([str(survey / "survey"), str(survey / "registers")], out), out


@pytest.fixture
def line() -> Callable[..., gt.Network]:
    """A straight network: source at the first of `nodes`, pipes of 500 m DN100, the demand at the last."""

    def make(
        nodes: int = 3, demand_kg_s: float = 0.01, gauge_pressure_pa: float = 10000.0, **tables: Any
    ) -> gt.Network:
        return gt.Network.from_frames(
            {
                "node": {"id": list(range(nodes)), "x_m": [500.0 * i for i in range(nodes)], "y_m": [0.0] * nodes},
                "pipe": {
                    "id": list(range(10, 10 + nodes - 1)),
                    "from_node": list(range(nodes - 1)),
                    "to_node": list(range(1, nodes)),
                    "length_m": [500.0] * (nodes - 1),
                    "inner_diameter_m": [0.1] * (nodes - 1),
                },
                "source": {"id": [1], "node": [0], "gauge_pressure_pa": [gauge_pressure_pa]},
                "customer": {"id": [1], "node": [nodes - 1], "demand_kg_s": [demand_kg_s]},
                **tables,
            }
        )

    return make


@pytest.fixture
def gastwin() -> Callable[..., tuple[int, dict[str, Any], str]]:
    """Runs the command line; returns exit status, the JSON summary (or {}), and stderr."""

    def run(*args: object, timeout: float = 300) -> tuple[int, dict[str, Any], str]:
        done = subprocess.run(
            [sys.executable, "-m", "gastwin", *map(str, args), "--json", "--lang", "en", "--quiet"],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        summary = json.loads(done.stdout) if done.stdout.strip().startswith("{") else {}
        return done.returncode, summary, done.stderr

    return run


@pytest.fixture(scope="session")
def two_stations() -> gt.Network:
    """A low-pressure street of 600 m between two stations without inlet valves, each on a source of its own; the one
    valve of the street stands in the second of its three pipes: to isolate the first, R1 and V1 are to be closed."""
    return gt.Network.from_frames(
        {
            "node": {"id": list("abcdefgh"), "x_m": [200.0 * i for i in range(8)], "y_m": [0.0] * 8},
            "pipe": {
                "id": ["P1", "P2", "P3", "P4", "P5"],
                "from_node": ["a", "c", "d", "e", "h"],
                "to_node": ["b", "d", "e", "f", "g"],
                "length_m": [200.0] * 5,
                "inner_diameter_m": [0.15] * 5,
            },
            "source": {"id": ["S1", "S2"], "node": ["a", "h"], "gauge_pressure_pa": [2e5, 2e5]},
            "regulator": {
                "id": ["R1", "R2"],
                "from_node": ["b", "g"],
                "to_node": ["c", "f"],
                "set_gauge_pressure_pa": [3000.0, 3000.0],
            },
            "valve": {"id": ["V1"], "pipe": ["P3"], "position": [0.5]},
            "customer": {"id": ["U1", "U2"], "node": ["d", "e"], "demand_kg_s": [0.001, 0.001]},
        }
    )
