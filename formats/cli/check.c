/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp check: lines of operands with somebody's results, compared with ours.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "policies.h"
#include "sections.h"
#include "summary.h"

static const char help[] =
    "usage: halfulp check [OPTION]... [FUNCTION]\n"
    "Reads lines of operands, result and flags, as Berkeley TestFloat writes them, and compares result\n"
    "and flags with the right ones. `halfulp run --help` explains functions, lines, and the options that\n"
    "say how to round.\n"
    "\n"
    "  testfloat_gen f16_add | halfulp check f16_add\n"
    "  halfulp gen -operands -footer f16_add | your-program | halfulp check -count all f16_add\n"
    "\n"
    "Without a FUNCTION the lines say which, as `gen -all` writes them: see `halfulp run --help`.\n"
    "Without -count or a footer any number of cases will do, and the last line says how many there were:\n"
    "a program that stops early then looks like success.\n"
    "\n"
    "Prints mismatches as TestFloat does: operands, what was found, what was expected, with flags as\n"
    "letters (v invalid, i infinite, o overflow, u underflow, x inexact). Numbers of f16, f32, f64 and\n"
    "bf16 are sign, exponent field and fraction field, \"+0F.000\" for 1.0; those of other formats are\n"
    "code and value, \"38=0x1p+0\".\n"
    "\n"
    "OPTION, with one dash or two (* is the default)\n"
    "  -count NUMBER|all    how many cases must come: NUMBER, or all that `halfulp gen FUNCTION` writes,\n"
    "                       at the -level that is given (*1|2)\n"
    "  -footer              the input must end with the footer of `gen -footer`, \"# cases: 65536\"; where\n"
    "                       there is one, it is always compared with the number of cases before it\n"
    "  -errors NUMBER       stop after that many mismatches; 0: never; *20\n"
    "  -summary             do not stop, and print in place of mismatches how many were wrong in the\n"
    "                       value and in the flags alone, by the kinds of operands and result, each with\n"
    "                       a command that shows how the right result of the first one comes about\n"
    "  -noflags             compare no flags; lines have no column of flags, or one that is ignored\n"
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
    if (f->model != NULL) {
        model_title(text, size, f);
        return;
    }
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

static void print_flags(const function *f, uint64_t flags)
{
    char letters[7];
    if (f->flag_bits == 0) {
        return;
    }
    if (f->model != NULL) {
        model_flag_letters(f, flags, letters);
    } else {
        flag_letters((uint32_t)flags, letters);
    }
    printf(" %s", letters);
}

/* The results of an answer; of several, those that differ from the other answer's. */
static void print_answer(const function *f, const answer *a, const answer *other)
{
    for (int i = 0; i < f->result_count; i++) {
        if (f->result_count > 1 && a->code[i] != other->code[i]) {
            printf(" [%d]", i);
        }
        if (f->result_count == 1 || a->code[i] != other->code[i]) {
            putchar(' ');
            print_code(&f->result[i], a->code[i]);
        }
    }
    print_flags(f, a->flags);
}

/* Is a signaling NaN the result where a NaN is right? IEEE 754-2019, clause 6.2: it is a quiet one. */
static bool is_signaling_result(const function *f, const answer *found, const answer *expected)
{
    bool signaling = false;
    for (int i = 0; i < f->result_count; i++) {
        signaling |= type_is_signaling(&f->result[i], found->code[i]) && type_is_nan(&f->result[i], expected->code[i]);
    }
    return signaling;
}

static void print_mismatch(const function *f, const mismatch *m)
{
    for (int i = 0; i < f->arity; i++) {
        print_code(&f->operand[i], m->operands[i]);
        printf("  ");
    }
    if (m->env.random_bits != 0) {
        printf("random %0*" PRIX64 "  ", random_digits(&m->env), m->env.random);
    }
    printf("=>");
    print_answer(f, &m->found, &m->expected);
    printf("  expected");
    print_answer(f, &m->expected, &m->found);
    puts(is_signaling_result(f, &m->found, &m->expected) ? " (found a signaling NaN; a result NaN is quiet)" : "");
}

/* Where a conversion to an integer is invalid, IEEE 754 leaves the result open: an end of the range, or 0 for a NaN. */
static bool plausible_invalid(const function *f, const uint64_t operands[], uint64_t found)
{
    const type *t = &f->result[0];
    const uint64_t all = ~UINT64_C(0) >> (64 - t->bits);
    const uint64_t largest = type_is_signed(t) ? all >> 1 : all;
    const uint64_t smallest = type_is_signed(t) ? largest + 1 : 0;
    return found == largest || found == smallest || (found == 0 && type_is_nan(&f->operand[0], operands[0]));
}

