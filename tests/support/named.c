/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the named entry points. See named.h.
 */
#include "named.h"

typedef uint64_t named_arithmetic(ref_op op, const hu_number v[REF_OPERANDS_MAX], hu_env *env);
typedef uint64_t named_conversion(uint64_t x, hu_env *env);

#define ARITHMETIC(f, word)                                                                                            \
    static uint64_t f##_arithmetic(ref_op op, const hu_number v[REF_OPERANDS_MAX], hu_env *env)                        \
    {                                                                                                                  \
        hu_##f x = {(word)v[0].code}, y = {(word)v[1].code}, z = {(word)v[2].code};                                    \
        switch (op) {                                                                                                  \
        case REF_ADD:                                                                                                  \
            return hu_##f##_add(x, y, env).code;                                                                       \
        case REF_SUB:                                                                                                  \
            return hu_##f##_sub(x, y, env).code;                                                                       \
        case REF_MUL:                                                                                                  \
            return hu_##f##_mul(x, y, env).code;                                                                       \
        case REF_DIV:                                                                                                  \
            return hu_##f##_div(x, y, env).code;                                                                       \
        case REF_SQRT:                                                                                                 \
            return hu_##f##_sqrt(x, env).code;                                                                         \
        default: /* REF_FMA, the last operation with named functions */                                                \
            return hu_##f##_fma(x, y, z, env).code;                                                                    \
        }                                                                                                              \
    }
ARITHMETIC(fp32, uint32_t)
ARITHMETIC(fp16, uint16_t)
ARITHMETIC(bf16, uint16_t)
ARITHMETIC(e4m3, uint8_t)
ARITHMETIC(e5m2, uint8_t)

/* From one format to the five others. */
#define CONVERSION(from, word, to)                                                                                     \
    static uint64_t from##_to_##to(uint64_t x, hu_env *env)                                                            \
    {                                                                                                                  \
        return hu_##from##_to_##to((hu_##from){(word)x}, env).code;                                                    \
    }
#define CONVERSIONS(from, word, a, b, c, d, e)                                                                         \
    CONVERSION(from, word, a)                                                                                          \
    CONVERSION(from, word, b)                                                                                          \
    CONVERSION(from, word, c)                                                                                          \
    CONVERSION(from, word, d)                                                                                          \
    CONVERSION(from, word, e)
CONVERSIONS(fp64, uint64_t, fp32, fp16, bf16, e4m3, e5m2)
CONVERSIONS(fp32, uint32_t, fp64, fp16, bf16, e4m3, e5m2)
CONVERSIONS(fp16, uint16_t, fp64, fp32, bf16, e4m3, e5m2)
CONVERSIONS(bf16, uint16_t, fp64, fp32, fp16, e4m3, e5m2)
CONVERSIONS(e4m3, uint8_t, fp64, fp32, fp16, bf16, e5m2)
CONVERSIONS(e5m2, uint8_t, fp64, fp32, fp16, bf16, e4m3)

enum { NAMED = 6 };
static const char *const names[NAMED] = {"fp64", "fp32", "fp16", "bf16", "e4m3", "e5m2"};

static named_arithmetic *const arithmetic[NAMED] = {
    NULL, fp32_arithmetic, fp16_arithmetic, bf16_arithmetic, e4m3_arithmetic, e5m2_arithmetic};

static named_conversion *const conversion[NAMED][NAMED] = {
    {NULL, fp64_to_fp32, fp64_to_fp16, fp64_to_bf16, fp64_to_e4m3, fp64_to_e5m2},
    {fp32_to_fp64, NULL, fp32_to_fp16, fp32_to_bf16, fp32_to_e4m3, fp32_to_e5m2},
    {fp16_to_fp64, fp16_to_fp32, NULL, fp16_to_bf16, fp16_to_e4m3, fp16_to_e5m2},
    {bf16_to_fp64, bf16_to_fp32, bf16_to_fp16, NULL, bf16_to_e4m3, bf16_to_e5m2},
    {e4m3_to_fp64, e4m3_to_fp32, e4m3_to_fp16, e4m3_to_bf16, NULL, e4m3_to_e5m2},
    {e5m2_to_fp64, e5m2_to_fp32, e5m2_to_fp16, e5m2_to_bf16, e5m2_to_e4m3, NULL},
};

/* The rows of the table are looked up once; after that their addresses identify them. */
static int named_index(const hu_format *format)
{
    static const hu_format *row[NAMED];
    for (int i = 0; i < NAMED; i++) {
        if (row[i] == NULL) {
            row[i] = hu_format_find(names[i]);
        }
        if (format == row[i]) {
            return i;
        }
    }
    return -1;
}

named_function named_find(ref_op op, const hu_format *to, const hu_number operand[REF_OPERANDS_MAX])
{
    const int result = named_index(to);
    const int first = named_index(operand[0].format);
    named_function none = {NULL, NULL};
    if (op > REF_FMA || result < 0 || first < 0) {
        return none;
    }
    if (op == REF_CONVERT) {
        return (named_function){NULL, conversion[first][result]};
    }
    for (int i = 0; i < ref_arity(op); i++) {
        if (operand[i].format != to) {
            return none;
        }
    }
    return (named_function){arithmetic[result], NULL};
}
