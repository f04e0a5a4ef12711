/* SPDX-License-Identifier: Apache-2.0
 *
 * The stages of hu_explain against ref/, under random policies: every pair of codes of every format of at most 8 bits
 * under arithmetic, patterned operands of all formats under every operation, and refusals.
 */
#include "support/check.h"
#include "support/explain_judge.h"
#include "support/operands.h"

enum { PATTERNED = 20000 };

/* ---- Tuples ------------------------------------------------------------------------------------------------------ */

static void report(compare *c, const judged *j, ref_op op, const hu_format *to, const hu_number *x, const hu_env *env)
{
    c->comparisons++;
    if (j->wrong != NULL && c->failures++ < CHECK_SHOWN) {
        fprintf(stderr, "  %s: %s is wrong\n", c->name, j->wrong);
        hu_number operand[REF_OPERANDS_MAX] = {{0}};
        for (int i = 0; i < ref_arity(op); i++) {
            operand[i] = x[i];
        }
        hu_env raised = *env;
        raised.flags = j->e->flags;
        compare_report(stderr, c->name, op, to, operand, &raised, j->e->result.code, j->expected);
    }
}

/* True if the result is rounded as a negative number. */
static bool is_negative(const ref_bracket_t *b, const hu_env *env)
{
    const bool minus = env->rounding == HU_DOWN ? b->negative_down : b->negative;
    return minus && (b->to->has_sign || env->negative != HU_NEGATIVE_MAGNITUDE);
}

/* One tuple under one random environment. Operations up to maximumNumber have the same numbers in ref/. */
static void judge_tuple(compare *c, ref_op op, const hu_format *to, const hu_number *x)
{
    const hu_operation operation = op == REF_LOG_B ? HU_OP_LOG_B : (hu_operation)op;
    const hu_env env = compare_draw(c);
    ref_operand same[REF_OPERANDS_MAX];
    for (int i = 0; i < ref_arity(op); i++) {
        same[i] = compare_operand(x[i]);
    }
    ref_bracket_t *b = &c->bracket[0];
    ref_bracket(b, op, compare_format(to), same, (env.flush & HU_FLUSH_OPERANDS) != 0);
    hu_explanation e;
    judged j = {.e = &e, .b = b, .policy = compare_policy(&env)};
    j.expected = ref_choose(b, &j.policy);
    j.negative = is_negative(b, &env);
    if (hu_explain(operation, to, x, &env, &e) != HU_STATUS_GOOD) {
        e = (hu_explanation){.operation = 0};
        judge_want(&j, false, "the status");
        report(c, &j, op, to, x, &env);
        return;
    }
    for (int i = 0; i < ref_arity(op); i++) {
        judge_code(&j, &e.operand[i], x[i], (env.flush & HU_FLUSH_OPERANDS) != 0);
    }
    judge_exact(&j);
    judge_addends(&j, op);
    judge_rounding(&j, e.exact);
    judge_result(&j, to);
    judge_previous(&j, op, x, to, &c->bracket[1]);
    report(c, &j, op, to, x, &env);
}

/* Every pair of codes of every format of at most 8 bits in the table. */
long check_explain_pairs(void)
{
    static const ref_op ops[] = {REF_ADD, REF_SUB, REF_MUL, REF_DIV};
    compare c;
    compare_begin(&c, "explain.pairs", COMPARE_SOME_POLICIES);
    const hu_format *f;
    for (size_t i = 0; (f = hu_format_at(i)) != NULL; i++) {
        const int width = hu_format_width(f);
        for (uint64_t n = 0; width <= 8 && n < UINT64_C(1) << (2 * width); n++) {
            const hu_number x[] = {{f, n >> width}, {f, n & (UINT64_MAX >> (64 - width))}};
            for (size_t k = 0; k < sizeof ops / sizeof ops[0]; k++) {
                if (!check_dose()) {
                    continue;
                }
                judge_tuple(&c, ops[k], f, x);
            }
        }
    }
    return compare_end(&c);
}

