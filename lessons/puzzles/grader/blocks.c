/* SPDX-License-Identifier: Apache-2.0
 *
 * blocks.c - puzzles 10 and 11: the scale of a block, and a link of a dot product.
 */
#include "puzzle.h"
#include "tell.h"

#include "halfulp_models.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- 10 ---------------------------------------------------------------------------------------------------------- */

/* Each code, from that of 1 on, in each place, among zeros; among smaller numbers of either sign; among copies of the
 * next smaller one, negated. */
enum { BLOCK = 32, COMPANIES = 3 };

static uint32_t element(const uint32_t *in, int place)
{
    return in[place / 2] >> (16 * (place % 2)) & 0xFFFF;
}

static void block_record(uint64_t index, uint32_t *in)
{
    const uint32_t company = (uint32_t)(index % COMPANIES);
    const uint32_t own = (uint32_t)(index / COMPANIES + 0x3F80) & 0xFFFF;
    const int place = (int)(index / COMPANIES >> 16);
    const uint32_t magnitude = own & 0x7FFF;
    const uint32_t below = magnitude < 0x7F80 ? magnitude : 0x7F80; /* of finite numbers */
    uint32_t random = (uint32_t)index * 2654435761U;
    for (int i = 0; i < BLOCK / 2; i++) {
        in[i] = 0;
    }
    for (int i = 0; i < BLOCK; i++) {
        uint32_t code = 0;
        random = random * 1664525U + 1013904223U;
        if (i == place) {
            code = own;
        } else if (company == 1 && below > 0) {
            code = (random >> 16) % below | (random & 0x8000);
        } else if (company == 2 && below > 0) {
            code = (below - 1) | (~own & 0x8000);
        }
        in[i / 2] |= code << (16 * (i % 2));
    }
}

static void block_sample(uint64_t index, uint32_t *in)
{
    block_record(index * 95, in); /* every company, every place */
}

static hu_number largest(const uint32_t *in)
{
    uint32_t magnitude = 0;
    for (int i = 0; i < BLOCK; i++) {
        const uint32_t code = element(in, i) & 0x7FFF;
        magnitude = code > magnitude ? code : magnitude;
    }
    return hu_number_of(hu_format_find("bf16"), magnitude);
}

/* One operation of the library: amax * 2^-8, into E8M0, toward zero. Saturation gives zero the smallest scale. */
static const hu_env floor_env = {.rounding = HU_TOWARD_ZERO, .overflow = HU_SATURATE_FINITE};

static uint32_t scale(hu_number amax)
{
    static uint8_t known[0x8000];
    static bool filled;
    if (!filled) {
        for (uint32_t code = 0; code < 0x8000; code++) {
            hu_env env = floor_env;
            known[code] = (uint8_t)hu_scale_b(hu_format_find("e8m0"), hu_number_of(amax.format, code), -8, &env).code;
        }
        filled = true;
    }
    return known[amax.code];
}

static bool block_right(const uint32_t *in, const uint32_t *out)
{
    return out[0] == scale(largest(in));
}

static void block_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT, "a block with amax 0x%04" PRIX64, largest(in).code);
}

static void block_tell(const uint32_t *in, const uint32_t *out)
{
    char question[128];
    const hu_number operands[2] = {largest(in), hu_number_of(NULL, (uint64_t)(int64_t)-8)};
    printf("  the block    ");
    for (int i = 0; i < BLOCK; i++) {
        printf("%04" PRIX32 "%s", element(in, i), i == BLOCK - 1 ? "\n" : i % 8 == 7 ? "\n               " : " ");
    }
    tell_codes(hu_format_find("e8m0"), out[0], scale(operands[0]));
    snprintf(question, sizeof question,
             "\"bf16 -> e8m0: scaleB(0x%04" PRIX64
             ", -8)\" \\\n      --rounding toward-zero --overflow saturate-finite",
             operands[0].code);
    tell_explanation(question, HU_OP_SCALE_B, hu_format_find("e8m0"), operands, &floor_env);
}

