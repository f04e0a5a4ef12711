/* SPDX-License-Identifier: Apache-2.0
 *
 * Operations of one operand, on every code of the formats of at most 16 bits and on patterned codes of the wider ones:
 * square root, logB, scaleB, nextUp and nextDown, roundToIntegral, class. Also conversions to and from integers, the
 * total order and comparisons.
 */
#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

enum { PATTERNED = 20000, SIGNIFICANT_BITS_MAX = 24 }; /* arithmetic only: FP64 is excluded */

/* The formats that IEEE P3109 requires: two for numbers, one of 4 bits, one for scales. */
static const char *const p3109_names[] = {"binary8p4se", "binary8p3se", "binary4p2sf", "binary8p1uf"};
enum { P3109_FORMATS = sizeof p3109_names / sizeof p3109_names[0], FORMATS_MAX = 32 };

/* The formats of the table, then those above. */
typedef struct {
    hu_format format[FORMATS_MAX];
    size_t count;
    size_t table_count;
} format_list;

static format_list all_formats(void)
{
    format_list list = {.count = 0};
    const hu_format *f;
    for (size_t i = 0; (f = hu_format_at(i)) != NULL && list.count < FORMATS_MAX; i++) {
        list.format[list.count++] = *f;
    }
    list.table_count = list.count;
    for (size_t i = 0; i < P3109_FORMATS && list.count < FORMATS_MAX; i++) {
        list.count += hu_format_parse(p3109_names[i], &list.format[list.count]) ? 1 : 0;
    }
    return list;
}

/* Calls `check` with every code of every format up to 16 bits, and with patterned codes of the others. */
static long for_every_code(const char *name, compare_policies policies, bool fp64,
                           void (*check)(compare *c, hu_number x, const hu_format *other))
{
    format_list list = all_formats();
    compare c;
    compare_begin(&c, name, policies);
    for (size_t i = 0; i < list.count; i++) {
        const hu_format *f = &list.format[i];
        if (f->fraction_bits >= SIGNIFICANT_BITS_MAX && !fp64) {
            continue;
        }
        bool every = hu_format_width(f) <= 16;
        uint64_t codes = every ? UINT64_C(1) << hu_format_width(f) : PATTERNED;
        for (uint64_t n = 0; n < codes; n++) {
            uint64_t code = every ? n : operand_code(f, check_seed(), 60, n);
            const hu_format *other = &list.format[hu_random(check_seed(), 61, n) % list.count];
            check(&c, (hu_number){f, code}, other->fraction_bits >= SIGNIFICANT_BITS_MAX && !fp64 ? f : other);
        }
    }
    return compare_end(&c);
}

static void one_operand(compare *c, hu_number x, const hu_format *other)
{
    const hu_number operand[REF_OPERANDS_MAX] = {x};
    compare_tuple(c, REF_SQRT, x.format, operand);
    compare_tuple(c, REF_LOG_B, x.format, operand);
    compare_tuple(c, REF_LOG_B, other, operand);
}

long check_operations_sqrt_log_b(void)
{
    return for_every_code("operations.sqrt_log_b", COMPARE_EVERY_POLICY, false, one_operand);
}

static void scale_b(compare *c, hu_number x, const hu_format *other)
{
    static const int exponents[] = {0, 1, -1, 7, -9, 30, -30, 140, -140, 300, -300, INT32_MAX, INT32_MIN};
    size_t count = sizeof exponents / sizeof exponents[0];
    for (size_t i = 0; i < count; i++) {
        compare_scale_b(c, (x.code + i) % 4 == 0 ? other : x.format, x, exponents[i]);
    }
    int near_end = hu_format_emin(x.format) - hu_format_emax(x.format); /* from any number to about the smallest */
    compare_scale_b(c, x.format, x, near_end + (int)(x.code % 11) - 5);
}

long check_operations_scale_b(void)
{
    return for_every_code("operations.scale_b", COMPARE_SOME_POLICIES, false, scale_b);
}

