/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernels: the one text that every path compiles. The including file defines first
 *      op_add, op_sub, op_mul, op_div, op_sqrt, op_fma   on FP32, correctly rounded to nearest even
 *      op_round(format, x)                               x rounded to nearest even to an accumulator's format, widened
 *      elementary_exp, elementary_log                    elementary.h over these operations
 *      decode, encode                                    as in kernels.h
 *      encode_stochastic(format, values, random, codes, count)   HU_STOCHASTIC_A, 32 random bits each
 * Comparisons are the machine's own: they round nothing.
 *
 * The order of operations is the definition. Each output of a product is ONE chain of fused multiply-adds in ascending
 * k, from +0; vector lanes and threads may divide outputs among them, but never k.
 */
#ifndef TRAINER_KERNEL_BODY_H
#define TRAINER_KERNEL_BODY_H

#include "kernels.h"

enum { CHUNK = 256 }; /* weights updated at a time: their scratch stays in the first-level cache */

/* acc[c] = fma(left, right[c], acc[c]), then the rounding to a narrow accumulator, for one k. */
static inline void chain_step(trainer_format accumulator, float *restrict acc, float left, const float *restrict right,
                              size_t columns)
{
    for (size_t c = 0; c < columns; c++) {
        acc[c] = op_round(accumulator, op_fma(left, right[c], acc[c]));
    }
}

/* Eight links of the chain with the sum kept in a register: the same operations in the same order as eight steps. */
static inline void chain_eight(float *restrict acc, const float left[8], const float *restrict right, size_t columns)
{
    for (size_t c = 0; c < columns; c++) {
        float sum = acc[c];
        sum = op_fma(left[0], right[c], sum);
        sum = op_fma(left[1], right[c + columns], sum);
        sum = op_fma(left[2], right[c + 2 * columns], sum);
        sum = op_fma(left[3], right[c + 3 * columns], sum);
        sum = op_fma(left[4], right[c + 4 * columns], sum);
        sum = op_fma(left[5], right[c + 5 * columns], sum);
        sum = op_fma(left[6], right[c + 6 * columns], sum);
        sum = op_fma(left[7], right[c + 7 * columns], sum);
        acc[c] = sum;
    }
}

static void product_row_fp32(const product_task *t, const float *left, float *out)
{
    size_t k = 0;
    for (; k + 8 <= t->depth; k += 8) {
        float eight[8];
        for (size_t i = 0; i < 8; i++) {
            eight[i] = left[(k + i) * t->left_depth];
        }
        chain_eight(out, eight, t->right + k * t->columns, t->columns);
    }
    for (; k < t->depth; k++) {
        chain_step(TRAINER_FP32, out, left[k * t->left_depth], t->right + k * t->columns, t->columns);
    }
}

/* The format is a constant in each call, so that the compiler makes a loop per format. */
static void product_row_narrow(const product_task *t, const float *left, float *out)
{
    for (size_t k = 0; k < t->depth; k++) {
        const float x = left[k * t->left_depth];
        const float *right = t->right + k * t->columns;
        switch (t->accumulator) {
        case TRAINER_FP16:
            chain_step(TRAINER_FP16, out, x, right, t->columns);
            break;
        case TRAINER_BF16:
            chain_step(TRAINER_BF16, out, x, right, t->columns);
            break;
        case TRAINER_E4M3:
            chain_step(TRAINER_E4M3, out, x, right, t->columns);
            break;
        default:
            chain_step(TRAINER_E5M2, out, x, right, t->columns);
            break;
        }
    }
}

static void product(const product_task *t)
{
    for (size_t r = 0; r < t->rows; r++) {
        float *out = t->out + r * t->columns;
        for (size_t c = 0; c < t->columns; c++) {
            out[c] = 0.0F;
        }
        if (t->accumulator == TRAINER_FP32) {
            product_row_fp32(t, t->left + r * t->left_row, out);
        } else {
            product_row_narrow(t, t->left + r * t->left_row, out);
        }
    }
}

