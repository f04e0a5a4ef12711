/* SPDX-License-Identifier: Apache-2.0
 *
 * The work of the bench of arrays: draws operands, runs each side on them, and compares the results with the scalar
 * functions. See array_work.h.
 */
#include "bench/array_work.h"

#include <stdlib.h>
#include <string.h>

#include "bench/timing.h"

bench_script array_numpy;

static struct {
    const array_work *work;
    const hu_format *from, *to;
    float *numbers;               /* what the operands are made of ...     */
    size_t drawn;                 /* ... and how many there are            */
    void *x, *y, *out, *expected; /* room for OUT_OF_CACHE of the widest   */
    array_question expects;       /* whose results are expected ...        */
    size_t expected_n;            /* ... and how many: 0, none yet         */
} job;

/* ---- Operands ---------------------------------------------------------------------------------------------------- */

void array_prepare(void)
{
    job.numbers = malloc(OUT_OF_CACHE * sizeof(float));
    job.x = malloc(OUT_OF_CACHE * sizeof(double));
    job.y = malloc(OUT_OF_CACHE * sizeof(float));
    job.out = malloc(OUT_OF_CACHE * sizeof(double));
    job.expected = malloc(OUT_OF_CACHE * sizeof(float));
    if (job.numbers == NULL || job.x == NULL || job.y == NULL || job.out == NULL || job.expected == NULL) {
        bench_fail("out of memory");
    }
}

/* Draws numbers about 1, with a tail of subnormal and, in the small formats, too large ones; and touches the results'
 * memory. */
static void draw(size_t first, size_t n)
{
    for (size_t i = first; i < n; i++) {
        const uint64_t r = hu_random(1, 1, i);
        const float u = (float)((int64_t)(r & 0xFFFFFF) - 0x800000) / (float)0x800000;
        job.numbers[i] = u * u * u * ((r >> 40 & 63) == 0 ? 1000.0F : 4.0F);
        ((float *)job.y)[i] = 0;
        ((double *)job.out)[i] = 0;
    }
}

/* Operands of narrow formats are finite; those of FP64 have digits that FP32 has not. */
static void make_operands(size_t n)
{
    void *const operands[2] = {job.x, job.y};
    const size_t count = job.work->operation == HU_OP_CONVERT ? 1 : 2;
    if (hu_format_width(job.from) == 32) {
        memcpy(job.x, job.numbers, n * sizeof(float)); /* there are no operations on FP32 here */
        return;
    }
    if (hu_format_width(job.from) == 64) {
        for (size_t i = 0; i < n; i++) {
            ((double *)job.x)[i] = (double)job.numbers[i] * (1 + 0x1p-30 * (double)(i % 1024));
        }
        return;
    }
    for (size_t o = 0; o < count; o++) {
        const size_t first = n < OUT_OF_CACHE ? o * n : o;
        const size_t rest = n < OUT_OF_CACHE ? n : n - o;
        hu_env env = {.overflow = HU_SATURATE_FINITE};
        (void)hu_array_convert(hu_array_of(job.from, operands[o]),
                               hu_array_operand_of(hu_format_find("fp32"), job.numbers + first), rest, &env, NULL);
    }
}

bool array_numpy_knows(const array_work *work)
{
    return strncmp(work->to, "fp", 2) == 0 && strncmp(work->from, "fp", 2) == 0;
}

void array_begin(const array_work *work, size_t n, size_t numpy_n)
{
    job.work = work;
    job.from = hu_format_find(work->from);
    job.to = hu_format_find(work->to);
    job.expected_n = 0;
    if (job.drawn < 2 * n && job.drawn < OUT_OF_CACHE) {
        const size_t wanted = 2 * n < OUT_OF_CACHE ? 2 * n : OUT_OF_CACHE;
        draw(job.drawn, wanted);
        job.drawn = wanted;
    }
    make_operands(n);
    if (array_numpy.to != NULL && array_numpy_knows(work)) {
        const size_t bytes = numpy_n * hu_array_element_size(job.from);
        script_load(&array_numpy, work->name, job.x, bytes, job.y, work->operation == HU_OP_CONVERT ? 0 : bytes);
    }
}

