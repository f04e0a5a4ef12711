/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 08, BF16 or FP16: range or precision? Noise against the size of the numbers; training whose gradients are
 * small, and Adam in nothing but 16 bits; and two engines that compute the same network.
 */
#include "support/curves.h"
#include "support/engines.h"
#include "support/numbers.h"
#include "support/sixteen_bits.h"

#include <math.h>

enum { BF16, FP16, FORMATS };
static const char *const names[FORMATS] = {"bf16", "fp16"};

static trainer_data digits;

static void check_between(lesson *l, const char *name, run_spread measured, double low, double high, const char *why)
{
    lesson_check_at_least(l, name, measured.least, low, why);
    lesson_check_at_most(l, name, measured.most, high, why);
}

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

static int binades(const char *name)
{
    return hu_format_emax(hu_format_find(name)) - hu_format_emin(hu_format_find(name)) + 1;
}

static void noise(lesson *l)
{
    static noise_ratios n;
    noise_measure(l->seed, &n);
    lesson_say(
        l, "Both have 16 bits and a sign. BF16 spends 8 of the rest on the exponent and 7 on the fraction, FP16 5 "
           "and 10. So BF16 has 254 binades of normal numbers and FP16 30; but FP16's numbers are 8 times as dense.");
    lesson_ask(l, "Normal numbers of deviation 2^-15 are rounded to 16 bits. Which format keeps them better?",
               (const char *const[]){"BF16: they are below FP16's normal numbers", "FP16", "both alike", NULL},
               (const char *const[]){"FP16's subnormal numbers are 2^-24 apart.", "Near 2^-15, BF16's are 2^-22 apart.",
                                     NULL});
    noise_draw(l, &n);
    lesson_answer(l, noise_gain(&n, -15) > 0 ? 1 : 0);
    lesson_say(l,
               "FP16 is better by three bits, 20 log10(2^3) = 18.06 dB, as long as the numbers keep within its range, "
               "and worse outside. Its subnormal numbers carry it down to 2^-16, where their noise of 2^-24 / "
               "sqrt(12) meets BF16's. Above, it has a cliff: what is rounded beyond 65504 is infinite.");
    lesson_check_integer(l, "bf16.binades", binades("bf16"), 254);
    lesson_check_integer(l, "fp16.binades", binades("fp16"), 30);
    lesson_check_at_most(l, "decibels_from_18.06", fabs(noise_gain(&n, 0) - 60 * log10(2)), 0.8,
                         "4000 numbers of deviation 1; 0.41 or less in 80 seeds");
    lesson_check_integer(l, "fp16_is_better_from_2^", n.first, -16);
    check_between(l, "fp16_is_better_up_to_2^", (run_spread){n.last, n.last, n.last}, 13, 14,
                  "beyond 2 deviations are some of 4000 numbers, beyond 8 none");
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

enum { IN_BF16, IN_FP16, IN_FP16_SCALED, RECIPES };
enum { USUAL_EXPONENT = 20 };
static double exponent = USUAL_EXPONENT;

static contestant recipe(const lesson *l, const char *name, const trainer_format *format, trainer_scaling scaling)
{
    contestant c = {.name = name, .config = trainer_default_config(), .counted = TRAINER_COUNT_LOGITS};
    c.config.weights = c.config.activations = c.config.gradients = format;
    c.config.master = &trainer_fp32;
    c.config.scaling = scaling;
    c.config.loss_exponent = (int)exponent;
    c.config.epochs = l->quick ? 6 : 15;
    return c;
}

static void small_gradients(lesson *l)
{
    contestant c[RECIPES] = {recipe(l, "bf16", &trainer_bf16, TRAINER_SCALE_NONE),
                             recipe(l, "fp16", &trainer_fp16, TRAINER_SCALE_NONE),
                             recipe(l, "fp16-scaled", &trainer_fp16, TRAINER_SCALE_DYNAMIC)};
    lesson_say(l,
               "The network of the other lessons, mixed, with an FP32 master. Its loss is multiplied by 2^-%.0f "
               "(contrived: it stands for gradients of that size; lesson 03 has the law, and harm that is natural).",
               exponent);
    lesson_ask(l, "Which of these learn: A in BF16, B in FP16, C in FP16 with a dynamic loss scale?",
               (const char *const[]){"all", "A and C", "A only", "C only", NULL},
               (const char *const[]){"A gradient of a logit is at most 1/32, the batch being 32.",
                                     "FP16's smallest number is 2^-24, and half of that is rounded to 0.", NULL});
    run_all(l, &digits, c, RECIPES);
    curves_draw(l, c, RECIPES,
                &(curves_picture){.table = "training",
                                  .title = "Small gradients in 16 bits: median and range of the seeds",
                                  .y = "test images right, %",
                                  .of = curves_accuracy,
                                  .high = 100,
                                  .label = "%.0f %%"});
    run_spread right[RECIPES];
    run_spread flushed[RECIPES];
    int moved = 0;
    printf("\n                    test images right, %%   logits' gradients flushed, %%\n");
    for (int i = 0; i < RECIPES; i++) {
        double of[2][LESSON_SEEDS];
        for (int s = 0; s < run_seeds(l); s++) {
            const lesson_run *r = &c[i].run[s];
            of[0][s] = run_median_accuracy(r);
            of[1][s] = run_flushed(&r->statistics);
            moved += i == IN_FP16 && r->moved;
        }
        right[i] = run_spread_of(of[0], run_seeds(l));
        flushed[i] = run_spread_of(of[1], run_seeds(l));
        printf("  %c %-14s %6.1f to %5.1f %18.2f\n", 'A' + i, c[i].name, right[i].least, right[i].most,
               flushed[i].median);
    }
    const bool scaled = right[IN_FP16_SCALED].least > 50;
    lesson_answer(l, right[IN_FP16].most > 50 ? 0 : right[IN_BF16].least < 50 ? 3 : scaled ? 1 : 2);
    if (lesson_usual(l, exponent == USUAL_EXPONENT)) {
        lesson_say(
            l,
            "Without a scale FP16 has only zeros here, and not one weight moves. BF16 has FP32's range: nobody has to "
            "find a scale. With a scale that is found step by step FP16 learns as well (in the picture C lies on A).");
        lesson_check_number(l, "bf16.flushed_percent", flushed[IN_BF16].most, 0);
        lesson_check_number(l, "fp16.flushed_percent", flushed[IN_FP16].least, 100);
        lesson_check_integer(l, "fp16.runs_in_which_a_weight_moves", moved, 0);
        lesson_check_at_most(l, "fp16-scaled.points_from_bf16",
                             fabs(right[IN_FP16_SCALED].median - right[IN_BF16].median), 4, "0.6 or less in 60 seeds");
    }
    run_free(c, RECIPES);
}

/* ---- 3 ----------------------------------------------------------------------------------------------------------- */

static void adam(lesson *l)
{
    adam_step step[FORMATS];
    lesson_say(l,
               "Adam divides by sqrt(v) + eps, and eps is 1e-8. Its first step, with everything in one format, on the "
               "first gradients of this network.");
    lesson_ask(l, "Three pixels are black in every image. What is the update of their weights in FP16?",
               (const char *const[]){"0, as it should be", "the learning rate", "NaN", NULL},
               (const char *const[]){"Their gradients are 0, so m and v are.", "What is 1e-8 in FP16?", NULL});
    printf("          eps        updates    NaN   infinite\n");
    for (int k = 0; k < FORMATS; k++) {
        const hu_format *f = hu_format_find(names[k]);
        step[k] = adam_first_step(l, &digits, f);
        printf("  %-7s %-10.4g %7d %6lld %10lld\n", names[k], number_value(number_near(f, 1e-8)),
               (int)DIGITS_PARAMETERS, (long long)step[k].nan, (long long)step[k].infinite);
    }
    lesson_answer(l, step[FP16].nan_of_zeros > 0 ? 2 : 0);
    lesson_say(l, "1e-8 is less than half of FP16's smallest number: eps is 0, and 0 / 0 is NaN, at the first step. "
                  "(Infinite: v is flushed, m is not. Lesson 06 has what becomes of v later.)");
    lesson_check_code(l, "fp16.eps", number_near(hu_format_find("fp16"), 1e-8).code, 0);
    lesson_check_integer(l, "fp16.nan_where_the_gradient_is_0", step[FP16].nan_of_zeros, step[FP16].zero_gradients);
    lesson_check_at_least(l, "gradients_that_are_0", (double)step[FP16].zero_gradients, 3 * 128,
                          "three pixels, 128 weights each");
    lesson_check_integer(l, "bf16.nan_or_infinite", step[BF16].nan + step[BF16].infinite, 0);
}

/* ---- 4 ----------------------------------------------------------------------------------------------------------- */

static void choose(void)
{
    static const char *const rows[][3] = {
        {"gradients of unknown size", "BF16", "no scale to find (step 2)"},
        {"gradients, with a dynamic loss scale", "either", "lesson 04"},
        {"numbers of known size, as in inference", "FP16", "18 dB less noise (step 1)"},
        {"two engines that should agree", "FP16", "1/8 of the gap (step 4)"},
        {"Adam's moments and eps", "neither", "FP32 (step 3, lesson 06)"},
        {"weights that receive small updates", "neither", "an FP32 master (lesson 05)"},
    };
    printf("\n  which                                   format    because\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        printf("  %-39s %-9s %s\n", rows[i][0], rows[i][1], rows[i][2]);
    }
}

static void engines(lesson *l)
{
    static engine_gaps g[LESSON_SEEDS];
    const int seeds = run_seeds(l);
    int64_t differ[ENGINE_FORMATS] = {0};
    double narrowest = 1e9;
    double least = 100;
    lesson_say(l,
               "A network, trained in FP32, is rounded to 16 bits, and runs on two engines that round every "
               "activation alike. One adds up each sum in a chain, in FP32, the other two halves of it. The halves "
               "meet in FP32; or they are rounded first, as if two devices shared a layer and sent their parts in 16 "
               "bits.");
    lesson_ask(
        l, "The halves meet in FP32. In which format do more images end with different logits?",
        (const char *const[]){"BF16: its roundings are coarser", "FP16", "in both alike", NULL},
        (const char *const[]){"The engines' sums differ in FP32's last bits. When does rounding not hide that?", NULL});
    for (int s = 0; s < seeds; s++) {
        engines_compare(l, &digits, l->seed + (uint64_t)s, &g[s]);
        for (int k = 0; k < ENGINE_FORMATS; k++) {
            differ[k] += g[s].of[HALVES_IN_FP32][k].differ;
            least = fmin(least, engines_flips(&g[s].of[HALVES_ROUNDED][k]));
            narrowest = fmin(narrowest, g[s].of[HALVES_ROUNDED][k].mean / g[s].of[HALVES_IN_FP32][k].mean);
        }
    }
    engines_print(l, g, seeds);
    lesson_answer(l, differ[ENGINE_FP16] > differ[ENGINE_BF16] ? 1 : 0);
    lesson_expected(l, "as long as sums stay in FP32, the coarser format hides more: a difference shows only where the "
                       "format rounds the two sums to different numbers, and BF16 has fewer such places");
    lesson_check_at_most(l, "bf16_over_fp16.images_differing",
                         (double)differ[ENGINE_BF16] / (double)differ[ENGINE_FP16], 0.5,
                         "0.15 or less in 60 seeds: an eighth as many places");
    lesson_check_at_least(l, "rounded_over_fp32.mean_gap", narrowest, 3, "36 or more in 160 seeds");
    lesson_say(
        l, "Rounded halves are another matter: a third of the first layer's outputs differ, as many in either "
           "format. But a difference is an ulp or so, and BF16's ulps are 8 times as large; and so is the gap between "
           "the probabilities. Reinforcement learning, with an engine for training and another for inference, is "
           "reported to be unstable by such a gap in BF16, and stable in FP16 (arXiv 2510.26788). Here is the gap "
           "alone, not that instability.");
    lesson_check_at_least(l, "fp16.first_outputs_differing_percent", least, 25, "32 or more in 60 seeds");
    check_between(l, "bf16_over_fp16.outputs_differing", engines_ratio(g, seeds, ENGINES_FLIPS), 0.9, 1.1,
                  "as many: in 60 seeds, 0.98 to 1.02");
    check_between(l, "bf16_over_fp16.by_how_much", engines_ratio(g, seeds, ENGINES_APART), 7.5, 8.5,
                  "three bits make 8: in 60 seeds, 7.8 to 8.2");
    check_between(l, "bf16_over_fp16.mean_gap", engines_ratio(g, seeds, ENGINES_MEAN), 3, 16,
                  "about 8: in 60 seeds, 5.3 to 10.8");
    choose();
}

int main(int argc, char **argv)
{
    static const lesson_option own[] = {{.name = "exponent",
                                         .help = "k of step 2: the loss is multiplied by 2^-k",
                                         .number = &exponent,
                                         .least = 0,
                                         .most = 60},
                                        {.name = NULL}};
    static const lesson_plan plan = {.name = "08_bf16_or_fp16",
                                     .title = "BF16 or FP16",
                                     .question = "Range or precision?",
                                     .takes = LESSON_TAKES_SEED,
                                     .option = own};
    lesson l = lesson_begin(argc, argv, &plan);
    if (exponent != floor(exponent)) {
        lesson_fail(&l, "--exponent: expected an integer");
    }
    run_digits(&l, &digits);
    lesson_step(&l, "Two ways to spend 16 bits");
    noise(&l);
    lesson_step(&l, "Range: gradients that are small (contrived)");
    small_gradients(&l);
    lesson_step(&l, "Range: Adam's first step (natural)");
    adam(&l);
    lesson_step(&l, "Precision: two engines, one network (natural)");
    engines(&l);
    return lesson_end(&l);
}
