/* SPDX-License-Identifier: Apache-2.0
 *
 * The paths by name, and which of them this build and this processor have.
 */
#include "gemm.h"

#include <string.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

/* What the processor can do; all false on another architecture. */
typedef struct {
    bool avx2; /* and FMA and F16C */
    bool avx512f, avx512_bf16;
    bool neon, arm_bf16;
} processor;

#if defined(__x86_64__) || defined(__i386__)

static processor this_processor(void)
{
    unsigned eax, ebx, ecx, edx;
    __builtin_cpu_init();
    const bool f16c =
        __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0; /* clang 14 has no name for it */
    const processor p = {
        .avx2 = f16c && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"),
        .avx512f = __builtin_cpu_supports("avx512f") != 0,
        .avx512_bf16 = __builtin_cpu_supports("avx512bf16") != 0,
    };
    return p;
}

#elif defined(__aarch64__)

static processor this_processor(void)
{
    processor p = {.neon = true};
#if defined(__linux__) && defined(HWCAP2_BF16)
    p.arm_bf16 = (getauxval(AT_HWCAP2) & HWCAP2_BF16) != 0;
#endif
    return p;
}

#else

static processor this_processor(void)
{
    return (processor){0};
}

#endif

static const char *const path_names[] = {
    [TRAINER_PATH_AUTO] = "auto",
    [TRAINER_PATH_FMA] = "fma",
    [TRAINER_PATH_BF16] = "bf16",
    [TRAINER_PATH_SOFT] = "soft",
    [TRAINER_PATH_PORTABLE] = "portable",
    [TRAINER_PATH_AVX2] = "avx2",
    [TRAINER_PATH_AVX512] = "avx512",
    [TRAINER_PATH_NEON] = "neon",
    [TRAINER_PATH_F16C] = "f16c",
    [TRAINER_PATH_VDPBF16PS] = "vdpbf16ps",
    [TRAINER_PATH_BFDOT] = "bfdot",
    [TRAINER_PATH_SOFT_VDPBF16PS] = "soft-vdpbf16ps",
    [TRAINER_PATH_SOFT_BFDOT] = "soft-bfdot",
    [TRAINER_PATH_FP64] = "fp64",
};

const char trainer_path_choices[] =
    "auto, fma, bf16, soft, portable, fp64, avx2, avx512, neon, f16c, vdpbf16ps, bfdot, "
    "soft-vdpbf16ps or soft-bfdot";

bool trainer_path_parse(const char *name, trainer_path *path)
{
    for (int i = 0; i < TRAINER_PATHS; i++) {
        if (strcmp(path_names[i], name) == 0) {
            *path = (trainer_path)i;
            return true;
        }
    }
    return false;
}

const char *trainer_path_name(trainer_path path)
{
    const trainer_kernels *kernels = trainer_find_kernels(path);
    return kernels != NULL ? kernels->name : path_names[path];
}

trainer_path trainer_path_twin(trainer_path path)
{
    switch (path) {
    case TRAINER_PATH_BF16:
        return trainer_find_kernels(TRAINER_PATH_BFDOT) != NULL ? TRAINER_PATH_SOFT_BFDOT : TRAINER_PATH_SOFT_VDPBF16PS;
    case TRAINER_PATH_VDPBF16PS:
    case TRAINER_PATH_SOFT_VDPBF16PS:
        return TRAINER_PATH_SOFT_VDPBF16PS;
    case TRAINER_PATH_BFDOT:
    case TRAINER_PATH_SOFT_BFDOT:
        return TRAINER_PATH_SOFT_BFDOT;
    default:
        return TRAINER_PATH_SOFT;
    }
}

/* The kernels if they were built, their tile too, and the processor has what they need. */
static const trainer_kernels *available(const trainer_kernels *kernels, bool supported)
{
    const bool built = kernels->name != NULL && (kernels->gemm == NULL || kernels->gemm->tile != NULL);
    return built && supported ? kernels : NULL;
}

/* The fastest where there is no fma path. WebAssembly has no fma, and its C library's is slow. */
#ifdef __wasm__
static const trainer_kernels *const without_fma = &trainer_kernels_fp64;
#else
static const trainer_kernels *const without_fma = &trainer_kernels_portable;
#endif

