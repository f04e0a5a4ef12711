/* SPDX-License-Identifier: Apache-2.0
 *
 * p3109.c - the formats of IEEE P3109 (draft, interim report 4.0), which are defined by a rule:
 * binary{K}p{P}{s|u}{e|f}.
 *
 * K bits with precision P. Signed formats (s) have a sign bit, bias 2^(K-P-1), and one NaN in place of minus zero.
 * Unsigned formats (u) have bias 2^(K-P), and the NaN is the highest code. Extended formats (e) have infinity at the
 * highest remaining code of each sign; in finite formats (f) that code is a number.
 */
#include "ref.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { K_MIN = 3, K_MAX = 16 };

/* significand * 2^exponent as text that mpfr_strtofr reads. */
static void print_value(char *out, size_t size, uint64_t significand, int exponent)
{
    int written = snprintf(out, size, "0x%llxp%+d", (unsigned long long)significand, exponent);
    assert(written > 0 && (size_t)written < size);
    (void)written;
}

void ref_format_derive(ref_format *f)
{
    uint64_t top = UINT64_MAX >> (64 - f->exponent_bits - f->fraction_bits);
    uint64_t implicit = UINT64_C(1) << f->fraction_bits;
    f->width = (f->has_sign ? 1 : 0) + f->exponent_bits + f->fraction_bits;
    f->largest_code = top - (f->nan == REF_NAN_TOP_CODE ? 1 : 0) - (f->infinity == REF_INFINITY_TOP_CODE ? 1 : 0);
    f->canonical_nan = f->nan == REF_NAN_NONE ? 0 : f->nan == REF_NAN_TOP_CODE ? top : top + 1;
    if (f->nan ==
        REF_NAN_TOP_EXPONENT) { /* with infinity, the whole exponent; the quiet NaN has the top fraction bit */
        f->largest_code = top - implicit;
        f->canonical_nan = top - implicit + 1 + implicit / 2;
    }
    int E = (int)(f->largest_code >> f->fraction_bits);
    int emin = f->has_zero ? 1 - f->bias : -f->bias;
    bool subnormal = E == 0 && f->has_zero;
    print_value(f->largest, sizeof f->largest, f->largest_code % implicit + (subnormal ? 0 : implicit),
                (subnormal ? emin : E - f->bias) - f->fraction_bits);
    print_value(f->smallest_normal, sizeof f->smallest_normal, 1, emin);
    print_value(f->smallest, sizeof f->smallest, 1, f->has_zero ? emin - f->fraction_bits : emin);
}

bool ref_format_p3109(const char *name, ref_format *format)
{
    int K;
    int P;
    char sign;
    char domain;
    if (sscanf(name, "binary%2dp%2d%c%c", &K, &P, &sign, &domain) != 4) {
        return false;
    }
    /* sscanf accepts signs, blanks and a tail: printing the four parts must give the name again. */
    char again[32];
    snprintf(again, sizeof again, "binary%dp%d%c%c", K, P, sign, domain);
    bool is_signed = sign == 's';
    if (strcmp(name, again) != 0 || (!is_signed && sign != 'u') || (domain != 'e' && domain != 'f') || K < K_MIN ||
        K > K_MAX || P < 1 || P > (is_signed ? K - 1 : K)) {
        return false;
    }
    ref_format f = {.width = K, .fraction_bits = P - 1, .has_sign = is_signed, .has_zero = true};
    snprintf(f.name, sizeof f.name, "%s", name);
    f.exponent_bits = is_signed ? K - P : K - P + 1;
    f.bias = 1 << (is_signed ? K - P - 1 : K - P);
    f.infinity = domain == 'e' ? REF_INFINITY_TOP_CODE : REF_INFINITY_NONE;
    f.nan = is_signed ? REF_NAN_NEGATIVE_ZERO : REF_NAN_TOP_CODE;
    ref_format_derive(&f);
    *format = f;
    return true;
}
