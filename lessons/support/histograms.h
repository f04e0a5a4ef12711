/* SPDX-License-Identifier: Apache-2.0
 *
 * histograms.h - gradients by binade, and what the formats keep of them.
 */
#ifndef HALFULP_LESSON_HISTOGRAMS_H
#define HALFULP_LESSON_HISTOGRAMS_H

#include "pictures.h"
#include "runs.h"

/* Draws the shares of a histogram's numbers, two binades a line, with the ends of E4M3, E5M2 and FP16; and, with
 * --plots, the picture NAME_histogram. */
void histogram_draw(lesson *l, const trainer_histogram *h);

#endif
