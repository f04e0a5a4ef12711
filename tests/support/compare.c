/* SPDX-License-Identifier: Apache-2.0
 *
 * One tuple through formats/ and ref/ under many policies. See compare.h; compare_report.c has the messages.
 */
#include "compare.h"

#include "apply.h"
#include "check.h"
#include "named.h"

/* ---- Random policies --------------------------------------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
static uint64_t draw(compare *c)
{
    c->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = c->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Half of the random integers are moved to the point where the last bit of nu decides: the largest that rounds down, or
 * the smallest that rounds up. Errors far below the quantum show there. */
static void aim(compare *c, const ref_bracket_t *b, hu_env *env)
{
    const uint64_t r = draw(c);
    if (b->outcome != REF_RESULT_FINITE || env->random_bits == 0 || (r & 1) != 0) {
        return;
    }
    const ref_place *place = b->tiny && (r & 2) != 0 ? &b->tiny_place : &b->place;
    const uint64_t all = (UINT64_C(1) << env->random_bits) - 1;
    env->random = (all - (place->nu64 >> (64 - env->random_bits)) + (r >> 2 & 1)) & all;
}

static uint64_t draw_random(compare *c, unsigned bits)
{
    return draw(c) & ((UINT64_C(1) << bits) - 1);
}

/* One of n, from the 8 bits of r at this place: quicker than a remainder. */
static unsigned pick(uint64_t r, unsigned place, unsigned n)
{
    return (unsigned)(r >> place & 0xFF) * n >> 8;
}

hu_env compare_draw(compare *c)
{
    static const uint8_t widths[] = {0, 1, 2, 3, 4, 13, 24, 32};
    const uint64_t r = draw(c);
    const unsigned random_bits = widths[r >> 48 & 7];
    return (hu_env){.rounding = pick(r, 0, 9),
                    .overflow = pick(r, 8, 3),
                    .nan = pick(r, 16, 5),
                    .missing_nan = pick(r, 24, 3),
                    .missing_zero = pick(r, 32, 3),
                    .negative = pick(r, 40, 3),
                    .random_bits = random_bits,
                    .tininess = r >> 51 & 1,
                    .odd_overflow = r >> 52 & 1,
                    .infinity_nan = r >> 53 & 1,
                    .zero_divide = r >> 54 & 1,
                    .flush = r >> 55 & 3,
                    .random = draw_random(c, random_bits)};
}

void compare_begin(compare *c, const char *name, compare_policies policies)
{
    *c = (compare){.name = name, .policies = policies, .state = check_seed()};
    ref_bracket_init(&c->bracket[0]);
    ref_bracket_init(&c->bracket[1]);
}

long compare_end(compare *c)
{
    ref_bracket_clear(&c->bracket[0]);
    ref_bracket_clear(&c->bracket[1]);
    return check_end(c->name, c->comparisons, c->failures);
}

/* ---- One tuple --------------------------------------------------------------------------------------------------- */

/* The computation: op on the operands, or, with `scale`, operand[0] * 2^n. */
typedef struct {
    ref_op op;
    bool scale;
    int n;
    const hu_format *to;
    const hu_number *operand;
    named_function named;
} compare_call;

/* Uses the list of operations, so that its rows are compared with ref/. */
uint64_t compare_generic(ref_op op, const hu_format *to, const hu_number v[REF_OPERANDS_MAX], hu_env *env)
{
    static const hu_operation same[REF_OPS] = {[REF_CONVERT] = HU_OP_CONVERT,
                                               [REF_ADD] = HU_OP_ADD,
                                               [REF_SUB] = HU_OP_SUB,
                                               [REF_MUL] = HU_OP_MUL,
                                               [REF_DIV] = HU_OP_DIV,
                                               [REF_SQRT] = HU_OP_SQRT,
                                               [REF_FMA] = HU_OP_FMA,
                                               [REF_REMAINDER] = HU_OP_REMAINDER,
                                               [REF_MINIMUM] = HU_OP_MINIMUM,
                                               [REF_MAXIMUM] = HU_OP_MAXIMUM,
                                               [REF_MINIMUM_NUMBER] = HU_OP_MINIMUM_NUMBER,
                                               [REF_MAXIMUM_NUMBER] = HU_OP_MAXIMUM_NUMBER,
                                               [REF_LOG_B] = HU_OP_LOG_B};
    return hu_apply_unchecked(same[op], to, v, env);
}

