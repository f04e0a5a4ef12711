#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs fuzz targets, some at a time, and prints a line for each: executions, inputs that reached something new, and
# whether anything was found. What is found is kept, with its log, under BUILD/fuzz. usage: fuzz.sh BUILD TARGET...
# Environment: FUZZ_SECONDS (each), FUZZ_SEED, JOBS. Exit status 0, or 1 if a target found something.
set -u

build=${1:?usage: fuzz.sh BUILD TARGET...}
shift
seconds=${FUZZ_SECONDS:-10}
seed=${FUZZ_SEED:-1}
work=$build/fuzz

# A file is at most this long: enough for all that the format has.
longest() { # target
    case $1 in
    text) echo 400 ;;
    formats | interface) echo 160 ;;
    command) echo 1000 ;;
    checkpoint) echo 3000 ;;
    tensors) echo 1000 ;;
    *) echo 2000 ;;
    esac
}

one() { # target
    name=$1
    program=$build/fuzz/tests/fuzz/$name
    log=$work/$name.log
    leaks=1
    set --
    [ -f "tests/fuzz/$name.dict" ] && set -- -dict="tests/fuzz/$name.dict"
    [ -d "tests/fuzz/corpus/$name" ] && set -- "$@" "tests/fuzz/corpus/$name"
    [ "$name" = command ] && leaks=0 # what it leaves to exit is no leak
    FUZZ_SCRATCH=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d) || return 1
    export FUZZ_SCRATCH
    mkdir -p "$work/corpus/$name"
    [ "$name" = checkpoint ] && "$program" --seeds "$work/corpus/$name"
    # Large allocations fail, and failures must be coped with.
    ASAN_OPTIONS=allocator_may_return_null=1:max_allocation_size_mb=64:detect_leaks=$leaks OMP_NUM_THREADS=1 \
        "$program" -max_total_time="$seconds" -seed="$seed" -max_len="$(longest "$name")" -rss_limit_mb=2048 \
        -timeout=20 -print_final_stats=1 -artifact_prefix="$work/$name-" "$work/corpus/$name" "$@" >"$log" 2>&1
    status=$?
    rm -rf "$FUZZ_SCRATCH"
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    new=$(sed -n 's/^stat::new_units_added: *//p' "$log")
    printf '%-11s %9s executions, %5s new inputs: ' "$name" "${runs:-?}" "${new:-?}"
    if [ "$status" -eq 0 ]; then
        echo fine
        return 0
    fi
    input=$(sed -n 's/.*Test unit written to //p' "$log" | head -n 1)
    echo "FOUND $(grep -hm1 -e '^WRONG' -e 'runtime error' -e '^SUMMARY' -e 'Assertion' -e 'cannot' "$log")"
    echo "            see $log${input:+; again: FUZZ_SCRATCH=/tmp $program $input}"
    return 1
}

mkdir -p "$work"
echo "fuzzing for $seconds s each, seed $seed"
failures=$work/failures
rm -f "$failures"
running=0
for target in "$@"; do
    { one "$target" || echo "$target" >>"$failures"; } &
    running=$((running + 1))
    [ "$running" -lt "${JOBS:-1}" ] && continue
    wait
    running=0
done
wait
[ ! -e "$failures" ]
