/* SPDX-License-Identifier: Apache-2.0
 *
 * measure.c - timing, in CPU time and in turn. See measure.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "measure.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "trainer/kernels/kernels.h"

enum { ROUNDS = 7, MATRICES = 3, SAMPLES = 100 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *x, const void *y)
{
    const double a = *(const double *)x;
    const double b = *(const double *)y;
    return (a > b) - (a < b);
}

measure_quartiles measure_quartiles_of(const double *values, int count)
{
    double sorted[MEASURE_ROUNDS_MAX];
    const int lower = (count - 1) / 4;
    assert(count > 0 && count <= MEASURE_ROUNDS_MAX);
    memcpy(sorted, values, (size_t)count * sizeof *values);
    qsort(sorted, (size_t)count, sizeof *sorted, ascending);
    return (measure_quartiles){sorted[lower], sorted[count / 2], sorted[count - 1 - lower]};
}

/* Seconds for doing `work` once. Between two readings of the clock (a system call each) it runs 1, 2, 4, ... times, for
 * 4 ms in all. */
static double seconds_of(void (*work)(const void *), const void *argument)
{
    const double start = seconds();
    double passed = 0;
    int done = 0;
    for (int times = 1; passed < 4e-3; times *= 2) {
        for (int i = 0; i < times; i++) {
            work(argument);
        }
        done += times;
        passed = seconds() - start;
    }
    return passed / done;
}

static void *take(const lesson *l, size_t bytes)
{
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (memory == NULL) {
        lesson_fail(l, "out of memory");
    }
    return memory;
}

/* ---- Matrix products --------------------------------------------------------------------------------------------- */

typedef struct {
    const trainer_kernels *kernels; /* NULL: there is no such path */
    product_task task;
    uint8_t *memory; /* left, right, result and scratch */
} problem;

/* Elements are these integers / 256: 8 bits, exact in every format of a path. A product of two is an integer / 2^16 of
 * magnitude at most 2^14, and a sum of up to 512 products has at most 23 bits: exact in FP32, in any order. */
static int32_t element(uint64_t matrix, size_t i)
{
    return (int32_t)(hu_random(1, matrix, i) & 255) - 128;
}

static void prepare(const lesson *l, problem *p, trainer_path path, size_t n)
{
    const trainer_kernels *k = trainer_find_kernels(path);
    *p = (problem){.kernels = k};
    if (k == NULL) {
        return;
    }
    const size_t bytes = n * n * sizeof(float);
    p->memory = take(l, MATRICES * bytes + trainer_product_scratch(k, &trainer_fp32, n, n, n, 1));
    float *out = (float *)(void *)(p->memory + 2 * bytes);
    for (uint64_t matrix = 0; matrix < 2; matrix++) {
        for (size_t i = 0; i < n * n; i++) {
            out[i] = (float)element(matrix, i) / 256;
        }
        k->encode(k->operand, HU_OVERFLOW_NONE, out, p->memory + matrix * bytes, n * n);
    }
    p->task = (product_task){
        .left = p->memory,
        .left_row = n,
        .left_depth = 1,
        .right = p->memory + bytes,
        .right_depth = n,
        .right_column = 1,
        .out = out,
        .rows = n,
        .depth = n,
        .columns = n,
        .accumulator = &trainer_fp32,
        .scratch = p->memory + MATRICES * bytes,
    };
}

static void multiply(const void *argument)
{
    const problem *p = argument;
    trainer_product(p->kernels, &p->task, 1);
}

/* The speed of a wrong product is worthless. */
static int count_wrong(const problem *p)
{
    const size_t n = p->task.rows;
    int wrong = 0;
    for (size_t i = 0; i < SAMPLES; i++) {
        const size_t at = (size_t)(hu_random(1, 2, i) % (n * n));
        int32_t sum = 0;
        for (size_t k = 0; k < n; k++) {
            sum += element(0, at / n * n + k) * element(1, k * n + at % n);
        }
        wrong += p->task.out[at] != (float)sum * 0x1p-16F;
    }
    return wrong;
}

void measure_products(const lesson *l, measure_product *products, int count)
{
    problem *problems = take(l, (size_t)count * sizeof *problems);
    double(*times)[ROUNDS] = take(l, (size_t)count * sizeof *times);
    for (int i = 0; i < count; i++) {
        prepare(l, &problems[i], products[i].path, products[i].n);
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < count; i++) {
            times[i][round] = problems[i].kernels != NULL ? seconds_of(multiply, &problems[i]) : 0;
        }
    }
    for (int i = 0; i < count; i++) {
        const double n = (double)products[i].n;
        const bool here = problems[i].kernels != NULL;
        products[i].speed = here ? 2e-9 * n * n * n / measure_quartiles_of(times[i], ROUNDS).median : 0;
        products[i].wrong = here ? count_wrong(&problems[i]) : 0;
        free(problems[i].memory);
    }
    free(problems);
    free(times);
}

