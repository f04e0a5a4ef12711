/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzz target: the calls that check everything, hu_apply and halfulp_flat.h. Input: what is passed, valid or not.
 *
 * A call returns a status and changes nothing, or it gives a result within its width; and both interfaces agree.
 */
#include "fuzz.h"

#include "halfulp_flat.h"
#include "halfulp_operations.h"

#include <stdlib.h>
#include <string.h>

/* A format's number, mostly one that exists. */
static uint64_t format_number(fuzz_bytes *bytes)
{
    const uint8_t which = fuzz_byte(bytes);
    const hu_format *row = hu_format_at(which);
    if (row != NULL) {
        return hu_flat_format(row->name);
    }
    char *text = which % 2 != 0 ? fuzz_text(bytes) : NULL;
    const uint64_t number = text != NULL ? hu_flat_format(text) : fuzz_64(bytes);
    free(text);
    return number;
}

/* Mostly a code of the format. */
static uint64_t code_of(fuzz_bytes *bytes, uint64_t format)
{
    const uint64_t code = fuzz_64(bytes);
    const int32_t width = hu_flat_width(format);
    if (width < 0 || width > 64) {
        fuzz_wrong("format %llx has %d bits", (unsigned long long)format, (int)width);
    }
    return width == 0 || fuzz_byte(bytes) % 16 == 0 ? code : code & UINT64_MAX >> (64 - width);
}

/* Each policy as it comes; out of range in one of sixteen. */
static uint64_t policies(fuzz_bytes *bytes)
{
    const uint64_t any = fuzz_64(bytes);
    return fuzz_byte(bytes) % 16 == 0 ? any : any & 0x2011221133311128;
}

static void apply(fuzz_bytes *bytes)
{
    const int32_t operation = fuzz_byte(bytes) % (HU_OPERATIONS + 2) - 1;
    uint64_t format[1 + HU_OPERANDS_MAX] = {0};
    uint64_t code[1 + HU_OPERANDS_MAX];
    for (int i = 0; i < 1 + HU_OPERANDS_MAX; i++) {
        format[i] = i == 0 || fuzz_byte(bytes) % 2 != 0 ? format_number(bytes) : format[0];
        code[i] = code_of(bytes, format[i]);
    }
    const uint64_t policy = policies(bytes);
    const uint64_t random = fuzz_64(bytes) >> fuzz_byte(bytes) % 64;
    uint64_t result = 0x5A5A;
    uint32_t flags = 0xA5A5;
    const int32_t status = hu_flat_apply(operation, format[0], format[1], code[1], format[2], code[2], format[3],
                                         code[3], policy, random, &result, &flags);
    if (hu_flat_status(status) == NULL || (status != 0 && (result != 0x5A5A || flags != 0xA5A5))) {
        fuzz_wrong("operation %d: status %d, result %llx", (int)operation, (int)status, (unsigned long long)result);
    }
    const hu_operation_info *info = hu_operation_describe((hu_operation)operation);
    if (status == 0 && (info == NULL || flags > 31 ||
                        (info->result == HU_KIND_NUMBER && hu_flat_width(format[0]) < 64 &&
                         result >> hu_flat_width(format[0]) != 0 && info->same_format == 0))) {
        fuzz_wrong("operation %d: result %llx, flags %x", (int)operation, (unsigned long long)result, (unsigned)flags);
    }
}

/* The same through pointers: a row of the table with a field changed, an environment with a word changed. */
static void apply_structs(fuzz_bytes *bytes)
{
    const int32_t operation = fuzz_byte(bytes) % (HU_OPERATIONS + 2) - 1;
    hu_format to = *hu_format_at(fuzz_byte(bytes) % 17);
    hu_format from = *hu_format_at(fuzz_byte(bytes) % 17);
    const uint8_t harm = fuzz_byte(bytes);
    if (harm % 4 == 1) {
        ((uint8_t *)&to)[sizeof to.name + fuzz_byte(bytes) % (sizeof to - sizeof to.name)] = fuzz_byte(bytes);
    }
    hu_number operand[HU_OPERANDS_MAX];
    for (int i = 0; i < HU_OPERANDS_MAX; i++) {
        operand[i] = (hu_number){harm % 8 == 2 ? NULL : i == 1 ? &to : &from, fuzz_64(bytes) >> fuzz_byte(bytes) % 64};
    }
    hu_env env = {0};
    if (harm / 8 % 4 == 0) {
        ((uint8_t *)&env)[fuzz_byte(bytes) % sizeof env] = fuzz_byte(bytes);
    }
    const hu_env before = env;
    hu_number result = {NULL, 77};
    const hu_status status = hu_apply((hu_operation)operation, harm % 8 == 3 ? NULL : &to, operand, &env, &result);
    if (status != HU_STATUS_GOOD &&
        (result.code != 77 || result.format != NULL || memcmp(&env, &before, sizeof env) != 0)) {
        fuzz_wrong("operation %d: refused (%s), but something has changed", (int)operation, hu_status_text(status));
    }
}

static void text(fuzz_bytes *bytes)
{
    const uint64_t to = format_number(bytes);
    const uint64_t policy = policies(bytes);
    const uint64_t random = fuzz_64(bytes) >> fuzz_byte(bytes) % 64;
    const int32_t style = fuzz_byte(bytes) % 4;
    uint64_t code = 0x5A5A;
    uint32_t flags = 0;
    char printed[40];
    size_t length = 0;
    if (hu_flat_parse(to, (const char *)bytes->at, bytes->left, policy, random, &code, &flags) == 0 &&
        hu_flat_print(to, code, style, printed, sizeof printed, &length) == 0 &&
        strlen(printed) != (length < sizeof printed ? length : sizeof printed - 1)) {
        fuzz_wrong("'%s' is not %zu characters long", printed, length);
    }
    const uint64_t any = code_of(bytes, to);
    if (hu_flat_print(to, any, style, NULL, 0, &length) == 0 && length == 0) {
        fuzz_wrong("nothing is printed of %llx", (unsigned long long)any);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_bytes bytes = {data, size};
    switch (fuzz_byte(&bytes) % 4) {
    case 0:
        text(&bytes);
        break;
    case 1:
        apply_structs(&bytes);
        break;
    default:
        apply(&bytes);
        break;
    }
    return 0;
}
