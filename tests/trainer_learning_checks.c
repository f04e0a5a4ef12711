/* SPDX-License-Identifier: Apache-2.0 */
#include "trainer_checks.h"

#include "hardware.h"

#include <string.h>

const trainer_data *checked_digits(FILE *log)
{
    static trainer_data data;
    static bool loaded;
    char error[TRAINER_ERROR_SIZE];
    if (!loaded && !trainer_load_digits(NULL, &data, error)) {
        fprintf(log, "%s\n", error);
        return NULL;
    }
    loaded = true;
    return &data;
}

/* ---- Gradients ---- */

enum { BATCH = 8, HIDDEN = 128 };

/* Mean loss of a batch by the textbook, in FP64, from nothing but the layout in trainer.h. */
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
    int nonzero = 0;
    for (size_t i = 0; i < DIGITS_PARAMETERS; i += i < 26112 ? 64 : 1) { /* 64 divides 26112: every output bias too */
        const double kept = w[i];
        w[i] = kept + h;
        const double above = reference_loss(w, data, images);
        w[i] = kept - h;
        const double below = reference_loss(w, data, images);
        w[i] = kept;
        const double expected = (above - below) / (2 * h);
        const double found = (double)gradients[i];
        nonzero += found != 0;
        if (!(fabs(found - expected) <= 1e-7 + 1e-4 * fabs(expected))) {
            fprintf(log, "gradient of parameter %zu: %.9g, central difference %.9g\n", i, found, expected);
            failures++;
        }
    }
    if (nonzero < 100) {
        fprintf(log, "only %d of the compared gradients are not zero\n", nonzero);
        failures++;
    }
    return failures;
}

int check_trainer_gradients(FILE *log)
{
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
        trainer_step_on(t, images, NULL);
        trainer_values(t, TRAINER_GRADIENTS, values);
        failures += compare_gradients(log, values, w, data, images);
        for (int i = 0; i < 30; i++) {
            trainer_step(t, NULL);
        }
    }
    trainer_free(t);
    return failures;
}

/* ---- Updates ---- */

/* A trainer's parameters at one moment, and Adam's moments in FP64 from its gradients so far. */
typedef struct {
    float weights[DIGITS_PARAMETERS], carried[DIGITS_PARAMETERS], gradients[DIGITS_PARAMETERS];
    double moment_1[DIGITS_PARAMETERS], moment_2[DIGITS_PARAMETERS];
} snapshot;

/* Is w' what the update of weight i in step `step` (from 0) should give? */
static bool update_is_right(const trainer_config *c, const snapshot *before, const snapshot *after, int step, size_t i)
{
    const float u = c->learning_rate * after->gradients[i];
    const float next = before->weights[i] - u;
    hu_env env = {.random_bits = 32};
    if (c->optimizer == TRAINER_ADAM) {
        const double m = after->moment_1[i] / (1 - pow(0.9, step + 1));
        const double v = after->moment_2[i] / (1 - pow(0.999, step + 1));
        const double expected = (double)before->weights[i] - (double)c->learning_rate * m / (sqrt(v) + 1e-8);
        return fabs((double)after->weights[i] - expected) <= 1e-3 * (double)c->learning_rate;
    }
    switch (c->update) {
    case TRAINER_NEAREST:
        return bits_of_float(after->weights[i]) == (uint32_t)hu_fp32_to_bf16(hu_fp32_from_float(next), &env).code << 16;
    case TRAINER_STOCHASTIC:
        env.rounding = HU_STOCHASTIC_A;
        env.random = hu_random(c->seed, STREAM_UPDATE, (uint64_t)step * DIGITS_PARAMETERS + i) & 0xFFFFFFFF;
        return bits_of_float(after->weights[i]) == (uint32_t)hu_fp32_to_bf16(hu_fp32_from_float(next), &env).code << 16;
    default: { /* w' + c' = w + c - u, but for the rounding of c' to 8 bits and of the sums to 24 */
        const double expected = (double)before->weights[i] + (double)before->carried[i] - (double)u;
        const double found = (double)after->weights[i] + (double)after->carried[i];
        const double rounding = 0x1p-8 * fabs((double)after->carried[i]) + 0x1p-22 * fabs(expected);
        return fabs(found - expected) <= rounding && fabs((double)after->carried[i]) <= 0x1p-8 * fabs(expected) + 1e-30;
    }
    }
}

static int compare_updates(FILE *log, const char *policy, const trainer_config *config, const trainer_data *data)
{
    static snapshot before;
    static snapshot after;
    int failures = 0;
    trainer *t = trainer_new(config, data);
    memset(&after, 0, sizeof after);
    for (int step = 0; t != NULL && step < 5; step++) {
        trainer_values(t, TRAINER_WEIGHTS, after.weights);
        before = after;
        trainer_step(t, NULL);
        trainer_values(t, TRAINER_WEIGHTS, after.weights);
        trainer_values(t, TRAINER_GRADIENTS, after.gradients);
        trainer_values(t, TRAINER_COMPENSATION, after.carried);
        for (size_t i = 0; i < DIGITS_PARAMETERS; i++) {
            const double g = (double)after.gradients[i];
            after.moment_1[i] = 0.9 * before.moment_1[i] + 0.1 * g;
            after.moment_2[i] = 0.999 * before.moment_2[i] + 0.001 * g * g;
            if (!update_is_right(config, &before, &after, step, i) && failures++ < 5) {
                fprintf(log, "%s: step %d, weight %zu: %a became %a, gradient %a\n", policy, step, i,
                        (double)before.weights[i], (double)after.weights[i], g);
            }
        }
    }
    trainer_free(t);
    return failures + (t == NULL);
}

int check_trainer_updates(FILE *log)
{
    const trainer_data *data = checked_digits(log);
    if (data == NULL) {
        return 1;
    }
    trainer_config config = trainer_default_config();
    config.optimizer = TRAINER_ADAM;
    config.learning_rate = 1e-3F;
    int failures = compare_updates(log, "adam", &config, data);
    config = trainer_default_config();
    config.weights = TRAINER_BF16;
    failures += compare_updates(log, "nearest", &config, data);
    config.update = TRAINER_STOCHASTIC;
    failures += compare_updates(log, "stochastic", &config, data);
    config.update = TRAINER_KAHAN;
    failures += compare_updates(log, "kahan", &config, data);
    return failures;
}

int check_trainer_accuracy(FILE *log)
{
    const trainer_data *data = checked_digits(log);
    if (data == NULL) {
        return 1;
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

int check_trainer_loss_scaler(FILE *log)
{
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
    s = loss_scaler_start(0x1p127F, 1); /* the largest power of two: its double would be infinite */
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