/* Every operation on patterned operands of all formats, mixed and not. FP64 is only converted. */
long check_explain_patterned(void)
{
    compare c;
    compare_begin(&c, "explain.patterned", COMPARE_SOME_POLICIES);
    const uint64_t seed = check_seed();
    size_t formats = 0;
    while (hu_format_at(formats) != NULL) {
        formats++;
    }
    for (ref_op op = REF_CONVERT; op <= REF_LOG_B; op++) {
        for (uint64_t n = 0; n < PATTERNED; n++) {
            if (!check_dose()) {
                continue;
            }
            const uint64_t r = hu_random(seed, 90, n * REF_OPS + op);
            const hu_format *f = hu_format_at((size_t)(r % formats));
            hu_number x[REF_OPERANDS_MAX] = {{f, operand_code(f, seed, 91 + op, n)}};
            for (int i = 1; i < ref_arity(op); i++) {
                const hu_format *other = n % 2 == 0 ? f : hu_format_at((size_t)((r >> (8 * i)) % formats));
                x[i] = (hu_number){other, n % 2 == 0 ? operand_near(f, x[0].code, seed, 110 + (uint64_t)i, n)
                                                     : operand_code(other, seed, 120 + (uint64_t)i, n)};
            }
            const hu_format *to = n % 4 < 2 ? f : hu_format_at((size_t)((r >> 32) % formats));
            bool wide = to->fraction_bits > 23;
            for (int i = 0; i < ref_arity(op); i++) {
                wide = wide || x[i].format->fraction_bits > 23;
            }
            if (!wide || op == REF_CONVERT) {
                judge_tuple(&c, op, to, x);
            }
        }
    }
    return compare_end(&c);
}

/* ---- Integers and exponents -------------------------------------------------------------------------------------- */

/* Counts a comparison for an operation that compare_report does not know. */
static void report_other(compare *c, const judged *j, const char *operation, const hu_env *env)
{
    const hu_explained_code *x = &j->e->operand[0];
    c->comparisons++;
    if (j->wrong != NULL && c->failures++ < CHECK_SHOWN) {
        fprintf(stderr, "  %s: %s of %s %llx to %s, rounding %u: %s is wrong\n", c->name, operation, x->format.name,
                (unsigned long long)x->code, j->b->to->name, (unsigned)env->rounding, j->wrong);
    }
}

static void scale_b(compare *c, const hu_format *to, hu_number x, int32_t n)
{
    const hu_env env = compare_draw(c);
    ref_bracket_t *b = &c->bracket[0];
    const bool flush = (env.flush & HU_FLUSH_OPERANDS) != 0;
    ref_bracket_scale_b(b, compare_format(to), compare_operand(x), n, flush);
    hu_explanation e = {.operation = 0};
    judged j = {.e = &e, .b = b, .policy = compare_policy(&env), .negative = is_negative(b, &env)};
    j.expected = ref_choose(b, &j.policy);
    const int32_t far = 1 << 20; /* the limit stated in halfulp_explain.h */
    ref_bracket_scale_b(b, compare_format(to), compare_operand(x), n > far ? far : n < -far ? -far : n, flush);
    const hu_number operands[] = {x, {NULL, (uint32_t)n}};
    judge_want(&j, hu_explain(HU_OP_SCALE_B, to, operands, &env, &e) == HU_STATUS_GOOD, "the status");
    mpfr_t value;
    mpfr_init2(value, 64);
    mpfr_set_si(value, n, MPFR_RNDN);
    judge_want(&j, judge_same_value(&e.operand[1].value, value) && e.operand[1].kind == HU_KIND_INT32, "the integer");
    mpfr_clear(value);
    judge_code(&j, &e.operand[0], x, flush);
    judge_exact(&j);
    judge_rounding(&j, e.exact);
    judge_result(&j, to);
    report_other(c, &j, "scaleB", &env);
}

/* The integer that a code represents for that operation; the code is reduced to the operation's width. */
static void set_integer(mpfr_t value, hu_operation operation, uint64_t *code)
{
    const bool narrow = operation == HU_OP_FROM_INT32 || operation == HU_OP_FROM_UINT32;
    const int bits = narrow ? 32 : 64;
    *code &= UINT64_MAX >> (64 - bits);
    mpfr_set_uj(value, *code, MPFR_RNDN);
    if ((operation == HU_OP_FROM_INT32 || operation == HU_OP_FROM_INT64) && (*code >> (bits - 1)) != 0) {
        mpfr_t modulus;
        mpfr_init2(modulus, 2);
        mpfr_set_ui_2exp(modulus, 1, bits, MPFR_RNDN);
        mpfr_sub(value, value, modulus, MPFR_RNDN);
        mpfr_clear(modulus);
    }
}

