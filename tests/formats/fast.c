/* SPDX-License-Identifier: Apache-2.0
 *
 * The fast path (formats/fast.h) and the pipeline: the same codes and flags. That the pipeline's are right is what the
 * other checks say, which compare both with ref/. And the steps of arith.h that keep fewer bits on the fast path.
 */
#include <math.h>

#include "fast.h"

#include "support/check.h"
#include "support/compare.h"
#include "support/named.h"
#include "support/operands.h"

/* ---- Rounding and encoding in one step --------------------------------------------------------------------------- */

/* A drawn environment that keeps to the fast path. */
static hu_env fast_env(compare *c)
{
    hu_env env = compare_draw(c);
    env.rounding %= HU_TO_ODD + 1;
    env.flush = 0;
    return env;
}

static void check_step(compare *c, const hu_format *to, hu_value x, hu_env env)
{
    hu_env other = env;
    uint64_t code = hu_fast_finish(to, x, &env);
    uint64_t expected = hu_finish(to, x, &other);
    c->comparisons++;
    if ((code != expected || env.flags != other.flags) && c->failures++ < CHECK_SHOWN) {
        fprintf(stderr, "  %s: %c%016llX * 2^%d to %s: %llX, flags %u; the pipeline: %llX, flags %u\n", c->name,
                x.sign ? '-' : '+', (unsigned long long)x.significand, x.exponent, to->name, (unsigned long long)code,
                (unsigned)env.flags, (unsigned long long)expected, (unsigned)other.flags);
    }
}

/* One number and its negative, with and without the lowest bit of all, in each rounding; where a result may be tiny, by
 * both rules. */
static void check_roundings(compare *c, const hu_format *to, hu_value x)
{
    hu_env env = fast_env(c);
    const uint32_t both = x.exponent + 63 < hu_format_emin(to) ? HU_TININESS_BEFORE : 0;
    for (env.rounding = HU_NEAREST_EVEN; env.rounding <= HU_TO_ODD; env.rounding++) {
        for (unsigned i = 0; i < 4; i++) {
            x.sign = (i & 1) != 0;
            x.significand = (x.significand & ~UINT64_C(1)) | i >> 1;
            check_step(c, to, x, env);
            env.tininess ^= both;
            if (both != 0) {
                check_step(c, to, x, env);
            }
        }
    }
}

/* Rounding in a binade depends on the leading p + 1 bits, and on whether there are more: on two bits above p + 1. Below
 * the smallest normal binade, p + 1 is smaller, and "more" is all the rest. So all patterns of p + 2 bits, with and
 * without the lowest bit of all, are every case in a binade. Of long significands they are patterned. */
static void check_binade(compare *c, const hu_format *to, int binade, uint64_t count)
{
    const int bits = hu_precision(to) + 2;
    const bool all = bits <= 14;
    const hu_format patterns = {.exponent_bits = 1, .fraction_bits = bits - 2, .has_sign = 1, .has_zero = 1, .bias = 1};
    for (uint64_t i = 0; i < (all ? UINT64_C(1) << (bits - 1) : count); i++) {
        uint64_t leading = all ? i : operand_code(&patterns, check_seed(), (uint64_t)binade, i) & hu_ones(bits - 1);
        check_roundings(c, to,
                        (hu_value){.kind = VALUE_FINITE,
                                   .exponent = binade - 63,
                                   .significand = (UINT64_C(1) << (bits - 1) | leading) << (64 - bits)});
    }
}

/* All binades of a narrow format, the ends of a wide one; and beyond. */
static void check_format(compare *c, const hu_format *to)
{
    const int below = hu_format_emin(to) - hu_precision(to);
    const int above = hu_format_emax(to);
    for (int binade = below - 70; binade <= above + 2; binade++) {
        if (binade == below + 400 && binade < above - 3) {
            binade = above - 3;
        }
        if (check_dose()) {
            check_binade(c, to, binade, 64);
        }
    }
    check_binade(c, to, below - 1000, 64);
    check_binade(c, to, above + 3000, 64);
    check_binade(c, to, 70000, 64);
    for (int sign = 0; sign < 2; sign++) {
        for (int i = 0; i < 16; i++) {
            check_step(c, to, hu_value_finite(sign != 0, 0, 0), fast_env(c));
        }
    }
}

/* All formats with up to 3 exponent and 3 fraction bits that take the fast path, with every kind of infinity and NaN.
 * */
