/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions by their names: the grammar. What each computes is in apply.c.
 */
#include "functions.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "policies.h"

/* Four descriptions of formats and an operation. */
enum { NAME_SIZE = 256 };

static type type_of_bits(hu_kind kind, int bits)
{
    return (type){.kind = kind, .bits = bits, .digits = hex_digits(bits)};
}

/* The type of a kind that needs no format. */
static type kind_type(hu_kind kind)
{
    static const uint8_t bits[] = {
        [HU_KIND_INT32] = 32,  [HU_KIND_INT64] = 64,   [HU_KIND_UINT32] = 32, [HU_KIND_UINT64] = 64,
        [HU_KIND_BOOLEAN] = 1, [HU_KIND_RELATION] = 2, [HU_KIND_CLASS] = 4};
    return type_of_bits(kind, bits[kind]);
}

type number_type(const hu_format *format)
{
    type number = type_of_bits(HU_KIND_NUMBER, hu_format_width(format));
    number.format = *format;
    return number;
}

bool type_is_signed(const type *t)
{
    return t->kind == HU_KIND_INT32 || t->kind == HU_KIND_INT64;
}

bool type_is_integer(const type *t)
{
    return type_is_signed(t) || t->kind == HU_KIND_UINT32 || t->kind == HU_KIND_UINT64;
}

bool type_parse(const char *name, type *result)
{
    static const struct {
        const char *name;
        hu_kind kind;
    } integers[] = {{"i32", HU_KIND_INT32},     {"i64", HU_KIND_INT64},    {"ui32", HU_KIND_UINT32},
                    {"ui64", HU_KIND_UINT64},   {"int32", HU_KIND_INT32},  {"int64", HU_KIND_INT64},
                    {"uint32", HU_KIND_UINT32}, {"uint64", HU_KIND_UINT64}};
    for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
        if (strcmp(name, integers[i].name) == 0) {
            *result = kind_type(integers[i].kind);
            return true;
        }
    }
    hu_format format;
    if (!hu_format_parse(name, &format)) {
        return false;
    }
    *result = number_type(&format);
    return true;
}

/* The type at the beginning of *text, which is moved behind it and its '_'. The longest name counts: formats may have a
 * '_' in their names, as float8_e4m3fn has. */
static bool take_type(const char **text, type *result)
{
    char name[NAME_SIZE];
    for (size_t length = strlen(*text); length > 0; length--) {
        char after = (*text)[length];
        if (after != '\0' && after != '_') {
            continue;
        }
        memcpy(name, *text, length);
        name[length] = '\0';
        if (type_parse(name, result)) {
            *text += length + (after == '_');
            return true;
        }
    }
    return false;
}

/* The rounding that a name ends with: _r_minMag and _rx_minMag fix the direction, _x and _rx_ raise inexact. */
static void parse_rounding_suffix(const char *name, const char *text, function *f)
{
    const bool fixed = strncmp(text, "r_", 2) == 0;
    const bool fixed_exact = strncmp(text, "rx_", 3) == 0;
    if (!f->rounds_to_integer || (!fixed && !fixed_exact && strcmp(text, "x") != 0)) {
        fail("%s: '_%s' is not an ending of this function", name, text);
    }
    f->exact = !fixed;
    if (fixed || fixed_exact) {
        hu_env env = {0};
        const char *direction = text + (fixed ? 2 : 3);
        const char *expected = policy_set(&env, "rounding", direction);
        if (expected != NULL || env.rounding >= HU_STOCHASTIC_A) {
            fail("%s: '%s' is not a rounding direction; expected near_even, near_maxMag, minMag, min, max or odd", name,
                 direction);
        }
        f->rounding_fixed = true;
        f->rounding = env.rounding;
    }
}

/* Can a finite number of `from` be inexact or tiny in `to`, or overflow there? */
static bool is_narrowing(const hu_format *to, const hu_format *from)
{
    int to_lowest = hu_format_emin(to) - to->fraction_bits;
    int from_lowest = hu_format_emin(from) - from->fraction_bits;
    return to->fraction_bits < from->fraction_bits || hu_format_emax(to) < hu_format_emax(from) ||
           to_lowest > from_lowest;
}

