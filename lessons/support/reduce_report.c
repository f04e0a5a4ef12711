/* SPDX-License-Identifier: Apache-2.0
 *
 * reduce_report.c - measuring sums over ranks, and the tables of lesson 14. See reduce_report.h.
 */
#include "reduce_report.h"

#include "numbers.h"
#include "pictures.h"

#include <math.h>

static const hu_format *in_place_of_bf16;

void reduce_set_format(const hu_format *f)
{
    in_place_of_bf16 = f;
}

const hu_format *reduce_format(int format)
{
    static const char *const names[REDUCE_FORMATS] = {"fp32", "fp16", "bf16"};
    return format == REDUCE_BF16 && in_place_of_bf16 != NULL ? in_place_of_bf16 : hu_format_find(names[format]);
}

int reduce_ranks(int size)
{
    return 8 << size;
}

/* ---- Ring and tree ----------------------------------------------------------------------------------------------- */

typedef struct {
    double sums, errors[REDUCE_WAYS], made[REDUCE_WAYS][REDUCE_LEVELS];
    int elements, differ;
} squares;

/* One element, unless it is zero on all ranks. Returns how many errors are beyond the bound. */
static int compare_element(const hu_format *f, const hu_number *x, int ranks, int first, squares *of)
{
    const bool shares = ranks == REDUCE_RANKS; /* looked at there only */
    double made[REDUCE_WAYS][REDUCE_LEVELS] = {{0}};
    double magnitude;
    int beyond = 0;
    const double exact = reduce_exact(x, ranks, &magnitude);
    if (magnitude == 0) {
        return 0;
    }
    const int additions[] = {ranks - 1, ilogb(ranks)}; /* one after the other */
    const hu_number sum[] = {reduce_ring(f, x, ranks, first, shares ? made[REDUCE_RING] : NULL),
                             reduce_tree(f, x, ranks, shares ? made[REDUCE_TREE] : NULL)};
    of->elements++;
    of->differ += sum[REDUCE_RING].code != sum[REDUCE_TREE].code;
    of->sums += exact * exact;
    for (int way = 0; way < REDUCE_WAYS; way++) {
        const double error = reduce_value(sum[way]) - exact;
        const double bound = reduce_bound(f->fraction_bits + 1, additions[way]) + reduce_bound(53, ranks - 1);
        beyond += !(fabs(error) <= bound * magnitude);
        of->errors[way] += error * error;
        for (int k = 0; k < REDUCE_LEVELS; k++) {
            of->made[way][k] += made[way][k] * made[way][k];
        }
    }
    return beyond;
}

reduce_found reduce_compare(const reduce_gradients *g, const hu_format *f, int ranks)
{
    reduce_found found = {.beyond = 0};
    squares of = {.elements = 0};
    for (int i = 0; i < g->elements; i++) {
        hu_number x[REDUCE_RANKS];
        reduce_round(f, g->of[i], x, ranks);
        found.beyond += compare_element(f, x, ranks, reduce_first(g, i, ranks), &of);
    }
    found.differ = 100.0 * of.differ / of.elements;
    for (int way = 0; way < REDUCE_WAYS; way++) {
        double all = 0;
        for (int k = 0; k < REDUCE_LEVELS; k++) {
            all += of.made[way][k];
        }
        for (int k = 0; all > 0 && k < REDUCE_LEVELS; k++) {
            found.share[way][k] = 100 * of.made[way][k] / all;
        }
        found.error[way] = sqrt(of.errors[way] / of.sums);
    }
    return found;
}

/* ---- What travels ------------------------------------------------------------------------------------------------ */

reduce_exchange reduce_send(const reduce_gradients *g, int ranks)
{
    const hu_format *bf16 = reduce_format(REDUCE_BF16);
    const hu_format *fp32 = reduce_format(REDUCE_FP32);
    const double u = ldexp(1, -bf16->fraction_bits - 1);
    const double least = reduce_value((hu_number){bf16, hu_format_smallest(bf16)}) / 2;
    reduce_exchange e = {.beyond = 0};
    double sums = 0;
    for (int i = 0; i < g->elements; i++) {
        hu_env env = {0};
        hu_number x[REDUCE_RANKS];
        double magnitude;
        const int first = reduce_first(g, i, ranks);
        reduce_round(bf16, g->of[i], x, ranks);
        const double exact = reduce_exact(x, ranks, &magnitude);
        const hu_number sum[REDUCE_KINDS] = {reduce_ring(bf16, x, ranks, first, NULL),
                                             reduce_hops(bf16, x, ranks, first),
                                             hu_convert(bf16, reduce_ring(fp32, x, ranks, first, NULL), &env),
                                             hu_convert(bf16, reduce_ring(fp32, x, ranks, 0, NULL), &env)};
        e.other_bits += sum[REDUCE_HOPS].code != sum[REDUCE_NARROW].code;
        sums += exact * exact;
        /* The sum in FP32 is wrong by d at most, and so, by its rounding to BF16, the result by u (|exact| + d) + d; if
         * it is subnormal, by half of the smallest number more. */
        const double d = (reduce_bound(24, ranks - 1) + reduce_bound(53, ranks - 1)) * magnitude;
        for (int k = 0; k < REDUCE_KINDS; k++) {
            const double error = fabs(reduce_value(sum[k]) - exact);
            e.error[k] += error * error;
            e.beyond += k >= REDUCE_WIDE && !(error <= u * (fabs(exact) + d) + d + least);
        }
    }
    for (int k = 0; k < REDUCE_KINDS; k++) {
        e.error[k] = sqrt(e.error[k] / sums);
    }
    return e;
}

