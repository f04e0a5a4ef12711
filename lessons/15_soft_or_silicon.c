/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 15, soft or silicon: a dot product of BF16 numbers into FP32, in the six ways that processors compute it
 * (support/bf16_dots.h): in one small example; thousands of them, by models and by this machine (bf16_products.h);
 * their errors against the bound that holds for all; and the corners where machines part by more than roundings.
 */
#include "support/bf16_examples.h"
#include "support/bf16_report.h"
#include "support/pictures.h"

#include <math.h>

enum { DEFAULT_LENGTH = 256, PAIRS = WAYS * (WAYS - 1) / 2 };

/* Why some bounds are what they are. For other lengths the lesson prints the figures and makes no claim. */
static const char measured[] = "as measured with 256 elements, seeds 1 to 20, and some points to spare";

/* ---- 1. One dot product ------------------------------------------------------------------------------------------ */

static void one_dot_product(lesson *l)
{
    hu_fp32 result[VARIANTS];
    int different = 0;
    const int as_derived = example_compute(SMALL_EXAMPLE, result);
    lesson_say(l, "(1, -4096, 4096, 0.5) . (1, 4096, 4096, 1) = 1 - 2^24 + 2^24 + 0.5 = 1.5, from BF16 into FP32. The "
                  "numbers are contrived. Each product is exact. A sum is exact if FP32's significand of 24 bits holds "
                  "it; from 2^24 on, FP32's numbers are 2 apart. Nobody says in which order to add.");
    lesson_ask(l, "Processors add in six ways. How many different results are there?",
               (const char *const[]){"one: 1.5 is easy to hold", "two", "three", "four", "five or six", NULL},
               (const char *const[]){"Add 1 to 2^24 and it is gone. Add 1 to -2^24 and it is kept: nearer to zero "
                                     "FP32's numbers are 1 apart.",
                                     "How a tie is rounded differs, too.", NULL});
    printf("  way        result                how it adds elements 0 and 1, and so on\n");
    for (int w = 0; w < WAYS; w++) {
        const double value = (double)hu_fp32_to_float(result[w]);
        bool seen = false;
        for (int i = 0; i < w; i++) {
            seen = seen || result[i].code == result[w].code;
        }
        different += !seen;
        printf("  %-10s %6.1f  ", ways[w].name, value);
        lesson_in(l, value == 1.5 ? LESSON_HELD : LESSON_LOST);
        picture_bar(l, value, 3, 12);
        lesson_plain(l);
        printf("  %s\n", ways[w].order);
    }
    lesson_answer(l, (different < 5 ? different : 5) - 1);
    lesson_say(l, "plain: an FMA per element, as the trainer's FP32 paths do. vdpbf16ps: x86's AVX512-BF16. bfdot: "
                  "64-bit ARM as Linux sets it up; bfdot-ebf: with the bit EBF of its control register. To odd: what "
                  "is not exact becomes the neighbour whose last bit is 1. amx: x86's TDPBF16PS by Intel's SDM and by "
                  "Intel's Intrinsics Guide, which differ; a Xeon does what the SDM says. formats/models/ names the "
                  "documents.");
    lesson_check_integer(l, "different_results", different, 5);
    lesson_check_integer(l, "small_example.codes_as_derived", as_derived, VARIANTS);
}

/* ---- 2. Thousands of them ---------------------------------------------------------------------------------------- */

static void silicon(lesson *l, const products p[KINDS])
{
    lesson_say(l,
               "A model computes by integers what the documents say. Here are %zu x %zu dot products of %zu "
               "numbers, of ordinary size (natural: nearly normal, as initial weights are), and again with products "
               "around 2^-126 (contrived), by each model and by this machine's instructions. How many differ?",
               p->side, p->side, p->length);
    for (int w = 0; w < WAYS; w++) {
        const trainer_path path = w == PLAIN ? l->path : ways[w].silicon;
        const trainer_kernels *kernels = ways[w].silicon == TRAINER_PATH_SOFT ? NULL : trainer_find_kernels(path);
        lesson_subject(l, "%s", ways[w].name);
        if (kernels == NULL) {
            lesson_check_skip(l, "outputs_unlike_its_model", ways[w].missing);
            continue;
        }
        lesson_check_integer(l, "outputs_unlike_its_model",
                             products_unlike(l, kernels, &p[ORDINARY], w) + products_unlike(l, kernels, &p[TINY], w),
                             0);
    }
    lesson_subject(l, "%s", "");
}

