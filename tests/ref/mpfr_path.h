/* SPDX-License-Identifier: Apache-2.0
 *
 * mpfr_path.h - checks the reference against other ways to the same results.
 */
#ifndef REF_MPFR_PATH_H
#define REF_MPFR_PATH_H

#include "ref.h"

#include <stdio.h>

/* True for formats with IEEE 754's infinities and NaNs; nearest-even, toward zero, up and down; no saturation, no
 * flushing. */
bool ref_second_opinion_applies(const ref_format *to, const ref_policy *policy);

/* True if MPFR's own path gives the same value (all NaNs are equal) and the same flags as `result`. Flags are not
 * compared if an operand is a NaN: MPFR has no signaling NaN. Only where ref_second_opinion_applies(). */
bool ref_second_opinion_agrees(ref_op op, const ref_operand *operands, const ref_format *to, const ref_policy *policy,
                               ref_result result);

#endif
