/* SPDX-License-Identifier: Apache-2.0
 *
 * The progress bar; see progress.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 24, BAR_MIN = 4, COLUMNS = 80, LINE = 160 };

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

/* Characters that a line may have: one fewer than columns, as some terminals wrap behind the last. */
static size_t line_width(void)
{
    struct winsize size;
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    const size_t columns = known ? size.ws_col : COLUMNS;
    return columns < LINE ? columns - 1 : LINE - 1;
}

/* " [####....]" in a text of that many characters, brackets and all. */
static void print_bar(char *text, size_t characters, uint64_t done, uint64_t all)
{
    const size_t cells = characters - 3;
    const size_t full = all > 0 ? (size_t)(cells * done / all) : 0;
    text[0] = ' ';
    text[1] = '[';
    for (size_t i = 0; i < cells; i++) {
        text[2 + i] = i < full ? '#' : '.';
    }
    text[2 + cells] = ']';
    text[3 + cells] = '\0';
}

/* The epoch and the time that is left come first; then, as far as there is room, the step, the loss, and the bar. */
static void compose(char line[LINE], size_t width, const progress *p, trainer_place place, int epochs, double loss,
                    long seconds)
{
    char epoch[LINE / 4], step[LINE / 4], mean[LINE / 4], time[LINE / 4];
    char bar[BAR + 4] = "";
    const bool ended = place.step_of_epoch == 0; /* this step was the epoch's last */
    snprintf(epoch, sizeof epoch, "epoch %" PRIu64 "/%d", place.epochs + !ended, epochs);
    snprintf(step, sizeof step, " step %zu/%zu", ended ? place.steps_per_epoch : place.step_of_epoch,
             place.steps_per_epoch);
    snprintf(mean, sizeof mean, "  loss %.4f", loss);
    snprintf(time, sizeof time, "  ETA %ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    size_t taken = strlen(epoch) + strlen(time);
    char *const parts[] = {step, mean};
    for (size_t i = 0; i < 2; i++) {
        const bool fits = taken + strlen(parts[i]) <= width;
        taken += fits ? strlen(parts[i]) : 0;
        parts[i][0] = fits ? ' ' : '\0';
    }
    const size_t room = width > taken ? width - taken : 0;
    if (room >= BAR_MIN + 3) {
        print_bar(bar, room < BAR + 3 ? room : BAR + 3, place.steps, p->end);
    }
    snprintf(line, LINE, "%s%s%s%s%s", epoch, bar, step, mean, time);
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
    char line[LINE];
    const size_t width = line_width();
    compose(line, width, p, place, epochs, loss, seconds);
    fflush(stdout);
    fprintf(stderr, "\r%-*.*s", (int)width, (int)width, line);
    fflush(stderr);
    p->width = width;
}

void progress_clear(progress *p)
{
    if (p->width > 0) {
        fprintf(stderr, "\r%*s\r", (int)p->width, "");
        fflush(stderr);
        p->width = 0;
    }
}
