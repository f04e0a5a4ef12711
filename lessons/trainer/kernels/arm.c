/* SPDX-License-Identifier: Apache-2.0
 *
 * The paths of 64-bit ARM: the same text as portable.c, which FMLA and -O3 make fast there; and FP16 by FCVTL and
 * FCVTN. They differ in their products.
 */
#include "gemm.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#include "hardware.h"

/* The instructions keep a NaN's payload; formats/ returns the canonical NaN. */
static float32x4_t canonical_nan(float32x4_t x)
{
    return vbslq_f32(vceqq_f32(x, x), x, vdupq_n_f32(float_of_bits(FP32_NAN)));
}

static void decode_fp16(const uint16_t *codes, float *values, size_t count)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const float16x4_t four = vreinterpret_f16_u16(vld1_u16(codes + i));
        vst1q_f32(values + i, canonical_nan(vcvt_f32_f16(four)));
    }
    decode_16(codec_fp16, codes + i, values + i, count - i);
}

static void encode_fp16(const float *values, uint16_t *codes, size_t count)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const float16x4_t four = vcvt_f16_f32(canonical_nan(vld1q_f32(values + i)));
        vst1_u16(codes + i, vreinterpret_u16_f16(four));
    }
    encode_16(codec_fp16, false, values + i, codes + i, count - i);
}

#include "rows.inc"

#include "kernel_body.inc"

const trainer_kernels trainer_kernels_neon = {
    "neon",  &trainer_fp32, &gemm_neon, GRAIN_VECTORS, decode, encode, encode_stochastic, encode_balanced,
    product, add_bias,      sum_rows,   softmax,       update, settle, largest,           observe,
};

const trainer_kernels trainer_kernels_bfdot = {
    "bfdot", &trainer_bf16, &gemm_bfdot, GRAIN_VECTORS, decode, encode, encode_stochastic, encode_balanced,
    NULL,    add_bias,      sum_rows,    softmax,       update, settle, largest,           observe,
};

#else

const trainer_kernels trainer_kernels_neon = {0};
const trainer_kernels trainer_kernels_bfdot = {0};

#endif
