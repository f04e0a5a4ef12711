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
    float *gradient;         /* [parameters]                                                    */
    double *common;          /* [rows]: sum over steps and classes of the last layer's gradients */
    double path;             /* sum of their norms                                               */
    int steps, skipped;      /* of the epoch                                                     */
    double amax, scale;
    trainer_statistics sum;
};

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
    w->gradient = calloc(w->parameters, sizeof *w->gradient);
    w->common = calloc(w->rows, sizeof *w->common);
    if (w->gradient == NULL || w->common == NULL) {
        signals_end(w);
        return NULL;
    }
    return w;
}

void signals_end(signals *w)
{
    if (w != NULL) {
        free(w->gradient);
        free(w->common);
        free(w);
    }
}

/* The last layer's gradient comes last, [input][class] and then the biases. S is a power of two and is divided out. */
static void add_rows(signals *w, const trainer *t, double scale)
{
    const float *g = w->gradient + w->parameters - w->rows * w->classes;
    double squares = 0;
    trainer_values(t, TRAINER_GRADIENTS, w->gradient);
    for (size_t i = 0; i < w->rows; i++) {
        double sum = 0;
        for (uint32_t j = 0; j < w->classes; j++) {
            const double x = (double)g[i * w->classes + j] / scale;
            sum += x;
            squares += x * x;
        }
        w->common[i] += sum;
    }
    w->path += sqrt(squares);
}

void signals_step(signals *w, const trainer *t, const trainer_step_report *report, const trainer_statistics *step)
{
    const double scale = (double)report->scale;
    w->scale = w->steps == 0 ? scale : fmin(w->scale, scale);
    w->steps++;
    w->skipped += report->skipped && scale >= 1;
    w->amax += (double)step->largest_activation;
    trainer_statistics_add(&w->sum, step);
    if (!report->skipped) {
        add_rows(w, t, scale);
    }
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : 100 * (double)part / (double)whole;
}

/* Of n numbers in a direction common to all classes, the norm is |sum| / sqrt(n). */
static double row_sum(const signals *w)
{
    double squares = 0;
    for (size_t i = 0; i < w->rows; i++) {
        squares += w->common[i] * w->common[i];
    }
    return w->path > 0 ? sqrt(squares / w->classes) / w->path : 0;
}

run_signals signals_epoch(signals *w)
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
        .row_sum = row_sum(w),
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
           (unsigned)(ready && s->row_sum > 0.03) << SIGNAL_BIAS;
}
