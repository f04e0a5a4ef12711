/* SPDX-License-Identifier: Apache-2.0
 *
 * Dot products by an accumulation of the caller's choice, level by level:
 *
 *     products --order--> sums of chunks --in order--> sums of parts --in order--> result
 *
 * A level that is not asked for is not there. Sums begin with +0, and the outermost one with the addend.
 */
#include <limits.h>

#include "array/process.h"
#include "dot.h"
#include "pipeline.h"
#include "register.h"

typedef struct {
    const hu_accumulation *how;
    const hu_format *sum;   /* of a chunk */
    const hu_format *total; /* of the sums above it */
    hu_array_operand x, y;
    hu_env env;     /* the caller's, gathering flags */
    uint64_t drawn; /* roundings so far */
} work;

/* The environment of the next rounding. */
static hu_env *next(work *w)
{
    if (w->env.rounding >= HU_STOCHASTIC_A) {
        const hu_accumulation *how = w->how;
        w->env.random = hu_random_bits(how->seed, how->stream, how->first + w->drawn++, w->env.random_bits);
    }
    return &w->env;
}

static hu_number element(const hu_array_operand *x, size_t i)
{
    return (hu_number){x->format, array_load(array_operand_at(x, i), hu_array_element_size(x->format))};
}

/* Rounded, or as FP64, which holds every product of operands that are accepted. */
static hu_number product(work *w, size_t i)
{
    const hu_format *fp64 = &hu_table[ROW_FP64];
    const hu_number x = element(&w->x, i);
    const hu_number y = element(&w->y, i);
    if (w->how->product != NULL) {
        return hu_mul(w->how->product, x, y, next(w));
    }
    hu_env *env = &w->env;
    hu_value p = hu_exact_mul(hu_operand(x.format, x.code, env), hu_operand(y.format, y.code, env), env);
    if (p.kind == VALUE_NAN) {
        p = hu_round_nan(fp64, p, env);
    }
    return (hu_number){fp64, hu_encode(fp64, p)};
}

/* The product of two numbers has 48 bits even in FP64, which is what hu_exact_add can take. */
static hu_number add(work *w, const hu_format *to, hu_number x, hu_number y)
{
    hu_env *env = next(w);
    const hu_value exact = hu_exact_add(hu_operand(x.format, x.code, env), hu_operand(y.format, y.code, env), env);
    return (hu_number){to, hu_finish(to, exact, env)};
}

static hu_number subtract(work *w, hu_number x, hu_number y)
{
    hu_env *env = next(w);
    hu_value negated = hu_operand(y.format, y.code, env);
    negated.sign = negated.kind == VALUE_NAN ? negated.sign : !negated.sign;
    return (hu_number){w->sum, hu_finish(w->sum, hu_exact_add(hu_operand(x.format, x.code, env), negated, env), env)};
}

/* ---- Orders: s and the products first .. first + n - 1 ----------------------------------------------------------- */

static hu_number in_order(work *w, hu_number s, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++) {
        s = w->how->product != NULL ? add(w, w->sum, s, product(w, i))
                                    : hu_fma(w->sum, element(&w->x, i), element(&w->y, i), s, next(w));
    }
    return s;
}

/* The trees that are complete, the largest first, are those of the digits 1 of the number of products. A new product is
 * a tree; it goes together with the one before it if that is of the same size, as a carry does. */
static hu_number in_pairs(work *w, hu_number s, size_t first, size_t n)
{
    hu_number tree[CHAR_BIT * sizeof n];
    size_t trees = 0;
    for (size_t i = 0; i < n; i++) {
        tree[trees++] = product(w, first + i);
        for (size_t done = i + 1; done % 2 == 0; done /= 2) {
            trees--;
            tree[trees - 1] = add(w, w->sum, tree[trees - 1], tree[trees]);
        }
    }
    for (; trees > 1; trees--) {
        tree[trees - 2] = add(w, w->sum, tree[trees - 2], tree[trees - 1]);
    }
    return trees == 0 ? s : add(w, w->sum, s, tree[0]);
}

static hu_number compensated(work *w, hu_number s, size_t first, size_t n)
{
    hu_number e = {w->sum, 0}; /* what s has too much */
    for (size_t i = first; i < first + n; i++) {
        const hu_number y = subtract(w, product(w, i), e);
        const hu_number t = add(w, w->sum, s, y);
        e = subtract(w, subtract(w, t, s), y);
        s = t;
    }
    return s;
}

