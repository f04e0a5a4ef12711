/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp models: the table of models, or the columns of one; and models as functions for run, gen and check.
 */
#include "models.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const char help[] =
    "usage: halfulp models           the table of models: what processor instructions compute\n"
    "       halfulp models NAME...   the columns of each, for run, gen and check\n"
    "       halfulp models --names   the names alone, one a line\n"
    "\n"
    "  halfulp gen x86_vdpbf16ps\n"
    "  halfulp gen -operands arm_fmlal | your-program | halfulp check arm_fmlal -fpcr 01000000\n"
    "\n"
    "A line has a column for each element: all of the first vector in ascending order, then all of the\n"
    "second, and so on; then those of the result; then, if the instruction raises flags, those that it\n"
    "raises, as the two digits of the lowest byte of MXCSR, FPSR or fcsr. Columns are codes, all digits of\n"
    "each. A column of random bits is a number of that many bits, \"uint8\"; one whose format a register\n"
    "names is a \"byte\".\n"
    "\n"
    "OPTIONS of run, gen and check with a model\n"
    "  -mxcsr HEX   what x86 instructions read of MXCSR; 1F80: nearest even, all exceptions masked\n"
    "  -fpcr HEX    what ARM instructions read of FPCR; 0\n"
    "  -fpmr HEX    what ARM's FP8 instructions read of FPMR's lower half; 0: E5M2, no scale\n"
    "  -fcsr HEX    what RISC-V instructions read of fcsr, its bits 5 to 7; 0: nearest even\n"
    "  -imm NUMBER  the immediate byte, 0 to 255; 4 (x86_vcvtps2ph: the rounding of MXCSR; x86_vminmaxps: the\n"
    "               minimum). For NVIDIA's cvt 1 means .relu, 2 .satfinite, 3 both, and 4 neither\n"
    "  -groups N    how many groups of elements a vector of any length has; the most\n"
    "Policies have no meaning for a model. check compares NaNs bit by bit, unless -anyNaNs is given.\n";

/* ---- Functions --------------------------------------------------------------------------------------------------- */

/* Elements of a vector for that number of groups. */
static uint32_t elements(const hu_model_vector *v, uint32_t groups)
{
    return v->grouped != 0 ? v->count * groups : v->count;
}

static const char *register_name(uint32_t which)
{
    static const char *const names[] = {
        [HU_REGISTER_NONE] = "none", [HU_REGISTER_MXCSR] = "MXCSR", [HU_REGISTER_FPCR] = "FPCR",
        [HU_REGISTER_FPSR] = "FPSR", [HU_REGISTER_FPMR] = "FPMR",   [HU_REGISTER_FCSR] = "FCSR"};
    return names[which];
}

/* The option that sets a control register, without its dash. */
static const char *register_option(uint32_t which)
{
    static const char *const names[] = {
        [HU_REGISTER_NONE] = "", [HU_REGISTER_MXCSR] = "mxcsr", [HU_REGISTER_FPCR] = "fpcr",
        [HU_REGISTER_FPSR] = "", [HU_REGISTER_FPMR] = "fpmr",   [HU_REGISTER_FCSR] = "fcsr"};
    return names[which];
}

static void set_registers(const hu_model *model, const model_settings *settings, function *f)
{
    const hu_model_registers *const r = model->registers;
    const char *const option = settings->register_option;
    f->control = option == NULL ? r->control_fixed : settings->control;
    if (option != NULL && r->control == HU_REGISTER_NONE) {
        fail("%s: %s reads no control register", option, model->name);
    }
    if (option != NULL && !same_word(option, register_name(r->control))) {
        fail("%s: %s reads %s; expected -%s", option, model->name, register_name(r->control),
             register_option(r->control));
    }
    if ((f->control & ~r->control_bits) != 0) {
        fail("%s %" PRIX32 ": expected only bits of %" PRIX32, option, f->control, r->control_bits);
    }
    if ((f->control & r->control_fixed) != r->control_fixed) {
        fail("%s %" PRIX32 ": expected all bits of %" PRIX32, option, f->control, r->control_fixed);
    }
    if (r->control == HU_REGISTER_FCSR && (f->control & HU_FCSR_ROUNDING) >> HU_FCSR_ROUNDING_SHIFT > 4) {
        fail("%s %" PRIX32 ": expected a rounding mode of 0 to 4 in bits 5 to 7", option, f->control);
    }
}

