/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of sums without computing them in the same way: the exact register against integers of GMP, exact sums
 * in any order, where sums of ones come to a stand, and the bounds of the error of each order.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "halfulp_dot.h"
#include "ref.h"
#include "support/arrays.h"
#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

enum { LONGEST = 4096, STREAM = 940 };

static uint32_t x[LONGEST], y[LONGEST];

static uint64_t accumulate(const hu_accumulation *how, size_t count, uint64_t addend, hu_env *env)
{
    uint64_t result = 0;
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_status status =
        hu_dot_accumulate(how, hu_array_operand_of(fp32, x), hu_array_operand_of(fp32, y), count, addend, env, &result);
    return status == HU_STATUS_GOOD ? result : ~UINT64_C(0);
}

/* ---- The register ------------------------------------------------------------------------------------------------ */

enum { VECTORS = 1000000, PRODUCTS = 8, LOWEST = 298 };

/* In units of 2^-149. */
static void integer_of(mpz_t z, uint32_t code)
{
    const uint32_t field = code >> 23 & 0xFF;
    mpz_set_ui(z, (code & 0x7FFFFF) | (field != 0 ? 0x800000 : 0));
    mpz_mul_2exp(z, z, field != 0 ? field - 1 : 0);
    if (code >> 31 != 0) {
        mpz_neg(z, z);
    }
}

/* Numbers of all exponents; of a few neighbouring ones; or with each product a former one's negative, or nearly so. */
static void draw_vector(uint64_t index, size_t count)
{
    const uint64_t kind = hu_random(check_seed(), STREAM, index);
    const uint32_t base = (uint32_t)(kind >> 32) % 255;
    for (size_t i = 0; i < count; i++) {
        const uint64_t r = hu_random(check_seed(), STREAM + 1, index * PRODUCTS + i);
        const uint32_t field = kind % 3 == 0 ? (uint32_t)(r >> 8) % 255 : (base + ((uint32_t)(r >> 8) & 3)) % 255;
        x[i] = (uint32_t)(r >> 32 & 0x807FFFFF) | field << 23;
        y[i] = (uint32_t)r & (r >> 62 == 0 ? 0x80400000 : 0x807FFFFF);
        y[i] |= (254 - base) / 2 << 23;
        if (kind % 3 == 2 && i % 2 == 1) {
            x[i] = x[i - 1] ^ 0x80000000;
            y[i] = y[i - 1] ^ (r >> 60 == 0);
        }
    }
}

/* Are all products +0, as the addend is? */
static bool are_positive_zeros(size_t count)
{
    bool all = true;
    for (size_t i = 0; i < count; i++) {
        all = all && (x[i] << 1 == 0 || y[i] << 1 == 0) && x[i] >> 31 == y[i] >> 31;
    }
    return all;
}

long check_dot_register(void)
{
    check_tally t = {0};
    mpz_t sum, term, factor;
    ref_bracket_t b;
    static const char *const formats[] = {"fp32", "fp16", "bf16", "fp64"};
    ref_bracket_init(&b);
    mpz_inits(sum, term, factor, (mpz_ptr)NULL);
    for (uint64_t i = 0; i < VECTORS; i++) {
        const size_t count = 1 + i % PRODUCTS;
        const hu_accumulation how = {.order = HU_ACCUMULATE_EXACT, .sum = hu_format_find(formats[i / 8 % 4])};
        hu_env env = {.rounding = (uint32_t)(i / 32 % (HU_TO_ODD + 1))};
        if (!check_dose()) {
            continue;
        }
        draw_vector(i, count);
        mpz_set_ui(sum, 0);
        for (size_t k = 0; k < count; k++) {
            integer_of(term, x[k]);
            integer_of(factor, y[k]);
            mpz_addmul(sum, term, factor);
        }
        const uint64_t code = accumulate(&how, count, 0, &env);
        mpfr_set_z_2exp(b.exact, sum, -LOWEST, MPFR_RNDN);
        b.truncated = false;
        const ref_policy policy = compare_policy(&env);
        ref_result expected = ref_choose_value(&b, compare_format(how.sum), &policy);
        if (mpz_sgn(sum) == 0 && env.rounding == HU_DOWN && !are_positive_zeros(count)) {
            expected.code = UINT64_C(1) << (compare_format(how.sum)->width - 1); /* -0 */
        }
        t.comparisons++;
        if ((code != expected.code || env.flags != expected.flags) && t.failures++ < CHECK_SHOWN) {
            fprintf(stderr,
                    "  dot.register: vector %" PRIu64 ", into %s: %" PRIX64 " flags %X, but GMP: %" PRIX64
                    " flags %X\n",
                    i, how.sum->name, code, env.flags, expected.code, expected.flags);
        }
    }
    mpz_clears(sum, term, factor, (mpz_ptr)NULL);
    ref_bracket_clear(&b);
    return check_end("dot.register", t.comparisons, t.failures);
}

