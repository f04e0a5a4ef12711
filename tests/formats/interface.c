/* SPDX-License-Identifier: Apache-2.0
 *
 * The interface around the arithmetic: hu_apply and hu_flat_apply, bits above a code's width, versions. Results are
 * compared with those of the direct functions, which other checks compare with ref/. Refusals are listed case by case,
 * and must change nothing. interface_flat.c tests the flat entry points alone.
 */
#include <inttypes.h>

#include "halfulp_flat.h"
#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

enum { STREAM = 80, CASES = 4000 };

/* ---- Every operation, through every entry point ----------------------------------------------------------------- */

static int64_t signed_32(uint64_t code)
{
    return code < UINT64_C(0x80000000) ? (int64_t)code : (int64_t)code - INT64_C(0x100000000);
}

static int64_t signed_64(uint64_t code)
{
    int64_t n;
    memcpy(&n, &code, sizeof n);
    return n;
}

/* The direct calls. This test has its own switches, so that a wrong function in a row of the library's list shows. */
static uint64_t direct_to_integer(hu_operation operation, const hu_number *x, hu_env *env)
{
    switch (operation) {
    case HU_OP_TO_INT32:
        return (uint32_t)hu_to_int32(x[0], false, env);
    case HU_OP_TO_INT64:
        return (uint64_t)hu_to_int64(x[0], false, env);
    case HU_OP_TO_UINT32:
        return hu_to_uint32(x[0], false, env);
    case HU_OP_TO_UINT64:
        return hu_to_uint64(x[0], false, env);
    case HU_OP_TO_INT32_EXACT:
        return (uint32_t)hu_to_int32(x[0], true, env);
    case HU_OP_TO_INT64_EXACT:
        return (uint64_t)hu_to_int64(x[0], true, env);
    case HU_OP_TO_UINT32_EXACT:
        return hu_to_uint32(x[0], true, env);
    case HU_OP_TO_UINT64_EXACT:
        return hu_to_uint64(x[0], true, env);
    default:
        return 0;
    }
}

static uint64_t direct_comparison(hu_operation operation, const hu_number *x, hu_env *env)
{
    switch (operation) {
    case HU_OP_COMPARE_QUIET:
        return (uint64_t)(hu_compare_quiet(x[0], x[1], env) + 1);
    case HU_OP_COMPARE_SIGNALING:
        return (uint64_t)(hu_compare_signaling(x[0], x[1], env) + 1);
    case HU_OP_EQUAL_QUIET:
        return hu_compare_quiet(x[0], x[1], env) == HU_EQUAL;
    case HU_OP_LESS_QUIET:
        return hu_compare_quiet(x[0], x[1], env) == HU_LESS;
    case HU_OP_LESS_EQUAL_QUIET:
        return hu_compare_quiet(x[0], x[1], env) <= HU_EQUAL;
    case HU_OP_EQUAL_SIGNALING:
        return hu_compare_signaling(x[0], x[1], env) == HU_EQUAL;
    case HU_OP_LESS_SIGNALING:
        return hu_compare_signaling(x[0], x[1], env) == HU_LESS;
    case HU_OP_LESS_EQUAL_SIGNALING:
        return hu_compare_signaling(x[0], x[1], env) <= HU_EQUAL;
    case HU_OP_TOTAL_ORDER:
        return hu_total_order(x[0], x[1]);
    case HU_OP_CLASS:
        return (uint64_t)hu_classify(x[0]);
    default:
        return direct_to_integer(operation, x, env);
    }
}

