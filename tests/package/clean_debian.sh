#!/usr/bin/env bash
# The wheel on a Debian 12 with Python and nothing else: no compiler, no GDAL; then with GDAL. Needs root, debootstrap and
# a Debian mirror. The bare system is kept in build/clean-debian; a copy of it is used and removed.
set -euo pipefail
cd "$(dirname "$0")/../.."
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
bare=build/clean-debian.tar
if [ ! -f "$bare" ]; then
    made=$(mktemp -d)
    debootstrap --variant=minbase --include=python3,python3-venv bookworm "$made/debian" "$mirror" >/dev/null
    mkdir -p build
    tar -C "$made" -cf "$bare" debian
    rm -rf "$made"
fi
scratch=$(mktemp -d)
clean=$scratch/debian
trap 'umount "$clean/proc" 2>/dev/null; rm -rf "$scratch"' EXIT
tar -C "$scratch" -xf "$bare"
mount -t proc proc "$clean/proc"
within() { chroot "$clean" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"; }

# The wheel and what it declares, fetched outside: the bare system has no certificates.
wheels=$clean/wheels
tools/wheel.sh "$wheels"
.venv/bin/python -m pip download -q --only-binary :all: -d "$wheels" "$(echo "$wheels"/gastwin-*.whl)[frames]"
cp tests/package/*.py docs/tutorial.md "$clean"

within sh -c '! command -v cc && ! command -v c++ && ! ldconfig -p | grep -e libgdal -e libgomp'
within python3 -m venv /venv
within /venv/bin/python -m pip install -q --no-index --find-links /wheels gastwin
within /venv/bin/python /without_gdal.py
cp /etc/resolv.conf "$clean/etc/resolv.conf"
within sh -c 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends libgdal32' \
    >/dev/null 2>&1
within /venv/bin/python -m pip install -q --no-index --find-links /wheels "gastwin[frames]" # step 6 asks for it
within /venv/bin/python /tutorial.py /tutorial.md
