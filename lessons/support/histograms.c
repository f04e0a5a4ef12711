/* SPDX-License-Identifier: Apache-2.0
 *
 * histograms.c - gradients by binade. See histograms.h.
 */
#include "histograms.h"

#include <math.h>

void histogram_draw(lesson *l, const trainer_histogram *h)
{
    enum { TOP = -4, BOTTOM = -28 };
    double most = 0;
    for (int e = BOTTOM; e < TOP; e += 2) {
        most = fmax(most, run_share(h, e == BOTTOM ? TRAINER_EXPONENT_MIN : e, e + 2));
    }
    for (int e = TOP - 2; e >= BOTTOM; e -= 2) {
        const double part = run_share(h, e == BOTTOM ? TRAINER_EXPONENT_MIN : e, e + 2);
        printf("  2^%-4d%5.1f %% ", e, part);
        lesson_in(l, e < -10 ? LESSON_LOST : LESSON_HELD);
        picture_bar(l, part, most, 36);
        lesson_plain(l);
        printf("%s\n", e == -12   ? "  below 2^-10, E4M3 has 0"
                       : e == -18 ? "  below 2^-17, E5M2"
                       : e == -26 ? "  below 2^-25, FP16"
                                  : "");
    }
    figure f = figure_begin(l, "histogram", "exponent,logit_gradients");
    for (int e = -40; e <= 0; e++) {
        figure_row(&f, "%d,%.6f", e, run_share(h, e, e + 1));
    }
    figure_draw(l, &f,
                &(figure_picture){"Gradients of the logits by binade, FP32 training", "exponent e of [2^e, 2^(e+1))",
                                  "share of the gradients, %",
                                  "set style rect fc rgb '#d55e00' fs solid 0.12 noborder\n"
                                  "set obj 1 rect from graph 0, graph 0 to -10.5, graph 1 behind\n"
                                  "set obj 2 rect from graph 0, graph 0 to -17.5, graph 1 behind\n"
                                  "set obj 3 rect from graph 0, graph 0 to -25.5, graph 1 behind\n"
                                  "set label 1 'E4M3: 0' at -14, graph 0.95 center\n"
                                  "set label 2 'E5M2: 0' at -21.5, graph 0.95 center\n"
                                  "set label 3 'FP16: 0' at -32, graph 0.95 center\n"
                                  "plot [-40.5:0.5] CSV using 1:2 with boxes lt 1 notitle"});
}
