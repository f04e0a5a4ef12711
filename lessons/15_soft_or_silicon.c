/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 15, soft or silicon: why do two machines disagree, and when is that fine?
 *
 * A dot product of BF16 numbers into FP32, in the six ways that processors compute it (support/bf16_dots.h): in one
 * small example; by this machine and by its models; on ordinary numbers and near underflow; in corners where the ways
 * must differ; and the differences that remain once results are stored as BF16.
 */
#include "halfulp.h"
#include "support/lesson.h"
#include "trainer/kernels/kernels.h" /* defines: trainer_kernels, trainer_find_kernels, product_task, trainer_product */
#include "support/bf16_dots.h"

#include <math.h>
#include <stdlib.h>

enum {
    SIDE = 64, /* a matrix product of SIDE x SIDE outputs, each a dot product of DEPTH elements (support/bf16_dots.h) */
    OUTPUTS = SIDE * SIDE,
    FEW = 4 /* elements of the examples made by hand */
};

/* ---- Examples made by hand: parts 1 and 4 ------------------------------------------------------------------------ */

/* The expected FP32 codes were worked out on paper, from the orders in support/bf16_dots.c. FP32's numbers are 1 apart
 * up to 2^24 and 2 apart above: 4B800000 is 2^24, and 4B800001 is 2^24 + 2. */
typedef struct {
    const char *name, *products;
    float x[FEW], y[FEW]; /* numbers of BF16 */
    uint32_t expected[VARIANTS];
} example;

/* clang-format off */
static const example examples[] = {
    /* plain      1, 1 - 2^24, 1, 1.5: nothing is ever rounded
     * vdpbf16ps  -2^24, 1 - 2^24; then 1.5 - 2^24, a tie, rounds to the even 2 - 2^24; + 2^24 is 2
     * bfdot      1 - 2^24; the other pair, 2^24 + 0.5, rounds to the odd 2^24 + 2; both: 3
     * bfdot-ebf  1 - 2^24; the other pair rounds to the nearest, 2^24; both: 1
     * amx-sdm    even: 1 + 2^24, a tie, rounds to 2^24. Odd: 0.5 - 2^24, a tie, rounds to -2^24. Both: 0 */
    {"small_example", "1 - 2^24 + 2^24 + 0.5", {1, -4096, 4096, 0.5F}, {1, 4096, 4096, 1},
     {0x3FC00000, 0x40000000, 0x40400000, 0x3F800000, 0, 0x3FC00000, 0x3F800000}},

    /* Ways that treat subnormal operands as zeros give 0; the product is 2^-27. */
    {"subnormal_operand", "2^-127 * 2^100", {0x1p-127F}, {0x1p100F}, {0x32000000, 0, 0, 0x32000000, 0, 0, 0}},
    /* Ways that flush subnormal results give 0; the product is 2^-127. */
    {"subnormal_result", "2^-63 * 2^-64", {0x1p-63F}, {0x1p-64F}, {0x00400000, 0, 0, 0x00400000, 0, 0, 0}},
    /* The sum is normal, 2^-126. Ways that flush the halves lose them before they are added; EBF rounds only the
     * sum. */
    {"subnormal_halves", "2^-127 + 2^-127", {0x1p-63F, 0x1p-63F}, {0x1p-64F, 0x1p-64F},
     {0x00800000, 0, 0, 0x00800000, 0, 0, 0x00800000}},
    /* A tie: to nearest it rounds to 2^24, whose code is even, and to odd to 2^24 + 2. */
    {"tie", "2^24 + 1", {4096, 1}, {4096, 1},
     {0x4B800000, 0x4B800000, 0x4B800001, 0x4B800000, 0x4B800000, 0x4B800000, 0x4B800000}},
    /* Odd first: 2^24 + 1 is 2^24 again, and the 1 is lost. All others reach -2^24 before the 1, or keep the 1 apart
     * from 2^24. */
    {"odd_element_lost", "2^24 + 0 - 2^24 + 1", {4096, 0, -4096, 1}, {4096, 0, 4096, 1},
     {0x3F800000, 0, 0x3F800000, 0x3F800000, 0x3F800000, 0x3F800000, 0x3F800000}},
    /* Even first, or in the even chain, the 1 is lost. The pair 1 - 2^24 is exact. */
    {"even_element_lost", "2^24 + 0 + 1 - 2^24", {4096, 0, 1, -4096}, {4096, 0, 1, 4096},
     {0, 0x3F800000, 0x3F800000, 0x3F800000, 0, 0, 0x3F800000}},
    /* The odd chain adds the ones to 2, which does change 2^24; one by one they are lost. To odd, the first one counts
     * double, and 2^24 + 3 rounds back to the odd 2^24 + 2. */
    {"two_chains", "2^24 + 1 + 0 + 1", {4096, 1, 0, 1}, {4096, 1, 0, 1},
     {0x4B800000, 0x4B800000, 0x4B800001, 0x4B800000, 0x4B800001, 0x4B800000, 0x4B800000}},
    /* 2^128 is infinite. One chain stays there; the pairs are inf and -inf, and their sum is NaN; two chains end in
     * 0. */
    {"overflow", "2^127+2^127-2^127-2^127", {0x1p127F, 0x1p127F, -0x1p127F, -0x1p127F}, {1, 1, 1, 1},
     {0x7F800000, 0x7F800000, 0x7FC00000, 0x7FC00000, 0, 0x7F800000, 0x7FC00000}},
};
/* clang-format on */
enum { EXAMPLES = sizeof examples / sizeof *examples };

