#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests of the files of the `trainer` command: signals and checkpoints, and that interrupted and resumed training ends
# with the same bits.
# usage: trainer_files.sh [PROGRAM]        (default: build/trainer)
# shellcheck source=tests/commands/trainer_common.sh
. "$(dirname "$0")/trainer_common.sh"

echo precious > "$scratch/precious"

# refused_signals PART FILE ARGUMENT...: FILE is refused as a file of signals and left unchanged.
refused_signals() {
    part=$1
    rows=$2
    shift 2
    cp "$rows" "$scratch/before"
    bad "$part" --signals "$rows" "$@"
    same_files "$rows, refused" "$rows" "$scratch/before"
}

# ---- signals -------------------------------------------------------------------------------------------------------

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

# ---- checkpoints ---------------------------------------------------------------------------------------------------

# has_lines FILE COUNT: at least that many.
has_lines() {
    [ "$(cat "$1" 2> /dev/null | wc -l)" -ge "$2" ]
}

# stop_midway SIGNAL CHECKPOINT SIGNALS EVERY: the same training on the soft path, with a checkpoint every EVERY steps,
# stopped after at least four steps. Sets $status; the output is in $scratch/first.
stop_midway() {
    signal=$1
    file=$2
    rows=$3
    # shellcheck disable=SC2086 # the options are words
    "$trainer" $adam --epochs 2 --path soft --threads 1 --signals "$rows" --checkpoint "$file" \
        --checkpoint-every "$4"         > "$scratch/first" 2> "$scratch/err" &
    pid=$!
    wait_for has_lines "$rows" 5 # rows are written at checkpoints
    kill "-$signal" $pid
    wait $pid 2> /dev/null
    status=$?
}

# Killed: the rows up to the last checkpoint are in the file.
stop_midway KILL "$scratch/k" "$scratch/killed-rows" 1
same 'exit status after KILL' "$status" 137
good --resume "$scratch/k" --path auto --signals "$scratch/killed-rows"
same_files 'signals of killed and resumed training' "$scratch/killed-rows" "$scratch/signals"
same 'digest of killed and resumed training' "$(grep '^weights' "$scratch/out")" "$(grep '^weights' "$scratch/table")"
same 'files beside the checkpoint after KILL' "$(cd "$scratch" && echo k* | sed 's/ k\.new//')" 'k killed-rows'

stop_midway TERM "$scratch/t" "$scratch/t-rows" 4
same 'exit status after TERM' "$status" 143
same 'what it says then' "$(sed 's/step [0-9]*;/step N;/' "$scratch/err")" \
    "trainer: interrupted after step N; to go on: --resume $scratch/t --checkpoint $scratch/t --checkpoint-every 4 \
--signals $scratch/t-rows"
good --resume "$scratch/t" --path auto --signals "$scratch/t-rows"
same_files 'signals of terminated and resumed training' "$scratch/t-rows" "$scratch/signals"

stop_midway INT "$scratch/c" "$scratch/parts" 4
same 'exit status after INT' "$status" 130
same 'what it says then' "$(sed 's/step [0-9]*;/step N;/' "$scratch/err")" \
    "trainer: interrupted after step N; to go on: --resume $scratch/c --checkpoint $scratch/c --checkpoint-every 4 \
--signals $scratch/parts"
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
refused_signals 'not the file of signals' "$scratch/precious" --resume "$scratch/c" --path auto

# From a different run: with one digit more or less, with a row missing or repeated, with another loss.
for change in "$((stopped / 2))s/\(.*\)./\1/" "$((stopped + 1))s/$/0/" 3d 3p '2s/,[0-9]/,7/' 1d '1s/step/stop/'; do
    sed "$change" "$scratch/signals" > "$scratch/others"
    refused_signals 'not the file of signals' "$scratch/others" --resume "$scratch/c" --path auto
done
head -n "$stopped" "$scratch/signals" > "$scratch/others" # one row too few
refused_signals 'not the file of signals' "$scratch/others" --resume "$scratch/c" --path auto

