/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 04, loss scaling: how does one multiplication move the histogram, and how is the scale found automatically?
 *
 * Four steps: what a scale does to the gradients; the dead run of lesson 03, rescued by a constant; a scale that adapts
 * itself, in training and over 200,000 simulated steps; and the failure that no scale can repair.
 */
#include "support/lesson.h"

#include <math.h>

enum { DEAD_EXPONENT = 20, INTERVAL = 200 };

/* FP16 gradients, everything else FP32, the loss multiplied by 2^-k. Dead at k = 20 without scaling, as lesson 03
 * shows. */
static trainer_config fp16_gradients(int k, trainer_scaling scaling, float scale)
{
    trainer_config config = trainer_default_config();
    config.gradients = &trainer_fp16;
    config.loss_exponent = k;
    config.scaling = scaling;
    config.loss_scale = scale;
    config.scale_interval = INTERVAL;
    return config;
}

/* log2 of a scale; for zero, that of half of FP32's smallest number. */
static int log2_scale(float scale)
{
    return scale > 0.0F ? ilogbf(scale) : TRAINER_EXPONENT_MIN - 1;
}

/* ---- 1. The histogram moves -------------------------------------------------------------------------------------- */

enum { SHIFT = 16 };

static trainer_statistics first_step(const lesson *l, const trainer_data *digits, float scale)
{
    trainer_statistics statistics = {.wanted = TRAINER_COUNT_GRADIENTS | TRAINER_COUNT_BINADES};
    trainer_config config = fp16_gradients(DEAD_EXPONENT, TRAINER_SCALE_STATIC, scale);
    config.gradients = &trainer_fp32; /* nothing is flushed, so only the shift shows */
    trainer *t = lesson_trainer(l, digits, &config);
    trainer_step(t, &statistics);
    trainer_free(t);
    return statistics;
}

static void check_shift(lesson *l, const char *name, const trainer_histogram *before, const trainer_histogram *after)
{
    int64_t differ = before->zero != after->zero, seen = 0;
    for (int i = 0; i < TRAINER_BINADES; i++) {
        uint64_t moved = i >= SHIFT ? before->binade[i - SHIFT] : 0;
        differ += after->binade[i] != moved;
        seen += (int64_t)after->binade[i];
    }
    printf("  %s: %lld gradients are not zero; 2^%d times them, %lld binades are not what a shift makes them\n", name,
           (long long)seen, SHIFT, (long long)differ);
    lesson_subject(l, "%s", name);
    lesson_check_integer(l, "binades_not_shifted_by_16", differ, 0);
}

static void histogram_moves(lesson *l, const trainer_data *digits)
{
    trainer_statistics before = first_step(l, digits, 1.0F), after = first_step(l, digits, ldexpf(1.0F, SHIFT));
    const trainer_histogram *b = &before.weight_gradients, *a = &after.weight_gradients;
    double most = 0.0;
    for (int i = 0; i + 1 < TRAINER_BINADES; i++) {
        most = fmax(most, (double)(b->binade[i] + b->binade[i + 1]));
    }
    lesson_csv csv = lesson_csv_open(l, "shift", "exponent,scale_1,scale_65536");
    printf("          S = 1                              S = 2^16\n");
    for (int e = -4; e >= -48; e -= 2) {
        int i = e - TRAINER_EXPONENT_MIN;
        uint64_t here[2] = {b->binade[i] + b->binade[i + 1], a->binade[i] + a->binade[i + 1]};
        printf("  2^%-4d  ", e);
        lesson_bar(l, (double)here[0], most, 32);
        printf(" | ");
        lesson_bar(l, (double)here[1], most, 32);
        printf("%s\n", e == -24 ? "  FP16's smallest" : "");
        lesson_csv_row(&csv, "%d,%llu,%llu", e, (unsigned long long)here[0], (unsigned long long)here[1]);
    }
    lesson_csv_close(l, &csv);
    check_shift(l, "logits", &before.logit_gradients, &after.logit_gradients);
    check_shift(l, "hidden", &before.hidden_gradients, &after.hidden_gradients);
    check_shift(l, "weights", &before.weight_gradients, &after.weight_gradients);
}

