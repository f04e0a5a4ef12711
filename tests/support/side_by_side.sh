#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs shell commands at the same time and shows the output of each in one piece when it ends. For tests that spend more
# time waiting for processes and clocks than computing. Exit status 1 if any command failed.
# usage: side_by_side.sh COMMAND...
set -u

logs=$(mktemp -d) || exit 2
trap 'rm -rf "$logs"' EXIT
trap 'kill $children 2>/dev/null; exit 2' HUP INT TERM

children=
number=0
for command in "$@"; do
    number=$((number + 1))
    {
        sh -c "$command" >"$logs/$number" 2>&1 || touch "$logs/failed"
        cat "$logs/$number"
    } &
    children="$children $!"
done
wait
[ ! -e "$logs/failed" ]
