# SPDX-License-Identifier: Apache-2.0
"""A planner who opens the twin in QGIS finds every layer coloured."""

import subprocess
from pathlib import Path

import pytest

import gastwin as gt

SYSTEM_PYTHON = Path("/usr/bin/python3")  # QGIS installs its bindings there, not into virtual environments
SCRIPT = Path(__file__).with_name("qgis_styles.py")
NO_QGIS = 77


def test_every_layer_arrives_coloured(assessed: tuple[gt.Assessment, Path], tmp_path: Path) -> None:
    if not SYSTEM_PYTHON.exists():
        pytest.skip("no system Python that could have QGIS")
    twin, picture = assessed[1] / "twin.gpkg", tmp_path / "map.png"
    done = subprocess.run(
        [SYSTEM_PYTHON, SCRIPT, twin, picture], capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode == NO_QGIS:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, done.stdout + done.stderr
    for layer, renderer in {
        "pipe": "categorizedSymbol",
        "issue": "categorizedSymbol",
        "result_risk_pipe": "categorizedSymbol",
        "result_node": "graduatedSymbol",
        "result_pipe": "graduatedSymbol",
    }.items():
        assert f"{layer}: {renderer}" in done.stdout
    assert picture.stat().st_size > 0
