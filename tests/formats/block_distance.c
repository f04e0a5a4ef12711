/* SPDX-License-Identifier: Apache-2.0
 *
 * The sums and differences of four over six by the kernels (formats/block/block.h) against ref/: what a recipe shows of
 * them is only which candidate is kept.
 */
#include "block/block.h"
#include "ref.h"
#include "support/check.h"
#include "support/operands.h"

enum { STREAM = 0xB10F, CASES = 60000 };

/* Any number beside one next to it, of a few bits, or with an exponent not far from its own. */
static void draw_pair(uint32_t pair[2], uint64_t i)
{
    const hu_format *fp32 = hu_format_find("fp32");
    const uint64_t r = hu_random(check_seed(), STREAM, i);
    pair[0] = (uint32_t)operand_code(fp32, check_seed(), STREAM + 1, i);
    pair[1] = (uint32_t)operand_near(fp32, pair[0], check_seed(), STREAM + 2, i);
    if (i % 4 != 0) {
        const uint32_t field = 34 + (uint32_t)(r & 0xFF) % 180;
        const uint32_t below = (uint32_t)(r >> 8 & 0xFF) % 34;
        const uint32_t kept = i % 4 == 1 ? 0x700000 : i % 4 == 2 ? 0x000003 : 0x7FFFFF;
        pair[0] = (pair[0] & (0x80000000 | kept)) | field << 23;
        pair[1] = ((uint32_t)(r >> 16) & (0x80000000 | kept)) | (field - below) << 23;
    }
    if (i % 64 == 1) { /* both about where subnormal numbers begin */
        pair[0] &= 0x81FFFFFF;
        pair[1] &= 0x80FFFFFF;
    }
}

long check_block_distance(void)
{
    const ref_policy nearest = {0};
    const ref_format *fp32 = ref_format_find("fp32");
    check_tally t = {0};
    ref_bracket_t b;
    ref_bracket_init(&b);
    for (uint64_t i = 0; i < CASES; i++) {
        uint32_t pair[2];
        draw_pair(pair, i);
        for (uint32_t signs = 0; signs < 2; signs++) {
            char text[80];
            const uint32_t y = pair[1] ^ signs << 31;
            ref_bracket(&b, REF_SUB, fp32, (ref_operand[]){{fp32, pair[0]}, {fp32, y}}, false);
            const uint32_t wanted = (uint32_t)ref_choose(&b, &nearest).code & 0x7FFFFFFF;
            const uint32_t got = fp32_distance(pair[0], y);
            snprintf(text, sizeof text, "|%08X - %08X|: %08X, expected %08X", (unsigned)pair[0], (unsigned)y,
                     (unsigned)got, (unsigned)wanted);
            check_that(&t, got == wanted, text);
        }
    }
    ref_bracket_clear(&b);
    return check_end("block.distance", t.comparisons, t.failures);
}
