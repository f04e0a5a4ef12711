/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking formats up, what follows from a row, and whether an environment is usable.
 */
#include "table.h"
#include "value.h"

/* The names that the ecosystem gives to rows of the table. */
static const struct {
    const char *alias;
    int row;
} aliases[] = {
    {"binary64", ROW_FP64}, {"float64", ROW_FP64},       {"double", ROW_FP64},        {"f64", ROW_FP64},
    {"binary32", ROW_FP32}, {"float32", ROW_FP32},       {"float", ROW_FP32},         {"f32", ROW_FP32},
    {"binary16", ROW_FP16}, {"float16", ROW_FP16},       {"half", ROW_FP16},          {"f16", ROW_FP16},
    {"bfloat16", ROW_BF16}, {"float8_e4m3fn", ROW_E4M3}, {"e4m3fn", ROW_E4M3},        {"f8e4m3fn", ROW_E4M3},
    {"f8e5m2", ROW_E5M2},   {"float8_e5m2", ROW_E5M2},
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

const hu_format *hu_format_at(size_t index)
{
    return index < ROW_COUNT ? &hu_table[index] : NULL;
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
    uint32_t used = 0;
    for (size_t i = 0; i < sizeof env->reserved / sizeof env->reserved[0]; i++) {
        used |= env->reserved[i];
    }
    return used == 0 ? NULL : "a reserved word is not zero";
}
