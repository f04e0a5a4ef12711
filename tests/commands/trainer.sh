#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests of the `trainer` command from the user's side: what it refuses and how, its data, its output in a pipe and on a
# terminal. trainer_files.sh tests the files that it writes.
# usage: trainer.sh [PROGRAM]        (default: build/trainer)
# shellcheck source=tests/commands/trainer_common.sh
. "$(dirname "$0")/trainer_common.sh"

# ---- the command line ----------------------------------------------------------------------------------------------

good --help
same 'the first word of --help' "$(head -c 14 "$scratch/out")" 'usage: trainer'
for option in $(sed -n 's/^ *{"\([a-z-]*\)", [a-z_]*_argument.*/\1/p' lessons/trainer/cli/options.c); do
    same "lines of --help with --$option" "$(grep -c -e "^  --$option\( \|\$\)" "$scratch/out")" 1
done

bad 'frob' frob
bad '--frob' --frob
bad '--data fasion: No such file or directory: expected digits, fashion, or a folder' --data fasion
# Not /dev/null: a defect that lets it be replaced would, for root, replace it.
mkfifo "$scratch/fifo"
bad "--checkpoint $scratch/fifo: it exists, and is no regular file" --checkpoint "$scratch/fifo"
rm "$scratch/fifo"
bad '-x' -x
bad '-xy' -xy
bad '--ledger=1' --ledger=1
bad '--checkp' --checkp "$scratch/c" # two options begin like this
for option in data layers optimizer lr batch epochs seed split weights activations gradients master optimizer-state \
    accumulator update gradient-rounding state-rounding loss-scale scale-interval loss-exponent path threads checkpoint checkpoint-every resume \
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
bad '--gradient-rounding up: expected nearest, stochastic, stochastic-logits or balanced-logits' --gradient-rounding up
bad '--state-rounding kahan: expected nearest or stochastic' --state-rounding kahan
bad '--path gpu: expected auto, fma' --path gpu
for option in batch epochs scale-interval loss-exponent threads checkpoint-every; do
    for value in '' x 1x 1.5 -1 +1 ' 5' '5 ' 0x10 2147483648 99999999999999999999; do
        bad "--$option $value: expected an integer" "--$option" "$value"
    done
done
for value in '' x 0.1x . -1 +1 ' 1' nan inf -inf; do
    bad "--lr $value: expected" --lr "$value"
    bad "--loss-scale $value: expected" --loss-scale "$value"
done
for value in '' x -1 +1 ' 1' 1.0 0x 0xg 0x+1 1a 18446744073709551616 0x10000000000000000; do
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

bad '--batch 0: expected 1' --batch 0
bad '--batch 1438: expected 1 to 1437 images, the training set' --batch 1438
bad '--epochs 0: expected 1 or more' --epochs 0
bad '--threads 1025: expected 1 to 1024, or 0 for all cores' --threads 1025
for value in 0 1e999 1e-60; do
    bad ': expected a finite number above 0' --lr "$value"
done
for value in 0 3 1e999 0x1p61 0x1p-61; do
    bad ': expected a power of two from 2^-60 to 2^60' --loss-scale "$value"
done
bad '--scale-interval 0: expected 1 step or more' --loss-scale dynamic --scale-interval 0
bad '--loss-exponent 61: expected 0 to 60' --loss-exponent 61
bad 'the network is too large' --layers 16384,16384

# Options that exclude each other.
bad 'a stochastic update needs' --update stochastic
bad 'a stochastic update needs' --update stochastic --weights bf16 --master fp32
for rounding in stochastic stochastic-logits balanced-logits; do
    bad 'a rounding of gradients needs' --gradient-rounding $rounding
done
bad 'a stochastic state needs' --optimizer adam --state-rounding stochastic
bad '--state-rounding does nothing here' --state-rounding stochastic
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
same 'files that refused runs have left' "$(ls "$scratch")" "$(printf 'err\nout\nprecious\ntiny')"
same 'a file that was there' "$(cat "$scratch/precious")" precious

# ---- training, and its bits ----------------------------------------------------------------------------------------

same 'digest of the default training' "$(digest --threads 1)" fd458c3e2b237fe8
same 'lines of the default training' "$(wc -l < "$scratch/out")" 32
same 'its test accuracy is above 95 %' "$(awk '$1 == 30 { print ($3 > 95) }' "$scratch/out")" 1

good --data "$tiny" --layers 5 --batch 4 --epochs 2
same 'epochs of the small set' "$(grep -c '^ *[12] ' "$scratch/out")" 2
fp8="--data $tiny --layers 5 --batch 4 --epochs 1 --weights"
# shellcheck disable=SC2086
same 'formats in capitals and by other names' "$(digest $fp8 float8_e4m3fn --gradients E5M2 --master NONE)" \
    "$(digest $fp8 e4m3 --gradients e5m2)"
