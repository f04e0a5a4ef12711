#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests of the `trainer` command as its user meets it: what it refuses and how, its files, its output in a pipe and on a
# terminal, and that interrupted and resumed training ends with the same bits.
# usage: trainer.sh [PROGRAM]        (default: build/trainer)
set -u

trainer=${1:-build/trainer}
[ -x "$trainer" ] || {
    echo "trainer.sh: $trainer: expected the built command; run make first" >&2
    exit 2
}
cd "$(dirname "$0")/.." || exit 2
case $trainer in
/*) ;;
*) trainer=$OLDPWD/$trainer ;;
esac
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

passed=0
failed=0

report() { # what went wrong
    failed=$((failed + 1))
    printf 'FAIL: %s\n' "$1"
}

# same WHAT GOT EXPECTED
same() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        report "$1: got '$2', expected '$3'"
    fi
}

# same_files WHAT GOT EXPECTED
same_files() {
    if cmp -s "$2" "$3"; then
        passed=$((passed + 1))
    else
        report "$1: the files differ: $(diff "$2" "$3" | head -n 3)"
    fi
}

# run ARGUMENT...: leaves $status, $scratch/out and $scratch/err
run() {
    "$trainer" "$@" > "$scratch/out" 2> "$scratch/err" < /dev/null
    status=$?
}

# good ARGUMENT...: exit status 0, and nothing on standard error.
good() {
    run "$@"
    if [ "$status" -ne 0 ] || [ -s "$scratch/err" ]; then
        report "trainer $*: exit status $status, on standard error: $(cat "$scratch/err")"
    else
        passed=$((passed + 1))
    fi
}

# one_line WHAT PART: $status is 2, and standard error is one line of the trainer's that holds PART.
one_line() {
    if [ "$status" -ne 2 ] || [ "$(wc -l < "$scratch/err")" -ne 1 ] || ! grep -q '^trainer: ' "$scratch/err" ||
        ! grep -qF -- "$2" "$scratch/err"; then
        report "$1: exit status $status, expected 2 and one line with '$2', got: $(cat "$scratch/err")"
    else
        passed=$((passed + 1))
    fi
}

# bad PART ARGUMENT...: that, and nothing on standard output.
bad() {
    part=$1
    shift
    run "$@"
    one_line "trainer $*" "$part"
    if [ -s "$scratch/out" ]; then
        report "trainer $*: refused, and yet printed: $(head -n 1 "$scratch/out")"
    fi
}

# digest ARGUMENT...: of the weights at the end of training.
digest() {
    run "$@"
    sed -n 's/^weights \([0-9a-f]*\), path .*/\1/p' "$scratch/out"
}

# ---- the command line -----------------------------------------------------------------------------------------------

good --help
same 'the first word of --help' "$(head -c 14 "$scratch/out")" 'usage: trainer'
for option in $(sed -n 's/^ *{"\([a-z-]*\)", [a-z_]*_argument.*/\1/p' lessons/trainer/cli/options.c); do
    same "lines of --help with --$option" "$(grep -c -e "^  --$option\( \|\$\)" "$scratch/out")" 1
done

bad 'frob' frob
bad '--frob' --frob
bad '-x' -x
bad '-xy' -xy
bad '--ledger=1' --ledger=1
bad '--checkp' --checkp "$scratch/c" # two options begin like this
for option in data layers optimizer lr batch epochs seed split weights activations gradients master optimizer-state \
    accumulator update loss-scale scale-interval loss-exponent path threads checkpoint checkpoint-every resume \
    signals; do
    bad "--$option: expected a value" "--$option"
done
for role in weights activations gradients optimizer-state accumulator; do
    bad "--$role none: expected fp32" "--$role" none
    bad "--$role fp64: expected fp32" "--$role" fp64
done
bad '--master zork: expected fp32, fp16, bf16, e4m3, e5m2 or none' --master zork
bad '--optimizer lamb: expected sgd or adam' --optimizer lamb
bad '--split first: expected shuffled or last' --split first
bad '--update up: expected nearest, stochastic or kahan' --update up
bad '--path gpu: expected auto, fma' --path gpu
for option in batch epochs scale-interval loss-exponent threads checkpoint-every; do
    for value in '' x 1x 1.5 2147483648 99999999999999999999; do
        bad "--$option $value: expected an integer" "--$option" "$value"
    done
done
for value in '' x 0.1x 1e999; do
    bad "--lr $value: expected" --lr "$value"
    bad "--loss-scale $value: expected" --loss-scale "$value"