/* ---- Permutations ------------------------------------------------------------------------------------------------ */

/* Exact sums do not depend on the order; sums in order do, which shows that the vectors are apt. */
long check_dot_permuted(void)
{
    enum { TRIES = 200, COUNT = 100 };
    check_tally t = {0};
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_accumulation exact = {.order = HU_ACCUMULATE_EXACT, .sum = fp32};
    const hu_accumulation in_order = {.sum = fp32};
    size_t differ = 0;
    for (uint64_t i = 0; i < TRIES; i++) {
        hu_env env = {0};
        hu_env after = {0};
        for (size_t k = 0; k < COUNT; k++) {
            const uint64_t r = hu_random(check_seed(), STREAM + 2, i * COUNT + k);
            x[k] = (uint32_t)(r & 0x807FFFFF) | (uint32_t)(100 + (r >> 32) % 50) << 23;
            y[k] = 0x3F800000 | (uint32_t)(r >> 40 & 0x7FFFFF);
        }
        const uint64_t before = accumulate(&exact, COUNT, 0x3F800000, &env);
        const uint64_t other = accumulate(&in_order, COUNT, 0x3F800000, &(hu_env){0});
        for (size_t k = COUNT - 1; k > 0; k--) {
            const size_t j = (size_t)(hu_random(check_seed(), STREAM + 3, i * COUNT + k) % (k + 1));
            const uint32_t xk = x[k];
            const uint32_t yk = y[k];
            x[k] = x[j];
            y[k] = y[j];
            x[j] = xk;
            y[j] = yk;
        }
        check_that(&t, accumulate(&exact, COUNT, 0x3F800000, &after) == before && after.flags == env.flags,
                   "an exact sum in another order is the same");
        differ += accumulate(&in_order, COUNT, 0x3F800000, &(hu_env){0}) != other;
    }
    check_that(&t, differ > TRIES / 4, "sums in order depend on the order");
    return check_end("dot.permuted", t.comparisons, t.failures);
}

/* ---- Sums of ones ------------------------------------------------------------------------------------------------ */

/* addend + count * 1 * 1, as an integer: one element in memory, repeated. */
static int64_t ones(hu_accumulation how, const hu_format *sum, size_t count, int64_t addend)
{
    uint32_t one = 0;
    hu_env env = {0};
    uint64_t result = 0;
    arrays_store(&one, sum, hu_format_one(sum));
    how.sum = sum;
    const hu_array_operand x_and_y = {.format = sum, .data = &one, .stride = 0};
    const uint64_t code = hu_from_int64(sum, addend, &env).code;
    const hu_status status = hu_dot_accumulate(&how, x_and_y, x_and_y, count, code, &env, &result);
    return status == HU_STATUS_GOOD ? hu_to_int64((hu_number){sum, result}, true, &env) : -1;
}

long check_dot_ones(void)
{
    static const struct {
        const char *name;
        int64_t stands; /* 2^p */
    } rows[] = {{"e5m2", 8}, {"e4m3", 16}, {"bf16", 256}, {"fp16", 2048}};
    check_tally t = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const hu_format *f = hu_format_find(rows[i].name);
        const int64_t stands = rows[i].stands;
        const size_t twice = 2 * (size_t)stands;
        const hu_accumulation plain = {0};
        check_that(&t, ones(plain, f, twice, 0) == stands, "in order a sum of ones stands at 2^p");
        check_that(&t, ones(plain, f, (size_t)stands - 1, 0) == stands - 1, "and is right before");
        check_that(&t, ones((hu_accumulation){.product = f}, f, twice, 0) == stands, "so with rounded products");
        check_that(&t, ones((hu_accumulation){.order = HU_ACCUMULATE_IN_PAIRS}, f, twice, 0) == 2 * stands,
                   "in pairs it does not");
        check_that(&t, ones((hu_accumulation){.order = HU_ACCUMULATE_COMPENSATED}, f, twice, 0) == 2 * stands,
                   "nor if compensated");
        check_that(&t, ones((hu_accumulation){.order = HU_ACCUMULATE_EXACT}, f, twice, 0) == 2 * stands, "nor exactly");
        check_that(&t, ones((hu_accumulation){.chunk = (uint64_t)stands / 4}, f, twice, 0) == 2 * stands,
                   "nor in chunks");
        check_that(&t, ones((hu_accumulation){.parts = 2}, f, twice, 0) == 2 * stands, "nor in two parts");
        check_that(&t, ones((hu_accumulation){.chunk = 1}, f, twice, 0) == stands, "a chunk of one is no help");
    }
    const hu_format *fp32 = hu_format_find("fp32");
    const int64_t far = (1 << 24) - 5;
    check_that(&t, ones((hu_accumulation){0}, fp32, 100, far) == 1 << 24, "FP32 stands at 2^24");
    check_that(&t, ones((hu_accumulation){.order = HU_ACCUMULATE_EXACT}, fp32, 101, far) == far + 101,
               "but not exactly");
    return check_end("dot.ones", t.comparisons, t.failures);
}

