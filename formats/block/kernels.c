/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks by the kernels of array/: the same bits as block_by_scalars, which is the definition, for what is common. That
 * is numbers in rows without gaps. A chunk with an infinity or a NaN in it, or in its scales, is left to the scalar
 * functions as a whole. The checks of block.c and block.matrices compare the two.
 *
 *      x --peaks--> A --ratios--> scales --factors--> --x times or over them--> v --round--> codes
 *           kernels.c       kernels_scales.c                    kernels_elements.c
 *
 * An exact quotient by a power of two is a product that is rounded if it is below 2^-126. It is then jammed instead:
 * all element formats that the kernels know end far above, so that it is rounded as any nonzero number below their
 * smallest. Other exact quotients are rounded, and then moved off the numbers where rounding to an element may turn
 * (kernels_elements.c). Of four over six, kernels_4over6.c makes both candidates.
 */
#include "kernels.h"

/* ---- The plan ---------------------------------------------------------------------------------------------------- */

/* The roundings of d and of the elements; false: by the scalar functions. */
static bool plan_rounding(const block_job *job, block_kernels *k)
{
    const hu_block_recipe *r = job->plan.recipe;
    const hu_env nearest = {0};
    hu_env scale_env = {.rounding = r->scale_rounding, .overflow = r->scale_overflow};
    hu_env env = *job->env;
    if (r->element == NULL) { /* see integer_element */
        env.overflow = HU_SATURATE_ALL;
        env.flush &= HU_FLUSH_OPERANDS;
    }
    if (!array_plan_round(job->plan.to, job->plan.fp32, &env, &k->element)) {
        return false;
    }
    k->element.gathered = job->options->no_flags == 0 || job->options->counts != NULL;
    k->element.counted = job->options->counts != NULL;
    if (r->four_over_six != HU_BLOCK_4OVER6_NONE &&
        (r->element == NULL || !array_plan_widen(r->element, &nearest, &k->element_value))) {
        return false;
    }
    if (r->ratio == HU_BLOCK_RANGE) {
        return !block_is_e8m0(r->scale);
    }
    if (block_is_e8m0(r->scale)) {
        return r->ratio <= HU_BLOCK_RCEIL ? block_plan_exact(&job->plan, k) : r->scale_rounding == HU_UP;
    }
    return job->plan.scale_size == 4 || (array_plan_round(r->scale, job->plan.fp32, &scale_env, &k->scale) &&
                                         array_plan_widen(r->scale, &scale_env, &k->scale_value));
}

/* How many blocks are made at a time. Where their sides are none that the kernels like, it is one: a chunk of it after
 * the other, and the last one with zeros after it. */
static size_t blocks_at_a_time(size_t side)
{
    if (side < BLOCK_STEP) {
        return 0;
    }
    if (side % BLOCK_STEP != 0 || side > BLOCK_CHUNK) {
        return 1;
    }
    return BLOCK_CHUNK / side < BLOCK_SCALES ? BLOCK_CHUNK / side : BLOCK_SCALES;
}

void block_kernels_plan(const block_job *job, block_kernels *k)
{
    const hu_block_recipe *r = job->plan.recipe;
    const size_t side = block_side(r->columns, job->x.columns);
    const bool exact = r->apply == HU_BLOCK_EXACT;
    const bool power = block_is_e8m0(r->scale);
    *k = (block_kernels){.side = side, .job = job};
    const array_kernels *kernels = array_find_kernels((hu_array_path)job->options->path);
    if (kernels == NULL || job->x.column_stride != 4) {
        return;
    }
    k->kernels = kernels;
    k->how = exact && power                                     ? ARRAY_TIMES_JAMMED
             : exact || (r->apply == HU_BLOCK_DIVIDE && !power) ? ARRAY_OVER
                                                                : ARRAY_TIMES;
    if ((r->tensor != HU_BLOCK_TENSOR_NONE && power) ||               /* S' is not a power of two */
        (exact && job->env->flush != 0) ||                            /* of the operands of a quotient */
        (exact && !power && job->env->rounding >= HU_STOCHASTIC_A) || /* needs more bits of it */
        !plan_rounding(job, k)) {
        return;
    }
    k->blocks = blocks_at_a_time(side);
}

/* ---- T, A and ranges --------------------------------------------------------------------------------------------- */

