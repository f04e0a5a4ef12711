/* SPDX-License-Identifier: Apache-2.0
 *
 * speed_report.c - the tables of lesson 13 that print times. See speed_report.h. */
#include "speed_report.h"

#include "memory_model.h"
#include "measure.h"

#include <math.h>
#include <string.h>

enum { BATCH = 32 };

static const char lacking[] = "this machine or this build has no such path";

static measure_product products[] = {
    {TRAINER_PATH_PORTABLE, 128, 0, 0}, {TRAINER_PATH_AVX2, 512, 0, 0}, {TRAINER_PATH_AVX512, 512, 0, 0},
    {TRAINER_PATH_NEON, 512, 0, 0},     {TRAINER_PATH_F16C, 512, 0, 0}, {TRAINER_PATH_VDPBF16PS, 512, 0, 0},
    {TRAINER_PATH_BFDOT, 512, 0, 0},
};
enum { PRODUCTS = sizeof products / sizeof *products, FP32_PRODUCTS = 4 };

static void time_products(lesson *l, lesson_csv *csv)
{
    double fastest = 0, fastest_fp32 = 0;
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
        if (m->speed > 0) {
            printf("  %-10s %4zu %9.1f %11.2f   ", trainer_path_name(m->path), m->n, m->speed, m->speed / fastest_fp32);
            lesson_bar(l, m->speed, fastest, 50);
            printf("\n");
            lesson_csv_row(csv, "product,%s,%zu,%.6g,gflops", trainer_path_name(m->path), m->n, m->speed);
        } else {
            printf("  %-10s      skipped: %s\n", trainer_path_name(m->path), lacking);
        }
    }
    lesson_check_integer(l, "products.wrong_elements", wrong, 0);
}

static void time_streams(const lesson *l, lesson_csv *csv)
{
    static const char *const names[MEASURE_STREAMS] = {"copy FP32", "copy FP16 or BF16", "widen FP16 to FP32",
                                                       "widen BF16 to FP32"};
    static const char *const bytes[MEASURE_STREAMS] = {"4 + 4", "2 + 2", "2 + 4", "2 + 4"};
    static const double by_bytes[MEASURE_STREAMS] = {8.0 / 8, 8.0 / 4, 8.0 / 6, 8.0 / 6}; /* if only bytes mattered */
    enum { NEAR = 1 << 11, FAR = 1 << 24 };
    double near[MEASURE_STREAMS], far[MEASURE_STREAMS];
    measure_streams(l, NEAR, near);
    measure_streams(l, FAR, far);
    printf("  10^9 numbers a second   bytes r + w   by bytes   in the first cache   ratio   far outside   ratio\n");
    for (int i = 0; i < MEASURE_STREAMS; i++) {
        printf("  %-22s %12s %10.2f %20.2f %7.2f %13.2f %7.2f\n", names[i], bytes[i], by_bytes[i], near[i],
               near[i] / near[0], far[i], far[i] / far[0]);
        lesson_csv_row(csv, "stream,%s,%d,%.6g,giga_elements_per_second", names[i], NEAR, near[i]);
        lesson_csv_row(csv, "stream,%s,%d,%.6g,giga_elements_per_second", names[i], FAR, far[i]);
    }
}

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
    for (const measure_training *m = all; m->policy != LEDGER_BF16_MASTER; m++) {
        if (first == NULL || first->policy != m->policy) {
            first = m->runs ? m : NULL;
        } else if (m->runs) {
            lesson_check_code(l, trainer_path_name(m->path), m->digest, first->digest);
        } else if (all[PORTABLE].runs) { /* reported once, where all take part */
            lesson_check_skip(l, trainer_path_name(m->path), lacking);
        }
    }
}

/* A row of a contest's table, and its rows for plotting: milliseconds, and the ratio to the fastest FP32 step. */
static void print_contender(const contest *c, const measure_training *m, const measure_training *fp32, lesson_csv *csv)
{
    const ledger_policy *p = &ledger_policies[m->policy];
    const char *name = c->network->name, *path = trainer_path_name(m->path);
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
    printf("  %-23s %-10s %10.3f %11.2f %6.2f to %.2f %10.3f %10.3f\n", p->name, path, rows[0].value, ratio.median,
           ratio.lower, ratio.upper, rows[1].value, rows[2].value);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        lesson_csv_row(csv, "%s_%s,%s_%s,%d,%.6g,%s", rows[i].what, name, p->subject, path, c->batch, rows[i].value,
                       rows[i].unit);
    }
}

static void time_steps(lesson *l, const trainer_data *digits, contest *c, lesson_csv *csv)
{
    memcpy(c->all, contenders, sizeof contenders);
    for (int i = 0; i < CONTENDERS; i++) {
        c->all[i].runs = c->portable || i != PORTABLE;
    }
    lesson_progress(l, "steps of training");
    measure_trainings(l, digits, c->network, c->batch, c->rounds, c->steps, c->all, CONTENDERS);
    lesson_progress(l, NULL);
    const measure_training *fp32 = fastest(c, LEDGER_FP32);
    printf("\n  the %s net: %lld parameters, batch %d; rounds: %d, timed steps in each: %d\n", c->network->name,
           (long long)ledger_parameters(c->network), c->batch, c->rounds, c->steps);
    printf("  policy                  path        ms a step   of FP32's    quartiles   products   all else\n");
    for (const measure_training *m = c->all; m < c->all + CONTENDERS; m++) {
        if (m->runs) {
            print_contender(c, m, fp32, csv);
        }
    }
    lesson_subject(l, "steps.%s", c->network->name);
    check_digests(l, c->all);
}

