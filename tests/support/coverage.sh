#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Measures the lines and branches that the tests reach: runs the checks and the tests of the commands in a build by gcc
# --coverage, and prints the shares; build/coverage/report/index.html has every line. Only what they reach is of
# interest here: make test says what fails, and under a limit on the size of files the counters themselves cannot be
# written. An assertion that cannot fail counts as a branch not taken, so 100 % of the branches is not to be had.
# usage: coverage.sh BUILD        (environment: JOBS; HALFULP_DOSE, 1/10 by default)
set -u

build=${1:?usage: coverage.sh BUILD}
: "${HALFULP_DOSE:=1/10}" "${JOBS:=2}"
export HALFULP_DOSE

find "$build" -name '*.gcda' -exec rm -f {} +
sed -n 's/^ *X(\([a-z0-9_]*\), \([a-z0-9_]*\)).*/\1.\2/p' tests/support/check.h |
    OMP_WAIT_POLICY=passive xargs -P "$JOBS" -I '{}' sh -c '"$1" "$2" >/dev/null 2>&1 || :' sh "$build/tests/plain" '{}'
for command in halfulp trainer trainer_files; do
    sh "tests/commands/$command.sh" "$build/${command%%_*}" >/dev/null 2>&1
done

report=$build/report
mkdir -p "$report"
gcovr --root . --object-directory "$build/obj" --filter formats/ --filter lessons/ --filter ref/ \
    --exclude-unreachable-branches --json "$report/all.json" || exit 1
gcovr --root . --add-tracefile "$report/all.json" --html-details "$report/index.html" --html-title halfulp || exit 1

# share NAME FILTER...
share() {
    name=$1
    shift
    gcovr --root . --add-tracefile "$report/all.json" "$@" --print-summary --output /dev/null |
        awk -v name="$name" '/^lines/ { lines = $2 } /^branches/ { branches = $2 }
            END { printf "coverage: %-16s %6s of the lines, %6s of the branches\n", name, lines, branches }'
}
share formats --filter formats/ --exclude formats/cli/
share formats/cli --filter formats/cli/
share ref --filter ref/
share lessons/trainer --filter lessons/trainer/
echo "coverage: the report is $report/index.html"
