/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp check: lines of operands with somebody's results, compared with ours.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "policies.h"
#include "vectors.h"

static const char help[] =
    "usage: halfulp check [OPTION]... FUNCTION\n"
    "Reads lines of operands, result and flags, as Berkeley TestFloat writes them, and compares result\n"
    "and flags with the right ones. `halfulp run --help` explains functions, lines, and the options that\n"
    "say how to round.\n"
    "\n"
    "  testfloat_gen f16_add | halfulp check f16_add\n"
    "  halfulp gen -operands -footer f16_add | your-program | halfulp check -count all f16_add\n"
    "\n"
    "Without -count or a footer any number of cases will do, and the last line says how many there were:\n"
    "a program that stops early then looks like success.\n"
    "\n"
    "Prints mismatches as TestFloat does: operands, what was found, what was expected, with flags as\n"
    "letters (v invalid, i infinite, o overflow, u underflow, x inexact). Numbers of f16, f32, f64 and\n"
    "bf16 are sign, exponent field and fraction field, \"+0F.000\" for 1.0; those of other formats are\n"
    "code and value, \"38=0x1p+0\".\n"
    "\n"
    "OPTION (* is the default)\n"
    "  -count NUMBER|all    how many cases must come: NUMBER, or all that `halfulp gen FUNCTION` writes (at\n"
    "                       the -level that is given: *1|2)\n"
    "  -footer              the input must end with the footer of `gen -footer`, \"# cases: 65536\"; where\n"
    "                       there is one, it is always compared with the number of cases before it\n"
    "  -errors NUMBER       stop after that many mismatches; 0: never; *20\n"
    "  -checkNaNs           compare NaNs bit by bit; *any quiet NaN passes for a NaN\n"
    "  -anyNaNs             a signaling NaN passes for a NaN as well, which IEEE 754 (6.2) does not allow\n"
    "  -checkInvInts        compare integers where the conversion is invalid; *the largest, the smallest,\n"
    "                       and 0 for a NaN pass\n"
    "  -checkAll            -checkNaNs and -checkInvInts\n"
    "\n"
    "Exit status: 0 if all lines are right, 1 if not, 2 for what could not be checked: a malformed line,\n"
    "no line at all, another number of lines than was expected or announced, an unknown function.\n";

/* "f16_to_i32, rounding near_even, exact": the function and the options that it obeys. */
static void describe(char *text, size_t size, const vector_options *options, const function *f)
{
    const bool before = options->env.tininess == HU_TININESS_BEFORE;
    int used = snprintf(text, size, "%s", options->name);
    if (f->uses_rounding && !f->rounding_fixed) {
        used += snprintf(text + used, size - (size_t)used, ", rounding %s", rounding_name(options->env.rounding));
    }
    if (f->uses_tininess) {
        used += snprintf(text + used, size - (size_t)used, ", tininess %s rounding", before ? "before" : "after");
    }
    if (f->rounds_to_integer) {
        snprintf(text + used, size - (size_t)used, ", %s", f->exact ? "exact" : "not exact");
    }
}

