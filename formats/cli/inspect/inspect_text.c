/* SPDX-License-Identifier: Apache-2.0
 *
 * An inspection as text: the statistics, the histogram as a picture, the table of candidates, the recommendation.
 */
#include "inspect.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "halfulp_block.h"
#include "names.h"
#include "sample.h"

/* The picture: so many columns and rows of bars, beside a margin; a tick at every so many columns. */
enum { COLUMNS = 64, ROWS = 6, MARGIN = 10, TICK = 16, NAME = 200, CELL = 40 };

/* Binades first .. first + COLUMNS * each - 1, and how many elements are in each column. */
typedef struct {
    int first, each;
    uint64_t count[COLUMNS];
    uint64_t most, all;
} picture;

static picture draw(const statistics *s)
{
    picture p = {.each = 1};
    int low = BINADES;
    int high = -1;
    for (int i = 0; i < BINADES; i++) {
        low = i < low && s->binade[i] != 0 ? i : low;
        high = s->binade[i] != 0 ? i : high;
    }
    p.each = (high - low + COLUMNS) / COLUMNS;
    p.first = low + BINADE_FIRST - (COLUMNS * p.each - (high - low + 1)) / 2;
    for (int i = low; i <= high; i++) {
        uint64_t *const column = &p.count[(i + BINADE_FIRST - p.first) / p.each];
        *column += s->binade[i];
        p.all += s->binade[i];
        p.most = *column > p.most ? *column : p.most;
    }
    return p;
}

/* A column's cell in a row, 0 at the bottom: what is not empty shows at least in the lowest row. */
static const char *cell(const picture *p, int column, int row, bool unicode)
{
    /* U+2581 to U+2588: one to eight eighths, from below. */
    static const char *const eighths[] = {" ",      "\u2581", "\u2582", "\u2583", "\u2584",
                                          "\u2585", "\u2586", "\u2587", "\u2588"};
    const double height = (double)p->count[column] / (double)p->most * ROWS - row;
    if (p->count[column] != 0 && row == 0 && height < 0.5) {
        return unicode ? eighths[height < 0.1875 ? 1 : (int)lround(height * 8)] : ".";
    }
    const long level = lround(height * (unicode ? 8 : 1));
    const int most = unicode ? 8 : 1;
    return unicode ? eighths[level < 0 ? 0 : level > most ? most : level] : level < 1 ? " " : "#";
}

/* Where numbers of the format lie, unscaled: = for normal ones, - for subnormal ones. */
static void print_range(const picture *p, const char *name)
{
    const hu_format *const f = hu_format_find(name);
    char line[COLUMNS + 1];
    int length = 0;
    for (int column = 0; column < COLUMNS; column++) {
        const int from = p->first + column * p->each;
        const int to = from + p->each - 1;
        const bool normal = to >= hu_format_emin(f) && from <= hu_format_emax(f);
        const bool subnormal = to >= hu_format_emin(f) - f->fraction_bits && from < hu_format_emin(f);
        line[column] = (char)(normal ? '=' : subnormal ? '-' : ' ');
        length = normal || subnormal ? column + 1 : length;
    }
    printf("  %-*s%.*s\n", MARGIN - 2, name, length, line);
}

static void print_axis(const picture *p)
{
    printf("%*s+", MARGIN - 1, "");
    for (int column = 0; column < COLUMNS; column++) {
        putchar(column % TICK == 0 ? '+' : '-');
    }
    printf("\n%*s", MARGIN, "");
    for (int column = 0; column < COLUMNS; column += TICK) {
        char label[16];
        snprintf(label, sizeof label, "2^%d", p->first + column * p->each);
        printf(column + TICK < COLUMNS ? "%-*s" : "%.0d%s", column + TICK < COLUMNS ? TICK : 0, label);
    }
    putchar('\n');
}

static void print_picture(const statistics *s, bool unicode)
{
    static const char *const formats[] = {"fp16", "bf16", "e4m3", "e5m2", "e3m2", "e2m3", "e2m1"};
    const picture p = draw(s);
    printf("\n  magnitudes, %d binade%s a column; below them the formats, unscaled:\n", p.each, p.each == 1 ? "" : "s");
    for (int row = ROWS - 1; row >= 0; row--) {
        char label[CELL] = "";
        if (row == ROWS - 1) {
            snprintf(label, sizeof label, "%.3g %%", 100 * (double)p.most / (double)p.all);
        }
        int last = -1;
        for (int column = 0; column < COLUMNS; column++) {
            last = cell(&p, column, row, unicode)[0] != ' ' ? column : last;
        }
        printf("%*s|", MARGIN - 1, label);
        for (int column = 0; column <= last; column++) {
            fputs(cell(&p, column, row, unicode), stdout);
        }
        putchar('\n');
    }
    print_axis(&p);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        print_range(&p, formats[i]);
    }
    printf("  = normal numbers, - subnormal ones\n");
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

/* A count, and its part of all if it is not 0. */
static void share(char text[CELL], uint64_t count, uint64_t all)
{
    if (count == 0) {
        snprintf(text, CELL, "0");
    } else {
        const double percent = 100 * (double)count / (double)all;
        snprintf(text, CELL, "%" PRIu64 " (%.*g %%)", count, percent < 10 ? 2 : 3, percent);
    }
}

static void print_count(const char *name, uint64_t count, uint64_t all)
{
    char text[CELL];
    share(text, count, all);
    printf("  %-12s %s\n", name, text);
}

