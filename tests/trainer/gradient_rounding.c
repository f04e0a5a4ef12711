/* SPDX-License-Identifier: Apache-2.0
 *
 * Gradients on their way to their format, restated from REFERENCE.md and compared bit for bit: stores that draw random
 * bits and stores that balance rows, on every path of this machine; and which random bits a step draws for which
 * gradient. Roundings are hu_convert's; FP32 sums are the machine's.
 */
#include "shared.h"

#include "internal.h"
#include "kernels/bits.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { WEIGHTS_STREAM = 7, FIRST_LAYER_STREAM = 8 }; /* of random bits, by REFERENCE.md */

static const trainer_kernels *path_at(int path)
{
    return path < TRAINER_PATHS ? trainer_find_kernels((trainer_path)path) : NULL;
}

static uint32_t rounded(const trainer_format *to, hu_env env, float x)
{
    const hu_number number = {hu_format_find("fp32"), bits_of_float(x)};
    return (uint32_t)hu_convert(trainer_format_definition(to), number, &env).code;
}

static hu_env drawn(hu_overflow overflow, uint64_t seed, uint64_t stream, uint64_t index)
{
    return (hu_env){.rounding = HU_STOCHASTIC_A,
                    .overflow = overflow,
                    .random_bits = 32,
                    .random = hu_random(seed, stream, index) & 0xFFFFFFFF};
}

static float widened(const trainer_format *from, uint32_t code)
{
    hu_env exact = {0};
    const hu_number number = {trainer_format_definition(from), code};
    return float_of_bits((uint32_t)hu_convert(hu_format_find("fp32"), number, &exact).code);
}

static long differ(const char *who, const char *what, size_t at, uint32_t found, uint32_t expected)
{
    if (found != expected) {
        fprintf(stderr, "%s: %s %zu: %" PRIX32 ", expected %" PRIX32 "\n", who, what, at, found, expected);
    }
    return found != expected;
}

/* ---- Stores ---- */

/* From 2^-30 to 2^20, some zero, infinite or NaN. */
static float some_number(uint64_t stream, uint64_t index)
{
    const uint64_t bits = hu_random(4712, stream, index);
    const uint32_t sign_and_fraction = (uint32_t)bits & 0x807FFFFF;
    const uint32_t field = bits >> 58 == 0 ? 255 : bits >> 58 == 1 ? 0 : 97 + (uint32_t)(bits >> 32) % 50;
    return float_of_bits(sign_and_fraction | field << 23);
}

static long compare_drawn(const trainer_kernels *k, const trainer_format *to, hu_overflow overflow)
{
    enum { COUNT = 1027 }; /* more than a kernel converts at a time */
    static float values[COUNT];
    static uint8_t codes[4 * COUNT];
    const random_draws draws = {99, 17, UINT64_C(1) << 33};
    long failures = 0;
    for (size_t i = 0; i < COUNT; i++) {
        values[i] = some_number(1, i);
    }
    k->encode_stochastic(to, overflow, values, draws, codes, COUNT);
    for (size_t i = 0; i < COUNT && failures < CHECK_SHOWN; i++) {
        const hu_env env = drawn(overflow, 99, 17, (UINT64_C(1) << 33) + i);
        failures += differ(k->name, to->name, i, trainer_load_code(to, codes, i), rounded(to, env, values[i]));
    }
    return failures;
}

/* Stochastic stores into every narrow format, saturating and not, on all paths. */
long check_trainer_drawn_stores(void)
{
    const trainer_format *format;
    long failures = 0;
    for (int path = 0; path < TRAINER_PATHS; path++) {
        for (size_t f = 1; (format = checked_format(f)) != NULL && path_at(path) != NULL; f++) {
            failures += compare_drawn(path_at(path), format, HU_OVERFLOW_NONE);
            failures += compare_drawn(path_at(path), format, checked_overflow(format));
        }
    }
    return failures;
}

enum { ROWS = 40, COLUMNS = 7 };