# A checkpoint made without signals has no file of them. A new one begins at the next step, and is recorded from there
# on.
good --data "$tiny" --layers 5 --batch 4 --epochs 2 --signals "$scratch/tiny-rows"
good --data "$tiny" --layers 5 --batch 4 --epochs 1 --checkpoint "$scratch/plain"
refused_signals 'written without signals' "$scratch/tiny-rows" --resume "$scratch/plain" --epochs 2
good --resume "$scratch/plain" --checkpoint "$scratch/plain" --epochs 2 --signals "$scratch/late"
{ head -n 1 && sed -n '4,$p'; } < "$scratch/tiny-rows" > "$scratch/expected"
same_files 'rows from the second epoch on' "$scratch/late" "$scratch/expected"
cp "$scratch/plain" "$scratch/later"
good --resume "$scratch/plain" --checkpoint "$scratch/plain" --epochs 3 --signals "$scratch/late"
same 'rows of the second and the third epoch' "$(cut -d , -f 1 "$scratch/late" | tr '\n' ' ')" 'step 4 5 6 7 8 9 '
good --resume "$scratch/plain" --checkpoint "$scratch/plain" --epochs 4
refused_signals 'written without signals' "$scratch/late" --resume "$scratch/plain" --epochs 5
run --resume "$scratch/later" --epochs 3 --signals -
same 'rows on standard output' "$(cut -d , -f 1 "$scratch/out" 2> /dev/null | tr '\n' ' ')" 'step 7 8 9 '

# Finished, then resumed for one more epoch, with a checkpoint in the middle of it and at its end.
# shellcheck disable=SC2086
good $adam --epochs 1 --checkpoint "$scratch/d" --checkpoint-every 10
bad 'it exists' --epochs 1 --checkpoint "$scratch/d"
bad 'nothing is left to do' --resume "$scratch/d"
good --resume "$scratch/d" --checkpoint "$scratch/d" --checkpoint-every 7 --epochs 2 --threads 1
same 'digest after one epoch more' "$(grep '^weights' "$scratch/out")" "$(grep '^weights' "$scratch/table")"
bad 'nothing is left to do' --resume "$scratch/d" --epochs 2
same 'files beside the checkpoints' "$(cd "$scratch" && echo c* d*)" 'c d'
for change in '--layers 5' '--optimizer sgd' '--lr 0.002' '--batch 31' '--seed 2' '--split last' '--weights bf16' \
    '--activations bf16' '--gradients bf16' '--master fp16' '--optimizer-state fp16' '--accumulator fp16' \
    '--update kahan' '--gradient-rounding balanced-logits' '--loss-scale 1024' '--scale-interval 5' '--loss-exponent 3'; do
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

# ---- interrupted at bad moments ------------------------------------------------------------------------------------

# While it waits for the reader of a pipe, which starts when the signal has been sent: no row is lost.
mkfifo "$scratch/pipe"
# shellcheck disable=SC2094 # a FIFO
(
    exec 3< "$scratch/pipe"
    wait_for [ -e "$scratch/sent" ]
    cat <&3 > "$scratch/received"
) &
reader=$!
"$trainer" --epochs 40 --batch 8 --signals - --checkpoint "$scratch/i" > "$scratch/pipe" 2> "$scratch/err" &
pid=$!
wait_for [ -s "$scratch/i" ] # it exists before the first step
sleep 0.5
kill -INT $pid
: > "$scratch/sent"
wait $pid 2> /dev/null
same 'exit status after INT with a full pipe' $? 130
wait $reader
stopped=$(sed -n 's/.*after step \([0-9]*\);.*/\1/p' "$scratch/err")
same 'rows in the pipe' "$(sed 1d "$scratch/received" | wc -l)" "${stopped:-none}"
same 'rows that are not the next step' "$(awk -F , 'NR > 1 && ($1 != NR - 1 || NF != 12)' "$scratch/received")" ''

