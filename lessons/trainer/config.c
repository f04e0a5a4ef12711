/* SPDX-License-Identifier: Apache-2.0 */
#include "kernels.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

static const char *const format_names[] = {
    [TRAINER_FP32] = "fp32", [TRAINER_FP16] = "fp16", [TRAINER_BF16] = "bf16",
    [TRAINER_E4M3] = "e4m3", [TRAINER_E5M2] = "e5m2", [TRAINER_NO_FORMAT] = "none",
};

static const char *const path_names[] = {
    [TRAINER_PATH_AUTO] = "auto",
    [TRAINER_PATH_SOFT] = "soft",
    [TRAINER_PATH_FMA] = "fma",
    [TRAINER_PATH_PORTABLE] = "portable",
};

/* The index of a name in a list, or -1. */
static int find_name(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

const char *trainer_format_name(trainer_format format)
{
    return format_names[format];
}

bool trainer_format_parse(const char *name, trainer_format *format)
{
    const int found = find_name(format_names, TRAINER_NO_FORMAT + 1, name);
    if (found >= 0) {
        *format = (trainer_format)found;
    }
    return found >= 0;
}

bool trainer_path_parse(const char *name, trainer_path *path)
{
    const int found = find_name(path_names, TRAINER_PATH_PORTABLE + 1, name);
    if (found >= 0) {
        *path = (trainer_path)found;
    }
    return found >= 0;
}

const char *trainer_path_name(trainer_path path)
{
    const trainer_kernels *kernels = trainer_find_kernels(path);
    return kernels != NULL ? kernels->name : path_names[path];
}

static const trainer_kernels *fma_if_supported(void)
{
#if defined(__x86_64__) || defined(__i386__)
    unsigned eax, ebx, ecx, edx;
    __builtin_cpu_init();
    const bool f16c =
        __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0; /* clang 14 has no name for it */
    const bool supported = f16c && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return supported ? trainer_kernels_fma : NULL;
#else
    return NULL;
#endif
}

const trainer_kernels *trainer_find_kernels(trainer_path path)
{
    const trainer_kernels *fma = fma_if_supported();
    switch (path) {
    case TRAINER_PATH_SOFT:
        return &trainer_kernels_soft;
    case TRAINER_PATH_FMA:
        return fma;
    case TRAINER_PATH_PORTABLE:
        return &trainer_kernels_portable;
    default:
        return fma != NULL ? fma : &trainer_kernels_portable;
    }
}

hu_overflow trainer_overflow(trainer_format format)
{
    return format == TRAINER_E4M3 || format == TRAINER_E5M2 ? HU_SATURATE_FINITE : HU_OVERFLOW_NONE;
}

trainer_config trainer_default_config(void)
{
    const trainer_config config = {
        .weights = TRAINER_FP32,
        .activations = TRAINER_FP32,
        .gradients = TRAINER_FP32,
        .master = TRAINER_NO_FORMAT,
        .optimizer_state = TRAINER_FP32,
        .accumulator = TRAINER_FP32,
        .update = TRAINER_NEAREST,
        .scaling = TRAINER_SCALE_NONE,
        .loss_scale = LOSS_SCALE_START,
        .scale_interval = LOSS_SCALE_INTERVAL,
        .loss_exponent = 0,
        .optimizer = TRAINER_SGD,
        .learning_rate = 0.1F,
        .batch = 32,
        .epochs = 30,
        .seed = 1,
        .split = TRAINER_SPLIT_SHUFFLED,
        .path = TRAINER_PATH_AUTO,
    };
    return config;
}

static const char *format_error(const trainer_config *c)
{
    if (c->weights >= TRAINER_NO_FORMAT || c->activations >= TRAINER_NO_FORMAT || c->gradients >= TRAINER_NO_FORMAT ||
        c->optimizer_state >= TRAINER_NO_FORMAT || c->accumulator >= TRAINER_NO_FORMAT) {
        return "only the master weights may have no format: expected fp32, fp16, bf16, e4m3 or e5m2";
    }
    if (c->master > TRAINER_NO_FORMAT) {
        return "the master weights need a format or none";
    }
    const trainer_format target = c->master == TRAINER_NO_FORMAT ? c->weights : c->master;
    if (c->update == TRAINER_STOCHASTIC && target == TRAINER_FP32) {
        return "a stochastic update needs weights (or master weights) in a format narrower than fp32";
    }
    return NULL;
}

const char *trainer_config_error(const trainer_config *c)
{
    assert(c != NULL);
    const char *error = format_error(c);
    if (error != NULL) {
        return error;
    }
    int exponent;
    if (!isfinite(c->loss_scale) || frexpf(c->loss_scale, &exponent) != 0.5F || exponent < -59 || exponent > 61) {
        return "the loss scale must be a power of two from 2^-60 to 2^60";
    }
    if (c->scale_interval < 1) {
        return "the scale interval must be 1 step or more";
    }
    if (c->loss_exponent < 0 || c->loss_exponent > 60) {
        return "the loss exponent must be from 0 to 60";
    }
    if (!isfinite(c->learning_rate) || c->learning_rate <= 0) {
        return "the learning rate must be a finite number above 0";
    }
    if (c->batch < 1 || c->batch > DIGITS_TRAIN) {
        return "the batch must be from 1 to 1437 images";
    }
    if (c->epochs < 1) {
        return "the epochs must be 1 or more";
    }
    if (trainer_find_kernels(c->path) == NULL) {
        return "the fma path needs an x86 processor with AVX2, FMA and F16C: expected soft, portable or auto";
    }
    return NULL;
}
