#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Proves that the library contains no floating-point arithmetic: gcc's -mgeneral-regs-only refuses to compile any. The
# proof itself is tested first, on a function that does compute with floats and must be refused.
# usage: integers_only.sh formats/*.c
set -u

skip() {
    echo "check-integers: SKIP: $1"
    exit 0
}

compiler=
for candidate in "${CC:-cc}" gcc; do
    if "$candidate" --version 2>/dev/null | grep -q 'Free Software Foundation'; then
        compiler=$candidate
        break
    fi
done
[ -n "$compiler" ] || skip "no gcc here, and only gcc refuses floating point"

# What is inlined for each format is a function of its own here: the same code in a third of the time.
compile() {
    "$compiler" -std=c11 -O1 -w -Dalways_inline=unused -mgeneral-regs-only -Iformats "$@" -S -o /dev/null
}

echo 'int f(int x) { return x; }' | compile -x c - 2>/dev/null ||
    skip "$compiler does not know -mgeneral-regs-only on this processor"
if echo 'double f(double x, double y) { return x * y; }' | compile -x c - 2>/dev/null; then
    echo "check-integers: FAIL: $compiler -mgeneral-regs-only accepts a multiplication of doubles" >&2
    exit 1
fi
for file in "$@"; do
    compile "$file" || {
        echo "check-integers: FAIL: $file uses floating point" >&2
        exit 1
    }
done
echo "check-integers: PASS: no floating-point arithmetic in $# files of formats/ ($compiler -mgeneral-regs-only)"
