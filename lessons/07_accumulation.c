/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 07, accumulation: how long may a sum be? Sums that stick; the error of a dot product against its length, by
 * several ways to add; and what a bias in the rounding does.
 */
#include "support/numbers.h"
#include "support/pictures.h"
#include "support/sums.h"

#include <math.h>

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *format;
    sum_ends ends;
} known[] = {{"fp16", {2048, 7.0859375, 513}},
             {"tf32", {2048, 7.0859375, 513}},
             {"bf16", {256, 5.0625, 65}},
             {"e4m3", {16, 3, 9}},
             {"e5m2", {8, 2, 5}}};
enum { KNOWN = sizeof known / sizeof *known };

static void check_ends(lesson *l, const hu_format *f, const sum_ends *ends)
{
    int row = 0;
    while (row < KNOWN && hu_format_find(known[row].format) != f) {
        row++;
    }
    lesson_subject(l, "%s", f->name);
    if (lesson_usual(l, row < KNOWN)) {
        lesson_check_number(l, "ones", ends->ones, known[row].ends.ones);
        lesson_check_integer(l, "harmonic_term_that_changes_nothing", ends->term, known[row].ends.term);
        lesson_check_number(l, "harmonic_sum", ends->harmonic, known[row].ends.harmonic);
    }
}

