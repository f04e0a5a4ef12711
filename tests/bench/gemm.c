/* SPDX-License-Identifier: Apache-2.0
 *
 * The trainer's matrix products beside OpenBLAS (cblas_sgemm) and oneDNN (matmul, FP32, and BF16 in and FP32 out): one
 * thread, square matrices by rows, packing included. The elements are multiples of 2^-8 up to 1/2, so that every sum of
 * products is a number of FP32, whatever its order: all sides must give the same.
 *
 * OpenBLAS chooses its kernel by the processor and says which; OPENBLAS_CORETYPE=Haswell has it take AVX2's, to be
 * measured beside --path avx2. ONEDNN_MAX_CPU_ISA=AVX2 does the same to oneDNN, which then refuses BF16.
 */
#define _POSIX_C_SOURCE 200809L

#include "kernels/gemm.h"

#ifdef BENCH_OPENBLAS
#include <cblas.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/onednn.h"
#include "bench/timing.h"

/* The sides. Ours are measured on one path for each format of the operands. */
enum { FP32, FP16, BF16, OPENBLAS, ONEDNN_FP32, ONEDNN_BF16, SIDES, OURS = OPENBLAS };

/* The paths of each format, the fastest first. */
enum { CHOICES = 3 };
static const trainer_path paths[OURS][CHOICES] = {{TRAINER_PATH_AVX512, TRAINER_PATH_AVX2, TRAINER_PATH_NEON},
                                                  {TRAINER_PATH_F16C, TRAINER_PATH_F16C, TRAINER_PATH_F16C},
                                                  {TRAINER_PATH_BF16, TRAINER_PATH_BF16, TRAINER_PATH_BF16}};
static const char *chosen_path;

typedef struct {
    size_t n;
    float *left, *right, *out; /* [n][n]                        */
    uint16_t *codes[OURS][2];  /* the same in FP16 and in BF16  */
    void *scratch;
    const trainer_kernels *kernels[OURS];
    const char *path_names[OURS];
    onednn_product *onednn[2];
} problem;

typedef struct {
    const problem *p;
    int side;
} subject;

static void *room(size_t bytes)
{
    void *p = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (p == NULL) {
        bench_fail("out of memory");
    }
    return p;
}

/* Sets the path of a format; NULL if this build and processor have none, or if another was asked for. */
static void find_kernels(problem *p, int format)
{
    for (int i = CHOICES - 1; i >= 0; i--) {
        const char *name = trainer_path_name(paths[format][i]);
        const trainer_kernels *k = trainer_find_kernels(paths[format][i]);
        if (k != NULL && (chosen_path == NULL || strcmp(chosen_path, name) == 0)) {
            p->kernels[format] = k;
            p->path_names[format] = name;
        }
    }
}

/* Nothing is run without the path that was asked for: the libraries may have been told to use its instructions. */
static bool is_here(const char *name)
{
    trainer_path path;
    if (!trainer_path_parse(name, &path)) {
        bench_fail("--path: expected avx512, avx2, neon, f16c or a path of BF16");
    }
    return trainer_find_kernels(path) != NULL;
}

static void prepare(problem *p, size_t n)
{
    float **const matrices[2] = {&p->left, &p->right};
    size_t scratch = 64;
    hu_env env = {0};
    p->n = n;
    p->out = room(n * n * sizeof(float));
    for (size_t m = 0; m < 2; m++) {
        float *numbers = *matrices[m] = room(n * n * sizeof(float));
        p->codes[FP16][m] = room(n * n * sizeof(uint16_t));
        p->codes[BF16][m] = room(n * n * sizeof(uint16_t));
        for (size_t i = 0; i < n * n; i++) {
            numbers[i] = (float)((int32_t)(hu_random(1, 1 + m, i) & 255) - 128) / 256;
            p->codes[FP16][m][i] = hu_fp32_to_fp16(hu_fp32_from_float(numbers[i]), &env).code;
            p->codes[BF16][m][i] = hu_fp32_to_bf16(hu_fp32_from_float(numbers[i]), &env).code;
        }
    }
    for (int format = 0; format < OURS; format++) {
        find_kernels(p, format);
        const size_t bytes =
            p->kernels[format] != NULL ? trainer_product_scratch(p->kernels[format], &trainer_fp32, n, n, n, 1) : 0;
        scratch = bytes > scratch ? bytes : scratch;
    }
    p->scratch = room(scratch);
}