static const char *const block_hints[] = {
    "Codes without their signs are in the order of the magnitudes: amax is the largest code & 0x7FFF, and no float is "
    "needed.",
    "floor(log2(amax)) is in its exponent field, E - 127, and E8M0's bias is 127 as well.",
    "E - 8, but 255 if E is 255, and 0 if E is less than 8. The subnormals, E = 0, are below 2^-126, so they belong "
    "there too.",
    NULL,
};

const puzzle puzzle_block_scale = {
    .name = "10_block_scale",
    .title = "the E8M0 scale of a block",
    .domain = "all 65,536 codes of BF16 in each of 32 places, among three kinds of others",
    .sequel = "By this rule an amax of 1.992 is 510 times its scale, and E4M3 ends at 448: it is cut off there.",
    .hint = block_hints,
    .inputs = BLOCK / 2,
    .outputs = 1,
    .count = (uint64_t)COMPANIES * BLOCK * 65536,
    .record = block_record,
    .sample = 65536,
    .sample_record = block_sample,
    .right = block_right,
    .call = block_call,
    .tell = block_tell,
};

/* ---- 11 ---------------------------------------------------------------------------------------------------------- */

/* The chosen operands: signs of zero, subnormals, 2^-75 and 2^-76, whose products are half and a quarter of the last
 * place of 2^-126, numbers whose products leave FP32 and come back, infinities, NaN. */
static const uint16_t narrow[] = {0x0000, 0x8000, 0x0001, 0x807F, 0x0080, 0x1A00, 0x9A00, 0x1980,
                                  0x2055, 0x3F80, 0xBFC1, 0x5F80, 0x7F7F, 0x7F80, 0xFF80, 0x7F81};
static const uint32_t wide[] = {0x00000000, 0x80000000, 0x00000001, 0x807FFFFF, 0x00800000, 0x80800000,
                                0x00800001, 0x01000000, 0x3F800000, 0xBF800001, 0x4B7FFFFF, 0xFF000000,
                                0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7F800001};
enum { CHOSEN = 1 << 20, RANDOM = 1 << 21, LINK_SEED = 12 };

static void chosen_link(uint32_t index, uint32_t *in)
{
    in[0] = wide[index & 15];
    for (int i = 1; i < 5; i++) {
        in[i] = narrow[index >> (4 * i) & 15];
    }
}

/* A BF16 code with an exponent field from `least` on, of `range` of them. */
static uint32_t near_exponent(uint64_t random, uint32_t least, uint32_t range)
{
    return (uint32_t)(random & 0x807F) | (least + (uint32_t)(random >> 16 & 0xFFFF) % range) << 7;
}

/* Numbers of about the same size; sums that cancel most of a product; results about 2^-126, where they are flushed; and
 * codes of all kinds. */
enum { EVEN, CANCELLING, TINY, ANY, KINDS };

static void random_link(uint32_t index, uint32_t *in)
{
    const uint32_t kind = index / (RANDOM / KINDS);
    for (unsigned i = 0; i < 5; i++) {
        const uint64_t random = hu_random(LINK_SEED, i, index);
        const uint32_t code = (uint32_t)random;
        switch (kind) {
        case EVEN:
        case CANCELLING:
            in[i] = i == 0 ? near_exponent(random, 120, 16) << 16 | code >> 16 : near_exponent(random, 120, 16);
            break;
        case TINY:
            in[i] = i == 0 ? near_exponent(random, 0, 24) << 16 | code >> 16 : near_exponent(random, 58, 10);
            break;
        default:
            in[i] = i == 0 ? code : code & 0xFFFF;
        }
    }
    if (kind == CANCELLING) {
        hu_env env = {0};
        const hu_fp32 x = {in[2] << 16};
        const hu_fp32 y = {in[4] << 16};
        in[0] = (hu_fp32_mul(x, y, &env).code ^ 0x80000000) + (index & 7) - 4;
    }
}