static void add_bias(float *values, const float *bias, size_t rows, size_t columns, trainer_format accumulator)
{
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            values[r * columns + c] = op_round(accumulator, op_add(values[r * columns + c], bias[c]));
        }
    }
}

/* The fixed tree: the upper half of the rows is added onto the lower half, row h + i onto row i with h = ceil(rows /
 * 2), until one row is left. Every sum is rounded to the accumulator's format. */
static void sum_rows(float *values, size_t rows, size_t columns, trainer_format accumulator)
{
    while (rows > 1) {
        const size_t half = (rows + 1) / 2;
        for (size_t i = 0; i < (rows - half) * columns; i++) {
            values[i] = op_round(accumulator, op_add(values[i], values[half * columns + i]));
        }
        rows = half;
    }
}

/* One image: gradients of its logits, returns its loss. All in FP32:
 * e_j = exp(z_j - max z), s = tree sum of e, p_j = e_j / s, gradient (p_j - y_j) * factor, loss ln s - (z_label - max
 * z). */
static float softmax_row(const float *logits, uint8_t label, float factor, float *gradients)
{
    float largest = logits[0];
    for (size_t j = 1; j < DIGITS_CLASSES; j++) {
        largest = logits[j] > largest ? logits[j] : largest;
    }
    float power[DIGITS_CLASSES];
    float sum[DIGITS_CLASSES];
    for (size_t j = 0; j < DIGITS_CLASSES; j++) {
        power[j] = elementary_exp(op_sub(logits[j], largest));
        sum[j] = power[j];
    }
    sum_rows(sum, DIGITS_CLASSES, 1, TRAINER_FP32);
    for (size_t j = 0; j < DIGITS_CLASSES; j++) {
        const float p = op_div(power[j], sum[0]);
        gradients[j] = op_mul(j == label ? op_sub(p, 1.0F) : p, factor);
    }
    return op_sub(elementary_log(sum[0]), op_sub(logits[label], largest));
}

static void softmax(softmax_task *t)
{
    const float batch = (float)(int32_t)t->rows; /* exact */
    const float factor = op_div(t->scale, batch);
    for (size_t r = 0; r < t->rows; r++) {
        t->losses[r] =
            softmax_row(t->logits + r * DIGITS_CLASSES, t->labels[r], factor, t->gradients + r * DIGITS_CLASSES);
    }
    sum_rows(t->losses, t->rows, 1, TRAINER_FP32);
    t->loss = op_div(t->losses[0], batch);
}

/* Adam's constants and the two numbers that are the same for all weights of a step. */
typedef struct {
    float rate;   /* learning rate / (1 - beta_1^t) */
    float root_2; /* sqrt(1 - beta_2^t) */
} adam_step;

static const float beta_1 = 0.9F, beta_2 = 0.999F, epsilon = 1e-8F;

static adam_step adam_begin(update_task *t)
{
    t->beta_1_power = op_mul(t->beta_1_power, beta_1);
    t->beta_2_power = op_mul(t->beta_2_power, beta_2);
    const adam_step step = {
        .rate = op_div(t->learning_rate, op_sub(1.0F, t->beta_1_power)),
        .root_2 = op_sqrt(op_sub(1.0F, t->beta_2_power)),
    };
    return step;
}

/* Gradients in, updates u out, in place. The moments are rounded to the state's format, and u is made from the rounded
 * ones:  m = beta_1 m + (1 - beta_1) g,  v = beta_2 v + (1 - beta_2) g g,  u = rate m / (sqrt(v) / root_2 + epsilon).
 */
