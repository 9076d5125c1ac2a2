#!/usr/bin/env bash
# tools/fuzz.sh [SECONDS] [TARGET...]: builds the fuzz targets (preset "fuzz", needs clang-14 and libclang-rt-14-dev) and
# runs each for so many seconds (default 60), one after the other. What they learn stays in build/fuzz/corpus, what they
# find in build/fuzz/findings, each with its log. Ends with 1 if anything was found.
# Inputs are weighed alike (-entropic=0): weighing them by rarity takes four fifths of the time where an input touches
# 30,000 features. The limits: 2 GiB, and 5 seconds for one input (FUZZ_TIMEOUT raises it where other work takes the cores).
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(toml table geometry twin)
build=build/fuzz
cmake --preset fuzz >/dev/null
cmake --build "$build" --target fuzz_seeds "${targets[@]/#/fuzz_}" -j "${FUZZ_JOBS:-2}"
"$build/tests/fuzz/fuzz_seeds" "$build/seeds"
mkdir -p "$build/findings"
memory=/dev/shm # where the files are written that the targets read
[ -d "$memory" ] || memory=${TMPDIR:-/tmp}
TMPDIR=$(mktemp -d -p "$memory")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
# A float that no integer holds, signed overflow and the like end the run as a memory error does.
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
found=0
TIMEFORMAT='  %U s user, %S s system, %R s wall'
for target in "${targets[@]}"; do
    mkdir -p "$build/corpus/$target"
    log=$build/findings/$target.log
    echo "$target"
    time "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout="${FUZZ_TIMEOUT:-5}" -rss_limit_mb=2048 \
        -max_len=16384 -entropic=0 -print_final_stats=1 -artifact_prefix="$build/findings/$target-" \
        "$build/corpus/$target" "$build/seeds/$target" >"$log" 2>&1 || { found=1; tail -n 40 "$log"; }
    grep -E 'number_of_executed_units|peak_rss_mb|slowest_unit' "$log" | sed 's/^/  /' || true
done
exit $found
