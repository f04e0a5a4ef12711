/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 05, master weights: why do updates vanish, and what brings them back? One number that will not move; the exact
 * law that says when, tried on every weight of FP16 and BF16; and a network, with and without a remedy.
 */
#include "support/curves.h"
#include "support/numbers.h"
#include "support/sums.h"

#include <math.h>

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

enum { ADDITIONS = 1000 };

static void one_number(lesson *l)
{
    enum { RUNS = 400 };
    const hu_number one = number_near(l->format, 1);
    const int p = l->format->fraction_bits + 1;
    const hu_number u = number_near(l->format, ldexpf(1, -p)); /* half an ulp of 1 */
    const double exact = 1 + ADDITIONS * number_value(u);
    lesson_say(l, "A weight of 1, in %s, receives an update of 2^-%d, a thousand times; each sum is rounded to %s.",
               l->format->name, p, l->format->name);
    lesson_ask(l, "How many of the 1000 updates arrive?", (const char *const[]){"none", "500", "1000", NULL},
               (const char *const[]){"The numbers next to 1 are 2^-p and 2^(1-p) away, for p significant bits.",
                                     "A tie goes to the number with an even last bit.", NULL});
    const hu_number nearest = sum_nearest(one, u, ADDITIONS);
    const hu_number kahan = sum_kahan(one, u, ADDITIONS);
    double sum = 0;
    double squares = 0;
    for (uint64_t i = 0; i < RUNS; i++) {
        const double error = number_value(sum_stochastic(one, u, ADDITIONS, l->seed, i)) - exact;
        sum += error;
        squares += error * error;
    }
    const double mean = sum / RUNS;
    const double deviation = sqrt((squares - sum * mean) / (RUNS - 1));
    printf("  exact               %10.6f\n  to nearest          %10.6f\n  Kahan's sum         %10.6f\n"
           "  stochastic rounding %10.4f on average of %d runs, deviation %.3f\n",
           exact, number_value(nearest), number_value(kahan), exact + mean, (int)RUNS, deviation);
    lesson_answer(l, nearest.code == one.code ? 0 : 2);
    lesson_check_number(l, "to_nearest", number_value(nearest), 1);
    lesson_say(l, "Nearest rounding takes every update away again. Kahan's sum remembers, in a second number, what it "
                  "could not add. Stochastic rounding adds now and then a whole ulp, and is right on average.");
    lesson_check_code(l, "kahan", kahan.code, number_near(l->format, (float)exact).code);
    lesson_check_at_most(l, "stochastic_mean_error", fabs(mean), 5 * deviation / sqrt(RUNS),
                         "5 standard errors of the mean over 400 runs (one in 1.7 million by chance)");
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

/* What sum_largest_lost finds, by the law. w = m * 2^e with 1 <= m < 2 and precision p. u is lost if and only if
 * u < 2^(e-p), half an ulp, or u = 2^(e-p) and w is even. Below a power of two the numbers are twice as dense, so a
 * shrinking update is lost only up to 2^(e-p-1) there, except at the smallest normal number: the subnormals keep its
 * spacing. */
static uint64_t law(hu_number w, bool grow)
{
    const uint64_t fraction = w.code & ((UINT64_C(1) << w.format->fraction_bits) - 1);
    const int field = (int)(w.code >> w.format->fraction_bits);
    const bool closer_below = fraction == 0 && field > 1;
    const int half_ulp = field - w.format->bias - w.format->fraction_bits - 1;
    const float even = ldexpf(1, half_ulp - (!grow && closer_below)); /* exact, also below 2^-126 */
    return hu_fp32_from_float(even).code - (w.code & 1);              /* odd: the number just below it */
}

static void check_every_weight(lesson *l, const char *name, int64_t weights)
{
    const hu_format *f = hu_format_find(name);
    const uint64_t step = l->quick ? 37 : 1;
    int64_t differ = 0;
    int64_t tried = 0;
    for (uint64_t code = hu_format_smallest_normal(f); code <= hu_format_largest(f); code += step) {
        const hu_number w = {f, code};
        differ += (sum_largest_lost(w, true) != law(w, true)) + (sum_largest_lost(w, false) != law(w, false));
        tried++;
    }
    lesson_subject(l, "%s", name);
    lesson_check_integer(l, "weights_tried", tried, (weights - 1) / (int64_t)step + 1);
    lesson_check_integer(l, "differ_from_the_law", differ, 0);
}

static void every_weight(lesson *l)
{
    lesson_say(l, "When is an update u lost? Rounding to nearest loses it below half an ulp of the weight w, the "
                  "distance to its neighbour. For w = m * 2^e with 1 <= m < 2 and p significant bits that is "
                  "|w| / |u| > 2^p * m.");
    lesson_ask(l, "FP16 has p = 11. A rule of thumb says that an update is lost if it is 2048 times smaller.",
               (const char *const[]){"that is right", "it is between 2048 and 4096 times", "it is 1024 times", NULL},
               (const char *const[]){"m is anywhere in [1, 2).", NULL});
    const hu_format *fp16 = hu_format_find("fp16");
    const hu_format *fp32 = hu_format_find("fp32");
    double most = 0;
    figure f = figure_begin(l, "ratio", "weight,growing,shrinking");
    printf("       w   |w| / |u| of the largest lost u\n           growing  shrinking\n");
    for (unsigned step = 0; step < 64; step++) {
        const hu_number w = {fp16, 0x3C00 + step * 0x10};
        const double grow = number_value(w) / number_value((hu_number){fp32, sum_largest_lost(w, true)});
        const double shrink = number_value(w) / number_value((hu_number){fp32, sum_largest_lost(w, false)});
        most = fmax(most, grow);
        figure_row(&f, "%.6f,%.3f,%.3f", number_value(w), grow, shrink);
        if (step % 8 == 0) {
            printf("   %.3f   %7.0f    %7.0f   ", number_value(w), grow, shrink);
            picture_bar(l, grow, 4096, 40);
            printf("\n");
        }
    }
    figure_draw(l, &f,
                &(figure_picture){"How much smaller an update must be to be lost, FP16", "weight w", "|w| / |u|",
                                  "set key above\nset yrange [0:5000]\n"
                                  "set label 'w = 1, shrinking: twice as dense below' at 1.02,4096 offset 0.5,0\n"
                                  "plot CSV using 1:2 with lines lt 6 lw 7 title 'growing', "
                                  "'' using ($1 > 1 ? $1 : NaN):3 with lines lt 2 title 'shrinking, w > 1', "
                                  "'' using ($1 == 1 ? $1 : NaN):3 with points lt 2 ps 1.2 notitle"});
    lesson_answer(l, most > 3000 ? 1 : 0);
    lesson_say(l, "The paper that introduced mixed precision training (Micikevicius et al. 2018) says 2048 times. It "
                  "is 2048 to 4096, by the significand of w; and twice that for an update that shrinks a power of "
                  "two. The law, for every normal weight, against what is really lost:");
    check_every_weight(l, "fp16", 30 << 10);
    check_every_weight(l, "bf16", 254 << 7);
}

/* ---- 3 ----------------------------------------------------------------------------------------------------------- */

enum { REFERENCE, IN_PLACE, MASTER, STOCHASTIC, KAHAN, RECIPES };

static contestant recipe(const lesson *l, const char *name, const trainer_format *format, const trainer_format *master,
                         trainer_rounding update)
{
    contestant c = {.name = name, .config = trainer_default_config()};
    c.config.weights = c.config.activations = c.config.gradients = format;
    c.config.master = master;
    c.config.update = update;
    c.config.epochs = l->quick ? 15 : 30;
    c.config.optimizer = TRAINER_ADAM;
    c.config.learning_rate = 1e-4F;
    c.counted = TRAINER_COUNT_UPDATES | TRAINER_COUNT_DELIVERY;
    return c;
}

/* The percentage of a seed's initial weights that an update of the learning rate's size moves in neither direction. */
static double predicted(const lesson *l, const trainer_data *digits, uint64_t seed)
{
    static float weights[DIGITS_PARAMETERS];
    const hu_format *bf16 = hu_format_find("bf16");
    trainer_config config = trainer_default_config();
    config.seed = seed;
    trainer *t = run_trainer(l, digits, &config);
    trainer_values(t, TRAINER_WEIGHTS, weights);
    trainer_free(t);
    const uint64_t u = hu_fp32_from_float(1e-4F).code;
    int immovable = 0;
    for (int i = 0; i < DIGITS_PARAMETERS; i++) {
        const hu_number w = number_near(bf16, fabsf(weights[i]));
        immovable += w.code >= hu_format_smallest_normal(bf16) && u <= law(w, true) && u <= law(w, false);
    }
    return 100.0 * immovable / DIGITS_PARAMETERS;
}

static void check_recipes(lesson *l, const trainer_data *digits, const contestant *c)
{
    double behind[RECIPES] = {0};
    double least_gap = 100;
    double delivery[RECIPES] = {0};
    double less_than_predicted = -100;
    for (int s = 0; s < run_seeds(l); s++) {
        const double reference = run_median_accuracy(&c[REFERENCE].run[s]);
        for (int i = 0; i < RECIPES; i++) {
            const trainer_statistics *of = &c[i].run[s].statistics;
            behind[i] = fmax(behind[i], fabs(reference - run_median_accuracy(&c[i].run[s])));
            delivery[i] = fmax(delivery[i], fabs(of->delivered / of->intended - 1));
        }
        least_gap = fmin(least_gap, reference - run_median_accuracy(&c[IN_PLACE].run[s]));
        less_than_predicted =
            fmax(less_than_predicted, predicted(l, digits, l->seed + (uint64_t)s) - run_lost(&c[IN_PLACE].run[s]));
    }
    lesson_subject(l, "%s", c[IN_PLACE].name);
    lesson_check_at_least(l, "points_behind_fp32", least_gap, 15, "in every seed, medians of the last five epochs");
    lesson_check_at_most(l, "lost_less_than_predicted", less_than_predicted, 0,
                         "the law, applied to the initial weights of every seed, says how many at least");
    for (int i = MASTER; i < RECIPES; i++) {
        lesson_subject(l, "%s", c[i].name);
        lesson_check_at_most(l, "points_from_fp32", behind[i], 2, "in every seed; two seeds of FP32 differ by as much");
        lesson_check_at_most(l, "delivered_is_not_1", delivery[i], 0.01, "in every seed");
    }
}

static void network(lesson *l, const trainer_data *digits)
{
    contestant c[RECIPES] = {recipe(l, "fp32", &trainer_fp32, NULL, TRAINER_NEAREST),
                             recipe(l, "bf16-in-place", &trainer_bf16, NULL, TRAINER_NEAREST),
                             recipe(l, "bf16-fp32-master", &trainer_bf16, &trainer_fp32, TRAINER_NEAREST),
                             recipe(l, "bf16-stochastic", &trainer_bf16, NULL, TRAINER_STOCHASTIC),
                             recipe(l, "bf16-kahan", &trainer_bf16, NULL, TRAINER_KAHAN)};
    lesson_say(l,
               "Adam's update is about as large as the learning rate, however small the gradient: 1e-4 here, a "
               "usual one. The law says that an update of that size moves %.1f %% of this network's initial weights "
               "in neither direction, if they are BF16.",
               predicted(l, digits, l->seed));
    lesson_ask(
        l, "Weights in BF16, with stochastic rounding. How many single updates change nothing?",
        (const char *const[]){"none: that is what it is for", "about half", "nearly as many as with nearest", NULL},
        (const char *const[]){"An update of a tenth of an ulp is rounded up once in ten times.", NULL});
    run_all(l, digits, c, RECIPES);
    curves_draw(l, c, RECIPES,
                &(curves_picture){.table = "curves",
                                  .title = "BF16 weights, Adam 1e-4: median and range of the seeds",
                                  .y = "test images right, %",
                                  .of = curves_accuracy,
                                  .high = 100,
                                  .label = "%.0f %%"});
    run_table(l, c, RECIPES);
    lesson_answer(l, run_lost(&c[STOCHASTIC].run[0]) > 75 ? 2 : run_lost(&c[STOCHASTIC].run[0]) > 25 ? 1 : 0);
    lesson_say(l, "Delivered: how far the weights moved along their updates, as a part of what was asked, "
                  "sum (w - w') u / sum u u. A master, stochastic rounding and Kahan's sum each deliver all of it.");
    check_recipes(l, digits, c);
    lesson_subject(l, "%s", "");
    lesson_expected(l, "stochastic rounding loses nearly as many single updates as nearest rounding does, and trains: "
                       "not how many are lost counts, but that the same ones are not lost every time");
    lesson_check_at_least(l, "lost_stochastically_percent", run_lost(&c[STOCHASTIC].run[0]), 75,
                          "of the updates, seed S");
    lesson_expected(l, "the gap is larger than the few points of published studies (Zamirai et al. 2020: up to 7): a "
                       "constant, small learning rate over 30 epochs is the recipe that shows it best");
    lesson_check_at_least(l, "points_behind_a_master",
                          run_median_accuracy(&c[MASTER].run[0]) - run_median_accuracy(&c[IN_PLACE].run[0]), 7,
                          "more than Zamirai et al. report");
    run_free(c, RECIPES);
}

int main(int argc, char **argv)
{
    static trainer_data digits;
    static const lesson_plan plan = {.name = "05_master_weights",
                                     .title = "master weights",
                                     .question = "Why do updates vanish, and what brings them back?",
                                     .takes = LESSON_TAKES_SEED | LESSON_TAKES_FORMAT,
                                     .format = "fp16"};
    lesson l = lesson_begin(argc, argv, &plan);
    if (l.format->fraction_bits < 7 || l.format->fraction_bits > 23) { /* Kahan's sum of narrower ones sticks too */
        lesson_fail(&l, "--format %s: expected fp16, bf16, tf32 or fp32", l.format->name);
    }
    run_digits(&l, &digits);
    lesson_step(&l, "One number that will not move");
    one_number(&l);
    lesson_step(&l, "The law, for every weight");
    every_weight(&l);
    lesson_step(&l, "A network, with and without a remedy (natural)");
    network(&l, &digits);
    return lesson_end(&l);
}
