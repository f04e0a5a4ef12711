/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks by kernels: four over six. The products and quotients of the errors are made by kernels, the sums and
 * differences one by one, in the order that halfulp_block.h gives.
 */
#include "kernels.h"

enum { ROWS = 16 };

/* The sums of the rows of each block. */
typedef uint32_t row_sums[ROWS][BLOCK_SCALES];

/* y, or fl(q * S), of a span; and x, or fl(x * E). False: one of the elements is no number. */
static bool errors_between(const block_kernels *k, const block_scales *s, const block_tensor *t, const block_span *span,
                           uint32_t *y, uint32_t *x)
{
    const hu_block_recipe *r = k->job->plan.recipe;
    const array_kernels *kernels = k->kernels;
    const size_t n = span->n;
    uint8_t codes[BLOCK_CHUNK + ARRAY_GROUP];
    array_seen seen = {0};
    if (!block_span_round(k, s, span, codes, &seen)) {
        return false;
    }
    kernels->widen(&k->element_value, codes, y, (n + ARRAY_GROUP - 1) / ARRAY_GROUP * ARRAY_GROUP, &seen);
    if (seen.top > FP32_MAX) {
        return false;
    }
    kernels->scale(ARRAY_TIMES, y, s->value, s->side, y, n);
    memcpy(x, block_at(&k->job->x, span->row, span->column), 4 * n);
    if (r->four_over_six >= HU_BLOCK_4OVER6_MAE_ENCODED) {
        kernels->scale(ARRAY_TIMES, x, &t->encode, n, x, n);
    } else {
        kernels->scale(ARRAY_TIMES, y, &t->amax, n, y, n);
        kernels->scale(ARRAY_OVER, y, &r->tensor_target, n, y, n);
    }
    return true;
}

/* The errors of a span: |u|, or fl(u * u). */
static bool errors(const block_kernels *k, const block_scales *s, const block_tensor *t, const block_span *span,
                   uint32_t *u)
{
    const uint32_t kind = k->job->plan.recipe->four_over_six;
    uint32_t x[BLOCK_CHUNK];
    if (!errors_between(k, s, t, span, u, x)) {
        return false;
    }
    for (size_t i = 0; i < span->n; i++) {
        u[i] = fp32_distance(u[i], x[i]);
    }
    if (kind == HU_BLOCK_4OVER6_MSE || kind == HU_BLOCK_4OVER6_MSE_ENCODED) {
        k->kernels->scale(ARRAY_TIMES, u, u, 1, u, span->n);
    }
    return true;
}

/* The error of each block. */
static bool sum_errors(const block_kernels *k, const block_scales *s, const block_tensor *t, const block_place *place,
                       row_sums sum)
{
    const size_t rows = place->row_end - place->row;
    uint32_t u[BLOCK_CHUNK + ARRAY_GROUP];
    for (size_t i = 0; i < rows; i++) {
        const block_span span = {place->row + i, place->column, place->column_end - place->column};
        if (!errors(k, s, t, &span, u)) {
            return false;
        }
        memset(sum[i], 0, sizeof sum[i]);
        for (size_t j = 0; j < s->side; j++) { /* of many blocks at once: no sum waits for the last one */
            for (size_t b = 0; b < s->blocks; b++) {
                sum[i][b] = fp32_distance(sum[i][b], u[b * s->side + j] | 0x80000000);
            }
        }
    }
    for (size_t half = ROWS / 2; half != 0; half /= 2) {
        for (size_t i = 0; i < half && i + half < rows; i++) { /* others are +0 */
            for (size_t b = 0; b < s->blocks; b++) {
                sum[i][b] = fp32_add(sum[i][b], sum[i + half][b]);
            }
        }
    }
    return true;
}

bool block_choose(const block_kernels *k, const block_place *place, const block_tensor *t, block_scales *s)
{
    row_sums six, four;
    block_scales of_four;
    if (s->side % BLOCK_STEP != 0 || s->side > BLOCK_CHUNK || !block_scales_make_four(k, t, s, &of_four) ||
        !sum_errors(k, s, t, place, six) || !sum_errors(k, &of_four, t, place, four)) {
        return false;
    }
    for (size_t b = 0; b < s->blocks; b++) {
        if (four[0][b] < six[0][b] && six[0][b] <= FP32_INF) {
            block_store_scale(&k->job->plan, s->codes, b, block_load_scale(&k->job->plan, of_four.codes, b));
            s->factor[b] = of_four.factor[b];
        }
    }
    return true;
}
