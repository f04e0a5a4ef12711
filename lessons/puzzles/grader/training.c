/* SPDX-License-Identifier: Apache-2.0
 *
 * training.c - puzzles 8 and 9: Kahan's update, and the loss scaler.
 */
#include "puzzle.h"
#include "tell.h"

#include "learn/screen.h"
#include "trainer/loss_scaler.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- 8 ----------------------------------------------------------------------------------------------------------- */

static const hu_format *e4m3(void)
{
    return hu_format_find("e4m3");
}

/* What the reader is given, at x * 256 + y. */
static const puzzle_shared *tables;

static void kahan_prepare(puzzle_shared *shared)
{
    static puzzle_shared own;
    hu_env env = {0};
    for (unsigned i = 0; i < 65536; i++) {
        const hu_e4m3 x = {(uint8_t)(i >> 8)};
        const hu_e4m3 y = {(uint8_t)i};
        own.sum[i] = hu_e4m3_add(x, y, &env).code;
        own.difference[i] = hu_e4m3_sub(x, y, &env).code;
    }
    memcpy(shared->sum, own.sum, sizeof own.sum);
    memcpy(shared->difference, own.difference, sizeof own.difference);
    tables = &own; /* the child could write into the other one */
}

static uint32_t add(uint32_t x, uint32_t y)
{
    return tables->sum[x * 256 + y];
}

static uint32_t sub(uint32_t x, uint32_t y)
{
    return tables->difference[x * 256 + y];
}

/* From the example of the puzzle on: 32, 0 and 1. */
static void kahan_record(uint64_t index, uint32_t *in)
{
    in[0] = (uint32_t)((index >> 16) + 0x60) & 0xFF;
    in[1] = (uint32_t)(index >> 8) & 0xFF;
    in[2] = (uint32_t)(index + 0x38) & 0xFF;
}

static void kahan_sample(uint64_t index, uint32_t *in)
{
    kahan_record(index * 251, in);
}

static void kahan_expected(const uint32_t *in, uint32_t *out)
{
    const uint32_t wanted = sub(in[2], in[1]);
    out[0] = add(in[0], wanted);
    out[1] = sub(sub(out[0], in[0]), wanted);
}

static bool same_excess(uint32_t expected, uint32_t given)
{
    return same_number(e4m3(), expected, given) || ((expected | given) & ~0x80U) == 0;
}

static bool kahan_right(const uint32_t *in, const uint32_t *out)
{
    uint32_t expected[2];
    kahan_expected(in, expected);
    return same_number(e4m3(), expected[0], out[0]) && same_excess(expected[1], out[1]);
}

static void kahan_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "weight 0x%02" PRIX32 ", excess 0x%02" PRIX32 ", update 0x%02" PRIX32, in[0], in[1],
             in[2]);
}

static void kahan_line(const char *label, uint32_t weight, uint32_t excess)
{
    char first[TELL_NUMBER];
    char second[TELL_NUMBER];
    tell_number(first, e4m3(), weight);
    tell_number(second, e4m3(), excess);
    printf("  %-12s weight %s, excess %s\n", label, first, second);
}

/* The addition that loses is explained or, if only the excess is wrong, the subtraction that finds what was lost. */
static void kahan_tell(const uint32_t *in, const uint32_t *out)
{
    uint32_t expected[2];
    char text[TELL_NUMBER];
    char question[64];
    const hu_env env = {0};
    kahan_expected(in, expected);
    const uint32_t wanted = sub(in[2], in[1]);
    const uint32_t change = sub(expected[0], in[0]);
    kahan_line("before", in[0], in[1]);
    kahan_line("your answer", out[0], out[1]);
    kahan_line("expected", expected[0], expected[1]);
    tell_number(text, e4m3(), wanted);
    printf("  wanted       %s\n", text);
    const bool weight_right = same_number(e4m3(), expected[0], out[0]);
    const hu_number operands[2] = {hu_number_of(e4m3(), weight_right ? change : in[0]), hu_number_of(e4m3(), wanted)};
    snprintf(question, sizeof question, "\"e4m3: 0x%02" PRIX64 " %c 0x%02" PRIX64 "\"", operands[0].code,
             weight_right ? '-' : '+', operands[1].code);
    tell_explanation(question, weight_right ? HU_OP_SUB : HU_OP_ADD, e4m3(), operands, &env);
}

static const char *const kahan_hints[] = {
    "The three lines of the story are the program. Keep the new weight in a variable of its own until the third is "
    "done.",
    "Four operations: sub, add, sub, sub. The third line is sub(sub(sum, *weight), wanted).",
    NULL,
};

const puzzle puzzle_kahan = {
    .name = "08_kahan",
    .title = "Kahan's update",
    .domain = "all 16,777,216 triples of E4M3 codes",
    .sequel = "`build/trainer --weights bf16 --update kahan` trains a network with it.",
    .hint = kahan_hints,
    .inputs = 3,
    .outputs = 2,
    .count = (uint64_t)1 << 24,
    .record = kahan_record,
    .sample = 65536,
    .sample_record = kahan_sample,
    .right = kahan_right,
    .call = kahan_call,
    .tell = kahan_tell,
    .prepare = kahan_prepare,
};

