/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 05, master weights: why do updates vanish, and what brings them back?
 *
 * Four steps: one number that does not move; the exact law that says when, for every weight of FP16 and BF16; its
 * prediction for a real network; and that network, trained with and without a remedy.
 */
#include "halfulp.h"
#include "support/lesson.h"

#include <math.h>

/* ---- 1. One number ----------------------------------------------------------------------------------------------- */

enum { ADDITIONS = 1000, RUNS = 400, SEED = 5 };

static hu_number number_of(const char *format, float x)
{
    hu_env env = {0};
    hu_number single = {hu_format_find("fp32"), hu_fp32_from_float(x).code};
    return hu_convert(hu_format_find(format), single, &env);
}

static double value_of(hu_number x)
{
    hu_env env = {0};
    hu_fp64 wide = {hu_convert(hu_format_find("fp64"), x, &env).code};
    return hu_fp64_to_double(wide);
}

static hu_number add_nearest(hu_number w, hu_number u)
{
    hu_env env = {0};
    for (int i = 0; i < ADDITIONS; i++) {
        w = hu_add(w.format, w, u, &env);
    }
    return w;
}

/* Kahan's compensated sum, with every operation in the narrow format. `lost` is what the last addition lost,
 * negated. */
static hu_number add_kahan(hu_number w, hu_number u)
{
    hu_env env = {0};
    hu_number lost = {w.format, 0};
    for (int i = 0; i < ADDITIONS; i++) {
        hu_number wanted = hu_sub(w.format, u, lost, &env);
        hu_number sum = hu_add(w.format, w, wanted, &env);
        hu_number gained = hu_sub(w.format, sum, w, &env);
        lost = hu_sub(w.format, gained, wanted, &env);
        w = sum;
    }
    return w;
}

/* Stochastic rounding with 32 random bits. *outside counts the sums that are neither of the exact sum's two
 * neighbours. */
static hu_number add_stochastic(hu_number w, hu_number u, uint64_t stream, int *outside)
{
    for (uint64_t i = 0; i < ADDITIONS; i++) {
        hu_env down = {.rounding = HU_DOWN}, up = {.rounding = HU_UP};
        hu_env stochastic = {.rounding = HU_STOCHASTIC_A, .random_bits = 32};
        stochastic.random = hu_random(SEED, stream, i) & 0xFFFFFFFF;
        hu_number sum = hu_add(w.format, w, u, &stochastic);
        *outside += sum.code != hu_add(w.format, w, u, &down).code && sum.code != hu_add(w.format, w, u, &up).code;
        w = sum;
    }
    return w;
}

static void one_number(lesson *l, const char *format, int exponent)
{
    hu_number one = number_of(format, 1.0F), u = number_of(format, ldexpf(1.0F, exponent));
    hu_number exact = number_of(format, 1.0F + ADDITIONS * ldexpf(1.0F, exponent)); /* representable in both formats */
    hu_number nearest = add_nearest(one, u), kahan = add_kahan(one, u);
    int outside = 0;
    double sum = 0.0, squares = 0.0;
    for (uint64_t run = 0; run < RUNS; run++) {
        double error = value_of(add_stochastic(one, u, run, &outside)) - value_of(exact);
        sum += error;
        squares += error * error;
    }
    double mean = sum / RUNS, deviation = sqrt((squares - sum * mean) / (RUNS - 1));
    printf("  %s: 1 + %d * 2^%d\n", format, ADDITIONS, exponent);
    printf("    exact %.6f   nearest %.6f   Kahan %.6f   stochastic: mean %.4f, deviation %.4f\n", value_of(exact),
           value_of(nearest), value_of(kahan), value_of(exact) + mean, deviation);
    lesson_subject(l, "%s", format);
    lesson_check_code(l, "nearest_never_leaves_one", nearest.code, one.code);
    lesson_check_code(l, "kahan_is_exact", kahan.code, exact.code);
    lesson_check_integer(l, "stochastic_not_a_neighbour", outside, 0);
    lesson_check_at_most(l, "stochastic_mean_error", fabs(mean), 5.0 * deviation / sqrt(RUNS),
                         "5 standard errors of the mean over 400 runs (one in 1.7 million by chance)");
}

/* ---- 2. The law -------------------------------------------------------------------------------------------------- */

/* The FP32 code of the largest u that changes nothing when it is added to w (grow) or subtracted, rounded once. By
 * bisection: if u moves w, so does every larger one. */
