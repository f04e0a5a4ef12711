/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 03, underflow: where do small gradients go, and when does that kill training?
 *
 * Four steps: one gradient, rounded once; the gradients of a real network, binade by binade; the same network with
 * smaller and smaller gradients, until it dies; and the step at which it dies, predicted exactly.
 */
#include "halfulp.h"
#include "support/lesson.h"

#include <math.h>

enum { LOG2_BATCH = 5 }; /* B = 32 */

/* ---- 1. One number ----------------------------------------------------------------------------------------------- */

/* The smallest k at which (p - y) * 2^-k / B rounds to zero for every probability p and target y. |p - y| is at most 1,
 * and 1 * 2^-k / B is a power of two. It survives while it is above half the smallest subnormal number, 2^(1 - bias -
 * fraction_bits) / 2. At exactly half it rounds to the even neighbour, zero. */
static int cliff_law(const hu_format *f, int log2_batch)
{
    return f->bias + f->fraction_bits - log2_batch;
}

/* The code of difference * 2^-k / 2^log2_batch: computed in FP32, where it is exact, then rounded once. */
static uint64_t gradient_code(const hu_format *f, float difference, int k, int log2_batch)
{
    hu_env env = {0};
    hu_number exact = {hu_format_find("fp32"), hu_fp32_from_float(ldexpf(difference, -k - log2_batch)).code};
    return hu_convert(f, exact, &env).code;
}

/* The FP32 code of the smallest |p - y| that does not round to zero at k, by bisection. 1.0 must not round to zero. */
static uint32_t smallest_survivor(const hu_format *f, int k)
{
    uint32_t gone = 0, left = hu_fp32_from_float(1.0F).code;
    while (left - gone > 1) {
        uint32_t middle = gone + (left - gone) / 2;
        if (gradient_code(f, hu_fp32_to_float((hu_fp32){middle}), k, LOG2_BATCH) == 0) {
            gone = middle;
        } else {
            left = middle;
        }
    }
    return left;
}

static void one_number(lesson *l, const char *name)
{
    static const float differences[] = {1.0F, 0.75F, 0.5F, 0.1F};
    const hu_format *f = hu_format_find(name);
    int cliff = 0, digits = hu_format_width(f) / 4;
    while (gradient_code(f, 1.0F, cliff, LOG2_BATCH) != 0) {
        cliff++;
    }
    printf("  %-5s smallest number above zero 2^%-4d  k", name, 1 - f->bias - f->fraction_bits);
    for (size_t i = 0; i < 4; i++) {
        printf("   p-y=%.2f", (double)differences[i]);
    }
    printf("\n");
    for (int k = cliff - 3; k <= cliff; k++) {
        printf("%39d", k);
        for (size_t i = 0; i < 4; i++) {
            printf("%*s%0*llX", 11 - digits, "", digits,
                   (unsigned long long)gradient_code(f, differences[i], k, LOG2_BATCH));
        }
        printf("%s\n", k == cliff ? "   nothing left" : "");
    }
    uint32_t survivor = smallest_survivor(f, cliff - 1);
    lesson_subject(l, "%s", name);
    lesson_check_integer(l, "first_k_that_leaves_nothing", cliff, cliff_law(f, LOG2_BATCH));
    lesson_check_code(l, "smallest_p-y_left_one_step_above", survivor, hu_fp32_from_float(0.5F).code + 1);
}

/* ---- 2. A real network ------------------------------------------------------------------------------------------- */

/* Everything is FP32 except the gradients, so any effect is due to them alone. */
static trainer_config narrow_gradients(const trainer_format *gradients, int k)
{
    trainer_config config = trainer_default_config();
    config.gradients = gradients;
    config.loss_exponent = k;
    return config;
}

/* The number of gradients of a histogram in [2^low, 2^high). */
static uint64_t between(const trainer_histogram *h, int low, int high)
{
    uint64_t count = 0;
    for (int e = low; e < high; e++) {
        count += h->binade[e - TRAINER_EXPONENT_MIN];
    }
    return count;
}