static void from_integer(compare *c, const hu_format *to, hu_operation operation, uint64_t code)
{
    const hu_env env = compare_draw(c);
    ref_bracket_t *b = &c->bracket[0];
    hu_explanation e = {.operation = 0};
    judged j = {.e = &e, .b = b, .policy = compare_policy(&env)};
    set_integer(b->exact, operation, &code);
    b->truncated = false;
    j.expected = ref_choose_value(b, compare_format(to), &j.policy);
    j.negative = is_negative(b, &env);
    const hu_number n = {NULL, code};
    judge_want(&j, hu_explain(operation, to, &n, &env, &e) == HU_STATUS_GOOD, "the status");
    judge_want(&j, judge_same_value(&e.operand[0].value, b->exact) && e.operand[0].code == code, "the integer");
    judge_want(&j, e.exact.sticky == 0, "sticky");
    judge_exact(&j);
    judge_rounding(&j, e.exact);
    judge_result(&j, to);
    report_other(c, &j, "from an integer", &env);
}

/* A number in `value` is a number of `to` if it converts without a flag. The bracket is scratch space. */
static void judge_integer(judged *j, const hu_explained_neighbour *n, const mpfr_t value, ref_bracket_t *scratch)
{
    const ref_policy inward = {.rounding = REF_TOWARD_ZERO};
    mpfr_set(scratch->exact, value, MPFR_RNDN);
    scratch->truncated = false;
    const ref_result r = ref_choose_value(scratch, j->b->to, &inward);
    judge_want(j, judge_same_value(&n->value, value), "the value of an integer");
    judge_want(j, (n->place == HU_PLACE_CODE) == (r.flags == 0), "the place of an integer");
    judge_want(j, n->place != HU_PLACE_CODE || n->code == r.code, "the code of an integer");
}

/* Judges the rounding to an integer of the number in the bracket, and replaces it by the integer. */
static void judge_integral(judged *j, ref_bracket_t *scratch)
{
    ref_bracket_t *b = j->b;
    const hu_explained_rounding *r = &j->e->integral;
    if (mpfr_get_exp(b->exact) > 64) {
        judge_want(j, r->kept == UINT64_MAX && r->reason == HU_REASON_EXACT && r->outward == 0, "a large integer");
        return;
    }
    const ref_place place = ref_locate(b, 0);
    const bool inexact = place.nu64 != 0 || place.more;
    const bool outward = inexact && ref_goes_up(&place, b->negative, &j->policy);
    judge_want(j, r->quantum == 0 && r->kept == place.steps && r->nu == place.nu64 && (r->more != 0) == place.more,
               "the place among the integers");
    judge_want(j, (r->outward != 0) == outward, "which integer");
    judge_want(j, r->reason == judge_reason(&place, j->policy.rounding), "the reason for an integer");
    mpfr_t value;
    mpfr_init2(value, 65);
    for (unsigned i = 0; i < 2; i++) {
        mpfr_set_uj(value, place.steps, MPFR_RNDN);
        mpfr_add_ui(value, value, i, MPFR_RNDN);
        mpfr_setsign(value, value, b->negative, MPFR_RNDN);
        judge_integer(j, i == 0 ? &r->inner : &r->outer, value, scratch);
        if (outward == (i == 1)) {
            mpfr_set(b->exact, value, MPFR_RNDN);
        }
    }
    mpfr_clear(value);
}

static void to_integral(compare *c, const hu_format *to, hu_number x, bool exact)
{
    const hu_env env = compare_draw(c);
    ref_bracket_t *b = &c->bracket[0];
    const bool flush = (env.flush & HU_FLUSH_OPERANDS) != 0;
    hu_explanation e = {.operation = 0};
    judged j = {.e = &e, .b = b, .policy = compare_policy(&env)};
    j.policy.flush = env.flush;
    j.expected = ref_round_to_integral(&c->bracket[1], compare_format(to), compare_operand(x), exact, &j.policy);
    const hu_operation operation = exact ? HU_OP_ROUND_TO_INTEGRAL_EXACT : HU_OP_ROUND_TO_INTEGRAL;
    judge_want(&j, hu_explain(operation, to, &x, &env, &e) == HU_STATUS_GOOD && e.has_integral != 0, "the status");
    const ref_operand same = compare_operand(x);
    ref_bracket(b, REF_CONVERT, compare_format(to), &same, flush);
    judge_exact(&j);
    if (b->outcome == REF_RESULT_FINITE) {
        judge_integral(&j, &c->bracket[1]);
        ref_bracket_value(b, compare_format(to));
        judge_want(&j, judge_same_value(&e.to_round, b->exact), "the integer");
    } else {
        judge_want(&j, e.integral.reason == HU_REASON_SPECIAL && e.integral.inner.place == HU_PLACE_NONE,
                   "an integer near a value that is not a number");
    }
    j.negative = is_negative(b, &env);
    judge_rounding(&j, e.to_round);
    judge_result(&j, to);
    report_other(c, &j, "roundToIntegral", &env);
}

