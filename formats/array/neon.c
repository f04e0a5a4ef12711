/* SPDX-License-Identifier: Apache-2.0
 *
 * The kernels in Advanced SIMD of 64-bit ARM, which every such processor has: 4 lanes.
 */
#include "array.h"

#if defined(__aarch64__)

#include "philox.h"

#include <arm_neon.h>

typedef uint32x4_t vec;
enum { LANES = 4, SHIFTS_LANES = 1 };

#define PRIMITIVE static inline __attribute__((always_inline))

PRIMITIVE vec v_set(uint32_t x)
{
    return vdupq_n_u32(x);
}

/* By bytes, for any alignment; the order of bytes is that of a vector of words. */
PRIMITIVE vec v_load(const void *p)
{
    vec x;
    memcpy(&x, p, sizeof x);
    return x;
}

PRIMITIVE void v_store(void *p, vec x)
{
    memcpy(p, &x, sizeof x);
}

PRIMITIVE vec v_and(vec x, vec y)
{
    return vandq_u32(x, y);
}

PRIMITIVE vec v_andnot(vec x, vec y)
{
    return vbicq_u32(y, x);
}

PRIMITIVE vec v_or(vec x, vec y)
{
    return vorrq_u32(x, y);
}

PRIMITIVE vec v_xor(vec x, vec y)
{
    return veorq_u32(x, y);
}

PRIMITIVE vec v_add(vec x, vec y)
{
    return vaddq_u32(x, y);
}

PRIMITIVE vec v_sub(vec x, vec y)
{
    return vsubq_u32(x, y);
}

/* max(x - y, 0) of numbers below 2^16. */
PRIMITIVE vec v_excess(vec x, vec y)
{
    return vqsubq_u32(x, y);
}

PRIMITIVE vec v_min(vec x, vec y)
{
    return vreinterpretq_u32_s32(vminq_s32(vreinterpretq_s32_u32(x), vreinterpretq_s32_u32(y)));
}

PRIMITIVE vec v_max(vec x, vec y)
{
    return vreinterpretq_u32_s32(vmaxq_s32(vreinterpretq_s32_u32(x), vreinterpretq_s32_u32(y)));
}

PRIMITIVE vec v_gt(vec x, vec y)
{
    return vcgtq_s32(vreinterpretq_s32_u32(x), vreinterpretq_s32_u32(y));
}

PRIMITIVE vec v_eq(vec x, vec y)
{
    return vceqq_u32(x, y);
}

/* USHL shifts left by the lowest byte of each lane, to the right if that is negative: it is brought within a byte. */
PRIMITIVE int32x4_t places(vec n)
{
    return vreinterpretq_s32_u32(vminq_u32(n, vdupq_n_u32(32)));
}

PRIMITIVE vec v_shrv(vec x, vec n)
{
    return vshlq_u32(x, vnegq_s32(places(n)));
}

PRIMITIVE vec v_shlv(vec x, vec n)
{
    return vshlq_u32(x, places(n));
}

PRIMITIVE vec v_shr(vec x, int n)
{
    return vshlq_u32(x, vdupq_n_s32(-n));
}

PRIMITIVE vec v_shl(vec x, int n)
{
    return vshlq_u32(x, vdupq_n_s32(n));
}

/* Shifted right, with the bits that are lost jammed into the lowest one. */
PRIMITIVE vec v_jam(vec x, vec n)
{
    const vec shifted = v_shrv(x, n);
    return v_or(shifted, v_andnot(v_eq(v_shlv(shifted, n), x), v_set(1)));
}

/* The FP32 code of an integer below 2^24: exact, so the rounding direction does not matter. */
PRIMITIVE vec v_from_integer(vec x)
{
    return vreinterpretq_u32_f32(vcvtq_f32_u32(x));
}

PRIMITIVE void v_store16(void *p, const vec x[4])
{
    const uint16x8_t low = vcombine_u16(vmovn_u32(x[0]), vmovn_u32(x[1]));
    const uint16x8_t high = vcombine_u16(vmovn_u32(x[2]), vmovn_u32(x[3]));
    memcpy(p, &low, sizeof low);
    memcpy((char *)p + sizeof low, &high, sizeof high);
}

PRIMITIVE void v_store8(void *p, const vec x[4])
{
    const uint16x8_t low = vcombine_u16(vmovn_u32(x[0]), vmovn_u32(x[1]));
    const uint16x8_t high = vcombine_u16(vmovn_u32(x[2]), vmovn_u32(x[3]));
    vst1q_u8(p, vcombine_u8(vmovn_u16(low), vmovn_u16(high)));
}

PRIMITIVE vec v_load16(const void *p)
{
    uint16x4_t x;
    memcpy(&x, p, sizeof x);
    return vmovl_u16(x);
}

