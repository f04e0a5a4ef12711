/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TRAINER_LEDGER_H
#define TRAINER_LEDGER_H

#include "trainer.h"

/* What the trainer's memory is for, a line per role, on standard output: bytes, and how many of them for a parameter or
 * an image of the batch. */
void ledger_print(const trainer *t);

#endif
