/* SPDX-License-Identifier: Apache-2.0
 *
 * second_opinion.c - the reference checks itself.
 */
#include "mpfr_path.h"
#include "support/check.h"

#include <inttypes.h>

enum { MESSAGES_MAX = 10 };

/* The random state, and the number of disagreements. */
typedef struct {
    uint64_t state;
    long disagreements;
    FILE *out;
    ref_bracket_t bracket;
    mpfr_t decoded;
    mpfr_t expected;
} self_check;

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
static uint64_t draw(self_check *c)
{
    c->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = c->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* 0 <= result < n; the bias of the remainder does not matter here. */
static int draw_below(self_check *c, int n)
{
    return (int)(draw(c) % (uint64_t)n);
}

/* Counts a disagreement. Returns true for the first few, which are to be printed. */
static bool disagree(self_check *c)
{
    c->disagreements++;
    return c->disagreements <= MESSAGES_MAX;
}

/* Checks that the code decodes to the value that the table gives as text. */
static void check_value(self_check *c, const ref_format *f, const char *column, uint64_t code, const char *value)
{
    char text[256];
    ref_decode(c->decoded, f, code);
    mpfr_set_str(c->expected, value, 0, MPFR_RNDZ);
    if (!mpfr_equal_p(c->decoded, c->expected) && disagree(c)) {
        fprintf(c->out, "%s: %s is %s in the table, but %s\n", f->name, column, value,
                ref_describe(text, sizeof text, f, code));
    }
}

static void check_columns(self_check *c, const ref_format *f)
{
    check_value(c, f, "largest", f->largest_code, f->largest);
    check_value(c, f, "smallest_normal", f->has_zero ? UINT64_C(1) << f->fraction_bits : 0, f->smallest_normal);
    check_value(c, f, "smallest", f->has_zero ? 1 : 0, f->smallest);

    int magnitude_bits = f->exponent_bits + f->fraction_bits;
    bool is_top = f->largest_code == UINT64_MAX >> (64 - magnitude_bits);
    bool above_is_finite = false;
    if (!is_top) {
        ref_decode(c->decoded, f, f->largest_code + 1);
        above_is_finite = mpfr_number_p(c->decoded) != 0;
    }
    if (above_is_finite && disagree(c)) {
        fprintf(c->out, "%s: the code above largest_code is finite too\n", f->name);
    }
    if (f->nan != REF_NAN_NONE) {
        bool signaling = ref_decode(c->decoded, f, f->canonical_nan);
        if ((signaling || !mpfr_nan_p(c->decoded)) && disagree(c)) {
            fprintf(c->out, "%s: canonical_nan is not a quiet NaN\n", f->name);
        }
    }
}

/* A code of `f`: random, or with critical exponent and fraction fields. */
static uint64_t draw_code(self_check *c, const ref_format *f)
{
    uint64_t code = draw(c) >> (64 - f->width);
    if (draw_below(c, 4) == 0) {
        return code;
    }
    int top = (1 << f->exponent_bits) - 1;
    const int fields[] = {0, 1, 2, f->bias - 1, f->bias, f->bias + 1, top - 2, top - 1, top};
    int field = fields[draw_below(c, 9)];
    if (draw_below(c, 2) == 0) { /* within the range of the narrow formats, and a little beyond */
        field = f->bias - 32 + draw_below(c, 64);
    }
    uint64_t E = (uint64_t)(field < 0 ? 0 : field > top ? top : field);
    uint64_t T_max = (UINT64_C(1) << f->fraction_bits) - 1;
    uint64_t run = f->fraction_bits == 0 ? 0 : T_max >> draw_below(c, f->fraction_bits);
    const uint64_t fractions[] = {0, run, T_max - run, run + 1, T_max, code};
    uint64_t T = fractions[draw_below(c, 6)] & T_max;
    uint64_t sign = f->has_sign ? code >> (f->width - 1) << (f->width - 1) : 0;
    return sign | E << f->fraction_bits | T;
}

static void print_case(self_check *c, const char *what, ref_op op, const ref_operand *operands)
{
    char text[256];
    fprintf(c->out, "%s: %s to %s\n", what, ref_op_name(op), c->bracket.to->name);
    for (int i = 0; i < ref_arity(op); i++) {
        fprintf(c->out, "  operand %s\n", ref_describe(text, sizeof text, operands[i].format, operands[i].code));
    }
    ref_describe_value(text, sizeof text, c->bracket.exact);
    fprintf(c->out, "  exact   %s%s\n", text, c->bracket.truncated ? "..." : "");
}

static void print_choice(self_check *c, const ref_policy *policy, const ref_result *result)
{
    char text[256];
    fprintf(c->out, "  rounding %d, overflow %d, tininess %d, random %" PRIu64 " of %u bits\n", (int)policy->rounding,
            (int)policy->overflow, (int)policy->tininess, policy->random, policy->random_bits);
    fprintf(c->out, "  result  %s, flags %02x\n", ref_describe(text, sizeof text, c->bracket.to, result->code),
            result->flags);
}

/* ---- Results found by hand --------------------------------------------------------------------------------------- */

/* From IEEE 754-2019 clauses 6 and 7, OFP8's table of conversions, the tables of policies in halfulp_env.h and the NaN
 * rules in the machines' manuals. The operands are fp16. */
typedef struct {
    ref_op op;
    const char *to;
    uint64_t x, y, z;
    ref_policy policy;
    uint64_t code;
    unsigned flags;
} by_hand;

enum { ZERO = 0x0000, ONE = 0x3C00, INF = 0x7C00, QUIET = 0x7E01, SIGNALING = 0x7D00, SIGN = 0x8000, THREE = 0x4200 };

/* Infinities and NaNs, and division by zero. */
static const by_hand special_rows[] = {
    {REF_FMA, "fp16", ZERO, INF, QUIET, {0}, 0x7E00, REF_INVALID},
    {REF_FMA, "fp16", INF, ZERO, ONE, {0}, 0x7E00, REF_INVALID},
    {REF_FMA, "fp16", INF, ONE, QUIET, {0}, 0x7E00, 0},
    {REF_FMA, "fp16", INF, ONE, SIGN | INF, {0}, 0x7E00, REF_INVALID},
    {REF_FMA, "fp16", ONE, ONE, SIGNALING, {0}, 0x7E00, REF_INVALID},
    {REF_CONVERT, "e5m2", SIGN | QUIET, 0, 0, {0}, 0x7E, 0},
    {REF_CONVERT, "e4m3", SIGNALING, 0, 0, {0}, 0x7F, REF_INVALID},
    {REF_CONVERT, "e4m3", INF, 0, 0, {0}, 0x7F, 0},
    {REF_CONVERT, "e4m3", SIGN | INF, 0, 0, {.overflow = REF_SATURATE_FINITE}, 0x7F, 0},
    {REF_CONVERT, "e4m3", SIGN | INF, 0, 0, {.overflow = REF_SATURATE_ALL}, 0xFE, 0},
    {REF_CONVERT, "e5m2", SIGN | INF, 0, 0, {.overflow = REF_SATURATE_FINITE}, 0xFC, 0},
    {REF_CONVERT, "e5m2", SIGN | INF, 0, 0, {.overflow = REF_SATURATE_ALL}, 0xFB, 0},
    {REF_DIV, "e4m3", ONE, SIGN | ZERO, 0, {0}, 0x7F, REF_DIVIDE_BY_ZERO},
    {REF_DIV, "e4m3", ONE, SIGN | ZERO, 0, {.overflow = REF_SATURATE_ALL}, 0xFE, REF_DIVIDE_BY_ZERO},
};

/* 464 is halfway between 448 and 480; 464.25 is the next fp16 number. */
static const by_hand overflow_rows[] = {
    {REF_CONVERT, "e4m3", 0x5F40, 0, 0, {0}, 0x7E, REF_INEXACT},
    {REF_CONVERT, "e4m3", 0x5F41, 0, 0, {0}, 0x7F, REF_OVERFLOW | REF_INEXACT},
    {REF_CONVERT, "e4m3", 0x5F40, 0, 0, {.rounding = REF_NEAREST_AWAY}, 0x7F, REF_OVERFLOW | REF_INEXACT},
    {REF_CONVERT, "e4m3", 0x5F41, 0, 0, {.overflow = REF_SATURATE_FINITE}, 0x7E, REF_OVERFLOW | REF_INEXACT},
    {REF_CONVERT, "e4m3", 0x5F41, 0, 0, {.rounding = REF_TO_ODD}, 0x7E, REF_OVERFLOW | REF_INEXACT},
    {REF_CONVERT, "e4m3", 0x5F41, 0, 0, {.rounding = REF_TOWARD_ZERO}, 0x7E, REF_INEXACT},
    {REF_CONVERT, "e4m3", 0x5F80, 0, 0, {.rounding = REF_TOWARD_ZERO}, 0x7E, REF_OVERFLOW | REF_INEXACT},
};

/* The choice of NaN: quieted 7D00 is 7F00, its payload at the top of the field. */
static const by_hand nan_rows[] = {
    {REF_CONVERT, "fp32", SIGN | SIGNALING, 0, 0, {.nan = REF_X86_NAN}, 0xFFE00000, REF_INVALID},
    {REF_CONVERT, "e4m3", SIGN | QUIET, 0, 0, {.nan = REF_X86_NAN}, 0xFF, 0},
    {REF_ADD, "fp16", QUIET, SIGNALING, 0, {.nan = REF_X86_NAN}, 0x7E01, REF_INVALID},
    {REF_ADD, "fp16", QUIET, SIGNALING, 0, {.nan = REF_ARM_NAN}, 0x7F00, REF_INVALID},
    {REF_ADD, "fp16", QUIET, SIGNALING, 0, {.nan = REF_NVIDIA_NAN}, 0x7FFF, REF_INVALID},
    {REF_FMA, "fp16", 0x7E02, ONE, QUIET, {.nan = REF_X86_NAN}, 0x7E02, 0},
    {REF_FMA, "fp16", 0x7E02, ONE, QUIET, {.nan = REF_ARM_NAN}, QUIET, 0},
    {REF_FMA, "fp16", ZERO, INF, QUIET, {.nan = REF_X86_NAN}, QUIET, 0},
    {REF_FMA, "fp16", ZERO, INF, SIGNALING, {.nan = REF_X86_NAN}, 0x7F00, REF_INVALID},
    {REF_FMA, "fp16", ZERO, INF, QUIET, {.nan = REF_ARM_NAN}, 0x7E00, REF_INVALID},
    {REF_FMA, "fp16", ZERO, INF, SIGNALING, {.nan = REF_ARM_NAN}, 0x7F00, REF_INVALID},
    {REF_FMA, "fp16", ZERO, INF, QUIET, {.nan = REF_NVIDIA_NAN}, 0x7FFF, REF_INVALID},
    {REF_MUL, "fp16", ZERO, INF, 0, {.nan = REF_X86_NAN}, 0xFE00, REF_INVALID},
    {REF_MUL, "fp16", ZERO, INF, 0, {.nan = REF_ARM_NAN}, 0x7E00, REF_INVALID},
    {REF_MINIMUM, "fp16", QUIET, ONE, 0, {0}, 0x7E00, 0},
    {REF_MINIMUM_NUMBER, "fp16", SIGNALING, ONE, 0, {0}, ONE, REF_INVALID},
    {REF_MAXIMUM_NUMBER, "e4m3", QUIET, 0x7BFF, 0, {.nan = REF_X86_NAN}, 0xFF, REF_OVERFLOW | REF_INEXACT},
    {REF_MINIMUM, "fp16", ZERO, SIGN | ZERO, 0, {0}, SIGN | ZERO, 0},
    {REF_LOG_B, "fp16", SIGN | ZERO, 0, 0, {0}, SIGN | INF, REF_DIVIDE_BY_ZERO},
    {REF_REMAINDER, "fp16", SIGN | THREE, ONE, 0, {0}, SIGN | ZERO, 0},
};

/* No NaN, no zero, no sign; 3.0 is halfway between the codes 80 and 81 of E8M0. */
static const by_hand missing_rows[] = {
    {REF_CONVERT, "e2m1", QUIET, 0, 0, {0}, 0x7, REF_INVALID},
    {REF_CONVERT, "e2m1", QUIET, 0, 0, {.missing_nan = REF_MISSING_NAN_OPPOSITE_ZERO}, 0x8, REF_INVALID},
    {REF_CONVERT, "e2m1", SIGN | QUIET, 0, 0, {.missing_nan = REF_MISSING_NAN_OPPOSITE_ZERO}, 0x0, REF_INVALID},
    {REF_CONVERT, "e2m1", QUIET, 0, 0, {.missing_nan = REF_MISSING_NAN_ZERO}, 0x0, REF_INVALID},
    {REF_CONVERT, "e2m1", SIGN | INF, 0, 0, {0}, 0xF, 0},
    {REF_CONVERT, "e8m0", THREE, 0, 0, {0}, 0x80, REF_INEXACT},
    {REF_CONVERT, "e8m0", THREE, 0, 0, {.rounding = REF_NEAREST_AWAY}, 0x81, REF_INEXACT},
    {REF_CONVERT, "e8m0", ZERO, 0, 0, {0}, 0xFF, REF_UNDERFLOW | REF_INEXACT},
    {REF_CONVERT, "e8m0", ZERO, 0, 0, {.overflow = REF_SATURATE_ALL}, 0x00, REF_UNDERFLOW | REF_INEXACT},
    {REF_CONVERT, "e8m0", ZERO, 0, 0, {.missing_zero = REF_MISSING_ZERO_SMALLEST}, 0x00, REF_UNDERFLOW | REF_INEXACT},
    {REF_CONVERT, "e8m0", SIGN | THREE, 0, 0, {0}, 0xFF, REF_INVALID},
    {REF_CONVERT, "e8m0", SIGN | THREE, 0, 0, {.overflow = REF_SATURATE_FINITE}, 0x00, REF_INVALID},
    {REF_CONVERT, "e8m0", SIGN | THREE, 0, 0, {.negative = REF_NEGATIVE_MAGNITUDE}, 0x80, REF_INEXACT},
    {REF_CONVERT, "ue4m3", SIGN | 1, 0, 0, {0}, 0x00, REF_UNDERFLOW | REF_INEXACT},
    {REF_CONVERT, "ue4m3", SIGN | 1, 0, 0, {.rounding = REF_DOWN}, 0x7F, REF_INVALID},
    {REF_CONVERT, "e4m3fnuz", SIGN | 1, 0, 0, {0}, 0x00, REF_UNDERFLOW | REF_INEXACT},
};

/* Subnormal operands and results flushed to zero. */
static const by_hand flush_rows[] = {
    {REF_CONVERT, "fp16", SIGN | 1, 0, 0, {.flush = REF_FLUSH_RESULTS}, SIGN, REF_UNDERFLOW | REF_INEXACT},
    {REF_CONVERT, "fp16", SIGN | 1, 0, 0, {.flush = REF_FLUSH_OPERANDS}, SIGN, 0},
    {REF_DIV, "fp16", ONE, SIGN | 1, 0, {.flush = REF_FLUSH_OPERANDS}, SIGN | INF, REF_DIVIDE_BY_ZERO},
};

static void check_rows(self_check *c, const by_hand *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const ref_format *fp16 = ref_format_find("fp16");
        const ref_format *to = ref_format_find(rows[i].to);
        if (fp16 == NULL || to == NULL) {
            continue;
        }
        ref_operand operands[] = {{fp16, rows[i].x}, {fp16, rows[i].y}, {fp16, rows[i].z}};
        ref_bracket(&c->bracket, rows[i].op, to, operands, (rows[i].policy.flush & REF_FLUSH_OPERANDS) != 0);
        ref_result result = ref_choose(&c->bracket, &rows[i].policy);
        if ((result.code != rows[i].code || result.flags != rows[i].flags) && disagree(c)) {
            print_case(c, "not the result found by hand", rows[i].op, operands);
            print_choice(c, &rows[i].policy, &result);
        }
    }
}

