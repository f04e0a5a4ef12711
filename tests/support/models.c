/* SPDX-License-Identifier: Apache-2.0
 *
 * Operands for the models of instructions, and the comparison with the instructions. See models.h.
 */
#include "models.h"

#include <inttypes.h>
#include <stdio.h>

#include "check.h"
#include "operands.h"

static void print_number(const char *what, hu_number x)
{
    char decimal[64];
    char hexadecimal[64];
    hu_print(decimal, sizeof decimal, x, HU_TEXT_SHORTEST);
    hu_print(hexadecimal, sizeof hexadecimal, x, HU_TEXT_HEX);
    fprintf(stderr, "    %-9s %s 0x%0*" PRIx64 " = %s = %s", what, x.format->name, (hu_format_width(x.format) + 3) / 4,
            x.code, hexadecimal, decimal);
}

void models_compare(models_tally *tally, const models_case *input, const hu_format *to, models_answer model,
                    models_answer machine)
{
    tally->comparisons++;
    if ((model.code == machine.code && model.status == machine.status) || tally->failures++ >= CHECK_SHOWN) {
        return;
    }
    fprintf(stderr, "  %s: %s, control register %08" PRIx32 "\n", tally->name, input->instruction, input->control);
    for (int i = 0; i < input->operands; i++) {
        print_number("operand", input->operand[i]);
        fprintf(stderr, "\n");
    }
    print_number("model", (hu_number){to, model.code});
    fprintf(stderr, ", status %08" PRIx32 "\n", model.status);
    print_number("machine", (hu_number){to, machine.code});
    fprintf(stderr, ", status %08" PRIx32 "\n", machine.status);
}

/* The format of the index-th code. */
static const hu_format *format_at(const hu_model *model, size_t count, size_t index)
{
    uint32_t groups = 1;
    while (hu_model_operand_count(model, groups) != count) {
        groups++;
    }
    for (uint32_t i = 0; i < model->operands; i++) {
        const hu_model_vector *v = &model->operand[i];
        const size_t elements = (size_t)v->count * (v->grouped != 0 ? groups : 1);
        if (index < elements) {
            return v->format;
        }
        index -= elements;
    }
    return NULL;
}

void models_expect(models_tally *tally, const hu_model *model, const uint64_t *codes, size_t count, uint32_t control,
                   uint32_t immediate, models_answer expected)
{
    models_answer found = {0, 0};
    const hu_status status = hu_model_apply(model, codes, count, &found.code, 1, control, immediate, &found.status);
    if (status == HU_STATUS_GOOD && found.code == expected.code && found.status == expected.status) {
        tally->comparisons++;
        return;
    }
    if (status != HU_STATUS_GOOD) {
        fprintf(stderr, "  %s: %s refuses its operands: %s\n", tally->name, model->name, hu_status_text(status));
        tally->failures++;
        return;
    }
    char name[96];
    models_case input = {.instruction = name, .control = control};
    snprintf(name, sizeof name, "%s, immediate %02" PRIX32, model->name, immediate);
    for (size_t i = 0; i < count && i < MODELS_OPERANDS_MAX; i++) {
        input.operand[input.operands++] = (hu_number){format_at(model, count, i), codes[i]};
    }
    models_compare(tally, &input, model->result->format, found, expected);
}

long models_skip(const char *name, const char *reason)
{
    fprintf(stderr, "  SKIP %s: %s\n", name, reason);
    return CHECK_SKIPPED;
}

uint64_t models_with_field(const hu_format *format, uint64_t x, int field)
{
    int top = (1 << format->exponent_bits) - 2;
    uint64_t limited = (uint64_t)(field < 1 ? 1 : field > top ? top : field);
    uint64_t mask = (UINT64_C(1) << format->exponent_bits) - 1;
    return (x & ~(mask << format->fraction_bits)) | limited << format->fraction_bits;
}

static int field_of(const hu_format *format, uint64_t x)
{
    return (int)(x >> format->fraction_bits & ((UINT64_C(1) << format->exponent_bits) - 1));
}

void models_operands(const hu_format *narrow, const hu_format *wide, uint64_t stream, uint64_t index,
                     uint64_t operand[3])
{
    uint64_t seed = check_seed();
    uint64_t r = hu_random(seed, stream, 3 * index);
    uint64_t x = operand_code(narrow, seed, stream, 3 * index + 1);
    uint64_t y = operand_code(narrow, seed, stream, 3 * index + 2);
    uint64_t z = operand_code(wide, seed, stream + 1, index);
    if (r % 3 == 0) { /* exponent of the product: smallest normal number, 1 or largest number, or near one of them */
        int ends[] = {1 - wide->bias, 0, wide->bias};
        int exponent = ends[(r >> 8) % 3] + (int)((r >> 16) % 7) - 3;
        y = models_with_field(narrow, y, exponent - (field_of(narrow, x) - narrow->bias) + narrow->bias);
    }
    if (r % 6 < 3) { /* within a few binades of it, so that bits cancel or just touch */
        int exponent = field_of(narrow, x) + field_of(narrow, y) - 2 * narrow->bias;
        int distance = (int)((r >> 24) % 5) * ((r >> 32 & 1) != 0 ? 1 : wide->fraction_bits / 4);
        z = models_with_field(wide, z, exponent + wide->bias + ((r >> 33 & 1) != 0 ? distance : -distance));
    }
    operand[0] = x;
    operand[1] = y;
    operand[2] = z;
}
