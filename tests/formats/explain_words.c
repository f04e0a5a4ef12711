/* SPDX-License-Identifier: Apache-2.0
 *
 * The sentences of hu_explain_text, one case each, found by hand from the values of the formats. Also the layout of its
 * lines for every operation, at many widths, in the widest formats.
 */
#include <stdlib.h>
#include <string.h>

#include "halfulp_explain.h"
#include "support/check.h"
#include "support/compare.h"
#include "support/explain_reader.h"

enum { TEXT_SIZE = 16384, LAYOUTS = 500 };

typedef struct {
    const char *words; /* expected in the text */
    hu_operation operation;
    const char *to, *from;
    uint64_t code[HU_OPERANDS_MAX];
    hu_env env;
} sentence;

/* FP16: 3C00 is 1, 3C01 1 + 2^-10, 1000 2^-11, 0400 2^-14, 0001 2^-24, 7C00 infinity, 7E00 NaN, 7D00 signaling.
 * FP32: 3FD80000 is 1.6875, E4M3's 1.625 and half a quantum of 1/8. */
static const sentence sentences[] = {
    {"ties to even: a tie, so the even one, inner, is chosen.", HU_OP_ADD, "fp16", "fp16", {0x3C00, 0x1000}, {0}},
    {"ties to even: a tie, so the even one, outer, is chosen.", HU_OP_ADD, "fp16", "fp16", {0x3C01, 0x1000}, {0}},
    {"away from zero: a tie, so outer is chosen.", HU_OP_ADD, "fp16", "fp16", {0x3C00, 0x1000}, {.rounding = 1}},
    {"ties to even: less than half is discarded, so inner", HU_OP_ADD, "fp16", "fp16", {0x3C00, 0x0C00}, {0}},
    {"ties to even: more than half is discarded, so outer", HU_OP_ADD, "fp16", "fp16", {0x3C00, 0x1200}, {0}},
    {"toward zero: whatever is discarded, inner is", HU_OP_ADD, "fp16", "fp16", {0x3C00, 0x1200}, {.rounding = 2}},
    {"minus infinity: the result is positive, so inner", HU_OP_ADD, "fp16", "fp16", {0x3C00, 0x1000}, {.rounding = 3}},
    {"minus infinity: the result is negative, so outer", HU_OP_ADD, "fp16", "fp16", {0xBC00, 0x9000}, {.rounding = 3}},
    {"plus infinity: the result is positive, so outer", HU_OP_ADD, "fp16", "fp16", {0x3C00, 0x1000}, {.rounding = 4}},
    {"to odd: not exact, so the odd one, outer, is", HU_OP_ADD, "fp16", "fp16", {0x3C00, 0x1000}, {.rounding = 5}},
    {"to odd: not exact, so the odd one, inner, is", HU_OP_ADD, "fp16", "fp16", {0x3C01, 0x1000}, {.rounding = 5}},
    {"floor(nu * 2^N) + R >= 2^N. With N = 4 random bits, R = 7: 8 + 7 < 16.",
     HU_OP_CONVERT,
     "e4m3",
     "fp32",
     {0x3FD80000},
     {.rounding = HU_STOCHASTIC_A, .random_bits = 4, .random = 7}},
    {"2R + 1 >= 2^(N+1). With N = 4 random bits, R = 8: 16 + 17 >= 32.",
     HU_OP_CONVERT,
     "e4m3",
     "fp32",
     {0x3FD80000},
     {.rounding = HU_STOCHASTIC_B, .random_bits = 4, .random = 8}},
    {"ties to even) + R >= 2^N. With N = 0 random bits, R = 0: 0 + 0 < 1.",
     HU_OP_CONVERT,
     "e4m3",
     "fp32",
     {0x3FD80000},
     {.rounding = HU_STOCHASTIC_C}},
    {"Rounded stochastically (C): as drawn, inner is chosen.",
     HU_OP_CONVERT,
     "e4m3",
     "fp32",
     {0x3FD80000},
     {.rounding = HU_STOCHASTIC_C}},
    {"Nothing is discarded: every rounding mode gives this.", HU_OP_ADD, "fp16", "fp16", {0x3C00, 0x3C00}, {0}},
    {"The discarded part, nu, is less than 2^-64 of a quantum: less than half.",
     HU_OP_CONVERT,
     "fp16",
     "e8m0",
     {0x00},
     {0}},
    {"The discarded part, nu, is about 0.3333333333 of a", HU_OP_DIV, "fp16", "fp16", {0x3C00, 0x4200}, {0}},
    {"More bits follow. The first 59 are kept;", HU_OP_DIV, "fp16", "fp16", {0x3C00, 0x4200}, {0}},
    {"fp16 has 11 bits of precision: the quantum here, one ulp, is 2^-9.",
     HU_OP_ADD,
     "fp16",
     "fp16",
     {0x3C00, 0x3C00},
     {0}},
    {"but fewer below 2^-14: there the quantum stays 2^-24.", HU_OP_ADD, "fp16", "fp16", {1, 1}, {0}},
    {"Overflow: 480 is more than 0x7E = 448, the largest finite number.\n   e4m3 has no infinity, so the result is "
     "NaN.",
     HU_OP_CONVERT,
     "e4m3",
     "fp32",
     {0x43E90000}, /* 466 */
     {0}},
    {"The result is infinity.", HU_OP_ADD, "fp16", "fp16", {0x7BFF, 0x7BFF}, {0}},
    {"The result is minus infinity.", HU_OP_ADD, "fp16", "fp16", {0xFBFF, 0xFBFF}, {0}},
    {"By the overflow policy it is saturated: the result is the",
     HU_OP_ADD,
     "fp16",
     "fp16",
     {0x7BFF, 0x7BFF},
     {.overflow = 1}},
    {"This rounding direction never goes beyond it, so it",
     HU_OP_ADD,
     "fp16",
     "fp16",
     {0x7BFF, 0x7BFF},
     {.rounding = 2}},
    {"e2m1 has neither infinity nor NaN, so the result is the", HU_OP_ADD, "e2m1", "e2m1", {7, 7}, {0}},
    {"Underflow: even when rounded with an unbounded exponent, the result is below the smallest normal number, 2^-14, "
     "and it is inexact.",
     HU_OP_MUL,
     "fp16",
     "fp16",
     {1, 0x3800},
     {0}},
    {"Underflow: before rounding, the result is below the smallest normal number, 2^-14, and",
     HU_OP_MUL,
     "fp16",
     "fp16",
     {1, 0x3800},
     {.tininess = 1}},
    {"2^-14, so it is flushed to zero (FTZ).", HU_OP_ADD, "fp16", "fp16", {1, 1}, {.flush = HU_FLUSH_RESULTS}},
    {"No underflow: the result is subnormal, but exact.", HU_OP_ADD, "fp16", "fp16", {1, 1}, {0}},
    {"No underflow: the result is inexact, but rounded with", /* 2^-14 - 2^-26 */
     HU_OP_CONVERT,
     "fp16",
     "fp32",
     {0x387FF000},
     {0}},
    {"e2m1 has no NaN (invalid): by the environment's policies the result is 0x7 = 6, the largest number.",
     HU_OP_CONVERT,
     "e2m1",
     "fp16",
     {0x7E00},
     {0}},
    {"the result is -0.", HU_OP_CONVERT, "e2m1", "fp16", {0x7E00}, {.missing_nan = HU_MISSING_NAN_OPPOSITE_ZERO}},
    {"e8m0 has no zero: by the environment's policies the result is NaN.", HU_OP_CONVERT, "e8m0", "fp16", {0}, {0}},
    {"the result is 0x00 ~ 5.877471754111438e-39, the smallest number.",
     HU_OP_CONVERT,
     "e8m0",
     "fp16",
     {0},
     {.missing_zero = HU_MISSING_ZERO_SMALLEST}},
    {"Below zero, and e8m0 has no sign (invalid): by the", HU_OP_CONVERT, "e8m0", "fp16", {0xC000}, {0}},
    {"e4m3 has no infinity: by the environment's policies the result is NaN.",
     HU_OP_CONVERT,
     "e4m3",
     "fp16",
     {0x7C00},
     {0}},
    {"Infinity is saturated: by the environment's policies the result is 0xFB = -57344, the lowest number.",
     HU_OP_CONVERT,
     "e5m2",
     "fp16",
     {0xFC00},
     {.overflow = HU_SATURATE_ALL}},
    {"Nothing to round: infinity stays infinity.", HU_OP_ADD, "fp16", "fp16", {0x7C00, 0}, {0}},
    {"Nothing to round: zero stays zero.", HU_OP_ADD, "fp16", "fp16", {0, 0}, {0}},
    {"x / y = NaN: there is no useful answer (invalid)", HU_OP_DIV, "fp16", "fp16", {0, 0}, {0}},
    {"x / y = -infinity: an exact infinity from finite", HU_OP_DIV, "fp16", "fp16", {0x3C00, 0x8000}, {0}},
    {"x + y = NaN: an operand is a signaling NaN (invalid)", HU_OP_ADD, "fp16", "fp16", {0x7D00, 0}, {0}},
    {"x + y = NaN: an operand is a NaN\n", HU_OP_ADD, "fp16", "fp16", {0x7E00, 0}, {0}},
    {"x + y = +infinity\n", HU_OP_ADD, "fp16", "fp16", {0x7C00, 0}, {0}},
    {"The other operand is a NaN, so the number is the", HU_OP_MINIMUM_NUMBER, "fp16", "fp16", {0x7E00, 0x3C00}, {0}},
    {"is a signaling NaN (invalid), so the number is", HU_OP_MINIMUM_NUMBER, "fp16", "fp16", {0x7D00, 0x3C00}, {0}},
    {"taken as -0: subnormal operands are flushed to zero (DAZ)",
     HU_OP_ADD,
     "fp16",
     "fp16",
     {0x8001, 0},
     {.flush = HU_FLUSH_OPERANDS}},
    {"text   448; the shortest decimal that reads back is 450\n", HU_OP_CONVERT, "e4m3", "e4m3", {0x7E}, {0}},
    {"text   6\n", HU_OP_CONVERT, "e2m1", "e2m1", {7}, {0}},
    {"text   1e+30, the shortest decimal that reads back\n", HU_OP_CONVERT, "fp32", "fp32", {0x7149F2CA}, {0}},
    /* 30 characters are shown, 31 are truncated, and a number that is not near 1 */
    {"= 0.0000000037252902984619140625\n", HU_OP_CONVERT, "fp32", "fp32", {0x31800000}, {0}},
    {"= 0.0000000018626451492309570312...\n", HU_OP_CONVERT, "fp32", "fp32", {0x31000000}, {0}},
    {"~ 9.313225746154785e-10\n", HU_OP_CONVERT, "fp32", "fp32", {0x30800000}, {0}},
    /* of a sticky quotient 33 bits, 5/3 * 2^-40 = 1.5158245029...e-12; the bits of 1/3 */
    {"~ 1.515824503e-12\n", HU_OP_DIV, "fp32", "fp32", {0x2CA00000, 0x40400000}, {0}},
    {"x / y      + 1.0101010101010101010101010101010101010101010101010101",
     HU_OP_DIV,
     "fp16",
     "fp16",
     {0x3C00, 0x4200},
     {0}},
    /* an integer of 64 bits has all its digits */
    {"...  = 18446744073709551615\n", HU_OP_FROM_UINT64, "fp16", NULL, {UINT64_MAX}, {0}},
    {"x is the largest finite number of its sign.", HU_OP_CONVERT, "e4m3", "e4m3", {0xFE}, {0}},
    {"x is the smallest number.", HU_OP_CONVERT, "e8m0", "e8m0", {0}, {0}},
    {"The quantum here, the smallest subnormal number, is 2^-9.", HU_OP_CONVERT, "e4m3", "e4m3", {1}, {0}},
    {"The quantum here, one ulp, is 2^5.", HU_OP_CONVERT, "e4m3", "e4m3", {0x7E}, {0}},
    {"0x7E in e4m3\n", HU_OP_CONVERT, "e4m3", "e4m3", {0x7E}, {0}},
    {"fp32 to e4m3, rounded to nearest, ties to even\n", HU_OP_CONVERT, "e4m3", "fp32", {0}, {0}},
    {"x * y + z in fp16, rounded toward zero\n", HU_OP_FMA, "fp16", "fp16", {0, 0, 0}, {.rounding = 2}},
    {"x * y + z of e4m3, e4m3 and e4m3 to fp16, rounded", HU_OP_FMA, "fp16", "e4m3", {0, 0, 0}, {0}},
    {"minimum(x, y) in fp16\n", HU_OP_MINIMUM, "fp16", "fp16", {0, 0}, {0}},
    {"a signed 32-bit integer to fp16, rounded", HU_OP_FROM_INT32, "fp16", NULL, {7}, {0}},
    {"n      -1, a signed 32-bit integer\n", HU_OP_FROM_INT32, "fp16", NULL, {0xFFFFFFFF}, {0}},
    {"n      -1, a signed 64-bit integer\n", HU_OP_FROM_INT64, "fp16", NULL, {UINT64_MAX}, {0}},
    {"n      4294967295, an unsigned 32-bit integer\n", HU_OP_FROM_UINT32, "fp16", NULL, {0xFFFFFFFF}, {0}},
    {"n      18446744073709551615, an unsigned 64-bit integer\n", HU_OP_FROM_UINT64, "fp16", NULL, {UINT64_MAX}, {0}},
    /* 2.5 between 2 and 3; 7.5 to 8, which E2M3 does not have; 2^15 */
    {"   exact      + 10.|1\n   discarded       |1\n   inner      + 10  0x4000 = 2\n   outer      + 11  0x4200 = 3\n",
     HU_OP_ROUND_TO_INTEGRAL,
     "fp16",
     "fp16",
     {0x4100},
     {0}},
    {"3. round to the format, in units of 2^3\n", HU_OP_ROUND_TO_INTEGRAL, "e2m3", "e2m3", {0x1F}, {0}},
    {"x is an integer.", HU_OP_ROUND_TO_INTEGRAL, "fp32", "fp32", {0x7F000000}, {0}},
    /* the fields of a code, subnormal and normal, with a bias below zero, and a sum that cancels */
    {"          = -1.10 * 2^(1 + 3) = -24\n", HU_OP_CONVERT, "fp32", "e4m2b-3", {0x46}, {0}},
    {"          = +0.0000000001 * 2^(1 - 15) = 0.000000059604644775390625, subnormal\n",
     HU_OP_CONVERT,
     "fp16",
     "fp16",
     {1},
     {0}},
    {"   x          + 10000000001\n   -y         - 10000000000\n   x - y      +           1  = 0.0009765625\n",
     HU_OP_SUB,
     "fp16",
     "fp16",
     {0x3C01, 0x3C00},
     {0}},
};