static void compare_env(compare *c, const compare_call *call, const ref_bracket_t *bracket, const hu_env *policy)
{
    ref_policy same = compare_policy(policy);
    ref_result expected = ref_choose(bracket, &same);
    hu_env env = *policy;
    if (call->scale) {
        hu_number result = hu_scale_b(call->to, call->operand[0], call->n, &env);
        compare_answers(c, "scale-b", call->operand[0], policy, result.code, env.flags, expected);
        return;
    }
    uint64_t code = compare_generic(call->op, call->to, call->operand, &env);
    c->comparisons++;
    if ((code != expected.code || env.flags != expected.flags) && c->failures++ < CHECK_SHOWN) {
        compare_report(stderr, c->name, call->op, call->to, call->operand, &env, code, expected);
    }
    env = *policy;
    if (named_call(call->named, call->op, call->operand, &env, &code)) {
        c->comparisons++;
        if ((code != expected.code || env.flags != expected.flags) && c->failures++ < CHECK_SHOWN) {
            compare_report(stderr, "the named function", call->op, call->to, call->operand, &env, code, expected);
        }
    }
}

/* The number of values of each policy that the tuple is tried with, by the rules of compare.h; 0: a drawn one. */
typedef struct {
    unsigned rounding, overflow, tininess, nan, flush_results, odd_overflow, missing_nan, missing_zero, negative;
    unsigned infinity_nan, zero_divide;
} policy_counts;

static policy_counts what_matters(const ref_bracket_t *b, bool all)
{
    const ref_format *f = b->to;
    bool finite = b->outcome == REF_RESULT_FINITE;
    bool nan = b->outcome == REF_RESULT_NAN;
    bool infinite = b->outcome == REF_RESULT_INFINITE;
    bool tiny = finite && b->tiny;
    bool overflow = finite && (b->upper.overflows || b->lower.overflows);
    bool missing_zero = !f->has_zero && (tiny || b->outcome == REF_RESULT_ZERO);
    bool negative = !f->has_sign && b->negative && !nan;
    bool two_nans = f->has_sign && f->nan == REF_NAN_TOP_CODE;
    bool which_nan = nan || b->zero_divided || (two_nans && (overflow || infinite));
    return (policy_counts){.rounding = nan || infinite ? 0 : REF_ROUNDINGS,
                           .overflow = infinite || overflow || missing_zero || negative ? REF_OVERFLOWS : 0,
                           .tininess = tiny ? 2 : 0,
                           .nan = !all        ? 1
                                  : which_nan ? 5
                                              : 0,
                           .flush_results = !all   ? 1
                                            : tiny ? 2
                                                   : 0,
                           .odd_overflow = overflow ? 2 : 0,
                           .missing_nan = (nan || b->zero_divided) && f->nan == REF_NAN_NONE ? 3 : 0,
                           .missing_zero = missing_zero ? 3 : 0,
                           .negative = negative ? 3 : 0,
                           .infinity_nan = two_nans && (overflow || infinite) ? 2 : 0,
                           .zero_divide = b->zero_divided ? 2 : 0};
}

/* The value of a policy in the i-th combination: takes its digit off *i, or the drawn value. */
static unsigned digit(unsigned count, unsigned drawn, unsigned *i)
{
    if (count <= 1) {
        return count == 0 ? drawn : 0;
    }
    unsigned value = *i % count;
    *i /= count;
    return value;
}

