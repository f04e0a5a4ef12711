/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_models.h - what processor instructions compute, bit for bit, in terms of halfulp.h.
 *
 * Each model is a function: one lane of one instruction. A table lists all models for programs that choose one at run
 * time: commands, tests, bindings. The control register that the instruction reads is an argument, in its architectural
 * bits. The exception flags that it raises are or-ed into *status, in the architectural bits of MXCSR or FPSR, so
 * hu_x86_vfmadd(x, y, z, mxcsr, &mxcsr) behaves like the instruction in a program. A function without such an argument
 * models an instruction that does not read or does not write the register. All exceptions are masked (x86) or untrapped
 * (ARM), the default in C programs; RISC-V has no others.
 *
 * "Checked" says against what. The models of x86.c, except those of AMX and AVX512-FP16, were checked against the
 * instruction on an AMD Zen 4 processor; the suite, which takes samples of FP32 operands where a comment says "all
 * 2^32", was also run on an Intel Xeon (family 6, model 207), which has AMX and AVX512-FP16. The models of arm.c were
 * checked against an emulator (QEMU's user mode), which is a second reading of the architecture, not silicon. "As
 * published" says that no processor was asked: the suite holds such a model to a second reading of the same source.
 *
 * Errors, threads, memory: as in halfulp.h. A register value outside the bits named here is a bug of the caller: an
 * assertion fails, but hu_model_apply returns a status.
 */
#ifndef HALFULP_MODELS_H
#define HALFULP_MODELS_H

#include "halfulp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- x86 (models/x86.c). SDM: the Intel 64 and IA-32 Architectures Software Developer's Manual ------------------- */

/* MXCSR, SDM volume 1, section 10.2.3. Denormal: a subnormal operand was used. With denormals-are-zero it is replaced
 * by zero and raises nothing. The rounding control: 0 nearest even, 1 down, 2 up, 3 toward zero. */
enum {
    HU_MXCSR_INVALID = 0x0001,
    HU_MXCSR_DENORMAL = 0x0002,
    HU_MXCSR_DIVIDE_BY_ZERO = 0x0004,
    HU_MXCSR_OVERFLOW = 0x0008,
    HU_MXCSR_UNDERFLOW = 0x0010,
    HU_MXCSR_INEXACT = 0x0020,
    HU_MXCSR_DAZ = 0x0040,
    HU_MXCSR_MASKS = 0x1F80, /* all exceptions masked; alone, the value at the start of a program */
    HU_MXCSR_ROUNDING = 0x6000,
    HU_MXCSR_ROUNDING_SHIFT = 13,
    HU_MXCSR_FTZ = 0x8000
};

/* VCVTPS2PH (F16C), FP32 to FP16. Bits 0 and 1 of imm8 are the rounding, coded like the rounding control, unless bit 2
 * selects that of MXCSR; the other bits are ignored. Obeys DAZ and ignores FTZ: it always produces subnormal halves. A
 * NaN keeps its sign and the top of its payload, quieted. Checked: all 2^32 operands. */
HU_API hu_fp16 hu_x86_vcvtps2ph(hu_fp32 x, uint32_t imm8, uint32_t mxcsr, uint32_t *status);

/* VCVTPH2PS (F16C), FP16 to FP32, exact. Ignores DAZ and FTZ, and does not raise denormal for a subnormal half; only a
 * signaling NaN raises a flag, invalid. Checked: all 2^16 operands under every rounding, DAZ and FTZ. */
HU_API hu_fp32 hu_x86_vcvtph2ps(hu_fp16 x, uint32_t mxcsr, uint32_t *status);

/* VCVTNEPS2BF16 (AVX512_BF16), FP32 to BF16. Always rounds to nearest even and treats subnormal operands as zeros,
 * regardless of MXCSR; no flags. Checked: all 2^32 operands. */
HU_API hu_bf16 hu_x86_vcvtneps2bf16(hu_fp32 x);

/* VFMADD132/213/231 PS and SS (FMA3, AVX-512): x * y + z in FP32, rounded once. The digits say which operands are x, y
 * and z, in that order: 231 is operand2 * operand3 + operand1. Obeys all of MXCSR. Tininess is detected after rounding.
 * A NaN result is the first NaN of x, y, z. Checked on patterned and random operands, in every rounding, with and
 * without DAZ and FTZ. */
HU_API hu_fp32 hu_x86_vfmadd(hu_fp32 x, hu_fp32 y, hu_fp32 z, uint32_t mxcsr, uint32_t *status);

/* VDPBF16PS (AVX512_BF16): addend + x[0] y[0] + x[1] y[1], in FP32. It is neither one fused sum nor a sum of rounded
 * products, but two fused multiply-adds, the odd elements [1] first. Each rounds to nearest even, treats subnormal
 * operands as zeros and flushes tiny results, including the intermediate one, to zeros. A NaN result is the first NaN
 * of x[0], y[0], x[1], y[1], addend. Checked on patterned and random operands. */
HU_API hu_fp32 hu_x86_vdpbf16ps(hu_fp32 addend, const hu_bf16 x[2], const hu_bf16 y[2]);

/* TDPBF16PS (AMX-BF16), one element of the tile: addend + sum of x[i] y[i], i < 2 * pairs. x[2 * pairs] is the row of
 * the first tile, y[2 * pairs] the column of the second. A tile has at most 16 pairs; the functions take any number.
 * Intel's two documents differ in the order of the sum, and therefore in the bits; the processor follows the SDM.
 * In both, fused multiply-adds in FP32 round to nearest even with DAZ and FTZ, as in VDPBF16PS.
 *   _sdm    SDM volume 2: even and odd elements are summed separately, each from zero; then their sum is added to the
 *           addend. Checked on the Xeon: 15,360,000 elements of tiles of 1 to 16 pairs, NaNs and tiny sums among them.
 *   _guide  Intel Intrinsics Guide: one element after another is added to the addend, the even one of a pair first. No
 *           known processor: of the same elements 34 % differ. */
HU_API hu_fp32 hu_x86_tdpbf16ps_sdm(hu_fp32 addend, const hu_bf16 *x, const hu_bf16 *y, size_t pairs);
HU_API hu_fp32 hu_x86_tdpbf16ps_guide(hu_fp32 addend, const hu_bf16 *x, const hu_bf16 *y, size_t pairs);

/* VADDPH, VSUBPH, VMULPH, VDIVPH, VSQRTPH and VFMADD132/213/231PH (AVX512-FP16), and their scalar forms in SH: in FP16,
 * rounded once, as MXCSR says. DAZ and FTZ are ignored: subnormal halves are always used, and then raise denormal, and
 * always produced. Tininess is detected after rounding. A NaN result is the first NaN of x, y, z; in VFMADD the digits
 * name the operands as above. A NaN operand, an invalid operation and a division by zero come before the denormal flag:
 * a subnormal number divided by zero does not raise it.
 * Checked on the Xeon, packed and scalar forms: 1,000,000 operands, many of them subnormal, infinite or NaN, in every
 * rounding, with and without DAZ and FTZ; result and flags. */
HU_API hu_fp16 hu_x86_vaddph(hu_fp16 x, hu_fp16 y, uint32_t mxcsr, uint32_t *status);
HU_API hu_fp16 hu_x86_vsubph(hu_fp16 x, hu_fp16 y, uint32_t mxcsr, uint32_t *status);
HU_API hu_fp16 hu_x86_vmulph(hu_fp16 x, hu_fp16 y, uint32_t mxcsr, uint32_t *status);
HU_API hu_fp16 hu_x86_vdivph(hu_fp16 x, hu_fp16 y, uint32_t mxcsr, uint32_t *status);
HU_API hu_fp16 hu_x86_vsqrtph(hu_fp16 x, uint32_t mxcsr, uint32_t *status);
HU_API hu_fp16 hu_x86_vfmaddph(hu_fp16 x, hu_fp16 y, hu_fp16 z, uint32_t mxcsr, uint32_t *status);

/* VCVTPS2PHX, VCVTSS2SH (AVX512-FP16), FP32 to FP16: VCVTPS2PH with the rounding of MXCSR, flags included. Obeys DAZ,
 * for its operand is FP32, and ignores FTZ, for its result is FP16. Checked as VADDPH is. A lane of VCVT2PS2PHX
 * (AVX10.2) is published as the same; the emulator Bochs raises no flags for it. */
HU_API hu_fp16 hu_x86_vcvtps2phx(hu_fp32 x, uint32_t mxcsr, uint32_t *status);

/* VCVTPH2PSX, VCVTSH2SS (AVX512-FP16), FP16 to FP32, exact. Ignores DAZ and FTZ, as VCVTPH2PS does, but raises denormal
 * for a subnormal half. Checked as VADDPH is. */
HU_API hu_fp32 hu_x86_vcvtph2psx(hu_fp16 x, uint32_t mxcsr, uint32_t *status);

/* ---- x86, AVX10.2, AMX-FP16 and AMX-FP8 (models/x86_avx10.c, models/x86_amx.c) ----------------------------------- */

/* As published by the source of the emulator Bochs (commit 783b58fd6), and checked against that source: conversions
 * with every operand and every bias, VMINMAX on 12 million pairs (but for DAZ, see there), and 12 million dot products.
 * No processor was asked. Intel calls E5M2 BF8 and E4M3 HF8. The arithmetic of AVX10.2 on BF16 (VADDBF16 and its like)
 * has no model: pseudocode of Intel's that says where it rounds was not found. */

/* VCVTPH2BF8, VCVTPH2HF8, and the same lane of VCVT2PH2BF8, VCVT2PH2HF8: FP16 to FP8, to nearest even, subnormal
 * numbers used and produced. MXCSR is ignored; no flags. Overflow and infinity give infinity in E5M2, and in E4M3 the
 * NaN of their sign; in the forms that end in S, the largest number of their sign. A NaN is the upper byte of the half,
 * quieted, in E5M2, and all ones but for its sign in E4M3. */
HU_API hu_e5m2 hu_x86_vcvtph2bf8(hu_fp16 x);
HU_API hu_e5m2 hu_x86_vcvtph2bf8s(hu_fp16 x);
HU_API hu_e4m3 hu_x86_vcvtph2hf8(hu_fp16 x);
HU_API hu_e4m3 hu_x86_vcvtph2hf8s(hu_fp16 x);

/* VCVTBIASPH2BF8, VCVTBIASPH2HF8 and their forms in S: as before, but the bias, the low byte of a lane of the first
 * operand, is added to the magnitude, aligned with the eight bits below the last one of the result; then the sum is
 * truncated. With random bytes this is stochastic rounding: HU_STOCHASTIC_A on 8 bits. */
HU_API hu_e5m2 hu_x86_vcvtbiasph2bf8(hu_fp16 x, uint8_t bias);
HU_API hu_e5m2 hu_x86_vcvtbiasph2bf8s(hu_fp16 x, uint8_t bias);
HU_API hu_e4m3 hu_x86_vcvtbiasph2hf8(hu_fp16 x, uint8_t bias);
HU_API hu_e4m3 hu_x86_vcvtbiasph2hf8s(hu_fp16 x, uint8_t bias);

/* VCVTHF82PH, E4M3 to FP16, exact; no flags. The NaN becomes 7F80 with its sign: a quiet NaN whose payload is not 0. */
HU_API hu_fp16 hu_x86_vcvthf82ph(hu_e4m3 x);

/* VMINMAXPS, VMINMAXPH, VMINMAXBF16 and the scalar forms: IEEE 754-2019 minimum and maximum. Minus zero is less than
 * plus zero. Of the immediate byte
 *   bits 0, 1  0 the minimum, 1 the maximum, 2 and 3 the same by magnitude (of equal magnitudes, as 0 and 1);
 *   bits 2, 3  the sign of a result that is no NaN: 0 that of x, even if x is a NaN; 1 its own; 2 plus; 3 minus;
 *   bit 4      0: a NaN if there is one; 1: minimumNumber and its like, a NaN only if both are;
 * the others are ignored. Of two NaNs the first signaling one, else the first, is the result, quieted. A signaling NaN
 * raises invalid; a subnormal operand raises denormal if neither is a NaN. VMINMAXPS obeys DAZ, and VMINMAXBF16 always
 * treats subnormal operands as zeros and raises nothing. That VMINMAXPH ignores DAZ is the rule of AVX512-FP16; in
 * Bochs it is obeyed. */
HU_API hu_fp32 hu_x86_vminmaxps(hu_fp32 x, hu_fp32 y, uint32_t imm8, uint32_t mxcsr, uint32_t *status);
HU_API hu_fp16 hu_x86_vminmaxph(hu_fp16 x, hu_fp16 y, uint32_t imm8, uint32_t mxcsr, uint32_t *status);
HU_API hu_bf16 hu_x86_vminmaxbf16(hu_bf16 x, hu_bf16 y, uint32_t imm8);

/* VDPPHPS: VDPBF16PS on halves, the odd elements first, each a fused multiply-add in FP32. Subnormal halves are used; a
 * subnormal addend is a zero. */
HU_API hu_fp32 hu_x86_vdpphps(hu_fp32 addend, const hu_fp16 x[2], const hu_fp16 y[2]);

/* TDPFP16PS (AMX-FP16), one element of the tile: hu_x86_tdpbf16ps_sdm on halves, of which subnormal ones are used. */
HU_API hu_fp32 hu_x86_tdpfp16ps(hu_fp32 addend, const hu_fp16 *x, const hu_fp16 *y, size_t pairs);

/* TDPBF8PS, TDPHF8PS, TDPBHF8PS, TDPHBF8PS (AMX-FP8), one element of the tile: addend + sum of x[i] y[i], four elements
 * in each quad; a tile has at most 16 quads, the functions take any number. Not fused: of each quad the exact products
 * 0 and 1 are added, and 2 and 3; then each of these to a sum of its own, from zero; at the end the two sums, and the
 * result to the addend. Each addition is one of FP32, to nearest even with DAZ and FTZ. Because Bochs widens FP8 by way
 * of FP16 with DAZ, subnormal numbers of E5M2 are zeros and those of E4M3 are used; a manual that says so was not
 * found. */
HU_API hu_fp32 hu_x86_tdpbf8ps(hu_fp32 addend, const hu_e5m2 *x, const hu_e5m2 *y, size_t quads);
HU_API hu_fp32 hu_x86_tdphf8ps(hu_fp32 addend, const hu_e4m3 *x, const hu_e4m3 *y, size_t quads);
HU_API hu_fp32 hu_x86_tdpbhf8ps(hu_fp32 addend, const hu_e5m2 *x, const hu_e4m3 *y, size_t quads);
HU_API hu_fp32 hu_x86_tdphbf8ps(hu_fp32 addend, const hu_e4m3 *x, const hu_e5m2 *y, size_t quads);

/* ---- ARM, A64 (models/arm.c). Names after a colon: the Arm ARM's shared pseudocode ------------------------------- */

/* FPCR, the bits that these models use. The rounding mode: 0 nearest even, 1 up, 2 down, 3 toward zero. FZ flushes
 * subnormal operands and tiny results of FP32 and BF16, FZ16 those of FP16 arithmetic. AH, FIZ and NEP (FEAT_AFP) and
 * the trap bits must be zero. */
enum {
    HU_FPCR_EBF = 1 << 13, /* extended BFloat16 behaviours of BFDOT and BFMMLA (FEAT_EBF16) */
    HU_FPCR_FZ16 = 1 << 19,
    HU_FPCR_ROUNDING = 3 << 22,
    HU_FPCR_ROUNDING_SHIFT = 22,
    HU_FPCR_FZ = 1 << 24,
    HU_FPCR_DN = 1 << 25, /* every NaN result is the default NaN: positive, quiet, payload 0 */
    HU_FPCR_AHP = 1 << 26 /* FP16 in conversions has numbers in place of infinities and NaNs */
};

/* FPSR's cumulative flags. A flushed result raises underflow without inexact. Input denormal: an operand of FP32 or
 * BF16 was flushed (FZ16 raises nothing). */
enum {
    HU_FPSR_INVALID = 1 << 0,
    HU_FPSR_DIVIDE_BY_ZERO = 1 << 1,
    HU_FPSR_OVERFLOW = 1 << 2,
    HU_FPSR_UNDERFLOW = 1 << 3,
    HU_FPSR_INEXACT = 1 << 4,
    HU_FPSR_INPUT_DENORMAL = 1 << 7
};

/* FCVT, FP32 to FP16 and back: FPConvert. FZ flushes a subnormal FP32. FZ16 is ignored: subnormal halves are read and
 * produced. Under AHP, infinity and overflow become the largest number, 131008, and NaN becomes a zero of its sign; all
 * three raise invalid and no other flag. */
HU_API hu_fp16 hu_arm_fcvt_fp32_to_fp16(hu_fp32 x, uint32_t fpcr, uint32_t *status);
HU_API hu_fp32 hu_arm_fcvt_fp16_to_fp32(hu_fp16 x, uint32_t fpcr, uint32_t *status);

/* BFCVT, BFCVTN, BFCVTN2 (FEAT_BF16), FP32 to BF16: FPConvertBF. Unlike on x86, subnormal numbers are kept without
 * FZ. */
HU_API hu_bf16 hu_arm_bfcvt(hu_fp32 x, uint32_t fpcr, uint32_t *status);

/* FMLA on FP16 (FEAT_FP16): addend + x * y, rounded once: FPMulAdd. Obeys FZ16, not FZ. */
HU_API hu_fp16 hu_arm_fmla_fp16(hu_fp16 addend, hu_fp16 x, hu_fp16 y, uint32_t fpcr, uint32_t *status);

/* FMLAL, FMLAL2 (FEAT_FHM): addend + x * y in FP32, the product of halves exact, the sum rounded once: FPMulAddH. FZ16
 * flushes x and y, FZ the addend and the result. */
HU_API hu_fp32 hu_arm_fmlal(hu_fp32 addend, hu_fp16 x, hu_fp16 y, uint32_t fpcr, uint32_t *status);

/* BFDOT (FEAT_BF16): addend + (x[0] y[0] + x[1] y[1]): BFDotAdd. No flags; every NaN result is the default NaN.
 *   EBF = 0  FPCR is ignored. Both products, their sum and the sum with the addend are each rounded to odd, overflow
 *            gives infinity, and subnormal operands and results are flushed.
 *   EBF = 1  The products are exact. Their sum is rounded once, then the sum with the addend, by FPCR's rounding and
 *            FZ. NOT CHECKED against any processor or emulator. */
HU_API hu_fp32 hu_arm_bfdot(hu_fp32 addend, const hu_bf16 x[2], const hu_bf16 y[2], uint32_t fpcr);

/* BFMMLA (FEAT_BF16), one element of the 2 x 2 result: BFDOT of the first two elements of x (a row of the first matrix)
 * and of y (a row of the second, which is stored transposed), then BFDOT of the other two: BFMatMulAdd. */
HU_API hu_fp32 hu_arm_bfmmla(hu_fp32 addend, const hu_bf16 x[4], const hu_bf16 y[4], uint32_t fpcr);

/* ---- ARM, A64, FP8 (models/arm_fp8.c): FEAT_FP8 ------------------------------------------------------------------ */

/* FPMR, the lower half: the formats of the first and the second source and of the destination (0 E5M2, 1 E4M3, others
 * not supported), the overflow of multiplications (OSM) and of conversions (OSC), and the scales. LSCALE has 7 bits and
 * NSCALE 8; LSCALE2 is in the upper half. */
enum {
    HU_FPMR_F8S1_SHIFT = 0,
    HU_FPMR_F8S2_SHIFT = 3,
    HU_FPMR_F8D_SHIFT = 6,
    HU_FPMR_OSM = 1 << 14,
    HU_FPMR_OSC = 1 << 15,
    HU_FPMR_LSCALE_SHIFT = 16,
    HU_FPMR_NSCALE_SHIFT = 24
};

/* As published: Arm ARM (DDI 0487), shared pseudocode. Of FPCR, AH alone matters, which must be zero here. Formats that
 * are not supported give a NaN, FF or the default NaN, and raise invalid. */

/* FCVTN, FCVTN2, FCVTNB, FCVTNT and SME's FCVT to FP8, from FP32 and from FP16; BFCVTN from BF16: x * 2^NSCALE in the
 * format F8D, rounded once to nearest even: FPConvertFP8, BFConvertFP8. NSCALE is signed; from FP16 it is its lower
 * five bits. Subnormal numbers are used and produced; tininess before rounding. Overflow, whose flag is raised either
 * way, and infinity give the largest number if OSC is set, else infinity, or in E4M3 the NaN of their sign. Every NaN
 * becomes the default NaN, 7E or 7F; a signaling one raises invalid. */
HU_API uint8_t hu_arm_fcvtn_fp32_to_fp8(hu_fp32 x, uint32_t fpmr, uint32_t *status);
HU_API uint8_t hu_arm_fcvtn_fp16_to_fp8(hu_fp16 x, uint32_t fpmr, uint32_t *status);
HU_API uint8_t hu_arm_bfcvtn_bf16_to_fp8(hu_bf16 x, uint32_t fpmr, uint32_t *status);

/* F1CVTL, F1CVTL2, F1CVT, F1CVTLT to FP16 and BF1CVTL and its like to BF16: x, in the format F8S1, times 2^-LSCALE, of
 * which FP16 takes the lower four bits and BF16 six: FP8ConvertFP, FP8ConvertBF. Exact but for subnormal halves, which
 * are rounded to nearest even. Every NaN of E4M3 counts as signaling. F2CVT and BF2CVT are the same with F8S2 and
 * LSCALE2 in the places of F8S1 and LSCALE. */
HU_API hu_fp16 hu_arm_f1cvt(uint8_t x, uint32_t fpmr, uint32_t *status);
HU_API hu_bf16 hu_arm_bf1cvt(uint8_t x, uint32_t fpmr, uint32_t *status);

/* addend + 2^-LSCALE (x[0] y[0] + x[1] y[1] + ...), as published in the same place: FP8DotAddFP. The sum is exact, and
 * rounded once, to nearest even. x is in the format F8S1, y in F8S2; of LSCALE, FP16 takes the lower four bits and FP32
 * all seven. No flags. FPCR's rounding, FZ, FZ16 and DN are ignored: subnormal numbers are used and produced. Overflow
 * gives the largest number if OSM is set, else infinity; an infinite term gives infinity either way. Every NaN result
 * is the default NaN: that of a NaN, of zero times infinity, of infinities of both signs and of formats that are not
 * supported. A sum that is zero is +0, but -0 if the addend and all products are; what rounds to zero keeps its sign.
 *   fdot    FDOT (FEAT_FP8DOT4, FEAT_FP8DOT2), by vector or by element.
 *   fmlal   FMLALB, FMLALT and FMLALLBB, FMLALLBT, FMLALLTB, FMLALLTT (FEAT_FP8FMA), and SME's FMLAL and FMLALL:
 *           FP8MulAddFP. One product; the letters say of which elements.
 *   fmmla   FMMLA (FEAT_F8F32MM, FEAT_F8F16MM), one element of the 2 x 2 result, from a row of the first matrix and one
 *           of the second, which is stored transposed: FP8MatMulAddFP. All products are added at once, unlike BFMMLA's.
 * SME's FDOT and FMOPA, and FVDOT to FP16, are published as the same as fdot; in FMOPA an inactive element is +0.
 * FVDOTB and FVDOTT, two products to FP32, have no model. */
HU_API hu_fp32 hu_arm_fdot_fp8_to_fp32(hu_fp32 addend, const uint8_t x[4], const uint8_t y[4], uint32_t fpmr);
HU_API hu_fp16 hu_arm_fdot_fp8_to_fp16(hu_fp16 addend, const uint8_t x[2], const uint8_t y[2], uint32_t fpmr);
HU_API hu_fp32 hu_arm_fmlall_fp8_to_fp32(hu_fp32 addend, uint8_t x, uint8_t y, uint32_t fpmr);
HU_API hu_fp16 hu_arm_fmlal_fp8_to_fp16(hu_fp16 addend, uint8_t x, uint8_t y, uint32_t fpmr);
HU_API hu_fp32 hu_arm_fmmla_fp8_to_fp32(hu_fp32 addend, const uint8_t x[8], const uint8_t y[8], uint32_t fpmr);
HU_API hu_fp16 hu_arm_fmmla_fp8_to_fp16(hu_fp16 addend, const uint8_t x[4], const uint8_t y[4], uint32_t fpmr);

/* ---- RISC-V (models/riscv.c) ------------------------------------------------------------------------------------- */

/* fcsr. The rounding mode, frm: 0 nearest even, 1 toward zero, 2 down, 3 up, 4 nearest, ties away from zero; the others
 * are reserved. Tininess is detected after rounding. */
enum {
    HU_FCSR_INEXACT = 1,
    HU_FCSR_UNDERFLOW = 2,
    HU_FCSR_OVERFLOW = 4,
    HU_FCSR_DIVIDE_BY_ZERO = 8,
    HU_FCSR_INVALID = 16,
    HU_FCSR_ROUNDING = 0xE0,
    HU_FCSR_ROUNDING_SHIFT = 5
};

/* FCVT.BF16.S (Zfbfmin) and VFNCVTBF16.F.F.W from FP32 (Zvfbfmin); FCVT.S.BF16 and VFWCVTBF16.F.F.V from BF16, exact;
 * and VFWMACCBF16 (Zvfbfwma), addend + x * y in FP32, rounded once. As published: unprivileged ISA. Every NaN result is
 * the canonical NaN. A signaling NaN raises invalid, and so does zero times infinity even if the addend is a NaN.
 * Subnormal numbers are used and produced. NaN boxing is left to the caller. Checked against the emulator Spike (commit
 * 55b4658d) in every rounding, result and flags: all BF16, every 997th FP32, 20 million operands of VFWMACCBF16. */
HU_API hu_bf16 hu_riscv_fcvt_bf16_s(hu_fp32 x, uint32_t fcsr, uint32_t *status);
HU_API hu_fp32 hu_riscv_fcvt_s_bf16(hu_bf16 x, uint32_t fcsr, uint32_t *status);
HU_API hu_fp32 hu_riscv_vfwmaccbf16(hu_fp32 addend, hu_bf16 x, hu_bf16 y, uint32_t fcsr, uint32_t *status);

/* VFNCVT.F.F.Q from FP32 and VFNCVTBF16.F.F.W from BF16, to E4M3 with vtype's altfmt = 0 and to E5M2 with altfmt = 1,
 * and their forms in SAT: the draft Zvfofp8min, as published by Spike and checked against it in the same way. Without
 * SAT, overflow gives infinity in E5M2 and the NaN in E4M3 if frm rounds away from zero, and the largest number if it
 * does not, a case that OCP leaves undefined; infinity gives infinity or the NaN. With SAT both give the largest
 * number. Overflow is raised either way, but not by infinity. The NaN is 7F in both formats; a signaling NaN raises
 * invalid. */
HU_API hu_e4m3 hu_riscv_vfncvt_f_f_q_e4m3(hu_fp32 x, uint32_t fcsr, uint32_t *status);
HU_API hu_e4m3 hu_riscv_vfncvt_sat_f_f_q_e4m3(hu_fp32 x, uint32_t fcsr, uint32_t *status);
HU_API hu_e5m2 hu_riscv_vfncvt_f_f_q_e5m2(hu_fp32 x, uint32_t fcsr, uint32_t *status);
HU_API hu_e5m2 hu_riscv_vfncvt_sat_f_f_q_e5m2(hu_fp32 x, uint32_t fcsr, uint32_t *status);
HU_API hu_e4m3 hu_riscv_vfncvtbf16_f_f_w_e4m3(hu_bf16 x, uint32_t fcsr, uint32_t *status);
HU_API hu_e4m3 hu_riscv_vfncvtbf16_sat_f_f_w_e4m3(hu_bf16 x, uint32_t fcsr, uint32_t *status);
HU_API hu_e5m2 hu_riscv_vfncvtbf16_f_f_w_e5m2(hu_bf16 x, uint32_t fcsr, uint32_t *status);
HU_API hu_e5m2 hu_riscv_vfncvtbf16_sat_f_f_w_e5m2(hu_bf16 x, uint32_t fcsr, uint32_t *status);

/* VFWCVTBF16.F.F.V from FP8, exact. Every NaN of FP8 counts as quiet and becomes the canonical NaN: no flags. */
HU_API hu_bf16 hu_riscv_vfwcvtbf16_f_f_v_e4m3(hu_e4m3 x);
HU_API hu_bf16 hu_riscv_vfwcvtbf16_f_f_v_e5m2(hu_e5m2 x);

/* ---- NVIDIA (models/nvidia.c): cvt of the PTX ISA ---------------------------------------------------------------- */

/* Modifiers. .relu makes a negative result zero; .satfinite makes an overflow and an infinity the largest number. Other
 * bits are ignored, and so are those that a function's comment does not name. */
enum { HU_CVT_RELU = 1, HU_CVT_SATFINITE = 2 };

/* One lane of the packed instructions (e4m3x2, f16x2, ...); GPUs have no flags. A NaN becomes the positive NaN, all
 * ones, or in FP6 and FP4 the largest positive number. Checked: what data/silicon/h200_scalars.txt records of an H200,
 * for .rn, .rna and .rz among FP32, FP16, BF16, TF32, E4M3 and E5M2. All else as published: PTX ISA 9.1, cvt, whose
 * description is prose. */

/* cvt.rn.satfinite to FP8, FP6 and FP4, to nearest even, always saturating; .relu. (From BF16, and from FP16 to FP6 and
 * FP4: since PTX ISA 9.1.) */
HU_API hu_e4m3 hu_nvidia_cvt_rn_satfinite_e4m3_f32(hu_fp32 x, uint32_t modifiers);
HU_API hu_e5m2 hu_nvidia_cvt_rn_satfinite_e5m2_f32(hu_fp32 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rn_satfinite_e2m3_f32(hu_fp32 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rn_satfinite_e3m2_f32(hu_fp32 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rn_satfinite_e2m1_f32(hu_fp32 x, uint32_t modifiers);
HU_API hu_e4m3 hu_nvidia_cvt_rn_satfinite_e4m3_f16(hu_fp16 x, uint32_t modifiers);
HU_API hu_e5m2 hu_nvidia_cvt_rn_satfinite_e5m2_f16(hu_fp16 x, uint32_t modifiers);
HU_API hu_e4m3 hu_nvidia_cvt_rn_satfinite_e4m3_bf16(hu_bf16 x, uint32_t modifiers);
HU_API hu_e5m2 hu_nvidia_cvt_rn_satfinite_e5m2_bf16(hu_bf16 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rn_satfinite_e2m3_f16(hu_fp16 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rn_satfinite_e3m2_f16(hu_fp16 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rn_satfinite_e2m1_f16(hu_fp16 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rn_satfinite_e2m3_bf16(hu_bf16 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rn_satfinite_e3m2_bf16(hu_bf16 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rn_satfinite_e2m1_bf16(hu_bf16 x, uint32_t modifiers);

/* cvt.rs.satfinite, the same with stochastic rounding: the random integer is added to the fraction that is discarded,
 * and the result is rounded away from zero if that carries. Of `random` the lower 16 bits are used, 8 for E2M1: those
 * that rbits holds for the lane (for FP8 and FP6, two lanes share 16 bits). That they are aligned with the top of the
 * fraction, and bits below them do not count, is this library's reading; no GPU was asked. */
HU_API hu_e4m3 hu_nvidia_cvt_rs_satfinite_e4m3_f32(hu_fp32 x, uint32_t random, uint32_t modifiers);
HU_API hu_e5m2 hu_nvidia_cvt_rs_satfinite_e5m2_f32(hu_fp32 x, uint32_t random, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rs_satfinite_e2m3_f32(hu_fp32 x, uint32_t random, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rs_satfinite_e3m2_f32(hu_fp32 x, uint32_t random, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rs_satfinite_e2m1_f32(hu_fp32 x, uint32_t random, uint32_t modifiers);

/* cvt to FP16 and BF16, to nearest even, toward zero, or stochastic on 13 (FP16) and 16 (BF16) bits of `random`, as
 * many as a normal result discards; .relu, .satfinite. */
HU_API hu_fp16 hu_nvidia_cvt_rn_f16_f32(hu_fp32 x, uint32_t modifiers);
HU_API hu_fp16 hu_nvidia_cvt_rz_f16_f32(hu_fp32 x, uint32_t modifiers);
HU_API hu_fp16 hu_nvidia_cvt_rs_f16_f32(hu_fp32 x, uint32_t random, uint32_t modifiers);
HU_API hu_bf16 hu_nvidia_cvt_rn_bf16_f32(hu_fp32 x, uint32_t modifiers);
HU_API hu_bf16 hu_nvidia_cvt_rz_bf16_f32(hu_fp32 x, uint32_t modifiers);
HU_API hu_bf16 hu_nvidia_cvt_rs_bf16_f32(hu_fp32 x, uint32_t random, uint32_t modifiers);

/* cvt to TF32, in the upper 19 bits of the result; the others are zero. To nearest even, and toward zero: .relu,
 * .satfinite. To nearest with ties away from zero: .satfinite; here a NaN keeps its upper bits, so that it may become
 * an infinity, and .satfinite takes an ulp from infinities and NaNs. */
HU_API hu_fp32 hu_nvidia_cvt_rn_tf32_f32(hu_fp32 x, uint32_t modifiers);
HU_API hu_fp32 hu_nvidia_cvt_rz_tf32_f32(hu_fp32 x, uint32_t modifiers);
HU_API hu_fp32 hu_nvidia_cvt_rna_tf32_f32(hu_fp32 x, uint32_t modifiers);

/* cvt.rn from FP8, FP6 and FP4 to FP16, exact; .relu. Bits above the width of FP6 and FP4 are ignored. */
HU_API hu_fp16 hu_nvidia_cvt_rn_f16_e4m3(hu_e4m3 x, uint32_t modifiers);
HU_API hu_fp16 hu_nvidia_cvt_rn_f16_e5m2(hu_e5m2 x, uint32_t modifiers);
HU_API hu_fp16 hu_nvidia_cvt_rn_f16_e2m3(uint8_t x, uint32_t modifiers);
HU_API hu_fp16 hu_nvidia_cvt_rn_f16_e3m2(uint8_t x, uint32_t modifiers);
HU_API hu_fp16 hu_nvidia_cvt_rn_f16_e2m1(uint8_t x, uint32_t modifiers);

/* cvt to UE8M0, the format of block scales, toward zero or up (.rp): of the magnitude, because there is no sign. What
 * is less than 2^-127, zero included, becomes 2^-127; NaN becomes FF, and so do overflow and infinity, or FE with
 * .satfinite. And back to BF16, exact. The rules for zero, signs and overflow are those of CUDA 13's headers. */
HU_API uint8_t hu_nvidia_cvt_rz_ue8m0_f32(hu_fp32 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rz_ue8m0_bf16(hu_bf16 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rp_ue8m0_f32(hu_fp32 x, uint32_t modifiers);
HU_API uint8_t hu_nvidia_cvt_rp_ue8m0_bf16(hu_bf16 x, uint32_t modifiers);
HU_API hu_bf16 hu_nvidia_cvt_rn_bf16_ue8m0(uint8_t x);

/* ---- The models as data (models/table.c) ------------------------------------------------------------------------- */

typedef enum {
    HU_REGISTER_NONE,
    HU_REGISTER_MXCSR,
    HU_REGISTER_FPCR,
    HU_REGISTER_FPSR,
    HU_REGISTER_FPMR, /* its lower half */
    HU_REGISTER_FCSR
} hu_register;

/* A vector of operands, or of results, in one format. An element that is an unsigned integer, such as random bits, or
 * whose format a register names, has a format of its width in which code n is the number n: "uint8", "byte". */
typedef struct {
    const char *name;        /* "x"; "addend" is the term to which products of x and y are added              */
    const hu_format *format; /* of each element                                                                */
    uint32_t count;          /* number of elements; if `grouped`, elements in each group                      */
    uint32_t grouped;        /* 1: the caller chooses the number of groups, the same for all grouped operands */
} hu_model_vector;

/* The control register that a model reads, and the register in which it raises flags. */
typedef struct {
    uint32_t control;       /* the hu_register that it reads, or none               */
    uint32_t control_bits;  /* the bits that may be set ... */
    uint32_t control_fixed; /* ... and those that must be set: MXCSR's masks */
    uint32_t status;        /* the hu_register in which it raises flags, or none */
    uint32_t status_bits;   /* the flags that exist there */
} hu_model_registers;

enum { HU_MODEL_CODES_MAX = 129, HU_MODEL_RESULTS_MAX = 4 };

typedef struct {
    const char *name;               /* the name of its function without "hu_": "x86_vdpbf16ps"  */
    const char *text;               /* for people: "addend + x[0] * y[0] + x[1] * y[1]"         */
    const char *source;             /* the document that defines it                             */
    const hu_model_vector *operand; /* [operands]                                               */
    const hu_model_vector *result;  /* a single vector of at most HU_MODEL_RESULTS_MAX elements */
    const hu_model_registers *registers;
    uint32_t operands;
    uint32_t groups_max; /* largest number of groups, at least 1; 0: nothing is grouped */
    uint32_t immediate;  /* 1: it takes an immediate byte, or modifiers */
} hu_model;

/* The models by index, from 0; NULL past the last. And the one of that name, or NULL. */
HU_API const hu_model *hu_model_at(size_t index);
HU_API const hu_model *hu_model_find(const char *name);

/* The number of operand codes that the model takes for a number of groups (ignored if nothing is grouped): all elements
 * of the first vector, then all of the second, and so on. At most HU_MODEL_CODES_MAX; 0 if it does not take that number
 * of groups. */
HU_API size_t hu_model_operand_count(const hu_model *model, uint32_t groups);

/* Applies a model to operands[0 .. operand_count - 1], in the order of hu_model_operand_count, and sets results[0 ..
 * result_count - 1]. The number of operands determines the number of groups, and result_count must be that of the
 * model's result vector. `control` and `immediate` (0 to 255) are ignored if the model has none. Flags are or-ed into
 * *status, which may be NULL if the model raises none. Everything is checked, in every build of the library: on
 * HU_STATUS_POINTER, _OPERATION (the model is not in the table), _COUNT, _CODE or _CONTROL nothing is written. Results
 * and operands must not overlap. */
HU_API hu_status hu_model_apply(const hu_model *model, const uint64_t *operands, size_t operand_count,
                                uint64_t *results, size_t result_count, uint32_t control, uint32_t immediate,
                                uint32_t *status);

#ifdef __cplusplus
}
#endif

#endif
