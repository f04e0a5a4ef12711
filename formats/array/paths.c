/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the kernels that this build and this processor have.
 */
#include "array.h"

#include <stdatomic.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

/* The record of the processor's instruction sets, as bits. KNOWN is set once it has been asked. */
enum { KNOWN = 1, HAS_AVX2 = 2, HAS_AVX512 = 4, HAS_NEON = 8 };

#if defined(__x86_64__) || defined(__i386__)

/* The operating system must save the registers too: __builtin_cpu_supports looks at that. */
static unsigned ask_processor(void)
{
    unsigned eax, ebx, ecx, edx;
    __builtin_cpu_init();
    const bool f16c =
        __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0; /* clang 14 has no name for it */
    const bool avx2 = f16c && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return (avx2 ? (unsigned)HAS_AVX2 : 0) | (avx512 ? (unsigned)HAS_AVX512 : 0);
}

#elif defined(__aarch64__)

static unsigned ask_processor(void)
{
    return HAS_NEON;
}

#else

static unsigned ask_processor(void)
{
    return 0;
}

#endif

/* CPUID takes long, under a hypervisor microseconds, so its answer is kept. Threads that ask at once all write the same
 * word. */
static unsigned processor(void)
{
    static atomic_uint record;
    unsigned has = atomic_load_explicit(&record, memory_order_relaxed);
    if (has == 0) {
        has = ask_processor() | KNOWN;
        atomic_store_explicit(&record, has, memory_order_relaxed);
    }
    return has;
}

const array_kernels *array_find_kernels(hu_array_path path)
{
    const unsigned has = processor();
    const array_kernels *avx2 = (has & HAS_AVX2) != 0 && array_avx2.name != NULL ? &array_avx2 : NULL;
    const array_kernels *avx512 = (has & HAS_AVX512) != 0 && array_avx512.name != NULL ? &array_avx512 : NULL;
    const array_kernels *neon = (has & HAS_NEON) != 0 && array_neon.name != NULL ? &array_neon : NULL;
    switch (path) {
    case HU_ARRAY_AUTOMATIC:
        return avx512 != NULL ? avx512 : avx2 != NULL ? avx2 : neon != NULL ? neon : &array_portable;
    case HU_ARRAY_PORTABLE:
        return &array_portable;
    case HU_ARRAY_AVX2:
        return avx2;
    case HU_ARRAY_AVX512:
        return avx512;
    case HU_ARRAY_NEON:
        return neon;
    case HU_ARRAY_SCALAR:
        break;
    }
    return NULL;
}

const char *hu_array_path_name(hu_array_path path)
{
    const array_kernels *kernels = array_find_kernels(path);
    return path == HU_ARRAY_SCALAR ? "scalar" : kernels != NULL ? kernels->name : NULL;
}
