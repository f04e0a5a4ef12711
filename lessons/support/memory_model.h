/* SPDX-License-Identifier: Apache-2.0
 *
 * memory_model.h - the memory of training by two accounts: the trainer's own allocations, role by role, and formulas by
 * hand, from a table of bytes per element that is independent of the trainer. For lesson 13.
 */
#ifndef HALFULP_LEDGER_H
#define HALFULP_LEDGER_H

#include "lesson.h"

/* The roles that the usual headline counts come first: everything per parameter, and the activations. */
enum { LEDGER_COUNTED = TRAINER_ACTIVATIONS + 1 };

/* A network for the digits, with two hidden layers of that width. */
typedef struct {
    const char *name;
    int width;
} ledger_network;

extern const ledger_network ledger_digits; /* the trainer's default: 128 */
extern const ledger_network ledger_bigger; /* 1024 */

/* P and A of the formulas: parameters, and activations (inputs, hidden layers and logits) per image. */
int64_t ledger_parameters(const ledger_network *network);
int64_t ledger_activations(const ledger_network *network);

typedef struct {
    const char *name, *subject; /* in tables, and in the names of CHECKs */
    int bytes[LEDGER_COUNTED];  /* per element of each role, by hand */
    trainer_rounding update;
    struct {
        const trainer_format *weights, *activations, *gradients, *master, *moments;
    } formats;
} ledger_policy;

enum {
    LEDGER_FP32,
    LEDGER_FP16_MASTER,
    LEDGER_AUTOCAST, /* FP32 weights (here: the master) and gradients, an FP16 copy of the weights */
    LEDGER_BF16_MASTER,
    LEDGER_BF16_KAHAN,
    LEDGER_FP8_MASTER, /* gradients E5M2, everything else E4M3 */
    LEDGER_BF16_ALL,   /* Kahan; moments in BF16 too */
    LEDGER_POLICIES
};

/* The roles' names, for CSV files. */
extern const char *const ledger_role_names[TRAINER_ROLES];

extern const ledger_policy ledger_policies[LEDGER_POLICIES];

/* The default configuration with this network, policy, optimizer and batch. */
trainer_config ledger_config(const ledger_network *network, int policy, trainer_optimizer optimizer, int batch);

/* The 16 of "16P + 2A", by the table; the 2 is its bytes[TRAINER_ACTIVATIONS]. */
int ledger_per_parameter(int policy, trainer_optimizer optimizer);

/* Bytes of all counted roles together, by the formula. */
int64_t ledger_by_formula(const ledger_network *network, int policy, trainer_optimizer optimizer, int batch);

/* Parts in a thousand, rounded to the nearest. */
int64_t ledger_permille(int64_t bytes, int64_t of);

/* The smallest batch at which a policy of at most 2 bytes per activation needs at most 3/4 of FP32's bytes, by the
 * formula. */
int ledger_quarter(const ledger_network *network, int policy, trainer_optimizer optimizer);

/* The account of a trainer that was created but not run. */
typedef struct {
    int64_t bytes[TRAINER_ROLES];
    int64_t counted, total; /* sums of the counted roles, and of all */
    int differing;          /* counted roles that differ from the table, 0 to LEDGER_COUNTED */
} ledger;

/* Uses the portable path with one thread, so that the workspace is the same on every machine. `data` gives the shape;
 * no image is read. Lack of memory ends the program with status 2. */
ledger ledger_take(const lesson *lesson, const trainer_data *data, const ledger_network *network, int policy,
                   trainer_optimizer optimizer, int batch);

#endif
