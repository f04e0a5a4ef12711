/* SPDX-License-Identifier: Apache-2.0
 *
 * Stochastic rounding as a probability: over all 2^N draws, the number that round up is what the definition of each
 * kind says for nu, the discarded fraction; and the draws that round up are the largest ones.
 */
#include <math.h>

#include "support/check.h"
#include "halfulp.h"

/* The number of R in [0, 2^N) that round up. All quantities are small dyadic fractions, exact in double. */
static double expected_ups(hu_rounding kind, double nu, int n)
{
    switch (kind) {
    case HU_STOCHASTIC_A: /* floor(nu 2^N) + R >= 2^N */
        return floor(ldexp(nu, n));
    case HU_STOCHASTIC_B: /* floor(nu 2^(N+1)) + 2R + 1 >= 2^(N+1) */
        return floor((floor(ldexp(nu, n + 1)) + 1) / 2);
    default: { /* nu 2^N to the nearest integer, ties to even, + R >= 2^N */
        double scaled = ldexp(nu, n);
        double low = floor(scaled);
        double rest = scaled - low;
        return low + (rest > 0.5 || (rest == 0.5 && fmod(low, 2) == 1));
    }
    }
}

static double number(const hu_format *f, uint64_t code)
{
    hu_env env = {0};
    return hu_fp64_to_double((hu_fp64){hu_convert(hu_format_find("fp64"), (hu_number){f, code}, &env).code});
}

static uint64_t convert(const hu_format *to, hu_number x, hu_env env)
{
    env.overflow = HU_SATURATE_FINITE;
    return hu_convert(to, x, &env).code;
}

static long every_draw(const hu_format *to, hu_number x, long long *comparisons)
{
    long failures = 0;
    uint64_t low = convert(to, x, (hu_env){.rounding = HU_TOWARD_ZERO});
    uint64_t high = convert(to, x, (hu_env){.rounding = HU_UP});
    double nu = low == high ? 0 : (number(x.format, x.code) - number(to, low)) / (number(to, high) - number(to, low));
    for (hu_rounding kind = HU_STOCHASTIC_A; kind <= HU_STOCHASTIC_C; kind++) {
        for (uint32_t n = 0; n <= 4; n++) {
            double ups = expected_ups(kind, nu, (int)n);
            uint64_t draws = UINT64_C(1) << n;
            for (uint64_t r = 0; r < draws; r++, ++*comparisons) {
                uint64_t expected = r >= draws - (uint64_t)ups ? high : low;
                uint64_t code = convert(to, x, (hu_env){.rounding = kind, .random = r, .random_bits = n});
                if (code != expected && failures++ < CHECK_SHOWN) {
                    fprintf(stderr,
                            "  stochastic: %s %x to %s, kind %d, draw %u of 2^%u: %x, expected %x (nu = %.10g)\n",
                            x.format->name, (unsigned)x.code, to->name, (int)kind, (unsigned)r, (unsigned)n,
                            (unsigned)code, (unsigned)expected, nu);
                }
            }
        }
    }
    return failures;
}

long check_stochastic_every_draw(void)
{
    static const char *const targets[] = {"e4m3", "e5m2"};
    const hu_format *fp16 = hu_format_find("fp16");
    long long comparisons = 0;
    long failures = 0;
    for (size_t i = 0; i < 2; i++) {
        const hu_format *to = hu_format_find(targets[i]);
        double largest = number(to, hu_format_largest(to));
        for (uint64_t code = 0; code <= hu_format_largest(fp16) && number(fp16, code) < largest; code++) {
            if (!check_dose()) {
                continue;
            }
            failures += every_draw(to, (hu_number){fp16, code}, &comparisons);
        }
    }
    return check_end("stochastic.every_draw", comparisons, failures);
}

/* The lowest of 64 bits of a sum, at a carry, and it decides. 10610063 * 13264529 is 2^47 - 1, all ones, so adding 1 +
 * 257 * 2^-17 carries: the exact sum is 2^47 + nu 2^24 with nu 2^32 = 257/512, just above one half. Without that bit it
 * is 256/512, a tie. So of all 32-bit integers only the largest rounds up (StochasticC). */
long check_stochastic_sticky(void)
{
    static const hu_fp32 x = {0x4B21E58F}, y = {0x4B4A6691}, z = {0x3F804040};
    long failures = 0;
    for (uint64_t less = 0; less < 2; less++) {
        hu_env env = {.rounding = HU_STOCHASTIC_C, .random = UINT32_MAX - less, .random_bits = 32};
        const uint32_t code = hu_fp32_fma(x, y, z, &env).code;
        const uint32_t expected = less == 0 ? 0x57000001 : 0x57000000; /* 2^47, and the next number */
        if (code != expected || env.flags != HU_INEXACT) {
            fprintf(stderr, "  stochastic: the largest 32-bit integer less %u gives %08X, expected %08X\n",
                    (unsigned)less, (unsigned)code, (unsigned)expected);
            failures++;
        }
    }
    return check_end("stochastic.sticky", 2, failures);
}
