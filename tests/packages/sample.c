/* SPDX-License-Identifier: Apache-2.0
 *
 * A sample of everything that the library computes, as a line for each part: how many results, and a digest of their
 * codes, flags and texts. Two builds of the library are alike if they print the same; what is right, the suite knows.
 * Built with ALL_IN_ONE it needs no header but the amalgamation's.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "halfulp.h"

#if !defined(ALL_IN_ONE)
#include "halfulp_array.h"
#include "halfulp_block.h"
#include "halfulp_dot.h"
#include "halfulp_explain.h"
#include "halfulp_flat.h"
#include "halfulp_models.h"
#endif

enum { SEED = 12, ROUNDS = 40, ELEMENTS = 1000, SIDE = 48 };

/* FNV-1a, on words. */
static uint64_t digest;
static uint64_t results;

static void take(uint64_t word)
{
    digest = (digest ^ word) * UINT64_C(0x100000001B3);
    digest ^= digest >> 32;
    results++;
}

static void take_text(const char *text)
{
    for (; *text != '\0'; text++) {
        take((unsigned char)*text);
    }
}

static void report(const char *part)
{
    printf("%-10s %8" PRIu64 " results, digest %016" PRIx64 "\n", part, results, digest);
    digest = results = 0;
}

static uint64_t drawn(void)
{
    static uint64_t index;
    return hu_random(SEED, 0, index++);
}

static const hu_format *any_format(void)
{
    size_t rows = 0;
    while (hu_format_at(rows) != NULL) {
        rows++;
    }
    return hu_format_at((size_t)(drawn() % rows));
}

/* A code of the format, often near its ends, where the special ones are; of at most 64 bits. */
static uint64_t code_of(const hu_format *f)
{
    const int width = hu_format_width(f);
    const uint64_t all = width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
    const uint64_t random = drawn();
    switch (random >> 60) {
    case 0:
        return random & 3;
    case 1:
        return all - (random & 3);
    case 2:
        return hu_format_largest(f) + (random & 1);
    default:
        return random & all;
    }
}

/* Every policy at its default or, half of the time, something else. */
static hu_env env_of(void)
{
    const uint64_t random = drawn();
    hu_env env = {0};
    env.rounding = (uint32_t)(random & 7) % (HU_STOCHASTIC_C + 1);
    if (env.rounding >= HU_STOCHASTIC_A) {
        env.random_bits = 8;
        env.random = random >> 8 & 0xFF;
    }
    if ((random >> 20 & 1) != 0) {
        env.overflow = (uint32_t)(random >> 21 & 3);
        env.tininess = (uint32_t)(random >> 23 & 1);
        env.flush = (uint32_t)(random >> 24 & 3);
        env.missing_nan = (uint32_t)(random >> 26 & 1);
        env.zero_divide = (uint32_t)(random >> 27 & 1);
        env.nan = (uint32_t)(random >> 28 & 3);
    }
    return hu_env_error(&env) == NULL ? env : (hu_env){0};
}

/* An operand of one kind: a code of the format, or an integer. */
static hu_number operand_of(const hu_operation_info *info, int i, const hu_format *f)
{
    if (info->operand[i] == HU_KIND_NUMBER) {
        return hu_number_of(f, code_of(f));
    }
    const bool narrow = info->operand[i] == HU_KIND_INT32 || info->operand[i] == HU_KIND_UINT32;
    return (hu_number){NULL, narrow ? (uint32_t)drawn() : drawn()};
}

static void operations(void)
{
    const hu_operation_info *info = NULL;
    for (int o = 0; (info = hu_operation_describe((hu_operation)o)) != NULL; o++) {
        const hu_format *f = NULL;
        for (size_t row = 0; (f = hu_format_at(row)) != NULL; row++) {
            for (int n = 0; n < ROUNDS; n++) {
                hu_number x[HU_OPERANDS_MAX];
                for (int i = 0; i < HU_OPERANDS_MAX; i++) {
                    x[i] = operand_of(info, i, info->same_format || i == 0 ? f : any_format());
                }
                hu_env env = env_of();
                hu_number result = {0};
                take(hu_apply((hu_operation)o, info->same_format ? f : any_format(), x, &env, &result));
                take(result.code);
                take(env.flags);
            }
        }
    }
    report("operations");
}

