/* SPDX-License-Identifier: Apache-2.0
 *
 * Packing against its definition, bit by bit, and the Hadamard transform against ref/: each butterfly rounded, and on
 * small integers exactly.
 */
#include <string.h>

#include "block.h"
#include "halfulp_block.h"
#include "support/check.h"
#include "support/operands.h"

enum { STREAM = 0xB10E, GUARD = 16, GUARD_BYTE = 0x5A };

static uint64_t draw(uint64_t *drawn)
{
    return hu_random(check_seed(), STREAM, (*drawn)++);
}

/* ---- Packing ----------------------------------------------------------------------------------------------------- */

enum { CODES_MAX = 100 };

/* Bit b of code i is bit i * bits + b of the stream; bit n of the stream is bit n mod 8 of byte n / 8. */
static void pack_by_bits(uint32_t bits, uint8_t *packed, const uint8_t *codes, size_t count)
{
    memset(packed, 0, CODES_MAX);
    for (size_t i = 0; i < count; i++) {
        for (size_t b = 0; b < bits; b++) {
            const size_t n = i * bits + b;
            packed[n / 8] |= (uint8_t)((codes[i] >> b & 1) << n % 8);
        }
    }
}

static bool guarded(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < GUARD; i++) {
        if (bytes[count + i] != GUARD_BYTE) {
            return false;
        }
    }
    return true;
}

static void round_trip(check_tally *t, uint32_t bits, size_t count, uint64_t *drawn)
{
    uint8_t codes[CODES_MAX], packed[CODES_MAX + GUARD], expected[CODES_MAX], unpacked[CODES_MAX + GUARD];
    const size_t size = (count * bits + 7) / 8;
    for (size_t i = 0; i < count; i++) {
        codes[i] = (uint8_t)draw(drawn); /* with bits above, which are to be ignored */
    }
    memset(packed, GUARD_BYTE, sizeof packed);
    memset(unpacked, GUARD_BYTE, sizeof unpacked);
    pack_by_bits(bits, expected, codes, count);
    check_that(t, hu_block_packed_size(bits, count) == size, "the size of packed codes");
    check_that(t, hu_block_pack(bits, packed, codes, count) == HU_STATUS_GOOD, "codes are packed");
    check_that(t, memcmp(packed, expected, size) == 0, "packed codes are those of the definition");
    check_that(t, guarded(packed, size), "nothing behind packed codes is written");
    if (count * bits % 8 != 0) {
        packed[size - 1] |= (uint8_t)(0xFF << count * bits % 8); /* ignored */
    }
    check_that(t, hu_block_unpack(bits, unpacked, packed, count) == HU_STATUS_GOOD, "codes are unpacked");
    for (size_t i = 0; i < count; i++) {
        check_that(t, unpacked[i] == (codes[i] & (0xFF >> (8 - bits))), "unpacked codes are the codes");
    }
    check_that(t, guarded(unpacked, count), "nothing behind unpacked codes is written");
}

static void refused(check_tally *t)
{
    uint8_t codes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint8_t packed[8] = {9, 9, 9, 9, 9, 9, 9, 9};
    const uint8_t before[8] = {9, 9, 9, 9, 9, 9, 9, 9};
    check_that(t, hu_block_packed_size(0, 8) == 0 && hu_block_packed_size(9, 8) == 0, "0 and 9 bits have no size");
    check_that(t, hu_block_packed_size(8, SIZE_MAX) == SIZE_MAX, "8 bits are a byte, of any number");
    check_that(t, hu_block_packed_size(4, SIZE_MAX) == SIZE_MAX / 2 + 1, "4 bits are half a byte, of any number");
    check_that(t, hu_block_packed_size(7, SIZE_MAX) == SIZE_MAX - SIZE_MAX / 8, "7 bits, of any number");
    check_that(t, hu_block_pack(0, packed, codes, 8) == HU_STATUS_COUNT, "0 bits are refused");
    check_that(t, hu_block_pack(9, packed, codes, 8) == HU_STATUS_COUNT, "9 bits are refused");
    check_that(t, hu_block_unpack(0, packed, codes, 8) == HU_STATUS_COUNT, "0 bits are refused");
    check_that(t, hu_block_unpack(9, packed, codes, 8) == HU_STATUS_COUNT, "9 bits are refused");
    check_that(t, hu_block_pack(4, NULL, codes, 8) == HU_STATUS_POINTER, "NULL is refused");
    check_that(t, hu_block_pack(4, packed, NULL, 8) == HU_STATUS_POINTER, "NULL is refused");
    check_that(t, hu_block_unpack(4, NULL, codes, 8) == HU_STATUS_POINTER, "NULL is refused");
    check_that(t, hu_block_unpack(4, packed, NULL, 8) == HU_STATUS_POINTER, "NULL is refused");
    check_that(t, hu_block_pack(4, codes + 3, codes, 4) == HU_STATUS_OVERLAP, "overlapping is refused");
    check_that(t, hu_block_unpack(4, codes, codes + 1, 4) == HU_STATUS_OVERLAP, "overlapping is refused");
    check_that(t, memcmp(packed, before, 8) == 0 && codes[3] == 4, "and nothing is written");
    check_that(t, hu_block_pack(4, NULL, NULL, 0) == HU_STATUS_GOOD, "of nothing, nothing is written");
}

