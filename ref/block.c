/* SPDX-License-Identifier: Apache-2.0
 *
 * block.c - block quantisation: what counts, and the order of things: tensor scale, scale, zero point, elements.
 */
#include "block_work.h"

/* ---- FP32 -------------------------------------------------------------------------------------------------------- */

uint32_t ref_fl(ref_block_work *w, ref_op op, ref_operand x, ref_operand y)
{
    const ref_policy nearest = {0};
    ref_bracket(&w->b, op, w->fp32, (ref_operand[]){x, y}, false);
    return (uint32_t)ref_choose(&w->b, &nearest).code;
}

uint32_t ref_fl32(ref_block_work *w, ref_op op, uint32_t x, uint32_t y)
{
    return ref_fl(w, op, (ref_operand){w->fp32, x}, (ref_operand){w->fp32, y});
}

bool ref_is_nan32(uint32_t code)
{
    return (code & 0x7FFFFFFF) > REF_FP32_INFINITY;
}

ref_operand ref_scale_operand(const ref_block_work *w, uint32_t code)
{
    return (ref_operand){w->recipe->scale, code};
}

uint32_t ref_larger32(uint32_t x, uint32_t y)
{
    return x > y ? x : y;
}

/* ---- What counts ------------------------------------------------------------------------------------------------- */

static bool counts(const ref_block_recipe *r, uint32_t x)
{
    return r->amax == REF_AMAX_NAN ||
           (!ref_is_nan32(x) && (r->amax == REF_AMAX_NUMBERS || (x & 0x7FFFFFFF) != REF_FP32_INFINITY));
}

ref_extremes ref_block_extremes(const ref_block_recipe *r, ref_block_matrix x, ref_block part)
{
    ref_extremes e = {0, 0, 0};
    for (size_t i = part.top; i < part.bottom; i++) {
        for (size_t j = part.left; j < part.right; j++) {
            const uint32_t code = x.x[i * x.columns + j];
            const uint32_t magnitude = code & 0x7FFFFFFF;
            if (!counts(r, code)) {
                continue;
            }
            if (ref_is_nan32(code)) {
                return (ref_extremes){REF_FP32_NAN, REF_FP32_NAN, REF_FP32_NAN};
            }
            e.amax = ref_larger32(e.amax, magnitude);
            if (code == magnitude) {
                e.high = ref_larger32(e.high, code);
            } else {
                e.low = ref_larger32(e.low & 0x7FFFFFFF, magnitude) | 0x80000000;
            }
        }
    }
    return e;
}

uint32_t ref_block_amax(const ref_block_recipe *r, ref_block_matrix x, size_t i)
{
    const ref_block all = {0, x.rows, 0, x.columns, 0};
    const ref_block row = {i, i + 1, 0, x.columns, 0};
    return ref_block_extremes(r, x, r->tensor_rows ? row : all).amax;
}

/* ---- Blocks ------------------------------------------------------------------------------------------------------ */

static size_t divide_up(size_t n, size_t by)
{
    return by == 0 ? 1 : (n + by - 1) / by;
}

ref_block_shape ref_block_measure(const ref_block_recipe *r, size_t rows, size_t columns)
{
    if (rows == 0 || columns == 0) {
        return (ref_block_shape){0, 0, 0};
    }
    return (ref_block_shape){divide_up(rows, r->rows), divide_up(columns, r->columns),
                             r->tensor == REF_TENSOR_NONE ? 0
                             : r->tensor_rows             ? rows
                                                          : 1};
}

/* Four over six: the codes of "four", then those of "six", and if these are not better, those of "four" again. */
static void better_of_two(ref_block_work *w, const ref_block *block, uint32_t d)
{
    uint32_t *scale = &w->result->scales[block->scale];
    const uint32_t six = ref_block_round_scale(w, d);
    const uint32_t four = ref_block_round_scale(w, ref_fl32(w, REF_MUL, d, REF_FP32_ONE_AND_A_HALF));
    *scale = four;
    ref_block_elements(w, block);
    const uint32_t error_of_four = ref_block_error(w, block);
    *scale = six;
    ref_block_elements(w, block);
    const uint32_t error_of_six = ref_block_error(w, block);
    /* Errors are not negative: their codes are in their order, and NaNs are above all. */
    if (error_of_four < error_of_six && !ref_is_nan32(error_of_six)) {
        *scale = four;
        ref_block_elements(w, block);
    }
}

static void quantize_block(ref_block_work *w, const ref_block *block)
{
    const ref_block_recipe *r = w->recipe;
    ref_extremes e = ref_block_extremes(r, w->x, *block);
    e.amax = ref_larger32(e.amax, r->amax_least);
    uint32_t *scale = &w->result->scales[block->scale];
    if (ref_block_is_exact(r)) {
        *scale = ref_block_exact_scale(w, e.amax);
    } else {
        const uint32_t d = ref_block_ratio(w, e);
        if (r->four_over_six != REF_ONE_SCALE) {
            better_of_two(w, block, d);
            return;
        }
        *scale = ref_block_round_scale(w, d);
    }
    if (r->zero_point != REF_SYMMETRIC) {
        w->result->zero_points[block->scale] = (int32_t)ref_block_zero_point(w, e.low, *scale);
    }
    ref_block_elements(w, block);
}

static size_t smaller(size_t x, size_t y)
{
    return x < y ? x : y;
}

void ref_block_quantize(const ref_block_recipe *r, ref_block_matrix x, const uint32_t *amax, const uint32_t *random,
                        const ref_policy *policy, const ref_block_result *result)
{
    const ref_block_shape shape = ref_block_measure(r, x.rows, x.columns);
    const size_t rows = r->rows == 0 ? x.rows : r->rows;
    const size_t columns = r->columns == 0 ? x.columns : r->columns;
    ref_policy of_elements = *policy;
    of_elements.overflow = r->element_overflow;
    ref_block_work w = {.recipe = r, .policy = &of_elements, .x = x, .random = random, .result = result};
    w.fp32 = ref_format_find("fp32");
    ref_bracket_init(&w.b);
    mpfr_inits2(REF_BLOCK_PRECISION, w.value, w.other, (mpfr_ptr)NULL);
    w.M = ref_block_target(&w);
    for (size_t i = 0; i < shape.tensors; i++) {
        ref_block_tensor(&w, amax != NULL ? amax[i] & 0x7FFFFFFF : ref_block_amax(r, x, i));
        result->tensor[i] = r->tensor == REF_TENSOR_DECODE ? w.D : w.T;
    }
    for (size_t i = 0; i < shape.rows; i++) {
        if (shape.tensors > 1) {
            ref_block_tensor(&w, amax != NULL ? amax[i] & 0x7FFFFFFF : ref_block_amax(r, x, i));
        }
        for (size_t j = 0; j < shape.columns; j++) {
            const ref_block block = {i * rows, smaller(i * rows + rows, x.rows), j * columns,
                                     smaller(j * columns + columns, x.columns), i * shape.columns + j};
            quantize_block(&w, &block);
        }
    }
    ref_bracket_clear(&w.b);
    mpfr_clears(w.value, w.other, (mpfr_ptr)NULL);
}
