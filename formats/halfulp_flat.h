/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_flat.h - the library for other languages (SystemVerilog's DPI-C, Rust, Python, WebAssembly). Operations,
 * formats, codes and policies are integers; there are no structs and no inline functions. Everything is checked, so
 * that a mistake of the caller returns a status and never ends the host program. Implemented by flat.c.
 *
 * Threads and memory: as in halfulp.h. Text is ASCII or UTF-8, with a terminating zero or an explicit length.
 */
#ifndef HALFULP_FLAT_H
#define HALFULP_FLAT_H

#include "halfulp_version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Operations and formats as numbers --------------------------------------------------------------------------- */

/* The number of an operation (hu_operation) from its name, "mulAdd"; -1 if there is none. And its name from the number;
 * NULL if there is none. */
HU_API int32_t hu_flat_operation(const char *name);
HU_API const char *hu_flat_operation_name(int32_t operation);

/* A format from any text that hu_format_parse accepts ("e4m3", "binary8p3se", "e5m3:inf=none,nan=top"), as a number
 * that holds the whole description and never changes. 0: the text is not accepted. Bits, from the lowest: 5 exponent
 * bits, 6 fraction bits, 20 bias + 2^19, 1 has_sign, 1 has_zero, 2 hu_infinity, 2 hu_nan, and a 1. The canonical NaN
 * follows from these: positive and quiet with payload zero, or the format's only NaN. */
HU_API uint64_t hu_flat_format(const char *text);

/* NULL if hu_flat_format accepts the text; otherwise a constant sentence that says what it expected. */
HU_API const char *hu_flat_format_error(const char *text);

/* Bits in a code of the format; 0 if the number is not a format. */
HU_API int32_t hu_flat_width(uint64_t format);

/* ---- Policies as a number ---------------------------------------------------------------------------------------- */

/* The position of each policy of hu_env in a 64-bit integer: its lowest bit. Each has four bits, except
 * HU_FLAT_RANDOM_BITS, which has eight. 0 is IEEE 754's default. All other bits must be zero. */
enum {
    HU_FLAT_ROUNDING = 0,
    HU_FLAT_OVERFLOW = 4,
    HU_FLAT_TININESS = 8,
    HU_FLAT_NAN = 12,
    HU_FLAT_FLUSH = 16,
    HU_FLAT_ODD_OVERFLOW = 20,
    HU_FLAT_MISSING_NAN = 24,
    HU_FLAT_MISSING_ZERO = 28,
    HU_FLAT_NEGATIVE = 32,
    HU_FLAT_INFINITY_NAN = 36,
    HU_FLAT_ZERO_DIVIDE = 40,
    HU_FLAT_RANDOM_BITS = 56
};

/* Sets *policies to those that hu_env_like gives for that name and for results in the format `to`.
 * HU_STATUS_ENVIRONMENT: there is no preset of that name, or it does not cover the format. */
HU_API int32_t hu_flat_like(const char *name, uint64_t to, uint64_t *policies);

/* ---- Calls. Each returns a hu_status, 0 on success; on any other, nothing is written ----------------------------- */

/* Applies an operation (see hu_apply) to the codes x, y and z of formats fx, fy and fz. Arguments that the operation
 * does not take are ignored, and so is the format of an integer operand. `random` is R of stochastic rounding. *result
 * is the code or the integer, *flags the flags that this call raises. */
HU_API int32_t hu_flat_apply(int32_t operation, uint64_t to, uint64_t fx, uint64_t x, uint64_t fy, uint64_t y,
                             uint64_t fz, uint64_t z, uint64_t policies, uint64_t random, uint64_t *result,
                             uint32_t *flags);

/* Reads text[0 .. length - 1] as a number of `to`: see hu_parse. */
HU_API int32_t hu_flat_parse(uint64_t to, const char *text, size_t length, uint64_t policies, uint64_t random,
                             uint64_t *code, uint32_t *flags);

/* Writes a code as text into text[0 .. size - 1], truncated if it does not fit; *length is the full length. `style` is
 * a hu_text. See hu_print. */
HU_API int32_t hu_flat_print(uint64_t format, uint64_t code, int32_t style, char *text, size_t size, size_t *length);

/* A sentence for people about a status. */
HU_API const char *hu_flat_status(int32_t status);

/* ---- Plain functions in place of inline functions and structs ---------------------------------------------------- */

/* The codes of the machine's own float and double, and back, bit by bit. NULL gives 0, or nothing is written. */
HU_API uint32_t hu_flat_from_float(const float *x);
HU_API uint64_t hu_flat_from_double(const double *x);
HU_API void hu_flat_to_float(uint32_t code, float *x);
HU_API void hu_flat_to_double(uint64_t code, double *x);

/* hu_random. */
HU_API uint64_t hu_flat_random(uint64_t seed, uint64_t stream, uint64_t index);

#ifdef __cplusplus
}
#endif

#endif
