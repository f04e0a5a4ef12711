/* SPDX-License-Identifier: Apache-2.0
 *
 * dashboard.c - signals in tables. See dashboard.h.
 */
#include "dashboard.h"

#include <math.h>

unsigned dashboard_alarms(const lesson_run *r, int *first)
{
    unsigned all = 0;
    int epoch = 0;
    for (int e = 0; e < r->epochs; e++) {
        all |= signal_alarms(&r->epoch[e].signals, e);
        epoch = epoch == 0 && all != 0 ? e + 1 : epoch;
    }
    if (first != NULL) {
        *first = epoch;
    }
    return all;
}

unsigned dashboard_any(const lesson *l, const contestant *c)
{
    unsigned all = 0;
    for (int s = 0; s < run_seeds(l); s++) {
        all |= dashboard_alarms(&c->run[s], NULL);
    }
    return all;
}

unsigned dashboard_every(const lesson *l, const contestant *c)
{
    unsigned all = (1U << SIGNALS) - 1;
    for (int s = 0; s < run_seeds(l); s++) {
        all &= dashboard_alarms(&c->run[s], NULL);
    }
    return all;
}

void dashboard_names(const lesson *l, unsigned alarms)
{
    lesson_in(l, alarms == 0 ? LESSON_GOOD : LESSON_BAD);
    for (int i = 0; i < SIGNALS; i++) {
        if ((alarms >> i & 1) != 0) {
            printf("%s%s", signal_names[i], alarms >> (i + 1) != 0 ? ", " : "");
        }
    }
    printf("%s", alarms == 0 ? "quiet" : "");
    lesson_plain(l);
    printf("\n");
}

void dashboard_print(const lesson *l, const lesson_run *r)
{
    static const int shown[] = {1, 2, 3, 6, 10, 20, 30};
    printf("  epoch     loss   right  underflows%%  overflows%%   log2 S  delivered    drift\n");
    for (size_t i = 0; i < sizeof shown / sizeof *shown && shown[i] <= r->epochs; i++) {
        const run_epoch *e = &r->epoch[shown[i] - 1];
        /* fabs takes the sign of a NaN away, which machines choose differently */
        printf("  %5d %8.4f %5.1f %% %12.1f %11.1f %8.0f %10.3f %8.4f", shown[i], fabs(e->loss), e->accuracy,
               e->signals.underflows, e->signals.overflows, log2(e->signals.scale), fabs(e->signals.delivered),
               e->signals.drift);
        if (signal_alarms(&e->signals, shown[i] - 1) != 0) {
            lesson_in(l, LESSON_BAD);
            printf(" !");
            lesson_plain(l);
        }
        printf("\n");
    }
}

static run_signals worst_of(const lesson *l, const contestant *c)
{
    run_signals worst = {.scale = INFINITY, .delivered = INFINITY};
    for (int s = 0; s < run_seeds(l); s++) {
        for (int e = 1; e < c->run[s].epochs; e++) {
            const run_signals *x = &c->run[s].epoch[e].signals;
            worst.underflows = fmax(worst.underflows, x->underflows);
            worst.skipped = fmax(worst.skipped, x->skipped);
            worst.scale = fmin(worst.scale, x->scale);
            worst.delivered = fmin(worst.delivered, x->delivered);
            worst.drift = fmax(worst.drift, x->drift);
        }
    }
    return worst;
}

double dashboard_worst(const lesson *l, const contestant *c, size_t count)
{
    double flushed = 0;
    printf("  policy             underflows%%  skipped%%  log2 S  delivered    drift  alarms\n");
    for (size_t i = 0; i < count; i++) {
        const run_signals worst = worst_of(l, &c[i]);
        printf("  %-18s %11.1f %9.1f %7.0f %10.3f %8.4f  ", c[i].name, worst.underflows, worst.skipped,
               log2(worst.scale), worst.delivered, worst.drift);
        dashboard_names(l, dashboard_any(l, &c[i]));
        flushed = fmax(flushed, worst.underflows);
    }
    return flushed;
}