done
for value in '' x -1 +1 1.0 08 18446744073709551616; do
    bad "--seed $value: expected an integer from 0 to 2^64 - 1" --seed "$value"
done
for value in '' 0 -1 16385 1,,2 ,1 '1,' 1,x +5 ' 5' '5, 5' none,3 1,2,3,4,5,6,7,8,9 99999999999999999999; do
    bad "--layers $value: expected widths of 1 to 16384" --layers "$value"
done
long=$(printf '%0512d' 0)
for option in data checkpoint resume signals; do
    bad "--$option : expected a name" "--$option" ''
    bad "expected a name of 1 to 511 characters" "--$option" "$long"
done

bad 'the batch must be' --batch 0
bad 'the batch must be' --batch -5
bad 'the batch must be from 1 to 1437 images' --batch 1438
bad 'the epochs must be' --epochs 0
bad 'the threads must be' --threads -1
bad 'the threads must be' --threads 1025
for value in 0 -1 nan inf; do
    bad 'the learning rate must be' --lr "$value"
done
for value in 0 3 -2 nan inf 0x1p61 0x1p-61; do
    bad 'the loss scale must be a power of two' --loss-scale "$value"
done
bad 'the scale interval must be' --loss-scale dynamic --scale-interval 0
bad 'the loss exponent must be' --loss-exponent -1
bad 'the loss exponent must be' --loss-exponent 61
bad 'the network is too large' --layers 16384,16384

# Impossible together.
bad 'a stochastic update needs' --update stochastic
bad 'a stochastic update needs' --update stochastic --weights bf16 --master fp32
bad 'the BF16 dot products read BF16' --path soft-vdpbf16ps
bad 'the BF16 dot products read BF16' --path soft-bfdot --weights bf16 --activations bf16
bad 'accumulate in fp32 only' --path soft-bfdot --weights bf16 --activations bf16 --gradients bf16 --accumulator bf16
case $(uname -m) in
x86_64) bad 'needs a 64-bit ARM processor' --path neon ;;
*) bad 'x86 processor' --path avx2 ;;
esac
bad '--scale-interval does nothing here' --scale-interval 5
bad '--scale-interval does nothing here' --scale-interval 5 --loss-scale 1024
bad '--optimizer-state does nothing here' --optimizer-state bf16
bad '--checkpoint-every does nothing here' --checkpoint-every 5
bad "is the checkpoint's file" --checkpoint "$scratch/same" --signals "$scratch/same"
for option in checkpoint signals; do
    bad '--ledger does not train' --ledger "--$option" "$scratch/file"
done
bad 'no/such/folder' --data no/such/folder
bad 'no/such/folder' --resume no/such/folder/checkpoint
bad 'no/such/folder' --checkpoint no/such/folder/checkpoint
bad 'no/such/folder' --signals no/such/folder/signals
bad "--resume $scratch" --resume "$scratch"
bad 'not a checkpoint' --resume data/digits.txt
echo precious > "$scratch/precious"
bad 'it exists' --checkpoint "$scratch/precious"
export HALFULP_DATA="$scratch/nowhere"
bad "$scratch/nowhere/digits.txt" --epochs 1
unset HALFULP_DATA
same 'files that refused runs have left' "$(ls "$scratch")" "$(printf 'err\nout\nprecious')"
same 'a file that was there' "$(cat "$scratch/precious")" precious

# ---- training, and its bits -----------------------------------------------------------------------------------------

same 'digest of the default training' "$(digest --threads 1)" fd458c3e2b237fe8
same 'lines of the default training' "$(wc -l < "$scratch/out")" 32
same 'its test accuracy is above 95 %' "$(awk '$1 == 30 { print ($3 > 95) }' "$scratch/out")" 1

# A set of 12 + 4 images of 3 x 2 pixels in the files of MNIST: a label, and a pixel each that tells it.
tiny=$scratch/tiny
mkdir "$tiny"
images() { # count
    i=0
    while [ "$i" -lt "$1" ]; do
        case $((i % 3)) in
        0) printf '\377\20\20\20\20\20' ;;
        1) printf '\20\20\377\20\20\20' ;;
        2) printf '\20\20\20\20\20\377' ;;
        esac
        i=$((i + 1))
    done
}
{ printf '\0\0\10\3\0\0\0\14\0\0\0\3\0\0\0\2' && images 12; } > "$tiny/train-images-idx3-ubyte"
{ printf '\0\0\10\3\0\0\0\4\0\0\0\3\0\0\0\2' && images 4; } > "$tiny/t10k-images-idx3-ubyte"
printf '\0\0\10\1\0\0\0\14\0\1\2\0\1\2\0\1\2\0\1\2' > "$tiny/train-labels-idx1-ubyte"
printf '\0\0\10\1\0\0\0\4\0\1\2\0' > "$tiny/t10k-labels-idx1-ubyte"

