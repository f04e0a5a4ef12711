/* SPDX-License-Identifier: Apache-2.0
 *
 * rounding.c - puzzles 3 to 7: conversions, to nearest, twice and stochastically.
 */
#include "puzzle.h"
#include "tell.h"

#include <inttypes.h>
#include <stdio.h>

static const hu_format *fp32(void)
{
    return hu_format_find("fp32");
}

static const hu_format *fp16(void)
{
    return hu_format_find("fp16");
}

static const hu_format *bf16(void)
{
    return hu_format_find("bf16");
}

static const hu_format *e4m3(void)
{
    return hu_format_find("e4m3");
}

static const hu_format *e5m2(void)
{
    return hu_format_find("e5m2");
}

static void index_record(uint64_t index, uint32_t *in)
{
    in[0] = (uint32_t)index;
}

/* The codes are tried from that of 1 on, since a first wrong result among ordinary numbers says more than one among the
 * subnormals, where codes begin. */
enum { FP16_ONE = 0x3C00, FP32_ONE = 0x3F800000 };

static void fp16_record(uint64_t index, uint32_t *in)
{
    in[0] = (uint32_t)(index + FP16_ONE) & 0xFFFF;
}

/* ---- 3 and 5: all of FP32 ---------------------------------------------------------------------------------------- */

/* The sample: every upper half with these lower halves. The upper half has all bits that either format keeps and, for
 * E4M3, the first ones that it discards; the lower half can be zero, half and the numbers beside them. */
static const uint32_t lower[] = {0x0000, 0x0001, 0x7FFF, 0x8000, 0x8001, 0xFFFF};
enum { LOWER = sizeof lower / sizeof lower[0] };

static void fp32_sample(uint64_t index, uint32_t *in)
{
    in[0] = FP32_ONE + ((uint32_t)(index / LOWER) << 16) + lower[index % LOWER];
}

static uint32_t to_bf16(uint32_t code)
{
    hu_env env = {0};
    return hu_fp32_to_bf16((hu_fp32){code}, &env).code;
}

static bool bf16_right(const uint32_t *in, const uint32_t *out)
{
    return same_number(bf16(), to_bf16(in[0]), out[0]);
}

static void bf16_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "fp32_to_bf16(0x%08" PRIX32 ")", in[0]);
}

static void bf16_tell(const uint32_t *in, const uint32_t *out)
{
    tell_codes(bf16(), out[0], to_bf16(in[0]));
    tell_conversion(bf16(), fp32(), in[0]);
}

static const char *const bf16_hints[] = {
    "NaN first, and by itself: cut off, a NaN may become infinity, and rounded up it may become -0. It is a NaN if the "
    "code without its sign is above 0x7F800000.",
    "Compare the lower half with half an ulp, 0x8000: below it, cut off; above it, cut off and add 1; a tie: add 1 if "
    "the upper half is odd. Adding 1 to the largest number of a binade gives the smallest one of the next, and to the "
    "largest of all infinity: the carry does it.",
    "In one line: (code + 0x7FFF + (code >> 16 & 1)) >> 16.",
    NULL,
};

const puzzle puzzle_fp32_to_bf16 = {
    .name = "03_fp32_to_bf16",
    .title = "round FP32 to BF16",
    .domain = "all 4,294,967,296 codes of FP32",
    .sequel = "To nearest is one of six rules: lesson 02 draws them all.",
    .hint = bf16_hints,
    .inputs = 1,
    .outputs = 1,
    .count = (uint64_t)1 << 32,
    .record = index_record,
    .sample = (uint64_t)65536 * LOWER,
    .sample_record = fp32_sample,
    .right = bf16_right,
    .stair = to_bf16,
    .stairs = bf16,
    .call = bf16_call,
    .tell = bf16_tell,
};

static uint32_t to_e4m3(uint32_t code)
{
    hu_env env = {0};
    return hu_fp32_to_e4m3((hu_fp32){code}, &env).code;
}

static bool e4m3_right(const uint32_t *in, const uint32_t *out)
{
    return same_number(e4m3(), to_e4m3(in[0]), out[0]);
}

static void e4m3_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "fp32_to_e4m3(0x%08" PRIX32 ")", in[0]);
}

