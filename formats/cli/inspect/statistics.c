/* SPDX-License-Identifier: Apache-2.0
 *
 * Statistics of a tensor. The loops over FP32 are for the compiler to vectorise, so they hold no branches; what is rare
 * there, subnormal numbers, infinities and NaNs, is noticed in a block as a whole, which is then looked at again.
 */
#include "statistics.h"

#include <math.h>
#include <string.h>

#include "halfulp_array.h"

enum {
    FP32_INFINITY = 0x7F800000,
    FP32_MAGNITUDE = 0x7FFFFFFF,
    FP32_FRACTION = 0x7FFFFF,
    FP32_FIELDS = 256,
    FP32_BIAS = 127,
    LANES = 4,
    FP64_FRACTION_BITS = 52
};
#define FP64_MAGNITUDE UINT64_C(0x7FFFFFFFFFFFFFFF)
#define FP64_INFINITY  UINT64_C(0x7FF0000000000000)

/* Sums of squares of numbers that are small, ordinary and large (below 2^-500, above 2^500), scaled so that none
 * underflows or overflows. */
enum { SQUARE_SCALE = 600 };
typedef struct {
    double small, ordinary, large;
    double smallest_normal; /* of the tensor's format */
} sums;

static double from_code(uint64_t code)
{
    double x;
    memcpy(&x, &code, sizeof x);
    return x;
}

static uint64_t to_code(double x)
{
    uint64_t code;
    memcpy(&code, &x, sizeof code);
    return code;
}

int statistics_binade(double magnitude)
{
    const int field = (int)(to_code(magnitude) >> FP64_FRACTION_BITS);
    if (field > 0) {
        return field + FP64_FRACTION_BITS - 1;
    }
    int exponent;
    (void)frexp(magnitude, &exponent);
    return exponent - 1 - BINADE_FIRST;
}

static bool is_power_of_two(double magnitude)
{
    const uint64_t code = to_code(magnitude);
    const uint64_t fraction = code & ((UINT64_C(1) << FP64_FRACTION_BITS) - 1);
    return code == fraction ? (code & (code - 1)) == 0 : fraction == 0; /* subnormal, or normal */
}

/* `count` elements of that finite magnitude. */
static void add(statistics *s, sums *sum, double x, uint64_t count)
{
    const double often = (double)count;
    if (x == 0) {
        s->zeros += count;
        return;
    }
    s->amax = x > s->amax ? x : s->amax;
    s->least = x < s->least ? x : s->least;
    s->subnormals += x < sum->smallest_normal ? count : 0;
    const int binade = statistics_binade(x);
    s->binade[binade] += count;
    s->power[binade] += is_power_of_two(x) ? count : 0;
    if (x < 0x1p-500) {
        const double y = ldexp(x, SQUARE_SCALE);
        sum->small += often * (y * y);
    } else if (x > 0x1p+500) {
        const double y = ldexp(x, -SQUARE_SCALE);
        sum->large += often * (y * y);
    } else {
        sum->ordinary += often * (x * x);
    }
}

static double root_mean_square(const statistics *s, const sums *sum)
{
    const uint64_t finite = s->elements - s->nans - s->infinities;
    const double n = finite > 0 ? (double)finite : 1;
    if (sum->large > 0) { /* beside it the small ones do not count */
        return ldexp(sqrt((sum->large + ldexp(sum->ordinary, -2 * SQUARE_SCALE)) / n), SQUARE_SCALE);
    }
    if (sum->ordinary > 0) {
        return sqrt((sum->ordinary + ldexp(sum->small, -2 * SQUARE_SCALE)) / n);
    }
    return ldexp(sqrt(sum->small / n), -SQUARE_SCALE);
}

/* ---- codes ------------------------------------------------------------------------------------------------------- */

/* Counts into two tables in turn, since a run of equal codes would wait for its own counter. */
static void count_codes(statistics *s, const tensor *t, statistics_progress *progress)
{
    static uint64_t other[CODES_MAX];
    union {
        uint8_t narrow[BLOCK];
        uint16_t wide[BLOCK];
    } block;
    memset(other, 0, sizeof other);
    const bool narrow = hu_array_element_size(t->format) == 1;
    for (uint64_t first = 0; first < t->elements; first += BLOCK) {
        const size_t n = t->elements - first < BLOCK ? (size_t)(t->elements - first) : BLOCK;
        tensor_codes(t, first, n, &block);
        if (n % 2 != 0) {
            s->count[narrow ? block.narrow[n - 1] : block.wide[n - 1]]++;
        }
        for (size_t i = 0; i + 1 < n; i += 2) {
            s->count[narrow ? block.narrow[i] : block.wide[i]]++;
            other[narrow ? block.narrow[i + 1] : block.wide[i + 1]]++;
        }
        if (progress != NULL) {
            progress(first + n);
        }
    }
    for (size_t i = 0; i < CODES_MAX; i++) {
        s->count[i] += other[i];
    }
}

