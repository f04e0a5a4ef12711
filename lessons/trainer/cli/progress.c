/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 24, LINE = 79 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

progress progress_begin(trainer_place place, int epochs)
{
    const progress p = {
        .shown = isatty(STDERR_FILENO) != 0,
        .start = now(),
        .begin = place.steps,
        .end = (uint64_t)epochs * place.steps_per_epoch,
    };
    return p;
}

void progress_step(progress *p, trainer_place place, int epochs, double loss)
{
    const double time = p->shown ? now() : 0;
    if (!p->shown || time - p->drawn < 0.1) {
        return;
    }
    p->drawn = time;
    const uint64_t left = p->end > place.steps ? p->end - place.steps : 0;
    const double rest = (time - p->start) / (double)(place.steps - p->begin) * (double)left;
    const long seconds = rest < 1e8 ? (long)(rest + 0.5) : 99999999;
    const size_t full = p->end > 0 ? (size_t)(BAR * place.steps / p->end) : 0;
    char bar[BAR + 1];
    for (size_t i = 0; i < BAR; i++) {
        bar[i] = i < full ? '#' : '.';
    }
    bar[BAR] = '\0';
    const bool ended = place.step_of_epoch == 0; /* this step was the epoch's last */
    const size_t step = ended ? place.steps_per_epoch : place.step_of_epoch;
    char line[160];
    snprintf(line, sizeof line, "epoch %" PRIu64 "/%d [%s] step %zu/%zu  loss %.4f  ETA %ld:%02ld:%02ld",
             place.epochs + !ended, epochs, bar, step, place.steps_per_epoch, loss, seconds / 3600, seconds / 60 % 60,
             seconds % 60);
    fflush(stdout);
    fprintf(stderr, "\r%-*.*s", LINE, LINE, line);
    fflush(stderr);
    p->on_line = true;
}

void progress_clear(progress *p)
{
    if (p->on_line) {
        fprintf(stderr, "\r%*s\r", LINE, "");
        fflush(stderr);
        p->on_line = false;
    }
}
