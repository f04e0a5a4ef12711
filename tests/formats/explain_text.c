/* SPDX-License-Identifier: Apache-2.0
 *
 * The drawings and words of hu_explain_text, read back and compared with ref/: the bits of codes, of the exact result,
 * of the kept and discarded parts and of both neighbours; decimals, the choice, the flags; and the width of every line.
 */
#include <stdlib.h>
#include <string.h>

#include "halfulp_explain.h"
#include "support/check.h"
#include "support/compare.h"
#include "support/explain_reader.h"
#include "support/operands.h"

enum { CASES = 2000, TEXT_SIZE = 16384, WIDE = 1000 };

/* One explanation, its truth, and its text at one width. */
typedef struct {
    compare c;
    ref_op op;
    const hu_number *x;
    hu_explanation e;
    ref_policy policy;
    ref_result expected;
    bool negative;
    int width;
    char text[TEXT_SIZE];
    reader_row row;
    const char *wrong;
} reading;

static void want(reading *r, bool ok, const char *what)
{
    if (!ok && r->wrong == NULL) {
        r->wrong = what;
    }
}

static ref_bracket_t *bracket(reading *r)
{
    return &r->c.bracket[0];
}

/* ---- Codes ------------------------------------------------------------------------------------------------------- */

/* "= +1.100 * 2^(7 - 7) = 1.5, subnormal", on one line. */
static void read_meaning(reading *r, const char *line, ref_operand x, const mpfr_t value)
{
    const char *power = reader_after(line, " * 2^(");
    const char *decimal = power == NULL ? NULL : strchr(power, ')');
    want(r, decimal != NULL && (line[12] == '-') == (mpfr_signbit(value) != 0), "the meaning of a code");
    if (decimal == NULL) {
        return;
    }
    mpfr_t meant;
    mpfr_init2(meant, 64);
    char *end;
    mpfr_strtofr(meant, line + 12, &end, 2, MPFR_RNDN); /* "+1.100", up to the blank */
    char *minus;
    const long field = strtol(power, &minus, 10);
    const long bias = strtol(minus + 3, NULL, 10);
    mpfr_mul_2si(meant, meant, minus[1] == '+' ? field + bias : field - bias, MPFR_RNDN);
    want(r, mpfr_equal_p(meant, value), "the significand and exponent of a code");
    mpfr_clear(meant);
    want(r, reader_decimal_is(decimal + 2, value, false), "the decimal of a code");
    char *all = ref_print_exact(x);
    const bool few = strlen(all) <= 30;
    want(r, few == (decimal[2] == '=' && strstr(decimal, "...") == NULL), "all digits if they are few");
    free(all);
    want(r, (strstr(decimal, "subnormal") != NULL) == (ref_is_subnormal(x.format, x.code) && x.format->has_zero),
         "subnormal");
}

static void read_code(reading *r, const char *name, hu_number x)
{
    const ref_operand same = compare_operand(x);
    char words[16];
    snprintf(words, sizeof words, "   %-7s0x", name);
    const char *line = reader_line(r->text, words);
    uint64_t code;
    want(r, line != NULL && reader_fields(line, same.format->width, &code) && code == x.code, "the fields of a code");
    if (line == NULL || r->width < WIDE) {
        return;
    }
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    const bool signaling = ref_decode(value, same.format, x.code);
    const char *next = strchr(line, '\n') + 1;
    char one_line[256] = "";
    memcpy(one_line, next, strcspn(next, "\n") < 255 ? strcspn(next, "\n") : 255);
    if (mpfr_nan_p(value)) {
        want(r, strcmp(one_line, signaling ? "          = a signaling NaN" : "          = a quiet NaN") == 0, "a NaN");
    } else if (!mpfr_regular_p(value)) {
        char text[64];
        snprintf(text, sizeof text, "          = %c%s", mpfr_signbit(value) ? '-' : '+',
                 mpfr_zero_p(value) ? "0" : "infinity");
        want(r, strcmp(one_line, text) == 0, "zero or infinity");
    } else {
        read_meaning(r, one_line, same, value);
    }
    mpfr_clear(value);
}

