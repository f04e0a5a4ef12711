#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs the command of every answer in lessons/ANSWERS.md and looks for what the answer says of its output: the lines
# "    COMMAND    -> PART", in which build/ stands for BUILD.
# usage: answers.sh BUILD
set -u

cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
export LC_ALL=C

unheard=$(grep -e '^    build/' lessons/ANSWERS.md | grep -v -e ' -> ')
[ -z "$unheard" ] || {
    echo "FAIL: lessons/ANSWERS.md: no part of the output is named behind ->: $unheard"
    exit 1
}
sed -n "s#^    build/#    $build/#p" lessons/ANSWERS.md >"$scratch/answers"
# shellcheck disable=SC2016 # for the inner shell
tr '\n' '\0' <"$scratch/answers" | xargs -0 -P 2 -I '{}' sh -c '
    command=${1%% -> *}
    part=${1#* -> }
    output=$(sh -c "$command" 2>&1 </dev/null)
    case $output in
    *"$part"*) echo good >>"$2/good" ;;
    *) echo "FAIL: $command: expected \"$part\" in: $(printf "%s" "$output" | tail -n 3)" ;;
    esac' sh '{}' "$scratch" >"$scratch/failures"
cat "$scratch/failures"
passed=$(wc -l <"$scratch/good")
failed=$(($(wc -l <"$scratch/answers") - passed))
echo "answers: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
