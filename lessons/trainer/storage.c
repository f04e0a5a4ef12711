/* SPDX-License-Identifier: Apache-2.0
 *
 * The formats of the trainer, a row each, and conversions to and from them by formats/.
 */
#include "kernels/codec.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- The rows -----------------------------------------------------------------------------------------------------
 */

static hu_fp32 load_fp32(uint32_t code)
{
    return (hu_fp32){code};
}

static uint32_t store_fp32(hu_fp32 x, hu_env *env)
{
    (void)env;
    return (x.code & 0x7FFFFFFF) > 0x7F800000 ? 0x7FC00000 : x.code; /* as hu_convert makes every NaN */
}

static hu_fp32 load_fp16(uint32_t code)
{
    hu_env env = {0};
    return hu_fp16_to_fp32((hu_fp16){(uint16_t)code}, &env);
}

static uint32_t store_fp16(hu_fp32 x, hu_env *env)
{
    return hu_fp32_to_fp16(x, env).code;
}

static hu_fp32 load_bf16(uint32_t code)
{
    hu_env env = {0};
    return hu_bf16_to_fp32((hu_bf16){(uint16_t)code}, &env);
}

static uint32_t store_bf16(hu_fp32 x, hu_env *env)
{
    return hu_fp32_to_bf16(x, env).code;
}

static hu_fp32 load_e4m3(uint32_t code)
{
    hu_env env = {0};
    return hu_e4m3_to_fp32((hu_e4m3){(uint8_t)code}, &env);
}

static uint32_t store_e4m3(hu_fp32 x, hu_env *env)
{
    return hu_fp32_to_e4m3(x, env).code;
}

static hu_fp32 load_e5m2(uint32_t code)
{
    hu_env env = {0};
    return hu_e5m2_to_fp32((hu_e5m2){(uint8_t)code}, &env);
}

static uint32_t store_e5m2(hu_fp32 x, hu_env *env)
{
    return hu_fp32_to_e5m2(x, env).code;
}

const trainer_format trainer_fp32 = {"fp32", 4, HU_OVERFLOW_NONE, NULL, NULL, load_fp32, store_fp32};
const trainer_format trainer_fp16 = {"fp16", 2, HU_OVERFLOW_NONE, NULL, &codec_fp16, load_fp16, store_fp16};
const trainer_format trainer_bf16 = {"bf16", 2, HU_OVERFLOW_NONE, NULL, &codec_bf16, load_bf16, store_bf16};
const trainer_format trainer_e4m3 = {"e4m3", 1, HU_SATURATE_FINITE, NULL, &codec_e4m3, load_e4m3, store_e4m3};
const trainer_format trainer_e5m2 = {"e5m2", 1, HU_SATURATE_FINITE, NULL, &codec_e5m2, load_e5m2, store_e5m2};

const trainer_format *const trainer_formats[] = {&trainer_fp32, &trainer_fp16, &trainer_bf16,
                                                 &trainer_e4m3, &trainer_e5m2, NULL};

/* ---- Names --------------------------------------------------------------------------------------------------------
 */

const char *trainer_format_name(const trainer_format *format)
{
    return format != NULL ? format->name : "none";
}

bool trainer_format_parse(const char *name, const trainer_format **format)
{
    const hu_format *wanted = hu_format_find(name);
    const trainer_format *const *row = trainer_formats;
    while (*row != NULL && trainer_format_definition(*row) != wanted) {
        row++;
    }
    *format = *row;
    return *row != NULL || strcasecmp(name, "none") == 0;
}

const char *trainer_format_choices(char *text, size_t size, bool none)
{
    size_t used = 0;
    text[0] = '\0';
    for (const trainer_format *const *row = trainer_formats; *row != NULL && used < size; row++) {
        const bool last = row[1] == NULL && !none;
        const char *before = used == 0 ? "" : last ? " or " : ", ";
        used += (size_t)snprintf(text + used, size - used, "%s%s", before, (*row)->name);
    }
    if (none && used < size) {
        snprintf(text + used, size - used, " or none");
    }
    return text;
}

