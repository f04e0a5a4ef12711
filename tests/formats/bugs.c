/* SPDX-License-Identifier: Apache-2.0
 *
 * data/bugs.txt: formats/ and ref/ both give the right answer with its flags, and not the defect's. Also, a malformed
 * line is refused with its number.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/bugs.h"
#include "support/check.h"
#include "support/compare.h"

/* The exact sum, rounded once. */
static ref_result ref_sum(const bugs_case *bug, const ref_policy *policy)
{
    const ref_accumulation how = {.order = REF_EXACT, .sum = compare_format(bug->to)};
    ref_operand operands[BUGS_PRODUCTS][2];
    for (size_t i = 0; i < bug->products; i++) {
        operands[i][0] = compare_operand((hu_number){bug->operand[1].format, bug->x[i]});
        operands[i][1] = compare_operand((hu_number){bug->operand[2].format, bug->y[i]});
    }
    return ref_accumulate(&how, bug->operand[0].code, operands, bug->products, policy, NULL);
}

static uint64_t library_sum(const bugs_case *bug, hu_env *env)
{
    const hu_accumulation how = {.order = HU_ACCUMULATE_EXACT, .sum = bug->to};
    uint8_t bytes[2][BUGS_PRODUCTS];
    uint16_t words[2][BUGS_PRODUCTS];
    uint64_t code = 0;
    for (size_t i = 0; i < bug->products; i++) {
        words[0][i] = (uint16_t)bug->x[i];
        words[1][i] = (uint16_t)bug->y[i];
        bytes[0][i] = (uint8_t)bug->x[i];
        bytes[1][i] = (uint8_t)bug->y[i];
    }
    hu_array_operand lists[2];
    for (int i = 0; i < 2; i++) {
        const hu_format *const f = bug->operand[1 + i].format;
        lists[i] = hu_array_operand_of(f, hu_array_element_size(f) == 1 ? (const void *)bytes[i] : words[i]);
    }
    return hu_dot_accumulate(&how, lists[0], lists[1], bug->products, bug->operand[0].code, env, &code) ==
                   HU_STATUS_GOOD
               ? code
               : ~bug->code;
}

/* Both the library and ref/ must give the wrong answer for the instruction that gives it. */
static bool instruction_agrees(const bugs_case *bug)
{
    uint64_t x[64] = {0}, y[64] = {0};
    if (bug->kind != BUGS_DOT) {
        return true;
    }
    memcpy(x, bug->x, sizeof bug->x);
    memcpy(y, bug->y, sizeof bug->y);
    const uint64_t addend = bug->operand[0].code;
    const ref_dot_row *const row = ref_dot_find(bug->model->name);
    return bug->model->k <= 64 && row != NULL && hu_dot(bug->model, addend, x, y, bug->model->k) == bug->wrong &&
           ref_dot(row, addend, x, y, bug->model->k) == bug->wrong;
}

static ref_result ref_answer(ref_bracket_t *bracket, const bugs_case *bug)
{
    ref_policy policy = compare_policy(&bug->env);
    ref_operand same[REF_OPERANDS_MAX];
    for (int i = 0; i < ref_arity(bug->op); i++) {
        same[i] = compare_operand(bug->operand[i]);
    }
    switch (bug->kind) {
    case BUGS_TO_INTEGRAL:
    case BUGS_TO_INTEGRAL_EXACT:
        return ref_round_to_integral(bracket, compare_format(bug->to), same[0], bug->kind == BUGS_TO_INTEGRAL_EXACT,
                                     &policy);
    case BUGS_TO_INTEGER:
        return ref_to_integer(bracket, same[0], bug->integer_bits, bug->integer_signed, true, &policy);
    case BUGS_DOT:
        return ref_sum(bug, &policy);
    case BUGS_OPERATION:
        break;
    }
    ref_bracket(bracket, bug->op, compare_format(bug->to), same, (policy.flush & REF_FLUSH_OPERANDS) != 0);
    return ref_choose(bracket, &policy);
}