double reduce_flushed(const reduce_gradients *g, int ranks, int64_t *differ)
{
    const hu_format *fp16 = reduce_format(REDUCE_FP16);
    hu_env env = {0};
    const hu_number by = hu_from_int64(fp16, ranks, &env);
    int64_t lost = 0;
    int64_t seen = 0;
    for (int i = 0; i < g->elements; i++) {
        hu_number x[REDUCE_RANKS];
        reduce_round(fp16, g->of[i], x, ranks);
        for (int r = 0; r < ranks; r++) {
            const double value = fabs(reduce_value(x[r]));
            const bool flushed = value > 0 && reduce_value(hu_div(fp16, x[r], by, &env)) == 0;
            seen += value > 0;
            lost += flushed;
            *differ += flushed != (value > 0 && value <= ldexp(ranks, -25));
        }
    }
    return 100 * (double)lost / (double)seen;
}

/* ---- All seeds --------------------------------------------------------------------------------------------------- */

static bool measured(const lesson *l, int format, int size)
{
    return !l->quick || format == REDUCE_BF16 || size % 3 == 0;
}

void reduce_measure(const lesson *l, const trainer_data *data, int images, reduce_results *r)
{
    r->seeds = run_seeds(l);
    for (int s = 0; s < r->seeds; s++) {
        reduce_gradients *g = &r->gradients[s];
        lesson_progress(l, "seed %d of %d", s + 1, r->seeds);
        reduce_collect(l, data, l->seed + (uint64_t)s, images, l->quick ? 51 : 25, g);
        for (int size = 0; size < REDUCE_SIZES; size++) {
            for (int f = 0; f < REDUCE_FORMATS; f++) {
                if (measured(l, f, size)) {
                    r->found[s][f][size] = reduce_compare(g, reduce_format(f), reduce_ranks(size));
                }
            }
            if (size % 3 == 0) {
                r->exchange[s][size] = reduce_send(g, reduce_ranks(size));
            }
        }
    }
    lesson_progress(l, NULL);
}

run_spread reduce_error(const reduce_results *r, int format, int size, int way)
{
    double values[LESSON_SEEDS];
    for (int s = 0; s < r->seeds; s++) {
        values[s] = r->found[s][format][size].error[way];
    }
    return run_spread_of(values, r->seeds);
}

run_spread reduce_differ(const reduce_results *r, int format, int size)
{
    double values[LESSON_SEEDS];
    for (int s = 0; s < r->seeds; s++) {
        values[s] = r->found[s][format][size].differ;
    }
    return run_spread_of(values, r->seeds);
}

run_spread reduce_sent(const reduce_results *r, int kind, int size)
{
    double values[LESSON_SEEDS];
    for (int s = 0; s < r->seeds; s++) {
        values[s] = r->exchange[s][size].error[kind];
    }
    return run_spread_of(values, r->seeds);
}

run_spread reduce_last(const reduce_results *r, int way, int last)
{
    double values[LESSON_SEEDS];
    for (int s = 0; s < r->seeds; s++) {
        values[s] = 0;
        for (int k = REDUCE_LEVELS - last; k < REDUCE_LEVELS; k++) {
            values[s] += r->found[s][REDUCE_BF16][REDUCE_SIZES - 1].share[way][k];
        }
    }
    return run_spread_of(values, r->seeds);
}

/* ---- Tables ------------------------------------------------------------------------------------------------------ */

static double sum_of_ones(int format, int way, int ranks)
{
    const hu_format *f = reduce_format(format);
    hu_number one[REDUCE_RANKS];
    for (int r = 0; r < ranks; r++) {
        one[r] = number_near(f, 1);
    }
    return reduce_value(way == REDUCE_RING ? reduce_ring(f, one, ranks, 0, NULL) : reduce_tree(f, one, ranks, NULL));
}

double reduce_print_ones(const lesson *l, int64_t wrong[REDUCE_FORMATS][REDUCE_WAYS])
{
    char name[NUMBER_FORMAT_NAME];
    number_format_name(reduce_format(REDUCE_BF16), name);
    printf("  ranks   ring, %-24stree, %s\n", name, name);
    for (int size = 0; size < REDUCE_SIZES; size++) {
        const int ranks = reduce_ranks(size);
        printf("  %5d ", ranks);
        for (int way = 0; way < REDUCE_WAYS; way++) {
            const double sum = sum_of_ones(REDUCE_BF16, way, ranks);
            printf("%6.0f  ", sum);
            lesson_in(l, sum < ranks ? LESSON_LOST : LESSON_HELD);
            picture_bar(l, sum, REDUCE_RANKS, 20);
            lesson_plain(l);
            printf("%s", way == REDUCE_RING ? "  " : "\n");
            for (int f = 0; f < REDUCE_FORMATS; f++) {
                wrong[f][way] += sum_of_ones(f, way, ranks) != ranks;
            }
        }
    }
    return sum_of_ones(REDUCE_BF16, REDUCE_RING, REDUCE_RANKS);
}

