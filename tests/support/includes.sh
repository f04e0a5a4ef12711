#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Checks the include rules: dependencies point down, as this table defines. Every header must also compile by itself,
# and the public ones as C++11 to C++20.
# usage: includes.sh        (variables: CC, CXX)
set -u

cd "$(dirname "$0")/../.." || exit 2
status=0

# The longest prefix of a file's path selects its row: what it may include from this tree, as prefixes of paths, and
# which system headers (* is any). The README.md of each folder says the same in words.
table='
formats/                  | formats/ but formats/cli/ formats/bindings/       | assert.h limits.h stdbool.h stddef.h stdint.h string.h
formats/array/            | formats/ but formats/cli/ formats/bindings/       | arm_neon.h cpuid.h immintrin.h stdatomic.h stdbool.h stddef.h stdint.h string.h
formats/halfulp           | formats/halfulp                                   | stdbool.h stddef.h stdint.h string.h
formats/cli/              | formats/cli/ formats/halfulp                      | *
formats/cli/apply.c       | formats/cli/ formats/halfulp formats/apply.h      | *
formats/bindings/         | formats/bindings/ formats/halfulp                 | *
ref/                      | ref/                                              | *
lessons/                  | lessons/support/ lessons/trainer/ formats/halfulp | *
lessons/support/          | lessons/support/ lessons/trainer/ formats/halfulp | *
lessons/learn/            | lessons/learn/ lessons/support/learn.h            | *
lessons/puzzles/          | nothing                                           | math.h stdbool.h stdint.h string.h
lessons/puzzles/harness/  | lessons/puzzles/harness/                          | *
lessons/puzzles/grader/   | lessons/puzzles/ lessons/learn/ lessons/trainer/loss_scaler.h formats/halfulp | *
lessons/trainer/          | lessons/trainer/ formats/halfulp                  | *
tests/                    | tests/ formats/ ref/ lessons/                     | *
'

# Prints FILE INCLUDED for each include: a path in this tree, or <a system header>.
includes() {
    find formats ref lessons tests -name '*.[chS]' -o -name '*.inc' | sort | while IFS= read -r file; do
        sed -n 's/^[ \t]*#[ \t]*include[ \t]*\(["<][^">]*[">]\).*/\1/p' "$file" | while IFS= read -r included; do
            case $included in
            \"*)
                name=$(echo "$included" | tr -d '"')
                for folder in "${file%/*}" formats ref tests lessons lessons/trainer lessons/puzzles; do
                    [ -e "$folder/$name" ] && break
                    folder=nowhere
                done
                echo "$file $folder/$name"
                ;;
            *) echo "$file $included" ;;
            esac
        done
    done
}

includes | awk -v table="$table" '
    BEGIN {
        rows = split(table, row, "\n")
    }
    function begins(path, list,    n, i, word, yes) { # does a word of the list, but none after "but", begin the path?
        n = split(list, word, " ")
        for (i = 1; i <= n && word[i] != "but"; i++) yes = yes || index(path, word[i]) == 1
        for (; i <= n; i++) yes = yes && index(path, word[i]) != 1
        return yes
    }
    {
        longest = ""
        for (i = 1; i <= rows; i++) {
            split(row[i], column, " *\\| *")
            if (column[1] != "" && index($1, column[1]) == 1 && length(column[1]) > length(longest)) {
                longest = column[1]
                own = column[2]
                system_headers = column[3]
            }
        }
        count++
        header = substr($2, 2, length($2) - 2)
        if (longest == "") complaint = "is in a folder without a row in the table"
        else if ($2 ~ /\.\./) complaint = "expected a path without .."
        else if ($2 ~ /^</) complaint = system_headers == "*" || index(" " system_headers " ", " " header " ") ? "" : "expected system headers: " system_headers
        else complaint = begins($2, own) ? "" : "expected: " own
        if (complaint != "") {
            printf "includes: FAIL: %s includes %s; %s\n", $1, $2, complaint
            failed = 1
        }
    }
    END {
        if (count == 0) print "includes: FAIL: no include found"
        else if (!failed) printf "includes: PASS: %d includes obey the table\n", count
        exit failed || count == 0
    }' || status=1

# alone HEADER COMPILER...: checks that it compiles with nothing before it.
alone() {
    header=$1
    shift
    echo "#include \"${header##*/}\"" | "$@" -fsyntax-only -Wall -Wextra -Werror "-I${header%/*}" - && return
    echo "includes: FAIL: $header does not compile by itself: $*"
    status=1
}

cc=${CC:-cc}
cxx=${CXX:-c++}
command -v "$cxx" >/dev/null || {
    echo "includes: SKIP: no C++ compiler here: the public headers are not tested as C++"
    cxx=
}
mpfr=$(pkg-config --cflags mpfr gmp 2>/dev/null) || {
    echo "includes: SKIP: no MPFR here: the headers of ref/ and tests/ are not tested"
    mpfr=none
}
machine=$("$cc" -dumpmachine)

headers=0
for header in $(find formats ref lessons tests -name '*.h' | sort); do
    case $mpfr:$machine:$header in
    none:*:ref/* | none:*:tests/*) continue ;;
    *:aarch64*:*_arm.h | *:x86_64*:*_x86.h) ;;
    *:*_arm.h | *:*_x86.h) continue ;; # for a different machine
    esac
    headers=$((headers + 1))
    # shellcheck disable=SC2086 # the flags are words
    alone "$header" "$cc" -x c -std=c11 -pedantic -Iformats -Iref -Itests -Ilessons -Ilessons/trainer -Ilessons/puzzles $mpfr
    case $header in
    formats/halfulp*)
        for standard in ${cxx:+c++11 c++14 c++17 c++20}; do
            alone "$header" "$cxx" -x c++ "-std=$standard" -pedantic
        done
        ;;
    esac
done
[ $status -ne 0 ] || echo "includes: PASS: $headers headers compile by themselves"
exit $status
