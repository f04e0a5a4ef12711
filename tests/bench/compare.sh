#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Measures the library of the working tree beside that of another revision: the same benches, linked with each, in turn,
# a process each time. Prints medians and, of the ratio new / old, the quartiles of all pairs, and marks what is beyond
# the noise: more than 2 % off, with seven pairs in eight on the same side of 1. (Of 15 pairs whose ratio is 1 but for
# noise, 14 lie on one side in a thousandth of all cases. Fewer than 8 are no ground for a mark.)
# usage: compare.sh BUILD        (variables: BASE, a revision; PAIRS; BENCH_FLAGS; MAKE)
set -u

build=${1:?expected the build folder}
pairs=${PAIRS:-15}
programs='scalars arrays gemm'

say() {
    echo "make bench-compare: $1" >&2
}

refuse() {
    say "$1"
    exit 2
}

[ -n "${BASE:-}" ] || refuse "BASE=: expected a revision, as in make bench-compare BASE=HEAD~1"
revision=$(git rev-parse --verify --quiet "$BASE^{commit}") || refuse "BASE=$BASE: expected a revision that git knows"
case $pairs in
'' | *[!0-9]* | 0) refuse "PAIRS=$pairs: expected a number of pairs" ;;
esac

# The revision's library is built as its own Makefile says; the benches and how they are built are today's.
base=$build/compare/$revision
make=${MAKE:-make}
top=$PWD
unset MAKEFLAGS MFLAGS MAKELEVEL BASE BUILD
if [ ! -e "$base/Makefile" ]; then
    mkdir -p "$base" && git archive "$revision" | tar -xf - -C "$base" || refuse "$revision cannot be unpacked in $base"
fi
say "building $revision; what make says is in $base/log"
"$make" -C "$base" build/libhalfulp.a build/libtrainer.a >"$base/log" 2>&1 || refuse "$revision does not build: see $base/log"
rm -rf "$base/tests/bench"
cp -R tests/bench "$base/tests/bench" && cp tests/support/deps.sh "$base/tests/support/deps.sh" || exit 2
for program in $programs; do
    "$make" -C "$base" -f "$top/Makefile" DEPS=no "build/tests/bench/$program" >>"$base/log" 2>&1 ||
        say "$program: SKIP: today's bench does not fit the interface of $revision"
done

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
export OMP_NUM_THREADS=1

# measure old|new PROGRAM PAIR FOLDER: lines of SIDE,PAIR,WHAT,NANOSECONDS
measure() {
    # shellcheck disable=SC2086 # the flags are words
    "$4/$2" --ours --csv --rounds 3 ${BENCH_FLAGS:-} >"$scratch/one" 2>"$scratch/error" || {
        cat "$scratch/error" >&2
        exit 2
    }
    awk -F, -v side="$1" -v pair="$3" 'NR > 1 && $2 != "" { print side "," pair "," $1 "," $2 }' "$scratch/one" \
        >>"$scratch/times"
}

: >"$scratch/times"
for program in $programs; do
    [ -x "$base/build/tests/bench/$program" ] || continue
    pair=1
    while [ "$pair" -le "$pairs" ]; do
        [ ! -t 2 ] || printf '\r\033[K%s: pair %s of %s\r' "$program" "$pair" "$pairs" >&2
        if [ $((pair % 2)) -eq 0 ]; then
            measure new "$program" "$pair" "$build/tests/bench"
            measure old "$program" "$pair" "$base/build/tests/bench"
        else
            measure old "$program" "$pair" "$base/build/tests/bench"
            measure new "$program" "$pair" "$build/tests/bench"
        fi
        pair=$((pair + 1))
    done
done
[ ! -t 2 ] || printf '\r\033[K' >&2
[ -s "$scratch/times" ] || refuse "nothing was measured"

printf 'new: the working tree; old: %s; medians and quartiles of %s pairs; %s\n\n' "$revision" "$pairs" \
    "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)"
awk -F, '
    function sorted(list, n,    i, j, x) { # insertion
        for (i = 2; i <= n; i++) {
            x = list[i]
            for (j = i - 1; j >= 1 && list[j] > x; j--) list[j + 1] = list[j]
            list[j + 1] = x
        }
    }
    function median(side, what,    n, p, list) {
        for (p in pair) if ((side, p, what) in time) list[++n] = time[side, p, what]
        sorted(list, n)
        return list[int(n / 2) + 1]
    }
    {
        time[$1, $2, $3] = $4
        pair[$2]
        if (!($3 in seen)) order[++count] = $3
        seen[$3]
    }
    END {
        printf "%-34s %9s %9s %8s  %-12s\n", "what", "old ns", "new ns", "new/old", "quartiles"
        for (i = 1; i <= count; i++) {
            what = order[i]
            n = 0
            for (p in pair)
                if (("old", p, what) in time && ("new", p, what) in time)
                    ratio[++n] = time["new", p, what] / time["old", p, what]
            if (n == 0) continue
            sorted(ratio, n)
            low = ratio[int((n - 1) / 4) + 1]
            middle = ratio[int(n / 2) + 1]
            high = ratio[n - int((n - 1) / 4)]
            few = int(n / 8)
            mark = n < 8 ? "" : ratio[few + 1] > 1 && middle > 1.02 ? "slower" : ratio[n - few] < 1 && middle < 0.98 ? "faster" : ""
            marks[mark]++
            printf "%-34s %9.4g %9.4g %8.3f  %5.3f %5.3f  %s\n", what, median("old", what), median("new", what), middle, low, high, mark
        }
        printf "\n%d slower, %d faster, %d within the noise\n", marks["slower"], marks["faster"], marks[""]
    }' "$scratch/times"