static uint64_t largest_lost(hu_number w, bool grow)
{
    hu_env env = {0};
    uint64_t lost = 0, felt = 0x7F800000; /* zero is lost, infinity is not */
    while (felt - lost > 1) {
        uint64_t middle = lost + (felt - lost) / 2;
        hu_number u = {hu_format_find("fp32"), middle};
        hu_number moved = grow ? hu_add(w.format, w, u, &env) : hu_sub(w.format, w, u, &env);
        if (moved.code == w.code) {
            lost = middle;
        } else {
            felt = middle;
        }
    }
    return lost;
}

/* The same by the law. w = m * 2^e with 1 <= m < 2 and precision p. u is lost if and only if u < 2^(e-p), half an ulp,
 * or u = 2^(e-p) and w is even: |w|/|u| > 2^p m. Below a power of two the numbers are twice as dense, so a shrinking
 * update is lost only up to 2^(e-p-1) there, except at the smallest normal number: the subnormals keep its spacing. */
static uint64_t law(hu_number w, bool grow)
{
    uint64_t fraction = w.code & ((UINT64_C(1) << w.format->fraction_bits) - 1);
    int field = (int)(w.code >> w.format->fraction_bits);
    int e = field - w.format->bias, p = w.format->fraction_bits + 1;
    bool closer_below = fraction == 0 && field > 1;
    float even = ldexpf(1.0F, e - p - (!grow && closer_below)); /* exact, also below 2^-126 */
    return hu_fp32_from_float(even).code - (w.code & 1);        /* odd: the number just below it */
}

static void every_weight(lesson *l, const char *name)
{
    const hu_format *f = hu_format_find(name);
    int64_t weights = 0, differ = 0;
    double least = INFINITY, most = 0.0;
    for (uint64_t code = hu_format_smallest_normal(f); code <= hu_format_largest(f); code++) {
        hu_number w = {f, code};
        uint64_t u = largest_lost(w, true);
        differ += (u != law(w, true)) + (largest_lost(w, false) != law(w, false));
        weights++;
        double ratio = value_of(w) / value_of((hu_number){hu_format_find("fp32"), u});
        least = ratio < least ? ratio : least;
        most = ratio > most ? ratio : most;
    }
    printf("  %s: %lld weights, growing and shrinking; the largest lost u is at |w|/|u| = %.0f to %.2f;\n"
           "        %lld answers differ from the law\n",
           name, (long long)weights, least, most, (long long)differ);
    lesson_subject(l, "%s", name);
    lesson_check_integer(l, "weights_tried", weights, ((INT64_C(1) << f->exponent_bits) - 2) << f->fraction_bits);
    lesson_check_integer(l, "differ_from_the_law", differ, 0);
    lesson_check_integer(l, "smallest_ratio", (int64_t)least, INT64_C(1) << (f->fraction_bits + 1));
}

/* The ratio |w|/|u| at which updates vanish, along a binade of FP16: a slope, where a rule of thumb gives one
 * number. */
static void ratio_picture(const lesson *l)
{
    printf("       w   growing  shrinking   |w|/|u| of the largest lost u, FP16\n");
    for (unsigned step = 0; step < 8; step++) {
        hu_number w = {hu_format_find("fp16"), 0x3C00 + step * 0x80};
        double grow = value_of(w) / value_of((hu_number){hu_format_find("fp32"), largest_lost(w, true)});
        double shrink = value_of(w) / value_of((hu_number){hu_format_find("fp32"), largest_lost(w, false)});
        printf("   %.3f   %7.0f    %7.0f   ", value_of(w), grow, shrink);
        lesson_bar(l, grow, 4096.0, 60);
        printf("\n");
    }
}

/* ---- 3. A prediction --------------------------------------------------------------------------------------------- */

/* The percentage of the initial weights, rounded to that format, that an update of size u moves in neither
 * direction. */
static double predicted_lost(const float *weights, const char *format, float u)
{
    uint64_t code = hu_fp32_from_float(u).code;
    const hu_format *f = hu_format_find(format);
    int lost = 0;
    for (int i = 0; i < DIGITS_PARAMETERS; i++) {
        hu_number w = number_of(format, fabsf(weights[i]));
        lost += w.code >= hu_format_smallest_normal(f) && code <= law(w, true) && code <= law(w, false);
    }
    return 100.0 * lost / DIGITS_PARAMETERS;
}