static void check_by_hand(self_check *c)
{
    check_rows(c, special_rows, sizeof special_rows / sizeof special_rows[0]);
    check_rows(c, overflow_rows, sizeof overflow_rows / sizeof overflow_rows[0]);
    check_rows(c, nan_rows, sizeof nan_rows / sizeof nan_rows[0]);
    check_rows(c, missing_rows, sizeof missing_rows / sizeof missing_rows[0]);
    check_rows(c, flush_rows, sizeof flush_rows / sizeof flush_rows[0]);
}

/* ---- Results by their definitions -------------------------------------------------------------------------------- */

/* lower <= |exact| < upper; they are equal only if the result is exact; and upper is the next code. */
static bool encloses(self_check *c)
{
    const ref_bracket_t *b = &c->bracket;
    if (b->lower.overflows) {
        return b->upper.overflows;
    }
    if (b->lower.underflows) { /* without a zero, below code 0: half of it for the next binade down */
        return b->upper.underflows || b->upper.code == 0;
    }
    ref_decode(c->decoded, b->to, b->lower.code);
    int order = mpfr_cmpabs(c->decoded, b->exact);
    bool on_grid = b->place.nu64 == 0 && !b->place.more;
    if (order > 0 || (order == 0 && !b->truncated) != on_grid || b->place.odd != (b->lower.code % 2 != 0)) {
        return false;
    }
    if (b->upper.overflows) {
        return b->lower.code == b->to->largest_code;
    }
    ref_decode(c->decoded, b->to, b->upper.code);
    return b->upper.code == b->lower.code + 1 && mpfr_cmpabs(c->decoded, b->exact) > 0;
}

