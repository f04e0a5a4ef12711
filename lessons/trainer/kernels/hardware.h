/* SPDX-License-Identifier: Apache-2.0
 *
 * The FP32 operations of the fast paths: the machine's own, but in fp64.c for the fma. soft.c has the same ones by
 * formats/.
 */
#ifndef TRAINER_HARDWARE_H
#define TRAINER_HARDWARE_H

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "codec.h"
#include "kernels.h"

#ifdef TRAINER_FMA_FP64
#include "fma_fp64.h"
#endif

#ifdef __FAST_MATH__
#error "-ffast-math (or -Ofast) gives other bits: expected a build without it"
#endif

/* Intermediate results in more than FP32 (x87) would be other bits. */
static_assert(FLT_EVAL_METHOD == 0, "float arithmetic must be rounded to float");

static inline float op_add(float x, float y)
{
    return x + y;
}

static inline float op_sub(float x, float y)
{
    return x - y;
}

static inline float op_mul(float x, float y)
{
    return x * y;
}

static inline float op_div(float x, float y)
{
    return x / y;
}

static inline float op_sqrt(float x)
{
    return sqrtf(x);
}

/* fmaf, which is an instruction or the C library's; or, where the including file asks for it, FP64 arithmetic. */
static inline float op_fma(float x, float y, float z)
{
#ifdef TRAINER_FMA_FP64
    return fp64_fma_one(x, y, z);
#else
    return fmaf(x, y, z);
#endif
}

#include "elementary.inc"

#endif
