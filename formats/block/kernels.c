/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks by the kernels of array/: the same bits as block_by_scalars, which is the definition, for what is common. That
 * is numbers in rows without gaps, in blocks whose columns are a multiple of 16, into formats, by all ratios but a
 * range, and without four over six. All else is left to the scalar functions: a chunk with an infinity or a NaN in it,
 * or in its scales, as a whole. The check block.matrices compares the two.
 *
 *      x --peaks--> A --ratios--> scales --factors--> --x times or over them--> v --round--> codes
 *
 * An exact quotient by a power of two is a product that is rounded if it is below 2^-126. It is then jammed instead:
 * all element formats that the kernels know end far above, so that it is rounded as any nonzero number below their
 * smallest. Other exact quotients are left out.
 */
#include "quantize.h"

/* ---- The plan ---------------------------------------------------------------------------------------------------- */

static bool is_e8m0(const hu_format *f)
{
    return !f->has_zero; /* the only one that a recipe can have */
}

/* The code of an exact ratio is a sum: scale.c says in which cases an exponent is one more, which is when the addend
 * carries out of the fraction. True if 1.0 is well within the element: then no subnormal number needs care. */
static bool plan_exact(const block_plan *plan, block_kernels *k)
{
    const hu_block_recipe *r = plan->recipe;
    const uint32_t m = plan->target;
    uint32_t exponent = (uint32_t)plan->emax;
    switch ((hu_block_ratio)r->ratio) {
    case HU_BLOCK_CEIL:
        k->addend = 0x7FFFFF;
        break;
    case HU_BLOCK_EVEN:
        k->addend = UINT32_C(1) << (23 - plan->significant_bits);
        break;
    case HU_BLOCK_RCEIL:
        k->addend = 0x7FFFFF - (m & 0x7FFFFF);
        exponent = (m >> 23) - 127;
        break;
    default:
        k->addend = 0;
        break;
    }
    k->exponent = exponent;
    return exponent >= 1 && exponent <= 127 && r->zero == HU_BLOCK_ZERO_STAYS &&
           r->apply != HU_BLOCK_RECIPROCAL_SHIFTED;
}

/* The roundings of d and of the elements; false: by the scalar functions. */
static bool plan_rounding(const block_job *job, block_kernels *k)
{
    const hu_block_recipe *r = job->plan.recipe;
    hu_env scale_env = {.rounding = r->scale_rounding, .overflow = r->scale_overflow};
    if (!array_plan_round(r->element, job->plan.fp32, job->env, &k->element)) {
        return false;
    }
    k->element.gathered = job->options->no_flags == 0 || job->options->counts != NULL;
    k->element.counted = job->options->counts != NULL;
    if (is_e8m0(r->scale)) {
        return r->ratio <= HU_BLOCK_RCEIL ? plan_exact(&job->plan, k) : r->scale_rounding == HU_UP;
    }
    return job->plan.scale_size == 4 || (array_plan_round(r->scale, job->plan.fp32, &scale_env, &k->scale) &&
                                         array_plan_widen(r->scale, &scale_env, &k->widening));
}

void block_kernels_plan(const block_job *job, block_kernels *k)
{
    const hu_block_recipe *r = job->plan.recipe;
    const size_t side = block_side(r->columns, job->x.columns);
    const bool exact = r->apply == HU_BLOCK_EXACT;
    *k = (block_kernels){.side = side, .job = job};
    const array_kernels *kernels = array_find_kernels((hu_array_path)job->options->path);
    if (kernels == NULL || job->x.column_stride != 4) {
        return;
    }
    k->kernels = kernels;
    k->blocks = side % BLOCK_STEP != 0 || side > BLOCK_CHUNK ? 0
                : BLOCK_CHUNK / side < BLOCK_SCALES          ? BLOCK_CHUNK / side
                                                             : BLOCK_SCALES;
    if (r->element == NULL || r->ratio == HU_BLOCK_RANGE || r->four_over_six != HU_BLOCK_4OVER6_NONE ||
        (r->tensor != HU_BLOCK_TENSOR_NONE && is_e8m0(r->scale)) || /* S' is not a power of two */
        (exact && (!is_e8m0(r->scale) || job->env->flush != 0)) || !plan_rounding(job, k)) {
        k->blocks = 0;
    }
    k->how = exact ? ARRAY_TIMES_JAMMED : r->apply == HU_BLOCK_DIVIDE && !is_e8m0(r->scale) ? ARRAY_OVER : ARRAY_TIMES;
}

