/* SPDX-License-Identifier: Apache-2.0
 *
 * IEEE P3109 (draft): every code of every format of at most 11 bits, and the derived quantities of every format.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "support/check.h"
#include "support/compare.h"

enum { K_MIN = 3, K_MAX = 16, K_DECODED = 11, FP64_EMIN = -1074, FP64_EMAX = 1023 };

/* Calls `check` for every format binary{K}p{P}{s|u}{e|f} of at most k_max bits; returns the sum of its results. */
static long every_format(int k_max, long (*check)(const hu_format *, const ref_format *, long long *),
                         long long *comparisons)
{
    long failures = 0;
    for (int k = K_MIN; k <= k_max; k++) {
        for (int p = 1; p <= k; p++) {
            for (int kind = p < k ? 0 : 2; kind < 4; kind++) { /* signed formats have p < k */
                char name[32];
                snprintf(name, sizeof name, "binary%dp%d%c%c", k, p, kind < 2 ? 's' : 'u', kind % 2 == 0 ? 'e' : 'f');
                hu_format format;
                ref_format same;
                if (!hu_format_parse(name, &format) || !ref_format_p3109(name, &same)) {
                    fprintf(stderr, "  %s is not a format\n", name);
                    failures++;
                    continue;
                }
                failures += check(&format, &same, comparisons);
            }
        }
    }
    return failures;
}

static long differs(const hu_format *f, uint64_t code, const char *what, bool same, long long *comparisons)
{
    ++*comparisons;
    if (!same) {
        char text[256];
        fprintf(stderr, "  p3109: %s of %s\n", what, ref_describe(text, sizeof text, compare_format(f), code));
    }
    return !same;
}

/* The exact decimal expansion; and the value as FP64, if its exponent fits. */
static long decodes(const hu_format *f, hu_number x, mpfr_t value, long long *comparisons)
{
    static char text[4096]; /* 2^-1023 has 1,023 places */
    hu_print(text, sizeof text, x, HU_TEXT_EXACT);
    if (!mpfr_number_p(value)) {
        const char *expected = mpfr_nan_p(value) ? "nan" : mpfr_signbit(value) ? "-inf" : "inf";
        return differs(f, x.code, "the text", strcmp(text, expected) == 0, comparisons);
    }
    char *expected = ref_print_exact(compare_operand(x));
    long failures = differs(f, x.code, "the text", strcmp(text, expected) == 0, comparisons);
    free(expected);
    long exponent = mpfr_zero_p(value) ? 0 : (long)mpfr_get_exp(value) - 1;
    if (exponent - f->fraction_bits >= FP64_EMIN && exponent <= FP64_EMAX) {
        hu_env env = {0};
        uint64_t code = hu_convert(hu_format_find("fp64"), x, &env).code;
        uint64_t same = hu_fp64_from_double(mpfr_get_d(value, MPFR_RNDN)).code;
        failures += differs(f, x.code, "the value", code == same && env.flags == 0, comparisons);
    }
    return failures;
}

/* Every code: its value, its class, and its neighbours, which visit all numbers in order. */
static long every_code(const hu_format *f, const ref_format *same, long long *comparisons)
{
    long failures = 0;
    ref_bracket_t bracket;
    ref_bracket_init(&bracket);
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    const ref_policy none = {.rounding = REF_NEAREST_EVEN};
    for (uint64_t code = 0; code < UINT64_C(1) << same->width && failures < CHECK_SHOWN; code++) {
        hu_number x = {f, code};
        ref_operand y = {same, code};
        ref_decode(value, same, code);
        failures += decodes(f, x, value, comparisons);
        failures += differs(f, code, "the class", (int)hu_classify(x) == ref_classify(y), comparisons);
        hu_env env = {0};
        bool up = hu_next_up(x, &env).code == ref_next(&bracket, y, true, &none).code;
        bool down = hu_next_down(x, &env).code == ref_next(&bracket, y, false, &none).code;
        failures += differs(f, code, "a neighbour", up && down && env.flags == 0, comparisons);
    }
    mpfr_clear(value);
    ref_bracket_clear(&bracket);
    return failures;
}

long check_p3109_every_code(void)
{
    long long comparisons = 0;
    long failures = every_format(K_DECODED, every_code, &comparisons);
    return check_end("p3109.every_code", comparisons, failures);
}

static bool code_is(const ref_format *format, uint64_t code, const char *value)
{
    mpfr_t decoded;
    mpfr_t stated;
    mpfr_inits2(REF_OPERAND_PRECISION, decoded, stated, (mpfr_ptr)NULL);
    ref_decode(decoded, format, code);
    bool same = mpfr_set_str(stated, value, 0, MPFR_RNDZ) == 0 && mpfr_equal_p(decoded, stated);
    mpfr_clears(decoded, stated, (mpfr_ptr)NULL);
    return same;
}

