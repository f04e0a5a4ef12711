#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests of the lessons as programs: what each refuses and how, and that run.sh selects, counts and reports them.
# usage: lessons.sh [BUILD]        (default: build; the lessons are built in BUILD/lessons)
set -u

cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/support/one_line.sh
. tests/support/one_line.sh
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
    if [ "$status" -eq 2 ] && [ ! -s "$scratch/out" ] && is_one_line "$scratch/err" '' "$part"; then
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
    long=$("$lesson" --help | awk 'length > 80' | head -n 1)
    [ -z "$long" ] || report "$name --help: a line of more than 80 columns: $long"
    if "$lesson" --help | grep -q '^  --seed'; then
        for seed in '' x -1 1.5 99999999999999999999; do
            refused "$name: --seed: expected an integer" "$lesson" --seed "$seed"
        done
    else
        refused "$name: --seed: not an option" "$lesson" --seed 1
    fi
    if "$lesson" --help | grep -q '^  --format'; then
        refused "$name: --format: expected the name of a format" "$lesson" --format zork
    fi
    own=$("$lesson" --help | sed -n 's/^  --\([a-z]*\) N .*/\1/p')
    for option in $own; do
        refused "$name: --$option: expected a number from" "$lesson" --"$option" zork
        refused "$name: --$option: expected a number from" "$lesson" --"$option" nan
        refused "$name: --$option: expected a value" "$lesson" --"$option"
    done
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
holds "lesson 0: --path soft" \
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

# The course at a terminal.
lessons=
for source in lessons/[0-9][0-9]_*.c; do
    lessons="$lessons $(basename "$source" .c)"
done
# shellcheck disable=SC2086 # the list is words
refused "learn: standard input and output: expected a terminal" "$build/learn" "$build" '' $lessons
holds "usage: learn" "$build/learn" --help
# at_terminal KEYS LESSON: what learn shows to somebody who types these lines. $state is where it remembers.
at_terminal() {
    # shellcheck disable=SC2016,SC2059,SC2086 # for the inner shell; the keys are a format; the lessons are words
    printf "$1" | XDG_STATE_HOME=$state PROGRAM="$build/learn" BUILD="$build" LESSON="$2" NAMES="$lessons" \
        timeout 60 script -qec '"$PROGRAM" "$BUILD" "$LESSON" $NAMES' /dev/null > "$scratch/out" 2>&1
}
if command -v script >/dev/null 2>&1 && script -qec true /dev/null >/dev/null 2>&1; then
    state=$scratch/state
    at_terminal 'h\nh\nh\nh\nh\nh\nh\na\n\n\nq\n' 01
    for part in 'PREDICT' 'Hint: ' 'You predicted a' 'You can go on from here'; do
        if grep -q "$part" "$scratch/out"; then
            passed=$((passed + 1))
        else
            report "learn: expected '$part' on the terminal"
        fi
    done
    if grep -q '^predictions [01] 1$' "$state/halfulp/learn" && ! grep -q 'CHECK.*FAIL' "$scratch/out"; then
        passed=$((passed + 1))
    else
        report "learn: what it remembers: $(cat "$state/halfulp/learn")"
    fi
    # What is meant by a number or a name; the title stands above the first step, also where somebody goes on.
    while IFS='|' read -r wanted part; do
        at_terminal '\nq\n' "$wanted"
        if grep -qF -- "$part" "$scratch/out"; then
            passed=$((passed + 1))
        else
            report "learn LESSON=$wanted: expected '$part' in: $(head -n 5 "$scratch/out")"
        fi
    done <<'END'
99|99: no such lesson
1x|1x: no such lesson
09|09: this lesson is planned but not written yet
1|01_what_is_a_format: what is a format
5|05_master_weights: master weights
master_weights|05_master_weights: master weights
END
    clears=$(tr '\033' '\n' < "$scratch/out" | grep -c '^\[2J')
    [ "$clears" -eq 1 ] || report "learn: the screen is cleared $clears times before the first step ends"
else
    echo "SKIP: no util-linux script, or no pseudo-terminals here: learn is not tested at a terminal"
fi

echo "lessons: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
