/* SPDX-License-Identifier: Apache-2.0
 *
 * exp and log of the trainer on every operand that they are defined for: every way of computing them gives the bits
 * that the operations of formats/ give, within the error that kernels/elementary.inc states. And the softmax of every
 * path, where they are used, on the logits 0 and x.
 *
 * MPFR is too slow for 2^30 logarithms. In a block, 4,096 neighbours in one binade, it gives the first, and a series
 * the others from there, with an error below 2^-24 ulp of FP32:
 *
 *     e^x = e^x0 e^d, d = x - x0, |d| < 2^-5         ln x = ln x0 + ln(1 + t), t = (x - x0) / x0 < 2^-11
 *
 * d is exact, and so is x - x0. MPFR gives the last one too, which tests the series, and the one whose error is
 * largest: what is reported is an error against MPFR.
 */
#include "elementary.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "kernels/kernels.h"
#include "support/check.h"
#include "sweep.h"

/* What kernels/elementary.inc states, in ulps. */
static const double largest_error[] = {[SWEEP_EXP] = 0.938, [SWEEP_LOG] = 0.808};

static const uint32_t canonical_nan = 0x7FC00000, minus_87 = 0xC2AE0000;

static float float_of(uint32_t code)
{
    return hu_fp32_to_float((hu_fp32){code});
}

/* A NaN is the canonical one. */
static uint32_t code_of(float x)
{
    return x != x ? canonical_nan : hu_fp32_from_float(x).code;
}

static void fail(const sweep *s, const char *what, uint32_t x, float found, float expected, sweep_results *results)
{
    if (results->failures++ < CHECK_SHOWN) {
        fprintf(stderr, "  %s: %s of %08" PRIx32 ": %a (%08" PRIx32 "), expected %a (%08" PRIx32 ")\n", s->name, what,
                x, (double)found, code_of(found), (double)expected, code_of(expected));
    }
}

static void compare(const sweep *s, const char *what, uint32_t x, float found, float expected, sweep_results *results)
{
    results->comparisons++;
    if (code_of(found) != code_of(expected)) {
        fail(s, what, x, found, expected, results);
    }
}

/* ---- The error --------------------------------------------------------------------------------------------------- */

/* The exact result as a sum of two numbers. */
typedef struct {
    double high, low;
} exact;

static exact ask_mpfr(bool is_log, float x)
{
    static mpfr_t value;
    static bool ready;
    if (!ready) {
        mpfr_init2(value, 120);
        ready = true;
    }
    mpfr_set_flt(value, x, MPFR_RNDN);
    (is_log ? mpfr_log : mpfr_exp)(value, value, MPFR_RNDN);
    exact e = {.high = mpfr_get_d(value, MPFR_RNDN)};
    mpfr_sub_d(value, value, e.high, MPFR_RNDN);
    e.low = mpfr_get_d(value, MPFR_RNDN);
    return e;
}

/* The exact result of x from that of x0. */
static exact continue_from(bool is_log, exact e0, float x0, float x)
{
    const double d = (double)x - (double)x0;
    const double t = is_log ? d / (double)x0 : d;
    double sum = 0;
    for (int i = 9; i >= 1; i--) { /* t - t^2/2 + t^3/3 ...; t (1 + t/2 (1 + t/3 ...)) */
        sum = is_log ? t * (1.0 / i - sum) : t / i * (1 + sum);
    }
    return (exact){e0.high, is_log ? e0.low + sum : e0.low + (e0.high + e0.low) * sum};
}

/* In ulps of the exact result. ln 1 is exact. */
static double error_of(float found, exact e)
{
    int exponent;
    const double error = fabs((double)found - e.high - e.low);
    frexp(e.high + e.low, &exponent);
    return error == 0 ? 0 : error / ldexp(1, exponent - 24);
}

/* The operands of a block for which there is an error: all but those that are sent to zero, and NaNs. */
static unsigned measurable(const sweep *s, uint32_t first)
{
    const uint32_t beyond = s->setting == SWEEP_LOG ? 0x7F800000 : minus_87 + 1;
    const uint32_t left = first < beyond ? beyond - first : 0;
    return left < SWEEP_BLOCK ? left : SWEEP_BLOCK;
}

static void measure(const sweep *s, uint32_t first, unsigned count, const float *y, sweep_results *results)
{
    const bool is_log = s->setting == SWEEP_LOG;
    const exact e0 = ask_mpfr(is_log, float_of(first));
    double largest = -1;
    uint32_t at = 0;
    for (unsigned i = 0; i < count; i++) {
        const double error = error_of(y[i], continue_from(is_log, e0, float_of(first), float_of(first + i)));
        if (!(error <= largest)) {
            largest = error;
            at = i;
        }
    }
    const float last = float_of(first + count - 1);
    const exact series = continue_from(is_log, e0, float_of(first), last);
    const exact truth = ask_mpfr(is_log, last);
    if (fabs(error_of(y[count - 1], series) - error_of(y[count - 1], truth)) > ldexp(1, -24)) {
        fail(s, "the series", first + count - 1, (float)(series.high + series.low), (float)(truth.high + truth.low),
             results);
    }
    const exact worst = ask_mpfr(is_log, float_of(first + at));
    const double error = error_of(y[at], worst);
    if (!(error < largest_error[s->setting])) {
        fail(s, "the error", first + at, y[at], (float)(worst.high + worst.low), results);
    }
    results->worst = fmax(results->worst, error);
    results->comparisons += count;
}

