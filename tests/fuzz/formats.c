/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzz target: names and descriptions of formats, formats that callers fill in, and operations on them. Input: the
 * description of the result's format and that of the operands', each with a zero byte at its end, or empty and then a
 * format's fields; an environment; an operation and its codes.
 *
 * A format is refused, or every operation on it agrees with ref/.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* False: it is none. */
static bool take_format(fuzz_bytes *bytes, hu_format *format)
{
    char *name = fuzz_text(bytes);
    hu_format before;
    memset(&before, 0x5A, sizeof before);
    memcpy(format, &before, sizeof before);
    const bool good = hu_format_parse(name, format);
    const char *error = hu_format_parse_error(name);
    if (good != (error == NULL) || (error != NULL && error[0] == '\0')) {
        fuzz_wrong("'%s' is %s, and its error is %s", name, good ? "accepted" : "refused", error);
    }
    if (!good && memcmp(format, &before, sizeof before) != 0) {
        fuzz_wrong("'%s' is refused, but the format has changed", name);
    }
    if (good && hu_format_error(format) != NULL) {
        fuzz_wrong("'%s' is accepted, but %s", name, hu_format_error(format));
    }
    free(name);
    return good;
}

/* A format of the caller's own: any fields, near those that are allowed. False: it is refused. */
static bool make_format(fuzz_bytes *bytes, hu_format *format)
{
    const uint8_t kind = fuzz_byte(bytes);
    *format = (hu_format){.name = "made",
                          .exponent_bits = fuzz_byte(bytes) % 18,
                          .fraction_bits = fuzz_byte(bytes) % 54,
                          .has_sign = kind & 1,
                          .has_zero = kind >> 1 & 1,
                          .infinity = kind >> 2 & 3,
                          .nan = kind >> 4 & 3};
    const uint64_t bias = fuzz_64(bytes);
    memcpy(&format->bias, &bias, sizeof format->bias);
    if (kind & 64) {
        format->bias %= 33000;
    }
    format->canonical_nan = fuzz_64(bytes);
    format->reserved[0] = kind >> 7;
    return hu_format_error(format) == NULL;
}

/* Described, or after an empty text made. */
static bool next_format(fuzz_bytes *bytes, hu_format *format)
{
    if (bytes->left > 0 && bytes->at[0] == '\0') {
        fuzz_byte(bytes);
        return make_format(bytes, format);
    }
    return take_format(bytes, format);
}

static void expect(hu_number x, const char *what, bool same)
{
    if (!same) {
        fuzz_wrong("%s: %s of %llx", x.format->name, what, (unsigned long long)x.code);
    }
}

/* What is asked of a single code. */
static void compare_code(hu_number x, ref_bracket_t *bracket, const hu_env *policy)
{
    const ref_format same = fuzz_ref_format(x.format);
    const ref_operand operand = {&same, x.code};
    const ref_policy ref_env = fuzz_ref_policy(policy);
    expect(x, "the largest", hu_format_largest(x.format) == same.largest_code);
    expect(x, "the class", (int)hu_classify(x) == ref_classify(operand));
    for (int up = 0; up < 2; up++) {
        hu_env env = *policy;
        const hu_number next = up ? hu_next_up(x, &env) : hu_next_down(x, &env);
        const ref_result expected = ref_next(bracket, operand, up, &ref_env);
        expect(x, up ? "nextUp" : "nextDown", next.code == expected.code && env.flags == expected.flags);
    }
    for (int kind = 0; kind < 8; kind++) {
        hu_env env = *policy;
        const bool exact = kind & 1, is_signed = kind & 2, wide = kind & 4;
        const uint64_t found = wide ? is_signed ? (uint64_t)hu_to_int64(x, exact, &env) : hu_to_uint64(x, exact, &env)
                               : is_signed ? (uint32_t)hu_to_int32(x, exact, &env)
                                           : hu_to_uint32(x, exact, &env);
        const ref_result expected = ref_to_integer(bracket, operand, wide ? 64 : 32, is_signed, exact, &ref_env);
        expect(x, "the integer", found == expected.code && env.flags == expected.flags);
    }
    hu_env env = {0};
    char text[64];
    hu_number back;
    hu_print(text, sizeof text, x, HU_TEXT_HEX);
    expect(x, "the text", hu_parse(x.format, text, &env, &back) == NULL);
    expect(x, "the text and back", back.code == x.code || hu_classify(x) <= HU_QUIET_NAN);
}

