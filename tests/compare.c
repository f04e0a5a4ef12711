/* SPDX-License-Identifier: Apache-2.0 */
#include "compare.h"

#include <inttypes.h>

#include "check.h"
#include "named.h"

static const char *const rounding_names[] = {"nearest-even", "nearest-away", "toward-zero",  "down",        "up",
                                             "to-odd",       "stochastic-a", "stochastic-b", "stochastic-c"};
static const char *const overflow_names[] = {"none", "saturate-finite", "saturate-all"};
static const char *const tininess_names[] = {"after", "before"};

void compare_begin(compare *c, const char *name, compare_policies policies)
{
    *c = (compare){.name = name, .policies = policies};
    ref_bracket_init(&c->bracket);
}

long compare_end(compare *c)
{
    ref_bracket_clear(&c->bracket);
    return check_end(c->name, c->comparisons, c->failures);
}

uint64_t compare_generic(ref_op op, const hu_format *to, const hu_number v[REF_OPERANDS_MAX], hu_env *env)
{
    switch (op) {
    case REF_CONVERT:
        return hu_convert(to, v[0], env).code;
    case REF_ADD:
        return hu_add(to, v[0], v[1], env).code;
    case REF_SUB:
        return hu_sub(to, v[0], v[1], env).code;
    case REF_MUL:
        return hu_mul(to, v[0], v[1], env).code;
    case REF_DIV:
        return hu_div(to, v[0], v[1], env).code;
    case REF_SQRT:
        return hu_sqrt(to, v[0], env).code;
    case REF_FMA:
        break;
    }
    return hu_fma(to, v[0], v[1], v[2], env).code;
}

void compare_report(FILE *out, const char *name, ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX],
                    const hu_env *env, uint64_t code, ref_result expected)
{
    char text[160];
    fprintf(out, "  %s: %s into %s, rounding %s, overflow %s, tininess %s", name, ref_op_name(op), to->name,
            rounding_names[env->rounding], overflow_names[env->overflow], tininess_names[env->tininess]);
    if (env->rounding >= HU_STOCHASTIC_A) {
        fprintf(out, ", random %" PRIu64 " of %u bits", env->random, (unsigned)env->random_bits);
    }
    fprintf(out, "\n");
    for (int i = 0; i < ref_arity(op); i++) {
        const ref_format *format = ref_format_find(operand[i].format->name);
        fprintf(out, "    operand  %s\n", ref_describe(text, sizeof text, format, operand[i].code));
    }
    fprintf(out, "    formats/ %s flags %02x\n", ref_describe(text, sizeof text, ref_format_find(to->name), code),
            (unsigned)env->flags);
    fprintf(out, "    ref/     %s flags %02x\n",
            ref_describe(text, sizeof text, ref_format_find(to->name), expected.code), expected.flags);
}

/* One environment: generic against ref, and named against ref. */
static void compare_env(compare *c, ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX],
                        const hu_env *policy)
{
    ref_policy same = {(ref_rounding)policy->rounding, (ref_overflow)policy->overflow, (ref_tininess)policy->tininess,
                       policy->random, policy->random_bits};
    ref_result expected = ref_choose(&c->bracket, &same);

    hu_env env = *policy;
    uint64_t code = compare_generic(op, to, operand, &env);
    c->comparisons++;
    if (code != expected.code || env.flags != expected.flags) {
        if (c->failures++ < CHECK_SHOWN) {
            compare_report(stderr, c->name, op, to, operand, &env, code, expected);
        }
    }
    env = *policy;
    if (named_call(op, to, operand, &env, &code)) {
        c->comparisons++;
        if (code != expected.code || env.flags != expected.flags) {
            if (c->failures++ < CHECK_SHOWN) {
                compare_report(stderr, "the named function", op, to, operand, &env, code, expected);
            }
        }
    }
}

/* The overflow and tininess policies take turns from draw to draw, so that every pair meets every rounding. */
static void compare_stochastic(compare *c, ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX],
                               hu_env *env)
{
    unsigned turn = (unsigned)c->comparisons;
    for (unsigned bits = 0; bits <= 4; bits++) {
        for (uint64_t r = 0; r < UINT64_C(1) << bits; r++, turn++) {
            if (c->policies != COMPARE_EVERY_DRAW) {
                break;
            }
            env->overflow = (hu_overflow)(turn % 3);
            env->tininess = (hu_tininess)(turn / 3 % 2);
            env->random_bits = bits;
            env->random = r;
            compare_env(c, op, to, operand, env);
        }
    }
    static const unsigned widths[] = {1, 13, 32};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++, turn++) {
        env->overflow = (hu_overflow)(turn % 3);
        env->tininess = (hu_tininess)(turn / 3 % 2);
        env->random_bits = widths[i];
        env->random = hu_random(check_seed(), turn, (uint64_t)c->comparisons) >> (64 - widths[i]);
        compare_env(c, op, to, operand, env);
    }
}

void compare_tuple(compare *c, ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX])
{
    ref_operand same[REF_OPERANDS_MAX];
    for (int i = 0; i < ref_arity(op); i++) {
        same[i] = (ref_operand){ref_format_find(operand[i].format->name), operand[i].code};
    }
    ref_bracket(&c->bracket, op, ref_format_find(to->name), same);

    hu_env env = {0};
    for (env.rounding = HU_NEAREST_EVEN; env.rounding <= HU_TO_ODD; env.rounding++) {
        for (env.overflow = HU_OVERFLOW_NONE; env.overflow <= HU_SATURATE_ALL; env.overflow++) {
            for (env.tininess = HU_TININESS_AFTER; env.tininess <= HU_TININESS_BEFORE; env.tininess++) {
                compare_env(c, op, to, operand, &env);
            }
        }
    }
    for (env.rounding = HU_STOCHASTIC_A; env.rounding <= HU_STOCHASTIC_C; env.rounding++) {
        compare_stochastic(c, op, to, operand, &env);
    }
}

void compare_same(compare *c, ref_op op, const hu_format *format, uint64_t x, uint64_t y, uint64_t z)
{
    hu_number operand[REF_OPERANDS_MAX] = {{format, x}, {format, y}, {format, z}};
    compare_tuple(c, op, format, operand);
}