/* ---- T ----------------------------------------------------------------------------------------------------------- */

bool block_kernels_amax(const block_kernels *k, size_t first, size_t rows, uint32_t *amax)
{
    const hu_block_matrix *x = &k->job->x;
    const size_t whole = x->columns / BLOCK_STEP * BLOCK_STEP;
    uint32_t peak = 0;
    for (size_t i = first; i < first + rows && k->kernels != NULL; i++) {
        if (whole != 0) {
            k->kernels->peaks(block_at(x, i, 0), whole, &peak, whole);
        }
        for (size_t j = whole; j < x->columns; j++) {
            const uint32_t magnitude = fp32_magnitude(block_load32(block_at(x, i, j)));
            peak = magnitude > peak ? magnitude : peak;
        }
    }
    *amax = peak;
    return k->kernels != NULL && peak <= FP32_MAX;
}

/* ---- Scales ------------------------------------------------------------------------------------------------------ */

/* Scales of one chunk; the last ones repeat the first. */
typedef struct {
    uint32_t amax[BLOCK_SCALES], d[BLOCK_SCALES], factor[BLOCK_SCALES];
    uint32_t codes[BLOCK_SCALES]; /* or bytes */
} scales;

static uint32_t top_of(const block_kernels *k, const uint32_t *x)
{
    uint32_t top = 0;
    k->kernels->peaks(x, BLOCK_SCALES, &top, BLOCK_SCALES);
    return top;
}

/* All d times or over a constant. */
static void apply_constant(const block_kernels *k, array_scaling how, uint32_t constant, uint32_t *d)
{
    k->kernels->scale(how, d, &constant, BLOCK_SCALES, d, BLOCK_SCALES);
}

/* d of all blocks. False: one is no number. */
static bool make_ratios(const block_kernels *k, const block_tensor *t, scales *s)
{
    const block_plan *plan = &k->job->plan;
    const hu_block_recipe *r = plan->recipe;
    memcpy(s->d, s->amax, sizeof s->d);
    switch ((hu_block_ratio)r->ratio) {
    case HU_BLOCK_QUOTIENT:
        apply_constant(k, ARRAY_OVER, plan->target, s->d);
        break;
    case HU_BLOCK_PRODUCT:
        apply_constant(k, ARRAY_TIMES, plan->inverse, s->d);
        break;
    case HU_BLOCK_QUOTIENT_ENCODE:
        apply_constant(k, ARRAY_OVER, plan->target, s->d);
        apply_constant(k, ARRAY_TIMES, t->encode, s->d);
        break;
    case HU_BLOCK_PRODUCT_ENCODE:
        apply_constant(k, ARRAY_TIMES, fp32_mul(t->encode, plan->inverse), s->d);
        break;
    case HU_BLOCK_QUOTIENT_DECODE:
        apply_constant(k, ARRAY_OVER, plan->target, s->d);
        apply_constant(k, ARRAY_OVER, t->decode, s->d);
        break;
    default:
        apply_constant(k, ARRAY_OVER, fp32_mul(plan->target, t->decode), s->d);
        break;
    }
    for (size_t i = 0; i < BLOCK_SCALES && (r->zero | r->scale_least) != 0; i++) {
        uint32_t d = s->d[i];
        d = d == 0 && r->zero == HU_BLOCK_ZERO_IS_ONE ? FP32_ONE : d;
        s->d[i] = d > r->scale_least ? d : r->scale_least;
    }
    return top_of(k, s->d) <= FP32_MAX;
}

