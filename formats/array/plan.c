/* SPDX-License-Identifier: Apache-2.0
 *
 * The constants of the kernels, from formats and environment; and the cases that the kernels do not take. Rules of
 * overflow are not restated: the scalar functions return the result of an overflow of either sign.
 */
#include "array.h"

#include "table.h"
#include "value.h"

#include <string.h>

/* The biased FP32 exponent of the format's smallest normal binade, or 0 if the kernels do not know the format. They
 * want at least one fraction bit, a zero, and FP32's range: either FP32's exponents, or subnormal numbers that are far
 * above FP32's, so that those are never more than a sticky bit. */
static uint32_t first_exponent(const hu_format *f)
{
    const int first = hu_emin(f) + 127;
    const int last = (int)(hu_largest(f) >> f->fraction_bits) - f->bias + 127;
    const bool taken = hu_width(f) <= 16 && f->fraction_bits >= 1 && f->has_zero && last <= 254;
    return taken && (first == 1 || (first >= 64 && first <= 254)) ? (uint32_t)first : 0;
}

/* Nearest even is told apart by `tie`. */
static bool plan_rounding(const hu_env *env, array_rounding *r)
{
    const uint32_t up = UINT32_MAX;
    switch ((hu_rounding)env->rounding) {
    case HU_NEAREST_EVEN:
        r->word = 0x7FFFFFFF;
        r->tie = 1;
        return true;
    case HU_NEAREST_AWAY:
        r->word = 0x80000000;
        return true;
    case HU_TOWARD_ZERO:
        return true;
    case HU_DOWN:
        r->word_change = up;
        return true;
    case HU_UP:
        r->word = up;
        r->word_change = up;
        return true;
    case HU_TO_ODD:
        r->odd = 1;
        return true;
    /* A: N bits of the word carry as R does. B: so do 2 R + 1 as N + 1 bits. C rounds the fraction first. At most 30 of
     * the 31 bits that a lane has for a fraction: the last one is jammed. */
    case HU_STOCHASTIC_A:
        r->draw_mask = env->random_bits == 0 ? 0 : up << ((32 - env->random_bits) & 31);
        return env->random_bits <= 30;
    case HU_STOCHASTIC_B:
        r->draw_mask = env->random_bits == 0 ? 0 : up << ((32 - env->random_bits) & 31);
        r->draw_centre = UINT32_C(1) << ((31 - env->random_bits) & 31);
        return env->random_bits <= 29;
    case HU_STOCHASTIC_C:
        break;
    }
    return false;
}

/* A fraction that was rounded to odd in FP32 before has fewer true bits: m + 1 are the result's, one is jammed. */
static bool enough_bits(const hu_format *to, const hu_format *from, const hu_env *env)
{
    const bool exact = from != NULL && hu_precision(from) <= 24;
    return exact || env->rounding < HU_STOCHASTIC_A ||
           (int)env->random_bits + (env->rounding == HU_STOCHASTIC_B) <= 22 - to->fraction_bits;
}

/* The result of a number beyond every format. False if it raises more flags than an overflow. */
static bool plan_overflow(const hu_format *to, const hu_env *env, array_rounding *r)
{
    static const uint64_t huge = UINT64_C(2046) << 52;
    uint32_t codes[2] = {0, 0};
    for (unsigned sign = 0; sign <= to->has_sign; sign++) {
        hu_env own = *env;
        own.flags = 0;
        own.random = 0;
        codes[sign] =
            (uint32_t)hu_convert(to, (hu_number){&hu_table[ROW_FP64], huge | (uint64_t)sign << 63}, &own).code;
        if (own.flags != (HU_OVERFLOW | HU_INEXACT)) {
            return false;
        }
    }
    r->over = codes[0];
    r->over_change = to->has_sign ? codes[0] ^ codes[1] : 0;
    return true;
}

/* A policy that keeps a NaN's payload keeps its sign too, so one code for both signs is one for all. */
bool array_plan_specials(const hu_format *to, const hu_format *from, const hu_env *env, array_rounding *r)
{
    static const uint32_t specials[] = {FP32_INFINITY, FP32_QUIET, FP32_INFINITY + 1};
    if (!to->has_sign || from->infinity != HU_INFINITY_TOP_EXPONENT || hu_precision(from) > 24) {
        return false;
    }
    uint32_t codes[6], flags[6];
    for (uint32_t i = 0; i < 6; i++) {
        hu_env own = *env;
        own.flags = 0;
        own.random = 0;
        const hu_number x = {&hu_table[ROW_FP32], specials[i / 2] | (i % 2) << 31};
        codes[i] = (uint32_t)hu_convert(to, x, &own).code;
        flags[i] = own.flags;
    }
    r->careful = true;
    r->fp16_rounding = -1;
    r->infinity = codes[0];
    r->infinity_change = codes[0] ^ codes[1];
    r->nan = codes[2];
    r->quiet_invalid = flags[2] == HU_INVALID ? UINT32_MAX : 0;
    return (flags[0] | flags[1]) == 0 && flags[2] == flags[3] && (flags[2] == 0 || flags[2] == HU_INVALID) &&
           flags[4] == HU_INVALID && flags[5] == HU_INVALID && codes[3] == codes[2] && codes[4] == codes[2] &&
           codes[5] == codes[2];
}