/* ---- The exact result -------------------------------------------------------------------------------------------- */

/* If a line is too short for the point, the last digit before the bar or the end is the quantum. */
static bool row_is(reading *r, const char *section, const char *label, const mpfr_t value, long unit, bool more)
{
    reader_read_row(&r->row, section, label);
    if (r->row.clipped) {
        r->row.fraction = (int)(unit - bracket(r)->place.exponent) + (r->row.below > 0 ? r->row.below : 0);
    }
    return reader_row_is(&r->row, value, unit, more);
}

static void read_addends(reading *r, const char *section, long unit)
{
    const bool sum = r->op == REF_ADD || r->op == REF_SUB || r->op == REF_FMA;
    const char *first = r->op == REF_FMA ? "x * y" : "x";
    const char *second = r->op == REF_FMA ? "z" : r->op == REF_SUB ? "-y" : "y";
    reader_read_row(&r->row, section, first);
    want(r, r->row.found == (sum || r->op == REF_CONVERT), "what is drawn as a sum");
    reader_read_row(&r->row, section, second);
    want(r, r->row.found == sum, "the second addend");
    if (!sum) {
        return;
    }
    mpfr_t x;
    mpfr_init2(x, 128);
    mpfr_set(x, bracket(r)->operand[0], MPFR_RNDN);
    if (r->op == REF_FMA) {
        mpfr_mul(x, x, bracket(r)->operand[1], MPFR_RNDN);
    }
    want(r, row_is(r, section, first, x, unit, false), "the bits of the first addend");
    mpfr_set(x, bracket(r)->operand[r->op == REF_FMA ? 2 : 1], MPFR_RNDN);
    if (r->op == REF_SUB) {
        mpfr_neg(x, x, MPFR_RNDN);
    }
    want(r, row_is(r, section, second, x, unit, false), "the bits of the second addend");
    mpfr_clear(x);
}

static void read_exact(reading *r)
{
    static const char *const labels[] = {"x", "x + y", "x - y", "x * y", "x / y", "sqrt(x)", "x * y + z"};
    const char *section = reader_line(r->text, "2. exact, in units of 2^");
    const ref_bracket_t *b = bracket(r);
    want(r, (section != NULL) == (b->outcome == REF_RESULT_FINITE), "whether the exact result is a number");
    if (section == NULL || b->outcome != REF_RESULT_FINITE) {
        return;
    }
    const long unit = strtol(strchr(section, '^') + 1, NULL, 10);
    const bool sticky = r->e.exact.sticky != 0; /* compared with ref/ in explain.c */
    want(r, unit == (long)mpfr_get_exp(b->exact) - 1, "the unit of the exact result");
    read_addends(r, section, unit);
    const char *label = r->op <= REF_FMA ? labels[r->op] : r->op == REF_LOG_B ? "logB(x)" : "result";
    want(r, row_is(r, section, label, b->exact, unit, b->truncated), "the bits of the exact result");
    want(r, reader_decimal_is(r->row.note, b->exact, sticky), "the decimal of the exact result");
    want(r, (reader_after(section, "More bits follow.") != NULL) == sticky, "the sticky bit");
}

/* ---- The rounding ------------------------------------------------------------------------------------------------ */

/* "0x34CC = 0.3", or "no code = 480". */
static void read_neighbour(reading *r, const hu_explained_neighbour *n, uint64_t steps)
{
    const char *decimal = strpbrk(r->row.note, "=~");
    mpfr_t value;
    mpfr_init2(value, 64);
    mpfr_set_uj_2exp(value, steps, bracket(r)->place.exponent, MPFR_RNDN);
    mpfr_setsign(value, value, r->negative, MPFR_RNDN);
    if (n->place == HU_PLACE_CODE) {
        want(r, strtoull(r->row.note, NULL, 16) == n->code && r->row.note[1] == 'x', "the code of a neighbour");
    } else {
        want(r, strncmp(r->row.note, "no code ", 8) == 0, "a neighbour without a code");
    }
    want(r, decimal != NULL && reader_decimal_is(decimal, value, false), "the decimal of a neighbour");
    mpfr_clear(value);
}