static uint64_t direct(hu_operation operation, const hu_format *to, const hu_number *x, hu_env *env)
{
    switch (operation) {
    case HU_OP_CONVERT:
        return hu_convert(to, x[0], env).code;
    case HU_OP_ADD:
        return hu_add(to, x[0], x[1], env).code;
    case HU_OP_SUB:
        return hu_sub(to, x[0], x[1], env).code;
    case HU_OP_MUL:
        return hu_mul(to, x[0], x[1], env).code;
    case HU_OP_DIV:
        return hu_div(to, x[0], x[1], env).code;
    case HU_OP_SQRT:
        return hu_sqrt(to, x[0], env).code;
    case HU_OP_FMA:
        return hu_fma(to, x[0], x[1], x[2], env).code;
    case HU_OP_REMAINDER:
        return hu_remainder(to, x[0], x[1], env).code;
    case HU_OP_MINIMUM:
        return hu_minimum(to, x[0], x[1], env).code;
    case HU_OP_MAXIMUM:
        return hu_maximum(to, x[0], x[1], env).code;
    case HU_OP_MINIMUM_NUMBER:
        return hu_minimum_number(to, x[0], x[1], env).code;
    case HU_OP_MAXIMUM_NUMBER:
        return hu_maximum_number(to, x[0], x[1], env).code;
    case HU_OP_NEXT_UP:
        return hu_next_up(x[0], env).code;
    case HU_OP_NEXT_DOWN:
        return hu_next_down(x[0], env).code;
    case HU_OP_ROUND_TO_INTEGRAL:
        return hu_round_to_integral(to, x[0], false, env).code;
    case HU_OP_ROUND_TO_INTEGRAL_EXACT:
        return hu_round_to_integral(to, x[0], true, env).code;
    case HU_OP_SCALE_B:
        return hu_scale_b(to, x[0], (int)signed_32(x[1].code), env).code;
    case HU_OP_LOG_B:
        return hu_log_b(to, x[0], env).code;
    case HU_OP_FROM_INT32:
        return hu_from_int64(to, signed_32(x[0].code), env).code;
    case HU_OP_FROM_INT64:
        return hu_from_int64(to, signed_64(x[0].code), env).code;
    case HU_OP_FROM_UINT32:
    case HU_OP_FROM_UINT64:
        return hu_from_uint64(to, x[0].code, env).code;
    default:
        return direct_comparison(operation, x, env);
    }
}

static uint64_t pack(const hu_env *env)
{
    return (uint64_t)env->rounding << HU_FLAT_ROUNDING | (uint64_t)env->overflow << HU_FLAT_OVERFLOW |
           (uint64_t)env->tininess << HU_FLAT_TININESS | (uint64_t)env->nan << HU_FLAT_NAN |
           (uint64_t)env->flush << HU_FLAT_FLUSH | (uint64_t)env->odd_overflow << HU_FLAT_ODD_OVERFLOW |
           (uint64_t)env->missing_nan << HU_FLAT_MISSING_NAN | (uint64_t)env->missing_zero << HU_FLAT_MISSING_ZERO |
           (uint64_t)env->negative << HU_FLAT_NEGATIVE | (uint64_t)env->infinity_nan << HU_FLAT_INFINITY_NAN |
           (uint64_t)env->zero_divide << HU_FLAT_ZERO_DIVIDE | (uint64_t)env->random_bits << HU_FLAT_RANDOM_BITS;
}

/* Formats of at most 24 bits of precision, including a described one. */
static const char *const names[] = {"fp32",     "fp16",        "bf16", "e4m3", "e5m2",
                                    "e4m3fnuz", "binary8p3se", "e8m0", "e2m1", "ue5m3b15:inf=none,nan=top"};
enum { NAMES = sizeof names / sizeof names[0] };

