/* SPDX-License-Identifier: Apache-2.0
 *
 * speed_report.h - the second half of lesson 13: what measure.h measures, in tables. Times are printed and never
 * checked; what was computed meanwhile is checked: a fast wrong product is worth no time.
 */
#ifndef HALFULP_TIMES_H
#define HALFULP_TIMES_H

#include "lesson.h"

/* Parts 4 to 7 of the lesson: matrix products, streams of numbers, steps of training, and what they say. */
void times_of_training(lesson *lesson, const trainer_data *digits);

#endif