static void stuck(lesson *l)
{
    enum { ROWS = 4 };
    static const char *const others[ROWS] = {NULL, "bf16", "e4m3", "e5m2"}; /* the first row is --format's */
    sum_ends ends[ROWS];
    char question[160];
    char choice[2][48];
    char name[NUMBER_FORMAT_NAME];
    const double stop = ldexp(1, l->format->fraction_bits + 1);
    number_format_name(l->format, name);
    snprintf(question, sizeof question, "1 + 1 + 1 + ... in %s, each sum rounded to %s. How far does it get?", name,
             name);
    snprintf(choice[0], sizeof choice[0], "%.0f", stop);
    snprintf(choice[1], sizeof choice[1], "%.6g, the largest number",
             number_value((hu_number){l->format, hu_format_largest(l->format)}));
    lesson_ask(l, question, (const char *const[]){choice[0], choice[1], "for ever", NULL},
               (const char *const[]){"The distance between neighbours grows with the sum.", NULL});
    printf("             sum of ones   1 + 1/2 + 1/3 + ...\n             ends at       ends at      with term\n");
    for (int i = 0; i < ROWS; i++) {
        const hu_format *f = i == 0 ? l->format : hu_format_find(others[i]);
        ends[i] = sum_find_ends(f);
        printf("  %-10s %8.0f      %10.7f   %8d\n", f->name, ends[i].ones, ends[i].harmonic, ends[i].term);
    }
    lesson_answer(l, ends[0].ones == stop ? 0 : 1);
    lesson_say(l,
               "From 2^p on, p being the precision, 1 is half an ulp or less: the sum swallows what is added. Even a "
               "series that grows without bound comes to an end.");
    for (int i = 0; i < ROWS; i++) {
        check_ends(l, i == 0 ? l->format : hu_format_find(others[i]), &ends[i]);
    }
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

enum { LONGEST = 16384 };

static hu_number x[LONGEST];
static hu_number y[LONGEST];

/* Of YOURS, CHUNKS and PAIRS the accumulator is --format. */
enum { BF16, YOURS, CHUNKS, PAIRS, FP32, WAYS };
static char ways[WAYS][NUMBER_FORMAT_NAME + 8];

static const hu_format *accumulator(const lesson *l, int way)
{
    return way == BF16 ? hu_format_find("bf16") : way == FP32 ? hu_format_find("fp32") : l->format;
}

static void name_ways(const lesson *l)
{
    for (int way = 0; way < WAYS; way++) {
        snprintf(ways[way], sizeof ways[way], "%.*s%s", NUMBER_FORMAT_NAME - 1, accumulator(l, way)->name,
                 way == CHUNKS  ? "-chunks"
                 : way == PAIRS ? "-pairs"
                                : "");
    }
}

/* |error| / sum of |x y|. */
static double error_of(const lesson *l, int way, int count)
{
    const hu_format *f = accumulator(l, way);
    double magnitude;
    const double right = dot_exact(x, y, count, &magnitude);
    const hu_number sum = way == CHUNKS  ? dot_chunks(f, x, y, count)
                          : way == PAIRS ? dot_pairs(f, x, y, count)
                                         : dot_sequential(f, x, y, count, HU_NEAREST_EVEN);
    return fabs(number_value(sum) - right) / magnitude;
}

/* n u / (1 - n u), with the roundings of a way; beyond n u = 1 there is no bound. */
static double bound_of(const lesson *l, int way, int count)
{
    const double u = ldexp(1, -accumulator(l, way)->fraction_bits - 1);
    const double n = way == CHUNKS  ? DOT_CHUNK + ceil((double)count / DOT_CHUNK)
                     : way == PAIRS ? ceil(log2(count)) + 1
                                    : count;
    return n * u < 1 ? n * u / (1 - n * u) : INFINITY;
}

static void draw_lengths(lesson *l, figure *f)
{
    char plot[512];
    snprintf(plot, sizeof plot,
             "set key above\nset logscale xy\nset format y '10^{%%T}'\nnames = '%s %s %s %s %s'\nplot for [i=1:5] CSV "
             "using (strcol(1) eq word(names, i) && $3 > 0 ? $2 : NaN):3 with linespoints lt i title word(names, i)",
             ways[0], ways[1], ways[2], ways[3], ways[4]);
    figure_draw(l, f,
                &(figure_picture){"Error of a dot product of positive numbers", "length",
                                  "|error| / sum of |x y|; zero is not drawn", plot});
}

static void lengths(lesson *l)
{
    static double error[2][WAYS];
    const bool as_fp16 = l->format->fraction_bits == 10; /* FP16 or TF32: no sum leaves the range of either */
    char name[NUMBER_FORMAT_NAME];
    char subject[128];
    int64_t beyond = 0;
    name_ways(l);
    lesson_say(l,
               "A dot product of E4M3 numbers, uniform in (0, 1), as after a softmax; the partial sums are kept in a "
               "format of their own, the accumulator.");
    lesson_ask(l, "16384 products of 1/4 on average, added one after the other in BF16. What is the relative error?",
               (const char *const[]){"under 1 %", "about 10 %", "more than 90 %", NULL},
               (const char *const[]){"At 256 the distance between BF16 numbers is 2.", NULL});
    dot_draw(hu_format_find("e4m3"), l->seed, true, x, y, LONGEST);
    figure f = figure_begin(l, "length", "way,length,error");
    printf("  length ");
    for (int way = 0; way < WAYS; way++) {
        printf("%13s", ways[way]);
    }
    printf("\n");
    for (int count = 16; count <= LONGEST; count *= 4) {
        printf("  %6d ", count);
        for (int way = 0; way < WAYS; way++) {
            const double e = error_of(l, way, count);
            lesson_in(l, e > 0.01 ? LESSON_LOST : LESSON_HELD);
            printf("%13.1e", e);
            lesson_plain(l);
            beyond += e > bound_of(l, way, count);
            error[count == LONGEST][way] = e;
            figure_row(&f, "%s,%d,%.6g", ways[way], count, e);
        }
        printf("\n");
    }
    draw_lengths(l, &f);
    lesson_answer(l, error[1][BF16] > 0.9 ? 2 : error[1][BF16] > 0.01 ? 1 : 0);
    if (as_fp16) {
        lesson_say(l,
                   "The sum in BF16 sticks at 256, and in %s at 2048: the error is what is missing. The same additions "
                   "in another order cost nothing and help by orders of magnitude: chunks of 64, or pairs. An FP32 "
                   "accumulator, which tensor cores have, helps most.",
                   number_format_name(l->format, name));
    }
    lesson_check_number(l, "bf16.sum",
                        number_value(dot_sequential(hu_format_find("bf16"), x, y, LONGEST, HU_NEAREST_EVEN)), 256);
    lesson_check_integer(l, "errors_beyond_n_u/(1-n_u)", beyond, 0);
    if (lesson_usual(l, as_fp16)) {
        snprintf(subject, sizeof subject, "%s_over_%s", ways[PAIRS], ways[YOURS]);
        lesson_check_at_most(l, subject, error[1][PAIRS] / error[1][YOURS], 0.01, "at length 16384");
        snprintf(subject, sizeof subject, "%s_over_%s", ways[CHUNKS], ways[YOURS]);
        lesson_check_at_most(l, subject, error[1][CHUNKS] / error[1][YOURS], 0.1, "at length 16384");
    }
    lesson_check_at_most(l, "fp32", error[1][FP32], 1e-5, "at length 16384");
    dot_draw(hu_format_find("e4m3"), l->seed, false, x, y, LONGEST);
    const double normal = error_of(l, BF16, LONGEST);
    lesson_expected(l,
                    "with numbers of both signs nothing sticks, and the error in BF16 is %.1e at the same length: "
                    "data with mean zero hide what softmax sums, variances and losses meet",
                    normal);
    lesson_check_at_most(l, "bf16_both_signs_over_positive", normal / error[1][BF16], 0.1, "of the sum of |x y|");
}

/* ---- 3 ----------------------------------------------------------------------------------------------------------- */

static void bias(lesson *l)
{
    enum { COUNT = 1024 };
    static const hu_rounding modes[] = {HU_NEAREST_EVEN, HU_TOWARD_ZERO};
    const int runs = l->quick ? 50 : 200;
    double mean[2] = {0};
    double squares[2] = {0};
    lesson_say(l, "A thousand products of positive FP16 numbers, added up in FP32: each sum rounded to nearest, or cut "
                  "off, as some units do it. An error of cutting off is at most twice as large as one of rounding.");
    lesson_ask(l, "And the error of the whole sum?",
               (const char *const[]){"about twice as large", "30 times as large or more", "the same", NULL},
               (const char *const[]){"Errors of both signs cancel in part. Which signs do these have?", NULL});
    for (int r = 0; r < runs; r++) {
        dot_draw(hu_format_find("fp16"), l->seed + 1000 + (uint64_t)r, true, x, y, COUNT);
        double magnitude;
        const double right = dot_exact(x, y, COUNT, &magnitude);
        for (int m = 0; m < 2; m++) {
            const double e =
                (number_value(dot_sequential(hu_format_find("fp32"), x, y, COUNT, modes[m])) - right) / magnitude;
            mean[m] += e / runs;
            squares[m] += e * e / runs;
        }
    }
    printf("                 mean error     root of the mean square\n"
           "  to nearest     %10.1e     %10.1e\n  toward zero    %10.1e     %10.1e\n",
           mean[0], sqrt(squares[0]), mean[1], sqrt(squares[1]));
    const double ratio = sqrt(squares[1] / squares[0]);
    lesson_answer(l, ratio > 20 ? 1 : ratio > 1.5 ? 0 : 2);
    lesson_say(l, "Cut off, every error has the same sign: the errors add up, as n and not as the root of n. A small "
                  "bias in one operation is a large one in a long sum. (A failure of attention in BF16 has been traced "
                  "to a rounding that was biased in this way: arXiv 2510.04212.)");
    lesson_check_at_least(l, "toward_zero_over_nearest", ratio, 10, "root mean squares");
    lesson_check_at_least(l, "mean_over_rms_toward_zero", fabs(mean[1]) / sqrt(squares[1]), 0.9, "all of one sign");
    lesson_check_at_most(l, "mean_over_rms_to_nearest", fabs(mean[0]) / sqrt(squares[0]), 0.5, "of both signs");
}

int main(int argc, char **argv)
{
    static const lesson_plan plan = {.name = "07_accumulation",
                                     .title = "accumulation",
                                     .question = "How long may a sum be?",
                                     .takes = LESSON_TAKES_SEED | LESSON_TAKES_FORMAT,
                                     .format = "fp16"};
    lesson l = lesson_begin(argc, argv, &plan);
    if (!l.format->has_sign || hu_format_width(l.format) > 32 ||
        number_value((hu_number){l.format, hu_format_largest(l.format)}) <= ldexp(1, l.format->fraction_bits + 1)) {
        lesson_fail(&l, "--format %s: expected one that sums can stick in: fp16, tf32, fp32, bf16, e4m3 or e5m2",
                    l.format->name);
    }
    lesson_step(&l, "Sums that stick");
    stuck(&l);
    lesson_step(&l, "The error of a dot product, and its length");
    lengths(&l);
    lesson_step(&l, "A small bias");
    bias(&l);
    return lesson_end(&l);
}
