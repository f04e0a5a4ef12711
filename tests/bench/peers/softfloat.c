/* SPDX-License-Identifier: Apache-2.0
 *
 * Berkeley SoftFloat 3e, and in FP32 Bellard's SoftFP: scalar functions on integers, as ours are, with flags.
 */
#include "bench/peers.h"

#ifdef BENCH_SOFTFLOAT

#include <softfloat.h>

#define PASS(name, call) BENCH_PASS(name, (call).v, softfloat_exceptionFlags = 0, softfloat_exceptionFlags)
#define ARITHMETIC_OF(f, type, word)                                                                                   \
    PASS(pass_##f##_add, f##_add((type){(word)x}, (type){(word)y}))                                                    \
    PASS(pass_##f##_sub, f##_sub((type){(word)x}, (type){(word)y}))                                                    \
    PASS(pass_##f##_mul, f##_mul((type){(word)x}, (type){(word)y}))                                                    \
    PASS(pass_##f##_div, f##_div((type){(word)x}, (type){(word)y}))                                                    \
    PASS(pass_##f##_sqrt, f##_sqrt((type){(word)x}))                                                                   \
    PASS(pass_##f##_fma, f##_mulAdd((type){(word)x}, (type){(word)y}, (type){(word)z}))
ARITHMETIC_OF(f32, float32_t, uint32_t)
ARITHMETIC_OF(f16, float16_t, uint16_t)
PASS(fp32_to_fp16, f32_to_f16((float32_t){(uint32_t)x}))
PASS(fp16_to_fp32, f16_to_f32((float16_t){(uint16_t)x}))
PASS(fp64_to_fp32, f64_to_f32((float64_t){x}))
PASS(fp64_to_fp16, f64_to_f16((float64_t){x}))
PASS(fp32_to_fp64, f32_to_f64((float32_t){(uint32_t)x}))
PASS(fp32_to_bf16, f32_to_bf16((float32_t){(uint32_t)x}))
PASS(bf16_to_fp32, bf16_to_f32((bfloat16_t){(uint16_t)x}))

static const bench_scalar softfloat_scalars[] = {{"fp32 add", pass_f32_add},     {"fp32 sub", pass_f32_sub},
                                                 {"fp32 mul", pass_f32_mul},     {"fp32 div", pass_f32_div},
                                                 {"fp32 sqrt", pass_f32_sqrt},   {"fp32 fma", pass_f32_fma},
                                                 {"fp16 add", pass_f16_add},     {"fp16 sub", pass_f16_sub},
                                                 {"fp16 mul", pass_f16_mul},     {"fp16 div", pass_f16_div},
                                                 {"fp16 sqrt", pass_f16_sqrt},   {"fp16 fma", pass_f16_fma},
                                                 {"fp32 to fp16", fp32_to_fp16}, {"fp16 to fp32", fp16_to_fp32},
                                                 {"fp64 to fp32", fp64_to_fp32}, {"fp64 to fp16", fp64_to_fp16},
                                                 {"fp32 to fp64", fp32_to_fp64}, {"fp32 to bf16", fp32_to_bf16},
                                                 {"bf16 to fp32", bf16_to_fp32}, {NULL, NULL}};
const bench_peer bench_softfloat = {.name = "SoftFloat 3e", .scalars = softfloat_scalars, .flags = true};

#else
const bench_peer bench_softfloat = {.name = "SoftFloat 3e", .missing = "SOFTFLOAT_DIR= names no built checkout"};
#endif

#ifdef BENCH_SOFTFP

#include <softfp.h>

#define BELLARD(name, call) BENCH_PASS(name, call, uint32_t raised = 0, raised)
BELLARD(softfp_add, add_sf32((uint32_t)x, (uint32_t)y, RM_RNE, &raised))
BELLARD(softfp_sub, sub_sf32((uint32_t)x, (uint32_t)y, RM_RNE, &raised))
BELLARD(softfp_mul, mul_sf32((uint32_t)x, (uint32_t)y, RM_RNE, &raised))
BELLARD(softfp_div, div_sf32((uint32_t)x, (uint32_t)y, RM_RNE, &raised))
BELLARD(softfp_sqrt, sqrt_sf32((uint32_t)x, RM_RNE, &raised))
BELLARD(softfp_fma, fma_sf32((uint32_t)x, (uint32_t)y, (uint32_t)z, RM_RNE, &raised))

static const bench_scalar softfp_scalars[] = {{"fp32 add", softfp_add},
                                              {"fp32 sub", softfp_sub},
                                              {"fp32 mul", softfp_mul},
                                              {"fp32 div", softfp_div},
                                              {"fp32 sqrt", softfp_sqrt},
                                              {"fp32 fma", softfp_fma},
                                              {NULL, NULL}};
const bench_peer bench_softfp = {.name = "SoftFP", .scalars = softfp_scalars, .flags = true};

#else
const bench_peer bench_softfp = {.name = "SoftFP", .missing = "SOFTFP_DIR= names no directory with softfp.c"};
#endif