/* The values of all codes of the format, exactly: the classes of those that are not numbers are counted. */
static void judge_codes(statistics *s, const hu_format *format, sums *sum)
{
    const hu_format *const fp64 = hu_format_find("fp64");
    s->codes = UINT32_C(1) << hu_format_width(format);
    for (uint32_t code = s->codes; code < CODES_MAX; code++) {
        s->count[code & (s->codes - 1)] += s->count[code];
        s->stray += s->count[code];
        s->count[code] = 0;
    }
    for (uint32_t code = 0; code < s->codes; code++) {
        hu_env env = {0};
        const double x = from_code(hu_convert(fp64, hu_number_of(format, code), &env).code);
        if (isnan(x)) {
            s->nans += s->count[code];
        } else if (isinf(x)) {
            s->infinities += s->count[code];
        } else if (s->count[code] != 0) {
            add(s, sum, fabs(x), s->count[code]);
        }
        s->value[code] = isfinite(x) ? x : 0;
    }
}

/* ---- FP32 -------------------------------------------------------------------------------------------------------- */

typedef struct {
    uint64_t fields[LANES][FP32_FIELDS]; /* exponent fields */
    int32_t most;                        /* the largest magnitude, as a code, below infinity */
    int32_t least;                       /* the smallest above zero, less one; the magnitude's mask without one */
    double squares[LANES];
} fp32_tally;

/* What is not a normal number or a zero: the block has some. */
static void tally_rare(statistics *s, sums *sum, const uint32_t *codes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t magnitude = codes[i] & FP32_MAGNITUDE;
        if (magnitude == 0) {
            s->zeros++;
        } else if (magnitude > FP32_INFINITY) {
            s->nans++;
        } else if (magnitude == FP32_INFINITY) {
            s->infinities++;
        } else {
            add(s, sum, (double)hu_fp32_to_float((hu_fp32){magnitude}), 1);
        }
    }
}

static void tally_fp32(statistics *s, sums *sum, fp32_tally *tally, statistics_span *span, const uint32_t *codes,
                       size_t n)
{
    int32_t most = 0;
    int32_t least = FP32_MAGNITUDE;
    uint32_t zeros = 0;
    uint32_t powers = 0; /* zeros too */
    for (size_t i = 0; i < n; i++) {
        const int32_t magnitude = (int32_t)(codes[i] & FP32_MAGNITUDE);
        const int32_t less = (int32_t)((codes[i] - 1) & FP32_MAGNITUDE);
        most = magnitude > most ? magnitude : most;
        least = less < least ? less : least;
        zeros += magnitude == 0;
        powers += (codes[i] & FP32_FRACTION) == 0;
    }
    const bool subnormal = least < FP32_FRACTION;
    if (subnormal || most >= FP32_INFINITY || n % LANES != 0) {
        tally_rare(s, sum, codes, n);
        span->least = 0;
        span->most = FP32_MAGNITUDE;
        return;
    }
    span->least = least < span->least ? least : span->least;
    span->most = most > span->most ? most : span->most;
    for (size_t i = 0; i < n; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            const double x = (double)hu_fp32_to_float((hu_fp32){codes[i + lane]});
            tally->squares[lane] += x * x;
        }
    }
    for (size_t i = 0; i < n; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            tally->fields[lane][codes[i + lane] >> 23 & (FP32_FIELDS - 1)]++;
        }
    }
    for (size_t i = 0; i < n && powers > zeros; i++) {
        const uint32_t field = codes[i] >> 23 & (FP32_FIELDS - 1);
        s->power[(int)field - FP32_BIAS - BINADE_FIRST] += (codes[i] & FP32_MAGNITUDE) == field << 23 && field != 0;
    }
    s->zeros += zeros;
    tally->most = most > tally->most ? most : tally->most;
    tally->least = least < tally->least ? least : tally->least;
}