/* The discarded fraction by its definition, (|exact| - lower) / (upper - lower), into `nu`; exact, because the divisor
 * is a power of two. */
static void discarded_fraction(self_check *c, mpfr_t nu)
{
    const ref_bracket_t *b = &c->bracket;
    ref_decode(c->decoded, b->to, b->lower.code);
    ref_decode(c->expected, b->to, b->upper.code);
    mpfr_set_prec(nu, mpfr_get_prec(b->exact));
    mpfr_abs(nu, b->exact, MPFR_RNDZ);
    mpfr_sub(nu, nu, c->decoded, MPFR_RNDZ);
    mpfr_sub(c->expected, c->expected, c->decoded, MPFR_RNDZ);
    mpfr_div(nu, nu, c->expected, MPFR_RNDZ);
}

/* How many of the eight random integers of three bits (or of any one, if the mode does not draw) round up. */
static unsigned long count_up(const self_check *c, ref_rounding rounding, unsigned random_bits)
{
    const ref_bracket_t *b = &c->bracket;
    uint64_t magnitude_mask = UINT64_MAX >> (64 - b->to->exponent_bits - b->to->fraction_bits);
    unsigned long up = 0;
    for (uint64_t R = 0; R >> random_bits == 0; R++) {
        ref_policy policy = {
            .rounding = rounding, .random = R, .random_bits = random_bits, .negative = REF_NEGATIVE_MAGNITUDE};
        up += (ref_choose(b, &policy).code & magnitude_mask) == b->upper.code ? 1 : 0;
    }
    return up;
}