static void adam(const update_task *t, adam_step step, size_t first, size_t count, float *values)
{
    const size_t at = first * trainer_code_bytes(t->state_format);
    const hu_overflow overflow = trainer_overflow(t->state_format);
    const float complement_1 = op_sub(1.0F, beta_1);
    const float complement_2 = op_sub(1.0F, beta_2);
    float m[CHUNK];
    float v[CHUNK];
    decode(t->state_format, t->moment_1 + at, m, count);
    decode(t->state_format, t->moment_2 + at, v, count);
    for (size_t i = 0; i < count; i++) {
        const float g = values[i];
        m[i] = op_fma(beta_1, m[i], op_mul(complement_1, g));
        v[i] = op_fma(beta_2, v[i], op_mul(op_mul(complement_2, g), g));
    }
    encode(t->state_format, overflow, m, t->moment_1 + at, count);
    encode(t->state_format, overflow, v, t->moment_2 + at, count);
    decode(t->state_format, t->moment_1 + at, m, count);
    decode(t->state_format, t->moment_2 + at, v, count);
    for (size_t i = 0; i < count; i++) {
        const float spread = op_add(op_div(op_sqrt(v[i]), step.root_2), epsilon);
        values[i] = op_div(op_mul(step.rate, m[i]), spread);
    }
}

/* w' of a chunk into its codes. `u` is the update; `before` the weights.
 *   nearest     w' = round(w - u)
 *   stochastic  w' = round(w - u) stochastically: w - u is rounded to FP32 first
 *   Kahan       y = c - u,  w' = round(w + y),  c' = round(y - (w' - w));  c is what rounding still owes the weight */
static void round_update(const update_task *t, size_t first, size_t count, const float *u, const float *before)
{
    const size_t at = first * trainer_code_bytes(t->target_format);
    const hu_overflow overflow = trainer_overflow(t->target_format);
    float next[CHUNK];
    float owed[CHUNK];
    uint32_t random[CHUNK];
    switch (t->rounding) {
    case TRAINER_NEAREST:
        for (size_t i = 0; i < count; i++) {
            next[i] = op_sub(before[i], u[i]);
        }
        encode(t->target_format, overflow, next, t->target + at, count);
        break;
    case TRAINER_STOCHASTIC:
        for (size_t i = 0; i < count; i++) {
            next[i] = op_sub(before[i], u[i]);
            random[i] = (uint32_t)(hu_random(t->seed, STREAM_UPDATE, t->first_random + first + i) & 0xFFFFFFFF);
        }
        encode_stochastic(t->target_format, next, random, t->target + at, count);
        break;
    case TRAINER_KAHAN:
        decode(t->target_format, t->compensation + at, owed, count);
        for (size_t i = 0; i < count; i++) {
            owed[i] = op_sub(owed[i], u[i]);
            next[i] = op_add(before[i], owed[i]);
        }
        encode(t->target_format, overflow, next, t->target + at, count);
        decode(t->target_format, t->target + at, next, count);
        for (size_t i = 0; i < count; i++) {
            owed[i] = op_sub(owed[i], op_sub(next[i], before[i]));
        }
        encode(t->target_format, overflow, owed, t->compensation + at, count);
        break;
    }
}

static void update(update_task *t)
{
    adam_step step = {0};
    if (t->optimizer == TRAINER_ADAM) {
        step = adam_begin(t);
    }
    for (size_t first = 0; first < t->count; first += CHUNK) {
        const size_t count = t->count - first < CHUNK ? t->count - first : CHUNK;
        uint8_t *target = t->target + first * trainer_code_bytes(t->target_format);
        float u[CHUNK];
        float before[CHUNK];
        decode(t->gradient_format, t->gradients + first * trainer_code_bytes(t->gradient_format), u, count);
        decode(t->target_format, target, before, count);
        for (size_t i = 0; i < count; i++) {
            u[i] = op_mul(u[i], t->unscale);
        }
        if (t->optimizer == TRAINER_ADAM) {
            adam(t, step, first, count, u);
        } else {
            for (size_t i = 0; i < count; i++) {
                u[i] = op_mul(t->learning_rate, u[i]);
            }
        }
        round_update(t, first, count, u, before);
        if (t->statistics != NULL) {
            float after[CHUNK];
            decode(t->target_format, target, after, count);
            trainer_observe_update(t->statistics, before, after, u, count);
        }
    }
}

#endif
