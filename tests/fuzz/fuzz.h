/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz.h - what the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput, which gets any bytes and must
 * return, whatever they are: a crash, a sanitizer's report or fuzz_wrong is a finding. `make fuzz` builds and runs
 * them.
 *
 * The bytes are read as a stream of small choices, zero past the end, so that every prefix of an input is an input.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "halfulp.h"
#include "ref.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    const uint8_t *at;
    size_t left;
} fuzz_bytes;

/* The next byte; 0 past the end. */
uint8_t fuzz_byte(fuzz_bytes *bytes);

/* The next eight, little-endian. */
uint64_t fuzz_64(fuzz_bytes *bytes);

/* The next eight as a code of the format, made so that its special codes and their neighbours are likely. */
uint64_t fuzz_code(fuzz_bytes *bytes, const hu_format *format);

/* A valid environment: the next five bytes for the policies, and with stochastic rounding nine more. */
hu_env fuzz_env(fuzz_bytes *bytes);

/* The next bytes up to a zero byte, or all, as text. The caller frees it. */
char *fuzz_text(fuzz_bytes *bytes);

/* The same format, the same policies in the terms of ref/. */
ref_format fuzz_ref_format(const hu_format *format);
ref_policy fuzz_ref_policy(const hu_env *env);

/* A property does not hold: one line that says which, and the end of the program. */
_Noreturn void fuzz_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes the file NAME of the scratch folder, $FUZZ_SCRATCH, and puts its path into `path`. */
enum { FUZZ_PATH = 512 };
void fuzz_file(char path[FUZZ_PATH], const char *name, const uint8_t *bytes, size_t size);

#endif
