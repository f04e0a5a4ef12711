/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger.h - what the trainer's memory is for.
 */
#ifndef TRAINER_LEDGER_H
#define TRAINER_LEDGER_H

#include "trainer.h"

/* Prints a line per role on standard output: its bytes, and how many of them each parameter, or each image of the
 * batch, takes. */
void ledger_print(const trainer *t);

#endif
