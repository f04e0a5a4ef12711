/* SPDX-License-Identifier: Apache-2.0
 *
 * engines.h - two engines that compute the same network in 16 bits, and differ in the order of their sums alone. For
 * lesson 08.
 */
#ifndef HALFULP_LESSON_ENGINES_H
#define HALFULP_LESSON_ENGINES_H

#include "inference.h"
#include "runs.h"

/* One engine adds each sum in a chain, in FP32. The other adds two halves in FP32, and then both: as they are, or
 * rounded to the format before, as two devices would that share a layer and exchange their parts in 16 bits. */
enum { HALVES_IN_FP32, HALVES_ROUNDED, ENGINE_PAIRS };
enum { ENGINE_BF16, ENGINE_FP16, ENGINE_FORMATS };

/* Weights, activations and logits of both are rounded to the format. */
typedef struct {
    int64_t outputs, flips; /* of the first layer, whose inputs are the same in both; those that differ */
    double apart;           /* the mean distance of those that differ                                   */
    int64_t images, differ; /* images; those of which a logit differs                                   */
    double mean, largest;   /* of |log p(label) - log p'(label)|, over the images                       */
} engine_gap;

typedef struct {
    engine_gap of[ENGINE_PAIRS][ENGINE_FORMATS];
} engine_gaps;

/* Trains the default network in FP32, and compares on all images; with --quick, those whose halves are rounded on the
 * test images only. */
void engines_compare(const lesson *l, const trainer_data *digits, uint64_t seed, engine_gaps *g);

/* Prints those of the first seed, and with --plots draws the picture NAME_gap of all. */
void engines_print(lesson *l, const engine_gaps *g, int seeds);

/* The share of the first layer's outputs that differ, percent. */
double engines_flips(const engine_gap *g);

/* BF16's over FP16's, where halves are rounded, of each seed: what the last of them is of. */
typedef enum { ENGINES_FLIPS, ENGINES_APART, ENGINES_MEAN } engine_quantity;
run_spread engines_ratio(const engine_gaps *g, int seeds, engine_quantity quantity);

#endif