static void compare_ways(check_tally *t, compare *c, hu_operation operation, const hu_format *formats, uint64_t index)
{
    const hu_operation_info *info = hu_operation_describe(operation);
    uint64_t r = hu_random(check_seed(), STREAM, index);
    size_t to = (size_t)(r % NAMES);
    size_t from[HU_OPERANDS_MAX];
    hu_number x[HU_OPERANDS_MAX];
    for (int i = 0; i < HU_OPERANDS_MAX; i++) {
        from[i] = info->same_format ? to : (size_t)((r >> (8 * (i + 1))) % NAMES);
        bool number = i < info->arity && info->operand[i] == HU_KIND_NUMBER;
        uint64_t code = operand_code(&formats[from[i]], check_seed(), STREAM + 1 + (uint64_t)i, index);
        uint64_t integer = hu_random(check_seed(), STREAM + 4, index) >> (r >> 40) % 64;
        bool narrow = i < info->arity && (info->operand[i] == HU_KIND_INT32 || info->operand[i] == HU_KIND_UINT32);
        x[i] = (hu_number){&formats[from[i]], number ? code : narrow ? (uint32_t)integer : integer};
    }
    const hu_env policy = compare_draw(c);
    hu_env env[3] = {policy, policy, policy};
    const uint64_t code = direct(operation, &formats[to], x, &env[0]);
    hu_number result;
    const hu_status status = hu_apply(operation, &formats[to], x, &env[1], &result);
    uint64_t flat = 0;
    const int32_t flat_status =
        hu_flat_apply(hu_flat_operation(info->name), hu_flat_format(names[to]), hu_flat_format(names[from[0]]),
                      x[0].code, hu_flat_format(names[from[1]]), x[1].code, hu_flat_format(names[from[2]]), x[2].code,
                      pack(&policy), policy.random, &flat, &env[2].flags);
    t->comparisons++;
    bool good = status == HU_STATUS_GOOD && flat_status == HU_STATUS_GOOD && result.code == code && flat == code &&
                env[0].flags == env[1].flags && env[0].flags == env[2].flags &&
                (result.format == NULL) == (info->result != HU_KIND_NUMBER);
    if (!good && t->failures++ < CHECK_SHOWN) {
        fprintf(stderr,
                "  %s: the function gives %" PRIx64 " flags %02x, hu_apply (status %d) %" PRIx64
                " %02x, hu_flat_apply (status %d) %" PRIx64 " %02x\n",
                info->name, code, (unsigned)env[0].flags, (int)status, result.code, (unsigned)env[1].flags,
                (int)flat_status, flat, (unsigned)env[2].flags);
    }
    /* Bits above the widths are refused there, and ignored here. */
    bool wide = false;
    for (int i = 0; i < info->arity; i++) {
        int width = hu_format_width(x[i].format);
        wide = wide || info->operand[i] == HU_KIND_NUMBER;
        x[i].code |= info->operand[i] == HU_KIND_NUMBER ? hu_random(check_seed(), STREAM + 5, index) << width : 0;
        wide = wide && x[0].code >> hu_format_width(x[0].format) != 0;
    }
    env[0] = policy;
    env[1] = policy;
    check_that(t, direct(operation, &formats[to], x, &env[0]) == code && env[0].flags == env[2].flags, info->name);
    check_that(t, !wide || hu_apply(operation, &formats[to], x, &env[1], &result) == HU_STATUS_CODE,
               "hu_apply accepts bits above a code's width");
    check_that(t, !wide || env[1].flags == policy.flags, "a refused call raises flags");
}

long check_interface_operations(void)
{
    check_tally t = {0};
    compare c;
    compare_begin(&c, "interface.operations", COMPARE_SOME_POLICIES);
    hu_format formats[NAMES];
    for (size_t i = 0; i < NAMES; i++) {
        check_that(&t, hu_format_parse(names[i], &formats[i]), names[i]);
    }
    for (int operation = 0; operation < HU_OPERATIONS; operation++) {
        check_that(&t, hu_operation_find(hu_operation_describe((hu_operation)operation)->name) == operation,
                   "an operation is not found by its name");
        for (uint64_t i = 0; i < CASES; i++) {
            if (!check_dose()) {
                continue;
            }
            compare_ways(&t, &c, (hu_operation)operation, formats, i);
        }
    }
    ref_bracket_clear(&c.bracket[0]);
    ref_bracket_clear(&c.bracket[1]);
    return check_end("interface.operations", t.comparisons, t.failures);
}

/* ---- Refusals --------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *what;
    hu_status expected;
    hu_operation operation;
    const hu_format *to;
    hu_number operands[2];
    hu_env env;
} refusal;

/* The arithmetic of halfulp.h takes at most 24 bits of precision, for operands and for the result; all else takes
 * FP64. */
