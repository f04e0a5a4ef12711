#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Checks the include rules: dependencies point down, as this table defines. Every header must also compile by itself,
# and the public ones as C++11 to C++20; those of C++ as C++17 and C++20.
# usage: includes.sh        (variables: CC, CXX)
set -u

cd "$(dirname "$0")/../.." || exit 2
status=0
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

# The longest prefix of a file's path selects its row: what it may include from this tree, as prefixes of paths, and
# which system headers (* is any). The README.md of each folder says the same in words.
table='
formats/                  | formats/ but formats/cli/ formats/bindings/ formats/packaging/ | assert.h limits.h stdbool.h stddef.h stdint.h string.h
formats/array/            | formats/ but formats/cli/ formats/bindings/ formats/packaging/ | arm_neon.h cpuid.h immintrin.h stdatomic.h stdbool.h stddef.h stdint.h string.h
formats/halfulp           | formats/halfulp                                   | stdbool.h stddef.h stdint.h string.h
formats/cli/              | formats/cli/ formats/halfulp                      | *
formats/cli/apply.c       | formats/cli/ formats/halfulp formats/apply.h      | *
formats/bindings/         | formats/bindings/ formats/halfulp                 | *
formats/packaging/        | formats/array/array.h                             | nothing
ref/                      | ref/                                              | assert.h ctype.h errno.h gmp.h inttypes.h limits.h math.h mpfr.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h
lessons/                  | lessons/support/ lessons/trainer/ formats/halfulp | *
lessons/support/          | lessons/support/ lessons/trainer/ formats/halfulp | *
lessons/book/trainer/     | lessons/book/trainer/ lessons/trainer/            | *
lessons/learn/            | lessons/learn/ lessons/support/learn.h            | *
lessons/puzzles/          | nothing                                           | math.h stdbool.h stdint.h string.h
lessons/puzzles/harness/  | lessons/puzzles/harness/                          | *
lessons/puzzles/grader/   | lessons/puzzles/ lessons/learn/ lessons/trainer/loss_scaler.h formats/halfulp | *
lessons/trainer/          | lessons/trainer/ formats/halfulp but lessons/trainer/kernels/ lessons/trainer/files/ lessons/trainer/cli/ | *
lessons/trainer/config.c  | lessons/trainer/kernels/kernels.h                 | *
lessons/trainer/internal.h | lessons/trainer/kernels/kernels.h lessons/trainer/tensor.h lessons/trainer/trainer.h | *
lessons/trainer/storage.c | lessons/trainer/kernels/codec.h                   | *
lessons/trainer/kernels/  | lessons/trainer/kernels/ lessons/trainer/storage.h lessons/trainer/tensor.h formats/halfulp | *
lessons/trainer/data/     | lessons/trainer/data/ lessons/trainer/refuse.h    | *
lessons/trainer/files/    | lessons/trainer/files/ lessons/trainer/data/data.h lessons/trainer/internal.h lessons/trainer/refuse.h lessons/trainer/trainer.h | *
lessons/trainer/cli/      | lessons/trainer/cli/ lessons/trainer/files/ lessons/trainer/refuse.h lessons/trainer/trainer.h | *
tests/                    | tests/ formats/ ref/ lessons/                     | *
'

sources=$(find formats ref lessons tests -name '*.[chS]' -o -name '*.inc' -o -name '*.cc' -o -name '*.hpp' -o -name '*.cu' -o -name '*.cuh' | sort)

# Prints FILE INCLUDED for each include: a path in this tree, or <a system header>.
includes() {
    # shellcheck disable=SC2086 # no name has a space
    printf '%s\n' $sources | awk -v quote='"' '
        {
            file[NR] = $0
            here[$0] = 1
        }
        END {
            count = split("formats formats/bindings/cpp ref tests lessons lessons/trainer lessons/puzzles", folder, " ")
            for (i = 1; i <= NR; i++) {
                folder[0] = file[i]
                sub("/[^/]*$", "", folder[0])
                while ((getline line < file[i]) > 0) {
                    if (line !~ "^[ \t]*#[ \t]*include[ \t]*[<" quote "]") continue
                    sub("^[^<" quote "]*", "", line)
                    if (line ~ "^<") {
                        print file[i], substr(line, 1, index(line, ">"))
                        continue
                    }
                    split(line, part, quote)
                    for (k = 0; k <= count && !((folder[k] "/" part[2]) in here); k++) continue
                    print file[i], (k <= count ? folder[k] : "nowhere") "/" part[2]
                }
                close(file[i])
            }
        }'
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

cc=${CC:-cc}
cxx=${CXX:-c++}
command -v "$cxx" >/dev/null || {
    echo "includes: SKIP: no C++ compiler here: the public headers are not tested as C++"
    cxx=
}
without=none
flags=$(pkg-config --cflags mpfr gmp 2>/dev/null) || {
    echo "includes: SKIP: no MPFR here: the headers of ref/ and tests/ are not tested"
    without=mpfr
}
machine=$("$cc" -dumpmachine)

headers=$(
    for header in $(echo "$sources" | grep '[.]h$'); do
        case $without:$machine:$header in
        mpfr:*:ref/* | mpfr:*:tests/*) continue ;;
        *:aarch64*:*_arm.h | *:x86_64*:*_x86.h) ;;
        *:*_arm.h | *:*_x86.h) continue ;; # for a different machine
        esac
        echo "$header"
    done
)

# Some at a time: lines of a header and a compiler with its flags.
for header in $headers; do
    echo "$header $cc $flags -x c -std=c11 -Iformats -Iref -Itests -Ilessons -Ilessons/trainer -Ilessons/puzzles"
    case $header in
    formats/halfulp*)
        for standard in ${cxx:+c++11 c++14 c++17 c++20}; do
            echo "$header $cxx -x c++ -std=$standard"
        done
        ;;
    esac
done >"$scratch/compiles"
plus=$(echo "$sources" | grep '[.]hpp$')
for header in $plus; do
    for standard in ${cxx:+c++17 c++20}; do
        echo "$header $cxx -x c++ -std=$standard -Iformats"
    done
done >>"$scratch/compiles"
# shellcheck disable=SC2016 # for the shells that compile
xargs -P "$(nproc 2>/dev/null || echo 1)" -L 1 sh -c '
    header=$1
    shift
    echo "#include \"${header##*/}\"" | "$@" -pedantic -fsyntax-only -Wall -Wextra -Werror "-I${header%/*}" - && exit
    echo "includes: FAIL: $header does not compile by itself: $*"
    exit 1' sh <"$scratch/compiles" || status=1
[ $status -ne 0 ] || echo "includes: PASS: $(echo "$headers${cxx:+
$plus}" | wc -l) headers compile by themselves"
exit $status
