# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# How the tests of a command begin and end. They set $program to its default, and read this with their own arguments:
# then $program is the first of these or the default, from any folder; the current folder is the repository's root; and
# $scratch is a folder of their own.
set -u

program=${1:-$program}
[ -x "$program" ] || {
    echo "$0: $program: expected the built command; run make first" >&2
    exit 2
}
cd "$(dirname "$0")/../.." || exit 2
case $program in
/*) ;;
*) program=$OLDPWD/$program ;;
esac
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

passed=0
failed=0

# With $FIRST_FAILURE in the environment the first one ends the test.
report() { # what went wrong
    failed=$((failed + 1))
    printf 'FAIL: %s\n' "$1"
    [ -z "${FIRST_FAILURE:-}" ] || exit 1
}

# finish: the last line, and the exit status.
finish() {
    echo "$(basename "$0" .sh): $passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
