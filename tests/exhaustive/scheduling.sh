#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests the sweeps' scheduling on a small sweep, stochastic/fp16/e2m1, in 24 shards of 2^18: by parallel and by xargs, a
# worker killed in mid-run and the whole killed, resumed, give the certificate of an undisturbed run; shares add up;
# gaps, overlaps, mixed sources and failures are refused; digests are those that sha256sum computes.
# usage: scheduling.sh PROGRAM
set -u

program=${1:?usage: scheduling.sh PROGRAM}
here=$(dirname "$0")
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
sweep=stochastic/fp16/e2m1
export FLAGS='--log2 18' JOBS=2
failed=0
checks=0

that() { # WHAT, after the command that decides
    # shellcheck disable=SC2181 # the status is that of the caller's last command
    if [ $? -ne 0 ]; then
        echo "scheduling: FAIL: $1"
        failed=1
    fi
    checks=$((checks + 1))
}

# A program that stands for the true one: KILL=I ends the worker that has shard I, once, before it says anything;
# with ALL=yes, the process group of the whole run before it.
cat >"$scratch/killed" <<END
#!/bin/sh
case "\$* " in
"prove "*" \${KILL:-none} "*)
    if mkdir "$scratch/killed-\$KILL" 2>/dev/null; then
        [ "\${ALL:-}" = yes ] && kill -9 -\$(cat "$scratch/leader")
        kill -9 \$\$
    fi
    ;;
esac
exec "$(cd "$(dirname "$program")" && pwd)/${program##*/}" "\$@"
END
chmod +x "$scratch/killed"

# A PATH without parallel.
mkdir "$scratch/bin"
for tool in sh awk cat cut date dirname mkdir mv sed tr wc xargs mktemp rm head grep; do
    ln -s "$(command -v $tool)" "$scratch/bin/$tool"
done

