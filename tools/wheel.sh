#!/usr/bin/env bash
# Builds the wheel that others install: dist/gastwin-*.whl, for any Linux whose C library is not older than this one's.
# libgomp, which a bare Debian lacks, is put into it; GDAL and SQLite, which gastwin/_gis alone asks for, are not.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-dist}
raw=$(mktemp -d)
trap 'rm -rf "$raw"' EXIT
# The build that `make build` has made already.
.venv/bin/python -m pip wheel -q --no-build-isolation --no-deps . -w "$raw" \
    -C build-dir=build/python -C cmake.define.GASTWIN_TESTS=ON -C cmake.build-type=Release
PATH="$PWD/.venv/bin:$PATH" .venv/bin/python -m auditwheel -v repair --exclude libgdal.so.32 --exclude libsqlite3.so.0 \
    -w "$out" "$raw"/gastwin-*.whl 2> "$raw/auditwheel.log" || { cat "$raw/auditwheel.log" >&2; exit 1; }
ls -s --block-size=K "$out"/gastwin-*.whl
