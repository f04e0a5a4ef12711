/* SPDX-License-Identifier: Apache-2.0
 *
 * Instructions of PTX by the library: see ptx.h. The meaning of the modifiers is that of the PTX ISA
 * 9.0, chapters cvt, add, sub, mul, fma, div, sqrt, min and max.
 */
#include "ptx.h"

#include "halfulp_array.h"

#include <assert.h>
#include <string.h>

enum { TF32_UNUSED_BITS = 13, NAME_MAX_LENGTH = 64 };

/* ---- Names ------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *word;
    hu_kind kind;
    const char *format;
} types[] = {
    {"f64", HU_KIND_NUMBER, "fp64"},  {"f32", HU_KIND_NUMBER, "fp32"},  {"tf32", HU_KIND_NUMBER, "tf32"},
    {"f16", HU_KIND_NUMBER, "fp16"},  {"bf16", HU_KIND_NUMBER, "bf16"}, {"e4m3", HU_KIND_NUMBER, "e4m3"},
    {"e5m2", HU_KIND_NUMBER, "e5m2"}, {"e8m0", HU_KIND_NUMBER, "e8m0"}, {"e2m3", HU_KIND_NUMBER, "e2m3"},
    {"e3m2", HU_KIND_NUMBER, "e3m2"}, {"e2m1", HU_KIND_NUMBER, "e2m1"}, {"s32", HU_KIND_INT32, NULL},
    {"u32", HU_KIND_UINT32, NULL},    {"s64", HU_KIND_INT64, NULL},     {"u64", HU_KIND_UINT64, NULL},
};

static const struct {
    const char *word;
    hu_rounding rounding;
} roundings[] = {
    {"rn", HU_NEAREST_EVEN},  {"rz", HU_TOWARD_ZERO},  {"rm", HU_DOWN},  {"rp", HU_UP},  {"rna", HU_NEAREST_AWAY},
    {"rni", HU_NEAREST_EVEN}, {"rzi", HU_TOWARD_ZERO}, {"rmi", HU_DOWN}, {"rpi", HU_UP},
};

static const struct {
    const char *word;
    hu_operation operation;
    uint32_t arity;
} operations[] = {
    {"cvt", HU_OP_CONVERT, 1},
    {"header", HU_OP_CONVERT, 1},
    {"add", HU_OP_ADD, 2},
    {"sub", HU_OP_SUB, 2},
    {"mul", HU_OP_MUL, 2},
    {"div", HU_OP_DIV, 2},
    {"fma", HU_OP_FMA, 3},
    {"sqrt", HU_OP_SQRT, 1},
    {"min", HU_OP_MINIMUM_NUMBER, 2},
    {"max", HU_OP_MAXIMUM_NUMBER, 2},
};

/* The modifiers of a name, before the types that they refer to are known. */
typedef struct {
    int rounding; /* -1: none */
    int types;
    bool integral, ftz, sat, satfinite, nosat, relu, nan;
} modifiers;

static bool read_operation(const char *word, ptx_instruction *p)
{
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (strcmp(word, operations[i].word) == 0) {
            p->operation = operations[i].operation;
            p->arity = operations[i].arity;
            p->is_header = p->is_header || strcmp(word, "header") == 0;
            return true;
        }
    }
    return false;
}

/* The first type is the result's, the second, if there is one, the operands'. "x2": one of two lanes. */
static bool read_type(char *word, modifiers *m, ptx_instruction *p)
{
    size_t length = strlen(word);
    if (length > 2 && strcmp(word + length - 2, "x2") == 0) {
        word[length - 2] = '\0';
    }
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(word, types[i].word) == 0 && m->types < 2) {
            const hu_format *format = types[i].format == NULL ? NULL : hu_format_find(types[i].format);
            if (m->types == 0) {
                p->to_kind = types[i].kind;
                p->to = format;
            }
            p->from_kind = types[i].kind;
            p->from = format;
            m->types++;
            return true;
        }
    }
    return false;
}

static bool read_modifier(const char *word, modifiers *m)
{
    for (size_t i = 0; i < sizeof roundings / sizeof roundings[0]; i++) {
        if (strcmp(word, roundings[i].word) == 0) {
            m->rounding = (int)roundings[i].rounding;
            m->integral = word[strlen(word) - 1] == 'i';
            return true;
        }
    }
    const struct {
        const char *word;
        bool *flag;
    } flags[] = {{"ftz", &m->ftz},     {"sat", &m->sat},   {"satfinite", &m->satfinite},
                 {"nosat", &m->nosat}, {"relu", &m->relu}, {"NaN", &m->nan}};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (strcmp(word, flags[i].word) == 0) {
            *flags[i].flag = true;
            return true;
        }
    }
    return false;
}

/* ---- The environment --------------------------------------------------------------------------------------------- */

static bool is_named(const hu_format *f, const char *name)
{
    return f != NULL && strcmp(f->name, name) == 0;
}

