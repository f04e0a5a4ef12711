/* SPDX-License-Identifier: Apache-2.0
 *
 * measure.h - how fast this machine does what training is made of: matrix products, and streams of numbers that are
 * copied or widened. In one thread, whose CPU time counts, so that other programs on the machine cost little. What is
 * to be compared is timed in turn, several times over, so that changes in load affect all contestants alike; the
 * result is the median, or all of the rounds. Want of memory ends the program with status 2.
 */
#ifndef HALFULP_MEASURE_H
#define HALFULP_MEASURE_H

#include "memory_model.h"
#include "lesson.h"

enum { MEASURE_ROUNDS_MAX = 41 };

typedef struct {
    double lower, median, upper;
} measure_quartiles;

/* Of 1 to MEASURE_ROUNDS_MAX values. */
measure_quartiles measure_quartiles_of(const double *values, int count);

typedef struct {
    trainer_path path;
    size_t n;     /* the matrices are n x n, n a multiple of 4, at most 512; packing them is part of the time */
    double speed; /* out: GFLOP/s, 2 n^3 operations a product; 0 where this machine or build lacks the path */
    int wrong;    /* out: of 100 elements of the result, those that are not the exact sum */
} measure_product;

void measure_products(const lesson *lesson, measure_product *products, int count);

typedef enum {
    MEASURE_COPY_32,    /* FP32 numbers as they are: 4 bytes read and 4 written for each */
    MEASURE_COPY_16,    /* 16-bit codes as they are: 2 and 2                             */
    MEASURE_WIDEN_FP16, /* FP16 to FP32, by the fastest FP32 path: 2 and 4               */
    MEASURE_WIDEN_BF16, /* BF16 to FP32, likewise                                        */
    MEASURE_STREAMS
} measure_stream;

/* 10^9 elements per second of each stream over `elements` (even) numbers. */
void measure_streams(const lesson *lesson, size_t elements, double speed[MEASURE_STREAMS]);

/* One of several trainings to be compared. */
typedef struct {
    trainer_path path;
    int policy; /* LEDGER_FP32 ...; with SGD */
    bool runs;  /* in: wanted; out: and this machine and build have the path */
    /* Out: milliseconds a step, in each round, in its products and in all else; they add up to the step. */
    double products[MEASURE_ROUNDS_MAX], rest[MEASURE_ROUNDS_MAX];
    uint64_t digest; /* out: of the updated weights, after all steps */
} measure_training;

/* Each takes a step that is not timed, for the caches, and `steps` that are, in its turn, `rounds` times (at most
 * MEASURE_ROUNDS_MAX). The clock is looked at around each product; what the looks take is deducted. */
void measure_trainings(const lesson *lesson, const trainer_data *data, const ledger_network *network, int batch,
                       int rounds, int steps, measure_training *trainings, int count);

#endif