/* The smallest power of two that is not below d, at least 2^-127, as a code of E8M0; beyond the largest a NaN. */
static uint32_t code_above(uint32_t d)
{
    const uint32_t fraction = d & 0x7FFFFF;
    return d < 0x800000 ? fraction > 0x400000 : (d >> 23) + (fraction != 0);
}

/* Powers of two: codes, and 1 / S, which both quotients and products are made with. Returns the largest exponent field
 * before it was lowered. */
HU_INLINE uint32_t powers(const block_kernels *k, size_t blocks, bool exact, bool shifted, scales *s)
{
    const uint32_t lowered = k->exponent;
    uint32_t top = 0;
    for (size_t i = 0; i < blocks; i++) {
        const uint32_t field = exact ? (s->amax[i] + k->addend) >> 23 : code_above(s->d[i]);
        const uint32_t code = !exact ? field : field > lowered ? field - lowered : 0;
        const uint32_t inverse = (E8M0_LARGEST - code) << 23;
        ((uint8_t *)s->codes)[i] = (uint8_t)code;
        s->factor[i] = shifted && code == 0 ? FP32_ONE : !shifted && inverse == 0 ? 0x400000 : inverse;
        top = field > top ? field : top;
    }
    return top;
}

static bool make_powers(const block_kernels *k, const block_tensor *t, size_t blocks, scales *s)
{
    const hu_block_recipe *r = k->job->plan.recipe;
    if (r->ratio <= HU_BLOCK_RCEIL) {
        /* A sum of 2^128 is a power like others when it is rounded up, but not in an even scale. */
        return powers(k, blocks, true, false, s) < E8M0_NAN || r->ratio != HU_BLOCK_EVEN;
    }
    if (!make_ratios(k, t, s)) {
        return false;
    }
    return (r->apply == HU_BLOCK_RECIPROCAL_SHIFTED ? powers(k, blocks, false, true, s)
                                                    : powers(k, blocks, false, false, s)) < E8M0_NAN;
}

/* Other scales: codes, and r or S'. */
static bool make_scales(const block_kernels *k, const block_tensor *t, scales *s)
{
    const hu_block_recipe *r = k->job->plan.recipe;
    array_seen seen = {0};
    if (!make_ratios(k, t, s)) {
        return false;
    }
    if (k->job->plan.scale_size == 4) {
        memcpy(s->codes, s->d, sizeof s->codes);
        memcpy(s->factor, s->d, sizeof s->factor);
    } else {
        k->kernels->round(&k->scale, s->d, NULL, s->codes, BLOCK_SCALES, &seen);
        k->kernels->widen(&k->widening, s->codes, s->factor, BLOCK_SCALES, &seen);
    }
    if (r->tensor != HU_BLOCK_TENSOR_NONE) {
        apply_constant(k, ARRAY_TIMES, t->decode, s->factor);
    }
    if (r->apply != HU_BLOCK_DIVIDE) {
        for (size_t i = 0; i < BLOCK_SCALES; i++) {
            s->d[i] = FP32_ONE;
        }
        k->kernels->scale(ARRAY_OVER, s->d, s->factor, 1, s->factor, BLOCK_SCALES);
    }
    const bool numbers = top_of(k, s->factor) <= FP32_MAX;
    for (size_t i = 0; i < BLOCK_SCALES && !numbers && r->apply == HU_BLOCK_RECIPROCAL_FINITE; i++) {
        s->factor[i] = s->factor[i] > FP32_MAX ? FP32_MAX : s->factor[i];
    }
    return seen.top <= FP32_MAX && (numbers || r->apply == HU_BLOCK_RECIPROCAL_FINITE);
}

/* ---- Elements ---------------------------------------------------------------------------------------------------- */