/* A row of REFERENCE.md's balanced-logits. */
static void restated_row(const trainer_format *to, const float *values, uint32_t *codes)
{
    const hu_env nearest = {0};
    size_t largest = 0;
    bool finite = true;
    for (size_t c = 0; c < COLUMNS; c++) {
        codes[c] = rounded(to, nearest, values[c]);
        finite = finite && isfinite(widened(to, codes[c]));
        largest = fabsf(values[c]) > fabsf(values[largest]) ? c : largest;
    }
    float others = 0;
    for (size_t c = 0; c < COLUMNS; c++) {
        others += c == largest ? 0 : widened(to, codes[c]);
    }
    if (finite) {
        codes[largest] = rounded(to, nearest, 0 - others);
    }
}

/* Balanced stores: probabilities and one minus a probability, as softmax leaves them, at scales from where all but the
 * largest is flushed to where it overflows; two that are equally large; infinities and NaNs. */
static long compare_balanced(const trainer_kernels *k, const trainer_format *to)
{
    static float values[ROWS * COLUMNS];
    static uint8_t codes[4 * ROWS * COLUMNS];
    long failures = 0;
    for (size_t i = 0; i < ROWS * COLUMNS; i++) {
        const float p = (float)(hu_random(4713, 1, i) >> 40) * 0x1p-27F;
        const float scale = ldexpf(1, (int)(i / COLUMNS) - 26);
        values[i] = (i % COLUMNS == i / COLUMNS % COLUMNS ? p - 1 : p) * scale;
    }
    values[3] = -values[0];
    values[5 * COLUMNS] = INFINITY;
    values[6 * COLUMNS + 1] = NAN;
    k->encode_balanced(to, values, codes, ROWS, COLUMNS);
    for (size_t i = 0; i < ROWS * COLUMNS && failures < CHECK_SHOWN; i += COLUMNS) {
        uint32_t expected[COLUMNS];
        restated_row(to, values + i, expected);
        for (size_t c = 0; c < COLUMNS; c++) {
            failures += differ(k->name, to->name, i + c, trainer_load_code(to, codes, i + c), expected[c]);
        }
    }
    return failures;
}

long check_trainer_balanced_stores(void)
{
    const trainer_format *format;
    long failures = 0;
    for (int path = 0; path < TRAINER_PATHS; path++) {
        for (size_t f = 1; (format = checked_format(f)) != NULL && path_at(path) != NULL; f++) {
            failures += compare_balanced(path_at(path), format);
        }
    }
    return failures;
}

/* ---- A step ---- */

enum { BATCH = 5, HIDDEN = 6, STEPS = 3 };

static trainer *begin(const trainer_data *data, const trainer_format *gradients, trainer_gradient_rounding rounding)
{
    trainer_config c = trainer_default_config();
    c.hidden_layers = 1;
    c.hidden[0] = HIDDEN;
    c.batch = BATCH;
    c.gradients = gradients;
    c.gradient_rounding = rounding;
    c.learning_rate = 0x1p-100F; /* the weights stay as they are */
    c.seed = 21;
    return trainer_new(&c, data);
}

/* The logits' gradients: those of a trainer with FP32 gradients, rounded. */
static long compare_logits(const trainer *t, const trainer *exact, uint64_t step)
{
    const tensor *found = &t->activation_gradient[2];
    long failures = 0;
    for (size_t i = 0; i < found->count; i++) {
        const hu_env env = drawn(HU_OVERFLOW_NONE, 21, FIRST_LAYER_STREAM + 1, step * found->count + i);
        const float value =
            widened(&trainer_fp32, trainer_load_code(&trainer_fp32, exact->activation_gradient[2].codes, i));
        failures += differ("a step", "logit", i, trainer_load_code(found->format, found->codes, i),
                           rounded(found->format, env, value));
    }
    return failures;
}

/* delta[r][c] of a layer's outputs, as stored. */
static float delta_at(const trainer *t, size_t layer, size_t row, size_t column, size_t columns)
{
    const tensor *of = &t->activation_gradient[layer];
    return widened(of->format, trainer_load_code(of->format, of->codes, row * columns + column));
}