static void compare_combinations(compare *c, const compare_call *call, bool flush_operands)
{
    const ref_bracket_t *b = &c->bracket[flush_operands ? 1 : 0];
    policy_counts n = what_matters(b, c->policies == COMPARE_ALL_POLICIES);
    unsigned rest = 0;
    hu_env drawn = {0};
    for (unsigned combination = 0; rest == 0; combination++) {
        if (combination % REF_ROUNDINGS == 0) { /* policies not counted are drawn anew for the next roundings */
            drawn = compare_draw(c);
        }
        hu_env env = drawn;
        env.random = draw_random(c, env.random_bits);
        rest = combination;
        env.rounding = (hu_rounding)digit(n.rounding, (unsigned)env.rounding, &rest);
        env.overflow = (hu_overflow)digit(n.overflow, (unsigned)env.overflow, &rest);
        env.tininess = (hu_tininess)digit(n.tininess, (unsigned)env.tininess, &rest);
        env.nan = (hu_nan_policy)digit(n.nan, (unsigned)env.nan, &rest);
        env.flush = digit(n.flush_results, env.flush >> 1, &rest) << 1 | (flush_operands ? HU_FLUSH_OPERANDS : 0);
        env.odd_overflow = (hu_odd_overflow)digit(n.odd_overflow, (unsigned)env.odd_overflow, &rest);
        env.missing_nan = (hu_missing_nan)digit(n.missing_nan, (unsigned)env.missing_nan, &rest);
        env.missing_zero = (hu_missing_zero)digit(n.missing_zero, (unsigned)env.missing_zero, &rest);
        env.negative = (hu_negative)digit(n.negative, (unsigned)env.negative, &rest);
        env.infinity_nan = digit(n.infinity_nan, env.infinity_nan, &rest);
        env.zero_divide = digit(n.zero_divide, env.zero_divide, &rest);
        if (rest == 0) { /* otherwise all combinations have been visited */
            aim(c, b, &env);
            compare_env(c, call, b, &env);
        }
    }
}

static void compare_every_draw(compare *c, const compare_call *call)
{
    for (unsigned bits = 0; bits <= 4; bits++) {
        for (uint64_t r = 0; r < UINT64_C(1) << bits; r++) {
            for (hu_rounding kind = HU_STOCHASTIC_A; kind <= HU_STOCHASTIC_C; kind++) {
                hu_env env = compare_draw(c);
                env.rounding = kind;
                env.flush = 0;
                env.random_bits = bits;
                env.random = r;
                compare_env(c, call, &c->bracket[0], &env);
            }
        }
    }
}

static void compare_call_under_policies(compare *c, const compare_call *call, bool subnormal_operand)
{
    if (c->policies != COMPARE_SOME_POLICIES) {
        compare_combinations(c, call, false);
    }
    if (c->policies == COMPARE_EVERY_DRAW) {
        compare_every_draw(c, call);
    }
    if (c->policies == COMPARE_ALL_POLICIES) {
        if (subnormal_operand) {
            compare_combinations(c, call, true);
        }
        return;
    }
    for (int i = 0; i < 3; i++) {
        hu_env env = compare_draw(c);
        const ref_bracket_t *b = &c->bracket[subnormal_operand ? env.flush & HU_FLUSH_OPERANDS : 0];
        aim(c, b, &env);
        compare_env(c, call, b, &env);
    }
}

void compare_tuple(compare *c, ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX])
{
    if (!check_dose()) {
        return;
    }
    compare_call call = {.op = op, .to = to, .operand = operand, .named = named_find(op, to, operand)};
    ref_operand same[REF_OPERANDS_MAX];
    bool subnormal = false;
    for (int i = 0; i < ref_arity(op); i++) {
        same[i] = compare_operand(operand[i]);
        subnormal = subnormal || ref_is_subnormal(same[i].format, same[i].code);
    }
    ref_bracket(&c->bracket[0], op, compare_format(to), same, false);
    if (subnormal) {
        ref_bracket(&c->bracket[1], op, compare_format(to), same, true);
    }
    compare_call_under_policies(c, &call, subnormal);
}

void compare_same(compare *c, ref_op op, const hu_format *format, uint64_t x, uint64_t y, uint64_t z)
{
    hu_number operand[REF_OPERANDS_MAX] = {{format, x}, {format, y}, {format, z}};
    compare_tuple(c, op, format, operand);
}

void compare_scale_b(compare *c, const hu_format *to, hu_number x, int n)
{
    if (!check_dose()) {
        return;
    }
    compare_call call = {.op = REF_CONVERT, .scale = true, .n = n, .to = to, .operand = &x};
    ref_operand same = compare_operand(x);
    bool subnormal = ref_is_subnormal(same.format, same.code);
    ref_bracket_scale_b(&c->bracket[0], compare_format(to), same, n, false);
    if (subnormal) {
        ref_bracket_scale_b(&c->bracket[1], compare_format(to), same, n, true);
    }
    compare_call_under_policies(c, &call, subnormal);
}
