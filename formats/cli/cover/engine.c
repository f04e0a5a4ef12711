/* SPDX-License-Identifier: Apache-2.0
 *
 * The bins of one function. See engine.h.
 */
#include "engine.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

static const cover_group *const groups[] = {
    &group_types,     &group_classes,   &group_nans,   &group_patterns, &group_compare,      &group_flags,
    &group_rounding,  &group_distance,  &group_sticky, &group_shift,    &group_cancellation, &group_product,
    &group_overflow,  &group_underflow, &group_large,  &group_small,    &group_near,         &group_trailing,
    &group_magnitude, &group_limit,     &group_around, &group_integers,
};

/* Operands of at most this many bits together, with the random integer, are tried exhaustively. */
enum { TRIED_BITS = 18 };

const cover_group *cover_group_at(size_t index)
{
    return index < sizeof groups / sizeof groups[0] ? groups[index] : NULL;
}

/* ---- Bins and their values --------------------------------------------------------------------------------------- */

/* The index on an axis; -1 if the value is none of its own. */
static int axis_index(const cover_axis *axis, int value)
{
    const int index = axis->words != NULL ? value : value - axis->first;
    if (index < 0) {
        return axis->open_below ? 0 : -1;
    }
    return index < axis->count ? index : axis->open_above ? axis->count - 1 : -1;
}

void cover_take(cover_taken *taken, int a, int b, int c, int d)
{
    const int values[AXES_MAX] = {a, b, c, d};
    const cover_range *const range = taken->range;
    uint32_t bin = 0;
    for (int i = 0; i < range->axis_count; i++) {
        const int index = axis_index(&range->axes[i], values[i]);
        if (index < 0) {
            return;
        }
        bin = bin * (uint32_t)range->axes[i].count + (uint32_t)index;
    }
    assert(taken->count < TAKEN_MAX);
    taken->bin[taken->count++] = range->first + bin;
}

void bin_values(const cover_range *range, uint32_t bin, int at[AXES_MAX])
{
    uint32_t rest = bin - range->first;
    for (int i = range->axis_count - 1; i >= 0; i--) {
        at[i] = (int)(rest % (uint32_t)range->axes[i].count);
        rest /= (uint32_t)range->axes[i].count;
    }
}

void axis_text(const cover_axis *axis, int at, char *text, size_t size)
{
    if (axis->words != NULL) {
        snprintf(text, size, "%s", axis->words[at]);
        return;
    }
    const bool below = axis->open_below && at == 0;
    const bool above = axis->open_above && at == axis->count - 1;
    snprintf(text, size, "%s%d", below ? "<=" : above ? ">=" : "", axis->first + at);
}

/* ---- The picture ------------------------------------------------------------------------------------------------- */

static void scale(exponent_picture *p, int axis, int first, int last, int most)
{
    const int count = last - first + 1;
    p->first[axis] = first;
    p->last[axis] = last;
    p->step[axis] = (count + most - 1) / most;
    p->size[axis] = (count + p->step[axis] - 1) / p->step[axis];
}

/* Two exponents of numbers, or none: false. */
static bool pair_of(const cover_case *c, const hu_explained_value *pair[2])
{
    const cover_target *const t = c->target;
    const bool fma = t->shape == SHAPE_FMA;
    pair[0] = fma ? &c->e.addend[0] : &c->e.operand[0].value;
    pair[1] = fma ? &c->e.addend[1] : t->f->arity == 2 ? &c->e.operand[1].value : &c->e.result.value;
    return pair[0]->kind == HU_EXPLAINED_FINITE && pair[1]->kind == HU_EXPLAINED_FINITE && (!fma || c->e.is_sum != 0);
}

static void picture_open(cover *all)
{
    const cover_target *const t = &all->target;
    const operand_facts *const x = &t->operand[0];
    const operand_facts *const y = &t->operand[t->shape == SHAPE_FMA ? 2 : 1];
    exponent_picture *const p = &all->picture;
    const bool fma = t->shape == SHAPE_FMA;
    scale(p, 0,
          !x->is_number ? 0
          : fma         ? x->lowest + t->operand[1].lowest
                        : x->lowest,
          !x->is_number ? t->f->operand[0].bits
          : fma         ? x->emax + t->operand[1].emax + 1
                        : x->emax,
          PICTURE_COLUMNS);
    if (t->f->arity == 1) {
        scale(p, 1, t->emin - t->to.fraction_bits, t->emax, PICTURE_ROWS);
    } else {
        scale(p, 1, !y->is_number ? 0 : y->lowest, !y->is_number ? 32 : y->emax, PICTURE_ROWS);
    }
}

static void picture_count(cover *all, const cover_case *c)
{
    const hu_explained_value *pair[2];
    exponent_picture *const p = &all->picture;
    int at[2];
    if (!pair_of(c, pair)) {
        return;
    }
    for (int i = 0; i < 2; i++) {
        const int exponent = pair[i]->exponent + 63;
        if (exponent < p->first[i] || exponent > p->last[i]) {
            return;
        }
        at[i] = (exponent - p->first[i]) / p->step[i];
    }
    p->cases[at[1]][at[0]]++;
}

/* ---- Opening ----------------------------------------------------------------------------------------------------- */

static void *zeroed(size_t count, size_t size)
{
    void *const memory = calloc(count == 0 ? 1 : count, size);
    if (memory == NULL) {
        fail("out of memory");
    }
    return memory;
}

