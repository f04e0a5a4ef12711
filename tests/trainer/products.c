/* SPDX-License-Identifier: Apache-2.0
 *
 * Matrix products alone, in cases that a training run of small layers cannot reach: several blocks, remainders of all
 * sizes, all layouts, numbers at the ends of the range.
 */
#include "shared.h"

#include "kernels/kernels.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
    size_t rows, depth, columns;
} shape;

/* Blocks are 72 rows, 512 columns and 256 links (512 k of BF16), or with at most 72 rows the columns of a tile; tiles
 * are 2, 6, 8 or 12 rows, or an even number or a multiple of four below, and 8, 12, 16 or 32 columns. Lines of 1024
 * numbers are a page apart. The last shape has several blocks of everything; one kind of numbers will do. */
static const shape shapes[] = {{1, 1, 1},    {5, 3, 7},     {12, 8, 32},    {13, 385, 33}, {8, 768, 12},
                               {3, 1100, 5}, {175, 10, 9},  {7, 9, 800},    {1, 769, 97},  {97, 31, 17},
                               {24, 64, 96}, {12, 384, 48}, {73, 400, 6},   {2, 17, 385},  {72, 5, 384},
                               {32, 40, 64}, {8, 1024, 40}, {40, 24, 1024}, {73, 257, 513}};
enum { SHAPES = sizeof shapes / sizeof *shapes };

/* One product in all its forms: operands of the logical sizes [rows][depth] and [depth][columns], both as they are and
 * transposed, and the expected outputs. */
typedef struct {
    const trainer_format *operand;
    shape size;
    void *left[2], *right[2]; /* [0] by rows, [1] by columns */
    float *expected, *found;
} fixture;

/* Kinds of numbers: moderate ones; ones whose products are near the smallest normal number, where flushing shows;
 * arbitrary codes, including infinities and NaNs; and, FP32 alone, ones whose products are a little more or less than
 * half an ulp of the sums, which shows whether a link is rounded twice. */
enum { MODERATE, TINY, ANY, HALFWAY, KINDS };

/* 1 + i 2^-23, or 2^-10 to 2^-12 times (1 + i 2^-23) or (1 - i 2^-23), with a sign. */
static uint32_t draw_halfway(uint64_t bits)
{
    const uint32_t i = (uint32_t)(bits & 3);
    const uint32_t sign = (uint32_t)(bits >> 31 & 1) << 31;
    const uint32_t small = (127 - 10 - (uint32_t)(bits >> 32 & 0xFF) % 3) << 23;
    const uint32_t chosen = (uint32_t)(bits >> 40 & 3);
    return sign | (chosen == 0 ? 0x3F800000 + i : chosen == 1 ? small - 2 * i : small + i);
}

static uint32_t draw(const trainer_format *format, int kind, uint64_t stream, uint64_t index)
{
    const uint64_t bits = hu_random(77, stream, index);
    const uint32_t fraction = (uint32_t)(bits & 0x807FFFFF);
    const uint32_t octave = (uint32_t)(bits >> 32 & 7);
    if (kind == ANY) {
        return (uint32_t)(bits >> 16 & 0xFFFFFFFF) >> (format == &trainer_fp32 ? 0 : 16);
    }
    if (kind == HALFWAY) {
        return draw_halfway(bits);
    }
    if (format == &trainer_fp16) {
        const uint32_t field = kind == MODERATE ? 11 + octave : octave / 2;
        return (fraction >> 16 & 0x8000) | field << 10 | (fraction >> 13 & 0x3FF);
    }
    const uint32_t field = kind == MODERATE ? 123 + octave : 60 + octave;
    const uint32_t fp32 =
        (bits >> 40 & 31) == 0 ? fraction : (fraction | field << 23); /* one in 32: zero or subnormal */
    return format == &trainer_fp32 ? fp32 : fp32 >> 16;
}

static void *filled(const trainer_format *format, int kind, uint64_t stream, size_t lines, size_t width,
                    bool transposed)
{
    void *codes = malloc(trainer_codes_bytes(format, lines * width));
    for (size_t i = 0; codes != NULL && i < lines * width; i++) {
        const size_t at = transposed ? i % width * lines + i / width : i;
        trainer_store_code(format, codes, at, draw(format, kind, stream, i));
    }
    return codes;
}

