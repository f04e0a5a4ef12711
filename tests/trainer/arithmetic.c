/* SPDX-License-Identifier: Apache-2.0
 *
 * The fast paths' arithmetic: conversions against formats/, and exp and log against FP64.
 */
#include "shared.h"

#include "kernels/hardware.h"
#include "trainer.h"

#include <inttypes.h>
#include <string.h>

/* ---- Conversions ---- */

enum { BLOCK = 251 }; /* odd, so that vector loops have a remainder */

static int compare_encoders(FILE *log, const trainer_kernels *fast, const trainer_format *format,
                            const float values[BLOCK])
{
    int failures = 0;
    for (int policy = 0; policy < (format->bytes == 1 ? 2 : 1); policy++) {
        const hu_overflow overflow = policy == 0 ? HU_OVERFLOW_NONE : HU_SATURATE_FINITE;
        uint8_t expected[2 * BLOCK];
        uint8_t found[2 * BLOCK];
        trainer_kernels_soft.encode(format, overflow, values, expected, BLOCK);
        fast->encode(format, overflow, values, found, BLOCK);
        for (size_t i = 0; i < BLOCK; i++) {
            const uint32_t a = trainer_load_code(format, expected, i);
            const uint32_t b = trainer_load_code(format, found, i);
            if (a != b) {
                fprintf(log, "%s: %a (%08" PRIx32 ") to %s, overflow %d: %" PRIx32 ", expected %" PRIx32 "\n",
                        fast->name, (double)values[i], bits_of_float(values[i]), trainer_format_name(format), policy, b,
                        a);
                failures++;
            }
        }
    }
    return failures;
}

static int compare_decoders(FILE *log, const trainer_kernels *fast, const trainer_format *format)
{
    int failures = 0;
    const uint32_t codes = format->bytes == 1 ? 0x100 : 0x10000;
    for (uint32_t code = 0; code < codes; code++) {
        uint8_t source[2 * 9];
        float expected[9];
        float found[9];
        for (size_t i = 0; i < 9; i++) { /* eight for a vector, and one more */
            trainer_store_code(format, source, i, code);
        }
        trainer_kernels_soft.decode(format, source, expected, 9);
        fast->decode(format, source, found, 9);
        if (memcmp(expected, found, sizeof found) != 0) {
            fprintf(log, "%s: %s %" PRIx32 " widened to %08" PRIx32 ", expected %08" PRIx32 "\n", fast->name,
                    trainer_format_name(format), code, bits_of_float(found[0]), bits_of_float(expected[0]));
            failures++;
        }
    }
    return failures;
}

static int compare_stochastic(FILE *log, const trainer_format *format, uint32_t x, uint32_t random)
{
    const hu_env env = {.rounding = HU_STOCHASTIC_A, .overflow = format->overflow, .random_bits = 32};
    const float value = float_of_bits(x);
    uint8_t code[4];
    trainer_store(format, env, &value, &random, code, 1);
    const uint32_t expected = trainer_load_code(format, code, 0);
    const uint32_t found = codec_encode_stochastic(x, random, *format->fast, format->overflow == HU_SATURATE_FINITE);
    if (found != expected) {
        fprintf(log, "%08" PRIx32 " to %s stochastically with %08" PRIx32 ": %" PRIx32 ", expected %" PRIx32 "\n", x,
                trainer_format_name(format), random, found, expected);
    }
    return found != expected;
}

/* A number near a rounding boundary: any exponent, and a significand that is a run of ones at either end, plus or minus
 * a little; or random bits. */
static uint32_t pattern(uint64_t index)
{
    const uint64_t bits = hu_random(2024, 0, index);
    const uint32_t any = (uint32_t)(bits & 0xFFFFFFFF);
    if (bits >> 62 == 0) {
        return any;
    }
    const uint32_t run = (0x800000U >> (bits >> 40 & 31 % 24)) - 1;
    const uint32_t fraction = (bits >> 50 & 1 ? ~run : run) + (uint32_t)(bits >> 51 & 7) - 3;
    return (any & 0xFF800000) | (fraction & 0x7FFFFF);
}

/* The fast paths' conversions against formats/: every narrow code widened; FP32 numbers near every boundary and random
 * ones rounded, to nearest and stochastically. */
long check_trainer_conversions(void)
{
    FILE *const log = stderr;
    /* The paths that convert in different ways; the others share one of these tables. */
    static const trainer_path paths[] = {TRAINER_PATH_PORTABLE, TRAINER_PATH_AVX2, TRAINER_PATH_NEON};
    const trainer_kernels *fast[3];
    size_t count = 0;
    for (size_t p = 0; p < 3; p++) {
        const trainer_kernels *kernels = trainer_find_kernels(paths[p]);
        if (kernels != NULL) {
            fast[count++] = kernels;
        } else {
            fprintf(log, "conversions: SKIP, this machine has no %s path\n", trainer_path_name(paths[p]));
        }
    }
    int failures = 0;
    for (uint64_t block = 0; block < 1000 && failures < 20; block++) {
        float values[BLOCK];
        for (uint64_t i = 0; i < BLOCK; i++) {
            values[i] = float_of_bits(pattern(block * BLOCK + i));
            const uint32_t random = (uint32_t)(hu_random(2024, 1, block * BLOCK + i) >> 32);
            for (size_t f = 1; checked_format(f) != NULL; f++) {
                failures +=
                    checked_format(f)->fast == NULL
                        ? 0
                        : compare_stochastic(log, checked_format(f), bits_of_float(values[i]), i % 8 == 0 ? 0 : random);
            }
        }
        for (size_t f = 1; checked_format(f) != NULL; f++) {
            for (size_t p = 0; p < count && checked_format(f)->fast != NULL; p++) {
                failures += compare_encoders(log, fast[p], checked_format(f), values);
            }
        }
    }
    for (size_t f = 1; checked_format(f) != NULL; f++) {
        for (size_t p = 0; p < count; p++) {
            failures += compare_decoders(log, fast[p], checked_format(f));
        }
    }
    return failures;
}

/* exp and log against FP64 libm: the bounds stated in kernels/elementary.inc, on every 997th argument. */
long check_trainer_elementary(void)
{
    FILE *const report = stderr;
    double worst_exp = 0;
    double worst_log = 0;
    int exponent;
    for (uint32_t x = 0x80000000; x <= 0xC2AE0000; x += 997) { /* -0 to -87 */
        const double exact = exp((double)float_of_bits(x));
        frexp(exact, &exponent);
        worst_exp = fmax(worst_exp, fabs((double)elementary_exp(float_of_bits(x)) - exact) / ldexp(1, exponent - 24));
    }
    for (uint32_t x = 0x3F800001; x <= 0x7F7FFFFF; x += 997) { /* 1 to the largest */
        const double exact = log((double)float_of_bits(x));
        frexp(exact, &exponent);
        worst_log = fmax(worst_log, fabs((double)elementary_log(float_of_bits(x)) - exact) / ldexp(1, exponent - 24));
    }
    const bool special = elementary_exp(0) == 1 && elementary_exp(-INFINITY) == 0 && isnan(elementary_exp(NAN)) &&
                         elementary_log(1) == 0 && isnan(elementary_log(NAN));
    fprintf(report, "exp: %.4f ulp at most, log: %.4f ulp at most\n", worst_exp, worst_log);
    return !(worst_exp < 0.938) + !(worst_log < 0.808) + !special;
}
