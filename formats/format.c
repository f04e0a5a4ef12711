/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of formats and its aliases: lookup by name, derived quantities, and validation of formats and environments.
 */
#include "decode.h"
#include "table.h"
#include "text/ascii.h"
#include "text/bignum.h"

/* Other names in common use for rows of the table. The longest list and a NULL. */
enum { ALIASES_MAX = 5 };

static const char *const aliases[ROW_COUNT][ALIASES_MAX] = {
    [ROW_FP64] = {"binary64", "float64", "double", "f64"},
    [ROW_FP32] = {"binary32", "float32", "float", "single", "f32"},
    [ROW_TF32] = {"tensorfloat32", "floattf32"},
    [ROW_FP16] = {"binary16", "float16", "half", "f16"},
    [ROW_BF16] = {"bfloat16"},
    [ROW_E4M3] = {"float8_e4m3fn", "e4m3fn", "f8e4m3fn", "float8e4m3fn"},
    [ROW_E5M2] = {"float8_e5m2", "f8e5m2", "float8e5m2"},
    [ROW_E4M3FNUZ] = {"float8_e4m3fnuz", "f8e4m3fnuz", "float8e4m3fnuz"},
    [ROW_E5M2FNUZ] = {"float8_e5m2fnuz", "f8e5m2fnuz", "float8e5m2fnuz"},
    [ROW_E4M3B11FNUZ] = {"float8_e4m3b11fnuz", "f8e4m3b11fnuz", "float8e4m3b11fnuz"},
    [ROW_E4M3_IEEE] = {"float8_e4m3", "f8e4m3", "float8e4m3"},
    [ROW_E3M4] = {"float8_e3m4", "f8e3m4", "float8e3m4"},
    [ROW_E8M0] = {"float8_e8m0fnu", "e8m0fnu", "f8e8m0fnu", "float8e8m0fnu", "ue8m0"},
    [ROW_UE4M3] = {"float8_ue4m3"},
    [ROW_E2M3] = {"float6_e2m3fn", "e2m3fn", "f6e2m3fn", "float6e2m3fn"},
    [ROW_E3M2] = {"float6_e3m2fn", "e3m2fn", "f6e3m2fn", "float6e3m2fn"},
    [ROW_E2M1] = {"float4_e2m1fn", "e2m1fn", "f4e2m1fn", "float4e2m1fn"},
};

