/* SPDX-License-Identifier: Apache-2.0
 *
 * The pipeline for formats known at run time. Operands and result may all have different formats.
 */
#include "fast.h"

hu_number hu_convert(const hu_format *to, hu_number x, hu_env *env)
{
    return (hu_number){to, hu_fast_convert(to, x.format, x.code, env)};
}

hu_number hu_add(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    return (hu_number){to, hu_fast_add(to, x.format, x.code, y.format, y.code, env)};
}

hu_number hu_sub(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    return (hu_number){to, hu_fast_sub(to, x.format, x.code, y.format, y.code, env)};
}

hu_number hu_mul(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    return (hu_number){to, hu_fast_mul(to, x.format, x.code, y.format, y.code, env)};
}

hu_number hu_div(const hu_format *to, hu_number x, hu_number y, hu_env *env)
{
    return (hu_number){to, hu_fast_div(to, x.format, x.code, y.format, y.code, env)};
}

hu_number hu_sqrt(const hu_format *to, hu_number x, hu_env *env)
{
    return (hu_number){to, hu_fast_sqrt(to, x.format, x.code, env)};
}

hu_number hu_fma(const hu_format *to, hu_number x, hu_number y, hu_number z, hu_env *env)
{
    return (hu_number){to, hu_fast_fma(to, x.format, x.code, y.format, y.code, z.format, z.code, env)};
}