/* Raises the peaks of blocks of that side in a row of n numbers. */
static void take_peaks(const array_kernels *kernels, const void *x, size_t side, uint32_t *peaks, size_t n)
{
    const size_t whole = n / BLOCK_STEP * BLOCK_STEP;
    if (whole != 0) {
        kernels->peaks(x, side == n ? whole : side, peaks, whole);
    }
    for (size_t j = whole; j < n; j++) { /* of one block */
        const uint32_t magnitude = fp32_magnitude(block_load32((const char *)x + 4 * j));
        *peaks = magnitude > *peaks ? magnitude : *peaks;
    }
}

bool block_kernels_amax(const block_kernels *k, size_t first, size_t rows, uint32_t *amax)
{
    const hu_block_matrix *x = &k->job->x;
    *amax = 0;
    for (size_t i = first; i < first + rows && k->kernels != NULL; i++) {
        take_peaks(k->kernels, block_at(x, i, 0), x->columns, amax, x->columns);
    }
    return k->kernels != NULL && *amax <= FP32_MAX;
}

/* The ends of the range of a block, without their signs: numbers of one sign, as integers with a sign, are in order. */
static void take_range(const void *x, size_t n, uint32_t *lo, uint32_t *hi)
{
    int32_t low = (int32_t)*lo;
    int32_t high = (int32_t)*hi;
    for (size_t i = 0; i < n; i++) {
        const uint32_t code = block_load32((const char *)x + 4 * i);
        const int32_t above = (int32_t)code;
        const int32_t below = (int32_t)(code ^ 0x80000000);
        high = above > high ? above : high;
        low = below > low ? below : low;
    }
    *lo = (uint32_t)low;
    *hi = (uint32_t)high;
}

static bool scales_of_ranges(const block_kernels *k, const block_place *place, block_scales *s)
{
    uint32_t lo[BLOCK_SCALES] = {0};
    uint32_t hi[BLOCK_SCALES] = {0};
    for (size_t i = place->row; i < place->row_end; i++) {
        for (size_t b = 0; b < s->blocks; b++) {
            take_range(block_at(&k->job->x, i, place->column + b * s->side), s->side, &lo[b], &hi[b]);
        }
    }
    return block_scales_of_ranges(k, lo, hi, s);
}

static bool scales_of_peaks(const block_kernels *k, const block_place *place, const block_tensor *t, block_scales *s)
{
    const uint32_t least = k->job->plan.recipe->amax_least;
    uint32_t top = 0;
    memset(s->amax, 0, s->blocks * sizeof s->amax[0]);
    for (size_t i = place->row; i < place->row_end; i++) {
        take_peaks(k->kernels, block_at(&k->job->x, i, place->column), s->side, s->amax, s->blocks * s->side);
    }
    for (size_t i = 0; i < s->blocks && least != 0; i++) {
        s->amax[i] = s->amax[i] > least ? s->amax[i] : least;
    }
    for (size_t i = s->blocks; i < s->room; i++) {
        s->amax[i] = s->amax[0];
    }
    k->kernels->peaks(s->amax, s->room, &top, s->room);
    return top <= FP32_MAX && block_scales_make(k, t, s);
}

/* ---- All of it --------------------------------------------------------------------------------------------------- */

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

bool block_by_kernels(const block_kernels *k, const block_place *place, size_t blocks, const block_tensor *t)
{
    const block_job *job = k->job;
    const hu_block_recipe *r = job->plan.recipe;
    const size_t n = place->column_end - place->column;
    array_seen seen = {0};
    block_scales s;
    s.blocks = blocks;
    s.room = (blocks + ARRAY_GROUP - 1) / ARRAY_GROUP * ARRAY_GROUP;
    s.side = n / blocks;
    if (!(r->ratio == HU_BLOCK_RANGE ? scales_of_ranges(k, place, &s) : scales_of_peaks(k, place, t, &s)) ||
        (r->four_over_six != HU_BLOCK_4OVER6_NONE && !block_choose(k, place, t, &s))) {
        return false;
    }
    for (size_t i = place->row; i < place->row_end; i++) {
        if (!block_row(k, &s, i, place->column, n, &seen)) {
            return false;
        }
    }
    memcpy((char *)job->data.scales + place->number * job->plan.scale_size, s.codes, blocks * job->plan.scale_size);
    if (r->zero_point != HU_BLOCK_ZERO_POINT_NONE) {
        memcpy((char *)job->data.zero_points + 4 * place->number, s.zero_points, 4 * blocks);
    }
    note(job, &seen);
    return true;
}