static void compute_example(lesson *l, const example *e, hu_fp32 result[VARIANTS])
{
    hu_env env = {0};
    hu_bf16 x[FEW], y[FEW];
    int as_derived = 0;
    for (size_t k = 0; k < FEW; k++) {
        x[k] = hu_fp32_to_bf16(hu_fp32_from_float(e->x[k]), &env);
        y[k] = hu_fp32_to_bf16(hu_fp32_from_float(e->y[k]), &env);
    }
    for (int w = 0; w < VARIANTS; w++) {
        result[w] = ways_dot(w, x, y, FEW);
        as_derived += result[w].code == e->expected[w];
    }
    lesson_subject(l, "%s", e->name);
    lesson_check_integer(l, "codes_as_derived", as_derived, VARIANTS);
}

static void first_example(lesson *l)
{
    const double exact = 1.5, ulp = 0x1p-23;
    hu_fp32 result[VARIANTS];
    compute_example(l, &examples[0], result);
    printf("  way        code       value  error in ulp  how a pair of elements is added\n");
    for (int w = 0; w < WAYS; w++) {
        double value = (double)hu_fp32_to_float(result[w]);
        printf("  %-10s 0x%08X %5.1f %13.0f  %s\n", ways[w].name, result[w].code, value, (value - exact) / ulp,
               ways[w].order);
    }
}

static void print_names(const char *before, int width, int count)
{
    printf("  %-*s", width, before);
    for (int w = 0; w < count; w++) {
        printf(" %9s", ways[w].name);
    }
    printf("\n");
}

static void corner_cases(lesson *l)
{
    hu_fp32 result[VARIANTS];
    print_names("the products", 23, VARIANTS);
    for (int i = 1; i < EXAMPLES; i++) {
        compute_example(l, &examples[i], result);
        printf("  %-23s", examples[i].products);
        for (int w = 0; w < VARIANTS; w++) {
            printf("  %08X", result[w].code);
        }
        printf("\n");
    }
}

/* ---- Thousands of dot products: parts 2, 3 and 5 ----------------------------------------------------------------- */

enum { ORDINARY, TINY, KINDS };

typedef struct {
    hu_bf16 left[SIDE * DEPTH], right[SIDE * DEPTH]; /* output r, c is the dot product of their rows r and c */
    hu_fp32 out[WAYS][OUTPUTS];
} products;

/* Nearly normal, as the sum of four uniform numbers: a multiple of 2^-16 in [-2, 2], with standard deviation 0.58. TINY
 * ones are 2^63 times smaller, so their products lie around the smallest normal number, 2^-126. */
