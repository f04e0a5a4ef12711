/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the trainer's signals against the definitions of files/telemetry.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "checkpoint_files.h"
#include "files/telemetry.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 512, STEPS = 25 };

static bool print_row(char row[ROW], const trainer_config *c, trainer_place place, const trainer_step_report *step,
                      const trainer_statistics *s)
{
    memset(row, 0, ROW);
    FILE *to = fmemopen(row, ROW, "w");
    if (to == NULL) {
        return false;
    }
    telemetry_row(to, c, place, step, s);
    return fclose(to) == 0;
}

static int expect_row(FILE *log, const char *what, const trainer_config *c, const trainer_step_report *step,
                      const trainer_statistics *s, const char *expected)
{
    char row[ROW];
    const trainer_place place = {.steps = 10, .epochs = 2, .step_of_epoch = 0, .steps_per_epoch = 5};
    if (print_row(row, c, place, step, s) && strcmp(row, expected) == 0) {
        return 0;
    }
    fprintf(log, "%s: %sexpected: %s", what, row, expected);
    return 1;
}

/* ---- By hand ---- */

/* 28 finite nonzero numbers, 4 infinities or NaNs, and zeros. In either histogram, 6 of 32 are flushed, 3 overflow, and
 * the largest is 3 binades below E5M2's. */
static const trainer_histogram parts[] = {
    {.finite = 10, .zero = 100, .flushed = 1, .largest = 2},
    {.finite = 12, .zero = 50, .nonfinite = 3, .flushed = 3, .overflowed = 2, .largest = 7168},
    {.finite = 6, .zero = 18, .nonfinite = 1, .flushed = 2, .overflowed = 1, .largest = 0.25F},
};

static int check_by_hand(FILE *log)
{
    trainer_config c = trainer_default_config();
    trainer_step_report step = {.loss = 1.5F, .scale = 1024};
    int failures = 0;
    c.weights = &trainer_e4m3;
    c.activations = &trainer_fp16;
    c.gradients = &trainer_e5m2;
    for (size_t i = 0; i < 3; i++) {
        trainer_statistics s = {.logit_gradients = parts[i],
                                .hidden_gradients = parts[(i + 1) % 3],
                                .weight_gradients = parts[(i + 2) % 3],
                                .updates = 8,
                                .updates_lost = 3,
                                .delivered = 3,
                                .intended = 4,
                                .largest_activation = 16376, /* 65504 / 4 */
                                .largest_weight = 28};       /* 448 / 16 */
        step.skipped = false;
        failures +=
            expect_row(log, "a step", &c, &step, &s, "10,2,1.5,1024,0,18.7500,7,37.5000,0.75,4.000,2.000,3.000\n");
        s.updates = s.updates_lost = 0;
        s.delivered = s.intended = 0;
        s.largest_weight = 0;
        step.skipped = true;
        failures += expect_row(log, "a skipped step", &c, &step, &s, "10,2,1.5,1024,1,18.7500,7,,,,2.000,3.000\n");
    }
    const trainer_statistics none = {.updates = 0};
    const trainer_statistics endless[] = {{.updates = 8, .delivered = NAN, .intended = 4},
                                          {.updates = 8, .delivered = 3, .intended = INFINITY},
                                          {.updates = 8, .delivered = NAN, .intended = NAN}};
    failures += expect_row(log, "nothing", &c, &step, &none, "10,2,1.5,1024,1,,0,,,,,\n");
    step.skipped = false;
    for (size_t i = 0; i < 3; i++) {
        failures += expect_row(log, "no finite sums", &c, &step, &endless[i], "10,2,1.5,1024,0,,0,0.0000,,,,\n");
    }
    return failures;
}

/* The largest numbers of the formats, an eighth of them in each role. */
static int check_tops(FILE *log)
{
    static const struct {
        const trainer_format *format;
        float eighth;
    } tops[] = {{&trainer_fp32, 0x1.FFFFFEp124F},
                {&trainer_fp16, 8188},
                {&trainer_bf16, 0x1.FEp124F},
                {&trainer_e4m3, 56},
                {&trainer_e5m2, 7168},
                {&checked_e3m4, 1.9375F},
                {&checked_e4m3fnuz, 30}};
    enum { TOPS = sizeof tops / sizeof *tops };
    const trainer_step_report step = {.loss = 1.5F, .scale = 1};
    int failures = 0;
    for (size_t f = 0; f < TOPS; f++) {
        const size_t next = (f + 1) % TOPS;
        const size_t after = (f + 2) % TOPS;
        trainer_config c = trainer_default_config();
        trainer_statistics s = {.largest_weight = tops[f].eighth,
                                .largest_activation = tops[next].eighth,
                                .logit_gradients.largest = tops[after].eighth};
        c.weights = tops[f].format;
        c.activations = tops[next].format;
        c.gradients = tops[after].format;
        failures +=
            expect_row(log, trainer_format_name(c.weights), &c, &step, &s, "10,2,1.5,1,0,,0,,,3.000,3.000,3.000\n");
    }
    return failures;
}

/* ---- In training ---- */

typedef struct {
    float *before, *after, *gradients; /* the parameters' */
    size_t count;
} watched;

typedef struct {
    int skipped, lost, flushed, overflowed; /* steps with any of these */
} seen;

