/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L

#include "signals.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char header[] = "step,epoch,loss,scale,skipped,flushed_percent,overflowed,lost_percent,delivered,"
                             "weight_headroom,activation_headroom,gradient_headroom\n";

enum { GRADIENT_KINDS = 3 };

double signals_percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0.0 : 100.0 * (double)part / (double)whole;
}

/* The gradients of logits, hidden layers and weights added up. */
static trainer_histogram all_gradients(const trainer_statistics *s)
{
    trainer_histogram all = {0};
    const trainer_histogram *const kinds[GRADIENT_KINDS] = {&s->logit_gradients, &s->hidden_gradients,
                                                            &s->weight_gradients};
    for (size_t i = 0; i < GRADIENT_KINDS; i++) {
        trainer_histogram_add(&all, kinds[i]);
    }
    return all;
}

double signals_flushed(const trainer_statistics *s)
{
    const trainer_histogram all = all_gradients(s);
    return signals_percent(all.flushed, trainer_histogram_total(&all) - all.zero);
}

void signals_header(FILE *to)
{
    fputs(header, to);
}

static void headroom(FILE *to, trainer_format format, float largest)
{
    static const double top[] = {[TRAINER_FP32] = 0x1.FFFFFEp127,
                                 [TRAINER_FP16] = 65504,
                                 [TRAINER_BF16] = 0x1.FEp127,
                                 [TRAINER_E4M3] = 448,
                                 [TRAINER_E5M2] = 57344};
    if (largest > 0) {
        fprintf(to, ",%.3f", log2(top[format] / (double)largest));
    } else {
        fputc(',', to);
    }
}

void signals_row(FILE *to, const trainer_config *c, trainer_place place, const trainer_step_report *step,
                 const trainer_statistics *s)
{
    const trainer_histogram all = all_gradients(s);
    const uint64_t epoch = (place.steps - 1) / place.steps_per_epoch + 1;
    fprintf(to, "%" PRIu64 ",%" PRIu64 ",%.9g,%.9g,%d,%.4f,%" PRIu64, place.steps, epoch, (double)step->loss,
            (double)step->scale, step->skipped, signals_flushed(s), all.overflowed + all.nonfinite);
    if (s->updates > 0) {
        fprintf(to, ",%.4f", signals_percent(s->updates_lost, s->updates));
    } else {
        fputc(',', to);
    }
    if (s->intended > 0) {
        fprintf(to, ",%.6g", s->delivered / s->intended);
    } else {
        fputc(',', to);
    }
    headroom(to, c->weights, s->largest_weight);
    headroom(to, c->activations, s->largest_activation);
    headroom(to, c->gradients, all.largest);
    fputc('\n', to);
}

/* Where the rows after `step` begin; -1 if this is no file of signals. */
static long end_of_rows(FILE *file, uint64_t step)
{
    char line[512];
    if (fgets(line, sizeof line, file) == NULL || strcmp(line, header) != 0) {
        return -1;
    }
    long end = ftell(file);
    while (fgets(line, sizeof line, file) != NULL && strchr(line, '\n') != NULL &&
           strtoull(line, NULL, 10) <= step) { /* a row that a crash cut short ends the rows, too */
        end = ftell(file);
    }
    return end;
}

FILE *signals_open(const char *path, uint64_t step)
{
    FILE *file = step > 0 ? fopen(path, "r+") : NULL;
    if (file == NULL) {
        file = step == 0 || errno == ENOENT ? fopen(path, "w") : NULL;
        if (file != NULL) {
            signals_header(file);
        }
        return file;
    }
    const long end = end_of_rows(file, step);
    errno = 0;
    if (end < 0 || ftruncate(fileno(file), end) != 0 || fseek(file, 0, SEEK_END) != 0) {
        const int reason = errno;
        fclose(file);
        errno = reason;
        return NULL;
    }
    return file;
}