static hu_bf16 draw(uint64_t stream, uint64_t index, int kind)
{
    hu_env env = {0};
    uint64_t bits = hu_random(15, stream, index);
    int64_t sum = (int64_t)((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48));
    float value = (float)(sum - 131070) * (kind == TINY ? 0x1p-79F : 0x1p-16F);
    return hu_fp32_to_bf16(hu_fp32_from_float(value), &env);
}

static void compute(products *p, int kind)
{
    for (size_t i = 0; i < (size_t)SIDE * DEPTH; i++) {
        p->left[i] = draw(1, i, kind);
        p->right[i] = draw(2, i, kind);
    }
    for (int w = 0; w < WAYS; w++) {
        for (size_t i = 0; i < OUTPUTS; i++) {
            p->out[w][i] = ways_dot(w, p->left + i / SIDE * DEPTH, p->right + i % SIDE * DEPTH, DEPTH);
        }
    }
}

static int differing(const hu_fp32 *a, const hu_fp32 *b)
{
    int count = 0;
    for (size_t i = 0; i < OUTPUTS; i++) {
        count += a[i].code != b[i].code;
    }
    return count;
}

/* Computes the same outputs with these kernels, as one matrix product of the trainer. Returns how many differ from the
 * model's. */
static int unlike(const lesson *l, const trainer_kernels *kernels, const products *p, const hu_fp32 *model)
{
    static float left[SIDE * DEPTH], right[SIDE * DEPTH], out[OUTPUTS];
    static hu_fp32 codes[OUTPUTS];
    product_task task = {.left = p->left, .right = p->right, .out = out, .accumulator = &trainer_fp32};
    task.left_row = task.right_column = DEPTH;
    task.left_depth = task.right_depth = 1;
    task.rows = task.columns = SIDE;
    task.depth = DEPTH;
    if (kernels->operand == &trainer_fp32) {
        kernels->decode(&trainer_bf16, p->left, left, (size_t)SIDE * DEPTH);
        kernels->decode(&trainer_bf16, p->right, right, (size_t)SIDE * DEPTH);
        task.left = left;
        task.right = right;
    }
    size_t bytes = trainer_product_scratch(kernels, &trainer_fp32, SIDE, DEPTH, SIDE, 1);
    if (bytes > 0 && (task.scratch = aligned_alloc(64, bytes)) == NULL) {
        lesson_fail(l, "out of memory");
    }
    trainer_product(kernels, &task, 1);
    free(task.scratch);
    memcpy(codes, out, sizeof codes);
    return differing(codes, model);
}

static void silicon(lesson *l, const products p[KINDS])
{
    for (int w = 0; w < WAYS; w++) {
        trainer_path path = w == PLAIN ? l->path : ways[w].silicon;
        const trainer_kernels *kernels = ways[w].silicon == TRAINER_PATH_SOFT ? NULL : trainer_find_kernels(path);
        lesson_subject(l, "%s", ways[w].name);
        if (kernels == NULL) {
            printf("  %-10s not run: %s\n", ways[w].name, ways[w].missing);
            lesson_check_skip(l, "outputs_unlike_its_model", ways[w].missing);
            continue;
        }
        int count = 0;
        for (int kind = 0; kind < KINDS; kind++) {
            count += unlike(l, kernels, &p[kind], p[kind].out[w]);
        }
        printf("  %-10s %d of %d outputs differ from the model's\n", ways[w].name, count, KINDS * OUTPUTS);
        lesson_check_integer(l, "outputs_unlike_its_model", count, 0);
    }
}