good --data "$tiny" --layers 5 --batch 4 --epochs 2
same 'epochs of the small set' "$(grep -c '^ *[12] ' "$scratch/out")" 2
digest --data "$tiny" --layers 5 --batch 4 --epochs 100 > "$scratch/digest"
same 'accuracy on the small set' "$(awk '$1 == 100 { print $3 }' "$scratch/out")" 100.00
bad 'the batch must be from 1 to 12 images' --data "$tiny" --batch 13
good --data "$tiny" --layers 5 --batch 4 --ledger
same 'total of the ledger' "$(awk '
    $1 == "total" { print $2 - sum }
    match($0, / [0-9]+ /) { sum += substr($0, RSTART, RLENGTH) }' "$scratch/out")" 0
same 'weights in the ledger' "$(awk '$1 == "weights" { print $2 }' "$scratch/out")" $((4 * (7 * 5 + 6 * 3)))
for layers in none 5 7,4,9 1,1,1,1,1,1,1,1; do
    for policy in '' '--optimizer adam --weights bf16 --update stochastic' \
        '--weights fp16 --activations fp16 --gradients fp16 --master fp32 --loss-scale dynamic'; do
        # shellcheck disable=SC2086 # the policy is words
        same "soft and auto, --layers $layers $policy" \
            "$(digest --data "$tiny" --layers $layers --batch 4 --epochs 3 $policy --path soft)" \
            "$(digest --data "$tiny" --layers $layers --batch 4 --epochs 3 $policy)"
        same 'lines with a digest' "$(grep -c '^weights [0-9a-f]\{16\}, path' "$scratch/out")" 1
    done
done
for layers in none 9,8,7; do
    same "soft and auto on the digits, --layers $layers" \
        "$(digest --layers $layers --batch 256 --epochs 1 --path soft)" \
        "$(digest --layers $layers --batch 256 --epochs 1)"
done

# ---- compressed files -----------------------------------------------------------------------------------------------

packed=$scratch/packed
mkdir "$packed"
cp "$tiny"/* "$packed"
if command -v gzip > /dev/null && gzip -n "$packed"/*; then
    run --data "$packed" --ledger
    if grep -qF 'this build has no zlib' "$scratch/err"; then
        one_line 'a build without zlib' 'train-images-idx3-ubyte.gz'
        echo "SKIP: this build has no zlib: compressed files are not read"
    else
        same 'digest of training on compressed files' \
            "$(digest --data "$packed" --layers 5 --batch 4 --epochs 100)" "$(cat "$scratch/digest")"
        for file in "$packed"/*; do
            cp "$file" "$scratch/whole.gz"
            size=$(($(wc -c < "$file")))
            at=0
            while [ "$at" -lt "$size" ]; do
                head -c "$at" "$scratch/whole.gz" > "$file"
                bad "${file##*/}" --data "$packed" --ledger # cut there
                if [ "$at" -ge 10 ]; then                   # behind gzip's header: a bit of that byte flipped
                    byte=$(od -An -tu1 -j "$at" -N 1 "$scratch/whole.gz")
                    # shellcheck disable=SC2059 # the format is the byte
                    {
                        cat "$file"
                        printf "\\$(printf %o $((byte ^ 1)))"
                        tail -c +$((at + 2)) "$scratch/whole.gz"
                    } > "$scratch/flipped.gz"
                    mv "$scratch/flipped.gz" "$file"
                    bad "${file##*/}" --data "$packed" --ledger
                fi
                at=$((at + 5))
            done
            cp "$scratch/whole.gz" "$file"
        done
        good --data "$packed" --batch 4 --ledger
    fi
else
    echo "SKIP: no gzip here: compressed files are not tested"
fi

# ---- signals --------------------------------------------------------------------------------------------------------

adam='--optimizer adam --lr 0.001 --weights fp16 --activations fp16 --gradients fp16 --master fp32 --loss-scale dynamic'
header=step,epoch,loss,scale,skipped,flushed_percent,overflowed,lost_percent,delivered,
header=${header}weight_headroom,activation_headroom,gradient_headroom
# shellcheck disable=SC2086 # the options are words
good $adam --epochs 2 --signals "$scratch/signals"
cp "$scratch/out" "$scratch/table"
same 'header of the signals' "$(head -n 1 "$scratch/signals")" "$header"
same 'rows of the signals: one a step' "$(wc -l < "$scratch/signals")" 89
same 'columns of the signals' "$(awk -F , '{ print NF }' "$scratch/signals" | sort -u)" 12
same 'rows that are not the next step' \
    "$(awk -F , 'NR > 1 && ($1 != NR - 1 || $2 != 1 + (NR > 45)) { print NR }' "$scratch/signals")" ''
