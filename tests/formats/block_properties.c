/* SPDX-License-Identifier: Apache-2.0
 *
 * Properties of rules and formats that follow from their definitions: which rules of scales can saturate the largest
 * element of a block, and how much noise an element adds to numbers of the normal distribution. And block scales that
 * real implementations got wrong (data/bugs_blocks.txt).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/blocks.h"
#include "support/check.h"

/* ---- Saturation -------------------------------------------------------------------------------------------------- */

enum { SIGNIFICANDS = 1 << 12, EXPONENTS = 5 };

/* How many of the blocks of one number whose significand is 1 + k * 2^-12, k = 0 to 4095, overflow, for numbers of one
 * binade. */
static uint64_t overflows(const char *row, int exponent)
{
    static uint32_t x[SIGNIFICANDS];
    static uint8_t codes[SIGNIFICANDS], scales[SIGNIFICANDS];
    hu_block_recipe r = *hu_block_find(row);
    hu_array_counts counts = {0};
    hu_env env = {0};
    const hu_block_options options = {.counts = &counts};
    r.columns = 1;
    for (uint32_t k = 0; k < SIGNIFICANDS; k++) {
        x[k] = (uint32_t)(exponent + 127) << 23 | k << 11;
    }
    hu_block_quantize(&r, hu_block_matrix_of(x, 1, SIGNIFICANDS), (hu_block_data){codes, scales, NULL, NULL}, &env,
                      &options);
    return counts.overflow;
}

/* Under the floor rule the largest number overflows if its significand rounds to beyond that of the element's largest
 * number: from the tie on (which goes to the even code: beyond in FP6, FP4 and E5M2, back in E4M3). */
long check_block_saturation(void)
{
    static const struct {
        const char *element;
        uint64_t floor, even;                                         /* significands that overflow, of 4096 */
    } rows[] = {{"mxfp8_e4m3", 4096 * 3 / 16 - 1, 4096 * 2 / 16 - 1}, /* (1.8125, 2); but from 1.9375 up, 2 */
                {"mxfp8_e5m2", 4096 / 8, 0},                          /* [1.875, 2)                         */
                {"mxfp6_e2m3", 4096 / 16, 0},                         /* [1.9375, 2)                        */
                {"mxfp6_e3m2", 4096 / 8, 0},                          /* [1.875, 2)                         */
                {"mxfp4", 4096 / 4, 0}};                              /* [1.75, 2)                          */
    static const int exponents[EXPONENTS] = {-100, -1, 0, 9, 126};
    check_tally t = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t e = 0; e < EXPONENTS; e++) {
            char text[100], ceil_row[40], even_row[40], rceil_row[40];
            snprintf(ceil_row, sizeof ceil_row, "%s_ceil", rows[i].element);
            snprintf(even_row, sizeof even_row, "%s_even", rows[i].element);
            snprintf(rceil_row, sizeof rceil_row, "%s_rceil", rows[i].element);
            snprintf(text, sizeof text, "%s: the share of significands that saturate", rows[i].element);
            check_that(&t, overflows(rows[i].element, exponents[e]) == rows[i].floor, text);
            check_that(&t, overflows(even_row, exponents[e]) == rows[i].even, text);
            check_that(&t, overflows(ceil_row, exponents[e]) == 0, "ceil never saturates");
            check_that(&t, overflows(rceil_row, exponents[e]) == 0, "RCEIL never saturates");
        }
    }
    check_that(&t, overflows("mxint8", 0) > 0, "MXINT8 can saturate");
    return check_end("block.saturation", t.comparisons, t.failures);
}

/* ---- Noise ------------------------------------------------------------------------------------------------------- */

enum { SAMPLES_ROWS = 64, SAMPLES_COLUMNS = 512, SAMPLES = SAMPLES_ROWS * SAMPLES_COLUMNS };

/* Numbers of the normal distribution by Box and Muller, the same in every run. */
static void draw_normal(uint32_t *x)
{
    for (uint64_t k = 0; k < SAMPLES; k++) {
        const double u = ((double)hu_random_bits(2026, 1, 2 * k, 32) + 0.5) * 0x1p-32;
        const double v = (double)hu_random_bits(2026, 1, 2 * k + 1, 32) * 0x1p-32;
        const float normal = (float)(sqrt(-2 * log(u)) * cos(6.283185307179586 * v));
        memcpy(&x[k], &normal, 4);
    }
}

