/* SPDX-License-Identifier: Apache-2.0
 *
 * ARM's dot products of FP8 (FP8DotAddFP of the Arm ARM's pseudocode), for the rows here and for models/arm_fp8.c: an
 * exact sum, rounded once. Zeros, infinities and NaNs add up as IEEE 754 has it.
 */
#include "decode.h"
#include "dot.h"
#include "encode.h"
#include "exact.h"
#include "register.h"

uint64_t hu_dot_exact_signed(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, int scale,
                             hu_overflow overflow)
{
    hu_env env = {.overflow = (uint32_t)overflow};
    hu_exact_register r = {0};
    hu_register_add(&r, hu_decode(m->result, addend), &env);
    for (uint32_t i = 0; i < m->k; i++) {
        const hu_value product = hu_exact_mul(hu_decode(m->x, x[i]), hu_decode(m->y, y[i]), &env);
        hu_register_add(&r, hu_exact_scale_b(product, scale, &env), &env);
    }
    return hu_encode(m->result, hu_round(m->result, hu_register_sum(&r, &env), &env));
}