/* FP32 and FP16: one fmaf after another. BF16: the product of its soft twin. */
static void expect(const fixture *f, void (*soft)(const product_task *task))
{
    const shape s = f->size;
    if (soft != NULL) {
        const product_task task = {
            .left = f->left[0],
            .left_row = s.depth,
            .left_depth = 1,
            .right = f->right[0],
            .right_depth = s.columns,
            .right_column = 1,
            .out = f->expected,
            .rows = s.rows,
            .depth = s.depth,
            .columns = s.columns,
            .accumulator = &trainer_fp32,
        };
        soft(&task);
        return;
    }
    for (size_t i = 0; i < s.rows * s.columns; i++) {
        float sum = 0;
        for (size_t k = 0; k < s.depth; k++) {
            float x;
            float y;
            const size_t bytes = f->operand->bytes;
            const size_t at_x = (i / s.columns * s.depth + k) * bytes;
            const size_t at_y = (k * s.columns + i % s.columns) * bytes;
            trainer_kernels_portable.decode(f->operand, (const uint8_t *)f->left[0] + at_x, &x, 1);
            trainer_kernels_portable.decode(f->operand, (const uint8_t *)f->right[0] + at_y, &y, 1);
            sum = fmaf(x, y, sum);
        }
        f->expected[i] = sum;
    }
}

static uint32_t canonical(float x)
{
    return x != x ? 0x7FC00000 : hu_fp32_from_float(x).code; /* like every store */
}

static int compare_layout(FILE *log, const trainer_kernels *k, const fixture *f, bool left_turned, bool right_turned,
                          int threads)
{
    const shape s = f->size;
    const size_t bytes = trainer_product_scratch(k, &trainer_fp32, s.rows, s.depth, s.columns, threads);
    void *scratch = bytes != 0 ? aligned_alloc(64, bytes) : NULL;
    if (bytes != 0 && scratch == NULL) {
        fprintf(log, "out of memory\n");
        return 1;
    }
    const product_task task = {
        .left = f->left[left_turned],
        .left_row = left_turned ? 1 : s.depth,
        .left_depth = left_turned ? s.rows : 1,
        .right = f->right[right_turned],
        .right_depth = right_turned ? 1 : s.columns,
        .right_column = right_turned ? s.depth : 1,
        .out = f->found,
        .rows = s.rows,
        .depth = s.depth,
        .columns = s.columns,
        .accumulator = &trainer_fp32,
        .scratch = scratch,
    };
    trainer_product(k, &task, threads);
    free(scratch);
    int failures = 0;
    for (size_t i = 0; i < s.rows * s.columns; i++) {
        const uint32_t found = canonical(f->found[i]);
        const uint32_t expected = canonical(f->expected[i]);
        if (found != expected && failures++ == 0) {
            fprintf(log,
                    "%s: %zu x %zu x %zu%s%s, %d threads: output %zu, %zu: %a (%08" PRIx32 "), expected %a (%08" PRIx32
                    ")\n",
                    k->name, s.rows, s.depth, s.columns, left_turned ? ", left transposed" : "",
                    right_turned ? ", right transposed" : "", threads, i / s.columns, i % s.columns,
                    (double)f->found[i], found, (double)f->expected[i], expected);
        }
    }
    return failures;
}

/* On moderate numbers the three orders and roundings of the definition give different bits in many outputs. If they did
 * not, equality with one's twin would mean nothing. */
static int compare_twins(FILE *log)
{
    const shape s = {16, 64, 16};
    fixture f = {.operand = &trainer_bf16, .size = s};
    float outputs[3][16 * 16];
    f.left[0] = filled(&trainer_bf16, MODERATE, 8, s.rows, s.depth, false);
    f.right[0] = filled(&trainer_bf16, MODERATE, 9, s.depth, s.columns, false);
    int failures = f.left[0] == NULL || f.right[0] == NULL;
    for (int i = 0; i < 3 && failures == 0; i++) {
        f.expected = outputs[i];
        expect(&f, i == 0 ? NULL : i == 1 ? soft_product_vdpbf16ps : soft_product_bfdot);
    }
    for (int i = 0; i < 3 && failures == 0; i++) {
        int different = 0;
        for (int j = 0; j < 16 * 16; j++) {
            different += outputs[i][j] != outputs[(i + 1) % 3][j];
        }
        if (different < 32) {
            fprintf(log, "definitions %d and %d of a product differ in only %d of 256 outputs\n", i, (i + 1) % 3,
                    different);
            failures++;
        }
    }
    free(f.left[0]);
    free(f.right[0]);
    return failures;
}