static void matrix(lesson *l, const products p[KINDS])
{
    int pairs[KINDS] = {0};
    lesson_csv csv = lesson_csv_open(l, "differ", "way,other,ordinary_outputs,tiny_outputs");
    print_names("", 10, WAYS);
    for (int a = 0; a < WAYS; a++) {
        printf("  %-10s", ways[a].name);
        for (int b = 0; b < WAYS; b++) {
            int ordinary = differing(p[ORDINARY].out[a], p[ORDINARY].out[b]);
            int tiny = differing(p[TINY].out[a], p[TINY].out[b]);
            if (a == b) {
                printf(" %9s", "\\");
            } else {
                printf(" %9.1f", 100.0 * (a > b ? ordinary : tiny) / OUTPUTS);
            }
            pairs[ORDINARY] += a > b && ordinary > 0;
            pairs[TINY] += a > b && tiny > 0;
            lesson_csv_row(&csv, "%s,%s,%d,%d", ways[a].name, ways[b].name, ordinary, tiny);
        }
        printf("\n");
    }
    lesson_csv_close(l, &csv);
    lesson_check_integer(l, "ordinary.plain_and_amx-guide_differ",
                         differing(p[ORDINARY].out[PLAIN], p[ORDINARY].out[AMX_GUIDE]), 0);
    lesson_check_integer(l, "ordinary.other_pairs_that_differ", pairs[ORDINARY], WAYS * (WAYS - 1) / 2 - 1);
    lesson_check_integer(l, "tiny.pairs_that_differ", pairs[TINY], WAYS * (WAYS - 1) / 2);
}

/* For ordinary numbers. They are multiples of 2^-16 up to 2, so all products, sums and roundings of these are multiples
 * of 2^-32 below 2^11: 43 bits, exact in FP64, and so are their differences. */
static double exact_dot(const products *p, size_t output, double *magnitudes)
{
    hu_env env = {0};
    double sum = 0.0;
    *magnitudes = 0.0;
    for (size_t k = 0; k < DEPTH; k++) {
        hu_fp32 x = hu_bf16_to_fp32(p->left[output / SIDE * DEPTH + k], &env);
        hu_fp32 y = hu_bf16_to_fp32(p->right[output % SIDE * DEPTH + k], &env);
        double product = (double)hu_fp32_to_float(x) * (double)hu_fp32_to_float(y);
        sum += product;
        *magnitudes += fabs(product);
    }
    return sum;
}

/* With at most n roundings of relative error u, and no flush, |error| <= gamma sum |x y|, gamma = n u / (1 - n u)
 * (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). With u = halves * 2^-24 and m = n * halves,
 * gamma is m / (2^24 - m). FP64 compares these exactly, except for errors far outside the bound. */
static void bounds(lesson *l, const products *p)
{
    const double full = 0.25; /* of the bars */
    double rms[WAYS] = {0};
    lesson_csv csv = lesson_csv_open(l, "errors", "way,roundings,halves_of_an_ulp,worst,rms");
    printf("                    n      u   bound   worst     rms\n");
    for (int w = 0; w < WAYS; w++) {
        const int n = ways[w].roundings, m = n * ways[w].halves;
        double worst = 0.0;
        int outside = 0;
        for (size_t i = 0; i < OUTPUTS; i++) {
            double magnitudes, exact = exact_dot(p, i, &magnitudes);
            double error = fabs((double)hu_fp32_to_float(p->out[w][i]) - exact);
            double relative = error / magnitudes * 0x1p24;
            outside += !(error * (0x1p24 - m) <= m * magnitudes);
            worst = fmax(worst, relative);
            rms[w] += relative * relative / OUTPUTS;
        }
        rms[w] = sqrt(rms[w]);
        printf("  %-10s %8d  %s %7.1f %7.3f %7.3f  ", ways[w].name, n, ways[w].halves == 1 ? "2^-24" : "2^-23",
               m / (1.0 - m * 0x1p-24), worst, rms[w]);
        lesson_bar(l, fmin(rms[w], full), full, 40);
        printf("\n");
        lesson_csv_row(&csv, "%s,%d,%d,%.9g,%.9g", ways[w].name, n, ways[w].halves, worst, rms[w]);
        lesson_subject(l, "%s", ways[w].name);
        lesson_check_integer(l, "outputs_outside_its_bound", outside, 0);
    }
    lesson_csv_close(l, &csv);
    printf("  bfdot's rms error is %.2f times plain's: half as many roundings, twice as coarse, sqrt(2) = 1.41.\n",
           rms[BFDOT] / rms[PLAIN]);
    lesson_subject(l, "%s", "");
    lesson_check_at_most(l, "amx-sdm's_rms_error_over_plain's", rms[AMX_SDM] / rms[PLAIN], 1.0,
                         "shorter chains: a product passes through fewer roundings");
}

