/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks by kernels: the elements of a row.
 */
#include "kernels.h"

/* ---- v ----------------------------------------------------------------------------------------------------------- */

/* v of n numbers at x: their blocks have these factors. */
static void scale_row(const block_kernels *k, const block_scales *s, const char *x, uint32_t *v, size_t n)
{
    const size_t whole = n / BLOCK_STEP * BLOCK_STEP;
    if (whole != 0) {
        k->kernels->scale(k->how, x, s->factor, s->blocks == 1 ? whole : s->side, v, whole);
    }
    if (whole != n) { /* of one block */
        uint32_t rest[BLOCK_STEP] = {0};
        memcpy(rest, x + 4 * whole, 4 * (n - whole));
        k->kernels->scale(k->how, rest, s->factor, BLOCK_STEP, v + whole, BLOCK_STEP);
    }
}

/* x / s, of which q is the rounded quotient, or another number that lies between the same two numbers of 9 bits, where
 * an element may round up or down, and is none of them if x / s is none. */
static uint32_t jammed(uint32_t x, uint32_t s, uint32_t q)
{
    const uint32_t sign = q & 0x80000000;
    if (fp32_magnitude(q) > FP32_MAX) {
        return q;
    }
    if (fp32_magnitude(q) < 0x800000) { /* below all of them */
        return fp32_magnitude(x) == 0 ? q : sign | 0x800000;
    }
    hu_env env = {.rounding = HU_TO_ODD}; /* in which nothing but 0 is 0 */
    const uint32_t excess = hu_fp32_fma((hu_fp32){q}, (hu_fp32){s}, (hu_fp32){x ^ 0x80000000}, &env).code;
    if (fp32_magnitude(excess) == 0) {
        return q;
    }
    return (excess & 0x80000000) == sign ? q - 1 : q + 1; /* q s - x has the sign of q if |q| is too large */
}

/* For quotients that are to be rounded once. */
static void jam_row(const block_scales *s, const char *x, uint32_t *v, size_t n)
{
    enum { BELOW_9_BITS = 0x7FFF };
    for (size_t b = 0, i = 0; i < n; b++) {
        const size_t end = s->blocks == 1 ? n : i + s->side;
        for (; i < end; i++) {
            if ((v[i] & BELOW_9_BITS) == 0 || (v[i] & FP32_INF) == 0) {
                v[i] = jammed(block_load32(x + 4 * i), s->factor[b], v[i]);
            }
        }
    }
}

/* ---- Codes ------------------------------------------------------------------------------------------------------- */

/* Random words of n elements of a row from this one on; NULL if none are needed. */
static const uint32_t *draw(const block_job *job, const array_kernels *kernels, const block_span *span, uint32_t *words)
{
    const hu_block_options *o = job->options;
    const uint64_t index = (uint64_t)span->row * job->x.columns + span->column;
    const uint32_t bits = job->env->random_bits;
    if (job->env->rounding < HU_STOCHASTIC_A) {
        return NULL;
    }
    if (o->random == NULL) {
        array_words(kernels, o->seed, o->stream, o->first + index, words, span->n);
        return words;
    }
    for (size_t i = 0; i < span->n; i++) {
        words[i] = bits == 0 ? 0 : (uint32_t)o->random[index + i] << (32 - bits);
    }
    return words;
}