static void check_precision(check_tally *t)
{
    static const hu_operation arithmetic[] = {HU_OP_ADD,  HU_OP_SUB, HU_OP_MUL,      HU_OP_DIV,
                                              HU_OP_SQRT, HU_OP_FMA, HU_OP_REMAINDER};
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_format *fp64 = hu_format_find("fp64");
    hu_format more; /* FP32 with a bit more */
    check_that(t, hu_format_parse("e8m24", &more), "e8m24");
    const hu_number small[] = {{fp32, 0}, {fp32, 0}, {fp32, 0}};
    const hu_number wide[] = {{fp64, 0}, {fp64, 0}, {fp64, 0}};
    const hu_number wider[] = {{&more, 0}, {&more, 0}, {&more, 0}};
    for (int operation = 0; operation < HU_OPERATIONS; operation++) {
        const char *name = hu_operation_describe((hu_operation)operation)->name;
        bool limited = false;
        for (size_t i = 0; i < sizeof arithmetic / sizeof arithmetic[0]; i++) {
            limited = limited || (int)arithmetic[i] == operation;
        }
        const hu_status expected = limited ? HU_STATUS_PRECISION : HU_STATUS_GOOD;
        hu_env env = {0};
        hu_number result;
        check_that(t, hu_apply((hu_operation)operation, fp32, small, &env, &result) == HU_STATUS_GOOD, name);
        check_that(t, hu_apply((hu_operation)operation, fp64, wide, &env, &result) == expected, name);
        check_that(t, hu_apply((hu_operation)operation, &more, wider, &env, &result) == expected, name);
        if (limited) {
            check_that(t, hu_apply((hu_operation)operation, fp32, wider, &env, &result) == expected, name);
            check_that(t, hu_apply((hu_operation)operation, &more, small, &env, &result) == expected, name);
        }
    }
}

