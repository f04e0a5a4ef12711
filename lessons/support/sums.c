/* SPDX-License-Identifier: Apache-2.0
 *
 * sums.c - sums in a format, by the library. See sums.h.
 */
#include "sums.h"

#include "numbers.h"

#include <math.h>

hu_number sum_nearest(hu_number w, hu_number u, int count)
{
    hu_env env = {0};
    for (int i = 0; i < count; i++) {
        w = hu_add(w.format, w, u, &env);
    }
    return w;
}

/* `owed` is what the last addition lost, negated. */
hu_number sum_kahan(hu_number w, hu_number u, int count)
{
    hu_env env = {0};
    hu_number owed = {w.format, 0};
    for (int i = 0; i < count; i++) {
        const hu_number wanted = hu_sub(w.format, u, owed, &env);
        const hu_number sum = hu_add(w.format, w, wanted, &env);
        owed = hu_sub(w.format, hu_sub(w.format, sum, w, &env), wanted, &env);
        w = sum;
    }
    return w;
}

hu_number sum_stochastic(hu_number w, hu_number u, int count, uint64_t seed, uint64_t stream)
{
    hu_env env = {.rounding = HU_STOCHASTIC_A, .random_bits = 32};
    for (int i = 0; i < count; i++) {
        env.random = hu_random(seed, stream, (uint64_t)i) & 0xFFFFFFFF;
        w = hu_add(w.format, w, u, &env);
    }
    return w;
}

static hu_number ones(const hu_format *f)
{
    hu_env env = {0};
    const hu_number one = number_near(f, 1);
    hu_number sum = one;
    for (;;) {
        const hu_number next = hu_add(f, sum, one, &env);
        if (next.code == sum.code) {
            return sum;
        }
        sum = next;
    }
}

static hu_number harmonic(const hu_format *f, int *term)
{
    hu_env env = {0};
    const hu_number one = number_near(f, 1);
    hu_number sum = number_near(f, 0);
    for (int n = 1;; n++) {
        const hu_number next = hu_add(f, sum, hu_div(f, one, number_near(f, n), &env), &env);
        if (next.code == sum.code) {
            *term = n;
            return sum;
        }
        sum = next;
    }
}

sum_ends sum_find_ends(const hu_format *f)
{
    sum_ends ends = {.ones = number_value(ones(f))};
    ends.harmonic = number_value(harmonic(f, &ends.term));
    return ends;
}

/* By bisection: if u moves w, so does every larger one. */
uint64_t sum_largest_lost(hu_number w, bool grow)
{
    hu_env env = {0};
    uint64_t lost = 0;
    uint64_t felt = 0x7F800000; /* zero is lost, infinity is not */
    while (felt - lost > 1) {
        const uint64_t middle = lost + (felt - lost) / 2;
        const hu_number u = {hu_format_find("fp32"), middle};
        const hu_number moved = grow ? hu_add(w.format, w, u, &env) : hu_sub(w.format, w, u, &env);
        *(moved.code == w.code ? &lost : &felt) = middle;
    }
    return lost;
}

hu_number dot_sequential(const hu_format *f, const hu_number *x, const hu_number *y, int count, hu_rounding mode)
{
    hu_number sum = number_near(f, 0);
    for (int i = 0; i < count; i++) {
        hu_env env = {.rounding = mode};
        sum = hu_fma(f, x[i], y[i], sum, &env);
    }
    return sum;
}

hu_number dot_chunks(const hu_format *f, const hu_number *x, const hu_number *y, int count)
{
    hu_env env = {0};
    hu_number sum = number_near(f, 0);
    for (int i = 0; i < count; i += DOT_CHUNK) {
        const int some = count - i < DOT_CHUNK ? count - i : DOT_CHUNK;
        sum = hu_add(f, sum, dot_sequential(f, x + i, y + i, some, HU_NEAREST_EVEN), &env);
    }
    return sum;
}

hu_number dot_pairs(const hu_format *f, const hu_number *x, const hu_number *y, int count)
{
    hu_env env = {0};
    const int half = count / 2;
    if (count == 1) {
        return hu_mul(f, x[0], y[0], &env);
    }
    return hu_add(f, dot_pairs(f, x, y, half), dot_pairs(f, x + half, y + half, count - half), &env);
}

void dot_draw(const hu_format *f, uint64_t seed, bool positive, hu_number *x, hu_number *y, int count)
{
    const double unit = 0x1p-53;
    for (int k = 0; k < count; k++) {
        const uint64_t i = (uint64_t)k;
        x[k] = number_near(f, positive ? (double)(hu_random(seed, 1, i) >> 11) * unit : number_normal(seed, 2 * i));
        y[k] = number_near(f, positive ? (double)(hu_random(seed, 2, i) >> 11) * unit : number_normal(seed, 2 * i + 1));
    }
}

double dot_exact(const hu_number *x, const hu_number *y, int count, double *magnitude)
{
    double sum = 0;
    *magnitude = 0;
    for (int i = 0; i < count; i++) {
        const double product = number_value(x[i]) * number_value(y[i]);
        sum += product;
        *magnitude += fabs(product);
    }
    return sum;
}