/* The modes that MPFR's own path does not have, by the definition of each in terms of nu. With N = 3, of R from 0 to 7
 * these round up:
 *   A  R >= 8 - floor(8 nu):               floor(8 nu) times
 *   B  2R >= 15 - floor(16 nu):            floor((floor(16 nu) + 1) / 2) times
 *   C  R >= 8 - (8 nu to nearest-even):    (8 nu to nearest-even) times */
static bool draws_agree(self_check *c)
{
    const ref_bracket_t *b = &c->bracket;
    mpfr_t nu;
    mpfr_init2(nu, REF_OPERAND_PRECISION);
    discarded_fraction(c, nu);
    bool zero = mpfr_zero_p(nu) != 0;
    bool half_or_more = mpfr_cmp_ui_2exp(nu, 1, -1) >= 0;
    mpfr_mul_2ui(nu, nu, 64, MPFR_RNDZ);
    bool located = mpfr_get_uj(nu, MPFR_RNDZ) == b->place.nu64 && (mpfr_integer_p(nu) == 0) == b->place.more;
    mpfr_div_2ui(nu, nu, 61, MPFR_RNDZ);
    unsigned long floor8 = mpfr_get_ui(nu, MPFR_RNDZ);
    unsigned long nearest8 = mpfr_get_ui(nu, MPFR_RNDN);
    mpfr_mul_2ui(nu, nu, 1, MPFR_RNDZ);
    unsigned long floor16 = mpfr_get_ui(nu, MPFR_RNDZ);
    mpfr_clear(nu);
    unsigned long odd_up = !zero && b->upper.code % 2 != 0 ? 1 : 0;
    return located && count_up(c, REF_NEAREST_AWAY, 0) == (half_or_more ? 1 : 0) &&
           count_up(c, REF_TO_ODD, 0) == odd_up && count_up(c, REF_STOCHASTIC_A, 3) == floor8 &&
           count_up(c, REF_STOCHASTIC_B, 3) == (floor16 + 1) / 2 && count_up(c, REF_STOCHASTIC_C, 3) == nearest8;
}

