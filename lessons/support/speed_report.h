/* SPDX-License-Identifier: Apache-2.0
 *
 * speed_report.h - the second half of lesson 13: the measurements of measure.h in tables. Times are printed and never
 * checked. The results of the timed work are checked: the speed of a wrong product is worthless.
 */
#ifndef HALFULP_TIMES_H
#define HALFULP_TIMES_H

#include "lesson.h"

/* Parts 4 to 7 of the lesson: matrix products, streams of numbers, training steps, and the conclusions. */
void times_of_training(lesson *lesson, const trainer_data *digits);

#endif
