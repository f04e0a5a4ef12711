/* SPDX-License-Identifier: Apache-2.0
 *
 * reading.c - puzzles 1 and 2: what a code stands for.
 */
#include "puzzle.h"
#include "tell.h"

#include <inttypes.h>
#include <stdio.h>

static const hu_format *fp32(void)
{
    return hu_format_find("fp32");
}

static void index_record(uint64_t index, uint32_t *in)
{
    in[0] = (uint32_t)index;
}

static void tell_code(const hu_format *format, uint32_t code)
{
    char question[64];
    const hu_env env = {0};
    const hu_number operand = hu_number_of(format, code);
    snprintf(question, sizeof question, "%s 0x%0*" PRIX32, format->name, hu_format_width(format) / 4, code);
    tell_explanation(question, HU_OP_CONVERT, format, &operand, &env);
}

/* ---- 1 ----------------------------------------------------------------------------------------------------------- */

static uint32_t decoded(uint32_t code)
{
    hu_env env = {0};
    return hu_e4m3_to_fp32((hu_e4m3){(uint8_t)code}, &env).code;
}

static bool decode_right(const uint32_t *in, const uint32_t *out)
{
    return same_number(fp32(), decoded(in[0]), out[0]);
}

static void decode_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "decode_e4m3(0x%02" PRIX32 ")", in[0]);
}

static void decode_tell(const uint32_t *in, const uint32_t *out)
{
    tell_floats(out[0], decoded(in[0]));
    tell_code(hu_format_find("e4m3"), in[0]);
}

static const char *const decode_hints[] = {
    "Take the code apart: s = code >> 7, E = code >> 3 & 15, T = code & 7.",
    "The two NaN codes come first, then E = 0, then the rest. NAN is in math.h.",
    "ldexpf(x, n) is x * 2^n, exactly. (8 + T) * 2^(E - 10) is (1 + T/8) * 2^(E - 7).",
    "-0 is not less than 0, and 0 * -1 is -0: make the magnitude first, and negate it at the end if s is 1.",
    NULL,
};

const puzzle puzzle_decode_e4m3 = {
    .name = "01_decode_e4m3",
    .title = "decode a code of E4M3",
    .domain = "all 256 codes of E4M3",
    .sequel = "That is all there is to a format. Lesson 01 draws them on a line.",
    .hint = decode_hints,
    .inputs = 1,
    .outputs = 1,
    .count = 256,
    .record = index_record,
    .right = decode_right,
    .call = decode_call,
    .tell = decode_tell,
};

/* ---- 2 ----------------------------------------------------------------------------------------------------------- */

/* From the neighbours, as the library finds them: up to the next number, or, where that is infinity, down. */
static uint32_t ulp(uint32_t code)
{
    const hu_format *const fp16 = hu_format_find("fp16");
    const hu_number x = hu_number_of(fp16, code & 0x7FFF);
    hu_env env = {0};
    if (x.code >= 0x7C00) {
        return (uint32_t)fp32()->canonical_nan;
    }
    const hu_number above = hu_next_up(x, &env);
    const hu_number ulp = x.code == hu_format_largest(fp16) ? hu_sub(fp32(), x, hu_next_down(x, &env), &env)
                                                            : hu_sub(fp32(), above, x, &env);
    return (uint32_t)ulp.code;
}

static bool ulp_right(const uint32_t *in, const uint32_t *out)
{
    return same_number(fp32(), ulp(in[0]), out[0]);
}

static void ulp_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "ulp_of_fp16(0x%04" PRIX32 ")", in[0]);
}

static void ulp_tell(const uint32_t *in, const uint32_t *out)
{
    tell_floats(out[0], ulp(in[0]));
    tell_code(hu_format_find("fp16"), in[0]);
}

static const char *const ulp_hints[] = {
    "T, its sign and its bits, do not matter, except to tell infinity and NaN. Only E does.",
    "One unit of T is 2^-10 * 2^(E - 15). ldexpf(1, n) is 2^n.",
    "The subnormals have the same ulp as the numbers with E = 1.",
    NULL,
};

const puzzle puzzle_ulp_of_fp16 = {
    .name = "02_ulp_of_fp16",
    .title = "the ulp of a code of FP16",
    .domain = "all 65,536 codes of FP16",
    .sequel = "An update of less than half of it is lost when it is rounded to nearest. That is lesson 05.",
    .hint = ulp_hints,
    .inputs = 1,
    .outputs = 1,
    .count = 65536,
    .record = index_record,
    .right = ulp_right,
    .call = ulp_call,
    .tell = ulp_tell,
};
