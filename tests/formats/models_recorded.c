/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of AVX512-FP16 against the recorded answers of a processor that has it (data/silicon/xeon_fp16.txt):
 * result and MXCSR, on every machine.
 */
#include <stdlib.h>
#include <string.h>

#include "halfulp_models.h"
#include "support/check.h"
#include "support/models.h"

enum { OPERANDS_MAX = 3 };

typedef struct {
    const hu_model *model;
    uint64_t operand[OPERANDS_MAX];
    size_t operands;
    uint32_t before;
    models_answer machine;
} recorded;

/* Reads codes up to the next bar or the end of the line. Returns how many, or 0 if there is anything else. */
static size_t read_codes(char **text, uint64_t *code, size_t max)
{
    size_t count = 0;
    for (;;) {
        *text += strspn(*text, " ");
        if (**text == '|' || **text == '\n' || **text == '\0') {
            *text += **text == '|';
            return count;
        }
        char *end;
        if (count == max || (code[count++] = strtoull(*text, &end, 16), end == *text)) {
            return 0;
        }
        *text = end;
    }
}

/* MODEL | INSTRUCTION | BEFORE | OPERANDS | RESULT | AFTER */
static bool read_line(char *line, recorded *r)
{
    uint64_t before;
    uint64_t after;
    char *bar = strstr(line, " | ");
    if (bar == NULL) {
        return false;
    }
    *bar = '\0';
    r->model = hu_model_find(line);
    char *text = strstr(bar + 3, " | ");
    if (r->model == NULL || text == NULL) {
        return false;
    }
    text += 3;
    if (read_codes(&text, &before, 1) != 1 || (r->operands = read_codes(&text, r->operand, OPERANDS_MAX)) == 0 ||
        read_codes(&text, &r->machine.code, 1) != 1 || read_codes(&text, &after, 1) != 1) {
        return false;
    }
    r->before = (uint32_t)before;
    r->machine.status = (uint32_t)after;
    return r->operands == hu_model_operand_count(r->model, 1);
}

static void compare(models_tally *tally, const recorded *r)
{
    models_case input = {r->model->name, r->before, (int)r->operands, {{NULL, 0}}};
    for (size_t i = 0; i < r->operands; i++) {
        input.operand[i] = (hu_number){r->model->operand[i].format, r->operand[i]};
    }
    models_answer answer = {0, r->before};
    if (hu_model_apply(r->model, r->operand, r->operands, &answer.code, 1, r->before, 0, &answer.status) !=
        HU_STATUS_GOOD) {
        fprintf(stderr, "  %s: %s refuses its operands\n", tally->name, r->model->name);
        tally->failures++;
        return;
    }
    models_compare(tally, &input, r->model->result->format, answer, r->machine);
}

long check_models_fp16_recorded(void)
{
    models_tally tally = {.name = "models.fp16_recorded"};
    char line[256];
    FILE *file = fopen(check_data_path("silicon/xeon_fp16.txt"), "r");
    if (file == NULL) {
        fprintf(stderr, "  %s: cannot read data/silicon/xeon_fp16.txt\n", tally.name);
        return check_end(tally.name, 0, 1);
    }
    while (fgets(line, sizeof line, file) != NULL) {
        recorded r;
        if (line[0] == '#') {
            continue;
        }
        if (read_line(line, &r)) {
            compare(&tally, &r);
        } else {
            fprintf(stderr, "  %s: data/silicon/xeon_fp16.txt: not an answer: %s\n", tally.name, line);
            tally.failures++;
        }
    }
    fclose(file);
    return check_end(tally.name, tally.comparisons, tally.failures + (tally.comparisons == 0));
}
