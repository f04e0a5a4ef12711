/* SPDX-License-Identifier: Apache-2.0
 *
 * pictures.c - text pictures and CSV files of the lessons. See lesson.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "lesson.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

/* ---- Pictures ---------------------------------------------------------------------------------------------------- */

void lesson_bar(const lesson *l, double value, double full, int width)
{
    /* U+258F to U+2588: one to eight eighths of a column, from the left. */
    static const char *const eighth[] = {"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589"};
    int fine = l->unicode ? 8 : 1;
    int cells = full > 0 ? (int)lround(value / full * width * fine) : 0;
    if (cells == 0 && value > 0) {
        cells = 1;
    }
    int whole = cells / fine, rest = cells % fine;
    for (int i = 0; i < whole; i++) {
        fputs(l->unicode ? "\u2588" : "#", stdout);
    }
    fputs(eighth[rest], stdout);
    printf("%*s", width - whole - (rest > 0), "");
}

void lesson_trace(const lesson *l, const char *prefix, const int *y, const bool *marks, int count)
{
    int columns = count < LESSON_TRACE_COLUMNS ? count : LESSON_TRACE_COLUMNS;
    int low = y[0], high = y[0];
    for (int i = 1; i < count; i++) {
        low = y[i] < low ? y[i] : low;
        high = y[i] > high ? y[i] : high;
    }
    for (int row = high; row >= low - 1; row--) { /* the row below the lowest value holds the marks */
        if (row >= low) {
            printf("  %s%-4d |", prefix, row);
        } else {
            printf("  %*s", (int)strlen(prefix) + 6, "");
        }
        for (int c = 0; c < columns; c++) {
            bool seen = false;
            for (int i = c * count / columns; i < (c + 1) * count / columns; i++) {
                seen = seen || (row >= low ? y[i] == row : marks[i]);
            }
            fputs(!seen ? " " : row < low ? "!" : l->unicode ? "\u2580" : "-", stdout);
        }
        printf("\n");
    }
}

/* ---- CSV files --------------------------------------------------------------------------------------------------- */

static _Noreturn void fail(const lesson *l, const char *path, const char *message)
{
    char line[640];
    snprintf(line, sizeof line, "%s: %s", path, message);
    lesson_fail(l, line);
}

lesson_csv lesson_csv_open(const lesson *l, const char *table, const char *header)
{
    lesson_csv csv = {0};
    if (l->plots == NULL) {
        return csv;
    }
    int length = snprintf(csv.path, sizeof csv.path, "%s/%s_%s.csv", l->plots, l->name, table);
    if (length < 0 || (size_t)length >= sizeof csv.path) {
        fail(l, l->plots, "the name of the directory is too long");
    }
    snprintf(csv.temporary, sizeof csv.temporary, "%s.%ld", csv.path, (long)getpid());
    csv.file = fopen(csv.temporary, "w");
    if (csv.file == NULL) {
        fail(l, csv.temporary, strerror(errno));
    }
    fprintf(csv.file, "%s\n", header);
    return csv;
}

void lesson_csv_row(lesson_csv *csv, const char *format, ...)
{
    if (csv->file != NULL) {
        va_list arguments;
        va_start(arguments, format);
        vfprintf(csv->file, format, arguments);
        va_end(arguments);
        fputc('\n', csv->file);
    }
}

void lesson_csv_close(const lesson *l, lesson_csv *csv)
{
    if (csv->file == NULL) {
        return;
    }
    bool written = !ferror(csv->file);
    written = fclose(csv->file) == 0 && written;
    csv->file = NULL;
    if (!written || rename(csv->temporary, csv->path) != 0) {
        remove(csv->temporary);
        fail(l, csv->path, "could not be written");
    }
}
