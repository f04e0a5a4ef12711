/* SPDX-License-Identifier: Apache-2.0
 *
 * curves.c - a picture of training, epoch by epoch. See curves.h.
 */
#include "curves.h"

#include <assert.h>
#include <math.h>

double curves_accuracy(const run_epoch *e)
{
    return e->accuracy;
}

double curves_largest_loss(const run_epoch *e)
{
    return e->largest_loss;
}

double curves_loss(const run_epoch *e)
{
    return e->loss;
}

/* gnuplot's commands: for each contestant a band from the least to the most, and the median as a line. */
static void write_plot(char *plot, size_t size, const contestant *c, size_t count, bool logarithmic)
{
    static const char one[] = "CSV using (strcol(1) eq word(names, i) ? $2 : NaN)";
    size_t used = (size_t)snprintf(plot, size, "%sset key above\nnames = '", logarithmic ? "set logscale y\n" : "");
    for (size_t i = 0; i < count && used < size; i++) {
        used += (size_t)snprintf(plot + used, size - used, "%s ", c[i].name);
    }
    assert(used < size);
    snprintf(plot + used, size - used,
             "'\nplot for [i=1:words(names)] %s:3:5 with filledcurves lc i fs transparent solid 0.2 notitle, "
             "for [i=1:words(names)] %s:4 with lines lt i title word(names, i)",
             one, one);
}

void curves_draw(lesson *l, const contestant *c, size_t count, const curves_picture *p)
{
    static double y[CURVES][RUN_EPOCHS];
    picture_curve curve[CURVES];
    const int epochs = c[0].run[0].epochs;
    const int seeds = run_seeds(l);
    assert(count <= CURVES);
    figure f = figure_begin(l, p->table, "run,epoch,least,median,most");
    for (size_t i = 0; i < count; i++) {
        for (int e = 0; e < epochs; e++) {
            double of[LESSON_SEEDS] = {0};
            for (int s = 0; s < seeds; s++) {
                of[s] = p->of(&c[i].run[s].epoch[e]);
            }
            const run_spread spread = run_spread_of(of, seeds);
            figure_row(&f, "%s,%d,%.6g,%.6g,%.6g", c[i].name, e + 1, spread.least, spread.median, spread.most);
            y[i][e] = p->logarithmic ? log10(of[0]) : of[0];
        }
        curve[i] = (picture_curve){(char)('A' + (int)i), y[i]};
    }
    printf("  %s, seed %llu\n", p->y, (unsigned long long)l->seed);
    picture_curves(l, curve, (int)count, epochs, 11, p->low, p->high, p->label);
    printf("             epoch 1%*s%d\n", epochs - 8, "", epochs);
    char plot[1024];
    write_plot(plot, sizeof plot, c, count, p->logarithmic);
    figure_draw(l, &f, &(figure_picture){p->title, "epoch", p->y, plot});
}
