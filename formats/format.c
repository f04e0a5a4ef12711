/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking formats up, what follows from a row, and whether an environment is usable.
 */
#include "decode.h"
#include "table.h"

/* The names that the ecosystem gives to rows of the table. */
static const struct {
    const char *alias;
    int row;
} aliases[] = {
    {"binary64", ROW_FP64},
    {"float64", ROW_FP64},
    {"double", ROW_FP64},
    {"f64", ROW_FP64},
    {"binary32", ROW_FP32},
    {"float32", ROW_FP32},
    {"float", ROW_FP32},
    {"single", ROW_FP32},
    {"f32", ROW_FP32},
    {"tensorfloat32", ROW_TF32},
    {"binary16", ROW_FP16},
    {"float16", ROW_FP16},
    {"half", ROW_FP16},
    {"f16", ROW_FP16},
    {"bfloat16", ROW_BF16},
    {"float8_e4m3fn", ROW_E4M3},
    {"e4m3fn", ROW_E4M3},
    {"f8e4m3fn", ROW_E4M3},
    {"float8_e5m2", ROW_E5M2},
    {"f8e5m2", ROW_E5M2},
    {"float8_e4m3fnuz", ROW_E4M3FNUZ},
    {"f8e4m3fnuz", ROW_E4M3FNUZ},
    {"float8_e5m2fnuz", ROW_E5M2FNUZ},
    {"f8e5m2fnuz", ROW_E5M2FNUZ},
    {"float8_e4m3b11fnuz", ROW_E4M3B11FNUZ},
    {"f8e4m3b11fnuz", ROW_E4M3B11FNUZ},
    {"float8_e4m3", ROW_E4M3_IEEE},
    {"f8e4m3", ROW_E4M3_IEEE},
    {"float8_e3m4", ROW_E3M4},
    {"f8e3m4", ROW_E3M4},
    {"float8_e8m0fnu", ROW_E8M0},
    {"e8m0fnu", ROW_E8M0},
    {"f8e8m0fnu", ROW_E8M0},
    {"float8_ue4m3", ROW_UE4M3},
    {"float6_e2m3fn", ROW_E2M3},
    {"e2m3fn", ROW_E2M3},
    {"f6e2m3fn", ROW_E2M3},
    {"float6_e3m2fn", ROW_E3M2},
    {"e3m2fn", ROW_E3M2},
    {"f6e3m2fn", ROW_E3M2},
    {"float4_e2m1fn", ROW_E2M1},
    {"e2m1fn", ROW_E2M1},
    {"f4e2m1fn", ROW_E2M1},
    {"float8e4m3fn", ROW_E4M3},
    {"float8e5m2", ROW_E5M2},
    {"float8e4m3fnuz", ROW_E4M3FNUZ},
    {"float8e5m2fnuz", ROW_E5M2FNUZ},
    {"float8e4m3b11fnuz", ROW_E4M3B11FNUZ},
    {"float8e4m3", ROW_E4M3_IEEE},
    {"float8e3m4", ROW_E3M4},
    {"float8e8m0fnu", ROW_E8M0},
    {"float6e2m3fn", ROW_E2M3},
    {"float6e3m2fn", ROW_E3M2},
    {"float4e2m1fn", ROW_E2M1},
    {"floattf32", ROW_TF32},
};

static bool same_name(const char *a, const char *b)
{
    for (; *a != '\0' || *b != '\0'; a++, b++) {
        char lower = (char)(*a >= 'A' && *a <= 'Z' ? *a - 'A' + 'a' : *a);
        if (lower != *b) {
            return false;
        }
    }
    return true;
}

const hu_format *hu_format_find(const char *name)
{
    assert(name != NULL);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (same_name(name, hu_table[i].name)) {
            return &hu_table[i];
        }
    }
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (same_name(name, aliases[i].alias)) {
            return &hu_table[aliases[i].row];
        }
    }
    return NULL;
}

const char *hu_format_alias(const hu_format *format, size_t index)
{
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (same_name(format->name, hu_table[aliases[i].row].name) && index-- == 0) {
            return aliases[i].alias;
        }
    }
    return NULL;
}

const hu_format *hu_format_at(size_t index)
{
    return index < ROW_COUNT ? &hu_table[index] : NULL;
}

/* A decimal number of one or two digits, without leading zeros; moves *text past it. 0: there is none. */
static int small_number(const char **text)
{
    int n = 0;
    for (int digits = 0; digits < 2 && **text >= '0' && **text <= '9' && (digits == 0 || n != 0); digits++) {
        n = 10 * n + (*(*text)++ - '0');
    }
    return n;
}