static bool code_agrees(const vector_options *options, const type *t, uint64_t found, uint64_t expected)
{
    return found == expected || (options->nans != NANS_EXACT && type_is_nan(t, found) && type_is_nan(t, expected) &&
                                 (options->nans == NANS_ANY || !type_is_signaling(t, found)));
}

static bool flags_agree(const function *f, const answer *found, const answer *expected)
{
    return f->flag_bits == 0 || found->flags == expected->flags;
}

static bool value_agrees(const vector_options *options, const function *f, const uint64_t operands[],
                         const answer *found, const answer *expected)
{
    bool all = true;
    for (int i = 0; i < f->result_count; i++) {
        all = all && code_agrees(options, &f->result[i], found->code[i], expected->code[i]);
    }
    return all || (type_is_integer(&f->result[0]) && !options->check_invalid_integers &&
                   expected->flags == HU_INVALID && plausible_invalid(f, operands, found->code[0]));
}

/* What has been found, of a section and of all. */
typedef struct {
    char title[512];
    uint64_t errors; /* of the section */
    mismatch_summary summary;
    uint64_t sections;
    uint64_t bad_sections;
    uint64_t cases; /* of the sections that have ended */
} verdict;

static void judge(verdict *v, const section *s, const mismatch *m)
{
    v->errors++;
    if (s->options.summary) {
        summary_add(&v->summary, &s->f, m);
        return;
    }
    if (v->errors == 1) {
        printf("Errors found in %s:\n", v->title);
    }
    print_mismatch(&s->f, m);
}

static void read_case(verdict *v, section *s, line_reader *reader)
{
    static mismatch m;
    m.env = s->options.env;
    read_operands(reader, NULL, &s->f, m.operands, &m.env);
    read_answer(reader, &s->f, &m.env, &m.found);
    function_apply(&s->f, m.operands, &m.env, &m.expected);
    m.value_right = value_agrees(&s->options, &s->f, m.operands, &m.found, &m.expected);
    if (!m.value_right || !flags_agree(&s->f, &m.found, &m.expected)) {
        judge(v, s, &m);
    }
}

static void begin_section(verdict *v, const section *s)
{
    describe(v->title, sizeof v->title, &s->options, &s->f);
    v->errors = 0;
}

/* `found`: a header or the end, or a case, where the errors are enough. */
static void end_section(verdict *v, const section *s, tally_found found)
{
    const uint64_t cases = s->tally.cases;
    if (cases != 0) {
        v->sections++;
        v->bad_sections += v->errors != 0;
        v->cases += cases;
    }
    if (s->options.summary && v->errors != 0) {
        printf("Errors found in %s: %" PRIu64 " in the value, %" PRIu64 " in the flags alone\n", v->title,
               v->errors - v->summary.flags_only, v->summary.flags_only);
        summary_print(&v->summary, &s->options, &s->f, print_mismatch);
    }
    finish_output();
    if (v->errors != 0) {
        fprintf(stderr, "%" PRIu64 " %s performed; %" PRIu64 " %s found.\n", cases, cases == 1 ? "test" : "tests",
                v->errors, v->errors == 1 ? "error" : "errors");
    }
    if (found != TALLY_CASE) {
        section_end(s, found, NULL);
    }
    if (v->errors == 0 && cases != 0) {
        printf("In %" PRIu64 " %s, no errors found in %s.\n", cases, cases == 1 ? "test" : "tests", v->title);
    }
}

int command_check(int argc, char **argv)
{
    static line_reader reader;
    verdict v = {0};
    const vector_options options = vector_options_parse(VECTORS_CHECK, argc, argv, help);
    section s = section_open(&options);
    tally_found found = TALLY_CASE;
    if (s.begun) {
        begin_section(&v, &s);
    }
    reader_open(&reader);
    do {
        const bool enough = options.errors != 0 && v.errors >= options.errors && !options.summary;
        if (enough && !s.headed) {
            break;
        }
        found = section_next(&s, &reader, NULL);
        if (found == TALLY_HEADER) {
            end_section(&v, &s, found);
            section_begin(&s, &reader, NULL);
            begin_section(&v, &s);
        } else if (found == TALLY_CASE && !enough) {
            read_case(&v, &s, &reader);
        }
    } while (found != TALLY_END);
    end_section(&v, &s, found);
    if (v.sections > 1) {
        printf("%" PRIu64 " tests in %" PRIu64 " sections; errors in %" PRIu64 " of them.\n", v.cases, v.sections,
               v.bad_sections);
    }
    finish_output();
    return v.bad_sections == 0 ? STATUS_GOOD : STATUS_MISMATCH;
}
