#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs sweeps shard by shard, several at a time, and writes the certificate of each that is complete. GNU parallel does
# the scheduling where it is installed, on other machines too; otherwise xargs does. The line of each finished shard is a
# file, FOLDER/SOURCES/NAME/SHARD ('/' in a name is '-'), and a shard whose file is there is not run again: that is all
# it takes to stop, resume, lose a worker, or share a folder among machines.
# usage: sweep.sh PROGRAM FOLDER [NAME]...
#   JOBS    processes at a time (1)
#   SHARD   I/N: only every N-th shard, from the I-th (0/1): for machines without a scheduler in common
#   HOSTS   what parallel's --sshlogin takes, "4/host1,8/host2": each with the program at the same path
#   FLAGS   options of the program: --straight, --log2 L
# Exit status: 0 complete, or its share is; 1 a difference, or a shard is missing; 2 bad usage.
set -u

program=${1:?usage: sweep.sh PROGRAM FOLDER [NAME]...}
folder=${2:?usage: sweep.sh PROGRAM FOLDER [NAME]...}
shift 2
share=${SHARD:-0/1}
flags=${FLAGS:-}
status=0
together=8 # shards in a job: a scheduler takes its time for each
case $share in
*[!0-9/]* | */*/* | /* | */ | */0) share= ;;
*/*) [ "${share%/*}" -lt "${share#*/}" ] || share= ;;
*) share= ;;
esac
[ -n "$share" ] || { echo "sweep.sh: SHARD: expected I/N with I below N, for example 0/4" >&2; exit 2; }
sources=$("$program" sources) || exit 2
lines=$folder/$sources$(echo "$flags" | tr -cd a-z0-9) # what options change is not mixed
mkdir -p "$lines" || exit 2
lines=$(cd "$lines" && pwd)

# The numbers of the shards of a sweep, or those that are missing.
# shellcheck disable=SC2086 # flags are words
shards() { # NAME
    "$program" shards "$1" $flags | awk -v name="$1" -v i="${share%/*}" -v n="${share#*/}" '$1 == name && $2 % n == i { print $2 }'
}

missing() { # NAME FOLDER
    shards "$1" | while read -r shard; do
        [ -s "$2/$shard" ] || echo "$shard"
    done
}

# Reads lines of shards and puts each into its file, which is there as a whole or not at all.
collect() { # FOLDER
    while IFS= read -r line; do
        shard=${line#*shard=}
        shard=${shard%%/*}
        printf '%s\n' "$line" >"$1/.$shard.$$" && mv "$1/.$shard.$$" "$1/$shard"
    done
}

# A worker that ends early is no reason to stop the others: its shard stays missing.
# shellcheck disable=SC2086 # flags are words
schedule() { # NAME; numbers of shards on stdin
    if command -v parallel >/dev/null 2>&1; then
        parallel --will-cite --ungroup -N $together --joblog "$files.joblog" --retries 2 --jobs "${JOBS:-1}" \
            ${HOSTS:+--sshlogin "$HOSTS" --workdir "$PWD"} "$program" prove "$1" '{}' $flags
    else
        xargs -n $together -P "${JOBS:-1}" sh -c '"$@" || :' sh "$program" prove "$1" $flags
    fi
}

sweep() { # NAME
    name=$1
    own=$lines/$(echo "$name" | tr / -)
    mkdir -p "$own" || exit 2
    count=$(shards "$name" | wc -l)
    files=$own.$(echo "$share" | tr / -) # others may be at work on other shares
    begun=$(date +%s)
    missing "$name" "$own" >"$files.missing"
    todo=$(wc -l <"$files.missing")
    if [ "$todo" -gt 0 ]; then
        echo "$name: $((count - todo)) of $count shards are done" >&2
        schedule "$name" <"$files.missing" | collect "$own"
    fi
    left=$(missing "$name" "$own" | wc -l)
    failures=$(cat "$own"/[0-9]* 2>/dev/null | sed -n 's/.* failures=\([0-9]*\) .*/\1/p' | awk '{ sum += $1 } END { print sum + 0 }')
    result="$count shards, $failures failures, $(($(date +%s) - begun)) s"
    if [ "$left" -gt 0 ]; then
        echo "FAIL $name: $left of $count shards are missing: start again to resume"
        status=1
    elif [ "$failures" -gt 0 ]; then
        echo "FAIL $name: $result"
        status=1
    elif [ "$share" != 0/1 ]; then
        echo "PASS $name: share $share: $result"
    else
        cat "$own"/[0-9]* | "$program" merge "$name" >"$own.certificate" || { status=1; return; }
        echo "PASS $name: $result; $own.certificate"
    fi
}

names=$("$program" list "$@" | cut -d ' ' -f 1) && [ -n "$names" ] || exit 2
for name in $names; do
    [ -z "$(shards "$name")" ] || sweep "$name"
done
exit $status