static double prediction(lesson *l, const trainer_data *digits)
{
    static const float rates[] = {1e-3F, 1e-4F, 1e-5F};
    static float weights[DIGITS_PARAMETERS];
    trainer_config config = trainer_default_config();
    trainer *t = lesson_trainer(l, digits, &config);
    trainer_values(t, TRAINER_WEIGHTS, weights);
    trainer_free(t);
    printf("  learning rate      bf16      fp16\n");
    for (size_t i = 0; i < 3; i++) {
        printf("         %.0e %9.1f%10.1f %%\n", (double)rates[i], predicted_lost(weights, "bf16", rates[i]),
               predicted_lost(weights, "fp16", rates[i]));
    }
    return predicted_lost(weights, "bf16", 1e-4F);
}

/* ---- 4. The network ---------------------------------------------------------------------------------------------- */

typedef struct {
    const char *name, *subject; /* in the table, and in the names of the checks */
    const trainer_format *format, *master;
    trainer_rounding update;
} recipe;

enum { REFERENCE, MASTER, STOCHASTIC, KAHAN, IN_PLACE, RECIPES, SEEDS = 3 };

static const recipe recipes[RECIPES] = {
    [REFERENCE] = {"FP32", "fp32", &trainer_fp32, NULL, TRAINER_NEAREST},
    [MASTER] = {"BF16, FP32 master", "bf16_master", &trainer_bf16, &trainer_fp32, TRAINER_NEAREST},
    [STOCHASTIC] = {"BF16 stochastic", "bf16_stochastic", &trainer_bf16, NULL, TRAINER_STOCHASTIC},
    [KAHAN] = {"BF16 Kahan", "bf16_kahan", &trainer_bf16, NULL, TRAINER_KAHAN},
    [IN_PLACE] = {"BF16 in place", "bf16_in_place", &trainer_bf16, NULL, TRAINER_NEAREST},
};

typedef struct {
    double loss[SEEDS], accuracy[SEEDS], lost[SEEDS]; /* the last two in percent */
    double mean_loss, mean_accuracy, delivered;       /* means over the seeds */
} outcome;

static outcome train_recipe(lesson *l, const trainer_data *digits, const recipe *r, lesson_csv *csv)
{
    outcome o = {0};
    for (int i = 0; i < SEEDS; i++) {
        trainer_config config = trainer_default_config();
        config.weights = config.activations = config.gradients = r->format;
        config.master = r->master;
        config.update = r->update;
        config.optimizer = TRAINER_ADAM;
        config.learning_rate = 1e-4F;
        config.seed = (uint64_t)i + 1;
        lesson_run run = lesson_train(l, digits, &config, TRAINER_COUNT_UPDATES | TRAINER_COUNT_DELIVERY, r->name);
        const trainer_statistics *s = &run.statistics;
        o.loss[i] = run.loss;
        o.accuracy[i] = run.accuracy;
        o.lost[i] = 100.0 * (double)s->updates_lost / (double)s->updates;
        o.mean_loss += run.loss / SEEDS;
        o.mean_accuracy += run.accuracy / SEEDS;
        o.delivered += s->delivered / s->intended / SEEDS;
        lesson_csv_row(csv, "\"%s\",%d,%.9g,%.6f,%.6f,%.9g", r->name, i + 1, run.loss, run.accuracy, o.lost[i],
                       s->delivered / s->intended);
    }
    printf("  %-17s %7.4f  %5.1f %5.1f %5.1f %% ", r->name, o.mean_loss, o.accuracy[0], o.accuracy[1], o.accuracy[2]);
    lesson_bar(l, o.mean_accuracy, 100.0, 20);
    printf("  %6.1f %%      %7.4f\n", (o.lost[0] + o.lost[1] + o.lost[2]) / SEEDS, o.delivered);
    return o;
}

/* A remedy trains like FP32, seed by seed, and delivers the updates it is given. */
static void check_remedy(lesson *l, const char *subject, const outcome *remedy, const outcome *reference, double points)
{
    double gap = 0.0, loss = 0.0;
    for (int i = 0; i < SEEDS; i++) {
        gap = fmax(gap, fabs(remedy->accuracy[i] - reference->accuracy[i]));
        loss = fmax(loss, fabs(remedy->loss[i] / reference->loss[i] - 1.0));
    }
    lesson_subject(l, "%s", subject);
    lesson_check_at_most(l, "accuracy_differs_points", gap, points,
                         "of FP32's, in every seed; one image is 0.28 points");
    lesson_check_at_most(l, "loss_differs", loss, 0.02, "2 % of FP32's, in every seed: rounding noise, and no trend");
    lesson_check_at_most(l, "delivered_error", fabs(remedy->delivered - 1.0), 0.01,
                         "a master forgets nothing, stochastic rounding has expectation 1, Kahan's sum pays later");
}