static uint64_t library_answer(const bugs_case *bug, hu_env *env)
{
    hu_number x = bug->operand[0];
    switch (bug->kind) {
    case BUGS_TO_INTEGRAL:
    case BUGS_TO_INTEGRAL_EXACT:
        return hu_round_to_integral(bug->to, x, bug->kind == BUGS_TO_INTEGRAL_EXACT, env).code;
    case BUGS_TO_INTEGER:
        if (bug->integer_bits == 32) {
            return bug->integer_signed ? (uint32_t)hu_to_int32(x, true, env) : hu_to_uint32(x, true, env);
        }
        return bug->integer_signed ? (uint64_t)hu_to_int64(x, true, env) : hu_to_uint64(x, true, env);
    case BUGS_DOT:
        return library_sum(bug, env);
    case BUGS_OPERATION:
        break;
    }
    return compare_generic(bug->op, bug->to, bug->operand, env);
}

static long bug_fails(ref_bracket_t *bracket, const bugs_case *bug)
{
    ref_result expected = ref_answer(bracket, bug);
    hu_env env = bug->env;
    uint64_t code = library_answer(bug, &env);
    bool right = code == bug->code && env.flags == bug->flags;
    bool agreed = expected.code == bug->code && expected.flags == bug->flags;
    bool useful = !bug->has_wrong || bug->wrong != bug->code;
    if (!instruction_agrees(bug)) {
        fprintf(stderr, "  data/bugs.txt line %d: %s gives another result\n", bug->line, bug->model->name);
        return 1;
    }
    if (right && agreed && useful) {
        return 0;
    }
    fprintf(stderr,
            "  data/bugs.txt line %d states %llx flags %02x%s; formats/ %llx flags %02x, ref/ %llx flags %02x\n",
            bug->line, (unsigned long long)bug->code, (unsigned)bug->flags,
            useful ? "" : ", and that the wrong answer is the right one", (unsigned long long)code, (unsigned)env.flags,
            (unsigned long long)expected.code, expected.flags);
    if (bug->kind == BUGS_OPERATION) {
        compare_report(stderr, "bugs", bug->op, bug->to, bug->operand, &env, code, expected);
    }
    return 1;
}

long check_bugs_regressions(void)
{
    char message[512];
    bugs_file file;
    if (!bugs_read(check_data_path("bugs.txt"), &file, message, sizeof message)) {
        fprintf(stderr, "  %s\n", message);
        return 1;
    }
    long failures = 0;
    ref_bracket_t bracket;
    ref_bracket_init(&bracket);
    for (size_t i = 0; i < file.count; i++) {
        failures += bug_fails(&bracket, &file.cases[i]);
    }
    ref_bracket_clear(&bracket);
    long long count = (long long)file.count;
    bugs_free(&file);
    return check_end("bugs.regressions", count, failures);
}

/* A file without a case is refused as a whole: by its name, without a line number. */
static long empty_fails(const char *path, const char *text)
{
    char message[512] = "", expected[512];
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        return 1;
    }
    fputs(text, out);
    fclose(out);
    bugs_file file;
    snprintf(expected, sizeof expected, "%s: contains no case: expected", path);
    if (!bugs_read(path, &file, message, sizeof message) && strncmp(message, expected, strlen(expected)) == 0) {
        return 0;
    }
    fprintf(stderr, "  '%s' for a file without a case\n", message);
    return 1;
}

