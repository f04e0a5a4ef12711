/* SPDX-License-Identifier: Apache-2.0
 *
 * The paths of x86: the same text as portable.c, compiled with -O3 -mavx2 -mfma -mf16c, so that the loops over outputs
 * become eight-lane FMAs; and FP16 by F16C (VCVTPS2PH, VCVTPH2PS). They differ in their products. Without these options
 * the paths do not exist.
 */
#include "gemm.h"

#if defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)

#include <immintrin.h>

#include "hardware.h"

/* The instructions keep a NaN's payload; formats/ returns the canonical NaN. */
static __m256 canonical_nan(__m256 x)
{
    return _mm256_blendv_ps(x, _mm256_set1_ps(float_of_bits(FP32_NAN)), _mm256_cmp_ps(x, x, _CMP_UNORD_Q));
}

static void decode_fp16(const uint16_t *codes, float *values, size_t count)
{
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m128i eight;
        memcpy(&eight, codes + i, sizeof eight);
        _mm256_storeu_ps(values + i, canonical_nan(_mm256_cvtph_ps(eight)));
    }
    decode_16(codec_fp16, codes + i, values + i, count - i);
}

static void encode_fp16(const float *values, uint16_t *codes, size_t count)
{
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m256 x = canonical_nan(_mm256_loadu_ps(values + i));
        const __m128i eight = _mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
        memcpy(codes + i, &eight, sizeof eight);
    }
    encode_16(codec_fp16, false, values + i, codes + i, count - i);
}

#include "rows.inc"

#include "kernel_body.inc"

const trainer_kernels trainer_kernels_avx2 = {
    "avx2",  &trainer_fp32, &gemm_avx2, GRAIN_VECTORS, decode, encode, encode_stochastic, encode_balanced,
    product, add_bias,      sum_rows,   softmax,       update, settle, largest,           observe,
};

const trainer_kernels trainer_kernels_avx512 = {
    "avx512", &trainer_fp32, &gemm_avx512, GRAIN_VECTORS, decode, encode, encode_stochastic, encode_balanced,
    product,  add_bias,      sum_rows,     softmax,       update, settle, largest,           observe,
};

const trainer_kernels trainer_kernels_f16c = {
    "f16c", &trainer_fp16, &gemm_f16c, GRAIN_VECTORS, decode, encode, encode_stochastic, encode_balanced,
    NULL,   add_bias,      sum_rows,   softmax,       update, settle, largest,           observe,
};

const trainer_kernels trainer_kernels_vdpbf16ps = {
    "vdpbf16ps", &trainer_bf16, &gemm_vdpbf16ps, GRAIN_VECTORS, decode, encode, encode_stochastic, encode_balanced,
    NULL,        add_bias,      sum_rows,        softmax,       update, settle, largest,           observe,
};

#else

const trainer_kernels trainer_kernels_avx2 = {0};
const trainer_kernels trainer_kernels_avx512 = {0};
const trainer_kernels trainer_kernels_f16c = {0};
const trainer_kernels trainer_kernels_vdpbf16ps = {0};

#endif
