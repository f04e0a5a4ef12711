/* SPDX-License-Identifier: Apache-2.0
 *
 * Operands and policies in the terms of ref/, and the report of a difference. See compare.h.
 */
#include "compare.h"

#include <assert.h>
#include <inttypes.h>

#include "check.h"

/* ---- The terms of ref/ ------------------------------------------------------------------------------------------- */

/* Formats that are in neither data/formats.txt nor P3109: the last ones registered. */
enum { REGISTERED_MAX = 8 };
static ref_format registered[REGISTERED_MAX];
static size_t registered_count;

void compare_register(const ref_format *format)
{
    registered[registered_count++ % REGISTERED_MAX] = *format;
}

/* A name is looked up once. After that the format's address finds it, as long as its name is unchanged. */
const ref_format *compare_format(const hu_format *format)
{
    enum { ADDRESSES = 64, P3109_FORMATS = 504 };
    static struct {
        const hu_format *format;
        const ref_format *same;
    } cache[ADDRESSES];
    static ref_format p3109[P3109_FORMATS];
    static size_t p3109_count;

    size_t slot = (uintptr_t)format / sizeof *format % ADDRESSES;
    if (cache[slot].format == format && strcmp(cache[slot].same->name, format->name) == 0) {
        return cache[slot].same;
    }
    const ref_format *same = ref_format_find(format->name);
    for (size_t i = 0; i < REGISTERED_MAX && same == NULL; i++) {
        same = strcmp(registered[i].name, format->name) == 0 ? &registered[i] : NULL;
    }
    for (size_t i = 0; i < p3109_count && same == NULL; i++) {
        same = strcmp(p3109[i].name, format->name) == 0 ? &p3109[i] : NULL;
    }
    if (same == NULL && p3109_count < P3109_FORMATS && ref_format_p3109(format->name, &p3109[p3109_count])) {
        same = &p3109[p3109_count++];
    }
    assert(same != NULL);
    cache[slot].format = format;
    cache[slot].same = same;
    return same;
}

ref_operand compare_operand(hu_number x)
{
    return (ref_operand){compare_format(x.format), x.code};
}

ref_policy compare_policy(const hu_env *env)
{
    return (ref_policy){(ref_rounding)env->rounding,
                        (ref_overflow)env->overflow,
                        (ref_tininess)env->tininess,
                        env->random,
                        env->random_bits,
                        (ref_nan_policy)env->nan,
                        env->flush,
                        (ref_odd_overflow)env->odd_overflow,
                        (ref_missing_nan)env->missing_nan,
                        (ref_missing_zero)env->missing_zero,
                        (ref_negative)env->negative,
                        (ref_infinity_nan)env->infinity_nan,
                        (ref_zero_divide)env->zero_divide};
}

/* ---- Messages ---------------------------------------------------------------------------------------------------- */

static const char *const rounding_names[] = {"nearest-even", "nearest-away", "toward-zero",  "down",        "up",
                                             "to-odd",       "stochastic-a", "stochastic-b", "stochastic-c"};
static const char *const overflow_names[] = {"none", "saturate-finite", "saturate-all"};
static const char *const tininess_names[] = {"after", "before"};
static const char *const nan_names[] = {"canonical", "x86", "arm", "nvidia", "signed"};

static void report_policy(FILE *out, const hu_env *env)
{
    fprintf(out, "    rounding %s, overflow %s, tininess %s, nan %s, flush %u", rounding_names[env->rounding],
            overflow_names[env->overflow], tininess_names[env->tininess], nan_names[env->nan], (unsigned)env->flush);
    fprintf(out, ", odd_overflow %d, missing_nan %d, missing_zero %d, negative %d", (int)env->odd_overflow,
            (int)env->missing_nan, (int)env->missing_zero, (int)env->negative);
    fprintf(out, ", infinity_nan %d, zero_divide %d", (int)env->infinity_nan, (int)env->zero_divide);
    if (env->rounding >= HU_STOCHASTIC_A) {
        fprintf(out, ", random %" PRIu64 " of %u bits", env->random, (unsigned)env->random_bits);
    }
    fprintf(out, "\n");
}

void compare_report(FILE *out, const char *name, ref_op op, const hu_format *to,
                    const hu_number operand[REF_OPERANDS_MAX], const hu_env *env, uint64_t code, ref_result expected)
{
    char text[256];
    fprintf(out, "  %s: %s into %s\n", name, ref_op_name(op), to->name);
    report_policy(out, env);
    for (int i = 0; i < ref_arity(op); i++) {
        const ref_format *format = compare_format(operand[i].format);
        fprintf(out, "    operand  %s\n", ref_describe(text, sizeof text, format, operand[i].code));
    }
    const ref_format *result = compare_format(to);
    fprintf(out, "    formats/ %s flags %02x\n", ref_describe(text, sizeof text, result, code), (unsigned)env->flags);
    fprintf(out, "    ref/     %s flags %02x\n", ref_describe(text, sizeof text, result, expected.code),
            expected.flags);
}

void compare_answers(compare *c, const char *what, hu_number x, const hu_env *policy, uint64_t code, uint32_t flags,
                     ref_result expected)
{
    c->comparisons++;
    if ((code == expected.code && flags == expected.flags) || c->failures++ >= CHECK_SHOWN) {
        return;
    }
    char text[256];
    fprintf(stderr, "  %s: %s of %s\n", c->name, what,
            ref_describe(text, sizeof text, compare_format(x.format), x.code));
    report_policy(stderr, policy);
    fprintf(stderr, "    formats/ %" PRIx64 " flags %02x\n", code, (unsigned)flags);
    fprintf(stderr, "    ref/     %" PRIx64 " flags %02x\n", expected.code, expected.flags);
}
