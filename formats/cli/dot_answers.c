/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp dot: the answers.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dot.h"
#include "values.h"

/* An array of the list's codes, as halfulp_array.h has them. Free its data. */
static hu_array_operand array_of(const dot_list *list)
{
    const size_t size = hu_array_element_size(list->format);
    char *const data = malloc(list->count * size + 1);
    if (data == NULL) {
        fail("out of memory");
    }
    for (size_t i = 0; i < list->count; i++) {
        const uint8_t one = (uint8_t)list->codes[i];
        const uint16_t two = (uint16_t)list->codes[i];
        const uint32_t four = (uint32_t)list->codes[i];
        const void *const of_size[] = {&one, &two, &four, &list->codes[i]};
        memcpy(data + i * size, of_size[size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3], size);
    }
    return hu_array_operand_of(list->format, data);
}

static hu_status accumulate(const hu_accumulation *how, const dot_list *x, const dot_list *y, uint64_t addend,
                            hu_env *env, uint64_t *result)
{
    const hu_array_operand a = array_of(x);
    const hu_array_operand b = array_of(y);
    const hu_status status = hu_dot_accumulate(how, a, b, x->count, addend, env, result);
    free((void *)(uintptr_t)a.data);
    free((void *)(uintptr_t)b.data);
    return status;
}

/* What hu_dot_accumulate refuses, in the words of the options. */
static _Noreturn void refuse(const dot_question *q, hu_status status)
{
    const hu_format *const formats[] = {q->how.sum, q->how.product, q->how.total};
    for (int i = 0; i < 3 && status == HU_STATUS_FORMAT; i++) {
        if (formats[i] != NULL && (hu_format_error(formats[i]) != NULL || !formats[i]->has_zero)) {
            const char *const why = hu_format_error(formats[i]);
            fail("%s: %s", formats[i]->name, why != NULL ? why : "expected a format with a zero, to add up in");
        }
    }
    if (status == HU_STATUS_PRECISION) {
        fail("expected formats of at most 24 bits of precision; FP64 is for --order exact --sum fp64, and for "
             "--model hopper_mma_fp64");
    }
    if (status == HU_STATUS_COUNT && q->model != NULL) {
        fail("--chunk: expected a multiple of %" PRIu32 ", the products of one %s", q->model->k, q->model->name);
    }
    fail("%s", hu_status_text(status));
}

static void print_result(const dot_question *q, const hu_format *format, uint64_t code)
{
    const hu_number number = {format, code};
    print_hex_code(number);
    putchar(' ');
    print_number(number, q->style);
}

static void fill(dot_question *q, size_t k)
{
    const size_t count = q->x.count;
    const size_t added = dot_fill(&q->x, k);
    dot_fill(&q->y, k);
    if (added != 0) {
        fprintf(stderr, "halfulp dot: %zu products, and %zu of zeros to fill the last instruction up\n", count, added);
    }
}

/* The scales, 1 where none are given. */
static dot_list scales(const dot_question *q, const char *option, const char *text)
{
    dot_list list = {.format = q->model->scale};
    const size_t blocks = q->x.count / q->model->block;
    if (text != NULL) {
        dot_read_list(&list, text);
        if (list.count != blocks) {
            fail("--%s: expected %zu scales, one for each %u products; found %zu", option, blocks,
                 (unsigned)q->model->block, list.count);
        }
        return list;
    }
    dot_list one = {.format = q->model->scale};
    dot_read_list(&one, "1");
    for (size_t i = 0; i < blocks; i++) {
        dot_fill(&list, i + 1);
        list.codes[i] = one.codes[0];
    }
    free(one.codes);
    return list;
}

static uint64_t scaled(const dot_question *q, const dot_options *given)
{
    const dot_list x = scales(q, "x-scales", given->x_scales);
    const dot_list y = scales(q, "y-scales", given->y_scales);
    const uint64_t result = hu_dot_scaled(q->model, q->addend, q->x.codes, q->y.codes, x.codes, y.codes, q->x.count);
    free(x.codes);
    free(y.codes);
    return result;
}

