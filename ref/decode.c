/* SPDX-License-Identifier: Apache-2.0
 *
 * decode.c - code to value, as the definition of a format reads.
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

bool ref_decode(mpfr_t value, const ref_format *f, uint64_t code)
{
    assert(code <= ones(f->width) && mpfr_get_prec(value) >= REF_OPERAND_PRECISION);
    int magnitude_bits = f->exponent_bits + f->fraction_bits;
    uint64_t magnitude = code & ones(magnitude_bits);
    bool negative = code != magnitude;
    uint64_t E = magnitude >> f->fraction_bits;
    uint64_t T = magnitude & ones(f->fraction_bits);

    bool ieee_nan = f->nan == REF_NAN_TOP_EXPONENT && E == ones(f->exponent_bits) && T != 0;
    bool top_nan = f->nan == REF_NAN_TOP_CODE && magnitude == ones(magnitude_bits);
    bool zero_nan = f->nan == REF_NAN_NEGATIVE_ZERO && negative && magnitude == 0;
    if (ieee_nan || top_nan || zero_nan) {
        mpfr_set_nan(value);
        return ieee_nan && T >> (f->fraction_bits - 1) == 0;
    }
    if (f->infinity != REF_INFINITY_NONE && magnitude == ref_infinity_code(f)) {
        mpfr_set_inf(value, negative ? -1 : 1);
        return false;
    }
    bool normal = E > 0 || !f->has_zero;
    uint64_t significand = normal ? T + (UINT64_C(1) << f->fraction_bits) : T;
    int exponent = normal ? (int)E - f->bias : 1 - f->bias;
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
    /* MPFR prints the exponent as a multiple of four; of a number in [1, 2) it prints "0x1.8p+0". */
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