/* The rounding control of MXCSR with which VCVTPS2PH gives the results asked for, or -1. */
static int fp16_rounding(const hu_format *to, const hu_env *env)
{
    static const int control[] = {
        [HU_NEAREST_EVEN] = 0, [HU_NEAREST_AWAY] = -1, [HU_TOWARD_ZERO] = 3, [HU_DOWN] = 1, [HU_UP] = 2};
    const bool fp16 = to->exponent_bits == 5 && to->fraction_bits == 10 && to->bias == 15 && to->has_sign &&
                      to->infinity == HU_INFINITY_TOP_EXPONENT;
    return fp16 && env->flush == 0 && env->tininess == HU_TININESS_AFTER && env->rounding <= HU_UP
               ? control[env->rounding]
               : -1;
}

bool array_plan_round(const hu_format *to, const hu_format *from, const hu_env *env, array_rounding *r)
{
    *r = (array_rounding){.fraction_bits = (uint32_t)to->fraction_bits, .first = first_exponent(to)};
    if (r->first == 0 || !plan_rounding(env, r) || !enough_bits(to, from, env) || !plan_overflow(to, env, r)) {
        return false;
    }
    const bool same = r->first == 1;
    r->sign = to->has_sign ? UINT32_C(1) << (hu_width(to) - 1) : 0;
    r->sign_shift = to->has_sign ? (uint32_t)(32 - hu_width(to)) : 0;
    r->largest = (uint32_t)hu_largest(to);
    r->zero_sign = hu_has_negative_zero(to) ? UINT32_MAX : 0;
    r->no_sign = to->has_sign ? 0 : UINT32_MAX;
    r->tiny = r->first << 23;
    r->tiny_word = env->tininess == HU_TININESS_AFTER ? UINT32_MAX : 0;
    r->flush = (env->flush & HU_FLUSH_RESULTS) != 0 ? UINT32_MAX : 0;
    /* Subnormal operands that are not FP32's were flushed when they were widened. */
    const bool flushed =
        (env->flush & HU_FLUSH_OPERANDS) != 0 && from != NULL && from->exponent_bits == 8 && from->fraction_bits == 23;
    r->operand_floor = flushed ? 0x7FFFFF : UINT32_MAX;
    r->wide = hu_width(to) > 8;
    r->fp16_rounding = fp16_rounding(to, env);
    /* The plain kernel caps codes at `over`: that must leave no code between. A NaN of the other sign would. */
    const bool capped = r->over == r->largest || r->over == r->largest + 1;
    r->plain = env->rounding == HU_NEAREST_EVEN && env->flush == 0 && to->has_sign && capped &&
               (r->over_change == r->sign || (r->over_change == 0 && !same)) && (r->zero_sign != 0 || !same);
    const uint32_t carry = (r->word >> (9 + r->fraction_bits + same)) + r->tie;
    r->plain_tiny = r->tiny - (carry & r->tiny_word);
    return true;
}

bool array_plan_widen(const hu_format *from, const hu_env *env, array_widening *w)
{
    const bool flushed = (env->flush & HU_FLUSH_OPERANDS) != 0;
    if (first_exponent(from) == 0) {
        return false;
    }
    *w = (array_widening){.fraction_bits = (uint32_t)from->fraction_bits,
                          .first = first_exponent(from),
                          .magnitude = (uint32_t)hu_ones(from->exponent_bits + from->fraction_bits),
                          .sign_shift = from->has_sign ? (uint32_t)(32 - hu_width(from)) : 0,
                          .sign = from->has_sign ? UINT32_C(1) << (hu_width(from) - 1) : 0,
                          .largest = (uint32_t)hu_largest(from),
                          .nan = from->nan == HU_NAN_NEGATIVE_ZERO ? UINT32_C(1) << (hu_width(from) - 1) : 0,
                          .floor = flushed ? (UINT32_C(1) << from->fraction_bits) - 1 : 0,
                          .wide = hu_width(from) > 8};
    w->fp16 = from->exponent_bits == 5 && from->fraction_bits == 10 && from->bias == 15 && from->has_sign &&
              from->infinity == HU_INFINITY_TOP_EXPONENT && !flushed;
    return true;
}

/* The numbers of a format: multiples of 2^quantum below 2^end, with at most `bits` bits. */
typedef struct {
    int quantum, end, bits;
} extent;

static extent extent_of(const hu_format *f)
{
    const int top = (int)(hu_largest(f) >> f->fraction_bits) - f->bias;
    return (extent){hu_emin(f) - f->fraction_bits, top + 1, hu_precision(f)};
}

static extent extent_of_product(extent x, extent y)
{
    return (extent){x.quantum + y.quantum, x.end + y.end, x.bits + y.bits};
}

static extent extent_of_sum(extent x, extent y)
{
    const int quantum = x.quantum < y.quantum ? x.quantum : y.quantum;
    const int end = (x.end > y.end ? x.end : y.end) + 1;
    return (extent){quantum, end, end - quantum};
}

bool array_plan_exact(array_combination what, const hu_format *x, const hu_format *y, const hu_format *z)
{
    extent all = extent_of(x);
    if (what == ARRAY_PRODUCT || what == ARRAY_PRODUCT_SUM) {
        all = extent_of_product(all, extent_of(y));
    } else {
        all = extent_of_sum(all, extent_of(y));
    }
    if (what == ARRAY_PRODUCT_SUM) {
        all = extent_of_sum(all, extent_of(z));
    }
    return all.quantum >= -149 && all.end <= 128 && all.bits <= 24;
}
