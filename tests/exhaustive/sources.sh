#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Prints a digest of the sources that decide what a sweep computes and what it is compared with: the library's arithmetic
# and arrays, the models that have instructions here, ref/, the constants, and the proofs. A certificate belongs to one
# such digest. The library's text, commands, presets, blocks, dot products and entry points for other languages are not
# among them, nor are comments and the headers that only declare functions.
# usage: sources.sh
set -u

cd "$(dirname "$0")/../.." || exit 2
hash=sha256sum
command -v sha256sum >/dev/null || hash='shasum -a 256'
LC_ALL=C
export LC_ALL
# Comments go, and the space around them.
bare() {
    awk '{
        line = $0
        text = ""
        while (line != "") {
            at = index(line, inside ? "*/" : "/*")
            if (!inside) text = text (at ? substr(line, 1, at - 1) : line)
            if (!at) break
            line = substr(line, at + 2)
            inside = !inside
        }
        gsub(/[ \t]+/, " ", text)
        sub(/^ /, "", text)
        sub(/ $/, "", text)
        if (text != "") print text
    }' "$1"
}
printf '%s\n' formats/*.[ch] formats/models/x86.c formats/array/* ref/*.[ch] data/formats.txt tests/exhaustive/boundaries.c \
    tests/exhaustive/arrays.c tests/exhaustive/against_ref.c tests/exhaustive/directed.c tests/exhaustive/elementary*.* \
    lessons/trainer/kernels/elementary.inc lessons/trainer/kernels/soft_operations.h |
    grep -v -E '^(formats/(halfulp(_(block|dot|explain|flat|gen|models|version))?\.h|apply|describe|flat|presets)|ref/(accumulate|block|dot|hadamard|like|ref\.h|text))' |
    while read -r file; do
        echo "$file"
        bare "$file"
    done | $hash | cut -c 1-16