static uint64_t compute(ref_op op, const hu_format *to, const hu_number x[REF_OPERANDS_MAX], hu_env *env)
{
    switch (op) {
    case REF_CONVERT:
        return hu_convert(to, x[0], env).code;
    case REF_ADD:
        return hu_add(to, x[0], x[1], env).code;
    case REF_SUB:
        return hu_sub(to, x[0], x[1], env).code;
    case REF_MUL:
        return hu_mul(to, x[0], x[1], env).code;
    case REF_DIV:
        return hu_div(to, x[0], x[1], env).code;
    case REF_SQRT:
        return hu_sqrt(to, x[0], env).code;
    case REF_FMA:
        return hu_fma(to, x[0], x[1], x[2], env).code;
    case REF_REMAINDER:
        return hu_remainder(to, x[0], x[1], env).code;
    case REF_MINIMUM:
        return hu_minimum(to, x[0], x[1], env).code;
    case REF_MAXIMUM:
        return hu_maximum(to, x[0], x[1], env).code;
    case REF_MINIMUM_NUMBER:
        return hu_minimum_number(to, x[0], x[1], env).code;
    case REF_MAXIMUM_NUMBER:
        return hu_maximum_number(to, x[0], x[1], env).code;
    case REF_LOG_B:
        break;
    }
    return hu_log_b(to, x[0], env).code;
}

static void compare_operation(ref_op op, const hu_format *to, const hu_number x[REF_OPERANDS_MAX],
                              ref_bracket_t *bracket, const hu_env *policy)
{
    const ref_format result = fuzz_ref_format(to);
    const ref_format format = fuzz_ref_format(x[0].format);
    const ref_operand operands[REF_OPERANDS_MAX] = {{&format, x[0].code}, {&format, x[1].code}, {&format, x[2].code}};
    const ref_policy ref_env = fuzz_ref_policy(policy);
    hu_env env = *policy;
    const uint64_t code = compute(op, to, x, &env);
    ref_bracket(bracket, op, &result, operands, (policy->flush & HU_FLUSH_OPERANDS) != 0);
    const ref_result expected = ref_choose(bracket, &ref_env);
    if (code != expected.code || env.flags != expected.flags) {
        char text[REF_OPERANDS_MAX][256];
        for (int i = 0; i < REF_OPERANDS_MAX; i++) {
            ref_describe(text[i], sizeof text[i], &format, x[i].code);
        }
        fuzz_wrong("%s(%s, %s, %s) in %s: %llx flags %02x, expected %llx flags %02x", ref_op_name(op), text[0], text[1],
                   text[2], to->name, (unsigned long long)code, (unsigned)env.flags, (unsigned long long)expected.code,
                   expected.flags);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ref_bracket_t bracket;
    static bool ready;
    fuzz_bytes bytes = {data, size};
    hu_format to;
    hu_format from;
    if (!ready) {
        ref_bracket_init(&bracket);
        ready = true;
    }
    if (!next_format(&bytes, &to) || !next_format(&bytes, &from)) {
        return 0;
    }
    const hu_env policy = fuzz_env(&bytes);
    ref_op op = (ref_op)(fuzz_byte(&bytes) % REF_OPS);
    hu_number x[REF_OPERANDS_MAX];
    for (int i = 0; i < REF_OPERANDS_MAX; i++) {
        x[i] = (hu_number){&from, fuzz_code(&bytes, &from)};
    }
    const bool wide = to.fraction_bits > 23 || from.fraction_bits > 23; /* takes no part in arithmetic */
    if (wide && op >= REF_ADD && op <= REF_REMAINDER) {
        op = REF_CONVERT;
    }
    compare_code(x[0], &bracket, &policy);
    compare_operation(op, &to, x, &bracket, &policy);
    return 0;
}