/* Every path of a list, which ends with AUTO, in every layout and number of threads. Small products are not divided
 * among threads, so the path's own threshold is overridden. */
static int compare_products(FILE *log, const trainer_path *paths, const fixture *f)
{
    int failures = 0;
    for (; *paths != TRAINER_PATH_AUTO; paths++) {
        const trainer_kernels *found = trainer_find_kernels(*paths);
        if (found != NULL) {
            trainer_kernels kernels = *found;
            kernels.grain = 1;
            for (int form = 0; form < 12; form++) {
                failures += compare_layout(log, &kernels, f, form % 2 != 0, form / 2 % 2 != 0, 1 + form / 4);
            }
        }
    }
    return failures;
}

static int compare_family(FILE *log, const trainer_format *operand, void (*soft)(const product_task *task),
                          const trainer_path *paths, uint64_t stream)
{
    int failures = 0;
    for (int i = 0; i < SHAPES * KINDS && failures < 20; i++) {
        const bool fp32 = operand == &trainer_fp32;
        if (!check_dose() || (i % KINDS == HALFWAY && !fp32) ||
            (i / KINDS == SHAPES - 1 && (i % KINDS != MODERATE || !fp32))) {
            continue;
        }
        const shape s = shapes[i / KINDS];
        fixture f = {.operand = operand, .size = s};
        for (int turned = 0; turned < 2; turned++) {
            f.left[turned] = filled(operand, i % KINDS, stream, s.rows, s.depth, turned != 0);
            f.right[turned] = filled(operand, i % KINDS, stream + 1, s.depth, s.columns, turned != 0);
        }
        f.expected = malloc(s.rows * s.columns * sizeof(float));
        f.found = malloc(s.rows * s.columns * sizeof(float));
        if (f.left[0] == NULL || f.left[1] == NULL || f.right[0] == NULL || f.right[1] == NULL || f.expected == NULL ||
            f.found == NULL) {
            fprintf(log, "out of memory\n");
            failures++;
        } else {
            expect(&f, soft);
            failures += compare_products(log, paths, &f);
        }
        for (int turned = 0; turned < 2; turned++) {
            free(f.left[turned]);
            free(f.right[turned]);
        }
        free(f.expected);
        free(f.found);
    }
    return failures;
}

/* Matrix products alone, with shapes that leave remainders of every tile and block, in every layout, with 1, 2 and 3
 * threads. */
long check_trainer_products(void)
{
    FILE *const log = stderr;
    static const trainer_path fp32[] = {TRAINER_PATH_PORTABLE, TRAINER_PATH_FP64, TRAINER_PATH_AVX2,
                                        TRAINER_PATH_AVX512,   TRAINER_PATH_NEON, TRAINER_PATH_AUTO};
    static const trainer_path fp16[] = {TRAINER_PATH_F16C, TRAINER_PATH_AUTO};
    static const trainer_path vdpbf16ps[] = {TRAINER_PATH_VDPBF16PS, TRAINER_PATH_AUTO};
    static const trainer_path bfdot[] = {TRAINER_PATH_BFDOT, TRAINER_PATH_AUTO};
    static const trainer_path all[] = {TRAINER_PATH_AVX2, TRAINER_PATH_AVX512,    TRAINER_PATH_NEON,
                                       TRAINER_PATH_F16C, TRAINER_PATH_VDPBF16PS, TRAINER_PATH_BFDOT};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (trainer_find_kernels(all[i]) == NULL) {
            fprintf(log, "products: SKIP, this build and machine have no %s path\n", trainer_path_name(all[i]));
        }
    }
    return compare_twins(log) + compare_family(log, &trainer_fp32, NULL, fp32, 0) +
           compare_family(log, &trainer_fp16, NULL, fp16, 2) +
           compare_family(log, &trainer_bf16, soft_product_vdpbf16ps, vdpbf16ps, 4) +
           compare_family(log, &trainer_bf16, soft_product_bfdot, bfdot, 4);
}