static void many_dot_products(lesson *l, const products *p)
{
    lesson_ask(l,
               "Now the ways among each other, numbers of ordinary size. The two that differ most: in how many of "
               "their outputs is at least one bit different?",
               (const char *const[]){"under 1 %", "1 to 20 %", "20 to 70 %", "over 70 %", NULL},
               (const char *const[]){"Each output is the end of a chain of some hundred roundings.", NULL});
    const worst_pair worst = report_pairs(l, p);
    const double few = report_distances(l, p, worst.a, worst.b);
    lesson_answer(l, worst.percent < 1 ? 0 : worst.percent < 20 ? 1 : worst.percent <= 70 ? 2 : 3);
    lesson_say(l, "Up to %.0f %% of ordinary outputs differ, mostly by a few ulps: the order decides, not an error.",
               worst.percent);
    if (lesson_usual(l, p->length == DEFAULT_LENGTH)) {
        lesson_check_at_least(l, "most_different_pair_percent", worst.percent, 80, measured);
        lesson_check_at_most(l, "most_different_pair_percent", worst.percent, 90, measured);
        lesson_check_at_least(l, "at_most_8_ulps_apart_percent", few, 85, measured);
    }
    lesson_check_integer(l, "other_pairs_that_differ", worst.pairs, PAIRS - 1);
    lesson_expected(l, "the Intrinsics Guide's AMX is the plain loop, bit for bit, until something is subnormal");
    lesson_check_integer(l, "plain_and_amx-guide_differ", products_differing(p, PLAIN, AMX_GUIDE), 0);
}

/* ---- 3. Errors --------------------------------------------------------------------------------------------------- */

/* What is left of the differences when results are stored as BF16. */
static void stored(lesson *l, const products *p)
{
    const int differ = products_disagreeing(p, false);
    const int differ_stored = products_disagreeing(p, true);
    lesson_say(l,
               "Stored as BF16, whose numbers are 65,536 FP32 numbers apart, most differences are gone: of %zu results "
               "the six ways disagree on %d in FP32, and on %d in BF16. Rare is not never, and a changed number goes "
               "into all that is computed from it.",
               p->outputs, differ, differ_stored);
    if (lesson_usual(l, p->length == DEFAULT_LENGTH)) {
        lesson_check_at_least(l, "disagree_in_fp32_percent", 100.0 * differ / (double)p->outputs, 90, measured);
    }
    lesson_check_at_most(l, "disagree_in_bf16_percent", 100.0 * differ_stored / (double)p->outputs, 1,
                         "two results a few dozen FP32 numbers apart: a chance of one in a thousand");
}

static void nobody_is_wrong(lesson *l, const products *p)
{
    double rms[WAYS];
    int outside[WAYS];
    lesson_say(l, "A product passes through at most n roundings of relative error u. So a result may be wrong by gamma "
                  "= n u / (1 - n u) times the sum of all |x y|, and by no more. In units of 2^-24 of that sum:");
    lesson_ask(l, "Which way has the smallest errors?",
               (const char *const[]){ways[PLAIN].name, ways[VDPBF16PS].name, ways[BFDOT].name, ways[BFDOT_EBF].name,
                                     ways[AMX_SDM].name, NULL},
               (const char *const[]){"The fewer roundings, the smaller the error.",
                                     "Rounding to odd may err by a whole ulp, to nearest by half of one.", NULL});
    report_errors(l, p, rms, outside);
    int best = PLAIN;
    for (int w = 0; w <= AMX_SDM; w++) {
        best = rms[w] < rms[best] ? w : best;
    }
    lesson_answer(l, best);
    lesson_expected(l, "different bits, and all within their bounds: no machine is wrong");
    for (int w = 0; w < WAYS; w++) {
        lesson_subject(l, "%s", ways[w].name);
        lesson_check_integer(l, "outputs_outside_its_bound", outside[w], 0);
    }
    lesson_subject(l, "%s", "");
    lesson_expected(l, "the plain loop is no reference: the most exact way is the one with the shortest chains");
    lesson_check_at_most(l, "amx-sdm's_rms_error_over_plain's", rms[AMX_SDM] / rms[PLAIN], 1,
                         "shorter chains: a product passes through fewer roundings");
    lesson_say(l,
               "bfdot has half as many roundings, twice as coarse. Were they independent and alike, its errors would "
               "be sqrt(1/2) * 2 = 1.41 times plain's; they are %.2f times.",
               rms[BFDOT] / rms[PLAIN]);
    lesson_check_at_least(l, "bfdot's_rms_error_over_plain's", rms[BFDOT] / rms[PLAIN], 1, "coarser roundings");
    lesson_check_at_most(l, "bfdot's_rms_error_over_plain's", rms[BFDOT] / rms[PLAIN], 2, "and no more of them");
    stored(l, p);
}

