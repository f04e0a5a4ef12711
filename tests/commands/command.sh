# SPDX-License-Identifier: Apache-2.0
#
# shellcheck shell=sh
#
# The beginning and the end of a command's tests. They set $program to its default and source this file with their own
# arguments. Afterwards $program is the first argument or the default, from any directory; the current directory is the
# repository's root; and $scratch is a private directory.
set -u

program=${1:-$program}
[ -x "$program" ] || {
    echo "$0: $program: expected the built command; run make first" >&2
    exit 2
}
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/support/one_line.sh
. tests/support/one_line.sh
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
