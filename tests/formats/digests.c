/* SPDX-License-Identifier: Apache-2.0
 *
 * data/digests.txt: digests drawn from it are those of ref/'s results. The names of functions, the order of cases and
 * the bytes that are hashed are restated here from the man page; only SHA-256 itself is the command's, which
 * tests/commands/halfulp_digest.sh compares with sha256sum.
 */
#include "cli/digest/sha256.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "halfulp.h"
#include "ref.h"
#include "support/check.h"

enum { CASES_MAX = 65536, ONE_IN = 4 };

/* What computes a result, beside the operations of ref_op. */
typedef enum { OPERATION, TO_INTEGRAL, TO_INTEGER, COMPARE, ORDER, CLASS, NEXT } rule;

/* Of COMPARE: which of less, equal, greater and unordered are 1; 0: the relation itself. */
enum { LESS = 1, EQUAL = 2 };

typedef struct {
    const char *name;
    rule how;
    int which; /* the ref_op; the relations; up? */
    bool signaling;
    int arity;
} named_rule;

static const named_rule rules[] = {
    {"add", OPERATION, REF_ADD, false, 2},
    {"sub", OPERATION, REF_SUB, false, 2},
    {"mul", OPERATION, REF_MUL, false, 2},
    {"div", OPERATION, REF_DIV, false, 2},
    {"rem", OPERATION, REF_REMAINDER, false, 2},
    {"sqrt", OPERATION, REF_SQRT, false, 1},
    {"logB", OPERATION, REF_LOG_B, false, 1},
    {"mulAdd", OPERATION, REF_FMA, false, 3},
    {"minimum", OPERATION, REF_MINIMUM, false, 2},
    {"maximum", OPERATION, REF_MAXIMUM, false, 2},
    {"minimumNumber", OPERATION, REF_MINIMUM_NUMBER, false, 2},
    {"maximumNumber", OPERATION, REF_MAXIMUM_NUMBER, false, 2},
    {"roundToInt", TO_INTEGRAL, 0, false, 1},
    {"compare_quiet", COMPARE, 0, false, 2},
    {"compare_signaling", COMPARE, 0, true, 2},
    {"eq", COMPARE, EQUAL, false, 2},
    {"eq_signaling", COMPARE, EQUAL, true, 2},
    {"lt", COMPARE, LESS, true, 2},
    {"lt_quiet", COMPARE, LESS, false, 2},
    {"le", COMPARE, LESS | EQUAL, true, 2},
    {"le_quiet", COMPARE, LESS | EQUAL, false, 2},
    {"totalOrder", ORDER, 0, false, 2},
    {"class", CLASS, 0, false, 1},
    {"nextUp", NEXT, true, false, 1},
    {"nextDown", NEXT, false, false, 1},
};

/* A line of the file. */
typedef struct {
    char codes[SHA256_HEX];
    char flags[SHA256_HEX];
    uint64_t cases;
    char words[128];
    ref_policy policy;
    named_rule by;
    const ref_format *from;
    const ref_format *to; /* NULL: an integer of that many bits, signed or not */
    int bits;
    bool is_signed;
} digest_line;

static const ref_format *format_named(const char *name, size_t length)
{
    static const char *const testfloat[][2] = {{"f16", "fp16"}, {"f32", "fp32"}, {"f64", "fp64"}};
    char copy[64] = "";
    if (length < sizeof copy) {
        memcpy(copy, name, length);
    }
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(copy, testfloat[i][0]) == 0) {
            return ref_format_find(testfloat[i][1]);
        }
    }
    return ref_format_find(copy);
}

/* "to_e5m2", "to_ui64" */
static bool parse_conversion(digest_line *line, const char *type)
{
    line->to = format_named(type, strlen(type));
    line->by = (named_rule){"to", OPERATION, REF_CONVERT, false, 1};
    if (line->to != NULL) {
        return true;
    }
    line->by.how = TO_INTEGER;
    line->is_signed = type[0] != 'u';
    line->bits = atoi(type + strcspn(type, "0123456789"));
    return line->bits == 32 || line->bits == 64;
}

/* FORMAT_OPERATION or FORMAT_to_TYPE; false for what is not restated here, models among others. A name of a format may
 * hold a '_'. */
static bool parse_function(digest_line *line, const char *name)
{
    for (const char *end = strrchr(name, '_'); end != NULL && end > name; end--) {
        line->from = *end == '_' ? format_named(name, (size_t)(end - name)) : NULL;
        if (line->from == NULL) {
            continue;
        }
        if (strncmp(end, "_to_", 4) == 0) {
            return parse_conversion(line, end + 4);
        }
        for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
            if (strcmp(end + 1, rules[i].name) == 0) {
                line->by = rules[i];
                line->to = line->from;
                return true;
            }
        }
    }
    return false;
}

static bool parse_rounding(digest_line *line, const char *word)
{
    static const char *const words[] = {"near_even", "near_maxMag", "minMag", "min", "max", "odd"};
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) == 0) {
            line->policy.rounding = (ref_rounding)i;
            return true;
        }
    }
    return false;
}

