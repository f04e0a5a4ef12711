/* SPDX-License-Identifier: Apache-2.0
 *
 * quantised_network.h - a trained network whose weight matrices are stored in few bits: its bytes, its weights, and how
 * far its outputs are from those of the network as it was trained. For lesson 11.
 */
#ifndef HALFULP_LESSON_QUANTISED_NETWORK_H
#define HALFULP_LESSON_QUANTISED_NETWORK_H

#include "inference.h"
#include "quantise.h"

/* The default network on the digits, trained in FP32 and tested on digits by other people: the last ones. */
typedef struct {
    inference_network shape;
    const trainer_data *digits;
    size_t tests; /* number of test images used */
    float parameters[DIGITS_PARAMETERS];
    double reference[DIGITS_TEST * DIGITS_CLASSES]; /* its logits */
} trained_network;

void trained_network_make(const lesson *l, const trainer_data *digits, uint64_t seed, trained_network *n);

/* The ways to store its three weight matrices; biases stay as they are, in FP32. */
enum {
    STORED_FP32,
    STORED_BF16,
    STORED_E4M3,
    STORED_INT8,
    STORED_INT8_CHANNEL, /* a scale for each output: in the weights of an output, one is the largest integer */
    STORED_INT4,
    STORED_INT4_CHANNEL,
    STORED_E2M1,
    STORED_WAYS
};
extern const quantiser stored_ways[STORED_WAYS];

typedef struct {
    size_t bytes;    /* of codes, scales and biases                                                              */
    int64_t weights; /* their number                                                                             */
    int64_t too_far; /* those that rounding moved by more than half of the distance to the next code on that side */
    double moved;    /* the root mean square of Q(w) - w                                                          */
    double parameters[DIGITS_PARAMETERS];
} stored_network;

/* By each of the ways. */
void stored_networks_make(const lesson *l, const trained_network *n, stored_network stored[STORED_WAYS]);

/* The bytes of what must be kept of a network that is trained in BF16 with an FP32 master: that master, from which the
 * rest is made. */
int64_t mixed_network_bytes(const lesson *l, const trainer_data *digits);

/* ---- Weights of one kind, activations of another ----------------------------------------------------------------- */

enum { GRID_COLUMNS = 3 };
extern const char *const grid_activations[GRID_COLUMNS]; /* formats */

typedef struct {
    inference_distance distance[STORED_WAYS][GRID_COLUMNS]; /* from the reference */
    double accuracy[STORED_WAYS][GRID_COLUMNS];             /* percent            */
} stored_grid;

void stored_grid_run(const lesson *l, const trained_network *n, const stored_network *stored, stored_grid *g);

/* The error of the logits where both are rounded, over the root of the sum of the squares of the errors of each alone:
 * lowers *least and raises *most to that of every such cell. */
void stored_grid_quadrature(const stored_grid *g, double *least, double *most);

/* Prints it, and with --plots draws the picture NAME_grid. */
void stored_grid_print(lesson *l, const stored_grid *g);

#endif
