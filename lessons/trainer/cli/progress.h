/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.h - a bar that shows how far training is, the loss, and the time left; on standard error, if that is a
 * terminal.
 */
#ifndef TRAINER_PROGRESS_H
#define TRAINER_PROGRESS_H

#include "trainer.h"

typedef struct {
    bool shown;     /* is there a terminal? */
    double start;   /* seconds, by a clock that only runs forward */
    double drawn;   /* when the bar was last drawn */
    uint64_t begin; /* steps already taken when this run began */
    uint64_t end;   /* steps of all epochs */
    size_t width;   /* characters of the bar that stands on the line; 0: none does */
} progress;

progress progress_begin(trainer_place place, int epochs);

/* After a step; drawn ten times a second at most. `loss` is the mean of this epoch so far. */
void progress_step(progress *p, trainer_place place, int epochs, double loss);

/* Takes the bar away, before other output. */
void progress_clear(progress *p);

#endif