# A second signal ends it at once, in the middle of a step that takes many seconds in one thread. Two that arrive
# together count as one.
"$trainer" --batch 1437 --layers 512,512 --path soft --threads 1 --checkpoint "$scratch/j" > "$scratch/out" 2> "$scratch/err" &
pid=$!
wait_for [ -s "$scratch/j" ]
sleep 0.5 # the checkpoint exists a moment before the step begins
for _ in 1 2 3 4 5; do
    kill -INT $pid 2> /dev/null || break
    sleep 0.1
done
wait $pid 2> /dev/null
same 'exit status after a second INT' $? 130
same 'what it says after a second INT' "$(cat "$scratch/err")" ''

# During the last step: training is complete.
"$trainer" --epochs 1 --batch 1437 --layers 160 --path soft --threads 1 --checkpoint "$scratch/last" > "$scratch/out" \
    2> "$scratch/err" &
pid=$!
wait_for [ -s "$scratch/last" ]
sleep 0.3
kill -INT $pid 2> /dev/null
wait $pid
same 'exit status after INT in the last step' $? 0
same 'what it says then' "$(cat "$scratch/err")" ''
same 'digests' "$(grep -c '^weights [0-9a-f]*, path soft$' "$scratch/out")" 1

# Killed during the first step, which takes many seconds: the checkpoint records no rows, and does not accept a file
# with rows as its own.
"$trainer" --batch 1437 --layers 512,512 --path soft --threads 1 --checkpoint "$scratch/none" \
    --signals "$scratch/none-rows" > "$scratch/out" 2>&1 &
pid=$!
wait_for [ -s "$scratch/none" ]
kill -KILL $pid
wait $pid 2> /dev/null
good --batch 1437 --layers 512,512 --epochs 1 --signals "$scratch/one-row"
refused_signals 'not the file of signals' "$scratch/one-row" --resume "$scratch/none" --path auto --epochs 1
echo "$header" > "$scratch/none-rows" # a crash may have left this much of it
good --resume "$scratch/none" --path auto --epochs 1 --signals "$scratch/none-rows"
same_files 'the only row' "$scratch/none-rows" "$scratch/one-row"

# ---- a full disk ---------------------------------------------------------------------------------------------------

# A file of at most 8 blocks of 512 bytes: the row that does not fit ends training, and all rows before it are complete.
(
    ulimit -f 8
    exec "$trainer" --data "$tiny" --layers 5 --batch 4 --epochs 400 --signals "$scratch/full" \
        > "$scratch/out" 2> "$scratch/err"
)
status=$?
one_line 'signals on a full disk' "--signals $scratch/full: File too large"
same 'epochs after the disk was full' "$(grep -c '^ *400 ' "$scratch/out")" 0
(
    ulimit -f 40
    exec "$trainer" --data "$tiny" --layers 5 --batch 4 --epochs 400 --signals "$scratch/full-rows" \
        --checkpoint "$scratch/full-c" > "$scratch/out" 2> "$scratch/err"
)
status=$?
one_line 'signals and a checkpoint on a full disk' "--signals $scratch/full-rows: File too large"
good --resume "$scratch/full-c" --epochs 400 --signals "$scratch/full-rows"
good --data "$tiny" --layers 5 --batch 4 --epochs 400 --signals "$scratch/expected-rows"
same_files 'rows after the disk was full' "$scratch/full-rows" "$scratch/expected-rows"

(
    ulimit -f 8
    exec "$trainer" --epochs 1 --checkpoint "$scratch/too-large" > "$scratch/out" 2> "$scratch/err"
)
status=$?
one_line 'a checkpoint on a full disk' "--checkpoint $scratch/too-large: File too large"
same 'what is left of it' "$(cd "$scratch" && echo too-large*)" 'too-large*'

# ---- closed streams ------------------------------------------------------------------------------------------------