/* ---- 2. A constant scale ----------------------------------------------------------------------------------------- */

static double constant_scale(lesson *l, const trainer_data *digits)
{
    static const int exponents[] = {0, 1, 4, 8, 16, 32, 36, 38, 44};
    enum { COUNT = sizeof exponents / sizeof exponents[0] };
    trainer_config config = trainer_default_config();
    lesson_run reference = lesson_train(l, digits, &config, 0, "FP32");
    lesson_run runs[COUNT];
    lesson_csv csv = lesson_csv_open(l, "static", "log2_scale,flushed_percent,skipped_percent,loss,accuracy_percent");
    printf("      S    flushed   steps skipped     loss   accuracy\n");
    for (int i = 0; i < COUNT; i++) {
        config = fp16_gradients(DEAD_EXPONENT, TRAINER_SCALE_STATIC, ldexpf(1.0F, exponents[i]));
        const lesson_run run = runs[i] =
            lesson_train(l, digits, &config, TRAINER_COUNT_LOGITS | TRAINER_COUNT_HIDDEN, "constant scale");
        double flushed = lesson_flushed(&run.statistics), skipped = 100.0 * run.skipped / run.steps;
        printf("    2^%-3d %7.2f %%       %7.2f %%  %7.4f   %5.1f %% ", exponents[i], flushed, skipped, run.loss,
               run.accuracy);
        lesson_bar(l, run.accuracy, 100.0, 40);
        printf("\n");
        lesson_csv_row(&csv, "%d,%.6f,%.6f,%.9g,%.6f", exponents[i], flushed, skipped, run.loss, run.accuracy);
    }
    lesson_csv_close(l, &csv);
    printf("   FP32                             %7.4f   %5.1f %%\n", reference.loss, reference.accuracy);
    lesson_check_true(l, "scale_1_weights_never_moved", !runs[0].moved);
    lesson_check_true(l, "scale_2_weights_moved", runs[1].moved);
    lesson_check_at_most(l, "scale_2^16_accuracy_differs_points", fabs(runs[4].accuracy - reference.accuracy), 1.5,
                         "5 of 360 images from FP32");
    lesson_check_integer(l, "scale_2^44_steps_skipped", runs[COUNT - 1].skipped, runs[COUNT - 1].steps);
    lesson_check_true(l, "scale_2^44_weights_never_moved", !runs[COUNT - 1].moved);
    return reference.accuracy;
}

/* ---- 3. A scale that adapts itself ------------------------------------------------------------------------------ */

/* GradScaler's rule again, as its documentation states it, on the exponent: returns the next log2 S. */
static int rule(int exponent, bool overflow, int interval, int *clean)
{
    if (overflow) {
        *clean = 0;
        return exponent - 1;
    }
    *clean += 1;
    if (*clean == interval) {
        *clean = 0;
        return exponent + 1;
    }
    return exponent;
}