static void read_neighbours(reading *r, const char *section, long unit)
{
    const ref_place *place = &bracket(r)->place;
    mpfr_t value;
    mpfr_init2(value, 64);
    mpfr_set_uj_2exp(value, place->steps, place->exponent, MPFR_RNDN);
    mpfr_setsign(value, value, r->negative, MPFR_RNDN);
    want(r, row_is(r, section, "inner", value, unit, false), "the bits of the inner neighbour");
    read_neighbour(r, &r->e.rounding.inner, place->steps);
    mpfr_set_uj_2exp(value, place->steps + 1, place->exponent, MPFR_RNDN);
    mpfr_setsign(value, value, r->negative, MPFR_RNDN);
    want(r, row_is(r, section, "outer", value, unit, false), "the bits of the outer neighbour");
    read_neighbour(r, &r->e.rounding.outer, place->steps + 1);
    mpfr_clear(value);
}

/* kept|discarded, twice. */
static void read_discarded(reading *r, const char *section, long unit)
{
    const ref_bracket_t *b = bracket(r);
    mpfr_t magnitude, nu;
    mpfr_inits2(mpfr_get_prec(b->exact), magnitude, nu, (mpfr_ptr)NULL);
    mpfr_setsign(magnitude, b->exact, r->negative, MPFR_RNDN);
    want(r, row_is(r, section, "exact", magnitude, unit, b->truncated), "the bits of the exact result, again");
    want(r, r->row.below >= 0 && r->row.fraction - r->row.below == unit - b->place.exponent, "where the quantum ends");
    const int below = r->row.below;
    mpfr_div_2si(nu, b->exact, b->place.exponent, MPFR_RNDN);
    mpfr_abs(nu, nu, MPFR_RNDN);
    mpfr_frac(nu, nu, MPFR_RNDN);
    if (b->place.nu64 == 0 && !b->place.more) {
        want(r, below == 0, "bits below the quantum of an exact result");
        reader_read_row(&r->row, section, "discarded");
        want(r, !r->row.found, "discarded bits of an exact result");
    } else {
        reader_read_row(&r->row, section, "discarded");
        want(r, r->row.below == r->row.count && r->row.count == below, "the columns of the discarded bits");
        r->row.fraction = r->row.count;
        want(r, reader_row_is(&r->row, nu, 0, b->truncated) && r->row.sign == ' ', "the discarded bits");
        read_neighbours(r, section, unit);
    }
    mpfr_clears(magnitude, nu, (mpfr_ptr)NULL);
}

