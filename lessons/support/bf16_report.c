/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16_report.c - how far the six ways differ. See bf16_report.h.
 */
#include "bf16_report.h"

#include <math.h>

#include "pictures.h"

/* Percentages below the diagonal. */
worst_pair report_pairs(const lesson *l, const products *p)
{
    worst_pair worst = {0};
    printf("  differ, %% ");
    for (int b = 0; b < WAYS - 1; b++) {
        printf(" %9s", ways[b].name);
    }
    printf("\n");
    for (int a = 1; a < WAYS; a++) {
        printf("  %-10s", ways[a].name);
        for (int b = 0; b < a; b++) {
            const double percent = 100.0 * products_differing(p, a, b) / (double)p->outputs;
            lesson_in(l, percent > 0 ? LESSON_LOST : LESSON_HELD);
            printf(" %9.1f", percent);
            lesson_plain(l);
            worst.pairs += percent > 0;
            if (percent > worst.percent) {
                worst = (worst_pair){a, b, percent, worst.pairs};
            }
        }
        printf("\n");
    }
    return worst;
}

/* ---- Distances in ulps ------------------------------------------------------------------------------------------ */

enum { BINS = 8 };
static const char *const bins[BINS] = {"0", "1", "2", "3-4", "5-8", "9-16", "17-32", "over 32"};

static void count_distances(const products *p, int w, int other, double percent[BINS])
{
    for (int b = 0; b < BINS; b++) {
        percent[b] = 0;
    }
    for (size_t i = 0; i < p->outputs; i++) {
        const int64_t apart = products_apart(p, w, other, i);
        int bin = 0;
        while (bin < BINS - 1 && apart > (bin == 0 ? 0 : 1 << (bin - 1))) {
            bin++;
        }
        percent[bin] += 100.0 / (double)p->outputs;
    }
}

double report_distances(lesson *l, const products *p, int a, int b)
{
    enum { COLUMNS = 40, SHOWN = AMX_SDM + 1 };
    double percent[SHOWN][BINS];
    count_distances(p, a, b, percent[0]);
    printf("\n  %s and %s, ulps apart\n", ways[a].name, ways[b].name);
    for (int i = 0; i < BINS; i++) {
        printf("  %10s ", bins[i]);
        lesson_in(l, i == 0 ? LESSON_HELD : LESSON_LOST);
        picture_bar(l, percent[0][i], 100, COLUMNS);
        lesson_plain(l);
        printf(" %5.1f %%\n", percent[0][i]);
    }
    const double near = percent[0][0] + percent[0][1] + percent[0][2] + percent[0][3] + percent[0][4];
    figure f = figure_begin(l, "distances",
                            "ulps_apart,vdpbf16ps_percent,bfdot_percent,bfdot_ebf_percent,"
                            "amx_sdm_percent");
    for (int w = VDPBF16PS; w < SHOWN; w++) {
        count_distances(p, w, PLAIN, percent[w]);
    }
    for (int i = 0; i < BINS; i++) {
        figure_row(&f, "%s,%.4f,%.4f,%.4f,%.4f", bins[i], percent[VDPBF16PS][i], percent[BFDOT][i],
                   percent[BFDOT_EBF][i], percent[AMX_SDM][i]);
    }
    figure_draw(l, &f,
                &(figure_picture){"How far BF16 dot products lie from the plain loop",
                                  "distance from the result of the plain loop, ulps", "share of the outputs, %",
                                  "set style data histogram\nset style histogram clustered gap 1\n"
                                  "set xrange [-0.6:7.6]\nset yrange [0:*]\n"
                                  "plot for [i=2:5] CSV using i:xtic(1) lt i-1 title word('vdpbf16ps bfdot bfdot-ebf "
                                  "amx-sdm', i-1)"});
    return near;
}

/* ---- Errors ------------------------------------------------------------------------------------------------------ */

/* With at most n roundings of relative error u, and no flush, |error| <= gamma sum |x y|, gamma = n u / (1 - n u)
 * (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). With u = halves * 2^-24 and m = n * halves,
 * gamma is m / (2^24 - m). FP64 compares these exactly, except for errors far outside the bound. */
void report_errors(lesson *l, const products *p, double rms[WAYS], int outside[WAYS])
{
    figure f = figure_begin(l, "errors", "way,roundings,halves_of_an_ulp,bound,worst,rms");
    printf("  way            n      u   bound   worst  rms\n");
    for (int w = 0; w < WAYS; w++) {
        const int n = ways_roundings(w, p->length);
        const int m = n * ways[w].halves;
        const double bound = m / (1.0 - m * 0x1p-24);
        double worst = 0;
        double squares = 0;
        outside[w] = 0;
        for (size_t i = 0; i < p->outputs; i++) {
            double magnitudes;
            const double exact = products_exact(p, i, &magnitudes);
            const double error = fabs((double)hu_fp32_to_float(p->out[w][i]) - exact);
            const double relative = error / magnitudes * 0x1p24;
            outside[w] += !(error * (0x1p24 - m) <= m * magnitudes);
            worst = fmax(worst, relative);
            squares += relative * relative;
        }
        rms[w] = sqrt(squares / (double)p->outputs);
        printf("  %-10s %5d  %s %7.1f %7.3f  ", ways[w].name, n, ways[w].halves == 1 ? "2^-24" : "2^-23", bound, worst);
        picture_bar(l, fmin(rms[w] / rms[PLAIN], 2), 2, 24);
        printf(" %5.3f\n", rms[w]);
        figure_row(&f, "%s,%d,%d,%.9g,%.9g,%.9g", ways[w].name, n, ways[w].halves, bound, worst, rms[w]);
    }
    figure_draw(l, &f,
                &(figure_picture){"Errors of BF16 dot products, and the bound that holds for all", "way to add",
                                  "error / sum of |x y|, in unit roundoffs of FP32",
                                  "set logscale y\nset style data histogram\nset style histogram clustered gap 1\n"
                                  "set xrange [-0.6:5.6]\nset xtics font ',12'\n"
                                  "plot CSV using 4:xtic(1) title 'bound', '' using 5 title 'worst', '' using 6 title "
                                  "'rms'"});
}
