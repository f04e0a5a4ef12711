/* SPDX-License-Identifier: Apache-2.0
 *
 * storage.h - what a tensor is made of: codes of a format, and a format is a row.
 *
 * A new format is a new row in storage.c, and has then a name on the command line, in messages and in checkpoints, and
 * a place in every role. A caller may also fill a row of its own and put its address into a trainer_config; only
 * checkpoints, which hold names, need it in trainer_formats. What a row leaves out, formats/ does, on every path.
 */
#ifndef TRAINER_STORAGE_H
#define TRAINER_STORAGE_H

#include "halfulp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct trainer_codec trainer_codec; /* kernels/codec.h */

typedef struct {
    const char *name;          /* at most TRAINER_FORMAT_NAME characters                                             */
    size_t bytes;              /* of a code in memory, in the machine's byte order: 1, 2 or 4                        */
    hu_overflow overflow;      /* of every role but the gradients, whose overflow the loss scaler must see           */
    const hu_format *format;   /* its definition; NULL: hu_format_find(name)                                         */
    const trainer_codec *fast; /* what lets the fast paths convert it themselves; NULL: they go through formats/. Only
                                  where bytes is 1 or 2, and overflow not HU_SATURATE_ALL                        */
    /* Shortcuts, both or neither: the value of a code, exactly, and the code of a value, rounded and saturated as the
     * environment says. NULL: hu_convert. */
    hu_fp32 (*load)(uint32_t code);
    uint32_t (*store)(hu_fp32 x, hu_env *env);
} trainer_format;

enum { TRAINER_FORMAT_NAME = 15 };

/* FP8 saturates, as FP8 recipes do; the wider formats become infinite, as hardware does. */
extern const trainer_format trainer_fp32, trainer_fp16, trainer_bf16, trainer_e4m3, trainer_e5m2;

/* All that trainer_format_parse knows, the last followed by NULL. */
extern const trainer_format *const trainer_formats[];

/* Names as the command line spells them, "none" for NULL. */
const char *trainer_format_name(const trainer_format *format);

/* The row of a name or alias that formats/ knows ("E4M3", "float8_e4m3fn"), ignoring case; NULL for "none". False for
 * any other name. */
bool trainer_format_parse(const char *name, const trainer_format **format);

/* For messages: "fp32, fp16, ... or e5m2", and with `none` "... or none", at most `size` characters. Returns `text`. */
const char *trainer_format_choices(char *text, size_t size, bool none);

/* Its definition; NULL if the row has none and formats/ does not know its name. */
const hu_format *trainer_format_definition(const trainer_format *format);

/* Its largest finite number. */
float trainer_format_largest(const trainer_format *format);

/* ---- Codes in memory ----------------------------------------------------------------------------------------------
 */

/* Bytes of `count` codes. */
size_t trainer_codes_bytes(const trainer_format *format, size_t count);

/* One code of many. */
uint32_t trainer_load_code(const trainer_format *format, const void *codes, size_t index);
void trainer_store_code(const trainer_format *format, void *codes, size_t index, uint32_t code);

/* ---- Conversions by formats/: the specification of every other one ------------------------------------------------
 */

/* Codes to values, exactly. */
void trainer_load(const trainer_format *format, const void *codes, float *values, size_t count);

/* Values to codes, rounded as `env` says. NaNs become the canonical one, of FP32 too. `random` is a value's random
 * integer each, or NULL: env.random for all. */
void trainer_store(const trainer_format *format, hu_env env, const float *values, const uint32_t *random, void *codes,
                   size_t count);

/* Values to the nearest that the format has, in place: the accumulator's rounding. FP32 leaves them as they are. */
void trainer_round(const trainer_format *format, float *values, size_t count);

#endif