/* ---- Streams ----------------------------------------------------------------------------------------------------- */

typedef struct {
    const trainer_kernels *kernels;
    const trainer_format *format;
    size_t count;
    const void *from;
    float *to;
} stream;

static void pass(const void *argument)
{
    const stream *s = argument;
    s->kernels->decode(s->format, s->from, s->to, s->count);
}

void measure_streams(const lesson *l, size_t elements, double speed[MEASURE_STREAMS])
{
    const trainer_kernels *k = trainer_find_kernels(TRAINER_PATH_AUTO);
    void *from = take(l, elements * sizeof(float));
    float *to = take(l, elements * sizeof(float));
    const stream streams[MEASURE_STREAMS] = {
        [MEASURE_COPY_32] = {k, &trainer_fp32, elements, from, to},
        [MEASURE_COPY_16] = {k, &trainer_fp32, elements / 2, from, to}, /* two codes in each element */
        [MEASURE_WIDEN_FP16] = {k, &trainer_fp16, elements, from, to},
        [MEASURE_WIDEN_BF16] = {k, &trainer_bf16, elements, from, to},
    };
    double times[MEASURE_STREAMS][ROUNDS];
    memset(from, 0x3C, elements * sizeof(float)); /* ordinary numbers: near 1 in FP16, near 2^-7 in the others */
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < MEASURE_STREAMS; i++) {
            times[i][round] = seconds_of(pass, &streams[i]);
        }
    }
    for (int i = 0; i < MEASURE_STREAMS; i++) {
        speed[i] = 1e-9 * (double)elements / measure_quartiles_of(times[i], ROUNDS).median;
    }
    free(from);
    free(to);
}

/* ---- Steps of training ------------------------------------------------------------------------------------------- */

typedef struct {
    trainer *trainer; /* NULL: it cannot run               */
    double began;     /* when the last product began       */
    double products;  /* seconds in products, in this turn */
    int count;        /* number of products                */
} contestant;

static void watch(void *context, bool begins)
{
    contestant *c = context;
    const double now = seconds();
    if (begins) {
        c->began = now;
    } else {
        c->products += now - c->began;
        c->count++;
    }
}

/* Seconds for reading the clock: a system call, about half a microsecond, which a step that reads it 100 times would
 * feel. */
static double seconds_of_look(void)
{
    enum { LOOKS = 16 };
    double times[MEASURE_ROUNDS_MAX];
    for (int i = 0; i < MEASURE_ROUNDS_MAX; i++) {
        const double start = seconds();
        for (int j = 1; j < LOOKS; j++) {
            seconds();
        }
        times[i] = (seconds() - start) / LOOKS;
    }
    return measure_quartiles_of(times, MEASURE_ROUNDS_MAX).median;
}

static void prepare_contestant(const lesson *l, contestant *c, const trainer_data *data, const ledger_network *network,
                               int batch, const measure_training *m)
{
    char error[TRAINER_ERROR_SIZE];
    trainer_config config = ledger_config(network, m->policy, TRAINER_SGD, batch);
    config.path = m->path;
    config.threads = 1;
    *c = (contestant){.trainer = NULL};
    if (!m->runs || !trainer_config_valid(&config, data, error)) {
        return;
    }
    c->trainer = trainer_new(&config, data);
    if (c->trainer == NULL) {
        lesson_fail(l, "out of memory");
    }
    trainer_watch_products(c->trainer, watch, c);
}

/* The time between two readings includes that of one reading. */
static void one_turn(contestant *c, int steps, double look, double *products, double *rest)
{
    trainer_step(c->trainer, NULL);
    c->products = 0;
    c->count = 0;
    const double start = seconds();
    for (int i = 0; i < steps; i++) {
        trainer_step(c->trainer, NULL);
    }
    const double others = seconds() - start - c->products;
    *products = 1e3 * fmax(c->products - c->count * look, 0) / steps;
    *rest = 1e3 * fmax(others - (c->count + 1) * look, 0) / steps;
}

void measure_trainings(const lesson *l, const trainer_data *data, const ledger_network *network, int batch, int rounds,
                       int steps, measure_training *m, int count)
{
    contestant *contestants = take(l, (size_t)count * sizeof *contestants);
    const double look = seconds_of_look();
    for (int i = 0; i < count; i++) {
        prepare_contestant(l, &contestants[i], data, network, batch, &m[i]);
        m[i].runs = contestants[i].trainer != NULL;
    }
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < count; i++) {
            if (m[i].runs) {
                one_turn(&contestants[i], steps, look, &m[i].products[round], &m[i].rest[round]);
            }
        }
    }
    for (int i = 0; i < count; i++) {
        if (m[i].runs) {
            const bool master = ledger_policies[m[i].policy].formats.master != NULL;
            m[i].digest = trainer_digest(contestants[i].trainer, master ? TRAINER_MASTER : TRAINER_WEIGHTS);
        }
        trainer_free(contestants[i].trainer);
    }
    free(contestants);
}
