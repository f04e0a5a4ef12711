/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_models.h - what processor instructions compute, bit for bit, in terms of halfulp.h.
 *
 * Each model is a function: one lane of one instruction. A table lists all models for programs that choose one at run
 * time: commands, tests, bindings. The control register that the instruction reads is an argument, in its architectural
 * bits. The exception flags that it raises are or-ed into *status, in the architectural bits of MXCSR or FPSR, so
 * hu_x86_vfmadd(x, y, z, mxcsr, &mxcsr) behaves like the instruction in a program. A function without such an argument
 * models an instruction that does not read or does not write the register. All exceptions are masked (x86) or untrapped
 * (ARM), the default in C programs.
 *
 * "Checked" says against what. Every x86 model except those of AMX and AVX512-FP16 was checked against the instruction
 * on an AMD Zen 4 processor; the suite, which takes samples of FP32 operands where a comment says "all 2^32", was also
 * run on an Intel Xeon (family 6, model 207), which has AMX and AVX512-FP16. The ARM models were checked against an
 * emulator (QEMU's user mode), which is a second reading of the architecture, not silicon.
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
 * for its operand is FP32, and ignores FTZ, for its result is FP16. Checked as VADDPH is. */
HU_API hu_fp16 hu_x86_vcvtps2phx(hu_fp32 x, uint32_t mxcsr, uint32_t *status);

/* VCVTPH2PSX, VCVTSH2SS (AVX512-FP16), FP16 to FP32, exact. Ignores DAZ and FTZ, as VCVTPH2PS does, but raises denormal
 * for a subnormal half. Checked as VADDPH is. */
HU_API hu_fp32 hu_x86_vcvtph2psx(hu_fp16 x, uint32_t mxcsr, uint32_t *status);

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

/* ---- The models as data (models/table.c) ------------------------------------------------------------------------- */

typedef enum { HU_REGISTER_NONE, HU_REGISTER_MXCSR, HU_REGISTER_FPCR, HU_REGISTER_FPSR } hu_register;

/* A vector of operands, or of results, in one format. */
typedef struct {
    const char *name;        /* "x"; "addend" is the term to which products of x and y are added              */
    const hu_format *format; /* of each element; a row of the table of formats                                */
    uint32_t count;          /* number of elements; if `grouped`, elements in each group                      */
    uint32_t grouped;        /* 1: the caller chooses the number of groups, the same for all grouped operands */
} hu_model_vector;

/* The control register that a model reads, and the register in which it raises flags. */
typedef struct {
    uint32_t control;       /* the hu_register that it reads: MXCSR or FPCR, or none */
    uint32_t control_bits;  /* the bits that may be set ... */
    uint32_t control_fixed; /* ... and those that must be set: MXCSR's masks */
    uint32_t status;        /* the hu_register in which it raises flags: MXCSR or FPSR, or none */
    uint32_t status_bits;   /* the flags that exist there */
} hu_model_registers;

enum { HU_MODEL_CODES_MAX = 65, HU_MODEL_RESULTS_MAX = 4 };

typedef struct {
    const char *name;               /* the name of its function without "hu_": "x86_vdpbf16ps"  */
    const char *text;               /* for people: "addend + x[0] * y[0] + x[1] * y[1]"         */
    const char *source;             /* the document that defines it                             */
    const hu_model_vector *operand; /* [operands]                                               */
    const hu_model_vector *result;  /* a single vector of at most HU_MODEL_RESULTS_MAX elements */
    const hu_model_registers *registers;
    uint32_t operands;
    uint32_t groups_max; /* largest number of groups, at least 1; 0: nothing is grouped */
    uint32_t immediate;  /* 1: it takes an immediate byte */
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