/* Fails on the word at the beginning of the text, which ought to be a type. */
static _Noreturn void fail_type(const char *name, const char *text)
{
    char word[NAME_SIZE];
    const size_t length = strcspn(text, "_");
    memcpy(word, text, length);
    word[length] = '\0';
    char before[NAME_SIZE + 2];
    snprintf(before, sizeof before, "%s: ", name);
    fail_format(before, word, "");
}

/* ---- Conversions: TYPE_to_TYPE ----------------------------------------------------------------------------------- */

/* The conversion between types of those kinds. The list of operations begins with that of formats to formats. */
static hu_operation find_conversion(hu_kind from, hu_kind to)
{
    int i = 0;
    const hu_operation_info *info;
    while ((info = hu_operation_describe((hu_operation)i))->arity != 1 || info->operand[0] != from ||
           info->result != to) {
        i++;
    }
    return (hu_operation)i;
}

static void parse_conversion(const char *name, const char *text, int found, function *f)
{
    if (found != 1) {
        fail("%s: expected one type before '_to_', found %d", name, found);
    }
    if (!take_type(&text, &f->result[0])) {
        fail_type(name, text);
    }
    const bool from_number = f->operand[0].kind == HU_KIND_NUMBER;
    const bool to_number = f->result[0].kind == HU_KIND_NUMBER;
    if (!from_number && !to_number) {
        fail("%s: expected a format on one side; integers convert to formats and formats to integers", name);
    }
    f->operation = find_conversion(f->operand[0].kind, f->result[0].kind);
    f->arity = 1;
    f->rounds_to_integer = !to_number;
    if (from_number && to_number) {
        f->uses_rounding = is_narrowing(&f->result[0].format, &f->operand[0].format);
        f->uses_tininess = f->uses_rounding;
    } else {
        f->uses_rounding = !to_number || f->operand[0].bits > f->result[0].format.fraction_bits + 1;
    }
    if (*text != '\0') {
        parse_rounding_suffix(name, text, f);
    }
}

/* ---- Operations: FORMAT_OPERATION -------------------------------------------------------------------------------- */

/* The operation that raises inexact where this one, which rounds to an integer, does not; -1 if it is none of those. */
static int find_exact(hu_operation operation)
{
    char name[64];
    snprintf(name, sizeof name, "%s_x", hu_operation_describe(operation)->name);
    return hu_operation_find(name);
}

/* Conversions have two types for a name, and exact operations an ending. */
bool function_is_named(const hu_operation_info *info)
{
    const hu_operation_info *conversion = hu_operation_describe(HU_OP_CONVERT);
    const size_t length = strlen(info->name);
    const type result = kind_type(info->result);
    return info != conversion && info->operand[0] == HU_KIND_NUMBER && !type_is_integer(&result) &&
           (length < 2 || strcmp(info->name + length - 2, "_x") != 0);
}

/* The operation that `text` begins with, the longest, or -1: "le_quiet" and not "le". */
static int find_operation(const char *text)
{
    int best = -1;
    size_t best_length = 0;
    for (int i = 0; i < HU_OPERATIONS; i++) {
        const hu_operation_info *info = hu_operation_describe((hu_operation)i);
        const size_t length = strlen(info->name);
        if (function_is_named(info) && strncmp(text, info->name, length) == 0 &&
            (text[length] == '\0' || text[length] == '_') && length > best_length) {
            best = i;
            best_length = length;
        }
    }
    return best;
}

static void refuse_fp64(const char *name, const type *t)
{
    if (t->kind == HU_KIND_NUMBER && t->format.fraction_bits > 23) {
        fail("%s: there is no arithmetic in %s; it converts, compares and rounds to integers only", name,
             t->format.name);
    }
}

