/* SPDX-License-Identifier: Apache-2.0
 *
 * The trainer's matrix products against OpenBLAS (cblas_sgemm) and oneDNN (matmul, BF16 in and FP32 out): one thread,
 * square matrices by rows, packing included. All are timed in turn, many times over, so that changes in load affect all
 * alike; the medians count, and of these the ratios. The time is this thread's CPU time, so that other programs cost
 * little. Our own products are compared with their definition first. What a processor cannot run is a line that says
 * so: ONEDNN_MAX_CPU_ISA=AVX2 shows it where nothing is missing.
 */
#define _POSIX_C_SOURCE 200809L

#include "kernels/gemm.h"

#include <cblas.h>
#include <dnnl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 25, PATHS = 5, PEERS = 2, SUBJECTS = PATHS + PEERS };
enum { OPENBLAS = PATHS, ONEDNN };

static const trainer_path paths[PATHS] = {TRAINER_PATH_AVX512, TRAINER_PATH_AVX2, TRAINER_PATH_NEON, TRAINER_PATH_F16C,
                                          TRAINER_PATH_BF16};

typedef struct {
    size_t n;
    float *left, *right, *out;          /* [n][n] */
    uint16_t *left_codes, *right_codes; /* of FP16 or BF16: any codes, as time does not depend on them here */
    void *scratch;
    dnnl_primitive_t matmul; /* NULL: oneDNN refuses the product */
    dnnl_stream_t stream;
    dnnl_exec_arg_t arguments[3];
} problem;

static void fail(const char *what)
{
    fprintf(stderr, "bench gemm: %s\n", what);
    exit(2);
}

static void *room(size_t bytes)
{
    void *p = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (p == NULL) {
        fail("out of memory");
    }
    return p;
}

static void check_dnnl(dnnl_status_t status)
{
    if (status != dnnl_success) {
        fail("oneDNN failed where it never should: out of memory?");
    }
}

/* False: oneDNN refuses a BF16 product on this processor, or this version of it does. */
static bool make_matmul(problem *p, const dnnl_memory_desc_t matrix[3], dnnl_engine_t engine)
{
    dnnl_matmul_desc_t operation;
    dnnl_primitive_desc_t description;
    if (dnnl_matmul_desc_init(&operation, &matrix[0], &matrix[1], NULL, &matrix[2]) != dnnl_success ||
        dnnl_primitive_desc_create(&description, &operation, NULL, engine, NULL) != dnnl_success) {
        return false;
    }
    return dnnl_primitive_create(&p->matmul, description) == dnnl_success;
}

static void prepare_dnnl(problem *p)
{
    const dnnl_dims_t sizes = {(dnnl_dim_t)p->n, (dnnl_dim_t)p->n};
    void *const data[3] = {p->left_codes, p->right_codes, p->out};
    static const int roles[3] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
    dnnl_engine_t engine;
    dnnl_memory_desc_t matrix[3];
    check_dnnl(dnnl_engine_create(&engine, dnnl_cpu, 0));
    check_dnnl(dnnl_stream_create(&p->stream, engine, dnnl_stream_default_flags));
    for (int i = 0; i < 3; i++) {
        check_dnnl(dnnl_memory_desc_init_by_tag(&matrix[i], 2, sizes, i == 2 ? dnnl_f32 : dnnl_bf16, dnnl_ab));
        p->arguments[i].arg = roles[i];
        check_dnnl(dnnl_memory_create(&p->arguments[i].memory, &matrix[i], engine, data[i]));
    }
    if (!make_matmul(p, matrix, engine)) {
        p->matmul = NULL;
    }
}

/* Numbers in [-1/2, 1/2) that are BF16, and their BF16 codes. */
static void prepare(problem *p, size_t n)
{
    size_t scratch = 0;
    p->n = n;
    p->left = room(n * n * sizeof(float));
    p->right = room(n * n * sizeof(float));
    p->out = room(n * n * sizeof(float));
    p->left_codes = room(n * n * sizeof(uint16_t));
    p->right_codes = room(n * n * sizeof(uint16_t));
    for (size_t i = 0; i < n * n; i++) {
        p->left[i] = (float)((int32_t)(hu_random(1, 1, i) & 255) - 128) / 256;
        p->right[i] = (float)((int32_t)(hu_random(1, 2, i) & 255) - 128) / 256;
        p->left_codes[i] = (uint16_t)(hu_fp32_from_float(p->left[i]).code >> 16);
        p->right_codes[i] = (uint16_t)(hu_fp32_from_float(p->right[i]).code >> 16);
    }
    for (size_t i = 0; i < PATHS; i++) {
        const trainer_kernels *k = trainer_find_kernels(paths[i]);
        const size_t bytes = k != NULL ? trainer_product_scratch(k, &trainer_fp32, n, n, n, 1) : 0;
        scratch = bytes > scratch ? bytes : scratch;
    }
    p->scratch = room(scratch + 64);
    prepare_dnnl(p);
}

/* What prepare took; the engine and the descriptions of oneDNN are a few bytes and stay. */
static void release(problem *p)
{
    free(p->left);
    free(p->right);
    free(p->out);
    free(p->left_codes);
    free(p->right_codes);
    free(p->scratch);
    if (p->matmul != NULL) {
        dnnl_primitive_destroy(p->matmul);
    }
    dnnl_stream_destroy(p->stream);
    for (int i = 0; i < 3; i++) {
        dnnl_memory_destroy(p->arguments[i].memory);
    }
}

static bool available(const problem *p, int subject)
{
    switch (subject) {
    case OPENBLAS:
        return true;
    case ONEDNN:
        return p->matmul != NULL;
    default:
        return trainer_find_kernels(paths[subject]) != NULL;
    }
}

