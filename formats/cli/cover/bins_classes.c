/* SPDX-License-Identifier: Apache-2.0
 *
 * Bins of operands crossed with the result, and the proofs that some are empty.
 */
#include <assert.h>

#include "codes.h"
#include "target.h"

static const char *const names[] = {"x", "y", "z"};

/* ---- The class of a result --------------------------------------------------------------------------------------- */

static const char *const boolean_words[] = {"false", "true"};
static const char *const relation_words[] = {"less", "equal", "greater", "unordered"};
static const char *const integer_words[] = {"zero", "positive", "negative", "invalid"};
static const char *const class_answers[] = {"sNaN",  "NaN",   "-infinity",  "-normal", "-subnormal",
                                            "-zero", "+zero", "+subnormal", "+normal", "+infinity"};
enum { RESULT_INVALID = 3, RESULTS_LISTED = 10 };

static cover_axis result_axis(const type *t)
{
    cover_axis axis = {.name = "result"};
    axis.words = t->kind == HU_KIND_NUMBER     ? class_words
                 : t->kind == HU_KIND_BOOLEAN  ? boolean_words
                 : t->kind == HU_KIND_RELATION ? relation_words
                 : t->kind == HU_KIND_CLASS    ? class_answers
                                               : integer_words;
    axis.count = t->kind == HU_KIND_NUMBER    ? CLASS_NAN + 1
                 : t->kind == HU_KIND_BOOLEAN ? 2
                 : t->kind == HU_KIND_CLASS   ? 10
                                              : 4;
    return axis;
}

static int result_class(const type *t, uint64_t result, uint64_t flags)
{
    if (t->kind == HU_KIND_NUMBER) {
        const int class = code_class(&t->format, result);
        return class == CLASS_SIGNALING ? CLASS_NAN : class;
    }
    if (!type_is_integer(t)) {
        return (int)result;
    }
    const bool negative = type_is_signed(t) && (result >> (t->bits - 1) & 1) != 0;
    return (flags & HU_INVALID) != 0 ? RESULT_INVALID : result == 0 ? 0 : negative ? 2 : 1;
}

static int classes_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    if (t->numbers == 0 || t->numbers != t->f->arity) {
        return 0;
    }
    for (int i = 0; i < t->numbers; i++) {
        axes[i] = (cover_axis){.name = names[i], .words = class_words, .count = CLASSES};
    }
    axes[t->numbers] = result_axis(&t->f->result[0]);
    return t->numbers + 1;
}

static void classes_take(const cover_case *c, cover_taken *taken)
{
    const function *const f = c->target->f;
    int at[AXES_MAX] = {0};
    for (int i = 0; i < f->arity; i++) {
        at[i] = code_class(&f->operand[i].format, c->operands[i]);
    }
    at[f->arity] = result_class(&f->result[0], c->result, c->flags);
    cover_take(taken, at[0], at[1], at[2], at[3]);
}

/* ---- Proofs ------------------------------------------------------------------------------------------------------ */

/* The codes of a class that bound its magnitudes, [0] the smallest and [1] the largest: of NaNs, any two. */
static bool ends_of(const cover_target *t, int operand, int class, uint64_t ends[2])
{
    const hu_format *const format = &t->f->operand[operand].format;
    const uint64_t normal = hu_format_smallest_normal(format);
    const uint64_t all = format->fraction_bits == 0 ? 0 : (UINT64_C(1) << format->fraction_bits) - 1;
    const uint64_t top = ((UINT64_C(1) << format->exponent_bits) - 1) << format->fraction_bits;
    const uint64_t lows[CLASSES] = {0, hu_format_smallest(format), normal, 0, format->canonical_nan, top | (1 & all)};
    const uint64_t highs[CLASSES] = {
        0, normal - 1, hu_format_largest(format), 0, format->canonical_nan, top | (all >> 1)};
    ends[0] = lows[class];
    ends[1] = highs[class];
    if (class == CLASS_INFINITY) {
        if (!hu_format_infinity(format, &ends[0])) {
            return false;
        }
        ends[1] = ends[0];
    }
    return code_class(format, ends[0]) == class && code_class(format, ends[1]) == class;
}

/* The code with the other sign, if it is of the same class. */
static uint64_t negated(const hu_format *format, uint64_t code)
{
    const uint64_t sign = format->has_sign != 0 ? UINT64_C(1) << (hu_format_width(format) - 1) : 0;
    return code_class(format, code ^ sign) == code_class(format, code) ? code ^ sign : code;
}

/* Which results are seen at the ends of the classes, in every combination of ends and of signs. */
static void try_ends(const cover_target *t, const int class[], bool seen[RESULTS_LISTED])
{
    uint64_t ends[HU_OPERANDS_MAX][2];
    uint64_t operands[HU_OPERANDS_MAX] = {0};
    answer result;
    const int arity = t->f->arity;
    for (int i = 0; i < arity; i++) {
        ends_of(t, i, class[i], ends[i]);
    }
    for (int choice = 0; choice < 1 << 2 * arity; choice++) {
        for (int i = 0; i < arity; i++) {
            const int own = choice >> 2 * i;
            const uint64_t code = ends[i][own & 1];
            operands[i] = (own & 2) != 0 ? negated(&t->f->operand[i].format, code) : code;
        }
        target_apply(t, operands, &result);
        seen[result_class(&t->f->result[0], result.code[0], result.flags)] = true;
    }
}

static bool is_finite(int class)
{
    return class == CLASS_SUBNORMAL || class == CLASS_NORMAL;
}

