#!/usr/bin/env bash
# Installs what building and testing need: Debian packages through apt (with sudo where needed) and Python packages
# into .venv. Does nothing when all is there; without the rights it says exactly what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(g++ cmake ninja-build python3 python3-venv python3-dev libgdal-dev libsqlite3-dev libeigen3-dev libboost-dev
          libboost-graph-dev libtomlplusplus-dev libgtest-dev libbenchmark-dev clang-format clang-tidy libomp-dev
          chromium fonts-noto-cjk postgresql postgresql-postgis unzip zsh fish)

# libomp-dev: the omp.h that clang-tidy reads. The last line is for tests alone: browser, PostGIS server, a look into workbooks,
# shells whose completion is tried.
missing=()
for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ]; then as_root=(); elif sudo -n true 2>/dev/null; then as_root=(sudo -n); else
        echo "gastwin needs these Debian packages, and there are no rights to install them here. Please run:" >&2
        echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 2
    fi
    echo "installing: ${missing[*]}" >&2
    "${as_root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [ ! -x .venv/bin/python ]; then
    # Debian's python3 may be shadowed by another; the virtual environment keeps ours apart from both.
    python3 -m venv .venv
fi
wanted=$(cat tools/requirements.txt pyproject.toml | sha256sum)
if [ "$(cat .venv/requirements.sha256 2>/dev/null)" != "$wanted" ]; then
    echo "installing Python packages into .venv" >&2
    .venv/bin/python -m pip install -q --upgrade pip
    .venv/bin/python -m pip install -q -r tools/requirements.txt
    echo "$wanted" > .venv/requirements.sha256
fi