/* Lines of 60 columns: (1 + 2^-5) * 2^-29 fills one with its digits, another bit puts them into the next; words go on
 * below words. */
static const sentence narrow[] = {
    {"   x          + 1.00001  = 0.0000000019208528101444244384...\n",
     HU_OP_CONVERT,
     "fp32",
     "fp32",
     {0x31040000},
     {0}},
    {"   x          + 1.000001\n                = 0.0000000018917489796876907348...\n",
     HU_OP_CONVERT,
     "fp32",
     "fp32",
     {0x31020000},
     {0}},
    {"   More bits follow. The first 59 are kept; a sticky bit\n   stands for the rest, which is not zero.\n",
     HU_OP_DIV,
     "fp16",
     "fp16",
     {0x3C00, 0x4200},
     {0}},
};

static bool explains(const sentence *s, int width, char *text)
{
    const hu_operation_info *info = hu_operation_describe(s->operation);
    hu_format from;
    hu_number x[HU_OPERANDS_MAX];
    text[0] = '\0';
    if (s->from != NULL && !hu_format_parse(s->from, &from)) {
        return false;
    }
    for (int i = 0; i < info->arity; i++) {
        x[i] = (hu_number){s->from == NULL ? NULL : &from, s->code[i]};
    }
    hu_explanation e;
    if (hu_explain(s->operation, hu_format_find(s->to), x, &s->env, &e) != HU_STATUS_GOOD) {
        return false;
    }
    hu_explain_text(text, TEXT_SIZE, &e, width);
    return strstr(text, s->words) != NULL;
}