/* The first that is not NULL. */
static const trainer_kernels *either(const trainer_kernels *first, const trainer_kernels *second)
{
    return first != NULL ? first : second;
}

const trainer_kernels *trainer_find_kernels(trainer_path path)
{
    const processor cpu = this_processor();
    const trainer_kernels *avx2 = available(&trainer_kernels_avx2, cpu.avx2);
    const trainer_kernels *avx512 = available(&trainer_kernels_avx512, cpu.avx2 && cpu.avx512f);
    const trainer_kernels *neon = available(&trainer_kernels_neon, cpu.neon);
    const trainer_kernels *fma = either(avx512, either(avx2, neon));
    const trainer_kernels *vdpbf16ps = available(&trainer_kernels_vdpbf16ps, cpu.avx2 && cpu.avx512_bf16);
    const trainer_kernels *bfdot = available(&trainer_kernels_bfdot, cpu.arm_bf16);
    const trainer_kernels *const of_path[TRAINER_PATHS] = {
        [TRAINER_PATH_AUTO] = either(fma, without_fma),
        [TRAINER_PATH_FMA] = fma,
        [TRAINER_PATH_BF16] = either(vdpbf16ps, bfdot),
        [TRAINER_PATH_SOFT] = &trainer_kernels_soft,
        [TRAINER_PATH_PORTABLE] = &trainer_kernels_portable,
        [TRAINER_PATH_AVX2] = avx2,
        [TRAINER_PATH_AVX512] = avx512,
        [TRAINER_PATH_NEON] = neon,
        [TRAINER_PATH_F16C] = available(&trainer_kernels_f16c, cpu.avx2),
        [TRAINER_PATH_VDPBF16PS] = vdpbf16ps,
        [TRAINER_PATH_BFDOT] = bfdot,
        [TRAINER_PATH_SOFT_VDPBF16PS] = &trainer_kernels_soft_vdpbf16ps,
        [TRAINER_PATH_SOFT_BFDOT] = &trainer_kernels_soft_bfdot,
        [TRAINER_PATH_FP64] = &trainer_kernels_fp64,
    };
    return of_path[path];
}

/* Why a path cannot be had here. */
static const char *missing_path(trainer_path path)
{
    switch (path) {
    case TRAINER_PATH_FMA:
        return "the fma path needs AVX2, FMA and F16C, or 64-bit ARM: expected auto, portable or soft";
    case TRAINER_PATH_AVX512:
        return "the avx512 path needs an x86 processor, and a compiler, with AVX-512F: expected auto, portable or soft";
    case TRAINER_PATH_NEON:
        return "the neon path needs a 64-bit ARM processor: expected auto, portable or soft";
    case TRAINER_PATH_BF16:
    case TRAINER_PATH_VDPBF16PS:
        return "no BF16 dot product (AVX512-BF16, or BF16 of 64-bit ARM) here: expected soft-vdpbf16ps or soft-bfdot";
    case TRAINER_PATH_BFDOT:
        return "the bfdot path needs a 64-bit ARM processor, and a compiler, with BF16: expected soft-bfdot";
    default:
        return "the avx2 and f16c paths need an x86 processor with AVX2, FMA and F16C: expected auto, portable or soft";
    }
}

bool trainer_path_valid(const trainer_config *c, char error[TRAINER_ERROR_SIZE])
{
    if (c->path >= TRAINER_PATHS) {
        return trainer_refuse(error, "unknown path: expected %s", trainer_path_choices);
    }
    const trainer_kernels *k = trainer_find_kernels(c->path);
    if (k == NULL) {
        return trainer_refuse(error, "%s", missing_path(c->path));
    }
    if (k->operand == &trainer_fp32) {
        return true;
    }
    if (c->weights != k->operand || c->activations != k->operand || c->gradients != k->operand) {
        return trainer_refuse(error, "%s",
                              k->operand == &trainer_fp16
                                  ? "the f16c path reads FP16: weights, activations and gradients must be fp16"
                                  : "the BF16 dot products read BF16: weights, activations and gradients must be bf16");
    }
    return c->accumulator == &trainer_fp32 || trainer_refuse(error, "the f16c and BF16 paths accumulate in fp32 only");
}