/* The operands of an operation: one format given stands for all; what is no number has its type from the operation. */
static void complete_operands(const char *name, int found, const hu_operation_info *info, function *f)
{
    type given[HU_OPERANDS_MAX] = {0};
    int formats = 0;
    for (int i = 0; i < info->arity; i++) {
        formats += info->operand[i] == HU_KIND_NUMBER;
    }
    if (found != 1 && found != formats) {
        const char *expected = formats == 1 ? "one format" : formats == 2 ? "1 or 2 formats" : "1 or 3 formats";
        fail("%s: expected %s before '%s', found %d", name, expected, info->name, found);
    }
    for (int i = 0; i < formats; i++) {
        given[i] = f->operand[found == 1 ? 0 : i];
        if (given[i].kind != HU_KIND_NUMBER) {
            fail("%s: expected formats for operands; integer types only convert", name);
        }
        if (info->same_format && strcmp(given[i].format.name, given[0].format.name) != 0) {
            fail("%s: expected operands of one format", name);
        }
    }
    f->arity = info->arity;
    f->result[0] = given[formats - 1];
    for (int i = 0, next = 0; i < f->arity; i++) {
        f->operand[i] = info->operand[i] == HU_KIND_NUMBER ? given[next++] : kind_type(info->operand[i]);
    }
}

/* TestFloat tells how tininess is detected in the titles of these. */
static bool tells_tininess(hu_operation operation)
{
    return operation == HU_OP_MUL || operation == HU_OP_FMA || operation == HU_OP_SCALE_B;
}

static void parse_result(const char *name, const char *text, const hu_operation_info *info, function *f)
{
    if (strncmp(text, "to_", 3) == 0) {
        const char *format = text + 3;
        if (info->result != HU_KIND_NUMBER || info->same_format) {
            fail("%s: '_%s' is not an ending of this function", name, text);
        }
        if (!take_type(&format, &f->result[0])) {
            fail_type(name, format);
        }
        if (f->result[0].kind != HU_KIND_NUMBER) {
            fail("%s: '_%s' is not an ending of this function; expected a format after '_to_'", name, text);
        }
        text = format;
    }
    if (info->result != HU_KIND_NUMBER) {
        f->result[0] = kind_type(info->result);
    }
    bool mixed = false;
    for (int i = 0; i < f->arity; i++) {
        mixed |= f->operand[i].kind == HU_KIND_NUMBER && f->result[0].kind == HU_KIND_NUMBER &&
                 is_narrowing(&f->result[0].format, &f->operand[i].format);
    }
    f->uses_rounding = info->rounds || mixed;
    f->uses_tininess = tells_tininess(f->operation) || mixed;
    if (*text != '\0') {
        parse_rounding_suffix(name, text, f);
    }
}

static void parse_operation(const char *name, const char *text, int found, function *f)
{
    const int operation = find_operation(text);
    if (*text == '\0') {
        fail("%s: expected an operation after the format, as in f16_add", name);
    }
    if (operation < 0) {
        fail("%s: '%s' is not an operation; `halfulp run --help` lists them", name, text);
    }
    const hu_operation_info *info = hu_operation_describe((hu_operation)operation);
    f->operation = (hu_operation)operation;
    f->rounds_to_integer = find_exact(f->operation) >= 0;
    complete_operands(name, found, info, f);
    text += strlen(info->name);
    parse_result(name, text + (*text == '_'), info, f);
    for (int i = 0; info->arithmetic && i < f->arity; i++) {
        refuse_fp64(name, &f->operand[i]);
    }
    if (info->arithmetic) {
        refuse_fp64(name, &f->result[0]);
    }
}

void function_parse(const char *name, bool exact, function *result)
{
    function f = {.result_count = 1, .flag_bits = 5, .flag_digits = 2};
    const char *text = name;
    int found = 0;
    if (strlen(name) >= NAME_SIZE) {
        fail("%s: expected a function's name of less than %d characters", name, (int)NAME_SIZE);
    }
    while (found < HU_OPERANDS_MAX && take_type(&text, &f.operand[found])) {
        found++;
    }
    if (found == 0 && strchr(name, '_') != NULL) {
        fail_type(name, name);
    }
    if (found == 0) {
        fail("%s: not a function; expected FORMAT_OPERATION or TYPE_to_TYPE, as in f16_add or f32_to_e4m3, or a model "
             "that `halfulp models` lists",
             shown(name));
    }
    if (strncmp(text, "to_", 3) == 0) {
        parse_conversion(name, text + 3, found, &f);
    } else {
        parse_operation(name, text, found, &f);
    }
    f.exact |= exact && f.rounds_to_integer;
    if (f.exact) {
        f.operation = (hu_operation)find_exact(f.operation);
    }
    *result = f;
}
