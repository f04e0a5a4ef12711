/* SPDX-License-Identifier: Apache-2.0
 *
 * Entry points for other languages: unpacks the integers of halfulp_flat.h, checks them and calls the library.
 */
#include "halfulp_flat.h"

#include "value.h"

/* ---- Operations and formats -------------------------------------------------------------------------------------- */

int32_t hu_flat_operation(const char *name)
{
    return name != NULL ? hu_operation_find(name) : -1;
}

const char *hu_flat_operation_name(int32_t operation)
{
    const hu_operation_info *info = hu_operation_describe((hu_operation)operation);
    return info != NULL ? info->name : NULL;
}

enum { BIAS_OFFSET = 1 << 19, BIAS_BITS = 20 };

/* The lowest `bits` bits of *word, which is shifted right past them. */
static uint32_t take_bits(uint64_t *word, int bits)
{
    uint32_t field = (uint32_t)(*word & hu_ones(bits));
    *word >>= bits;
    return field;
}

/* Returns false if the integer is not a format. */
static bool unpack_format(uint64_t packed, hu_format *f)
{
    *f = (hu_format){.name = "format"};
    f->exponent_bits = (int32_t)take_bits(&packed, 5);
    f->fraction_bits = (int32_t)take_bits(&packed, 6);
    f->bias = (int32_t)take_bits(&packed, BIAS_BITS) - BIAS_OFFSET;
    f->has_sign = (uint8_t)take_bits(&packed, 1);
    f->has_zero = (uint8_t)take_bits(&packed, 1);
    f->infinity = (uint8_t)take_bits(&packed, 2);
    f->nan = (uint8_t)take_bits(&packed, 2);
    f->canonical_nan = hu_canonical_nan(f);
    return packed == 1 && hu_format_error(f) == NULL;
}

uint64_t hu_flat_format(const char *text)
{
    hu_format f;
    if (text == NULL || !hu_format_parse(text, &f)) {
        return 0;
    }
    uint64_t packed = 1;
    packed = packed << 2 | f.nan;
    packed = packed << 2 | f.infinity;
    packed = packed << 1 | f.has_zero;
    packed = packed << 1 | f.has_sign;
    packed = packed << BIAS_BITS | (uint32_t)(f.bias + BIAS_OFFSET);
    packed = packed << 6 | (uint32_t)f.fraction_bits;
    return packed << 5 | (uint32_t)f.exponent_bits;
}

const char *hu_flat_format_error(const char *text)
{
    return text != NULL ? hu_format_parse_error(text) : "expected a text and not NULL";
}

int32_t hu_flat_width(uint64_t format)
{
    hu_format f;
    return unpack_format(format, &f) ? hu_width(&f) : 0;
}

/* ---- Policies ---------------------------------------------------------------------------------------------------- */

static uint32_t field(uint64_t policies, int place)
{
    return (uint32_t)(policies >> place & 0xF);
}

/* Returns false if the policies do not exist or the random integer has more bits than they say. */
static bool unpack_env(uint64_t policies, uint64_t random, hu_env *env)
{
    const uint64_t used = hu_ones(HU_FLAT_ZERO_DIVIDE + 4) | hu_ones(8) << HU_FLAT_RANDOM_BITS;
    *env = (hu_env){
        .rounding = field(policies, HU_FLAT_ROUNDING),
        .overflow = field(policies, HU_FLAT_OVERFLOW),
        .tininess = field(policies, HU_FLAT_TININESS),
        .nan = field(policies, HU_FLAT_NAN),
        .flush = field(policies, HU_FLAT_FLUSH),
        .odd_overflow = field(policies, HU_FLAT_ODD_OVERFLOW),
        .missing_nan = field(policies, HU_FLAT_MISSING_NAN),
        .missing_zero = field(policies, HU_FLAT_MISSING_ZERO),
        .negative = field(policies, HU_FLAT_NEGATIVE),
        .infinity_nan = field(policies, HU_FLAT_INFINITY_NAN),
        .zero_divide = field(policies, HU_FLAT_ZERO_DIVIDE),
        .random_bits = (uint32_t)(policies >> HU_FLAT_RANDOM_BITS),
        .random = random,
    };
    return (policies & ~used) == 0 && hu_env_error(env) == NULL;
}

int32_t hu_flat_like(const char *name, uint64_t to, uint64_t *policies)
{
    hu_format format;
    hu_env env;
    if (name == NULL || policies == NULL) {
        return HU_STATUS_POINTER;
    }
    if (!unpack_format(to, &format)) {
        return HU_STATUS_FORMAT;
    }
    if (!hu_env_like(name, &format, &env)) {
        return HU_STATUS_ENVIRONMENT;
    }
    *policies = (uint64_t)env.rounding << HU_FLAT_ROUNDING | (uint64_t)env.overflow << HU_FLAT_OVERFLOW |
                (uint64_t)env.tininess << HU_FLAT_TININESS | (uint64_t)env.nan << HU_FLAT_NAN |
                (uint64_t)env.flush << HU_FLAT_FLUSH | (uint64_t)env.odd_overflow << HU_FLAT_ODD_OVERFLOW |
                (uint64_t)env.missing_nan << HU_FLAT_MISSING_NAN | (uint64_t)env.missing_zero << HU_FLAT_MISSING_ZERO |
                (uint64_t)env.negative << HU_FLAT_NEGATIVE | (uint64_t)env.infinity_nan << HU_FLAT_INFINITY_NAN |
                (uint64_t)env.zero_divide << HU_FLAT_ZERO_DIVIDE;
    return HU_STATUS_GOOD;
}

