/* SPDX-License-Identifier: Apache-2.0
 *
 * The fma of FP32 by additions, multiplications and comparisons of FP64, for machines that have no such instruction:
 * WebAssembly above all. Two at a time. The arithmetic must be IEEE 754's, to nearest even.
 *
 * Why it is exact. Let p = x y and let z be FP32's. p has 48 bits and z has 24, both are multiples of 2^-298 and below
 * 2^257: both are FP64 numbers, and nothing below is subnormal in FP64, nor overflows there. sum = p + z is rounded to
 * 53 bits; call what that cut off E = (p + z) - sum.
 *
 * 1. The error has the sign of E, and is 0 if E is. For sum - z is p - E: rounded, it is not above p if E > 0, since p
 *    is a number and rounding is monotonic, not below p if E < 0, and p if E = 0. So p - (sum - z) has E's sign or is
 *    0, and so has z - (sum - p). If |p| >= |z|, then sum - p is exact (Dekker, 1971), hence not z unless E = 0; and if
 *    |z| >= |p|, then sum - z is. So one of the two is not 0 if E is not, and their sum has its sign.
 * 2. The result is p + z rounded to odd: itself if it is a number of 53 bits, else that one of its two neighbours whose
 *    last bit is 1. If E is not 0, then sum is one of them, and is not 0. Is its last bit 1, it stays: toward zero,
 *    (bits - 1) | 1 is bits again. Is it 0, then bits - 1 is the neighbour toward zero, across a power of two as well,
 *    and bits | 1 the one away from zero. Error and sum are multiples of 2^-298, so that their product does not vanish.
 * 3. FP32 numbers, subnormal ones too, those half way between two of them, and 2^128 - 2^103, where overflow begins,
 *    have at most 25 significant bits. As FP64 numbers their last bit is 0. Rounding to odd gives one of these only if
 *    p + z is that number, and never passes one of them. So narrowing to FP32 rounds the result as it would p + z.
 *    (Boldo and Melquiond, 2008.)
 *
 * If an operand is infinite or NaN, so is sum, and the error is NaN: sum stays. Zeros have the sign that the fma gives
 * them, as a product that is 0 in FP64 is 0. NaNs have any payload, as they may have on every path until they are
 * stored.
 */
#ifndef TRAINER_FMA_FP64_H
#define TRAINER_FMA_FP64_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

typedef double fp64_pair __attribute__((vector_size(16)));
typedef float fp32_pair __attribute__((vector_size(16))); /* in its first two lanes */
typedef uint64_t fp64_codes __attribute__((vector_size(16)));
typedef int32_t fp64_halves __attribute__((vector_size(16))); /* of two codes */

static inline fp32_pair fp32_load(const float *from)
{
#ifdef __wasm_simd128__
    return (fp32_pair)wasm_v128_load64_zero(from);
#else
    return (fp32_pair){from[0], from[1]};
#endif
}

static inline void fp32_store(float *to, fp32_pair x)
{
#ifdef __wasm_simd128__
    wasm_v128_store64_lane(to, (v128_t)x, 0);
#else
    to[0] = x[0];
    to[1] = x[1];
#endif
}

static inline fp64_pair fp64_widen(fp32_pair x)
{
#ifdef __wasm_simd128__
    return (fp64_pair)wasm_f64x2_promote_low_f32x4((v128_t)x);
#else
    return (fp64_pair){(double)x[0], (double)x[1]};
#endif
}

static inline fp32_pair fp64_narrow(fp64_pair x)
{
#ifdef __wasm_simd128__
    return (fp32_pair)wasm_f32x4_demote_f64x2_zero((v128_t)x);
#else
    return (fp32_pair){(float)x[0], (float)x[1]};
#endif
}

static inline fp64_pair fp64_twice(float x)
{
    return (fp64_pair){(double)x, (double)x};
}

/* p + z rounded to odd, 53 bits; p is a product of two FP32 numbers, z an FP32 number. */
static inline fp64_pair fp64_add_to_odd(fp64_pair p, fp64_pair z)
{
    const fp64_pair sum = p + z;
    const fp64_pair error = (p - (sum - z)) + (z - (sum - p));
    const fp64_pair side = error * sum;
    const fp64_codes toward_zero = (fp64_codes)(side < 0); /* all ones: the number 2^64 - 1, that is -1 */
    const fp64_codes away = (fp64_codes)(side > 0);
    return (fp64_pair)(((fp64_codes)sum + toward_zero) | ((toward_zero | away) & 1));
}

/* x y + z, of FP32 numbers, rounded once to FP32. */
static inline fp32_pair fp64_fma(fp64_pair x, fp64_pair y, fp32_pair z)
{
    return fp64_narrow(fp64_add_to_odd(x * y, fp64_widen(z)));
}

static inline float fp64_fma_one(float x, float y, float z)
{
    return fp64_fma(fp64_twice(x), fp64_twice(y), (fp32_pair){z})[0];
}

/* ---- The same in fewer operations ----------------------------------------------------------------------------------
 *
 * p + z, rounded to FP64 to nearest and then to FP32, is what the fma gives unless the first of these is half way
 * between two FP32 numbers: otherwise p + z, that sum and their FP32 number all lie between the same two such places.
 * If all of the FP32 numbers around have 24 bits, their middles have the last 29 of FP64's 52 fraction bits 10...0. So
 * what must be done again with care shows in a code moved left by 3, in its halves as signed integers:
 *      the lower is -2^31: a middle;
 *      the upper is below -127 * 2^23: 2^-255 <= |sum| < 2^-126, where FP32 numbers have fewer bits. For the upper
 *      begins with the last 9 bits of the exponent's field, 1023 + e: in two's complement e - 1, if -255 <= e <= 256.
 *      A smaller sum that is not 0 came of z = 0, or of numbers that cancelled (Sterbenz): it is exact. And no sum is
 *      larger but infinity, which stays.
 * A chain gathers the smaller of these halves, and asks now and then. */

static inline fp64_halves fp64_gather_signs(fp64_pair sum, fp64_halves so_far)
{
    const fp64_halves moved = (fp64_halves)((fp64_codes)sum << 3);
#ifdef __wasm_simd128__
    return (fp64_halves)wasm_i32x4_min((v128_t)moved, (v128_t)so_far);
#else
    const fp64_halves less = moved < so_far;
    return (moved & less) | (so_far & ~less);
#endif
}

/* Of signs that were gathered from 0 on: did a sum need care? */
static inline bool fp64_in_doubt(fp64_halves signs)
{
    const uint64_t bounds = (uint64_t)0xC0800000 << 32 | 0x80000001;
    const fp64_halves doubt = signs < (fp64_halves)(fp64_codes){bounds, bounds};
#ifdef __wasm_simd128__
    return wasm_v128_any_true((v128_t)doubt);
#else
    const fp64_codes any = (fp64_codes)doubt;
    return (any[0] | any[1]) != 0;
#endif
}

#endif