digest --data "$tiny" --layers 5 --batch 4 --epochs 100 > "$scratch/digest"
same 'accuracy on the small set' "$(awk '$1 == 100 { print $3 }' "$scratch/out")" 100.00
bad '--batch 13: expected 1 to 12 images' --data "$tiny" --batch 13
good --data "$tiny" --layers 5 --batch 4 --ledger
same 'total of the ledger' "$(awk '
    $1 == "total" { print $2 - sum }
    match($0, / [0-9]+ /) { sum += substr($0, RSTART, RLENGTH) }' "$scratch/out")" 0
same 'weights in the ledger' "$(awk '$1 == "weights" { print $2 }' "$scratch/out")" $((4 * (7 * 5 + 6 * 3)))
good --data "$tiny" --layers 5 --batch 4 --ledger --optimizer adam --update kahan --weights e4m3 --master fp16 \
    --optimizer-state bf16 --gradients e5m2 --activations fp16
same 'roles in the ledger' \
    "$(sed -n 's/^\([a-z12 ()K]*[a-z)]\)  *\([0-9]*\)  \([0-9]*\) for each of \([0-9]*\) .*/\1: \2, \3 x \4/p' "$scratch/out")" \
    'weights: 53, 1 x 53
master weights: 106, 2 x 53
gradients of parameters: 53, 1 x 53
first moments: 106, 2 x 53
second moments: 106, 2 x 53
compensation (Kahan): 106, 2 x 53
activations: 112, 28 x 4
gradients of activations: 32, 8 x 4'
for layers in none 5 7,4,9 1,1,1,1,1,1,1,1; do
    for policy in '' '--optimizer adam --weights bf16 --update stochastic' \
        '--gradients e4m3 --gradient-rounding balanced-logits' \
        '--gradients fp16 --gradient-rounding stochastic --optimizer adam --optimizer-state bf16 --state-rounding stochastic' \
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

# The second pair of image files is the test set; the test set of the digits is drawn at random.
for split in shuffled last; do
    digest --data "$tiny" --layers 5 --batch 4 --epochs 2 --split $split > "$scratch/$split"
    digest --epochs 1 --batch 256 --split $split > "$scratch/digits-$split"
done
digest --data "$tiny" --layers 5 --batch 4 --epochs 2 > "$scratch/default"
same_files 'the split of the small set' "$scratch/default" "$scratch/last"
same 'the other split' "$(cmp -s "$scratch/default" "$scratch/shuffled" || echo differs)" differs
digest --epochs 1 --batch 256 > "$scratch/default"
same_files 'the split of the digits' "$scratch/default" "$scratch/digits-shuffled"
same 'the other split of the digits' "$(cmp -s "$scratch/default" "$scratch/digits-last" || echo differs)" differs

# A number means the same in every option, and leading zeros have no effect.
for seed in 10 010 0xA 0x00a; do
    digest --data "$tiny" --layers 5 --batch 4 --epochs 2 --seed $seed > "$scratch/seed-$seed"
    same_files "the seed $seed" "$scratch/seed-$seed" "$scratch/seed-10"
done
same 'another seed' "$(digest --data "$tiny" --layers 5 --batch 4 --epochs 2 --seed 8 | cmp -s - "$scratch/seed-10" ||
    echo differs)" differs
same 'leading zeros' "$(digest --data "$tiny" --layers 05 --batch 04 --epochs 02 --seed 010)" "$(cat "$scratch/seed-10")"
good --data "$tiny" --layers 5 --batch 4 --epochs 1 --lr 1e-45 # FP32's smallest number

# ---- compressed files ----------------------------------------------------------------------------------------------

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
                bad "${file##*/}" --data "$packed" --ledger # truncated there
                if [ "$at" -ge 10 ]; then                   # beyond gzip's header: one bit of that byte flipped
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

# ---- output destinations -------------------------------------------------------------------------------------------

run --epochs 2 --batch 256
same 'control characters in a pipe' "$(cat "$scratch/out" "$scratch/err" | tr -d '[:print:]\n' | wc -c | tr -d ' ')" 0
same 'standard error in a pipe' "$(cat "$scratch/err")" ''
if [ -c /dev/full ]; then
    for arguments in '--help' '--ledger' '--epochs 1 --batch 256' '--epochs 1 --batch 256 --signals -'; do
        # shellcheck disable=SC2086
        "$trainer" $arguments > /dev/full 2> "$scratch/err"
        status=$?
        grep '^trainer: ' "$scratch/err" > "$scratch/line" # with --signals - it also has the table
        mv "$scratch/line" "$scratch/err"
        one_line "trainer $arguments > /dev/full" 'cannot write to standard output: No space left'
    done
    run --epochs 1 --batch 256 --signals /dev/full
    one_line 'signals into /dev/full' '--signals /dev/full: No space left'
