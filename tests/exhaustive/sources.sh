#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Prints a digest of the sources that decide what a sweep computes and what it is compared with: the library's arithmetic,
# arrays and models, ref/, the constants, and the proofs. A certificate belongs to one such digest. The library's text,
# commands, presets, dot products and entry points for other languages are not among them.
# usage: sources.sh
set -u

cd "$(dirname "$0")/../.." || exit 2
hash=sha256sum
command -v sha256sum >/dev/null || hash='shasum -a 256'
LC_ALL=C
export LC_ALL
# shellcheck disable=SC2086 # words
printf '%s\n' formats/*.[ch] formats/models/* formats/array/* ref/*.[ch] data/formats.txt tests/exhaustive/boundaries.c \
    tests/exhaustive/arrays.c tests/exhaustive/against_ref.c tests/exhaustive/directed.c tests/exhaustive/elementary*.* \
    lessons/trainer/kernels/elementary.inc lessons/trainer/kernels/soft_operations.h |
    grep -v -E '^(formats/(halfulp_(dot|explain|flat|version)|apply|describe|flat|presets)|ref/(dot|like|text))' |
    xargs $hash | $hash | cut -c 1-16
