/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions by their names: the grammar. What each computes is in apply.c.
 */
#include "functions.h"

#include <string.h>

#include "cli.h"
#include "policies.h"

enum { NAME_SIZE = 96 };

static const type boolean_type = {.kind = TYPE_BOOLEAN, .bits = 1, .digits = 1};
static const type class_type = {.kind = TYPE_CLASS, .bits = 4, .digits = 1};

/* The operations. `result` says of what type it is: FLOAT, or a fixed one. `arithmetic` ones take at most 24 bits of
 * precision. TestFloat prints the rounding direction and the way to detect tininess with the functions that they
 * affect. */
static const struct {
    const char *name;
    operation operation;
    int arity;
    type_kind result;
    bool one_format; /* operands and result are of one format */
    bool arithmetic;
    bool rounding;
    bool tininess;
} operations[] = {
    {"add", OPERATION_ADD, 2, TYPE_FLOAT, false, true, true, false},
    {"sub", OPERATION_SUB, 2, TYPE_FLOAT, false, true, true, false},
    {"mul", OPERATION_MUL, 2, TYPE_FLOAT, false, true, true, true},
    {"div", OPERATION_DIV, 2, TYPE_FLOAT, false, true, true, false},
    {"rem", OPERATION_REM, 2, TYPE_FLOAT, false, true, false, false},
    {"sqrt", OPERATION_SQRT, 1, TYPE_FLOAT, false, true, true, false},
    {"mulAdd", OPERATION_MUL_ADD, 3, TYPE_FLOAT, false, true, true, true},
    {"roundToInt", OPERATION_ROUND_TO_INT, 1, TYPE_FLOAT, false, false, true, false},
    {"eq", OPERATION_EQ, 2, TYPE_BOOLEAN, false, false, false, false},
    {"le", OPERATION_LE, 2, TYPE_BOOLEAN, false, false, false, false},
    {"lt", OPERATION_LT, 2, TYPE_BOOLEAN, false, false, false, false},
    {"eq_signaling", OPERATION_EQ_SIGNALING, 2, TYPE_BOOLEAN, false, false, false, false},
    {"le_quiet", OPERATION_LE_QUIET, 2, TYPE_BOOLEAN, false, false, false, false},
    {"lt_quiet", OPERATION_LT_QUIET, 2, TYPE_BOOLEAN, false, false, false, false},
    {"minimum", OPERATION_MINIMUM, 2, TYPE_FLOAT, false, false, false, false},
    {"maximum", OPERATION_MAXIMUM, 2, TYPE_FLOAT, false, false, false, false},
    {"minimumNumber", OPERATION_MINIMUM_NUMBER, 2, TYPE_FLOAT, false, false, false, false},
    {"maximumNumber", OPERATION_MAXIMUM_NUMBER, 2, TYPE_FLOAT, false, false, false, false},
    {"nextUp", OPERATION_NEXT_UP, 1, TYPE_FLOAT, true, false, false, false},
    {"nextDown", OPERATION_NEXT_DOWN, 1, TYPE_FLOAT, true, false, false, false},
    {"scaleB", OPERATION_SCALE_B, 2, TYPE_FLOAT, false, false, true, true},
    {"logB", OPERATION_LOG_B, 1, TYPE_FLOAT, false, false, true, false},
    {"totalOrder", OPERATION_TOTAL_ORDER, 2, TYPE_BOOLEAN, true, false, false, false},
    {"class", OPERATION_CLASS, 1, TYPE_CLASS, true, false, false, false},
};
enum { OPERATION_COUNT = sizeof operations / sizeof operations[0] };

bool type_parse(const char *name, type *result)
{
    static const struct {
        const char *name;
        type_kind kind;
        int bits;
    } integers[] = {{"i32", TYPE_SIGNED, 32},      {"i64", TYPE_SIGNED, 64},     {"ui32", TYPE_UNSIGNED, 32},
                    {"ui64", TYPE_UNSIGNED, 64},   {"int32", TYPE_SIGNED, 32},   {"int64", TYPE_SIGNED, 64},
                    {"uint32", TYPE_UNSIGNED, 32}, {"uint64", TYPE_UNSIGNED, 64}};
    for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
        if (strcmp(name, integers[i].name) == 0) {
            const int bits = integers[i].bits;
            *result = (type){.kind = integers[i].kind, .bits = bits, .digits = hex_digits(bits)};
            return true;
        }
    }
    type number = {.kind = TYPE_FLOAT};
    if (!hu_format_parse(name, &number.format)) {
        return false;
    }
    number.bits = hu_format_width(&number.format);
    number.digits = hex_digits(number.bits);
    *result = number;
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

/* Can a finite number of `from` be inexact in `to`, or overflow; and can it be tiny there? */
static bool is_narrowing(const hu_format *to, const hu_format *from)
{
    int to_lowest = hu_format_emin(to) - to->fraction_bits;
    int from_lowest = hu_format_emin(from) - from->fraction_bits;
    return to->fraction_bits < from->fraction_bits || hu_format_emax(to) < hu_format_emax(from) ||
           to_lowest > from_lowest;
}

