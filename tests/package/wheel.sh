#!/usr/bin/env bash
# Installs the wheel with nothing but what it declares into a fresh virtual environment, and uses it there: without GDAL,
# then every command of the tutorial with the GDAL of this system.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tools/wheel.sh "$scratch"
.venv/bin/python -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install -q "$scratch"/gastwin-*.whl
"$scratch/venv/bin/python" -m pip check
[[ $("$scratch/venv/bin/gastwin" --version) = "gastwin $(basename "$scratch"/gastwin-*.whl | cut -d- -f2)" ]]
# All that a build needs is in the source archive.
archive=$(.venv/bin/python -c "import sys; from scikit_build_core.build import build_sdist; print(build_sdist(sys.argv[1]))" \
    "$scratch" | tail -1)
comm -23 <(git ls-files CMakeLists.txt LICENSE licenses pyproject.toml cmake models engine scenarios gis python tools | sort) \
    <(tar -tzf "$scratch/$archive" | cut -d/ -f2- | sort) | (! grep .)
cp tests/package/*.py docs/tutorial.md "$scratch" # away from the source tree
cd "$scratch"
venv/bin/python -m pip install -q "$(echo gastwin-*.whl)[frames]" # step 6 of the tutorial asks for it
venv/bin/python tutorial.py tutorial.md
venv/bin/python without_gdal.py --hide
