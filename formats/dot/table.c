/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of dot products: here the rows that were compared with silicon; those as published are in nvidia.c and
 * published.c.
 *
 * A zero addend counts with 2^-133. That was seen with BF16 and TF32, whose products can lie below it. For FP16 results
 * Khattak's model (nvidia.c) has 2^-21; the H200 was not asked, for it takes a tie of subnormal numbers, a product
 * below 2^-46 that decides it, and no larger one (tests/support/dots.c makes such now).
 */
#include <assert.h>
#include <string.h>

#include "dot.h"
#include "table.h"

static const char h200[] = "compared on an NVIDIA H200 (sm_90)";

/* Name, instruction, source, the rows of x, y and the result; known, scheme; k, step, fraction bits, result bits,
 * the row of the format that the operands are converted to (Hopper's mma.sync has no FP8 of its own, but goes by way of
 * FP16), the exponent of a zero addend, and no scales. */
static const hu_dot_model rows[] = {
    /* ---- Hopper, wgmma ---- */
    {"hopper_wgmma_fp16_fp32", "wgmma.mma_async.m64nNk16.f32.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 23, NULL, -133, 0, NULL},
    {"hopper_wgmma_fp16_fp16", "wgmma.mma_async.m64nNk16.f16.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 10, NULL, -133, 0, NULL},
    {"hopper_wgmma_bf16_fp32", "wgmma.mma_async.m64nNk16.f32.bf16.bf16", h200, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 23, NULL, -133, 0, NULL},
    {"hopper_wgmma_tf32_fp32", "wgmma.mma_async.m64nNk8.f32.tf32.tf32", h200, &hu_table[ROW_TF32], &hu_table[ROW_TF32],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 23, NULL, -133, 0, NULL},
    {"hopper_wgmma_e4m3_e4m3_fp32", "wgmma.mma_async.m64nNk32.f32.e4m3.e4m3", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 13, NULL, -133, 0,
     NULL},
    {"hopper_wgmma_e4m3_e4m3_fp16", "wgmma.mma_async.m64nNk32.f16.e4m3.e4m3", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 10, NULL, -133, 0,
     NULL},
    {"hopper_mma_k16_e4m3_e4m3_fp32", "mma.sync.m16n8k16.f32.e4m3.e4m3.f32", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 23,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k16_e4m3_e4m3_fp16", "mma.sync.m16n8k16.f16.e4m3.e4m3.f16", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 10,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k32_e4m3_e4m3_fp32", "mma.sync.m16n8k32.f32.e4m3.e4m3.f32", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 23,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k32_e4m3_e4m3_fp16", "mma.sync.m16n8k32.f16.e4m3.e4m3.f16", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 10,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_wgmma_e4m3_e5m2_fp32", "wgmma.mma_async.m64nNk32.f32.e4m3.e5m2", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 13, NULL, -133, 0,
     NULL},
    {"hopper_wgmma_e4m3_e5m2_fp16", "wgmma.mma_async.m64nNk32.f16.e4m3.e5m2", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 10, NULL, -133, 0,
     NULL},
    {"hopper_mma_k16_e4m3_e5m2_fp32", "mma.sync.m16n8k16.f32.e4m3.e5m2.f32", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 23,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k16_e4m3_e5m2_fp16", "mma.sync.m16n8k16.f16.e4m3.e5m2.f16", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 10,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k32_e4m3_e5m2_fp32", "mma.sync.m16n8k32.f32.e4m3.e5m2.f32", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 23,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k32_e4m3_e5m2_fp16", "mma.sync.m16n8k32.f16.e4m3.e5m2.f16", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 10,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_wgmma_e5m2_e4m3_fp32", "wgmma.mma_async.m64nNk32.f32.e5m2.e4m3", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 13, NULL, -133, 0,
     NULL},
    {"hopper_wgmma_e5m2_e4m3_fp16", "wgmma.mma_async.m64nNk32.f16.e5m2.e4m3", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 10, NULL, -133, 0,
     NULL},
    {"hopper_mma_k16_e5m2_e4m3_fp32", "mma.sync.m16n8k16.f32.e5m2.e4m3.f32", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 23,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k16_e5m2_e4m3_fp16", "mma.sync.m16n8k16.f16.e5m2.e4m3.f16", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 10,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k32_e5m2_e4m3_fp32", "mma.sync.m16n8k32.f32.e5m2.e4m3.f32", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 23,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k32_e5m2_e4m3_fp16", "mma.sync.m16n8k32.f16.e5m2.e4m3.f16", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 10,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_wgmma_e5m2_e5m2_fp32", "wgmma.mma_async.m64nNk32.f32.e5m2.e5m2", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 13, NULL, -133, 0,
     NULL},
    {"hopper_wgmma_e5m2_e5m2_fp16", "wgmma.mma_async.m64nNk32.f16.e5m2.e5m2", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 10, NULL, -133, 0,
     NULL},
    {"hopper_mma_k16_e5m2_e5m2_fp32", "mma.sync.m16n8k16.f32.e5m2.e5m2.f32", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 23,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k16_e5m2_e5m2_fp16", "mma.sync.m16n8k16.f16.e5m2.e5m2.f16", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 10,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k32_e5m2_e5m2_fp32", "mma.sync.m16n8k32.f32.e5m2.e5m2.f32", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 23,
     &hu_table[ROW_FP16], -133, 0, NULL},
    {"hopper_mma_k32_e5m2_e5m2_fp16", "mma.sync.m16n8k32.f16.e5m2.e5m2.f16", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 10,
     &hu_table[ROW_FP16], -133, 0, NULL},
    /* ---- Hopper, mma.sync ---- */
    {"hopper_mma_k8_fp16_fp32", "mma.sync.m16n8k8.f32.f16.f16.f32", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 23, NULL, -133, 0, NULL},
    {"hopper_mma_k8_fp16_fp16", "mma.sync.m16n8k8.f16.f16.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 10, NULL, -133, 0, NULL},
    {"hopper_mma_k16_fp16_fp32", "mma.sync.m16n8k16.f32.f16.f16.f32", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 23, NULL, -133, 0, NULL},
    {"hopper_mma_k16_fp16_fp16", "mma.sync.m16n8k16.f16.f16.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 10, NULL, -133, 0, NULL},
    {"hopper_mma_k8_bf16_fp32", "mma.sync.m16n8k8.f32.bf16.bf16.f32", h200, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 23, NULL, -133, 0, NULL},
    {"hopper_mma_k16_bf16_fp32", "mma.sync.m16n8k16.f32.bf16.bf16.f32", h200, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 23, NULL, -133, 0, NULL},
    {"hopper_mma_k4_tf32_fp32", "mma.sync.m16n8k4.f32.tf32.tf32.f32", h200, &hu_table[ROW_TF32], &hu_table[ROW_TF32],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 4, 4, 25, 23, NULL, -133, 0, NULL},
    {"hopper_mma_k8_tf32_fp32", "mma.sync.m16n8k8.f32.tf32.tf32.f32", h200, &hu_table[ROW_TF32], &hu_table[ROW_TF32],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 23, NULL, -133, 0, NULL},
    {"hopper_mma_k4_fp16_fp32", "mma.sync.m8n8k4.f32.f16.f16.f32", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_SUM_THEN_ADDEND, 4, 4, 0, 23, NULL, -133, 0, NULL},
    {"hopper_mma_k4_fp16_fp16", "mma.sync.m8n8k4.f16.f16.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_PAIR_BY_PAIR, 4, 4, 0, 10, NULL, -133, 0, NULL},
    {"hopper_mma_fp64", "mma.sync.m8n8k4, m16n8k4, m16n8k8 and m16n8k16 .f64", h200, &hu_table[ROW_FP64],
     &hu_table[ROW_FP64], &hu_table[ROW_FP64], HU_DOT_CHECKED_ON_SILICON, HU_DOT_CHAIN, 1, 1, 0, 52, NULL, -133, 0,
     NULL},
};
enum { HOPPER_ROWS = sizeof rows / sizeof rows[0] };

const hu_dot_model *hu_dot_at(size_t index)
{
    if (index < HOPPER_ROWS) {
        return &rows[index];
    }
    index -= HOPPER_ROWS;
    if (index < hu_dot_nvidia_count) {
        return &hu_dot_nvidia[index];
    }
    index -= hu_dot_nvidia_count;
    return index < hu_dot_others_count ? &hu_dot_others[index] : NULL;
}

const hu_dot_model *hu_dot_find(const char *name)
{
    assert(name != NULL);
    const hu_dot_model *m;
    for (size_t i = 0; (m = hu_dot_at(i)) != NULL && strcmp(name, m->name) != 0; i++) {
    }
    return m;
}