else
    echo "SKIP: no /dev/full here: a full disk is not tested"
fi

# With one step per epoch, the line of the epoch and the row of the step say the same.
good --epochs 1 --batch 1437 --lr 8 --weights bf16 --gradients e5m2 --signals "$scratch/one"
same 'flushed and lost, of the table and of the signals' "$(awk '$1 == 1 { print $6, $7 }' "$scratch/out")" \
    "$(awk -F , '$1 == 1 { printf "%.2f %.2f", $6, $8 }' "$scratch/one")"
same 'that some were lost, and most were not' "$(awk -F , '$1 == 1 { print ($8 > 1 && $8 < 49) }' "$scratch/one")" 1

# ---- the bar on a terminal -----------------------------------------------------------------------------------------

export trainer

# terminal COLUMNS ARGUMENT...: all output on a terminal of that width (0: unknown) in $scratch/terminal; the pieces
# that carriage returns and newlines end are in $scratch/lines.
terminal() {
    columns=$1
    shift
    SHELL=/bin/sh script -qec "stty cols $columns; \"\$trainer\" $*" /dev/null > "$scratch/terminal" < /dev/null
    status=$?
    tr '\r' '\n' < "$scratch/terminal" > "$scratch/lines"
}

# terminal_until BARS COLUMNS ARGUMENT...: the same, killed after that many bars. The shell does not report it.
terminal_until() {
    bars=$1
    columns=$2
    shift 2
    : > "$scratch/terminal"
    shown="tr '\\r' '\\n' < '$scratch/terminal' | grep -c '^epoch [0-9]'"
    terminal "$columns" "$* & for i in \$(seq 600); do
        [ \"\$($shown)\" -lt $bars ] || break
        sleep 0.1
    done
    kill \$!
    wait \$! 2> /dev/null"
}

if script --version 2> /dev/null | grep -q util-linux && script -qec true /dev/null > /dev/null 2>&1 < /dev/null; then
    terminal 0 --epochs 2 --batch 256
    same 'exit status on a terminal' "$status" 0
    same 'the bar on a terminal' \
        "$(grep -c '^epoch 1/2 \[[#.]\{24\}\] step 1/5  loss [0-9.]*  ETA 0:[0-9][0-9]:[0-9][0-9] *$' \
            "$scratch/lines")" 1
    same 'lines of the epochs, with nothing before them' "$(grep -c '^ *[12]  [0-9. ]*$' "$scratch/lines")" 2
    terminal 0 --epochs 2 --batch 256 '>' "'$scratch/out'"
    same 'what is left of it' "$(tail -c 80 "$scratch/terminal")" "$(printf '%79s\r' '')"
    same 'standard output beside it' "$(wc -l < "$scratch/out")" 4

    # The bar fills as steps are done.
    terminal 80 --epochs 4 --layers 32 --path soft --threads 1
    same 'bars that are not as full as training is' "$(awk -F '[][ /]+' '/^epoch [0-9]/ {
        match($0, /\[#*/)
        full = RLENGTH - 1
        n++
        if (full != int(24 * (($2 - 1) * $7 + $6) / ($3 * $7))) print
        } END { if (n < 2) print n " bars" }' "$scratch/lines")" ''

    # The bar fits: the remaining time is shown, and no line is wider than the terminal.
    for columns in 30 40 60 79 100; do
        terminal_until 3 $columns --epochs 2147483647 --layers 32 --path soft
        same "longest bar in $columns columns" \
            "$(awk '/^epoch [0-9]/ && length > n { n = length } END { print n }' "$scratch/lines")" $((columns - 1))
        same "bars without a time in $columns columns" \
            "$(grep '^epoch [0-9]' "$scratch/lines" | grep -vc 'ETA [0-9]*:[0-9][0-9]:[0-9][0-9] *$')" \
            $((columns < 36 ? $(grep -c '^epoch [0-9]' "$scratch/lines") : 0))
    done

    # The remaining time is estimated from the steps of this run, not from the 60 epochs before: it is about the time
    # that they took, a second or so, and not a hundredth of that, as counting all steps would give.
    good --epochs 60 --checkpoint "$scratch/long"
    terminal_until 9 80 --resume "'$scratch/long'" --epochs 1000 --path soft
    same 'seconds of the resumed run, from the last bar' "$(awk -F '[][ /:]+' '/^epoch [0-9].*ETA/ {
        done = ($2 - 1) * $7 + $6
        run = done - 60 * $7
        left = $3 * $7 - done
        rest = 3600 * $11 + 60 * $12 + $13
        } END { s = rest * run / left; print (s > 0.1 && s < 100) ? "about one" : s }' "$scratch/lines")" \
        'about one'
else
    echo "SKIP: no util-linux script, or no pseudo-terminals here: the bar on a terminal is not tested"
fi

finish
