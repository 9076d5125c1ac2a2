#!/usr/bin/env bash
# Installs the C++ package into a scratch folder and builds and runs a consumer against it.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cmake --install build/python --prefix "$scratch/prefix" >/dev/null
cmake -S tests/package -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix" \
    -DGASTWIN_VERSION="$(.venv/bin/python -c "import gastwin; print(gastwin.__version__)")" >/dev/null
cmake --build "$scratch/build" >/dev/null
"$scratch/build/consumer"
echo "package consumer: 1 passed, 0 failed"
