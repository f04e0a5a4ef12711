#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What the lessons print, with --quick, against data/lessons/NN.txt; that gnuplot, where it is, draws each of their
# pictures; and that no CHECK fails with another seed. Lines that begin with "~ " hold times and are left out, and so is
# what a machine skips. Then the pictures of lessons/README.md.
# usage: recorded.sh BUILD [--bless]        (--bless records instead, and shows what has changed)
# Environment: HALFULP_SEED (of the other seed); EMULATOR, for lessons built for another machine (without other seed)
set -u

cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
bless=${2:-}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
export LC_ALL=C
seed=$(((${HALFULP_SEED:-$(date +%s)} % 1000000) + 100))
failed=0
passed=0

# The names of the CHECKs that were skipped.
skipped() {
    awk '/^CHECK .* SKIP$/ { print $2 }' "$@"
}

# comparable FILE: without times, and without the lines of the CHECKs in $scratch/skipped.
comparable() {
    awk -v names="$scratch/skipped" '
        BEGIN { while ((getline name < names) > 0) skip[name] = 1 }
        /^~ / || /^ *\(gnuplot is not here/ { next }
        /^CHECK / && ($2 in skip) { next }
        /^  skipped: / { wrapped = 1; next }
        wrapped && /^           / { next }
        / CHECKs passed, / { next }
        { wrapped = 0; print }' "$1"
}

# Two at a time.
for program in "$build"/lessons/[0-9][0-9]_*; do
    case ${program##*/} in *.*) continue ;; esac
    [ -x "$program" ] && echo "${program##*/}"
done >"$scratch/names"
# shellcheck disable=SC2016 # for the inner shell
xargs -P 2 -I '{}' sh -c '
    ${EMULATOR:-env} "$1/lessons/$3" --quick --plots "$2/plots" >"$2/$3.out" 2>"$2/$3.err" </dev/null
    echo $? >"$2/$3.code"
    if [ -z "${EMULATOR:-}" ] && "$1/lessons/$3" --help | grep -q "^  --seed"; then
        "$1/lessons/$3" --quick --seed "$4" >"$2/$3.other" 2>&1 </dev/null
        echo $? >"$2/$3.other_code"
    fi' sh "$build" "$scratch" '{}' "$seed" <"$scratch/names"

while IFS= read -r name; do
    record=data/lessons/${name%%_*}.txt
    if [ "$(cat "$scratch/$name.code")" -ne 0 ]; then
        echo "FAIL: $name --quick: exit status $(cat "$scratch/$name.code"): $(grep -h -e ' FAIL$' "$scratch/$name.out") $(cat "$scratch/$name.err")"
        failed=$((failed + 1))
        continue
    fi
    if [ -n "$bless" ]; then
        mkdir -p data/lessons
        grep -v -e '^~ ' -e '^ *(gnuplot is not here' "$scratch/$name.out" >"$scratch/new"
        cmp -s "$scratch/new" "$record" || {
            echo "$record:"
            diff -u "$record" "$scratch/new"
            cp "$scratch/new" "$record"
        }
        continue
    fi
    skipped "$scratch/$name.out" "$record" >"$scratch/skipped"
    comparable "$record" >"$scratch/expected"
    comparable "$scratch/$name.out" >"$scratch/found"
    if cmp -s "$scratch/expected" "$scratch/found"; then
        passed=$((passed + 1))
    else
        echo "FAIL: $name --quick prints other lines than $record:"
        diff "$scratch/expected" "$scratch/found" | head -n 10
        failed=$((failed + 1))
    fi
    long=$(awk 'length > 80' "$scratch/$name.out" | head -n 1)
    if [ -n "$long" ]; then
        echo "FAIL: $name: a line of more than 80 columns: $long"
        failed=$((failed + 1))
    fi
    if [ -e "$scratch/$name.other_code" ]; then
        if [ "$(cat "$scratch/$name.other_code")" -eq 0 ]; then
            passed=$((passed + 1))
        else
            echo "FAIL: $name --quick --seed $seed: $(grep -h -e ' FAIL$' "$scratch/$name.other")"
            failed=$((failed + 1))
        fi
    fi
done <"$scratch/names"

# The lines of the blocks marked text under "### NN" are lines of data/lessons/NN.txt, in that order, but for blanks at
# the end.
awk '
    /^### [0-9][0-9] / { record = "data/lessons/" $2 ".txt"; lost = 0 }
    /^```/ { inside = $0 == "```text"; blocks += inside; next }
    !inside || lost { next }
    {
        sub(/ +$/, "")
        while ((status = (getline line < record)) > 0) {
            sub(/ +$/, "", line)
            if (line == $0) next
        }
        lost = 1
        print "FAIL: lessons/README.md: not in " record ", or not in this order: " $0
    }
    END { print blocks + 0 >"/dev/stderr" }' lessons/README.md >"$scratch/lost" 2>"$scratch/blocks"
cat "$scratch/lost"
failed=$((failed + $(wc -l <"$scratch/lost")))
passed=$((passed + $(cat "$scratch/blocks") - $(wc -l <"$scratch/lost")))
echo "recorded: $passed passed, $failed failed; the other seed was $seed"
[ "$failed" -eq 0 ]