static double value_of(uint32_t code)
{
    float value;
    memcpy(&value, &code, 4);
    return (double)value;
}

/* Signal to noise, in dB. */
static double sqnr(const uint32_t *x, const uint32_t *y)
{
    double signal = 0, noise = 0;
    for (size_t k = 0; k < SAMPLES; k++) {
        const double value = value_of(x[k]);
        const double error = value_of(y[k]) - value;
        signal += value * value;
        noise += error * error;
    }
    return 10 * log10(signal / noise);
}

/* The probability that a normal number's magnitude is in [2^k, 2^(k+1)). */
static double binade_probability(int k)
{
    return erf(ldexp(1, k + 1) / sqrt(2)) - erf(ldexp(1, k) / sqrt(2));
}

/* Rounding adds the noise ulp^2 / 12, with the ulp of each binade, and of the smallest for all numbers below. */
static double expected_sqnr(const hu_format *f)
{
    const int emin = hu_format_emin(f);
    double noise = 0;
    for (int k = -40; k < 6; k++) {
        noise += binade_probability(k) * ldexp(1, 2 * ((k > emin ? k : emin) - f->fraction_bits)) / 12;
    }
    return -10 * log10(noise);
}

static void near(check_tally *t, const char *what, double got, double wanted, double distance)
{
    char text[200];
    snprintf(text, sizeof text, "%s: %.2f dB, expected %.2f within %.2f", what, got, wanted, distance);
    check_that(t, fabs(got - wanted) <= distance, text);
}

static void unscaled(check_tally *t, const char *name, const uint32_t *x)
{
    static uint32_t y[SAMPLES];
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_format *f = hu_format_find(name);
    for (size_t k = 0; k < SAMPLES; k++) {
        hu_env env = {.overflow = HU_SATURATE_ALL};
        y[k] = (uint32_t)hu_convert(fp32, hu_convert(f, (hu_number){fp32, x[k]}, &env), &env).code;
    }
    near(t, name, sqnr(x, y), expected_sqnr(f), 0.2);
}

static void scaled(check_tally *t, const char *row, const uint32_t *x, double wanted)
{
    static uint32_t y[SAMPLES];
    static uint8_t codes[SAMPLES], scales[4 * SAMPLES], tensor[4];
    const hu_block_recipe *r = hu_block_find(row);
    const hu_block_data data = {codes, scales, tensor, NULL};
    hu_env env = {0};
    hu_block_quantize(r, hu_block_matrix_of(x, SAMPLES_ROWS, SAMPLES_COLUMNS), data, &env, NULL);
    hu_block_dequantize(r, data, SAMPLES_ROWS, SAMPLES_COLUMNS, y);
    near(t, row, sqnr(x, y), wanted, 0.3);
}

/* Of p significant bits, 13.445 + 6.0206 (p - 1) dB, as long as few numbers are subnormal: 12 * 4^(p-1) / E, where E is
 * the mean of 4^floor(log2 |x|), 0.542859. */
long check_block_noise(void)
{
    static uint32_t x[SAMPLES];
    check_tally t = {0};
    draw_normal(x);
    near(&t, "E4M3, by the sum and by the formula", expected_sqnr(hu_format_find("e4m3")), 13.445 + 6.0206 * 3, 0.01);
    near(&t, "E5M2, by the sum and by the formula", expected_sqnr(hu_format_find("e5m2")), 13.445 + 6.0206 * 2, 0.01);
    unscaled(&t, "e4m3", x);
    unscaled(&t, "e5m2", x);
    unscaled(&t, "e3m2", x);
    unscaled(&t, "e2m3", x);
    unscaled(&t, "e2m1", x);
    scaled(&t, "mxfp8_e4m3", x, 30.6);
    scaled(&t, "mxfp8_e4m3_ceil", x, 31.5);
    scaled(&t, "mxfp6_e2m3", x, 30.9);
    scaled(&t, "mxfp4", x, 18.8);
    scaled(&t, "nvfp4_te", x, 20.4);
    return check_end("block.noise", t.comparisons, t.failures);
}