/* ---- The work ---------------------------------------------------------------------------------------------------- */

static void ours(hu_array_path path, array_question asked, void *out, size_t n)
{
    hu_array_counts counts = {0};
    hu_env env = {.rounding = asked == STOCHASTIC ? HU_STOCHASTIC_A : HU_NEAREST_EVEN, .random_bits = 16};
    const hu_array_options options = {
        .path = path, .no_flags = asked != FLAGS, .counts = asked == COUNTS ? &counts : NULL, .seed = 1};
    const hu_array_operand operands[2] = {hu_array_operand_of(job.from, job.x), hu_array_operand_of(job.from, job.y)};
    if (hu_array_apply(job.work->operation, hu_array_of(job.to, out), operands, n, &env, &options) != HU_STATUS_GOOD) {
        bench_fail("the operation was refused");
    }
}

/* A copy of the wider of operand and result. */
static void copy(size_t n)
{
    const size_t from = hu_array_element_size(job.from);
    const size_t to = hu_array_element_size(job.to);
    memcpy(job.out, job.x, n * (from > to ? from : to));
}

void array_run(void *subject)
{
    const array_subject *s = subject;
    if (s->actor == OURS) {
        ours(s->path, s->asked, job.out, s->n);
    } else if (s->actor == COPY) {
        copy(s->n);
    } else {
        s->loop(job.x, job.y, job.out, s->n);
    }
    bench_keep(job.out);
}

double array_numpy_seconds(void *subject, size_t repeats)
{
    (void)subject;
    return script_seconds(&array_numpy, repeats);
}

/* ---- Comparing --------------------------------------------------------------------------------------------------- */

static uint64_t element(const void *array, size_t size, size_t i)
{
    return size == 1   ? ((const uint8_t *)array)[i]
           : size == 2 ? ((const uint16_t *)array)[i]
                       : ((const uint32_t *)array)[i];
}

/* Does a peer's FP32 number stand for our code? One that knows no E4M3 without infinities overflows otherwise there. */
static bool same_number(uint64_t got, uint64_t code)
{
    hu_env env = {0};
    if (hu_format_is_nan(job.to, code)) {
        return (got & 0x7FFFFFFF) > 0x43E00000;
    }
    return got == hu_convert(hu_format_find("fp32"), (hu_number){job.to, code}, &env).code;
}

static bool same_code(uint64_t got, uint64_t code)
{
    return got == code || (hu_format_is_nan(job.to, code) && hu_format_is_nan(job.to, got));
}

void array_compare(const char *what, const char *side, const array_subject *s)
{
    const size_t size = hu_array_element_size(job.to);
    const size_t got_size = s->numbers ? sizeof(float) : size;
    const array_question expects = s->asked == STOCHASTIC ? STOCHASTIC : PLAIN;
    if (job.expected_n < s->n || job.expects != expects) {
        ours(HU_ARRAY_SCALAR, expects, job.expected, s->n);
        job.expects = expects;
        job.expected_n = s->n;
    }
    memset(job.out, 0x55, s->n * got_size); /* what the side has to write over */
    if (s->actor == NUMPY) {
        script_result(&array_numpy, job.out, s->n * size);
    } else {
        array_run((void *)s);
    }
    for (size_t i = 0; i < s->n; i++) {
        const uint64_t code = element(job.expected, size, i);
        const uint64_t got = element(job.out, got_size, i);
        if (!(s->numbers ? same_number : same_code)(got, code)) {
            bench_differs(what, "element %zu: %s gives %llx, the scalar function %llx", i, side,
                          (unsigned long long)got, (unsigned long long)code);
            return;
        }
    }
}
