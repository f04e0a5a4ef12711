/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 00, one run, two precisions: a network trained in FP32, all in BF16, and in BF16 with an FP32 master copy of
 * its weights. Then the smallest case of what went wrong: one addition, bit by bit.
 */
#include "halfulp_explain.h"
#include "support/curves.h"
#include "support/numbers.h"

enum { WIDE, NARROW, MIXED, RECIPES };

/* --format, that of B and C; and "BF16", "bf16_master" and the like. */
static const trainer_format *format_of_b;
static char capitals[NUMBER_FORMAT_NAME];
static char master_name[NUMBER_FORMAT_NAME + 8];

/* Adam with a small learning rate. Products add up in FP32, as in every tensor core. */
static contestant recipe(const lesson *l, const char *name, const trainer_format *format, const trainer_format *master)
{
    contestant c = {.name = name, .config = trainer_default_config(), .counted = TRAINER_COUNT_UPDATES};
    c.config.weights = c.config.activations = c.config.gradients = format;
    c.config.optimizer_state = master == NULL ? format : &trainer_fp32;
    c.config.master = master;
    c.config.epochs = l->quick ? 15 : 30;
    c.config.optimizer = TRAINER_ADAM;
    c.config.learning_rate = 1e-4F;
    return c;
}

static void print_roles(const lesson *l, const trainer_data *digits, const contestant *c)
{
    char labels[RECIPES][24] = {"FP32"};
    snprintf(labels[NARROW], sizeof labels[0], "all in %.12s", capitals);
    snprintf(labels[MIXED], sizeof labels[0], "%.7s, FP32 master", capitals);
    printf("\n  run                  weights activations gradients master  Adam's state  bytes\n");
    for (int i = 0; i < RECIPES; i++) {
        const trainer_config *k = &c[i].config;
        trainer *t = run_trainer(l, digits, k);
        size_t bytes = 0;
        for (int role = TRAINER_WEIGHTS; role <= TRAINER_ACTIVATIONS; role++) {
            bytes += trainer_bytes(t, (trainer_role)role);
        }
        trainer_free(t);
        printf("  %c %-18s %-7s %-11s %-9s %-7s %-11s %7zu\n", 'A' + i, labels[i], trainer_format_name(k->weights),
               trainer_format_name(k->activations), trainer_format_name(k->gradients), trainer_format_name(k->master),
               trainer_format_name(k->optimizer_state), bytes);
    }
}

/* The worst and the best of a contestant's seeds. */
static run_spread accuracies(const lesson *l, const contestant *c)
{
    double values[LESSON_SEEDS];
    for (int s = 0; s < run_seeds(l); s++) {
        values[s] = run_median_accuracy(&c->run[s]);
    }
    return run_spread_of(values, run_seeds(l));
}

static void check_network(lesson *l, const contestant *c)
{
    double mixed_gap = 0;
    double narrow_gap = 100;
    double lost = 100;
    for (int s = 0; s < run_seeds(l); s++) {
        const double wide = run_median_accuracy(&c[WIDE].run[s]);
        const double mixed = wide - run_median_accuracy(&c[MIXED].run[s]);
        const double narrow = wide - run_median_accuracy(&c[NARROW].run[s]);
        const trainer_statistics *of = &c[NARROW].run[s].statistics;
        const double share = 100 * (double)of->updates_lost / (double)of->updates;
        mixed_gap = mixed > mixed_gap ? mixed : mixed_gap;
        narrow_gap = narrow < narrow_gap ? narrow : narrow_gap;
        lost = share < lost ? share : lost;
    }
    lesson_check_at_least(l, "bf16.points_behind_fp32", narrow_gap, 10,
                          "in every seed, median of the last five epochs; one image is 0.28 points");
    lesson_check_at_most(l, "bf16_master.points_behind_fp32", mixed_gap, 2,
                         "in every seed; two seeds of FP32 differ by more");
    lesson_check_at_least(l, "bf16.updates_lost_percent", lost, 80, "in every seed");
}

