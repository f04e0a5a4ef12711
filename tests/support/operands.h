/* SPDX-License-Identifier: Apache-2.0
 *
 * operands.h - operands that break rounding code: a few critical exponents, combined with runs of ones, single ones and
 * single holes in the fraction; and random codes. A pure function of (format, seed, stream, index).
 */
#ifndef OPERANDS_H
#define OPERANDS_H

#include "halfulp.h"

/* A code for the index-th case: patterned for most indices, uniformly random for some. */
uint64_t operand_code(const hu_format *format, uint64_t seed, uint64_t stream, uint64_t index);

/* A second operand that is likely to interact with x: the same or a nearby exponent, so that sums cancel and align
 * within a few ulps, or an independent one. */
uint64_t operand_near(const hu_format *format, uint64_t x, uint64_t seed, uint64_t stream, uint64_t index);

#endif
