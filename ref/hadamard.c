/* SPDX-License-Identifier: Apache-2.0
 *
 * hadamard.c - the 16-point Hadamard transform, as it is computed and exactly.
 */
#include "block_work.h"

enum { POINTS = 16 };

static void apply_signs(uint32_t x[POINTS], uint32_t signs)
{
    for (size_t i = 0; i < POINTS; i++) {
        x[i] ^= (signs >> i & 1) << 31;
    }
}

void ref_hadamard16(uint32_t x[POINTS], uint32_t signs, bool inverse)
{
    const uint32_t four = 0x40800000;
    ref_block_work w = {.fp32 = ref_format_find("fp32")};
    ref_bracket_init(&w.b);
    if (!inverse) {
        apply_signs(x, signs);
    }
    for (size_t h = 1; h < POINTS; h *= 2) {
        for (size_t i = 0; i < POINTS; i++) {
            if ((i & h) == 0) {
                const uint32_t sum = ref_fl32(&w, REF_ADD, x[i], x[i + h]);
                x[i + h] = ref_fl32(&w, REF_SUB, x[i], x[i + h]);
                x[i] = sum;
            }
        }
    }
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = ref_fl32(&w, REF_DIV, x[i], four);
    }
    if (inverse) {
        apply_signs(x, signs);
    }
    ref_bracket_clear(&w.b);
}

/* The sign of H[i][j]: the parity of the ones that i and j have in common. */
static bool is_negative(size_t i, size_t j)
{
    size_t common = i & j;
    bool odd = false;
    for (; common != 0; common /= 2) {
        odd = odd != (common % 2 != 0);
    }
    return odd;
}

void ref_hadamard16_exact(uint32_t y[POINTS], const uint32_t x[POINTS], uint32_t signs, bool inverse)
{
    const ref_policy nearest = {0};
    const ref_format *fp32 = ref_format_find("fp32");
    ref_bracket_t b;
    mpfr_t term;
    ref_bracket_init(&b);
    mpfr_init2(term, REF_OPERAND_PRECISION);
    for (size_t i = 0; i < POINTS; i++) {
        mpfr_set_prec(b.exact, 640); /* more than the bits from 2^-149 to 2^132: every sum is exact */
        mpfr_set_zero(b.exact, 1);
        for (size_t j = 0; j < POINTS; j++) {
            const size_t signed_one = inverse ? i : j;
            ref_decode(term, fp32, x[j]);
            if (is_negative(i, j) != ((signs >> signed_one & 1) != 0)) {
                mpfr_neg(term, term, MPFR_RNDN);
            }
            mpfr_add(b.exact, b.exact, term, MPFR_RNDN);
        }
        mpfr_div_2si(b.exact, b.exact, 2, MPFR_RNDN);
        b.truncated = false;
        y[i] = (uint32_t)ref_choose_value(&b, fp32, &nearest).code;
    }
    mpfr_clear(term);
    ref_bracket_clear(&b);
}
