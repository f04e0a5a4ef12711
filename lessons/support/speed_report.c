/* SPDX-License-Identifier: Apache-2.0
 *
 * speed_report.c - the tables of lesson 13 that print times. See speed_report.h.
 */
#include "speed_report.h"

#include "memory_model.h"
#include "measure.h"
#include "pictures.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

enum { TWIN_BATCH = 32 };

static const char lacking[] = "this machine or this build has no such path";

/* A paragraph with times, wrapped; each of its lines is marked. */
static void say_timed(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say_timed(const char *format, ...)
{
    char whole[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(whole, sizeof whole, format, arguments);
    va_end(arguments);
    const char *text = whole;
    while ((int)strlen(text) > LESSON_WIDTH - 2) {
        int cut = LESSON_WIDTH - 2;
        while (cut > 1 && text[cut] != ' ') {
            cut--;
        }
        printf("~ %.*s\n", cut, text);
        text += cut + 1;
    }
    printf("~ %s\n", text);
}

/* ---- Matrix products --------------------------------------------------------------------------------------------- */

static measure_product products[] = {
    {TRAINER_PATH_PORTABLE, 128, 0, 0}, {TRAINER_PATH_AVX2, 512, 0, 0}, {TRAINER_PATH_AVX512, 512, 0, 0},
    {TRAINER_PATH_NEON, 512, 0, 0},     {TRAINER_PATH_F16C, 512, 0, 0}, {TRAINER_PATH_VDPBF16PS, 512, 0, 0},
    {TRAINER_PATH_BFDOT, 512, 0, 0},
};
enum { PRODUCTS = sizeof products / sizeof *products, FP32_PRODUCTS = 4 };

static void time_products(lesson *l, figure *csv)
{
    double fastest = 0;
    double fastest_fp32 = 0;
    int wrong = 0;
    measure_products(l, products, PRODUCTS);
    for (int i = 0; i < PRODUCTS; i++) {
        fastest = fmax(fastest, products[i].speed);
        fastest_fp32 = fmax(fastest_fp32, i < FP32_PRODUCTS ? products[i].speed : 0);
        wrong += products[i].wrong;
    }
    printf("  path          n   GFLOP/s   of FP32's\n");
    for (int i = 0; i < PRODUCTS; i++) {
        const measure_product *m = &products[i];
        const char *name = trainer_path_name(m->path);
        if (m->speed > 0) {
            printf("~ %-10s %4zu %9.1f %11.2f  ", name, m->n, m->speed, m->speed / fastest_fp32);
            picture_bar(l, m->speed, fastest, 38);
            printf("\n");
            figure_row(csv, "product,%s,%zu,%.6g,gflops", name, m->n, m->speed);
        } else {
            printf("~ %-10s      %s\n", name, lacking);
        }
    }
    lesson_check_integer(l, "products.wrong_elements", wrong, 0);
}

/* ---- Streams ----------------------------------------------------------------------------------------------------- */

static void time_streams(const lesson *l, figure *csv)
{
    static const char *const names[MEASURE_STREAMS] = {"copy FP32", "copy FP16 or BF16", "widen FP16 to FP32",
                                                       "widen BF16 to FP32"};
    static const char *const bytes[MEASURE_STREAMS] = {"4 + 4", "2 + 2", "2 + 4", "2 + 4"};
    static const double by_bytes[MEASURE_STREAMS] = {8.0 / 8, 8.0 / 4, 8.0 / 6, 8.0 / 6}; /* if only bytes mattered */
    enum { NEAR = 1 << 11, FAR = 1 << 24, FAR_QUICK = 1 << 23 };
    const size_t outside = l->quick ? FAR_QUICK : FAR;
    double near[MEASURE_STREAMS];
    double far[MEASURE_STREAMS];
    measure_streams(l, NEAR, near);
    measure_streams(l, outside, far);
    printf("  10^9 numbers a second  bytes  by bytes  in first cache ratio   outside ratio\n");
    for (int i = 0; i < MEASURE_STREAMS; i++) {
        printf("~ %-20s %7s %9.2f %15.2f %5.2f %9.2f %5.2f\n", names[i], bytes[i], by_bytes[i], near[i],
               near[i] / near[0], far[i], far[i] / far[0]);
        figure_row(csv, "stream,%s,%d,%.6g,giga_elements_per_second", names[i], NEAR, near[i]);
        figure_row(csv, "stream,%s,%zu,%.6g,giga_elements_per_second", names[i], outside, far[i]);
    }
}

/* ---- Training ---------------------------------------------------------------------------------------------------- */

/* Each contender is a path and a policy. AUTO is the fastest FP32 path here; it widens codes first. */
static const measure_training contenders[] = {
    {.path = TRAINER_PATH_PORTABLE, .policy = LEDGER_FP32},
    {.path = TRAINER_PATH_AVX2, .policy = LEDGER_FP32},
    {.path = TRAINER_PATH_AVX512, .policy = LEDGER_FP32},
    {.path = TRAINER_PATH_NEON, .policy = LEDGER_FP32},
    {.path = TRAINER_PATH_AUTO, .policy = LEDGER_FP16_MASTER},
    {.path = TRAINER_PATH_F16C, .policy = LEDGER_FP16_MASTER},
    {.path = TRAINER_PATH_AUTO, .policy = LEDGER_BF16_MASTER},
    {.path = TRAINER_PATH_BFDOT, .policy = LEDGER_BF16_MASTER},
    {.path = TRAINER_PATH_VDPBF16PS, .policy = LEDGER_BF16_MASTER},
};
enum { PORTABLE = 0, CONTENDERS = sizeof contenders / sizeof *contenders };

/* All contenders on one network. */
typedef struct {
    const ledger_network *network;
    int batch, rounds, steps; /* steps: timed in each round */
    bool portable;            /* the portable path takes part */
    measure_training all[CONTENDERS];
} contest;

/* Milliseconds per step. */
static measure_quartiles step_of(const contest *c, const measure_training *m)
{
    double steps[MEASURE_ROUNDS_MAX];
    for (int i = 0; i < c->rounds; i++) {
        steps[i] = m->products[i] + m->rest[i];
    }
    return measure_quartiles_of(steps, c->rounds);
}

/* The ratio of two steps that were timed one after the other in the same round, under the same load. */
static measure_quartiles ratio_of(const contest *c, const measure_training *m, const measure_training *to)
{
    double ratios[MEASURE_ROUNDS_MAX];
    for (int i = 0; i < c->rounds; i++) {
        ratios[i] = (m->products[i] + m->rest[i]) / (to->products[i] + to->rest[i]);
    }
    return measure_quartiles_of(ratios, c->rounds);
}

/* The fastest contender of a policy. */
static const measure_training *fastest(const contest *c, int policy)
{
    const measure_training *best = NULL;
    for (const measure_training *m = c->all; m < c->all + CONTENDERS; m++) {
        if (m->policy == policy && m->runs && (best == NULL || ratio_of(c, m, best).median < 1)) {
            best = m;
        }
    }
    return best;
}

/* Paths with the same twin end with the same bits, so the first of a policy speaks for all. Those of BF16 differ. */
static void check_digests(lesson *l, const measure_training *all)
{
    const measure_training *first = NULL;
    int compared = 0;
    int differing = 0;
    for (const measure_training *m = all; m->policy != LEDGER_BF16_MASTER; m++) {
        if (m->runs && first != NULL && first->policy == m->policy) {
            compared++;
            differing += m->digest != first->digest;
        } else if (m->runs) {
            first = m;
        }
    }
    if (compared > 0) {
        lesson_check_integer(l, "paths_with_other_bits", differing, 0);
    } else {
        lesson_check_skip(l, "paths_with_other_bits", "this machine or build has but one path");
    }
}

/* A row of a contest's table, and its rows for plotting: milliseconds, and the ratio to the fastest FP32 step. */
static void print_contender(const contest *c, const measure_training *m, const measure_training *fp32, figure *csv)
{
    const ledger_policy *p = &ledger_policies[m->policy];
    const char *name = c->network->name;
    const char *path = trainer_path_name(m->path);
    const measure_quartiles ratio = ratio_of(c, m, fp32);
    const struct {
        const char *what;
        double value;
        const char *unit;
    } rows[] = {{"step", step_of(c, m).median, "ms"},
                {"products", measure_quartiles_of(m->products, c->rounds).median, "ms"},
                {"all_else", measure_quartiles_of(m->rest, c->rounds).median, "ms"},
                {"ratio_lower_quartile", ratio.lower, "of_fp32"},
                {"ratio_median", ratio.median, "of_fp32"},
                {"ratio_upper_quartile", ratio.upper, "of_fp32"}};
    printf("~ %-17s %-9s %7.3f %8.2f %5.2f to %-5.2f %7.3f %7.3f\n", p->name, path, rows[0].value, ratio.median,
           ratio.lower, ratio.upper, rows[1].value, rows[2].value);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        figure_row(csv, "%s_%s,%s_%s,%d,%.6g,%s", rows[i].what, name, p->subject, path, c->batch, rows[i].value,
                   rows[i].unit);
    }
}

/* With --plots: milliseconds, stacked. */
static void draw_steps(lesson *l, const contest *c)
{
    char title[100];
    char table[40];
    snprintf(table, sizeof table, "steps_%s", c->network->name);
    snprintf(title, sizeof title, "A step of training on this machine, the %s net, batch %d", c->network->name,
             c->batch);
    figure f = figure_begin(l, table, "weights_path,products_ms,all_else_ms");
    for (const measure_training *m = c->all; m < c->all + CONTENDERS; m++) {
        if (m->runs && m->path != TRAINER_PATH_PORTABLE) { /* fifty times as long: it would hide the others */
            figure_row(&f, "%s %s,%.6g,%.6g", trainer_format_name(ledger_policies[m->policy].formats.weights),
                       trainer_path_name(m->path), measure_quartiles_of(m->products, c->rounds).median,
                       measure_quartiles_of(m->rest, c->rounds).median);
        }
    }
    figure_draw(l, &f,
                &(figure_picture){title, "format of the weights, and path of the kernels", "time of a step, ms",
                                  "set style data histogram\nset style histogram rowstacked\nset boxwidth 0.75\n"
                                  "set xrange [-0.6:*]\nset yrange [0:*]\nset key above horizontal\n"
                                  "set xtics noenhanced font ',12'\n"
                                  "plot CSV using 2:xtic(1) title 'products', '' using 3 title 'the rest'"});
}

static void time_steps(lesson *l, const trainer_data *digits, contest *c, figure *csv)
{
    memcpy(c->all, contenders, sizeof contenders);
    for (int i = 0; i < CONTENDERS; i++) {
        c->all[i].runs = c->portable || i != PORTABLE;
    }
    lesson_progress(l, "steps of training");
    measure_trainings(l, digits, c->network, c->batch, c->rounds, c->steps, c->all, CONTENDERS);
    lesson_progress(l, NULL);
    const measure_training *fp32 = fastest(c, LEDGER_FP32);
    printf("\n~ the %s net: %lld parameters, batch %d; %d rounds of %d timed steps\n", c->network->name,
           (long long)ledger_parameters(c->network), c->batch, c->rounds, c->steps);
    printf("  policy            path           ms of FP32's   quartiles   products  else\n");
    for (const measure_training *m = c->all; m < c->all + CONTENDERS; m++) {
        if (m->runs) {
            print_contender(c, m, fp32, csv);
        }
    }
    draw_steps(l, c);
    lesson_subject(l, "steps.%s", c->network->name);
    check_digests(l, c->all);
}

/* A hardware path and its soft twin, two steps of the digits: the speed of a wrong step is worthless. */
static void check_twin(lesson *l, const trainer_data *digits, trainer_path path, int policy)
{
    measure_training m[2] = {{.path = path, .policy = policy, .runs = true},
                             {.path = trainer_path_twin(path), .policy = policy, .runs = true}};
    lesson_progress(l, "%s", trainer_path_name(m[1].path));
    measure_trainings(l, digits, &ledger_digits, TWIN_BATCH, 1, 1, m, 2); /* one untimed step and one timed step */
    lesson_progress(l, NULL);
    lesson_subject(l, "two_steps.%s", trainer_path_name(m[1].path));
    if (m[0].runs) {
        lesson_check_true(l, "as_specified", m[0].digest == m[1].digest);
    } else {
        lesson_check_skip(l, "as_specified", lacking);
    }
}

/* A contest's table in one line per policy. */
typedef struct {
    char text[120];
} verdict;

static verdict verdict_of(const contest *c, int policy)
{
    verdict v;
    const measure_training *m = fastest(c, policy);
    const measure_training *fp32 = fastest(c, LEDGER_FP32);
    const measure_quartiles r = ratio_of(c, m, fp32);
    const bool close = r.lower < 1.005 && r.upper >= 0.995; /* 1 is between the two as printed */
    snprintf(v.text, sizeof v.text, "%.2f times FP32's on the %s net (%s against %s, quartiles %.2f and %.2f%s)",
             r.median, c->network->name, trainer_path_name(m->path), trainer_path_name(fp32->path), r.lower, r.upper,
             close ? ": too close to tell" : "");
    return v;
}

static void conclude(const contest *small, const contest *large, int policy)
{
    const verdict on_small = verdict_of(small, policy);
    const verdict on_large = verdict_of(large, policy);
    say_timed("%s, the fastest path against FP32's fastest: a step took %s, and %s.", ledger_policies[policy].name,
              on_small.text, on_large.text);
}

static void time_training(lesson *l, const trainer_data *digits, int batch, figure *csv)
{
    const bool fast = strcmp(trainer_path_name(TRAINER_PATH_AUTO), "portable") != 0;
    contest small = {.network = &ledger_digits, .batch = batch, .rounds = 41, .steps = 3, .portable = true};
    contest large = {.network = &ledger_bigger, .batch = 256, .rounds = 11, .steps = 1, .portable = false};
    if (!fast) { /* the bigger network takes long enough */
        small.rounds = 17;
        large.portable = true;
    }
    if (!fast || l->quick) {
        large.batch = TWIN_BATCH;
        large.rounds = 3;
    }
    if (l->quick || batch > 8 * TWIN_BATCH) {
        small.rounds = 7;
    }
    time_steps(l, digits, &small, csv);
    time_steps(l, digits, &large, csv);
    printf("\n");
    conclude(&small, &large, LEDGER_FP16_MASTER);
    conclude(&small, &large, LEDGER_BF16_MASTER);
    check_twin(l, digits, TRAINER_PATH_AUTO, LEDGER_FP32);
    check_twin(l, digits, TRAINER_PATH_VDPBF16PS, LEDGER_BF16_MASTER);
    check_twin(l, digits, TRAINER_PATH_BFDOT, LEDGER_BF16_MASTER);
    lesson_subject(l, "%s", "");
}

void times_of_training(lesson *l, const trainer_data *digits, int batch)
{
    figure csv = figure_begin(l, "times", "what,which,size,value,unit");
    printf("\n");
    lesson_say(l, "Matrix products, n x n, in one thread, by its CPU time, packing included:");
    time_products(l, &csv);
    printf("\n");
    lesson_say(l, "Numbers copied, or widened as the trainer does it, in the first-level cache (2048 of them) and far "
                  "outside. Bytes: read + written; by bytes: the ratio if they were all that counts, which is where a "
                  "factor of two comes from. Near by, instructions count too, and widening takes some.");
    time_streams(l, &csv);
    printf("\n");
    lesson_say(l, "Steps of training with SGD, medians of rounds. In a round each path has its turn: one step for the "
                  "caches, then steps whose products and whose rest (else) are timed apart. Of FP32's: parts of the "
                  "fastest FP32 step in the same round. Half of the rounds lie between the quartiles: the wider apart "
                  "they are, the less the table says.");
    time_training(l, digits, batch, &csv);
    figure_end(l, &csv);
    lesson_say(l,
               "Products that took no time at all would shorten a step to its rest, and no further (Amdahl's law). "
               "The rest is the same operations on FP32 numbers in every policy: biases, ReLU, softmax and the update. "
               "Narrow numbers are widened before and rounded afterwards.");
    lesson_say(
        l, "Published: 1.5 to 5.5 times FP32's speed on V100, whose tensor cores do the products, and 1.3 to 2.5 "
           "times more on A100 (pytorch.org, What Every User Should Know About Mixed Precision Training in PyTorch). "
           "Of memory the ZeRO paper (arXiv 1910.02054) says what the ledger does: 16 bytes per parameter for Adam "
           "in mixed precision, as in FP32.");
}