static void small_formats(compare *c)
{
    static const char *const infinities[] = {"none", "ieee", "top"};
    static const char *const nans[] = {"none", "ieee", "top", "zero"};
    const hu_env nearest = {0};
    for (int i = 0; i < 3 * 3 * 3 * 4 * 2; i++) {
        char text[64];
        hu_format format;
        snprintf(text, sizeof text, "e%dm%db%d:inf=%s,nan=%s", i % 3 + 1, i / 3 % 3 + 1,
                 2 * (i / 108), /* bias 0 or 2 */
                 infinities[i / 9 % 3], nans[i / 27 % 4]);
        if (hu_format_parse(text, &format) && hu_is_fast(&format, &nearest)) {
            check_format(c, &format);
        }
    }
}

long check_fast_rounding(void)
{
    static const char *const described[] = {"binary8p3se", "binary8p3sf", "binary6p2se",          "binary16p5se",
                                            "e15m40",      "e2m1b0",      "e5m9:inf=none,nan=top"};
    compare c;
    compare_begin(&c, "fast.rounding", COMPARE_SOME_POLICIES);
    const hu_env nearest = {0};
    for (size_t i = 0; hu_format_at(i) != NULL; i++) {
        if (hu_is_fast(hu_format_at(i), &nearest)) {
            check_format(&c, hu_format_at(i));
        }
    }
    for (size_t i = 0; i < sizeof described / sizeof described[0]; i++) {
        hu_format format;
        if (!hu_format_parse(described[i], &format) || !hu_is_fast(&format, &nearest)) {
            fprintf(stderr, "  fast.rounding: %s is no format for the fast path\n", described[i]);
            c.failures++;
            continue;
        }
        check_format(&c, &format);
    }
    small_formats(&c);
    return compare_end(&c);
}

/* ---- Operations -------------------------------------------------------------------------------------------------- */

static uint64_t by_pipeline(ref_op op, const hu_format *to, const hu_number x[REF_OPERANDS_MAX], hu_env *env)
{
    switch (op) {
    case REF_ADD:
        return hu_pipe_add(to, x[0].format, x[0].code, x[1].format, x[1].code, env);
    case REF_SUB:
        return hu_pipe_sub(to, x[0].format, x[0].code, x[1].format, x[1].code, env);
    case REF_MUL:
        return hu_pipe_mul(to, x[0].format, x[0].code, x[1].format, x[1].code, env);
    case REF_DIV:
        return hu_pipe_div(to, x[0].format, x[0].code, x[1].format, x[1].code, env);
    case REF_SQRT:
        return hu_pipe_sqrt(to, x[0].format, x[0].code, env);
    case REF_FMA:
        return hu_pipe_fma(to, x[0].format, x[0].code, x[1].format, x[1].code, x[2].format, x[2].code, env);
    default:
        return hu_pipe_convert(to, x[0].format, x[0].code, env);
    }
}

/* The generic function, and the named one where there is one. */
static void check_operation(compare *c, ref_op op, const hu_format *to, const hu_number x[REF_OPERANDS_MAX])
{
    const named_function function = named_find(op, to, x);
    const hu_env policies = fast_env(c);
    hu_env by = policies;
    const uint64_t expected = by_pipeline(op, to, x, &by);
    for (int named = 0; named < 2; named++) {
        hu_env env = policies;
        uint64_t code = expected;
        if (named == 0) {
            code = compare_generic(op, to, x, &env);
        } else if (!named_call(function, op, x, &env, &code)) {
            break;
        }
        c->comparisons++;
        if ((code != expected || env.flags != by.flags) && c->failures++ < CHECK_SHOWN) {
            fprintf(stderr, "  %s: %s %s, %llX %llX %llX to %s: %llX, flags %u; the pipeline: %llX, flags %u\n",
                    c->name, named ? "named" : "generic", ref_op_name(op), (unsigned long long)x[0].code,
                    (unsigned long long)x[1].code, (unsigned long long)x[2].code, to->name, (unsigned long long)code,
                    (unsigned)env.flags, (unsigned long long)expected, (unsigned)by.flags);
        }
    }
}

/* Every pair of 8-bit codes, and with it a third. */
long check_fast_pairs(void)
{
    static const char *const names[] = {"e4m3", "e5m2"};
    compare c;
    compare_begin(&c, "fast.pairs", COMPARE_SOME_POLICIES);
    for (size_t i = 0; i < 2; i++) {
        const hu_format *f = hu_format_find(names[i]);
        for (uint64_t pair = 0; pair < 65536; pair++) {
            const hu_number x[REF_OPERANDS_MAX] = {
                {f, pair >> 8}, {f, pair & 255}, {f, hu_random(check_seed(), 1, pair) & 255}};
            for (ref_op op = REF_ADD; op <= REF_FMA && check_dose(); op++) {
                check_operation(&c, op, f, x);
            }
        }
    }
    return compare_end(&c);
}

