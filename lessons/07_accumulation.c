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

/* Adds 1/n for n = 1, 2, ... until the sum stays as it is. Returns that n. */
static int harmonic(const hu_format *f, hu_number *sum)
{
    const hu_number one = number_near(f, 1);
    *sum = number_near(f, 0);
    for (int n = 1;; n++) {
        hu_env env = {0};
        const hu_number term = hu_div(f, one, number_near(f, n), &env);
        const hu_number next = hu_add(f, *sum, term, &env);
        if (next.code == sum->code) {
            return n;
        }
        *sum = next;
    }
}

static double ones(const hu_format *f)
{
    hu_env env = {0};
    const hu_number one = number_near(f, 1);
    hu_number sum = one;
    for (;;) {
        const hu_number next = hu_add(f, sum, one, &env);
        if (next.code == sum.code) {
            return number_value(sum);
        }
        sum = next;
    }
}

static void stuck(lesson *l)
{
    static const char *const names[] = {"fp16", "bf16", "e4m3", "e5m2"};
    static const double stop[] = {2048, 256, 16, 8};
    static const double series[] = {7.0859375, 5.0625, 3, 2};
    static const int term[] = {513, 65, 9, 5};
    lesson_ask(l, "1 + 1 + 1 + ... in FP16, each sum rounded to FP16. How far does it get?",
               (const char *const[]){"2048", "65504, the largest number", "for ever", NULL},
               (const char *const[]){"The distance between neighbours grows with the sum.", NULL});
    printf("             sum of ones   1 + 1/2 + 1/3 + ...\n             ends at       ends at      with term\n");
    for (int i = 0; i < 4; i++) {
        hu_number sum;
        const int n = harmonic(hu_format_find(names[i]), &sum);
        printf("  %-10s %8.0f      %10.7f   %8d\n", names[i], ones(hu_format_find(names[i])), number_value(sum), n);
    }
    lesson_answer(l, ones(hu_format_find("fp16")) == 2048 ? 0 : 1);
    lesson_say(l,
               "From 2^p on, p being the precision, 1 is half an ulp or less: the sum swallows what is added. Even a "
               "series that grows without bound comes to an end.");
    for (int i = 0; i < 4; i++) {
        hu_number sum;
        lesson_subject(l, "%s", names[i]);
        lesson_check_number(l, "ones", ones(hu_format_find(names[i])), stop[i]);
        lesson_check_integer(l, "harmonic_term_that_changes_nothing", harmonic(hu_format_find(names[i]), &sum),
                             term[i]);
        lesson_check_number(l, "harmonic_sum", number_value(sum), series[i]);
    }
}

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

enum { LONGEST = 16384 };

static hu_number x[LONGEST];
static hu_number y[LONGEST];

/* Numbers of a format: uniform in (0, 1), or normal. */
static void draw(const char *format, uint64_t seed, bool positive)
{
    const hu_format *f = hu_format_find(format);
    for (uint64_t i = 0; i < LONGEST; i++) {
        const double unit = 0x1p-53;
        x[i] = number_near(f, positive ? (double)(hu_random(seed, 1, i) >> 11) * unit : number_normal(seed, 2 * i));
        y[i] = number_near(f, positive ? (double)(hu_random(seed, 2, i) >> 11) * unit : number_normal(seed, 2 * i + 1));
    }
}

enum { BF16, FP16, FP16_CHUNKS, FP16_PAIRS, FP32, WAYS };
static const char *const ways[WAYS] = {"bf16", "fp16", "fp16-chunks", "fp16-pairs", "fp32"};

/* |error| / sum of |x y|. */
static double error_of(int way, int count)
{
    const hu_format *fp16 = hu_format_find("fp16");
    double magnitude;
    const double right = dot_exact(x, y, count, &magnitude);
    const hu_number sum = way == FP16_CHUNKS  ? dot_chunks(fp16, x, y, count)
                          : way == FP16_PAIRS ? dot_pairs(fp16, x, y, count)
                                              : dot_sequential(hu_format_find(ways[way]), x, y, count, HU_NEAREST_EVEN);
    return fabs(number_value(sum) - right) / magnitude;
}