/* ---- Calls ------------------------------------------------------------------------------------------------------- */

int32_t hu_flat_apply(int32_t operation, uint64_t to, uint64_t fx, uint64_t x, uint64_t fy, uint64_t y, uint64_t fz,
                      uint64_t z, uint64_t policies, uint64_t random, uint64_t *result, uint32_t *flags)
{
    const hu_operation_info *info = hu_operation_describe((hu_operation)operation);
    if (info == NULL) {
        return HU_STATUS_OPERATION;
    }
    if (result == NULL || flags == NULL) {
        return HU_STATUS_POINTER;
    }
    hu_env env;
    if (!unpack_env(policies, random, &env)) {
        return HU_STATUS_ENVIRONMENT;
    }
    const uint64_t packed[HU_OPERANDS_MAX] = {fx, fy, fz};
    const uint64_t codes[HU_OPERANDS_MAX] = {x, y, z};
    hu_format formats[HU_OPERANDS_MAX];
    hu_number operands[HU_OPERANDS_MAX];
    for (int i = 0; i < info->arity; i++) {
        bool number = info->operand[i] == HU_KIND_NUMBER;
        if (number && !unpack_format(packed[i], &formats[i])) {
            return HU_STATUS_FORMAT;
        }
        operands[i] = (hu_number){number ? &formats[i] : NULL, codes[i]};
    }
    hu_format format;
    bool rounded = info->result == HU_KIND_NUMBER && !info->same_format;
    if (rounded && !unpack_format(to, &format)) {
        return HU_STATUS_FORMAT;
    }
    hu_number answer;
    hu_status status = hu_apply((hu_operation)operation, rounded ? &format : NULL, operands, &env, &answer);
    if (status == HU_STATUS_GOOD) {
        *result = answer.code;
        *flags = env.flags;
    }
    return (int32_t)status;
}

int32_t hu_flat_parse(uint64_t to, const char *text, size_t length, uint64_t policies, uint64_t random, uint64_t *code,
                      uint32_t *flags)
{
    hu_format format;
    hu_env env;
    hu_number x;
    if (text == NULL || code == NULL || flags == NULL) {
        return HU_STATUS_POINTER;
    }
    if (!unpack_format(to, &format)) {
        return HU_STATUS_FORMAT;
    }
    if (!unpack_env(policies, random, &env)) {
        return HU_STATUS_ENVIRONMENT;
    }
    if (hu_parse_length(&format, text, length, &env, &x) != NULL) {
        return HU_STATUS_TEXT;
    }
    *code = x.code;
    *flags = env.flags;
    return HU_STATUS_GOOD;
}

int32_t hu_flat_print(uint64_t format, uint64_t code, int32_t style, char *text, size_t size, size_t *length)
{
    hu_format f;
    if (length == NULL || (text == NULL && size > 0)) {
        return HU_STATUS_POINTER;
    }
    if (!unpack_format(format, &f)) {
        return HU_STATUS_FORMAT;
    }
    if ((code & ~hu_ones(hu_width(&f))) != 0) {
        return HU_STATUS_CODE;
    }
    if (style < HU_TEXT_SHORTEST || style > HU_TEXT_HEX) {
        return HU_STATUS_TEXT;
    }
    *length = hu_print(text, size, (hu_number){&f, code}, (hu_text)style);
    return HU_STATUS_GOOD;
}

const char *hu_flat_status(int32_t status)
{
    return hu_status_text((hu_status)status);
}

/* ---- Plain functions for what is inline or a struct elsewhere ---------------------------------------------------- */

uint32_t hu_flat_from_float(const float *x)
{
    uint32_t code = 0;
    if (x != NULL) {
        memcpy(&code, x, sizeof code);
    }
    return code;
}

uint64_t hu_flat_from_double(const double *x)
{
    uint64_t code = 0;
    if (x != NULL) {
        memcpy(&code, x, sizeof code);
    }
    return code;
}

void hu_flat_to_float(uint32_t code, float *x)
{
    if (x != NULL) {
        memcpy(x, &code, sizeof code);
    }
}

void hu_flat_to_double(uint64_t code, double *x)
{
    if (x != NULL) {
        memcpy(x, &code, sizeof code);
    }
}

uint64_t hu_flat_random(uint64_t seed, uint64_t stream, uint64_t index)
{
    return hu_random(seed, stream, index);
}
