/* SPDX-License-Identifier: Apache-2.0
 *
 * What was lost. In JSON an SQNR without noise, or of nothing, is null.
 */
#include "lost.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { CELL = 64 };

void lost_text(const char *recipe, const loss *l, const lost_sizes *sizes)
{
    char flushed[CELL];
    char saturated[CELL];
    char inexact[CELL];
    char nans[CELL];
    char rare[LOSS_RARE];
    char decibels[CELL];
    loss_share(l->flushed, l->elements, flushed, sizeof flushed);
    loss_share(l->saturated, l->elements, saturated, sizeof saturated);
    loss_share(l->inexact, l->elements, inexact, sizeof inexact);
    loss_share(l->nans, l->elements, nans, sizeof nans);
    loss_rare(l, rare, sizeof rare);
    loss_decibels(l, decibels, sizeof decibels);
    printf("%s: %zu x %zu elements: flushed %s, saturated %s, inexact %s, NaN %s%s; SQNR %s; bytes %" PRIu64
           ", now %" PRIu64,
           recipe, sizes->rows, sizes->columns, flushed, saturated, inexact, nans, rare, decibels, sizes->bytes,
           sizes->bytes_now);
    if (sizes->rounded != 0) {
        printf("; %" PRIu64 " rounded to FP32 first", sizes->rounded);
    }
    putchar('\n');
}

void lost_json(const char *recipe, const loss *l, const lost_sizes *sizes)
{
    const struct {
        const char *name;
        uint64_t count;
    } counts[] = {{"rows", sizes->rows},
                  {"columns", sizes->columns},
                  {"flushed", l->flushed},
                  {"saturated", l->saturated},
                  {"inexact", l->inexact},
                  {"nans", l->nans},
                  {"nan_to_number", l->nan_to_number},
                  {"number_to_nan", l->to_nan},
                  {"number_to_infinity", l->to_infinity},
                  {"infinity_to_number", l->infinity_to_number},
                  {"measured", l->measured},
                  {"rounded_to_fp32", sizes->rounded},
                  {"bytes", sizes->bytes},
                  {"bytes_now", sizes->bytes_now}};
    const double sqnr = loss_sqnr(l);
    printf("{\"recipe\": \"%s\"", recipe);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        printf(", \"%s\": %" PRIu64, counts[i].name, counts[i].count);
    }
    printf(isfinite(sqnr) ? ", \"sqnr\": %.17g}\n" : ", \"sqnr\": null}\n", sqnr);
}
