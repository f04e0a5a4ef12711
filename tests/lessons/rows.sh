#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The digests of data/lessons/rows.txt against those that build/trainer prints for the same options.
# usage: rows.sh BUILD [--record]        (--record writes them instead, and shows what has changed)
set -u

cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
record=${2:-}
rows=data/lessons/rows.txt
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
failed=0
passed=0

while read -r lesson letter name digest options; do
    case $lesson in
    '#'*)
        echo "$lesson $letter $name $digest $options"
        continue
        ;;
    esac
    # shellcheck disable=SC2086 # options are words
    found=$("$build/trainer" $options </dev/null | awk '/^weights / { sub(",", "", $2); print $2 }')
    if [ -z "$found" ]; then
        echo "FAIL: row $lesson $letter: build/trainer $options: no digest" >&2
        failed=$((failed + 1))
    elif [ "$found" != "$digest" ] && [ -z "$record" ]; then
        echo "FAIL: row $lesson $letter $name: $found, recorded is $digest; build/trainer $options" >&2
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
    echo "$lesson $letter $name ${found:--} $options"
done <"$rows" >"$scratch/rows"

if [ -n "$record" ] && [ "$failed" -eq 0 ]; then
    sed 's/^# *lesson,/#   lesson,/' "$scratch/rows" >"$scratch/new"
    diff "$rows" "$scratch/new"
    cp "$scratch/new" "$rows"
fi
echo "rows: $passed as recorded, $failed not"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
