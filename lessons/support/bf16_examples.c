/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16_examples.c - small dot products with results worked out on paper. See bf16_examples.h.
 */
#include "bf16_examples.h"

#include <math.h>
#include <stdio.h>

/* clang-format off */
const example examples[EXAMPLES] = {
    /* plain      1, 1 - 2^24, 1, 1.5: nothing is ever rounded
     * vdpbf16ps  -2^24, 1 - 2^24; then 1.5 - 2^24, a tie, rounds to the even 2 - 2^24; + 2^24 is 2
     * bfdot      1 - 2^24; the other pair, 2^24 + 0.5, rounds to the odd 2^24 + 2; both: 3
     * bfdot-ebf  1 - 2^24; the other pair rounds to the nearest, 2^24; both: 1
     * amx-sdm    even: 1 + 2^24, a tie, rounds to 2^24. Odd: 0.5 - 2^24, a tie, rounds to -2^24. Both: 0 */
    [SMALL_EXAMPLE] = {"small_example", "1 - 2^24 + 2^24 + 0.5", {1, -4096, 4096, 0.5F}, {1, 4096, 4096, 1},
     {0x3FC00000, 0x40000000, 0x40400000, 0x3F800000, 0, 0x3FC00000, 0x3F800000}},

    /* Ways that treat subnormal operands as zeros give 0; the product is 2^-27. */
    [SUBNORMAL_OPERAND] = {"subnormal_operand", "2^-127 * 2^100", {0x1p-127F}, {0x1p100F},
     {0x32000000, 0, 0, 0x32000000, 0, 0, 0}},
    /* Ways that flush subnormal results give 0; the product is 2^-127. */
    [SUBNORMAL_RESULT] = {"subnormal_result", "2^-63 * 2^-64", {0x1p-63F}, {0x1p-64F},
     {0x00400000, 0, 0, 0x00400000, 0, 0, 0}},
    /* The sum is normal, 2^-126. Ways that flush the halves lose them before they are added; EBF rounds only the
     * sum. */
    [SUBNORMAL_HALVES] = {"subnormal_halves", "2^-127+2^-127", {0x1p-63F, 0x1p-63F}, {0x1p-64F, 0x1p-64F},
     {0x00800000, 0, 0, 0x00800000, 0, 0, 0x00800000}},
    /* A tie: to nearest it rounds to 2^24, whose code is even, and to odd to 2^24 + 2. */
    [TIE] = {"tie", "2^24+1", {4096, 1}, {4096, 1},
     {0x4B800000, 0x4B800000, 0x4B800001, 0x4B800000, 0x4B800000, 0x4B800000, 0x4B800000}},
    /* Odd first: 2^24 + 1 is 2^24 again, and the 1 is lost. All others reach -2^24 before the 1, or keep the 1 apart
     * from 2^24. */
    [ODD_LOST] = {"odd_element_lost", "2^24+0-2^24+1", {4096, 0, -4096, 1}, {4096, 0, 4096, 1},
     {0x3F800000, 0, 0x3F800000, 0x3F800000, 0x3F800000, 0x3F800000, 0x3F800000}},
    /* Even first, or in the even chain, the 1 is lost. The pair 1 - 2^24 is exact. */
    [EVEN_LOST] = {"even_element_lost", "2^24+0+1-2^24", {4096, 0, 1, -4096}, {4096, 0, 1, 4096},
     {0, 0x3F800000, 0x3F800000, 0x3F800000, 0, 0, 0x3F800000}},
    /* The odd chain adds the ones to 2, which does change 2^24; one by one they are lost. To odd, the first one counts
     * double, and 2^24 + 3 rounds back to the odd 2^24 + 2. */
    [TWO_CHAINS] = {"two_chains", "2^24+1+0+1", {4096, 1, 0, 1}, {4096, 1, 0, 1},
     {0x4B800000, 0x4B800000, 0x4B800001, 0x4B800000, 0x4B800001, 0x4B800000, 0x4B800000}},
    /* 2^128 is infinite. One chain stays there; the pairs are inf and -inf, and their sum is NaN; two chains end in
     * 0. */
    [TOO_LARGE] = {"overflow", "2^127 (1+1-1-1)", {0x1p127F, 0x1p127F, -0x1p127F, -0x1p127F}, {1, 1, 1, 1},
     {0x7F800000, 0x7F800000, 0x7FC00000, 0x7FC00000, 0, 0x7F800000, 0x7FC00000}},
};
/* clang-format on */

int example_compute(int which, hu_fp32 result[VARIANTS])
{
    const example *e = &examples[which];
    hu_env env = {0};
    hu_bf16 x[EXAMPLE_ELEMENTS];
    hu_bf16 y[EXAMPLE_ELEMENTS];
    int as_derived = 0;
    for (size_t k = 0; k < EXAMPLE_ELEMENTS; k++) {
        x[k] = hu_fp32_to_bf16(hu_fp32_from_float(e->x[k]), &env);
        y[k] = hu_fp32_to_bf16(hu_fp32_from_float(e->y[k]), &env);
    }
    for (int w = 0; w < VARIANTS; w++) {
        result[w] = ways_dot(w, x, y, EXAMPLE_ELEMENTS);
        as_derived += result[w].code == e->expected[w];
    }
    return as_derived;
}

example_text example_value(hu_fp32 result)
{
    example_text t;
    const double value = (double)hu_fp32_to_float(result);
    int exponent;
    if (isnan(value)) {
        snprintf(t.text, sizeof t.text, "NaN");
    } else if (value != 1 && frexp(value, &exponent) == 0.5) {
        snprintf(t.text, sizeof t.text, "2^%d", exponent - 1);
    } else if (value > 0x1p24 && !isinf(value)) {
        snprintf(t.text, sizeof t.text, "2^24+%g", value - 0x1p24);
    } else {
        snprintf(t.text, sizeof t.text, "%g", value);
    }
    return t;
}
