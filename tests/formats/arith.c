/* SPDX-License-Identifier: Apache-2.0
 *
 * Arithmetic: every pair of FP8 codes, every square root of 8- and 16-bit codes, and patterned and random operands in
 * the other formats.
 */
#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

static long every_pair(const char *name, const char *format_name, ref_op first, ref_op second)
{
    const hu_format *format = hu_format_find(format_name);
    compare c;
    compare_begin(&c, name, COMPARE_EVERY_POLICY);
    for (uint64_t x = 0; x < 256; x++) {
        for (uint64_t y = 0; y < 256; y++) {
            compare_same(&c, first, format, x, y, 0);
            compare_same(&c, second, format, x, y, 0);
        }
    }
    return compare_end(&c);
}

long check_arith_e4m3_add_sub(void)
{
    return every_pair("arith.e4m3_add_sub", "e4m3", REF_ADD, REF_SUB);
}

long check_arith_e4m3_mul_div(void)
{
    return every_pair("arith.e4m3_mul_div", "e4m3", REF_MUL, REF_DIV);
}

long check_arith_e5m2_add_sub(void)
{
    return every_pair("arith.e5m2_add_sub", "e5m2", REF_ADD, REF_SUB);
}

long check_arith_e5m2_mul_div(void)
{
    return every_pair("arith.e5m2_mul_div", "e5m2", REF_MUL, REF_DIV);
}

long check_arith_sqrt(void)
{
    static const char *const names[] = {"e4m3", "e5m2", "fp16", "bf16"};
    compare c;
    compare_begin(&c, "arith.sqrt", COMPARE_EVERY_POLICY);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const hu_format *format = hu_format_find(names[i]);
        for (uint64_t x = 0; x < UINT64_C(1) << hu_format_width(format); x++) {
            compare_same(&c, REF_SQRT, format, x, 0, 0);
        }
    }
    const hu_format *fp32 = hu_format_find("fp32");
    for (uint64_t i = 0; i < 50000; i++) {
        compare_same(&c, REF_SQRT, fp32, operand_code(fp32, check_seed(), 10, i), 0, 0);
    }
    return compare_end(&c);
}

/* fma(x, y, z) with z near -x*y, so that it cancels down to the last bits of the product. */
static uint64_t fma_addend(const hu_format *format, uint64_t x, uint64_t y, uint64_t i)
{
    hu_env env = {0};
    hu_number product = hu_mul(format, (hu_number){format, x}, (hu_number){format, y}, &env);
    return operand_near(format, product.code, check_seed(), 22, i);
}

static long patterned(const char *name, const char *format_name, uint64_t count)
{
    const hu_format *format = hu_format_find(format_name);
    compare c;
    compare_begin(&c, name, COMPARE_EVERY_POLICY);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t x = operand_code(format, check_seed(), 20, i);
        uint64_t y = operand_near(format, x, check_seed(), 21, i);
        for (ref_op op = REF_ADD; op <= REF_DIV; op++) {
            compare_same(&c, op, format, x, y, 0);
        }
        y = operand_code(format, check_seed(), 23, i);
        compare_same(&c, REF_FMA, format, x, y, fma_addend(format, x, y, i));
    }
    return compare_end(&c);
}

long check_arith_fp16(void)
{
    return patterned("arith.fp16", "fp16", 60000);
}

long check_arith_bf16(void)
{
    return patterned("arith.bf16", "bf16", 60000);
}

long check_arith_fp32(void)
{
    return patterned("arith.fp32", "fp32", 60000);
}

long check_arith_fp8_fma(void)
{
    compare c;
    compare_begin(&c, "arith.fp8_fma", COMPARE_EVERY_POLICY);
    for (uint64_t i = 0; i < 100000; i++) {
        const hu_format *format = hu_format_find(i % 2 == 0 ? "e4m3" : "e5m2");
        uint64_t r = hu_random(check_seed(), 30, i);
        uint64_t x = r & 0xFF;
        uint64_t y = r >> 8 & 0xFF;
        compare_same(&c, REF_FMA, format, x, y, r >> 16 & 1 ? r >> 24 & 0xFF : fma_addend(format, x, y, i));
    }
    return compare_end(&c);
}

/* Operands and result of any formats with one rounding, as in tensor cores. */
long check_arith_mixed(void)
{
    static const char *const names[] = {"fp32", "fp16", "bf16", "e4m3", "e5m2"};
    compare c;
    compare_begin(&c, "arith.mixed", COMPARE_EVERY_POLICY);
    for (uint64_t i = 0; i < 120000; i++) {
        uint64_t r = hu_random(check_seed(), 40, i);
        hu_number operand[REF_OPERANDS_MAX];
        for (int k = 0; k < REF_OPERANDS_MAX; k++) {
            const hu_format *format = hu_format_find(names[(r >> (8 * k)) % 5]);
            operand[k] = (hu_number){format, operand_code(format, check_seed(), 41 + (uint64_t)k, i)};
        }
        ref_op op = (ref_op)(REF_ADD + (r >> 24) % 6);
        if (op == REF_FMA && (r >> 48 & 1) != 0) { /* an addend that cancels */
            hu_env env = {0};
            hu_number product = hu_mul(operand[2].format, operand[0], operand[1], &env);
            operand[2].code = operand_near(operand[2].format, product.code, check_seed(), 44, i);
        }
        compare_tuple(&c, op, hu_format_find(names[(r >> 32) % 5]), operand);
    }
    return compare_end(&c);
}
