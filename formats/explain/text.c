/* SPDX-License-Identifier: Apache-2.0
 *
 * An explanation for people: its title, the codes taken apart, and the exact result. Bits of one grid stand under each
 * other.
 */
#include "text.h"

enum { NAME = 10, EXACT_DRAWN = 56 }; /* the column after a name; bits of an exact result, enough for FP64 */

/* ---- Title ------------------------------------------------------------------------------------------------------- */

static const char *integer_name(uint8_t kind)
{
    switch ((hu_kind)kind) {
    case HU_KIND_INT32:
        return "a signed 32-bit integer";
    case HU_KIND_INT64:
        return "a signed 64-bit integer";
    case HU_KIND_UINT32:
        return "an unsigned 32-bit integer";
    default:
        return "an unsigned 64-bit integer";
    }
}

/* " of e4m3, e4m3 and fp32": the formats of the operands that are numbers. */
static void add_formats(hu_phrase *p, const hu_explanation *e)
{
    int numbers = 0;
    for (uint32_t i = 0; i < e->arity; i++) {
        numbers += e->operand[i].kind == HU_KIND_NUMBER;
    }
    int done = 0;
    for (uint32_t i = 0; i < e->arity; i++) {
        if (e->operand[i].kind == HU_KIND_NUMBER) {
            hu_phrase_add(p, done == 0 ? " of " : done + 1 < numbers ? ", " : " and ");
            hu_phrase_add(p, e->operand[i].format.name);
            done++;
        }
    }
}

static void write_title(hu_writer *w, const hu_explanation *e)
{
    const hu_operation_info *info = hu_operation_describe((hu_operation)e->operation);
    const hu_format *to = &e->result.format;
    hu_phrase p = {.length = 0};
    bool one_format = true;
    for (uint32_t i = 0; i < e->arity; i++) {
        one_format = one_format && (e->operand[i].kind != HU_KIND_NUMBER || hu_same_format(&e->operand[i].format, to));
    }
    if (e->same != 0) {
        hu_phrase_add_code(&p, to, e->operand[0].code);
    } else if (e->operation == HU_OP_CONVERT) {
        hu_phrase_add(&p, e->operand[0].format.name);
        one_format = false;
    } else if (e->operand[0].kind != HU_KIND_NUMBER) {
        hu_phrase_add(&p, integer_name(e->operand[0].kind));
        one_format = false;
    } else {
        hu_phrase_add(&p, info->text);
        if (!one_format) {
            add_formats(&p, e);
        }
    }
    hu_phrase_add(&p, one_format ? " in " : " to ");
    hu_phrase_add(&p, to->name);
    if (info->rounds != 0 || !one_format) {
        hu_phrase_add(&p, ", rounded ");
        hu_phrase_add(&p, hu_words_rounding(e->env.rounding));
    }
    hu_write_words(w, 0, p.text);
}

void hu_write_sentence(hu_writer *w, const char *text)
{
    hu_write_words(w, HU_DRAW_INDENT, text);
}

/* ---- Codes ------------------------------------------------------------------------------------------------------- */

/* Widths that all codes of one explanation share, so that their fields line up. */
typedef struct {
    int code, exponent;
    bool below; /* the fields have lines of their own */
} columns;

static int digits(const hu_format *f)
{
    return (hu_width(f) + 3) / 4;
}

void hu_phrase_add_code(hu_phrase *p, const hu_format *format, uint64_t code)
{
    hu_phrase_add_hex(p, code, digits(format));
}

static void widen(columns *c, int *fraction, const hu_explained_code *x)
{
    if (x->kind == HU_KIND_NUMBER) {
        const int code = 2 + digits(&x->format);
        c->code = code > c->code ? code : c->code;
        c->exponent = x->format.exponent_bits > c->exponent ? x->format.exponent_bits : c->exponent;
        *fraction = x->format.fraction_bits > *fraction ? x->format.fraction_bits : *fraction;
    }
}