static void parse_conversion(const char *name, const char *text, int found, function *f)
{
    if (found != 1 || !take_type(&text, &f->result)) {
        fail("%s: expected one type before '_to_' and a format or an integer type after it", name);
    }
    const type_kind from = f->operand[0].kind;
    const type_kind to = f->result.kind;
    if (from != TYPE_FLOAT && to != TYPE_FLOAT) {
        fail("%s: expected a format on one side; integers convert to formats and formats to integers", name);
    }
    f->operation = OPERATION_CONVERT;
    f->arity = 1;
    f->rounds_to_integer = to != TYPE_FLOAT;
    if (from == TYPE_FLOAT && to == TYPE_FLOAT) {
        f->uses_rounding = is_narrowing(&f->result.format, &f->operand[0].format);
        f->uses_tininess = f->uses_rounding;
    } else {
        f->uses_rounding = to != TYPE_FLOAT || f->operand[0].bits > f->result.format.fraction_bits + 1;
    }
    if (*text != '\0') {
        parse_rounding_suffix(name, text, f);
    }
}

static void refuse_fp64(const char *name, const type *t)
{
    if (t->kind == TYPE_FLOAT && t->format.fraction_bits > 23) {
        fail("%s: there is no arithmetic in %s; it converts, compares and rounds to integers only", name,
             t->format.name);
    }
}

/* The operands of an operation: one format given stands for all; scaleB's second operand is an integer. */
static void complete_operands(const char *name, int found, int index, function *f)
{
    const int arity = operations[index].arity;
    const int formats = operations[index].operation == OPERATION_SCALE_B ? 1 : arity;
    if (found != 1 && found != formats) {
        const char *expected = formats == 1 ? "one format" : formats == 2 ? "1 or 2 formats" : "1 or 3 formats";
        fail("%s: expected %s before '%s', found %d", name, expected, operations[index].name, found);
    }
    for (int i = found; i < formats; i++) {
        f->operand[i] = f->operand[0];
    }
    for (int i = 0; i < formats; i++) {
        if (f->operand[i].kind != TYPE_FLOAT) {
            fail("%s: expected formats for operands; integer types only convert", name);
        }
        if (operations[index].one_format && strcmp(f->operand[i].format.name, f->operand[0].format.name) != 0) {
            fail("%s: expected operands of one format", name);
        }
    }
    f->arity = arity;
    f->result = f->operand[formats - 1];
    if (formats < arity) {
        f->operand[1] = (type){.kind = TYPE_SIGNED, .bits = 32, .digits = 8};
    }
}

static void parse_result(const char *name, const char *text, int index, function *f)
{
    const bool has_result = strncmp(text, "to_", 3) == 0;
    if (has_result) {
        const char *format = text + 3;
        if (operations[index].result != TYPE_FLOAT || operations[index].one_format || !take_type(&format, &f->result) ||
            f->result.kind != TYPE_FLOAT) {
            fail("%s: '_%s' is not an ending of this function", name, text);
        }
        text = format;
    }
    if (operations[index].result != TYPE_FLOAT) {
        f->result = operations[index].result == TYPE_BOOLEAN ? boolean_type : class_type;
    }
    bool mixed = false;
    for (int i = 0; i < f->arity; i++) {
        mixed |= f->operand[i].kind == TYPE_FLOAT && f->result.kind == TYPE_FLOAT &&
                 is_narrowing(&f->result.format, &f->operand[i].format);
    }
    f->uses_rounding = operations[index].rounding || mixed;
    f->uses_tininess = operations[index].tininess || mixed;
    if (*text != '\0') {
        parse_rounding_suffix(name, text, f);
    }
}

/* The operation that `text` begins with, the longest: "le_quiet" and not "le". */
static int find_operation(const char *text)
{
    int best = -1;
    size_t best_length = 0;
    for (int i = 0; i < OPERATION_COUNT; i++) {
        size_t length = strlen(operations[i].name);
        if (strncmp(text, operations[i].name, length) == 0 && (text[length] == '\0' || text[length] == '_') &&
            length > best_length) {
            best = i;
            best_length = length;
        }
    }
    return best;
}

void function_parse(const char *name, function *result)
{
    function f = {0};
    const char *text = name;
    int found = 0;
    if (strlen(name) >= NAME_SIZE) {
        fail("%s: expected a function's name of less than %d characters", name, (int)NAME_SIZE);
    }
    while (found < OPERANDS_MAX && take_type(&text, &f.operand[found])) {
        found++;
    }
    if (found == 0) {
        fail("%s: not a function; expected FORMAT_OPERATION or TYPE_to_TYPE, as in f16_add or f32_to_e4m3", name);
    }
    if (strncmp(text, "to_", 3) == 0) {
        parse_conversion(name, text + 3, found, &f);
        *result = f;
        return;
    }
    int index = find_operation(text);
    if (index < 0) {
        fail("%s: '%s' is not an operation; `halfulp run --help` lists them", name, text);
    }
    f.operation = operations[index].operation;
    f.rounds_to_integer = f.operation == OPERATION_ROUND_TO_INT;
    complete_operands(name, found, index, &f);
    text += strlen(operations[index].name);
    parse_result(name, text + (*text == '_'), index, &f);
    for (int i = 0; operations[index].arithmetic && i < f.arity; i++) {
        refuse_fp64(name, &f.operand[i]);
    }
    if (operations[index].arithmetic) {
        refuse_fp64(name, &f.result);
    }
    *result = f;
}
