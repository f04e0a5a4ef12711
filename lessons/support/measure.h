/* SPDX-License-Identifier: Apache-2.0
 *
 * measure.h - how fast this machine does the work of training: matrix products, streams of numbers that are copied or
 * widened, and whole steps. It uses one thread and CPU time, so that other programs on the machine have little effect.
 * Candidates are timed in turn, several times, so that changes in load affect all contestants alike; the result is the
 * median, or all rounds. Lack of memory ends the program with status 2.
 */
#ifndef HALFULP_MEASURE_H
#define HALFULP_MEASURE_H

#include "memory_model.h"
#include "lesson.h"

enum { MEASURE_ROUNDS_MAX = 41 };

typedef struct {
    double lower, median, upper;
} measure_quartiles;

/* The quartiles of 1 to MEASURE_ROUNDS_MAX values. */
measure_quartiles measure_quartiles_of(const double *values, int count);

typedef struct {
    trainer_path path;
    size_t n;     /* the matrices are n x n, n a multiple of 4, at most 512; the time includes packing them */
    double speed; /* out: GFLOP/s, 2 n^3 operations per product; 0 if this machine or build lacks the path */
    int wrong;    /* out: how many of 100 elements of the result are not the exact sum */
} measure_product;

void measure_products(const lesson *lesson, measure_product *products, int count);

typedef enum {
    MEASURE_COPY_32,    /* copies FP32 numbers: 4 bytes read and 4 written for each */
    MEASURE_COPY_16,    /* copies 16-bit codes: 2 and 2                             */
    MEASURE_WIDEN_FP16, /* FP16 to FP32, by the fastest FP32 path: 2 and 4          */
    MEASURE_WIDEN_BF16, /* BF16 to FP32, in the same way                            */
    MEASURE_STREAMS
} measure_stream;

/* Sets `speed` to 10^9 elements per second for each stream over `elements` (even) numbers. */
void measure_streams(const lesson *lesson, size_t elements, double speed[MEASURE_STREAMS]);

/* One of the trainings to be compared. */
typedef struct {
    trainer_path path;
    int policy; /* LEDGER_FP32 ...; with SGD */
    bool runs;  /* in: wanted; out: also available on this machine and in this build */
    /* Out: milliseconds per step in each round, in the products and in everything else; their sum is the whole step. */
    double products[MEASURE_ROUNDS_MAX], rest[MEASURE_ROUNDS_MAX];
    uint64_t digest; /* out: of the updated weights, after all steps */
} measure_training;

/* Times the trainings. In each of `rounds` rounds (at most MEASURE_ROUNDS_MAX), each training in turn takes one untimed
 * step, for the caches, and `steps` timed ones. The clock is read around each product; the time of these readings is
 * deducted. */
void measure_trainings(const lesson *lesson, const trainer_data *data, const ledger_network *network, int batch,
                       int rounds, int steps, measure_training *trainings, int count);

#endif