static void dynamic_scale(lesson *l, const trainer_data *digits, int k, double reference)
{
    enum { BATCH = 32, STEPS = 30 * (DIGITS_TRAIN / BATCH) };
    int exponent[STEPS], expected = 16, clean = 0, skips = 0, wrong_scale = 0, moved_weights = 0;
    bool skipped[STEPS];
    trainer_config config = fp16_gradients(k, TRAINER_SCALE_DYNAMIC, LOSS_SCALE_START);
    config.batch = BATCH;
    char table[32];
    snprintf(table, sizeof table, "dynamic_k%d", k);
    trainer *t = lesson_trainer(l, digits, &config);
    lesson_progress(l, "dynamic scale");
    uint64_t weights = trainer_digest(t, TRAINER_WEIGHTS);
    for (int i = 0; i < STEPS; i++) {
        trainer_step_report step = trainer_step(t, NULL);
        uint64_t after = trainer_digest(t, TRAINER_WEIGHTS);
        exponent[i] = log2_scale(step.scale);
        skipped[i] = step.skipped;
        skips += step.skipped;
        wrong_scale += exponent[i] != expected;
        moved_weights += step.skipped && after != weights;
        expected = rule(expected, step.skipped, INTERVAL, &clean);
        weights = after;
    }
    double accuracy = 100.0 * trainer_accuracy(t);
    lesson_progress(l, NULL);
    printf("\n  loss * 2^-%d: S over %d steps, from left to right ('!': a step skipped)\n", k, STEPS);
    lesson_trace(l, "2^", exponent, skipped, STEPS);
    lesson_csv csv = lesson_csv_open(l, table, "step,log2_scale,skipped");
    for (int i = 0; i < STEPS; i++) {
        lesson_csv_row(&csv, "%d,%d,%d", i, exponent[i], skipped[i]);
    }
    lesson_csv_close(l, &csv);
    printf("  %d steps skipped; the last S is 2^%d; %.1f %% of the test images right\n", skips, expected, accuracy);
    lesson_subject(l, "dynamic_k%d", k);
    lesson_check_integer(l, "scales_that_break_the_rule", wrong_scale, 0);
    lesson_check_integer(l, "scale_after_the_last_step", log2_scale(trainer_scaler(t).scale), expected);
    lesson_check_integer(l, "skipped_steps_that_moved_a_weight", moved_weights, 0);
    lesson_check_at_most(l, "accuracy_differs_points", fabs(accuracy - reference), 1.5, "5 of 360 images from FP32");
    trainer_free(t);
}

enum { SIMULATED = 200000 };

/* The scaler alone, for a network whose gradients overflow at every S above 2^safe. Returns the most skips in a row. */
static int simulate(lesson *l, int safe, int skips_expected)
{
    loss_scaler scaler = loss_scaler_start(LOSS_SCALE_START, LOSS_SCALE_INTERVAL);
    static int exponent[SIMULATED];
    static bool skipped[SIMULATED];
    int skips = 0, initial = 0, in_a_row = 0, last_skip = -1, irregular = 0;
    for (int i = 0; i < SIMULATED; i++) {
        exponent[i] = log2_scale(scaler.scale);
        skipped[i] = exponent[i] > safe;
        initial += skipped[i] && skips == i;
        if (skipped[i]) {
            irregular += skips > initial && i - last_skip != LOSS_SCALE_INTERVAL + 1;
            skips++;
            last_skip = i;
        }
        loss_scaler_step(&scaler, skipped[i]);
        in_a_row = scaler.consecutive_skipped > in_a_row ? scaler.consecutive_skipped : in_a_row;
    }
    printf("  largest safe scale 2^%d: %d skips in %d steps, %d of them at the start\n", safe, skips, SIMULATED,
           initial);
    if (safe == 15) {
        lesson_trace(l, "2^", exponent, skipped, SIMULATED / 10); /* the first tenth, so that not every column holds a
                                                                   * skip */
    }
    lesson_subject(l, "safe_2^%d", safe);
    lesson_check_integer(l, "skips", skips, skips_expected);
    lesson_check_integer(l, "skips_at_the_start", initial, safe < 16 ? 16 - safe : 0);
    lesson_check_integer(l, "later_skips_not_2001_apart", irregular, 0);
    return in_a_row;
}

/* ---- 4. What no scale can repair -------------------------------------------------------------------------------- */

/* A learning rate of 1e30 makes the weights explode in the first step. From then on everything is NaN, every step is
 * skipped, and the scale is halved forever. */
