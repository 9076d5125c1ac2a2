#!/usr/bin/env bash
# clang-tidy over the C++ sources of the rooms named (default: engine, the heart), in parallel; a source is checked again only when it, a header or the rules changed.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
rooms=("${@:2}")
[ ${#rooms[@]} -gt 0 ] || rooms=(engine)
stamp=$build/tidy
mkdir -p "$stamp"
rules=$(cat .clang-tidy $(git ls-files '*.hpp') | sha256sum)
for source in $(git ls-files "${rooms[@]/%//*.cpp}"); do
    mark=$stamp/${source//\//_}
    now="$rules $(sha256sum < "$source")"
    [ "$(cat "$mark" 2>/dev/null)" = "$now" ] || printf '%s\0%s\0%s\0' "$source" "$mark" "$now"
done | xargs -0 -r -n 3 -P "$(nproc)" bash -c 'clang-tidy --quiet -p '"$build"' "$0" 2>/dev/null && echo "$2" > "$1"'
echo "clang-tidy: clean"