/* Random words of n elements of a row from this one on; NULL if none are needed. */
static const uint32_t *draw(const block_job *job, const array_kernels *kernels, size_t row, size_t column, size_t n,
                            uint32_t *words)
{
    const hu_block_options *o = job->options;
    const uint64_t index = (uint64_t)row * job->x.columns + column;
    const uint32_t bits = job->env->random_bits;
    if (job->env->rounding < HU_STOCHASTIC_A) {
        return NULL;
    }
    if (o->random == NULL) {
        array_words(kernels, o->seed, o->stream, o->first + index, words, n);
        return words;
    }
    for (size_t i = 0; i < n; i++) {
        words[i] = bits == 0 ? 0 : (uint32_t)o->random[index + i] << (32 - bits);
    }
    return words;
}

/* One row of a chunk, n elements. False: v is an infinity or a NaN somewhere. */
static bool round_row(const block_kernels *k, const uint32_t *factor, size_t row, size_t column, size_t n,
                      array_seen *total)
{
    const block_job *job = k->job;
    uint32_t v[BLOCK_CHUNK + ARRAY_GROUP];
    uint32_t words[BLOCK_CHUNK + ARRAY_GROUP];
    uint8_t codes[BLOCK_CHUNK + ARRAY_GROUP];
    uint8_t *const result = (uint8_t *)job->data.codes + row * job->x.columns + column;
    const size_t all = (n + ARRAY_GROUP - 1) / ARRAY_GROUP * ARRAY_GROUP;
    array_seen seen = {0};
    k->kernels->scale(k->how, block_at(&job->x, row, column), factor, k->side, v, n);
    memset(v + n, 0, (all - n) * sizeof v[0]);
    const uint32_t *random = draw(job, k->kernels, row, column, n, words);
    if (random != NULL) {
        memset(words + n, 0, (all - n) * sizeof words[0]);
    }
    k->kernels->round(&k->element, v, random, all == n ? result : codes, all, &seen);
    if (all != n) {
        memcpy(result, codes, n);
    }
    total->overflow += seen.overflow;
    total->underflow += seen.underflow;
    total->inexact += seen.inexact;
    total->flushed += seen.flushed;
    return seen.top <= FP32_MAX;
}

static void note(const block_job *job, const array_seen *seen)
{
    hu_array_counts *counts = job->options->counts;
    job->env->flags |= (seen->overflow != 0 ? (uint32_t)HU_OVERFLOW | HU_INEXACT : 0) |
                       (seen->underflow != 0 ? (uint32_t)HU_UNDERFLOW : 0) |
                       (seen->inexact != 0 ? (uint32_t)HU_INEXACT : 0);
    if (counts != NULL) {
        counts->overflow += seen->overflow;
        counts->underflow += seen->underflow;
        counts->inexact += seen->inexact;
        counts->flushed += seen->flushed;
    }
}

bool block_by_kernels(const block_kernels *k, const block_place *first, size_t blocks, const block_tensor *t)
{
    const block_job *job = k->job;
    const hu_block_recipe *r = job->plan.recipe;
    const size_t n = blocks * k->side;
    array_seen seen = {0};
    uint32_t top = 0;
    scales s;
    memset(s.amax, 0, blocks * sizeof s.amax[0]);
    for (size_t i = first->row; i < first->row_end; i++) {
        k->kernels->peaks(block_at(&job->x, i, first->column), k->side, s.amax, n);
    }
    for (size_t i = 0; i < blocks; i++) {
        s.amax[i] = s.amax[i] > r->amax_least ? s.amax[i] : r->amax_least;
        top = s.amax[i] > top ? s.amax[i] : top;
    }
    for (size_t i = blocks; i < BLOCK_SCALES; i++) {
        s.amax[i] = s.amax[0];
    }
    if (top > FP32_MAX || !(is_e8m0(r->scale) ? make_powers(k, t, blocks, &s) : make_scales(k, t, &s))) {
        return false;
    }
    for (size_t i = first->row; i < first->row_end; i++) {
        if (!round_row(k, s.factor, i, first->column, n, &seen)) {
            return false;
        }
    }
    memcpy((char *)job->data.scales + first->number * job->plan.scale_size, s.codes, blocks * job->plan.scale_size);
    note(job, &seen);
    return true;
}