static void e4m3_tell(const uint32_t *in, const uint32_t *out)
{
    tell_codes(e4m3(), out[0], to_e4m3(in[0]));
    tell_conversion(e4m3(), fp32(), in[0]);
}

static const char *const e4m3_hints[] = {
    "Take the number as a significand of 24 bits, 1TTT... with its leading 1, times a power of two. An ordinary number "
    "of E4M3 keeps the first four of them, a subnormal fewer.",
    "With n = E - 127 at least -6, 20 bits go. Below that one more for each step, because the quantum stays 2^-9: 20 + "
    "(-6 - n). If more than 24 go, the result is zero.",
    "Let kept = significand >> bits, and compare what is discarded with half = 1 << (bits - 1): all of the discarded "
    "bits, not only the first one. Round up if it is above half, or a tie and kept is odd.",
    "Do not put the pieces together with |, but with +: kept + ((n + 6) << 3), and n = -6 for subnormals. Then 16 "
    "instead of 15 carries into the exponent by itself. Last: above 0x7E it is NaN.",
    NULL,
};

const puzzle puzzle_fp32_to_e4m3 = {
    .name = "05_fp32_to_e4m3",
    .title = "round FP32 to E4M3",
    .domain = "all 4,294,967,296 codes of FP32",
    .sequel = "What you wrote takes any two formats: formats/round.h is the same in more words.",
    .hint = e4m3_hints,
    .inputs = 1,
    .outputs = 1,
    .count = (uint64_t)1 << 32,
    .record = index_record,
    .sample = (uint64_t)65536 * LOWER,
    .sample_record = fp32_sample,
    .right = e4m3_right,
    .stair = to_e4m3,
    .stairs = e4m3,
    .call = e4m3_call,
    .tell = e4m3_tell,
};

/* ---- 4 ----------------------------------------------------------------------------------------------------------- */

static uint32_t to_e5m2(uint32_t code)
{
    hu_env env = {0};
    return hu_fp16_to_e5m2((hu_fp16){(uint16_t)code}, &env).code;
}

static bool e5m2_right(const uint32_t *in, const uint32_t *out)
{
    return same_number(e5m2(), to_e5m2(in[0]), out[0]);
}

static void e5m2_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "fp16_to_e5m2(0x%04" PRIX32 ")", in[0]);
}

static void e5m2_tell(const uint32_t *in, const uint32_t *out)
{
    tell_codes(e5m2(), out[0], to_e5m2(in[0]));
    tell_conversion(e5m2(), fp16(), in[0]);
}

static const char *const e5m2_hints[] = {
    "It is puzzle 3 with other widths: eight bits are cut off, and half an ulp is 0x80.",
    "The carry of the rounding makes infinity of what is too large. So nothing has to be compared with 57344.",
    "A NaN whose upper two fraction bits are 0, such as 0x7C01, must not become 0x7C, and 0x7FFF not 0x80.",
    NULL,
};

const puzzle puzzle_fp16_to_e5m2 = {
    .name = "04_fp16_to_e5m2",
    .title = "FP16 to E5M2, with ties",
    .domain = "all 65,536 codes of FP16",
    .sequel = "If infinities worry you: `halfulp explain \"fp16 -> e5m2: 65504\" --saturate` shows the other policy.",
    .hint = e5m2_hints,
    .inputs = 1,
    .outputs = 1,
    .count = 65536,
    .record = fp16_record,
    .right = e5m2_right,
    .call = e5m2_call,
    .tell = e5m2_tell,
};

/* ---- 6 ----------------------------------------------------------------------------------------------------------- */

/* The odd codes of finite numbers: 01, 03, ..., 7D, and 81 to FD. */
enum { ODD_CODES = 63 };

static void odd_record(uint64_t index, uint32_t *in)
{
    in[0] = (uint32_t)(index / ODD_CODES * 0x80 + index % ODD_CODES * 2 + 1);
}

static uint32_t twice(uint32_t code)
{
    hu_env env = {0};
    return hu_bf16_to_e4m3((hu_bf16){(uint16_t)to_bf16(code)}, &env).code;
}

static bool twice_right(const uint32_t *in, const uint32_t *out)
{
    return to_e4m3(out[0]) == in[0] && twice(out[0]) != in[0];
}

static void twice_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "rounds_twice(0x%02" PRIX32 ")", in[0]);
}

