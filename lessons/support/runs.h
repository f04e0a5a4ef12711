/* SPDX-License-Identifier: Apache-2.0
 *
 * runs.h - training for the lessons: the same configurations over several seeds, a curve of each run, and what a claim
 * may be about: the median and the worst of the last five epochs, the largest loss of any step.
 */
#ifndef HALFULP_LESSON_RUNS_H
#define HALFULP_LESSON_RUNS_H

#include "lesson.h"
#include "signals.h"

enum { RUN_EPOCHS = 60, RUN_TAIL = 5 };

/* An epoch of a run. */
typedef struct {
    double loss;         /* mean of the steps' losses           */
    double largest_loss; /* of a step                           */
    double accuracy;     /* after it, on the test set, percent  */
    double activation;   /* largest activation, its mean over the steps, if counted */
    int skipped;         /* steps                               */
    run_signals signals; /* if the contestant is watched        */
} run_epoch;

typedef struct {
    int epochs;
    run_epoch epoch[RUN_EPOCHS];
    int steps;
    bool moved;                    /* a weight (or master weight) differs from its initial value */
    trainer_statistics statistics; /* of all steps, as far as they were counted                  */
} lesson_run;

/* One contestant; its runs differ in the seed alone. */
typedef struct {
    const char *name; /* without spaces: a column of the CSV file */
    trainer_config config;
    unsigned counted; /* TRAINER_COUNT_... or 0                   */
    bool watched;     /* with the signals of every epoch; the network has a hidden layer */
    lesson_run *run;  /* one for each seed, from run_all          */
} contestant;

/* Loads the digits, or ends the program with status 2. */
void run_digits(const lesson *l, trainer_data *digits);

/* A new trainer on the lesson's path, in one thread. A configuration that this machine cannot run, or lack of memory,
 * ends the program with status 2. */
trainer *run_trainer(const lesson *l, const trainer_data *data, const trainer_config *config);

/* The number of seeds: LESSON_SEEDS, or one with --quick. */
int run_seeds(const lesson *l);

/* Trains every contestant with every seed, config.epochs epochs each, several at a time. */
void run_all(const lesson *l, const trainer_data *data, contestant *c, size_t count);
void run_free(contestant *c, size_t count);

/* ---- What claims are about --------------------------------------------------------------------------------------- */

double run_median_accuracy(const lesson_run *r); /* of the last RUN_TAIL epochs */
double run_worst_accuracy(const lesson_run *r);
double run_final_loss(const lesson_run *r);              /* mean of the last RUN_TAIL epochs                     */
double run_largest_loss(const lesson_run *r, int after); /* of any step after that many epochs                   */

/* Over the seeds: the smallest, the middle and the largest of a quantity. */
typedef struct {
    double least, median, most;
} run_spread;

run_spread run_spread_of(const double *values, int count);

/* The percentage of the updates that changed nothing, and the part of the updates that arrived, of a run for which they
 * were counted. */
double run_lost(const lesson_run *r);
double run_delivered(const lesson_run *r);

/* Prints a row for each contestant: accuracy (the least and the most of its seeds), loss, updates lost and delivered
 * (the middle ones). */
void run_table(const lesson *l, const contestant *c, size_t count);

/* Of a histogram's numbers: how many are below 2^exponent, and the percentage in [2^low, 2^high). */
uint64_t run_below(const trainer_histogram *h, int exponent);
double run_share(const trainer_histogram *h, int low, int high);

/* The percentage of the gradients of logits and hidden layers that were not zero before rounding and zero after it. */
double run_flushed(const trainer_statistics *statistics);

#endif
