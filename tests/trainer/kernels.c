/* SPDX-License-Identifier: Apache-2.0
 *
 * What the kernels compute, restated here from REFERENCE.md and compared bit for bit on every path of this machine, the
 * soft one among them: stores, sums in narrow accumulators, softmax, and the exp and log within it. Roundings to narrow
 * formats are hu_convert's; FP32 arithmetic is the machine's, with fmaf. definitions.c has the products of the soft
 * paths.
 */
#include "shared.h"

#include "kernels/hardware.h"
#include "trainer.h"

#include <inttypes.h>
#include <string.h>

static const trainer_kernels *path_at(int path)
{
    return path < TRAINER_PATHS ? trainer_find_kernels((trainer_path)path) : NULL;
}

/* A NaN is the canonical one, as every store makes it. */
static uint32_t bits_of(float x)
{
    return x != x ? 0x7FC00000 : bits_of_float(x);
}

static long differ(FILE *log, const char *path, const char *what, size_t at, float found, float expected)
{
    if (bits_of(found) == bits_of(expected)) {
        return 0;
    }
    fprintf(log, "%s: %s %zu: %a (%08" PRIx32 "), expected %a (%08" PRIx32 ")\n", path, what, at, (double)found,
            bits_of(found), (double)expected, bits_of(expected));
    return 1;
}

/* A number of any size, or any bits at all. */
static float any_number(uint64_t stream, uint64_t index)
{
    const uint64_t bits = hu_random(4711, stream, index);
    const uint32_t low = (uint32_t)(bits & 0xFFFFFFFF);
    return float_of_bits(bits >> 61 == 0 ? low : (low & 0x807FFFFF) | (uint32_t)(112 + (bits >> 32) % 40) << 23);
}

/* ---- Stores ---- */

/* Codes of x in a format, as hu_convert has them, on all paths; and what they are as FP32 again. */
long check_trainer_stores(void)
{
    enum { COUNT = 4099 };
    static float values[COUNT], back[COUNT];
    static uint8_t codes[4 * COUNT];
    const hu_format *fp32 = hu_format_find("fp32");
    long failures = 0;
    for (size_t i = 0; i < COUNT; i++) {
        values[i] = i == 0 ? float_of_bits(0xFFC12345) : i == 1 ? float_of_bits(0x7F800001) : any_number(1, i);
    }
    for (int path = 0; path < TRAINER_PATHS; path++) {
        const trainer_format *format;
        for (size_t f = 0; (format = checked_format(f)) != NULL && path_at(path) != NULL; f++) {
            const trainer_kernels *k = path_at(path);
            const hu_format *to = trainer_format_definition(format);
            const hu_overflow overflow = checked_overflow(format);
            k->encode(format, overflow, values, codes, COUNT);
            k->decode(format, codes, back, COUNT);
            for (size_t i = 0; i < COUNT && failures < CHECK_SHOWN; i++) {
                hu_env env = {.overflow = overflow};
                const hu_number x = {fp32, bits_of_float(values[i])};
                const uint64_t expected = hu_convert(to, x, &env).code;
                const uint32_t found = trainer_load_code(format, codes, i);
                if (found != expected) {
                    fprintf(stderr, "%s: %a to %s: %" PRIx32 ", expected %" PRIx64 "\n", k->name, (double)values[i],
                            to->name, found, expected);
                    failures++;
                }
                const hu_number wide = hu_convert(fp32, (hu_number){to, expected}, &env);
                failures += differ(stderr, k->name, "widened", i, back[i], float_of_bits((uint32_t)wide.code));
            }
        }
    }
    return failures;
}

/* ---- Accumulators ---- */

static float rounded(const trainer_format *accumulator, float x)
{
    if (accumulator == &trainer_fp32) {
        return x;
    }
    const hu_env env = {.overflow = checked_overflow(accumulator)};
    return hu_fp32_to_float(checked_stored(accumulator, hu_fp32_from_float(x), env));
}

enum { ROWS = 3, DEPTH = 19, COLUMNS = 5 };

/* By kind: moderate numbers; large ones, whose sums pass the largest number of every narrow format; any; and minus zero
 * times 1, of which a chain from +0 makes +0. */
enum { MODERATE, LARGE, ANY, ZEROS, KINDS };

static float factor(int kind, uint64_t stream, uint64_t index)
{
    const float x = any_number(stream, index);
    if (kind == ZEROS) {
        return stream == 2 ? -0.0F : 1;
    }
    if (kind == ANY) {
        return x;
    }
    const uint32_t field = kind == MODERATE ? 124 + (uint32_t)(index % 5) : 134 + (uint32_t)(index % 3);
    return float_of_bits((bits_of_float(x) & (kind == MODERATE ? 0x807FFFFF : 0x007FFFFF)) | field << 23);
}

