/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of dot products, a row each. A row of silicon says which; the others follow what has been published:
 *
 *   MMA-Sim   "MMA-Sim: Bit-Accurate Reference Model of Tensor Cores and Matrix Cores", arXiv 2511.10909
 *   Fasi      Fasi, Higham, Mikaitis, Pranesh: "Numerical behavior of NVIDIA tensor cores", PeerJ CS 330, 2021
 */
#include <assert.h>
#include <string.h>

#include "dot.h"
#include "table.h"

static const char h200[] = "compared on an NVIDIA H200 (sm_90)";

/* Name, instruction, source, the rows of x, y and the result; known, scheme; k, step, fraction bits, result bits, and
 * the row of the format that the operands are converted to: Hopper's mma.sync has no FP8 of its own, but goes by way of
 * FP16. */
static const hu_dot_model rows[] = {
    /* ---- Hopper, wgmma ---- */
    {"hopper_wgmma_fp16_fp32", "wgmma.mma_async.m64nNk16.f32.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 23, NULL},
    {"hopper_wgmma_fp16_fp16", "wgmma.mma_async.m64nNk16.f16.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 10, NULL},
    {"hopper_wgmma_bf16_fp32", "wgmma.mma_async.m64nNk16.f32.bf16.bf16", h200, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 23, NULL},
    {"hopper_wgmma_tf32_fp32", "wgmma.mma_async.m64nNk8.f32.tf32.tf32", h200, &hu_table[ROW_TF32], &hu_table[ROW_TF32],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 23, NULL},
    {"hopper_wgmma_e4m3_e4m3_fp32", "wgmma.mma_async.m64nNk32.f32.e4m3.e4m3", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 13, NULL},
    {"hopper_wgmma_e4m3_e4m3_fp16", "wgmma.mma_async.m64nNk32.f16.e4m3.e4m3", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 10, NULL},
    {"hopper_mma_k16_e4m3_e4m3_fp32", "mma.sync.m16n8k16.f32.e4m3.e4m3.f32", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 23,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k16_e4m3_e4m3_fp16", "mma.sync.m16n8k16.f16.e4m3.e4m3.f16", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 10,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k32_e4m3_e4m3_fp32", "mma.sync.m16n8k32.f32.e4m3.e4m3.f32", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 23,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k32_e4m3_e4m3_fp16", "mma.sync.m16n8k32.f16.e4m3.e4m3.f16", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 10,
     &hu_table[ROW_FP16]},
    {"hopper_wgmma_e4m3_e5m2_fp32", "wgmma.mma_async.m64nNk32.f32.e4m3.e5m2", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 13, NULL},
    {"hopper_wgmma_e4m3_e5m2_fp16", "wgmma.mma_async.m64nNk32.f16.e4m3.e5m2", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 10, NULL},
    {"hopper_mma_k16_e4m3_e5m2_fp32", "mma.sync.m16n8k16.f32.e4m3.e5m2.f32", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 23,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k16_e4m3_e5m2_fp16", "mma.sync.m16n8k16.f16.e4m3.e5m2.f16", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 10,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k32_e4m3_e5m2_fp32", "mma.sync.m16n8k32.f32.e4m3.e5m2.f32", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 23,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k32_e4m3_e5m2_fp16", "mma.sync.m16n8k32.f16.e4m3.e5m2.f16", h200, &hu_table[ROW_E4M3],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 10,
     &hu_table[ROW_FP16]},
    {"hopper_wgmma_e5m2_e4m3_fp32", "wgmma.mma_async.m64nNk32.f32.e5m2.e4m3", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 13, NULL},
    {"hopper_wgmma_e5m2_e4m3_fp16", "wgmma.mma_async.m64nNk32.f16.e5m2.e4m3", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 10, NULL},
    {"hopper_mma_k16_e5m2_e4m3_fp32", "mma.sync.m16n8k16.f32.e5m2.e4m3.f32", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 23,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k16_e5m2_e4m3_fp16", "mma.sync.m16n8k16.f16.e5m2.e4m3.f16", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 10,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k32_e5m2_e4m3_fp32", "mma.sync.m16n8k32.f32.e5m2.e4m3.f32", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 23,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k32_e5m2_e4m3_fp16", "mma.sync.m16n8k32.f16.e5m2.e4m3.f16", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 10,
     &hu_table[ROW_FP16]},
    {"hopper_wgmma_e5m2_e5m2_fp32", "wgmma.mma_async.m64nNk32.f32.e5m2.e5m2", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 13, NULL},
    {"hopper_wgmma_e5m2_e5m2_fp16", "wgmma.mma_async.m64nNk32.f16.e5m2.e5m2", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 32, 32, 13, 10, NULL},
    {"hopper_mma_k16_e5m2_e5m2_fp32", "mma.sync.m16n8k16.f32.e5m2.e5m2.f32", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 23,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k16_e5m2_e5m2_fp16", "mma.sync.m16n8k16.f16.e5m2.e5m2.f16", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 16, 8, 25, 10,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k32_e5m2_e5m2_fp32", "mma.sync.m16n8k32.f32.e5m2.e5m2.f32", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 23,
     &hu_table[ROW_FP16]},
    {"hopper_mma_k32_e5m2_e5m2_fp16", "mma.sync.m16n8k32.f16.e5m2.e5m2.f16", h200, &hu_table[ROW_E5M2],
     &hu_table[ROW_E5M2], &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED_APART, 32, 16, 25, 10,
     &hu_table[ROW_FP16]},
    /* ---- Hopper, mma.sync ---- */
    {"hopper_mma_k8_fp16_fp32", "mma.sync.m16n8k8.f32.f16.f16.f32", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 23, NULL},
    {"hopper_mma_k8_fp16_fp16", "mma.sync.m16n8k8.f16.f16.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 10, NULL},
    {"hopper_mma_k16_fp16_fp32", "mma.sync.m16n8k16.f32.f16.f16.f32", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 23, NULL},
    {"hopper_mma_k16_fp16_fp16", "mma.sync.m16n8k16.f16.f16.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 10, NULL},
    {"hopper_mma_k8_bf16_fp32", "mma.sync.m16n8k8.f32.bf16.bf16.f32", h200, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 23, NULL},
    {"hopper_mma_k16_bf16_fp32", "mma.sync.m16n8k16.f32.bf16.bf16.f32", h200, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 16, 16, 25, 23, NULL},
    {"hopper_mma_k4_tf32_fp32", "mma.sync.m16n8k4.f32.tf32.tf32.f32", h200, &hu_table[ROW_TF32], &hu_table[ROW_TF32],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 4, 4, 25, 23, NULL},
    {"hopper_mma_k8_tf32_fp32", "mma.sync.m16n8k8.f32.tf32.tf32.f32", h200, &hu_table[ROW_TF32], &hu_table[ROW_TF32],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_ALIGNED, 8, 8, 25, 23, NULL},
    {"hopper_mma_k4_fp16_fp32", "mma.sync.m8n8k4.f32.f16.f16.f32", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_CHECKED_ON_SILICON, HU_DOT_SUM_THEN_ADDEND, 4, 4, 0, 23, NULL},
    {"hopper_mma_k4_fp16_fp16", "mma.sync.m8n8k4.f16.f16.f16.f16", h200, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], HU_DOT_CHECKED_ON_SILICON, HU_DOT_PAIR_BY_PAIR, 4, 4, 0, 10, NULL},
    {"hopper_mma_fp64", "mma.sync.m8n8k4, m16n8k4, m16n8k8 and m16n8k16 .f64", h200, &hu_table[ROW_FP64],
     &hu_table[ROW_FP64], &hu_table[ROW_FP64], HU_DOT_CHECKED_ON_SILICON, HU_DOT_CHAIN, 1, 1, 0, 52, NULL},
    /* ---- As published; zeros, NaNs and overflow as seen on Hopper ---- */
    {"volta_mma_k4_fp16_fp32", "mma.sync.m8n8k4.f32.f16.f16.f32", "Fasi; MMA-Sim", &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ALIGNED, 4, 4, 23, 23, NULL},
    {"turing_mma_k8_fp16_fp32", "mma.sync.m16n8k8.f32.f16.f16.f32", "Fasi; MMA-Sim", &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ALIGNED, 8, 8, 24, 23, NULL},
    {"ampere_mma_k16_fp16_fp32", "mma.sync.m16n8k16.f32.f16.f16.f32", "Fasi; MMA-Sim", &hu_table[ROW_FP16],
     &hu_table[ROW_FP16], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ALIGNED, 16, 8, 24, 23, NULL},
    {"ampere_mma_k16_bf16_fp32", "mma.sync.m16n8k16.f32.bf16.bf16.f32", "Fasi; MMA-Sim", &hu_table[ROW_BF16],
     &hu_table[ROW_BF16], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ALIGNED, 16, 8, 24, 23, NULL},
    {"ampere_mma_k8_tf32_fp32", "mma.sync.m16n8k8.f32.tf32.tf32.f32", "Fasi; MMA-Sim", &hu_table[ROW_TF32],
     &hu_table[ROW_TF32], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ALIGNED, 8, 4, 24, 23, NULL},
    {"ada_mma_k32_e4m3_e4m3_fp32", "mma.sync.m16n8k32.f32.e4m3.e4m3.f32", "MMA-Sim", &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ALIGNED, 32, 16, 13, 13, NULL},
    {"blackwell_mma_k16_fp16_fp32", "m16n8k16.f32.f16.f16.f32", "MMA-Sim", &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ALIGNED, 16, 16, 25, 23, NULL},
    {"blackwell_mma_k32_e4m3_e4m3_fp32", "m16n8k32.f32.e4m3.e4m3.f32", "MMA-Sim", &hu_table[ROW_E4M3],
     &hu_table[ROW_E4M3], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ALIGNED, 32, 32, 25, 23, NULL},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

const hu_dot_model *hu_dot_at(size_t index)
{
    return index < ROWS ? &rows[index] : NULL;
}

const hu_dot_model *hu_dot_find(const char *name)
{
    assert(name != NULL);
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(name, rows[i].name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}