static void link_record(uint64_t index, uint32_t *in)
{
    if (index < RANDOM) {
        random_link((uint32_t)index, in);
    } else {
        chosen_link((uint32_t)(index - RANDOM), in);
    }
}

static void link_sample(uint64_t index, uint32_t *in)
{
    link_record(index * 47, in);
}

static uint32_t linked(const uint32_t *in)
{
    const hu_bf16 x[2] = {{(uint16_t)in[1]}, {(uint16_t)in[2]}};
    const hu_bf16 y[2] = {{(uint16_t)in[3]}, {(uint16_t)in[4]}};
    return hu_x86_vdpbf16ps((hu_fp32){in[0]}, x, y).code;
}

static bool link_right(const uint32_t *in, const uint32_t *out)
{
    return same_number(hu_format_find("fp32"), linked(in), out[0]);
}

static void link_call(const uint32_t *in, char text[PUZZLE_TEXT])
{
    snprintf(text, PUZZLE_TEXT,
             "sum 0x%08" PRIX32 ", x {0x%04" PRIX32 ", 0x%04" PRIX32 "}, y {0x%04" PRIX32 ", 0x%04" PRIX32 "}", in[0],
             in[1], in[2], in[3], in[4]);
}

static void tell_step(uint32_t x, uint32_t y, uint32_t z)
{
    const hu_format *const fp32 = hu_format_find("fp32");
    const hu_format *const bf16 = hu_format_find("bf16");
    const hu_number operands[3] = {hu_number_of(bf16, x), hu_number_of(bf16, y), hu_number_of(fp32, z)};
    const hu_env env = {.nan = HU_X86_NAN, .flush = HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS};
    char question[128];
    snprintf(question, sizeof question,
             "--nan x86 --daz --ftz \\\n      \"bf16, bf16, fp32 -> fp32: fma(0x%04" PRIX32 ", 0x%04" PRIX32
             ", 0x%08" PRIX32 ")\"",
             x, y, z);
    tell_explanation(question, HU_OP_FMA, fp32, operands, &env);
}

static void link_tell(const uint32_t *in, const uint32_t *out)
{
    const uint32_t odd_only[5] = {in[0], 0x8000, in[2], 0, in[4]}; /* adds -0, which changes nothing */
    const uint32_t middle = linked(odd_only);
    char text[TELL_NUMBER];
    tell_codes(hu_format_find("fp32"), out[0], linked(in));
    tell_number(text, hu_format_find("fp32"), middle);
    printf("  after x[1] * y[1], sum' is %s\n", text);
    tell_step(in[2], in[4], in[0]);
    tell_step(in[1], in[3], middle);
}

static const char *const link_hints[] = {
    "Write the one line first, as a function, and call it twice.",
    "A BF16 code is the upper half of the code of a float. The product of two such floats, 16 significant bits, is "
    "exact "
    "in double; and double has the range that float lacks.",
    "Add in double too: it is exact or wrong so far below float's bits that rounding it to float gives what rounding "
    "once "
    "gives.",
    "Tiny: the magnitude of that double is below 0x1p-126 - 0x1p-151. Test it before it becomes a float, and copysign "
    "the zero.",
    NULL,
};

const puzzle puzzle_vdpbf16ps = {
    .name = "11_vdpbf16ps",
    .title = "one link of a dot product, as VDPBF16PS does it",
    .domain = "3,145,728 sets of operands, chosen and random: a sample of 2^96",
    .sequel = "Lesson 15 compares it with the instruction, if your CPU has it, and with five other definitions.",
    .hint = link_hints,
    .inputs = 5,
    .outputs = 1,
    .count = CHOSEN + RANDOM,
    .record = link_record,
    .sample = 65536,
    .sample_record = link_sample,
    .right = link_right,
    .call = link_call,
    .tell = link_tell,
};