static void check_second_opinion(self_check *c, ref_op op, const ref_operand *operands)
{
    const ref_format *to = c->bracket.to;
    for (int i = 0; i < 2 * REF_ROUNDINGS; i++) {
        ref_policy policy = {.rounding = (ref_rounding)(i / 2), .tininess = (ref_tininess)(i % 2)};
        if (!ref_second_opinion_applies(to, &policy)) {
            continue;
        }
        ref_result result = ref_choose(&c->bracket, &policy);
        if (!ref_second_opinion_agrees(op, operands, to, &policy, result) && disagree(c)) {
            print_case(c, "MPFR's own path disagrees", op, operands);
            print_choice(c, &policy, &result);
        }
    }
}

static void check_case(self_check *c, ref_op op, const ref_format *to, const ref_operand *operands)
{
    ref_bracket_t *b = &c->bracket;
    ref_bracket(b, op, to, operands, false);
    bool finite = b->outcome == REF_RESULT_FINITE;
    if (finite && !encloses(c) && disagree(c)) {
        print_case(c, "not the neighbours", op, operands);
    }
    bool in_range = finite && !b->upper.overflows && !b->lower.underflows;
    if (in_range && !b->truncated && !draws_agree(c) && disagree(c)) {
        print_case(c, "a mode does not choose by the discarded fraction", op, operands);
    }
    check_second_opinion(c, op, operands);
}