certificate() { # FOLDER: without what differs between any two runs
    grep -v -e '^core seconds' -e '^completed' "$1"/*/*.certificate
}

sh "$here/sweep.sh" "$program" "$scratch/whole" $sweep >"$scratch/out" 2>&1
that "an undisturbed run: $(cat "$scratch/out")"
certificate "$scratch/whole" >"$scratch/expected"
[ "$(grep -c '^shard ' "$scratch/expected")" = 24 ]
that "24 shards in the certificate"

for scheduler in parallel xargs; do
    path=$PATH
    [ $scheduler = parallel ] || path=$scratch/bin
    command -v parallel >/dev/null || [ $scheduler = xargs ] || { echo "scheduling: SKIP: no GNU parallel here"; continue; }

    rm -rf "$scratch"/killed-*
    KILL=5 PATH=$path sh "$here/sweep.sh" "$scratch/killed" "$scratch/$scheduler" $sweep >"$scratch/out" 2>&1
    [ -d "$scratch/killed-5" ] && { [ $scheduler = parallel ] || grep -q '8 of 24 shards are missing' "$scratch/out"; }
    that "$scheduler: a killed worker: $(cat "$scratch/out")"
    KILL=5 PATH=$path sh "$here/sweep.sh" "$scratch/killed" "$scratch/$scheduler" $sweep >"$scratch/out" 2>&1
    that "$scheduler: resumed: $(cat "$scratch/out")"
    certificate "$scratch/$scheduler" | cmp -s - "$scratch/expected"
    that "$scheduler: the same certificate after a killed worker"

    # setsid gives the run a process group of its own, which is killed as a whole.
    setsid sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$scratch/leader" env ALL=yes KILL=9 PATH="$path" \
        sh "$here/sweep.sh" "$scratch/killed" "$scratch/$scheduler-all" $sweep >"$scratch/out" 2>&1 &
    wait $! 2>/dev/null
    [ -z "$(find "$scratch/$scheduler-all" -name '*.certificate' -o -name 9)" ]
    that "$scheduler: killed as a whole"
    HOSTS=2/: PATH=$path sh "$here/sweep.sh" "$program" "$scratch/$scheduler-all" $sweep >"$scratch/out" 2>&1
    that "$scheduler: all resumed: $(cat "$scratch/out")"
    certificate "$scratch/$scheduler-all" | cmp -s - "$scratch/expected"
    that "$scheduler: the same certificate after all were killed"
done

SHARD=0/3 sh "$here/sweep.sh" "$program" "$scratch/shares" $sweep >/dev/null 2>&1 &&
    SHARD=1/3 sh "$here/sweep.sh" "$program" "$scratch/shares" $sweep >/dev/null 2>&1 &&
    SHARD=2/3 sh "$here/sweep.sh" "$program" "$scratch/shares" $sweep >/dev/null 2>&1 &&
    [ -z "$(find "$scratch/shares" -name '*.certificate')" ] &&
    sh "$here/sweep.sh" "$program" "$scratch/shares" $sweep >/dev/null 2>&1 &&
    certificate "$scratch/shares" | cmp -s - "$scratch/expected"
that "three shares add up"

# ---- What is refused ----

cat "$scratch/whole"/*/stochastic-fp16-e2m1/[0-9]* >"$scratch/lines"
refused() { # PATTERN WHAT, the lines on stdin
    "$program" merge $sweep >/dev/null 2>"$scratch/out"
    [ $? -eq 1 ] && grep -q "$1" "$scratch/out"
    that "$2 is refused: $(cat "$scratch/out")"
}
sed 7d "$scratch/lines" | refused 'a gap: 1 of 24' 'a gap'
sed 7p "$scratch/lines" | refused 'an overlap' 'an overlap'
sed '7s/sources=./sources=g/' "$scratch/lines" | refused 'mixed sources' 'a line of other sources'
sed '7s/MPFR-/MPFR-9/' "$scratch/lines" | refused 'mixed versions' 'a line of other versions'
sed '7s/failures=0/failures=3/' "$scratch/lines" | refused '3 failures' 'a failure'
sed '7s/e2m1/e3m2/' "$scratch/lines" | refused 'another sweep' 'another sweep'
sed '7s/codes=./codes=x/' "$scratch/lines" | refused 'SHA-256' 'a digest that is none'
sed '7s/flags=.*//' "$scratch/lines" | refused 'SHA-256' 'a line cut short'
refused 'a gap' 'nothing' </dev/null

# ---- What else a certificate says ----

for shard in 0 1 2 3; do
    "$program" prove fp16/e4m3/up $shard --log2 14
done >"$scratch/lines"
merged() { # LINE-OF-THE-CERTIFICATE WHAT, the lines on stdin
    "$program" merge fp16/e4m3/up >"$scratch/out" 2>&1 && grep -q "^$1\$" "$scratch/out"
    that "$2: $(cat "$scratch/out")"
}
merged 'paths  *scalar,portable.*' 'the paths of arrays' <"$scratch/lines"
sed -e '2s/paths=[^ ]*/paths=scalar,portable,ice/' -e '3s/paths=[^ ]*/paths=scalar,portable,avx/' "$scratch/lines" |
    merged 'paths  *scalar,portable' 'only the paths that all shards have'
sed -e '2s/worst=[^ ]*/worst=0.25/' -e '3s/worst=[^ ]*/worst=0.125/' "$scratch/lines" |
    merged 'error  *0.250000 ulp at most' 'the largest error of all shards'

# ---- What certify.sh says ----

sed 's/^shard \([0-9]*\) \(........\) ......../shard \1 \2 00000000/' "$scratch/expected" >"$scratch/forged"
sed 's/^sources .*/sources      0123456789abcdef/' "$scratch/expected" >"$scratch/stale"
sh "$here/certify.sh" "$program" "$scratch/expected" | grep -q '1 of 1 certificates hold in the shard proved again; 0 are stale'
that "a certificate holds"
sh "$here/certify.sh" "$program" "$scratch/stale" | grep -q '; 1 are stale'
that "a stale certificate is only a warning"
! sh "$here/certify.sh" "$program" "$scratch/forged" >"$scratch/out" && grep -q '^FAIL' "$scratch/out"
that "a digest that differs is a failure"

# ---- Digests ----

for what in codes flags; do
    for shard in 0 5; do
        "$program" dump convert/tf32/up $shard 0 $what --log2 18 | sha256sum | cut -d ' ' -f 1 >"$scratch/sum"
        "$program" prove convert/tf32/up $shard --log2 18 | grep -q " $what=$(cat "$scratch/sum")"
        that "the digest of the $what of shard $shard by sha256sum"
    done
done
"$program" sample 0/1 fp16 bf16/e8m0 >"$scratch/out" 2>&1
that "boundaries given, found, and not used: $(cat "$scratch/out")"
"$program" sample 5/4096 trainer directed >"$scratch/out" 2>&1 && grep -q 'trainer/exp.* ulp at most' "$scratch/out"
that "exp and log of the trainer, and directed cases: $(cat "$scratch/out")"
[ "$("$program" operands directed/fma/fp32 9 --log2 12 | wc -c)" -eq $((4096 * 3 * 4)) ]
that "the operands of directed cases"

[ $failed -eq 0 ] && echo "scheduling: PASS: $checks checks"
exit $failed
