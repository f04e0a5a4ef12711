/* SPDX-License-Identifier: Apache-2.0
 *
 * Single answers of the models of conversions, worked out by hand: ends of ranges, ties, carries, and what was wrong in
 * other implementations (data/bugs.txt names them).
 */
#include "halfulp_models.h"
#include "support/check.h"
#include "support/models.h"

typedef struct {
    const char *model;
    uint64_t operand[2];
    size_t operands;
    uint32_t control, immediate;
    models_answer answer;
} fact;

static const fact facts[] = {
    /* 448 is the largest number of E4M3: 464 is a tie that falls back on it, 449 and 463 round to it, 465 does not */
    {"x86_vcvtph2hf8", {0x5F04}, 1, 0, 0, {0x7E, 0}},
    {"x86_vcvtph2hf8", {0x5F40}, 1, 0, 0, {0x7E, 0}},
    {"x86_vcvtph2hf8", {0x5F41}, 1, 0, 0, {0x7F, 0}},
    {"x86_vcvtph2hf8", {0xFC00}, 1, 0, 0, {0xFF, 0}},
    {"x86_vcvtph2hf8s", {0xDF41}, 1, 0, 0, {0xFE, 0}},
    {"x86_vcvtph2hf8s", {0x7C01}, 1, 0, 0, {0x7F, 0}},
    /* 61440 is a tie between E5M2's largest number, 57344, and infinity */
    {"x86_vcvtph2bf8", {0x7B7F}, 1, 0, 0, {0x7B, 0}},
    {"x86_vcvtph2bf8", {0x7B80}, 1, 0, 0, {0x7C, 0}},
    {"x86_vcvtph2bf8s", {0x7C00}, 1, 0, 0, {0x7B, 0}},
    {"x86_vcvtph2bf8s", {0xFC01}, 1, 0, 0, {0xFE, 0}},
    /* 9 lies between 8 and 10, a tie that goes to even */
    {"x86_vcvtph2bf8", {0x4880}, 1, 0, 0, {0x48, 0}},
    /* half an ulp and a bias of 127 or 128 of 256; of a normal number, and of half E4M3's smallest */
    {"x86_vcvtbiasph2bf8", {0x3C80, 0x7F}, 2, 0, 0, {0x3C, 0}},
    {"x86_vcvtbiasph2bf8", {0x3C80, 0x80}, 2, 0, 0, {0x3D, 0}},
    {"x86_vcvtbiasph2hf8", {0x1400, 0x7F}, 2, 0, 0, {0x00, 0}},
    {"x86_vcvtbiasph2hf8", {0x9400, 0x80}, 2, 0, 0, {0x81, 0}},
    /* the carry passes into the exponent, and beyond the range */
    {"x86_vcvtbiasph2bf8", {0x7BFF, 0x01}, 2, 0, 0, {0x7C, 0}},
    {"x86_vcvtbiasph2bf8s", {0x7BFF, 0xFF}, 2, 0, 0, {0x7B, 0}},
    {"x86_vcvthf82ph", {0x01}, 1, 0, 0, {0x1800, 0}},
    {"x86_vcvthf82ph", {0xFF}, 1, 0, 0, {0xFF80, 0}},
    /* minimum(-0, +0), maximum by magnitude of -2 and 1 with the sign of the second's own, and a NaN's sign on 2 */
    {"x86_vminmaxph", {0x0000, 0x8000}, 2, HU_MXCSR_MASKS, 4, {0x8000, 0}},
    {"x86_vminmaxph", {0x3C00, 0xC000}, 2, HU_MXCSR_MASKS, 7, {0xC000, 0}},
    {"x86_vminmaxph", {0xFE00, 0x4000}, 2, HU_MXCSR_MASKS, 0x10, {0xC000, 0}},
    {"x86_vminmaxph", {0x3C00, 0x7C01}, 2, HU_MXCSR_MASKS, 4, {0x7E01, HU_MXCSR_INVALID}},
    /* 2^0 * 2^-9 and 2^0 * 2^-10: E4M3's smallest number, and half of it, a tie */
    {"arm_fcvtn_fp32_to_fp8", {0x3F800000}, 1, 0xF7000040, 0, {0x01, 0}},
    {"arm_fcvtn_fp32_to_fp8", {0x3F800000}, 1, 0xF6000040, 0, {0x00, HU_FPSR_UNDERFLOW | HU_FPSR_INEXACT}},
    {"arm_fcvtn_fp32_to_fp8", {0xFF800000}, 1, 0x40, 0, {0xFF, 0}},
    {"arm_fcvtn_fp32_to_fp8", {0x43E88001}, 1, 0x40, 0, {0x7F, HU_FPSR_OVERFLOW | HU_FPSR_INEXACT}},
    {"arm_fcvtn_fp32_to_fp8", {0x43E88001}, 1, 0x8040, 0, {0x7E, HU_FPSR_OVERFLOW | HU_FPSR_INEXACT}},
    /* of NSCALE = 30 an FP16 takes the lower five bits, -2 */
    {"arm_fcvtn_fp16_to_fp8", {0x3C00}, 1, 0x1E000000, 0, {0x34, 0}},
    {"arm_bfcvtn_bf16_to_fp8", {0x7F81}, 1, 0, 0, {0x7E, HU_FPSR_INVALID}},
    {"arm_f1cvt", {0x7F}, 1, 1, 0, {0x7E00, HU_FPSR_INVALID}},
    {"arm_f1cvt", {0x7F}, 1, 0, 0, {0x7E00, 0}},
    {"arm_f1cvt", {0x01}, 1, 0x00090000, 0, {0x0000, HU_FPSR_UNDERFLOW | HU_FPSR_INEXACT}},
    {"arm_bf1cvt", {0x01}, 1, 0x00090000, 0, {0x3300, 0}},
    /* 672 saturated; 1.4e17 toward zero, where OCP says nothing, and to nearest */
    {"riscv_vfncvtbf16_sat_f_f_w_e4m3", {0x4428}, 1, 0, 0, {0x7E, HU_FCSR_OVERFLOW | HU_FCSR_INEXACT}},
    {"riscv_vfncvtbf16_f_f_w_e4m3", {0x5BF8}, 1, 0x20, 0, {0x7E, HU_FCSR_OVERFLOW | HU_FCSR_INEXACT}},
    {"riscv_vfncvtbf16_f_f_w_e4m3", {0x5BF8}, 1, 0, 0, {0x7F, HU_FCSR_OVERFLOW | HU_FCSR_INEXACT}},
    {"riscv_vfncvtbf16_f_f_w_e4m3", {0xDBF8}, 1, 0x60, 0, {0xFE, HU_FCSR_OVERFLOW | HU_FCSR_INEXACT}},
    /* 464, the tie: away from zero it leaves the range */
    {"riscv_vfncvt_f_f_q_e4m3", {0x43E80000}, 1, 0, 0, {0x7E, HU_FCSR_INEXACT}},
    {"riscv_vfncvt_f_f_q_e4m3", {0x43E80000}, 1, 0x80, 0, {0x7F, HU_FCSR_OVERFLOW | HU_FCSR_INEXACT}},
    {"riscv_vfncvt_f_f_q_e5m2", {0xFF800001}, 1, 0, 0, {0x7F, HU_FCSR_INVALID}},
    {"riscv_vfwcvtbf16_f_f_v_e5m2", {0x7D}, 1, 0, 0, {0x7FC0, 0}},
    {"riscv_fcvt_bf16_s", {0x3E89CCD5}, 1, 0, 0, {0x3E8A, HU_FCSR_INEXACT}},
    /* E2M1: 5 is a tie between 4 and 6, and 0.25 one between 0 and 0.5 */
    {"nvidia_cvt_rn_satfinite_e2m1_f32", {0x40A00000}, 1, 0, 0, {0x6, 0}},
    {"nvidia_cvt_rn_satfinite_e2m1_f32", {0x3E800000}, 1, 0, 0, {0x0, 0}},
    {"nvidia_cvt_rn_satfinite_e2m1_f32", {0x3E800001}, 1, 0, 0, {0x1, 0}},
    {"nvidia_cvt_rn_satfinite_e2m1_f32", {0xFFC00000}, 1, 0, 0, {0x7, 0}},
    {"nvidia_cvt_rn_satfinite_e2m1_f32", {0xFF800000}, 1, 0, 0, {0xF, 0}},
    {"nvidia_cvt_rn_satfinite_e2m1_f32", {0xFF800000}, 1, 0, HU_CVT_RELU, {0x0, 0}},
    {"nvidia_cvt_rn_satfinite_e4m3_f32", {0x43E88000}, 1, 0, 0, {0x7E, 0}},
    {"nvidia_cvt_rn_satfinite_e4m3_f32", {0x80000000}, 1, 0, HU_CVT_RELU, {0x00, 0}},
    /* 4.5 lies a quarter of the way from 4 to 6: with 192 of 256 it carries */
    {"nvidia_cvt_rs_satfinite_e2m1_f32", {0x40900000, 0xBF}, 2, 0, 0, {0x6, 0}},
    {"nvidia_cvt_rs_satfinite_e2m1_f32", {0x40900000, 0xC0}, 2, 0, 0, {0x7, 0}},
    {"nvidia_cvt_rs_bf16_f32", {0x3F808000, 0x7FFF}, 2, 0, 0, {0x3F80, 0}},
    {"nvidia_cvt_rs_bf16_f32", {0x3F808000, 0x8000}, 2, 0, 0, {0x3F81, 0}},
    {"nvidia_cvt_rs_f16_f32", {0x3F800001, 0x1FFF}, 2, 0, 0, {0x3C01, 0}},
    {"nvidia_cvt_rs_f16_f32", {0x477FFFFF, 0x1FFF}, 2, 0, 0, {0x7C00, 0}},
    {"nvidia_cvt_rs_f16_f32", {0x477FFFFF, 0x1FFF}, 2, 0, HU_CVT_SATFINITE, {0x7BFF, 0}},
    /* UE8M0: 1.125 up is 2; zero is 2^-127; 2^127 and a bit is beyond the range */
    {"nvidia_cvt_rp_ue8m0_f32", {0x3F900000}, 1, 0, 0, {0x80, 0}},
    {"nvidia_cvt_rz_ue8m0_f32", {0xBFC00000}, 1, 0, 0, {0x7F, 0}},
    {"nvidia_cvt_rp_ue8m0_f32", {0x00000000}, 1, 0, 0, {0x00, 0}},
    {"nvidia_cvt_rp_ue8m0_f32", {0x7F000001}, 1, 0, 0, {0xFF, 0}},
    {"nvidia_cvt_rp_ue8m0_f32", {0x7F000001}, 1, 0, HU_CVT_SATFINITE, {0xFE, 0}},
    {"nvidia_cvt_rz_ue8m0_bf16", {0x7F7F}, 1, 0, 0, {0xFE, 0}},
    {"nvidia_cvt_rn_bf16_ue8m0", {0x00}, 1, 0, 0, {0x0040, 0}},
    {"nvidia_cvt_rn_bf16_ue8m0", {0xFF}, 1, 0, 0, {0x7FFF, 0}},
    /* TF32: a NaN that becomes an infinity, and with .satfinite the largest number */
    {"nvidia_cvt_rna_tf32_f32", {0x7F800001}, 1, 0, 0, {0x7F800000, 0}},
    {"nvidia_cvt_rna_tf32_f32", {0x7F800001}, 1, 0, HU_CVT_SATFINITE, {0x7F7FE000, 0}},
    {"nvidia_cvt_rn_tf32_f32", {0xFF800001}, 1, 0, HU_CVT_RELU, {0x7FFFE000, 0}},
};

long check_models_facts(void)
{
    models_tally tally = {.name = "models.facts"};
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const fact *f = &facts[i];
        const hu_model *model = hu_model_find(f->model);
        if (model == NULL) {
            fprintf(stderr, "  %s: there is no %s\n", tally.name, f->model);
            tally.failures++;
            continue;
        }
        models_expect(&tally, model, f->operand, f->operands, f->control, f->immediate, f->answer);
    }
    /* 0 * infinity + a quiet NaN is invalid on RISC-V */
    models_expect(&tally, hu_model_find("riscv_vfwmaccbf16"), (uint64_t[]){0x7FC00001, 0x0000, 0xFF80}, 3, 0, 0,
                  (models_answer){0x7FC00000, HU_FCSR_INVALID});
    return check_end(tally.name, tally.comparisons, tally.failures);
}
