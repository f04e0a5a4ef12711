/* SPDX-License-Identifier: Apache-2.0
 *
 * Arithmetic on FP32 by formats/, to nearest even: the specification of what every path computes.
 */
#ifndef TRAINER_SOFT_OPERATIONS_H
#define TRAINER_SOFT_OPERATIONS_H

#include "halfulp.h"

static inline float op_add(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_add(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static inline float op_sub(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_sub(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static inline float op_mul(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_mul(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static inline float op_div(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_div(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static inline float op_sqrt(float x)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_sqrt(hu_fp32_from_float(x), &env));
}

static inline float op_fma(float x, float y, float z)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_fma(hu_fp32_from_float(x), hu_fp32_from_float(y), hu_fp32_from_float(z), &env));
}

#endif
