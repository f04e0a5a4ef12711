/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads data/bugs.txt: one test case per line, with errors that name the line and what was expected.
 */
#define _POSIX_C_SOURCE 200809L
#include "bugs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Splits the first word off the line. */
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

/* FORMAT:CODE. */
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

/* Each word sets one policy. Words with the same letter set the same policy. The defaults are all zero. */
static const struct {
    const char *word;
    char group;
    hu_env env;
} policies[] = {{"nearest-even", 'r', {.rounding = HU_NEAREST_EVEN}},
                {"nearest-away", 'r', {.rounding = HU_NEAREST_AWAY}},
                {"toward-zero", 'r', {.rounding = HU_TOWARD_ZERO}},
                {"down", 'r', {.rounding = HU_DOWN}},
                {"up", 'r', {.rounding = HU_UP}},
                {"to-odd", 'r', {.rounding = HU_TO_ODD}},
                {"saturate-finite", 'o', {.overflow = HU_SATURATE_FINITE}},
                {"saturate-all", 'o', {.overflow = HU_SATURATE_ALL}},
                {"tininess-before", 't', {.tininess = HU_TININESS_BEFORE}},
                {"nan-x86", 'n', {.nan = HU_X86_NAN}},
                {"nan-arm", 'n', {.nan = HU_ARM_NAN}},
                {"nan-nvidia", 'n', {.nan = HU_NVIDIA_NAN}},
                {"nan-signed", 'n', {.nan = HU_SIGNED_NAN}},
                {"infinity-nan-signed", 'i', {.infinity_nan = HU_INFINITY_NAN_SIGNED}},
                {"zero-divide-nan", 'x', {.zero_divide = HU_ZERO_DIVIDE_NAN}},
                {"flush-operands", 'd', {.flush = HU_FLUSH_OPERANDS}},
                {"flush-results", 'f', {.flush = HU_FLUSH_RESULTS}},
                {"odd-overflow-odd-code", 'v', {.odd_overflow = HU_ODD_OVERFLOW_ODD_CODE}},
                {"missing-nan-opposite-zero", 'm', {.missing_nan = HU_MISSING_NAN_OPPOSITE_ZERO}},
                {"missing-nan-zero", 'm', {.missing_nan = HU_MISSING_NAN_ZERO}},
                {"missing-zero-smallest", 'z', {.missing_zero = HU_MISSING_ZERO_SMALLEST}},
                {"missing-zero-tiny-smallest", 'z', {.missing_zero = HU_MISSING_ZERO_TINY_SMALLEST}},
                {"negative-magnitude", 's', {.negative = HU_NEGATIVE_MAGNITUDE}},
                {"negative-directed", 's', {.negative = HU_NEGATIVE_DIRECTED}}};

/* `seen` collects the letters, so that no policy is set twice; every field is zero before it is set. */
static bool parse_policy(const char *word, hu_env *env, uint32_t *seen)
{
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        const hu_env *set = &policies[i].env;
        uint32_t group = UINT32_C(1) << (policies[i].group - 'a');
        if (strcmp(word, policies[i].word) == 0 && (*seen & group) == 0) {
            *seen |= group;
            env->rounding |= set->rounding;
            env->overflow |= set->overflow;
            env->tininess |= set->tininess;
            env->nan |= set->nan;
            env->flush |= set->flush;
            env->odd_overflow |= set->odd_overflow;
            env->missing_nan |= set->missing_nan;
            env->missing_zero |= set->missing_zero;
            env->negative |= set->negative;
            env->infinity_nan |= set->infinity_nan;
            env->zero_divide |= set->zero_divide;
            return true;
        }
    }
    return false;
}

static bool parse_operation(const char *word, bugs_case *c)
{
    static const struct {
        const char *word;
        bugs_kind kind;
        int bits;
        bool is_signed;
    } others[] = {{"round-to-integral", BUGS_TO_INTEGRAL, 0, false},
                  {"round-to-integral-exact", BUGS_TO_INTEGRAL_EXACT, 0, false},
                  {"to-int32", BUGS_TO_INTEGER, 32, true},
                  {"to-int64", BUGS_TO_INTEGER, 64, true},
                  {"to-uint32", BUGS_TO_INTEGER, 32, false},
                  {"to-uint64", BUGS_TO_INTEGER, 64, false},
                  {"dot", BUGS_DOT, 0, false}};
    for (int op = 0; op < REF_OPS; op++) {
        if (strcmp(word, ref_op_name((ref_op)op)) == 0) {
            c->op = (ref_op)op;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(word, others[i].word) == 0) {
            c->kind = others[i].kind;
            c->integer_bits = others[i].bits;
            c->integer_signed = others[i].is_signed;
            return true;
        }
    }
    return false;
}

/* The hex digits of an answer, an integer or a code. */
static bool parse_answer(const bugs_case *c, const char *text, uint64_t *code)
{
    if (c->kind != BUGS_TO_INTEGER) {
        return parse_code(c->to, text, code);
    }
    return text != NULL && strlen(text) == (size_t)c->integer_bits / 4 && parse_hex(text, code);
}

