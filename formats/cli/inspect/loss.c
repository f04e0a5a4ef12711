/* SPDX-License-Identifier: Apache-2.0
 *
 * Signal and noise, and what else became of elements.
 */
#include "loss.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

loss_ends loss_ends_of(const hu_block_recipe *recipe)
{
    loss_ends ends;
    if (recipe->element == NULL) {
        ends.top = (uint8_t)recipe->greatest;
        ends.bottom = (uint8_t)((uint32_t)recipe->least & ((UINT32_C(1) << hu_block_bits(recipe)) - 1));
    } else {
        const int width = hu_format_width(recipe->element);
        ends.top = (uint8_t)hu_format_largest(recipe->element);
        ends.bottom = (uint8_t)(ends.top | 1U << (width - 1));
    }
    ends.below = (uint8_t)(ends.top - 1);
    return ends;
}

/* Is x, whose code is one of the ends, beyond y by half a step? `outward` is the distance. */
static bool is_beyond(uint8_t code, double outward, double step)
{
    return outward > step / 2 || (outward == step / 2 && code % 2 != 0 && step > 0);
}

void loss_add(loss *l, const loss_ends *ends, loss_unit unit, double step, const double *before, const float *after,
              const uint8_t *codes, size_t n)
{
    l->elements += n;
    for (size_t i = 0; i < n; i++) {
        const double x = before[i];
        const double y = (double)after[i];
        const bool finite = isfinite(x) != 0;
        const bool stays_finite = finite && isfinite(y) != 0;
        l->numbers += finite && x != 0;
        l->inexact += x != y && !(isnan(x) && isnan(y));
        l->flushed += finite && x != 0 && y == 0;
        if (stays_finite && y != 0) {
            l->saturated += (codes[i] == ends->top && is_beyond(codes[i], x - y, step)) ||
                            (codes[i] == ends->bottom && is_beyond(codes[i], y - x, step));
        }
        if (stays_finite) {
            const double scaled = x * unit.unit * unit.unit2;
            const double error = y * unit.unit * unit.unit2 - scaled;
            l->signal += scaled * scaled;
            l->noise += error * error;
            l->measured++;
        } else {
            l->nans += isnan(y) != 0;
            l->nan_to_number += isnan(x) && !isnan(y);
            l->to_nan += !isnan(x) && isnan(y);
            l->to_infinity += finite && isinf(y);
            l->infinity_to_number += isinf(x) && isfinite(y);
        }
    }
}

void loss_join(loss *l, const loss *more, double weight)
{
    l->elements += more->elements;
    l->numbers += more->numbers;
    l->inexact += more->inexact;
    l->flushed += more->flushed;
    l->saturated += more->saturated;
    l->nans += more->nans;
    l->nan_to_number += more->nan_to_number;
    l->to_nan += more->to_nan;
    l->to_infinity += more->to_infinity;
    l->infinity_to_number += more->infinity_to_number;
    l->measured += more->measured;
    l->signal += weight * more->signal;
    l->noise += weight * more->noise;
}

uint64_t loss_of_numbers(const loss *l)
{
    return l->to_nan + l->to_infinity;
}

double loss_sqnr(const loss *l)
{
    return l->noise == 0 ? HUGE_VAL : 10 * log10(l->signal / l->noise);
}

void loss_decibels(const loss *l, char *text, size_t size)
{
    char left_out[40] = "";
    if (l->measured == 0) {
        snprintf(text, size, "-");
    } else if (l->inexact == 0) {
        snprintf(text, size, "exact");
    } else if (l->noise == 0) {
        snprintf(text, size, "infinite");
    } else {
        snprintf(text, size, "%.2f dB", loss_sqnr(l));
    }
    if (l->measured != 0 && l->measured != l->elements) {
        snprintf(left_out, sizeof left_out, " without %" PRIu64, l->elements - l->measured);
    }
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", left_out);
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

void loss_rare(const loss *l, char *text, size_t size)
{
    enum { CELL = 40 };
    const struct {
        const char *name;
        uint64_t count;
    } rare[] = {{"NaN to number", l->nan_to_number},
                {"number to NaN", l->to_nan},
                {"number to infinity", l->to_infinity},
                {"infinity to number", l->infinity_to_number}};
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof rare / sizeof rare[0]; i++) {
        char cell[CELL];
        if (rare[i].count != 0) {
            loss_share(rare[i].count, l->elements, cell, sizeof cell);
            used += (size_t)snprintf(text + used, size - used, ", %s %s", rare[i].name, cell);
        }
    }
}
