/* SPDX-License-Identifier: Apache-2.0
 *
 * The algorithms: gradients against central differences, the accuracy of five seeds, and the loss scaler.
 */
#include "shared.h"

#include <math.h>

/* ---- Gradients ---- */

enum { BATCH = 8, HIDDEN = 128 };

/* Mean loss of a batch by the textbook, in FP64, based only on the layout in trainer.h. */
static double reference_loss(const double *w, const trainer_data *data, const uint32_t *images)
{
    static const int width[4] = {DIGITS_PIXELS, HIDDEN, HIDDEN, DIGITS_CLASSES};
    double total = 0;
    for (int b = 0; b < BATCH; b++) {
        double a[4][HIDDEN];
        for (int i = 0; i < DIGITS_PIXELS; i++) {
            a[0][i] = data->pixel[images[b] * DIGITS_PIXELS + (uint32_t)i] / 16.0;
        }
        const double *p = w;
        for (int l = 0; l < 3; l++) {
            const double *bias = p + width[l] * width[l + 1];
            for (int j = 0; j < width[l + 1]; j++) {
                double z = bias[j];
                for (int i = 0; i < width[l]; i++) {
                    z += a[l][i] * p[i * width[l + 1] + j];
                }
                a[l + 1][j] = l < 2 && z < 0 ? 0 : z;
            }
            p = bias + width[l + 1];
        }
        double sum = 0;
        for (int j = 0; j < DIGITS_CLASSES; j++) {
            sum += exp(a[3][j]);
        }
        total += log(sum) - a[3][data->label[images[b]]];
    }
    return total / BATCH;
}

static int compare_gradients(FILE *log, const float *gradients, double *w, const trainer_data *data,
                             const uint32_t *images)
{
    const double h = 1e-6; /* errors of the difference: h^2 and 2^-52 / h */
    int failures = 0;
    int compared = 0;
    int nonzero = 0;
    for (size_t i = 0; i < DIGITS_PARAMETERS;
         i += i < 26112 ? 64 : 1) { /* 64 divides 26112: includes every output bias */
        if (i < 26112 && !check_dose()) {
            continue;
        }
        const double kept = w[i];
        w[i] = kept + h;
        const double above = reference_loss(w, data, images);
        w[i] = kept - h;
        const double below = reference_loss(w, data, images);
        w[i] = kept;
        const double expected = (above - below) / (2 * h);
        const double found = (double)gradients[i];
        compared++;
        nonzero += found != 0;
        if (!(fabs(found - expected) <= 1e-7 + 1e-4 * fabs(expected))) {
            fprintf(log, "gradient of parameter %zu: %.9g, central difference %.9g\n", i, found, expected);
            failures++;
        }
    }
    if (nonzero < compared / 4) { /* about half are, behind rectifiers */
        fprintf(log, "only %d of the %d compared gradients are not zero\n", nonzero, compared);
        failures++;
    }
    return failures;
}

/* Gradients against central differences of an independent network in FP64. */
long check_trainer_gradients(void)
{
    FILE *const log = stderr;
    const trainer_data *data = checked_digits(log);
    trainer_config config = trainer_default_config();
    config.batch = BATCH;
    trainer *t = data != NULL ? trainer_new(&config, data) : NULL;
    static float values[DIGITS_PARAMETERS];
    static double w[DIGITS_PARAMETERS];
    int failures = 0;
    if (t == NULL) {
        return 1;
    }
    for (int round = 0; round < 2; round++) { /* at the start, where biases are 0, and after some training */
        const uint32_t images[BATCH] = {0, 1, 2, 3, 500, 1000, 1500, 1796};
        trainer_values(t, TRAINER_WEIGHTS, values);
        for (size_t i = 0; i < DIGITS_PARAMETERS; i++) {
            w[i] = (double)values[i];
        }
        const uint64_t weights = trainer_digest(t, TRAINER_WEIGHTS);
        const uint64_t steps = trainer_where(t).steps;
        const float loss = trainer_gradients_on(t, images, NULL).loss;
        const uint64_t gradients = trainer_digest(t, TRAINER_GRADIENTS);
        if (trainer_digest(t, TRAINER_WEIGHTS) != weights || trainer_where(t).steps != steps) {
            fprintf(log, "gradients without a step changed the weights or counted as a step\n");
            failures++;
        }
        if (trainer_step_on(t, images, NULL).loss != loss || trainer_digest(t, TRAINER_GRADIENTS) != gradients) {
            fprintf(log, "a step after that has other gradients or another loss\n");
            failures++;
        }
        trainer_values(t, TRAINER_GRADIENTS, values);
        failures += compare_gradients(log, values, w, data, images);
        for (int i = 0; i < 30; i++) {
            trainer_step(t, NULL);
        }
    }
    trainer_free(t);
    return failures;
}