/* The percentage of nonzero gradients that rounding sends to zero: those below half the smallest subnormal number. */
static double below_half(const trainer_histogram *h, const trainer_format *format)
{
    const hu_format *f = hu_format_find(trainer_format_name(format));
    uint64_t nonzero = trainer_histogram_total(h) - h->zero;
    return 100.0 * (double)between(h, TRAINER_EXPONENT_MIN, -(f->bias + f->fraction_bits)) / (double)nonzero;
}

static void picture(const lesson *l, const trainer_statistics *s)
{
    const trainer_histogram *logits = &s->logit_gradients, *hidden = &s->hidden_gradients;
    enum { TOP = -4, BOTTOM = -32 };
    double nonzero =
        (double)(trainer_histogram_total(logits) - logits->zero + trainer_histogram_total(hidden) - hidden->zero);
    double share[TOP - BOTTOM + 1], most = 0.0;
    for (int e = BOTTOM; e <= TOP; e++) {
        int low = e == BOTTOM ? TRAINER_EXPONENT_MIN : e, high = e == TOP ? TRAINER_EXPONENT_MAX : e + 1;
        share[e - BOTTOM] = 100.0 * (double)(between(logits, low, high) + between(hidden, low, high)) / nonzero;
        most = fmax(most, share[e - BOTTOM]);
    }
    for (int e = TOP; e >= BOTTOM; e--) {
        printf("  %s 2^%-4d%6.2f %% ", e == TOP ? ">=" : e == BOTTOM ? "<=" : "  ", e, share[e - BOTTOM]);
        lesson_bar(l, share[e - BOTTOM], most, 50);
        printf("%s\n", e == -9    ? "  E4M3's smallest number"
                       : e == -16 ? "  E5M2's smallest number"
                       : e == -24 ? "  FP16's smallest number"
                                  : "");
    }
    lesson_csv csv = lesson_csv_open(l, "histogram", "exponent,logit_gradients,hidden_gradients,weight_gradients");
    for (int e = TRAINER_EXPONENT_MIN; e <= TRAINER_EXPONENT_MAX; e++) {
        int i = e - TRAINER_EXPONENT_MIN;
        lesson_csv_row(&csv, "%d,%llu,%llu,%llu", e, (unsigned long long)logits->binade[i],
                       (unsigned long long)hidden->binade[i], (unsigned long long)s->weight_gradients.binade[i]);
    }
    lesson_csv_close(l, &csv);
}

/* Returns the accuracy of the FP32 run in percent. */
static double natural_run(lesson *l, const trainer_data *digits)
{
    static const trainer_format *formats[] = {&trainer_fp16, &trainer_e5m2, &trainer_e4m3};
    trainer_config config = narrow_gradients(&trainer_fp32, 0);
    lesson_run run = lesson_train(l, digits, &config, TRAINER_COUNT_GRADIENTS | TRAINER_COUNT_BINADES, "FP32");
    printf("  FP32, SGD 0.1, batch 32, 30 epochs: loss %.4f, %.1f %% of the test images right.\n", run.loss,
           run.accuracy);
    lesson_say("Of the gradients of logits and hidden units that are not zero, so many lie in [2^e, 2^(e+1)):");
    picture(l, &run.statistics);
    printf("\n");
    lesson_say("Below half of a format's smallest number a gradient rounds to zero. Were these rounded, that would be");
    printf("             logits    hidden   weights\n");
    for (size_t i = 0; i < 3; i++) {
        const trainer_statistics *s = &run.statistics;
        printf("    %s %10.2f%10.2f%10.2f %%\n", trainer_format_name(formats[i]),
               below_half(&s->logit_gradients, formats[i]), below_half(&s->hidden_gradients, formats[i]),
               below_half(&s->weight_gradients, formats[i]));
    }
    lesson_say("The logits lose most, and late: as the network learns, p comes close to y.");

    /* The first step of both runs sees the same weights and images, so the histogram of one predicts the other. */
    trainer_statistics wide = {.wanted = TRAINER_COUNT_LOGITS | TRAINER_COUNT_BINADES};
    trainer_statistics narrow = {.wanted = TRAINER_COUNT_LOGITS};
    config.loss_exponent = 16;
    trainer *t = lesson_trainer(l, digits, &config);
    trainer_step(t, &wide);
    trainer_free(t);
    config.gradients = &trainer_fp16;
    t = lesson_trainer(l, digits, &config);
    trainer_step(t, &narrow);
    trainer_free(t);
    int64_t flushed = (int64_t)narrow.logit_gradients.flushed;
    int64_t predicted = (int64_t)between(&wide.logit_gradients, TRAINER_EXPONENT_MIN, -25);
    printf("  First step of a run at k = 16 (see below): FP16 flushes %lld logit gradients, predicted %lld.\n",
           (long long)flushed, (long long)predicted);
    lesson_check_integer(l, "flushed_as_the_histogram_predicts", flushed, predicted);
    return run.accuracy;
}

