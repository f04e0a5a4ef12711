/* SPDX-License-Identifier: Apache-2.0
 *
 * times.c - the tables of lesson 13 that print times. See times.h. */
#include "times.h"

#include "ledger.h"
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
    static const double by_bytes[MEASURE_STREAMS] = {8.0 / 8, 8.0 / 4, 8.0 / 6, 8.0 / 6}; /* if bytes were all */
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

/* Who trains what. AUTO is the fastest FP32 path here; it widens codes first. */
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

/* The fastest of a policy. */
static const measure_training *fastest(const measure_training *all, int policy)
{
    const measure_training *best = NULL;
    for (const measure_training *m = all; m < all + CONTENDERS; m++) {
        best = m->policy == policy && m->runs && (best == NULL || m->step < best->step) ? m : best;
    }
    return best;
}

/* Paths with the same twin end with the same bits: the first of a policy speaks for all. Those of BF16 differ. */
static void check_digests(lesson *l, const measure_training *all)
{
    const measure_training *first = NULL;
    for (const measure_training *m = all; m->policy != LEDGER_BF16_MASTER; m++) {
        if (first == NULL || first->policy != m->policy) {
            first = m->runs ? m : NULL;
        } else if (m->runs) {
            lesson_check_code(l, trainer_path_name(m->path), m->digest, first->digest);
        } else if (all[PORTABLE].runs) { /* told once, where all have their turn */
            lesson_check_skip(l, trainer_path_name(m->path), lacking);
        }
    }
}

/* A table of all contenders, with or without the portable path, on one network. */
static void time_steps(lesson *l, const trainer_data *digits, const ledger_network *n, bool portable, int batch,
                       int rounds, int steps, measure_training all[CONTENDERS], lesson_csv *csv)
{
    memcpy(all, contenders, sizeof contenders);
    for (int i = 0; i < CONTENDERS; i++) {
        all[i].runs = portable || i != PORTABLE;
    }
    lesson_progress(l, "steps of training");
    measure_trainings(l, digits, n, batch, rounds, steps, all, CONTENDERS);
    lesson_progress(l, NULL);
    const double fp32 = fastest(all, LEDGER_FP32)->step;
    printf("\n  the %s net: %lld parameters, batch %d, steps: %d\n", n->name, (long long)ledger_parameters(n), batch,
           rounds * steps);
    printf("  policy                  path        ms a step   of FP32's   products   all else\n");
    for (const measure_training *m = all; m < all + CONTENDERS; m++) {
        if (m->runs) {
            const ledger_policy *p = &ledger_policies[m->policy];
            const char *path = trainer_path_name(m->path);
            printf("  %-23s %-10s %10.3f %11.2f %10.3f %10.3f\n", p->name, path, m->step, m->step / fp32, m->products,
                   m->step - m->products);
            lesson_csv_row(csv, "step_%s,%s_%s,%d,%.6g,ms", n->name, p->subject, path, batch, m->step);
            lesson_csv_row(csv, "products_%s,%s_%s,%d,%.6g,ms", n->name, p->subject, path, batch, m->products);
        }
    }
    lesson_subject(l, "steps.%s", n->name);
    check_digests(l, all);
}

/* A hardware path and its soft twin, two steps of the digits: a fast wrong step is worth no time either. */
static void check_twin(lesson *l, const trainer_data *digits, trainer_path path, int policy)
{
    measure_training m[2] = {{.path = path, .policy = policy, .runs = true},
                             {.path = trainer_path_twin(path), .policy = policy, .runs = true}};
    lesson_progress(l, trainer_path_name(m[1].path));
    measure_trainings(l, digits, &ledger_digits, BATCH, 1, 2, m, 2);
    lesson_progress(l, NULL);
    lesson_subject(l, "two_steps.%s", trainer_path_name(m[1].path));
    if (m[0].runs) {
        lesson_check_code(l, trainer_path_name(path), m[0].digest, m[1].digest);
    } else {
        lesson_check_skip(l, trainer_path_name(path), lacking);
    }
}

/* What the tables say of a policy. */
static void conclude(const measure_training *small, const measure_training *large, int policy)
{
    const measure_training *const both[] = {small, large};
    double measured[2], products_only[2], products_free[2]; /* parts of FP32's time for a step */
    for (int i = 0; i < 2; i++) {
        const measure_training *m = fastest(both[i], policy), *fp32 = fastest(both[i], LEDGER_FP32);
        measured[i] = m->step / fp32->step;
        products_free[i] = 1 - fp32->products / fp32->step;
        products_only[i] = products_free[i] + m->products / fp32->step;
    }
    lesson_say(
        "%s: on this machine a step took %.2f times as long as in FP32 on the digits and %.2f times on the bigger net, "
        "the fastest path of each. Were only the products different, it would be %.2f and %.2f times; were they free, "
        "still %.2f and %.2f (Amdahl's law).",
        ledger_policies[policy].name, measured[0], measured[1], products_only[0], products_only[1], products_free[0],
        products_free[1]);
}

void times_of_training(lesson *l, const trainer_data *digits)
{
    measure_training small[CONTENDERS], large[CONTENDERS];
    const bool fast = strcmp(trainer_path_name(TRAINER_PATH_AUTO), "portable") != 0;
    lesson_csv csv = lesson_csv_open(l, "times", "what,which,size,value,unit");
    lesson_heading(l, "4. Times: matrix products");
    lesson_say("n x n, in one thread, packing included: the part of training that narrow formats make faster.");
    time_products(l, &csv);
    lesson_heading(l, "5. Times: streams");
    lesson_say("Numbers copied, or widened as the trainer does it, in the first-level cache (2048 of them) and far "
               "outside (2^24). By bytes: the ratio if the bytes read and written were all that counts, which is where "
               "a factor of two comes from. Near by, instructions count too, and widening takes some.");
    time_streams(l, &csv);
    lesson_heading(l, "6. Times: steps of training");
    lesson_say("SGD, one thread, medians. Products: what the step's products take when they are all that is done; all "
               "else: the rest of the step.");
    time_steps(l, digits, &ledger_digits, true, BATCH, 9, 5, small, &csv);
    if (fast) {
        time_steps(l, digits, &ledger_bigger, false, 256, 7, 1, large, &csv);
    } else {
        time_steps(l, digits, &ledger_bigger, true, BATCH, 1, 1, large, &csv); /* it takes long enough */
    }
    lesson_csv_close(l, &csv);
    check_twin(l, digits, TRAINER_PATH_AUTO, LEDGER_FP32);
    check_twin(l, digits, TRAINER_PATH_VDPBF16PS, LEDGER_BF16_MASTER);
    check_twin(l, digits, TRAINER_PATH_BFDOT, LEDGER_BF16_MASTER);
    lesson_heading(l, "7. What these times say");
    conclude(small, large, LEDGER_FP16_MASTER);
    conclude(small, large, LEDGER_BF16_MASTER);
    lesson_say(
        "All else does not shrink: biases, ReLU, softmax and the update are FP32 as before, for which narrow numbers "
        "are widened, and rounded afterwards; and a master is one more tensor to read and to write.");
    lesson_say("Published: NVIDIA's 1.5 to 5.5 times FP32's speed is on V100, whose tensor cores do the products, and "
               "1.3 to 2.5 times more on A100; a user's table has 1.15 to 1.64 on a 1080 Ti, which has none, and 1.45 "
               "to 1.52 on a 2080 Ti. A CPU's 16-bit products gain what part 4 shows. Of memory the ZeRO paper says "
               "what the ledger does: 16 bytes per parameter for Adam in mixed precision, as in FP32.");
}