/* ---- Accuracy ---- */

long check_trainer_accuracy(void)
{
    FILE *const log = stderr;
    const trainer_data *data = checked_digits(log);
    if (data == NULL) {
        return 1;
    }
    if (!check_dose_is_all()) {
        fprintf(log, "SKIP, 30 epochs at once are all or nothing: HALFULP_DOSE=1\n");
        return CHECK_SKIPPED;
    }
    double sum = 0;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        trainer_config config = trainer_default_config();
        config.seed = seed;
        trainer *t = trainer_new(&config, data);
        if (t == NULL) {
            return 1;
        }
        for (int epoch = 0; epoch < config.epochs; epoch++) {
            trainer_epoch(t, NULL);
        }
        sum += trainer_accuracy(t);
        trainer_free(t);
    }
    fprintf(log, "mean accuracy of five seeds: %.2f %%\n", 100 * sum / 5);
    return !(sum / 5 >= 0.96);
}

/* ---- Loss scaler ---- */

static int skips_in_200000(float largest_safe)
{
    loss_scaler scaler = loss_scaler_start(LOSS_SCALE_START, LOSS_SCALE_INTERVAL);
    int skips = 0;
    for (int step = 0; step < 200000; step++) {
        const bool overflow = scaler.scale > largest_safe;
        skips += overflow;
        loss_scaler_step(&scaler, overflow);
    }
    return skips;
}

/* The loss scaler, step by step against a list written by hand, and its skips in 200,000 steps. */
long check_trainer_loss_scaler(void)
{
    FILE *const log = stderr;
    /* Interval 3 from 8: what happened, then the scale, the clean steps, and the skips in a row. */
    static const struct {
        bool overflow;
        float scale;
        int clean, skipped;
    } expected[] = {
        {true, 4, 0, 1},    {true, 2, 0, 2},     {false, 2, 1, 0},    {false, 2, 2, 0}, {false, 4, 0, 0},
        {false, 4, 1, 0},   {false, 4, 2, 0},    {true, 2, 0, 1},     {false, 2, 1, 0}, {true, 1, 0, 1},
        {true, 0.5F, 0, 2}, {false, 0.5F, 1, 0}, {false, 0.5F, 2, 0}, {false, 1, 0, 0}, {false, 1, 1, 0},
        {false, 1, 2, 0},   {false, 2, 0, 0},
    };
    int failures = 0;
    loss_scaler s = loss_scaler_start(8, 3);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        loss_scaler_step(&s, expected[i].overflow);
        if (s.scale != expected[i].scale || s.clean_steps != expected[i].clean ||
            s.consecutive_skipped != expected[i].skipped) {
            fprintf(log, "step %zu: scale %g, %d clean, %d skipped; expected %g, %d, %d\n", i, (double)s.scale,
                    s.clean_steps, s.consecutive_skipped, (double)expected[i].scale, expected[i].clean,
                    expected[i].skipped);
            failures++;
        }
    }
    s = loss_scaler_start(0x1p127F, 1); /* the largest power of two: doubling it would give infinity */
    loss_scaler_step(&s, false);
    failures += s.scale != 0x1p127F || s.clean_steps != 0;
    s = loss_scaler_start(8, 0); /* static */
    loss_scaler_step(&s, true);
    failures += s.scale != 8;
    static const struct {
        float safe;
        int skips;
    } runs[] = {{0x1p10F, 105}, {0x1p15F, 100}, {0x1p20F, 95}};
    for (size_t i = 0; i < 3; i++) {
        const int skips = skips_in_200000(runs[i].safe);
        if (skips != runs[i].skips) {
            fprintf(log, "largest safe scale %g: %d skips, expected %d\n", (double)runs[i].safe, skips, runs[i].skips);
            failures++;
        }
    }
    return failures;
}
