# SPDX-License-Identifier: Apache-2.0
"""What the package says where a library of the system is not there."""

import subprocess
import sys

import pytest

ABSENT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name == "gastwin._core":
            raise ImportError({!r})
sys.meta_path.insert(0, Absent())
import gastwin
"""


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("libgdal.so.32: cannot open shared object file: No such file or directory", "apt install libgdal32"),
        ("undefined symbol: _ZN7gastwin", "undefined symbol"),
    ],
)
def test_a_missing_library_is_named_with_what_to_install(cause: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ABSENT.format(cause)], capture_output=True, text=True, check=False, timeout=60
    )
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1 and last.startswith("ImportError") and said in last