static void multiply(const problem *p, int subject)
{
    const int n = (int)p->n;
    if (subject == OPENBLAS) {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, p->left, n, p->right, n, 0, p->out, n);
    } else if (subject == ONEDNN) {
        check_dnnl(dnnl_primitive_execute(p->matmul, p->stream, 3, p->arguments));
        check_dnnl(dnnl_stream_wait(p->stream));
    } else {
        const trainer_kernels *k = trainer_find_kernels(paths[subject]);
        const product_task task = {
            .left = k->operand == &trainer_fp32 ? (const void *)p->left : p->left_codes,
            .left_row = p->n,
            .left_depth = 1,
            .right = k->operand == &trainer_fp32 ? (const void *)p->right : p->right_codes,
            .right_depth = p->n,
            .right_column = 1,
            .out = p->out,
            .rows = p->n,
            .depth = p->n,
            .columns = p->n,
            .accumulator = &trainer_fp32,
            .scratch = p->scratch,
        };
        trainer_product(k, &task, 1);
    }
}

/* Some outputs of the FP32 paths against fmaf, one link after the other: a fast wrong product is worth no time. (BF16
 * and FP16 have their check in the suite, check_trainer_products.) */
static void check_product(const problem *p, int subject)
{
    if (trainer_find_kernels(paths[subject])->operand != &trainer_fp32) {
        return;
    }
    multiply(p, subject);
    for (size_t i = 0; i < 100; i++) {
        const size_t at = (size_t)(hu_random(1, 3, i) % (p->n * p->n));
        float sum = 0;
        for (size_t k = 0; k < p->n; k++) {
            sum = fmaf(p->left[at / p->n * p->n + k], p->right[k * p->n + at % p->n], sum);
        }
        if (p->out[at] != sum) {
            fail("a product differs from its definition: run make test");
        }
    }
}

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

/* Median GFLOP/s of each subject; 0 where there is none. */
static void measure(const problem *p, double speed[SUBJECTS])
{
    static double time[SUBJECTS][ROUNDS];
    const double work = 2.0 * (double)p->n * (double)p->n * (double)p->n;
    const int repeats = 1 + (int)(5e8 / work); /* some 5 ms at a time */
    for (int round = 0; round < ROUNDS; round++) {
        for (int s = 0; s < SUBJECTS; s++) {
            if (isatty(2) != 0) {
                fprintf(stderr, "\rn = %zu: round %d of %d ", p->n, round + 1, ROUNDS);
            }
            multiply(p, available(p, s) ? s : OPENBLAS); /* caches as this subject leaves them */
            const double start = seconds();
            for (int i = 0; i < repeats && available(p, s); i++) {
                multiply(p, s);
            }
            time[s][round] = (seconds() - start) / repeats;
        }
    }
    for (int s = 0; s < SUBJECTS; s++) {
        qsort(time[s], ROUNDS, sizeof time[s][0], ascending);
        speed[s] = available(p, s) ? 1e-9 * work / time[s][ROUNDS / 2] : 0;
    }
    if (isatty(2) != 0) {
        fprintf(stderr, "\r\033[K");
    }
}

static void print_ratio(const char *what, double ours, double theirs, double wanted)
{
    if (ours > 0 && theirs > 0) {
        printf("  %-28s %5.2f   wanted %.1f%s\n", what, ours / theirs, wanted,
               ours / theirs < wanted ? ": NOT REACHED in this run" : "");
    } else {
        printf("  %-28s SKIP: %s\n", what,
               ours > 0 ? "oneDNN refuses BF16 on this processor" : "this build and machine have no such path");
    }
}

static void run(size_t n)
{
    static const char *const peers[PEERS] = {"OpenBLAS sgemm", "oneDNN bf16"};
    problem whole = {0};
    problem *p = &whole;
    double speed[SUBJECTS];
    prepare(p, n);
    for (int s = 0; s < PATHS; s++) {
        if (available(p, s)) {
            check_product(p, s);
        }
    }
    measure(p, speed);
    printf("n = %zu, GFLOP/s:", n);
    for (int s = 0; s < SUBJECTS; s++) {
        if (available(p, s)) {
            printf("  %s %.0f", s < PATHS ? trainer_path_name(paths[s]) : peers[s - PATHS], speed[s]);
        }
    }
    printf("\n");
    const double fp32 = speed[0] > 0 ? speed[0] : speed[1] > 0 ? speed[1] : speed[2]; /* what AUTO takes */
    print_ratio("FP32 / OpenBLAS", fp32, speed[OPENBLAS], 0.7);
    print_ratio("BF16 / oneDNN", speed[4], speed[ONEDNN], 0.7);
    print_ratio("BF16 / our FP32", speed[4], fp32, 1.7);
    fflush(stdout);
    release(p);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        const bool asked = strcmp(argv[1], "--help") == 0;
        fprintf(asked ? stdout : stderr,
                "usage: OMP_NUM_THREADS=1 gemm [--help]: the trainer's matrix products against "
                "OpenBLAS and oneDNN, one thread\n");
        return asked ? 0 : 2;
    }
    const char *threads = getenv("OMP_NUM_THREADS"); /* read by oneDNN's OpenMP before main */
    if (threads == NULL || strcmp(threads, "1") != 0) {
        fail("set OMP_NUM_THREADS=1: the peers are measured in one thread, as make bench does");
    }
    openblas_set_num_threads(1);
    printf("OpenBLAS takes this processor for: %s\n", openblas_get_corename());
    for (size_t n = 256; n <= 1024; n *= 2) {
        run(n);
    }
    return 0;
}