/* ---- Bounds of the error ----------------------------------------------------------------------------------------- */

/* |error| <= n u / (1 - n u) * sum |x y|, with u = 2^-p: for n roundings that a product passes through at most (Higham,
 * "Accuracy and Stability of Numerical Algorithms", sections 3.1 and 4.2). Exactly, in rational numbers. */
static bool is_within(hu_number result, const mpq_t sum, const mpq_t magnitudes, size_t n)
{
    mpq_t error, bound;
    mpfr_t value;
    mpf_t number;
    mpq_inits(error, bound, (mpq_ptr)NULL);
    mpfr_init2(value, REF_OPERAND_PRECISION);
    mpf_init2(number, REF_OPERAND_PRECISION);
    ref_decode(value, compare_format(result.format), result.code);
    mpfr_get_f(number, value, MPFR_RNDN);
    mpq_set_f(error, number);
    mpq_sub(error, error, sum);
    mpq_abs(error, error);
    const unsigned long one = 1UL << (result.format->fraction_bits + 1);
    mpq_set_ui(bound, n, one - n); /* n u / (1 - n u) */
    mpq_canonicalize(bound);
    mpq_mul(bound, bound, magnitudes);
    const bool within = mpfr_number_p(value) && mpq_cmp(error, bound) <= 0;
    mpq_clears(error, bound, (mpq_ptr)NULL);
    mpfr_clear(value);
    mpf_clear(number);
    return within;
}

/* FP32 numbers between 1/4 and 4, of either sign or of one, and the exact sums. */
static void draw_bounded(uint64_t index, size_t count, mpq_t sum, mpq_t magnitudes)
{
    mpz_t z, factor, all;
    mpz_inits(z, factor, all, (mpz_ptr)NULL);
    mpq_set_ui(sum, 0, 1);
    for (size_t k = 0; k < count; k++) {
        const uint64_t r = hu_random(check_seed(), STREAM + 4, index * LONGEST + k);
        x[k] = (uint32_t)(r & 0x7FFFFF) | (uint32_t)(125 + (r >> 60 & 3)) << 23 |
               (index % 2 == 0 ? (uint32_t)(r >> 63) << 31 : 0);
        y[k] = (uint32_t)(r >> 24 & 0x7FFFFF) | (uint32_t)(125 + (r >> 58 & 3)) << 23;
        integer_of(z, x[k]);
        integer_of(factor, y[k]);
        mpz_mul(z, z, factor);
        mpz_add(mpq_numref(sum), mpq_numref(sum), z);
        mpz_abs(z, z);
        mpz_add(all, all, z);
    }
    mpq_set_z(magnitudes, all);
    mpq_div_2exp(magnitudes, magnitudes, LOWEST);
    mpq_div_2exp(sum, sum, LOWEST);
    mpz_clears(z, factor, all, (mpz_ptr)NULL);
}

long check_dot_bounds(void)
{
    static const size_t counts[] = {1, 2, 7, 100, 1000};
    check_tally t = {0};
    mpq_t sum, magnitudes;
    mpq_inits(sum, magnitudes, (mpq_ptr)NULL);
    const hu_format *fp32 = hu_format_find("fp32");
    for (uint64_t i = 0; i < 100; i++) {
        const size_t n = counts[i % 5];
        size_t levels = 1;
        for (size_t reach = 1; reach < n; reach *= 2) {
            levels++;
        }
        const struct {
            hu_accumulation how;
            size_t roundings;
            const char *what;
        } rows[] = {
            {{.sum = fp32}, n, "in order, fused"},
            {{.sum = fp32, .product = fp32}, n, "in order"},
            {{.sum = fp32, .product = fp32, .order = HU_ACCUMULATE_IN_PAIRS}, levels, "in pairs"},
            {{.sum = fp32, .chunk = 10}, 10 + (n + 9) / 10, "in chunks of ten"},
            {{.sum = fp32, .order = HU_ACCUMULATE_EXACT}, 1, "exactly"},
        };
        draw_bounded(i, n, sum, magnitudes);
        for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
            hu_env env = {0};
            const hu_number result = {fp32, accumulate(&rows[k].how, n, 0, &env)};
            check_that(&t, is_within(result, sum, magnitudes, rows[k].roundings), rows[k].what);
        }
    }
    mpq_clears(sum, magnitudes, (mpq_ptr)NULL);
    return check_end("dot.bounds", t.comparisons, t.failures);
}