static void network(lesson *l, const trainer_data *digits, double predicted)
{
    outcome o[RECIPES];
    lesson_csv csv = lesson_csv_open(l, "runs", "recipe,seed,loss,accuracy_percent,updates_lost_percent,delivered");
    printf("                       loss  test accuracy, three seeds               updates lost  delivered\n");
    for (int i = 0; i < RECIPES; i++) {
        o[i] = train_recipe(l, digits, &recipes[i], &csv);
    }
    lesson_csv_close(l, &csv);
    lesson_say("Lost: the updates after which the weight is what it was. Delivered: how far the weights moved along "
               "their updates, as a part of what was asked, sum (w - w') u / sum u^2.");
    check_remedy(l, recipes[MASTER].subject, &o[MASTER], &o[REFERENCE], 1.0);
    check_remedy(l, recipes[STOCHASTIC].subject, &o[STOCHASTIC], &o[REFERENCE], 1.5);
    check_remedy(l, recipes[KAHAN].subject, &o[KAHAN], &o[REFERENCE], 1.0);
    lesson_subject(l, "%s", recipes[IN_PLACE].subject);
    lesson_check_at_least(l, "accuracy_gap_points", o[MASTER].mean_accuracy - o[IN_PLACE].mean_accuracy, 20.0,
                          "to the run with a master: 72 of 360 images, far outside the spread between seeds");
    lesson_check_at_least(l, "loss_over_fp32", o[IN_PLACE].mean_loss / o[REFERENCE].mean_loss, 5.0,
                          "the loss tells it louder than the accuracy");
    lesson_check_at_most(l, "delivered", o[IN_PLACE].delivered, 0.5, "less than half of what was asked arrives");
    lesson_check_at_least(l, "lost_percent_seed_1", o[IN_PLACE].lost[0], predicted,
                          "the prediction: most of Adam's updates are smaller than the learning rate");
}

int main(int argc, char **argv)
{
    static trainer_data digits;
    lesson l = lesson_begin(argc, argv, "05_master_weights", "master weights",
                            "Why do updates vanish, and what brings them back?");
    lesson_load_digits(&l, &digits);

    lesson_heading(&l, "1. One number that will not move");
    lesson_say("A weight of 1 receives a small update a thousand times. Nearest rounding takes each away again. "
               "Kahan's sum remembers what it could not add. Stochastic rounding adds it now and then, and on average "
               "(400 runs) rightly.");
    one_number(&l, "bf16", -10);
    one_number(&l, "fp16", -12);

    lesson_heading(&l, "2. The law, for every weight");
    lesson_say("w = m * 2^e, 1 <= m < 2, precision p: u is lost when |w|/|u| > 2^p m, and at equality when w is even. "
               "For every positive normal w, the largest u in FP32 that changes nothing, found by bisection:");
    every_weight(&l, "fp16");
    every_weight(&l, "bf16");
    ratio_picture(&l);
    lesson_say("The paper that introduced mixed precision training (Micikevicius et al. 2018) says 2048 times. It is "
               "2048 to 4096, by the significand of w; and downwards from a power of two twice as much, since the "
               "numbers below it stand twice as close.");

    lesson_heading(&l, "3. What the law predicts for a network (natural)");
    lesson_say("Adam's update is about as large as the learning rate, however small the gradient. So many of the "
               "initial weights (seed 1) cannot be moved by an update of that size, either way:");
    double predicted = prediction(&l, &digits);

    lesson_heading(&l, "4. The network, with and without a remedy (natural; Adam, learning rate 1e-4, 30 epochs)");
    network(&l, &digits, predicted);
    lesson_expected(&l, "stochastic rounding loses nearly as many single updates as nearest rounding does, and trains: "
                        "what matters is not how many are lost, but that the same ones are not lost every time");
    lesson_expected(&l, "how low the run in place ends depends on the initial weights, since small ones still move: "
                        "those here are nearly normal; uniform ones, of which fewer are small, end lower yet");
    lesson_expected(&l, "the gap is larger than the few points of published BF16 studies (Zamirai et al. 2020: up to "
                        "7): a constant, small learning rate over 30 epochs is the recipe that shows it best");
    return lesson_end(&l);
}
