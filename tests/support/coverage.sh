#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs the suite and the tests of the commands in a build that counts which lines run, and writes a report.
# usage: coverage.sh BUILD        (a build with --coverage; JOBS: checks at a time)
set -u

build=${1:?usage: coverage.sh BUILD}
jobs=${JOBS:-1}
log=$build/log
report=$build/report

find "$build" -name '*.gcda' -exec rm -f {} +
rm -rf "$log" "$report"
mkdir -p "$log" "$report"

# The list of checks is X(suite, name) in check.h.
checks=$(sed -n 's/^ *X(\([a-z0-9_]*\), \([a-z0-9_]*\)).*/\1.\2/p' tests/support/check.h)
commands='halfulp trainer trainer_files'
{
    for name in $checks; do echo "$build/tests/plain $name"; done
    for name in $commands; do echo "sh tests/commands/$name.sh $build/$(echo "$name" | sed 's/_files//')"; done
} | xargs -P "$jobs" -I '{}' sh -c '
    name=$(echo "$1" | sed "s/.*[ /]//")
    case $1 in sh*) name=${1#sh tests/commands/} && name=${name%%.sh*}_command ;; esac
    $1 >"$2/$name" 2>&1 || echo "$1" >>"$2/failed"' sh '{}' "$log"

# Counters of programs that were killed may be incomplete; that is no reason to stop.
gcovr --root . --object-directory "$build/obj" --filter 'formats/' --filter 'ref/' --filter 'lessons/trainer/' \
    --filter 'lessons/support/' --exclude-unreachable-branches --exclude-throw-branches \
    --gcov-ignore-parse-errors --html-details "$report/index.html" --html-title 'halfulp: lines and branches that the suite runs' \
    --json-summary "$report/summary.json" >"$log/gcovr" 2>&1 || {
    tail -n 3 "$log/gcovr" >&2
    echo "make coverage: gcovr failed; see $log/gcovr" >&2
    exit 1
}
awk -F '[:,]' '
    /"branch_covered"|"branch_total"|"line_covered"|"line_total"|"filename"/ {
        gsub(/[" {}]/, "")
        value[$1] = $2
    }
    /"line_total"/ && value["filename"] != "" {
        folder = value["filename"]
        sub(/\/[^\/]*$/, "", folder)
        n[folder] += value["line_total"]; covered[folder] += value["line_covered"]
        value["filename"] = ""
    }
    END { for (folder in n) printf "  %-28s %6.2f %% of %5d lines\n", folder, 100 * covered[folder] / n[folder], n[folder] }
' "$report/summary.json" | sort
sed -n 's/^ *"\(line\|branch\)_percent": \([0-9.]*\).*/  all, \1: \2 %/p' "$report/summary.json" | tail -n 2
echo "report: $report/index.html"
if [ -s "$log/failed" ]; then
    echo "make coverage: these failed, see $log:" >&2
    cat "$log/failed" >&2
    exit 1
fi
