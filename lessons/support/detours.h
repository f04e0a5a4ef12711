/* SPDX-License-Identifier: Apache-2.0
 *
 * detours.h - for lesson 02: results in E4M3 that are rounded to a wider format first.
 */
#ifndef HALFULP_LESSON_DETOURS_H
#define HALFULP_LESSON_DETOURS_H

#include "halfulp.h"
#include "lesson.h"

/* The ways to a result in E4M3: directly; rounded to nearest in FP16 or BF16 first; rounded to odd there first. */
enum { DIRECT, BY_FP16, BY_BF16, BY_ODD_FP16, BY_ODD_BF16, DETOURS };

const char *detour_name(int way);

/* The result of an operation after the first rounding; and its code in E4M3 after the second, to nearest, ties to even.
 * To convert is an operation too. */
hu_number detour_first(int way, hu_operation operation, const hu_number *x);
uint64_t detour_e4m3(int way, hu_operation operation, const hu_number *x);

/* Prints, for every way, x, its first rounding and its code in E4M3. */
void detour_print(const lesson *l, double x);

/* Prints, for every way, which of the numbers near the middle between 1 and 1.125 end at which of the two. */
void detour_strips(const lesson *l);

#endif
