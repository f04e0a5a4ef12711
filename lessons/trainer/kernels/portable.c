/* SPDX-License-Identifier: Apache-2.0
 *
 * The portable path: plain C. fmaf is an instruction where the target has one (aarch64 always), else libm's, correctly
 * rounded but slow.
 */
#include "hardware.h"

static void decode_fp16(const uint16_t *codes, float *values, size_t count)
{
    decode_16(codec_fp16, codes, values, count);
}

static void encode_fp16(const float *values, uint16_t *codes, size_t count)
{
    encode_16(codec_fp16, false, values, codes, count);
}

#include "rows.inc"

#include "kernel_body.inc"

const trainer_kernels trainer_kernels_portable = {
    "portable", &trainer_fp32, NULL,     GRAIN_PORTABLE, decode, encode, encode_stochastic, encode_balanced,
    product,    add_bias,      sum_rows, softmax,        update, settle, largest,           observe,
};