/* n u / (1 - n u), with the roundings of a way; beyond n u = 1 there is no bound. */
static double bound_of(int way, int count)
{
    const double u = way == BF16 ? 0x1p-8 : way == FP32 ? 0x1p-24 : 0x1p-11;
    const double n = way == FP16_CHUNKS  ? DOT_CHUNK + ceil((double)count / DOT_CHUNK)
                     : way == FP16_PAIRS ? ceil(log2(count)) + 1
                                         : count;
    return n * u < 1 ? n * u / (1 - n * u) : INFINITY;
}

static void lengths(lesson *l)
{
    static double error[2][WAYS];
    int64_t beyond = 0;
    lesson_say(l,
               "A dot product of E4M3 numbers, uniform in (0, 1), as after a softmax; the partial sums are kept in a "
               "format of their own, the accumulator.");
    lesson_ask(l, "16384 products of 1/4 on average, added one after the other in BF16. What is the relative error?",
               (const char *const[]){"under 1 %", "about 10 %", "more than 90 %", NULL},
               (const char *const[]){"At 256 the distance between BF16 numbers is 2.", NULL});
    draw("e4m3", l->seed, true);
    figure f = figure_begin(l, "length", "way,length,error");
    printf("  length ");
    for (int way = 0; way < WAYS; way++) {
        printf("%13s", ways[way]);
    }
    printf("\n");
    for (int count = 16; count <= LONGEST; count *= 4) {
        printf("  %6d ", count);
        for (int way = 0; way < WAYS; way++) {
            const double e = error_of(way, count);
            lesson_in(l, e > 0.01 ? LESSON_LOST : LESSON_HELD);
            printf("%13.1e", e);
            lesson_plain(l);
            beyond += e > bound_of(way, count);
            error[count == LONGEST][way] = e;
            figure_row(&f, "%s,%d,%.6g", ways[way], count, e);
        }
        printf("\n");
    }
    figure_draw(
        l, &f,
        &(figure_picture){
            "Error of a dot product of positive numbers", "length", "|error| / sum of |x y|; zero is not drawn",
            "set key above\nset logscale xy\nset format y '10^{%T}'\nnames = 'bf16 fp16 fp16-chunks fp16-pairs "
            "fp32'\nplot "
            "for [i=1:5] CSV using (strcol(1) eq word(names, i) && $3 > 0 ? $2 : NaN):3 with linespoints lt i title "
            "word(names, i)"});
    lesson_answer(l, error[1][BF16] > 0.9 ? 2 : error[1][BF16] > 0.01 ? 1 : 0);
    lesson_say(l,
               "The sum in BF16 sticks at 256, and in FP16 at 2048: the error is what is missing. The same additions "
               "in another order cost nothing and help by orders of magnitude: chunks of 64, or pairs. An FP32 "
               "accumulator, which tensor cores have, helps most.");
    lesson_check_number(l, "bf16.sum",
                        number_value(dot_sequential(hu_format_find("bf16"), x, y, LONGEST, HU_NEAREST_EVEN)), 256);
    lesson_check_integer(l, "errors_beyond_n_u/(1-n_u)", beyond, 0);
    lesson_check_at_most(l, "fp16-pairs_over_fp16", error[1][FP16_PAIRS] / error[1][FP16], 0.01, "at length 16384");
    lesson_check_at_most(l, "fp16-chunks_over_fp16", error[1][FP16_CHUNKS] / error[1][FP16], 0.1, "at length 16384");
    lesson_check_at_most(l, "fp32", error[1][FP32], 1e-5, "at length 16384");
    draw("e4m3", l->seed, false);
    const double normal = error_of(BF16, LONGEST);
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
        draw("fp16", l->seed + 1000 + (uint64_t)r, true);
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
                                     .takes = LESSON_TAKES_SEED};
    lesson l = lesson_begin(argc, argv, &plan);
    lesson_step(&l, "Sums that stick");
    stuck(&l);
    lesson_step(&l, "The error of a dot product, and its length");
    lengths(&l);
    lesson_step(&l, "A small bias");
    bias(&l);
    return lesson_end(&l);
}
