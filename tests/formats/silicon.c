/* SPDX-License-Identifier: Apache-2.0
 *
 * What an NVIDIA GPU answered, instruction by instruction, is what the library says that it computes. The answers were
 * recorded by tests/silicon/; this check needs no GPU.
 *
 * data/silicon/h200_scalars.txt: a comment names the GPU; a line with a point in it is the name of an instruction
 * (support/ptx.h); the lines after it are the codes of its operands and of the result.
 */
#include "halfulp_array.h"
#include "support/check.h"
#include "support/ptx.h"

#include <inttypes.h>
#include <string.h>

enum { LINE_SIZE = 256, CODES_MAX = PTX_OPERANDS_MAX + 1 };

/* The codes of a line; -1 if it holds anything else. */
static int read_codes(const char *line, uint64_t *codes)
{
    int count = 0, length = 0;
    while (count < CODES_MAX && sscanf(line, "%16" SCNx64 "%n", &codes[count], &length) == 1) {
        line += length;
        count++;
    }
    return line[strspn(line, " \n")] == '\0' ? count : -1;
}

static bool answer_is_ours(const ptx_instruction *p, const uint64_t *codes, uint64_t *ours)
{
    uint64_t operands[PTX_OPERANDS_MAX] = {0}, result = 0;
    const void *packed[PTX_OPERANDS_MAX];
    for (uint32_t k = 0; k < p->arity; k++) {
        ptx_set(&operands[k], ptx_operand_size(p), 0, codes[k]);
        packed[k] = &operands[k];
    }
    ptx_apply(p, HU_ARRAY_AUTOMATIC, 1, packed, &result);
    *ours = ptx_get(&result, ptx_result_size(p), 0);
    return *ours == codes[p->arity];
}

/* The failures of a line: 0 or 1. Lines of an unknown instruction fail with it. */
static long line_fails(const char *name, const ptx_instruction *p, const char *line, int number)
{
    uint64_t codes[CODES_MAX] = {0}, ours;
    if (name[0] == '?') {
        return 0;
    }
    if (name[0] == '\0' || read_codes(line, codes) != (int)p->arity + 1) {
        fprintf(stderr, "  line %d: expected an instruction, or the codes of its operands and its result: %s", number,
                line);
        return 1;
    }
    if (answer_is_ours(p, codes, &ours)) {
        return 0;
    }
    fprintf(stderr, "  line %d: %s: expected of the library the GPU's answer, the last code, got %" PRIx64 ": %s",
            number, name, ours, line);
    return 1;
}

long check_silicon_scalars(void)
{
    FILE *file = fopen(check_data_path("silicon/h200_scalars.txt"), "r");
    if (file == NULL) {
        fprintf(stderr, "  silicon/h200_scalars.txt cannot be read\n");
        return 1;
    }
    char line[LINE_SIZE], name[LINE_SIZE] = "";
    ptx_instruction instruction = {0};
    long long comparisons = 0;
    long failures = 0;
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        if (line[0] == '#') {
            continue;
        }
        if (strchr(line, '.') == NULL) {
            comparisons++;
            failures += line_fails(name, &instruction, line, number);
        } else if (sscanf(line, "%255s", name) != 1 || !ptx_parse(name, PTX_ON_GPU, &instruction)) {
            fprintf(stderr, "  line %d: not a known instruction: %s", number, line);
            failures++;
            name[0] = '?';
        }
    }
    fclose(file);
    return check_end("silicon.scalars", comparisons, failures + (comparisons == 0));
}
