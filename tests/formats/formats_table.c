/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of formats against data/formats.txt, the names, the random bits, and the rules of the environment.
 */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/check.h"
#include "halfulp.h"
#include "ref.h"

static long expect(bool ok, const char *format, const char *what)
{
    if (!ok) {
        fprintf(stderr, "  %s: %s\n", format, what);
    }
    return !ok;
}

/* True if epsilon is the distance from 1.0 to the next number. */
static bool epsilon_is(const ref_format *format, const hu_format *f)
{
    mpfr_t one;
    mpfr_t next;
    mpfr_init2(one, REF_OPERAND_PRECISION);
    mpfr_init2(next, REF_OPERAND_PRECISION);
    ref_decode(one, format, hu_format_one(f));
    ref_decode(next, format, hu_format_one(f) + 1);
    bool same = mpfr_cmp_ui(one, 1) == 0;
    mpfr_sub(next, next, one, MPFR_RNDN);
    same = same && mpfr_cmp_ui_2exp(next, 1, hu_format_epsilon(f)) == 0;
    mpfr_clear(one);
    mpfr_clear(next);
    return same;
}

/* True if the value of this code is the documented one in data/formats.txt. */
static bool code_is(const ref_format *format, uint64_t code, const char *documented)
{
    mpfr_t value;
    mpfr_t stated;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    mpfr_init2(stated, REF_OPERAND_PRECISION);
    ref_decode(value, format, code);
    bool same = mpfr_strtofr(stated, documented, NULL, 0, MPFR_RNDN) == 0 && mpfr_equal_p(value, stated);
    mpfr_clear(value);
    mpfr_clear(stated);
    return same;
}

long check_formats_constants(void)
{
    long failures = 0;
    long long comparisons = 0;
    const hu_format *f;
    size_t count = 0;
    for (; (f = hu_format_at(count)) != NULL; count++) {
        const ref_format *r = ref_format_find(f->name);
        if (r == NULL) {
            failures += expect(false, f->name, "has no line in data/formats.txt");
            continue;
        }
        failures += expect(f->exponent_bits == r->exponent_bits && f->fraction_bits == r->fraction_bits &&
                               f->bias == r->bias && f->has_sign == r->has_sign && f->has_zero == r->has_zero &&
                               (int)f->infinity == (int)r->infinity && (int)f->nan == (int)r->nan &&
                               f->canonical_nan == r->canonical_nan,
                           f->name, "differs from its line in data/formats.txt");
        failures += expect(hu_format_width(f) == r->width, f->name, "wrong width");
        failures += expect(hu_format_largest(f) == r->largest_code, f->name, "wrong code of the largest finite number");
        failures += expect(code_is(r, hu_format_largest(f), r->largest), f->name, "wrong largest finite number");
        failures +=
            expect(code_is(r, hu_format_smallest_normal(f), r->smallest_normal), f->name, "wrong smallest normal");
        failures += expect(code_is(r, hu_format_smallest(f), r->smallest), f->name, "wrong smallest number");
        failures += expect(epsilon_is(r, f), f->name, "wrong epsilon, or 1.0");
        failures +=
            expect(f->nan == HU_NAN_NONE || hu_format_is_nan(f, r->canonical_nan), f->name, "its NaN is not a NaN");
        failures += expect(!hu_format_is_nan(f, r->largest_code), f->name, "its largest number is a NaN");
        comparisons += 9;
    }
    failures += expect(count == ref_format_count(), "data/formats.txt", "has a format that the library lacks");
    return check_end("formats.constants", comparisons, failures);
}

long check_formats_names(void)
{
    static const struct {
        const char *name, *row;
    } names[] = {{"float8_e4m3fn", "e4m3"},  {"E4M3", "e4m3"},        {"float8_e5m2", "e5m2"}, {"bfloat16", "bf16"},
                 {"half", "fp16"},           {"Float16", "fp16"},     {"f16", "fp16"},         {"binary32", "fp32"},
                 {"float", "fp32"},          {"binary64", "fp64"},    {"double", "fp64"},      {"Float8E4M3FN", "e4m3"},
                 {"f8E5M2FNUZ", "e5m2fnuz"}, {"Float4E2M1FN", "e2m1"}};
    static const char *const unknown[] = {"", "fp", "fp160", "e4m", "e4m3 ", "int8"};
    long failures = 0;
    long long comparisons = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++, comparisons++) {
        const hu_format *f = hu_format_find(names[i].name);
        failures += expect(f != NULL && strcmp(f->name, names[i].row) == 0, names[i].name, "finds the wrong format");
    }
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++, comparisons++) {
        failures += expect(hu_format_find(unknown[i]) == NULL, unknown[i], "is not a format's name but finds one");
    }
    const hu_format *f;
    for (size_t i = 0; (f = hu_format_at(i)) != NULL; i++, comparisons++) {
        failures += expect(hu_format_find(f->name) == f, f->name, "is not found by its own name");
    }
    return check_end("formats.names", comparisons, failures);
}

/* The known answers that the authors of Philox published with Random123 (kat_vectors, philox4x32 with 10 rounds):
 * counter and key zero, all ones, and the digits of pi. */
long check_formats_random_bits(void)
{
    long failures = 0;
    failures += expect(hu_random(0, 0, 0) == 0xE169C58D6627E8D5, "hu_random", "wrong answer for zeros");
    failures += expect(hu_random(UINT64_MAX, UINT64_MAX, UINT64_MAX) == 0x41C83B0E408F276D, "hu_random",
                       "wrong answer for ones");
    failures += expect(hu_random(0x299F31D0A4093822, 0x0370734413198A2E, 0x85A308D3243F6A88) == 0x94FDCCEBD16CFE09,
                       "hu_random", "wrong answer for the digits of pi");
    return check_end("formats.random_bits", 3, failures);
}

