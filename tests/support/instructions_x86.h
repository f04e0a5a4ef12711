/* SPDX-License-Identifier: Apache-2.0
 *
 * The x86 instructions themselves, one lane each, on x86-64 only. A single piece of assembly sets MXCSR, runs the
 * instruction and reads MXCSR, because a compiler may move or fold arithmetic across a change of MXCSR that it does not
 * see. No compiler flags are needed. The header asks the processor at run time which instructions it has.
 */
#ifndef INSTRUCTIONS_X86_H
#define INSTRUCTIONS_X86_H

#include <cpuid.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* NULL, or what this processor lacks. Clang 14 does not know the name f16c: CPUID leaf 1, ECX bit 29. F16C needs AVX's
 * state, which the operating system must have enabled. */
static inline const char *x86_lacks_f16c(void)
{
    unsigned a, b, c, d;
    bool f16c = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c >> 29 & 1) != 0;
    return f16c && __builtin_cpu_supports("avx") ? NULL : "this processor has no F16C";
}

static inline const char *x86_lacks_fma(void)
{
    return __builtin_cpu_supports("fma") ? NULL : "this processor has no FMA3";
}

static inline const char *x86_lacks_bf16(void)
{
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vl")
               ? NULL
               : "this processor has no AVX512-BF16";
}

/* CPUID leaf 7, EDX bit 23; clang 14 does not know the name. AVX512VL is for the packed forms on 128 bits; it is
 * reported only if the operating system has enabled AVX-512's state. */
static inline const char *x86_lacks_fp16(void)
{
    unsigned a, b, c, d;
    bool fp16 = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d >> 23 & 1) != 0;
    return fp16 && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
               ? NULL
               : "this processor has no AVX512-FP16";
}

/* One instruction on %xmm0 to %xmm2, which hold x, y and z in their lowest 32 bits and zeros above; the result is in
 * %xmm0. */
#define X86_RUN(instruction)                                                                                           \
    __asm__ volatile("stmxcsr %[saved]\n\tldmxcsr %[status]\n\t"                                                       \
                     "vmovd %[x], %%xmm0\n\tvmovd %[y], %%xmm1\n\tvmovd %[z], %%xmm2\n\t" instruction "\n\t"           \
                     "vmovd %%xmm0, %[r]\n\tstmxcsr %[status]\n\tldmxcsr %[saved]"                                     \
                     : [r] "=&r"(r), [status] "+m"(*mxcsr), [saved] "=m"(saved)                                        \
                     : [x] "r"(x), [y] "r"(y), [z] "r"(z)                                                              \
                     : "xmm0", "xmm1", "xmm2")

/* The immediate bytes that are tried: the four roundings, MXCSR's, and some with ignored bits set. */
static inline uint16_t x86_vcvtps2ph(uint32_t x, unsigned imm8, uint32_t *mxcsr)
{
    uint32_t r;
    uint32_t y = 0;
    uint32_t z = 0;
    uint32_t saved;
    switch (imm8) {
    case 0:
        X86_RUN("vcvtps2ph $0, %%xmm0, %%xmm0");
        break;
    case 1:
        X86_RUN("vcvtps2ph $1, %%xmm0, %%xmm0");
        break;
    case 2:
        X86_RUN("vcvtps2ph $2, %%xmm0, %%xmm0");
        break;
    case 3:
        X86_RUN("vcvtps2ph $3, %%xmm0, %%xmm0");
        break;
    case 4:
        X86_RUN("vcvtps2ph $4, %%xmm0, %%xmm0");
        break;
    case 0x0B:
        X86_RUN("vcvtps2ph $0x0b, %%xmm0, %%xmm0");
        break;
    case 0xFE:
        X86_RUN("vcvtps2ph $0xfe, %%xmm0, %%xmm0");
        break;
    default:
        abort();
    }
    return (uint16_t)r;
}

static inline uint32_t x86_vcvtph2ps(uint16_t half, uint32_t *mxcsr)
{
    uint32_t r;
    uint32_t x = half;
    uint32_t y = 0;
    uint32_t z = 0;
    uint32_t saved;
    X86_RUN("vcvtph2ps %%xmm0, %%xmm0");
    return r;
}

static inline uint16_t x86_vcvtneps2bf16(uint32_t x, uint32_t *mxcsr)
{
    uint32_t r;
    uint32_t y = 0;
    uint32_t z = 0;
    uint32_t saved;
    X86_RUN("vcvtneps2bf16 %%xmm0, %%xmm0");
    return (uint16_t)r;
}

