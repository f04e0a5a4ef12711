/* SPDX-License-Identifier: Apache-2.0
 *
 * The pipeline with a voice: each stage is computed by the function that the library itself uses and then put into
 * words, and the last line is asserted to be the library's answer. Bits of one grid stand under each other.
 */
#include "explain.h"

#include "draw.h"
#include "pipeline.h"

enum { COLUMNS_DRAWN = 56 }; /* of an exact result: enough for FP64, and less than the 60 that arith.h is sure of */

static const char *const operand_names[] = {"x", "y", "z"};
static const char *const operation_names[] = {"x", "x + y", "x - y", "x * y", "x / y", "sqrt(x)", "x * y + z"};
int hu_explained_arity(hu_explained_op op)
{
    static const int arities[] = {1, 2, 2, 2, 2, 1, 3};
    assert((unsigned)op <= HU_EXPLAIN_FMA && "unknown operation: expected one of hu_explained_op");
    return arities[op];
}

/* ---- 1 and 4: codes and what they mean -------------------------------------------------------------------------- */

/* Widths that all codes of one explanation share, so that their fields line up. */
typedef struct {
    int code, exponent;
} columns;

static void widen(columns *c, const hu_format *f)
{
    int digits = 2 + (hu_width(f) + 3) / 4;
    c->code = digits > c->code ? digits : c->code;
    c->exponent = f->exponent_bits > c->exponent ? f->exponent_bits : c->exponent;
}

static void print_caption(FILE *out, const char *stage, columns c)
{
    fprintf(out, "\n%-*s  s | %*s | fraction\n", 10 + c.code, stage, c.exponent, "exponent");
}

static void print_field(FILE *out, uint64_t field, int bits)
{
    for (int i = bits - 1; i >= 0; i--) {
        fputc((field >> i & 1) != 0 ? '1' : '0', out);
    }
}

/* As the format's definition writes it: 1.fraction * 2^(field - bias), or 0.fraction * 2^(1 - bias) if
 * the field is 0. */
static void print_meaning(FILE *out, hu_number x)
{
    hu_value v = hu_decode(x.format, x.code);
    const char *sign = v.sign ? "-" : "+";
    switch (v.kind) {
    case VALUE_NAN:
        fprintf(out, "          = a %s NaN\n", v.signaling ? "signaling" : "quiet");
        return;
    case VALUE_INFINITY:
        fprintf(out, "          = %sinfinity\n", sign);
        return;
    case VALUE_ZERO:
        fprintf(out, "          = %s0\n", sign);
        return;
    case VALUE_FINITE:
        break;
    }
    int field = (int)(hu_magnitude(x.format, x.code) >> x.format->fraction_bits);
    bool subnormal = field == 0 && x.format->has_zero;
    int minuend = subnormal ? 1 : field;
    int exponent = minuend - x.format->bias;
    char bits[HU_EXPLAIN_TEXT], head[HU_EXPLAIN_TEXT], decimal[HU_EXPLAIN_TEXT];
    int lowest = exponent - x.format->fraction_bits;
    hu_explain_bits(bits, v, (hu_grid){exponent, lowest, exponent, lowest}, exponent, false);
    snprintf(head, sizeof head, "= %s%.80s * 2^(%d - %d)", sign, bits, minuend, x.format->bias);
    hu_explain_decimal(decimal, v);
    if (subnormal) {
        strcat(decimal, ", subnormal");
    }
    hu_explain_parts(out, 10, head, decimal);
}

static void print_code(FILE *out, const char *name, hu_number x, columns c)
{
    const hu_format *f = x.format;
    const char *sign = hu_sign(f, x.code) ? "1" : "0";
    char code[HU_EXPLAIN_TEXT];
    hu_explain_code(code, x);
    fprintf(out, "   %-7s%-*s  %s | %*s", name, c.code, code, f->has_sign ? sign : " ", c.exponent - f->exponent_bits,
            "");
    print_field(out, hu_magnitude(f, x.code) >> f->fraction_bits, f->exponent_bits);
    fprintf(out, f->fraction_bits > 0 ? " | " : " |");
    print_field(out, x.code, f->fraction_bits);
    fputc('\n', out);
    print_meaning(out, x);
}

/* Fills values[0 .. arity - 1]. */
static void decode_stage(FILE *out, hu_explained_op op, const hu_number *operands, hu_value *values, columns c,
                         const hu_env *env)
{
    print_caption(out, "1. decode", c);
    for (int i = 0; i < hu_explained_arity(op); i++) {
        hu_number x = operands[i];
        values[i] =
            op == HU_EXPLAIN_CONVERT ? hu_operand(x.format, x.code, env) : hu_arith_operand(x.format, x.code, env);
        print_code(out, operand_names[i], x, c);
        if (values[i].kind != hu_decode(x.format, x.code).kind) {
            fprintf(out, "          taken as %s0: subnormal operands are flushed (DAZ)\n", values[i].sign ? "-" : "+");
        }
    }
}