/* The sentences, each on one line if that is wide enough. */
static void read_choice(reading *r, const char *section)
{
    static const char *const modes[] = {"to nearest, ties to even",
                                        "to nearest, ties away from zero",
                                        "toward zero",
                                        "down, toward minus infinity",
                                        "up, toward plus infinity",
                                        "to odd",
                                        "stochastically (A)",
                                        "stochastically (B)",
                                        "stochastically (C)"};
    const ref_place *place = &bracket(r)->place;
    const uint64_t half = UINT64_C(1) << 63;
    const bool inexact = place->nu64 != 0 || place->more;
    const bool outward = inexact && ref_goes_up(place, r->negative, &r->policy);
    const char *nu = reader_after(section, "The discarded part, nu, is ");
    const char *rounded = reader_line(section, "   Rounded ");
    want(r, (nu != NULL) == inexact && (rounded != NULL) == inexact, "sentences on what is discarded");
    want(r, (reader_after(section, "Nothing is discarded") != NULL) == !inexact, "nothing is discarded");
    if (nu == NULL || rounded == NULL) {
        return;
    }
    const char *verdict = place->nu64 == half && !place->more ? ": exactly half.\n"
                          : place->nu64 < half                ? ": less than half.\n"
                                                              : ": more than half.\n";
    want(r, strncmp(strstr(nu, ": "), verdict, strlen(verdict)) == 0, "half");
    char line[256] = "";
    memcpy(line, rounded, strcspn(rounded, "\n") < 255 ? strcspn(rounded, "\n") : 255);
    want(r, strncmp(line + 11, modes[r->policy.rounding], strlen(modes[r->policy.rounding])) == 0, "the mode");
    want(r, (strstr(line, "outer") != NULL) == outward && (strstr(line, "inner") != NULL) == !outward, "the choice");
    const char *draw = strstr(section, " random bits, R = ");
    want(r, (draw != NULL) == (r->policy.rounding >= REF_STOCHASTIC_A), "a draw");
    if (draw != NULL) {
        unsigned long long drawn, random, threshold;
        char sign[3];
        const int fields = sscanf(strchr(draw, ':') + 2, "%llu + %llu %2s %llu.", &drawn, &random, sign, &threshold);
        want(r, fields == 4 && (drawn + random >= threshold) == outward && strcmp(sign, outward ? ">=" : "<") == 0,
             "the sum of a draw");
    }
}

static void read_ends(reading *r, const char *section)
{
    const unsigned flags = r->expected.flags;
    const bool overflow = reader_after(section, "Overflow: ") != NULL;
    const bool underflow = reader_after(section, "Underflow: ") != NULL;
    want(r, overflow == ((flags & REF_OVERFLOW) != 0), "overflow");
    want(r, underflow == ((flags & REF_UNDERFLOW) != 0), "underflow");
    const bool calm = bracket(r)->tiny && r->e.replaced == HU_REPLACED_NOT && (flags & REF_UNDERFLOW) == 0;
    want(r, (reader_after(section, "No underflow: ") != NULL) == calm, "no underflow");
}

static void read_rounding(reading *r)
{
    const ref_bracket_t *b = bracket(r);
    const char *section = reader_line(r->text, "3. round");
    want(r, section != NULL, "the third stage");
    if (section == NULL || b->outcome != REF_RESULT_FINITE) {
        return;
    }
    const char *power = reader_after(section, ", in units of 2^");
    const long unit = power == NULL ? 0 : strtol(power, NULL, 10);
    want(r, unit == b->place.exponent + b->to->fraction_bits, "the unit of the rounding");
    if (r->e.same != 0 && r->e.replaced == HU_REPLACED_NOT) {
        want(r, row_is(r, section, "x", b->exact, unit, false), "the bits of x");
        want(r, strtoull(r->row.note, NULL, 16) == r->x[0].code, "the code of x");
        reader_read_row(&r->row, section, "inner");
        want(r, r->row.found == (r->e.previous.place == HU_PLACE_CODE), "the number before x");
        want(r, !r->row.found || strtoull(r->row.note, NULL, 16) == r->e.previous.code, "the code before x");
        reader_read_row(&r->row, section, "outer");
        want(r, r->row.found == !b->upper.overflows, "the number after x");
        return;
    }
    read_discarded(r, section, unit);
    if (r->width >= WIDE) {
        read_choice(r, section);
        read_ends(r, section);
    }
}

/* ---- The result -------------------------------------------------------------------------------------------------- */

