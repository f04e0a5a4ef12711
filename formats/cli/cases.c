/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases of functions. See cases.h.
 */
#include "cases.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static hu_gen_column column_of(const type *t)
{
    hu_gen_column column = hu_gen_number(&t->format);
    column.kind = (uint32_t)t->kind;
    return column;
}

/* ---- Sums of products, which models are -------------------------------------------------------------------------- */

/* Columns of the vector of that name: the first, and how many; -1 if the model has none of the name. */
static int find_vector(const function *f, const char *name, int *count)
{
    const hu_model *const model = f->model;
    int fixed = 0;
    int grouped = 0;
    for (uint32_t i = 0; i < model->operands; i++) {
        fixed += model->operand[i].grouped != 0 ? 0 : (int)model->operand[i].count;
        grouped += model->operand[i].grouped != 0 ? (int)model->operand[i].count : 0;
    }
    const int groups = grouped == 0 ? 1 : (f->arity - fixed) / grouped;
    int first = 0;
    for (uint32_t i = 0; i < model->operands; i++) {
        const hu_model_vector *const v = &model->operand[i];
        *count = (int)v->count * (v->grouped != 0 ? groups : 1);
        if (strcmp(v->name, name) == 0) {
            return first;
        }
        first += *count;
    }
    return -1;
}

static void relate(hu_gen_column *column, int x, int y, int addend, int previous)
{
    column->x = x;
    column->y = y;
    column->addend = addend;
    column->previous = previous;
}

/* Of a model of addend + x * y ...: what each operand has to do with those before it. */
static void relate_columns(case_list *list, const function *f)
{
    int addends;
    int factors;
    const int addend = find_vector(f, "addend", &addends);
    const int x = find_vector(f, "x", &factors);
    const int y = find_vector(f, "y", &factors);
    const bool sum = addend >= 0 && x >= 0 && y >= 0;
    for (int i = 0; i < f->arity; i++) {
        list->columns[i].related = sum;
    }
    for (int i = 0; sum && i < factors; i++) {
        const int previous = i == 0 ? -1 : i - 1;
        const int to = addend + i * addends / factors;
        relate(&list->columns[x + i], -1, -1, -1, i == 0 ? -1 : x + previous);
        relate(&list->columns[y + i], x + i, -1, to, i == 0 ? -1 : y + previous);
        relate(&list->columns[to], x + i, y + i, -1, -1);
    }
}

/* ---- Cases ------------------------------------------------------------------------------------------------------- */

void cases_open(case_list *list, const function *f, int level, uint64_t seed, uint64_t count)
{
    *list = (case_list){.gen = {.count = (uint32_t)f->arity, .level = (uint32_t)level, .seed = seed, .wanted = count}};
    list->gen.columns = list->columns;
    list->gen.result = column_of(&f->result[0]);
    for (int i = 0; i < f->arity; i++) {
        list->columns[i] = column_of(&f->operand[i]);
    }
    if (f->model != NULL) {
        relate_columns(list, f);
    }
    list->gen.room = hu_gen_room(&list->gen);
    if (list->gen.room != 0) {
        list->gen.storage = malloc(list->gen.room * sizeof list->gen.storage[0]);
        if (list->gen.storage == NULL) {
            fail("out of memory");
        }
    }
    const hu_status status = hu_gen_open(&list->gen);
    assert(status == HU_STATUS_GOOD);
    (void)status;
}

void cases_close(case_list *list)
{
    free(list->gen.storage);
}

uint64_t cases_usual(const function *f, int level)
{
    case_list list;
    cases_open(&list, f, level, 0, 0);
    cases_close(&list);
    return list.gen.usual;
}

void cases_get(const case_list *list, uint64_t number, uint64_t operands[OPERANDS_MAX])
{
    hu_gen_case(&list->gen, number, operands);
}