static uint32_t choose_groups(const hu_model *model, uint64_t groups)
{
    if (groups != 0 && model->groups_max == 0) {
        fail("-groups: %s has vectors of one length only", model->name);
    }
    if (groups > model->groups_max) {
        fail("-groups %" PRIu64 ": expected a number from 1 to %" PRIu32 " for %s", groups, model->groups_max,
             model->name);
    }
    return groups == 0 ? model->groups_max : (uint32_t)groups;
}

function model_function(const hu_model *model, const model_settings *settings)
{
    function f = {.model = model, .immediate = settings->has_immediate ? (uint32_t)settings->immediate : 4};
    const uint32_t groups = choose_groups(model, settings->groups);
    if (settings->has_immediate && model->immediate == 0) {
        fail("-imm: %s has no immediate byte", model->name);
    }
    set_registers(model, settings, &f);
    for (uint32_t i = 0; i < model->operands; i++) {
        const hu_model_vector *const v = &model->operand[i];
        for (uint32_t n = 0; n < elements(v, groups); n++) {
            f.operand[f.arity++] = number_type(v->format);
        }
    }
    for (uint32_t n = 0; n < model->result->count; n++) {
        f.result[f.result_count++] = number_type(model->result->format);
    }
    for (uint32_t flags = model->registers->status_bits; flags != 0; flags >>= 1) {
        f.flag_bits++;
    }
    f.flag_digits = hex_digits(f.flag_bits);
    return f;
}

void model_title(char *text, size_t size, const function *f)
{
    const uint32_t control = f->model->registers->control;
    int used = snprintf(text, size, "%s", f->model->name);
    if (control != HU_REGISTER_NONE) {
        used += snprintf(text + used, size - (size_t)used, ", %s %04" PRIX32, register_name(control), f->control);
    }
    if (f->model->immediate != 0) {
        snprintf(text + used, size - (size_t)used, ", immediate %02" PRIX32, f->immediate);
    }
}

void model_flag_letters(const function *f, uint64_t flags, char letters[7])
{
    static const uint32_t mxcsr[] = {HU_MXCSR_INVALID,  HU_MXCSR_DENORMAL,  HU_MXCSR_DIVIDE_BY_ZERO,
                                     HU_MXCSR_OVERFLOW, HU_MXCSR_UNDERFLOW, HU_MXCSR_INEXACT};
    static const uint32_t fpsr[] = {HU_FPSR_INVALID,  HU_FPSR_INPUT_DENORMAL, HU_FPSR_DIVIDE_BY_ZERO,
                                    HU_FPSR_OVERFLOW, HU_FPSR_UNDERFLOW,      HU_FPSR_INEXACT};
    static const uint32_t fcsr[] = {HU_FCSR_INVALID, 0, HU_FCSR_DIVIDE_BY_ZERO, HU_FCSR_OVERFLOW, HU_FCSR_UNDERFLOW,
                                    HU_FCSR_INEXACT};
    const uint32_t status = f->model->registers->status;
    const uint32_t *const bits = status == HU_REGISTER_MXCSR ? mxcsr : status == HU_REGISTER_FCSR ? fcsr : fpsr;
    for (int i = 0; i < 6; i++) {
        letters[i] = (flags & bits[i]) != 0 ? "vdioux"[i] : '.';
    }
    letters[6] = '\0';
}

/* ---- The command ------------------------------------------------------------------------------------------------- */

/* "x[2]:bf16", "x[2 to 32]:bf16", or "x:bf16" for one element. */
static int print_vector(const hu_model *model, const hu_model_vector *v)
{
    if (v->grouped != 0) {
        return printf(" %s[%" PRIu32 " to %" PRIu32 "]:%s", v->name, v->count, elements(v, model->groups_max),
                      v->format->name);
    }
    return v->count == 1 ? printf(" %s:%s", v->name, v->format->name)
                         : printf(" %s[%" PRIu32 "]:%s", v->name, v->count, v->format->name);
}

