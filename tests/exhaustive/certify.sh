#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Checks the certificates of data/certificates/: proves one shard of each again, drawn by the seed, and compares its
# digests with those that the certificate has. A certificate of other sources than today's is stale, a warning: results
# may still be the same, and as far as the shard goes they are. A difference is a failure.
# usage: certify.sh PROGRAM CERTIFICATE...
#   JOBS  shards at a time (1)      SEED  decides which shards (of the commit)
set -u

program=${1:?usage: certify.sh PROGRAM CERTIFICATE...}
shift
seed=${SEED:-$(git rev-parse --short=7 HEAD 2>/dev/null || date +%y%m%d)}

# value KEY CERTIFICATE: what stands behind the key.
value() {
    sed -n "s/^$1  *//p" "$2" | head -n 1
}

# One certificate: prints PASS, SKIP or FAIL and what was found.
one() {
    name=$(value sweep "$1")
    count=$(grep -c '^shard ' "$1")
    log2=$(value cases "$1" | sed 's/.*2^//')
    "$program" shards "$name" --log2 "$log2" >"$scratch/$$.shards" 2>"$scratch/$$.lacks" || {
        echo "FAIL $1: no sweep is named '$name' today"
        return
    }
    expected=$(wc -l <"$scratch/$$.shards")
    if [ "$expected" -eq 0 ]; then
        cat "$scratch/$$.lacks"
        return
    elif [ "$count" -ne "$expected" ] || [ "$(value failures "$1")" != 0 ]; then
        echo "FAIL $1: expected $expected shards and no failures, not $count and $(value failures "$1")"
        return
    fi
    shard=$(($(printf '%s %s' "$seed" "$name" | cksum | cut -d ' ' -f 1) % count))
    line=$("$program" prove "$name" "$shard" --log2 "$log2" 2>"$scratch/$$.failures")
    failures=$(printf '%s\n' "$line" | sed -n 's/.* failures=\([0-9]*\) .*/\1/p')
    found=$(printf '%s\n' "$line" | tr ' ' '\n' | sed -n 's/^\(codes\|flags\)=\(........\).*/\2/p' | tr '\n' ' ')
    certified=$(sed -n "s/^shard $shard //p" "$1")
    stale=
    [ "$(value sources "$1")" = "$("$program" sources)" ] || stale=', but stale: of other sources than today'"'"'s'
    if [ "$failures" != 0 ] || [ "${found% }" != "$certified" ]; then
        cat "$scratch/$$.failures"
        echo "FAIL $1: shard $shard has ${failures:-no} failures, digests ${found}and not $certified"
    else
        echo "PASS $name: shard $shard of $count, digests as certified$stale"
    fi
}

if [ "${ONE:-}" = yes ]; then
    one "$1"
    exit 0
fi
[ $# -gt 0 ] && [ -e "$1" ] || { echo "certify.sh: no certificate" >&2; exit 2; }
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
export scratch
echo "certify: SEED=$seed"
printf '%s\n' "$@" | ONE=yes SEED="$seed" xargs -n 1 -P "${JOBS:-1}" sh "$0" "$program" | tee "$scratch/verdicts"
count=$(grep -c '^PASS' "$scratch/verdicts")
stale=$(grep -c ', but stale' "$scratch/verdicts")
echo "certify: $count of $# certificates hold in the shard proved again; $stale are stale"
! grep -q '^FAIL' "$scratch/verdicts"
