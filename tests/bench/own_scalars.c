/* SPDX-License-Identifier: Apache-2.0
 *
 * Loops around the named functions, and around the generic ones, whose formats are known at run time only.
 */
#include "bench/peers.h"

#define PASS(name, expression) BENCH_PASS(name, expression, env->flags = 0, env->flags)

#define ARITHMETIC_OF(f, word)                                                                                         \
    PASS(f##_add, hu_##f##_add((hu_##f){(word)x}, (hu_##f){(word)y}, env).code)                                        \
    PASS(f##_sub, hu_##f##_sub((hu_##f){(word)x}, (hu_##f){(word)y}, env).code)                                        \
    PASS(f##_mul, hu_##f##_mul((hu_##f){(word)x}, (hu_##f){(word)y}, env).code)                                        \
    PASS(f##_div, hu_##f##_div((hu_##f){(word)x}, (hu_##f){(word)y}, env).code)                                        \
    PASS(f##_sqrt, hu_##f##_sqrt((hu_##f){(word)x}, env).code)                                                         \
    PASS(f##_fma, hu_##f##_fma((hu_##f){(word)x}, (hu_##f){(word)y}, (hu_##f){(word)z}, env).code)
ARITHMETIC_OF(fp32, uint32_t)
ARITHMETIC_OF(fp16, uint16_t)
ARITHMETIC_OF(bf16, uint16_t)
ARITHMETIC_OF(e4m3, uint8_t)
ARITHMETIC_OF(e5m2, uint8_t)

#define CONVERSION(from, word, to) PASS(from##_to_##to, hu_##from##_to_##to((hu_##from){(word)x}, env).code)
CONVERSION(fp32, uint32_t, fp16)
CONVERSION(fp16, uint16_t, fp32)
CONVERSION(fp64, uint64_t, fp32)
CONVERSION(fp64, uint64_t, fp16)
CONVERSION(fp32, uint32_t, fp64)
CONVERSION(fp32, uint32_t, bf16)
CONVERSION(bf16, uint16_t, fp32)
CONVERSION(fp32, uint32_t, e4m3)
CONVERSION(fp32, uint32_t, e5m2)
CONVERSION(e4m3, uint8_t, fp32)
CONVERSION(e5m2, uint8_t, fp32)

const hu_format *bench_from, *bench_to;
#define GENERIC(operand) ((hu_number){bench_from, operand})
PASS(generic_add, hu_add(bench_to, GENERIC(x), GENERIC(y), env).code)
PASS(generic_mul, hu_mul(bench_to, GENERIC(x), GENERIC(y), env).code)
PASS(generic_fma, hu_fma(bench_to, GENERIC(x), GENERIC(y), GENERIC(z), env).code)
PASS(generic_convert, hu_convert(bench_to, GENERIC(x), env).code)

#define OPERATION(f, op)                                                                                               \
    {                                                                                                                  \
        {#f " " #op, f##_##op}, #f, #f                                                                                 \
    }
#define NAMES_OF(f)                                                                                                    \
    OPERATION(f, add), OPERATION(f, sub), OPERATION(f, mul), OPERATION(f, div), OPERATION(f, sqrt), OPERATION(f, fma)
#define NAME_OF_CONVERSION(from, to)                                                                                   \
    {                                                                                                                  \
        {#from " to " #to, from##_to_##to}, #from, #to                                                                 \
    }
const bench_own_scalar bench_own_scalars[] = {
    NAMES_OF(fp16),
    NAMES_OF(fp32),
    NAMES_OF(bf16),
    NAMES_OF(e4m3),
    NAMES_OF(e5m2),
    NAME_OF_CONVERSION(fp32, fp16),
    NAME_OF_CONVERSION(fp16, fp32),
    NAME_OF_CONVERSION(fp32, bf16),
    NAME_OF_CONVERSION(bf16, fp32),
    NAME_OF_CONVERSION(fp32, e4m3),
    NAME_OF_CONVERSION(e4m3, fp32),
    NAME_OF_CONVERSION(fp32, e5m2),
    NAME_OF_CONVERSION(e5m2, fp32),
    NAME_OF_CONVERSION(fp64, fp32),
    NAME_OF_CONVERSION(fp64, fp16),
    NAME_OF_CONVERSION(fp32, fp64),
    {{"generic fp16 add", generic_add}, "fp16", "fp16"},
    {{"generic fp32 mul", generic_mul}, "fp32", "fp32"},
    {{"generic e4m3 fma", generic_fma}, "e4m3", "e4m3"},
    {{"generic fp32 to e4m3", generic_convert}, "fp32", "e4m3"},
    {{NULL, NULL}, NULL, NULL},
};
