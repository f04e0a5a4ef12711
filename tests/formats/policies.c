/* SPDX-License-Identifier: Apache-2.0
 *
 * Every policy: all pairs of codes of the formats of at most 8 bits under every operation of two operands, all triples
 * of those of at most 6 bits under the fused multiply-add, and operands of mixed formats. arith.c has the pairs of
 * E4M3 and E5M2 under add, sub, mul and div.
 */
#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

/* IEEE P3109 requires binary8p4se, binary8p3se, binary4p2sf and, as the format of scales, binary8p1uf. */
static hu_format format_named(const char *name)
{
    hu_format format = {.name = ""};
    if (!hu_format_parse(name, &format)) {
        fprintf(stderr, "  there is no format %s\n", name);
    }
    return format;
}

static void compare_relations(compare *c, hu_number x, hu_number y)
{
    for (int i = 0; i < 4 && check_dose(); i++) {
        bool signaling = i % 2 != 0;
        bool flush = i / 2 != 0;
        hu_env env = {.flush = flush ? HU_FLUSH_OPERANDS : 0};
        hu_env policy = env;
        hu_relation relation = signaling ? hu_compare_signaling(x, y, &env) : hu_compare_quiet(x, y, &env);
        ref_result expected = {0};
        int order = ref_compare(compare_operand(x), compare_operand(y), signaling, flush, &expected.flags);
        expected.code = (uint64_t)(order + 1);
        compare_answers(c, signaling ? "compare-signaling, plus 1," : "compare-quiet, plus 1,", x, &policy,
                        (uint64_t)(relation + 1), env.flags, expected);
    }
}

static void every_pair(compare *c, const char *name, ref_op first, ref_op last)
{
    hu_format format = format_named(name);
    uint64_t codes = UINT64_C(1) << hu_format_width(&format);
    for (uint64_t x = 0; x < codes; x++) {
        for (uint64_t y = 0; y < codes; y++) {
            for (ref_op op = first; op <= last; op++) {
                if (ref_arity(op) == 2) {
                    compare_same(c, op, &format, x, y, 0);
                }
            }
            compare_relations(c, (hu_number){&format, x}, (hu_number){&format, y});
        }
    }
}

static long pairs(const char *check, const char *const *names, size_t count, ref_op first)
{
    compare c;
    compare_begin(&c, check, COMPARE_EVERY_POLICY);
    for (size_t i = 0; i < count; i++) {
        every_pair(&c, names[i], first, REF_MAXIMUM_NUMBER);
    }
    return compare_end(&c);
}

long check_policies_pairs_ocp8(void)
{
    static const char *const names[] = {"e4m3", "e5m2"};
    return pairs("policies.pairs_ocp8", names, 2, REF_REMAINDER);
}

long check_policies_pairs_fnuz(void)
{
    static const char *const names[] = {"e4m3fnuz", "e5m2fnuz", "e4m3b11fnuz"};
    return pairs("policies.pairs_fnuz", names, 3, REF_ADD);
}

long check_policies_pairs_ieee8(void)
{
    static const char *const names[] = {"e4m3_ieee", "e3m4"};
    return pairs("policies.pairs_ieee8", names, 2, REF_ADD);
}

long check_policies_pairs_small(void)
{
    static const char *const names[] = {"e8m0", "ue4m3", "ue5m3", "e2m3", "e3m2", "e2m1"};
    return pairs("policies.pairs_small", names, 5, REF_ADD);
}

long check_policies_pairs_p3109(void)
{
    static const char *const names[] = {"binary8p4se", "binary8p3se", "binary4p2sf", "binary8p1uf"};
    return pairs("policies.pairs_p3109", names, 4, REF_ADD);
}

static long triples(const char *check, const char *const *names, size_t count)
{
    compare c;
    compare_begin(&c, check, COMPARE_ALL_POLICIES);
    for (size_t i = 0; i < count; i++) {
        hu_format format = format_named(names[i]);
        int width = hu_format_width(&format);
        uint64_t mask = (UINT64_C(1) << width) - 1;
        for (uint64_t xyz = 0; xyz < UINT64_C(1) << (3 * width); xyz++) {
            compare_same(&c, REF_FMA, &format, xyz & mask, xyz >> width & mask, xyz >> (2 * width));
        }
    }
    return compare_end(&c);
}

