/* SPDX-License-Identifier: Apache-2.0
 *
 * The instructions that the recorder runs: the PTX, the row of the library's table that it follows, m, n and k; whether
 * an operand is negated, and whether c is ignored.
 */
#include "tensor.h"

#define FP8(X, Y)                                                                                                      \
    {"mma.m16n8k16.f32." X "." Y ".f32", "hopper_mma_k16_" X "_" Y "_fp32", 16, 8, 16, 0, 0},                          \
        {"mma.m16n8k16.f16." X "." Y ".f16", "hopper_mma_k16_" X "_" Y "_fp16", 16, 8, 16, 0, 0},                      \
        {"mma.m16n8k32.f32." X "." Y ".f32", "hopper_mma_k32_" X "_" Y "_fp32", 16, 8, 32, 0, 0},                      \
        {"mma.m16n8k32.f16." X "." Y ".f16", "hopper_mma_k32_" X "_" Y "_fp16", 16, 8, 32, 0, 0},                      \
        {"wgmma.m64n8k32.f32." X "." Y, "hopper_wgmma_" X "_" Y "_fp32", 64, 8, 32, 0, 0},                             \
    {                                                                                                                  \
        "wgmma.m64n8k32.f16." X "." Y, "hopper_wgmma_" X "_" Y "_fp16", 64, 8, 32, 0, 0                                \
    }

const instruction instructions[] = {
    {"mma.m8n8k4.f32.f16.f16.f32", "hopper_mma_k4_fp16_fp32", 8, 8, 4, 0, 0},
    {"mma.m8n8k4.f16.f16.f16.f16", "hopper_mma_k4_fp16_fp16", 8, 8, 4, 0, 0},
    {"mma.m16n8k8.f32.f16.f16.f32", "hopper_mma_k8_fp16_fp32", 16, 8, 8, 0, 0},
    {"mma.m16n8k8.f16.f16.f16.f16", "hopper_mma_k8_fp16_fp16", 16, 8, 8, 0, 0},
    {"mma.m16n8k16.f32.f16.f16.f32", "hopper_mma_k16_fp16_fp32", 16, 8, 16, 0, 0},
    {"mma.m16n8k16.f16.f16.f16.f16", "hopper_mma_k16_fp16_fp16", 16, 8, 16, 0, 0},
    {"mma.m16n8k8.f32.bf16.bf16.f32", "hopper_mma_k8_bf16_fp32", 16, 8, 8, 0, 0},
    {"mma.m16n8k16.f32.bf16.bf16.f32", "hopper_mma_k16_bf16_fp32", 16, 8, 16, 0, 0},
    {"mma.m16n8k4.f32.tf32.tf32.f32", "hopper_mma_k4_tf32_fp32", 16, 8, 4, 0, 0},
    {"mma.m16n8k8.f32.tf32.tf32.f32", "hopper_mma_k8_tf32_fp32", 16, 8, 8, 0, 0},
    FP8("e4m3", "e4m3"),
    FP8("e4m3", "e5m2"),
    FP8("e5m2", "e4m3"),
    FP8("e5m2", "e5m2"),
    {"wgmma.m64n8k16.f32.f16.f16", "hopper_wgmma_fp16_fp32", 64, 8, 16, 0, 0},
    {"wgmma.m64n8k16.f32.f16.f16 negated a", "hopper_wgmma_fp16_fp32", 64, 8, 16, 1, 0},
    {"wgmma.m64n8k16.f32.f16.f16 scale-d 0", "hopper_wgmma_fp16_fp32", 64, 8, 16, 0, 1},
    {"wgmma.m64n8k16.f16.f16.f16", "hopper_wgmma_fp16_fp16", 64, 8, 16, 0, 0},
    {"wgmma.m64n8k16.f16.f16.f16 scale-d 0", "hopper_wgmma_fp16_fp16", 64, 8, 16, 0, 1},
    {"wgmma.m64n8k16.f32.bf16.bf16", "hopper_wgmma_bf16_fp32", 64, 8, 16, 0, 0},
    {"wgmma.m64n8k8.f32.tf32.tf32", "hopper_wgmma_tf32_fp32", 64, 8, 8, 0, 0},
    {"wgmma.m64n8k32.f32.e4m3.e4m3 negated b", "hopper_wgmma_e4m3_e4m3_fp32", 64, 8, 32, 1, 0},
    {"wgmma.m64n8k32.f32.e4m3.e4m3 scale-d 0", "hopper_wgmma_e4m3_e4m3_fp32", 64, 8, 32, 0, 1},
    {"wgmma.m64n8k16.f32.f16.f16 a in registers", "hopper_wgmma_fp16_fp32", 64, 8, 16, 0, 0},
    {"wgmma.m64n8k32.f32.e4m3.e4m3 a in registers", "hopper_wgmma_e4m3_e4m3_fp32", 64, 8, 32, 0, 0},
    {"wgmma.m64n16k16.f32.f16.f16", "hopper_wgmma_fp16_fp32", 64, 16, 16, 0, 0},
    {"wgmma.m64n64k16.f32.f16.f16", "hopper_wgmma_fp16_fp32", 64, 64, 16, 0, 0},
    {"wgmma.m64n256k16.f32.f16.f16", "hopper_wgmma_fp16_fp32", 64, 256, 16, 0, 0},
    {"wgmma.m64n256k16.f32.bf16.bf16", "hopper_wgmma_bf16_fp32", 64, 256, 16, 0, 0},
    {"wgmma.m64n256k8.f32.tf32.tf32", "hopper_wgmma_tf32_fp32", 64, 256, 8, 0, 0},
    {"wgmma.m64n16k32.f32.e4m3.e4m3", "hopper_wgmma_e4m3_e4m3_fp32", 64, 16, 32, 0, 0},
    {"wgmma.m64n64k32.f32.e4m3.e4m3", "hopper_wgmma_e4m3_e4m3_fp32", 64, 64, 32, 0, 0},
    {"wgmma.m64n256k32.f32.e4m3.e4m3", "hopper_wgmma_e4m3_e4m3_fp32", 64, 256, 32, 0, 0},
    {"wgmma.m64n256k32.f32.e5m2.e4m3", "hopper_wgmma_e5m2_e4m3_fp32", 64, 256, 32, 0, 0},
    {"mma.m8n8k4.f64.f64.f64.f64", "hopper_mma_fp64", 8, 8, 4, 0, 0},
    {"mma.m16n8k4.f64.f64.f64.f64", "hopper_mma_fp64", 16, 8, 4, 0, 0},
    {"mma.m16n8k8.f64.f64.f64.f64", "hopper_mma_fp64", 16, 8, 8, 0, 0},
    {"mma.m16n8k16.f64.f64.f64.f64", "hopper_mma_fp64", 16, 8, 16, 0, 0},
};
const size_t instruction_count = sizeof instructions / sizeof instructions[0];
