#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs benches, one after the other, as tables, or with CSV=FILE into one file of comma-separated values. The status is 0
# unless answers differed or a bench failed: a peer that is not there is a line.
# usage: bench.sh FOLDER PROGRAM...        (variables: CSV, BENCH_FLAGS)
set -u

folder=${1:?expected the folder of the built benches}
shift
status=0
export OMP_NUM_THREADS=1 # oneDNN's threads

if [ -n "${CSV:-}" ]; then
    : >"$CSV" || exit 2
fi

# bench PROGRAM OPTION...
bench() {
    program=$1
    shift
    if [ -z "${CSV:-}" ]; then
        # shellcheck disable=SC2086 # the flags are words
        "$folder/$program" "$@" ${BENCH_FLAGS:-} || status=$?
        echo
        return
    fi
    # shellcheck disable=SC2086
    "$folder/$program" --csv "$@" ${BENCH_FLAGS:-} >"$CSV.part" || status=$?
    if [ -s "$CSV" ]; then sed 1d "$CSV.part"; else cat "$CSV.part"; fi >>"$CSV"
    rm -f "$CSV.part"
}

for name in "$@"; do
    bench "$name"
    [ "$name" = gemm ] || continue
    # OpenBLAS may not know a processor, and takes old kernels then. So, too, each of our paths beside the kernels for
    # the same instructions.
    (export OPENBLAS_CORETYPE=SkylakeX; bench gemm --path avx512; exit $status) || status=$?
    (export OPENBLAS_CORETYPE=Haswell ONEDNN_MAX_CPU_ISA=AVX2; bench gemm --path avx2; exit $status) || status=$?
done
[ -z "${CSV:-}" ] || echo "wrote $CSV"
exit $status