# Printed text never lands in a file that was opened in place of a closed stream.
"$trainer" --data "$tiny" --layers 5 --batch 4 --epochs 2 --signals "$scratch/closed" >&- 2> "$scratch/err"
status=$?
one_line 'a closed standard output' 'standard output: Bad file descriptor'
same 'a file of signals without a standard output' "$([ -e "$scratch/closed" ] && echo there)" ''
"$trainer" --data "$tiny" --layers 5 --batch 4 --epochs 2 --signals "$scratch/closed" <&- 2>&- > "$scratch/out"
same 'exit status without standard error' $? 0
good --data "$tiny" --layers 5 --batch 4 --epochs 2 --signals "$scratch/open"
same_files 'signals without standard error' "$scratch/closed" "$scratch/open"
"$trainer" --data "$tiny" --layers 5 --batch 4 --epochs 2 --checkpoint "$scratch/closed-c" --ledger <&- 2>&- > "$scratch/out"
same 'exit status of a refusal that nobody hears' $? 2

# ---- names ---------------------------------------------------------------------------------------------------------

# quick ARGUMENT...: a short training.
quick() {
    good --data "$tiny" --layers 5 --batch 4 --epochs 1 "$@"
}

mkdir "$scratch/real" "$scratch/link"
refused_signals 'it exists' "$scratch/precious" --epochs 1
ln -s "$scratch/precious" "$scratch/link/precious"
refused_signals 'it exists' "$scratch/link/precious" --epochs 1
bad 'no/such' --data "$tiny" --layers 5 --batch 4 --checkpoint no/such/checkpoint --signals "$scratch/unused"
same 'a file of signals without a checkpoint' "$([ -e "$scratch/unused" ] && echo there)" ''

# The same file in two roles, however it is spelled.
quick --checkpoint "$scratch/z"
ln -s z "$scratch/z-link"
ln "$scratch/z" "$scratch/z-hard"
for name in z ./z link/../z z-link z-hard; do
    refused_signals 'it is the file that --resume reads' "$scratch/$name" --resume "$scratch/z" --epochs 2
done
(cd "$scratch" && ln -s new link/dangling)
for name in link/new ./link/new link/../link/new link/dangling link/new.new; do
    bad "it is the checkpoint's file" --checkpoint "$scratch/link/new" --signals "$scratch/$name"
done
bad "it is the checkpoint's file" --checkpoint "$scratch/link/dangling" --signals "$scratch/link/new.new"
rm "$scratch/link/dangling"
cp "$scratch/z" "$scratch/y.new"
bad 'would be written there first' --resume "$scratch/y.new" --checkpoint "$scratch/y" --epochs 2
bad 'it exists' --resume "$scratch/z" --checkpoint "$scratch/precious" --epochs 2
good --resume "$scratch/z" --checkpoint "$scratch/./z" --epochs 2

# A link remains a link, and its target is replaced, even if the target does not exist yet.
cp "$scratch/z" "$scratch/real/c"
ln -s ../real/c "$scratch/link/c"
good --resume "$scratch/link/c" --checkpoint "$scratch/link/c" --epochs 3
bad 'nothing is left to do' --resume "$scratch/real/c"
ln -s ../real/made "$scratch/link/made"
quick --checkpoint "$scratch/link/made"
bad 'nothing is left to do' --resume "$scratch/real/made"
same 'links' "$(cd "$scratch/link" && readlink c made)" "$(printf '../real/c\n../real/made')"
same 'files beside the checkpoints of links' "$(cd "$scratch" && echo real/* link/*)" \
    'real/c real/made link/c link/made link/precious'

# Leftovers of a crash are overwritten; a file that is not a checkpoint is not.
head -c 3000 "$scratch/z" > "$scratch/w.new"
quick --checkpoint "$scratch/w"
same 'what a crash left' "$(cd "$scratch" && echo w*)" w
cp "$scratch/precious" "$scratch/v.new"
bad "$scratch/v.new: it is in the way" --data "$tiny" --layers 5 --batch 4 --checkpoint "$scratch/v"
same_files 'a file in the way' "$scratch/v.new" "$scratch/precious"

# From another directory, and names that are not files.
(cd "$scratch" && "$trainer" --data tiny --layers 5 --batch 4 --epochs 1 --checkpoint relative) > "$scratch/out"
good --resume "$scratch/relative" --epochs 2
timeout 20 "$trainer" --resume "$scratch/pipe" > "$scratch/out" 2> "$scratch/err" < /dev/null
status=$?
one_line '--resume of a FIFO' 'not a file'

finish
