/* SPDX-License-Identifier: Apache-2.0
 *
 * What the fuzz targets share; see fuzz.h.
 */
#include "fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint8_t fuzz_byte(fuzz_bytes *bytes)
{
    if (bytes->left == 0) {
        return 0;
    }
    bytes->left--;
    return *bytes->at++;
}

uint64_t fuzz_64(fuzz_bytes *bytes)
{
    uint64_t x = 0;
    for (int i = 0; i < 64; i += 8) {
        x |= (uint64_t)fuzz_byte(bytes) << i;
    }
    return x;
}

uint64_t fuzz_code(fuzz_bytes *bytes, const hu_format *format)
{
    const uint64_t codes[] = {0,
                              hu_format_smallest(format),
                              hu_format_smallest_normal(format),
                              hu_format_one(format),
                              hu_format_largest(format),
                              format->canonical_nan};
    const uint8_t how = fuzz_byte(bytes);
    const uint64_t mask = UINT64_MAX >> (64 - hu_format_width(format));
    if (how % 8 >= sizeof codes / sizeof codes[0]) {
        return fuzz_64(bytes) & mask;
    }
    const uint64_t sign = format->has_sign && how >= 128 ? UINT64_C(1) << (hu_format_width(format) - 1) : 0;
    const uint64_t away = how / 8 % 4; /* 0, 1, -2 or -1 */
    return ((codes[how % 8] + (away < 2 ? away : away - 4)) & mask) ^ sign;
}

hu_env fuzz_env(fuzz_bytes *bytes)
{
    const uint8_t rounding = fuzz_byte(bytes);
    const uint8_t overflow = fuzz_byte(bytes);
    const uint8_t nan = fuzz_byte(bytes);
    const uint8_t missing = fuzz_byte(bytes);
    const uint8_t rest = fuzz_byte(bytes);
    hu_env env = {.rounding = rounding % (HU_STOCHASTIC_C + 1),
                  .overflow = overflow % (HU_SATURATE_ALL + 1),
                  .nan = nan % (HU_SIGNED_NAN + 1),
                  .missing_nan = missing % (HU_MISSING_NAN_ZERO + 1),
                  .missing_zero = missing / 4 % (HU_MISSING_ZERO_TINY_SMALLEST + 1),
                  .negative = missing / 16 % (HU_NEGATIVE_DIRECTED + 1),
                  .tininess = rest & 1,
                  .flush = rest >> 1 & 3,
                  .odd_overflow = rest >> 3 & 1,
                  .infinity_nan = rest >> 4 & 1,
                  .zero_divide = rest >> 5 & 1};
    if (env.rounding >= HU_STOCHASTIC_A) {
        env.random_bits = fuzz_byte(bytes) % (HU_RANDOM_BITS_MAX + 1);
        env.random = fuzz_64(bytes) & ((UINT64_C(1) << env.random_bits) - 1);
    }
    if (hu_env_error(&env) != NULL) {
        fuzz_wrong("%s: but it should be usable", hu_env_error(&env));
    }
    return env;
}

char *fuzz_text(fuzz_bytes *bytes)
{
    const uint8_t *end = bytes->left == 0 ? NULL : memchr(bytes->at, '\0', bytes->left);
    const size_t length = end == NULL ? bytes->left : (size_t)(end - bytes->at);
    char *text = malloc(length + 1);
    if (text == NULL) {
        abort();
    }
    if (length > 0) {
        memcpy(text, bytes->at, length);
    }
    text[length] = '\0';
    bytes->at += length + (end != NULL);
    bytes->left -= length + (end != NULL);
    return text;
}

ref_format fuzz_ref_format(const hu_format *format)
{
    ref_format same = {.width = format->has_sign + format->exponent_bits + format->fraction_bits,
                       .exponent_bits = format->exponent_bits,
                       .fraction_bits = format->fraction_bits,
                       .bias = format->bias,
                       .has_sign = format->has_sign,
                       .has_zero = format->has_zero,
                       .infinity = (ref_infinity)format->infinity,
                       .nan = (ref_nan)format->nan,
                       .canonical_nan = format->canonical_nan};
    memcpy(same.name, format->name, sizeof same.name);
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    const uint64_t top = UINT64_MAX >> (64 - format->exponent_bits - format->fraction_bits);
    const bool ieee = format->infinity == HU_INFINITY_TOP_EXPONENT || format->nan == HU_NAN_TOP_EXPONENT;
    same.largest_code = ieee ? top - (top >> format->exponent_bits) - 1 : top; /* below the highest exponent field */
    for (ref_decode(value, &same, same.largest_code); !mpfr_number_p(value);
         ref_decode(value, &same, --same.largest_code)) {
    }
    mpfr_clear(value);
    return same;
}

ref_policy fuzz_ref_policy(const hu_env *env)
{
    return (ref_policy){.rounding = (ref_rounding)env->rounding,
                        .overflow = (ref_overflow)env->overflow,
                        .tininess = (ref_tininess)env->tininess,
                        .random = env->random,
                        .random_bits = env->random_bits,
                        .nan = (ref_nan_policy)env->nan,
                        .flush = env->flush,
                        .odd_overflow = (ref_odd_overflow)env->odd_overflow,
                        .missing_nan = (ref_missing_nan)env->missing_nan,
                        .missing_zero = (ref_missing_zero)env->missing_zero,
                        .negative = (ref_negative)env->negative,
                        .infinity_nan = (ref_infinity_nan)env->infinity_nan,
                        .zero_divide = (ref_zero_divide)env->zero_divide};
}

void fuzz_wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("WRONG: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    abort();
}

void fuzz_file(char path[FUZZ_PATH], const char *name, const uint8_t *bytes, size_t size)
{
    const char *folder = getenv("FUZZ_SCRATCH");
    const int length = snprintf(path, FUZZ_PATH, "%s/%s", folder != NULL ? folder : ".", name);
    FILE *file = length < FUZZ_PATH ? fopen(path, "wb") : NULL;
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        fprintf(stderr, "%s: cannot write it; FUZZ_SCRATCH should name a folder\n", path);
        exit(2);
    }
}