int dashboard_spike(const lesson_run *r)
{
    bool learnt = false;
    for (int e = 0; e < r->epochs; e++) {
        if (learnt && !(r->epoch[e].largest_loss <= DASHBOARD_SPIKE)) {
            return e + 1;
        }
        learnt = learnt || r->epoch[e].loss < DASHBOARD_SPIKE / 4;
    }
    return 0;
}

int dashboard_spikes(const lesson *l, const contestant *c)
{
    int spikes = 0;
    for (int s = 0; s < run_seeds(l); s++) {
        spikes += dashboard_spike(&c->run[s]) != 0;
    }
    return spikes;
}

static double drift(const run_epoch *e)
{
    return fmax(e->signals.drift, 1e-4); /* drawn on a logarithmic axis */
}

void dashboard_draw_bias(lesson *l, const contestant *c, size_t count)
{
    curves_draw(l, c, count,
                &(curves_picture){.table = "drift",
                                  .title = "Where the loss cannot see it: median and range of the seeds",
                                  .y = "drift of the last layer",
                                  .of = drift,
                                  .low = -2.5,
                                  .high = 0,
                                  .label = "10^%.1f",
                                  .logarithmic = true});
}

static const char *number(int n, char text[16])
{
    snprintf(text, 16, "%d", n);
    return text;
}

dashboard_lead dashboard_leads(const lesson *l, const contestant *c)
{
    dashboard_lead lead = {0, RUN_EPOCHS};
    double warnings[LESSON_SEEDS];
    int warned = 0;
    printf("\n  seed   the alarm rings   first spike   largest loss    lowest accuracy\n"
           "         in epoch          in epoch      of the last two thirds, in epoch\n");
    for (int s = 0; s < run_seeds(l); s++) {
        const lesson_run *r = &c->run[s];
        int alarm = 0;
        const int after = r->epochs / 3;
        int worst = after;
        int lowest = after;
        dashboard_alarms(r, &alarm);
        for (int e = after; e < r->epochs; e++) {
            worst = r->epoch[e].largest_loss > r->epoch[worst].largest_loss ? e : worst;
            lowest = r->epoch[e].accuracy < r->epoch[lowest].accuracy ? e : lowest;
        }
        const int spike = dashboard_spike(r);
        char first[16];
        char second[16];
        printf("  %4llu   %8s %16s %11.2f in %2d %15.1f %% in %d\n", (unsigned long long)l->seed + (unsigned)s,
               alarm == 0 ? "never" : number(alarm, first), spike == 0 ? "none" : number(spike, second),
               r->epoch[worst].largest_loss, worst + 1, r->epoch[lowest].accuracy, lowest + 1);
        lead.latest = alarm == 0 ? RUN_EPOCHS : alarm > lead.latest ? alarm : lead.latest;
        if (alarm != 0 && spike != 0) {
            warnings[warned++] = spike - alarm;
        }
    }
    if (warned > 0) {
        lead.warning = (int)run_spread_of(warnings, warned).median;
    }
    return lead;
}

double dashboard_bytes(const lesson *l, const trainer_data *data, const contestant *c)
{
    size_t bytes = 0;
    trainer *t = run_trainer(l, data, &c->config);
    for (int role = TRAINER_WEIGHTS; role <= TRAINER_ACTIVATION_GRADIENTS; role++) {
        bytes += trainer_bytes(t, (trainer_role)role);
    }
    trainer_free(t);
    return (double)bytes;
}

run_spread dashboard_loss(const lesson *l, const contestant *c)
{
    double values[LESSON_SEEDS];
    for (int s = 0; s < run_seeds(l); s++) {
        values[s] = run_final_loss(&c->run[s]);
    }
    return run_spread_of(values, run_seeds(l));
}