static void arrays(void)
{
    static uint64_t memory[4][ELEMENTS];
    const hu_operation some[] = {HU_OP_CONVERT, HU_OP_ADD, HU_OP_MUL, HU_OP_FMA, HU_OP_DIV};
    for (int n = 0; n < 8 * ROUNDS; n++) {
        const hu_format *format[4];
        hu_array_operand x[3];
        for (int i = 0; i < 4; i++) {
            format[i] = any_format();
            for (size_t k = 0; k < ELEMENTS; k++) {
                memory[i][k] = drawn();
            }
        }
        for (int i = 0; i < 3; i++) {
            x[i] = hu_array_operand_of(format[i], memory[i]);
        }
        hu_env env = env_of();
        hu_array_counts counts = {0};
        const hu_array_options options = {.seed = SEED, .counts = &counts};
        take(hu_array_apply(some[n % 5], hu_array_of(format[3], memory[3]), x, ELEMENTS, &env, &options));
        take(env.flags);
        take(counts.inexact + counts.flushed);
        for (size_t k = 0; k < ELEMENTS; k++) {
            take(memory[3][k]);
        }
    }
    report("arrays");
}

static void blocks(void)
{
    static uint32_t x[SIDE * SIDE];
    static uint32_t scales[SIDE * SIDE];
    static uint32_t tensor[SIDE];
    static int32_t zero_points[SIDE * SIDE];
    static uint8_t codes[SIDE * SIDE];
    const hu_block_recipe *recipe = NULL;
    for (size_t row = 0; (recipe = hu_block_at(row)) != NULL; row++) {
        for (size_t k = 0; k < SIDE * SIDE; k++) {
            x[k] = (uint32_t)(drawn() & 0x80FFFFFF) + 0x3A000000; /* some binades around 1 */
        }
        memset(scales, 0, sizeof scales);
        hu_env env = env_of();
        const hu_block_data data = {codes, scales, tensor, zero_points};
        take(hu_block_quantize(recipe, hu_block_matrix_of(x, SIDE, SIDE), data, &env, NULL));
        take(env.flags);
        for (size_t k = 0; k < SIDE * SIDE; k++) {
            take(codes[k] | (uint64_t)scales[k] << 8);
        }
        take(hu_block_dequantize(recipe, data, SIDE, SIDE, x));
        for (size_t k = 0; k < SIDE * SIDE; k++) {
            take(x[k]);
        }
    }
    report("blocks");
}

static void dots(void)
{
    const hu_dot_model *model = NULL;
    for (size_t row = 0; (model = hu_dot_at(row)) != NULL; row++) {
        for (int n = 0; n < ROUNDS; n++) {
            uint64_t x[256];
            uint64_t y[256];
            uint64_t ones[256];
            const size_t count = model->k < 256 ? model->k : 256;
            for (size_t k = 0; k < count; k++) {
                x[k] = code_of(model->x);
                y[k] = code_of(model->y);
                ones[k] = model->scale != NULL ? hu_format_one(model->scale) : 0;
            }
            const uint64_t addend = code_of(model->result);
            take(model->scale != NULL ? hu_dot_scaled(model, addend, x, y, ones, ones, count)
                                      : hu_dot(model, addend, x, y, count));
        }
    }
    report("dots");
}

static void models(void)
{
    const hu_model *model = NULL;
    for (size_t row = 0; (model = hu_model_at(row)) != NULL; row++) {
        for (int n = 0; n < ROUNDS; n++) {
            uint64_t operands[HU_MODEL_CODES_MAX];
            uint64_t out[HU_MODEL_RESULTS_MAX] = {0};
            size_t used = 0;
            for (uint32_t i = 0; i < model->operands; i++) {
                for (uint32_t k = 0; k < model->operand[i].count; k++) {
                    operands[used++] = code_of(model->operand[i].format);
                }
            }
            uint32_t flags = 0;
            take(hu_model_apply(model, operands, used, out, model->result->count, model->registers->control_fixed,
                                (uint32_t)n & 3, &flags));
            take(out[0]);
            take(flags);
        }
    }
    report("models");
}

static void texts(void)
{
    char text[4096];
    const hu_format *f = NULL;
    for (size_t row = 0; (f = hu_format_at(row)) != NULL; row++) {
        for (int n = 0; n < ROUNDS; n++) {
            hu_env env = env_of();
            hu_number x = hu_number_of(f, code_of(f));
            hu_print(text, sizeof text, x, n % 2 != 0 ? HU_TEXT_SHORTEST : HU_TEXT_EXACT);
            take_text(text);
            const char *complaint = hu_parse(f, text, &env, &x);
            take(complaint == NULL);
            take(x.code);
            if (f->fraction_bits < 24) {
                hu_explanation e;
                const hu_number operands[2] = {x, hu_number_of(f, code_of(f))};
                take(hu_explain(n % 3 != 0 ? HU_OP_ADD : HU_OP_MUL, f, operands, &env, &e));
                hu_explain_text(text, sizeof text, &e, 80);
                take_text(text);
            }
        }
    }
    report("texts");
}

int main(void)
{
    take_text(hu_version());
    report("version");
    operations();
    arrays();
    blocks();
    dots();
    models();
    texts();
    return 0;
}