long check_explain_integers(void)
{
    compare c;
    compare_begin(&c, "explain.integers", COMPARE_SOME_POLICIES);
    const uint64_t seed = check_seed();
    size_t formats = 0;
    while (hu_format_at(formats) != NULL) {
        formats++;
    }
    for (uint64_t n = 0; n < PATTERNED; n++) {
        if (!check_dose()) {
            continue;
        }
        const uint64_t r = hu_random(seed, 130, n);
        const hu_format *f = hu_format_at((size_t)(r % formats));
        const hu_format *to = n % 2 == 0 ? f : hu_format_at((size_t)((r >> 8) % formats));
        const hu_number x = {f, operand_code(f, seed, 131, n)};
        const hu_operation from = (hu_operation)(HU_OP_FROM_INT32 + (r >> 16) % 4);
        const int64_t spread = (int64_t)((r >> 32) % 600) - 300;
        to_integral(&c, to, x, (r >> 20 & 1) != 0);
        scale_b(&c, to, x, (int32_t)(n % 100 == 0 ? (r >> 32) & 1 ? INT32_MAX : INT32_MIN : spread));
        from_integer(&c, to, from, hu_random(seed, 132, n) >> (r >> 24) % 64);
        from_integer(&c, to, from, ~(hu_random(seed, 132, n) >> (r >> 24) % 64));
    }
    return compare_end(&c);
}

/* ---- Refusals --------------------------------------------------------------------------------------------------- */

long check_explain_refused(void)
{
    const hu_format *fp16 = hu_format_find("fp16");
    const hu_format *fp64 = hu_format_find("fp64");
    const hu_number one[] = {{fp16, 0x3C00}, {fp16, 0x3C00}, {fp16, 0x3C00}};
    const hu_number wide[] = {{fp64, 0}, {fp64, 0}};
    const hu_number high[] = {{fp16, 0x10000}, {fp16, 0}};
    hu_format broken = *fp16;
    broken.exponent_bits = 40;
    const hu_env env = {.flags = HU_INVALID};
    const hu_env odd = {.rounding = 99};
    hu_explanation e = {.flags = 77};
    const struct {
        hu_operation operation;
        const hu_format *to;
        const hu_number *operands;
        const hu_env *env;
        hu_explanation *out;
        hu_status status;
    } calls[] = {
        {HU_OP_ADD, fp16, one, &env, NULL, HU_STATUS_POINTER},
        {HU_OP_ADD, fp16, one, NULL, &e, HU_STATUS_POINTER},
        {HU_OP_ADD, fp16, NULL, &env, &e, HU_STATUS_POINTER},
        {HU_OP_ADD, NULL, one, &env, &e, HU_STATUS_FORMAT},
        {HU_OP_ADD, &broken, one, &env, &e, HU_STATUS_FORMAT},
        {HU_OP_ADD, fp64, one, &env, &e, HU_STATUS_PRECISION},
        {HU_OP_ADD, fp16, wide, &env, &e, HU_STATUS_PRECISION},
        {HU_OP_ADD, fp16, high, &env, &e, HU_STATUS_CODE},
        {HU_OP_ADD, fp16, one, &odd, &e, HU_STATUS_ENVIRONMENT},
        {(hu_operation)99, fp16, one, &env, &e, HU_STATUS_OPERATION},
        {HU_OP_NEXT_UP, fp16, one, &env, &e, HU_STATUS_OPERATION},
        {HU_OP_CLASS, fp16, one, &env, &e, HU_STATUS_OPERATION},
        {HU_OP_TO_INT32, fp16, one, &env, &e, HU_STATUS_OPERATION},
    };
    const size_t count = sizeof calls / sizeof calls[0];
    long failures = 0;
    for (size_t i = 0; i < count; i++) {
        const hu_status status =
            hu_explain(calls[i].operation, calls[i].to, calls[i].operands, calls[i].env, calls[i].out);
        if (status != calls[i].status || e.flags != 77) {
            fprintf(stderr, "  call %zu of the list: status %d, expected %d\n", i, (int)status, (int)calls[i].status);
            failures++;
        }
    }
    if (hu_explain(HU_OP_ADD, fp16, one, &env, &e) != HU_STATUS_GOOD || e.flags != 0 || e.env.flags != 0) {
        fprintf(stderr, "  flags raised earlier change the explanation\n");
        failures++;
    }
    return check_end("explain.refused", (long long)count + 1, failures);
}
