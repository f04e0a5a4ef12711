/* SPDX-License-Identifier: Apache-2.0
 *
 * pictures.c - pictures in text. See pictures.h.
 */
#include "pictures.h"

#include <assert.h>
#include <math.h>
#include <string.h>

void picture_bar(const lesson *l, double value, double full, int width)
{
    /* U+258F to U+2588: one to eight eighths of a column, from the left. */
    static const char *const eighth[] = {"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589"};
    const int fine = l->unicode ? 8 : 1;
    int cells = full > 0 ? (int)lround(value / full * width * fine) : 0;
    if (cells == 0 && value > 0) {
        cells = 1;
    }
    const int whole = cells / fine;
    const int rest = cells % fine;
    for (int i = 0; i < whole; i++) {
        fputs(l->unicode ? "\u2588" : "#", stdout);
    }
    fputs(eighth[rest], stdout);
    printf("%*s", width - whole - (rest > 0), "");
}

void picture_trace(const lesson *l, const char *prefix, const int *y, const bool *marks, int count)
{
    const int columns = count < PICTURE_COLUMNS ? count : PICTURE_COLUMNS;
    int low = y[0];
    int high = y[0];
    for (int i = 1; i < count; i++) {
        low = y[i] < low ? y[i] : low;
        high = y[i] > high ? y[i] : high;
    }
    for (int row = high; row >= low - 1; row--) { /* the row below the lowest value holds the marks */
        if (row >= low) {
            printf("  %s%-4d |", prefix, row);
        } else {
            printf("  %*s", (int)strlen(prefix) + 6, "");
            lesson_in(l, LESSON_BAD);
        }
        for (int c = 0; c < columns; c++) {
            bool seen = false;
            for (int i = c * count / columns; i < (c + 1) * count / columns; i++) {
                seen = seen || (row >= low ? y[i] == row : marks[i]);
            }
            fputs(!seen ? " " : row < low ? "!" : l->unicode ? "\u2580" : "-", stdout);
        }
        if (row < low) {
            lesson_plain(l);
        }
        printf("\n");
    }
}

static int row_of(double y, int rows, double low, double high)
{
    const double place = (high - y) / (high - low) * (rows - 1);
    return !(place < rows - 1) ? rows - 1 : place < 0 ? 0 : (int)lround(place); /* NaN: at the bottom */
}

void picture_curves(const lesson *l, const picture_curve *curve, int curves, int count, int rows, double low,
                    double high, const char *format)
{
    static const lesson_colour colours[] = {LESSON_HELD, LESSON_LOST, LESSON_GOOD, LESSON_BOLD};
    assert(count >= 1 && count <= PICTURE_COLUMNS);
    for (int row = 0; row < rows; row++) {
        char label[16] = "";
        if (row == 0 || row == rows / 2 || row == rows - 1) {
            snprintf(label, sizeof label, format, high - (high - low) * row / (rows - 1));
        }
        printf("  %8s |", label);
        for (int c = 0; c < count; c++) {
            int seen = -1;
            for (int i = 0; i < curves; i++) {
                seen = row_of(curve[i].y[c], rows, low, high) == row ? i : seen;
            }
            if (seen >= 0) {
                lesson_in(l, colours[seen % 4]);
            }
            printf("%c", seen >= 0 ? curve[seen].letter : ' ');
            if (seen >= 0) {
                lesson_plain(l);
            }
        }
        printf("\n");
    }
}
