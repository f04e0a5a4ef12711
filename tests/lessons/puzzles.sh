#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests of the puzzles: no stub passes, every solution does, no wrong answer does, and what misbehaves costs one line.
# Without --all, some of the solutions and wrong answers are drawn, and solutions are graded on a sample.
# usage: puzzles.sh BUILD [--all]        (variables: CC, PUZZLE_CFLAGS, HALFULP_SEED)
set -u

cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
all=${2:-}
here=tests/lessons/puzzles
scratch=$(mktemp -d) || exit 2
watcher=
trap '[ -z "$watcher" ] || kill "$watcher" 2>/dev/null; rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
seed=${HALFULP_SEED:-$(date +%s)}
passed=0
failed=0

report() { # what went wrong
    failed=$((failed + 1))
    printf 'FAIL: %s\n' "$1"
}

# holds NAME STATUS PART...: the last run had that status, and printed lines that contain the parts.
holds() {
    name=$1
    expected=$2
    shift 2
    for part in "$@"; do
        grep -qF -- "$part" "$scratch/out" || expected="$expected and '$part'"
    done
    if [ "$status" = "$expected" ]; then
        passed=$((passed + 1))
    else
        report "$name: status $status, expected $expected, got: $(head -n 4 "$scratch/out")"
    fi
}

# puzzle ARGUMENT...: runs the grader on files of its own. Sets $status and $scratch/out.
puzzle() {
    "$build/puzzle" --build "$build" --dir "$scratch/shelf" "$@" > "$scratch/out" 2>&1 < /dev/null
    status=$?
}

# narrow NAME: the last run printed no line of more than 80 columns.
narrow() {
    wide=$(awk 'length > 80' "$scratch/out" | head -n 1)
    [ -z "$wide" ] || report "$1: a line of more than 80 columns: $wide"
}

# answer FILE ARGUMENT...: grades a file, whose name begins with its puzzle's number.
answer() {
    file=$1
    number=${file##*/}
    number=${number%%_*}
    shift
    puzzle "$number" --answer "$file" "$@"
}

# one_line NAME PART: the last run had status 1, and printed one line, which contains PART.
one_line() {
    holds "$1" 1 "$2"
    [ "$(wc -l < "$scratch/out")" -eq 1 ] || report "$1: expected one line, got: $(cat "$scratch/out")"
}

# drawn LINE...: all of them, or one in $1.
drawn() {
    awk -v seed="$seed" -v one_in="$1" -v all="$all" 'BEGIN { srand(seed) } all != "" || rand() * one_in < 1'
}

# A source that never comes: nobody writes to this pipe. It takes ten seconds, beside the rest.
mkdir "$scratch/endless"
mkfifo "$scratch/endless/pipe"
echo '#include "pipe"' > "$scratch/endless/01_bad.c"
"$build/puzzle" --build "$build" 1 --answer "$scratch/endless/01_bad.c" > "$scratch/endless/out" 2>&1 < /dev/null &
endless=$!

# ---- Stubs, solutions, wrong answers -----------------------------------------------------------------------------------

for file in lessons/puzzles/[0-9]*.c; do echo "$file"; done | drawn 11 > "$scratch/files"
while IFS= read -r file; do
    answer "$file" --quick
    holds "$file, as it comes" 1 ': wrong at ' 'your answer'
done < "$scratch/files"

for file in "$here"/solutions/*.c; do echo "$file"; done | drawn 6 > "$scratch/files"
while IFS= read -r file; do
    quick=--quick
    [ -z "$all" ] || quick=
    # shellcheck disable=SC2086 # no word, or one
    answer "$file" $quick
    holds "$file" 0 ': right '
    narrow "$file"
done < "$scratch/files"

for file in "$here"/wrong/*.c; do echo "$file"; done | drawn 30 > "$scratch/files"
while IFS= read -r file; do
    quick=--quick
    case $file in *_one_code.c) quick= ;; esac # in no sample
    # shellcheck disable=SC2086 # no word, or one
    answer "$file" $quick
    holds "$file" 1 ': wrong at '
    narrow "$file"
done < "$scratch/files"

for file in lessons/puzzles/[0-9]*.c; do
    number=${file##*/}
    number=${number%%_*}
    [ -e "$here/solutions/${file##*/}" ] || report "${file##*/}: there is no solution"
    [ "$(find "$here/wrong" -name "${number}_*.c" | wc -l)" -ge 3 ] || report "${file##*/}: expected three wrong answers"
    long=$(awk 'length > 120' "$file" | head -n 1)
    [ -z "$long" ] || report "$file: a line of more than 120 columns: $long"
