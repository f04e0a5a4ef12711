/* SPDX-License-Identifier: Apache-2.0
 *
 * Bins of operands: basic types, NaNs, patterns of significands, and comparisons.
 */
#include "codes.h"

static const char *const operand_names[] = {"x", "y", "z"};

/* The operands that are numbers, in order; where each stands among all. */
static int list_numbers(const cover_target *t, int at[HU_OPERANDS_MAX])
{
    int count = 0;
    for (int i = 0; i < t->f->arity; i++) {
        if (t->operand[i].is_number) {
            at[count++] = i;
        }
    }
    return count;
}

static const hu_format *format_of(const cover_case *c, int operand)
{
    return &c->target->f->operand[operand].format;
}

/* ---- Basic types ------------------------------------------------------------------------------------------------- */

static int types_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    for (int i = 0; i < t->numbers && t->numbers < 3; i++) {
        axes[i] = (cover_axis){.name = operand_names[i], .words = type_words, .count = TYPES};
    }
    return t->numbers < 3 ? t->numbers : 0;
}

static void types_take(const cover_case *c, cover_taken *taken)
{
    int at[HU_OPERANDS_MAX] = {0};
    int types[2] = {0};
    const int count = list_numbers(c->target, at);
    for (int i = 0; i < count; i++) {
        types[i] = code_type(format_of(c, at[i]), c->operands[at[i]]);
    }
    cover_take(taken, types[0], types[1], 0, 0);
}

static bool types_impossible(const cover_target *t, const int at[AXES_MAX])
{
    int operand[HU_OPERANDS_MAX] = {0};
    const int count = list_numbers(t, operand);
    for (int i = 0; i < count; i++) {
        if (!t->operand[operand[i]].has_type[at[i]]) {
            return true;
        }
    }
    return false;
}

const cover_group group_types = {
    "types",    "B1",       "basic types of the operands with their signs (of three operands: see classes)",
    types_axes, types_take, types_impossible};

/* ---- NaNs -------------------------------------------------------------------------------------------------------- */

static int nans_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    static const char *const kinds[] = {"quiet", "signaling"};
    static const char *const signs[] = {"+", "-"};
    axes[0] = (cover_axis){.name = "operand", .words = operand_names, .count = t->numbers};
    axes[1] = (cover_axis){.name = "NaN", .words = kinds, .count = 2};
    axes[2] = (cover_axis){.name = "sign", .words = signs, .count = 2};
    axes[3] = (cover_axis){.name = "payload", .words = payload_words, .count = PAYLOADS};
    return t->numbers == 0 ? 0 : 4;
}

static void nans_take(const cover_case *c, cover_taken *taken)
{
    int at[HU_OPERANDS_MAX] = {0};
    const int count = list_numbers(c->target, at);
    for (int i = 0; i < count; i++) {
        const hu_format *const format = format_of(c, at[i]);
        const uint64_t code = c->operands[at[i]];
        const int class = code_class(format, code);
        if (class == CLASS_NAN || class == CLASS_SIGNALING) {
            cover_take(taken, i, class == CLASS_SIGNALING, code_sign(format, code),
                       nan_payload(format, code, c->target->to.fraction_bits));
        }
    }
}

static bool nans_impossible(const cover_target *t, const int at[AXES_MAX])
{
    int operand[HU_OPERANDS_MAX] = {0};
    list_numbers(t, operand);
    return !t->operand[operand[at[0]]].has_nan[at[1]][at[2]][at[3]];
}

const cover_group group_nans = {
    "nans",
    "B27",
    "NaN operands: quiet or signaling, and which part of the payload is set; lower: what the result drops",
    nans_axes,
    nans_take,
    nans_impossible};

/* ---- Patterns ---------------------------------------------------------------------------------------------------- */

/* Of two operands each pattern meets each; of three, x and y do, and z stands for itself. */
static int patterns_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    for (int i = 0; i < t->numbers && t->numbers < 3; i++) {
        axes[i] = (cover_axis){.name = operand_names[i], .words = pattern_words, .count = PATTERNS};
    }
    if (t->numbers < 3) {
        return t->numbers;
    }
    axes[0] = (cover_axis){.name = "operand", .words = operand_names, .count = t->numbers};
    axes[1] = (cover_axis){.name = "pattern", .words = pattern_words, .count = PATTERNS};
    return 2;
}

