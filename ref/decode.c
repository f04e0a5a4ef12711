/* SPDX-License-Identifier: Apache-2.0
 *
 * decode.c - code to value, by the definition of a format.
 */
#include "ref.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t ones(int count)
{
    return count == 0 ? 0 : UINT64_MAX >> (64 - count);
}

uint64_t ref_infinity_code(const ref_format *f)
{
    assert(f->infinity != REF_INFINITY_NONE);
    if (f->infinity == REF_INFINITY_TOP_EXPONENT) {
        return ones(f->exponent_bits) << f->fraction_bits;
    }
    /* The highest code that is not a NaN. */
    return ones(f->exponent_bits + f->fraction_bits) - (f->nan == REF_NAN_TOP_CODE ? 1 : 0);
}

long ref_emin(const ref_format *f)
{
    return f->has_zero ? 1L - f->bias : -(long)f->bias;
}

static uint64_t magnitude_of(const ref_format *f, uint64_t code)
{
    return code & ones(f->exponent_bits + f->fraction_bits);
}

bool ref_is_subnormal(const ref_format *f, uint64_t code)
{
    uint64_t magnitude = magnitude_of(f, code);
    return f->has_zero && magnitude != 0 && magnitude >> f->fraction_bits == 0;
}

ref_nan_operand ref_decode_nan(const ref_format *f, uint64_t code)
{
    uint64_t magnitude = magnitude_of(f, code);
    bool negative = code != magnitude;
    uint64_t E = magnitude >> f->fraction_bits;
    uint64_t T = magnitude & ones(f->fraction_bits);
    switch (f->nan) {
    case REF_NAN_TOP_EXPONENT:
        if (E == ones(f->exponent_bits) && T != 0) {
            bool quiet = T >> (f->fraction_bits - 1) != 0;
            return (ref_nan_operand){true, !quiet, negative, T << (64 - f->fraction_bits)};
        }
        break;
    case REF_NAN_TOP_CODE:
        return (ref_nan_operand){.is_nan = magnitude == ones(f->exponent_bits + f->fraction_bits),
                                 .negative = negative};
    case REF_NAN_NEGATIVE_ZERO: /* the sign bit is not a sign there */
        return (ref_nan_operand){.is_nan = negative && magnitude == 0};
    case REF_NAN_NONE:
        break;
    }
    return (ref_nan_operand){0};
}

bool ref_decode(mpfr_t value, const ref_format *f, uint64_t code)
{
    assert(code <= ones(f->width) && mpfr_get_prec(value) >= REF_OPERAND_PRECISION);
    ref_nan_operand nan = ref_decode_nan(f, code);
    if (nan.is_nan) {
        mpfr_set_nan(value);
        return nan.signaling;
    }
    uint64_t magnitude = magnitude_of(f, code);
    bool negative = code != magnitude;
    if (f->infinity != REF_INFINITY_NONE && magnitude == ref_infinity_code(f)) {
        mpfr_set_inf(value, negative ? -1 : 1);
        return false;
    }
    uint64_t E = magnitude >> f->fraction_bits;
    uint64_t T = magnitude & ones(f->fraction_bits);
    bool normal = E > 0 || !f->has_zero;
    uint64_t significand = normal ? T + (UINT64_C(1) << f->fraction_bits) : T;
    long exponent = normal ? (long)E - f->bias : 1 - f->bias;
    mpfr_set_uj_2exp(value, significand, exponent - f->fraction_bits, MPFR_RNDZ);
    mpfr_setsign(value, value, negative, MPFR_RNDZ);
    return false;
}

const char *ref_describe_value(char *text, size_t size, const mpfr_t value)
{
    if (!mpfr_regular_p(value)) {
        mpfr_snprintf(text, size, "%Rg", value);
        return text;
    }
    /* MPFR prints the exponent as a multiple of four; a number in [1, 2) is printed as "0x1.8p+0". */
    long exponent = (long)mpfr_get_exp(value) - 1;
    char digits[256];
    mpfr_t scaled;
    mpfr_init2(scaled, mpfr_get_prec(value));
    mpfr_div_2si(scaled, value, exponent, MPFR_RNDZ);
    mpfr_snprintf(digits, sizeof digits, "%Ra", scaled);
    mpfr_clear(scaled);
    snprintf(text, size, "%.*sp%+ld", (int)strcspn(digits, "p"), digits, exponent);
    return text;
}

const char *ref_describe(char *text, size_t size, const ref_format *format, uint64_t code)
{
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    bool signaling = ref_decode(value, format, code);
    char hex[64];
    ref_describe_value(hex, sizeof hex, value);
    int digits = (format->width + 3) / 4;
    if (mpfr_regular_p(value)) {
        mpfr_snprintf(text, size, "%s 0x%0*" PRIx64 " = %s = %.17Rg", format->name, digits, code, hex, value);
    } else {
        const char *kind = signaling ? "signaling " : "";
        snprintf(text, size, "%s 0x%0*" PRIx64 " = %s%s", format->name, digits, code, kind, hex);
    }
    mpfr_clear(value);
    return text;
}