same 'fields that are no numbers' \
    "$(sed 1d "$scratch/signals" | tr ',' '\n' | grep -v '^-\{0,1\}[0-9][0-9.e+-]*$' | sort -u)" ''
same 'mean loss, and skipped steps, of the second epoch' "$(awk '$1 == 2 { print $2, $5 }' "$scratch/table")" \
    "$(awk -F , '$2 == 2 { sum += $3; skipped += $5; n++ } END { printf "%.5f %d", sum / n, skipped }' \
        "$scratch/signals")"
# shellcheck disable=SC2086
run $adam --epochs 2 --signals -
same 'exit status of --signals -' "$status" 0
same_files 'signals on standard output' "$scratch/out" "$scratch/signals"
same_files 'the table on standard error' "$scratch/err" "$scratch/table"
# shellcheck disable=SC2086
good $adam --loss-exponent 0 --epochs 1 --batch 256 --loss-scale 0x1p40 --signals "$scratch/overflow"
same 'skipped steps leave updates empty' "$(sed -n 2p "$scratch/overflow" | cut -d , -f 5,8,9)" '1,,'

# ---- checkpoints ----------------------------------------------------------------------------------------------------

# stop_midway SIGNAL CHECKPOINT SIGNALS OPTION...: the same training on the soft path, stopped after some steps; leaves
# $status, and the output in $scratch/first.
stop_midway() {
    signal=$1
    file=$2
    rows=$3
    shift 3
    # shellcheck disable=SC2086 # the options are words
    "$trainer" $adam --epochs 2 --path soft --signals "$rows" --checkpoint "$file" "$@" > "$scratch/first" \
        2> "$scratch/err" &
    pid=$!
    tries=0
    while [ ! -s "$file" ] && [ $tries -lt 100 ]; do # it is there before the first step
        tries=$((tries + 1))
        sleep 0.1
    done
    sleep 0.3
    kill "-$signal" $pid
    wait $pid 2> /dev/null
    status=$?
}

# Killed outright: the rows up to the last checkpoint are in the file.
stop_midway KILL "$scratch/k" "$scratch/killed-rows" --checkpoint-every 1
same 'exit status after KILL' "$status" 137
good --resume "$scratch/k" --path auto --signals "$scratch/killed-rows"
same_files 'signals of killed and resumed training' "$scratch/killed-rows" "$scratch/signals"
same 'digest of killed and resumed training' "$(grep '^weights' "$scratch/out")" "$(grep '^weights' "$scratch/table")"
rm -f "$scratch"/k.* # what it was writing

stop_midway INT "$scratch/c" "$scratch/parts"
same 'exit status after INT' "$status" 130
same 'what it says then' "$(sed 's/step [0-9]*;/step N;/' "$scratch/err")" \
    "trainer: interrupted after step N; to go on: --resume $scratch/c"
stopped=$(sed -n 's/.*after step \([0-9]*\);.*/\1/p' "$scratch/err")
same "stopped in the midst, after step ${stopped:-?}" \
    "$([ "${stopped:-0}" -gt 0 ] && [ "$stopped" -lt 88 ] && echo yes)" yes
same 'rows of the signals up to there' "$(wc -l < "$scratch/parts")" $((${stopped:-0} + 1))
cp "$scratch/c" "$scratch/kept"
cp "$scratch/parts" "$scratch/kept-parts"
good --resume "$scratch/c" --path auto --signals "$scratch/parts"
same_files 'signals of interrupted and resumed training' "$scratch/parts" "$scratch/signals"
grep -h '^ *[0-9]' "$scratch/first" "$scratch/out" > "$scratch/rows"
grep '^ *[0-9]' "$scratch/table" > "$scratch/expected"
same_files 'the tables of both' "$scratch/rows" "$scratch/expected"
same 'digest of resumed training' "$(grep '^weights' "$scratch/out")" "$(grep '^weights' "$scratch/table")"
same_files 'a checkpoint that --checkpoint does not name stays' "$scratch/c" "$scratch/kept"