static columns find_columns(const hu_explanation *e, int width)
{
    columns c = {0, (int)strlen("exponent"), false};
    int fraction = (int)strlen("fraction");
    for (uint32_t i = 0; i < e->arity; i++) {
        widen(&c, &fraction, &e->operand[i]);
    }
    widen(&c, &fraction, &e->result);
    const int separators = 2 + 1 + 3 + 3; /* "  s | exponent | " */
    c.below = NAME + c.code + separators + c.exponent + fraction > width;
    return c;
}

static void write_caption(hu_writer *w, const char *stage, const columns *c)
{
    hu_write_char(w, '\n');
    hu_write(w, stage);
    hu_write_to(w, NAME + (c->below ? 0 : c->code + 2));
    hu_write(w, "s | ");
    hu_write_to(w, w->column + c->exponent - (int)strlen("exponent"));
    hu_write(w, "exponent | fraction\n");
}

static void write_field(hu_writer *w, uint64_t field, int bits)
{
    const int column = w->column;
    for (int i = bits - 1; i >= 0; i--) {
        if (w->column >= w->width) {
            hu_write_char(w, '\n');
            hu_write_to(w, column);
        }
        hu_write_char(w, (field >> i & 1) != 0 ? '1' : '0');
    }
}

static void write_fields(hu_writer *w, const hu_explained_code *x, const columns *c)
{
    const hu_format *f = &x->format;
    if (c->below) {
        hu_write_char(w, '\n');
        hu_write_to(w, NAME);
    } else {
        hu_write_to(w, NAME + c->code + 2);
    }
    hu_write_char(w, f->has_sign == 0 ? ' ' : x->sign_field != 0 ? '1' : '0');
    hu_write(w, " | ");
    hu_write_to(w, w->column + c->exponent - f->exponent_bits);
    write_field(w, x->exponent_field, f->exponent_bits);
    hu_write(w, f->fraction_bits > 0 ? " | " : " |");
    write_field(w, x->fraction_field, f->fraction_bits);
    hu_write_char(w, '\n');
}

/* As the format's definition has it: 1.fraction * 2^(field - bias), or 0.fraction * 2^(1 - bias) if the field is 0. */
static void add_meaning(hu_phrase *p, const hu_explained_code *x)
{
    const hu_format *f = &x->format;
    const bool subnormal = x->exponent_field == 0 && f->has_zero != 0;
    const int minuend = subnormal ? 1 : (int)x->exponent_field;
    const int exponent = minuend - f->bias;
    const int lowest = exponent - f->fraction_bits;
    hu_phrase_add(p, x->value.sign != 0 ? "=" HU_HARD_SPACE "-" : "=" HU_HARD_SPACE "+");
    hu_phrase_add_bits(p, x->value, (hu_grid){exponent, lowest, exponent, lowest}, exponent, false);
    hu_phrase_add(p, " *" HU_HARD_SPACE "2^(");
    hu_phrase_add_signed(p, minuend);
    hu_phrase_add(p, f->bias < 0 ? HU_HARD_SPACE "+" HU_HARD_SPACE : HU_HARD_SPACE "-" HU_HARD_SPACE);
    hu_phrase_add_signed(p, f->bias < 0 ? -f->bias : f->bias);
    hu_phrase_add(p, ") ");
    hu_phrase_add_decimal(p, x->value);
    hu_phrase_add(p, subnormal ? ", subnormal" : "");
}