/* ---- 4. Where they must part ------------------------------------------------------------------------------------- */

static void corners(lesson *l, const products *tiny)
{
    hu_fp32 result[VARIANTS];
    int as_derived[EXAMPLES];
    int zeros = 0;
    lesson_ask(
        l,
        "2^-63 * 2^-64 = 2^-127 is subnormal in FP32, where the smallest normal number is 2^-126. How many "
        "of the six ways give 2^-127?",
        (const char *const[]){"all", "four", "two", "none", NULL},
        (const char *const[]){"Some instructions take subnormal numbers for zeros, whatever the program asked.", NULL});
    printf("  %-18s", "the sum");
    for (int w = 0; w < WAYS; w++) {
        printf("%10s", ways[w].name);
    }
    printf("\n");
    for (int i = 1; i < EXAMPLES; i++) {
        as_derived[i] = example_compute(i, result);
        printf("  %-18s", examples[i].products);
        for (int w = 0; w < WAYS; w++) {
            printf("%10s", example_value(result[w]).text);
            zeros += i == SUBNORMAL_RESULT && result[w].code == 0;
        }
        printf("\n");
    }
    lesson_answer(l, zeros == 0 ? 0 : zeros <= 2 ? 1 : zeros <= 4 ? 2 : 3);
    lesson_say(l,
               "All these sums are contrived, and worked out on paper in lessons/support/bf16_examples.c. vdpbf16ps, "
               "bfdot and amx take subnormal numbers for zeros, and no control register changes that. bfdot-ebf does "
               "so if FPCR.FZ is set: that is the seventh of the codes that the CHECKs count.");
    for (int i = 1; i < EXAMPLES; i++) {
        if (i == TOO_LARGE) {
            lesson_subject(l, "%s", "");
            lesson_expected(l, "the exact sum of the last row is 0; infinity, NaN and 0 are all what the documents ask "
                               "for");
        }
        lesson_subject(l, "%s", examples[i].name);
        lesson_check_integer(l, "codes_as_derived", as_derived[i], VARIANTS);
    }
    lesson_subject(l, "%s", "");
    lesson_say(l, "And the outputs of step 2 whose products lie around 2^-126:");
    lesson_check_integer(l, "tiny.pairs_that_differ", report_pairs(l, tiny).pairs, PAIRS);
    lesson_say(l, "So compare machines by their loss curves, and bits only with the model of the very instruction: "
                  "there, every difference is a defect. Near 2^-126 and 2^128 machines differ by more than roundings: "
                  "keep the numbers away from there, as loss scaling does (lesson 04).");
}

int main(int argc, char **argv)
{
    static products p[KINDS];
    static double length = DEFAULT_LENGTH;
    static const lesson_option own[] = {{.name = "length",
                                         .help = "elements of a dot product, a multiple of 32",
                                         .number = &length,
                                         .least = TILE,
                                         .most = PRODUCTS_LENGTH},
                                        {.name = NULL}};
    static const lesson_plan plan = {.name = "15_soft_or_silicon",
                                     .title = "soft or silicon",
                                     .question = "Why do two machines disagree, and when is that fine?",
                                     .takes = LESSON_TAKES_SEED,
                                     .option = own};
    lesson l = lesson_begin(argc, argv, &plan);
    if (fmod(length, TILE) != 0) {
        lesson_fail(&l, "--length: expected a multiple of %d", TILE);
    }
    lesson_step(&l, "One dot product, six ways");
    one_dot_product(&l);
    lesson_step(&l, "Thousands of them: the instruction and its model, and the others");
    lesson_progress(&l, "the models");
    for (int kind = 0; kind < KINDS; kind++) {
        products_compute(&p[kind], l.quick ? PRODUCTS_SIDE / 2 : PRODUCTS_SIDE, (size_t)length, l.seed, kind);
    }
    lesson_progress(&l, NULL);
    silicon(&l, p);
    many_dot_products(&l, &p[ORDINARY]);
    lesson_step(&l, "Is one of them wrong?");
    nobody_is_wrong(&l, &p[ORDINARY]);
    lesson_step(&l, "Where they must part");
    corners(&l, &p[TINY]);
    return lesson_end(&l);
}