static void encode_stage(FILE *out, hu_number result, uint32_t flags, columns c)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } names[] = {{HU_INVALID, "invalid"},
                 {HU_DIVIDE_BY_ZERO, "divide by zero"},
                 {HU_OVERFLOW, "overflow"},
                 {HU_UNDERFLOW, "underflow"},
                 {HU_INEXACT, "inexact"}};
    print_caption(out, "4. encode", c);
    print_code(out, "result", result, c);
    if (hu_decode(result.format, result.code).kind == VALUE_FINITE) {
        char shortest[HU_EXPLAIN_TEXT];
        hu_print(shortest, sizeof shortest, result, HU_TEXT_SHORTEST);
        fprintf(out, "   text   %s (the shortest decimal that reads back)\n", shortest);
    }
    fprintf(out, "   flags  ");
    const char *separator = "";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((flags & names[i].flag) != 0) {
            fprintf(out, "%s%s", separator, names[i].name);
            separator = ", ";
        }
    }
    fprintf(out, "%s\n", flags == 0 ? "none" : "");
}

/* ---- 2: the exact result ---------------------------------------------------------------------------------------- */

/* The quotient and the root of 24-bit numbers end within 24 bits or never do. Those that do not are jammed at their
 * 60th to 64th bit; a sticky 64th one says the same, and then all sticky values can be told by it. */
static hu_value sticky_last(hu_value v)
{
    if (v.kind == VALUE_FINITE && (v.significand & hu_ones(40)) != 0) {
        v.significand |= 1;
    }
    return v;
}

static hu_value exact_result(hu_explained_op op, const hu_value *x, hu_env *env)
{
    switch (op) {
    case HU_EXPLAIN_CONVERT:
        env->flags |= x[0].signaling ? HU_INVALID : 0;
        break;
    case HU_EXPLAIN_ADD:
        return hu_exact_add(x[0], x[1], env);
    case HU_EXPLAIN_SUB: {
        hu_value negated = x[1];
        negated.sign = negated.kind == VALUE_NAN ? negated.sign : !negated.sign;
        return hu_exact_add(x[0], negated, env);
    }
    case HU_EXPLAIN_MUL:
        return hu_exact_mul(x[0], x[1], env);
    case HU_EXPLAIN_DIV:
        return sticky_last(hu_exact_div(x[0], x[1], env));
    case HU_EXPLAIN_SQRT:
        return sticky_last(hu_exact_sqrt(x[0], env));
    case HU_EXPLAIN_FMA:
        return hu_exact_fma(x[0], x[1], x[2], env);
    }
    return x[0];
}

/* A sum under its two addends, any other result alone; all in units of the result's binade. An addend may lie
 * above that. */
static void print_exact(FILE *out, hu_explained_op op, const hu_value *x, hu_value exact)
{
    bool fma = op == HU_EXPLAIN_FMA;
    bool sum = fma || op == HU_EXPLAIN_ADD || op == HU_EXPLAIN_SUB;
    hu_env unused = {0};
    hu_value addends[2] = {fma ? hu_exact_mul(x[0], x[1], &unused) : x[0], sum ? x[fma ? 2 : 1] : x[0]};
    const char *labels[2] = {fma ? "x * y" : "x", fma ? "z" : "y"};
    if (op == HU_EXPLAIN_SUB) {
        addends[1].sign = !addends[1].sign;
        labels[1] = "-y";
    }
    int unit = exact.exponent + 63;
    hu_grid g = {.left = unit, .unit = unit, .quantum = unit};
    for (int i = 0; sum && i < 2; i++) {
        int binade = addends[i].exponent + 63;
        g.left = addends[i].kind == VALUE_FINITE && binade > g.left ? binade : g.left;
    }
    g.right = g.left - COLUMNS_DRAWN;
    hu_row rows[3];
    int count = 0;
    for (; sum && count < 2; count++) {
        rows[count] = hu_explain_row(labels[count], addends[count], g, false);
    }
    rows[count] = hu_explain_row(operation_names[op], exact, g, false);
    hu_explain_decimal(rows[count++].note, exact);
    fprintf(out, "\n2. exact, in units of 2^%d\n", unit);
    hu_explain_rows(out, rows, count);
    if ((exact.significand & 1) != 0) {
        fprintf(out, "   Far below, bits are not kept one by one: a sticky bit says that they are not all zero.\n");
    }
}

