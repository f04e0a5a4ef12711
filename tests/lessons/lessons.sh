#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests of the lessons as programs: what each refuses and how, and that run.sh selects, counts and reports them.
# usage: lessons.sh [BUILD]        (default: build; the lessons are built in BUILD/lessons)
set -u

cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
passed=0
failed=0

report() { # what went wrong
    failed=$((failed + 1))
    printf 'FAIL: %s\n' "$1"
}

# run COMMAND ARGUMENT...: sets $status, $scratch/out and $scratch/err
run() {
    "$@" > "$scratch/out" 2> "$scratch/err" < /dev/null
    status=$?
}

# refused PART COMMAND ARGUMENT...: exit status 2, nothing on standard output, and one line that contains PART.
refused() {
    part=$1
    shift
    run "$@"
    if [ "$status" -eq 2 ] && [ ! -s "$scratch/out" ] && [ "$(wc -l < "$scratch/err")" -eq 1 ] &&
        grep -qF -- "$part" "$scratch/err"; then
        passed=$((passed + 1))
    else
        report "$*: status $status, expected 2 and one line with '$part', got: $(cat "$scratch/out" "$scratch/err")"
    fi
}

# holds PART COMMAND ARGUMENT...: exit status 0, and output that contains PART.
holds() {
    part=$1
    shift
    run "$@"
    if [ "$status" -eq 0 ] && grep -qF -- "$part" "$scratch/out"; then
        passed=$((passed + 1))
    else
        report "$*: status $status, expected 0 and '$part', got: $(tail -n 3 "$scratch/out") $(cat "$scratch/err")"
    fi
}

found=0
for lesson in "$build"/lessons/[0-9][0-9]_*; do
    case ${lesson##*/} in *.*) continue ;; esac
    [ -x "$lesson" ] || continue
    found=$((found + 1))
    name=${lesson##*/}
    holds "usage: $name" "$lesson" --help
    refused "$name: --nonsense: not an option" "$lesson" --nonsense
    refused "$name: --path: expected" "$lesson" --path nonsense
    refused "$name: --path: expected a value" "$lesson" --path
    refused "$name: /dev/null/plots: " "$lesson" --plots /dev/null/plots
done
[ "$found" -gt 0 ] || report "$build/lessons: no lesson is built there"

# Programs in place of the first three lessons, to test run.sh itself: one passes, one fails, one cannot run.
mkdir -p "$scratch/build/lessons"
code=0
first=
for source in $(printf '%s\n' lessons/[0-9][0-9]_*.c | head -n 3); do
    name=$(basename "$source" .c)
    first=${first:-$name}
    printf '#!/bin/sh\necho "lesson %s: $*"\nexit %s\n' "$code" "$code" > "$scratch/build/lessons/$name"
    chmod +x "$scratch/build/lessons/$name"
    code=$((code + 1))
done
holds "no CHECK failed" sh lessons/run.sh --build "$scratch/build" "$first"
holds "lesson 0: --plots $scratch/build/plots --path soft" \
    sh lessons/run.sh --build "$scratch/build" "${first%%_*}" -- --path soft
run sh lessons/run.sh --build "$scratch/build"
if [ "$status" -eq 2 ] && [ "$(grep -c '^lesson ' "$scratch/out")" -eq 3 ] && grep -q 'a CHECK FAILED' "$scratch/out" &&
    grep -q 'COULD NOT RUN (exit status 2)' "$scratch/out"; then
    passed=$((passed + 1))
else
    report "run.sh: status $status, expected 2 after all three programs"
fi
refused "99: no such lesson" sh lessons/run.sh --build "$scratch/build" 99
refused "lesson 09 is planned but not written" sh lessons/run.sh --build "$scratch/build" 09
refused "no lesson is built" sh lessons/run.sh --build "$scratch/none"
refused "is not built; run make" sh lessons/run.sh --build "$scratch/none" "$first"
refused "expected one lesson" sh lessons/run.sh --build "$scratch/build" 0 1
refused "not an option" sh lessons/run.sh --nonsense

echo "lessons: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