static hu_number exactly(work *w, hu_number s, size_t first, size_t n)
{
    hu_exact_register r = {0};
    hu_register_add(&r, hu_operand(s.format, s.code, &w->env), &w->env);
    for (size_t i = first; i < first + n; i++) {
        const hu_number p = product(w, i);
        hu_register_add(&r, hu_operand(p.format, p.code, &w->env), &w->env);
    }
    hu_env *env = next(w);
    return (hu_number){w->sum, hu_finish(w->sum, hu_register_sum(&r, env), env)};
}

static hu_number by_instruction(work *w, hu_number s, size_t first, size_t n)
{
    const hu_dot_model *m = w->how->instruction;
    for (size_t done = 0; done < n; done += m->k) {
        uint64_t x[HU_DOT_STEP_MAX];
        uint64_t y[HU_DOT_STEP_MAX];
        for (size_t i = 0; i < m->k; i++) {
            x[i] = element(&w->x, first + done + i).code << hu_dot_ignored_bits(m->x);
            y[i] = element(&w->y, first + done + i).code << hu_dot_ignored_bits(m->y);
        }
        s.code = hu_dot(m, s.code, x, y, m->k);
    }
    return s;
}

/* ---- Levels ------------------------------------------------------------------------------------------------------ */

static hu_number sum_of_chunk(work *w, hu_number s, size_t first, size_t n)
{
    switch ((hu_accumulation_order)w->how->order) {
    case HU_ACCUMULATE_IN_ORDER:
        return in_order(w, s, first, n);
    case HU_ACCUMULATE_IN_PAIRS:
        return in_pairs(w, s, first, n);
    case HU_ACCUMULATE_COMPENSATED:
        return compensated(w, s, first, n);
    case HU_ACCUMULATE_EXACT:
        return exactly(w, s, first, n);
    case HU_ACCUMULATE_BY_INSTRUCTION:
        break;
    }
    return by_instruction(w, s, first, n);
}

static hu_number sum_of_part(work *w, hu_number s, size_t first, size_t n)
{
    if (w->how->chunk == 0) {
        return sum_of_chunk(w, s, first, n);
    }
    for (size_t done = 0, now; done < n; done += now) {
        now = n - done < w->how->chunk ? n - done : (size_t)w->how->chunk;
        s = add(w, w->total, s, sum_of_chunk(w, (hu_number){w->sum, 0}, first + done, now));
    }
    return s;
}

/* What the parts are made of. */
static uint64_t unit_of(const hu_accumulation *how)
{
    return how->chunk != 0 ? how->chunk : how->order == HU_ACCUMULATE_BY_INSTRUCTION ? how->instruction->k : 1;
}

static hu_number sum_of_all(work *w, hu_number s, size_t count)
{
    if (w->how->parts <= 1) {
        return sum_of_part(w, s, 0, count);
    }
    const uint64_t unit = unit_of(w->how);
    const uint64_t units = count / unit + (count % unit != 0);
    const uint64_t per_part = units / w->how->parts + (units % w->how->parts != 0);
    const hu_format *of_part = w->how->chunk != 0 ? w->total : w->sum;
    for (size_t done = 0, now; done < count; done += now) {
        const size_t rest = count - done;
        now = per_part > rest / unit ? rest : (size_t)(per_part * unit);
        s = add(w, w->total, s, sum_of_part(w, (hu_number){of_part, 0}, done, now));
    }
    return s;
}

/* ---- The checked call -------------------------------------------------------------------------------------------- */

static bool has_levels(const hu_accumulation *how)
{
    return how->chunk != 0 || how->parts > 1;
}

static bool is_instruction(const hu_dot_model *m)
{
    size_t i = 0;
    while (hu_dot_at(i) != NULL && hu_dot_at(i) != m) {
        i++;
    }
    return m != NULL && hu_dot_at(i) == m;
}

static const hu_format *format_of_sum(const hu_accumulation *how)
{
    if (how->order != HU_ACCUMULATE_BY_INSTRUCTION) {
        return how->sum;
    }
    return is_instruction(how->instruction) ? how->instruction->result : NULL;
}

const hu_format *hu_accumulation_result(const hu_accumulation *how)
{
    return how == NULL ? NULL : has_levels(how) && how->total != NULL ? how->total : format_of_sum(how);
}

/* The exponents of the lowest bit of the smallest number above zero, and of the first power of two above the largest
 * number. */
