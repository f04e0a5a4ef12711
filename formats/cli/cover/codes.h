/* SPDX-License-Identifier: Apache-2.0
 *
 * What a single code is: its basic type, its class, the pattern of its significand, the payload of its NaN.
 */
#ifndef CODES_H
#define CODES_H

#include "bins.h"

/* The basic types of model B1, each with its sign: index 2 * type + sign. Where a format has one code for several, the
 * first of them in this list counts. */
extern const char *const type_words[TYPES];
int code_type(const hu_format *format, uint64_t code);

/* zero, subnormal, normal, infinity, NaN, signaling NaN. */
enum { CLASS_ZERO, CLASS_SUBNORMAL, CLASS_NORMAL, CLASS_INFINITY, CLASS_NAN, CLASS_SIGNALING, CLASSES };
extern const char *const class_words[CLASSES];
int code_class(const hu_format *format, uint64_t code);
bool code_sign(const hu_format *format, uint64_t code);

/* The pattern of a fraction: the first that fits, in the order of pattern_words. */
extern const char *const pattern_words[PATTERNS];
int fraction_pattern(uint64_t fraction, int bits);

/* The payload of a NaN, beside its quiet bit, by whether bits of it are in the upper and in the lower part: the lower
 * `dropped` bits, which do not fit the result. Where all fit, the lowest bit is the lower part. */
enum { PAYLOADS = 4 };
extern const char *const payload_words[PAYLOADS];
int nan_payload(const hu_format *format, uint64_t code, int result_fraction_bits);

/* What exists in a format: see operand_facts. */
void operand_look(operand_facts *facts, const type *t, int result_fraction_bits);

#endif