static void network(lesson *l)
{
    static trainer_data digits;
    char choice[40];
    contestant c[RECIPES] = {recipe(l, "fp32", &trainer_fp32, NULL), recipe(l, format_of_b->name, format_of_b, NULL),
                             recipe(l, master_name, format_of_b, &trainer_fp32)};
    snprintf(choice, sizeof choice, "B, all in %.20s", capitals);
    run_digits(l, &digits);
    lesson_say(l, "A small network learns to read handwritten digits, three times. A role is what a number is for, and "
                  "each role may have a format of its own:");
    print_roles(l, &digits, c);
    lesson_ask(l, "Which of them reads the test images worst at the end?",
               (const char *const[]){
                   "A, since it has the most bits to learn with", choice, "C, since it converts all the time",
                   format_of_b == &trainer_bf16 ? "none: BF16 was made for training" : "none of them", NULL},
               (const char *const[]){"A and C differ in what the products read, B and C in where updates are added.",
                                     "A BF16 number has 8 significant bits: about two decimal digits.", NULL});
    run_all(l, &digits, c, RECIPES);
    curves_draw(l, c, RECIPES,
                &(curves_picture){.table = "curves",
                                  .title = "One run, two precisions: median and range of the seeds",
                                  .y = "test images right, %",
                                  .of = curves_accuracy,
                                  .high = 100,
                                  .label = "%.0f %%"});
    const run_spread a = accuracies(l, &c[WIDE]);
    const run_spread b = accuracies(l, &c[NARROW]);
    const run_spread m = accuracies(l, &c[MIXED]);
    printf("\n  %d seed%s, test images right in the last five epochs:\n"
           "  A %.1f to %.1f %%, B %.1f to %.1f %%, C %.1f to %.1f %%\n",
           run_seeds(l), run_seeds(l) == 1 ? "" : "s", a.least, a.most, b.least, b.most, m.least, m.most);
    lesson_answer(l, b.most < a.least && b.most < m.least   ? 1
                     : a.most < b.least && a.most < m.least ? 0
                     : m.most < a.least && m.most < b.least ? 2
                                                            : 3);
    if (lesson_usual(l, format_of_b == &trainer_bf16)) {
        lesson_say(l, "B trains badly because an update that is less than half the distance between a weight and its "
                      "neighbour is rounded away; C adds the same updates to a wider copy, and rounds only what the "
                      "products read.");
        check_network(l, c);
    }
    run_free(c, RECIPES);
}

/* The FP16 number nearest to a decimal. */
static hu_number fp16_of(const lesson *l, const char *decimal)
{
    hu_env env = {0};
    hu_number x;
    const char *wrong = hu_parse(hu_format_find("fp16"), decimal, &env, &x);
    if (wrong != NULL) {
        lesson_fail(l, "%s: %s", decimal, wrong);
    }
    return x;
}

static void addition(lesson *l)
{
    const hu_number terms[] = {fp16_of(l, "0.1"), fp16_of(l, "0.2")};
    const hu_number nearest = fp16_of(l, "0.3");
    static char text[4096];
    hu_env env = {0};
    hu_explanation e;
    lesson_ask(l, "0.1 and 0.2 become FP16, and are added in FP16. Is the sum the FP16 number nearest to 0.3?",
               (const char *const[]){"yes", "no, it is a neighbour of it", NULL},
               (const char *const[]){"Three roundings happen: one for each number, one for the sum.", NULL});
    if (hu_explain(HU_OP_ADD, nearest.format, terms, &env, &e) != HU_STATUS_GOOD) {
        lesson_fail(l, "the addition cannot be explained");
    }
    hu_explain_text(text, sizeof text, &e, LESSON_WIDTH);
    fputs(text, stdout);
    lesson_answer(l, e.result.code == nearest.code ? 0 : 1);
    lesson_say(l,
               "0.3 itself is 0x%04X in FP16. Every stage above is printed by the library that the whole course "
               "computes with: build/halfulp explain 'fp16: 0.1 + 0.2' shows it again, for any numbers.",
               (unsigned)nearest.code);
    lesson_check_code(l, "0.1+0.2", e.result.code, 0x34CC);
    lesson_check_code(l, "0.3", nearest.code, 0x34CD);
}

int main(int argc, char **argv)
{
    static const lesson_plan plan = {.name = "00_one_run_two_precisions",
                                     .title = "one run, two precisions",
                                     .question = "What does a network lose when its numbers have fewer bits?",
                                     .takes = LESSON_TAKES_SEED | LESSON_TAKES_FORMAT,
                                     .format = "bf16"};
    lesson l = lesson_begin(argc, argv, &plan);
    if (!trainer_format_parse(l.format->name, &format_of_b) || format_of_b == NULL || format_of_b == &trainer_fp32) {
        lesson_fail(&l,
                    "--format %s: expected one that the trainer has, and narrower than fp32: bf16, fp16, e5m2 or e4m3",
                    l.format->name);
    }
    number_format_name(l.format, capitals);
    snprintf(master_name, sizeof master_name, "%s_master", format_of_b->name);
    lesson_step(&l, "The same network, three times");
    network(&l);
    lesson_step(&l, "One addition, bit by bit");
    addition(&l);
    return lesson_end(&l);
}