/* True if the call aborts, as an assertion does. */
static bool aborts(void (*call)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0}); /* the crash is intended; no core file is needed */
        if (freopen("/dev/null", "w", stderr) == NULL) {
            _exit(0);
        }
        call();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void fp64_arithmetic(void)
{
    const hu_format *fp64 = hu_format_find("fp64");
    hu_env env = {0};
    hu_number one = {fp64, 0x3FF0000000000000};
    hu_add(fp64, one, one, &env);
}

static void code_too_wide(void)
{
    hu_env env = {0};
    hu_convert(hu_format_find("fp32"), (hu_number){hu_format_find("e4m3"), 0x100}, &env);
}

static void random_too_large(void)
{
    hu_env env = {.rounding = HU_STOCHASTIC_A, .random_bits = 4, .random = 16};
    hu_fp32_to_fp16((hu_fp32){0x3F800000}, &env);
}

static void unknown_rounding(void)
{
    hu_env env = {.rounding = (hu_rounding)99};
    hu_fp32_to_fp16((hu_fp32){0x3F800000}, &env);
}

static void legal_call(void)
{
    hu_env env = {0};
    hu_fp32_to_fp16((hu_fp32){0x3F800000}, &env);
}

/* Every policy one past its last value, and what else halfulp_env.h rules out. */
static long refused_environments(void)
{
    static const struct {
        const char *what;
        hu_env env;
    } cases[] = {
        {"a random integer of 33 bits is accepted", {.random_bits = 32, .random = UINT64_C(1) << 32}},
        {"a random integer without random bits is accepted", {.random = 1}},
        {"33 random bits are accepted", {.random_bits = 33}},
        {"an unknown rounding is accepted", {.rounding = HU_STOCHASTIC_C + 1}},
        {"an unknown overflow policy is accepted", {.overflow = HU_SATURATE_ALL + 1}},
        {"an unknown tininess is accepted", {.tininess = HU_TININESS_BEFORE + 1}},
        {"an unknown NaN policy is accepted", {.nan = HU_SIGNED_NAN + 1}},
        {"an unknown flush bit is accepted", {.flush = 4}},
        {"an unknown policy for odd overflow is accepted", {.odd_overflow = HU_ODD_OVERFLOW_ODD_CODE + 1}},
        {"an unknown policy for missing NaNs is accepted", {.missing_nan = HU_MISSING_NAN_ZERO + 1}},
        {"an unknown policy for missing zeros is accepted", {.missing_zero = HU_MISSING_ZERO_TINY_SMALLEST + 1}},
        {"an unknown policy for negative results is accepted", {.negative = HU_NEGATIVE_DIRECTED + 1}},
        {"an unknown policy for infinity's NaN is accepted", {.infinity_nan = HU_INFINITY_NAN_SIGNED + 1}},
        {"an unknown policy for x/0 is accepted", {.zero_divide = HU_ZERO_DIVIDE_NAN + 1}},
        {"the first reserved word is accepted", {.reserved = {1}}},
        {"the last reserved word is accepted", {.reserved = {[8] = 1}}},
    };
    long failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        failures += expect(hu_env_error(&cases[i].env) != NULL, "hu_env", cases[i].what);
    }
    return failures;
}

long check_formats_environment(void)
{
    long failures = refused_environments();
    hu_env env = {0};
    failures += expect(hu_env_error(&env) == NULL, "hu_env", "all zero is refused");
    const char *const none = hu_env_error(NULL);
    failures += expect(none != NULL && strcmp(none, "expected an environment, not NULL") == 0, "hu_env", "NULL");
    env = (hu_env){.rounding = HU_STOCHASTIC_C,
                   .overflow = HU_SATURATE_ALL,
                   .tininess = HU_TININESS_BEFORE,
                   .random = UINT32_MAX,
                   .random_bits = 32,
                   .nan = HU_SIGNED_NAN,
                   .flush = HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS,
                   .odd_overflow = HU_ODD_OVERFLOW_ODD_CODE,
                   .missing_nan = HU_MISSING_NAN_ZERO,
                   .missing_zero = HU_MISSING_ZERO_TINY_SMALLEST,
                   .negative = HU_NEGATIVE_DIRECTED,
                   .infinity_nan = HU_INFINITY_NAN_SIGNED,
                   .zero_divide = HU_ZERO_DIVIDE_NAN};
    failures += expect(hu_env_error(&env) == NULL, "hu_env", "the last value of every policy is refused");

#ifdef NDEBUG
    const bool asserts = false; /* and the result is unspecified */
#else
    const bool asserts = true;
#endif
    failures += expect(!aborts(legal_call), "assertions", "a legal call aborts");
    failures += expect(aborts(fp64_arithmetic) == asserts, "assertions", "FP64 arithmetic is not refused");
    failures += expect(!aborts(code_too_wide), "assertions", "a code with bits above the format's width aborts");
    failures +=
        expect(aborts(random_too_large) == asserts, "assertions", "a random integer of too many bits is not refused");
    failures += expect(aborts(unknown_rounding) == asserts, "assertions", "an unknown rounding is not refused");

    env = (hu_env){.flags = HU_DIVIDE_BY_ZERO};
    hu_fp32_add((hu_fp32){0x3F800000}, (hu_fp32){0x00000001}, &env);
    failures += expect(env.flags == (HU_DIVIDE_BY_ZERO | HU_INEXACT), "flags", "do not accumulate");
    return check_end("formats.environment", 24, failures);
}