static void read_fp32(statistics *s, const tensor *t, sums *sum, statistics_progress *progress)
{
    static const fp32_tally empty = {.least = FP32_MAGNITUDE};
    fp32_tally tally = empty;
    uint32_t codes[BLOCK];
    s->span_size = (t->elements / BLOCK / SPANS + 1) * BLOCK;
    for (size_t i = 0; i < SPANS; i++) {
        s->span[i].least = FP32_MAGNITUDE;
        s->span[i].most = 0;
    }
    for (uint64_t first = 0; first < t->elements; first += BLOCK) {
        const size_t n = t->elements - first < BLOCK ? (size_t)(t->elements - first) : BLOCK;
        tensor_codes(t, first, n, codes);
        tally_fp32(s, sum, &tally, &s->span[first / s->span_size], codes, n);
        if (progress != NULL) {
            progress(first + n);
        }
    }
    for (int field = 1; field < FP32_FIELDS - 1; field++) { /* field 0 has zeros alone */
        for (int lane = 0; lane < LANES; lane++) {
            s->binade[field - FP32_BIAS - BINADE_FIRST] += tally.fields[lane][field];
        }
    }
    for (int lane = 0; lane < LANES; lane++) {
        sum->ordinary += tally.squares[lane];
    }
    if (tally.most > 0) {
        s->amax = fmax(s->amax, (double)hu_fp32_to_float((hu_fp32){(uint32_t)tally.most}));
        s->least = fmin(s->least, (double)hu_fp32_to_float((hu_fp32){(uint32_t)tally.least + 1}));
    }
}

/* ---- any format -------------------------------------------------------------------------------------------------- */

/* Codes of FP64, exact: the format has at most its range and precision. */
static void read_codes64(const tensor *t, uint64_t first, size_t n, uint64_t *codes)
{
    const hu_format *const fp64 = hu_format_find("fp64");
    uint64_t own[BLOCK];
    hu_env env = {0};
    if (strcmp(t->format->name, "fp64") == 0) {
        tensor_codes(t, first, n, codes);
        return;
    }
    tensor_codes(t, first, n, own);
    hu_array_convert(hu_array_of(fp64, codes), hu_array_operand_of(t->format, own), n, &env, NULL);
}

void statistics_values(const tensor *t, uint64_t first, size_t count, double *values)
{
    uint64_t codes[BLOCK];
    uint32_t narrow[BLOCK];
    if (strcmp(t->format->name, "fp32") == 0) {
        tensor_codes(t, first, count, narrow);
        for (size_t i = 0; i < count; i++) {
            const bool finite = (narrow[i] & FP32_MAGNITUDE) < FP32_INFINITY;
            values[i] = (double)hu_fp32_to_float((hu_fp32){finite ? narrow[i] : 0});
        }
        return;
    }
    read_codes64(t, first, count, codes);
    for (size_t i = 0; i < count; i++) {
        values[i] = (codes[i] & FP64_MAGNITUDE) < FP64_INFINITY ? from_code(codes[i]) : 0;
    }
}

static void read_any(statistics *s, const tensor *t, sums *sum, statistics_progress *progress)
{
    uint64_t codes[BLOCK];
    for (uint64_t first = 0; first < t->elements; first += BLOCK) {
        const size_t n = t->elements - first < BLOCK ? (size_t)(t->elements - first) : BLOCK;
        read_codes64(t, first, n, codes);
        for (size_t i = 0; i < n; i++) {
            const uint64_t magnitude = codes[i] & FP64_MAGNITUDE;
            if (magnitude > FP64_INFINITY) {
                s->nans++;
            } else if (magnitude == FP64_INFINITY) {
                s->infinities++;
            } else {
                add(s, sum, from_code(magnitude), 1);
            }
        }
        if (progress != NULL) {
            progress(first + n);
        }
    }
}

void statistics_read(statistics *s, const tensor *t, statistics_progress *progress)
{
    memset(s, 0, sizeof *s);
    s->elements = t->elements;
    s->least = HUGE_VAL;
    sums sum = {.smallest_normal = ldexp(1, hu_format_emin(t->format))};
    if (hu_format_width(t->format) <= 16) {
        count_codes(s, t, progress);
        judge_codes(s, t->format, &sum);
    } else if (strcmp(t->format->name, "fp32") == 0) {
        read_fp32(s, t, &sum, progress);
    } else {
        read_any(s, t, &sum, progress);
    }
    s->rms = root_mean_square(s, &sum);
}
