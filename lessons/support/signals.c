/* SPDX-License-Identifier: Apache-2.0
 *
 * signals.c - the dashboard of a run. See signals.h.
 */
#include "signals.h"

#include <math.h>
#include <stdlib.h>

const char *const signal_names[SIGNALS] = {"S<1", "skips", "delivery", "bias"};

struct signals {
    uint32_t classes;
    size_t parameters, rows; /* of the last layer: a row for each input, and one for the biases */
    trainer_role role;       /* what the optimizer updates                                      */
    float *weights;          /* [parameters]                                                    */
    double *first;           /* [rows]: sums over the classes when the run began                */
    int steps, skipped;      /* of the epoch                                                    */
    double amax, scale;
    trainer_statistics sum;
};

/* The last layer comes last, [input][class] and then the biases. Returns the square of its norm. */
static double row_sums(signals *w, const trainer *t, double *sum)
{
    const float *x = w->weights + w->parameters - w->rows * w->classes;
    double squares = 0;
    trainer_values(t, w->role, w->weights);
    for (size_t i = 0; i < w->rows; i++) {
        sum[i] = 0;
        for (uint32_t j = 0; j < w->classes; j++) {
            const double y = (double)x[i * w->classes + j];
            sum[i] += y;
            squares += y * y;
        }
    }
    return squares;
}

signals *signals_begin(const trainer *t, uint32_t classes)
{
    const trainer_config *c = trainer_configuration(t);
    signals *w = calloc(1, sizeof *w);
    if (w == NULL || c->hidden_layers == 0) {
        free(w);
        return NULL;
    }
    w->classes = classes;
    w->parameters = trainer_parameters(t);
    w->rows = (size_t)c->hidden[c->hidden_layers - 1] + 1;
    w->role = c->master == NULL ? TRAINER_WEIGHTS : TRAINER_MASTER;
    w->weights = calloc(w->parameters, sizeof *w->weights);
    w->first = calloc(2 * w->rows, sizeof *w->first); /* and as many for those of now */
    if (w->weights == NULL || w->first == NULL) {
        signals_end(w);
        return NULL;
    }
    row_sums(w, t, w->first);
    return w;
}

void signals_end(signals *w)
{
    if (w != NULL) {
        free(w->weights);
        free(w->first);
        free(w);
    }
}

void signals_step(signals *w, const trainer_step_report *report, const trainer_statistics *step)
{
    const double scale = (double)report->scale;
    w->scale = w->steps == 0 ? scale : fmin(w->scale, scale);
    w->steps++;
    w->skipped += report->skipped && scale >= 1;
    w->amax += (double)step->largest_activation;
    trainer_statistics_add(&w->sum, step);
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : 100 * (double)part / (double)whole;
}

/* The part of n numbers that is common to them is their mean, and its norm |sum| / sqrt(n). */
static double drift(signals *w, const trainer *t)
{
    double *now = w->first + w->rows;
    const double norm = row_sums(w, t, now);
    double squares = 0;
    for (size_t i = 0; i < w->rows; i++) {
        const double moved = now[i] - w->first[i];
        squares += moved * moved;
    }
    return sqrt(squares / w->classes / norm);
}

run_signals signals_epoch(signals *w, const trainer *t)
{
    trainer_histogram all = w->sum.logit_gradients;
    trainer_histogram_add(&all, &w->sum.hidden_gradients);
    trainer_histogram_add(&all, &w->sum.weight_gradients);
    const run_signals s = {
        .underflows = percent(w->sum.logit_gradients.flushed, w->sum.logit_gradients.finite),
        .overflows = percent(all.overflowed + all.nonfinite, trainer_histogram_total(&all)),
        .amax = w->amax / w->steps,
        .scale = w->scale,
        .skipped = 100.0 * w->skipped / w->steps,
        .delivered = w->sum.delivered / w->sum.intended,
        .drift = drift(w, t),
    };
    w->steps = 0;
    w->skipped = 0;
    w->amax = 0;
    w->sum = (trainer_statistics){0};
    return s;
}

unsigned signal_alarms(const run_signals *s, int epoch)
{
    const bool ready = epoch > 0;
    return (unsigned)(s->scale < 1) << SIGNAL_NOT_THE_SCALE | (unsigned)(ready && s->skipped > 10) << SIGNAL_SKIPS |
           (unsigned)(ready && s->delivered < 0.9) << SIGNAL_DELIVERY |
           (unsigned)(ready && !(s->scale < 1) && s->drift > 0.25) << SIGNAL_BIAS;
}