static void write_code(hu_writer *w, const char *name, const hu_explained_code *x, const columns *c)
{
    hu_phrase code = {.length = 0}, meaning = {.length = 0};
    hu_write(w, "   ");
    hu_write(w, name);
    hu_write_to(w, NAME);
    if (x->kind != HU_KIND_NUMBER) {
        hu_phrase_add(&code, x->value.sign != 0 ? "-" : "");
        hu_phrase_add_unsigned(&code, hu_explain_integer(x->value));
        hu_phrase_add(&code, ", ");
        hu_phrase_add(&code, integer_name(x->kind));
        hu_write_words(w, NAME, code.text);
        return;
    }
    hu_phrase_add_code(&code, &x->format, x->code);
    hu_write(w, code.text);
    write_fields(w, x, c);
    const char *sign = x->value.sign != 0 ? "= -" : "= +";
    switch ((hu_explained_kind)x->value.kind) {
    case HU_EXPLAINED_NAN:
        hu_phrase_add(&meaning, x->value.signaling != 0 ? "= a signaling NaN" : "= a quiet NaN");
        break;
    case HU_EXPLAINED_INFINITY:
    case HU_EXPLAINED_ZERO:
        hu_phrase_add(&meaning, sign);
        hu_phrase_add(&meaning, x->value.kind == HU_EXPLAINED_ZERO ? "0" : "infinity");
        break;
    case HU_EXPLAINED_FINITE:
        add_meaning(&meaning, x);
        break;
    }
    hu_write_words(w, NAME, meaning.text);
    if (x->flushed != 0) {
        hu_write_words(w, NAME,
                       x->value.sign != 0 ? "taken as -0: subnormal operands are flushed to zero (DAZ)"
                                          : "taken as +0: subnormal operands are flushed to zero (DAZ)");
    }
}

static void write_operands(hu_writer *w, const hu_explanation *e, const columns *c)
{
    static const char *const names[] = {"x", "y", "z"};
    write_caption(w, "1. decode", c);
    for (uint32_t i = 0; i < e->arity; i++) {
        write_code(w, e->operand[i].kind == HU_KIND_NUMBER ? names[i] : "n", &e->operand[i], c);
    }
}

/* ---- The exact result -------------------------------------------------------------------------------------------- */

static int binade(hu_explained_value v, int otherwise)
{
    return v.kind == HU_EXPLAINED_FINITE ? v.exponent + 63 : otherwise;
}

static const char *label_of(const hu_explanation *e)
{
    const char *text = hu_operation_describe((hu_operation)e->operation)->text;
    return strlen(text) < HU_DRAW_SIGN - HU_DRAW_INDENT ? text : "result";
}

/* A sum under its two addends, any other result alone; all in units of the result's binade. An addend may lie above
 * that. */
static void write_exact_number(hu_writer *w, const hu_explanation *e)
{
    const bool fma = e->operation == HU_OP_FMA;
    const int unit = binade(e->exact, 0);
    hu_grid g = {.left = unit, .unit = unit, .quantum = unit};
    for (int i = 0; i < 2 && e->is_sum != 0; i++) {
        const int top = binade(e->addend[i], unit);
        g.left = top > g.left ? top : g.left;
    }
    g.right = g.left - EXACT_DRAWN;
    hu_draw_fit(&g, hu_draw_columns(w->width));
    hu_row rows[3];
    int count = 0;
    if (e->is_sum != 0) {
        rows[count++] = hu_draw_row(fma ? "x * y" : "x", e->addend[0], g, g.left, false);
        rows[count++] = hu_draw_row(fma ? "z" : e->operation == HU_OP_SUB ? "-y" : "y", e->addend[1], g, g.left, false);
    }
    rows[count] = hu_draw_row(label_of(e), e->exact, g, g.left, false);
    hu_phrase_add_decimal(&rows[count++].note, e->exact);
    hu_phrase title = {.length = 0};
    hu_phrase_add(&title, "2. exact, in units of ");
    hu_phrase_add_power(&title, unit);
    hu_write_words(w, 0, title.text);
    hu_draw_rows(w, rows, count);
    if (e->exact.sticky != 0) {
        hu_write_words(w, HU_DRAW_INDENT,
                       "More bits follow. The first 59 are kept; a sticky bit stands for the rest, which is not zero.");
    }
    if (e->cause == HU_CAUSE_NAN || e->cause == HU_CAUSE_SIGNALING_NAN) {
        hu_write_words(w, HU_DRAW_INDENT,
                       e->cause == HU_CAUSE_NAN ? "The other operand is a NaN, so the number is the result."
                                                : "The other operand is a signaling NaN (invalid), so the number is "
                                                  "the result.");
    }
}