/* IEEE P3109 interim report 4.0 (a draft): Binary{K}p{P}{s|u}{e|f}. The bias makes 1.0 the middle code of the positive
 * ones; one zero, one NaN: signed where minus zero would be, unsigned the highest code; extended formats have
 * infinities, the highest code below that. */
static bool parse_p3109(const char *name, hu_format *format)
{
    static const char prefix[] = "binary";
    hu_format f = {.has_zero = true};
    char lower[sizeof f.name] = "";
    for (size_t i = 0; name[i] != '\0'; i++) {
        if (i + 1 == sizeof lower) {
            return false;
        }
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
    }
    if (strncmp(lower, prefix, sizeof prefix - 1) != 0) {
        return false;
    }
    const char *rest = lower + sizeof prefix - 1;
    int bits = small_number(&rest);
    if (*rest++ != 'p') {
        return false;
    }
    int precision = small_number(&rest);
    if ((rest[0] != 's' && rest[0] != 'u') || (rest[1] != 'e' && rest[1] != 'f') || rest[2] != '\0') {
        return false;
    }
    f.has_sign = rest[0] == 's';
    if (bits < 3 || bits > 16 || precision < 1 || precision > bits - f.has_sign) {
        return false;
    }
    memcpy(f.name, lower, sizeof f.name);
    f.fraction_bits = precision - 1;
    f.exponent_bits = bits - f.has_sign - f.fraction_bits;
    f.bias = 1 << (f.exponent_bits - 1);
    f.infinity = rest[1] == 'e' ? HU_INFINITY_TOP_CODE : HU_INFINITY_NONE;
    f.nan = f.has_sign ? HU_NAN_NEGATIVE_ZERO : HU_NAN_TOP_CODE;
    f.canonical_nan = f.has_sign ? UINT64_C(1) << (bits - 1) : hu_ones(bits);
    *format = f;
    return true;
}

bool hu_format_parse(const char *name, hu_format *format)
{
    const hu_format *row = hu_format_find(name);
    if (row != NULL) {
        *format = *row;
        return true;
    }
    return parse_p3109(name, format);
}

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
    return (uint64_t)format->bias << format->fraction_bits;
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
    uint64_t zeros_taken = format->nan == HU_NAN_NEGATIVE_ZERO; /* minus zero is the NaN */
    return format->has_sign ? 2 * magnitudes - zeros_taken : magnitudes;
}

uint64_t hu_format_nan_count(const hu_format *format)
{
    uint64_t per_sign = 0;
    switch (format->nan) {
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
    return "0.1.0";
}

const char *hu_env_error(const hu_env *env)
{
    if ((unsigned)env->rounding > HU_STOCHASTIC_C) {
        return "unknown rounding: expected one of hu_rounding";
    }
    if ((unsigned)env->overflow > HU_SATURATE_ALL) {
        return "unknown overflow policy: expected one of hu_overflow";
    }
    if ((unsigned)env->tininess > HU_TININESS_BEFORE) {
        return "unknown tininess: expected one of hu_tininess";
    }
    if (env->random_bits > HU_RANDOM_BITS_MAX) {
        return "too many random bits: expected 0 to 32";
    }
    if (env->random >> env->random_bits != 0) {
        return "the random integer is too large: expected less than 2^random_bits";
    }
    if ((unsigned)env->nan > HU_NVIDIA_NAN) {
        return "unknown NaN policy: expected one of hu_nan_policy";
    }
    if (env->flush > (HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS)) {
        return "unknown flush bits: expected HU_FLUSH_OPERANDS and HU_FLUSH_RESULTS";
    }
    if ((unsigned)env->odd_overflow > HU_ODD_OVERFLOW_ODD_CODE) {
        return "unknown odd-overflow policy: expected one of hu_odd_overflow";
    }
    if ((unsigned)env->missing_nan > HU_MISSING_NAN_ZERO) {
        return "unknown missing-NaN policy: expected one of hu_missing_nan";
    }
    if ((unsigned)env->missing_zero > HU_MISSING_ZERO_SMALLEST) {
        return "unknown missing-zero policy: expected one of hu_missing_zero";
    }
    if ((unsigned)env->negative > HU_NEGATIVE_MAGNITUDE) {
        return "unknown negative policy: expected one of hu_negative";
    }
    uint32_t used = 0;
    for (size_t i = 0; i < sizeof env->reserved / sizeof env->reserved[0]; i++) {
        used |= env->reserved[i];
    }
    return used == 0 ? NULL : "a reserved word is not zero";
}
