/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 06, the optimizer's state: can Adam's moments live in 16 or 8 bits, and what can stochastic rounding not do? A
 * number that will not decay; a number that is zero; and a network with its moments in narrow formats.
 */
#include "support/curves.h"
#include "support/numbers.h"

#include <math.h>

static const float beta_2 = 0.999F;

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

enum { STEPS = 10000 };

/* v after STEPS steps without a gradient: 0.999 v, in FP32, and then rounded to the format. */
static double decayed(const hu_format *f, hu_rounding rounding, uint64_t seed)
{
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_number factor = {fp32, hu_fp32_from_float(beta_2).code};
    hu_number v = number_near(f, 1);
    for (uint64_t i = 0; i < STEPS; i++) {
        hu_env env = {0};
        const hu_number product = hu_mul(fp32, hu_convert(fp32, v, &env), factor, &env);
        env.rounding = rounding;
        env.random_bits = rounding == HU_STOCHASTIC_A ? 32 : 0;
        env.random = rounding == HU_STOCHASTIC_A ? hu_random(seed, 1, i) & 0xFFFFFFFF : 0;
        v = hu_convert(f, product, &env);
    }
    return number_value(v);
}

static void no_decay(lesson *l)
{
    static const char *const names[] = {"fp32", "fp16", "bf16", "e5m2"};
    lesson_say(l, "Adam keeps two numbers for each weight: m, a running mean of its gradients, and v, one of their "
                  "squares: v becomes 0.999 v + 0.001 g^2. The update is the learning rate times m / sqrt(v). Let v be "
                  "1, and all further gradients 0.");
    lesson_ask(l, "What is v after 10,000 steps, if it is kept in BF16?",
               (const char *const[]){"0.00005, as it should be", "0.06", "1, as at the start", NULL},
               (const char *const[]){"The number below 1 in BF16 is 1 - 2^-8 = 0.996.", NULL});
    printf("                 to nearest   stochastically\n");
    figure f = figure_begin(l, "decay", "format,nearest,stochastic");
    for (int i = 0; i < 4; i++) {
        const hu_format *format = hu_format_find(names[i]);
        const double nearest = decayed(format, HU_NEAREST_EVEN, 0);
        const double stochastic = decayed(format, HU_STOCHASTIC_A, l->seed);
        printf("  %-12s %12.6f   %14.6f\n", names[i], nearest, stochastic);
        figure_row(&f, "%s,%.9g,%.9g", names[i], nearest, stochastic);
    }
    figure_draw(l, &f,
                &(figure_picture){"A second moment after 10,000 steps without a gradient (0.999^10000 = 0.000045)",
                                  "format of v", "v, which began at 1",
                                  "set key above\nset logscale y\nset yrange [1e-5:2]\nset format y '%.0e'\n"
                                  "set style data histograms\nset style histogram clustered\nplot CSV "
                                  "using 2:xtic(1) lt 1 title 'to nearest', '' using 3 lt 3 title 'stochastically'"});
    const double bf16 = decayed(hu_format_find("bf16"), HU_NEAREST_EVEN, 0);
    lesson_answer(l, bf16 == 1 ? 2 : bf16 > 0.01 ? 1 : 0);
    lesson_say(l, "0.999 is nearer to 1 than to the next number below it, in every format of up to 8 significant bits: "
                  "v never falls, and remembers the largest gradients for ever. Stochastic rounding lets it fall, on "
                  "average as it should.");
    lesson_check_number(l, "bf16.to_nearest", bf16, 1);
    lesson_check_number(l, "e5m2.to_nearest", decayed(hu_format_find("e5m2"), HU_NEAREST_EVEN, 0), 1);
    lesson_check_at_most(l, "bf16.stochastically", decayed(hu_format_find("bf16"), HU_STOCHASTIC_A, l->seed), 0.01,
                         "200 times what is right: one draw of a number that falls by chance");
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

/* Adam's first update for a gradient, as a multiple of the learning rate, with v rounded to a format: 1 for all g that
 * are not too small beside 1e-8. m is exact here. */
static double first_update(const hu_format *f, double g)
{
    const double v = number_value(number_near(f, (double)(1 - beta_2) * g * g));
    return g / (sqrt(v / (double)(1 - beta_2)) + 1e-8);
}

/* The largest power of two whose square, times 0.001, is lost. */
static int lost_exponent(const char *name)
{
    int e = 0;
    while (number_value(number_near(hu_format_find(name), (double)(1 - beta_2) * ldexp(1, 2 * e))) != 0) {
        e--;
    }
    return e;
}

static void no_square(lesson *l)
{
    static const char *const names[] = {"fp32", "bf16", "fp16", "e5m2", "e4m3"};
    lesson_say(l, "v holds squares. The square of a small number is very small, and the first step keeps only a "
                  "thousandth of it. Adam divides by its root, and adds 1e-8 to avoid dividing by zero.");
    lesson_ask(l, "g is 0.001, and 0.001 g^2 is zero in FP16. How large is the first update?",
               (const char *const[]){"0: nothing happens", "the learning rate, as always",
                                     "100,000 times the learning rate", NULL},
               (const char *const[]){"m / (sqrt(v) + 1e-8), and m is about g.", NULL});
    printf("         g   first update / learning rate, with v in\n           ");
    for (int i = 0; i < 5; i++) {
        printf("%12s", names[i]);
    }
    printf("\n");
    for (int e = -1; e >= -6; e--) {
        const double g = pow(10, e);
        printf("  %8.0e ", g);
        for (int i = 0; i < 5; i++) {
            const double u = first_update(hu_format_find(names[i]), g);
            lesson_in(l, u > 2 ? LESSON_LOST : LESSON_HELD);
            printf("%12.4g", u);
            lesson_plain(l);
        }
        printf("\n");
    }
    const double u = first_update(hu_format_find("fp16"), 0.001);
    lesson_answer(l, u > 1000 ? 2 : u > 0.5 ? 1 : 0);
    lesson_say(l, "Where v is flushed, the update is g / 1e-8. The law: 0.001 g^2 is lost at or below half of the "
                  "smallest number, 2^-25 in FP16; so |g| <= 2^-12.5 / sqrt(0.001), or 0.0055. BF16 has FP32's range, "
                  "and loses no square that matters.");
    lesson_check_integer(l, "fp16.log2_of_lost_g", lost_exponent("fp16"), -8);
    lesson_check_integer(l, "e5m2.log2_of_lost_g", lost_exponent("e5m2"), -4);
    lesson_check_integer(l, "e4m3.log2_of_lost_g", lost_exponent("e4m3"), -1);
    lesson_check_at_least(l, "fp16.first_update_for_0.001", u, 90000, "g / 1e-8 = 100,000");
    lesson_check_at_most(l, "bf16.first_update_for_0.001", first_update(hu_format_find("bf16"), 0.001), 1.01, "1");
}

/* ---- 3 ----------------------------------------------------------------------------------------------------------- */

enum { REFERENCE, BF16, BF16_STOCHASTIC, FP16, FP16_STOCHASTIC, E5M2_STOCHASTIC, RECIPES };

static const double usual_rate = 0.001;
static double rate = 0.001;

static contestant recipe(const char *name, const trainer_format *state, trainer_rounding rounding)
{
    contestant c = {.name = name, .config = trainer_default_config()};
    c.config.optimizer = TRAINER_ADAM;
    c.config.learning_rate = (float)rate;
    c.config.optimizer_state = state;
    c.config.state_rounding = rounding;
    c.config.epochs = 30;
    return c;
}

/* Has training failed? Its loss is not a number, or most test images are wrong. */
static bool failed(const lesson_run *r)
{
    return !(run_final_loss(r) < 1e3) || run_median_accuracy(r) < 50;
}

static void check_moments(lesson *l, const contestant *c, const int *failures, const double *ratio)
{
    lesson_subject(l, "runs_that_failed");
    lesson_check_integer(l, c[BF16].name, failures[BF16], 0);
    lesson_check_integer(l, c[BF16_STOCHASTIC].name, failures[BF16_STOCHASTIC], 0);
    lesson_check_integer(l, c[FP16].name, failures[FP16], run_seeds(l));
    lesson_check_integer(l, c[FP16_STOCHASTIC].name, failures[FP16_STOCHASTIC], run_seeds(l));
    lesson_check_integer(l, c[E5M2_STOCHASTIC].name, failures[E5M2_STOCHASTIC], run_seeds(l));
    lesson_subject(l, "loss_over_fp32");
    lesson_check_at_least(l, c[BF16].name, ratio[BF16], 1.1,
                          "the middle of the seeds; of 16 seeds, the least had 1.15");
    lesson_check_at_most(l, c[BF16_STOCHASTIC].name, fabs(ratio[BF16_STOCHASTIC] - 1), 0.1,
                         "how far from 1, the middle of the seeds");
}

static void network(lesson *l)
{
    static trainer_data digits;
    contestant c[RECIPES] = {recipe("fp32", &trainer_fp32, TRAINER_NEAREST),
                             recipe("bf16", &trainer_bf16, TRAINER_NEAREST),
                             recipe("bf16-stochastic", &trainer_bf16, TRAINER_STOCHASTIC),
                             recipe("fp16", &trainer_fp16, TRAINER_NEAREST),
                             recipe("fp16-stochastic", &trainer_fp16, TRAINER_STOCHASTIC),
                             recipe("e5m2-stochastic", &trainer_e5m2, TRAINER_STOCHASTIC)};
    int failures[RECIPES] = {0};
    double ratio[RECIPES] = {0};
    run_digits(l, &digits);
    lesson_say(l,
               "The network of the other lessons, Adam with a learning rate of %g. Weights, activations and gradients "
               "are FP32; only the two moments are narrow.",
               rate);
    lesson_ask(l, "Stochastic rounding saved the BF16 weights of lesson 05. Which moments can it save here?",
               (const char *const[]){"BF16's", "BF16's and FP16's", "all, down to 8 bits", NULL},
               (const char *const[]){"Rounding a number stochastically to 0 or to the smallest one: how often is it 0?",
                                     NULL});
    run_all(l, &digits, c, RECIPES);
    curves_draw(l, c, RECIPES,
                &(curves_picture){.table = "curves",
                                  .title = "Adam's moments in narrow formats: median and range of the seeds",
                                  .y = "test images right, %",
                                  .of = curves_accuracy,
                                  .high = 100,
                                  .label = "%.0f %%"});
    printf("\n  moments             runs that failed   loss at the end / FP32's\n");
    for (int i = 0; i < RECIPES; i++) {
        double of[LESSON_SEEDS] = {0};
        for (int s = 0; s < run_seeds(l); s++) {
            failures[i] += failed(&c[i].run[s]);
            of[s] = run_final_loss(&c[i].run[s]) / run_final_loss(&c[REFERENCE].run[s]);
        }
        ratio[i] = run_spread_of(of, run_seeds(l)).median;
        printf("%c %-19s %6d of %d            ", 'A' + i, c[i].name, failures[i], run_seeds(l));
        printf(failures[i] == 0 ? "%8.3f\n" : "       -\n", ratio[i]);
    }
    lesson_answer(l, failures[FP16_STOCHASTIC] > 0 ? 0 : failures[E5M2_STOCHASTIC] > 0 ? 1 : 2);
    if (lesson_usual(l, rate == usual_rate)) {
        lesson_say(
            l, "BF16's moments cost some loss, since v does not fall; rounded stochastically they cost none. FP16's "
               "fail in every seed, and so do those of 8 bits: a v that is rounded to zero now and then, rightly on "
               "average, still divides by zero. What is right on average helps in a sum, and not under a root in a "
               "divisor. Optimizers in 8 bits therefore give blocks of moments a scale of their own (Dettmers et "
               "al., arXiv 2110.02861).");
        check_moments(l, c, failures, ratio);
    }
    run_free(c, RECIPES);
}

int main(int argc, char **argv)
{
    static const lesson_option own[] = {
        {.name = "rate", .help = "learning rate of step 3", .number = &rate, .least = 1e-6, .most = 1}, {.name = NULL}};
    static const lesson_plan plan = {.name = "06_optimizer_state",
                                     .title = "the optimizer's state",
                                     .question = "Can Adam's moments live in 16 or 8 bits, and what can stochastic "
                                                 "rounding not do?",
                                     .takes = LESSON_TAKES_SEED,
                                     .option = own};
    lesson l = lesson_begin(argc, argv, &plan);
    lesson_step(&l, "A number that will not decay");
    no_decay(&l);
    lesson_step(&l, "A number that is zero");
    no_square(&l);
    lesson_step(&l, "A network whose moments are narrow (natural)");
    network(&l);
    return lesson_end(&l);
}
