/* SPDX-License-Identifier: Apache-2.0
 *
 * curves.h - a picture of training: a quantity epoch by epoch, in text for the first seed of each contestant, and with
 * --plots as the median and the range of all seeds.
 */
#ifndef HALFULP_LESSON_CURVES_H
#define HALFULP_LESSON_CURVES_H

#include "pictures.h"
#include "runs.h"

typedef struct {
    const char *table; /* of the file's name                                                           */
    const char *title; /* of the picture                                                               */
    const char *y;     /* the quantity with its unit                                                   */
    double (*of)(const run_epoch *e);
    double low, high;  /* of the text's picture; with `logarithmic`, log10                             */
    const char *label; /* of its lines: a printf format for at most 8 columns                          */
    bool logarithmic;
} curves_picture;

enum { CURVES = 6 };

/* Up to CURVES contestants, whose letters are A, B, ... */
void curves_draw(lesson *l, const contestant *c, size_t count, const curves_picture *p);

double curves_accuracy(const run_epoch *e);     /* percent           */
double curves_largest_loss(const run_epoch *e); /* of a step         */
double curves_loss(const run_epoch *e);         /* mean of the steps */

#endif