/* True if the fields of 0 are beside its code in a line of that width, false if they are below it. */
static bool fields_are_beside(const char *format, int width, char *text)
{
    hu_format f;
    hu_explanation e;
    const hu_env env = {0};
    const hu_number zero = {&f, 0};
    if (!hu_format_parse(format, &f) || hu_explain(HU_OP_CONVERT, &f, &zero, &env, &e) != HU_STATUS_GOOD) {
        return false;
    }
    hu_explain_text(text, TEXT_SIZE, &e, width);
    const char *line = reader_line(text, "   x      0x00000000");
    return line != NULL && strcspn(line, "|") < strcspn(line, "\n");
}

/* True if the text has the same lines at both widths. */
static bool same_at(int width, int same, char *text)
{
    static char other[TEXT_SIZE];
    const hu_env env = {0};
    const hu_number x[] = {{hu_format_find("fp16"), 0x3C00}, {hu_format_find("fp16"), 0x4200}};
    hu_explanation e;
    if (hu_explain(HU_OP_DIV, x[0].format, x, &env, &e) != HU_STATUS_GOOD) {
        return false;
    }
    hu_explain_text(text, TEXT_SIZE, &e, width);
    hu_explain_text(other, TEXT_SIZE, &e, same);
    return strcmp(text, other) == 0;
}

