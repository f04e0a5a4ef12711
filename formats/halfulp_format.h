/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_format.h - what a format is: a few numbers that determine everything else. Also how formats are found by
 * name, described by text, and checked. Implemented by format.c (lookup, derived quantities) and describe.c (text),
 * based on the rows of table.h. Included by halfulp.h.
 */
#ifndef HALFULP_FORMAT_H
#define HALFULP_FORMAT_H

#include "halfulp_version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The codes that are infinities: none, the IEEE code (exponent field all ones, fraction zero), or the highest code of
 * each sign that is not a NaN, as in IEEE P3109. */
typedef enum { HU_INFINITY_NONE, HU_INFINITY_TOP_EXPONENT, HU_INFINITY_TOP_CODE } hu_infinity;

/* The codes that are NaNs: none, the IEEE codes (exponent field all ones, fraction nonzero), the single highest code of
 * each sign (OCP E4M3, E8M0), or the code that would be minus zero (FNUZ, P3109). */
typedef enum { HU_NAN_NONE, HU_NAN_TOP_EXPONENT, HU_NAN_TOP_CODE, HU_NAN_NEGATIVE_ZERO } hu_nan;

/* A format is defined by these fields alone. A code consists of the sign, the exponent field E and the fraction field
 * T, from the top bit down; bits above that width are ignored. With p = fraction_bits + 1 and emin = 1 - bias:
 *   E > 0   (-1)^sign * (1 + T * 2^-fraction_bits) * 2^(E - bias)     normal
 *   E = 0   (-1)^sign *      T * 2^-fraction_bits  * 2^emin           subnormal, or zero
 * except for the codes of infinities and NaNs. Without has_zero, E = 0 is one more normal binade. */
typedef struct {
    char name[48];          /* in lower case, "e4m3"; or the description that it was parsed from */
    int32_t exponent_bits;  /* stored bits, 1 to 16                                              */
    int32_t fraction_bits;  /* stored bits, 0 to 52; the precision p is one more                 */
    int32_t bias;           /* the exponent field of 1.0                                         */
    uint8_t has_sign;       /* 1; or 0: no sign bit                                              */
    uint8_t has_zero;       /* 1; or 0: E8M0, in which every code but the NaN is a power of two  */
    uint8_t infinity;       /* hu_infinity: which codes are infinities                           */
    uint8_t nan;            /* hu_nan: which codes are NaNs                                      */
    uint64_t canonical_nan; /* the NaN that operations return; 0 without one                     */
    uint32_t reserved[6];   /* zero                                                              */
} hu_format;

/* A code together with the format that gives it meaning. */
typedef struct {
    const hu_format *format;
    uint64_t code;
} hu_number;

/* For C++, which has no compound literals. */
static inline hu_number hu_number_of(const hu_format *format, uint64_t code)
{
    hu_number x;
    x.format = format;
    x.code = code;
    return x;
}

/* The format with that name or alias ("e4m3", "float8_e4m3fn", "bfloat16", "half", ...; case is ignored), or NULL. */
HU_API const hu_format *hu_format_find(const char *name);

/* The aliases of a row of the table by index, from 0; NULL past the last. */
HU_API const char *hu_format_alias(const hu_format *format, size_t index);

/* The rows of the table by index, from 0; NULL past the last. */
HU_API const hu_format *hu_format_at(size_t index);

/* Fills *format from a text, which is one of
 *
 *   - a name or alias in the table;
 *   - a name of IEEE P3109 (a draft: interim report 4.0), which defines a rule instead of a list:
 *     binary{K}p{P}{s|u}{e|f}, K bits from 3 to 16, precision P, signed or unsigned, extended (with infinities) or
 *     finite;
 *   - a description of a custom format:
 *
 *         [u]e<exponent bits>m<fraction bits>[b<bias>][:<key>=<value>[,<key>=<value>]...]
 *
 *     with the keys inf (none, ieee, top) and nan (none, ieee, top, zero), the values of hu_infinity and hu_nan in that
 *     order, and zero (yes, no). `u` means unsigned; a bias may be negative (b-3). Defaults come from the row of the
 *     table that the first part names (e4m3b8 is OCP's E4M3 with another bias); if there is no such row, from IEEE 754:
 *     bias 2^(exponent bits - 1) - 1, infinities and NaNs in the top exponent.
 *     Examples: e5m3   e5m3b15:inf=none,nan=top   e3m0:inf=none,nan=none
 *
 * Case is ignored. The NaN that operations return is positive and quiet with payload zero, or the format's only one.
 * The format must outlive the numbers that refer to it. Returns false and leaves *format unchanged for any other text;
 * hu_format_parse_error says what was expected. */
HU_API bool hu_format_parse(const char *text, hu_format *format);

/* NULL if hu_format_parse accepts the text; otherwise a constant sentence that says what was expected. */
HU_API const char *hu_format_parse_error(const char *text);

/* NULL if every function accepts this format; otherwise a constant sentence that says what is wrong with it and what
 * was expected. Call it on a format that you filled in yourself: functions rely on it, and the behaviour of a format
 * that is refused here is undefined, apart from assertions. Rows of the table and parsed formats are always accepted.
 * The rules:
 *   - `name` ends within its 48 bytes; fields are in the ranges given above; reserved words are zero;
 *   - a code has at most 64 bits; every number is a multiple of 2^-33000, and its magnitude is below 2^33000;
 *   - TOP_EXPONENT is used for infinity and NaN together, with at least one fraction bit;
 *   - a NaN in place of minus zero needs a sign and a zero; a format without zero has no sign, and has a NaN;
 *   - there is at least one number above zero; canonical_nan is one of the format's NaNs, quiet, or 0 without NaNs. */
HU_API const char *hu_format_error(const hu_format *format);

/* Derived quantities. Codes are those of positive numbers. */
HU_API int hu_format_width(const hu_format *format);                  /* bits in a code                         */
HU_API uint64_t hu_format_largest(const hu_format *format);           /* code of the largest finite number      */
HU_API uint64_t hu_format_smallest_normal(const hu_format *format);   /* code of 2^emin                         */
HU_API uint64_t hu_format_smallest(const hu_format *format);          /* code of the smallest number above zero */
HU_API uint64_t hu_format_one(const hu_format *format);               /* code of 1.0; 0 if 1.0 is not a normal number of
                                                                       * a custom format */
HU_API int hu_format_emin(const hu_format *format);                   /* exponent of the smallest normal binade     */
HU_API int hu_format_emax(const hu_format *format);                   /* exponent of the largest finite number      */
HU_API int hu_format_epsilon(const hu_format *format);                /* exponent of epsilon, the ulp of 1.0: 1 - p */
HU_API uint64_t hu_format_finite_count(const hu_format *format);      /* finite numbers, both zeros counted         */
HU_API uint64_t hu_format_nan_count(const hu_format *format);         /* codes that are NaNs                        */
HU_API bool hu_format_is_nan(const hu_format *format, uint64_t code); /* is this code a NaN?                        */
HU_API bool hu_format_infinity(const hu_format *format, uint64_t *code); /* false: there is no infinity */

#ifdef __cplusplus
}
#endif

#endif
