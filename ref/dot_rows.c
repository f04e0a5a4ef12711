/* SPDX-License-Identifier: Apache-2.0
 *
 * dot_rows.c - the rows of the dot products, restated from their descriptions.
 */
#include "dot.h"

#include <string.h>

/* Hopper multiplies FP8 in two ways: wgmma as such, with few bits; mma after a conversion to FP16. */
#define HOPPER_FP8(PAIR, X, Y)                                                                                         \
    {"hopper_wgmma_" PAIR "_fp32", X, Y, "fp32", FUSED, 32, 32, 13, 13, -133, NULL, 0},                                \
        {"hopper_wgmma_" PAIR "_fp16", X, Y, "fp16", FUSED, 32, 32, 13, 10, -133, NULL, 0},                            \
        {"hopper_mma_k16_" PAIR "_fp32", X, Y, "fp32", HALVES, 16, 8, 25, 23, -133, NULL, 0},                          \
        {"hopper_mma_k16_" PAIR "_fp16", X, Y, "fp16", HALVES, 16, 8, 25, 10, -133, NULL, 0},                          \
        {"hopper_mma_k32_" PAIR "_fp32", X, Y, "fp32", HALVES, 32, 16, 25, 23, -133, NULL, 0},                         \
    {                                                                                                                  \
        "hopper_mma_k32_" PAIR "_fp16", X, Y, "fp16", HALVES, 32, 16, 25, 10, -133, NULL, 0                            \
    }

/* Ampere and Ada: 8 products of FP16 and BF16 at once, 4 of TF32; 24 bits; a zero addend counts with 2^-6 times the
 * smallest normal number of the result. */
#define AMPERE(ARCH)                                                                                                   \
    {ARCH "_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 8, 24, 23, -132, NULL, 0},                          \
        {ARCH "_mma_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 8, 24, 10, -20, NULL, 0},                       \
        {ARCH "_mma_k8_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 8, 8, 24, 23, -132, NULL, 0},                        \
        {ARCH "_mma_k8_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 8, 8, 24, 10, -20, NULL, 0},                         \
        {ARCH "_mma_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 8, 24, 23, -132, NULL, 0},                      \
        {ARCH "_mma_k8_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 8, 8, 24, 23, -132, NULL, 0},                        \
        {ARCH "_mma_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 4, 24, 23, -132, NULL, 0},                        \
    {                                                                                                                  \
        ARCH "_mma_k4_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 4, 4, 24, 23, -132, NULL, 0                           \
    }

#define ADA_FP8(PAIR, X, Y)                                                                                            \
    {"ada_mma_k32_" PAIR "_fp32", X, Y, "fp32", FUSED, 32, 16, 13, 13, -132, NULL, 0},                                 \
        {"ada_mma_k32_" PAIR "_fp16", X, Y, "fp16", FUSED, 32, 16, 13, 10, -132, NULL, 0},                             \
        {"ada_mma_k16_" PAIR "_fp32", X, Y, "fp32", FUSED, 16, 16, 13, 13, -132, NULL, 0},                             \
    {                                                                                                                  \
        "ada_mma_k16_" PAIR "_fp16", X, Y, "fp16", FUSED, 16, 16, 13, 10, -132, NULL, 0                                \
    }

/* Blackwell adds all at once, 25 bits. */
#define BLACKWELL(KIND)                                                                                                \
    {KIND "_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},                             \
        {KIND "_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10, -21, NULL, 0},                          \
        {KIND "_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},                         \
    {                                                                                                                  \
        KIND "_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0                               \
    }
#define BLACKWELL_FP8(KIND, MX, PAIR, X, Y)                                                                            \
    {KIND "_k32_" PAIR "_fp32", X, Y, "fp32", FUSED, 32, 32, 25, 23, -133, NULL, 0},                                   \
        {KIND "_k32_" PAIR "_fp16", X, Y, "fp16", FUSED, 32, 32, 25, 10, -133, NULL, 0},                               \
    {                                                                                                                  \
        MX "_mx_k32_" PAIR "_fp32", X, Y, "fp32", FUSED, 32, 32, 25, 23, -133, "e8m0", 32                              \
    }
#define BLACKWELL_FP4(MX)                                                                                              \
    {MX "_mxf4_k64_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", BLOCKS, 64, 64, 35, 23, -133, "e8m0", 32},                 \
        {MX "_mxf4_block16_k64_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", BLOCKS, 64, 64, 35, 23, -133, "e8m0", 16},     \
    {                                                                                                                  \
        MX "_nvf4_k64_e2m1_e2m1_fp32", "e2m1", "e2m1", "fp32", BLOCKS, 64, 64, 35, 23, -133, "ue4m3", 16               \
    }