done

# ---- What misbehaves ---------------------------------------------------------------------------------------------------

# misbehaves NAME PART BODY [OPTION...]: the function of puzzle 1 with this body gets one line that contains PART.
misbehaves() {
    name=$1
    part=$2
    printf '#include <stdint.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n' > "$scratch/01_bad.c"
    printf 'float decode_e4m3(uint8_t code)\n{\n    %s\n}\n' "$3" >> "$scratch/01_bad.c"
    shift 3
    puzzle 1 --answer "$scratch/01_bad.c" "$@"
    one_line "$name" "$part"
}
misbehaves 'no semicolon' "it does not compile: 01_bad.c:7:13: error: expected" 'return 0'
misbehaves 'a crash' 'it crashed (Aborted) at decode_e4m3(0x05)' 'if (code == 5) abort(); return 0;'
misbehaves 'exit' 'it called exit(0) at decode_e4m3(0x05)' 'if (code == 5) exit(0); return 0;'
# At the first call: on a busy machine it may not have come further.
misbehaves 'an endless loop' 'it ran for over 0.2 seconds, and was at decode_e4m3(0x00)' \
    'for (volatile int i = 0; code == 0; i++) { } return 0;' --limit 0.2
misbehaves 'too much memory' 'it crashed (Segmentation fault) at decode_e4m3(0x00)' \
    'char *p = malloc((size_t)1 << 32); memset(p, 1, (size_t)1 << 32); return p[code];'
# Right, and too slow for 2^32 calls.
sed 's/^{/{\n    for (volatile int i = 0; i < 2000; i++) { }/' "$here/solutions/03_fp32_to_bf16.c" > "$scratch/03_slow.c"
answer "$scratch/03_slow.c"
one_line 'slow' 'too slow: at '
answer "$scratch/03_slow.c" --quick
holds 'slow, a sample' 0 ': right in a sample'
# Right, but not silent.
sed 's/    const int fraction/    printf("%d\\n", code); &/; s/#include <math.h>/#include <stdio.h>\n&/' \
    "$here/solutions/01_decode_e4m3.c" > "$scratch/01_prints.c"
answer "$scratch/01_prints.c"
one_line 'prints' 'it prints "0"'
sed 's/decode_e4m3/decode/' "$here/solutions/01_decode_e4m3.c" > "$scratch/01_renamed.c"
answer "$scratch/01_renamed.c"
one_line 'another name' 'undefined reference to `decode_e4m3'
printf '#include "halfulp.h"\n' | cat - "$here/solutions/01_decode_e4m3.c" > "$scratch/01_includes.c"
answer "$scratch/01_includes.c"
one_line 'the library' 'fatal error: '

# ---- The reader's folder -----------------------------------------------------------------------------------------------

puzzle
holds 'the first time' 0 'Puzzle 1 of 11' 'It has been put there now'
cmp -s lessons/puzzles/01_decode_e4m3.c "$scratch/shelf/01_decode_e4m3.c" || report 'the first time: the puzzle is not there'
puzzle
holds 'the second time' 0 'It is as it came'
cp "$here/wrong/01_no_nan.c" "$scratch/shelf/01_decode_e4m3.c"
puzzle
holds 'a wrong answer' 1 'wrong at decode_e4m3(0x7F)' 'your answer  480' 'expected     nan' '$ halfulp explain e4m3 0x7F' \
    'HINT=1: hint 1 of 4'
command=$(sed -n 's/^  \$ halfulp //p' "$scratch/out")
[ -n "$command" ] || report "a wrong answer: expected a command of halfulp"
# shellcheck disable=SC2086 # words
"$build/halfulp" $command --width 78 | sed 's/^./  &/' > "$scratch/explained"
# Its text stands below the command.
sed -n '/halfulp explain/,/HINT=1/{//d;p;}' "$scratch/out" | sed '1d;$d' | cmp -s - "$scratch/explained" ||
    report "what is explained is not what halfulp $command prints"