static bool same_name(const char *a, const char *b)
{
    while (*a != '\0' && hu_ascii_lower(*a) == *b) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

const hu_format *hu_format_find(const char *name)
{
    assert(name != NULL);
    for (size_t row = 0; row < ROW_COUNT; row++) {
        bool found = same_name(name, hu_table[row].name);
        for (size_t i = 0; !found && i < ALIASES_MAX && aliases[row][i] != NULL; i++) {
            found = same_name(name, aliases[row][i]);
        }
        if (found) {
            return &hu_table[row];
        }
    }
    return NULL;
}

const char *hu_format_alias(const hu_format *format, size_t index)
{
    for (size_t row = 0; row < ROW_COUNT; row++) {
        if (strcmp(format->name, hu_table[row].name) == 0) {
            return index < ALIASES_MAX ? aliases[row][index] : NULL;
        }
    }
    return NULL;
}

const hu_format *hu_format_at(size_t index)
{
    return index < ROW_COUNT ? &hu_table[index] : NULL;
}

/* ---- Is a format usable? ----------------------------------------------------------------------------------------- */

static bool in_range(int32_t x, int32_t least, int32_t most)
{
    return x >= least && x <= most;
}

/* Combinations of special codes that give every code one meaning. The fields are in their ranges. */
static const char *special_codes_error(const hu_format *f)
{
    bool ieee_infinity = f->infinity == HU_INFINITY_TOP_EXPONENT;
    bool ieee_nan = f->nan == HU_NAN_TOP_EXPONENT;
    if (ieee_infinity != ieee_nan) {
        return "infinity and NaN: expected both of them in the top exponent or neither";
    }
    if (ieee_nan && f->fraction_bits == 0) {
        return "NaN in the top exponent: expected at least one fraction bit";
    }
    if (f->nan == HU_NAN_NEGATIVE_ZERO && !(f->has_sign && f->has_zero)) {
        return "NaN in place of minus zero: expected a format that has a sign and a zero";
    }
    if (!f->has_zero && (f->has_sign || f->nan == HU_NAN_NONE)) {
        return "a format without zero: expected no sign, and a NaN for results without an answer";
    }
    return NULL;
}

/* At least one number is above zero, and text can represent all exponents. */
static const char *range_error(const hu_format *f)
{
    uint64_t codes = hu_ones(f->exponent_bits + f->fraction_bits);
    uint64_t taken = f->nan == HU_NAN_TOP_EXPONENT
                         ? hu_ones(f->fraction_bits) + 1
                         : (uint64_t)(f->nan == HU_NAN_TOP_CODE) + (f->infinity == HU_INFINITY_TOP_CODE);
    if (codes < taken + f->has_zero) {
        return "expected at least one number above zero";
    }
    int64_t lowest = (f->has_zero ? 1 : 0) - (int64_t)f->bias - f->fraction_bits;
    int64_t highest = (int64_t)(hu_largest(f) >> f->fraction_bits) - f->bias;
    if (lowest < -HU_TEXT_RANGE || highest >= HU_TEXT_RANGE) {
        return "bias: expected numbers that are multiples of 2^-33000 and below 2^33000";
    }
    return NULL;
}

const char *hu_format_error(const hu_format *f)
{
    if (f == NULL) {
        return "expected a format, not NULL";
    }
    if (memchr(f->name, '\0', sizeof f->name) == NULL) {
        return "name: expected at most 47 characters and a terminating zero";
    }
    if (!in_range(f->exponent_bits, 1, 16)) {
        return "exponent_bits: expected 1 to 16";
    }
    if (!in_range(f->fraction_bits, 0, 52)) {
        return "fraction_bits: expected 0 to 52";
    }
    if (!in_range(f->bias, -2 * HU_TEXT_RANGE, 2 * HU_TEXT_RANGE + 1)) {
        return "bias: expected numbers that are multiples of 2^-33000 and below 2^33000";
    }
    if (f->has_sign > 1 || f->has_zero > 1) {
        return "has_sign and has_zero: expected 0 or 1";
    }
    if (hu_width(f) > 64) {
        return "exponent_bits and fraction_bits: expected a code of at most 64 bits";
    }
    if (f->infinity > HU_INFINITY_TOP_CODE) {
        return "infinity: expected one of hu_infinity";
    }
    if (f->nan > HU_NAN_NEGATIVE_ZERO) {
        return "nan: expected one of hu_nan";
    }
    const char *error = special_codes_error(f);
    error = error != NULL ? error : range_error(f);
    if (error != NULL) {
        return error;
    }
    bool quiet_nan = (f->canonical_nan & ~hu_ones(hu_width(f))) == 0 && hu_is_nan(f, f->canonical_nan) &&
                     !hu_is_signaling(f, f->canonical_nan);
    if (f->nan == HU_NAN_NONE ? f->canonical_nan != 0 : !quiet_nan) {
        return "canonical_nan: expected a quiet NaN of the format, or 0 where there is none";
    }
    uint32_t used = 0;
    for (size_t i = 0; i < sizeof f->reserved / sizeof f->reserved[0]; i++) {
        used |= f->reserved[i];
    }
    return used == 0 ? NULL : "a reserved word is not zero";
}

/* ---- Quantities that follow from a format ------------------------------------------------------------------------ */

int hu_format_width(const hu_format *format)
{
    return hu_width(format);
}

uint64_t hu_format_largest(const hu_format *format)
{
    return hu_largest(format);
}

uint64_t hu_format_smallest_normal(const hu_format *format)
{
    return format->has_zero ? UINT64_C(1) << format->fraction_bits : 0;
}

uint64_t hu_format_smallest(const hu_format *format)
{
    return format->has_zero ? 1 : 0;
}

uint64_t hu_format_one(const hu_format *format)
{
    uint64_t largest = hu_largest(format);
    int32_t field = format->bias;
    bool normal = field >= format->has_zero && (uint64_t)field <= largest >> format->fraction_bits;
    return normal ? (uint64_t)field << format->fraction_bits : 0;
}

int hu_format_emin(const hu_format *format)
{
    return hu_emin(format);
}

int hu_format_emax(const hu_format *format)
{
    return hu_decode(format, hu_largest(format)).exponent + 63;
}

int hu_format_epsilon(const hu_format *format)
{
    return -format->fraction_bits;
}

uint64_t hu_format_finite_count(const hu_format *format)
{
    uint64_t magnitudes = hu_largest(format) + 1;
    uint64_t zeros_taken = format->nan == HU_NAN_NEGATIVE_ZERO; /* the NaN takes the code of minus zero */
    return format->has_sign ? 2 * magnitudes - zeros_taken : magnitudes;
}

uint64_t hu_format_nan_count(const hu_format *format)
{
    uint64_t per_sign = 0;
    switch ((hu_nan)format->nan) {
    case HU_NAN_TOP_EXPONENT:
        per_sign = hu_ones(format->fraction_bits);
        break;
    case HU_NAN_TOP_CODE:
        per_sign = 1;
        break;
    case HU_NAN_NEGATIVE_ZERO:
        return 1;
    case HU_NAN_NONE:
        break;
    }
    return format->has_sign ? 2 * per_sign : per_sign;
}

bool hu_format_is_nan(const hu_format *format, uint64_t code)
{
    return hu_is_nan(format, code);
}

bool hu_format_infinity(const hu_format *format, uint64_t *code)
{
    if (format->infinity == HU_INFINITY_NONE) {
        return false;
    }
    *code = hu_largest(format) + 1;
    return true;
}

const char *hu_version(void)
{
    return HU_VERSION_TEXT;
}

const char *hu_env_error(const hu_env *env)
{
    if (env == NULL) {
        return "expected an environment, not NULL";
    }
    if (env->rounding > HU_STOCHASTIC_C) {
        return "unknown rounding: expected one of hu_rounding";
    }
    if (env->overflow > HU_SATURATE_ALL) {
        return "unknown overflow policy: expected one of hu_overflow";
    }
    if (env->tininess > HU_TININESS_BEFORE) {
        return "unknown tininess: expected one of hu_tininess";
    }
    if (env->random_bits > HU_RANDOM_BITS_MAX) {
        return "too many random bits: expected 0 to 32";
    }
    if (env->random >> env->random_bits != 0) {
        return "the random integer is too large: expected less than 2^random_bits";
    }
    if (env->nan > HU_SIGNED_NAN) {
        return "unknown NaN policy: expected one of hu_nan_policy";
    }
    if (env->flush > (HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS)) {
        return "unknown flush bits: expected HU_FLUSH_OPERANDS and HU_FLUSH_RESULTS";
    }
    if (env->odd_overflow > HU_ODD_OVERFLOW_ODD_CODE) {
        return "unknown odd-overflow policy: expected one of hu_odd_overflow";
    }
    if (env->missing_nan > HU_MISSING_NAN_ZERO) {
        return "unknown missing-NaN policy: expected one of hu_missing_nan";
    }
    if (env->missing_zero > HU_MISSING_ZERO_TINY_SMALLEST) {
        return "unknown missing-zero policy: expected one of hu_missing_zero";
    }
    if (env->negative > HU_NEGATIVE_DIRECTED) {
        return "unknown negative policy: expected one of hu_negative";
    }
    if (env->infinity_nan > HU_INFINITY_NAN_SIGNED) {
        return "unknown infinity-NaN policy: expected one of hu_infinity_nan";
    }
    if (env->zero_divide > HU_ZERO_DIVIDE_NAN) {
        return "unknown zero-divide policy: expected one of hu_zero_divide";
    }
    uint32_t used = 0;
    for (size_t i = 0; i < sizeof env->reserved / sizeof env->reserved[0]; i++) {
        used |= env->reserved[i];
    }
    return used == 0 ? NULL : "a reserved word is not zero";
}