static hu_value exact_stage(FILE *out, hu_explained_op op, const hu_value *x, hu_env *env)
{
    static const char *const kinds[] = {[VALUE_ZERO] = "0", [VALUE_INFINITY] = "infinity", [VALUE_NAN] = "NaN"};
    hu_value exact = exact_result(op, x, env);
    if (exact.kind == VALUE_FINITE) {
        print_exact(out, op, x, exact);
        return exact;
    }
    bool nan = false, signaling = false;
    for (int i = 0; i < hu_explained_arity(op); i++) {
        nan = nan || x[i].kind == VALUE_NAN;
        signaling = signaling || x[i].signaling;
    }
    const char *why = "";
    if (signaling) {
        why = ": there is a signaling NaN among the operands (invalid)";
    } else if ((env->flags & HU_INVALID) != 0) {
        why = ": no answer would be right (invalid)";
    } else if (nan) {
        why = ": there is a NaN among the operands";
    } else if ((env->flags & HU_DIVIDE_BY_ZERO) != 0) {
        why = ", exactly, from finite operands (divide by zero)";
    }
    const char *sign = exact.kind == VALUE_NAN ? "" : exact.sign ? "-" : "+";
    fprintf(out, "\n2. exact\n   %s = %s%s%s\n", operation_names[op], sign, kinds[exact.kind], why);
    return exact;
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static hu_number library_result(hu_explained_op op, const hu_format *to, const hu_number *x, hu_env *env)
{
    switch (op) {
    case HU_EXPLAIN_CONVERT:
        break;
    case HU_EXPLAIN_ADD:
        return hu_add(to, x[0], x[1], env);
    case HU_EXPLAIN_SUB:
        return hu_sub(to, x[0], x[1], env);
    case HU_EXPLAIN_MUL:
        return hu_mul(to, x[0], x[1], env);
    case HU_EXPLAIN_DIV:
        return hu_div(to, x[0], x[1], env);
    case HU_EXPLAIN_SQRT:
        return hu_sqrt(to, x[0], env);
    case HU_EXPLAIN_FMA:
        return hu_fma(to, x[0], x[1], x[2], env);
    }
    return hu_convert(to, x[0], env);
}

static void print_title(FILE *out, hu_explained_op op, const hu_format *to, const hu_number *operands, bool alone,
                        const hu_env *env)
{
    int arity = hu_explained_arity(op);
    if (alone) {
        char code[HU_EXPLAIN_TEXT];
        hu_explain_code(code, operands[0]);
        fprintf(out, "%s in %s\n", code, to->name);
        return;
    }
    bool one_format = true;
    for (int i = 0; i < arity; i++) {
        one_format = one_format && hu_same_format(operands[i].format, to);
    }
    char head[2 * HU_EXPLAIN_TEXT], tail[HU_EXPLAIN_TEXT];
    int used = op == HU_EXPLAIN_CONVERT ? snprintf(head, sizeof head, "%s", operands[0].format->name)
                                        : snprintf(head, sizeof head, "%s", operation_names[op]);
    for (int i = 0; i < arity && !one_format && op != HU_EXPLAIN_CONVERT; i++) {
        const char *separator = i == 0 ? " of" : i + 1 < arity ? "," : " and";
        used += snprintf(head + used, sizeof head - (size_t)used, "%s %s", separator, operands[i].format->name);
    }
    snprintf(head + used, sizeof head - (size_t)used, " %s %s,", one_format ? "in" : "to", to->name);
    snprintf(tail, sizeof tail, "rounded %s", hu_explain_rounding(env->rounding));
    hu_explain_parts(out, 0, head, tail);
}

void hu_explain(FILE *out, hu_explained_op op, const hu_format *to, const hu_number *operands, const hu_env *env)
{
    hu_check_env(env);
    hu_env run = *env;
    run.flags = 0;
    columns c = {0, (int)strlen("exponent")};
    widen(&c, to);
    for (int i = 0; i < hu_explained_arity(op); i++) {
        widen(&c, operands[i].format);
    }
    bool alone = op == HU_EXPLAIN_CONVERT && hu_same_format(operands[0].format, to);
    print_title(out, op, to, operands, alone, env);

    hu_value values[3];
    decode_stage(out, op, operands, values, c, &run);
    hu_value exact = exact_stage(out, op, values, &run);
    hu_value rounded = hu_explain_round(out, to, exact, alone, &run);
    hu_number result = {to, hu_encode(to, rounded)};

    hu_env library = *env;
    library.flags = 0;
    hu_number expected = library_result(op, to, operands, &library);
    assert(result.code == expected.code && run.flags == library.flags && "the explanation differs from the library");
    (void)expected;
    encode_stage(out, result, run.flags, c);
}
