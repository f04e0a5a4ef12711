/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of AMD's matrix cores, RISC-V, x86 and ARM, as published:
 *
 *   MMA-Sim, Khattak   see nvidia.c
 *   Spike     github.com/riscv-software-src/riscv-isa-sim: riscv/bulknormdot.h and zvbdot.h
 *   Bochs     github.com/bochs-emu/Bochs: cpu/avx/amx.cc and avx10_2_misc.cc, an emulator
 *   Arm ARM   Arm Architecture Reference Manual, DDI 0487: FP8DotAddFP and FP8MatMulAddFP of the shared pseudocode
 */
#include "dot.h"
#include "table.h"

static const char mma_sim[] = "MMA-Sim";
static const char khattak_mi[] = "Khattak";
static const char amd[] = "MMA-Sim; Khattak";
static const char spike[] = "Spike";
static const char bochs[] = "Bochs";
static const char arm_arm[] = "Arm ARM";

/* Name, instruction, source, the rows of x, y and the result; known, scheme; k, step, fraction bits, result bits, the
 * row of the format that the operands are converted to, the exponent of a zero addend, products in a block, and the row
 * of the format of its scale. */
const hu_dot_model hu_dot_others[] = {
    /* ---- AMD. Of CDNA1 two models are published, which differ: "trees" is MMA-Sim's, "exact" Khattak's ---- */
    {"cdna1_mfma_k16_fp16_fp32_trees", "v_mfma_f32_16x16x16f16", mma_sim, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_TREES, 16, 4, 0, 23, NULL, 0, 0, NULL},
    {"cdna1_mfma_k8_bf16_fp32_trees", "v_mfma_f32_16x16x8bf16", mma_sim, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_TREES, 8, 2, 0, 23, NULL, 0, 0, NULL},
    {"cdna1_mfma_k16_fp16_fp32_exact", "v_mfma_f32_16x16x16f16", khattak_mi, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT, 16, 4, 0, 23, NULL, 0, 0, NULL},
    {"cdna1_mfma_k8_bf16_fp32_exact", "v_mfma_f32_16x16x8bf16", khattak_mi, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT, 8, 2, 0, 23, NULL, 0, 0, NULL},
    {"cdna2_mfma_k16_fp16_fp32", "v_mfma_f32_16x16x16f16", amd, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_TREES_FLUSHED, 16, 4, 0, 23, NULL, 0, 0, NULL},
    {"cdna2_mfma_k8_bf16_fp32", "v_mfma_f32_16x16x8bf16", amd, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_TREES_FLUSHED, 8, 2, 0, 23, NULL, 0, 0, NULL},
    {"cdna2_mfma_k16_bf16_fp32", "v_mfma_f32_16x16x16bf16_1k", amd, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_TREES_FLUSHED, 16, 4, 0, 23, NULL, 0, 0, NULL},
    {"cdna3_mfma_k16_fp16_fp32", "v_mfma_f32_16x16x16_f16", amd, &hu_table[ROW_FP16], &hu_table[ROW_FP16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ROUNDED_DOWN, 16, 8, 24, 23, NULL, 0, 0, NULL},
    {"cdna3_mfma_k16_bf16_fp32", "v_mfma_f32_16x16x16_bf16", amd, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ROUNDED_DOWN, 16, 8, 24, 23, NULL, 0, 0, NULL},
    {"cdna3_mfma_k8_tf32_fp32", "v_mfma_f32_16x16x8_xf32", amd, &hu_table[ROW_TF32], &hu_table[ROW_TF32],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ROUNDED_DOWN, 8, 4, 24, 23, NULL, 0, 0, NULL},
    {"cdna3_mfma_k32_e4m3fnuz_e4m3fnuz_fp32", "v_mfma_f32_16x16x32_fp8_fp8", amd, &hu_table[ROW_E4M3FNUZ],
     &hu_table[ROW_E4M3FNUZ], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ROUNDED_DOWN_APART, 32, 16, 24, 23, NULL,
     0, 0, NULL},
    {"cdna3_mfma_k32_e4m3fnuz_e5m2fnuz_fp32", "v_mfma_f32_16x16x32_fp8_bf8", amd, &hu_table[ROW_E4M3FNUZ],
     &hu_table[ROW_E5M2FNUZ], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ROUNDED_DOWN_APART, 32, 16, 24, 23, NULL,
     0, 0, NULL},
    {"cdna3_mfma_k32_e5m2fnuz_e4m3fnuz_fp32", "v_mfma_f32_16x16x32_bf8_fp8", amd, &hu_table[ROW_E5M2FNUZ],
     &hu_table[ROW_E4M3FNUZ], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ROUNDED_DOWN_APART, 32, 16, 24, 23, NULL,
     0, 0, NULL},
    {"cdna3_mfma_k32_e5m2fnuz_e5m2fnuz_fp32", "v_mfma_f32_16x16x32_bf8_bf8", amd, &hu_table[ROW_E5M2FNUZ],
     &hu_table[ROW_E5M2FNUZ], &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_ROUNDED_DOWN_APART, 32, 16, 24, 23, NULL,
     0, 0, NULL},
    /* ---- RISC-V: as many products as a vector register of 128 bits has elements; longer ones add more at once ---- */
    {"riscv_bulk_k8_bf16_fp32", "Zvfwbdot16bf, VLMAX 8", spike, &hu_table[ROW_BF16], &hu_table[ROW_BF16],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_BULK, 8, 8, 26, 23, NULL, 0, 0, NULL},
    {"riscv_bulk_k16_e4m3_e4m3_fp32", "Zvfqbdot8f, VLMAX 16", spike, &hu_table[ROW_E4M3], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_BULK, 16, 16, 27, 23, NULL, 0, 0, NULL},
    {"riscv_bulk_k16_e4m3_e5m2_fp32", "Zvfqbdot8f, VLMAX 16", spike, &hu_table[ROW_E4M3], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_BULK, 16, 16, 27, 23, NULL, 0, 0, NULL},
    {"riscv_bulk_k16_e5m2_e4m3_fp32", "Zvfqbdot8f, VLMAX 16", spike, &hu_table[ROW_E5M2], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_BULK, 16, 16, 27, 23, NULL, 0, 0, NULL},
    {"riscv_bulk_k16_e5m2_e5m2_fp32", "Zvfqbdot8f, VLMAX 16", spike, &hu_table[ROW_E5M2], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_BULK, 16, 16, 27, 23, NULL, 0, 0, NULL},
    /* ---- x86. AMX: tiles of 16 rows; fewer give the same as zeros in the others ---- */
    {"x86_vdpphps", "VDPPHPS", bochs, &hu_table[ROW_FP16], &hu_table[ROW_FP16], &hu_table[ROW_FP32],
     HU_DOT_AS_PUBLISHED, HU_DOT_ODD_FIRST, 2, 2, 0, 23, NULL, 0, 0, NULL},
    {"x86_tdpfp16ps", "TDPFP16PS", bochs, &hu_table[ROW_FP16], &hu_table[ROW_FP16], &hu_table[ROW_FP32],
     HU_DOT_AS_PUBLISHED, HU_DOT_EVEN_AND_ODD, 32, 2, 0, 23, NULL, 0, 0, NULL},
    {"x86_tdpbf8ps", "TDPBF8PS", bochs, &hu_table[ROW_E5M2], &hu_table[ROW_E5M2], &hu_table[ROW_FP32],
     HU_DOT_AS_PUBLISHED, HU_DOT_EVEN_AND_ODD, 64, 4, 0, 23, NULL, 0, 0, NULL},
    {"x86_tdpbhf8ps", "TDPBHF8PS", bochs, &hu_table[ROW_E5M2], &hu_table[ROW_E4M3], &hu_table[ROW_FP32],
     HU_DOT_AS_PUBLISHED, HU_DOT_EVEN_AND_ODD, 64, 4, 0, 23, NULL, 0, 0, NULL},
    {"x86_tdphbf8ps", "TDPHBF8PS", bochs, &hu_table[ROW_E4M3], &hu_table[ROW_E5M2], &hu_table[ROW_FP32],
     HU_DOT_AS_PUBLISHED, HU_DOT_EVEN_AND_ODD, 64, 4, 0, 23, NULL, 0, 0, NULL},
    {"x86_tdphf8ps", "TDPHF8PS", bochs, &hu_table[ROW_E4M3], &hu_table[ROW_E4M3], &hu_table[ROW_FP32],
     HU_DOT_AS_PUBLISHED, HU_DOT_EVEN_AND_ODD, 64, 4, 0, 23, NULL, 0, 0, NULL},
    /* ---- ARM, with FPMR's LSCALE and OSM 0. FMMLA: one element of the 2 x 2 result ---- */
    {"arm_fdot_e4m3_e4m3_fp32", "FDOT (FP8 to FP32)", arm_arm, &hu_table[ROW_E4M3], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 4, 4, 0, 23, NULL, 0, 0, NULL},
    {"arm_fdot_e4m3_e5m2_fp32", "FDOT (FP8 to FP32)", arm_arm, &hu_table[ROW_E4M3], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 4, 4, 0, 23, NULL, 0, 0, NULL},
    {"arm_fdot_e5m2_e4m3_fp32", "FDOT (FP8 to FP32)", arm_arm, &hu_table[ROW_E5M2], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 4, 4, 0, 23, NULL, 0, 0, NULL},
    {"arm_fdot_e5m2_e5m2_fp32", "FDOT (FP8 to FP32)", arm_arm, &hu_table[ROW_E5M2], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 4, 4, 0, 23, NULL, 0, 0, NULL},
    {"arm_fdot_e4m3_e4m3_fp16", "FDOT (FP8 to FP16)", arm_arm, &hu_table[ROW_E4M3], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP16], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 2, 2, 0, 10, NULL, 0, 0, NULL},
    {"arm_fdot_e4m3_e5m2_fp16", "FDOT (FP8 to FP16)", arm_arm, &hu_table[ROW_E4M3], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP16], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 2, 2, 0, 10, NULL, 0, 0, NULL},
    {"arm_fdot_e5m2_e4m3_fp16", "FDOT (FP8 to FP16)", arm_arm, &hu_table[ROW_E5M2], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP16], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 2, 2, 0, 10, NULL, 0, 0, NULL},
    {"arm_fdot_e5m2_e5m2_fp16", "FDOT (FP8 to FP16)", arm_arm, &hu_table[ROW_E5M2], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP16], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 2, 2, 0, 10, NULL, 0, 0, NULL},
    {"arm_fmmla_e4m3_e4m3_fp32", "FMMLA (FP8 to FP32)", arm_arm, &hu_table[ROW_E4M3], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 8, 8, 0, 23, NULL, 0, 0, NULL},
    {"arm_fmmla_e4m3_e5m2_fp32", "FMMLA (FP8 to FP32)", arm_arm, &hu_table[ROW_E4M3], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 8, 8, 0, 23, NULL, 0, 0, NULL},
    {"arm_fmmla_e5m2_e4m3_fp32", "FMMLA (FP8 to FP32)", arm_arm, &hu_table[ROW_E5M2], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 8, 8, 0, 23, NULL, 0, 0, NULL},
    {"arm_fmmla_e5m2_e5m2_fp32", "FMMLA (FP8 to FP32)", arm_arm, &hu_table[ROW_E5M2], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP32], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 8, 8, 0, 23, NULL, 0, 0, NULL},
    {"arm_fmmla_e4m3_e4m3_fp16", "FMMLA (FP8 to FP16)", arm_arm, &hu_table[ROW_E4M3], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP16], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 4, 4, 0, 10, NULL, 0, 0, NULL},
    {"arm_fmmla_e4m3_e5m2_fp16", "FMMLA (FP8 to FP16)", arm_arm, &hu_table[ROW_E4M3], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP16], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 4, 4, 0, 10, NULL, 0, 0, NULL},
    {"arm_fmmla_e5m2_e4m3_fp16", "FMMLA (FP8 to FP16)", arm_arm, &hu_table[ROW_E5M2], &hu_table[ROW_E4M3],
     &hu_table[ROW_FP16], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 4, 4, 0, 10, NULL, 0, 0, NULL},
    {"arm_fmmla_e5m2_e5m2_fp16", "FMMLA (FP8 to FP16)", arm_arm, &hu_table[ROW_E5M2], &hu_table[ROW_E5M2],
     &hu_table[ROW_FP16], HU_DOT_AS_PUBLISHED, HU_DOT_EXACT_SIGNED, 4, 4, 0, 10, NULL, 0, 0, NULL},
};
const size_t hu_dot_others_count = sizeof hu_dot_others / sizeof hu_dot_others[0];