/* Each status has a sentence of its own, which names what is wrong. */
static void check_status_texts(check_tally *t)
{
    static const struct {
        hu_status status;
        const char *word;
    } cases[] = {
        {HU_STATUS_GOOD, "success"},
        {HU_STATUS_OPERATION, "unknown operation"},
        {HU_STATUS_POINTER, "NULL"},
        {HU_STATUS_FORMAT, "unusable format"},
        {HU_STATUS_CODE, "above the width"},
        {HU_STATUS_ENVIRONMENT, "unusable environment"},
        {HU_STATUS_PRECISION, "24 bits"},
        {HU_STATUS_MIXED, "one format"},
        {HU_STATUS_TEXT, "not a number"},
        {HU_STATUS_COUNT, "number of operands"},
        {HU_STATUS_CONTROL, "control register"},
        {HU_STATUS_OVERLAP, "overlaps"},
        {HU_STATUS_PATH, "path"},
        {HU_STATUS_RECIPE, "unusable recipe"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = hu_status_text(cases[i].status);
        check_that(t, strstr(text, cases[i].word) != NULL && hu_flat_status((int32_t)cases[i].status) == text, text);
    }
    check_that(t, hu_status_text((hu_status)99) != NULL && hu_flat_status(-5) != NULL, "an unknown status has no text");
}

long check_interface_refusals(void)
{
    check_tally t = {0};
    const hu_format *fp16 = hu_format_find("fp16");
    const hu_format *fp64 = hu_format_find("fp64");
    hu_format absurd = *fp16;
    absurd.exponent_bits = 40;
    const hu_number one = {fp16, 0x3C00};
    const refusal cases[] = {
        {"an unknown operation", HU_STATUS_OPERATION, (hu_operation)HU_OPERATIONS, fp16, {one, one}, {0}},
        {"a negative operation", HU_STATUS_OPERATION, (hu_operation)-1, fp16, {one, one}, {0}},
        {"a wide code", HU_STATUS_CODE, HU_OP_ADD, fp16, {one, {fp16, 0x10000}}, {0}},
        {"no operand's format", HU_STATUS_FORMAT, HU_OP_ADD, fp16, {{NULL, 0}, one}, {0}},
        {"no result's format", HU_STATUS_FORMAT, HU_OP_ADD, NULL, {one, one}, {0}},
        {"an absurd format", HU_STATUS_FORMAT, HU_OP_ADD, fp16, {one, {&absurd, 0}}, {0}},
        {"an absurd result", HU_STATUS_FORMAT, HU_OP_ADD, &absurd, {one, one}, {0}},
        {"an unknown rounding", HU_STATUS_ENVIRONMENT, HU_OP_ADD, fp16, {one, one}, {.rounding = 99}},
        {"a reserved word", HU_STATUS_ENVIRONMENT, HU_OP_ADD, fp16, {one, one}, {.reserved = {1}}},
        {"FP64 arithmetic", HU_STATUS_PRECISION, HU_OP_ADD, fp16, {one, {fp64, 0}}, {0}},
        {"an FP64 result", HU_STATUS_PRECISION, HU_OP_ADD, fp64, {one, one}, {0}},
        {"two formats in one order", HU_STATUS_MIXED, HU_OP_TOTAL_ORDER, NULL, {one, {fp64, 0}}, {0}},
        {"the next number of another format", HU_STATUS_MIXED, HU_OP_NEXT_UP, fp64, {one}, {0}},
        {"an integer of 33 bits", HU_STATUS_CODE, HU_OP_SCALE_B, fp16, {one, {NULL, UINT64_C(1) << 32}}, {0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hu_env env = cases[i].env;
        hu_number result = {fp64, 0x5555};
        hu_status status = hu_apply(cases[i].operation, cases[i].to, cases[i].operands, &env, &result);
        check_that(&t, status == cases[i].expected, cases[i].what);
        check_that(&t, result.format == fp64 && result.code == 0x5555 && env.flags == cases[i].env.flags,
                   "a refused call changes something");
    }
    hu_env env = {0};
    hu_number result;
    const hu_number operands[2] = {one, one};
    check_that(&t, hu_apply(HU_OP_ADD, fp16, NULL, &env, &result) == HU_STATUS_POINTER, "no operands");
    check_that(&t, hu_apply(HU_OP_ADD, fp16, operands, NULL, &result) == HU_STATUS_POINTER, "no environment");
    check_that(&t, hu_apply(HU_OP_ADD, fp16, operands, &env, NULL) == HU_STATUS_POINTER, "no result");
    check_that(&t, hu_apply(HU_OP_NEXT_UP, NULL, operands, &env, &result) == HU_STATUS_GOOD && result.code == 0x3C01,
               "nextUp needs a format");
    check_that(&t, hu_operation_describe((hu_operation)HU_OPERATIONS) == NULL && hu_operation_find("no") == -1,
               "an operation that is not there");
    check_precision(&t);
    check_status_texts(&t);
    return check_end("interface.refusals", t.comparisons, t.failures);
}

/* ---- Versions and reading by length ------------------------------------------------------------------------------ */

long check_interface_version(void)
{
    check_tally t = {0};
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", HU_VERSION_MAJOR, HU_VERSION_MINOR, HU_VERSION_PATCH);
    check_that(&t, strcmp(text, HU_VERSION_TEXT) == 0 && strcmp(text, hu_version()) == 0, "versions differ");
    check_that(&t, sizeof(hu_env) == 96 && sizeof(hu_format) == 96, "a struct has a different size");
    check_that(&t, offsetof(hu_env, random) == 16 && offsetof(hu_env, negative) == 48, "hu_env has a different layout");
    check_that(&t, offsetof(hu_format, exponent_bits) == 48 && offsetof(hu_format, canonical_nan) == 64,
               "hu_format has a different layout");
    hu_env env = {0};
    hu_number x = {NULL, 0};
    const hu_format *fp32 = hu_format_find("fp32");
    check_that(&t, hu_parse_length(fp32, "1e3x", 3, &env, &x) == NULL && x.code == 0x447A0000, "hu_parse_length");
    check_that(&t, hu_parse_length(fp32, "1e3x", 4, &env, &x) != NULL, "hu_parse_length accepts more than a number");
    check_that(&t, hu_parse_length(fp32, "infinity", 5, &env, &x) != NULL, "hu_parse_length reads beyond the end");
    check_that(&t, hu_parse_length(fp32, "infinity", 3, &env, &x) == NULL && x.code == 0x7F800000,
               "hu_parse_length: inf");
    return check_end("interface.version", t.comparisons, t.failures);
}
