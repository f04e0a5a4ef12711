/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "bugs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const operation_names[REF_OPS] = {"convert", "add", "sub", "mul", "div", "sqrt", "fma"};

/* A word of the line and the rest of it. */
static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t\r\n");
    char *end = word + strcspn(word, " \t\r\n");
    *rest = *end == '\0' ? end : end + 1;
    *end = '\0';
    return *word == '\0' ? NULL : word;
}

static bool parse_hex(const char *text, uint64_t *value)
{
    if (strspn(text, "0123456789abcdefABCDEF") != strlen(text) || *text == '\0') {
        return false;
    }
    errno = 0;
    *value = strtoull(text, NULL, 16);
    return errno == 0;
}

static bool parse_code(const hu_format *format, const char *text, uint64_t *code)
{
    int digits = (hu_format_width(format) + 3) / 4;
    return text != NULL && strlen(text) == (size_t)digits && parse_hex(text, code);
}

/* FORMAT:CODE */
static bool parse_number(char *word, hu_number *number)
{
    char *colon = word == NULL ? NULL : strchr(word, ':');
    if (colon == NULL) {
        return false;
    }
    *colon = '\0';
    number->format = hu_format_find(word);
    return number->format != NULL && parse_code(number->format, colon + 1, &number->code);
}

static bool parse_policy(const char *word, hu_env *env)
{
    static const char *const roundings[] = {"nearest-even", "nearest-away", "toward-zero", "down", "up", "to-odd"};
    static const char *const overflows[] = {"none", "saturate-finite", "saturate-all"};
    for (int i = 0; i < 6; i++) {
        if (strcmp(word, roundings[i]) == 0) {
            env->rounding = (hu_rounding)i;
            return true;
        }
    }
    for (int i = 1; i < 3; i++) {
        if (strcmp(word, overflows[i]) == 0) {
            env->overflow = (hu_overflow)i;
            return true;
        }
    }
    if (strcmp(word, "tininess-before") == 0) {
        env->tininess = HU_TININESS_BEFORE;
        return true;
    }
    return false;
}

/* NULL, or what was expected. The grammar: OPERATION OPERAND... [POLICY]... -> FORMAT:CODE FLAGS not CODE|flags : THREAD */
static const char *parse_case(char *line, bugs_case *c)
{
    char *word = next_word(&line);
    int op = 0;
    while (op < REF_OPS && strcmp(word, operation_names[op]) != 0) {
        op++;
    }
    if (op == REF_OPS) {
        return "expected an operation (convert, add, sub, mul, div, sqrt, fma)";
    }
    c->op = (ref_op)op;
    for (int i = 0; i < ref_arity(c->op); i++) {
        if (!parse_number(next_word(&line), &c->operand[i])) {
            return "expected an operand FORMAT:CODE, all hex digits of the code given";
        }
    }
    while ((word = next_word(&line)) != NULL && strcmp(word, "->") != 0) {
        if (!parse_policy(word, &c->env)) {
            return "expected a rounding, an overflow policy, tininess-before, or ->";
        }
    }
    hu_number result;
    if (word == NULL || !parse_number(next_word(&line), &result)) {
        return "expected -> and the right answer FORMAT:CODE, all hex digits of the code given";
    }
    c->to = result.format;
    c->code = result.code;
    uint64_t flags;
    word = next_word(&line);
    if (word == NULL || strlen(word) != 2 || !parse_hex(word, &flags) || flags > 0x1F) {
        return "expected the flags, two hex digits from 00 to 1f";
    }
    c->flags = (uint32_t)flags;
    word = next_word(&line);
    char *wrong = word != NULL && strcmp(word, "not") == 0 ? next_word(&line) : NULL;
    c->has_wrong = wrong != NULL && strcmp(wrong, "flags") != 0;
    if (wrong == NULL || (c->has_wrong && !parse_code(c->to, wrong, &c->wrong))) {
        return "expected 'not' and the wrong answer's code, or 'not flags'";
    }
    word = next_word(&line);
    if (word == NULL || strcmp(word, ":") != 0 || next_word(&line) == NULL) {
        return "expected ' : ' and the thread that reports the defect";
    }
    return NULL;
}

bool bugs_read(const char *path, bugs_file *file, char *error, size_t size)
{
    *file = (bugs_file){0};
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        snprintf(error, size, "%s: cannot be read (%s): expected the regression cases", path, strerror(errno));
        return false;
    }
    char line[1024];
    const char *problem = NULL;
    int number = 0;
    while (problem == NULL && fgets(line, sizeof line, in) != NULL) {
        number++;
        if (strchr(line, '\n') == NULL) {
            problem = "expected a line of fewer than 1,023 characters that ends in a newline";
            break;
        }
        if (line[strspn(line, " \t\r\n")] == '\0' || line[0] == '#') {
            continue;
        }
        bugs_case *grown = realloc(file->cases, (file->count + 1) * sizeof *grown);
        if (grown == NULL) {
            problem = "out of memory";
            break;
        }
        file->cases = grown;
        file->cases[file->count] = (bugs_case){.line = number};
        problem = parse_case(line, &file->cases[file->count++]);
    }
    if (problem == NULL && (ferror(in) || file->count == 0)) {
        problem = "expected at least one case";
    }
    fclose(in);
    if (problem != NULL) {
        snprintf(error, size, "%s:%d: %s", path, number, problem);
        bugs_free(file);
        return false;
    }
    return true;
}

void bugs_free(bugs_file *file)
{
    free(file->cases);
    *file = (bugs_file){0};
}
