/* SPDX-License-Identifier: Apache-2.0
 *
 * number_figures.h - the pictures of lesson 01 as files: all numbers of small formats on a line, and the distances
 * between the numbers of larger ones.
 */
#ifndef HALFULP_LESSON_NUMBER_FIGURES_H
#define HALFULP_LESSON_NUMBER_FIGURES_H

#include "pictures.h"

/* The numbers above zero of E2M1, E3M2, E4M3 and E5M2, a tick for each: near zero on a linear line, and all of them on
 * one where each binade is as long as the next. */
void figure_number_line(lesson *l);

/* The ulp of every binade of E4M3, E5M2, FP16 and BF16. */
void figure_staircase(lesson *l);

#endif