/* A hardware path and its soft twin, two steps of the digits: the speed of a wrong step is worthless. */
static void check_twin(lesson *l, const trainer_data *digits, trainer_path path, int policy)
{
    measure_training m[2] = {{.path = path, .policy = policy, .runs = true},
                             {.path = trainer_path_twin(path), .policy = policy, .runs = true}};
    lesson_progress(l, trainer_path_name(m[1].path));
    measure_trainings(l, digits, &ledger_digits, BATCH, 1, 1, m, 2); /* one untimed step and one timed step */
    lesson_progress(l, NULL);
    lesson_subject(l, "two_steps.%s", trainer_path_name(m[1].path));
    if (m[0].runs) {
        lesson_check_code(l, trainer_path_name(path), m[0].digest, m[1].digest);
    } else {
        lesson_check_skip(l, trainer_path_name(path), lacking);
    }
}

/* A contest's table in one line per policy. */
typedef struct {
    char text[120];
} verdict;

static verdict verdict_of(const contest *c, int policy)
{
    verdict v;
    const measure_training *m = fastest(c, policy), *fp32 = fastest(c, LEDGER_FP32);
    const measure_quartiles r = ratio_of(c, m, fp32);
    const bool close = r.lower < 1.005 && r.upper >= 0.995; /* 1 is between the two as printed */
    snprintf(v.text, sizeof v.text, "%.2f times FP32's on the %s net (%s against %s, quartiles %.2f and %.2f%s)",
             r.median, c->network->name, trainer_path_name(m->path), trainer_path_name(fp32->path), r.lower, r.upper,
             close ? ": too close to tell" : "");
    return v;
}

static void conclude(const contest *small, const contest *large, int policy)
{
    const verdict on_small = verdict_of(small, policy), on_large = verdict_of(large, policy);
    lesson_say("%s, the fastest path against FP32's fastest: a step took %s, and %s.", ledger_policies[policy].name,
               on_small.text, on_large.text);
}

void times_of_training(lesson *l, const trainer_data *digits)
{
    const bool fast = strcmp(trainer_path_name(TRAINER_PATH_AUTO), "portable") != 0;
    contest small = {.network = &ledger_digits, .batch = BATCH, .rounds = 41, .steps = 3, .portable = true};
    contest large = {.network = &ledger_bigger, .batch = 256, .rounds = 11, .steps = 1, .portable = false};
    if (!fast) { /* the bigger network takes long enough */
        small.rounds = 17;
        large.batch = BATCH;
        large.rounds = 3;
        large.portable = true;
    }
    lesson_csv csv = lesson_csv_open(l, "times", "what,which,size,value,unit");
    lesson_heading(l, "4. Times: matrix products");
    lesson_say("n x n, in one thread, by its CPU time, packing included: the part of training that narrow formats make "
               "faster.");
    time_products(l, &csv);
    lesson_heading(l, "5. Times: streams");
    lesson_say("Numbers copied, or widened as the trainer does it, in the first-level cache (2048 of them) and far "
               "outside (2^24). By bytes: the ratio if the bytes read and written were all that counts, which is where "
               "a factor of two comes from. Near by, instructions count too, and widening takes some.");
    time_streams(l, &csv);
    lesson_heading(l, "6. Times: steps of training");
    lesson_say("SGD; CPU time of one thread, medians of the rounds. In a round each has its turn: one step for the "
               "caches, then steps whose products and whose rest (all else) are timed apart, less what looking at the "
               "clock takes. Of FP32's: parts of the fastest FP32 step in the same round. Half of the rounds lie "
               "between the quartiles: the wider apart they are, the less the table says.");
    time_steps(l, digits, &small, &csv);
    time_steps(l, digits, &large, &csv);
    lesson_csv_close(l, &csv);
    check_twin(l, digits, TRAINER_PATH_AUTO, LEDGER_FP32);
    check_twin(l, digits, TRAINER_PATH_VDPBF16PS, LEDGER_BF16_MASTER);
    check_twin(l, digits, TRAINER_PATH_BFDOT, LEDGER_BF16_MASTER);
    lesson_heading(l, "7. What these times say");
    conclude(&small, &large, LEDGER_FP16_MASTER);
    conclude(&small, &large, LEDGER_BF16_MASTER);
    lesson_say("Products that took no time at all would shorten a step to its all else, and no further (Amdahl's law). "
               "All else is the same operations on FP32 numbers in every policy: biases, ReLU, softmax and the update. "
               "Narrow numbers are fewer bytes to read and to write there, but are widened before and rounded "
               "afterwards; and a master is one more tensor to read and to write.");
    lesson_say("Published: NVIDIA's 1.5 to 5.5 times FP32's speed is on V100, whose tensor cores do the products, and "
               "1.3 to 2.5 times more on A100; a user's table has 1.15 to 1.64 on a 1080 Ti, which has none, and 1.45 "
               "to 1.52 on a 2080 Ti. A CPU's 16-bit products gain what part 4 shows. Of memory the ZeRO paper says "
               "what the ledger does: 16 bytes per parameter for Adam in mixed precision, as in FP32.");
}