/* .ftz concerns FP32 only in cvt, so that FP16's subnormal numbers survive; in arithmetic it is the format's own. */
static uint32_t flushed(const ptx_instruction *p)
{
    if (p->operation == HU_OP_CONVERT) {
        return (is_named(p->from, "fp32") ? (uint32_t)HU_FLUSH_OPERANDS : 0) |
               (is_named(p->to, "fp32") ? (uint32_t)HU_FLUSH_RESULTS : 0);
    }
    return HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS;
}

/* A conversion from or to FP64 by an instruction: the sign of a NaN and the top of its payload stay, as on x86. The
 * headers take FP64 to FP16 and BF16 by an instruction on the GPU only. */
static bool keeps_payloads(const ptx_instruction *p)
{
    return p->operation == HU_OP_CONVERT && !(p->is_header && p->place == PTX_ON_HOST) && p->to != NULL &&
           p->from != NULL && hu_format_width(p->to) >= 16 &&
           (hu_format_width(p->to) == 64 || hu_format_width(p->from) == 64);
}

static void set_environment(const modifiers *m, ptx_instruction *p)
{
    const hu_format *covered = p->to != NULL ? p->to : p->from;
    if (!hu_env_like(m->nosat ? "cuda-nosat" : "cuda", covered, &p->env)) {
        p->env = (hu_env){.nan = HU_NVIDIA_NAN};
    }
    if (m->rounding >= 0) {
        p->env.rounding = (uint32_t)m->rounding;
    }
    if (m->satfinite) {
        p->env.overflow = HU_SATURATE_ALL;
    }
    if (keeps_payloads(p)) {
        p->env.nan = HU_X86_NAN;
    }
    p->env.flush = m->ftz ? flushed(p) : 0;
    p->clamp = m->relu ? PTX_RELU : m->sat ? PTX_SATURATE : PTX_AS_IS;
    if (m->integral && p->to_kind == HU_KIND_NUMBER && p->from_kind == HU_KIND_NUMBER) {
        p->operation = HU_OP_ROUND_TO_INTEGRAL;
    }
    if (m->nan) {
        p->operation = p->operation == HU_OP_MINIMUM_NUMBER ? HU_OP_MINIMUM : HU_OP_MAXIMUM;
    }
}

bool ptx_parse(const char *name, ptx_place place, ptx_instruction *instruction)
{
    char text[NAME_MAX_LENGTH];
    if (strlen(name) >= sizeof text) {
        return false;
    }
    memcpy(text, name, strlen(name) + 1);
    *instruction = (ptx_instruction){.place = place};
    modifiers m = {.rounding = -1};
    char *word = text;
    for (bool first = true; word != NULL; first = false) {
        char *dot = strchr(word, '.');
        if (dot != NULL) {
            *dot = '\0';
        }
        if (!(first ? read_operation(word, instruction)
                    : read_modifier(word, &m) || read_type(word, &m, instruction) ||
                          (instruction->is_header && read_operation(word, instruction)))) {
            return false;
        }
        word = dot == NULL ? NULL : dot + 1;
    }
    if (m.types == 0) {
        return false;
    }
    set_environment(&m, instruction);
    return true;
}

/* ---- Elements ---------------------------------------------------------------------------------------------------- */

static size_t element_size(hu_kind kind, const hu_format *format)
{
    switch (kind) {
    case HU_KIND_INT32:
    case HU_KIND_UINT32:
        return 4;
    case HU_KIND_INT64:
    case HU_KIND_UINT64:
        return 8;
    default:
        return hu_array_element_size(format);
    }
}

size_t ptx_operand_size(const ptx_instruction *instruction)
{
    return element_size(instruction->from_kind, instruction->from);
}

size_t ptx_result_size(const ptx_instruction *instruction)
{
    return element_size(instruction->to_kind, instruction->to);
}

uint64_t ptx_get(const void *array, size_t size, size_t index)
{
    switch (size) {
    case 1:
        return ((const uint8_t *)array)[index];
    case 2:
        return ((const uint16_t *)array)[index];
    case 4:
        return ((const uint32_t *)array)[index];
    default:
        return ((const uint64_t *)array)[index];
    }
}

void ptx_set(void *array, size_t size, size_t index, uint64_t code)
{
    switch (size) {
    case 1:
        ((uint8_t *)array)[index] = (uint8_t)code;
        break;
    case 2:
        ((uint16_t *)array)[index] = (uint16_t)code;
        break;
    case 4:
        ((uint32_t *)array)[index] = (uint32_t)code;
        break;
    default:
        ((uint64_t *)array)[index] = code;
        break;
    }
}

/* ---- Results ----------------------------------------------------------------------------------------------------- */