static long compare_product(FILE *log, const trainer_kernels *k, const trainer_format *accumulator, int kind)
{
    float left[ROWS * DEPTH], right[DEPTH * COLUMNS], out[ROWS * COLUMNS];
    long failures = 0;
    for (size_t i = 0; i < ROWS * DEPTH; i++) {
        left[i] = factor(kind, 2, i);
    }
    for (size_t i = 0; i < DEPTH * COLUMNS; i++) {
        right[i] = factor(kind, 3, i);
    }
    const product_task task = {.left = left,
                               .left_row = DEPTH,
                               .left_depth = 1,
                               .right = right,
                               .right_depth = COLUMNS,
                               .right_column = 1,
                               .out = out,
                               .rows = ROWS,
                               .depth = DEPTH,
                               .columns = COLUMNS,
                               .accumulator = accumulator};
    k->product(&task);
    for (size_t i = 0; i < ROWS * COLUMNS; i++) {
        float sum = 0;
        for (size_t j = 0; j < DEPTH; j++) {
            sum = rounded(accumulator, fmaf(left[i / COLUMNS * DEPTH + j], right[j * COLUMNS + i % COLUMNS], sum));
        }
        failures += differ(log, k->name, trainer_format_name(accumulator), i, out[i], sum);
    }
    return failures;
}

/* values[0][c] by the fixed tree. */
static void fold(float *values, size_t rows, size_t columns, const trainer_format *accumulator)
{
    for (size_t left = rows; left > 1;) {
        const size_t half = left - left / 2; /* the larger half */
        for (size_t r = half; r < left; r++) {
            for (size_t c = 0; c < columns; c++) {
                float *to = &values[(r - half) * columns + c];
                *to = rounded(accumulator, *to + values[r * columns + c]);
            }
        }
        left = half;
    }
}

static long compare_sums(FILE *log, const trainer_kernels *k, const trainer_format *accumulator, int kind, size_t rows)
{
    enum { MOST = 8 };
    float values[MOST * COLUMNS], expected[MOST * COLUMNS], bias[COLUMNS];
    long failures = 0;
    for (size_t c = 0; c < COLUMNS; c++) {
        bias[c] = factor(kind, 5, c);
    }
    for (size_t i = 0; i < rows * COLUMNS; i++) {
        values[i] = factor(kind, 4, i);
        expected[i] = rounded(accumulator, values[i] + bias[i % COLUMNS]);
    }
    k->add_bias(values, bias, rows, COLUMNS, accumulator);
    for (size_t i = 0; i < rows * COLUMNS; i++) {
        failures += differ(log, k->name, "bias added", i, values[i], expected[i]);
    }
    fold(expected, rows, COLUMNS, accumulator);
    k->sum_rows(values, rows, COLUMNS, accumulator);
    for (size_t c = 0; c < COLUMNS; c++) {
        failures += differ(log, k->name, "sum of column", c, values[c], expected[c]);
    }
    return failures;
}

/* Every sum is rounded to the accumulator's format, and saturates where that is FP8. */
long check_trainer_accumulators(void)
{
    long failures = 0;
    for (int path = 0; path < TRAINER_PATHS; path++) {
        const trainer_kernels *k = path_at(path);
        const trainer_format *accumulator;
        for (size_t f = 0; (accumulator = checked_format(f)) != NULL && k != NULL; f++) {
            for (int kind = 0; kind < KINDS; kind++) {
                if (k->operand == &trainer_fp32) {
                    failures += compare_product(stderr, k, accumulator, kind);
                }
                for (size_t rows = 1; rows <= 8; rows++) {
                    failures += compare_sums(stderr, k, accumulator, kind, rows);
                }
            }
        }
    }
    return failures;
}

/* ---- exp and log ---- */

/* (float) of a quotient in FP64: the nearest FP32 number, as none of these lies near a tie. */
static float ratio(double numerator, double denominator)
{
    return (float)(numerator / denominator);
}

static const double ln_2 = 0x1.62E42FEFA39EFp-1;
static const float ln_2_high = 0x1.62E4p-1F; /* its first 15 bits, and the rest: */

static float ln_2_low(void)
{
    return (float)(ln_2 - (double)ln_2_high);
}

/* e^x = 2^n e^r, n the integer nearest to x / ln 2: Taylor's polynomial of the seventh degree. */
static float restated_exp(float x)
{
    if (x != x || x < -87) {
        return x != x ? x : 0;
    }
    const float big = 12582912; /* 1.5 * 2^23, which leaves integers */
    const float n = fmaf(x, ratio(1, ln_2), big) - big;
    const float r = fmaf(n, -ln_2_low(), fmaf(n, -ln_2_high, x));
    static const double factorial[] = {1, 1, 2, 6, 24, 120, 720, 5040};
    float sum = ratio(1, factorial[7]);
    for (int i = 6; i >= 0; i--) {
        sum = fmaf(sum, r, ratio(1, factorial[i]));
    }
    return ldexpf(sum, (int)n);
}

