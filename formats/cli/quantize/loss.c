/* SPDX-License-Identifier: Apache-2.0
 *
 * Signal and noise.
 */
#include "loss.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void loss_add(loss *l, const uint32_t *before, const uint32_t *after, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float x;
        float y;
        memcpy(&x, &before[i], sizeof x);
        memcpy(&y, &after[i], sizeof y);
        l->nans += isnan(y) != 0;
        l->flushed += x != 0 && y == 0;
        if (isfinite(x) && isfinite(y)) {
            const double error = (double)y - (double)x;
            l->signal += (double)x * (double)x;
            l->noise += error * error;
            l->finite++;
        }
    }
}

void loss_decibels(const loss *l, char *text, size_t size)
{
    if (l->noise == 0) {
        snprintf(text, size, l->finite == 0 ? "-" : "exact");
    } else {
        snprintf(text, size, "%.2f dB", 10 * log10(l->signal / l->noise));
    }
}

void loss_share(uint64_t count, uint64_t all, char *text, size_t size)
{
    if (count == 0) {
        snprintf(text, size, "0");
    } else {
        const double percent = 100 * (double)count / (double)all;
        snprintf(text, size, "%" PRIu64 " (%.*g %%)", count, percent < 10 ? 2 : 3, percent);
    }
}