static int lowest(const hu_format *f)
{
    return hu_emin(f) - f->fraction_bits;
}

static int highest(const hu_format *f)
{
    return (int)(hu_largest(f) >> f->fraction_bits) - f->bias + 1;
}

static hu_status check_format(const hu_format *f, bool accumulates, bool may_be_fp64)
{
    if (hu_format_error(f) != NULL || (accumulates && !f->has_zero)) {
        return HU_STATUS_FORMAT;
    }
    const bool narrow = hu_precision(f) <= 24 || (may_be_fp64 && hu_same_format(f, &hu_table[ROW_FP64]));
    return narrow ? HU_STATUS_GOOD : HU_STATUS_PRECISION;
}

/* Exact products must be normal numbers of FP64, and what enters the register numbers of FP64. */
static hu_status check_ranges(const hu_accumulation *how, const hu_format *x, const hu_format *y)
{
    const hu_format *wide = &hu_table[ROW_FP64];
    const hu_format *p = how->product;
    const bool exact = how->order == HU_ACCUMULATE_EXACT;
    if (p == NULL && how->order == HU_ACCUMULATE_IN_ORDER) {
        return HU_STATUS_GOOD;
    }
    if (p == NULL && (lowest(x) + lowest(y) < hu_emin(wide) || highest(x) + highest(y) > highest(wide))) {
        return HU_STATUS_FORMAT;
    }
    if (exact && p != NULL && (lowest(p) < lowest(wide) || highest(p) > highest(wide))) {
        return HU_STATUS_FORMAT;
    }
    const bool fits = lowest(how->sum) >= lowest(wide) && highest(how->sum) <= highest(wide);
    return exact && !fits ? HU_STATUS_FORMAT : HU_STATUS_GOOD;
}

static hu_status check_formats(const hu_accumulation *how, const hu_format *x, const hu_format *y, const hu_env *env)
{
    const bool instruction = how->order == HU_ACCUMULATE_BY_INSTRUCTION;
    const bool exact = how->order == HU_ACCUMULATE_EXACT && env->rounding < HU_STOCHASTIC_A;
    const hu_format *sum = format_of_sum(how);
    const hu_status status[] = {
        check_format(x, false, instruction),
        check_format(y, false, instruction),
        check_format(sum, true, (instruction || exact) && !has_levels(how)),
        check_format(how->product != NULL ? how->product : x, false, instruction),
        check_format(how->total != NULL ? how->total : sum, true, !has_levels(how)),
    };
    for (size_t i = 0; i < sizeof status / sizeof status[0]; i++) {
        if (status[i] != HU_STATUS_GOOD) {
            return status[i];
        }
    }
    if (instruction) {
        const hu_dot_model *m = how->instruction;
        return hu_same_format(x, m->x) && hu_same_format(y, m->y) ? HU_STATUS_GOOD : HU_STATUS_MIXED;
    }
    return check_ranges(how, x, y);
}

hu_status hu_dot_accumulate(const hu_accumulation *how, hu_array_operand x, hu_array_operand y, size_t count,
                            uint64_t addend, hu_env *env, uint64_t *result)
{
    if (how == NULL || env == NULL || result == NULL || (count != 0 && (x.data == NULL || y.data == NULL))) {
        return HU_STATUS_POINTER;
    }
    if (hu_env_error(env) != NULL) {
        return HU_STATUS_ENVIRONMENT;
    }
    const bool instruction = how->order == HU_ACCUMULATE_BY_INSTRUCTION;
    if (how->order > HU_ACCUMULATE_BY_INSTRUCTION || (instruction && !is_instruction(how->instruction))) {
        return HU_STATUS_OPERATION;
    }
    const hu_status status = check_formats(how, x.format, y.format, env);
    if (status != HU_STATUS_GOOD) {
        return status;
    }
    const hu_format *to = hu_accumulation_result(how);
    if ((addend & ~hu_ones(hu_width(to))) != 0) {
        return HU_STATUS_CODE;
    }
    if (instruction && (count % how->instruction->k != 0 || how->chunk % how->instruction->k != 0)) {
        return HU_STATUS_COUNT;
    }
    const hu_format *sum = format_of_sum(how);
    work w = {how, sum, how->total != NULL ? how->total : sum, x, y, *env, 0};
    *result = sum_of_all(&w, (hu_number){to, addend}, count).code;
    env->flags = w.env.flags;
    return HU_STATUS_GOOD;
}
