/* SPDX-License-Identifier: Apache-2.0
 *
 * attention_cache.c - one head of attention. See attention_cache.h.
 */
#include "attention_cache.h"

#include "numbers.h"
#include "pictures.h"
#include "quantise.h"

#include <math.h>

enum { NUMBERS = CACHE_TOKENS * CACHE_WIDTH, OUTPUTS = CACHE_QUERIES * CACHE_WIDTH };

/* Matrices [tokens or queries][channels]. */
typedef struct {
    float keys[NUMBERS];
    float values[NUMBERS];
    float queries[OUTPUTS];
} attention_head;

typedef struct {
    quantiser keys, values;
} recipe;

const char *const cache_names[CACHES] = {"fp16", "e4m3", "int8-token", "int8-channel", "int4-token", "int4-channel"};

static const recipe recipes[CACHES] = {
    {{"keys", 16, "fp16", SCALE_NONE}, {"values", 16, "fp16", SCALE_NONE}},
    {{"keys", 8, "e4m3", SCALE_NONE}, {"values", 8, "e4m3", SCALE_NONE}},
    {{"keys", 8, NULL, SCALE_ROW}, {"values", 8, NULL, SCALE_ROW}},
    {{"keys", 8, NULL, SCALE_COLUMN}, {"values", 8, NULL, SCALE_ROW}},
    {{"keys", 4, NULL, SCALE_ROW}, {"values", 4, NULL, SCALE_ROW}},
    {{"keys", 4, NULL, SCALE_COLUMN}, {"values", 4, NULL, SCALE_ROW}},
};

static void draw(float *to, size_t count, uint64_t seed, uint64_t *next)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = (float)number_normal(seed, *next);
        *next += 1;
    }
}

static bool outlier(size_t channel)
{
    return channel % (CACHE_WIDTH / CACHE_OUTLIERS) == 5;
}

static void draw_head(attention_head *h, uint64_t seed, double factor)
{
    uint64_t next = 0;
    draw(h->keys, NUMBERS, seed, &next);
    draw(h->values, NUMBERS, seed, &next);
    draw(h->queries, OUTPUTS, seed, &next);
    for (size_t c = 0; c < CACHE_WIDTH; c++) {
        for (size_t t = 0; t < CACHE_TOKENS && outlier(c); t++) {
            h->keys[t * CACHE_WIDTH + c] *= (float)factor;
        }
        for (size_t q = 0; q < CACHE_QUERIES && outlier(c); q++) {
            h->queries[q * CACHE_WIDTH + c] /= (float)factor;
        }
    }
}

/* Stores a matrix, and reads it back. Returns the bytes. */
static size_t store(const lesson *l, const quantiser *how, const float *from, double *to)
{
    quantised q = quantise(l, how, from, CACHE_TOKENS, CACHE_WIDTH);
    const size_t bytes = q.code_bytes + q.scale_bytes;
    for (size_t i = 0; i < NUMBERS; i++) {
        to[i] = quantised_value(&q, i / CACHE_WIDTH, i % CACHE_WIDTH);
    }
    quantised_free(&q);
    return bytes;
}

static void attend(const float *query, const double *keys, const double *values, double *out)
{
    double weight[CACHE_TOKENS];
    double total = 0;
    for (size_t t = 0; t < CACHE_TOKENS; t++) {
        double score = 0;
        for (size_t c = 0; c < CACHE_WIDTH; c++) {
            score += (double)query[c] * keys[t * CACHE_WIDTH + c];
        }
        weight[t] = exp(score / sqrt(CACHE_WIDTH)); /* of normal numbers: small enough without a shift */
        total += weight[t];
    }
    for (size_t c = 0; c < CACHE_WIDTH; c++) {
        double sum = 0;
        for (size_t t = 0; t < CACHE_TOKENS; t++) {
            sum += weight[t] * values[t * CACHE_WIDTH + c];
        }
        out[c] = sum / total;
    }
}

static size_t outputs_of(const lesson *l, const attention_head *h, const recipe *how, double *out)
{
    static double keys[NUMBERS];
    static double values[NUMBERS];
    const size_t bytes = store(l, &how->keys, h->keys, keys) + store(l, &how->values, h->values, values);
    for (size_t q = 0; q < CACHE_QUERIES; q++) {
        attend(h->queries + q * CACHE_WIDTH, keys, values, out + q * CACHE_WIDTH);
    }
    return bytes;
}

static double relative_error(const double *exact, const double *out)
{
    double squares = 0;
    double differences = 0;
    for (int i = 0; i < OUTPUTS; i++) {
        squares += exact[i] * exact[i];
        differences += (exact[i] - out[i]) * (exact[i] - out[i]);
    }
    return sqrt(differences / squares);
}

cache_result cache_compare(const lesson *l, double factor)
{
    static const recipe as_drawn = {{"keys", 32, "fp32", SCALE_NONE}, {"values", 32, "fp32", SCALE_NONE}};
    static attention_head head;
    static double exact[2][OUTPUTS];
    static double out[OUTPUTS];
    cache_result r = {0};
    for (int k = 0; k < 2; k++) {
        draw_head(&head, l->seed, k == 0 ? 1 : factor);
        outputs_of(l, &head, &as_drawn, exact[k]);
        for (int i = 0; i < CACHES; i++) {
            r.bytes[i] = (double)outputs_of(l, &head, &recipes[i], out) / CACHE_TOKENS;
            r.error[k][i] = relative_error(exact[k], out);
        }
    }
    for (int i = 0; i < OUTPUTS; i++) {
        r.changed += exact[0][i] != exact[1][i];
    }
    return r;
}

void cache_print(lesson *l, const cache_result *r)
{
    figure f = figure_begin(l, "cache", "cache,bytes_per_token,even,outlying");
    printf("                 bytes a   error of the outputs\n"
           "  cache          token     even      outlying channels\n");
    for (int i = 0; i < CACHES; i++) {
        printf("  %-14s %5g     %.1e   %.1e  ", cache_names[i], r->bytes[i], r->error[0][i], r->error[1][i]);
        lesson_in(l, r->error[1][i] > 0.2 ? LESSON_LOST : LESSON_HELD);
        picture_bar(l, fmin(r->error[1][i], 1), 1, 30);
        lesson_plain(l);
        printf("\n");
        figure_row(&f, "%s,%g,%.4g,%.4g", cache_names[i], r->bytes[i], r->error[0][i], r->error[1][i]);
    }
    figure_draw(
        l, &f,
        &(figure_picture){"A cache of keys and values: error of attention", "cache", "relative error of the outputs",
                          "set key above\nset logscale y\nset yrange [0.0001:1]\nset format y '%g'\n"
                          "set xrange [-0.6:5.6]\nset xtics noenhanced rotate by -30\nset style data histograms\n"
                          "set style histogram clustered\nplot CSV using 3:xtic(1) lt 1 title 'even channels', "
                          "'' using 4 lt 2 title 'four outlying channels in the keys'"});
}