/* ln x = e ln 2 + ln(1 + f), 2/3 <= 1 + f < 4/3, by the series of the inverse hyperbolic tangent. */
static float restated_log(float x)
{
    if (x != x) {
        return x;
    }
    int e;
    float m = frexpf(x, &e); /* from 1/2 on */
    if (m < ratio(2, 3)) {
        m *= 2;
        e--;
    }
    const float f = m - 1;
    const float s = f / (2 + f);
    const float square = s * s;
    float sum = ratio(2, 11);
    for (int i = 9; i >= 3; i -= 2) {
        sum = fmaf(sum, square, ratio(2, i));
    }
    sum *= square;
    const float h = 0.5F * f * f;
    const float low = fmaf(s, h + sum, (float)e * ln_2_low());
    return fmaf((float)e, ln_2_high, f - (h - low));
}

/* Every 997th argument, the ends of the domain, and where 1 + f changes its binade. */
long check_trainer_exp_log(void)
{
    long failures = 0;
    static const uint32_t ends[] = {0x80000000, 0x80000001, 0xC2ADFFFF, 0xC2AE0000, 0xC2AE0001,
                                    0xC2AE8000, 0xC2B00000, 0xFF7FFFFF, 0xFF800000, 0x7FC00000};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const float x = float_of_bits(ends[i]);
        failures += differ(stderr, "exp of case", "", i, elementary_exp(x), restated_exp(x));
    }
    for (uint32_t x = 0x80000000; x <= 0xC2AE0000 && failures < CHECK_SHOWN; x += 997) {
        failures +=
            differ(stderr, "exp", "of the code", x, elementary_exp(float_of_bits(x)), restated_exp(float_of_bits(x)));
    }
    for (uint32_t x = 0x3F800000; x <= 0x7F7FFFFF && failures < CHECK_SHOWN; x += 997) {
        failures +=
            differ(stderr, "log", "of the code", x, elementary_log(float_of_bits(x)), restated_log(float_of_bits(x)));
    }
    for (uint32_t binade = 127; binade < 140; binade++) {
        for (uint32_t fraction = 0x2AAAA8; fraction < 0x2AAAB0; fraction++) {
            const float x = float_of_bits(binade << 23 | fraction);
            failures += differ(stderr, "log", "around 4/3, binade", binade, elementary_log(x), restated_log(x));
        }
    }
    return failures;
}

/* ---- Softmax ---- */

enum { IMAGES = 6 };

static float restated_image(const float *z, size_t classes, size_t label, float scale, float *gradients)
{
    float largest = z[0];
    float powers[TRAINER_CLASSES_MAX] = {0}, sums[TRAINER_CLASSES_MAX] = {0};
    for (size_t j = 1; j < classes; j++) {
        largest = z[j] > largest ? z[j] : largest;
    }
    for (size_t j = 0; j < classes; j++) {
        sums[j] = powers[j] = restated_exp(z[j] - largest);
    }
    fold(sums, classes, 1, &trainer_fp32);
    for (size_t j = 0; j < classes; j++) {
        const float p = powers[j] / sums[0];
        gradients[j] = (j == label ? p - 1 : p) * (scale / IMAGES);
    }
    return restated_log(sums[0]) - (z[label] - largest);
}

static long compare_softmax(FILE *log, const trainer_kernels *k, size_t classes, bool any)
{
    float logits[IMAGES * TRAINER_CLASSES_MAX], found[IMAGES * TRAINER_CLASSES_MAX];
    float gradients[TRAINER_CLASSES_MAX], losses[IMAGES], scratch[IMAGES];
    uint8_t labels[IMAGES];
    long failures = 0;
    for (size_t i = 0; i < IMAGES * classes; i++) {
        const uint64_t bits = hu_random(4711, 6, i + 1000 * classes);
        logits[i] = any ? any_number(7, i) : (float)(int32_t)(bits % 40000) / 256 - 70;
    }
    for (size_t i = 0; i < IMAGES; i++) {
        labels[i] = (uint8_t)(i * 3 % classes);
    }
    softmax_task task = {.logits = logits,
                         .labels = labels,
                         .rows = IMAGES,
                         .classes = classes,
                         .scale = 1024,
                         .gradients = found,
                         .losses = scratch};
    k->softmax(&task);
    for (size_t i = 0; i < IMAGES; i++) {
        losses[i] = restated_image(logits + i * classes, classes, labels[i], 1024, gradients);
        for (size_t j = 0; j < classes; j++) {
            failures += differ(log, k->name, "gradient", i * classes + j, found[i * classes + j], gradients[j]);
        }
    }
    fold(losses, IMAGES, 1, &trainer_fp32);
    return failures + differ(log, k->name, "loss", classes, task.loss, losses[0] / IMAGES);
}

long check_trainer_softmax(void)
{
    static const size_t classes[] = {2, 3, 10, 17, TRAINER_CLASSES_MAX};
    long failures = 0;
    for (int path = 0; path < TRAINER_PATHS; path++) {
        for (size_t i = 0; i < sizeof classes / sizeof *classes && path_at(path) != NULL; i++) {
            failures += compare_softmax(stderr, path_at(path), classes[i], false);
            failures += compare_softmax(stderr, path_at(path), classes[i], true);
        }
    }
    return failures;
}