static void not_the_scale(lesson *l, const trainer_data *digits, int healthy)
{
    enum { STEPS = 200, SHOWN = 24 };
    int exponent[STEPS], first_nan = 0, zero = 0, alarm = 0; /* steps are counted from 1 */
    bool marks[STEPS] = {false};
    trainer_config config = fp16_gradients(0, TRAINER_SCALE_DYNAMIC, LOSS_SCALE_START);
    config.learning_rate = 1e30F;
    trainer *t = lesson_trainer(l, digits, &config);
    for (int i = 0; i < STEPS; i++) {
        trainer_step_report step = trainer_step(t, NULL);
        exponent[i] = log2_scale(step.scale);
        first_nan = first_nan == 0 && isnan(step.loss) ? i + 1 : first_nan;
        zero = zero == 0 && step.scale == 0.0F ? i + 1 : zero;
        marks[i] = alarm == 0 && trainer_scaler(t).consecutive_skipped > 16;
        alarm = marks[i] ? i + 1 : alarm;
    }
    trainer_free(t);
    printf("  The loss is NaN from step %d on. S in the first %d steps; '!': more than 16 skipped in a row\n",
           first_nan, SHOWN);
    lesson_trace(l, "2^", exponent, marks, SHOWN);
    lesson_check_integer(l, "alarm_at_the_17th_step_of_nan", alarm, first_nan + 16);
    lesson_check_integer(l, "scale_below_fp32_at_step", zero, first_nan + 16 - TRAINER_EXPONENT_MIN + 1);
    lesson_check_at_most(l, "most_skips_in_a_row_when_healthy", healthy, 16, "log2 of the first scale: no false alarm");
}

int main(int argc, char **argv)
{
    static trainer_data digits;
    lesson l = lesson_begin(argc, argv, "04_loss_scaling", "loss scaling",
                            "How does one multiplication move the histogram, and how is its factor found unattended?");
    lesson_load_digits(&l, &digits);

    lesson_heading(&l, "1. One multiplication moves the histogram");
    lesson_say(
        "Backpropagation is linear: multiply the loss by S and every gradient is multiplied by S. With S a power of "
        "two no bit of a significand changes; each gradient moves up by log2 S binades. The weight gradients of the "
        "first step of lesson 03's dead run (the loss times 2^-20: contrived), in FP32, two binades a line:");
    histogram_moves(&l, &digits);

    lesson_heading(&l, "2. A constant scale brings the dead run back");
    lesson_say("The same run, 30 epochs, with FP16 gradients. The optimizer gets the gradients divided by S again, in "
               "FP32. A step whose gradients overflow is skipped.");
    double reference = constant_scale(&l, &digits);
    lesson_expected(&l, "nearly every S in the table will do, even one that leaves most gradients flushed: a scale "
                        "need not be good, only neither far too small nor too large");

    lesson_heading(&l, "3. A scale that finds itself");
    lesson_say("GradScaler's rule: start at 2^16, on purpose too large; halve S and skip the step at every overflow; "
               "double S after an interval of clean steps. Overflow is loud and underflow is silent, so S looks for "
               "the loud end. The interval is 200 here, not 2000, so that a run of seconds shows several doublings.");
    dynamic_scale(&l, &digits, 0, reference);
    dynamic_scale(&l, &digits, DEAD_EXPONENT, reference);
    printf("\n");
    lesson_say("The scaler alone, with the interval of 2000: it begins with log2(2^16/safe) skips, and then one step "
               "in 2001 is the price of asking again.");
    static const int safe[] = {10, 15, 20}, skips[] = {105, 100, 95};
    int healthy = 0;
    for (int i = 0; i < 3; i++) {
        int in_a_row = simulate(&l, safe[i], skips[i]);
        healthy = in_a_row > healthy ? in_a_row : healthy;
    }

    lesson_heading(&l, "4. What no scale can mend (contrived: a learning rate of 1e30)");
    lesson_say(
        "When the forward pass is NaN, so is every gradient: every step is skipped, S halves for ever, and training "
        "stands still without an error. (In one report, Apex issue 318, S had reached 1e-312.) The signal: more skips "
        "in a row than log2 of the first scale. By then S is below 1, and it was not the scale.");
    not_the_scale(&l, &digits, healthy);
    return lesson_end(&l);
}