static void print_formats(const reduce_results *r)
{
    char name[NUMBER_FORMAT_NAME];
    number_format_name(reduce_format(REDUCE_BF16), name);
    printf("  ranks  error in the ring       error in the tree       sums with other bits\n"
           "            FP32    FP16    %-4.4s    FP32    FP16    %-4.4s   FP32  FP16  %.4s\n",
           name, name, name);
    for (int size = 0; size < REDUCE_SIZES; size += 3) {
        printf("  %5d ", reduce_ranks(size));
        for (int way = 0; way < REDUCE_WAYS; way++) {
            for (int f = 0; f < REDUCE_FORMATS; f++) {
                printf(" %.1e", reduce_error(r, f, size, way).median);
            }
        }
        for (int f = 0; f < REDUCE_FORMATS; f++) {
            printf("  %2.0f %%", reduce_differ(r, f, size).median);
        }
        printf("\n");
    }
}

static void draw_errors(lesson *l, const reduce_results *r)
{
    char plot[640];
    figure f = figure_begin(l, "error", "format,ranks,ring,tree");
    for (int k = 0; k < REDUCE_FORMATS; k++) {
        for (int size = 0; size < REDUCE_SIZES; size++) {
            if (measured(l, k, size)) {
                figure_row(&f, "%s,%d,%.3g,%.3g", reduce_format(k)->name, reduce_ranks(size),
                           reduce_error(r, k, size, REDUCE_RING).median, reduce_error(r, k, size, REDUCE_TREE).median);
            }
        }
    }
    snprintf(plot, sizeof plot,
             "set logscale xy\nset xtics (8,16,32,64,128,256,512)\nset xrange [7:600]\n"
             "set format y '10^{%%T}'\nnames = 'fp32 fp16 %s'\n"
             "plot for [i=1:3] CSV using (strcol(1) eq word(names, i) ? $2 : NaN):3 "
             "with linespoints lt i title word(names, i).', ring', for [i=1:3] CSV using "
             "(strcol(1) eq word(names, i) ? $2 : NaN):4 with linespoints lt i dt 2 title word(names, i).', tree'",
             reduce_format(REDUCE_BF16)->name);
    figure_draw(l, &f,
                &(figure_picture){"Error of the summed gradients, median of the seeds", "ranks",
                                  "root mean square error, relative", plot});
}

void reduce_print_errors(lesson *l, const reduce_results *r)
{
    const double full = reduce_error(r, REDUCE_BF16, REDUCE_SIZES - 1, REDUCE_RING).median;
    print_formats(r);
    char name[NUMBER_FORMAT_NAME];
    number_format_name(reduce_format(REDUCE_BF16), name);
    printf("\n  ranks   ring, %-30stree, %s\n", name, name);
    for (int size = 0; size < REDUCE_SIZES; size++) {
        printf("  %5d ", reduce_ranks(size));
        for (int way = 0; way < REDUCE_WAYS; way++) {
            const double error = reduce_error(r, REDUCE_BF16, size, way).median;
            printf("  %.1e ", error);
            picture_bar(l, fmin(error, full), full, 25);
        }
        printf("\n");
    }
    draw_errors(l, r);
}

void reduce_print_shares(const reduce_results *r, int way)
{
    for (int k = 0; k < REDUCE_LEVELS; k++) {
        double values[LESSON_SEEDS];
        for (int s = 0; s < r->seeds; s++) {
            values[s] = r->found[s][REDUCE_BF16][REDUCE_SIZES - 1].share[way][k];
        }
        printf("%4.0f", run_spread_of(values, r->seeds).median);
    }
    printf("\n");
}

void reduce_print_sent(const reduce_results *r)
{
    static const char *const sends[REDUCE_KINDS] = {"partial sums, in a ring", "partial sums, in a ring",
                                                    "partial sums, in a ring", "gradients, to one owner"};
    const hu_format *f = reduce_format(REDUCE_BF16);
    const int bytes = hu_format_width(f) <= 8 ? 1 : hu_format_width(f) <= 16 ? 2 : 4;
    char name[NUMBER_FORMAT_NAME];
    number_format_name(f, name);
    for (int kind = 0; kind < REDUCE_KINDS; kind++) {
        const bool wide = kind == REDUCE_WIDE;
        printf("  %c   %-4.4s     %-4.4s %s   %d + %d", 'A' + kind, kind == REDUCE_NARROW ? name : "FP32",
               wide ? "FP32" : name, sends[kind], wide ? 4 : bytes, bytes);
        for (int size = 0; size < REDUCE_SIZES; size += 3) {
            printf("  %.1e", reduce_sent(r, kind, size).median);
        }
        printf("\n");
    }
}