/* From one end of the widest ranges to the other, and to the range of FP64. */
long check_operations_scale_b_far(void)
{
    static const char *const names[] = {"binary16p1ue", "binary16p2se", "binary16p5sf"};
    compare c;
    compare_begin(&c, "operations.scale_b_far", COMPARE_EVERY_POLICY);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        hu_format f;
        if (!hu_format_parse(names[i], &f)) {
            fprintf(stderr, "  no format is called %s\n", names[i]);
            c.failures++;
            continue;
        }
        const int range = hu_format_emax(&f) - hu_format_emin(&f);
        for (int near = -9; near <= 9; near++) {
            const uint64_t step = (uint64_t)(near + 9);
            compare_scale_b(&c, &f, (hu_number){&f, hu_format_largest(&f) - step}, near - range);
            compare_scale_b(&c, &f, (hu_number){&f, hu_format_smallest(&f) + step}, range + near);
            compare_scale_b(&c, hu_format_find("fp64"), (hu_number){&f, hu_format_largest(&f) - step},
                            100 * near - hu_format_emax(&f));
        }
    }
    return compare_end(&c);
}

/* Every rounding; the other policies are random. */
static void to_integral(compare *c, hu_number x, const hu_format *other)
{
    for (int i = 0; i < 2 * REF_ROUNDINGS; i++) {
        if (!check_dose()) {
            continue;
        }
        bool exact = (((uint64_t)i + x.code) & 1) != 0;
        const hu_format *to = i % REF_ROUNDINGS % 3 == 0 ? other : x.format;
        hu_env policy = compare_draw(c);
        policy.rounding = (hu_rounding)(i / 2);
        hu_env env = policy;
        uint64_t code = hu_round_to_integral(to, x, exact, &env).code;
        ref_policy same = compare_policy(&policy);
        ref_result expected =
            ref_round_to_integral(&c->bracket[0], compare_format(to), compare_operand(x), exact, &same);
        compare_answers(c, exact ? "round-to-integral-exact" : "round-to-integral", x, &policy, code, env.flags,
                        expected);
    }
}

long check_operations_to_integral(void)
{
    return for_every_code("operations.to_integral", COMPARE_EVERY_POLICY, false, to_integral);
}

static const char *const integer_names[] = {"to-int32", "to-int64", "to-uint32", "to-uint64"};

static uint64_t call_to_integer(int kind, hu_number x, bool exact, hu_env *env)
{
    switch (kind) {
    case 0:
        return (uint32_t)hu_to_int32(x, exact, env);
    case 1:
        return (uint64_t)hu_to_int64(x, exact, env);
    case 2:
        return hu_to_uint32(x, exact, env);
    default:
        return hu_to_uint64(x, exact, env);
    }
}

/* Every rounding and every type; the other policies are random. */
static void to_integer(compare *c, hu_number x, const hu_format *other)
{
    (void)other;
    for (int i = 0; i < 4 * REF_ROUNDINGS; i++) {
        if (!check_dose()) {
            continue;
        }
        int kind = i % 4;
        hu_env policy = compare_draw(c);
        policy.rounding = (hu_rounding)(i / 4);
        bool exact = policy.tininess == HU_TININESS_AFTER; /* as good as random: no integer is tiny */
        hu_env env = policy;
        uint64_t code = call_to_integer(kind, x, exact, &env);
        ref_policy same = compare_policy(&policy);
        ref_result expected =
            ref_to_integer(&c->bracket[0], compare_operand(x), kind % 2 == 0 ? 32 : 64, kind < 2, exact, &same);
        compare_answers(c, integer_names[kind], x, &policy, code, env.flags, expected);
    }
}

long check_operations_to_integer(void)
{
    return for_every_code("operations.to_integer", COMPARE_EVERY_POLICY, true, to_integer);
}

/* FP32 and FP64 around the ends of the integer ranges, and around the halves where rounding decides what is out of
 * range. */