long check_block_packing(void)
{
    /* Five codes, with bits above their width, by hand: two FP4 in a byte, the first in the low nibble; four FP6 in
     * three bytes. */
    static const uint8_t codes[] = {0xF1, 0x22, 0x3F, 0x04, 0x15};
    static const uint8_t fp4[] = {0x21, 0x4F, 0x05}, fp6[] = {0xB1, 0xF8, 0x13, 0x15};
    check_tally t = {0};
    uint64_t drawn = 0;
    uint8_t bytes[4];
    for (uint32_t bits = 1; bits <= 8; bits++) {
        for (size_t count = 0; count < CODES_MAX; count++) {
            round_trip(&t, bits, count, &drawn);
        }
    }
    check_that(&t, hu_block_pack(4, bytes, codes, 5) == HU_STATUS_GOOD && memcmp(bytes, fp4, sizeof fp4) == 0,
               "FP4: two in a byte, the low nibble first");
    check_that(&t, hu_block_pack(6, bytes, codes, 5) == HU_STATUS_GOOD && memcmp(bytes, fp6, sizeof fp6) == 0,
               "FP6: four in three bytes");
    refused(&t);
    return check_end("block.packing", t.comparisons, t.failures);
}

/* ---- Hadamard ---------------------------------------------------------------------------------------------------- */

enum { POINTS = 16 };

static void compare_transform(check_tally *t, const uint32_t *x, uint32_t signs)
{
    for (int inverse = 0; inverse < 2; inverse++) {
        uint32_t got[2 * POINTS];
        uint32_t expected[POINTS];
        memcpy(got, x, POINTS * 4);
        memcpy(got + POINTS, x, POINTS * 4);
        memcpy(expected, x, POINTS * 4);
        ref_hadamard16(expected, signs, inverse == 1);
        const hu_status status =
            inverse == 1 ? hu_hadamard16_inverse(got, 2 * POINTS, signs) : hu_hadamard16(got, 2 * POINTS, signs);
        check_that(t, status == HU_STATUS_GOOD, "a transform is made");
        check_that(t, memcmp(got, expected, POINTS * 4) == 0, "hadamard16 gives what ref/ gives");
        check_that(t, memcmp(got + POINTS, expected, POINTS * 4) == 0, "and so for the next 16");
    }
}

/* The same number; of a zero an exact sum does not know the sign. */
static bool same_number(uint32_t a, uint32_t b)
{
    return a == b || (a | b) << 1 == 0;
}

/* Integers of a few bits: no butterfly rounds, so that the transform is the exact one, and the inverse undoes it. */
static void exact_transform(check_tally *t, uint64_t *drawn, uint32_t signs)
{
    const hu_format *fp32 = hu_format_find("fp32");
    uint32_t x[POINTS], y[POINTS], expected[POINTS];
    hu_env env = {0};
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = (uint32_t)hu_from_int64(fp32, (int64_t)(draw(drawn) % 20001) - 10000, &env).code;
    }
    memcpy(y, x, sizeof x);
    ref_hadamard16_exact(expected, x, signs, false);
    hu_hadamard16(y, POINTS, signs);
    for (size_t i = 0; i < POINTS; i++) {
        check_that(t, same_number(y[i], expected[i]), "of small integers, the exact sums");
    }
    ref_hadamard16_exact(expected, y, signs, true);
    hu_hadamard16_inverse(y, POINTS, signs);
    for (size_t i = 0; i < POINTS; i++) {
        check_that(t, same_number(y[i], expected[i]) && same_number(y[i], x[i]), "the inverse undoes it");
    }
}

long check_block_transform(void)
{
    enum { CASES = 300 };
    const hu_format *fp32 = hu_format_find("fp32");
    check_tally t = {0};
    uint64_t drawn = 1 << 20;
    uint32_t x[POINTS] = {0};
    for (uint64_t i = 0; i < CASES; i++) {
        const uint32_t signs = i % 3 == 0 ? HU_HADAMARD16_SIGNS_TE : (uint32_t)(draw(&drawn) & 0xFFFF);
        for (size_t j = 0; j < POINTS; j++) {
            const uint64_t near = j == 0 ? 0 : x[j - 1];
            x[j] = (uint32_t)(i % 2 == 0 ? operand_near(fp32, near, check_seed(), STREAM, i * POINTS + j)
                                         : operand_code(fp32, check_seed(), STREAM + 1, i * POINTS + j));
            if (i % 8 < 6) { /* mostly finite, of a few binades */
                x[j] = (x[j] & 0x807FFFFF) | (uint32_t)(120 + draw(&drawn) % 12) << 23;
            }
        }
        compare_transform(&t, x, signs);
        exact_transform(&t, &drawn, signs);
    }
    memset(x, 0, sizeof x);
    x[0] = 0x3F800000;
    hu_hadamard16(x, POINTS, 0);
    check_that(&t, x[0] == 0x3E800000 && x[15] == 0x3E800000, "of (1, 0, ...), all are 1/4");
    check_that(&t, hu_hadamard16(x, 15, 0) == HU_STATUS_COUNT && hu_hadamard16_inverse(x, 24, 0) == HU_STATUS_COUNT,
               "a number that is not a multiple of 16 is refused");
    check_that(&t, hu_hadamard16(NULL, 16, 0) == HU_STATUS_POINTER, "NULL is refused");
    check_that(&t, hu_hadamard16(NULL, 0, 0) == HU_STATUS_GOOD, "but not of nothing");
    check_that(&t, x[0] == 0x3E800000, "and nothing is written");
    return check_end("block.transform", t.comparisons, t.failures);
}