static void read_result(reading *r, const hu_format *to)
{
    static const char *const names[] = {"inexact", "underflow", "overflow", "divide by zero", "invalid"};
    read_code(r, "result", (hu_number){to, r->expected.code});
    const char *line = reader_line(r->text, "   flags  ");
    want(r, line != NULL && (strstr(line, "none") != NULL) == (r->expected.flags == 0), "no flags");
    for (int i = 0; i < 5 && line != NULL; i++) {
        want(r, (strstr(line, names[i]) != NULL) == ((r->expected.flags >> i & 1) != 0), "the flags");
    }
    const char *shortest = reader_after(r->text, "reads back is ");
    if (r->width < WIDE || shortest == NULL) {
        return;
    }
    char digits[64] = "";
    memcpy(digits, shortest, strcspn(shortest, "\n"));
    const ref_policy nearest = {.rounding = REF_NEAREST_EVEN};
    const ref_result back = ref_parse(&r->c.bracket[1], compare_format(to), digits, &nearest);
    want(r, back.code == r->expected.code, "the shortest decimal");
}

/* ---- The whole text --------------------------------------------------------------------------------------------- */

static void read_at(reading *r, const hu_format *to, int width)
{
    static const char *const names[] = {"x", "y", "z"};
    r->width = width;
    const size_t length = hu_explain_text(r->text, sizeof r->text, &r->e, width);
    want(r, length < sizeof r->text && strlen(r->text) == length, "the length");
    want(r, reader_layout(r->text, width), "a line is too wide");
    for (int i = 0; i < ref_arity(r->op); i++) {
        read_code(r, names[i], r->x[i]);
    }
    read_exact(r);
    read_rounding(r);
    read_result(r, to);
}

static void read_tuple(reading *r, ref_op op, const hu_format *to, const hu_number *x)
{
    const hu_env env = compare_draw(&r->c);
    ref_operand same[REF_OPERANDS_MAX];
    for (int i = 0; i < ref_arity(op); i++) {
        same[i] = compare_operand(x[i]);
    }
    ref_bracket_t *b = bracket(r);
    ref_bracket(b, op, compare_format(to), same, (env.flush & HU_FLUSH_OPERANDS) != 0);
    r->op = op;
    r->x = x;
    r->wrong = NULL;
    r->policy = compare_policy(&env);
    r->expected = ref_choose(b, &r->policy);
    r->negative = (env.rounding == HU_DOWN ? b->negative_down : b->negative) &&
                  (b->to->has_sign || env.negative != HU_NEGATIVE_MAGNITUDE);
    const hu_operation operation = op == REF_LOG_B ? HU_OP_LOG_B : (hu_operation)op;
    want(r, hu_explain(operation, to, x, &env, &r->e) == HU_STATUS_GOOD, "the status");
    static const int widths[] = {60, 80, 100, WIDE};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0] && r->wrong == NULL; i++) {
        read_at(r, to, widths[i]);
    }
    r->c.comparisons++;
    if (r->wrong != NULL && r->c.failures++ < CHECK_SHOWN) {
        fprintf(stderr, "  %s: %s at width %d is wrong in\n%s\n", r->c.name, r->wrong, r->width, r->text);
    }
}

long check_explain_text(void)
{
    static reading r;
    compare_begin(&r.c, "explain.text", COMPARE_SOME_POLICIES);
    reader_row_init(&r.row);
    const uint64_t seed = check_seed();
    size_t formats = 0;
    while (hu_format_at(formats) != NULL) {
        formats++;
    }
    for (ref_op op = REF_CONVERT; op <= REF_LOG_B; op++) {
        for (uint64_t n = 0; n < CASES; n++) {
            if (!check_dose()) {
                continue;
            }
            const uint64_t z = hu_random(seed, 140, n * 16 + op);
            const hu_format *f = hu_format_at((size_t)(z % formats));
            const hu_format *to = n % 2 == 0 ? f : hu_format_at((size_t)((z >> 8) % formats));
            const hu_number x[] = {{f, operand_code(f, seed, 141 + op, n)},
                                   {f, operand_code(f, seed, 161 + op, n)},
                                   {f, operand_code(f, seed, 181 + op, n)}};
            if (op == REF_CONVERT || (f->fraction_bits <= 23 && to->fraction_bits <= 23)) {
                read_tuple(&r, op, to, x);
            }
        }
    }
    reader_row_clear(&r.row);
    return compare_end(&r.c);
}