/* ---- 3. Smaller and smaller gradients --------------------------------------------------------------------------- */

typedef struct {
    const trainer_format *format;
    int k[8], count; /* loss exponents; the last is the cliff's, if the format has one */
} sweep;

/* Every logit gradient is zero after rounding, and no weight has moved. */
static void check_dead(lesson *l, const lesson_run *run)
{
    const trainer_histogram *h = &run->statistics.logit_gradients;
    lesson_check_integer(l, "logit_gradients_left", (int64_t)(trainer_histogram_total(h) - h->zero - h->flushed), 0);
    lesson_check_true(l, "weights_never_moved", !run->moved);
}

/* Returns the run one step above the cliff, the last but one. */
static lesson_run sweep_format(lesson *l, const trainer_data *digits, const sweep *s, double reference, lesson_csv *csv)
{
    const char *name = trainer_format_name(s->format);
    lesson_run runs[8];
    for (int i = 0; i < s->count; i++) {
        trainer_config config = narrow_gradients(s->format, s->k[i]);
        char what[64];
        snprintf(what, sizeof what, "%s gradients, loss * 2^-%d", name, s->k[i]);
        runs[i] = lesson_train(l, digits, &config, TRAINER_COUNT_LOGITS | TRAINER_COUNT_HIDDEN, what);
        double flushed = lesson_flushed(&runs[i].statistics), accuracy = runs[i].accuracy;
        printf("  %s  %3d  %7.2f %% ", name, s->k[i], flushed);
        lesson_bar(l, flushed, 100.0, 20);
        printf("  %7.4f  %+9.5f  %6.1f %% ", runs[i].loss, runs[i].bias_mean, accuracy);
        lesson_bar(l, accuracy, 100.0, 20);
        printf("\n");
        lesson_csv_row(csv, "%s,%d,%.6f,%.9g,%.9g,%.6f", name, s->k[i], flushed, runs[i].loss, runs[i].bias_mean,
                       accuracy);
    }
    const lesson_run *natural = &runs[0], *alive = &runs[s->count - 2], *dead = &runs[s->count - 1];
    lesson_subject(l, "%s_batch_32", name);
    if (s->format == &trainer_fp16) {
        lesson_check_at_most(l, "k_0_accuracy_differs_points", fabs(natural->accuracy - reference), 1.5,
                             "natural underflow, no scaling: 5 of 360 images from FP32");
    }
    if (s->format == &trainer_bf16) {
        lesson_check_at_most(l, "k_20_accuracy_differs_points", fabs(dead->accuracy - reference), 1.5,
                             "the control: BF16 has FP32's range; 5 of 360 images from FP32");
        return *alive;
    }
    check_dead(l, dead);
    lesson_check_at_least(l, "one_step_above_accuracy_percent", alive->accuracy, 90.0,
                          "a network that does not train guesses: about 10");
    lesson_check_at_least(l, "one_step_above_flushed_percent", lesson_flushed(&alive->statistics), 50.0,
                          "most, that is more than half");
    return *alive;
}

/* ---- 4. The law, for other batches ------------------------------------------------------------------------------- */