long check_operations_integer_ends(void)
{
    static const double ends[] = {
        0.0, 0.5, 1.0, 2147483648.0, 4294967296.0, 9223372036854775808.0, 18446744073709551616.0};
    compare c;
    compare_begin(&c, "operations.integer_ends", COMPARE_EVERY_POLICY);
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_format *fp64 = hu_format_find("fp64");
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        for (int sign = 0; sign < 2; sign++) {
            for (int quarters = -12; quarters <= 12; quarters++) { /* of one, or of an ulp if that is more */
                double near = ends[i] + 0.25 * quarters;
                hu_number x = {fp64, hu_fp64_from_double(sign == 0 ? near : -near).code};
                to_integer(&c, x, NULL);
                uint64_t steps = (uint64_t)(quarters + 12);
                hu_number y = {fp32, hu_fp32_from_float((float)(sign == 0 ? ends[i] : -ends[i])).code};
                y.code = y.code > 12 ? y.code + steps - 12 : y.code + steps;
                to_integer(&c, (hu_number){fp32, y.code & UINT32_MAX}, NULL);
                uint64_t wide = hu_fp64_from_double(sign == 0 ? ends[i] : -ends[i]).code;
                wide = wide > 12 ? wide + steps - 12 : wide + steps;
                to_integer(&c, (hu_number){fp64, wide}, NULL);
            }
        }
    }
    return compare_end(&c);
}

/* Integers with runs of ones, and random ones of any length. */
static uint64_t integer_pattern(uint64_t index)
{
    uint64_t r = hu_random(check_seed(), 62, index);
    uint64_t low = UINT64_MAX >> (r % 64);
    uint64_t high = UINT64_MAX << ((r >> 8) % 64);
    switch (r >> 16 & 3) {
    case 0:
        return low + ((r >> 24) % 5 - 2);
    case 1:
        return low & high;
    case 2:
        return ~(low & high);
    default:
        return hu_random(check_seed(), 63, index) >> (r % 64);
    }
}

long check_operations_from_integer(void)
{
    compare c;
    compare_begin(&c, "operations.from_integer", COMPARE_EVERY_POLICY);
    format_list list = all_formats();
    for (uint64_t n = 0; n < 3000; n++) {
        uint64_t bits = n < 600 ? n - 300 : integer_pattern(n);
        for (size_t i = 0; i < list.count * REF_ROUNDINGS; i++) {
            if (!check_dose()) {
                continue;
            }
            const hu_format *to = &list.format[i % list.count];
            hu_env policy = compare_draw(&c);
            policy.rounding = (hu_rounding)(i / list.count);
            ref_policy same = compare_policy(&policy);
            int64_t n_signed;
            memcpy(&n_signed, &bits, sizeof n_signed);
            hu_env env = policy;
            uint64_t code = hu_from_int64(to, n_signed, &env).code;
            ref_result expected = ref_from_int64(&c.bracket[0], compare_format(to), n_signed, &same);
            compare_answers(&c, "from-int64, the answer", (hu_number){to, code}, &policy, code, env.flags, expected);
            env = policy;
            code = hu_from_uint64(to, bits, &env).code;
            expected = ref_from_uint64(&c.bracket[0], compare_format(to), bits, &same);
            compare_answers(&c, "from-uint64, the answer", (hu_number){to, code}, &policy, code, env.flags, expected);
        }
    }
    return compare_end(&c);
}

static void class_and_next(compare *c, hu_number x, const hu_format *other)
{
    (void)other;
    if (!check_dose()) {
        return;
    }
    hu_env policy = compare_draw(c);
    ref_operand y = compare_operand(x);
    compare_answers(c, "classify", x, &policy, (uint64_t)hu_classify(x), 0, (ref_result){(uint64_t)ref_classify(y), 0});
    for (int i = 0; i < 4; i++) {
        policy = i < 2 ? (hu_env){.nan = (hu_nan_policy)(x.code % 4)} : compare_draw(c);
        ref_policy same = compare_policy(&policy);
        bool up = i % 2 == 0;
        hu_env env = policy;
        uint64_t code = up ? hu_next_up(x, &env).code : hu_next_down(x, &env).code;
        compare_answers(c, up ? "next-up" : "next-down", x, &policy, code, env.flags,
                        ref_next(&c->bracket[0], y, up, &same));
    }
}