puzzle --hint
holds 'a hint' 0 'Hint 1: '
[ "$(grep -c '^Hint' "$scratch/out")" -eq 1 ] || report 'a hint: expected one'
puzzle 1 --hint
holds 'the next hint' 0 'Hint 2: '
puzzle 01 --hint
puzzle decode_e4m3 --hint
holds 'the last hint' 0 'Hint 4: '
puzzle 1 --hint
holds 'no more hints' 0 'no more hints' 'Hint 1: ' 'Hint 4: '
cp "$here/solutions/01_decode_e4m3.c" "$scratch/shelf/01_decode_e4m3.c"
puzzle
holds 'a right answer' 0 ': right' 'all 256 codes' 'Next: Puzzle 2 of 11'
cmp -s "$here/solutions/01_decode_e4m3.c" "$scratch/shelf/01_decode_e4m3.c" || report 'the answer was overwritten'
puzzle --list
holds 'the list' 0 'solved' '>  2  the ulp' '1 of 11 solved'
grep -qx '01_decode_e4m3 4 solved' "$scratch/shelf/progress" || report "progress: $(cat "$scratch/shelf/progress")"
narrow 'the list'
puzzle --help
holds '--help' 0 'usage: puzzle'
narrow '--help'

# ---- Watching ----------------------------------------------------------------------------------------------------------

# wait_for PART COUNT: until the watcher has printed that many lines with PART; ten seconds at most.
wait_for() {
    tries=0
    while [ "$(grep -cF -- "$1" "$scratch/watched")" -lt "$2" ] && [ $tries -lt 200 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    [ $tries -lt 200 ] || report "watching: expected $2 lines with '$1', got: $(cat "$scratch/watched")"
}
: > "$scratch/watched"
"$build/puzzle" --build "$build" --dir "$scratch/shelf" 2 --watch >> "$scratch/watched" 2>&1 < /dev/null &
watcher=$!
wait_for 'Ctrl-C ends' 1
cp "$here/wrong/02_no_infinity.c" "$scratch/shelf/02_ulp_of_fp16.c"
wait_for 'wrong at ulp_of_fp16(0x7C00)' 1
wait_for 'Ctrl-C ends' 2
cp "$here/solutions/02_ulp_of_fp16.c" "$scratch/shelf/new" && mv "$scratch/shelf/new" "$scratch/shelf/02_ulp_of_fp16.c"
wait_for 'all 65,536 codes of FP16' 1
wait "$watcher"
status=$?
watcher=
cp "$scratch/watched" "$scratch/out"
holds 'watching' 0 '02_ulp_of_fp16: right'

# ---- Mistakes of the command line --------------------------------------------------------------------------------------

# refused PART ARGUMENT...: status 2, and one line that contains PART.
refused() {
    part=$1
    shift
    puzzle "$@"
    holds "puzzle $*" 2 "$part"
    [ "$(wc -l < "$scratch/out")" -eq 1 ] || report "puzzle $*: expected one line, got: $(cat "$scratch/out")"
}
refused '99: no such puzzle; expected a number from 1 to 11' 99
refused 'no such puzzle' 0
refused 'no such puzzle' nonsense
refused '--nonsense: not an option' --nonsense
refused 'expected one puzzle only' 1 2
refused '--limit: expected a number' --limit x 1
refused '--dir: expected a value' --dir
refused '--answer: expected a puzzle as well' --answer x.c
refused '/nonexistent.c: No such file or directory' 1 --answer /nonexistent.c
refused ': expected a file, not a directory' 1 --answer "$scratch"
refused '/dev/null/shelf/03_fp32_to_bf16.c: ' --dir /dev/null/shelf 3

wait "$endless"
status=$?
cp "$scratch/endless/out" "$scratch/out"
one_line 'a source that never comes' 'it does not compile: the compiler ran for over 10 seconds'

echo "puzzles: $passed passed, $failed failed; the seed was $seed"
[ "$failed" -eq 0 ]
