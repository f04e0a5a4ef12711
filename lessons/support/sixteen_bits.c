/* SPDX-License-Identifier: Apache-2.0
 *
 * sixteen_bits.c - what lesson 08 measures of BF16 and FP16. See sixteen_bits.h.
 */
#include "sixteen_bits.h"

#include "numbers.h"
#include "pictures.h"
#include "runs.h"

#include <math.h>

static double noise_ratio(const hu_format *f, int exponent, uint64_t seed)
{
    double signal = 0;
    double noise = 0;
    for (uint64_t i = 0; i < NOISE_NUMBERS; i++) {
        const double x = ldexp(number_normal(seed, i), exponent);
        const double error = number_value(number_near(f, x)) - x;
        signal += x * x;
        noise += error * error;
    }
    return 10 * log10(signal / noise);
}

void noise_measure(uint64_t seed, noise_ratios *n)
{
    n->first = NOISE_HIGHEST + 1;
    for (int i = 0; i < NOISE_POINTS; i++) {
        const int exponent = NOISE_LOWEST + i;
        n->bf16[i] = noise_ratio(hu_format_find("bf16"), exponent, seed);
        n->fp16[i] = noise_ratio(hu_format_find("fp16"), exponent, seed);
        if (n->fp16[i] > n->bf16[i]) {
            n->first = exponent < n->first ? exponent : n->first;
            n->last = exponent;
        }
    }
}

double noise_gain(const noise_ratios *n, int exponent)
{
    return n->fp16[exponent - NOISE_LOWEST] - n->bf16[exponent - NOISE_LOWEST];
}

void noise_draw(lesson *l, const noise_ratios *n)
{
    figure f = figure_begin(l, "noise", "exponent,bf16,fp16");
    for (int i = 0; i < NOISE_POINTS; i++) {
        figure_row(&f, "%d,%.4f,%.4f", NOISE_LOWEST + i, n->bf16[i], fmax(n->fp16[i], 0));
    }
    const picture_curve curves[] = {{'b', n->bf16}, {'f', n->fp16}};
    printf("  signal over noise: b in BF16, f in FP16\n");
    picture_curves(l, curves, 2, NOISE_POINTS, 13, 0, 84, "%.0f dB");
    printf("  deviation  2^%d%*s2^0%*s2^%d\n", NOISE_LOWEST, -NOISE_LOWEST - 5, "", NOISE_HIGHEST - 5, "",
           NOISE_HIGHEST);
    figure_draw(l, &f,
                &(figure_picture){"Normal numbers, rounded to 16 bits", "their deviation, as a power of two",
                                  "signal over noise, dB",
                                  "set key above\nset yrange [0:85]\nplot CSV using 1:2 with lines lt 1 title 'BF16', "
                                  "'' using 1:3 with lines lt 2 title 'FP16'"});
}

/* ---- Adam's first step ------------------------------------------------------------------------------------------- */

/* (1 - beta) g / (1 - beta), as the bias correction has it, for m and with g^2 for v. */
static hu_number corrected(hu_number g, double one_minus_beta, hu_env *env)
{
    const hu_number factor = number_near(g.format, one_minus_beta);
    return hu_div(g.format, hu_mul(g.format, factor, g, env), factor, env);
}

static double first_update(hu_number g)
{
    hu_env env = {0};
    const hu_format *f = g.format;
    const hu_number m = corrected(g, 0.1, &env);
    const hu_number v = corrected(hu_mul(f, g, g, &env), 0.001, &env);
    const hu_number divisor = hu_add(f, hu_sqrt(f, v, &env), number_near(f, 1e-8), &env);
    return number_value(hu_div(f, m, divisor, &env));
}

adam_step adam_first_step(const lesson *l, const trainer_data *digits, const hu_format *f)
{
    static float gradients[DIGITS_PARAMETERS];
    trainer_config config = trainer_default_config();
    config.seed = l->seed;
    trainer *t = run_trainer(l, digits, &config);
    trainer_step(t, NULL);
    trainer_values(t, TRAINER_GRADIENTS, gradients);
    trainer_free(t);
    adam_step step = {0};
    for (size_t i = 0; i < DIGITS_PARAMETERS; i++) {
        const double update = first_update(number_near(f, (double)gradients[i]));
        step.zero_gradients += gradients[i] == 0;
        step.nan += isnan(update);
        step.nan_of_zeros += gradients[i] == 0 && isnan(update);
        step.infinite += isinf(update) != 0;
    }
    return step;
}