/* Formats that TestFloat has are printed as it does. */
static bool in_testfloat(const hu_format *f)
{
    static const char *const names[] = {"fp16", "fp32", "fp64", "bf16"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(f->name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void print_code(const type *t, uint64_t code)
{
    if (t->kind != HU_KIND_NUMBER) {
        printf("%0*" PRIX64, t->digits, code);
        return;
    }
    const hu_format *f = &t->format;
    if (!in_testfloat(f)) {
        printf("%0*" PRIX64 "=", t->digits, code);
        print_number((hu_number){f, code}, PRINT_HEX);
        return;
    }
    const uint64_t exponent = code >> f->fraction_bits & ((UINT64_C(1) << f->exponent_bits) - 1);
    const uint64_t fraction = code & ((UINT64_C(1) << f->fraction_bits) - 1);
    printf("%c%0*" PRIX64 ".%0*" PRIX64, code >> (t->bits - 1) != 0 ? '-' : '+', hex_digits(f->exponent_bits), exponent,
           hex_digits(f->fraction_bits), fraction);
}

typedef struct {
    uint64_t code;
    uint64_t flags;
} answer;

static void print_mismatch(const function *f, const uint64_t operands[], const hu_env *env, answer found,
                           answer expected)
{
    char letters[6];
    for (int i = 0; i < f->arity; i++) {
        print_code(&f->operand[i], operands[i]);
        printf("  ");
    }
    if (env->random_bits != 0) {
        printf("random %0*" PRIX64 "  ", random_digits(env), env->random);
    }
    printf("=> ");
    print_code(&f->result, found.code);
    flag_letters((uint32_t)found.flags, letters);
    printf(" %s  expected ", letters);
    print_code(&f->result, expected.code);
    flag_letters((uint32_t)expected.flags, letters);
    const bool signaling = type_is_signaling(&f->result, found.code) && type_is_nan(&f->result, expected.code);
    printf(" %s%s\n", letters, signaling ? " (found a signaling NaN; a result NaN is quiet)" : "");
}

/* Where a conversion to an integer is invalid, IEEE 754 leaves the result open: an end of the range, or 0 for a NaN. */
static bool plausible_invalid(const function *f, const uint64_t operands[], answer found)
{
    const type *t = &f->result;
    const uint64_t all = ~UINT64_C(0) >> (64 - t->bits);
    const uint64_t largest = type_is_signed(t) ? all >> 1 : all;
    const uint64_t smallest = type_is_signed(t) ? largest + 1 : 0;
    return found.code == largest || found.code == smallest ||
           (found.code == 0 && type_is_nan(&f->operand[0], operands[0]));
}

static bool agrees(const vector_options *options, const function *f, const uint64_t operands[], answer found,
                   answer expected)
{
    if (found.flags != expected.flags) {
        return false;
    }
    if (found.code == expected.code) {
        return true;
    }
    if (f->result.kind == HU_KIND_NUMBER) {
        /* IEEE 754-2019, clause 6.2: a result that is a NaN is a quiet one. */
        return options->nans != NANS_EXACT && type_is_nan(&f->result, found.code) &&
               type_is_nan(&f->result, expected.code) &&
               (options->nans == NANS_ANY || !type_is_signaling(&f->result, found.code));
    }
    return type_is_integer(&f->result) && !options->check_invalid_integers && expected.flags == HU_INVALID &&
           plausible_invalid(f, operands, found);
}

static answer read_answer(line_reader *reader, const function *f, const hu_env *env)
{
    answer found;
    if (!line_hex(reader, f->result.digits, f->result.bits, &found.code) || !line_hex(reader, 2, 5, &found.flags) ||
        !line_done(reader)) {
        fail_line(reader, NULL, f, env, true);
    }
    return found;
}

int command_check(int argc, char **argv)
{
    static line_reader reader;
    vector_options options = vector_options_parse(VECTORS_CHECK, argc, argv, help);
    const function f = vector_function(&options);
    case_tally tally = vector_tally(&options, &f);
    char title[512];
    describe(title, sizeof title, &options, &f);
    hu_env env = options.env;
    uint64_t operands[OPERANDS_MAX] = {0};
    uint64_t errors = 0;
    reader_open(&reader);
    bool more = true;
    while ((options.errors == 0 || errors < options.errors) && (more = tally_next(&tally, &reader, NULL))) {
        read_operands(&reader, NULL, &f, operands, &env);
        const answer found = read_answer(&reader, &f, &env);
        env.flags = 0;
        const answer expected = {function_apply(&f, operands, &env), env.flags};
        if (!agrees(&options, &f, operands, found, expected)) {
            if (errors++ == 0) {
                printf("Errors found in %s:\n", title);
            }
            print_mismatch(&f, operands, &env, found, expected);
        }
    }
    const char *const tests = tally.cases == 1 ? "test" : "tests";
    finish_output();
    if (errors != 0) {
        fprintf(stderr, "%" PRIu64 " %s performed; %" PRIu64 " %s found.\n", tally.cases, tests, errors,
                errors == 1 ? "error" : "errors");
    }
    if (!more) {
        tally_end(&tally, NULL);
    }
    if (errors == 0) {
        printf("In %" PRIu64 " %s, no errors found in %s.\n", tally.cases, tests, title);
    }
    finish_output();
    return errors == 0 ? STATUS_GOOD : STATUS_MISMATCH;
}