static bool parse_line(digest_line *line, const char *text)
{
    char rounding[32];
    char function[64];
    *line = (digest_line){.bits = 0};
    if (sscanf(text, "%64s %64s %" SCNu64 " %127[^\n]", line->codes, line->flags, &line->cases, line->words) != 4 ||
        line->cases > CASES_MAX) {
        return false;
    }
    if (sscanf(line->words, "-r%31s %63s", rounding, function) == 2) {
        return parse_rounding(line, rounding) && parse_function(line, function);
    }
    return sscanf(line->words, "%63s", function) == 1 && parse_function(line, function);
}

/* ---- The results ------------------------------------------------------------------------------------------------- */

static ref_result relation(const digest_line *line, const ref_operand x[2])
{
    ref_result r = {0, 0};
    const int order = ref_compare(x[0], x[1], line->by.signaling, false, &r.flags) + 1; /* less, equal, greater, none */
    const int which = line->by.which;
    r.code = which == 0 ? (uint64_t)order : (uint64_t)(order < 2 && (which >> order & 1) != 0);
    return r;
}

static ref_result result(const digest_line *line, ref_bracket_t *bracket, const ref_operand x[REF_OPERANDS_MAX])
{
    switch (line->by.how) {
    case OPERATION:
        ref_bracket(bracket, (ref_op)line->by.which, line->to, x, false);
        return ref_choose(bracket, &line->policy);
    case TO_INTEGRAL:
        return ref_round_to_integral(bracket, line->to, x[0], false, &line->policy);
    case TO_INTEGER:
        return ref_to_integer(bracket, x[0], line->bits, line->is_signed, false, &line->policy);
    case COMPARE:
        return relation(line, x);
    case ORDER:
        return (ref_result){ref_total_order(x[0], x[1]), 0};
    case CLASS:
        return (ref_result){(uint64_t)ref_classify(x[0]), 0};
    case NEXT:
        return ref_next(bracket, x[0], line->by.which != 0, &line->policy);
    }
    abort();
}

/* How many bytes a result takes. */
static unsigned size_of(const digest_line *line)
{
    const bool small = line->by.how == COMPARE || line->by.how == ORDER || line->by.how == CLASS;
    const int width = small ? 4 : line->to == NULL ? line->bits : line->to->width;
    return width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : 8;
}

/* SHA-256 over the SHA-256s of chunks, of which these cases are one. */
static void digest_text(char text[SHA256_HEX], const uint8_t *bytes, size_t count)
{
    uint8_t digest[SHA256_BYTES];
    sha256 h;
    for (int turn = 0; turn < 2; turn++) {
        sha256_begin(&h);
        sha256_add(&h, bytes, count);
        sha256_end(&h, digest);
        bytes = digest;
        count = sizeof digest;
    }
    sha256_print(text, digest);
}

static long line_fails(const digest_line *line, ref_bracket_t *bracket)
{
    static uint8_t codes[CASES_MAX * 8];
    static uint8_t flags[CASES_MAX];
    char codes_text[SHA256_HEX];
    char flags_text[SHA256_HEX];
    const unsigned size = size_of(line);
    const uint64_t cases = UINT64_C(1) << (line->by.arity * line->from->width);
    for (uint64_t i = 0; i < cases && cases <= CASES_MAX; i++) {
        ref_operand x[REF_OPERANDS_MAX];
        for (int k = 0; k < line->by.arity; k++) {
            const int below = (line->by.arity - 1 - k) * line->from->width;
            x[k] = (ref_operand){line->from, i >> below & ((UINT64_C(1) << line->from->width) - 1)};
        }
        const ref_result r = result(line, bracket, x);
        for (unsigned byte = 0; byte < size; byte++) {
            codes[i * size + byte] = (uint8_t)(r.code >> 8 * byte & 0xFF);
        }
        flags[i] = (uint8_t)r.flags;
    }
    digest_text(codes_text, codes, (size_t)cases * size);
    digest_text(flags_text, flags, (size_t)cases);
    if (line->cases == cases && strcmp(codes_text, line->codes) == 0 && strcmp(flags_text, line->flags) == 0) {
        return 0;
    }
    fprintf(stderr, "  data/digests.txt: %s: ref/ gives %s %s %" PRIu64 "\n", line->words, codes_text, flags_text,
            cases);
    return 1;
}

long check_digests_drawn(void)
{
    char text[512];
    digest_line line;
    ref_bracket_t bracket;
    long failures = 0;
    long long cases = 0;
    unsigned restated = 0;
    unsigned drawn = 0;
    FILE *file = fopen(check_data_path("digests.txt"), "r");
    if (file == NULL) {
        fprintf(stderr, "  data/digests.txt: cannot be read\n");
        return 1;
    }
    ref_bracket_init(&bracket);
    while (fgets(text, sizeof text, file) != NULL) {
        if (text[0] == '#' || !parse_line(&line, text)) {
            continue;
        }
        if (hu_random(check_seed(), 0, restated++) % ONE_IN == 0 && check_dose()) {
            failures += line_fails(&line, &bracket);
            cases += (long long)line.cases;
            drawn++;
        }
    }
    ref_bracket_clear(&bracket);
    fclose(file);
    if (restated < 1000 || drawn == 0) {
        fprintf(stderr, "  data/digests.txt: %u lines understood, %u drawn\n", restated, drawn);
        failures++;
    }
    return check_end("digests.drawn", cases, failures);
}