static void print_magnitude(const char *name, double x)
{
    printf("  %-12s %.6g (2^%.1f)\n", name, x, log2(x));
}

static void print_statistics(const statistics *s)
{
    if (s->amax > 0) {
        print_magnitude("amax", s->amax);
        print_magnitude("least", s->least);
        print_magnitude("rms", s->rms);
    } else {
        printf("  %-12s 0\n", "amax");
    }
    print_count("zeros", s->zeros, s->elements);
    print_count("subnormals", s->subnormals, s->elements);
    print_count("infinities", s->infinities, s->elements);
    print_count("NaNs", s->nans, s->elements);
    if (s->stray > 0) {
        print_count("stray bits", s->stray, s->elements);
        printf("  %-12s these bytes have bits above the format's width: packed elements? see --packed\n", "");
    }
}

static void print_evaluation(const evaluation *e)
{
    char scale[CELL] = "1";
    char flushed[CELL];
    char saturated[CELL];
    char sqnr[CELL];
    if (e->candidate->scaling == SCALE_POWER) {
        snprintf(scale, sizeof scale, "2^%d", e->exponent);
    } else if (e->candidate->scaling == SCALE_AMAX) {
        snprintf(scale, sizeof scale, "%.4g", e->scale);
    } else if (e->candidate->scaling == SCALE_BLOCKS) {
        const hu_block_recipe *const recipe = hu_block_find(e->candidate->name);
        snprintf(scale, sizeof scale, "%" PRIu32 "x%" PRIu32, recipe->rows, recipe->columns);
    }
    share(flushed, e->flushed, e->numbers);
    share(saturated, e->saturated, e->numbers);
    if (e->exact) {
        snprintf(sqnr, sizeof sqnr, "exact");
    } else if (isinf(e->sqnr)) {
        snprintf(sqnr, sizeof sqnr, ">%d", SQNR_MOST);
    } else {
        snprintf(sqnr, sizeof sqnr, "%.1f", e->sqnr);
    }
    const int width = 20 - (int)strlen(e->candidate->name);
    printf("  %s %*s %12" PRIu64 " %19s %16s %6s\n", e->candidate->name, width, scale, e->bytes, flushed, saturated,
           sqnr);
}

/* Of which elements what was measured. */
static void print_parts(const inspection *i)
{
    if (i->measured != i->statistics->elements) {
        printf("  SQNR, in dB, of %" PRIu64 " elements: runs from all over, and at least %d of\n"
               "  each binade; --all takes all\n",
               i->measured, ENOUGH);
    }
    for (int k = FORMATS; k < CANDIDATES; k++) {
        if (i->result[k].counted != i->statistics->elements) {
            printf("  in blocks, the counts too are of a part, %" PRIu64 " elements\n", i->result[k].counted);
            break;
        }
    }
}

/* Two texts in lines of at most 80 columns, broken at blanks. */
static void print_paragraph(const char *label, const char *text)
{
    enum { WIDTH = 80, INDENT = 4 };
    printf("  %s", label);
    size_t room = WIDTH - 2 - strlen(label);
    while (strlen(text) > room) {
        size_t length = room;
        while (length > 0 && text[length] != ' ') {
            length--;
        }
        printf("%.*s\n%*s", (int)length, text, INDENT, "");
        text += length + 1;
        room = WIDTH - INDENT;
    }
    puts(text);
}

static void print_head(const inspection *i, bool unicode)
{
    const tensor *const t = i->tensor;
    char name[NAME];
    if (t->name == NULL) {
        show_name(name, sizeof name, i->file, strlen(i->file), false, unicode);
    } else {
        show_name(name, sizeof name, t->name, t->name_length, true, unicode);
    }
    printf("%s: %s", name, t->dtype);
    if (t->format != NULL && strcmp(t->dtype, t->format->name) != 0) {
        printf(" (%s)", t->format->name);
    }
    printf(" [");
    for (int k = 0; k < t->dimensions; k++) {
        printf("%s%" PRIu64, k == 0 ? "" : ", ", t->shape[k]);
    }
    printf("]%s, %" PRIu64 " element%s, %" PRIu64 " bytes\n", t->fortran_order ? " in Fortran's order" : "",
           t->elements, t->elements == 1 ? "" : "s", t->bytes);
}

void inspection_text(const inspection *i, bool unicode)
{
    const statistics *const s = i->statistics;
    print_head(i, unicode);
    if (i->tensor->format == NULL) {
        printf("  not of a floating-point format as far as the file says; --dtype FORMAT reads it as one\n");
        return;
    }
    print_statistics(s);
    if (s->amax > 0) {
        print_picture(s, unicode);
        printf("\n  %-11s %9s %12s %19s %16s %6s\n", "recipe", "scale", "bytes", "flushed", "saturated", "SQNR");
        for (int k = 0; k < CANDIDATES; k++) {
            print_evaluation(&i->result[k]);
        }
        for (int k = FORMATS; k < CANDIDATES; k++) {
            if (i->result[k].lost > 0) {
                printf("  %s: %" PRIu64 " became infinite or NaN, and have no part in its SQNR\n",
                       i->result[k].candidate->name, i->result[k].lost);
            }
        }
        print_parts(i);
    }
    putchar('\n');
    print_paragraph(i->choice < 0 ? "no recommendation: " : "recommended: ", i->reason);
}