/* Does the class of the result depend on nothing but the classes and signs of the operands? So it is if all are zeros,
 * infinities and NaNs; with a NaN or an infinity, beside which a finite operand's size is nothing; with a zero factor,
 * dividend or divisor; and in a single format if all but one are special, since the result is then that one number, or
 * does not depend on it. */
static bool is_settled(const cover_target *t, const int class[])
{
    int finite = 0;
    bool nan = false;
    bool infinity = false;
    bool zero = false;
    for (int i = 0; i < t->f->arity; i++) {
        finite += is_finite(class[i]);
        nan |= class[i] >= CLASS_NAN;
        infinity |= class[i] == CLASS_INFINITY;
        zero |= i < 2 && class[i] == CLASS_ZERO;
    }
    if (nan && t->f->operation == HU_OP_TOTAL_ORDER) {
        return false;
    }
    if (finite != 0 && t->to.has_sign == 0) {
        return false;
    }
    const bool product = t->shape == SHAPE_MUL || t->shape == SHAPE_DIV || t->shape == SHAPE_FMA;
    if (finite == 0 || nan || (infinity && (product || t->shape == SHAPE_ADD))) {
        return finite == 0 || t->shape != SHAPE_CHOOSE || t->same_formats;
    }
    if (zero && product && (t->shape != SHAPE_FMA || t->same_formats)) {
        return true;
    }
    return finite == 1 && t->f->arity > 1 && t->same_formats &&
           (t->shape == SHAPE_ADD || t->shape == SHAPE_REMAINDER || t->shape == SHAPE_CHOOSE || product);
}

/* Is every product of fma below every z, so that the sum never cancels, and is smallest at ends of the classes too? */
static bool is_dominated(const cover_target *t, const int class[])
{
    int exponent = 1;
    for (int i = 0; i < 2; i++) {
        exponent += class[i] == CLASS_NORMAL ? t->operand[i].emax : t->operand[i].emin - 1;
    }
    return t->shape == SHAPE_FMA && is_finite(class[2]) &&
           exponent < (class[2] == CLASS_NORMAL ? t->operand[2].emin : t->operand[2].lowest);
}

/* Results whose magnitudes rise and fall with those of the operands lie between those at the ends of the classes; a sum
 * may also be anything below. */
static bool is_out_of_reach(const cover_target *t, const int class[], int result)
{
    bool seen[RESULTS_LISTED] = {false};
    const bool rises = t->shape == SHAPE_MUL || t->shape == SHAPE_DIV || t->shape == SHAPE_SQRT ||
                       t->shape == SHAPE_CONVERT || t->shape == SHAPE_INTEGRAL;
    const bool sum = t->shape == SHAPE_ADD || t->shape == SHAPE_FMA;
    if ((!rises && !sum) || t->env.random_bits != 0 || t->to.has_sign == 0 || t->to.has_zero == 0) {
        return false;
    }
    if (sum && result == CLASS_ZERO && t->shape == SHAPE_ADD && t->same_formats && t->env.flush == 0 &&
        class[0] != class[1]) {
        return true; /* only x - x is 0, and its operands have one class */
    }
    try_ends(t, class, seen);
    if (result >= CLASS_INFINITY && result < RESULTS_LISTED) {
        return !seen[result];
    }
    bool above = false;
    bool below = sum && !is_dominated(t, class);
    for (int i = 0; i <= CLASS_NAN; i++) {
        above |= i >= result && seen[i];
        below |= i <= result && seen[i];
    }
    return !above || !below;
}

/* Of one format's numbers, a remainder is at most as large as either, and x itself where x is the smaller in class; a
 * minimum or maximum is one of the two. */
static bool is_neither(const cover_target *t, const int class[], int result)
{
    if (!t->same_formats || t->env.flush != 0 || t->to.has_sign == 0 || t->to.has_zero == 0) {
        return false;
    }
    if (t->shape == SHAPE_CHOOSE) {
        return result != class[0] && result != class[1];
    }
    return t->shape == SHAPE_REMAINDER && (result >= CLASS_INFINITY || result > class[0] || result > class[1] ||
                                           (result == CLASS_ZERO && class[0] < class[1]));
}

/* Integers rise with the number, up to those out of range. */
static bool is_no_such_integer(const cover_target *t, const int class[], int result)
{
    bool seen[RESULTS_LISTED] = {false};
    if (t->shape == SHAPE_TO_INTEGER && result == 2 && !type_is_signed(&t->f->result[0])) {
        return true;
    }
    if (t->shape != SHAPE_TO_INTEGER || t->env.random_bits != 0) {
        return false;
    }
    try_ends(t, class, seen);
    return !seen[result] && (result == 0 || result == RESULT_INVALID || !seen[0] || !seen[RESULT_INVALID]);
}

static bool classes_impossible(const cover_target *t, const int at[AXES_MAX])
{
    uint64_t ends[2];
    const int arity = t->f->arity;
    for (int i = 0; i < arity; i++) {
        if (!ends_of(t, i, at[i], ends)) {
            return true;
        }
    }
    if (is_settled(t, at)) {
        bool seen[RESULTS_LISTED] = {false};
        try_ends(t, at, seen);
        return !seen[at[arity]];
    }
    return is_out_of_reach(t, at, at[arity]) || is_neither(t, at, at[arity]) || is_no_such_integer(t, at, at[arity]);
}

const cover_group group_classes = {
    "classes",    "B1, B21",    "classes of the operands crossed with that of the result",
    classes_axes, classes_take, classes_impossible};
