/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversions of arrays, nanoseconds an element: ours on each path, the instruction where there is one, memcpy of the FP32
 * operands, CPFloat and ml_dtypes. All are timed in turn, many times over, so that changes in load affect all alike;
 * medians and quartiles count, and of these the ratios. The time is this thread's CPU time. What each peer gives is
 * compared first: a fast wrong answer is worth no time. What is missing is a line that says so.
 * usage: arrays [--csv]
 */
#define _POSIX_C_SOURCE 200809L

#include "bench/arrays.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/instructions.h"
#include "halfulp_array.h"

enum { ROUNDS = 21, IN_CACHE = 4096, OUT_OF_CACHE = 1 << 23, SCALAR_MOST = 1 << 14 };

/* The subjects: ours by path and what is asked of it, and the peers. */
typedef enum { OURS, MEMCPY, INSTRUCTION, CPFLOAT, ML_DTYPES } subject_kind;
typedef enum { NO_FLAGS, FLAGS, COUNTS, STOCHASTIC } question;

typedef struct {
    subject_kind kind;
    hu_array_path path;
    question asked;
    const char *name;
} subject;

static const subject subjects[] = {
    {OURS, HU_ARRAY_SCALAR, FLAGS, "scalar"},
    {OURS, HU_ARRAY_PORTABLE, NO_FLAGS, "portable"},
    {OURS, HU_ARRAY_PORTABLE, FLAGS, "portable, flags"},
    {OURS, HU_ARRAY_AVX2, NO_FLAGS, "avx2"},
    {OURS, HU_ARRAY_AVX2, FLAGS, "avx2, flags"},
    {OURS, HU_ARRAY_AVX2, COUNTS, "avx2, counts"},
    {OURS, HU_ARRAY_AVX2, STOCHASTIC, "avx2, stochastic"},
    {OURS, HU_ARRAY_AVX512, NO_FLAGS, "avx512"},
    {OURS, HU_ARRAY_AVX512, FLAGS, "avx512, flags"},
    {OURS, HU_ARRAY_AVX512, COUNTS, "avx512, counts"},
    {OURS, HU_ARRAY_AVX512, STOCHASTIC, "avx512, stochastic"},
    {OURS, HU_ARRAY_NEON, NO_FLAGS, "neon"},
    {OURS, HU_ARRAY_NEON, FLAGS, "neon, flags"},
    {OURS, HU_ARRAY_NEON, COUNTS, "neon, counts"},
    {OURS, HU_ARRAY_NEON, STOCHASTIC, "neon, stochastic"},
    {MEMCPY, 0, NO_FLAGS, "memcpy of the operands"},
    {INSTRUCTION, 0, NO_FLAGS, "the instruction"},
    {CPFLOAT, 0, NO_FLAGS, "CPFloat"},
    {ML_DTYPES, 0, NO_FLAGS, "ml_dtypes"},
};
enum { SUBJECTS = sizeof subjects / sizeof subjects[0] };

static const char *const format_names[BENCH_FORMATS] = {
    [BENCH_E4M3] = "e4m3", [BENCH_E5M2] = "e5m2", [BENCH_FP16] = "fp16", [BENCH_BF16] = "bf16"};

static float *operands;
static void *results;

/* Why a subject is not measured, or NULL. */
static const char *missing(const subject *s, bench_format format)
{
    switch (s->kind) {
    case OURS:
        return hu_array_path_name(s->path) == NULL ? "this processor or build has no such path" : NULL;
    case INSTRUCTION:
        return instruction_missing(format);
    case CPFLOAT:
        return bench_cpfloat == NULL ? "CPFLOAT_DIR= names no checkout" : NULL;
    case ML_DTYPES:
        return bench_ml_dtypes == NULL ? "ML_DTYPES_DIR= names no checkout" : NULL;
    case MEMCPY:
        break;
    }
    return NULL;
}

/* ml_dtypes' rule of overflow, which for E4M3 is a NaN with the number's sign. */
static void convert(const subject *s, bench_format format, void *out, size_t n)
{
    hu_array_counts counts = {0};
    hu_env env = {.infinity_nan = HU_INFINITY_NAN_SIGNED,
                  .rounding = s->asked == STOCHASTIC ? HU_STOCHASTIC_A : HU_NEAREST_EVEN,
                  .random_bits = 16};
    const hu_array_options options = {
        .path = s->path, .no_flags = s->asked != FLAGS, .counts = s->asked == COUNTS ? &counts : NULL, .seed = 1};
    const hu_format *to = hu_format_find(format_names[format]);
    if (hu_array_convert(hu_array_of(to, out), hu_array_operand_of(hu_format_find("fp32"), operands), n, &env,
                         &options) != HU_STATUS_GOOD) {
        fprintf(stderr, "bench arrays: a conversion was refused\n");
        exit(2);
    }
}

static void perform(const subject *s, bench_format format, void *out, size_t n)
{
    switch (s->kind) {
    case OURS:
        convert(s, format, out, n);
        break;
    case MEMCPY:
        memcpy(out, operands, n * sizeof operands[0]);
        break;
    case INSTRUCTION:
        instruction_convert(format, operands, out, n);
        break;
    case CPFLOAT:
        bench_cpfloat(format, operands, out, n);
        break;
    case ML_DTYPES:
        bench_ml_dtypes(format, operands, out, n);
        break;
    }
#if defined(__GNUC__)
    __asm__ volatile("" : : "r"(out) : "memory"); /* somebody may read the results */
#endif
}