static void other_batches(lesson *l, const trainer_data *digits)
{
    static const trainer_format *formats[] = {&trainer_fp16, &trainer_e5m2, &trainer_e4m3};
    static const int log2_batches[] = {4, 6};
    printf("  gradients  batch   above: k      loss  accuracy  cliff: k      loss  accuracy\n");
    for (size_t b = 0; b < 2; b++) {
        for (size_t f = 0; f < 3; f++) {
            const char *name = trainer_format_name(formats[f]);
            int k = cliff_law(hu_format_find(name), log2_batches[b]);
            trainer_config config = narrow_gradients(formats[f], k - 1);
            config.batch = 1 << log2_batches[b];
            lesson_run alive = lesson_train(l, digits, &config, 0, "other batches");
            config.loss_exponent = k;
            config.epochs = 3; /* every step repeats the first one */
            lesson_run dead = lesson_train(l, digits, &config, TRAINER_COUNT_LOGITS, "other batches");
            printf("  %s       %5d  %9d  %8.4f  %6.1f %%  %8d  %8.4f  %6.1f %%\n", name, config.batch, k - 1,
                   alive.loss, alive.accuracy, k, dead.loss, dead.accuracy);
            lesson_subject(l, "%s_batch_%d", name, config.batch);
            check_dead(l, &dead);
            lesson_check_at_least(l, "one_step_above_accuracy_percent", alive.accuracy, 80.0,
                                  "a network that does not train guesses: about 10");
        }
    }
}

int main(int argc, char **argv)
{
    static trainer_data digits;
    enum { SWEEPS = 4 };
    lesson_run alive[SWEEPS];
    static const sweep sweeps[SWEEPS] = {{&trainer_fp16, {0, 8, 16, 19, 20}, 5},
                                         {&trainer_e5m2, {0, 8, 11, 12}, 4},
                                         {&trainer_e4m3, {0, 2, 4, 5}, 4},
                                         {&trainer_bf16, {0, 20}, 2}};
    lesson l = lesson_begin(argc, argv, "03_underflow", "underflow",
                            "Where do small gradients go, and when does that kill training?");
    lesson_load_digits(&l, &digits);

    lesson_heading(&l, "1. One gradient, rounded once");
    lesson_say("Softmax and cross-entropy give each logit the gradient (p - y) / B: a probability minus 0 or 1, over "
               "the batch B. Here it is (p - y) * 2^-k / 32, for a loss multiplied by 2^-k, as a code of each format "
               "in hexadecimal.");
    one_number(&l, "fp16");
    one_number(&l, "e5m2");
    one_number(&l, "e4m3");
    lesson_say("The law: nothing is left from k = bias + fraction_bits - log2 B on. There even |p - y| = 1 is half the "
               "smallest number, and a tie goes to the even neighbour, zero: FP16 25 - 5, E5M2 17 - 5, E4M3 10 - 5. "
               "One step above, only |p - y| > 1/2 is left: the gross errors.");

    lesson_heading(&l, "2. The gradients of a network, before rounding (natural)");
    double reference = natural_run(&l, &digits);

    lesson_heading(&l, "3. Ever smaller gradients (contrived)");
    lesson_say("A network this small is not harmed by underflow on its own. So the loss is multiplied by 2^-k, and the "
               "weight gradients by 2^k, in FP32, before the optimizer: only the gradient format feels it. Bias drift "
               "is the mean of the ten output biases at the end: the gradients of a softmax add up to zero, so it "
               "stays near zero unless some are flushed.");
    printf("\n  gradients k  flushed                            loss  bias drift  accuracy\n");
    lesson_csv csv = lesson_csv_open(&l, "sweep", "gradients,k,flushed_percent,loss,bias_mean,accuracy_percent");
    for (size_t i = 0; i < SWEEPS; i++) {
        alive[i] = sweep_format(&l, &digits, &sweeps[i], reference, &csv);
    }
    lesson_csv_close(&l, &csv);
    lesson_expected(
        &l,
        "one step above the cliff FP16, E5M2 and E4M3 lose %.0f, %.0f and %.0f %% of their gradients, and still "
        "%.1f, %.1f and %.1f %% of the test images are right (FP32: %.1f %%): flushed is not yet harmed",
        lesson_flushed(&alive[0].statistics), lesson_flushed(&alive[1].statistics),
        lesson_flushed(&alive[2].statistics), alive[0].accuracy, alive[1].accuracy, alive[2].accuracy, reference);

    lesson_heading(&l, "4. The cliff moves with the batch, as the law says");
    other_batches(&l, &digits);
    return lesson_end(&l);
}
