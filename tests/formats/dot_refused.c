/* SPDX-License-Identifier: Apache-2.0
 *
 * The arguments that hu_dot_accumulate refuses, each with its status and with nothing changed.
 */
#include <string.h>

#include "halfulp_dot.h"
#include "support/check.h"

static const uint64_t untouched = 0x123456789ABCDEF0;

static void refuse(check_tally *t, hu_status expected, const hu_accumulation *how, const hu_format *x, size_t count,
                   hu_env env, uint64_t addend, const char *what)
{
    uint64_t data[64] = {0};
    uint64_t result = untouched;
    const hu_env before = env;
    const hu_array_operand a = {.format = x, .data = data};
    const hu_status status = hu_dot_accumulate(how, a, a, count, addend, &env, &result);
    check_that(t, status == expected && result == untouched && memcmp(&env, &before, sizeof env) == 0, what);
}

static void refuse_formats(check_tally *t)
{
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_format *fp64 = hu_format_find("fp64");
    const hu_format *e8m0 = hu_format_find("e8m0");
    const hu_env env = {.flags = HU_INEXACT};
    const hu_env drawn = {.rounding = HU_STOCHASTIC_A, .random_bits = 8};
    hu_format far;
    hu_format bad = *fp32;
    bad.bias = 0;
    bad.exponent_bits = 40;
    check_that(t, hu_format_parse("ue10m3b511:inf=none,nan=none", &far),
               "a format whose products are beyond FP64 but no format of it");
    refuse(t, HU_STATUS_FORMAT, &(hu_accumulation){0}, fp32, 4, env, 0, "no format of sums");
    refuse(t, HU_STATUS_FORMAT, &(hu_accumulation){.sum = &bad}, fp32, 4, env, 0, "no format at all");
    refuse(t, HU_STATUS_FORMAT, &(hu_accumulation){.sum = fp32}, NULL, 4, env, 0, "operands without a format");
    refuse(t, HU_STATUS_FORMAT, &(hu_accumulation){.sum = e8m0}, fp32, 4, env, 0, "a sum without a zero");
    refuse(t, HU_STATUS_FORMAT, &(hu_accumulation){.sum = fp32, .total = e8m0, .chunk = 2}, fp32, 4, env, 0,
           "a total without a zero");
    refuse(t, HU_STATUS_FORMAT, &(hu_accumulation){.sum = fp32, .product = &bad}, fp32, 4, env, 0, "a bad product");
    refuse(t, HU_STATUS_FORMAT, &(hu_accumulation){.sum = fp32, .order = HU_ACCUMULATE_IN_PAIRS}, &far, 4, env, 0,
           "exact products beyond FP64");
    refuse(t, HU_STATUS_PRECISION, &(hu_accumulation){.sum = fp64}, fp32, 4, env, 0, "additions in FP64");
    refuse(t, HU_STATUS_PRECISION, &(hu_accumulation){.sum = fp32}, fp64, 4, env, 0, "operands of FP64");
    refuse(t, HU_STATUS_PRECISION, &(hu_accumulation){.sum = fp32, .product = fp64}, fp32, 4, env, 0, "FP64 products");
    refuse(t, HU_STATUS_PRECISION, &(hu_accumulation){.sum = fp32, .total = fp64, .parts = 2}, fp32, 4, env, 0,
           "a total of FP64");
    refuse(t, HU_STATUS_PRECISION, &(hu_accumulation){.sum = fp64, .order = HU_ACCUMULATE_EXACT, .chunk = 2}, fp32, 4,
           env, 0, "exact sums of FP64, added up");
    refuse(t, HU_STATUS_PRECISION, &(hu_accumulation){.sum = fp64, .order = HU_ACCUMULATE_EXACT}, fp32, 4, drawn, 0,
           "a stochastic rounding to FP64");
}

static void refuse_instructions(check_tally *t)
{
    const hu_format *fp16 = hu_format_find("fp16");
    const hu_dot_model *row = hu_dot_find("hopper_wgmma_fp16_fp32");
    const hu_env env = {0};
    const hu_dot_model own = *row;
    hu_accumulation how = {.order = HU_ACCUMULATE_BY_INSTRUCTION, .instruction = row};
    refuse(t, HU_STATUS_COUNT, &how, fp16, 17, env, 0, "no multiple of the instruction's products");
    refuse(t, HU_STATUS_MIXED, &how, hu_format_find("bf16"), 16, env, 0, "operands of another instruction");
    how.chunk = 8;
    refuse(t, HU_STATUS_COUNT, &how, fp16, 16, env, 0, "half an instruction as a chunk");
    how.instruction = NULL;
    refuse(t, HU_STATUS_OPERATION, &how, fp16, 16, env, 0, "no instruction");
    how.instruction = &own;
    refuse(t, HU_STATUS_OPERATION, &how, fp16, 16, env, 0, "an instruction of one's own");
    check_that(t, hu_accumulation_result(&how) == NULL && hu_accumulation_result(NULL) == NULL, "no result");
}

long check_dot_refused(void)
{
    check_tally t = {0};
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_accumulation how = {.sum = fp32};
    const uint64_t data[4] = {0};
    const hu_array_operand x = hu_array_operand_of(fp32, data);
    const hu_array_operand none = hu_array_operand_of(fp32, NULL);
    hu_env env = {0};
    uint64_t result = untouched;
    check_that(&t, hu_dot_accumulate(NULL, x, x, 4, 0, &env, &result) == HU_STATUS_POINTER, "no accumulation");
    check_that(&t, hu_dot_accumulate(&how, none, x, 4, 0, &env, &result) == HU_STATUS_POINTER, "no x");
    check_that(&t, hu_dot_accumulate(&how, x, none, 4, 0, &env, &result) == HU_STATUS_POINTER, "no y");
    check_that(&t, hu_dot_accumulate(&how, x, x, 4, 0, NULL, &result) == HU_STATUS_POINTER, "no environment");
    check_that(&t, hu_dot_accumulate(&how, x, x, 4, 0, &env, NULL) == HU_STATUS_POINTER, "no result");
    check_that(&t, result == untouched, "nothing written");
    check_that(&t, hu_dot_accumulate(&how, none, none, 0, 7, &env, &result) == HU_STATUS_GOOD && result == 7,
               "no products, no data, the addend");
    refuse(&t, HU_STATUS_ENVIRONMENT, &how, fp32, 4, (hu_env){.rounding = 9}, 0, "a bad environment");
    refuse(&t, HU_STATUS_CODE, &how, fp32, 4, (hu_env){0}, UINT64_C(1) << 32, "an addend with bits above its width");
    refuse(&t, HU_STATUS_OPERATION, &(hu_accumulation){.sum = fp32, .order = 5}, fp32, 4, env, 0, "no such order");
    refuse_formats(&t);
    refuse_instructions(&t);
    return check_end("dot.refused", t.comparisons, t.failures);
}