void dot_answer(dot_question *q, const dot_options *given)
{
    uint64_t code;
    char letters[6];
    if (q->model != NULL) {
        fill(q, q->model->k);
        if (q->model->scale == NULL && (given->x_scales != NULL || given->y_scales != NULL)) {
            fail("--x-scales, --y-scales: %s has no scales", q->model->name);
        }
    }
    if (q->model != NULL && q->model->scale != NULL) {
        if (q->how.chunk != 0 || q->how.parts > 1) {
            fail("--chunk, --parts: %s has scales; expected one chain of instructions", q->model->name);
        }
        code = scaled(q, given);
    } else {
        const hu_status status = accumulate(&q->how, &q->x, &q->y, q->addend, &q->env, &code);
        if (status != HU_STATUS_GOOD) {
            refuse(q, status);
        }
    }
    print_result(q, q->result, code);
    flag_letters(q->env.flags, letters);
    if (q->model == NULL || q->how.chunk != 0 || q->how.parts > 1) {
        printf(" %s", letters);
    }
    putchar('\n');
}

/* One line of the comparison. `best`: the sum rounded once, or NULL where the line is that. */
static void print_way(const dot_question *q, const char *name, const hu_format *format, uint64_t code,
                      const hu_number *best)
{
    const bool same = best == NULL || (best->format == format && best->code == code);
    printf("%-42s ", name);
    print_result(q, format, code);
    puts(same || best->format != format ? "" : "  differs");
}

static void compare_order(const dot_question *q, const char *name, hu_accumulation how, const hu_number *best)
{
    char title[100];
    uint64_t code;
    hu_env env = q->env;
    snprintf(title, sizeof title, "%s, %s", how.sum->name, name);
    if (accumulate(&how, &q->x, &q->y, q->addend, &env, &code) == HU_STATUS_GOOD) {
        print_way(q, title, how.sum, code, best);
    }
}

static bool same_format(const hu_format *a, const hu_format *b)
{
    return strcmp(a->name, b->name) == 0;
}

/* A copy of the list, filled up to a multiple of k. */
static dot_list copy_of(const dot_list *list, const hu_format *format, size_t k)
{
    dot_list copy = {.format = format};
    dot_fill(&copy, list->count + (k - list->count % k) % k);
    memcpy(copy.codes, list->codes, list->count * sizeof list->codes[0]);
    return copy;
}

static void compare_instruction(const dot_question *q, const hu_dot_model *row, const hu_number *best)
{
    const dot_list x = copy_of(&q->x, row->x, row->k);
    const dot_list y = copy_of(&q->y, row->y, row->k);
    const hu_accumulation how = {.instruction = row, .order = HU_ACCUMULATE_BY_INSTRUCTION};
    uint64_t code;
    hu_env env = q->env;
    if (accumulate(&how, &x, &y, q->addend, &env, &code) == HU_STATUS_GOOD) {
        print_way(q, row->name, q->how.sum, code, best);
    }
    free(x.codes);
    free(y.codes);
}

void dot_compare(dot_question *q)
{
    const hu_accumulation exact = {.sum = q->how.sum, .order = HU_ACCUMULATE_EXACT};
    hu_number best = {q->how.sum, 0};
    hu_env env = q->env;
    const hu_status status = accumulate(&exact, &q->x, &q->y, q->addend, &env, &best.code);
    if (status != HU_STATUS_GOOD) {
        refuse(q, status);
    }
    print_way(q, "the exact sum, rounded once", best.format, best.code, NULL);
    compare_order(q, "fused, in order", (hu_accumulation){.sum = q->how.sum}, &best);
    compare_order(q, "products rounded, in order", (hu_accumulation){.sum = q->how.sum, .product = q->how.sum}, &best);
    compare_order(q, "in pairs", (hu_accumulation){.sum = q->how.sum, .order = HU_ACCUMULATE_IN_PAIRS}, &best);
    compare_order(q, "compensated", (hu_accumulation){.sum = q->how.sum, .order = HU_ACCUMULATE_COMPENSATED}, &best);
    const hu_dot_model *row;
    for (size_t i = 0; (row = hu_dot_at(i)) != NULL; i++) {
        if (same_format(row->x, q->x.format) && same_format(row->y, q->y.format) &&
            same_format(row->result, q->how.sum)) {
            compare_instruction(q, row, &best);
        }
    }
}