static void twice_tell(const uint32_t *in, const uint32_t *out)
{
    char text[TELL_NUMBER];
    tell_number(text, fp32(), out[0]);
    printf("  your answer  %s\n", text);
    tell_number(text, e4m3(), to_e4m3(out[0]));
    printf("  once         %s\n", text);
    tell_number(text, e4m3(), twice(out[0]));
    printf("  twice        %s\n", text);
    tell_number(text, e4m3(), in[0]);
    printf("  expected     once %s, and twice another number\n", text);
    tell_conversion(e4m3(), fp32(), out[0]);
}

static const char *const twice_hints[] = {
    "Two roundings differ if the first one ends on a tie of the second: then the second one cannot know on which side "
    "the number has been.",
    "A tie goes to the even code. So your number lies beside the tie, on the side of the odd code, and so near to it "
    "that "
    "BF16 takes it for the tie.",
    "The codes c and c + 1 have their tie at (decode(c) + decode(c + 1)) / 2. BF16 has 8 bits, FP32 has 24: one FP32 "
    "code below the tie is near enough.",
    "The code of a positive float minus 1 is the code of the next smaller one. Do negative codes by their magnitude.",
    NULL,
};

const puzzle puzzle_rounds_twice = {
    .name = "06_rounds_twice",
    .title = "find numbers that round twice differently",
    .domain = "all 126 odd codes of E4M3",
    .sequel = "When two roundings are as good as one is known: lesson 02 has the theorem, and counts.",
    .hint = twice_hints,
    .inputs = 1,
    .outputs = 1,
    .count = (uint64_t)2 * ODD_CODES,
    .record = odd_record,
    .right = twice_right,
    .call = twice_call,
    .tell = twice_tell,
};

/* ---- 7 ----------------------------------------------------------------------------------------------------------- */

static void draw_record(uint64_t index, uint32_t *in)
{
    fp16_record(index >> 8, in);
    in[1] = (uint32_t)index & 0xFF;
}

static void draw_sample(uint64_t index, uint32_t *in)
{
    draw_record(index * 251, in); /* a prime: every draw, and every code */
}

static hu_env draw(uint32_t random)
{
    hu_env env = {.rounding = HU_STOCHASTIC_A, .random_bits = 8, .random = random};
    return env;
}

static uint32_t drawn(const uint32_t *in)
{
    hu_env env = draw(in[1]);
    return hu_fp16_to_e5m2((hu_fp16){(uint16_t)in[0]}, &env).code;
}

static bool draw_right(const uint32_t *in, const uint32_t *out)
{
    return same_number(e5m2(), drawn(in), out[0]);
}

static void draw_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "stochastic(0x%04" PRIX32 ", %" PRIu32 ")", in[0], in[1]);
}

static void draw_tell(const uint32_t *in, const uint32_t *out)
{
    char question[128];
    const hu_number operand = hu_number_of(fp16(), in[0]);
    const hu_env env = draw(in[1]);
    tell_codes(e5m2(), out[0], drawn(in));
    snprintf(question, sizeof question,
             "\"fp16 -> e5m2: 0x%04" PRIX32 "\" \\\n      --rounding stochastic-a --random-bits 8 --random %" PRIu32,
             in[0], in[1]);
    tell_explanation(question, HU_OP_CONVERT, e5m2(), &operand, &env);
}

static const char *const draw_hints[] = {
    "The sign is a bit of its own: away from zero is one code more, whatever the sign.",
    "A carry out of d + random is what decides. Where would it go, if you added the random byte to the whole code?",
    "(code + random) >> 8 for all numbers; infinity and NaN before that.",
    NULL,
};

const puzzle puzzle_stochastic = {
    .name = "07_stochastic",
    .title = "stochastic rounding",
    .domain = "all 65,536 codes of FP16 with all 256 random bytes",
    .sequel = "Lesson 05 trains a network with this rule, and lesson 06 shows where it does not help.",
    .hint = draw_hints,
    .inputs = 2,
    .outputs = 1,
    .count = (uint64_t)1 << 24,
    .record = draw_record,
    .sample = 65536,
    .sample_record = draw_sample,
    .right = draw_right,
    .call = draw_call,
    .tell = draw_tell,
};
