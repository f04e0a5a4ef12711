/* SPDX-License-Identifier: Apache-2.0
 *
 * The fma that fp64.c makes of FP64 operations, against that of formats/, bit for bit: the careful one, and the quick
 * one wherever it is not in doubt. The same file is compiled for WebAssembly, whose SIMD it then tries (make
 * test-book-trainer).
 */
#include "halfulp.h"
#include "support/check.h"

#include "kernels/bits.h"
#include "kernels/fma_fp64.h"

#include <inttypes.h>
#include <stdio.h>

typedef struct {
    FILE *log;
    long cases, failures;
    long twice; /* rounding to FP64 and then to FP32 gives something else */
    long doubts;
} tally;

/* A NaN is the canonical one, as every store makes it. */
static uint32_t bits_of(float x)
{
    return x != x ? 0x7FC00000 : bits_of_float(x);
}

static void compare(tally *t, const char *how, const uint32_t operand[3], float found, uint32_t expected)
{
    if (bits_of(found) != expected && t->failures++ < CHECK_SHOWN) {
        fprintf(t->log, "%s of %a, %a, %a: %a (%08" PRIx32 "), expected %08" PRIx32 "\n", how,
                (double)float_of_bits(operand[0]), (double)float_of_bits(operand[1]), (double)float_of_bits(operand[2]),
                (double)found, bits_of(found), expected);
    }
}

/* x y + z in both lanes, the other one by other numbers. */
static void try(tally *t, uint32_t x, uint32_t y, uint32_t z)
{
    hu_env env = {0};
    const uint32_t operand[3] = {x, y, z};
    const float value[3] = {float_of_bits(x), float_of_bits(y), float_of_bits(z)};
    const uint32_t code = hu_fp32_fma((hu_fp32){x}, (hu_fp32){y}, (hu_fp32){z}, &env).code;
    const uint32_t expected = (code & 0x7FFFFFFF) > 0x7F800000 ? 0x7FC00000 : code;
    const int lane = t->cases++ % 2 != 0;
    const float others[2][2] = {{value[2], 1.5F}, {-0.75F, value[2]}};
    float out[2];
    fp64_pair left = fp64_twice(3.0F);
    fp64_pair right = fp64_twice(0.1F);
    left[lane] = (double)value[0];
    right[lane] = (double)value[1];
    const fp32_pair addend = fp32_load(others[lane]);
    fp32_store(out, fp64_fma(left, right, addend));
    compare(t, "fma", operand, out[lane], expected);
    compare(t, "fma of one", operand, fp64_fma_one(value[0], value[1], value[2]), expected);
    fp64_pair quick = fp64_twice(1.0F);
    quick[lane] = (double)value[0] * (double)value[1] + (double)value[2];
    fp32_store(out, fp64_narrow(quick));
    if (!fp64_in_doubt(fp64_gather_signs(quick, (fp64_halves){0}))) {
        compare(t, "fma without doubt", operand, out[lane], expected);
    } else {
        t->doubts++;
    }
    t->twice += bits_of(out[lane]) != expected;
}

/* All triples of some numbers at the ends of everything. */
static void try_ends(tally *t)
{
    static const uint32_t codes[] = {0x00000000, 0x00000001, 0x00000002, 0x00000003, 0x00400000, 0x007FFFFF, 0x00800000,
                                     0x00800001, 0x00FFFFFF, 0x01000000, 0x0C000000, 0x1F800000, 0x1FFFFFFF, 0x20000000,
                                     0x33000000, 0x33800001, 0x34000000, 0x3F000000, 0x3F7FFFFF, 0x3F800000, 0x3F800001,
                                     0x3FC00000, 0x3FFFFFFF, 0x40000000, 0x4B000001, 0x4B7FFFFF, 0x5F000000, 0x5F7FFFFF,
                                     0x7E800000, 0x7F000000, 0x7F7FFFFE, 0x7F7FFFFF, 0x7F800000, 0x7FC00000};
    enum { COUNT = sizeof codes / sizeof *codes };
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            for (int k = 0; k < COUNT; k++) {
                try(t, codes[i], codes[j], codes[k]);
                try(t, codes[i] | 0x80000000, codes[j], codes[k]);
            }
        }
    }
}

/* Any bits, with an exponent from `least` on, one of `count`. */
static uint32_t number(uint64_t bits, uint32_t least, uint32_t count)
{
    return (uint32_t)(bits & 0x807FFFFF) | (least + (uint32_t)((bits >> 32 & 0xFFFF) % count)) << 23;
}

