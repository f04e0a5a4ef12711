/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of --ledger.
 */
#include "ledger.h"

#include <stdio.h>

static const char *const names[TRAINER_ROLES] = {
    [TRAINER_WEIGHTS] = "weights",
    [TRAINER_MASTER] = "master weights",
    [TRAINER_GRADIENTS] = "gradients of parameters",
    [TRAINER_MOMENT_1] = "first moments",
    [TRAINER_MOMENT_2] = "second moments",
    [TRAINER_COMPENSATION] = "compensation (Kahan)",
    [TRAINER_ACTIVATIONS] = "activations",
    [TRAINER_ACTIVATION_GRADIENTS] = "gradients of activations",
    [TRAINER_WORKSPACE] = "workspace",
    [TRAINER_BOOKKEEPING] = "bookkeeping",
};

void ledger_print(const trainer *t)
{
    const size_t parameters = trainer_parameters(t);
    const size_t batch = (size_t)trainer_configuration(t)->batch;
    size_t total = 0;
    printf("%-24s %14s  that is\n", "role", "bytes");
    for (trainer_role role = 0; role < TRAINER_ROLES; role++) {
        const size_t bytes = trainer_bytes(t, role);
        total += bytes;
        printf("%-24s %14zu", names[role], bytes);
        if (role <= TRAINER_COMPENSATION) {
            printf("  %zu for each of %zu parameters", bytes / parameters, parameters);
        } else if (role <= TRAINER_ACTIVATION_GRADIENTS) {
            printf("  %zu for each of %zu images", bytes / batch, batch);
        } else if (role == TRAINER_WORKSPACE) {
            printf("  operands widened to FP32, and packed for the products");
        } else {
            printf("  the trainer itself, and the order of the images");
        }
        printf("\n");
    }
    printf("%-24s %14zu  without the data, and without a checkpoint while it is written\n", "total", total);
}