/* Each breaks one rule of the file. */
static const char *const bad[] = {
    "covert fp32:3f800000 -> fp16:3c00 00 not 3c01 : thread\n",
    "convert fp33:3f800000 -> fp16:3c00 00 not 3c01 : thread\n",
    "convert fp32:3f80000 -> fp16:3c00 00 not 3c01 : thread\n",
    "convert fp32:3f80000g -> fp16:3c00 00 not 3c01 : thread\n",
    "convert fp32:3f800000 nearest -> fp16:3c00 00 not 3c01 : thread\n",
    "convert fp32:3f800000 fp16:3c00 00 not 3c01 : thread\n",
    "convert fp32:3f800000 -> fp16:3c00 0 not 3c01 : thread\n",
    "convert fp32:3f800000 -> fp16:3c00 20 not 3c01 : thread\n",
    "convert fp32:3f800000 -> fp16:3c00 00 3c01 : thread\n",
    "convert fp32:3f800000 -> fp16:3c00 00 not 3c1 : thread\n",
    "convert fp32:3f800000 -> fp16:3c00 00 not 3c01\n",
    "convert fp32:3f800000 -> fp16:3c00 00 not 3c01 :\n",
    "add fp32:3f800000 -> fp16:3c00 00 not 3c01 : thread\n",
    "convert fp32:3f800000 nan-z80 -> fp16:3c00 00 not 3c01 : thread\n",
    "convert fp32:3f800000 down up -> fp16:3c00 00 not 3c01 : thread\n",
    "to-int32 fp32:3f800000 -> int32:1 00 not 00000000 : thread\n",
    "to-int32 fp32:3f800000 -> uint32:00000001 00 not 00000000 : thread\n",
    "to-int32 fp32:3f800000 -> fp32:00000001 00 not 00000000 : thread\n",
    "to-int16 fp32:3f800000 -> int16:0001 00 not 0000 : thread\n",
    "to-uint64 fp32:3f800000 -> uint64:0000000000000001 00 not 1 : thread\n",
    "round-to-integral fp32:3f800000 -> int32:00000001 00 not crash : thread\n",
    "minimum fp32:3f800000 -> fp32:3f800000 00 not crash : thread\n",
    "dot fp32:3f800000 e4m3:00 -> fp32:3f800000 00 not 00000000 by hopper_wgmma_e4m3_e4m3_fp32 : thread\n",
    "dot fp32:3f800000 e4m3:00 e4m3:00,00 -> fp32:3f800000 00 not 00000000 by hopper_wgmma_e4m3_e4m3_fp32 : thread\n",
    "dot fp32:3f800000 e4m3:00 e4m3:00 -> fp32:3f800000 00 not 00000000 : thread\n",
    "dot fp32:3f800000 e4m3:00 e4m3:00 -> fp32:3f800000 00 not crash by hopper_wgmma_e4m3_e4m3_fp32 : thread\n",
    "dot fp32:3f800000 e4m3:00 e4m3:00 -> fp32:3f800000 00 not 00000000 by hopper_wgmma_e4m3_e5m2_fp32 : thread\n",
    "dot fp32:3f800000 e4m3:00 e4m3:00 -> fp32:3f800000 00 not 00000000 by frob : thread\n",
    "convert fp32:3f800000 -> fp16:3c00 00 not 3c01 : thread", /* truncated */
};

static const char *const empty[] = {"", "\n", "# a comment\n"};

/* Behind a good line, a bad one: the reader must refuse the file and name that line. */
long check_bugs_malformed(void)
{
    static const char good[] = "convert fp32:3f800000 -> fp16:3c00 00 not 3c01 : thread\n";
    long failures = 0;
    char path[256];
    check_scratch_path(path, sizeof path, "halfulp-bugs-XXXXXX");
    int descriptor = mkstemp(path);
    if (descriptor < 0) {
        fprintf(stderr, "  %s cannot be made\n", path);
        return 1;
    }
    close(descriptor);
    size_t count = sizeof bad / sizeof bad[0];
    for (size_t i = 0; i <= count; i++) {
        char message[512] = "";
        FILE *out = fopen(path, "w");
        if (out == NULL) {
            return 1;
        }
        fprintf(out, "%s%s", good, i < count ? bad[i] : good);
        fclose(out);
        bugs_file file;
        bool read = bugs_read(path, &file, message, sizeof message);
        if (read) {
            bugs_free(&file);
        }
        if (read != (i == count) || (!read && strstr(message, ":2: expected ") == NULL)) {
            fprintf(stderr, "  %s: '%s' for: %s", read ? "accepted" : "refused", message, i < count ? bad[i] : good);
            failures++;
        }
    }
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
        failures += empty_fails(path, empty[i]);
    }
    remove(path);
    return check_end("bugs.malformed", (long long)(count + 1 + sizeof empty / sizeof empty[0]), failures);
}