static double percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : 100 * (double)part / (double)whole;
}

/* Lost updates, delivered updates and the weights' headroom, from the parameters before and after the step; SGD. */
static void expected_update(char text[ROW], const watched *w, const trainer_config *c, trainer_step_report step)
{
    uint64_t updates = 0;
    uint64_t lost = 0;
    double delivered = 0;
    double intended = 0;
    float largest = 0;
    for (size_t i = 0; i < w->count; i++) {
        const float u = c->learning_rate * (w->gradients[i] * (1 / step.scale));
        updates += u != 0;
        lost += u != 0 && w->after[i] == w->before[i];
        delivered += ((double)w->before[i] - (double)w->after[i]) * (double)u;
        intended += (double)u * (double)u;
        largest = fmaxf(largest, fabsf(w->after[i]));
    }
    if (step.skipped) {
        snprintf(text, ROW, ",,");
    } else {
        snprintf(text, ROW, "%.4f,%.6g,%.3f", percent(lost, updates), delivered / intended,
                 log2(448 / (double)largest));
    }
}

static int compare_row(FILE *log, const char *row, const watched *w, const trainer_config *c, trainer_step_report step,
                       const trainer_statistics *s, uint64_t number)
{
    char update[ROW];
    char expected[3 * ROW];
    const trainer_histogram *const kinds[] = {&s->logit_gradients, &s->hidden_gradients, &s->weight_gradients};
    uint64_t nonzero = 0;
    uint64_t flushed = 0;
    uint64_t overflowed = 0;
    float largest = 0;
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < TRAINER_BINADES; j++) {
            nonzero += kinds[i]->binade[j];
        }
        nonzero += kinds[i]->nonfinite;
        flushed += kinds[i]->flushed;
        overflowed += kinds[i]->overflowed + kinds[i]->nonfinite;
        largest = fmaxf(largest, kinds[i]->largest);
    }
    expected_update(update, w, c, step);
    snprintf(expected, sizeof expected, "%" PRIu64 ",%" PRIu64 ",%.9g,%.9g,%d,%.4f,%" PRIu64 ",%s,%.3f,%.3f\n", number,
             (number + 4) / 5, (double)step.loss, (double)step.scale, step.skipped, percent(flushed, nonzero),
             overflowed, update, log2(65504 / (double)s->largest_activation), log2(57344 / (double)largest));
    if (strcmp(row, expected) == 0) {
        return 0;
    }
    fprintf(log, "got      %sexpected %s", row, expected);
    return 1;
}

static int check_steps(FILE *log, trainer *t, const watched *w, trainer_role updated, seen *any)
{
    int failures = 0;
    for (uint64_t number = 1; number <= STEPS; number++) {
        char row[ROW];
        trainer_statistics s = {.wanted = TRAINER_COUNT_ALL};
        trainer_values(t, updated, w->before);
        const trainer_step_report step = trainer_step(t, &s);
        trainer_values(t, updated, w->after);
        trainer_values(t, TRAINER_GRADIENTS, w->gradients);
        failures += !print_row(row, trainer_configuration(t), trainer_where(t), &step, &s) ||
                    compare_row(log, row, w, trainer_configuration(t), step, &s, number);
        any->skipped += step.skipped;
        any->lost += s.updates_lost > 0;
        any->flushed += s.weight_gradients.flushed > 0;
        any->overflowed += s.weight_gradients.overflowed > 0;
    }
    return failures;
}

static int check_training(FILE *log, const trainer_format *master, trainer_scaling scaling, seen *any)
{
    trainer_data data;
    trainer_config c = checked_config();
    int failures = 1;
    if (!checked_images(&data)) {
        return 1;
    }
    c.weights = &trainer_e4m3;
    c.activations = &trainer_fp16;
    c.gradients = &trainer_e5m2;
    c.master = master;
    c.scaling = scaling;
    c.loss_scale = 0x1p22F; /* too large: the first steps overflow; and without it, gradients are flushed */
    trainer *t = trainer_new(&c, &data);
    if (t != NULL) {
        const size_t count = trainer_parameters(t);
        float *values = calloc(3 * count, sizeof *values);
        if (values != NULL) {
            const watched w = {values, values + count, values + 2 * count, count};
            failures = check_steps(log, t, &w, master != NULL ? TRAINER_MASTER : TRAINER_WEIGHTS, any);
        }
        free(values);
    }
    trainer_free(t);
    trainer_data_free(&data);
    return failures;
}

/* Rows of the trainer's signals: computed by hand, and from the parameters before and after training steps. */
long check_trainer_telemetry(void)
{
    FILE *const log = stderr;
    seen any = {0};
    int failures = check_by_hand(log) + check_tops(log) + check_training(log, NULL, TRAINER_SCALE_DYNAMIC, &any) +
                   check_training(log, &trainer_fp16, TRAINER_SCALE_NONE, &any);
    if (any.skipped == 0 || any.skipped == 2 * STEPS || any.lost == 0 || any.flushed == 0 || any.overflowed == 0) {
        fprintf(log, "of %d steps %d skipped, %d lost updates, %d flushed, %d overflowed: the check misses its aim\n",
                2 * STEPS, any.skipped, any.lost, any.flushed, any.overflowed);
        failures++;
    }
    return failures;
}