static void write_exact(hu_writer *w, const hu_explanation *e)
{
    hu_write_char(w, '\n');
    if (e->exact.kind == HU_EXPLAINED_FINITE) {
        write_exact_number(w, e);
        return;
    }
    static const char *const causes[] = {
        [HU_CAUSE_NUMBER] = "",
        [HU_CAUSE_SIGNALING_NAN] = ": an operand is a signaling NaN (invalid)",
        [HU_CAUSE_NAN] = ": an operand is a NaN",
        [HU_CAUSE_INVALID] = ": there is no useful answer (invalid)",
        [HU_CAUSE_DIVIDE_BY_ZERO] = ": an exact infinity from finite operands (divide by zero)",
    };
    static const char *const kinds[] = {
        [HU_EXPLAINED_ZERO] = "0", [HU_EXPLAINED_INFINITY] = "infinity", [HU_EXPLAINED_NAN] = "NaN"};
    hu_phrase p = {.length = 0};
    hu_phrase_add(&p, hu_operation_describe((hu_operation)e->operation)->text);
    hu_phrase_add(&p, " = ");
    hu_phrase_add(&p, e->exact.kind == HU_EXPLAINED_NAN ? "" : e->exact.sign != 0 ? "-" : "+");
    hu_phrase_add(&p, kinds[e->exact.kind]);
    hu_phrase_add(&p, causes[e->cause]);
    hu_write(w, "2. exact\n");
    hu_write_words(w, HU_DRAW_INDENT, p.text);
}

/* ---- The result -------------------------------------------------------------------------------------------------- */

/* The number in full if its digits are few, and the digits that name it in its format: "448; the shortest decimal that
 * reads back is 450". */
static void write_decimals(hu_writer *w, const hu_explained_code *x)
{
    const hu_number number = {&x->format, x->code};
    hu_phrase p = {.length = 0}, exact = {.length = 0};
    char shortest[64];
    hu_print(shortest, sizeof shortest, number, HU_TEXT_SHORTEST);
    hu_phrase_add_decimal(&exact, x->value);
    const bool all = exact.text[0] == '=' && strcmp(exact.text + exact.length - 3, "...") != 0;
    if (!all || strcmp(exact.text + 2, shortest) == 0) {
        hu_phrase_add(&p, shortest);
        hu_phrase_add(&p, all ? "" : ", the shortest decimal that reads back");
    } else {
        hu_phrase_add(&p, exact.text + 2);
        hu_phrase_add(&p, "; the shortest decimal that reads back is ");
        hu_phrase_add(&p, shortest);
    }
    hu_write(w, "   text");
    hu_write_words(w, NAME, p.text);
}

static void write_result(hu_writer *w, const hu_explanation *e, const columns *c)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } names[] = {{HU_INVALID, "invalid"},
                 {HU_DIVIDE_BY_ZERO, "divide by zero"},
                 {HU_OVERFLOW, "overflow"},
                 {HU_UNDERFLOW, "underflow"},
                 {HU_INEXACT, "inexact"}};
    write_caption(w, "4. encode", c);
    write_code(w, "result", &e->result, c);
    if (e->result.value.kind == HU_EXPLAINED_FINITE) {
        write_decimals(w, &e->result);
    }
    hu_phrase p = {.length = 0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((e->flags & names[i].flag) != 0) {
            hu_phrase_add(&p, p.length == 0 ? "" : ", ");
            hu_phrase_add(&p, names[i].name);
        }
    }
    hu_write(w, "   flags");
    hu_write_words(w, NAME, p.length == 0 ? "none" : p.text);
}

size_t hu_explain_text(char *text, size_t size, const hu_explanation *explanation, int width)
{
    assert(explanation != NULL && (text != NULL || size == 0));
    width = width == 0 ? HU_EXPLAIN_WIDTH : width < HU_EXPLAIN_WIDTH_MIN ? HU_EXPLAIN_WIDTH_MIN : width;
    hu_writer w = {.text = text, .size = size, .width = width};
    const columns c = find_columns(explanation, width);
    write_title(&w, explanation);
    write_operands(&w, explanation, &c);
    write_exact(&w, explanation);
    hu_write_rounding(&w, explanation);
    write_result(&w, explanation, &c);
    return hu_writer_end(&w);
}