static void print_table(void)
{
    const hu_model *model;
    printf("%-33s %-46s %s\n", "NAME", "OPERANDS", "RESULT AND FLAGS");
    for (size_t i = 0; (model = hu_model_at(i)) != NULL; i++) {
        int used = 0;
        printf("%-33s", model->name);
        for (uint32_t k = 0; k < model->operands; k++) {
            used += print_vector(model, &model->operand[k]);
        }
        printf("%*s", used < 46 ? 47 - used : 1, "");
        print_vector(model, model->result);
        const uint32_t status = model->registers->status;
        printf("%s%s\n", status == HU_REGISTER_NONE ? "" : " ",
               status == HU_REGISTER_NONE ? "" : register_name(status));
    }
    puts("\nhalfulp models NAME lists the columns; halfulp models --help says how run, gen and check use them.");
}

/* Columns first to first + count - 1. */
static int print_columns(const char *name, uint32_t count, const char *format, int digits, int first)
{
    char columns[32];
    char label[64];
    if (count == 1) {
        snprintf(columns, sizeof columns, "%d", first);
        snprintf(label, sizeof label, "%s", name);
    } else {
        snprintf(columns, sizeof columns, "%d to %d", first, first + (int)count - 1);
        snprintf(label, sizeof label, "%s[0] to %s[%" PRIu32 "]", name, name, count - 1);
    }
    printf("  %-10s %-23s %s, %d digit%s\n", columns, label, format, digits, digits == 1 ? "" : "s");
    return first + (int)count;
}

static void print_model(const hu_model *model)
{
    static const model_settings defaults;
    const function f = model_function(model, &defaults);
    const hu_model_registers *const r = model->registers;
    printf("%s: %s\n  %s\n\n", model->name, model->text, model->source);
    int column = 1;
    for (uint32_t i = 0; i < model->operands; i++) {
        const hu_model_vector *const v = &model->operand[i];
        column = print_columns(v->name, elements(v, model->groups_max), v->format->name,
                               hex_digits(hu_format_width(v->format)), column);
    }
    column = print_columns(model->result->name, model->result->count, model->result->format->name, f.result[0].digits,
                           column);
    if (f.flag_bits != 0) {
        print_columns("flags", 1, register_name(r->status), f.flag_digits, column);
    }
    if (r->control != HU_REGISTER_NONE) {
        printf("\n  -%s HEX: %s, of it the bits %" PRIX32, register_option(r->control), register_name(r->control),
               r->control_bits);
        if (r->control_fixed != 0) {
            printf(", and always %" PRIX32, r->control_fixed);
        }
        puts("");
    }
    if (model->immediate != 0) {
        printf("%s  -imm NUMBER: the immediate byte, 0 to 255\n", r->control == HU_REGISTER_NONE ? "\n" : "");
    }
    if (model->groups_max != 0) {
        printf("\n  -groups N: 1 to %" PRIu32 " groups; the columns are those of %" PRIu32 "\n", model->groups_max,
               model->groups_max);
    }
}

int command_models(int argc, char **argv)
{
    if (argc == 1) {
        print_table();
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            return print_help(help);
        }
        if (strcmp(argv[i], "--names") == 0) {
            const hu_model *model;
            for (size_t row = 0; (model = hu_model_at(row)) != NULL; row++) {
                puts(model->name);
            }
            continue;
        }
        if (argv[i][0] == '-') {
            fail("%s: unknown option; see halfulp models --help", argv[i]);
        }
        const hu_model *const model = hu_model_find(argv[i]);
        if (model == NULL) {
            fail("%s: not a model; `halfulp models` lists them", shown(argv[i]));
        }
        if (i > 1) {
            puts("");
        }
        print_model(model);
    }
    finish_output();
    return STATUS_GOOD;
}