/* How many of the first elements differ from the scalar functions'. */
static size_t differences(const subject *s, bench_format format, size_t n)
{
    static uint16_t expected[IN_CACHE];
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_format *to = hu_format_find(format_names[format]);
    const size_t size = hu_array_element_size(to);
    size_t count = 0;
    if (s->kind == MEMCPY || s->asked == STOCHASTIC) {
        return 0;
    }
    convert(&subjects[0], format, expected, n);
    perform(s, format, results, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t wanted = size == 1 ? ((const uint8_t *)expected)[i] : expected[i];
        uint32_t got = size == 1 ? ((const uint8_t *)results)[i] : ((const uint16_t *)results)[i];
        if (s->kind == CPFLOAT) { /* numbers; it knows E4M3 with infinities only */
            hu_env env = {0};
            wanted = (uint32_t)hu_convert(fp32, (hu_number){to, wanted}, &env).code;
            memcpy(&got, (const float *)results + i, sizeof got);
            got = format == BENCH_E4M3 && (got & 0x7FFFFFFF) > 0x43E00000 ? wanted : got;
        }
        count += got != wanted;
    }
    return count;
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

/* Nanoseconds an element, of each round, ascending. */
static void measure(bench_format format, size_t n, double times[SUBJECTS][ROUNDS])
{
    for (int round = 0; round < ROUNDS; round++) {
        for (int s = 0; s < SUBJECTS; s++) {
            if (missing(&subjects[s], format) != NULL) {
                continue;
            }
            const bool slow = subjects[s].path == HU_ARRAY_SCALAR && subjects[s].kind == OURS;
            const size_t m = slow && n > SCALAR_MOST ? SCALAR_MOST : n;
            const size_t repeats = slow || n > IN_CACHE ? 1 : 30;
            if (n == IN_CACHE) {
                perform(&subjects[s], format, results, m); /* caches as this subject leaves them */
            }
            const double start = seconds();
            for (size_t i = 0; i < repeats; i++) {
                perform(&subjects[s], format, results, m);
            }
            times[s][round] = 1e9 * (seconds() - start) / (double)(m * repeats);
        }
    }
    for (int s = 0; s < SUBJECTS; s++) {
        qsort(times[s], ROUNDS, sizeof times[s][0], ascending);
    }
}

static void report(bench_format format, size_t n, bool csv)
{
    static double times[SUBJECTS][ROUNDS];
    const char *where = n == IN_CACHE ? "in cache" : "out of cache";
    int copy = 0;
    measure(format, n, times);
    for (int s = 0; s < SUBJECTS; s++) {
        copy = subjects[s].kind == MEMCPY ? s : copy;
    }
    if (!csv) {
        printf("fp32 to %s, %zu elements (%s): median ns an element, quartiles, of memcpy\n", format_names[format], n,
               where);
    }
    for (int s = 0; s < SUBJECTS; s++) {
        const double *t = times[s];
        const char *why = missing(&subjects[s], format);
        if (csv && why == NULL) {
            printf("%s,%zu,\"%s\",%.4f,%.4f,%.4f\n", format_names[format], n, subjects[s].name, t[ROUNDS / 2],
                   t[ROUNDS / 4], t[3 * ROUNDS / 4]);
        } else if (!csv && why == NULL) {
            printf("  %-24s %7.3f   %7.3f %7.3f   %6.2f\n", subjects[s].name, t[ROUNDS / 2], t[ROUNDS / 4],
                   t[3 * ROUNDS / 4], t[ROUNDS / 2] / times[copy][ROUNDS / 2]);
        } else if (!csv && n == IN_CACHE) {
            printf("  %-24s SKIP: %s\n", subjects[s].name, why);
        }
    }
    fflush(stdout);
}

/* Numbers about 1, with a tail of subnormal and of too large ones. */
static void prepare(void)
{
    operands = malloc(OUT_OF_CACHE * sizeof operands[0]);
    results = malloc(OUT_OF_CACHE * sizeof operands[0]);
    if (operands == NULL || results == NULL) {
        fprintf(stderr, "bench arrays: out of memory\n");
        exit(2);
    }
    memset(results, 1, OUT_OF_CACHE * sizeof operands[0]);
    for (size_t i = 0; i < OUT_OF_CACHE; i++) {
        const uint64_t r = hu_random(1, 1, i);
        const float u = (float)((int64_t)(r & 0xFFFFFF) - 0x800000) / (float)0x800000;
        operands[i] = u * u * u * ((r >> 40 & 63) == 0 ? 1000.0F : 4.0F);
    }
}

int main(int argc, char **argv)
{
    const bool csv = argc > 1 && strcmp(argv[1], "--csv") == 0;
    int status = 0;
    if (argc > 1 && !csv) {
        fprintf(stderr, "usage: arrays [--csv]: conversions of arrays against instructions and other libraries\n");
        return 2;
    }
    prepare();
    if (csv) {
        printf("format,elements,subject,median,lower_quartile,upper_quartile\n");
    }
    for (int format = 0; format < BENCH_FORMATS; format++) {
        for (int s = 0; s < SUBJECTS; s++) {
            if (missing(&subjects[s], (bench_format)format) == NULL) {
                const size_t differ = differences(&subjects[s], (bench_format)format, IN_CACHE);
                if (differ != 0) {
                    printf("%s: %s differs from the scalar functions in %zu of %d elements\n", format_names[format],
                           subjects[s].name, differ, (int)IN_CACHE);
                    status = subjects[s].kind == OURS ? 1 : status;
                }
            }
        }
        report((bench_format)format, IN_CACHE, csv);
        report((bench_format)format, OUT_OF_CACHE, csv);
    }
    free(operands);
    free(results);
    return status;
}