static void patterns_take(const cover_case *c, cover_taken *taken)
{
    int at[HU_OPERANDS_MAX] = {0};
    int pattern[HU_OPERANDS_MAX] = {0};
    const int count = list_numbers(c->target, at);
    bool finite = true;
    for (int i = 0; i < count; i++) {
        const hu_explained_code *const x = &c->e.operand[at[i]];
        pattern[i] = fraction_pattern(x->fraction_field, x->format.fraction_bits);
        const bool good = x->value.kind == HU_EXPLAINED_FINITE;
        finite &= good;
        if (count == 3 && good) {
            cover_take(taken, i, pattern[i], 0, 0);
        }
    }
    if (count < 3 && finite) {
        cover_take(taken, pattern[0], pattern[1], 0, 0);
    }
}

static bool patterns_impossible(const cover_target *t, const int at[AXES_MAX])
{
    int operand[HU_OPERANDS_MAX] = {0};
    const int count = list_numbers(t, operand);
    if (count == 3) {
        return !t->operand[operand[at[0]]].has_pattern[at[1]];
    }
    return !t->operand[operand[0]].has_pattern[at[0]] || (count == 2 && !t->operand[operand[1]].has_pattern[at[1]]);
}

const cover_group group_patterns = {
    "patterns",
    "B9",
    "patterns in the fractions of finite operands, each meeting each (of three operands: each alone)",
    patterns_axes,
    patterns_take,
    patterns_impossible};

/* ---- Comparisons ------------------------------------------------------------------------------------------------- */

enum { FIVE = 5 };
static const char *const five_words[] = {"0", "+subnormal", "-subnormal", "+normal", "-normal"};
static const char *const orders[] = {"<", "=", ">"};

static int compare_axes(const cover_target *t, cover_axis axes[AXES_MAX])
{
    axes[0] = (cover_axis){.name = "x", .words = five_words, .count = FIVE};
    axes[1] = (cover_axis){.name = "y", .words = five_words, .count = FIVE};
    axes[2] = (cover_axis){.name = "exponent fields", .words = orders, .count = 3};
    axes[3] = (cover_axis){.name = "fraction fields", .words = orders, .count = 3};
    const bool both = t->shape == SHAPE_COMPARE || t->shape == SHAPE_CHOOSE;
    return both && t->same_operands ? 4 : 0;
}

static int five_of(const hu_explained_code *x)
{
    const int sign = x->value.sign;
    return x->value.kind == HU_EXPLAINED_ZERO ? 0 : x->subnormal != 0 ? 1 + sign : 3 + sign;
}

static int order_of(uint64_t a, uint64_t b)
{
    return 1 + (a > b) - (a < b);
}

static void compare_take(const cover_case *c, cover_taken *taken)
{
    const hu_explained_code *const x = &c->e.operand[0];
    const hu_explained_code *const y = &c->e.operand[1];
    if (x->value.kind <= HU_EXPLAINED_FINITE && y->value.kind <= HU_EXPLAINED_FINITE) {
        cover_take(taken, five_of(x), five_of(y), order_of(x->exponent_field, y->exponent_field),
                   order_of(x->fraction_field, y->fraction_field));
    }
}

/* Is there a basic type of one of the five kinds? */
static bool has_kind(const operand_facts *facts, int kind)
{
    static const uint8_t first[FIVE] = {0, 2, 3, 8, 9}; /* in type_words */
    static const uint8_t last[FIVE] = {1, 6, 7, 14, 15};
    bool found = false;
    for (int i = first[kind]; i <= last[kind]; i += kind == 0 ? 1 : 2) {
        found |= facts->has_type[i];
    }
    return found;
}

/* Zeros and subnormal numbers have the exponent field 0, and of these only zero has the fraction 0. */
static bool compare_impossible(const cover_target *t, const int at[AXES_MAX])
{
    for (int i = 0; i < 2; i++) {
        if (!has_kind(&t->operand[i], at[i])) {
            return true;
        }
    }
    const bool x_low = at[0] < 3;
    const bool y_low = at[1] < 3;
    if ((x_low || y_low) && at[2] != (x_low && y_low ? 1 : x_low ? 0 : 2)) {
        return t->to.has_zero != 0;
    }
    if (at[0] == 0 || at[1] == 0) {
        const bool x_zero = at[0] == 0;
        const bool other_normal = (x_zero ? at[1] : at[0]) >= 3;
        const bool both = at[0] == 0 && at[1] == 0;
        return both ? at[3] != 1 : at[3] != (x_zero ? 0 : 2) && !(other_normal && at[3] == 1);
    }
    return false;
}

const cover_group group_compare = {
    "compare",    "B19",        "operands compared: their kinds, exponent fields and fraction fields",
    compare_axes, compare_take, compare_impossible};
