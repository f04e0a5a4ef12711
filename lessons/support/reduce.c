/* SPDX-License-Identifier: Apache-2.0
 *
 * reduce.c - virtual ranks and the sums of their gradients. See reduce.h.
 */
#include "reduce.h"

#include "runs.h"

#include <assert.h>
#include <math.h>

/* ---- Gradients --------------------------------------------------------------------------------------------------- */

void reduce_collect(const lesson *l, const trainer_data *data, uint64_t seed, int images, int stride,
                    reduce_gradients *g)
{
    enum { STEP = 1009 }; /* prime, so that neighbours are not by the same writer and no image comes twice in a round */
    static float all[DIGITS_PARAMETERS];
    uint32_t chosen[64];
    trainer_config config = trainer_default_config();
    config.batch = images;
    config.learning_rate = 0.005F * (float)images;
    config.split = TRAINER_SPLIT_LAST;
    config.seed = seed;
    assert(images <= 64 && DIGITS_PARAMETERS / stride < REDUCE_ELEMENTS);
    trainer *t = run_trainer(l, data, &config);
    trainer_epoch(t, NULL);
    uint64_t place = hu_random(seed, 1, 0) % data->train;
    g->elements = DIGITS_PARAMETERS / stride;
    for (int r = 0; r < REDUCE_RANKS; r++) {
        for (int i = 0; i < images; i++) {
            chosen[i] = (uint32_t)place; /* of the training set: the test set is the last images */
            place = (place + STEP) % data->train;
        }
        trainer_gradients_on(t, chosen, NULL);
        trainer_values(t, TRAINER_GRADIENTS, all);
        for (int i = 0; i < g->elements; i++) {
            g->of[i][r] = all[(size_t)i * (size_t)stride];
        }
    }
    trainer_free(t);
}

static const hu_format *fp32(void)
{
    static const hu_format *found;
    found = found != NULL ? found : hu_format_find("fp32");
    return found;
}

void reduce_round(const hu_format *to, const float *of, hu_number *x, int ranks)
{
    hu_env env = {0};
    for (int r = 0; r < ranks; r++) {
        x[r] = hu_convert(to, (hu_number){fp32(), hu_fp32_from_float(of[r]).code}, &env);
    }
}

double reduce_value(hu_number x)
{
    hu_env env = {0};
    return (double)hu_fp32_to_float((hu_fp32){(uint32_t)hu_convert(fp32(), x, &env).code});
}

/* ---- Sums -------------------------------------------------------------------------------------------------------- */

static hu_number add(const hu_format *f, hu_number x, hu_number y, double *error)
{
    hu_env env = {0};
    const hu_number sum = hu_add(f, x, y, &env);
    if (error != NULL) {
        *error += reduce_value(sum) - (reduce_value(x) + reduce_value(y));
    }
    return sum;
}

hu_number reduce_ring(const hu_format *f, const hu_number *x, int ranks, int first, double *made)
{
    hu_number sum = x[first];
    for (int k = 1; k < ranks; k++) {
        sum = add(f, sum, x[(first + k) % ranks], made != NULL ? &made[(k - 1) * REDUCE_LEVELS / (ranks - 1)] : NULL);
    }
    return sum;
}

hu_number reduce_tree(const hu_format *f, const hu_number *x, int ranks, double *made)
{
    hu_number sum[REDUCE_RANKS] = {x[0]};
    int level = 0;
    for (int r = 1; r < ranks; r++) {
        sum[r] = x[r];
    }
    for (size_t left = (size_t)ranks / 2; left > 0; left /= 2) {
        for (size_t r = 0; r < left; r++) {
            sum[r] = add(f, sum[2 * r], sum[2 * r + 1], made != NULL ? &made[level] : NULL);
        }
        level++;
    }
    return sum[0];
}

hu_number reduce_hops(const hu_format *sent, const hu_number *x, int ranks, int first)
{
    hu_env env = {0};
    hu_number sum = x[first];
    for (int k = 1; k < ranks; k++) {
        sum = hu_convert(sent, hu_add(fp32(), sum, x[(first + k) % ranks], &env), &env);
    }
    return sum;
}

double reduce_exact(const hu_number *x, int ranks, double *magnitude)
{
    double sum = 0;
    *magnitude = 0;
    for (int r = 0; r < ranks; r++) {
        const double value = reduce_value(x[r]);
        sum += value;
        *magnitude += fabs(value);
    }
    return sum;
}

double reduce_bound(int precision, int additions)
{
    const double nu = ldexp(additions, -precision);
    return nu < 1 ? nu / (1 - nu) : (double)INFINITY;
}

/* ---- The mean ---------------------------------------------------------------------------------------------------- */

int reduce_first(const reduce_gradients *g, int element, int ranks)
{
    return element * ranks / g->elements;
}

int reduce_divisor(int policy, int ranks)
{
    int half = 1;
    while (ranks % half == 0 && ranks / half > half) {
        half *= 2;
    }
    return policy == REDUCE_BEFORE ? ranks : policy == REDUCE_AFTER ? 1 : half;
}

hu_number reduce_mean(const hu_format *f, hu_number x, int policy, int ranks)
{
    hu_env env = {0};
    hu_number all[REDUCE_RANKS] = {x};
    const int by = reduce_divisor(policy, ranks);
    const hu_number before = hu_from_int64(f, by, &env);
    for (int r = 0; r < ranks; r++) {
        all[r] = hu_div(f, x, before, &env);
    }
    return hu_div(f, reduce_ring(f, all, ranks, 0, NULL), hu_from_int64(f, ranks / by, &env), &env);
}