static void release(const problem *p)
{
    free(p->left);
    free(p->right);
    free(p->out);
    free(p->scratch);
    for (size_t m = 0; m < 2; m++) {
        free(p->codes[FP16][m]);
        free(p->codes[BF16][m]);
        onednn_end(p->onednn[m]);
    }
}

static void multiply_ours(void *a)
{
    const subject *s = a;
    const problem *p = s->p;
    const product_task task = {
        .left = s->side == FP32 ? (const void *)p->left : p->codes[s->side][0],
        .left_row = p->n,
        .left_depth = 1,
        .right = s->side == FP32 ? (const void *)p->right : p->codes[s->side][1],
        .right_depth = p->n,
        .right_column = 1,
        .out = p->out,
        .rows = p->n,
        .depth = p->n,
        .columns = p->n,
        .accumulator = &trainer_fp32,
        .scratch = p->scratch,
    };
    trainer_product(p->kernels[s->side], &task, 1);
}

#ifdef BENCH_OPENBLAS

static void multiply_openblas(void *a)
{
    const problem *p = ((const subject *)a)->p;
    const int n = (int)p->n;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, p->left, n, p->right, n, 0, p->out, n);
}

/* The side's name: OpenBLAS and the core whose kernel it takes. */
static const char *openblas_name(void)
{
    static char name[32];
    openblas_set_num_threads(1);
    snprintf(name, sizeof name, "OpenBLAS %s", openblas_get_corename());
    return name;
}

static const char *const openblas_missing = NULL;

#else

static void multiply_openblas(void *a)
{
    (void)a;
}

static const char *openblas_name(void)
{
    return "OpenBLAS";
}

static const char *const openblas_missing = "not found when the bench was built";

#endif

static void set_sides(problem *p, subject subjects[SIDES], bench_side sides[SIDES])
{
    for (int s = 0; s < OURS; s++) {
        const trainer_kernels *k = p->kernels[s];
        sides[s] = (bench_side){.name = p->path_names[s],
                                .missing = k != NULL             ? NULL
                                           : chosen_path != NULL ? "another path was asked for"
                                                                 : "this build and processor have no such path",
                                .run = multiply_ours};
    }
    sides[OPENBLAS] =
        (bench_side){.name = openblas_name(), .missing = openblas_missing, .theirs = true, .run = multiply_openblas};
    for (int bf16 = 0; bf16 <= 1; bf16++) {
        void *const left = bf16 ? (void *)p->codes[BF16][0] : p->left;
        void *const right = bf16 ? (void *)p->codes[BF16][1] : p->right;
        const char *why = NULL;
        p->onednn[bf16] = bench_peers() ? onednn_begin(p->n, bf16, left, right, p->out, &why) : NULL;
        sides[ONEDNN_FP32 + bf16] = (bench_side){
            .name = bf16 ? "oneDNN bf16" : "oneDNN fp32", .missing = why, .theirs = true, .run = onednn_run};
    }
    for (int s = 0; s < SIDES; s++) {
        subjects[s] = (subject){p, s};
        sides[s].operations = (double)p->n * (double)p->n * (double)p->n;
        sides[s].subject = s < ONEDNN_FP32 ? (void *)&subjects[s] : p->onednn[s - ONEDNN_FP32];
    }
}