/* FORMAT:CODE, or TYPE:INTEGER for a type such as uint64. */
static bool parse_result(bugs_case *c, char *word)
{
    if (c->kind != BUGS_TO_INTEGER) {
        hu_number result = {NULL, 0};
        bool ok = parse_number(word, &result);
        c->to = result.format;
        c->code = result.code;
        return ok;
    }
    char type[16];
    int length = snprintf(type, sizeof type, "%s%d:", c->integer_signed ? "int" : "uint", c->integer_bits);
    c->to = c->operand[0].format;
    return word != NULL && strncmp(word, type, (size_t)length) == 0 && parse_answer(c, word + length, &c->code);
}

/* FORMAT:CODE,CODE,...; returns how many, 0 if the word is none of that. */
static size_t parse_list(char *word, hu_number *first, uint64_t *codes)
{
    char *const colon = word == NULL ? NULL : strchr(word, ':');
    size_t count = 0;
    if (colon == NULL) {
        return 0;
    }
    *colon = '\0';
    first->format = hu_format_find(word);
    for (char *text = colon + 1; text != NULL; count++) {
        char *const comma = strchr(text, ',');
        if (comma != NULL) {
            *comma = '\0';
        }
        if (first->format == NULL || count == BUGS_PRODUCTS || !parse_code(first->format, text, &codes[count])) {
            return 0;
        }
        text = comma == NULL ? NULL : comma + 1;
    }
    first->code = codes[0];
    return count;
}

static const char *parse_operands(char **line, bugs_case *c)
{
    const int count = c->kind == BUGS_DOT ? 1 : ref_arity(c->op);
    for (int i = 0; i < count; i++) {
        if (!parse_number(next_word(line), &c->operand[i])) {
            return "expected an operand FORMAT:CODE, all hex digits of the code given";
        }
    }
    if (c->kind == BUGS_DOT) {
        c->products = parse_list(next_word(line), &c->operand[1], c->x);
        if (c->products == 0 || parse_list(next_word(line), &c->operand[2], c->y) != c->products) {
            return "expected FORMAT:CODE,... twice, for x and y, with as many codes, at most 4";
        }
    }
    return NULL;
}

/* The instruction whose answer is the wrong one. */
static bool parse_model(char *word, char *name, bugs_case *c)
{
    c->model = word == NULL || strcmp(word, "by") != 0 || name == NULL ? NULL : hu_dot_find(name);
    return c->model != NULL && strcmp(c->model->x->name, c->operand[1].format->name) == 0 &&
           strcmp(c->model->y->name, c->operand[2].format->name) == 0 &&
           strcmp(c->model->result->name, c->operand[0].format->name) == 0 && c->model->k >= c->products;
}

/* Returns NULL, or what was expected. The grammar: OPERATION OPERAND... [POLICY]... -> RESULT FLAGS not WRONG :
 * THREAD; and `dot`, whose operands are an addend and two lists, with `by INSTRUCTION` behind WRONG. */
static const char *parse_case(char *line, bugs_case *c)
{
    char *word = next_word(&line);
    if (!parse_operation(word, c)) {
        return "expected an operation (convert, add, ..., log-b, round-to-integral[-exact], to-[u]int32, to-[u]int64, "
               "dot)";
    }
    const char *const problem = parse_operands(&line, c);
    if (problem != NULL) {
        return problem;
    }
    uint32_t seen = 0;
    while ((word = next_word(&line)) != NULL && strcmp(word, "->") != 0) {
        if (!parse_policy(word, &c->env, &seen)) {
            return "expected a policy, each at most once, or ->";
        }
    }
    if (word == NULL || !parse_result(c, next_word(&line))) {
        return "expected -> and the right answer FORMAT:CODE or TYPE:INTEGER, all hex digits given";
    }
    uint64_t flags;
    word = next_word(&line);
    if (word == NULL || strlen(word) != 2 || !parse_hex(word, &flags) || flags > 0x1F) {
        return "expected the flags, two hex digits from 00 to 1f";
    }
    c->flags = (uint32_t)flags;
    word = next_word(&line);
    char *wrong = word != NULL && strcmp(word, "not") == 0 ? next_word(&line) : NULL;
    c->has_wrong = wrong != NULL && strcmp(wrong, "flags") != 0 && strcmp(wrong, "crash") != 0;
    if (wrong == NULL || (c->has_wrong && !parse_answer(c, wrong, &c->wrong))) {
        return "expected 'not' and the wrong answer's code, 'not flags' or 'not crash'";
    }
    if (c->kind == BUGS_DOT) {
        word = next_word(&line);
        if (!c->has_wrong || !parse_model(word, next_word(&line), c)) {
            return "expected 'by' and the instruction that gives the wrong code, a row of halfulp_dot.h of these "
                   "formats";
        }
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
    bool unread = ferror(in) != 0;
    fclose(in);
    if (problem != NULL) {
        snprintf(error, size, "%s:%d: %s", path, number, problem);
    } else if (unread || file->count == 0) {
        snprintf(error, size, "%s: %s: expected the regression cases, one per line", path,
                 unread ? "cannot be read to its end" : "contains no case");
    } else {
        return true;
    }
    bugs_free(file);
    return false;
}

void bugs_free(bugs_file *file)
{
    free(file->cases);
    *file = (bugs_file){0};
}
