/* SPDX-License-Identifier: Apache-2.0
 *
 * runs.c - training over several seeds. See runs.h.
 */
#include "runs.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void run_digits(const lesson *l, trainer_data *digits)
{
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_load_digits(NULL, digits, error)) {
        lesson_fail(l, "%s", error);
    }
}

trainer *run_trainer(const lesson *l, const trainer_data *data, const trainer_config *config)
{
    trainer_config here = *config;
    here.path = l->path;
    here.threads = 1; /* runs go side by side */
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_config_valid(&here, data, error)) {
        lesson_fail(l, "%s", error);
    }
    trainer *t = trainer_new(&here, data);
    if (t == NULL) {
        lesson_fail(l, "out of memory");
    }
    return t;
}

int run_seeds(const lesson *l)
{
    return l->quick ? 1 : LESSON_SEEDS;
}

/* A NaN is larger than anything: what has once been seen stays. */
static double larger_or_nan(double x, double y)
{
    return isnan(x) || y <= x ? x : y;
}

/* `watch` may be NULL. */
static void train_epoch(trainer *t, lesson_run *r, run_epoch *e, unsigned counted, signals *watch)
{
    const int steps = (int)trainer_where(t).steps_per_epoch;
    for (int i = 0; i < steps; i++) {
        trainer_statistics step = {.wanted = counted};
        const trainer_step_report report = trainer_step(t, counted != 0 ? &step : NULL);
        e->loss += (double)report.loss / steps;
        e->largest_loss = larger_or_nan(e->largest_loss, (double)report.loss);
        e->activation += (double)step.largest_activation / steps;
        e->skipped += report.skipped;
        if (counted != 0) {
            trainer_statistics_add(&r->statistics, &step);
        }
        if (watch != NULL) {
            signals_step(watch, &report, &step);
        }
    }
    if (watch != NULL) {
        e->signals = signals_epoch(watch, t);
    }
    e->accuracy = 100 * trainer_accuracy(t);
    r->steps += steps;
}

static void train(const lesson *l, const trainer_data *data, const contestant *c, uint64_t seed, lesson_run *r)
{
    trainer_config config = c->config;
    config.seed = seed;
    trainer *t = run_trainer(l, data, &config);
    const trainer_role updated = config.master == NULL ? TRAINER_WEIGHTS : TRAINER_MASTER;
    const uint64_t initial = trainer_digest(t, updated);
    signals *watch = c->watched ? signals_begin(t, data->classes) : NULL;
    if (c->watched && watch == NULL) {
        lesson_fail(l, "out of memory");
    }
    assert(config.epochs <= RUN_EPOCHS);
    r->epochs = config.epochs;
    for (int i = 0; i < config.epochs; i++) {
        train_epoch(t, r, &r->epoch[i], c->counted | (c->watched ? (unsigned)SIGNALS_COUNTED : 0), watch);
    }
    signals_end(watch);
    r->moved = trainer_digest(t, updated) != initial;
    trainer_free(t);
}

void run_all(const lesson *l, const trainer_data *data, contestant *c, size_t count)
{
    const int seeds = run_seeds(l);
    const int runs = (int)count * seeds;
    int done = 0;
    for (size_t i = 0; i < count; i++) {
        c[i].run = calloc((size_t)seeds, sizeof *c[i].run);
        if (c[i].run == NULL) {
            lesson_fail(l, "out of memory");
        }
    }
    lesson_progress(l, "training, run 0 of %d", runs);
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic)
#endif
    for (int i = 0; i < runs; i++) {
        contestant *one = &c[i / seeds];
        train(l, data, one, l->seed + (uint64_t)(i % seeds), &one->run[i % seeds]);
#ifdef _OPENMP
#pragma omp critical
#endif
        lesson_progress(l, "training, run %d of %d", ++done, runs);
    }
    lesson_progress(l, NULL);
}

void run_free(contestant *c, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(c[i].run);
        c[i].run = NULL;
    }
}

/* ---- What claims are about --------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

run_spread run_spread_of(const double *values, int count)
{
    double sorted[RUN_EPOCHS];
    assert(count >= 1 && count <= RUN_EPOCHS);
    memcpy(sorted, values, (size_t)count * sizeof *values);
    qsort(sorted, (size_t)count, sizeof *sorted, ascending);
    return (run_spread){sorted[0], (sorted[(count - 1) / 2] + sorted[count / 2]) / 2, sorted[count - 1]};
}

static run_spread tail_accuracy(const lesson_run *r)
{
    double values[RUN_TAIL] = {0};
    const int count = r->epochs < RUN_TAIL ? r->epochs : RUN_TAIL;
    for (int i = 0; i < count; i++) {
        values[i] = r->epoch[r->epochs - count + i].accuracy;
    }
    return run_spread_of(values, count);
}

double run_median_accuracy(const lesson_run *r)
{
    return tail_accuracy(r).median;
}

double run_worst_accuracy(const lesson_run *r)
{
    return tail_accuracy(r).least;
}

double run_final_loss(const lesson_run *r)
{
    const int count = r->epochs < RUN_TAIL ? r->epochs : RUN_TAIL;
    double sum = 0;
    for (int i = r->epochs - count; i < r->epochs; i++) {
        sum += r->epoch[i].loss;
    }
    return sum / count;
}

double run_largest_loss(const lesson_run *r, int after)
{
    double largest = 0;
    for (int i = after; i < r->epochs; i++) {
        largest = larger_or_nan(largest, r->epoch[i].largest_loss);
    }
    return largest;
}

uint64_t run_below(const trainer_histogram *h, int exponent)
{
    uint64_t count = 0;
    for (int e = TRAINER_EXPONENT_MIN; e < exponent; e++) {
        count += h->binade[e - TRAINER_EXPONENT_MIN];
    }
    return count;
}

double run_share(const trainer_histogram *h, int low, int high)
{
    return 100 * (double)(run_below(h, high) - run_below(h, low)) / (double)h->finite;
}

double run_flushed(const trainer_statistics *statistics)
{
    const trainer_histogram *logits = &statistics->logit_gradients;
    const trainer_histogram *hidden = &statistics->hidden_gradients;
    const uint64_t seen =
        trainer_histogram_total(logits) - logits->zero + trainer_histogram_total(hidden) - hidden->zero;
    return seen > 0 ? 100.0 * (double)(logits->flushed + hidden->flushed) / (double)seen : 0.0;
}

double run_lost(const lesson_run *r)
{
    return 100 * (double)r->statistics.updates_lost / (double)r->statistics.updates;
}

double run_delivered(const lesson_run *r)
{
    return r->statistics.delivered / r->statistics.intended;
}

void run_table(const lesson *l, const contestant *c, size_t count)
{
    const int seeds = run_seeds(l);
    printf("\n                      test images right, %%    loss     updates lost  delivered\n"
           "                      (%d seed%s)\n",
           seeds, seeds == 1 ? "" : "s");
    for (size_t i = 0; i < count; i++) {
        double of[4][LESSON_SEEDS];
        for (int s = 0; s < seeds; s++) {
            const lesson_run *r = &c[i].run[s];
            of[0][s] = run_median_accuracy(r);
            of[1][s] = run_final_loss(r);
            of[2][s] = run_lost(r);
            of[3][s] = run_delivered(r);
        }
        const run_spread right = run_spread_of(of[0], seeds);
        printf("%c %-19s %5.1f to %5.1f %10.3f %13.1f %%    %6.3f\n", 'A' + (int)i, c[i].name, right.least, right.most,
               run_spread_of(of[1], seeds).median, run_spread_of(of[2], seeds).median,
               run_spread_of(of[3], seeds).median);
    }
}