long check_policies_triples_fp4(void)
{
    static const char *const names[] = {"e2m1", "binary4p2sf", "binary4p2se", "binary4p2uf"};
    return triples("policies.triples_fp4", names, 4);
}

long check_policies_triples_fp6(void)
{
    static const char *const names[] = {"e2m3", "e3m2"};
    return triples("policies.triples_fp6", names, 2);
}

/* Operands and results of all formats but FP64: those of the table, and of P3109 the required ones and the extreme
 * ones, whose sums span 65,000 binades. */
static const char *const any_formats[] = {
    "fp32",         "fp16",         "bf16",          "tf32",        "e4m3",        "e5m2", "e4m3fnuz",    "e5m2fnuz",
    "e4m3b11fnuz",  "e3m4",         "e8m0",          "e2m3",        "e4m3_ieee",   "e3m2", "e2m1",        "ue4m3",
    "ue5m3",        "binary8p4se",  "binary8p3se",   "fp32",        "fp16",        "bf16", "binary4p2sf", "binary8p1uf",
    "binary16p1ue", "binary16p1sf", "binary16p16uf", "binary3p2se", "binary11p3ue"};
enum { ANY_FORMATS = sizeof any_formats / sizeof any_formats[0] };

long check_policies_mixed(void)
{
    hu_format format[ANY_FORMATS];
    for (size_t i = 0; i < ANY_FORMATS; i++) {
        format[i] = format_named(any_formats[i]);
    }
    compare c;
    compare_begin(&c, "policies.mixed", COMPARE_ALL_POLICIES);
    for (uint64_t i = 0; i < 150000; i++) {
        uint64_t r = hu_random(check_seed(), 50, i);
        hu_number operand[REF_OPERANDS_MAX];
        for (int k = 0; k < REF_OPERANDS_MAX; k++) {
            const hu_format *f = &format[(r >> (8 * k) & 0xFF) % ANY_FORMATS];
            operand[k] = (hu_number){f, operand_code(f, check_seed(), 51 + (uint64_t)k, i)};
        }
        if ((r >> 48 & 3) == 0) { /* near each other, so that they cancel */
            hu_env env = {0};
            uint64_t near = hu_convert(operand[1].format, operand[0], &env).code;
            operand[1].code = operand_near(operand[1].format, near, check_seed(), 54, i);
        }
        compare_tuple(&c, (ref_op)((r >> 24 & 0xFF) % REF_OPS), &format[(r >> 32 & 0xFF) % ANY_FORMATS], operand);
        compare_relations(&c, operand[0], operand[1]);
    }
    return compare_end(&c);
}

/* All draws of 0 to 4 bits, for every code of the source. */
static void every_draw(compare *c, ref_op op, const char *from, const char *to)
{
    hu_format source = format_named(from);
    hu_format destination = format_named(to);
    for (uint64_t x = 0; x < UINT64_C(1) << hu_format_width(&source); x++) {
        compare_tuple(c, op, &destination, (hu_number[REF_OPERANDS_MAX]){{&source, x}});
    }
}

long check_policies_draws(void)
{
    compare c;
    compare_begin(&c, "policies.draws", COMPARE_EVERY_DRAW);
    for (size_t i = 0; i < ANY_FORMATS; i++) {
        hu_format source = format_named(any_formats[i]);
        for (size_t k = 0; k < ANY_FORMATS && hu_format_width(&source) <= 8; k++) {
            every_draw(&c, REF_CONVERT, any_formats[i], any_formats[k]);
            every_draw(&c, REF_SQRT, any_formats[i], any_formats[k]);
        }
    }
    every_draw(&c, REF_CONVERT, "bf16", "e8m0");
    every_draw(&c, REF_CONVERT, "fp16", "e2m1");
    return compare_end(&c);
}