/* Every code of 16 bits: the root, and every conversion. Patterned and random operands of all named formats, FP64 for
 * conversions only. */
long check_fast_operands(void)
{
    static const char *const names[] = {"fp16", "bf16", "fp32", "e4m3", "e5m2", "fp64", "e4m3fnuz", "e8m0"};
    enum { FORMATS = sizeof names / sizeof names[0] + 1, WITHOUT_FP64 = 5 };
    compare c;
    compare_begin(&c, "fast.operands", COMPARE_SOME_POLICIES);
    hu_format one_bit; /* of precision: not for the fast path */
    const hu_format *f[FORMATS] = {[FORMATS - 1] = &one_bit};
    for (size_t i = 0; i < FORMATS - 1; i++) {
        f[i] = hu_format_find(names[i]);
    }
    if (!hu_format_parse("e5m0:inf=none,nan=none", &one_bit)) {
        c.failures++;
    }
    for (size_t i = 0; i < FORMATS; i++) {
        for (uint64_t j = 0; j < 65536; j++) {
            const bool every = hu_format_width(f[i]) == 16;
            const uint64_t code = every ? j : operand_code(f[i], check_seed(), 2, j);
            const uint64_t near = operand_near(f[i], code, check_seed(), 3, j);
            const hu_number x[REF_OPERANDS_MAX] = {
                {f[i], code}, {f[i], near}, {f[i], operand_code(f[i], check_seed(), 4, j)}};
            if (!check_dose()) {
                continue;
            }
            for (size_t to = 0; to < FORMATS; to++) {
                if (every || j % FORMATS == to) {
                    check_operation(&c, REF_CONVERT, f[to], x);
                }
            }
            for (ref_op op = REF_ADD; op <= REF_FMA && i < WITHOUT_FP64; op++) {
                check_operation(&c, op, f[i], x);
            }
        }
    }
    return compare_end(&c);
}

/* ---- Roots ------------------------------------------------------------------------------------------------------- */

/* Whether the root a * 2^32 + b is not too large for (a^2 + rest) * 2^64: 2 a b * 2^32 + b^2 <= rest * 2^64. */
static bool fits(uint64_t a, uint64_t b, uint64_t rest)
{
    const uint64_t square = b * b;
    return 2 * a * b + (square >> 32) + ((square & hu_ones(32)) != 0) <= rest << 32;
}

/* The root of a significand of 24 bits: its square is not above the number and the square of the next one is, and the
 * sticky bit is right; 28 bits of it, and 60. */
static bool good_root(hu_value x)
{
    const hu_value fixed = hu_sqrt_finite(x, BITS_FOR_FIXED);
    const hu_value whole = hu_sqrt_finite(x, BITS_FOR_ALL);
    const uint64_t a = fixed.significand >> 36;
    const uint64_t b = whole.significand >> 4 & hu_ones(32);
    const uint64_t n = x.significand >> (8 + x.exponent);
    const bool sticky = a * a != n;
    return a >> 27 == 1 && a * a <= n && n < (a + 1) * (a + 1) && fixed.exponent == x.exponent - 32 &&
           (fixed.significand & hu_ones(36)) == sticky && whole.significand >> 36 == a &&
           whole.exponent == fixed.exponent && (whole.significand & 15) == sticky && fits(a, b, n - a * a) &&
           (b == hu_ones(32) || !fits(a, b + 1, n - a * a));
}

/* Every significand, with the exponents 0 and 1. */
long check_fast_roots(void)
{
    long long comparisons = 0;
    long failures = 0;
    for (int i = 0; i < 192; i++) {
        comparisons++;
        if (hu_inverse_roots[i] != lround(32768 / sqrt((i + 64.5) / 256)) && failures++ < CHECK_SHOWN) {
            fprintf(stderr, "  fast.roots: the inverse of root %d in the table is wrong\n", i);
        }
    }
    for (uint64_t begin = 0; begin < UINT64_C(1) << 24; begin += 256) {
        for (uint64_t i = begin; i < begin + 256 && (i > begin || check_dose()); i++) {
            const hu_value x = {
                .kind = VALUE_FINITE, .exponent = (int)(i & 1), .significand = (i | UINT64_C(1) << 24) >> 1 << 40};
            comparisons++;
            if (!good_root(x) && failures++ < CHECK_SHOWN) {
                fprintf(stderr, "  fast.roots: the root of %llX * 2^%d is wrong\n", (unsigned long long)x.significand,
                        x.exponent);
            }
        }
    }
    return check_end("fast.roots", comparisons, failures);
}