/* x * y + z in the three forms. AT&T syntax lists the operands in the reverse of the SDM's order. */
static inline uint32_t x86_vfmadd(int form, uint32_t x, uint32_t y, uint32_t z, uint32_t *mxcsr)
{
    uint32_t r;
    uint32_t saved;
    switch (form) {
    case 132: /* operand1 * operand3 + operand2 */
        X86_RUN("vfmadd132ss %%xmm1, %%xmm2, %%xmm0");
        break;
    case 213: /* operand2 * operand1 + operand3 */
        X86_RUN("vfmadd213ss %%xmm2, %%xmm0, %%xmm1\n\tvmovaps %%xmm1, %%xmm0");
        break;
    case 231: /* operand2 * operand3 + operand1 */
        X86_RUN("vfmadd231ss %%xmm1, %%xmm0, %%xmm2\n\tvmovaps %%xmm2, %%xmm0");
        break;
    default:
        abort();
    }
    return r;
}

/* z + the dot product of the two pairs x and y, each with element 0 in its low half. */
static inline uint32_t x86_vdpbf16ps(uint32_t z, uint32_t x, uint32_t y, uint32_t *mxcsr)
{
    uint32_t r;
    uint32_t saved;
    X86_RUN("vdpbf16ps %%xmm1, %%xmm0, %%xmm2\n\tvmovaps %%xmm2, %%xmm0");
    return r;
}

/* AVX512-FP16, each instruction in its packed or its scalar form. The packed one gets the operands in every element,
 * because zeros would raise flags of their own in a division. */
#define X86_RUN_EITHER(packed_form, scalar_form)                                                                       \
    if (packed) {                                                                                                      \
        X86_RUN("vpbroadcastw %%xmm0, %%xmm0\n\tvpbroadcastw %%xmm1, %%xmm1\n\tvpbroadcastw %%xmm2, "                  \
                "%%xmm2\n\t" packed_form);                                                                             \
    } else {                                                                                                           \
        X86_RUN(scalar_form);                                                                                          \
    }
#define X86_RUN_FP16(stem, operands) X86_RUN_EITHER(stem "ph " operands, stem "sh " operands)

typedef enum {
    X86_ADD,
    X86_SUB,
    X86_MUL,
    X86_DIV,
    X86_SQRT,
    X86_FMADD132,
    X86_FMADD213,
    X86_FMADD231,
    X86_FP16_OPERATIONS
} x86_fp16_operation;

/* x + y, x - y, x * y, x / y, the root of x, and x * y + z in the three forms, as in x86_vfmadd. */
static inline uint16_t x86_fp16(x86_fp16_operation operation, bool packed, uint16_t half_x, uint16_t half_y,
                                uint16_t half_z, uint32_t *mxcsr)
{
    uint32_t r;
    uint32_t x = half_x;
    uint32_t y = half_y;
    uint32_t z = half_z;
    uint32_t saved;
    switch (operation) {
    case X86_ADD:
        X86_RUN_FP16("vadd", "%%xmm1, %%xmm0, %%xmm0");
        break;
    case X86_SUB:
        X86_RUN_FP16("vsub", "%%xmm1, %%xmm0, %%xmm0");
        break;
    case X86_MUL:
        X86_RUN_FP16("vmul", "%%xmm1, %%xmm0, %%xmm0");
        break;
    case X86_DIV:
        X86_RUN_FP16("vdiv", "%%xmm1, %%xmm0, %%xmm0");
        break;
    case X86_SQRT:
        X86_RUN_EITHER("vsqrtph %%xmm0, %%xmm0", "vsqrtsh %%xmm0, %%xmm0, %%xmm0");
        break;
    case X86_FMADD132:
        X86_RUN_FP16("vfmadd132", "%%xmm1, %%xmm2, %%xmm0");
        break;
    case X86_FMADD213:
        X86_RUN_FP16("vfmadd213", "%%xmm2, %%xmm0, %%xmm1\n\tvmovaps %%xmm1, %%xmm0");
        break;
    case X86_FMADD231:
        X86_RUN_FP16("vfmadd231", "%%xmm1, %%xmm0, %%xmm2\n\tvmovaps %%xmm2, %%xmm0");
        break;
    default:
        abort();
    }
    return (uint16_t)r;
}

/* The conversions of AVX512-FP16: the packed form, which converts the zeros above x as well, or the scalar one. */
static inline uint16_t x86_vcvtps2phx(bool packed, uint32_t x, uint32_t *mxcsr)
{
    uint32_t r;
    uint32_t y = 0;
    uint32_t z = 0;
    uint32_t saved;
    if (packed) {
        X86_RUN("vcvtps2phx %%xmm0, %%xmm0");
    } else {
        X86_RUN("vcvtss2sh %%xmm0, %%xmm0, %%xmm0");
    }
    return (uint16_t)r;
}

static inline uint32_t x86_vcvtph2psx(bool packed, uint16_t half, uint32_t *mxcsr)
{
    uint32_t r;
    uint32_t x = half;
    uint32_t y = 0;
    uint32_t z = 0;
    uint32_t saved;
    if (packed) {
        X86_RUN("vcvtph2psx %%xmm0, %%xmm0");
    } else {
        X86_RUN("vcvtsh2ss %%xmm0, %%xmm0, %%xmm0");
    }
    return r;
}

#undef X86_RUN_FP16
#undef X86_RUN_EITHER
#undef X86_RUN

#endif