/* A significand of few bits, or one beside it. */
static uint32_t near_short(uint64_t bits, uint32_t field)
{
    const uint32_t kept = 0x7FFFFF & ~((1U << (bits >> 32 & 31) % 24) - 1);
    const uint32_t fraction = ((uint32_t)bits & kept) + (uint32_t)((bits >> 40 & 3) + 2) % 4 - 1;
    return (uint32_t)(bits >> 63) << 31 | ((field << 23) + (fraction & 0x7FFFFF));
}

/* A product near half an ulp of z or an odd multiple of it, and a z far below a product of 25 bits: what two roundings
 * get wrong. In the middle of the range, where results are subnormal, and where they overflow. */
static void try_middles(tally *t, uint64_t seed, uint64_t index)
{
    static const uint32_t fields[] = {127, 1, 2, 12, 24, 30, 254, 253, 200};
    const uint64_t a = hu_random(seed, 31, index);
    const uint64_t b = hu_random(seed, 32, index);
    const uint64_t c = hu_random(seed, 33, index);
    const uint32_t z = fields[index % (sizeof fields / sizeof *fields)];
    const uint32_t below = (uint32_t)(c >> 50 & 63) % 40;                 /* the product lies so many binades below z */
    const uint32_t sum = z + 127 + 12 > below ? z + 127 + 12 - below : 2; /* of the fields of x and y */
    const uint32_t x = sum / 2 < 254 ? sum / 2 : 254;
    const uint32_t y = sum - x < 254 ? sum - x : 254;
    try(t, near_short(a, x), near_short(b, y), near_short(c, z));
    try(t, near_short(a, x), near_short(b, y), (uint32_t)(c & 0x807FFFFF)); /* z is subnormal */
    const uint32_t tiny = z > 100 ? z - 20 - (uint32_t)(c >> 40 & 63) : 0;
    const uint32_t odd = (uint32_t)(a & 0xFFF) | 0x801, other = (uint32_t)(b & 0xFFF) | 0x1001;
    const float middle = (float)(odd * other); /* 24 or 25 bits: mostly a middle, once more an FP32 number */
    try(t, bits_of_float((float)odd), bits_of_float((float)other), near_short(c, tiny + 20));
    try(t, bits_of_float((float)odd), bits_of_float((float)other), bits_of_float(-middle));
    const uint32_t least = 52U << 23;     /* 2^-75, whose square is half of the smallest number */
    const uint32_t i = (uint32_t)(a & 3); /* (1 + i 2^-23) (1 - i 2^-23) is a little less than 1 */
    try(t, least + i, (least - 2 * i) | (uint32_t)(b & 0x80000000), (uint32_t)(c & 0x80FFFFFF));
}

/* Any numbers; close ones; and z beside -x y, so that nearly everything cancels. */
static void try_random(tally *t, uint64_t seed, uint64_t index)
{
    const uint64_t a = hu_random(seed, 34, index);
    const uint64_t b = hu_random(seed, 35, index);
    const uint64_t c = hu_random(seed, 36, index);
    try(t, (uint32_t)(a & 0xFFFFFFFF), (uint32_t)(b & 0xFFFFFFFF), (uint32_t)(c & 0xFFFFFFFF));
    const uint32_t x = number(a, 117, 20);
    const uint32_t y = number(b, 117, 20);
    try(t, x, y, number(c, 107, 40));
    const uint32_t p = bits_of_float(float_of_bits(x) * float_of_bits(y)) ^ 0x80000000;
    try(t, x, y, p + (uint32_t)(c & 7) - 3);
    try(t, number(a, 1, 100), number(b, 30, 40), number(c, 0, 40)); /* subnormal results, or nearly */
}

/* Every fma of FP64 operations equals that of formats/, on the numbers that two roundings get wrong, many thousands of
 * which must be among them, and on random ones. */
long check_trainer_fma_fp64(void)
{
    enum { ROUNDS = 200000 };
    tally t = {.log = stderr};
    const uint64_t seed = check_seed();
    try_ends(&t);
    for (uint64_t i = 0; i < ROUNDS; i++) {
        if (i % 1000 != 0 || check_dose()) {
            try_middles(&t, seed, i);
            try_random(&t, seed, i);
        } else {
            i += 999;
        }
    }
    fprintf(t.log, "fma by FP64: %ld cases, %ld in doubt, %ld wrong by two roundings\n", t.cases, t.doubts, t.twice);
    if (t.twice < t.cases / 1000) {
        fprintf(t.log, "too few of the cases are hard: expected one in a thousand\n");
        t.failures++;
    }
    return t.failures;
}