# Rows beyond the checkpoint, as a crash would leave them, are replaced; other files are not.
sed 1d "$scratch/signals" | sed -n "$((${stopped:-0} + 1)),\$p" | head -n 3 >> "$scratch/kept-parts"
printf '99,1,0.' >> "$scratch/kept-parts"
good --resume "$scratch/c" --path auto --signals "$scratch/kept-parts"
same_files 'signals after a crash' "$scratch/kept-parts" "$scratch/signals"
bad 'not a file of signals' --resume "$scratch/c" --path auto --signals "$scratch/precious"
same 'a file that is not of signals' "$(cat "$scratch/precious")" precious

# Ended, resumed for one epoch more, with a checkpoint in the midst of it and at its end.
# shellcheck disable=SC2086
good $adam --epochs 1 --checkpoint "$scratch/d" --checkpoint-every 10
bad 'it exists' --epochs 1 --checkpoint "$scratch/d"
bad 'nothing is left to do' --resume "$scratch/d"
good --resume "$scratch/d" --checkpoint "$scratch/d" --checkpoint-every 7 --epochs 2 --threads 1
same 'digest after one epoch more' "$(grep '^weights' "$scratch/out")" "$(grep '^weights' "$scratch/table")"
bad 'nothing is left to do' --resume "$scratch/d" --epochs 2
same 'files beside the checkpoints' "$(cd "$scratch" && echo c* d*)" 'c d digest'
for change in '--layers 5' '--optimizer sgd' '--lr 0.002' '--batch 31' '--seed 2' '--split last' '--weights bf16' \
    '--activations bf16' '--gradients bf16' '--master fp16' '--optimizer-state fp16' '--accumulator fp16' \
    '--update kahan' '--loss-scale 1024' '--scale-interval 5' '--loss-exponent 3'; do
    # shellcheck disable=SC2086
    bad "${change%% *} is not what" --resume "$scratch/d" --epochs 3 $change
done
good --data "$tiny" --layers 5 --batch 4 --epochs 1 --checkpoint "$scratch/e"
cp -r "$tiny" "$scratch/other"
{ head -c 82 "$tiny/train-images-idx3-ubyte" && printf '\21\20\20\20\20\377'; } \
    > "$scratch/other/train-images-idx3-ubyte"
bad 'made with other data' --resume "$scratch/e" --epochs 2 --data "$scratch/other"
good --resume "$scratch/e" --epochs 2
bad '--ledger does not train' --resume "$scratch/d" --ledger
{ head -c 999 "$scratch/d" && printf x && tail -c +1001 "$scratch/d"; } > "$scratch/altered"
bad 'its CRC-32 is wrong' --resume "$scratch/altered" --epochs 3
head -c 5000 "$scratch/d" > "$scratch/altered"
bad 'its CRC-32 is wrong' --resume "$scratch/altered" --epochs 3

# ---- where the output goes ------------------------------------------------------------------------------------------

run --epochs 2 --batch 256
same 'control characters in a pipe' "$(cat "$scratch/out" "$scratch/err" | tr -d '[:print:]\n' | wc -c | tr -d ' ')" 0
same 'standard error in a pipe' "$(cat "$scratch/err")" ''
if [ -c /dev/full ]; then
    for arguments in '--help' '--ledger' '--epochs 1 --batch 256' '--epochs 1 --batch 256 --signals -'; do
        # shellcheck disable=SC2086
        "$trainer" $arguments > /dev/full 2> "$scratch/err"
        status=$?
        grep '^trainer: ' "$scratch/err" > "$scratch/line" # --signals - has the table there, too
        mv "$scratch/line" "$scratch/err"
        one_line "trainer $arguments > /dev/full" 'cannot write to standard output: No space left'
    done
    run --epochs 1 --batch 256 --signals /dev/full
    one_line 'signals into /dev/full' '--signals /dev/full: No space left'
else
    echo "SKIP: no /dev/full here: a full disk is not tested"
fi
if script --version 2> /dev/null | grep -q util-linux; then
    script -qec "'$trainer' --epochs 2 --batch 256 > '$scratch/out'" /dev/null > "$scratch/terminal" < /dev/null
    same 'exit status on a terminal' $? 0
    same 'the bar on a terminal' \
        "$(tr '\r' '\n' < "$scratch/terminal" |
            grep -c '^epoch 1/2 \[[#.]\{24\}\] step 1/5  loss [0-9.]*  ETA 0:[0-9][0-9]:[0-9][0-9]')" 1
    same 'what is left of it' "$(tail -c 80 "$scratch/terminal")" "$(printf '%79s\r' '')"
    same 'standard output beside it' "$(wc -l < "$scratch/out")" 4
else
    echo "SKIP: no util-linux script here: the bar on a terminal is not tested"
fi

echo "trainer: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