static float activation_at(const trainer *t, size_t layer, size_t row, size_t column, size_t columns)
{
    return widened(&trainer_fp32, trainer_load_code(&trainer_fp32, t->activation[layer].codes, row * columns + column));
}

/* The hidden units' gradients from the logits', and the second layer's weights'. */
static long compare_rest(const trainer *t, uint64_t step, bool stochastic)
{
    const trainer_format *format = t->gradients.format;
    const hu_env nearest = {0};
    static float weights[(DIGITS_PIXELS + 1) * HIDDEN + (HIDDEN + 1) * DIGITS_CLASSES];
    const size_t second = (DIGITS_PIXELS + 1) * HIDDEN; /* where the second layer's begin */
    const size_t parameters = sizeof weights / sizeof *weights;
    long failures = !trainer_values(t, TRAINER_WEIGHTS, weights);
    for (size_t i = 0; i < BATCH * HIDDEN; i++) {
        float sum = 0;
        for (size_t k = 0; k < DIGITS_CLASSES; k++) {
            sum = fmaf(delta_at(t, 2, i / HIDDEN, k, DIGITS_CLASSES), weights[second + i % HIDDEN * DIGITS_CLASSES + k],
                       sum);
        }
        sum = activation_at(t, 1, i / HIDDEN, i % HIDDEN, HIDDEN) == 0 ? 0 : sum;
        const hu_env env = drawn(HU_OVERFLOW_NONE, 21, FIRST_LAYER_STREAM, step * BATCH * HIDDEN + i);
        failures += differ("a step", "hidden", i, trainer_load_code(format, t->activation_gradient[1].codes, i),
                           rounded(format, stochastic ? env : nearest, sum));
    }
    for (size_t i = 0; i < HIDDEN * DIGITS_CLASSES; i++) {
        float sum = 0;
        for (size_t r = 0; r < BATCH; r++) {
            sum = fmaf(activation_at(t, 1, r, i / DIGITS_CLASSES, HIDDEN),
                       delta_at(t, 2, r, i % DIGITS_CLASSES, DIGITS_CLASSES), sum);
        }
        const hu_env env = drawn(HU_OVERFLOW_NONE, 21, WEIGHTS_STREAM, step * parameters + second + i);
        failures += differ("a step", "weight", i, trainer_load_code(format, t->gradients.codes, second + i),
                           rounded(format, stochastic ? env : nearest, sum));
    }
    return failures;
}

static long check_steps(const trainer_data *data, trainer_gradient_rounding rounding)
{
    trainer *exact = begin(data, &trainer_fp32, TRAINER_GRADIENTS_NEAREST);
    trainer *t = begin(data, &trainer_e4m3, rounding);
    long failures = exact == NULL || t == NULL;
    for (uint64_t step = 0; step < STEPS && failures == 0; step++) {
        trainer_step(exact, NULL);
        trainer_step(t, NULL);
        failures += compare_logits(t, exact, step);
        failures += compare_rest(t, step, rounding == TRAINER_GRADIENTS_STOCHASTIC);
    }
    trainer_free(exact);
    trainer_free(t);
    return failures;
}

/* Moments have no compensation: Kahan's rounding of them is refused. */
static long check_refused(void)
{
    char error[TRAINER_ERROR_SIZE] = "";
    trainer_config c = trainer_default_config();
    c.optimizer_state = &trainer_bf16;
    c.state_rounding = TRAINER_STOCHASTIC;
    long failures = !trainer_config_valid(&c, NULL, error);
    c.state_rounding = TRAINER_KAHAN;
    failures += trainer_config_valid(&c, NULL, error);
    return failures;
}

/* Which gradient draws which random bits: in three steps of a small network whose weights stay as they are. */
long check_trainer_drawn_gradients(void)
{
    const trainer_data *data = checked_digits(stderr);
    return data == NULL ? 1
                        : check_refused() + check_steps(data, TRAINER_GRADIENTS_STOCHASTIC) +
                              check_steps(data, TRAINER_GRADIENTS_STOCHASTIC_LOGITS);
}