static uint64_t to_integer(const ptx_instruction *p, uint64_t code, hu_env *env)
{
    hu_number x = {p->from, code};
    switch (p->to_kind) {
    case HU_KIND_INT32:
        return (uint32_t)hu_to_int32(x, false, env);
    case HU_KIND_UINT32:
        return hu_to_uint32(x, false, env);
    case HU_KIND_INT64:
        return (uint64_t)hu_to_int64(x, false, env);
    default:
        return hu_to_uint64(x, false, env);
    }
}

static uint64_t from_integer(const ptx_instruction *p, uint64_t code, hu_env *env)
{
    bool is_signed = p->from_kind == HU_KIND_INT32 || p->from_kind == HU_KIND_INT64;
    if (is_signed) {
        int64_t n = p->from_kind == HU_KIND_INT32 ? (int32_t)(uint32_t)code : (int64_t)code;
        return hu_from_int64(p->to, n, env).code;
    }
    return hu_from_uint64(p->to, code, env).code;
}

static void apply_integers(const ptx_instruction *p, size_t count, const void *operands, void *results)
{
    hu_env env = p->env;
    for (size_t i = 0; i < count; i++) {
        uint64_t code = ptx_get(operands, ptx_operand_size(p), i);
        ptx_set(results, ptx_result_size(p), i,
                p->to_kind == HU_KIND_NUMBER ? from_integer(p, code, &env) : to_integer(p, code, &env));
    }
}

static void apply_numbers(const ptx_instruction *p, uint32_t path, size_t count, const void *const *operands,
                          void *results)
{
    hu_array_operand x[PTX_OPERANDS_MAX];
    for (uint32_t k = 0; k < p->arity; k++) {
        x[k] = hu_array_operand_of(p->from, operands[k]);
    }
    hu_env env = p->env;
    hu_array_options options = {.no_flags = 1, .path = path};
    hu_status status = hu_array_apply(p->operation, hu_array_of(p->to, results), x, count, &env, &options);
    assert(status == HU_STATUS_GOOD);
    (void)status;
}

static void clamp(const ptx_instruction *p, size_t count, void *results)
{
    const size_t size = ptx_result_size(p);
    const uint64_t sign = UINT64_C(1) << (hu_format_width(p->to) - 1);
    const uint64_t one = hu_format_one(p->to);
    for (size_t i = 0; i < count; i++) {
        uint64_t code = ptx_get(results, size, i);
        bool nan = hu_format_is_nan(p->to, code);
        if (!nan && (code & sign) != 0) {
            ptx_set(results, size, i, 0);
        } else if (p->clamp == PTX_SATURATE && (nan || code > one)) {
            ptx_set(results, size, i, nan ? 0 : one);
        }
    }
}

/* Three conversions have NaNs of their own.
 *   BF16 to FP32       16 zeros are appended to the code: a signaling NaN stays one.
 *   cvt.rna to TF32    the 13 lower bits are dropped, so that a NaN may become an infinity. Then .satfinite subtracts 1
 *                      from every code at or above infinity, instead of from infinity alone.
 *   FP64 to FP8        (the headers) the sign stays, and in E5M2 the second bit of the payload. */
static bool nan_of_its_own(const ptx_instruction *p, uint64_t code, uint64_t *result)
{
    if (is_named(p->from, "bf16") && is_named(p->to, "fp32")) {
        *result = code << 16;
    } else if (is_named(p->to, "tf32") && p->env.rounding == HU_NEAREST_AWAY) {
        *result = (code >> TF32_UNUSED_BITS) - (p->env.overflow == HU_SATURATE_ALL ? 1 : 0);
    } else if (p->is_header && is_named(p->from, "fp64") && hu_format_width(p->to) == 8 && p->to->has_sign) {
        *result = code >> 63 << 7 | (p->to->fraction_bits == 2 ? 0x7E | (code >> 50 & 1) : 0x7F);
    } else {
        return false;
    }
    return true;
}

static void restore_nans(const ptx_instruction *p, size_t count, const void *operands, void *results)
{
    uint64_t result;
    if (p->operation != HU_OP_CONVERT || !nan_of_its_own(p, 0, &result)) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t code = ptx_get(operands, ptx_operand_size(p), i);
        if (hu_format_is_nan(p->from, code) && nan_of_its_own(p, code, &result)) {
            ptx_set(results, ptx_result_size(p), i, result);
        }
    }
}

void ptx_apply(const ptx_instruction *instruction, uint32_t path, size_t count, const void *const *operands,
               void *results)
{
    const ptx_instruction *p = instruction;
    if (p->to_kind != HU_KIND_NUMBER || p->from_kind != HU_KIND_NUMBER) {
        apply_integers(p, count, operands[0], results);
        return;
    }
    apply_numbers(p, path, count, operands, results);
    if (p->clamp != PTX_AS_IS) {
        clamp(p, count, results);
    }
    restore_nans(p, count, operands[0], results);
    if (is_named(p->to, "tf32")) {
        for (size_t i = 0; i < count; i++) {
            ((uint32_t *)results)[i] <<= TF32_UNUSED_BITS;
        }
    }
}
