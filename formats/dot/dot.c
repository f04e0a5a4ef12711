/* SPDX-License-Identifier: Apache-2.0
 *
 * The schemes of halfulp_dot.h: what one instruction adds, in which order.
 */
#include "dot.h"

#include <assert.h>

#include "decode.h"
#include "table.h"

/* Scales are powers of two. */
static uint64_t aligned_steps(const hu_dot_model *m, uint64_t sum, const uint64_t *x, const uint64_t *y,
                              const uint64_t *x_scales, const uint64_t *y_scales)
{
    for (uint32_t i = 0; i < m->k; i += m->step) {
        int scale = 0;
        if (m->scale != NULL) {
            const hu_value a = hu_decode(m->scale, x_scales[i / m->block]);
            const hu_value b = hu_decode(m->scale, y_scales[i / m->block]);
            if (a.kind == VALUE_NAN || b.kind == VALUE_NAN) {
                return hu_dot_finish(m, (hu_value){.kind = VALUE_NAN});
            }
            scale = a.exponent + 63 + b.exponent + 63;
        }
        sum = hu_dot_aligned(m, sum, x + i, y + i, m->step, scale);
    }
    return sum;
}

/* Two steps of half the products each: a register holds four operands of 8 bits, which are converted to FP16 two by
 * two. */
static uint64_t aligned_apart(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y)
{
    uint64_t part_x[2][HU_DOT_STEP_MAX];
    uint64_t part_y[2][HU_DOT_STEP_MAX];
    for (uint32_t i = 0; i < m->k; i++) {
        const uint32_t to = i / 4 * 2 + i % 2;
        part_x[i / 2 % 2][to] = x[i];
        part_y[i / 2 % 2][to] = y[i];
    }
    const uint64_t first = hu_dot_aligned(m, 0, part_x[0], part_y[0], m->k / 2, 0);
    const uint64_t both = hu_dot_aligned(m, first, part_x[1], part_y[1], m->k / 2, 0);
    hu_env env = {.nan = HU_NVIDIA_NAN};
    return hu_add(m->result, (hu_number){m->result, addend}, (hu_number){m->result, both}, &env).code;
}

static hu_number product(const hu_dot_model *m, const uint64_t *x, const uint64_t *y, size_t i, hu_number plus)
{
    hu_env env = {.nan = HU_NVIDIA_NAN};
    return hu_fma(&hu_table[ROW_FP32], (hu_number){m->x, x[i]}, (hu_number){m->y, y[i]}, plus, &env);
}

static hu_number sum(hu_number x, hu_number y)
{
    hu_env env = {.nan = HU_NVIDIA_NAN};
    return hu_add(&hu_table[ROW_FP32], x, y, &env);
}

static uint64_t sum_then_addend(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y)
{
    hu_number s = {&hu_table[ROW_FP32], 0};
    for (uint32_t i = 0; i < m->k; i++) {
        s = product(m, x, y, i, s);
    }
    return sum((hu_number){m->result, addend}, s).code;
}

static uint64_t pair_by_pair(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y)
{
    hu_env env = {.nan = HU_NVIDIA_NAN};
    hu_number s = {m->result, addend};
    for (uint32_t i = 0; i < m->k; i += 2) {
        const hu_number first = hu_mul(&hu_table[ROW_FP32], (hu_number){m->x, x[i]}, (hu_number){m->y, y[i]}, &env);
        s = sum(s, product(m, x, y, i + 1, first));
    }
    return hu_convert(m->result, s, &env).code;
}

static uint64_t chain(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y)
{
    for (size_t i = 0; i < m->k; i++) {
        addend = hu_dot_fma_fp64(x[i], y[i], addend);
    }
    return addend;
}

/* One instruction. */
static uint64_t instruction(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y,
                            const uint64_t *x_scales, const uint64_t *y_scales)
{
    switch ((hu_dot_scheme)m->scheme) {
    case HU_DOT_ALIGNED:
        return aligned_steps(m, addend, x, y, x_scales, y_scales);
    case HU_DOT_ALIGNED_APART:
        return aligned_apart(m, addend, x, y);
    case HU_DOT_BLOCKS:
        return hu_dot_blocks(m, addend, x, y, x_scales, y_scales);
    case HU_DOT_SUM_THEN_ADDEND:
        return sum_then_addend(m, addend, x, y);
    case HU_DOT_PAIR_BY_PAIR:
        return pair_by_pair(m, addend, x, y);
    case HU_DOT_CHAIN:
        return chain(m, addend, x, y);
    case HU_DOT_TREES:
    case HU_DOT_TREES_FLUSHED:
        return hu_dot_trees(m, addend, x, y, m->scheme == HU_DOT_TREES_FLUSHED);
    case HU_DOT_EXACT:
        return hu_dot_exact_steps(m, addend, x, y);
    case HU_DOT_ROUNDED_DOWN:
    case HU_DOT_ROUNDED_DOWN_APART:
        return hu_dot_rounded_down(m, addend, x, y, m->scheme == HU_DOT_ROUNDED_DOWN_APART);
    case HU_DOT_BULK:
        return hu_dot_bulk(m, addend, x, y);
    case HU_DOT_ODD_FIRST:
        return hu_dot_odd_first(m, addend, x, y);
    case HU_DOT_EVEN_AND_ODD:
        return hu_dot_even_and_odd(m, addend, x, y);
    case HU_DOT_EXACT_SIGNED:
        break;
    }
    return hu_dot_exact_signed(m, addend, x, y, 0, HU_OVERFLOW_NONE);
}

uint64_t hu_dot(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y, size_t count)
{
    assert(m != NULL);
    uint64_t ones[HU_DOT_STEP_MAX];
    for (size_t i = 0; m->scale != NULL && i < m->k / m->block; i++) {
        ones[i] = hu_format_one(m->scale);
    }
    assert(x != NULL && y != NULL && m->k > 0 && count % m->k == 0);
    for (size_t i = 0; i < count; i += m->k) {
        addend = instruction(m, addend, x + i, y + i, ones, ones);
    }
    return addend;
}

uint64_t hu_dot_scaled(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y,
                       const uint64_t *x_scales, const uint64_t *y_scales, size_t count)
{
    assert(m != NULL && m->scale != NULL && x != NULL && y != NULL && count % m->k == 0);
    for (size_t i = 0; i < count; i += m->k) {
        addend = instruction(m, addend, x + i, y + i, x_scales + i / m->block, y_scales + i / m->block);
    }
    return addend;
}