/* Counted over all codes, by decoding them. */
typedef struct {
    uint64_t finite;
    uint64_t nans;
    long emax; /* of the largest finite number */
} counted;

static counted count_codes(const ref_format *format)
{
    counted c = {.emax = -100000};
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    for (uint64_t code = 0; code < UINT64_C(1) << format->width; code++) {
        ref_decode(value, format, code);
        c.finite += mpfr_number_p(value) ? 1 : 0;
        c.nans += mpfr_nan_p(value) ? 1 : 0;
        if (mpfr_regular_p(value) && (long)mpfr_get_exp(value) - 1 > c.emax) {
            c.emax = (long)mpfr_get_exp(value) - 1;
        }
    }
    mpfr_clear(value);
    return c;
}

/* The functions hu_format_*, by their definitions and by ref's reading of the rule. */
static long quantities(const hu_format *f, const ref_format *r, long long *comparisons)
{
    bool parameters = f->exponent_bits == r->exponent_bits && f->fraction_bits == r->fraction_bits &&
                      f->bias == r->bias && f->has_sign == r->has_sign && f->has_zero == r->has_zero &&
                      (int)f->infinity == (int)r->infinity && (int)f->nan == (int)r->nan &&
                      f->canonical_nan == r->canonical_nan && strcmp(f->name, r->name) == 0;
    long failures = differs(f, 0, "a parameter", parameters, comparisons);
    failures += differs(f, 0, "the width", hu_format_width(f) == r->width, comparisons);
    failures +=
        differs(f, r->largest_code, "the largest number",
                hu_format_largest(f) == r->largest_code && code_is(r, r->largest_code, r->largest), comparisons);
    failures += differs(f, 0, "the smallest normal number",
                        code_is(r, hu_format_smallest_normal(f), r->smallest_normal), comparisons);
    failures += differs(f, 0, "the smallest number", code_is(r, hu_format_smallest(f), r->smallest), comparisons);
    failures += differs(f, 0, "one", code_is(r, hu_format_one(f), "1"), comparisons);
    failures += differs(f, 0, "emin", hu_format_emin(f) == ref_emin(r), comparisons);
    uint64_t infinity;
    bool has_infinity = hu_format_infinity(f, &infinity);
    bool right =
        has_infinity == (r->infinity != REF_INFINITY_NONE) && (!has_infinity || infinity == ref_infinity_code(r));
    failures += differs(f, 0, "infinity", right, comparisons);
    if (r->width <= K_MAX) { /* few enough to count */
        counted c = count_codes(r);
        failures += differs(f, 0, "the number of finite numbers", hu_format_finite_count(f) == c.finite, comparisons);
        failures += differs(f, 0, "the number of NaNs", hu_format_nan_count(f) == c.nans, comparisons);
        failures += differs(f, 0, "emax", hu_format_emax(f) == c.emax, comparisons);
    }
    return failures;
}

long check_p3109_quantities(void)
{
    long long comparisons = 0;
    long failures = every_format(K_MAX, quantities, &comparisons);
    const hu_format *f;
    for (size_t i = 0; (f = hu_format_at(i)) != NULL; i++) {
        failures += quantities(f, compare_format(f), &comparisons);
    }
    return check_end("p3109.quantities", comparisons, failures);
}

/* A name that breaks the rule is not a format, and leaves the caller's format unchanged. ref_format_p3109() agrees. */
long check_p3109_names(void)
{
    static const char *const bad[] = {"binary2p1sf",  "binary17p1sf", "binary8p0se",  "binary8p8se",   "binary8p9uf",
                                      "binary8p4",    "binary8p4s",   "binary8p4ef",  "binary8p4se ",  " binary8p4se",
                                      "binary08p4se", "binary8p04se", "binary8p+4se", "binary8p4sef",  "binary8p4sx",
                                      "binary8p4xe",  "binary-8p4se", "binary8 p4se", "binary008p4se", "binaryp4se",
                                      "binary8pse",   "binary8",      "p3109",        "binary8p4se8"};
    long failures = 0;
    long long comparisons = 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++, comparisons++) {
        hu_format format = {.name = "untouched"};
        ref_format same;
        bool refused = !hu_format_parse(bad[i], &format) && strcmp(format.name, "untouched") == 0;
        if (!refused || ref_format_p3109(bad[i], &same)) {
            fprintf(stderr, "  '%s' is accepted by %s\n", bad[i], refused ? "ref/" : "formats/");
            failures++;
        }
    }
    hu_format format;
    bool any_case = hu_format_parse("Binary8p4SE", &format) && strcmp(format.name, "binary8p4se") == 0;
    if (!any_case) {
        fprintf(stderr, "  'Binary8p4SE' is not binary8p4se\n");
    }
    return check_end("p3109.names", comparisons + 1, failures + !any_case);
}
