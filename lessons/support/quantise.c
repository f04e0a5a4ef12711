/* SPDX-License-Identifier: Apache-2.0
 *
 * quantise.c - numbers stored in few bits. See quantise.h.
 */
#include "quantise.h"

#include "numbers.h"

#include <math.h>
#include <stdlib.h>

double quantiser_largest(const quantiser *q)
{
    if (q->format == NULL) {
        return ldexp(1, q->bits - 1) - 1;
    }
    const hu_format *f = hu_format_find(q->format);
    return number_value((hu_number){f, hu_format_largest(f)});
}

static size_t scales_of(const quantised *q)
{
    switch (q->how->scale) {
    case SCALE_ALL:
        return 1;
    case SCALE_ROW:
        return q->rows;
    case SCALE_COLUMN:
        return q->columns;
    default:
        return 0;
    }
}

static size_t scale_index(const quantised *q, size_t row, size_t column)
{
    return q->how->scale == SCALE_ROW ? row : q->how->scale == SCALE_COLUMN ? column : 0;
}

static void find_scales(quantised *q, const float *values)
{
    const float largest = (float)quantiser_largest(q->how);
    if (q->scales == NULL) {
        return;
    }
    for (size_t i = 0; i < q->rows * q->columns; i++) {
        float *scale = &q->scales[scale_index(q, i / q->columns, i % q->columns)];
        *scale = fmaxf(*scale, fabsf(values[i]));
    }
    for (size_t i = 0; i < scales_of(q); i++) {
        q->scales[i] = q->scales[i] > 0 ? q->scales[i] / largest : 1;
    }
}

/* Codes lie one behind the other, the low bit first, across the ends of bytes. */
static void store_code(quantised *q, size_t index, uint64_t code)
{
    for (size_t b = 0; b < (size_t)q->how->bits; b++) {
        const size_t at = index * (size_t)q->how->bits + b;
        q->codes[at / 8] |= (uint8_t)((code >> b & 1) << at % 8);
    }
}

static uint64_t load_code(const quantised *q, size_t index)
{
    uint64_t code = 0;
    for (size_t b = 0; b < (size_t)q->how->bits; b++) {
        const size_t at = index * (size_t)q->how->bits + b;
        code |= (uint64_t)(q->codes[at / 8] >> at % 8 & 1) << b;
    }
    return code;
}

/* The quotient is rounded to FP64 first. That changes nothing: an FP32 number that is not in the middle between two
 * codes, times an FP32 scale, is farther from it than FP64 rounds. */
static uint64_t code_of(const quantised *q, double quotient)
{
    hu_env env = {.overflow = HU_SATURATE_FINITE};
    if (q->format != NULL) {
        return hu_convert(q->format, number_of(quotient), &env).code;
    }
    const double most = quantiser_largest(q->how);
    return (uint64_t)hu_to_int64(number_of(fmin(fmax(quotient, -most), most)), false, &env);
}

quantised quantise(const lesson *l, const quantiser *how, const float *values, size_t rows, size_t columns)
{
    quantised q = {.how = how, .rows = rows, .columns = columns};
    q.format = how->format == NULL ? NULL : hu_format_find(how->format);
    q.code_bytes = (rows * columns * (size_t)how->bits + 7) / 8;
    q.scale_bytes = scales_of(&q) * sizeof *q.scales;
    q.codes = calloc(q.code_bytes, 1);
    q.scales = q.scale_bytes > 0 ? calloc(q.scale_bytes, 1) : NULL;
    if (q.codes == NULL || (q.scale_bytes > 0 && q.scales == NULL)) {
        lesson_fail(l, "out of memory");
    }
    find_scales(&q, values);
    for (size_t i = 0; i < rows * columns; i++) {
        store_code(&q, i, code_of(&q, (double)values[i] / quantised_scale(&q, i / columns, i % columns)));
    }
    return q;
}

void quantised_free(quantised *q)
{
    free(q->codes);
    free(q->scales);
    q->codes = NULL;
    q->scales = NULL;
}

double quantised_value(const quantised *q, size_t row, size_t column)
{
    const uint64_t code = load_code(q, row * q->columns + column);
    const double scale = quantised_scale(q, row, column);
    if (q->format != NULL) {
        return number_value((hu_number){q->format, code}) * scale;
    }
    const uint64_t sign = UINT64_C(1) << (q->how->bits - 1);
    return ((double)(code & (sign - 1)) - (double)(code & sign)) * scale;
}

double quantised_scale(const quantised *q, size_t row, size_t column)
{
    return q->scales == NULL ? 1 : (double)q->scales[scale_index(q, row, column)];
}

/* With one exponent bit the subnormal and the normal numbers of a format are one grid of even steps: the integers of a
 * sign and as many bits as fraction and exponent have. A bias of 1 makes the steps 2^-fraction_bits, and one of 2 half
 * of that. */
const trainer_format *integer_format(int bits)
{
    static hu_format format[2];
    static trainer_format row[2];
    const int i = bits == 4;
    const char *description = i ? "e1m2b2:inf=none,nan=none" : "e1m6b2:inf=none,nan=none";
    if (row[i].name == NULL && hu_format_parse(description, &format[i])) {
        row[i] = (trainer_format){
            .name = i ? "int4" : "int8", .bytes = 1, .overflow = HU_SATURATE_FINITE, .format = &format[i]};
    }
    return &row[i];
}