long check_operations_class_next(void)
{
    return for_every_code("operations.class_next", COMPARE_EVERY_POLICY, true, class_and_next);
}

static void total_order(compare *c, hu_number x, hu_number y)
{
    const hu_env none = {0};
    uint64_t expected = ref_total_order(compare_operand(x), compare_operand(y)) ? 1 : 0;
    compare_answers(c, "total-order", x, &none, hu_total_order(x, y) ? 1 : 0, 0, (ref_result){expected, 0});
}

/* All pairs of codes of at most 8 bits, and patterned pairs of the wider formats. */
long check_operations_total_order(void)
{
    compare c;
    compare_begin(&c, "operations.total_order", COMPARE_EVERY_POLICY);
    format_list list = all_formats();
    for (size_t i = 0; i < list.count; i++) {
        const hu_format *f = &list.format[i];
        int width = hu_format_width(f);
        uint64_t pairs = width <= 8 ? UINT64_C(1) << (2 * width) : PATTERNED;
        for (uint64_t n = 0; n < pairs; n++) {
            if (!check_dose()) {
                continue;
            }
            uint64_t x = width <= 8 ? n >> width : operand_code(f, check_seed(), 64, n);
            uint64_t y = width <= 8 ? n & ((UINT64_C(1) << width) - 1) : operand_near(f, x, check_seed(), 65, n);
            total_order(&c, (hu_number){f, x}, (hu_number){f, y});
        }
    }
    return compare_end(&c);
}

/* Conversions not in convert.c: TF32 and the small formats to all, and every format to those of P3109. */
long check_operations_convert(void)
{
    compare c;
    compare_begin(&c, "operations.convert", COMPARE_EVERY_POLICY);
    format_list list = all_formats();
    for (size_t i = 0; i < list.count; i++) {
        const hu_format *f = &list.format[i];
        int width = hu_format_width(f);
        bool elsewhere = width == 16 || width >= 32;
        uint64_t codes = width <= 16 ? UINT64_C(1) << width : PATTERNED;
        for (uint64_t n = 0; n < codes; n++) {
            uint64_t code = width <= 16 ? n : operand_code(f, check_seed(), 69, n);
            for (size_t k = elsewhere ? list.table_count : 0; k < list.count; k++) {
                compare_tuple(&c, REF_CONVERT, &list.format[k], (hu_number[REF_OPERANDS_MAX]){{f, code}});
            }
        }
    }
    return compare_end(&c);
}

/* Comparisons among FP64, FP32 and any other format, including equal and nearly equal values. */
long check_operations_compare(void)
{
    compare c;
    compare_begin(&c, "operations.compare", COMPARE_EVERY_POLICY);
    format_list list = all_formats();
    for (uint64_t n = 0; n < 200000; n++) {
        if (!check_dose()) {
            continue;
        }
        uint64_t r = hu_random(check_seed(), 66, n);
        const hu_format *f = &list.format[(r & 0xFF) % list.count];
        const hu_format *g = &list.format[(r >> 8 & 0xFF) % list.count];
        hu_number x = {f, operand_code(f, check_seed(), 67, n)};
        hu_env env = {0};
        hu_number y = hu_convert(g, x, &env);
        if ((r >> 16 & 3) != 0) {
            y.code = operand_near(g, y.code, check_seed(), 68, n);
        }
        hu_env policy = {.flush = (uint32_t)(r >> 20 & 3)};
        bool signaling = (r >> 24 & 1) != 0;
        env = policy;
        hu_relation relation = signaling ? hu_compare_signaling(x, y, &env) : hu_compare_quiet(x, y, &env);
        ref_result expected = {0};
        bool flush = (policy.flush & HU_FLUSH_OPERANDS) != 0;
        expected.code =
            (uint64_t)(ref_compare(compare_operand(x), compare_operand(y), signaling, flush, &expected.flags) + 1);
        compare_answers(&c, "compare, plus 1,", x, &policy, (uint64_t)(relation + 1), env.flags, expected);
    }
    return compare_end(&c);
}
