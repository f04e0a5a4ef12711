/* SPDX-License-Identifier: Apache-2.0
 *
 * dot_rows.c - the rows of the dot products, restated from their descriptions.
 */
#include "dot.h"

#include <string.h>

/* Name, formats of x, y and the result; rule; k, step, bits, fraction; binade of a zero addend; scale, block. */
static const ref_dot_row rows[] = {
    /* Hopper. It multiplies FP8 in two ways: wgmma as such, with few bits; mma after a conversion to FP16. */
    {"hopper_wgmma_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"hopper_wgmma_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10, -133, NULL, 0},
    {"hopper_wgmma_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"hopper_wgmma_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    {"hopper_wgmma_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", FUSED, 32, 32, 13, 13, -133, NULL, 0},
    {"hopper_wgmma_e4m3_e4m3_fp16", "e4m3", "e4m3", "fp16", FUSED, 32, 32, 13, 10, -133, NULL, 0},
    {"hopper_mma_k16_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", HALVES, 16, 8, 25, 23, -133, NULL, 0},
    {"hopper_mma_k16_e4m3_e4m3_fp16", "e4m3", "e4m3", "fp16", HALVES, 16, 8, 25, 10, -133, NULL, 0},
    {"hopper_mma_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", HALVES, 32, 16, 25, 23, -133, NULL, 0},
    {"hopper_mma_k32_e4m3_e4m3_fp16", "e4m3", "e4m3", "fp16", HALVES, 32, 16, 25, 10, -133, NULL, 0},
    {"hopper_wgmma_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", FUSED, 32, 32, 13, 13, -133, NULL, 0},
    {"hopper_wgmma_e4m3_e5m2_fp16", "e4m3", "e5m2", "fp16", FUSED, 32, 32, 13, 10, -133, NULL, 0},
    {"hopper_mma_k16_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", HALVES, 16, 8, 25, 23, -133, NULL, 0},
    {"hopper_mma_k16_e4m3_e5m2_fp16", "e4m3", "e5m2", "fp16", HALVES, 16, 8, 25, 10, -133, NULL, 0},
    {"hopper_mma_k32_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", HALVES, 32, 16, 25, 23, -133, NULL, 0},
    {"hopper_mma_k32_e4m3_e5m2_fp16", "e4m3", "e5m2", "fp16", HALVES, 32, 16, 25, 10, -133, NULL, 0},
    {"hopper_wgmma_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", FUSED, 32, 32, 13, 13, -133, NULL, 0},
    {"hopper_wgmma_e5m2_e4m3_fp16", "e5m2", "e4m3", "fp16", FUSED, 32, 32, 13, 10, -133, NULL, 0},
    {"hopper_mma_k16_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", HALVES, 16, 8, 25, 23, -133, NULL, 0},
    {"hopper_mma_k16_e5m2_e4m3_fp16", "e5m2", "e4m3", "fp16", HALVES, 16, 8, 25, 10, -133, NULL, 0},
    {"hopper_mma_k32_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", HALVES, 32, 16, 25, 23, -133, NULL, 0},
    {"hopper_mma_k32_e5m2_e4m3_fp16", "e5m2", "e4m3", "fp16", HALVES, 32, 16, 25, 10, -133, NULL, 0},
    {"hopper_wgmma_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", FUSED, 32, 32, 13, 13, -133, NULL, 0},
    {"hopper_wgmma_e5m2_e5m2_fp16", "e5m2", "e5m2", "fp16", FUSED, 32, 32, 13, 10, -133, NULL, 0},
    {"hopper_mma_k16_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", HALVES, 16, 8, 25, 23, -133, NULL, 0},
    {"hopper_mma_k16_e5m2_e5m2_fp16", "e5m2", "e5m2", "fp16", HALVES, 16, 8, 25, 10, -133, NULL, 0},
    {"hopper_mma_k32_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", HALVES, 32, 16, 25, 23, -133, NULL, 0},
    {"hopper_mma_k32_e5m2_e5m2_fp16", "e5m2", "e5m2", "fp16", HALVES, 32, 16, 25, 10, -133, NULL, 0},
    {"hopper_mma_k8_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    {"hopper_mma_k8_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 8, 8, 25, 10, -133, NULL, 0},
    {"hopper_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"hopper_mma_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10, -133, NULL, 0},
    {"hopper_mma_k8_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    {"hopper_mma_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"hopper_mma_k4_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 4, 4, 25, 23, -133, NULL, 0},
    {"hopper_mma_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    {"hopper_mma_k4_fp16_fp32", "fp16", "fp16", "fp32", SUM, 4, 4, 0, 23, 0, NULL, 0},
    {"hopper_mma_k4_fp16_fp16", "fp16", "fp16", "fp16", PAIRS, 4, 4, 0, 10, 0, NULL, 0},
    {"hopper_mma_fp64", "fp64", "fp64", "fp64", FMA, 1, 1, 0, 52, 0, NULL, 0},
    /* Volta, Turing */
    {"volta_mma_k4_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 4, 4, 23, 23, -133, NULL, 0},
    {"volta_mma_k4_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 4, 4, 23, 10, -19, NULL, 0},
    {"turing_mma_k8_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 8, 8, 24, 23, -133, NULL, 0},
    {"turing_mma_k8_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 8, 8, 24, 10, -133, NULL, 0},
    /* Ampere and Ada: 8 products of FP16 and BF16 at once, 4 of TF32, 16 of FP8 */
    {"ampere_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 8, 24, 23, -132, NULL, 0},
    {"ampere_mma_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 8, 24, 10, -20, NULL, 0},
    {"ampere_mma_k8_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 8, 8, 24, 23, -132, NULL, 0},
    {"ampere_mma_k8_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 8, 8, 24, 10, -20, NULL, 0},
    {"ampere_mma_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 8, 24, 23, -132, NULL, 0},
    {"ampere_mma_k8_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 8, 8, 24, 23, -132, NULL, 0},
    {"ampere_mma_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 4, 24, 23, -132, NULL, 0},
    {"ampere_mma_k4_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 4, 4, 24, 23, -132, NULL, 0},
    {"ada_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 8, 24, 23, -132, NULL, 0},
    {"ada_mma_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 8, 24, 10, -20, NULL, 0},
    {"ada_mma_k8_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 8, 8, 24, 23, -132, NULL, 0},
    {"ada_mma_k8_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 8, 8, 24, 10, -20, NULL, 0},
    {"ada_mma_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 8, 24, 23, -132, NULL, 0},
    {"ada_mma_k8_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 8, 8, 24, 23, -132, NULL, 0},
    {"ada_mma_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 4, 24, 23, -132, NULL, 0},
    {"ada_mma_k4_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 4, 4, 24, 23, -132, NULL, 0},
    {"ada_mma_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", FUSED, 32, 16, 13, 13, -132, NULL, 0},
    {"ada_mma_k32_e4m3_e4m3_fp16", "e4m3", "e4m3", "fp16", FUSED, 32, 16, 13, 10, -132, NULL, 0},
    {"ada_mma_k16_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", FUSED, 16, 16, 13, 13, -132, NULL, 0},
    {"ada_mma_k16_e4m3_e4m3_fp16", "e4m3", "e4m3", "fp16", FUSED, 16, 16, 13, 10, -132, NULL, 0},
    {"ada_mma_k32_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", FUSED, 32, 16, 13, 13, -132, NULL, 0},
    {"ada_mma_k32_e4m3_e5m2_fp16", "e4m3", "e5m2", "fp16", FUSED, 32, 16, 13, 10, -132, NULL, 0},
    {"ada_mma_k16_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", FUSED, 16, 16, 13, 13, -132, NULL, 0},
    {"ada_mma_k16_e4m3_e5m2_fp16", "e4m3", "e5m2", "fp16", FUSED, 16, 16, 13, 10, -132, NULL, 0},
    {"ada_mma_k32_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", FUSED, 32, 16, 13, 13, -132, NULL, 0},
    {"ada_mma_k32_e5m2_e4m3_fp16", "e5m2", "e4m3", "fp16", FUSED, 32, 16, 13, 10, -132, NULL, 0},
    {"ada_mma_k16_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", FUSED, 16, 16, 13, 13, -132, NULL, 0},
    {"ada_mma_k16_e5m2_e4m3_fp16", "e5m2", "e4m3", "fp16", FUSED, 16, 16, 13, 10, -132, NULL, 0},
    {"ada_mma_k32_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", FUSED, 32, 16, 13, 13, -132, NULL, 0},
    {"ada_mma_k32_e5m2_e5m2_fp16", "e5m2", "e5m2", "fp16", FUSED, 32, 16, 13, 10, -132, NULL, 0},
    {"ada_mma_k16_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", FUSED, 16, 16, 13, 13, -132, NULL, 0},
    {"ada_mma_k16_e5m2_e5m2_fp16", "e5m2", "e5m2", "fp16", FUSED, 16, 16, 13, 10, -132, NULL, 0},
    /* Blackwell adds all at once, but mma the FP8 as Hopper does */
    {"blackwell_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"blackwell_mma_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10, -21, NULL, 0},
    {"blackwell_mma_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"blackwell_mma_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    {"blackwell_mma_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", HALVES, 32, 16, 25, 23, -133, NULL, 0},
    {"blackwell_mma_k32_e4m3_e4m3_fp16", "e4m3", "e4m3", "fp16", HALVES, 32, 16, 25, 10, -133, NULL, 0},
    {"blackwell_mma_k32_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", HALVES, 32, 16, 25, 23, -133, NULL, 0},
    {"blackwell_mma_k32_e5m2_e5m2_fp16", "e5m2", "e5m2", "fp16", HALVES, 32, 16, 25, 10, -133, NULL, 0},
    {"blackwell_tcgen05_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"blackwell_tcgen05_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10, -21, NULL, 0},
    {"blackwell_tcgen05_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"blackwell_tcgen05_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    {"blackwell_tcgen05_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"blackwell_tcgen05_k32_e4m3_e4m3_fp16", "e4m3", "e4m3", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"blackwell_tcgen05_mx_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"blackwell_tcgen05_k32_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"blackwell_tcgen05_k32_e4m3_e5m2_fp16", "e4m3", "e5m2", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"blackwell_tcgen05_mx_k32_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"blackwell_tcgen05_k32_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"blackwell_tcgen05_k32_e5m2_e4m3_fp16", "e5m2", "e4m3", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"blackwell_tcgen05_mx_k32_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"blackwell_tcgen05_k32_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"blackwell_tcgen05_k32_e5m2_e5m2_fp16", "e5m2", "e5m2", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"blackwell_tcgen05_mx_k32_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"blackwell_tcgen05_k32_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"blackwell_tcgen05_k32_e2m1_e2m1_fp16", "e2m1", "e2m1", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"blackwell_tcgen05_mx_k32_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"blackwell_tcgen05_mxf4_k64_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", BLOCKS, 64, 64, 35, 23, -133, "e8m0", 32},
    {"blackwell_tcgen05_mxf4_block16_k64_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", BLOCKS, 64, 64, 35, 23, -133, "e8m0",
     16},
    {"blackwell_tcgen05_nvf4_k64_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", BLOCKS, 64, 64, 35, 23, -133, "ue4m3", 16},
    {"rtx_blackwell_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"rtx_blackwell_mma_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10, -21, NULL, 0},
    {"rtx_blackwell_mma_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"rtx_blackwell_mma_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    {"rtx_blackwell_mma_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"rtx_blackwell_mma_k32_e4m3_e4m3_fp16", "e4m3", "e4m3", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"rtx_blackwell_mx_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"rtx_blackwell_mma_k32_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"rtx_blackwell_mma_k32_e4m3_e5m2_fp16", "e4m3", "e5m2", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"rtx_blackwell_mx_k32_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"rtx_blackwell_mma_k32_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"rtx_blackwell_mma_k32_e5m2_e4m3_fp16", "e5m2", "e4m3", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"rtx_blackwell_mx_k32_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"rtx_blackwell_mma_k32_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"rtx_blackwell_mma_k32_e5m2_e5m2_fp16", "e5m2", "e5m2", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"rtx_blackwell_mx_k32_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"rtx_blackwell_mma_k32_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},
    {"rtx_blackwell_mma_k32_e2m1_e2m1_fp16", "e2m1", "e2m1", "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},
    {"rtx_blackwell_mx_k32_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32},
    {"rtx_blackwell_mxf4_k64_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", BLOCKS, 64, 64, 35, 23, -133, "e8m0", 32},
    {"rtx_blackwell_mxf4_block16_k64_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", BLOCKS, 64, 64, 35, 23, -133, "e8m0", 16},
    {"rtx_blackwell_nvf4_k64_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", BLOCKS, 64, 64, 35, 23, -133, "ue4m3", 16},
    /* AMD */
    {"cdna1_mfma_k16_fp16_fp32_trees", "fp16", "fp16", "fp32", TREES, 16, 4, 0, 23, 0, NULL, 0},
    {"cdna1_mfma_k8_bf16_fp32_trees", "bf16", "bf16", "fp32", TREES, 8, 2, 0, 23, 0, NULL, 0},
    {"cdna1_mfma_k16_fp16_fp32_exact", "fp16", "fp16", "fp32", EXACT, 16, 4, 0, 23, 0, NULL, 0},
    {"cdna1_mfma_k8_bf16_fp32_exact", "bf16", "bf16", "fp32", EXACT, 8, 2, 0, 23, 0, NULL, 0},
    {"cdna2_mfma_k16_fp16_fp32", "fp16", "fp16", "fp32", TREES_FLUSHED, 16, 4, 0, 23, 0, NULL, 0},
    {"cdna2_mfma_k8_bf16_fp32", "bf16", "bf16", "fp32", TREES_FLUSHED, 8, 2, 0, 23, 0, NULL, 0},
    {"cdna2_mfma_k16_bf16_fp32", "bf16", "bf16", "fp32", TREES_FLUSHED, 16, 4, 0, 23, 0, NULL, 0},
    {"cdna3_mfma_k16_fp16_fp32", "fp16", "fp16", "fp32", DOWN, 16, 8, 24, 23, 0, NULL, 0},
    {"cdna3_mfma_k16_bf16_fp32", "bf16", "bf16", "fp32", DOWN, 16, 8, 24, 23, 0, NULL, 0},
    {"cdna3_mfma_k8_tf32_fp32", "tf32", "tf32", "fp32", DOWN, 8, 4, 24, 23, 0, NULL, 0},
    {"cdna3_mfma_k32_e4m3fnuz_e4m3fnuz_fp32", "e4m3fnuz", "e4m3fnuz", "fp32", DOWN_APART, 32, 16, 24, 23, 0, NULL, 0},
    {"cdna3_mfma_k32_e4m3fnuz_e5m2fnuz_fp32", "e4m3fnuz", "e5m2fnuz", "fp32", DOWN_APART, 32, 16, 24, 23, 0, NULL, 0},
    {"cdna3_mfma_k32_e5m2fnuz_e4m3fnuz_fp32", "e5m2fnuz", "e4m3fnuz", "fp32", DOWN_APART, 32, 16, 24, 23, 0, NULL, 0},
    {"cdna3_mfma_k32_e5m2fnuz_e5m2fnuz_fp32", "e5m2fnuz", "e5m2fnuz", "fp32", DOWN_APART, 32, 16, 24, 23, 0, NULL, 0},
    /* RISC-V */
    {"riscv_bulk_k8_bf16_fp32", "bf16", "bf16", "fp32", BULK, 8, 8, 26, 23, 0, NULL, 0},
    {"riscv_bulk_k16_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", BULK, 16, 16, 27, 23, 0, NULL, 0},
    {"riscv_bulk_k16_e4m3_e5m2_fp32", "e4m3", "e5m2", "fp32", BULK, 16, 16, 27, 23, 0, NULL, 0},
    {"riscv_bulk_k16_e5m2_e4m3_fp32", "e5m2", "e4m3", "fp32", BULK, 16, 16, 27, 23, 0, NULL, 0},
    {"riscv_bulk_k16_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", BULK, 16, 16, 27, 23, 0, NULL, 0},
    /* x86 */
    {"x86_vdpphps", "fp16", "fp16", "fp32", ODD_FIRST, 2, 2, 0, 23, 0, NULL, 0},
    {"x86_tdpfp16ps", "fp16", "fp16", "fp32", EVEN_ODD, 32, 2, 0, 23, 0, NULL, 0},
    {"x86_tdpbf8ps", "e5m2", "e5m2", "fp32", EVEN_ODD, 64, 4, 0, 23, 0, NULL, 0},
    {"x86_tdpbhf8ps", "e5m2", "e4m3", "fp32", EVEN_ODD, 64, 4, 0, 23, 0, NULL, 0},
    {"x86_tdphbf8ps", "e4m3", "e5m2", "fp32", EVEN_ODD, 64, 4, 0, 23, 0, NULL, 0},
    {"x86_tdphf8ps", "e4m3", "e4m3", "fp32", EVEN_ODD, 64, 4, 0, 23, 0, NULL, 0},
};

const ref_dot_row *ref_dot_find(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

size_t ref_dot_products(const ref_dot_row *row)
{
    return row->k;
}

const ref_format *ref_dot_result(const ref_dot_row *row)
{
    return ref_format_find(row->result);
}
