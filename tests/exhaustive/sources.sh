#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Prints a digest of the sources that decide what a sweep computes and what it is compared with: the library but its
# text, commands and words, ref/, the constants, and the proofs. A certificate belongs to one such digest.
# usage: sources.sh
set -u

cd "$(dirname "$0")/../.." || exit 2
hash=sha256sum
command -v sha256sum >/dev/null || hash='shasum -a 256'
# shellcheck disable=SC2086,SC2011 # words; no name has a space
LC_ALL=C ls formats/*.[ch] formats/models/*.[ch] formats/array/* ref/*.[ch] data/formats.txt tests/exhaustive/boundaries.c tests/exhaustive/arrays.c tests/exhaustive/against_ref.c tests/exhaustive/directed.c tests/exhaustive/elementary*.* lessons/trainer/kernels/elementary.inc lessons/trainer/kernels/soft_operations.h 2>/dev/null |
    xargs $hash | $hash | cut -c 1-16
