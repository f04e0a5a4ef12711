/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 03, underflow: where do small gradients go, and when does that kill training? One gradient, rounded once; the
 * gradients of a network, binade by binade; a network that is harmed by nothing but FP8 gradients, and why; and the end
 * of the line, predicted exactly.
 */
#include "support/histograms.h"
#include "support/spikes.h"

#include <math.h>

static const char *const names[] = {"fp16", "e5m2", "e4m3"};
static const trainer_format *const rows[] = {&trainer_fp16, &trainer_e5m2, &trainer_e4m3};
enum { NARROW = 3, LOG2_BATCH = 5 }; /* formats; B = 32 */

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

/* The exponent of a format's smallest number above zero. */
static int smallest(const hu_format *f)
{
    return 1 - f->bias - f->fraction_bits;
}

/* A gradient, in FP32, rounded once. */
static double rounded(const hu_format *f, float gradient)
{
    hu_env env = {0};
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_number narrow = hu_convert(f, (hu_number){fp32, hu_fp32_from_float(gradient).code}, &env);
    return (double)hu_fp32_to_float((hu_fp32){(uint32_t)hu_convert(fp32, narrow, &env).code});
}

static void one_gradient(lesson *l)
{
    lesson_say(l, "A network that sorts images into classes gives each class a probability p. The gradient of its "
                  "loss at this point is (p - y) / B: y is 1 for the right class and 0 for the others, and B is the "
                  "number of images in a batch. E4M3, with 8 bits, has no number between 0 and 2^-9.");
    lesson_ask(l, "B = 32, and a wrong class has p = 0.02. In E4M3, its gradient 0.02 / 32 becomes",
               (const char *const[]){"0.000625, nearly", "the smallest number, 2^-9 = 0.00195", "zero", NULL},
               (const char *const[]){"Rounding takes the nearest number. Half of the smallest one is 2^-10.",
                                     "0.02 / 32 is about 2^-10.6.", NULL});
    printf("      p - y   / 32           fp16          e5m2          e4m3\n");
    for (int halvings = 0; halvings < 12; halvings++) {
        const double p = ldexp(0.64, -halvings);
        printf("  %9.5f   %-10.3g", p, p / 32);
        for (int i = 0; i < NARROW; i++) {
            const double kept = rounded(hu_format_find(names[i]), (float)p / 32);
            lesson_in(l, kept == 0 ? LESSON_LOST : LESSON_HELD);
            printf("%14.3g", kept);
            lesson_plain(l);
        }
        printf("\n");
    }
    lesson_answer(l, rounded(hu_format_find("e4m3"), 0.02F / 32) == 0 ? 2 : 1);
    lesson_say(l, "At or below half of its smallest number a format keeps nothing: underflow. A class is lost in E4M3 "
                  "once |p - y| <= 2^-10 B = 1/32. So a gradient of the logits vanishes for every p, even for the "
                  "grossest error |p - y| = 1, if the loss is multiplied by 2^-k and k reaches "
                  "bias + fraction bits - log2 B: 20, 12 and 5 here.");
    for (int i = 0; i < NARROW; i++) {
        const hu_format *f = hu_format_find(names[i]);
        int k = 0;
        while (rounded(f, ldexpf(1, -k - LOG2_BATCH)) != 0) {
            k++;
        }
        lesson_subject(l, "%s", names[i]);
        lesson_check_integer(l, "first_k_that_leaves_nothing", k, i == 0 ? 20 : i == 1 ? 12 : 5);
    }
    lesson_subject(l, "%s", "");
    lesson_say(l, "With V classes of 1/V each, the same law reads V B >= 2^25 for FP16: 32768 words and a batch of "
                  "1024 tokens are enough, and every wrong class is lost in the first step.");
    lesson_check_number(l, "fp16_of_1/(32768*1024)", rounded(hu_format_find("fp16"), 0x1p-25F), 0);
    lesson_check_number(l, "fp16_of_1/(32768*512)", rounded(hu_format_find("fp16"), 0x1p-24F), 0x1p-24);
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

static void histogram(lesson *l, const trainer_data *digits)
{
    contestant c = {.name = "fp32", .config = trainer_default_config()};
    c.config.epochs = l->quick ? 5 : 30;
    c.counted = TRAINER_COUNT_LOGITS | TRAINER_COUNT_BINADES;
    lesson_say(l, "The network: 64-128-128-10 on handwritten digits, SGD 0.1, batch 32, all in FP32. It is only "
                  "watched: each gradient of a logit is counted by its binade.");
    lesson_ask(l, "What share of them would E4M3 send to zero?",
               (const char *const[]){"under 5 %", "about a quarter", "more than half", NULL},
               (const char *const[]){"A network that is nearly always right has small gradients.", NULL});
    run_all(l, digits, &c, 1);
    const trainer_histogram *h = &c.run[0].statistics.logit_gradients;
    histogram_draw(l, h);
    const double lost = run_share(h, TRAINER_EXPONENT_MIN, -10);
    lesson_answer(l, lost > 50 ? 2 : lost > 5 ? 1 : 0);
    lesson_say(l,
               "%.1f %% of the gradients of the logits lie below 2^-10, %.1f %% below 2^-17 and %.1f %% below "
               "2^-25: what E4M3, E5M2 and FP16 would flush.",
               lost, run_share(h, TRAINER_EXPONENT_MIN, -17), run_share(h, TRAINER_EXPONENT_MIN, -25));
    /* The first step sees the same weights with and without rounding, so that the one predicts the other. */
    trainer_statistics wide = {.wanted = TRAINER_COUNT_LOGITS | TRAINER_COUNT_BINADES};
    trainer_statistics narrow = {.wanted = TRAINER_COUNT_LOGITS};
    trainer *t = run_trainer(l, digits, &c.config);
    trainer_step(t, &wide);
    trainer_free(t);
    c.config.gradients = &trainer_e4m3;
    t = run_trainer(l, digits, &c.config);
    trainer_step(t, &narrow);
    trainer_free(t);
    lesson_check_integer(l, "flushed_in_step_1_as_counted", (int64_t)narrow.logit_gradients.flushed,
                         (int64_t)run_below(&wide.logit_gradients, -10));
    run_free(&c, 1);
}

/* ---- 3 ----------------------------------------------------------------------------------------------------------- */

/* A seed in a hundred and fifty has no spike with E4M3, and one as rare a loss above 0.5 without it. So the claims are
 * about the middle one of the seeds. */
static void check_spikes(lesson *l, const contestant *c, const contestant *wide)
{
    if (!spike_usual()) {
        return;
    }
    lesson_subject(l, "%s", c->name);
    lesson_check_at_least(l, "loss_of_fp32's", spike_loss(l, c).median / spike_loss(l, wide).median, 2,
                          "middle seeds; of 200 single seeds the least ratio was 3, and the middle one 29");
    lesson_check_at_least(l, "amax_of_fp32's", spike_activation(l, c).median / spike_activation(l, wide).median, 1.1,
                          "middle seeds; of 200 single seeds the least ratio was 1.6, and the middle one 3.2");
}

static void check_cured(lesson *l, const contestant *c, const contestant *sick)
{
    if (!spike_usual()) {
        return;
    }
    lesson_subject(l, "%s", c->name);
    lesson_check_at_most(l, "loss_of_e4m3's", spike_loss(l, c).median / spike_loss(l, sick).median, 0.5,
                         "middle seeds");
    lesson_check_at_most(l, "amax_of_e4m3's", spike_activation(l, c).median / spike_activation(l, sick).median, 0.9,
                         "middle seeds");
}

static void harm(lesson *l, const trainer_data *digits)
{
    enum { FP32, E4M3, BALANCED, STOCHASTIC, E5M2, ALL };
    contestant c[ALL] = {
        spike_contestant("fp32", &trainer_fp32, TRAINER_GRADIENTS_NEAREST, 1),
        spike_contestant("e4m3", &trainer_e4m3, TRAINER_GRADIENTS_NEAREST, 1),
        spike_contestant("e4m3-balanced-logits", &trainer_e4m3, TRAINER_GRADIENTS_BALANCED_LOGITS, 1),
        spike_contestant("e4m3-stochastic-logits", &trainer_e4m3, TRAINER_GRADIENTS_STOCHASTIC_LOGITS, 1),
        spike_contestant("e5m2", &trainer_e5m2, TRAINER_GRADIENTS_NEAREST, 1)};
    const size_t count = l->quick ? BALANCED + 1 : ALL;
    lesson_say(l, "Nothing is contrived here: the gradients are E4M3, all else is FP32, no scale. 60 epochs.");
    lesson_ask(l, "More than half of the gradients of the logits are flushed. What will it do?",
               (const char *const[]){"nothing: they were small", "the network learns more slowly",
                                     "it learns, and late in training its loss jumps", "it never learns", NULL},
               (const char *const[]){"p - y of the right class is negative and the largest of its image; those of the "
                                     "wrong classes are positive and small. Which of them are flushed?",
                                     NULL});
    run_all(l, digits, c, count);
    spike_draw(l, c, count);
    spike_table(l, c, count);
    const bool jumps = spike_loss(l, &c[E4M3]).median > 2 * spike_loss(l, &c[FP32]).median;
    lesson_answer(l, jumps ? 2 : 0);
    check_spikes(l, &c[E4M3], &c[FP32]);
    if (!spike_conclude(
            l, "Why: the gradients of an image's logits sum to zero, sum p - 1 = 0. E4M3 flushes the small positive "
               "ones and keeps the large negative one, so that each step pushes all logits up together. The loss does "
               "not see that, the activations grow, and one day the same learning rate is too large. The proof is to "
               "take away this bias and nothing else. Correct the largest gradient of each image so that they sum to "
               "zero (C). Or round the gradients of the logits stochastically (D, not with --quick): nearly as many "
               "are flushed, and they are right on average. Either ends it.")) {
        run_free(c, count);
        return;
    }
    check_cured(l, &c[BALANCED], &c[E4M3]);
    if (count == ALL) {
        check_cured(l, &c[STOCHASTIC], &c[E4M3]);
        check_cured(l, &c[E5M2], &c[E4M3]);
    }
    lesson_subject(l, "%s", "");
    lesson_expected(l, "the accuracy at the end tells nothing: between two spikes the network recovers. What tells is "
                       "the largest loss of a step");
    double gap[LESSON_SEEDS];
    for (int s = 0; s < run_seeds(l); s++) {
        gap[s] = run_median_accuracy(&c[FP32].run[s]) - run_median_accuracy(&c[E4M3].run[s]);
    }
    lesson_check_at_most(l, "e4m3_points_behind_fp32_at_the_end", run_spread_of(gap, run_seeds(l)).median, 2.5,
                         "middle seed, medians of the last five epochs; of some 300 single seeds the most was 1.4");
    run_free(c, count);
}

/* ---- 4 ----------------------------------------------------------------------------------------------------------- */

static void cliff(lesson *l, const trainer_data *digits)
{
    lesson_say(l, "Contrived: the loss is multiplied by 2^-k, and the gradients by 2^k in FP32 before the weights are "
                  "updated, so that nothing but the gradients' format feels it. Three epochs:");
    lesson_ask(
        l, "E4M3, batch 32. The law of step 1 says k = 5. At k = 4, how many weights move?",
        (const char *const[]){"none", "at least one", NULL},
        (const char *const[]){"At k = 4 only |p - y| > 1/2 is left: gross errors. A new network makes some.", NULL});
    printf("  gradients   batch    k   runs that move    k   runs that move\n");
    int moved[NARROW][2] = {{0}};
    for (int i = 0; i < NARROW * 3; i++) {
        const int batch = 4 + i % 3; /* log2 */
        const int k = 1 - smallest(hu_format_find(names[i / 3])) - batch;
        int here[2] = {0};
        for (int side = 0; side < 2; side++) {
            contestant c = {.name = "cliff", .config = trainer_default_config()};
            c.config.gradients = rows[i / 3];
            c.config.batch = 1 << batch;
            c.config.epochs = 3;
            c.config.loss_exponent = k - 1 + side;
            run_all(l, digits, &c, 1);
            for (int s = 0; s < run_seeds(l); s++) {
                here[side] += c.run[s].moved;
            }
            run_free(&c, 1);
            moved[i / 3][side] += here[side];
        }
        printf("  %-9s   %5d   %2d   %6d of %d       %2d   %6d of %d\n", names[i / 3], 1 << batch, k - 1, here[0],
               run_seeds(l), k, here[1], run_seeds(l));
    }
    lesson_answer(l, moved[2][0] > 0 ? 1 : 0);
    for (int i = 0; i < NARROW; i++) {
        lesson_subject(l, "%s", names[i]);
        lesson_check_integer(l, "runs_that_move_at_k-1", moved[i][0], INT64_C(3) * run_seeds(l));
        lesson_check_integer(l, "runs_that_move_at_k", moved[i][1], 0);
    }
    lesson_say(l, "The law is exact for every batch and every seed: one binade further, and no weight ever moves.");
}

int main(int argc, char **argv)
{
    static trainer_data digits;
    static const lesson_plan plan = {.name = "03_underflow",
                                     .title = "underflow",
                                     .question = "Where do small gradients go, and when does that kill training?",
                                     .takes = LESSON_TAKES_SEED,
                                     .option = spike_options};
    lesson l = lesson_begin(argc, argv, &plan);
    run_digits(&l, &digits);
    lesson_step(&l, "One gradient, rounded once");
    one_gradient(&l);
    lesson_step(&l, "The gradients of a network (natural)");
    histogram(&l, &digits);
    lesson_step(&l, "Harm (natural)");
    harm(&l, &digits);
    lesson_step(&l, "The end of the line (contrived)");
    cliff(&l, &digits);
    return lesson_end(&l);
}