long check_explain_words(void)
{
    static char text[TEXT_SIZE];
    const size_t wide = sizeof sentences / sizeof sentences[0];
    const size_t count = wide + sizeof narrow / sizeof narrow[0];
    long failures = 0;
    for (size_t i = 0; i < count; i++) {
        const sentence *s = i < wide ? &sentences[i] : &narrow[i - wide];
        if (!explains(s, i < wide ? 1000 : 60, text) && failures++ < CHECK_SHOWN) {
            fprintf(stderr, "  expected \"%s\" in\n%s\n", s->words, text);
        }
    }
    /* 10 columns, a code of 10, 9 around the fields, and 8 + 23 or 8 + 24 bits */
    if (!fields_are_beside("fp32", 60, text) || fields_are_beside("ue8m24", 60, text) ||
        !fields_are_beside("ue8m24", 61, text)) {
        fprintf(stderr, "  the fields of a code are in the wrong place\n");
        failures++;
    }
    if (!same_at(0, 80, text) || same_at(0, 60, text) || !same_at(59, 60, text) || !same_at(-1, 60, text)) {
        fprintf(stderr, "  a width of 0 is not 80, or one below 60 is not 60\n");
        failures++;
    }
    return check_end("explain.words", (long long)count + 7, failures);
}

/* ---- Layout ------------------------------------------------------------------------------------------------------ */

