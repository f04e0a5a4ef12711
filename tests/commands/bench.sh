#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests what the benches say: options, columns, what is missing, what differs. Times are never judged.
# usage: bench.sh [path of tests/bench/scalars; the others lie beside it]
program=build/tests/bench/scalars
# shellcheck source=tests/commands/command.sh
. "$(dirname "$0")/command.sh"
folder=$(dirname "$program")

# try STATUS COMMAND...: runs it, and keeps its output in $scratch/out and $scratch/err.
try() {
    wanted=$1
    shift
    "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    got=$?
    if [ "$got" -eq "$wanted" ]; then
        passed=$((passed + 1))
    else
        report "$*: expected status $wanted, got $got: $(cat "$scratch/err")"
    fi
}

# holds WHAT FILE PATTERN: a line of the file matches.
holds() {
    if grep -Eq "$3" "$scratch/$2"; then
        passed=$((passed + 1))
    else
        report "$1: expected a line that matches $3, got: $(cat "$scratch/$2")"
    fi
}

# refused COMMAND...: status 2, nothing but one line on stderr.
refused() {
    try 2 "$@"
    if [ "$(wc -l <"$scratch/err")" -eq 1 ] && [ ! -s "$scratch/out" ]; then
        passed=$((passed + 1))
    else
        report "$*: expected one line on stderr and no other, got: $(cat "$scratch/out" "$scratch/err")"
    fi
}

# columns WHAT: each line of CSV has nine columns.
columns() {
    if awk -F, 'NF != 9 { bad = 1 } END { exit bad || NR < 2 }' "$scratch/out"; then
        passed=$((passed + 1))
    else
        report "$1: expected lines of nine columns, got: $(cat "$scratch/out")"
    fi
}

export OMP_NUM_THREADS=1
header='^what,ours_ns,peer,peer_ns,ratio,lower_quartile,upper_quartile,ran,cpu$'

for bench in scalars arrays gemm; do
    try 0 "$folder/$bench" --help
    holds "$bench --help" out '^usage: '
    refused "$folder/$bench" --fast
    refused "$folder/$bench" fast
    refused "$folder/$bench" --rounds 0
    refused "$folder/$bench" --rounds 3x
    refused "$folder/$bench" --only
done
refused "$folder/arrays" --path abacus
refused "$folder/gemm" --path abacus
refused env -u OMP_NUM_THREADS "$folder/gemm" --rounds 1

try 0 "$program" --csv --rounds 1 --only 'fp16 add ordinary'
holds 'scalars --csv' out "$header"
holds 'scalars --csv' out '^generic fp16 add ordinary,[0-9]+\.[0-9]+,named,[0-9]+\.[0-9]+,[0-9.]+,[0-9.]+,[0-9.]+,generic,'
columns 'scalars --csv'
try 0 "$program" --csv --ours --rounds 1 --only 'fp16 add ordinary'
holds 'scalars --csv --ours' out '^fp16 add ordinary,[0-9]+\.[0-9]+,,,,,,named,'
columns 'scalars --csv --ours'
try 0 "$program" --rounds 1 --only 'fp16 add ordinary'
holds 'scalars' out '^fp16 add ordinary  .* named$'
if [ -z "$(grep -E '.{101}' "$scratch/out")" ]; then
    passed=$((passed + 1))
else
    report "scalars: expected at most 100 columns"
fi

# Elsewhere there is no script for NumPy.
(cd "$scratch" && "$folder/arrays" --rounds 1 --only 'fp16 add 4 Ki' >"$scratch/out" 2>"$scratch/err")
holds 'arrays without NumPy' out '^NumPy: SKIP: '
(cd "$scratch" && "$folder/arrays" --csv --rounds 1 --only 'fp16 add 4 Ki' >"$scratch/out" 2>"$scratch/err")
holds 'arrays without NumPy' out '^,,NumPy,,,,,missing: [^,]*,'
columns 'arrays without NumPy'

# A peer that gives zeros.
cat >"$scratch/python" <<'END'
#!/bin/sh
echo NumPy of zeros
while read -r command x y work; do
    case $command in
    load) dd bs=1 count=$((x + y)) of=/dev/null 2>/dev/null ;;
    time) echo 0.001 ;;
    result) head -c 8192 /dev/zero ;;
    esac
done
END
chmod +x "$scratch/python"
try 1 env "PYTHON=$scratch/python" "$folder/arrays" --rounds 1 --only 'fp16 add 4 Ki'
holds 'arrays beside zeros' err '^bench arrays: the answers differ: fp16 add 4 Ki: element [0-9]+: NumPy of zeros gives 0'

case $(uname -m) in
x86_64)
    try 0 "$folder/gemm" --path neon
    holds 'gemm --path neon' out '^neon: SKIP: '
    ;;
esac

try 0 env "CSV=$scratch/csv" BENCH_FLAGS='--rounds 1 --only 4Ki' sh tests/bench/bench.sh "$folder" scalars arrays
holds 'bench.sh with CSV=' out "^wrote $scratch/csv$"
if [ "$(grep -Ec "$header" "$scratch/csv")" -eq 1 ]; then
    passed=$((passed + 1))
else
    report "bench.sh with CSV=: expected one header"
fi
refused env BASE= sh tests/bench/compare.sh "$scratch/build"
refused env BASE=no-such-revision sh tests/bench/compare.sh "$scratch/build"
refused env BASE=HEAD PAIRS=many sh tests/bench/compare.sh "$scratch/build"
finish
