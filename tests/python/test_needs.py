# SPDX-License-Identifier: Apache-2.0
"""What the package needs of the system, what it says where that is not there, and one version for all of it."""

import importlib.metadata
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gastwin import __version__, _core, _gis

ROOT = Path(__file__).resolve().parents[2]
# The C and C++ runtimes of any Linux. libgomp (GPL with the exception for runtime libraries) is bundled by
# tools/wheel.sh. Nothing else: a library under the GPL, such as CHOLMOD's supernodal part or what Debian's GDAL
# draws in, must not get in.
RUNTIME = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "libstdc++.so.6", "libgomp.so.1", "ld-linux-x86-64.so.2"}
FILES = {"libgdal.so.32", "libsqlite3.so.0"}

WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name == "gastwin._gis":
            raise ImportError({cause!r})
sys.meta_path.insert(0, Absent())
import gastwin as gt
net = gt.synthetic_city(households=200, seed=1)
assert gt.solve(net).status == "converged"
try:
    gt.Twin.from_network(net).save("twin.gpkg")
except gt.Error as error:
    print(error.code, error.kind, error.fixes["en"], error.messages["zh"])
"""


def needed(module: str) -> set[str]:
    if shutil.which("readelf") is None:
        pytest.skip("readelf (binutils) is not installed")
    listed = subprocess.run(["readelf", "-d", module], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", listed))


def test_the_core_needs_nothing_that_a_bare_system_lacks() -> None:
    assert needed(_core.__file__) <= RUNTIME


def test_only_the_reader_of_files_needs_gdal() -> None:
    found = needed(_gis.__file__)
    assert found <= RUNTIME | FILES
    assert any(name.startswith("libgdal.so") for name in found)


def run_without(cause: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT.format(cause=cause)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_gdal_tables_are_computed_and_files_say_what_to_install(tmp_path: Path) -> None:
    done = run_without("libgdal.so.32: cannot open shared object file: No such file or directory", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("GT-0126 no_gdal ")
    assert "apt install libgdal32" in done.stdout and "未安装" in done.stdout and "libgdal.so.32" in done.stdout


def test_a_broken_build_is_not_taken_for_a_missing_library(tmp_path: Path) -> None:
    done = run_without("undefined symbol: _ZN7gastwin", tmp_path)
    assert done.returncode == 1 and "ImportError: undefined symbol" in done.stderr


def test_the_version_stands_in_one_place() -> None:
    found = re.search(r"project\(gastwin VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text("utf-8"))
    assert found is not None
    said = subprocess.run(
        [sys.executable, "-m", "gastwin", "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert __version__ == found[1] == importlib.metadata.version("gastwin")
    assert said == f"gastwin {found[1]}\n"


def test_every_licence_of_what_the_wheel_holds_is_there() -> None:
    notices = (ROOT / "licenses" / "README.md").read_text("utf-8")
    named = set(re.findall(r"`([\w.-]+\.txt)`", notices)) - {"LICENSES.txt"}
    assert named == {p.name for p in (ROOT / "licenses").glob("*.txt")}
    for component in ("Eigen", "Boost", "toml++", "pybind11", "libgomp", "MapLibre"):
        assert component in notices
