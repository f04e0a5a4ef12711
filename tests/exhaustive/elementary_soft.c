/* SPDX-License-Identifier: Apache-2.0
 *
 * exp and log of the trainer by the operations of formats/, their specification.
 */
#include "elementary.h"
#include "halfulp.h"

static float op_add(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_add(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static float op_sub(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_sub(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static float op_mul(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_mul(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static float op_div(float x, float y)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_div(hu_fp32_from_float(x), hu_fp32_from_float(y), &env));
}

static float op_fma(float x, float y, float z)
{
    hu_env env = {0};
    return hu_fp32_to_float(hu_fp32_fma(hu_fp32_from_float(x), hu_fp32_from_float(y), hu_fp32_from_float(z), &env));
}

#include "kernels/elementary.inc"

#include "elementary_loops.inc"

const elementary elementary_soft = {"soft", exp_of_all, log_of_all};
