/* SPDX-License-Identifier: Apache-2.0
 *
 * The ARM A64 instructions themselves, one lane each, on 64-bit ARM under Linux only. A single piece of assembly sets
 * FPCR, runs the instruction and reads FPSR, because a compiler may move or fold arithmetic across a change of FPCR
 * that it does not see. No compiler flags are needed. The header asks the processor at run time which instructions it
 * has.
 */
#ifndef INSTRUCTIONS_ARM_H
#define INSTRUCTIONS_ARM_H

#include <stddef.h>
#include <stdint.h>
#include <asm/hwcap.h>
#include <sys/auxv.h>

/* NULL, or what this processor lacks. */
static inline const char *arm_lacks_fp16(void)
{
    return (getauxval(AT_HWCAP) & HWCAP_ASIMDHP) != 0 ? NULL : "this processor has no FP16 arithmetic (FEAT_FP16)";
}

static inline const char *arm_lacks_fhm(void)
{
    return (getauxval(AT_HWCAP) & HWCAP_ASIMDFHM) != 0 ? NULL : "this processor has no FMLAL (FEAT_FHM)";
}

static inline const char *arm_lacks_bf16(void)
{
    return (getauxval(AT_HWCAP2) & HWCAP2_BF16) != 0 ? NULL : "this processor has no BFloat16 (FEAT_BF16)";
}

/* One instruction on v0, v1 and v2, which hold x, y and z in their lowest 64 bits and zeros above; the result is in s0.
 * FPSR is zero before it. Instructions are encoded as words, because assemblers differ in how they enable instructions
 * beyond the target architecture. */
#define ARM_RUN(word)                                                                                                  \
    __asm__ volatile("mrs %[saved], fpcr\n\tmrs %[sticky], fpsr\n\tmsr fpcr, %[control]\n\tmsr fpsr, xzr\n\t"          \
                     "fmov d0, %[x]\n\tfmov d1, %[y]\n\tfmov d2, %[z]\n\t.inst " word "\n\t"                           \
                     "fmov %w[r], s0\n\tmrs %[status], fpsr\n\tmsr fpcr, %[saved]\n\tmsr fpsr, %[sticky]"              \
                     : [r] "=&r"(r), [status] "=&r"(status), [saved] "=&r"(saved), [sticky] "=&r"(sticky)              \
                     : [x] "r"(x), [y] "r"(y), [z] "r"(z), [control] "r"((uint64_t)fpcr)                               \
                     : "v0", "v1", "v2")

typedef enum {
    ARM_FCVT_TO_FP16,
    ARM_FCVT_TO_FP32,
    ARM_BFCVT,
    ARM_FMLA_FP16,
    ARM_FMLAL,
    ARM_BFDOT,
    ARM_BFMMLA
} arm_instruction;

/* Runs the instruction on x, y (its multiplicands or matrices, as many elements as fit in 64 bits) and z (the addend).
 * A conversion takes only x. *fpsr: the flags raised. */
static inline uint32_t arm_run(arm_instruction which, uint64_t x, uint64_t y, uint64_t z, uint32_t fpcr, uint32_t *fpsr)
{
    uint64_t r = 0;
    uint64_t status = 0;
    uint64_t saved;
    uint64_t sticky;
    switch (which) {
    case ARM_FCVT_TO_FP16:
        ARM_RUN("0x1e23c000"); /* fcvt h0, s0 */
        break;
    case ARM_FCVT_TO_FP32:
        ARM_RUN("0x1ee24000"); /* fcvt s0, h0 */
        break;
    case ARM_BFCVT:
        ARM_RUN("0x1e634000"); /* bfcvt h0, s0 */
        break;
    case ARM_FMLA_FP16:
        ARM_RUN("0x4e410c02, 0x4ea21c40"); /* fmla v2.8h, v0.8h, v1.8h; mov v0.16b, v2.16b */
        break;
    case ARM_FMLAL:
        ARM_RUN("0x4e21ec02, 0x4ea21c40"); /* fmlal v2.4s, v0.4h, v1.4h; mov v0.16b, v2.16b */
        break;
    case ARM_BFDOT:
        ARM_RUN("0x6e41fc02, 0x4ea21c40"); /* bfdot v2.4s, v0.8h, v1.8h; mov v0.16b, v2.16b */
        break;
    case ARM_BFMMLA:
        ARM_RUN("0x6e41ec02, 0x4ea21c40"); /* bfmmla v2.4s, v0.8h, v1.8h; mov v0.16b, v2.16b */
        break;
    }
    *fpsr |= (uint32_t)status;
    return (uint32_t)r;
}

#undef ARM_RUN

#endif
