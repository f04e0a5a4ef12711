#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Plants each defect of mutants.txt into a copy of formats/, builds the library anew and runs the checks: they must fail.
# A mutant that survives is a hole in the suite. usage: mutants.sh BUILD [PART-OF-A-LINE]; exit status 0 if all are killed, 1 if
# one survives, 2 on a bad list. Environment: CC.
set -u

build=${1:?usage: mutants.sh BUILD [PART-OF-A-LINE]}
only=${2:-}
list=tests/mutants.txt
work=$build/mutants
killed=0
survived=0

# The line FILE | name | old | new: old and new may hold the separator " | " in C's bitwise or, so the middle is found by trying
# every split at which the old text occurs in the file exactly once.
plant() { # line number
    awk -v want="$1" -v folder=formats -v out="$work/formats" '
        function occurrences(text, part,    n, at) {
            for (n = 0; (at = index(text, part)) > 0; n++) text = substr(text, at + length(part))
            return n
        }
        NR == want {
            count = split($0, field, / \| /)
            file = field[1]
            while ((getline line < (folder "/" file)) > 0) text = text line "\n"
            for (k = 3; k < count; k++) {
                old = field[3]; for (i = 4; i <= k; i++) old = old " | " field[i]
                new = field[k + 1]; for (i = k + 2; i <= count; i++) new = new " | " field[i]
                if (occurrences(text, old) == 1) { found++; best_old = old; best_new = new }
            }
            if (found != 1) exit 1
            at = index(text, best_old)
            printf "%s%s%s", substr(text, 1, at - 1), best_new, substr(text, at + length(best_old)) > (out "/" file)
        }' "$list"
}

number=0
while IFS= read -r line; do
    number=$((number + 1))
    case $line in
    '' | '#'*) continue ;;
    *"$only"*) ;;
    *) continue ;;
    esac
    name=${line#* | }
    name=${name%% | *}
    file=${line%% | *}
    rm -rf "$work"
    mkdir -p "$work/formats"
    cp formats/*.c formats/*.h "$work/formats/"
    plant "$number" || {
        echo "$list:$number: expected FILE | name | text | replacement, with the text once in formats/$file" >&2
        exit 2
    }
    for source in "$work"/formats/*.c; do
        ${CC:-cc} -std=c11 -O2 -w -c "$source" -o "${source%.c}.o" || exit 2
    done
    ${CC:-cc} "$build"/obj/tests/plain.o $(for t in tests/*.c; do
        case $t in tests/suite.c | tests/plain.c) ;; *) echo "$build/obj/${t%.c}.o" ;; esac
    done) "$build"/obj/ref/*.o "$build"/libtrainer.a "$work"/formats/*.o $(pkg-config --libs mpfr gmp) -lm -o "$work/plain" || exit 2
    log=$work/log
    if "$work/plain" --first-failure >"$log" 2>&1; then
        survived=$((survived + 1))
        echo "SURVIVED  $file: $name"
    else
        killed=$((killed + 1))
        echo "killed    $file: $name ($(grep -h '^FAIL' "$log" | head -1 | sed 's/^FAIL //'))"
    fi
done <"$list"
rm -rf "$work"
echo "$killed mutants killed, $survived survived"
[ "$survived" -eq 0 ]