/* ---- 5. Stored as BF16 ------------------------------------------------------------------------------------------- */

static void stored(const products *p)
{
    hu_env env = {0};
    int differ = 0, differ_stored = 0;
    for (size_t i = 0; i < OUTPUTS; i++) {
        bool here = false, here_stored = false;
        for (int w = 1; w < WAYS; w++) {
            here = here || p->out[w][i].code != p->out[0][i].code;
            here_stored =
                here_stored || hu_fp32_to_bf16(p->out[w][i], &env).code != hu_fp32_to_bf16(p->out[0][i], &env).code;
        }
        differ += here;
        differ_stored += here_stored;
    }
    printf("  The six ways disagree on %d of %d results in FP32, and stored as BF16 on %d.\n", differ, OUTPUTS,
           differ_stored);
}

int main(int argc, char **argv)
{
    static products p[KINDS];
    lesson l = lesson_begin(argc, argv, "15_soft_or_silicon", "soft or silicon",
                            "Why do two machines disagree, and when is that fine?");

    lesson_heading(&l, "1. One dot product, six ways (contrived: its numbers tell the ways apart)");
    lesson_say("(1, -4096, 4096, 0.5) . (1, 4096, 4096, 1) = 1 - 2^24 + 2^24 + 0.5 = 1.5, from BF16 into FP32. Every "
               "product is exact. A sum is exact if 24 bits hold it, and the order says which sums there are.");
    first_example(&l);
    lesson_say("plain: an FMA per element, as the trainer's FP32 paths do. vdpbf16ps: AVX512-BF16. bfdot: 64-bit ARM "
               "as Linux sets it up; bfdot-ebf: with FPCR.EBF. amx: TDPBF16PS, once as Intel's SDM has it, once as "
               "Intel's Intrinsics Guide.");

    lesson_heading(&l, "2. Is the instruction what its model says?");
    lesson_say("64 x 64 outputs of 256 elements each, of ordinary size, and again with products around 2^-126, the "
               "smallest normal number: by this machine, and by integer arithmetic from the documents.");
    lesson_progress(&l, "the models");
    compute(&p[ORDINARY], ORDINARY);
    compute(&p[TINY], TINY);
    lesson_progress(&l, NULL);
    silicon(&l, p);

    lesson_heading(&l, "3. How far apart are they?");
    lesson_say("Outputs that differ in at least one bit, percent: below the diagonal for numbers of ordinary size "
               "(natural: nearly normal, as initial weights are), above it for products around 2^-126 "
               "(contrived).");
    matrix(&l, p);
    printf("\n");
    lesson_say("The errors, for ordinary numbers. A product passes through at most n roundings of relative error u, so "
               "the result may be wrong by gamma = n u / (1 - n u) times the sum of all |x y|. In units of 2^-24 of "
               "that sum:");
    bounds(&l, &p[ORDINARY]);
    lesson_expected(&l, "different bits, and all within their bounds: no machine is wrong");
    lesson_expected(&l, "the plain loop is no reference: the most exact way is the one with the shortest chains");
    lesson_expected(&l, "the Intrinsics Guide's AMX is the plain loop, bit for bit, until something is subnormal");

    lesson_heading(&l, "4. Where they must part (contrived)");
    lesson_say("Every code can be worked out on paper, as the source of this lesson does.");
    corner_cases(&l);
    lesson_say("vdpbf16ps, bfdot and amx take subnormal numbers for zeros, and no control register changes that; "
               "bfdot-ebf obeys FPCR.FZ.");
    lesson_expected(&l, "the exact sum of the last row is 0; infinity, NaN and 0 are all what the documents ask for");

    lesson_heading(&l, "5. What is left of it when results are stored as BF16 (natural)");
    stored(&p[ORDINARY]);
    lesson_say("Rare, but one changed weight changes all that follow, and two trainings part for good. So compare "
               "machines by their loss curves, and bits only with the model of the very instruction: there, every "
               "difference is a defect. Near 2^-126 and 2^128 machines differ by more than roundings, which is not "
               "fine: keep the numbers away from there, as loss scaling does (lesson 04).");
    return lesson_end(&l);
}
