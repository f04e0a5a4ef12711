/* SPDX-License-Identifier: Apache-2.0
 *
 * Quantisation of blocks beside the plain conversion of the same elements by the same kernels: what the scales cost.
 * The results are compared with the scalar functions, on a part of the elements.
 */
#include "bench/blocks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/array_work.h"
#include "bench/timing.h"
#include "halfulp_block.h"

enum { COLUMNS = 4096, PART = 1 << 14, MOST_NAME = 64 };

static const char *const recipes[] = {"mxfp8_e4m3",
                                      "mxfp8_e4m3_rceil",
                                      "mxfp4",
                                      "te_mxfp8_e4m3",
                                      "nvfp4_te",
                                      "nvfp4_te_2d",
                                      "nvfp4_torchao",
                                      "nvfp4_te_4over6_mae",
                                      "fp4_ue5m3",
                                      "deepgemm_1x128",
                                      "mxint8",
                                      "int8_rows",
                                      "torchao_int4_1x32",
                                      "torchao_int8_rows_zero_point"};

static const struct {
    size_t n;
    const char *name;
} places[] = {{IN_CACHE, "4 Ki"}, {OUT_OF_CACHE, "16 Mi"}};

static struct {
    uint32_t *x;
    uint8_t *codes, *expected, *scales, *expected_scales; /* room for OUT_OF_CACHE elements, and scales of FP32 */
    int32_t zero_points[OUT_OF_CACHE / COLUMNS];          /* of rows                                            */
} room;

typedef struct {
    const hu_block_recipe *recipe;
    hu_array_path path;
    size_t n;
} block_subject;

static void quantise(const block_subject *s, hu_array_path path, void *codes, void *scales, uint32_t *flags)
{
    hu_env env = {0};
    const hu_block_options options = {.path = (uint32_t)path};
    uint32_t tensor = 0;
    const hu_status status =
        hu_block_quantize(s->recipe, hu_block_matrix_of(room.x, s->n / COLUMNS, COLUMNS),
                          (hu_block_data){codes, scales, &tensor, room.zero_points}, &env, &options);
    if (status != HU_STATUS_GOOD) {
        bench_fail(hu_status_text(status));
    }
    *flags = env.flags;
}

static void run_blocks(void *subject)
{
    const block_subject *s = subject;
    uint32_t flags;
    quantise(s, s->path, room.codes, room.scales, &flags);
    bench_keep(room.codes);
}

/* Integers are measured beside a format with as many bits. */
static void run_plain(void *subject)
{
    const block_subject *s = subject;
    const hu_format *element = s->recipe->element;
    if (element == NULL) {
        element = hu_format_find(hu_block_bits(s->recipe) == 4 ? "e2m1" : "e4m3");
    }
    hu_env env = {.overflow = HU_SATURATE_ALL};
    const hu_array_options options = {.path = (uint32_t)s->path};
    (void)hu_array_convert(hu_array_of(element, room.codes), hu_array_operand_of(hu_format_find("fp32"), room.x), s->n,
                           &env, &options);
    bench_keep(room.codes);
}

static void compare(const char *what, const block_subject *s)
{
    const block_subject part = {s->recipe, s->path, s->n < PART ? s->n : PART};
    uint32_t flags, expected_flags;
    quantise(&part, s->path, room.codes, room.scales, &flags);
    quantise(&part, HU_ARRAY_SCALAR, room.expected, room.expected_scales, &expected_flags);
    hu_block_shape shape;
    (void)hu_block_measure(s->recipe, part.n / COLUMNS, COLUMNS, &shape);
    const size_t bytes = shape.scale_rows * shape.scale_columns * hu_array_element_size(s->recipe->scale);
    if (flags != expected_flags || memcmp(room.codes, room.expected, part.n) != 0 ||
        memcmp(room.scales, room.expected_scales, bytes) != 0) {
        bench_differs(what, "the kernels and the scalar functions give different blocks");
    }
}

static void contest(const block_subject *s, const char *what)
{
    bench_side sides[] = {
        {.name = hu_array_path_name(s->path), .run = run_blocks, .subject = NULL, .operations = (double)s->n},
        {.name = "plain conversion", .theirs = true, .run = run_plain, .operations = (double)s->n}};
    block_subject own = *s;
    sides[0].subject = sides[1].subject = &own;
    bench_measure(what, sides, 2);
    bench_report(what, &sides[0], bench_peers() ? &sides[1] : NULL);
    compare(what, s);
}

/* Numbers about 1, as arrays.c has them. */
static void prepare(void)
{
    room.x = malloc(OUT_OF_CACHE * sizeof(uint32_t));
    room.codes = malloc(OUT_OF_CACHE);
    room.expected = malloc(PART);
    room.scales = malloc(OUT_OF_CACHE);
    room.expected_scales = malloc(PART);
    if (room.x == NULL || room.codes == NULL || room.expected == NULL || room.scales == NULL ||
        room.expected_scales == NULL) {
        bench_fail("out of memory");
    }
    for (size_t i = 0; i < OUT_OF_CACHE; i++) {
        const uint64_t r = hu_random(1, 1, i);
        const float u = (float)((int64_t)(r & 0xFFFFFF) - 0x800000) / (float)0x800000;
        room.x[i] = hu_fp32_from_float(u * u * u * 4).code;
    }
    memset(room.codes, 0, OUT_OF_CACHE);
    memset(room.scales, 0, OUT_OF_CACHE);
}

void bench_blocks(hu_array_path path)
{
    for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
        for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
            const block_subject s = {hu_block_find(recipes[i]), path, places[p].n};
            char what[MOST_NAME];
            snprintf(what, sizeof what, "fp32 to %s %s", recipes[i], places[p].name);
            if (bench_wanted(what)) {
                if (room.x == NULL) {
                    prepare();
                }
                contest(&s, what);
            }
        }
    }
}