/* All products against the first one, and some elements of that against whole numbers, units of 2^-16. */
static void compare(const char *what, const problem *p, const bench_side sides[SIDES])
{
    float *first = NULL;
    for (int s = 0; s < SIDES; s++) {
        if (sides[s].missing != NULL) {
            continue;
        }
        memset(p->out, 0x55, p->n * p->n * sizeof(float));
        sides[s].run(sides[s].subject);
        for (size_t i = 0; first != NULL && i < p->n * p->n; i++) {
            if (p->out[i] != first[i]) {
                bench_differs(what, "element %zu: %s gives %a, our first product %a", i, sides[s].name,
                              (double)p->out[i], (double)first[i]);
                break;
            }
        }
        if (first == NULL) {
            first = room(p->n * p->n * sizeof(float));
            memcpy(first, p->out, p->n * p->n * sizeof(float));
        }
    }
    for (size_t i = 0; first != NULL && i < 100; i++) {
        const size_t at = (size_t)(hu_random(1, 3, i) % (p->n * p->n));
        long long sum = 0;
        for (size_t k = 0; k < p->n; k++) {
            sum += (long long)(p->left[at / p->n * p->n + k] * 256) * (long long)(p->right[k * p->n + at % p->n] * 256);
        }
        if ((double)first[at] * 65536 != (double)sum) {
            bench_differs(what, "element %zu: %a instead of %lld/65536", at, (double)first[at], sum);
        }
    }
    free(first);
}

/* Ours beside a peer, or beside our own FP32. */
static void report(const char *what, const bench_side *ours, const bench_side *theirs)
{
    bench_side renamed = *theirs;
    if (!theirs->theirs) {
        renamed.name = "our fp32";
    }
    if (ours->missing == NULL && bench_wanted(what)) {
        bench_report(what, ours, &renamed);
    } else if (ours->missing != NULL && chosen_path == NULL) {
        bench_missing(what, ours->missing);
    }
}

static void run(size_t n)
{
    static const char *const formats[OURS] = {"fp32", "fp16", "bf16"};
    static const int beside[][2] = {
        {FP32, OPENBLAS}, {FP32, ONEDNN_FP32}, {FP16, FP32}, {BF16, FP32}, {BF16, ONEDNN_BF16}};
    static char names[OURS][16];
    static bench_side sides[SIDES];
    subject subjects[SIDES];
    problem p = {0};
    bool any = false;
    for (int s = 0; s < OURS; s++) {
        snprintf(names[s], sizeof names[s], "%s n=%zu", formats[s], n);
        any = any || bench_wanted(names[s]);
    }
    if (!any) {
        return;
    }
    prepare(&p, n);
    set_sides(&p, subjects, sides);
    bench_measure(names[0], sides, SIDES);
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        if (bench_peers() || i == 0 || beside[i][0] != beside[i - 1][0]) {
            report(names[beside[i][0]], &sides[beside[i][0]], &sides[beside[i][1]]);
        }
    }
    if (bench_peers()) {
        compare(names[0], &p, sides);
    }
    release(&p);
}

int main(int argc, char **argv)
{
    const bench_option options[] = {{"--path", "NAME", "avx512, avx2, neon, f16c, or bf16 alone", &chosen_path}, {0}};
    bench_begin(argc, argv,
                &(bench_about){"gemm", "The trainer's matrix products beside OpenBLAS and oneDNN, in one thread.",
                               "nanoseconds a multiply-add (GFLOP/s: 2 / ns)", options});
    const char *threads = getenv("OMP_NUM_THREADS"); /* read by oneDNN's OpenMP before main */
    if (threads == NULL || strcmp(threads, "1") != 0) {
        bench_fail("set OMP_NUM_THREADS=1: the peers are measured in one thread, as make bench does");
    }
    if (chosen_path != NULL && !is_here(chosen_path)) {
        bench_missing(chosen_path, "this build and processor have no such path");
        return bench_end();
    }
    for (size_t n = 256; n <= 1024; n *= 2) {
        run(n);
    }
    return bench_end();
}
