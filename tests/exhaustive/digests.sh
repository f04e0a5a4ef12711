#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Computes the digests of data/digests.txt anew, all of them, and compares the file, or writes it. Several run at a time;
# what is done is kept in BUILD/digests/ for this build of the command, so that the next run goes on from there.
# usage: digests.sh BUILD [--write]        (variable: JOBS)
# Exit status: 0 the same, or written; 1 a difference.
set -u

build=${1:?usage: digests.sh BUILD [--write]}
cd "$(dirname "$0")/../.." || exit 2
halfulp=$build/halfulp
file=data/digests.txt
folder=$build/digests/$(cksum < "$halfulp" | tr ' ' -)
mkdir -p "$folder" || exit 2

# Every function whose operands have at most 24 bits together is one job. The conversions of FP32 have 2^32 cases each:
# into formats of at most 16 bits, but for those without a sign, which take the longest.
jobs() {
    echo "-modes -bits 24 *"
    for to in $("$halfulp" formats --names); do
        case $to in
        fp64 | fp32 | tf32 | e8m0 | ue4m3 | ue5m3) continue ;;
        fp16) to=f16 ;;
        esac
        for mode in near_even near_maxMag minMag min max odd; do
            echo "-r$mode f32_to_$to"
        done
    done
}

# The file in which the lines of a job are kept.
kept() {
    echo "$folder/$(printf %s "$1" | tr ' *' '_@')"
}

header() {
    cat << END
# Digests of all results of functions, by which others can compare. Written by make digests WRITE=yes, halfulp $("$halfulp" --version | cut -d ' ' -f 2).
#
# Functions of operands of at most 24 bits together that have names, and conversions of FP32. Each in every rounding
# direction that matters to it, otherwise under the default policies.
#
# A line: the digest of the codes, that of the flags ("-" for a model without flags), the number of cases, the options and
# the function, as halfulp run has them. \`halfulp digest OPTION... FUNCTION\` prints it, and \`halfulp digest -check FILE\`
# compares it. For the operands' codes in ascending order, the last operand's the fastest, there are
#   codes: the result in the fewest of 1, 2, 4 and 8 bytes that hold it, the lowest first, each NaN replaced by the
#          canonical one of the format;
#   flags: a byte, a sum of 1 inexact, 2 underflow, 4 overflow, 8 division by zero and 16 invalid; of a model, the
#          instruction's own.
# A digest is SHA-256 over the SHA-256s, 32 bytes each, of chunks of 2^24 cases; the last has what is left.
END
}

# shellcheck disable=SC2016 # for the shells that compute
compute='set -f
    "$halfulp" digest $1 > "$2.part" && mv "$2.part" "$2" && echo "$1"'

export halfulp
jobs | while read -r words; do
    [ -s "$(kept "$words")" ] || printf '%s\n%s\n' "$words" "$(kept "$words")"
done | tr '\n' '\0' | xargs -0 -r -P "${JOBS:-1}" -n 2 sh -c "$compute" sh || exit 2

{
    header
    jobs | while read -r words; do
        cat "$(kept "$words")" || exit 1
    done
} > "$folder/all" || exit 2
if [ "${2:-}" = --write ]; then
    cp "$folder/all" "$file" && echo "$file: $(grep -vc '^#' "$file") digests written"
    exit
fi
grep -v '^#' "$file" > "$folder/expected"
if grep -v '^#' "$folder/all" | diff "$folder/expected" -; then
    echo "PASS: $file: $(grep -vc '^#' "$file") digests"
else
    echo "FAIL: $file: the digests of this build differ"
    exit 1
fi