PRIMITIVE vec v_load8(const void *p)
{
    uint64_t four = 0;
    memcpy(&four, p, 4);
    return vmovl_u16(vget_low_u16(vmovl_u8(vcreate_u8(four))));
}

/* FP32 arithmetic, and FP32 from FP64, rounded as FPCR says: combine.inc sets it, once for each direction. */
typedef enum { UPWARD = 1, DOWNWARD } direction; /* values of FPCR's rounding mode */
enum { PASSES = 2 };

PRIMITIVE vec v_plus(vec x, vec y, direction d)
{
    (void)d;
    return vreinterpretq_u32_f32(vaddq_f32(vreinterpretq_f32_u32(x), vreinterpretq_f32_u32(y)));
}

PRIMITIVE vec v_minus(vec x, vec y, direction d)
{
    (void)d;
    return vreinterpretq_u32_f32(vsubq_f32(vreinterpretq_f32_u32(x), vreinterpretq_f32_u32(y)));
}

PRIMITIVE vec v_times(vec x, vec y, direction d)
{
    (void)d;
    return vreinterpretq_u32_f32(vmulq_f32(vreinterpretq_f32_u32(x), vreinterpretq_f32_u32(y)));
}

PRIMITIVE vec v_times_plus(vec x, vec y, vec z, direction d)
{
    (void)d;
    return vreinterpretq_u32_f32(
        vfmaq_f32(vreinterpretq_f32_u32(z), vreinterpretq_f32_u32(x), vreinterpretq_f32_u32(y)));
}

PRIMITIVE vec v_narrow(const void *p, direction d)
{
    (void)d;
    float64x2_t x[2];
    memcpy(x, p, sizeof x);
    return vreinterpretq_u32_f32(vcombine_f32(vcvt_f32_f64(x[0]), vcvt_f32_f64(x[1])));
}

PRIMITIVE vec v_product(vec x, vec y)
{
    return vreinterpretq_u32_f32(vmulq_f32(vreinterpretq_f32_u32(x), vreinterpretq_f32_u32(y)));
}

PRIMITIVE vec v_quotient(vec x, vec y)
{
    return vreinterpretq_u32_f32(vdivq_f32(vreinterpretq_f32_u32(x), vreinterpretq_f32_u32(y)));
}

/* The largest lane, of lanes without a sign. */
PRIMITIVE uint32_t v_peak(vec x)
{
    return vmaxvq_u32(x);
}

/* Lanes of 64 bits, for random words. */
typedef uint64x2_t vec64;
enum { BLOCKS = 2 };

PRIMITIVE vec64 v64_set(uint32_t x)
{
    return vdupq_n_u64(x);
}

/* x, x + 1 */
PRIMITIVE vec64 v64_count(uint32_t x)
{
    return vcombine_u64(vcreate_u64(x), vcreate_u64((uint64_t)x + 1));
}

PRIMITIVE vec64 v64_xor(vec64 x, vec64 y)
{
    return veorq_u64(x, y);
}

/* The products of the low halves. */
PRIMITIVE vec64 v64_product(vec64 x, vec64 y)
{
    return vmull_u32(vmovn_u64(x), vmovn_u64(y));
}

/* The upper halves. */
PRIMITIVE vec64 v64_high(vec64 x)
{
    return vshrq_n_u64(x, 32);
}

/* The low halves, lane by lane: x[0], x[1], x[2] and x[3] of lane 0, then of lane 1. */
PRIMITIVE void v64_store(uint32_t *p, const vec64 x[4])
{
    vst4_u32(p, ((uint32x2x4_t){{vmovn_u64(x[0]), vmovn_u64(x[1]), vmovn_u64(x[2]), vmovn_u64(x[3])}}));
}

#include "kernels.inc"

/* FPCR: zero is rounding to nearest, nothing flushed, no trap. FPSR, the upper half of the state, gathers flags. */
static uint64_t neon_enter(void)
{
    uint64_t control, status;
    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr\n\tmsr fpcr, xzr" : "=r"(control), "=r"(status) : : "memory");
    return (control & UINT32_MAX) | status << 32;
}

static void neon_leave(uint64_t state)
{
    __asm__ volatile("msr fpcr, %0\n\tmsr fpsr, %1" : : "r"(state & UINT32_MAX), "r"(state >> 32) : "memory");
}

static void set_direction(direction d)
{
    __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)d << 22) : "memory");
}

#include "combine.inc"

#include "scaling.inc"

const array_kernels array_neon = {.name = "neon",
                                  .round = kernel_round,
                                  .widen = kernel_widen,
                                  .narrow = combine_narrow,
                                  .combine = kernel_combine,
                                  .peaks = kernel_peaks,
                                  .scale = kernel_scale,
                                  .draw = kernel_draw,
                                  .enter = neon_enter,
                                  .leave = neon_leave};

#else

const array_kernels array_neon;

#endif
