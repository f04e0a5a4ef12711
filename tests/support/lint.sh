#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The checks of make lint: the layout of every C file (.clang-format, and lines of at most 120 columns), clang-tidy
# (.clang-tidy), cppcheck, the lists of mutants against the files they change, and for the scripts shellcheck. Every
# finding is an error, to be fixed or justified, in the file or here.
# usage: lint.sh        (variable: JOBS)
set -u

cd "$(dirname "$0")/../.." || exit 2
jobs=${JOBS:-2}
folders='formats ref lessons tests'
includes='-Iformats -Iref -Itests -Ilessons -Ilessons/trainer -Ilessons/puzzles'
status=0
began=$(date +%s)

# verdict NAME: reports on the command before it.
verdict() {
    # shellcheck disable=SC2181 # the status is that of the caller's last command
    if [ $? -eq 0 ]; then
        echo "lint: $1: PASS ($(($(date +%s) - began)) s)"
    else
        echo "lint: $1: FAIL"
        status=1
    fi
    began=$(date +%s)
}

# shellcheck disable=SC2086 # the folders are words
files() { # PATTERN-OF-NAMES...
    for pattern in "$@"; do
        find $folders -name "$pattern"
    done | sort
}

files '*.[ch]' '*.inc' '*.hpp' '*.cu' '*.cuh' | xargs clang-format --dry-run -Werror
verdict clang-format
# What clang-format leaves as it is, comments above all. mawk counts bytes; a line with an address may be longer.
files '*.[ch]' '*.inc' '*.hpp' '*.cu' '*.cuh' '*.cc' | LC_ALL=C.UTF-8 xargs awk '
    length > 120 && !/:\/\// { printf "%s:%d: %d columns, expected at most 120\n", FILENAME, FNR, length; long = 1 }
    END { exit long }'
verdict 'lines of at most 120 columns'
awk -f tests/mutants/lines.awk tests/mutants/*.txt
verdict 'lines of the mutants'

# tidy OPTION... reads file names. The number of findings hidden in system headers does not matter.
tidy() {
    # shellcheck disable=SC2086 # the flags are words
    xargs -P "$jobs" -n 4 sh -c 'flags=$1; shift; clang-tidy --quiet "$@" -- -std=c11 $flags 2>/dev/null' sh "$includes" "$@"
}

# The analyzer checks code that handles memory, files and text; the pipeline is too deep for it. The examples are for one
# processor, and need its headers.
analysed='^formats/cli/|^lessons/'
files '*.c' | grep -Ev "$analysed" | tidy --checks=-clang-analyzer-*
verdict clang-tidy
files '*.c' | grep -E "$analysed" | grep -v '^formats/cli/examples/' | tidy
verdict 'clang-tidy with its analyzer'

# cppcheck recognises noreturn only by this name. Its errors, in version 2.10:
#   internalAstError              cannot parse `a ? (type){0} : b` and skips the rest of the file; an error in headers
#   compareBoolExpressionWithInt  has_sign is a bool that is used as a number
#   unknownMacro                  Criterion's
# shellcheck disable=SC2086 # the lists are words
cppcheck --quiet --std=c11 -j "$jobs" --error-exitcode=1 --inline-suppr --enable=warning,performance,portability \
    '-D_Noreturn=__attribute__((noreturn))' $includes '--suppress=internalAstError:*.c' \
    --suppress=compareBoolExpressionWithInt:formats/gen/patterns.c --suppress=unknownMacro:tests/support/suite.c $folders
verdict cppcheck

# Notes, which concern taste, are off.
{ files '*.sh'; echo .ci/run; } | xargs shellcheck --severity=warning --external-sources
verdict shellcheck

exit $status
