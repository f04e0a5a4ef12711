/* SPDX-License-Identifier: Apache-2.0
 *
 * Dot products by the models of instructions and by choice, beside the loop of floats that one writes instead, which
 * has no model's bits. The operands are small integers, so that every order gives the exact sum, and all are compared.
 */
#include "bench/dots.h"

#include <stdio.h>
#include <string.h>

#include "bench/timing.h"
#include "halfulp_dot.h"

enum { PRODUCTS = 4096, MOST_NAME = 31 };

/* By the instruction of that name; or, without one, exactly, in a register, of numbers of that format. */
static const struct {
    const char *what, *model, *format;
} works[] = {{"dot e4m3 hopper wgmma", "hopper_wgmma_e4m3_e4m3_fp32", "e4m3"},
             {"dot fp16 hopper wgmma", "hopper_wgmma_fp16_fp32", "fp16"},
             {"dot e2m1 blackwell nvf4", "blackwell_tcgen05_nvf4_k64_e2m1_e2m1_fp32", "e2m1"},
             {"dot e4m3 arm fdot", "arm_fdot_e4m3_e4m3_fp32", "e4m3"},
             {"dot fp32 exact", NULL, "fp32"}};

static struct {
    uint64_t x[PRODUCTS], y[PRODUCTS];
    uint32_t x32[PRODUCTS], y32[PRODUCTS];
    float a[PRODUCTS], b[PRODUCTS];
    uint64_t sum;
    float plain;
} room;

typedef struct {
    const hu_dot_model *model; /* NULL: exactly */
    const hu_format *format;
} dot_subject;

static void run_model(void *subject)
{
    const dot_subject *const s = subject;
    room.sum = hu_dot(s->model, 0, room.x, room.y, PRODUCTS);
    bench_keep(&room);
}

static void run_exact(void *subject)
{
    const dot_subject *const s = subject;
    const hu_accumulation how = {.order = HU_ACCUMULATE_EXACT, .sum = s->format};
    hu_env env = {0};
    if (hu_dot_accumulate(&how, hu_array_operand_of(s->format, room.x32), hu_array_operand_of(s->format, room.y32),
                          PRODUCTS, 0, &env, &room.sum) != HU_STATUS_GOOD) {
        bench_fail("hu_dot_accumulate refuses an exact sum");
    }
    bench_keep(&room);
}

static void run_floats(void *subject)
{
    float sum = 0;
    (void)subject;
    for (size_t i = 0; i < PRODUCTS; i++) {
        sum += room.a[i] * room.b[i];
    }
    room.plain = sum;
    bench_keep(&room);
}

/* -2, -1, 1 or 2, which all formats have. */
static void prepare(const hu_format *format)
{
    hu_env env = {0};
    for (size_t i = 0; i < PRODUCTS; i++) {
        const uint64_t r = hu_random(1, 2, i);
        room.a[i] = (float)(1 + (r & 1)) * ((r & 2) != 0 ? -1.0F : 1.0F);
        room.b[i] = (float)(1 + (r >> 2 & 1)) * ((r & 8) != 0 ? -1.0F : 1.0F);
        const hu_number x = hu_number_of(hu_format_find("fp32"), hu_fp32_from_float(room.a[i]).code);
        const hu_number y = hu_number_of(hu_format_find("fp32"), hu_fp32_from_float(room.b[i]).code);
        room.x[i] = hu_convert(format, x, &env).code;
        room.y[i] = hu_convert(format, y, &env).code;
        room.x32[i] = (uint32_t)x.code;
        room.y32[i] = (uint32_t)y.code;
    }
}

void bench_dots(void)
{
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        if (!bench_wanted(works[i].what)) {
            continue;
        }
        const hu_format *const format = hu_format_find(works[i].format);
        dot_subject subject = {works[i].model == NULL ? NULL : hu_dot_find(works[i].model), format};
        prepare(format);
        bench_side sides[] = {{.name = subject.model == NULL ? "register" : "model",
                               .run = subject.model == NULL ? run_exact : run_model,
                               .operations = PRODUCTS},
                              {.name = "floats", .theirs = true, .run = run_floats, .operations = PRODUCTS}};
        sides[0].subject = sides[1].subject = &subject;
        bench_measure(works[i].what, sides, 2);
        bench_report(works[i].what, &sides[0], bench_peers() ? &sides[1] : NULL);
        run_floats(NULL);
        if (room.sum != hu_fp32_from_float(room.plain).code) {
            bench_differs(works[i].what, "%08llX, floats %a", (unsigned long long)room.sum, (double)room.plain);
        }
    }
}