bool block_span_round(const block_kernels *k, const block_scales *s, const block_span *span, void *codes,
                      array_seen *seen)
{
    uint32_t v[BLOCK_CHUNK + ARRAY_GROUP];
    uint32_t words[BLOCK_CHUNK + ARRAY_GROUP];
    const char *x = block_at(&k->job->x, span->row, span->column);
    const size_t n = span->n;
    const size_t all = (n + ARRAY_GROUP - 1) / ARRAY_GROUP * ARRAY_GROUP;
    scale_row(k, s, x, v, n);
    if (k->how == ARRAY_OVER && k->job->plan.recipe->apply == HU_BLOCK_EXACT) {
        jam_row(s, x, v, n);
    }
    memset(v + n, 0, (all - n) * sizeof v[0]);
    const uint32_t *random = draw(k->job, k->kernels, span, words);
    if (random != NULL) {
        memset(words + n, 0, (all - n) * sizeof words[0]);
    }
    k->kernels->round(&k->element, v, random, codes, all, seen);
    return seen->top <= FP32_MAX;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

/* BLOCK_STEP codes of the grid become integers with a zero point: see element.c. All numbers have less than 16 bits, so
 * that vectors can hold many. Returns what is not zero if one was beyond the range. */
static uint16_t integers(const block_plan *plan, const uint16_t *grid, int32_t zero_point, uint8_t codes[BLOCK_STEP])
{
    const int16_t least = (int16_t)plan->recipe->least;
    const int16_t greatest = (int16_t)plan->recipe->greatest;
    const int16_t p = (int16_t)zero_point;
    const uint8_t mask = (uint8_t)hu_ones((int)plan->bits);
    uint8_t made[BLOCK_STEP]; /* where nothing else is, as the compiler can see */
    uint16_t beyond = 0;
    for (size_t i = 0; i < BLOCK_STEP; i++) {
        const int16_t sign = (int16_t) - (grid[i] >> 8);
        const int16_t wanted = (int16_t)((((grid[i] & 0xFF) ^ sign) - sign) + p);
        const int16_t raised = wanted > least ? wanted : least;
        const int16_t kept = raised < greatest ? raised : greatest;
        beyond |= (uint16_t)(wanted ^ kept);
        made[i] = (uint8_t)kept & mask;
    }
    memcpy(codes, made, sizeof made);
    return beyond;
}

static bool integer_span(const block_kernels *k, const block_scales *s, const block_span *span, uint8_t *codes,
                         array_seen *seen)
{
    const bool shifted = k->job->plan.recipe->zero_point != HU_BLOCK_ZERO_POINT_NONE;
    uint16_t grid[BLOCK_CHUNK + ARRAY_GROUP];
    uint16_t beyond = 0;
    if (!block_span_round(k, s, span, grid, seen)) {
        return false;
    }
    const size_t side = s->blocks == 1 ? span->n : s->side;
    for (size_t i = 0; i < span->n; i += BLOCK_STEP) {
        const size_t left = span->n - i < BLOCK_STEP ? span->n - i : BLOCK_STEP;
        uint8_t made[BLOCK_STEP];
        beyond |= integers(&k->job->plan, grid + i, shifted ? s->zero_points[i / side] : 0, made);
        memcpy(codes + i, made, left);
    }
    seen->underflow = 0;
    seen->overflow += beyond != 0;
    return beyond == 0 || !k->element.counted; /* it is not known which of them are inexact already */
}

static bool format_span(const block_kernels *k, const block_scales *s, const block_span *span, uint8_t *codes,
                        array_seen *seen)
{
    uint8_t room[BLOCK_CHUNK + ARRAY_GROUP];
    if (span->n % ARRAY_GROUP == 0) {
        return block_span_round(k, s, span, codes, seen);
    }
    if (!block_span_round(k, s, span, room, seen)) {
        return false;
    }
    memcpy(codes, room, span->n);
    return true;
}

bool block_row(const block_kernels *k, const block_scales *s, size_t row, size_t column, size_t n, array_seen *total)
{
    const block_job *job = k->job;
    uint8_t *const codes = (uint8_t *)job->data.codes + row * job->x.columns;
    for (const size_t end = column + n; column < end;) {
        array_seen seen = {0};
        const block_span span = {row, column, end - column < BLOCK_CHUNK ? end - column : BLOCK_CHUNK};
        if (!(job->plan.recipe->element == NULL ? integer_span(k, s, &span, codes + column, &seen)
                                                : format_span(k, s, &span, codes + column, &seen))) {
            return false;
        }
        total->overflow += seen.overflow;
        total->underflow += seen.underflow;
        total->inexact += seen.inexact;
        total->flushed += seen.flushed;
        column += span.n;
    }
    return true;
}
