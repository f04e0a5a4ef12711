/* SPDX-License-Identifier: Apache-2.0
 *
 * speed_report.h - the measurements of measure.h in the tables of lesson 13. Lines with times begin with "~ ", so that
 * whoever compares two runs can leave them out. Times are never checked. The results of the timed work are: the speed
 * of a wrong product is worthless.
 */
#ifndef HALFULP_TIMES_H
#define HALFULP_TIMES_H

#include "lesson.h"

/* Matrix products, streams of numbers, training steps with this batch, and the conclusions. */
void times_of_training(lesson *lesson, const trainer_data *digits, int batch);

#endif
