/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_models.h - what processor instructions compute, bit for bit, in the terms of halfulp.h.
 *
 * Each function is one lane of one instruction. Where the instruction obeys a control register, the function takes
 * that register in its architectural bits and raises the exception flags in the same place as the instruction does;
 * where it takes no register, the instruction neither reads nor writes one. All exceptions are masked (x86) or
 * untrapped (ARM), as they are in every C program by default.
 *
 * "Checked" says against what: every x86 model but AMX's against the instruction on a processor (AMD Zen 4), the ARM
 * ones against an emulator (QEMU's user mode), which is a second reading of the architecture and not silicon.
 *
 * Errors, threads, memory: as in halfulp.h. A register value outside the bits named here is a caller's bug: an
 * assertion.
 */
#ifndef HALFULP_MODELS_H
#define HALFULP_MODELS_H

#include "halfulp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- x86 (models/x86.c). SDM: the Intel 64 and IA-32 Architectures Software Developer's Manual ------------------- */

/* MXCSR, SDM volume 1, section 10.2.3. Denormal: a subnormal operand that counted; denormals-are-zero takes it for zero
 * instead, and then raises nothing. The rounding control: 0 nearest even, 1 down, 2 up, 3 toward zero. */
enum {
    HU_MXCSR_INVALID = 0x0001,
    HU_MXCSR_DENORMAL = 0x0002,
    HU_MXCSR_DIVIDE_BY_ZERO = 0x0004,
    HU_MXCSR_OVERFLOW = 0x0008,
    HU_MXCSR_UNDERFLOW = 0x0010,
    HU_MXCSR_INEXACT = 0x0020,
    HU_MXCSR_DAZ = 0x0040,
    HU_MXCSR_MASKS = 0x1F80, /* all exceptions masked, and with nothing else the value at the start of a program */
    HU_MXCSR_ROUNDING = 0x6000,
    HU_MXCSR_ROUNDING_SHIFT = 13,
    HU_MXCSR_FTZ = 0x8000
};

/* VCVTPS2PH (F16C), FP32 to FP16. Bits 0 and 1 of imm8 are the rounding, in the coding of the rounding control,
 * unless bit 2 says to take that of MXCSR; the other bits are ignored. Obeys DAZ; ignores FTZ: subnormal halves
 * are always made. A NaN keeps its sign and the top of its payload, quieted. Checked: all 2^32 operands. */
HU_API hu_fp16 hu_x86_vcvtps2ph(hu_fp32 x, unsigned imm8, uint32_t *mxcsr);

/* VCVTPH2PS (F16C), FP16 to FP32, exact. Ignores DAZ and FTZ, and a subnormal half is no denormal to it; only a
 * signaling NaN raises a flag, invalid. Checked: all 2^16 operands under every rounding, DAZ and FTZ. */
HU_API hu_fp32 hu_x86_vcvtph2ps(hu_fp16 x, uint32_t *mxcsr);

/* VCVTNEPS2BF16 (AVX512_BF16), FP32 to BF16. Always to nearest even with subnormal operands as zeros, whatever
 * MXCSR says; no flags. Checked: all 2^32 operands. */
HU_API hu_bf16 hu_x86_vcvtneps2bf16(hu_fp32 x);

/* VFMADD132/213/231 PS and SS (FMA3, AVX-512): x * y + z in FP32, rounded once. The digits name the operands of x,
 * y and z in that order: 231 is operand2 * operand3 + operand1. Obeys all of MXCSR; tininess is judged after
 * rounding; a NaN result is the first NaN of x, y, z. Checked on patterned and random operands, in every rounding,
 * with and without DAZ and FTZ. */
HU_API hu_fp32 hu_x86_vfmadd(hu_fp32 x, hu_fp32 y, hu_fp32 z, uint32_t *mxcsr);

/* VDPBF16PS (AVX512_BF16): accumulator + x[0] y[0] + x[1] y[1], in FP32. It is neither one fused sum nor a sum of
 * products: two fused multiply-adds, that of the odd elements [1] first, each to nearest even, subnormal operands
 * taken for zeros and tiny results, the intermediate one too, flushed to zeros. A NaN result is the first NaN of
 * x[0], y[0], x[1], y[1], accumulator. Checked on patterned and random operands. */
HU_API hu_fp32 hu_x86_vdpbf16ps(hu_fp32 accumulator, const hu_bf16 x[2], const hu_bf16 y[2]);

/* TDPBF16PS (AMX-BF16), one element of the tile: accumulator + sum of x[i] y[i], i < 2 * pairs (x is the row of
 * the first tile, y the column of the second, pairs at most 16). Intel's two documents differ in the order, and so
 * in the bits; NOT CHECKED against any processor. Both: fused multiply-adds in FP32 to nearest even, DAZ and FTZ,
 * as in VDPBF16PS.
 *   _sdm    SDM volume 2: even and odd elements have a sum each, from zero; then their sum is added to the
 *           accumulator.
 *   _guide  Intel Intrinsics Guide: every element in turn is added to the accumulator, the even one of a pair
 *           first. */
HU_API hu_fp32 hu_x86_tdpbf16ps_sdm(hu_fp32 accumulator, const hu_bf16 *x, const hu_bf16 *y, size_t pairs);
HU_API hu_fp32 hu_x86_tdpbf16ps_guide(hu_fp32 accumulator, const hu_bf16 *x, const hu_bf16 *y, size_t pairs);

/* ---- ARM, A64 (models/arm.c). Names after a colon: the Arm ARM's shared pseudocode ------------------------------- */

/* FPCR, the bits that these models know. The rounding mode: 0 nearest even, 1 up, 2 down, 3 toward zero. FZ
 * flushes the subnormal operands and tiny results of FP32 and BF16, FZ16 those of FP16 arithmetic. AH, FIZ and NEP
 * (FEAT_AFP) and the traps must be zero. */
enum {
    HU_FPCR_EBF = 1 << 13, /* extended BFloat16 behaviours of BFDOT and BFMMLA (FEAT_EBF16) */
    HU_FPCR_FZ16 = 1 << 19,
    HU_FPCR_ROUNDING = 3 << 22,
    HU_FPCR_ROUNDING_SHIFT = 22,
    HU_FPCR_FZ = 1 << 24,
    HU_FPCR_DN = 1 << 25, /* any NaN result is the default NaN: positive, quiet, payload 0 */
    HU_FPCR_AHP = 1 << 26 /* the FP16 of conversions has numbers in place of infinities and NaNs */
};

/* FPSR's cumulative flags. A result that is flushed raises underflow without inexact; input denormal is a flushed
 * operand of FP32 or BF16 (FZ16 raises nothing). */
enum {
    HU_FPSR_INVALID = 1 << 0,
    HU_FPSR_DIVIDE_BY_ZERO = 1 << 1,
    HU_FPSR_OVERFLOW = 1 << 2,
    HU_FPSR_UNDERFLOW = 1 << 3,
    HU_FPSR_INEXACT = 1 << 4,
    HU_FPSR_INPUT_DENORMAL = 1 << 7
};

/* FCVT, FP32 to FP16 and back: FPConvert. FZ flushes a subnormal FP32; FZ16 is ignored, subnormal halves are made
 * and read. AHP: infinity and overflow become the largest number, 131008, and NaN a zero of its sign; all three
 * are invalid, alone. */
HU_API hu_fp16 hu_arm_fcvt_fp32_to_fp16(hu_fp32 x, uint32_t fpcr, uint32_t *fpsr);
HU_API hu_fp32 hu_arm_fcvt_fp16_to_fp32(hu_fp16 x, uint32_t fpcr, uint32_t *fpsr);

/* BFCVT, BFCVTN, BFCVTN2 (FEAT_BF16), FP32 to BF16: FPConvertBF. Without FZ subnormal numbers are kept, unlike on
 * x86. */
HU_API hu_bf16 hu_arm_bfcvt(hu_fp32 x, uint32_t fpcr, uint32_t *fpsr);

/* FMLA on FP16 (FEAT_FP16): addend + x * y, rounded once: FPMulAdd. Under FZ16, not FZ. */
HU_API hu_fp16 hu_arm_fmla_fp16(hu_fp16 addend, hu_fp16 x, hu_fp16 y, uint32_t fpcr, uint32_t *fpsr);

/* FMLAL, FMLAL2 (FEAT_FHM): addend + x * y, the product of halves not rounded, the sum once, to FP32: FPMulAddH.
 * FZ16 flushes x and y, FZ the addend and the result. */
HU_API hu_fp32 hu_arm_fmlal(hu_fp32 addend, hu_fp16 x, hu_fp16 y, uint32_t fpcr, uint32_t *fpsr);

/* BFDOT (FEAT_BF16): addend + (x[0] y[0] + x[1] y[1]): BFDotAdd. No flags; any NaN is the default NaN.
 *   EBF = 0  FPCR is ignored. Both products, their sum and the sum with the addend are each rounded to odd, an
 *            overflow to infinity; subnormal operands and results are flushed.
 *   EBF = 1  The products are not rounded, their sum once, and then the sum with the addend, by FPCR's rounding
 *            and FZ. NOT CHECKED against any processor or emulator. */
HU_API hu_fp32 hu_arm_bfdot(hu_fp32 addend, const hu_bf16 x[2], const hu_bf16 y[2], uint32_t fpcr);

/* BFMMLA (FEAT_BF16), one element of the 2 x 2 result: BFDOT of the first two elements of x (a row of the first
 * matrix) and of y (a row of the second, which is held transposed), and then of the other two: BFMatMulAdd. */
HU_API hu_fp32 hu_arm_bfmmla(hu_fp32 addend, const hu_bf16 x[4], const hu_bf16 y[4], uint32_t fpcr);

#ifdef __cplusplus
}
#endif

#endif