const hu_format *trainer_format_definition(const trainer_format *format)
{
    return format->format != NULL ? format->format : hu_format_find(format->name);
}

float trainer_format_largest(const trainer_format *format)
{
    hu_env env = {0};
    const hu_format *f = trainer_format_definition(format);
    return hu_fp32_to_float(
        (hu_fp32){(uint32_t)hu_convert(hu_format_find("fp32"), (hu_number){f, hu_format_largest(f)}, &env).code});
}

/* ---- Codes in memory ----------------------------------------------------------------------------------------------
 */

size_t trainer_codes_bytes(const trainer_format *format, size_t count)
{
    return count * format->bytes;
}

uint32_t trainer_load_code(const trainer_format *format, const void *codes, size_t index)
{
    const uint8_t *at = (const uint8_t *)codes + index * format->bytes;
    uint32_t word;
    uint16_t half;
    switch (format->bytes) {
    case 4:
        memcpy(&word, at, sizeof word);
        return word;
    case 2:
        memcpy(&half, at, sizeof half);
        return half;
    default:
        return *at;
    }
}

void trainer_store_code(const trainer_format *format, void *codes, size_t index, uint32_t code)
{
    uint8_t *at = (uint8_t *)codes + index * format->bytes;
    const uint16_t half = (uint16_t)(code & 0xFFFF);
    switch (format->bytes) {
    case 4: {
        const float value = hu_fp32_to_float((hu_fp32){code}); /* which is how FP32 tensors are read in place */
        memcpy(at, &value, sizeof value);
        break;
    }
    case 2:
        memcpy(at, &half, sizeof half);
        break;
    default:
        *at = (uint8_t)(code & 0xFF);
        break;
    }
}

/* ---- Conversions by formats/ --------------------------------------------------------------------------------------
 */

/* The two definitions that a conversion goes between, looked up once for many numbers. */
typedef struct {
    const hu_format *narrow, *fp32;
} definitions;

static definitions definitions_of(const trainer_format *format)
{
    if (format->load != NULL) {
        return (definitions){NULL, NULL};
    }
    return (definitions){trainer_format_definition(format), hu_format_find("fp32")};
}

static float load_one(const trainer_format *format, definitions d, uint32_t code)
{
    hu_env env = {0};
    const hu_fp32 x = format->load != NULL
                          ? format->load(code)
                          : (hu_fp32){(uint32_t)hu_convert(d.fp32, (hu_number){d.narrow, code}, &env).code};
    return hu_fp32_to_float(x);
}

static uint32_t store_one(const trainer_format *format, definitions d, float value, hu_env *env)
{
    const hu_fp32 x = hu_fp32_from_float(value);
    return format->store != NULL ? format->store(x, env)
                                 : (uint32_t)hu_convert(d.narrow, (hu_number){d.fp32, x.code}, env).code;
}

void trainer_load(const trainer_format *format, const void *codes, float *values, size_t count)
{
    const definitions d = definitions_of(format);
    for (size_t i = 0; i < count; i++) {
        values[i] = load_one(format, d, trainer_load_code(format, codes, i));
    }
}

void trainer_store(const trainer_format *format, hu_env env, const float *values, const uint32_t *random, void *codes,
                   size_t count)
{
    const definitions d = definitions_of(format);
    for (size_t i = 0; i < count; i++) {
        env.random = random != NULL ? random[i] : env.random;
        trainer_store_code(format, codes, i, store_one(format, d, values[i], &env));
    }
}

void trainer_round(const trainer_format *format, float *values, size_t count)
{
    const definitions d = definitions_of(format);
    hu_env env = {.overflow = format->overflow};
    for (size_t i = 0; i < count && format != &trainer_fp32; i++) {
        values[i] = load_one(format, d, store_one(format, d, values[i], &env));
    }
}
