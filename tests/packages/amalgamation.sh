#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests the amalgamation: compiled as C11 without a warning, by gcc and clang, or by CC alone, and for 32-bit x86 where
# that can be; it defines the functions of the headers and no other name; its header stands alone, in C and C++; and a
# program that computes a sample of everything prints the same with it as with the library. Last, that the script refuses
# what it does not find.
# usage: amalgamation.sh FOLDER        (variables: BUILD, CC, CXX, SANITIZE)
set -u

cd "$(dirname "$0")/../.." || exit 2
folder=${1:?usage: amalgamation.sh FOLDER}
build=${BUILD:-build}
join=formats/packaging/amalgamation/amalgamate.awk
options='-std=c11 -O1 -Wall -Wextra -pedantic -Werror'

fail() {
    echo "amalgamation: FAIL: $1" >&2
    exit 1
}

skip() {
    echo "amalgamation: SKIP: $1"
}

have() {
    command -v "$1" > /dev/null
}

[ -s "$folder/halfulp.c" ] && [ -s "$folder/halfulp.h" ] || fail "$folder: expected halfulp.c and halfulp.h"
scratch=$(mktemp -d "$build/amalgamation-XXXXXX") || exit 2 # /tmp may be mounted noexec
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
cp "$folder/halfulp.c" "$folder/halfulp.h" "$scratch" # and no other file beside them

# shellcheck disable=SC2086 # the options are words
"${CC:-cc}" $options ${SANITIZE:+-fsanitize=$SANITIZE} -Iformats tests/packages/sample.c "$build/libhalfulp.a" -o "$scratch/with_library" ||
    fail "the sample does not compile"
"$scratch/with_library" > "$scratch/expected" || fail "the sample does not run with the library"
[ "$(wc -l < "$scratch/expected")" -eq 7 ] || fail "the sample: expected seven parts"

# alike COMPILER [EMULATOR]: a user's two files, and what their program prints.
tried=
alike() {
    # shellcheck disable=SC2086
    (cd "$scratch" && $1 $options -c halfulp.c -o halfulp.o) || fail "$1: halfulp.c does not compile without a warning"
    # shellcheck disable=SC2086
    $1 $options ${2:+-static} -DALL_IN_ONE -I"$scratch" tests/packages/sample.c "$scratch/halfulp.o" -o "$scratch/sample" ||
        fail "$1: the sample does not compile with halfulp.h alone"
    # shellcheck disable=SC2086
    ${2:-} "$scratch/sample" > "$scratch/out" || fail "$1: the sample does not run"
    diff "$scratch/expected" "$scratch/out" >&2 || fail "$1: the sample differs from the library's"
    tried="${tried:+$tried, }$1"
}

# Make's own default is gcc and clang: only a compiler that was asked for is tried alone.
for compiler in $(case ${CC:-cc} in cc | gcc) echo gcc clang ;; *) echo "$CC" ;; esac); do
    have "${compiler%% *}" || { skip "no $compiler here"; continue; }
    alike "$compiler"
    have nm || { skip "no nm here, so names were not looked at"; continue; }
    nm "$scratch/halfulp.o" | awk '$2 ~ /^[A-TV-Z]$/ { print $3 }' | grep -v '^__' | sort > "$scratch/defined"
    sed -n 's/^HU_API [^(]*[ *]\(hu_[A-Za-z0-9_]*\)(.*/\1/p' formats/halfulp*.h | sort > "$scratch/declared"
    diff "$scratch/declared" "$scratch/defined" >&2 || fail "$compiler: the names are not those of the headers"
    nm "$scratch/halfulp.o" | grep -i ' [bc] ' >&2 && fail "$compiler: halfulp.c has state"
done
if have i686-linux-gnu-gcc; then
    if "$scratch/sample" > /dev/null && have qemu-i386; then
        alike i686-linux-gnu-gcc qemu-i386
    else
        # shellcheck disable=SC2086
        i686-linux-gnu-gcc $options -c "$scratch/halfulp.c" -o "$scratch/halfulp.o" || fail "i686-linux-gnu-gcc"
        skip "no qemu-i386 here, so the 32-bit program did not run"
    fi
else
    skip "no i686-linux-gnu-gcc here, so it was not compiled for 32 bits"
fi
if have "${CXX:-c++}"; then
    "${CXX:-c++}" -std=c++11 -Wall -Wextra -pedantic -Werror -fsyntax-only -x c++ "$scratch/halfulp.h" ||
        fail "halfulp.h does not compile as C++11"
else
    skip "no C++ compiler here, so halfulp.h was not compiled as C++"
fi
grep '^#include' "$scratch/halfulp.c" | grep -v '"halfulp.h"\|<\(assert\|limits\|std[a-z]*\|string\)\.h>' >&2 &&
    fail "halfulp.c includes more than it may"

awk -f $join formats/absent.c > /dev/null 2>&1 && fail "a file that is not there is not noticed"
echo '#include "absent.h"' > "$scratch/bad.c"
awk -f $join "$scratch/bad.c" > /dev/null 2>&1 && fail "a header that is not there is not noticed"
echo "amalgamation: PASS: $(wc -l < "$folder/halfulp.c") lines of C, alike in all parts of the sample ($tried)"