#define TO_FP32(NAME, X, Y, RULE, K, STEP, BITS)                                                                       \
    {                                                                                                                  \
        NAME, X, Y, "fp32", RULE, K, STEP, BITS, 23, 0, NULL, 0                                                        \
    }

static const ref_dot_row rows[] = {
    {"hopper_wgmma_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"hopper_wgmma_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10, -133, NULL, 0},
    {"hopper_wgmma_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"hopper_wgmma_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    HOPPER_FP8("e4m3_e4m3", "e4m3", "e4m3"),
    HOPPER_FP8("e4m3_e5m2", "e4m3", "e5m2"),
    HOPPER_FP8("e5m2_e4m3", "e5m2", "e4m3"),
    HOPPER_FP8("e5m2_e5m2", "e5m2", "e5m2"),
    {"hopper_mma_k8_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    {"hopper_mma_k8_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 8, 8, 25, 10, -133, NULL, 0},
    {"hopper_mma_k16_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"hopper_mma_k16_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 16, 16, 25, 10, -133, NULL, 0},
    {"hopper_mma_k8_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    {"hopper_mma_k16_bf16_fp32", "bf16", "bf16", "fp32", FUSED, 16, 16, 25, 23, -133, NULL, 0},
    {"hopper_mma_k4_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 4, 4, 25, 23, -133, NULL, 0},
    {"hopper_mma_k8_tf32_fp32", "tf32", "tf32", "fp32", FUSED, 8, 8, 25, 23, -133, NULL, 0},
    TO_FP32("hopper_mma_k4_fp16_fp32", "fp16", "fp16", SUM, 4, 4, 0),
    {"hopper_mma_k4_fp16_fp16", "fp16", "fp16", "fp16", PAIRS, 4, 4, 0, 10, 0, NULL, 0},
    {"hopper_mma_fp64", "fp64", "fp64", "fp64", FMA, 1, 1, 0, 52, 0, NULL, 0},
    {"volta_mma_k4_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 4, 4, 23, 23, -133, NULL, 0},
    {"volta_mma_k4_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 4, 4, 23, 10, -19, NULL, 0},
    {"turing_mma_k8_fp16_fp32", "fp16", "fp16", "fp32", FUSED, 8, 8, 24, 23, -133, NULL, 0},
    {"turing_mma_k8_fp16_fp16", "fp16", "fp16", "fp16", FUSED, 8, 8, 24, 10, -133, NULL, 0},
    AMPERE("ampere"),
    AMPERE("ada"),
    ADA_FP8("e4m3_e4m3", "e4m3", "e4m3"),
    ADA_FP8("e4m3_e5m2", "e4m3", "e5m2"),
    ADA_FP8("e5m2_e4m3", "e5m2", "e4m3"),
    ADA_FP8("e5m2_e5m2", "e5m2", "e5m2"),
    BLACKWELL("blackwell_mma"),
    {"blackwell_mma_k32_e4m3_e4m3_fp32", "e4m3", "e4m3", "fp32", HALVES, 32, 16, 25, 23, -133, NULL, 0},
    {"blackwell_mma_k32_e4m3_e4m3_fp16", "e4m3", "e4m3", "fp16", HALVES, 32, 16, 25, 10, -133, NULL, 0},
    {"blackwell_mma_k32_e5m2_e5m2_fp32", "e5m2", "e5m2", "fp32", HALVES, 32, 16, 25, 23, -133, NULL, 0},
    {"blackwell_mma_k32_e5m2_e5m2_fp16", "e5m2", "e5m2", "fp16", HALVES, 32, 16, 25, 10, -133, NULL, 0},
    BLACKWELL("blackwell_tcgen05"),
    BLACKWELL_FP8("blackwell_tcgen05", "blackwell_tcgen05", "e4m3_e4m3", "e4m3", "e4m3"),
    BLACKWELL_FP8("blackwell_tcgen05", "blackwell_tcgen05", "e4m3_e5m2", "e4m3", "e5m2"),
    BLACKWELL_FP8("blackwell_tcgen05", "blackwell_tcgen05", "e5m2_e4m3", "e5m2", "e4m3"),
    BLACKWELL_FP8("blackwell_tcgen05", "blackwell_tcgen05", "e5m2_e5m2", "e5m2", "e5m2"),
    BLACKWELL_FP8("blackwell_tcgen05", "blackwell_tcgen05", "e2m1_e2m1", "e2m1", "e2m1"),
    BLACKWELL_FP4("blackwell_tcgen05"),
    BLACKWELL("rtx_blackwell_mma"),
    BLACKWELL_FP8("rtx_blackwell_mma", "rtx_blackwell", "e4m3_e4m3", "e4m3", "e4m3"),
    BLACKWELL_FP8("rtx_blackwell_mma", "rtx_blackwell", "e4m3_e5m2", "e4m3", "e5m2"),
    BLACKWELL_FP8("rtx_blackwell_mma", "rtx_blackwell", "e5m2_e4m3", "e5m2", "e4m3"),
    BLACKWELL_FP8("rtx_blackwell_mma", "rtx_blackwell", "e5m2_e5m2", "e5m2", "e5m2"),
    BLACKWELL_FP8("rtx_blackwell_mma", "rtx_blackwell", "e2m1_e2m1", "e2m1", "e2m1"),
    BLACKWELL_FP4("rtx_blackwell"),
    TO_FP32("cdna1_mfma_k16_fp16_fp32_trees", "fp16", "fp16", TREES, 16, 4, 0),
    TO_FP32("cdna1_mfma_k8_bf16_fp32_trees", "bf16", "bf16", TREES, 8, 2, 0),
    TO_FP32("cdna1_mfma_k16_fp16_fp32_exact", "fp16", "fp16", EXACT, 16, 4, 0),
    TO_FP32("cdna1_mfma_k8_bf16_fp32_exact", "bf16", "bf16", EXACT, 8, 2, 0),
    TO_FP32("cdna2_mfma_k16_fp16_fp32", "fp16", "fp16", TREES_FLUSHED, 16, 4, 0),
    TO_FP32("cdna2_mfma_k8_bf16_fp32", "bf16", "bf16", TREES_FLUSHED, 8, 2, 0),
    TO_FP32("cdna2_mfma_k16_bf16_fp32", "bf16", "bf16", TREES_FLUSHED, 16, 4, 0),
    TO_FP32("cdna3_mfma_k16_fp16_fp32", "fp16", "fp16", DOWN, 16, 8, 24),
    TO_FP32("cdna3_mfma_k16_bf16_fp32", "bf16", "bf16", DOWN, 16, 8, 24),
    TO_FP32("cdna3_mfma_k8_tf32_fp32", "tf32", "tf32", DOWN, 8, 4, 24),
    TO_FP32("cdna3_mfma_k32_e4m3fnuz_e4m3fnuz_fp32", "e4m3fnuz", "e4m3fnuz", DOWN_APART, 32, 16, 24),
    TO_FP32("cdna3_mfma_k32_e4m3fnuz_e5m2fnuz_fp32", "e4m3fnuz", "e5m2fnuz", DOWN_APART, 32, 16, 24),
    TO_FP32("cdna3_mfma_k32_e5m2fnuz_e4m3fnuz_fp32", "e5m2fnuz", "e4m3fnuz", DOWN_APART, 32, 16, 24),
    TO_FP32("cdna3_mfma_k32_e5m2fnuz_e5m2fnuz_fp32", "e5m2fnuz", "e5m2fnuz", DOWN_APART, 32, 16, 24),
    TO_FP32("riscv_bulk_k8_bf16_fp32", "bf16", "bf16", BULK, 8, 8, 26),
    TO_FP32("riscv_bulk_k16_e4m3_e4m3_fp32", "e4m3", "e4m3", BULK, 16, 16, 27),
    TO_FP32("riscv_bulk_k16_e4m3_e5m2_fp32", "e4m3", "e5m2", BULK, 16, 16, 27),
    TO_FP32("riscv_bulk_k16_e5m2_e4m3_fp32", "e5m2", "e4m3", BULK, 16, 16, 27),
    TO_FP32("riscv_bulk_k16_e5m2_e5m2_fp32", "e5m2", "e5m2", BULK, 16, 16, 27),
    TO_FP32("x86_vdpphps", "fp16", "fp16", ODD_FIRST, 2, 2, 0),
    TO_FP32("x86_tdpfp16ps", "fp16", "fp16", EVEN_ODD, 32, 2, 0),
    TO_FP32("x86_tdpbf8ps", "e5m2", "e5m2", EVEN_ODD, 64, 4, 0),
    TO_FP32("x86_tdpbhf8ps", "e5m2", "e4m3", EVEN_ODD, 64, 4, 0),
    TO_FP32("x86_tdphbf8ps", "e4m3", "e5m2", EVEN_ODD, 64, 4, 0),
    TO_FP32("x86_tdphf8ps", "e4m3", "e4m3", EVEN_ODD, 64, 4, 0),
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
