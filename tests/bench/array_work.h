/* SPDX-License-Identifier: Apache-2.0
 *
 * array_work.h - the work of arrays.c: what is converted or computed, on what, by whom, and whether the result is
 * right.
 */
#ifndef BENCH_ARRAY_WORK_H
#define BENCH_ARRAY_WORK_H

#include <stdbool.h>

#include "bench/peers.h"
#include "bench/script.h"
#include "halfulp_array.h"

/* Elements: 16 KiB of FP32, and far more than caches hold. */
enum { IN_CACHE = 1 << 12, OUT_OF_CACHE = 1 << 24 };

typedef struct {
    const char *name, *from, *to;
    hu_operation operation;
} array_work;

/* Who does it; and of us what is asked, by path. */
typedef enum { OURS, COPY, LOOP, NUMPY } array_actor;
typedef enum { PLAIN, FLAGS, COUNTS, STOCHASTIC } array_question;

typedef struct {
    array_actor actor;
    array_question asked;
    bench_array_pass *loop; /* of LOOP                         */
    bool numbers;           /* it gives FP32 instead of codes  */
    hu_array_path path;     /* of OURS                         */
    size_t n;               /* elements                        */
} array_subject;

/* NumPy, if numpy.to is not NULL. */
extern bench_script array_numpy;

/* Takes memory for all work. */
void array_prepare(void);

/* Makes the operands of a work with n elements; what follows is about them. NumPy gets the first numpy_n. */
void array_begin(const array_work *work, size_t n, size_t numpy_n);

bool array_numpy_knows(const array_work *work);

/* Does the work once: bench_side.run and .seconds. */
void array_run(void *subject);
double array_numpy_seconds(void *subject, size_t repeats);

/* Compares what a side gives with the scalar functions, over all elements. `what` is for the message. */
void array_compare(const char *what, const char *side, const array_subject *subject);

#endif