/* The reference checks itself on the loaded formats:
 *   1. the columns of data/formats.txt that follow from others, against ref_decode();
 *   2. a few results found by hand, for special cases that the rest does not reach;
 *   3. for many operations on patterned and random operands in mixed formats: the neighbours enclose the exact value
 *      and are adjacent; the second opinion agrees wherever it applies; nearest-away and odd are what their names
 *      say; and of all 2^3 random integers as many round up as the discarded fraction requires. */
long check_ref_second_opinion(void)
{
    enum { CASES = 300000 };
    self_check c = {.state = check_seed(), .out = stderr};
    ref_bracket_init(&c.bracket);
    mpfr_inits2(REF_OPERAND_PRECISION, c.decoded, c.expected, (mpfr_ptr)NULL);
    int formats = (int)ref_format_count();
    for (int i = 0; i < formats; i++) {
        check_columns(&c, ref_format_at((size_t)i));
    }
    check_by_hand(&c);
    long cases = 0;
    for (long i = 0; i < CASES; i++) {
        if (!check_dose()) {
            continue;
        }
        cases++;
        const ref_format *to = ref_format_at((size_t)draw_below(&c, formats));
        ref_op op = (ref_op)draw_below(&c, REF_OPS);
        ref_operand operands[REF_OPERANDS_MAX];
        for (int k = 0; k < REF_OPERANDS_MAX; k++) {
            const ref_format *f = ref_format_at((size_t)draw_below(&c, formats));
            operands[k] = (ref_operand){.format = f, .code = draw_code(&c, f)};
        }
        check_case(&c, op, to, operands);
    }
    mpfr_clears(c.decoded, c.expected, (mpfr_ptr)NULL);
    ref_bracket_clear(&c.bracket);
    return check_end("ref.second_opinion", cases, c.disagreements);
}
