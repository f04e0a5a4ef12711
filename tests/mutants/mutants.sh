#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Plants each defect of formats.txt into a copy of formats/, builds the library anew and runs the checks: they must fail.
# A mutant that survives is a hole in the suite. usage: mutants.sh BUILD [PART-OF-A-LINE]; exit status 0 if all are killed, 1 if
# one survives, 2 on a bad list. Environment: CC, TRAINER_LIBS (what the trainer is linked with).
set -u

build=${1:?usage: mutants.sh BUILD [PART-OF-A-LINE]}
only=${2:-}
list=tests/mutants/formats.txt
work=$build/mutants
killed=0
survived=0

# Writes the changed file of that line of the list into the copy; the text must stand in the file exactly once.
plant() { # line number
    awk -v want="$1" -v folder=formats -v out="$work/formats" '
        NR == want {
            file = substr($0, 1, index($0, ": ") - 1)
            rest = substr($0, index($0, ": ") + 2)
            rest = substr(rest, index(rest, ": ") + 2)
            cut = index(rest, " ~> ")
            old = substr(rest, 1, cut - 1)
            new = substr(rest, cut + 4)
            while ((getline line < (folder "/" file)) > 0) text = text line "\n"
            at = index(text, old)
            if (cut == 0 || at == 0 || index(substr(text, at + 1), old) != 0) exit 1
            printf "%s%s%s", substr(text, 1, at - 1), new, substr(text, at + length(old)) > (out "/" file)
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
    file=${line%%: *}
    name=${line#*: }
    name=${name%%: *}
    rm -rf "$work"
    mkdir -p "$work"
    cp -R formats "$work/formats"
    rm -rf "$work/formats/cli"
    plant "$number" || {
        echo "$list:$number: expected FILE: name: text ~> replacement, with the text once in formats/$file" >&2
        exit 2
    }
    for source in "$work"/formats/*.c "$work"/formats/*/*.c; do
        ${CC:-cc} -std=c11 -O2 -w -I"$work/formats" -c "$source" -o "${source%.c}.o" || exit 2
    done
    # shellcheck disable=SC2046,SC2086 # the libraries are words
    ${CC:-cc} "$build"/obj/tests/support/plain.o "$build"/tests/libchecks.a "$build"/libref.a "$build"/libtrainer.a \
        "$work"/formats/*.o "$work"/formats/*/*.o $(pkg-config --libs mpfr gmp) ${TRAINER_LIBS:--lm} -o "$work/plain" || exit 2
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
