# SPDX-License-Identifier: Apache-2.0
#
# shellcheck shell=sh
#
# Shared by trainer.sh and trainer_files.sh, which source it with their own arguments: the command in $trainer, checks,
# and a small set of images.
program=build/trainer
# shellcheck source=tests/commands/command.sh
. "$(dirname "$0")/command.sh"
trainer=$program

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

# run ARGUMENT...: sets $status, $scratch/out and $scratch/err
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

# one_line WHAT PART: $status is 2, and standard error is one line of the trainer that contains PART.
one_line() {
    if [ "$status" -ne 2 ] || ! is_one_line "$scratch/err" 'trainer: ' "$2"; then
        report "$1: exit status $status, expected 2 and one line with '$2', got: $(cat "$scratch/err")"
    else
        passed=$((passed + 1))
    fi
}

# bad PART ARGUMENT...: the same for a run, with nothing on standard output.
bad() {
    part=$1
    shift
    run "$@"
    one_line "trainer $*" "$part"
    if [ -s "$scratch/out" ]; then
        report "trainer $*: refused, but printed: $(head -n 1 "$scratch/out")"
    fi
}

# digest ARGUMENT...: the digest of the weights at the end of training.
digest() {
    run "$@"
    sed -n 's/^weights \([0-9a-f]*\), path .*/\1/p' "$scratch/out"
}

# wait_for CONDITION...: waits until that command succeeds, at most a minute.
wait_for() {
    tries=0
    until "$@" || [ $tries -ge 600 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
}

# A set of 12 + 4 images of 3 x 2 pixels in the files of MNIST: each has a label and one pixel that determines it.
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