/* The widest and the narrowest formats, those with the longest names, and IEEE P3109's. */
static const char *const extremes[] = {"e16m47",
                                       "e16m30",
                                       "ue12m52",
                                       "ue16m48b32760:inf=none,nan=none,zero=yes",
                                       "e1m1:inf=none,nan=none",
                                       "e11m52",
                                       "e16m0:inf=none,nan=none",
                                       "ue1m52:inf=none,nan=top",
                                       "e5m10b30000",
                                       "e8m23b-30000",
                                       "fp32",
                                       "fp16",
                                       "e4m3",
                                       "e8m0",
                                       "binary16p9se",
                                       "binary3p1uf"};

static bool fits(char *text, const hu_explanation *e, int width, uint64_t r)
{
    const int least = width < HU_EXPLAIN_WIDTH_MIN ? HU_EXPLAIN_WIDTH_MIN : width;
    const size_t length = hu_explain_text(text, TEXT_SIZE, e, width);
    if (length >= TEXT_SIZE || strlen(text) != length || !reader_layout(text, width == 0 ? HU_EXPLAIN_WIDTH : least)) {
        return false;
    }
    /* a shorter buffer holds the beginning, and nothing is written beyond it */
    static char part[TEXT_SIZE];
    const size_t size = (size_t)(r % (length + 2));
    memset(part, '#', size + 1);
    const bool same_length = hu_explain_text(part, size, e, width) == length && part[size] == '#';
    return same_length && (size == 0 || (strlen(part) == (size > length ? length : size - 1) &&
                                         strncmp(part, text, strlen(part)) == 0));
}

long check_explain_layout(void)
{
    static char text[TEXT_SIZE];
    static const int widths[] = {0, 1, 60, 61, 79, 120};
    enum { FORMATS = sizeof extremes / sizeof extremes[0], WIDTHS = sizeof widths / sizeof widths[0] };
    hu_format formats[FORMATS];
    long failures = 0;
    for (size_t i = 0; i < FORMATS; i++) {
        if (!hu_format_parse(extremes[i], &formats[i])) {
            fprintf(stderr, "  %s: %s\n", extremes[i], hu_format_parse_error(extremes[i]));
            return 1;
        }
    }
    compare c;
    compare_begin(&c, "explain.layout", COMPARE_SOME_POLICIES);
    for (uint64_t n = 0; n < LAYOUTS; n++) {
        if (!check_dose()) {
            continue;
        }
        const hu_operation operation = (hu_operation)(n % HU_OPERATIONS);
        const uint64_t r = hu_random(check_seed(), 200, n);
        hu_number x[HU_OPERANDS_MAX];
        for (int i = 0; i < HU_OPERANDS_MAX; i++) {
            const hu_format *f = &formats[n % 3 == 0 ? r % FORMATS : (r >> (8 * i)) % FORMATS];
            const uint64_t code = hu_random(check_seed(), 201 + (uint64_t)i, n);
            const bool number = hu_operation_describe(operation)->operand[i] == HU_KIND_NUMBER;
            x[i].format = f;
            x[i].code = number ? code >> (64 - hu_format_width(f)) : code & UINT32_MAX;
        }
        const hu_format *to = &formats[n % 3 == 0 ? r % FORMATS : (r >> 32) % FORMATS];
        const hu_env env = compare_draw(&c);
        hu_explanation e;
        const hu_status status = hu_explain(operation, to, x, &env, &e);
        for (size_t i = 0; i < WIDTHS && status == HU_STATUS_GOOD; i++) {
            c.comparisons++;
            if (!fits(text, &e, widths[i], r >> 16) && c.failures++ < CHECK_SHOWN) {
                fprintf(stderr, "  at width %d:\n%s\n", widths[i], text);
            }
        }
    }
    return failures + compare_end(&c);
}