/* ---- 9 ----------------------------------------------------------------------------------------------------------- */

/* Intervals 1 to 32 and 2000 have 528 + 2000 counts of clean steps; with each, 277 powers of two and zero, overflow or
 * not. */
enum { SHORT = 32, LONG = 2000, COUNTS = SHORT * (SHORT + 1) / 2 + LONG, SCALES = 278 };

/* From 2^16 on, where GradScaler begins. */
static uint32_t scale_code(uint32_t index)
{
    const uint32_t scale = (index + 16 + 149) % SCALES;
    if (scale == SCALES - 1) {
        return 0;
    }
    return scale < 23 ? (uint32_t)1 << scale : (scale - 22) << 23;
}

static void scaler_record(uint64_t index, uint32_t *in)
{
    uint32_t count = (uint32_t)(index / 2 / SCALES);
    uint32_t interval = 1;
    while (interval <= SHORT && count >= interval) {
        count -= interval++;
    }
    in[0] = scale_code((uint32_t)(index / 2 % SCALES));
    in[1] = count;
    in[2] = interval <= SHORT ? interval : LONG;
    in[3] = index % 2;
}

static void scaler_expected(const uint32_t *in, uint32_t *out)
{
    loss_scaler scaler = {.interval = (int)in[2], .clean_steps = (int)in[1]};
    memcpy(&scaler.scale, &in[0], sizeof scaler.scale);
    loss_scaler_step(&scaler, in[3] != 0);
    memcpy(&out[0], &scaler.scale, sizeof scaler.scale);
    out[1] = (uint32_t)scaler.clean_steps;
}

static bool scaler_right(const uint32_t *in, const uint32_t *out)
{
    uint32_t expected[2];
    scaler_expected(in, expected);
    return out[0] == expected[0] && out[1] == expected[1];
}

static float scale_value(uint32_t code)
{
    float value;
    memcpy(&value, &code, sizeof value);
    return value;
}

static void scaler_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "S = %g, clean steps %" PRIu32 ", interval %" PRIu32 ", %s", (double)scale_value(in[0]),
             in[1], in[2], in[3] != 0 ? "overflow" : "no overflow");
}

static const char *scaler_reason(const uint32_t *in, const uint32_t *expected)
{
    if (in[3] != 0) {
        return "The gradients overflowed: S is halved, and the count starts again.";
    }
    if (in[1] + 1 < in[2]) {
        return "One more clean step, and not yet enough of them: S stays.";
    }
    return in[0] == expected[0] && in[0] != 0
               ? "Enough clean steps, but twice S would be infinite: S stays, and the count starts again."
               : "Enough clean steps: S is doubled, and the count starts again.";
}

static void scaler_tell(const uint32_t *in, const uint32_t *out)
{
    uint32_t expected[2];
    char question[64];
    const hu_env env = {0};
    const hu_format *const fp32 = hu_format_find("fp32");
    scaler_expected(in, expected);
    printf("  your answer  S = %g, clean steps %" PRId32 "\n", (double)scale_value(out[0]), (int32_t)out[1]);
    printf("  expected     S = %g, clean steps %" PRId32 "\n", (double)scale_value(expected[0]), (int32_t)expected[1]);
    screen_wrap("  ", scaler_reason(in, expected));
    if (out[0] == expected[0] || (in[3] == 0 && in[1] + 1 < in[2])) {
        return; /* no arithmetic is at fault */
    }
    const uint64_t factor = in[3] != 0 ? 0x3F000000 : 0x40000000;
    const hu_number operands[2] = {hu_number_of(fp32, in[0]), hu_number_of(fp32, factor)};
    snprintf(question, sizeof question, "\"fp32: 0x%08" PRIX32 " * %s\"", in[0], in[3] != 0 ? "0.5" : "2");
    tell_explanation(question, HU_OP_MUL, fp32, operands, &env);
}

static const char *const scaler_hints[] = {
    "Overflow first: it is the short case, and ends there.",
    "The count goes up before it is compared. When it is equal to the interval it is set to 0, also where S stays.",
    "isfinite() of math.h takes 2 * S; the product of two floats is a float.",
    NULL,
};

const puzzle puzzle_loss_scaler = {
    .name = "09_loss_scaler",
    .title = "the loss scaler's state machine",
    .domain = "all 1,405,568 states and steps",
    .sequel = "Lesson 04 lets it find its way, and shows what it means if S falls below 1.",
    .hint = scaler_hints,
    .inputs = 4,
    .outputs = 2,
    .count = (uint64_t)2 * COUNTS * SCALES,
    .record = scaler_record,
    .right = scaler_right,
    .call = scaler_call,
    .tell = scaler_tell,
};