static void list_ranges(cover *all)
{
    for (size_t i = 0; cover_group_at(i) != NULL; i++) {
        cover_range range = {.group = cover_group_at(i), .first = all->bins, .count = 1};
        range.axis_count = range.group->axes(&all->target, range.axes);
        for (int k = 0; k < range.axis_count; k++) {
            range.count *= (uint32_t)range.axes[k].count;
        }
        if (range.axis_count != 0 && range.count != 0) {
            all->ranges[all->range_count++] = range;
            all->bins += range.count;
        }
    }
}

static void prove(cover *all)
{
    int at[AXES_MAX] = {0};
    for (int i = 0; i < all->range_count; i++) {
        const cover_range *const range = &all->ranges[i];
        for (uint32_t bin = range->first; range->group->is_impossible != NULL && bin < range->first + range->count;
             bin++) {
            bin_values(range, bin, at);
            if (range->group->is_impossible(&all->target, at)) {
                all->state[bin] = BIN_IMPOSSIBLE;
            }
        }
    }
}

/* Every operand, the last one and the random integer fastest. Then what was not reached cannot be. */
static void try_all(cover *all, int bits)
{
    const function *const f = all->target.f;
    uint64_t operands[HU_OPERANDS_MAX] = {0};
    hu_env env = all->target.env;
    cover_taken taken;
    cover_case c;
    for (uint64_t all_bits = 0; all_bits >> bits == 0; all_bits++) {
        uint64_t rest = all_bits;
        env.random = rest & ~(~UINT64_C(0) << env.random_bits);
        rest >>= env.random_bits;
        for (int i = f->arity - 1; i >= 0; i--) {
            operands[i] = rest & ~UINT64_C(0) >> (64 - f->operand[i].bits);
            rest >>= f->operand[i].bits;
        }
        target_observe(&all->target, operands, &env, &c);
        cover_observe(all, &c, &taken);
        for (int i = 0; i < taken.count; i++) {
            cover_found(all, taken.bin[i], operands, &env);
        }
    }
    for (uint32_t bin = 0; bin < all->bins; bin++) {
        all->state[bin] = all->state[bin] == BIN_OPEN ? BIN_IMPOSSIBLE : all->state[bin];
    }
    all->tried_all = true;
}

void cover_open(cover *all, const function *f, const hu_env *env)
{
    *all = (cover){0};
    target_open(&all->target, f, env);
    list_ranges(all);
    all->state = zeroed(all->bins, sizeof all->state[0]);
    all->hits = zeroed(all->bins, sizeof all->hits[0]);
    all->example = zeroed(all->bins, sizeof all->example[0]);
    picture_open(all);
    prove(all);
    int bits = (int)env->random_bits;
    for (int i = 0; i < f->arity; i++) {
        bits += f->operand[i].bits;
    }
    if (bits <= TRIED_BITS) {
        try_all(all, bits);
    }
}

void cover_close(cover *all)
{
    free(all->state);
    free(all->hits);
    free(all->example);
    *all = (cover){0};
}

/* ---- Cases ------------------------------------------------------------------------------------------------------- */

void cover_observe(const cover *all, const cover_case *c, cover_taken *taken)
{
    taken->count = 0;
    for (int i = 0; i < all->range_count; i++) {
        taken->range = &all->ranges[i];
        taken->range->group->take(c, taken);
    }
}

/* A proof that is wrong must not go unnoticed. */
static void refute(const cover *all, uint32_t bin)
{
    for (int i = 0; i < all->range_count; i++) {
        const cover_range *const range = &all->ranges[i];
        if (bin - range->first < range->count) {
            fail("internal error: a case reaches bin %u of %s, which was excluded", (unsigned)(bin - range->first),
                 range->group->name);
        }
    }
}

void cover_found(cover *all, uint32_t bin, const uint64_t operands[HU_OPERANDS_MAX], const hu_env *env)
{
    if (all->state[bin] == BIN_IMPOSSIBLE) {
        refute(all, bin);
    }
    if (all->state[bin] == BIN_OPEN) {
        all->state[bin] = BIN_REACHABLE;
        memcpy(all->example[bin], operands, HU_OPERANDS_MAX * sizeof operands[0]);
        all->example[bin][HU_OPERANDS_MAX] = env->random;
    }
}

void cover_count(cover *all, const uint64_t operands[HU_OPERANDS_MAX], const hu_env *env, cover_taken *taken)
{
    cover_case c;
    target_observe(&all->target, operands, env, &c);
    cover_observe(all, &c, taken);
    for (int i = 0; i < taken->count; i++) {
        cover_found(all, taken->bin[i], operands, env);
        all->hits[taken->bin[i]]++;
    }
    all->cases++;
    picture_count(all, &c);
}

static void add_bin(const cover *all, uint32_t bin, cover_sum *sum)
{
    sum->impossible += all->state[bin] == BIN_IMPOSSIBLE;
    sum->counted += all->state[bin] != BIN_IMPOSSIBLE;
    sum->filled += all->hits[bin] != 0;
}

cover_sum cover_sum_of(const cover *all, const cover_range *range)
{
    cover_sum sum = {0};
    for (uint32_t bin = range->first; bin < range->first + range->count; bin++) {
        add_bin(all, bin, &sum);
    }
    return sum;
}

cover_sum cover_sum_all(const cover *all)
{
    cover_sum sum = {0};
    for (uint32_t bin = 0; bin < all->bins; bin++) {
        add_bin(all, bin, &sum);
    }
    return sum;
}
