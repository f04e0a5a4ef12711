/* SPDX-License-Identifier: Apache-2.0
 *
 * What the models of ARM share.
 */
#ifndef HU_MODELS_ARM_H
#define HU_MODELS_ARM_H

#include "halfulp_models.h"
#include "value.h"

/* The bits of FPMR that the models know: all of its lower half that are not reserved. */
static const uint32_t hu_fpmr_bits = UINT32_C(0xFF7FC1FF);

/* The library's flags in FPSR. */
HU_INLINE uint32_t hu_arm_flags(uint32_t flags)
{
    return ((flags & HU_INVALID) != 0 ? HU_FPSR_INVALID : 0U) |
           ((flags & HU_DIVIDE_BY_ZERO) != 0 ? HU_FPSR_DIVIDE_BY_ZERO : 0U) |
           ((flags & HU_OVERFLOW) != 0 ? HU_FPSR_OVERFLOW : 0U) |
           ((flags & HU_UNDERFLOW) != 0 ? HU_FPSR_UNDERFLOW : 0U) | ((flags & HU_INEXACT) != 0 ? HU_FPSR_INEXACT : 0U);
}

#endif