/* ---- The paths --------------------------------------------------------------------------------------------------- */

/* The softmax of each path; some share one. NULL past the last. */
static const trainer_kernels *softmax_at(unsigned index)
{
    static const trainer_kernels *list[TRAINER_PATHS];
    static unsigned count;
    static int path = TRAINER_PATH_SOFT;
    for (; path < TRAINER_PATHS; path++) {
        const trainer_kernels *kernels = trainer_find_kernels((trainer_path)path);
        unsigned i = 0;
        while (kernels != NULL && i < count && list[i]->softmax != kernels->softmax) {
            i++;
        }
        if (kernels != NULL && i == count) {
            list[count++] = kernels;
        }
    }
    return index < count ? list[index] : NULL;
}

/* The probability and the loss of two classes with the logits 0, the right one, and x. */
static void compare_softmax(const sweep *s, uint32_t x, float power, sweep_results *results)
{
    hu_env env = {0};
    const hu_fp32 e = hu_fp32_from_float(power);
    const hu_fp32 one = hu_fp32_from_float(1);
    const hu_fp32 sum = hu_fp32_add(one, e, &env);
    const float total = hu_fp32_to_float(sum);
    const float right = hu_fp32_to_float(hu_fp32_sub(hu_fp32_div(one, sum, &env), one, &env));
    const float wrong = hu_fp32_to_float(hu_fp32_div(e, sum, &env));
    float loss;
    elementary_soft.log(&total, &loss, 1);
    const trainer_kernels *kernels;
    for (unsigned i = 0; (kernels = softmax_at(i)) != NULL; i++) {
        const float logits[2] = {0, float_of(x)};
        const uint8_t label = 0;
        float gradients[2];
        float scratch;
        softmax_task task = {logits, &label, 1, 2, 1, gradients, &scratch, 0};
        kernels->softmax(&task);
        compare(s, kernels->name, x, gradients[0], right, results);
        compare(s, kernels->name, x, gradients[1], wrong, results);
        compare(s, kernels->name, x, task.loss, loss, results);
    }
}

static bool is_here(const elementary *e)
{
    return e->name != NULL && (e != &elementary_avx2 || trainer_find_kernels(TRAINER_PATH_AVX2) != NULL);
}

void sweep_elementary(const sweep *s, uint64_t index, sweep_results *results)
{
    static const elementary *const others[] = {&elementary_portable, &elementary_avx2};
    static float x[SWEEP_BLOCK], y[SWEEP_BLOCK], other[SWEEP_BLOCK];
    const bool is_log = s->setting == SWEEP_LOG;
    const uint32_t first = (is_log ? 0x3F800000U : 0x80000000U) + (uint32_t)index;
    for (uint32_t i = 0; i < SWEEP_BLOCK; i++) {
        x[i] = float_of(first + i);
    }
    (is_log ? elementary_soft.log : elementary_soft.exp)(x, y, SWEEP_BLOCK);
    for (unsigned k = 0; k < 2; k++) {
        if (is_here(others[k])) {
            (is_log ? others[k]->log : others[k]->exp)(x, other, SWEEP_BLOCK);
            for (uint32_t i = 0; i < SWEEP_BLOCK; i++) {
                compare(s, others[k]->name, first + i, other[i], y[i], results);
            }
        }
    }
    const unsigned count = measurable(s, first);
    if (count > 0) {
        measure(s, first, count, y, results);
    }
    for (uint32_t i = 0; i < SWEEP_BLOCK; i++) {
        if (i >= count) {
            compare(s, "the result", first + i, y[i], x[i] != x[i] ? x[i] : 0, results);
        }
        if (!is_log) {
            compare_softmax(s, first + i, y[i], results);
        }
        sweep_put(&results->codes[0][i * s->bytes], s->bytes, code_of(y[i]));
        results->flags[0][i] = 0; /* none are raised */
    }
}

void sweep_elementary_paths(const sweep *s, char *text, size_t size)
{
    const trainer_kernels *kernels;
    text[0] = '\0';
    for (unsigned i = 0; s->setting == SWEEP_EXP && (kernels = softmax_at(i)) != NULL; i++) {
        sweep_append(text, size, kernels->name);
    }
    if (s->setting == SWEEP_LOG) {
        sweep_append(text, size, elementary_soft.name);
        sweep_append(text, size, elementary_portable.name);
        if (is_here(&elementary_avx2)) {
            sweep_append(text, size, elementary_avx2.name);
        }
    }
}
