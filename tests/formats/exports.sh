#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The shared library exports exactly what the installed headers declare with HU_API, no more and no less.
# usage: exports.sh build/libhalfulp.so
set -u

library=${1:?usage: exports.sh LIBRARY}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

[ -f "$library" ] || {
    echo "check-exports: FAIL: $library: expected the shared library" >&2
    exit 2
}
command -v nm >/dev/null 2>&1 || {
    echo "check-exports: SKIP: nm is not on the PATH"
    exit 0
}
# Names that begin with two underscores are the compiler's: sanitizers export some.
nm -D --defined-only "$library" >"$scratch/nm" 2>"$scratch/error" || {
    echo "check-exports: SKIP: nm cannot read $library: $(head -n 1 "$scratch/error")"
    exit 0
}
awk '{ print $NF }' "$scratch/nm" | grep -v '^__' | LC_ALL=C sort >"$scratch/exported"
sed -n 's/^HU_API [^(]*[ *]\(hu_[A-Za-z0-9_]*\)(.*/\1/p' formats/halfulp*.h | LC_ALL=C sort >"$scratch/declared"
marks=$(cat formats/halfulp*.h | grep -c '^ *HU_API ')

status=0
[ "$marks" -eq "$(wc -l <"$scratch/declared")" ] || {
    echo "check-exports: FAIL: expected each of the $marks HU_API at the start of a line, before the function's name" >&2
    status=1
}
for name in $(LC_ALL=C comm -23 "$scratch/exported" "$scratch/declared"); do
    echo "check-exports: FAIL: $library exports $name, which no installed header declares" >&2
    status=1
done
for name in $(LC_ALL=C comm -13 "$scratch/exported" "$scratch/declared"); do
    echo "check-exports: FAIL: $library does not export $name, which an installed header declares" >&2
    status=1
done
[ "$status" -eq 0 ] &&
    echo "check-exports: PASS: $library exports the $(wc -l <"$scratch/declared") functions of its headers and nothing else"
exit "$status"
